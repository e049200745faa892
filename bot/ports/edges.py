"""What the stages need of the network, the chats and the clock, as Protocols. They import words only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.model import (
    Channel,
    Chat,
    Feed,
    FeedState,
    FetchResult,
    LinkingPage,
    Message,
    ParsedFeed,
    SendOutcome,
)


class Clock(Protocol):
    """Tells the time. Only the outermost layer asks it; everything else takes `now` as an argument."""

    def now(self) -> datetime:
        """The time, aware UTC."""
        ...


class Fetcher(Protocol):
    """Fetches one document."""

    async def fetch(self, feed: Feed, state: FeedState) -> FetchResult:
        """Fetch conditionally, with `state`'s ETag and Last-Modified.

        Asks `state.memory.address` instead of the feed's own address, where that has moved for good. Time,
        size and redirects are bounded, and only addresses that may be asked are connected to. Raises
        FetchError for anything but a 2xx or a 304.
        """
        ...


class Parser(Protocol):
    """Turns a fetched document into items without blocking the event loop."""

    async def parse(
        self, result: FetchResult, feed: Feed, now: datetime, known: Collection[bytes] = ()
    ) -> ParsedFeed:
        """Parse within a bounded time. Raises ParseError if the document is not a feed.

        Entries whose digest is in `known` may be left out; see ParsedFeed. Without any, all are parsed.
        """
        ...

    async def links(self, result: FetchResult) -> LinkingPage:
        """The feeds that a page of HTML names, within a bounded time; raises ParseError beyond it."""
        ...


class Notifier(Protocol):
    """Sends messages into one channel."""

    channel: Channel

    async def ready(self) -> None:
        """Wait until the channel bears another message. After that `send` is called once."""
        ...

    async def send(self, chat: Chat, message: Message) -> SendOutcome:
        """Try once, and classify how it ended; raises only for bugs. The caller decides about retrying."""
        ...
