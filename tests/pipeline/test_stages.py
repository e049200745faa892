"""The three stages together, on a real store with fake servers and chats."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.config import Settings
from bot.errors import ChannelError, FetchError, StoreError
from bot.feeds.budget import Budget
from bot.lookout import Lookout
from bot.model import (
    ALL_STORYLINES,
    Channel,
    Chat,
    ChatKind,
    Feed,
    FetchResult,
    ParsedFeed,
    PollResult,
    SendOutcome,
    SendStatus,
)
from bot.pipeline.deliver import Deliverer
from bot.pipeline.poll import Poller
from bot.pipeline.track import Tracker
from bot.ports import Store
from bot.rulebook import Rulebook
from bot.store import open_store
from bot.storylines.load import load_rules
from tests.fakes import DirectAccess, FakeFetcher, FakeNotifier, InlineParser, ManualClock, rss

T = TypeVar("T")
TEXTS = {
    "harbour.yaml": "title: {en: Strikes in the harbour, fr: Grèves au port}\nmatch:\n  all: [harbour, strike]\n"
    "figures: [killed]\nalerts: {wait: 0s, per_hour: 4}\n",
    "concepts/harbour.yaml": "terms:\n  en: [harbour]\n  fr: [port]\n",
    "concepts/strike.yaml": "terms:\n  en: [strike]\n  fr: [grève]\n",
    "concepts/killed.yaml": "terms:\n  en: [killed, dead]\n  fr: [tués, morts]\n",
}
BOOK = Rulebook.of(load_rules(TEXTS), TEXTS)
"""Shared by all tests: it takes a second to compile."""
HIT = "Dockers strike closes the harbour for a week"
OTHER_HIT = "Harbour masters call a second strike over night work"


class World:
    """A small Vigie whose surroundings are set by the test."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = ManualClock()
        self.fetcher = FakeFetcher()
        self.notifier = FakeNotifier()
        access = DirectAccess(store)
        self.poller = Poller(
            access=access, fetcher=self.fetcher, parser=InlineParser(), clock=self.clock, concurrency=4
        )
        self.deliverer = Deliverer(access=access, clock=self.clock)
        self.deliverer.notifiers[Channel.CONSOLE] = self.notifier
        self.tracker = Tracker(BOOK)
        self.feeds: dict[str, Feed] = {}
        chat = store.save_chat(Chat(id=0, channel=Channel.CONSOLE, address="-", kind=ChatKind.CONSOLE))
        store.subscribe(chat.id, ALL_STORYLINES, self.clock.now())

    def watch(self, *feeds: Feed) -> None:
        self.feeds = {feed.id: feed for feed in feeds}
        self.store.sync_feeds(feeds, self.clock.now())

    async def poll(self) -> None:
        await asyncio.gather(*await self.poller.start_due(self.feeds))

    def track(self) -> None:
        while self.tracker.track(self.store, self.clock.now(), feeds=self.feeds).items:
            pass

    async def turn(self) -> list[str]:
        """One turn of all stages an hour later; returns the titles that were sent in it."""
        before = len(self.notifier.sent)
        self.clock.advance(hours=1)
        await self.poll()
        self.track()
        await self.deliverer.deliver(BOOK.storylines)
        return self.notifier.titles()[before:]


def feed(name: str, host: str = "", **more: object) -> Feed:
    url = f"https://{host or name}.example/{name}.xml"
    values = {"interval": timedelta(minutes=15), **more}
    return Feed(id=name, url=url, name=name.title(), publisher=name, language="en", **values)  # type: ignore[arg-type]


@pytest.fixture
def world() -> Iterator[World]:
    store = open_store("sqlite:///:memory:")
    yield World(store)
    store.close()


@pytest.fixture(autouse=True)
async def _no_task_is_left() -> AsyncIterator[None]:
    yield
    assert len(asyncio.all_tasks()) == 1


