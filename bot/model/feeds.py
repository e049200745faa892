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
