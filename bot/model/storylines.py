"""A tracked subject, the concepts that it is made of, and an item's match with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


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
    whole: bool = False
    """Matches only as a word of its own in this spelling: no other form, no part of a compound, no typo."""
    weak: bool = False
    """Means too much alone (`forces`): it counts only beside words that fill another slot."""
    bound: bool = False
    """Matches only in items of its language (English `UN` is not French `un`)."""
    varies: bool = True
    """Whether typos and other transliterations of it count; not for names that come in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One idea with its words in every language."""

    id: str
    terms: tuple[Term, ...]
    covers: tuple[Term, ...] = ()
    """Longer phrases inside which its words do not count: `French fries`."""


Slot = tuple[str, ...]
"""The ids of the concepts that can fill a slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """So many of these slots have to be filled."""

    count: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A concept that counts in a slot only near words of the slot before it (for the first, of the next)."""

    slot: int
    """Index into `slots`."""
    concept: str
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a slot is worth by the field that fills it, in [0, 1]; 0 leaves the field unread."""

    title: float = 1.0
    summary: float = 0.5
    tags: float = 0.4


SAME_SENTENCE = 0
"""As the reach of a storyline: all its words stand in one sentence."""


class Level(StrEnum):
    """How loudly a reason for an alert is told."""

    OFF = "off"
    """Not at all, not even in the live message at once."""
    EDIT = "edit"
    """The live message is edited; no new one is sent."""
    QUIET = "quiet"
    """A message without a sound."""
    LOUD = "loud"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPolicy:
    """What of a storyline deserves a message, and when. Times as in Prometheus Alertmanager."""

    wait: timedelta = timedelta(minutes=2)
    """A new story waits so long for other outlets before its first message."""
    interval: timedelta = timedelta(minutes=30)
    """Least time between two messages of one story; what happens in between is edited in."""
    edit_interval: timedelta = timedelta(minutes=1)
    """Least time between two edits of one message."""
    sleep: timedelta = timedelta(days=3)
    """Silence after which a story sleeps; what resembles it later opens a follow-up."""
    corroborated_by: int = 3
    """Independent origins that make a story corroborated."""
    min_origins: int = 1
    """Independent origins before the first message."""
    per_hour: int = 20
    """Messages of the storyline in an hour; what is above comes as one digest."""
    levels: Mapping[str, Level] = field(default_factory=dict)
    """Levels by reason (the value of a `Decision`), where they differ from the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """A tracked subject: every slot must be filled by one of its concepts, and no excluded one may appear."""

    id: str
    title: Mapping[str, str]
    """Title by language."""
    slots: tuple[Slot, ...] = ()
    at_least: tuple[AtLeast, ...] = ()
    none: Slot = ()
    """Ids of concepts that exclude an item."""
    figures: Slot = ()
    """Ids of the concepts whose numbers are followed."""
    within: tuple[Within, ...] = ()
    """Concepts that count only near another slot's."""
    reach: int | None = None
    """Words within which all slots have to be filled in one field, SAME_SENTENCE, or None for no limit."""
    fields: Fields = Fields()
    min_score: float = 0.38
    """Below it there is no match: the words are too scattered to be about one thing."""
    languages: frozenset[str] = frozenset()
    """Primary languages of the items that are read; empty for all."""
    sources: frozenset[str] = frozenset()
    """Feeds, publishers and feed tags (`tag:agency`) whose items are read; empty for all."""
    context: bool = True
    """Whether tags and the storyline's recent stories may fill what the text leaves out."""
    alerts: AlertPolicy = AlertPolicy()

    def title_in(self, language: str) -> str:
        """The title in that language, else in English, else in any."""
        return self.title.get(language) or self.title.get("en") or next(iter(self.title.values()), self.id)


CONTEXT = "context"
"""As the likeness of evidence: no words of the item, but a recent headline of the storyline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a slot counts as filled: these words, at this place, for this term."""

    concept: str
    term: str
    text: str
    """The words as they stand in the item: `field[start:end]`."""
    field: str
    """`title`, `summary` or `tags` (joined by line breaks), or `story` for what a recent story fills."""
    start: int
    end: int
    """Offsets in characters into the field's original text."""
    how: str = "exact"
    """`exact`, `inflected`, `inside` (a compound, or a script without spaces), `transliterated` (a name in
    another spelling), `misspelt` (a typo), or `context`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An item belongs to a storyline."""

    storyline_id: str
    score: float
    """In (0, 1]; 1 means that the title fills every slot."""
    evidence: tuple[Evidence, ...]

    @property
    def inferred(self) -> bool:
        """Whether a recent story of the storyline filled a slot."""
        return any(evidence.how == CONTEXT for evidence in self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """Words that nearly filled a slot, and why they did not."""

    evidence: Evidence
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotReport:
    """One slot of a storyline against one item, for `explain`."""

    concepts: Slot
    found: tuple[Evidence, ...]
    near: tuple[NearMiss, ...] = ()
    """What nearly filled it, where nothing did."""
    group: str = ""
    """`at least 2 of 3` for the slots of which not all are needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """A storyline against one item, slot by slot, whether it matched or not."""

    storyline_id: str
    slots: tuple[SlotReport, ...]
    excluded_by: tuple[Evidence, ...]
    match: Match | None
    unread: str = ""
    """Why the storyline does not read the item at all (its language, its source)."""
    score: float = 0.0
    """The score, also where it was too low for a match; 0 where a slot is empty or the item is excluded."""
    min_score: float = 0.38
