"""Fakes of the outside world. Each is a small real program that implements a Protocol of `bot.ports`."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.errors import FetchError
from bot.feeds.discover import linking_page
from bot.feeds.parse import parse_document
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
    SendStatus,
)
from bot.ports import Store
from bot.text import host

T = TypeVar("T")


class ManualClock:
    """A `Clock` that moves only when it is told to."""

    def __init__(self, at: datetime = datetime(2024, 10, 18, 12, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **time: float) -> datetime:
        """Move on by `timedelta(**time)`."""
        self.at += timedelta(**time)
        return self.at


class DirectAccess:
    """A `StoreAccess` without a thread."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def __call__(self, work: Callable[[Store], T]) -> T:
        await asyncio.sleep(0)
        return work(self.store)


class FakeFetcher:
    """A `Fetcher` whose documents are set by feed; an unknown feed is refused as a server would."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes | FetchError] = {}
        self.delay = 0.0
        self.fetched: list[str] = []
        self.active: defaultdict[str, int] = defaultdict(int)
        self.most_per_host = 0
        self.most_at_once = 0

    async def fetch(self, feed: Feed, state: FeedState) -> FetchResult:
        self.fetched.append(feed.id)
        place = host(feed.url)
        self.active[place] += 1
        self.most_per_host = max(self.most_per_host, self.active[place])
        self.most_at_once = max(self.most_at_once, sum(self.active.values()))
        try:
            await asyncio.sleep(self.delay)
        finally:
            self.active[place] -= 1
        body = self.bodies.get(feed.id, FetchError("the server answers 404 Not Found"))
        if isinstance(body, FetchError):
            raise body
        return FetchResult(status=200, url=feed.url, body=body)


class InlineParser:
    """A `Parser` without worker processes."""

    async def parse(
        self, result: FetchResult, feed: Feed, now: datetime, known: Collection[bytes] = ()
    ) -> ParsedFeed:
        del known
        return parse_document(result.body, result.headers, result.url, now, feed.language)

    async def links(self, result: FetchResult) -> LinkingPage:
        return linking_page(result.body, result.headers, result.url)


class FakeNotifier:
    """A `Notifier` that keeps what it is given, and answers as scripted; without a script all is well."""

    def __init__(self, channel: Channel = Channel.CONSOLE, script: Sequence[SendOutcome] = ()) -> None:
        self.channel = channel
        self.script = list(script)
        self.tried: list[tuple[Chat, Message]] = []
        self.sent: list[tuple[Chat, Message]] = []

    async def ready(self) -> None:
        """Bears any number."""

    async def send(self, chat: Chat, message: Message) -> SendOutcome:
        await asyncio.sleep(0)
        self.tried.append((chat, message))
        outcome = self.script.pop(0) if self.script else SendOutcome(status=SendStatus.SENT, message_ref="1")
        if outcome.status is SendStatus.SENT:
            self.sent.append((chat, message))
        return outcome

    def titles(self) -> list[str]:
        """Titles of what was sent, in order."""
        return [message.content.title for _, message in self.sent if message.content]


def rss(*items: tuple[str, str] | tuple[str, str, str], channel: str = "Fake") -> bytes:
    """An RSS document of (guid, title) or (guid, title, summary) items; links are made from the guids."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><link>https://{channel.lower()}.example/{guid}</link>"
        f"<title>{title}</title><description>{''.join(summary)}</description></item>"
        for guid, title, *summary in items
    )
    return f"<rss version='2.0'><channel><title>{channel}</title>{entries}</channel></rss>".encode()
