"""The messages on their way to the chats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.chats import Chat, Subscription
from bot.model.claims import Stance
from bot.model.items import Item
from bot.model.stories import Alert, ClaimedFigure, Decision, StoryState, StoryView
from bot.model.storylines import Evidence, Match


class DeliveryState(StrEnum):
    """The life of a delivery: pending → sending → sent, or failed, or back to pending."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDelivery:
    """A delivery marked `sending`, with all that its message shows."""

    id: int
    chat: Chat
    alert: Alert
    item: Item
    feed_name: str
    publisher: str
    match: Match
    attempt: int
    """1 for the first try."""
    unknown_outcomes: int
    """Earlier tries that may have arrived; above 0 the text says that it may be a repeat."""
    story: StoryView
    """The story as it is now, not as it was when the alert was decided."""
    edits: str = ""
    """The channel's id of the message that is to be brought up to date; empty for a new message."""
    reply_to: str = ""
    """The channel's id of the story's first message in this chat, empty if there is none."""
    digest: tuple[StoryView, ...] = ()
    """For a digest, of the storyline or of this chat alone: the stories that it tells of."""
    subscription: Subscription | None = None
    """By which it comes; None where the chat follows the storyline no longer."""
    due_at: datetime | None = None
    """Since when the message was to be sent; None for an edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page that reports a story, under the name of its outlet."""

    source: str
    language: str
    url: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One who confirms, denies, claims or corrects the news of a story."""

    stance: Stance
    actor: str = ""
    """The id of a claimant, or empty for the outlet itself."""
    source: str
    """The outlet that tells it."""
    origin: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContent:
    """What a message about an alert says, before any markup."""

    alert_id: int
    story_id: int
    storyline_id: str
    storyline_title: str
    """In the chat's language."""
    reason: Decision
    detail: str = ""
    """What is new, in the item's words."""
    title: str
    """The headline that opened the story, or for a reply that of the item with the news."""
    title_language: str = ""
    translated_title: str = ""
    """A headline of the story in the chat's language, where `title` is in another and an outlet has one."""
    summary: str
    url: str
    source: str
    publisher: str
    language: str
    published_at: datetime | None
    first_seen_at: datetime
    score: float
    evidence: tuple[Evidence, ...]
    state: StoryState = StoryState.REPORTED
    stance: Stance = Stance.REPORTS
    """Of the item that made the alert."""
    figures: tuple[ClaimedFigure, ...] = ()
    """The newest of each claimant and unit, the highest first."""
    sides: tuple[Side, ...] = ()
    """Who takes which stance, each once; both sides of a contradiction."""
    outlets: int = 1
    origins: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    """One for each origin first."""
    follows: str = ""
    """Title of the story that this one continues."""
    updated_at: datetime | None = None
    """When the story last changed, for a message that was edited."""
    stories: tuple[AlertContent, ...] = ()
    """For a digest: what it tells."""
    chat_language: str = "en"
    zone: str = ""
    """IANA name of the time zone in which times are shown; empty for UTC."""
    outlet: str = ""
    """Publisher of the shown item, as a chat can mute it."""
    reply: bool = False
    """Answers the story's first message in its chat, and so tells only what is new."""
    maybe_repeat: bool = False
    """An earlier try may have arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A rendered alert."""

    content: AlertContent | None = None
    """For channels with a form of their own, such as the console."""
    html: str
    """Telegram's HTML, at most 4096 UTF-16 units after parsing."""
    text: str
    """The same without markup, for places that know none and as the fallback after an entity error."""
    silent: bool = False
    """Without a sound."""
    edits: str = ""
    """The channel's id of the message that this one replaces; empty for a new message."""
    reply_to: str = ""
    """The channel's id of the message that this one answers; it is sent all the same if that is gone."""
    story_id: int = 0
    """The story whose buttons stand under it; 0 for none, as under a digest or a reply."""
    language: str = "en"
    """Of the chat, for the buttons."""


class SendStatus(StrEnum):
    """How an attempt to send ended, as the notifier classifies it."""

    SENT = "sent"
    RETRY = "retry"
    """Certainly not delivered; try again after `retry_after`."""
    UNKNOWN = "unknown"
    """Perhaps delivered: the connection broke after the request was written."""
    REFUSED = "refused"
    """This message will never be accepted; the chat is fine."""
    CHAT_GONE = "chat gone"
    """Blocked, kicked or deleted: suspend the chat, keep its settings."""
    CHAT_MOVED = "chat moved"
    """The chat has a new address; move its rows and send again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOutcome:
    """The notifier's classification of one attempt."""

    status: SendStatus
    message_ref: str = ""
    """The channel's id of the sent message."""
    retry_after: timedelta | None = None
    """The server's wish; None leaves the delay to the caller."""
    new_address: str = ""
    reason: str = ""
    """For a person; never holds a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryUpdate:
    """What finishing one attempt writes."""

    delivery_id: int
    state: DeliveryState
    outcome: SendOutcome
    due_at: datetime
    """For a delivery that goes back to pending: when it is tried again."""
    chat_not_before_at: datetime
    """Nothing is claimed for any chat with this address before that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDelivery:
    """A delivery that was never tried, as it is weighed anew when a chat changes its settings."""

    id: int
    alert: Alert
    state: StoryState
    """Of its story, now."""
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is due for one chat in one storyline and still waits, in the order in which it will be told."""

    chat_id: int
    storyline_id: str
    delivery_ids: tuple[int, ...]
    due_since: datetime
    held: int
    """How many of them were kept back."""
    digest: int
    """How many of them are wanted as lines of a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message of ours as a chat has it, found again when somebody presses a button under it."""

    chat: Chat
    alert: Alert
