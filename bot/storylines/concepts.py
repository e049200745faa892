"""The terms of a concept: those that its file writes, and the names of its territory."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.model import Term
from bot.storylines import territories
from bot.storylines.words import FIRST_NOT_LATIN, has_runs, is_acronym, is_hangul

SHORT_NAME = 7
"""One Latin word up to this length is a common word elsewhere (German Island for Iceland, Vietnamese Nga for
Russia): it counts in its own languages only, unless it is the English name, which all languages use."""

SHORTEST_NAME = 4
"""Up to this length that holds for the English name too …"""

WORLDWIDE = 8
"""… unless this many languages write it so: Iran, Mali, Cuba."""


def written_term(
    text: str,
    language: str,
    *,
    exact: bool | None = None,
    prefix: bool = False,
    whole: bool = False,
    weak: bool = False,
    bound: bool = False,
) -> Term:
    """A term as its file writes it.

    An acronym is exact unless the file says otherwise; a single sign (北 for North Korea in Seoul, the plain
    word for north elsewhere) counts only in items of its language.
    """
    return Term(
        text=text,
        language=language,
        exact=is_acronym(text) if exact is None else exact,
        prefix=prefix,
        whole=whole,
        weak=weak,
        bound=bound or len(text) == 1,
    )


def territory_terms(territory: str) -> Iterator[Term]:
    """The names of a territory in every language of CLDR."""
    for name, tags in territories.names(territory).items():
        bound = _is_ambiguous(name, tags)
        for tag in tags:
            yield Term(text=name, language=tag, exact=is_acronym(name), bound=bound, varies=False)


def _is_ambiguous(name: str, tags: Collection[str]) -> bool:
    if len(name) == 1:
        return True
    if " " in name or "-" in name or has_runs(name) or is_hangul(name) or len(name) > SHORT_NAME:
        return False
    if len(name) <= SHORTEST_NAME:
        return len(tags) < WORLDWIDE
    return name[0] < FIRST_NOT_LATIN and "en" not in tags
