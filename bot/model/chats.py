"""The places that alerts go to, who follows what there, and how they want to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class Channel(StrEnum):
    """The kinds of place that alerts go to."""

    CONSOLE = "console"
    TELEGRAM = "telegram"


class ChatKind(StrEnum):
    """What Telegram's limits depend on."""

    CONSOLE = "console"
    PRIVATE = "private"
    GROUP = "group"
    """Groups, supergroups and channels."""


class SubscriptionLevel(StrEnum):
    """How much of a storyline a chat wants to be told."""

    EVERYTHING = "everything"
    """Each message that the storyline makes."""
    CORROBORATED = "corroborated"
    """A story once it is corroborated or confirmed, and from then on all of it."""
    LOUD = "loud"
    """Only alerts of the loud level."""
    HOURLY = "hourly"
    """All of it, gathered into a digest on the hour."""
    DAILY = "daily"
    """All of it, gathered into a digest once a day."""


DIGESTS = frozenset({SubscriptionLevel.HOURLY, SubscriptionLevel.DAILY})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """A part of each day in which messages wait; it may span midnight."""

    start: time
    """Local, to the minute."""
    end: time
    urgent: bool = False
    """Whether urgent news comes all the same."""

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise ValueError("quiet hours that begin and end at the same time would never end")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """How a chat wants to be told, whatever it follows."""

    language: str = ""
    """In which Vigie speaks to the chat, where that was chosen; else the language of its Telegram."""
    zone: str = ""
    """IANA name of the time zone in which times are shown and meant; empty for UTC."""
    languages: tuple[str, ...] = ()
    """Languages whose headlines are shown first, the best first; the chat's own where empty."""
    quiet: QuietHours | None = None
    paused_until: datetime | None = None
    silent: bool = False
    """Everything comes without a sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A place that alerts go to; two topics of one Telegram group are two chats with one address."""

    id: int
    channel: Channel
    address: str
    """Telegram: the numeric chat id as text. Console: `-`."""
    topic: int = 0
    """Telegram's message_thread_id; 0 for none and for the General topic."""
    kind: ChatKind = ChatKind.PRIVATE
    title: str = ""
    language: str = "en"
    suspended: str = ""
    """Why nothing can be sent there now (blocked, kicked), or empty."""
    settings: ChatSettings = ChatSettings()


ALL_STORYLINES = "*"
"""As a subscription's storyline: all of them, also those to come."""

MORNING = time(8, 0)
"""When a daily digest comes if no other time was chosen, and when a pause `until` nothing ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat follows a storyline, in its own way."""

    chat_id: int
    storyline_id: str
    created_at: datetime
    level: SubscriptionLevel = SubscriptionLevel.EVERYTHING
    daily_at: time = MORNING
    """Local; when the daily digest comes."""
    silent: bool = False
    through_quiet: bool = False
    """Quiet hours of the chat do not hold it."""
    languages: tuple[str, ...] = ()
    """As in `ChatSettings`, where this storyline shall differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A chat that follows a storyline; its own subscription comes before the one to all."""

    chat: Chat
    storyline_id: str
    subscription: Subscription
    muted_outlets: frozenset[str] = frozenset()
    """Publishers that this chat does not want to hear of in this storyline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """When and how an alert, or what a story has become, goes to one chat."""

    chat_id: int
    due_at: datetime
    held: bool = False
    """Kept back by quiet hours or a pause: several together become one digest."""
    digest: bool = False
    """The chat wants digests: it goes as a line of one, however few there are."""
    urgent: bool = False
    """If the first message of the story still waits in this chat, that comes now too."""
    late: bool = False
    """The chat is told of a story only once it is worth it: if it was not yet, it gets the story's first
    message in place of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MutedStory:
    """A story of which a chat wants to hear no more."""

    story_id: int
    storyline_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutes:
    """What a chat does not want to hear of."""

    stories: tuple[MutedStory, ...] = ()
    """The newest first."""
    outlets: tuple[tuple[str, str], ...] = ()
    """Pairs of storyline and outlet."""


class Access(StrEnum):
    """Whether an address may use the bot."""

    UNKNOWN = "unknown"
    ASKED = "asked"
    """The admins were asked to let it in."""
    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who asked to be let in, or was."""

    id: int
    """A short key for buttons."""
    channel: Channel
    address: str
    name: str
    access: Access
    language: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Admin:
    """A person who may steer the bot."""

    user: int
    """Telegram's numeric id; also the address of the private chat with that person."""
    language: str
    since: datetime
