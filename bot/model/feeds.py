"""A source, what its polls remember, and what a poll brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


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
    interval: timedelta | None = None
    """Fixed time between two polls; None lets polls follow the rhythm of the feed."""
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=4)
    """Bounds of the time between two polls that follow the rhythm of the feed."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Sent to the feed's own host only; they may hold secrets."""
    login: str = field(default="", repr=False)
    """`name:password` for basic authentication, sent to the feed's own host only."""
    tags: tuple[str, ...] = ()
    alert_newer_than: timedelta = timedelta(0)
    """On the first poll, items published within this time alert; all others are the silent baseline."""


BROKEN_AFTER = 3
"""Failed polls in a row from which a feed is broken; one or two are everyday life."""


class IdentityKey(StrEnum):
    """What tells one item of a feed from another; a feed that breaks a key is moved to the next."""

    GUID = "guid"
    URL = "url"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a document says about when to ask for it again, and who tells of its changes."""

    ttl: timedelta | None = None
    """RSS `<ttl>`."""
    update_every: timedelta | None = None
    """`sy:updatePeriod` divided by `sy:updateFrequency`."""
    skip_hours: tuple[int, ...] = ()
    """Hours UTC, 0 to 23, at which nobody shall ask."""
    skip_days: tuple[int, ...] = ()
    """Days UTC at which nobody shall ask; 0 is Monday."""
    hub: str = ""
    """Address of a WebSub hub."""
    topic: str = ""
    """The address under which the hub knows the feed (`rel="self"`)."""


MOVED_AFTER = 3
"""Permanent redirects to one address, at as many polls in a row, from which it is asked at once."""

MOVED_AGAIN = 100
"""After so many polls the feed's own address is asked once more: a domain may have come back to its owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMemory:
    """What polls have learnt of a feed besides its items."""

    rhythm: bytes = b""
    """When its items come, as `bot.feeds.rhythm` packs it; empty at first."""
    window: int = 0
    """Entries of the last document."""
    hints: Hints = Hints()
    moved_to: str = ""
    """Where permanent redirects led at the last poll."""
    moved_seen: int = 0
    """At how many polls in a row."""
    gaps: int = 0
    """How often a whole document was new, so that items between two polls may have been missed."""
    gap_at: datetime | None = None
    """When that was last so."""

    @property
    def address(self) -> str:
        """The address to ask instead of the feed's own, once that has moved for good; else empty."""
        moved = self.moved_seen >= MOVED_AFTER and self.moved_seen % MOVED_AGAIN
        return self.moved_to if moved else ""


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
    memory: FeedMemory = FeedMemory()


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
    moved_to: str = ""
    """Where the permanent redirects at the beginning of the way lead; empty without any."""


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
    """A feed's document after parsing.

    Where a document can be cut into its entries, each has a digest, and those that are known already need
    not be parsed: they are in `unchanged` and not in `items`.
    """

    title: str = ""
    url: str = ""
    language: str = ""
    version: str = ""
    items: tuple[ParsedItem, ...] = ()
    keys: tuple[ItemKeys, ...] = ()
    """Of each of `items`, where the parser made them; else empty."""
    digests: tuple[bytes, ...] = ()
    """Of each of `items`; empty where the document could not be cut."""
    unchanged: tuple[bytes, ...] = ()
    """Digests of the entries that were known and left out, in the order of the document."""
    hints: Hints = Hints()
    warning: str = ""
    """What was malformed, where it could be read all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingPage:
    """A page of HTML that may lead to feeds."""

    title: str = ""
    language: str = ""
    feeds: tuple[str, ...] = ()
    """Addresses of the feeds that it names, in its order."""


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


DIGEST_BYTES = 12
"""Of an entry's text. A feed would need 10^11 different entries before two share a digest by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """An entry of the last document, known by the digest of its text, and the item that it is."""

    digest: bytes
    item_id: int = 0
    """Of a stored item; else `uid` names the new one."""
    uid: str = ""


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
    url: str = ""
    """The feed's own address when it was polled. If it has another by now, what belongs to the old one is not
    kept, and the feed is due."""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    identity: IdentityKey = IdentityKey.GUID
    new: tuple[NewItem, ...] = ()
    revised: tuple[RevisedItem, ...] = ()
    seen_ids: tuple[int, ...] = ()
    """Stored items that the document still holds, so that they are not pruned."""
    memory: FeedMemory = FeedMemory()
    slices: tuple[Slice, ...] | None = None
    """The entries of the document; None leaves what is stored."""
    error: str = ""
    notice: str = ""
    """Something odd that was handled and is worth telling once, such as guids that change."""
