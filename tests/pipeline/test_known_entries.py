"""Polls that only parse what is new end as polls that parse everything: same items, same revisions, same order."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds import pool
from bot.feeds.known import look_through
from bot.model import Feed, FetchResult, ParsedFeed
from bot.pipeline.poll import Poller
from bot.ports import Store
from bot.store import open_store
from tests.factories import make_feed
from tests.fakes import DirectAccess, FakeFetcher, InlineParser, ManualClock


class CuttingParser(InlineParser):
    """Parses as the pool does, without its processes; counts the entries that were parsed."""

    def __init__(self) -> None:
        self.parsed = 0
        self.left_out = 0

    async def parse(
        self, result: FetchResult, feed: Feed, now: datetime, known: Collection[bytes] = ()
    ) -> ParsedFeed:
        found = self._part(result, feed, now, set(known)) if known else None
        found = found or await super().parse(result, feed, now)
        self.parsed += len(found.items)
        self.left_out += len(found.unchanged)
        return found

    def _part(self, result: FetchResult, feed: Feed, now: datetime, known: set[bytes]) -> ParsedFeed | None:
        looked = look_through(result.body, "", result.url, feed.language, known)
        if looked is None or not looked.unchanged:
            return None
        if not looked.unknown:
            return ParsedFeed(unchanged=looked.unchanged)
        return pool._parse_part(looked, {}, result.url, now, feed.language)


class Watcher:
    """One feed, polled into a store of its own."""

    def __init__(self, parser: InlineParser) -> None:
        self.store: Store = open_store("sqlite:///:memory:")
        self.parser, self.fetcher, self.clock = parser, FakeFetcher(), ManualClock()
        self.feed = make_feed("a")
        self.store.sync_feeds([self.feed], self.clock.now())
        self.poller = Poller(
            access=DirectAccess(self.store),
            fetcher=self.fetcher,
            parser=parser,
            clock=self.clock,
            concurrency=1,
        )

    async def poll(self, body: bytes) -> None:
        self.fetcher.bodies["a"] = body
        self.clock.advance(hours=8)
        await asyncio.gather(*await self.poller.start_due({"a": self.feed}))

    def outcome(self) -> list[tuple[object, ...]]:
        """All that is stored of the items, and what polls remember but for the entries themselves."""
        items = [
            (i.id, i.title, i.summary, i.url, i.revision, i.baseline, i.published_at, i.tags)
            for i in self.store.items(limit=1000)
        ]
        (health,) = self.store.feed_health()
        state = health.state
        learnt = (state.identity, state.failures, state.memory.window, state.memory.gaps, state.memory.rhythm)
        return [*items, learnt, tuple(i.id for i in self.store.untracked_items(1000))]


def document(entries: Sequence[tuple[int, int, int, int]], built: int) -> bytes:
    """An RSS document of entries (guid, link, title, summary; 0 leaves one out) and another date each time."""
    made = []
    for guid, link, title, summary in entries:
        made.append(
            "<item>"
            + (f"<guid>g{guid}</guid>" if guid else "")
            + (f"<link>https://x.example/2024/10/18/story-{link}</link>" if link else "")
            + (f"<title>Ferry number {title} is late again</title>" if title else "")
            + (f"<description>Text {summary} of it</description>" if summary else "")
            + f"<pubDate>Fri, 18 Oct 2024 {guid % 12:02}:00:00 GMT</pubDate></item>"
        )
    head = f"<title>T</title><lastBuildDate>{built}</lastBuildDate>"
    return f"<rss version='2.0'><channel>{head}{''.join(made)}</channel></rss>".encode()


async def both(documents: Sequence[bytes]) -> tuple[Watcher, Watcher]:
    whole, parts = Watcher(InlineParser()), Watcher(CuttingParser())
    for body in documents:
        await whole.poll(body)
        await parts.poll(body)
    return whole, parts


ENTRIES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 2)), max_size=8
)


@given(st.lists(ENTRIES, min_size=2, max_size=6))
@settings(max_examples=250, deadline=None)
def test_parts_end_as_the_whole(series: list[list[tuple[int, int, int, int]]]) -> None:
    documents = [document(entries, number) for number, entries in enumerate(series)]
    whole, parts = asyncio.run(both(documents))
    assert parts.outcome() == whole.outcome()
    whole.store.close()
    parts.store.close()


async def test_of_a_feed_that_brings_one_item_at_a_time_only_that_is_parsed() -> None:
    entries = [(n, n, n, 1) for n in range(1, 31)]
    series = [document(entries[20 - step : 30 - step], step) for step in range(15)]
    whole, parts = await both(series)
    assert parts.outcome() == whole.outcome()
    assert isinstance(parts.parser, CuttingParser)
    assert (parts.parser.parsed, parts.parser.left_out) == (10 + 14, 9 * 14)
    whole.store.close()
    parts.store.close()


@pytest.mark.parametrize(
    "second",
    [
        [(1, 1, 1, 1), (2, 2, 2, 2)],  # a text is edited
        [(9, 1, 1, 1), (2, 2, 2, 1)],  # a guid changes
        [(1, 1, 1, 1), (1, 3, 3, 1)],  # a guid is used a second time
        [(1, 1, 1, 1), (3, 1, 3, 1)],  # so is a link
        [(2, 2, 2, 1), (1, 1, 1, 1)],  # the order changes
        [],
    ],
)
async def test_what_is_odd_is_judged_by_the_whole_document(second: list[tuple[int, int, int, int]]) -> None:
    first = [(1, 1, 1, 1), (2, 2, 2, 1)]
    series = [document(entries, number) for number, entries in enumerate((first, second, first, second))]
    whole, parts = await both(series)
    assert parts.outcome() == whole.outcome()
    whole.store.close()
    parts.store.close()
