"""The words of Vigie: one frozen record for each thing that crosses a border between modules.

Times end in `_at` and are aware UTC datetimes. `uid` is the publisher's identity of an item, `id` is ours.
Identifiers of feeds, storylines and concepts are the short names that a user writes in the YAML files;
all other identifiers are integers given by the store, and 0 where nothing has been stored yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# --- feeds -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source as its entry in feeds.yaml describes it."""

    id: str
    url: str
    name: str
    publisher: str
    """Outlets of one family share it, so that they count as one source."""
    language: str
    """BCP 47 tag such as `ko` or `pt-BR`; an item's own language wins over it."""
    country: str = ""
    """ISO 3166-1 alpha-2 code, or empty for an international body."""
    interval: timedelta = timedelta(minutes=15)
    tags: tuple[str, ...] = ()
    alert_newer_than: timedelta = timedelta(0)
    """On the first poll, items published within this time alert; all others are the silent baseline."""


class IdentityKey(StrEnum):
    """What tells one item of a feed from another; a feed that breaks a key is moved to the next."""

    GUID = "guid"
    URL = "url"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What the store remembers of a feed between two polls."""

    feed_id: str
    next_poll_at: datetime
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    """Last poll that ended without an error; None means that the baseline is still to be taken."""
    new_item_at: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    failures: int = 0
    """Failed polls since the last success."""
    error: str = ""
    """The plain reason of the last failure, empty after a success."""
    identity: IdentityKey = IdentityKey.GUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """The answer of a server that was reached and did not refuse; see `FetchError` for all else."""

    status: int
    url: str
    """Address of the document after redirects."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    not_modified: bool = False
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedItem:
    """One publication as a feed's document gives it; texts are plain (no markup) and never cut."""

    guid: str = ""
    url: str = ""
    title: str = ""
    summary: str = ""
    author: str = ""
    language: str = ""
    published_at: datetime | None = None
    """As the publisher says, capped at the time of the poll; None where it is missing or unreadable."""
    tags: tuple[str, ...] = ()
    source_name: str = ""
    """The outlet that an aggregating feed names for this item (RSS `<source>`)."""
    source_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's document after parsing."""

    title: str = ""
    url: str = ""
    language: str = ""
    version: str = ""
    items: tuple[ParsedItem, ...] = ()
    warning: str = ""
    """What was malformed, where it could be read all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKeys:
    """The three names under which an item is recognised; an empty one is not used."""

    guid: str = ""
    url: str = ""
    """Canonical URL: tracking parameters, scheme, `www.` and fragment folded away."""
    title: str = ""
    """Folded title and host; the day is compared apart, so that mass changes can look past it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """What is needed of a stored item to recognise it in a new document."""

    id: int
    uid: str
    keys: ItemKeys
    title: str
    summary: str
    published_at: datetime | None
    first_seen_at: datetime
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item that the store has not seen."""

    uid: str
    keys: ItemKeys
    parsed: ParsedItem
    baseline: bool = False
    """Seen by the first poll of its feed and too old to alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedItem:
    """A stored item whose publisher changed its title or summary, or that came back under new keys."""

    id: int
    keys: ItemKeys
    parsed: ParsedItem
    text_changed: bool
    """False when only keys changed: then it is no new revision and is not tracked again."""


class PollStatus(StrEnum):
    """How a poll ended."""

    NOT_MODIFIED = "not modified"
    """The server said 304."""
    UNCHANGED = "unchanged"
    """The body has the hash of the last one; it was not parsed."""
    PARSED = "parsed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """All that a poll changes in the store, written in one transaction."""

    feed_id: str
    status: PollStatus
    polled_at: datetime
    next_poll_at: datetime
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    identity: IdentityKey = IdentityKey.GUID
    new: tuple[NewItem, ...] = ()
    revised: tuple[RevisedItem, ...] = ()
    seen_ids: tuple[int, ...] = ()
    """Stored items that the document still holds, so that they are not pruned."""
    error: str = ""
    notice: str = ""
    """Something odd that was handled and is worth telling once, such as guids that change."""


# --- items -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One publication of a feed, as stored."""

    id: int
    feed_id: str
    uid: str
    url: str
    title: str
    summary: str
    language: str
    first_seen_at: datetime
    published_at: datetime | None = None
    author: str = ""
    tags: tuple[str, ...] = ()
    source_name: str = ""
    source_url: str = ""
    revision: int = 0
    """0 for the first text, one more for each change by the publisher."""
    baseline: bool = False


# --- storylines ------------------------------------------------------------------------------------------


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


# --- stories ---------------------------------------------------------------------------------------------


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


# --- alerts ----------------------------------------------------------------------------------------------


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


# --- chats and deliveries --------------------------------------------------------------------------------


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


ALL_STORYLINES = "*"
"""As a subscription's storyline: all of them, also those to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat follows a storyline."""

    chat_id: int
    storyline_id: str
    created_at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContent:
    """What a message about an alert says, before any markup."""

    alert_id: int
    story_id: int
    storyline_id: str
    storyline_title: str
    """In the chat's language."""
    reason: Decision
    title: str
    summary: str
    url: str
    source: str
    publisher: str
    language: str
    published_at: datetime | None
    first_seen_at: datetime
    score: float
    evidence: tuple[Evidence, ...]
    chat_language: str = "en"
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


# --- answers for people ----------------------------------------------------------------------------------


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
class StorylineActivity:
    """Counts of one storyline, for `status`."""

    storyline_id: str
    items: int
    stories: int
    alerts: int
    last_alert_at: datetime | None


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
    deliveries: tuple[ExplainedDelivery, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedItem:
    """A stored item with everything that was decided about it."""

    item: Item
    feed_name: str
    tracked: bool
    matches: tuple[ExplainedMatch, ...]
