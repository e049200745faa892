"""The terms of a concept: those that its file writes, and the names of its territory."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Term
from bot.storylines import territories
from bot.storylines.words import has_runs, is_acronym

SHORT_NAME = 4
"""A country's name up to this length is a common word or a surname somewhere (Vietnamese Nga for Russia, Áo
for Austria) …"""

WORLDWIDE = 8
"""… unless this many languages write it so: Iran, Mali, Cuba."""


def written_term(text: str, language: str, *, exact: bool | None, prefix: bool, bound: bool) -> Term:
    """A term as its file writes it.

    An acronym is exact unless the file says otherwise; a single sign (北 for North Korea in Seoul, the plain
    word for north elsewhere) counts only in items of its language.
    """
    return Term(
        text=text,
        language=language,
        exact=is_acronym(text) if exact is None else exact,
        prefix=prefix,
        bound=bound or len(text) == 1,
    )


def territory_terms(territory: str) -> Iterator[Term]:
    """The names of a territory in every language of CLDR."""
    for name, tags in territories.names(territory).items():
        short = len(name) <= SHORT_NAME and not has_runs(name) and len(tags) < WORLDWIDE
        for tag in tags:
            yield Term(text=name, language=tag, exact=is_acronym(name), bound=short or len(name) == 1)
