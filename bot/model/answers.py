"""What is told about the store's content to a person who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.chats import Chat
from bot.model.deliveries import DeliveryState
from bot.model.feeds import FeedState
from bot.model.items import Item
from bot.model.stories import Alert, Decision, JoinReason, Signal, Story, Traits
from bot.model.storylines import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """A feed with its state and counts, for `status`."""

    id: str
    name: str
    url: str
    language: str
    state: FeedState
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRecord:
    """What a feed brought lately, its first document left out."""

    feed_id: str
    items: int
    matched: int
    """Of these items, those that a storyline wanted."""
    delay: timedelta | None
    """Median time from published to first seen; None where no item has a date of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineActivity:
    """Counts of one storyline, for `status`."""

    storyline_id: str
    items: int
    stories: int
    alerts: int
    last_alert_at: datetime | None
    decisions: Mapping[str, int] = field(default_factory=dict)
    """Number of items by what was decided about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInfo:
    """Size and backlog of the database, for `status`."""

    path: str
    bytes: int
    schema: int
    items: int
    untracked: int
    deliveries: Mapping[str, int]
    """Number of deliveries by state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDelivery:
    """A delivery as `explain` shows it."""

    chat: Chat
    state: DeliveryState
    attempts: int
    finished_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedMatch:
    """What was stored about an item in one storyline."""

    match: Match
    story: Story
    joined: JoinReason
    similarity: float
    decision: Decision
    matched_at: datetime
    alert: Alert | None
    """The last one that the item made."""
    deliveries: tuple[ExplainedDelivery, ...]
    """Of all alerts that the item made, and of the digests that told them."""
    signals: tuple[Signal, ...]
    """Why the item is in its story, strongest first."""
    traits: Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedItem:
    """A stored item with everything that was decided about it."""

    item: Item
    feed_name: str
    tracked: bool
    matches: tuple[ExplainedMatch, ...]
