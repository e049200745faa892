"""A thousand healthy feeds are polled in time while forty hostile ones are polled beside them."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bot.feeds.failures import Limits
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ProcessParser
from bot.model import Feed, PollResult, PollStatus
from bot.pipeline.poll import Poller
from bot.store import open_store
from tests.factories import make_feed
from tests.fakes import DirectAccess, ManualClock
from tests.feedserver import LOOPBACK, FeedServer
from tests.zoo.animals import ANIMALS
from tests.zoo.kinds import entry, rss
from tests.zoo.servers import listening

HEALTHY = 1000
SLOW = (
    "one byte at a time",
    "stalls in the middle",
    "never answers",
    "a header drop by drop",
    "continues for ever",
)
HOSTILE = [
    *SLOW,
    *[name for name, animal in ANIMALS.items() if animal.error and animal.polls == 1 and name not in SLOW][
        :35
    ],
]
LIMITS = Limits(total=20.0, connect=5.0, silence=20.0)
"""So long that the healthy ones would surely be late if they had to wait for the hostile ones."""


async def test_healthy_feeds_do_not_wait_for_hostile_ones(tmp_path: Path) -> None:
    ended: dict[str, tuple[float, PollStatus]] = {}

    def note(feed: Feed, result: PollResult) -> None:
        ended[feed.id] = (time.monotonic(), result.status)

    store, parser, clock = (
        open_store(f"sqlite:///{tmp_path / 'vigie.db'}"),
        ProcessParser(timeout=10),
        ManualClock(),
    )
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(FeedServer(every_loopback_host=True))
        fetcher = await stack.enter_async_context(HttpFetcher(LIMITS, allow_hosts=LOOPBACK))
        feeds: dict[str, Feed] = {}
        for number, name in enumerate(HOSTILE):
            animal, host = ANIMALS[name], f"127.9.9.{number + 1}"  # each on a host of its own
            zoo = await stack.enter_async_context(FeedServer(every_loopback_host=True))
            port = zoo.port
            if animal.talk:
                port = await stack.enter_async_context(listening(animal.talk, host=host))
            if animal.serve:
                animal.serve(zoo)
            feeds[f"a{number:02}"] = make_feed(f"a{number:02}", url=f"http://{host}:{port}/feed")
        for number in range(HEALTHY):
            server.put(f"/{number}", rss(entry(f"{number}")))
            host = f"127.1.{number // 250}.{number % 250 + 1}"
            feeds[f"b{number:04}"] = make_feed(f"b{number:04}", url=f"http://{host}:{server.port}/{number}")
        store.sync_feeds(list(feeds.values()), clock.now())
        poller = Poller(
            access=DirectAccess(store), fetcher=fetcher, parser=parser, clock=clock, concurrency=64
        )
        poller.on_result = note
        tasks = await poller.start_due(feeds)
        assert len(tasks) == len(feeds)
        healthy = {feed_id for feed_id in feeds if feed_id.startswith("b")}
        async with asyncio.timeout(100):
            while not healthy <= ended.keys():
                await asyncio.sleep(0.05)
        late = {feed_id for feed_id in feeds if feed_id.startswith("a")} - ended.keys()
        assert len(late) >= len(SLOW), "all healthy ones were polled while the slow ones kept us waiting"
        assert {status for feed_id, (_, status) in ended.items() if feed_id in healthy} == {PollStatus.PARSED}
        await poller.stop()
    parser.close()
    assert store.info().items >= HEALTHY
    store.close()
