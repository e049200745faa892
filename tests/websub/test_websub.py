"""WebSub against a hub on this computer: subscriptions, calls, and everything that may go wrong with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest

from bot.errors import ConfigError, FetchError
from bot.model import FeedMemory, Hints, PollResult, PollStatus
from bot.store import open_store
from bot.websub.book import AGAIN, ANSWER_WITHIN, LEASE
from bot.websub.server import AT_ONCE, LARGEST, HubServer
from bot.websub.service import WebSub
from tests.factories import HOUR, NOW, make_feed, make_new, make_poll
from tests.fakes import DirectAccess, ManualClock
from tests.websub.hub import Hub

TOPIC = "https://coast.example/rss"


async def post(url: str, form: Mapping[str, str]) -> None:
    """What the fetcher does, without its guard."""
    try:
        async with aiohttp.ClientSession() as session, session.post(url, data=dict(form)) as response:
            if response.status >= 300:
                raise FetchError(f"the server answered {response.status}")
    except aiohttp.ClientError as error:
        raise FetchError("cannot connect") from error


@dataclass
class World:
    """A home with two feeds, of which one names the hub."""

    hub: Hub
    websub: WebSub
    clock: ManualClock
    access: DirectAccess

    def see(
        self, hub: str | None = None, *, new: bool = False, topic: str = TOPIC, feed_id: str = "coast"
    ) -> None:
        """A poll that found the hub's name in the document."""
        hints = Hints(hub=self.hub.url if hub is None else hub, topic=topic)
        items = [make_new(str(self.clock.now()))] if new else []
        result = make_poll(*items, feed_id=feed_id, at=self.clock.now(), memory=FeedMemory(hints=hints))
        self.websub.saw(make_feed(feed_id), result)

    async def subscribe(self) -> None:
        self.see()
        await self.tick()

    async def tick(self, *feed_ids: str) -> int:
        asked = await self.websub.tick(feed_ids or ("coast", "harbour"))
        await self.hub.settle()
        return asked

    async def due(self) -> list[str]:
        """The feeds that are due now, a moment later."""
        await asyncio.sleep(0.35)
        now = self.clock.now()
        return [state.feed_id for state in await self.access(lambda store: store.due_feeds(now, 9))]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    store, clock = open_store("sqlite:///:memory:"), ManualClock(NOW)
    store.sync_feeds([make_feed("coast"), make_feed("harbour")], NOW)
    for name in ("coast", "harbour"):
        store.save_poll(make_poll(feed_id=name, at=NOW, next_poll_at=NOW + 100 * HOUR))
    access = DirectAccess(store)
    async with Hub() as hub:
        websub = WebSub(url="http://unset", access=access, clock=clock, post=post)
        await websub.start("127.0.0.1", 0)
        websub.book.callback = f"http://127.0.0.1:{websub.port}/websub"
        yield World(hub, websub, clock, access)
        await websub.stop()
    store.close()


async def test_a_feed_that_names_a_hub_is_subscribed_to_and_confirmed(world: World) -> None:
    await world.subscribe()
    (form,) = world.hub.asked
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", TOPIC)
    assert form["hub.callback"].endswith("/websub/coast")
    assert int(form["hub.lease_seconds"]) == LEASE.total_seconds()
    assert len(form["hub.secret"]) > 30
    assert list(world.hub.confirmed) == [(TOPIC, form["hub.callback"])]
    assert await world.tick() == 0, "asked once"


async def test_a_change_makes_the_feed_due_at_once(world: World) -> None:
    await world.subscribe()
    assert await world.due() == []
    for algorithm in ("sha1", "sha256", "sha384", "sha512"):
        assert await world.hub.publish(TOPIC, b"<rss/>", algorithm=algorithm) == [202]
    assert await world.due() == ["coast"]


async def test_a_change_during_a_poll_is_looked_at_after_it(world: World) -> None:
    """What that poll saves would else take the place of the call."""
    await world.subscribe()
    busy = {"coast"}
    world.websub.busy = busy.__contains__
    assert await world.hub.publish(TOPIC, b"<rss/>") == [202]
    assert await world.due() == []
    later = world.clock.now() + 100 * HOUR
    poll = make_poll(feed_id="coast", at=world.clock.now(), next_poll_at=later)
    await world.access(lambda store: store.save_poll(poll))
    busy.clear()
    assert await world.due() == ["coast"]


async def test_slow_calls_are_few_and_end(world: World) -> None:
    await world.subscribe()
    server = HubServer(world.websub.book, world.clock.now, lambda feed_id: None, read_within=0.5)
    await server.start("127.0.0.1", 0)

    async def slow() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"POST /websub/coast HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        line = await reader.readline()
        writer.close()
        return line.split()[1]

    try:
        answers = await asyncio.gather(*(slow() for _ in range(AT_ONCE + 2)))
        assert sorted(answers) == [b"408"] * AT_ONCE + [b"503"] * 2
        assert await slow() == b"408", "there is room again"
    finally:
        await server.stop()


@pytest.mark.parametrize("signature", [None, "", "sha256=", "sha256=00", "md5=00", "sha256=é", "nonsense"])
async def test_a_call_without_our_secret_is_answered_and_does_nothing(
    world: World, signature: str | None
) -> None:
    await world.subscribe()
    ((_, callback),) = world.hub.confirmed
    given = signature.encode().decode("latin-1") if signature is not None else None
    assert await world.hub.call(callback, b"<rss/>", given) == 202
    assert await world.hub.publish(TOPIC, b"<rss/>", secret="guessed") == [202]
    assert await world.due() == []


