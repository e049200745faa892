"""What the desk works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.model import Feed
from bot.ports import Clock, Fetcher, Parser, StoreAccess

if TYPE_CHECKING:
    from bot.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """One running Vigie, as the desk sees it."""

    home: Path
    access: StoreAccess
    rulebook: Callable[[], Rulebook | None]
    """The rules in force; None while they are still read."""
    feeds: Callable[[], Mapping[str, Feed]]
    """The sources in force, by id."""
    clock: Clock
    fetcher: Fetcher
    parser: Parser

    def title(self, storyline_id: str, language: str) -> str:
        """The title of a storyline in a language; its id if it is not in force."""
        book = self.rulebook()
        known = book.storylines.get(storyline_id) if book else None
        return known.title_in(language) if known else storyline_id
