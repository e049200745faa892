"""What an item says of who, how many and how sure: the material of stories."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Qualifier(StrEnum):
    """How the words around a number bound it."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    UNDER = "under"
    RANGE = "range"
    SEVERAL = "several"
    """`several thousand`: no value is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Who says how many of what; nothing in it is computed."""

    value: float | None
    """None where only a magnitude is said (`several thousand`)."""
    value_max: float | None = None
    """The upper end of a range."""
    qualifier: Qualifier = Qualifier.EXACT
    of: str
    """The unit: `troops`, `killed`, `wounded`, `casualties`, `captured`, …, or the id of a concept."""
    claimant: str = ""
    """The id of the speaker (`nis`, `zelensky`), empty where nobody is named."""
    text: str
    """The verbatim words: `field[start:end]`."""
    field: str
    """`title` or `summary`."""
    start: int
    end: int


class Stance(StrEnum):
    """What an item does with its news."""

    REPORTS = "reports"
    """Tells it on the outlet's own account, or of an act that needs no witness (a vote, a decision)."""
    CLAIMS = "claims"
    """Somebody named says so."""
    CONFIRMS = "confirms"
    DENIES = "denies"
    UNCONFIRMED = "unconfirmed"
    """Somebody cannot confirm it, or it is told as alleged."""
    CORRECTS = "corrects"
    """The outlet or the speaker takes back what was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A speaker whom an item cites."""

    speaker: str
    """The id of a claimant: `nis`, `zelensky`, `us`."""
    text: str
    """The words that name the speaker: `field[start:end]`."""
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceClaim:
    """A stance bound to the one who takes it."""

    stance: Stance
    actor: str = ""
    """The id of a claimant, or empty for the outlet itself."""
    text: str = ""
    """The cue in the item's words: `field[start:end]`; empty where no cue was needed."""
    field: str = ""
    start: int = 0
    end: int = 0


class OriginKind(StrEnum):
    """How an item's origin is known."""

    CREDIT = "credit"
    """A credit to an agency in its text."""
    SOURCE = "source"
    """The outlet that an aggregating feed names."""
    ATTRIBUTION = "attribution"
    """Another medium that the text cites for the news."""
    PUBLISHER = "publisher"
    """Nothing else is known: the publisher itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The independent source behind an item, as against the outlet that carries it."""

    name: str
    """Canonical name in Latin letters where the source is known (`AFP`, `Yonhap`), else the publisher's."""
    kind: OriginKind
    text: str = ""
    """The words that credit it."""