async def test_nobody_listens_for_feeds_without_a_subscription(world: World) -> None:
    await world.subscribe()
    ((_, callback),) = world.hub.confirmed
    assert await world.hub.call(callback.replace("coast", "harbour"), b"", "sha256=00") == 410
    assert await world.hub.call(callback + "/../../etc/passwd", b"", "sha256=00") == 410


async def test_a_call_that_is_too_large_is_not_read(world: World) -> None:
    await world.subscribe()
    ((_, callback),) = world.hub.confirmed
    assert await world.hub.call(callback, b"x" * (LARGEST + 1), "sha256=00") == 413


@pytest.mark.parametrize(
    "query",
    [
        {"hub.mode": "subscribe", "hub.topic": "https://other.example/", "hub.challenge": "c"},
        {"hub.mode": "subscribe", "hub.topic": TOPIC},
        {"hub.mode": "unsubscribe", "hub.topic": TOPIC, "hub.challenge": "c"},
        {"hub.mode": "denied", "hub.topic": "https://other.example/"},
        {"hub.mode": "publish", "hub.topic": TOPIC, "hub.challenge": "c"},
        {},
    ],
)
async def test_what_we_did_not_mean_is_not_confirmed(world: World, query: dict[str, str]) -> None:
    await world.subscribe()
    ((_, callback),) = world.hub.confirmed
    assert (await world.hub.ask(callback, query))[0] == 404


async def test_nobody_can_prolong_a_subscription_later(world: World) -> None:
    await world.subscribe()
    ((_, callback),) = world.hub.confirmed
    world.clock.advance(seconds=ANSWER_WITHIN.total_seconds() + 1)
    query = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c", "hub.lease_seconds": "9" * 30}
    assert (await world.hub.ask(callback, query))[0] == 404


async def test_a_lease_is_renewed_before_it_ends(world: World) -> None:
    await world.subscribe()
    world.clock.advance(seconds=world.hub.lease * 0.6)
    assert await world.tick() == 0
    world.clock.advance(seconds=world.hub.lease * 0.1)
    assert await world.tick() == 1
    assert len(world.hub.asked) == 2


async def test_a_call_after_the_lease_counts_for_nothing(world: World) -> None:
    await world.subscribe()
    world.clock.advance(seconds=world.hub.lease + 1)
    await world.hub.publish(TOPIC, b"<rss/>")
    assert await world.due() == []


async def test_a_hub_that_refuses_is_asked_less_and_less(world: World) -> None:
    world.hub.status = 500
    world.see()
    assert await world.tick() == 1
    waits = []
    for _ in range(5):
        waited = 1
        world.clock.advance(minutes=5)
        while await world.tick() == 0:
            world.clock.advance(minutes=5)
            waited += 1
        waits.append(waited)
    assert waits[0] == AGAIN / timedelta(minutes=5)
    assert waits == sorted(waits)
    assert waits[-1] >= 4 * waits[0]


async def test_a_hub_that_cannot_be_reached_hurts_nothing(world: World) -> None:
    world.see("http://127.0.0.1:9/")
    assert await world.tick() == 1
    assert "cannot connect" in world.websub.book.subscriptions["coast"].problem


async def test_a_hub_that_denies_is_asked_again_tomorrow(world: World) -> None:
    world.hub.deny = "not <b>here</b>"
    await world.subscribe()
    assert world.hub.answers == [(200, "")]
    assert "denied" in world.websub.book.subscriptions["coast"].problem
    world.clock.advance(hours=23)
    assert await world.tick() == 0
    world.clock.advance(hours=2)
    assert await world.tick() == 1


async def test_a_hub_that_is_no_longer_named_is_left(world: World) -> None:
    await world.subscribe()
    world.see("", topic="")
    assert await world.tick() == 1
    assert world.hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert world.hub.confirmed == {}
    assert await world.tick() == 0


async def test_a_feed_that_is_no_longer_watched_is_left(world: World) -> None:
    await world.subscribe()
    assert await world.tick("harbour") == 1
    assert world.hub.confirmed == {}


async def test_polls_wait_only_for_a_hub_that_told_what_was_new_last(world: World) -> None:
    await world.subscribe()
    assert not world.websub.may_wait("coast"), "it has told nothing yet"
    world.clock.advance(minutes=10)
    await world.hub.publish(TOPIC, b"<rss/>")
    world.see(new=True)
    assert world.websub.may_wait("coast")
    world.clock.advance(minutes=30)
    world.see(new=True)
    assert not world.websub.may_wait("coast"), "something was new, and the hub had not told"
    assert not world.websub.may_wait("harbour")


async def test_a_failed_poll_says_nothing_of_hubs(world: World) -> None:
    await world.subscribe()
    now = world.clock.now()
    failed = PollResult(feed_id="coast", status=PollStatus.FAILED, polled_at=now, next_poll_at=now)
    world.websub.saw(make_feed("coast"), failed)
    assert "coast" in world.websub.book.subscriptions


async def test_an_address_that_is_taken_is_told_with_the_setting(world: World) -> None:
    other = WebSub(url="http://x", access=world.access, clock=world.clock, post=post)
    with pytest.raises(ConfigError, match="VIGIE_WEBSUB_LISTEN: cannot listen on 127"):
        await other.start("127.0.0.1", world.websub.port)


def test_no_secret_is_in_what_is_logged_of_a_subscription() -> None:
    from bot.websub.book import Book

    book = Book("https://v.example")
    book.want("coast", "https://hub.example/", TOPIC)
    (request,) = book.due(NOW)
    secret = book.subscriptions["coast"].secret
    assert secret not in repr(request)
    assert secret not in repr(book)
