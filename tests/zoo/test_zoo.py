"""Every hostile server ends in the right state, soon, and in bounded memory."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.feeds.failures import Limits
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ProcessParser
from bot.model import FeedState
from bot.pipeline.poll import Poller
from bot.ports import Store
from bot.store import open_store
from tests.factories import make_feed
from tests.fakes import DirectAccess, ManualClock
from tests.feedserver import LOOPBACK, FeedServer
from tests.zoo.animals import ANIMALS, GOOD, Animal, puts
from tests.zoo.servers import answering, certified, complaining, expired, listening, old_protocol

LIMITS = Limits(total=2.0, connect=1.0, silence=1.0, body=256 * 1024)
WITHIN = 12.0
"""Seconds for all polls of an animal: the limits, and a worker's time."""

MEMORY = 200.0
"""MB that the process of the daemon may grow by."""


@pytest.fixture(scope="module")
def parser() -> Iterator[ProcessParser]:
    made = ProcessParser(workers=1, timeout=3.0)
    yield made
    made.close()


class Keeper:
    """Polls one feed after the other into a store of its own."""

    def __init__(self, store: Store, fetcher: HttpFetcher, parser: ProcessParser) -> None:
        self.store = store
        self.clock = ManualClock()
        self.poller = Poller(
            access=DirectAccess(store), fetcher=fetcher, parser=parser, clock=self.clock, concurrency=4
        )

    async def poll(self, url: str, times: int = 1) -> FeedState:
        """Poll the feed so often; its state then."""
        feed = make_feed("zoo", url=url)
        self.store.sync_feeds([feed], self.clock.now())
        for _ in range(times):
            tasks = await self.poller.start_due({"zoo": feed})
            assert len(tasks) == 1
            await asyncio.gather(*tasks)
            self.clock.advance(hours=30)
        (health,) = self.store.feed_health()
        return health.state


@pytest.fixture
async def keeper(parser: ProcessParser) -> AsyncIterator[Keeper]:
    store = open_store("sqlite:///:memory:")
    async with HttpFetcher(LIMITS, allow_hosts=LOOPBACK) as fetcher:
        yield Keeper(store, fetcher, parser)
    store.close()


def memory(name: str) -> float:
    """A number of this process in MB: `VmRSS` now, `VmHWM` at most."""
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


@pytest.mark.parametrize("name", ANIMALS)
async def test_a_hostile_server_ends_in_the_right_state(keeper: Keeper, name: str) -> None:
    animal = ANIMALS[name]
    Path("/proc/self/clear_refs").write_text("5")  # the most from now on
    before = memory("VmRSS")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(FeedServer())
        url = server.url("/feed")
        if animal.talk:
            url = f"http://127.0.0.1:{await stack.enter_async_context(listening(animal.talk))}/feed"
        if animal.serve:
            animal.serve(server)
        async with asyncio.timeout(WITHIN * animal.polls):
            state = await keeper.poll(url, animal.polls)
        for path, most in animal.hits.items():
            assert server.count(path=path) <= most
    _judge(keeper, animal, state)
    assert memory("VmHWM") - before < MEMORY


def _judge(keeper: Keeper, animal: Animal, state: FeedState) -> None:
    items = keeper.store.items(limit=10_000)
    if state.failures:
        assert animal.error, f"failed: {state.error}"
        assert re.search(animal.error, state.error), state.error
        assert state.failures == animal.polls
        assert "\n" not in state.error
        assert items == []
        return
    assert not animal.error or "|" in animal.error, "it ended well"
    assert len(items) == animal.items
    if animal.titles is not None:
        assert tuple(item.title for item in items) == animal.titles
    for item in items:
        assert item.published_at is None or item.published_at <= keeper.clock.now()
        assert "root:" not in item.title
    assert keeper.store.untracked_items(1) or not items


def test_the_zoo_is_large() -> None:
    assert len(ANIMALS) >= 40


# --- TLS -------------------------------------------------------------------------------------------------

TLS: dict[str, tuple[Callable[[], ssl.SSLContext | None], str]] = {
    "by an unknown authority": (certified, "is not valid: it is signed by"),
    "for another host": (lambda: certified("news.example"), "is not valid: it is"),
    "expired": (expired, "is not valid: it"),
    "not spoken at all": (lambda: None, "no TLS connection .* it does not speak TLS on that port"),
    "of long ago": (old_protocol, "(old version|other versions|encryption|the server broke the connection)"),
}


@pytest.mark.parametrize("name", TLS)
async def test_tls_that_is_wrong_is_named(keeper: Keeper, name: str) -> None:
    make, text = TLS[name]
    context = make()
    async with listening(answering if context else complaining, context) as port:
        state = await keeper.poll(f"https://127.0.0.1:{port}/feed")
    assert state.failures == 1
    assert re.search(text, state.error), state.error


async def test_a_tls_handshake_that_is_cut_off_is_told(keeper: Keeper) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)

    async with listening(hang_up) as port:
        state = await keeper.poll(f"https://127.0.0.1:{port}/feed")
    assert state.failures == 1
    assert "connection" in state.error


async def test_a_tls_handshake_that_never_comes_is_given_up(keeper: Keeper) -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    async with listening(say_nothing) as port:
        state = await keeper.poll(f"https://127.0.0.1:{port}/feed")
    assert state.error == "no connection within 1 s"


async def test_what_was_broken_is_asked_again_and_recovers(keeper: Keeper) -> None:
    async with FeedServer() as server:
        for name in ("without end", "hangs up", "HTML"):
            serve = ANIMALS[name].serve
            assert serve
            serve(server)
            assert (await keeper.poll(server.url("/feed"))).failures
        puts(GOOD)(server)
        state = await keeper.poll(server.url("/feed"))
    assert (state.failures, state.error) == (0, "")
    assert len(keeper.store.items(limit=9)) == 2
