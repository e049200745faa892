"""Items of the past for a back-test: those that are stored, or lines of JSON."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from bot.commands.ask import stored
from bot.model import Feed, Item, ParsedItem
from bot.pipeline.backtest import NEVER, Sample, samples_of
from bot.text import host

ALL = 1_000_000_000
_YES = frozenset(("positive", "true", "yes", "1"))
_UNSURE = frozenset(("unsure", "", "none", "null"))


class InputItem(BaseModel):
    """One line of input. Other keys are ignored, so that any corpus can be piped in."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    guid: str | None = None
    title: str = ""
    summary: str = ""
    text: str | None = None
    """Read as the summary where there is none."""
    lang: str = ""
    published: str | None = None
    date: str | None = None
    source: str | None = None
    publisher: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    storyline: str | None = None
    label: str | bool | None = None

    @field_validator("title", "summary", "lang", mode="before")
    @classmethod
    def _missing(cls, value: Any) -> Any:
        return "" if value is None else value

    @field_validator("tags", mode="before")
    @classmethod
    def _no_tags(cls, value: Any) -> Any:
        return () if value is None else value

    @property
    def at(self) -> datetime:
        """When it was published, at the beginning of time where nothing readable is said."""
        text = (self.published or self.date or "").strip()
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                at = read(text)
                return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
            except (ValueError, OverflowError):
                continue
        return NEVER

    @property
    def body(self) -> str:
        """The text below the title."""
        return self.summary or self.text or ""

    @property
    def outlet(self) -> str:
        """Who published it, as far as the line tells."""
        return self.publisher or self.source or host(self.url or "")

    def parsed(self, at: datetime) -> ParsedItem:
        """As a feed would have brought it at that time."""
        return ParsedItem(
            guid=self.guid or str(self.id or ""),
            url=self.url or "",
            title=self.title,
            summary=self.body,
            language=self.lang,
            published_at=at,
            tags=self.tags,
        )

    def feed(self, feeds: Mapping[str, Feed]) -> Feed:
        """The feed of its host if a home has one, else one of its own."""
        place = host(self.url or "")
        if place in feeds:
            return feeds[place]
        name = self.outlet or "input"
        return Feed(id=name, url=f"https://{place}/", name=name, publisher=name, language=self.lang)


def reason(error: ValidationError) -> str:
    """The first thing that is wrong with a line."""
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else str(first["msg"])


def read_samples(lines: Iterable[bytes], storyline_id: str) -> Iterator[Sample]:
    """Samples from JSON Lines; a line that cannot be read is told on standard error and left out.

    A `label` counts for the storyline that its line names, or for any if it names none.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = InputItem.model_validate_json(line)
        except ValidationError as error:
            print(f"standard input:{number}: {reason(error)}", file=sys.stderr)  # noqa: T201 - an answer
            continue
        item = Item(
            id=number,
            feed_id=entry.source or "",
            uid=str(entry.id or number),
            url=entry.url or "",
            title=entry.title,
            summary=entry.summary,
            language=entry.lang,
            first_seen_at=entry.at,
        )
        positive = _label(entry.label) if entry.storyline in (None, storyline_id) else None
        sources = (entry.source,) if entry.source else ()
        yield Sample(item=item, tags=entry.tags, sources=sources, positive=positive)


def _label(label: str | bool | None) -> bool | None:
    said = str(label).lower()
    return None if said in _UNSURE else said in _YES


def stored_samples(home: Path, days: float, feeds: Mapping[str, Feed]) -> list[Sample]:
    """The stored items of the last days."""
    since = datetime.now(UTC) - timedelta(days=days)
    with stored(home) as store:
        items = store.items(limit=ALL)
    return samples_of(items, feeds, since)


def is_fed() -> bool:
    """Whether something is piped into standard input, or a file is."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)
