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
from tests.zoo.animals import ANIMALS
from tests.zoo.documents import LARGE
from tests.zoo.kinds import GOOD, Animal, puts
from tests.zoo.servers import (
    Talk,
    answering,
    certified,
    complaining,
    demanding,
    expired,
    foreign,
    listening,
    old_protocol,
    refusing,
    saying,
    self_signed,
    trusting,
)

LIMITS = Limits(total=2.0, connect=1.0, silence=1.0, body=256 * 1024)
WITHIN = 12.0
"""Seconds for all polls of an animal: the limits, and a worker's time."""

MEMORY = 32.0
"""MB that the process of the daemon may grow by; half of what the smallest bomb holds."""


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
    async with HttpFetcher(LIMITS, allow_hosts=LOOPBACK, tls=trusting()) as fetcher:
        yield Keeper(store, fetcher, parser)
    store.close()


def memory(name: str) -> float:
    """A number of this process in MB: `VmRSS` now, `VmHWM` at most."""
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


@pytest.mark.parametrize("name", ANIMALS)
async def test_a_hostile_server_ends_in_the_right_state(keeper: Keeper, name: str) -> None:
    grown = await _meet(keeper, ANIMALS[name])
    assert grown < MEMORY


@pytest.mark.parametrize("name", LARGE)
async def test_a_large_document_within_the_limit_is_taken(name: str) -> None:
    store, parser = open_store("sqlite:///:memory:"), ProcessParser(workers=1, timeout=60)
    async with HttpFetcher(allow_hosts=LOOPBACK) as fetcher:
        await _meet(Keeper(store, fetcher, parser), LARGE[name], within=60)
    parser.close()
    store.close()


async def _meet(keeper: Keeper, animal: Animal, within: float = WITHIN) -> float:
    """Poll it, judge how that ended, and give the MB that it cost."""
    Path("/proc/self/clear_refs").write_text("5")  # the most from now on
    before = memory("VmRSS")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(FeedServer())
        url = server.url("/feed")
        if animal.talk:
            url = f"http://127.0.0.1:{await stack.enter_async_context(listening(animal.talk))}/feed"
        if animal.serve:
            animal.serve(server)
        async with asyncio.timeout(within * animal.polls):
            state = await keeper.poll(url, animal.polls)
        grown = memory("VmHWM") - before
        for path, most in animal.hits.items():
            assert server.count(path=path) <= most
    _judge(keeper, animal, state)
    return grown


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
    assert keeper.store.info().items == animal.items
    if animal.titles is not None:
        assert tuple(item.title for item in items) == animal.titles
    for item in items:
        assert item.published_at is None or item.published_at <= keeper.clock.now()
        assert "root:" not in item.title
    assert keeper.store.untracked_items(1) or not items


def test_the_zoo_is_large() -> None:
    assert len(ANIMALS) >= 40


# --- TLS -------------------------------------------------------------------------------------------------

TLS: dict[str, tuple[Callable[[], ssl.SSLContext], Talk, str]] = {
    "expired": (expired, answering, "the TLS certificate of {place} is not valid: it has expired"),
    "for another host": (
        lambda: certified("news.example"),
        answering,
        "the TLS certificate of {place} is not valid: it is for another host",
    ),
    "signed by itself": (
        self_signed,
        answering,
        "the TLS certificate of {place} is not valid: it is signed by itself",
    ),
    "by an unknown authority": (
        foreign,
        answering,
        "the TLS certificate of {place} is not valid: it is signed by an authority that nobody knows",
    ),
    "a downgrade": (
        certified,
        saying(b"HTTP/1.1 301 No\r\nLocation: http://news.example/\r\nContent-Length: 0\r\n\r\n"),
        "a redirect leads from https to plain http, to news.example",
    ),
}


@pytest.mark.parametrize("name", TLS)
async def test_tls_that_is_wrong_is_named(keeper: Keeper, name: str) -> None:
    make, talk, text = TLS[name]
    async with listening(talk, make()) as port:
        state = await keeper.poll(f"https://127.0.0.1:{port}/feed")
    assert state.failures == 1
    assert state.error == text.format(place=f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (old_protocol, "no TLS connection with {place}: it speaks other versions of TLS than we do"),
        (demanding, "no TLS connection with the server: it asks for a certificate of ours"),
    ],
    ids=["of long ago", "that wants to know us"],
)
async def test_tls_that_a_server_refuses_is_named(
    keeper: Keeper, make: Callable[[], ssl.SSLContext], text: str
) -> None:
    with refusing(make()) as port:
        state = await keeper.poll(f"https://127.0.0.1:{port}/feed")
    assert state.error == text.format(place=f"127.0.0.1:{port}")


async def test_tls_that_is_right_is_taken(keeper: Keeper) -> None:
    async with listening(answering, certified()) as port:
        state = await keeper.poll(f"https://127.0.0.1:{port}/feed")
    assert (state.failures, state.error) == (0, "")
    assert len(keeper.store.items(limit=9)) == 1


async def test_a_port_that_speaks_no_tls_is_named(keeper: Keeper) -> None:
    async with listening(complaining) as port:
        state = await keeper.poll(f"https://127.0.0.1:{port}/feed")
    assert state.error == f"no TLS connection with 127.0.0.1:{port}: it does not speak TLS on that port"


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
