"""A concept as its file describes it → a concept with all of its terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.model import Concept, Term
from bot.storylines import territories
from bot.storylines.words import has_runs

ACRONYM = re.compile(r"(?:[A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я]\.?){2,6}\Z")
"""Capitals only, two to six: a word that matches in this case and spelling alone."""

SHORT_NAME = 4
"""A country's name up to this length is a common word or a surname somewhere (Vietnamese Nga for Russia, Áo
for Austria) …"""

WORLDWIDE = 8
"""… unless this many languages write it so: Iran, Mali, Cuba."""


def build_concept(
    concept_id: str, territory: str | None, terms: Mapping[str, Sequence[tuple[str, Mapping[str, bool | None]]]]
) -> Concept:
    """The concept with the written terms first and then the territory's names."""
    written = [_term(text, language, flags) for language, entries in terms.items() for text, flags in entries]
    named = _names(territory) if territory else ()
    return Concept(id=concept_id, terms=tuple(dict.fromkeys([*written, *named])))


def _term(text: str, language: str, flags: Mapping[str, bool | None]) -> Term:
    exact = flags.get("exact")
    return Term(
        text=text,
        language=language,
        exact=bool(ACRONYM.match(text)) if exact is None else exact,
        prefix=bool(flags.get("prefix")),
        bound=bool(flags.get("bound")) or len(text) == 1,
    )


def _names(territory: str) -> Iterator[Term]:
    for name, tags in territories.names(territory).items():
        short = len(name) <= SHORT_NAME and not has_runs(name) and len(tags) < WORLDWIDE
        for tag in tags:
            yield Term(
                text=name, language=tag, exact=bool(ACRONYM.match(name)), bound=short or len(name) == 1
            )
