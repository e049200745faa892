"""A tracked subject, the concepts that it is made of, and an item's match with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word or phrase for a concept."""

    text: str
    language: str
    """The language of the word, or `*` for all. A hint for inflection; it does not restrict matching."""
    exact: bool = False
    """Matches only in this case and spelling (acronyms: UN, RPDC)."""
    prefix: bool = False
    """Matches every word that begins with it."""
    bound: bool = False
    """Matches only in items of its language (English `UN` is not French `un`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One idea with its words in every language."""

    id: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """A tracked subject: every slot must be filled by one of its concepts, and no excluded one may appear."""

    id: str
    title: Mapping[str, str]
    """Title by language."""
    slots: tuple[tuple[str, ...], ...]
    """For each slot the ids of the concepts that can fill it."""
    none: tuple[str, ...] = ()
    """Ids of concepts that exclude an item."""
    figures: tuple[str, ...] = ()
    """Ids of the concepts whose numbers are followed."""

    def title_in(self, language: str) -> str:
        """The title in that language, else in English, else in any."""
        return self.title.get(language) or self.title.get("en") or next(iter(self.title.values()), self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a slot counts as filled: these words, at this place, for this term."""

    concept: str
    term: str
    text: str
    """The words as they stand in the item: `field[start:end]`."""
    field: str
    """`title` or `summary`."""
    start: int
    end: int
    """Offsets in characters into the field's original text."""
    how: str = "exact"
    """`exact`, `inflected` or `inside` (scripts without spaces)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An item belongs to a storyline."""

    storyline_id: str
    score: float
    """In (0, 1]; 1 means that every slot is filled from the title."""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotReport:
    """One slot of a storyline against one item, for `explain`."""

    concepts: tuple[str, ...]
    found: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """A storyline against one item, slot by slot, whether it matched or not."""

    storyline_id: str
    slots: tuple[SlotReport, ...]
    excluded_by: tuple[Evidence, ...]
    match: Match | None
