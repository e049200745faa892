"""The events inside a storyline, and what was decided to tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.items import Item
from bot.model.storylines import Match


class StoryState(StrEnum):
    """How far a story has come. Only the first is decided so far."""

    REPORTED = "reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event inside a storyline: the items that report it."""

    id: int
    key: str
    """Stable name, `storyline/first item id`: opening the same story twice is one story."""
    storyline_id: str
    title: str
    """Headline of the item that opened it."""
    opened_at: datetime
    updated_at: datetime
    state: StoryState = StoryState.REPORTED
    items: int = 1
    outlets: int = 1
    """Distinct publishers."""
    told: bool = False
    """Has an alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """An item of a recent story, with what is needed to compare another item with it."""

    storyline_id: str
    story_key: str
    item_id: int
    title: str
    url_key: str
    language: str
    told: bool
    """Whether its story has an alert."""
    inferred: bool = False
    """Whether other headlines of the storyline filled a slot of its match."""


class JoinReason(StrEnum):
    """Why an item is in its story."""

    OPENED = "opened the story"
    SAME_ITEM = "a revision of an item of this story"
    SAME_LINK = "same link"
    SAME_TITLE = "same title"
    NEAR_TITLE = "nearly the same title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The story that an item joins or opens, and why."""

    story_key: str
    how: JoinReason
    opens: bool
    similarity: float = 1.0
    """In [0, 1]."""
    like_item_id: int = 0
    """The item of the story that it resembles, 0 for the opener."""
    told: bool = False
    """Whether the story already has an alert."""


class Decision(StrEnum):
    """What was decided about a matched item, and so why there is an alert or silence."""

    NEW_STORY = "new story"
    """The only one so far that alerts."""
    ALREADY_TOLD = "its story was told already"
    BASELINE = "seen by the first poll of its feed"

    @property
    def alerts(self) -> bool:
        """Whether this decision makes an alert."""
        return self is Decision.NEW_STORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A decision to tell."""

    id: int
    key: str
    """Unique: the same alert is never made twice."""
    storyline_id: str
    story_id: int
    item_id: int
    reason: Decision
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedMatch:
    """A matched item with its story and the decision about it."""

    match: Match
    assignment: Assignment
    decision: Decision
    alert_key: str = ""
    """Set when the decision alerts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedItem:
    """The outcome of tracking one item; no matches means that no storyline wanted it."""

    item: Item
    matches: tuple[TrackedMatch, ...] = ()
