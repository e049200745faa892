"""What the stages need of the network, the chats and the clock, as Protocols. They import words only."""

from __future__ import annotations

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

        Time and size are bounded. Raises FetchError for anything but a 2xx or a 304.
        """
        ...


class Parser(Protocol):
    """Turns a fetched document into items without blocking the event loop."""

    async def parse(self, result: FetchResult, feed: Feed, now: datetime) -> ParsedFeed:
        """Parse within a bounded time. Raises ParseError if the document is not a feed."""
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