async def test_what_the_first_poll_brings_is_silent_and_what_follows_alerts_once(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss(("1", HIT))
    assert await world.turn() == []
    world.fetcher.bodies["a"] = rss(("2", OTHER_HIT), ("1", HIT))
    assert await world.turn() == [OTHER_HIT]
    assert await world.turn() == []


async def test_a_feed_that_asks_for_it_alerts_on_fresh_items_of_its_first_poll(world: World) -> None:
    world.watch(feed("a", alert_newer_than=timedelta(hours=6)))
    fresh = world.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
    dated = f"<item><guid>1</guid><title>{HIT}</title><pubDate>{fresh}</pubDate></item>"
    old = f"<item><guid>2</guid><title>{OTHER_HIT}</title><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item>"
    world.fetcher.bodies["a"] = (
        f"<rss version='2.0'><channel><title>A</title>{dated}{old}</channel></rss>".encode()
    )
    assert await world.turn() == [HIT]


async def test_a_second_outlet_joins_the_story_without_a_second_message(world: World) -> None:
    world.watch(feed("a"), feed("b"))
    world.fetcher.bodies |= {"a": rss(), "b": rss()}
    await world.turn()
    world.fetcher.bodies["a"] = rss(("1", HIT))
    assert await world.turn() == [HIT]
    world.fetcher.bodies["b"] = rss(("x", HIT + " - The Coast"), channel="Coast")
    assert await world.turn() == []
    (story,) = world.store.stories(limit=10)
    assert (story.items, story.outlets) == (2, 2)


async def test_a_story_known_only_from_a_first_poll_is_told_with_its_first_fresh_item(world: World) -> None:
    world.watch(feed("a"), feed("b"))
    world.fetcher.bodies |= {"a": rss(("1", HIT)), "b": rss()}
    assert await world.turn() == []
    world.fetcher.bodies["b"] = rss(("x", HIT), channel="Coast")
    assert await world.turn() == [HIT]


async def test_a_headline_rewritten_until_it_matches_alerts_and_only_once(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss(("1", "Quiet morning at sea"))
    assert await world.turn() == []
    world.fetcher.bodies["a"] = rss(("1", HIT))
    assert await world.turn() == [HIT]
    world.fetcher.bodies["a"] = rss(("1", HIT + ", unions say"))
    assert await world.turn() == []


async def test_a_failing_feed_hurts_no_other_and_goes_on_where_it_was(world: World) -> None:
    world.watch(feed("a"), feed("b"))
    world.fetcher.bodies |= {"a": rss(), "b": rss()}
    await world.turn()
    world.fetcher.bodies |= {"a": FetchError("the connection was reset"), "b": rss(("1", HIT))}
    assert await world.turn() == [HIT]
    failing = next(one for one in world.store.feed_health() if one.id == "a")
    assert (failing.state.failures, failing.state.error) == (1, "the connection was reset")
    world.fetcher.bodies["a"] = rss(("9", OTHER_HIT))
    await world.turn()
    await world.turn()
    assert world.notifier.titles() == [HIT, OTHER_HIT]


async def test_a_document_that_is_no_feed_is_a_failure_with_a_reason(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = b"<!doctype html><html><body>Log in</body></html>"
    assert await world.turn() == []
    (health,) = world.store.feed_health()
    assert health.state.failures == 1
    assert "HTML" in health.state.error


async def test_one_request_at_a_time_reaches_a_host(world: World) -> None:
    world.watch(*(feed(f"s{n}", "same") for n in range(5)), *(feed(f"o{n}") for n in range(5)))
    world.fetcher.delay = 0.01
    await world.poll()
    assert world.fetcher.most_per_host == 1
    assert 1 < world.fetcher.most_at_once <= 4
    assert sorted(world.fetcher.fetched) == sorted(world.feeds)


async def test_a_feed_that_is_being_polled_is_not_polled_a_second_time(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss()
    world.fetcher.delay = 0.05
    first = await world.poller.start_due(world.feeds)
    assert await world.poller.start_due(world.feeds) == []
    await asyncio.gather(*first)
    assert world.fetcher.fetched == ["a"]


async def test_a_stop_abandons_polls_without_a_trace(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss(("1", HIT))
    world.fetcher.delay = 30
    await world.poller.start_due(world.feeds)
    await asyncio.sleep(0.01)
    await world.poller.stop()
    assert world.store.info().items == 0
    assert [state.feed_id for state in world.store.due_feeds(world.clock.now(), 10)] == ["a"]


async def _one_alert(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss()
    await world.turn()
    world.fetcher.bodies["a"] = rss(("1", HIT))


@pytest.mark.parametrize(
    ("outcome", "marked"),
    [
        (SendOutcome(status=SendStatus.RETRY, retry_after=timedelta(minutes=10)), False),
        (SendOutcome(status=SendStatus.UNKNOWN, reason="the reply did not come"), True),
    ],
)
async def test_a_message_that_may_not_have_arrived_is_sent_again_and_says_so(
    world: World, outcome: SendOutcome, marked: bool
) -> None:
    await _one_alert(world)
    world.notifier.script = [outcome]
    assert await world.turn() == []
    assert await world.turn() == [HIT]
    ((_, message),) = world.notifier.sent
    assert message.content is not None
    assert message.content.maybe_repeat is marked
    assert await world.turn() == []


async def test_a_refused_message_does_not_hold_up_the_next(world: World) -> None:
    await _one_alert(world)
    world.notifier.script = [SendOutcome(status=SendStatus.REFUSED, reason="too odd")]
    assert await world.turn() == []
    world.fetcher.bodies["a"] = rss(("2", OTHER_HIT))
    assert await world.turn() == [OTHER_HIT]


async def test_a_chat_that_is_gone_keeps_its_messages_until_it_comes_back(world: World) -> None:
    await _one_alert(world)
    world.notifier.script = [SendOutcome(status=SendStatus.CHAT_GONE, reason="blocked")]
    assert await world.turn() == []
    assert await world.turn() == []
    assert len(world.notifier.tried) == 1
    world.store.save_chat(Chat(id=0, channel=Channel.CONSOLE, address="-", kind=ChatKind.CONSOLE))
    assert await world.turn() == [HIT]


async def test_a_notifier_that_breaks_costs_no_alert(world: World) -> None:
    class Broken(FakeNotifier):
        async def send(self, chat: Chat, message: object) -> SendOutcome:
            raise RuntimeError("a mistake of ours")

    await _one_alert(world)
    world.deliverer.notifiers[Channel.CONSOLE] = Broken()
    assert await world.turn() == []
    world.deliverer.notifiers[Channel.CONSOLE] = world.notifier
    assert await world.turn() == [HIT]


async def test_a_channel_that_cannot_work_now_loses_and_repeats_nothing(world: World) -> None:
    class Revoked(FakeNotifier):
        async def send(self, chat: Chat, message: object) -> SendOutcome:
            raise ChannelError("the token was revoked")

    await _one_alert(world)
    world.deliverer.notifiers[Channel.CONSOLE] = Revoked()
    for _ in range(10):
        assert await world.turn() == []
    world.deliverer.notifiers[Channel.CONSOLE] = world.notifier
    assert await world.turn() == [HIT]
    assert not world.notifier.sent[0][1].content.maybe_repeat  # type: ignore[union-attr]


class FailingAccess(DirectAccess):
    """A store whose disk is full while `broken` names the method that is called."""

    broken = ""
    error: Exception = StoreError("the disk is full")

    async def __call__(self, work: Callable[[Store], T]) -> T:
        failing = _Failing(self.store, self.broken, self.error)
        return await super().__call__(lambda _: work(failing))  # type: ignore[arg-type]


class _Failing:
    """A store of which one method fails."""

    def __init__(self, store: Store, broken: str, error: Exception) -> None:
        self._store, self._broken, self._error = store, broken, error

    def __getattr__(self, name: str) -> object:
        if name == self._broken:
            raise self._error
        return getattr(self._store, name)


async def test_a_sent_message_whose_end_cannot_be_written_is_neither_sent_again_nor_left_behind(
    world: World,
) -> None:
    access = FailingAccess(world.store)
    world.deliverer = Deliverer(access=access, clock=world.clock)
    world.deliverer.notifiers[Channel.CONSOLE] = world.notifier
    await _one_alert(world)
    access.broken = "finish_delivery"
    turn = asyncio.create_task(world.turn())
    while not world.notifier.sent:
        await asyncio.sleep(0.01)
    access.broken = ""
    assert await turn == [HIT]
    assert await world.turn() == []
    assert world.store.info().deliveries["sent"] == 1


async def test_a_poll_that_cannot_be_saved_does_not_hammer_the_server(world: World) -> None:
    access = FailingAccess(world.store)
    world.poller = Poller(
        access=access, fetcher=world.fetcher, parser=InlineParser(), clock=world.clock, concurrency=4
    )
    await _one_alert(world)
    fetches = len(world.fetcher.fetched)
    access.broken = "save_polls"
    world.clock.advance(hours=1)
    for _ in range(5):
        await world.poll()
    assert len(world.fetcher.fetched) == fetches + 1
    access.broken = ""
    assert await world.turn() == [HIT]


async def test_a_document_that_breaks_us_is_a_failure_of_its_feed_only(world: World) -> None:
    class Fragile(InlineParser):
        async def parse(
            self, result: FetchResult, feed: Feed, now: datetime, known: Collection[bytes] = ()
        ) -> ParsedFeed:
            if feed.id == "a":
                raise RuntimeError("a mistake of ours")
            return await super().parse(result, feed, now, known)

    access = DirectAccess(world.store)
    world.poller = Poller(
        access=access, fetcher=world.fetcher, parser=Fragile(), clock=world.clock, concurrency=4
    )
    world.watch(feed("a"), feed("b"))
    world.fetcher.bodies |= {"a": rss(("1", HIT)), "b": rss(("1", "Calm sea"))}
    await world.turn()
    health = {one.id: one.state for one in world.store.feed_health()}
    assert (health["a"].failures, health["a"].error) == (1, "an internal error, see the log")
    assert health["b"].failures == 0


async def test_what_was_stored_before_a_crash_is_tracked_and_sent_after_it(world: World) -> None:
    await _one_alert(world)
    world.clock.advance(hours=1)
    await world.poll()
    # the process ends here, and another one begins with the same store
    after = World(world.store)
    after.clock.at = world.clock.at
    after.watch(feed("a"))
    after.fetcher.bodies["a"] = world.fetcher.bodies["a"]
    assert await after.turn() == [HIT]


async def test_what_was_claimed_before_a_crash_is_sent_after_it_and_says_so(world: World) -> None:
    await _one_alert(world)
    world.deliverer.notifiers.clear()
    await world.turn()
    assert len(world.store.claim_deliveries(world.clock.now(), 10, [Channel.CONSOLE])) == 1
    assert world.store.recover_deliveries() == 1
    world.deliverer.notifiers[Channel.CONSOLE] = world.notifier
    assert await world.turn() == [HIT]
    assert world.notifier.sent[0][1].content.maybe_repeat  # type: ignore[union-attr]


async def test_every_decision_can_be_explained(world: World) -> None:
    await _one_alert(world)
    await world.turn()
    found = world.store.explain("https://fake.example/1")
    assert found is not None
    assert found.tracked
    (matched,) = found.matches
    assert matched.alert is not None
    assert [evidence.concept for evidence in matched.match.evidence] == ["harbour", "strike"]
    assert [delivery.state.value for delivery in matched.deliveries] == ["sent"]


FOLLOW_UP = "Week-long strike: dockers vote again"


async def test_a_follow_up_that_leaves_out_its_place_belongs_by_the_headline_before_it(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss()
    await world.turn()
    world.fetcher.bodies["a"] = rss(("0", FOLLOW_UP))
    assert await world.turn() == []  # nothing is known of it yet
    world.fetcher.bodies["a"] = rss(("1", HIT), ("0", FOLLOW_UP))
    assert await world.turn() == [HIT]
    again = FOLLOW_UP + " on Friday"
    world.fetcher.bodies["a"] = rss(("2", again), ("1", HIT), ("0", FOLLOW_UP))
    assert await world.turn() == [again]
    (matched,) = world.store.explain("https://fake.example/2").matches  # type: ignore[union-attr]
    assert matched.match.inferred
    assert matched.match.evidence[1].text == HIT
    members = world.store.story_members(["harbour"], world.clock.now() - timedelta(days=3))
    assert {member.title: member.inferred for member in members} == {HIT: False, again: True}


async def test_a_headline_is_forgotten_after_three_days(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss()
    await world.turn()
    world.fetcher.bodies["a"] = rss(("1", HIT))
    assert await world.turn() == [HIT]
    world.clock.advance(hours=24 * 3)
    world.fetcher.bodies["a"] = rss(("2", FOLLOW_UP), ("1", HIT))
    assert await world.turn() == []


async def test_a_headline_helps_those_that_come_with_it(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss()
    await world.turn()
    world.fetcher.bodies["a"] = rss(("1", FOLLOW_UP), ("0", HIT))
    assert await world.turn() == [FOLLOW_UP, HIT]  # the newest item stands first in a document


async def test_the_tags_of_a_feed_fill_a_slot(world: World) -> None:
    world.watch(feed("a", tags=("harbour",)), feed("b"))
    world.fetcher.bodies |= {"a": rss(), "b": rss(channel="Coast")}
    await world.turn()
    world.fetcher.bodies["a"] = rss(("1", "Strike in its second week"))
    world.fetcher.bodies["b"] = rss(("1", "A strike of teachers"), channel="Coast")
    assert await world.turn() == ["Strike in its second week"]


# --- budget ----------------------------------------------------------------------------------------------


def budgeted(world: World, per_minute: int, per_host: int = 100) -> None:
    world.poller = Poller(
        access=DirectAccess(world.store),
        fetcher=world.fetcher,
        parser=InlineParser(),
        clock=world.clock,
        concurrency=9,
        budget=Budget(per_minute=per_minute, per_host=per_host),
    )


async def test_a_short_budget_goes_to_feeds_that_bring_something(world: World) -> None:
    budgeted(world, per_minute=2)
    world.watch(*(feed(name) for name in "abcde"))
    world.poller.weights = {"d": 7, "e": 2}
    await world.poll()
    assert sorted(world.fetcher.fetched) == ["d", "e"]
    assert world.poller.held == 3
    await world.poll()
    assert len(world.fetcher.fetched) == 2, "the others wait for the next minute"


async def test_nothing_waits_for_ever(world: World) -> None:
    budgeted(world, per_minute=2)
    world.watch(feed("a"), feed("b"))
    world.clock.advance(minutes=50)
    world.store.sync_feeds([feed(name) for name in "abcde"], world.clock.now())
    world.feeds = {name: feed(name) for name in "abcde"}
    world.poller.weights = {"c": 9, "d": 9, "e": 9}
    world.clock.advance(minutes=20)
    await world.poll()
    assert sorted(world.fetcher.fetched) == ["a", "b"], "they were due for more than an hour"


async def test_a_clock_that_is_set_back_leaves_no_feed_behind(world: World) -> None:
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss(("1", HIT))
    await world.poll()
    world.clock.advance(days=3000)
    await world.poll()
    world.clock.advance(days=-2999)
    await world.poll()
    assert world.fetcher.fetched == ["a"] * 3
    world.clock.advance(days=3000)
    await world.poll()
    world.clock.advance(days=-2999)
    world.watch(feed("a"))  # as a start does
    await world.poll()
    assert world.fetcher.fetched == ["a"] * 5


async def test_feeds_that_bring_something_do_not_starve_the_others(world: World) -> None:
    budgeted(world, per_minute=2)
    world.watch(*(feed(name) for name in "abcdefgh"))
    for _ in range(6):
        world.clock.advance(hours=2)  # all are long overdue, always
        budgeted(world, per_minute=2)
        world.poller.weights = dict.fromkeys("cdefgh", 9)
        await world.poll()
    assert {"a", "b"} <= set(world.fetcher.fetched)


async def test_what_could_not_be_saved_is_asked_for_again_soon_however_rare_the_polls(world: World) -> None:
    access = FailingAccess(world.store)
    world.poller = Poller(
        access=access, fetcher=world.fetcher, parser=InlineParser(), clock=world.clock, concurrency=4
    )
    world.watch(feed("a", interval=timedelta(days=7)))
    world.fetcher.bodies["a"] = rss(("1", HIT))
    access.broken = "save_polls"
    await world.poll()
    access.broken = ""
    await world.poll()
    assert world.fetcher.fetched == ["a"]
    world.clock.advance(minutes=11)
    await world.poll()
    assert world.fetcher.fetched == ["a"] * 2
    assert world.store.info().items == 1


async def test_a_mistake_of_ours_while_saving_does_not_hammer_the_server(world: World) -> None:
    access = FailingAccess(world.store)
    access.broken, access.error = "save_polls", RuntimeError("a mistake of ours")
    world.poller = Poller(
        access=access, fetcher=world.fetcher, parser=InlineParser(), clock=world.clock, concurrency=4
    )
    world.watch(feed("a"))
    world.fetcher.bodies["a"] = rss()
    for _ in range(3):
        await asyncio.gather(*await world.poller.start_due(world.feeds), return_exceptions=True)
    assert world.fetcher.fetched == ["a"]


class OneAtALook(Budget):
    """A budget that allows one request each time it is looked at."""

    def left(self, at: float) -> int:
        self.allowed = 1
        return 1

    def take(self, host: str, at: float) -> bool:
        self.allowed -= 1
        return self.allowed >= 0


async def test_polling_all_that_is_due_ends_though_the_first_are_due_again(world: World) -> None:
    world.poller = Poller(
        access=DirectAccess(world.store),
        fetcher=world.fetcher,
        parser=InlineParser(),
        clock=world.clock,
        concurrency=9,
        budget=OneAtALook(per_minute=1, per_host=1),
    )

    def wait(feed: Feed, result: PollResult) -> None:
        world.clock.advance(minutes=30)

    world.poller.on_result = wait
    world.watch(*(feed(name) for name in "abc"))
    it = Lookout(
        home=Path(),
        settings=Settings(),
        feeds=world.feeds,
        clock=world.clock,
        store=DirectAccess(world.store),  # type: ignore[arg-type]
        fetcher=world.fetcher,  # type: ignore[arg-type]
        poller=world.poller,
        deliverer=world.deliverer,
    )
    async with asyncio.timeout(10):
        assert await it.poll_all_due() == 3
    assert sorted(world.fetcher.fetched) == ["a", "b", "c"]


async def test_a_host_has_a_budget_of_its_own(world: World) -> None:
    budgeted(world, per_minute=100, per_host=2)
    world.watch(*(feed(name, host="big") for name in "abcd"), feed("z"))
    await world.poll()
    assert len(world.fetcher.fetched) == 3
    assert "z" in world.fetcher.fetched
    assert world.poller.held == 2
