"""The words of Vigie: one frozen record for each thing that crosses a border between modules.

Times end in `_at` and are aware UTC datetimes. `uid` is the publisher's identity of an item, `id` is ours.
Identifiers of feeds, storylines and concepts are the short names that a user writes in the YAML files;
all other identifiers are integers given by the store, and 0 where nothing has been stored yet.
"""

from __future__ import annotations

from bot.model.answers import (
    ExplainedDelivery,
    ExplainedItem,
    ExplainedMatch,
    FeedHealth,
    StoreInfo,
    StorylineActivity,
)
from bot.model.deliveries import (
    ALL_STORYLINES,
    AlertContent,
    Channel,
    Chat,
    ChatKind,
    ClaimedDelivery,
    DeliveryState,
    DeliveryUpdate,
    Message,
    SendOutcome,
    SendStatus,
    Subscription,
)
from bot.model.feeds import (
    Feed,
    FeedState,
    FetchResult,
    IdentityKey,
    ItemKeys,
    KnownItem,
    NewItem,
    ParsedFeed,
    ParsedItem,
    PollResult,
    PollStatus,
    RevisedItem,
)
from bot.model.items import Item
from bot.model.stories import (
    Alert,
    Assignment,
    Decision,
    JoinReason,
    Story,
    StoryMember,
    StoryState,
    TrackedItem,
    TrackedMatch,
)
from bot.model.storylines import Concept, Evidence, Match, MatchReport, SlotReport, Storyline, Term

__all__ = [
    "ALL_STORYLINES",
    "Alert",
    "AlertContent",
    "Assignment",
    "Channel",
    "Chat",
    "ChatKind",
    "ClaimedDelivery",
    "Concept",
    "Decision",
    "DeliveryState",
    "DeliveryUpdate",
    "Evidence",
    "ExplainedDelivery",
    "ExplainedItem",
    "ExplainedMatch",
    "Feed",
    "FeedHealth",
    "FeedState",
    "FetchResult",
    "IdentityKey",
    "Item",
    "ItemKeys",
    "JoinReason",
    "KnownItem",
    "Match",
    "MatchReport",
    "Message",
    "NewItem",
    "ParsedFeed",
    "ParsedItem",
    "PollResult",
    "PollStatus",
    "RevisedItem",
    "SendOutcome",
    "SendStatus",
    "SlotReport",
    "StoreInfo",
    "Story",
    "StoryMember",
    "StoryState",
    "Storyline",
    "StorylineActivity",
    "Subscription",
    "Term",
    "TrackedItem",
    "TrackedMatch",
]
