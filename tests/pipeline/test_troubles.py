"""What fails is told to the admins once, and its end too, whatever happens between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest

from bot.errors import Problem, StoreError
from bot.feeds.rhythm import begun, learnt, packed, unpacked
from bot.model import Access, Channel, Chat, FeedMemory, Guest, PollResult, PollStatus
from bot.pipeline.troubles import REFUSED_FOR, REFUSING, Watch, unreachable
from bot.ports import Store
from bot.store import open_store
from tests.factories import make_chat, make_feed, make_new, make_poll, opens, track
from tests.fakes import DirectAccess, ManualClock
from tests.telegram.oracles import judge_html, parse_html

T = TypeVar("T")
BAD_FILE = Problem(file="rules/un.yaml", line=3, field="match", message="unknown key <b>")


class Breakable(DirectAccess):
    """A way to the store that can break."""

    broken = False

    async def __call__(self, work: Callable[[Store], T]) -> T:
        if self.broken:
            raise StoreError("the disk is full; make room")
        return await super().__call__(work)


class Desk:
    """A watch with an admin who writes down what comes."""

    def __init__(self, store: Store) -> None:
        self.store, self.access, self.clock = store, Breakable(store), ManualClock()
        self.told: list[str] = []
        self.reached = 1
        self.problems: list[Problem] = []
        self.start()

    def start(self) -> None:
        self.watch = Watch(access=self.access, clock=self.clock, tell=self.tell)

    async def tell(self, speak: Callable[[str], str]) -> int:
        if self.reached:
            for language in ("en", "fr"):
                assert judge_html(speak(language)) == []
            self.told.append(parse_html(speak("en")).text)
        return self.reached

    async def look(self, **later: float) -> list[str]:
        """Look once, so much later; what was told then."""
        self.clock.advance(**(later or {"minutes": 15}))
        before = len(self.told)
        await self.watch.look(self.problems, ["strike"])
        return self.told[before:]

    def fail(self, feed_id: str = "coast", times: int = 3) -> None:
        for _ in range(times):
            at = self.clock.advance(minutes=1)
            error = "the server answered 404 Not Found"
            self.store.save_poll(
                PollResult(
                    feed_id=feed_id, status=PollStatus.FAILED, polled_at=at, next_poll_at=at, error=error
                )
            )

    def follow(self, address: str = "1001", *, suspended: str = "") -> Chat:
        chat = self.store.save_chat(make_chat(address, title=f"Chat {address}"))
        self.store.subscribe(chat.id, "strike", self.clock.now())
        if suspended:
            self.store.suspend_chat(Channel.TELEGRAM, address, suspended)
        return chat


@pytest.fixture
def desk() -> Iterator[Desk]:
    store = open_store("sqlite:///:memory:")
    made = Desk(store)
    store.sync_feeds([make_feed("coast")], made.clock.now())
    store.save_poll(make_poll(at=made.clock.now()))
    yield made
    store.close()


async def test_all_is_well(desk: Desk) -> None:
    desk.follow()
    desk.fail(times=1)
    assert await desk.look(seconds=1) == []
    assert desk.store.troubles() == []


async def test_a_failing_source_is_told_once_and_its_recovery_too(desk: Desk) -> None:
    desk.fail()
    (told,) = await desk.look()
    assert told.startswith("⚠️ A new trouble\n• Source: The Coast Gazette — the server answered 404 Not Found")
    desk.fail()
    assert await desk.look() == []
    desk.start()
    assert await desk.look() == []
    desk.store.save_poll(make_poll(at=desk.clock.now()))
    (over,) = await desk.look()
    assert over.startswith("✅ This trouble is over\n• Source: The Coast Gazette")
    assert desk.store.troubles() == []
    assert await desk.look() == []


async def test_what_somebody_can_mend_is_told_again_after_a_day(desk: Desk) -> None:
    desk.problems = [BAD_FILE]
    assert len(await desk.look()) == 1
    assert await desk.look(hours=23) == []
    (again,) = await desk.look(hours=2)
    assert again.startswith("⏳ This trouble goes on")


async def test_a_source_that_goes_on_failing_is_not_told_every_day(desk: Desk) -> None:
    desk.fail()
    assert len(await desk.look()) == 1
    for _ in range(5):
        assert await desk.look(days=1) == []


def _steady(until: datetime, every: timedelta = timedelta(minutes=30)) -> bytes:
    """The rhythm of a feed that had an item each half an hour for two weeks."""
    return packed(begun([until - every * number for number in range(14 * 48)], until))


async def test_a_source_that_falls_silent_is_told_once_and_that_it_is_back(desk: Desk) -> None:
    began = desk.clock.now()
    memory = FeedMemory(rhythm=_steady(began))
    for _ in range(10):  # it answers, and has nothing new
        at = desk.clock.advance(hours=1)
        desk.store.save_poll(make_poll(at=at, status=PollStatus.NOT_MODIFIED, memory=memory))
    (told,) = await desk.look()
    assert told.startswith("⚠️ A new trouble\n• Silent source: The Coast Gazette (for 10 hours)")
    assert await desk.look(days=2) == []
    at = desk.clock.now()
    heard = FeedMemory(rhythm=packed(learnt(unpacked(memory.rhythm), [at], at)))
    desk.store.save_poll(make_poll(make_new(), at=at, memory=heard))
    (over,) = await desk.look()
    assert over.startswith("✅ This trouble is over\n• Silent source: The Coast Gazette")


async def test_a_storyline_whose_korean_sources_are_silent_says_so(desk: Desk) -> None:
    began = desk.clock.now()
    feeds = [make_feed("coast"), make_feed("seoul", language="ko"), make_feed("busan", language="ko")]
    desk.store.sync_feeds(feeds, began)
    for feed in feeds:
        items = [make_new(f"{feed.id}{n}") for n in range(3)]
        desk.store.save_poll(make_poll(*items, feed_id=feed.id, at=began))
    track(desk.store, [opens(item) for item in desk.store.untracked_items(99)], began)
    memory = FeedMemory(rhythm=_steady(began))
    at = desk.clock.advance(hours=8)
    heard = FeedMemory(rhythm=packed(learnt(unpacked(memory.rhythm), [at], at)))
    desk.store.save_poll(make_poll(feed_id="coast", at=at, memory=heard))
    for name in ("seoul", "busan"):  # failing sources bring nothing either
        desk.store.save_poll(
            make_poll(feed_id=name, at=at, status=PollStatus.FAILED, error="refused", memory=memory)
        )
    (told,) = await desk.look()
    assert told == "⚠️ A new trouble\n• strike: its sources in Korean bring nothing more (for 8 hours)"


async def test_many_troubles_are_one_notice(desk: Desk) -> None:
    desk.store.sync_feeds([make_feed(f"f{number}") for number in range(40)], desk.clock.now())
    for number in range(40):
        desk.fail(f"f{number}")
    desk.problems = [BAD_FILE]
    desk.follow(suspended="bot was blocked by the user")
    (told,) = await desk.look()
    assert told.startswith("⚠️ 42 new troubles")
    assert len(desk.store.troubles()) == 42


async def test_a_mistake_in_a_file_is_told_until_it_is_mended(desk: Desk) -> None:
    desk.problems = [BAD_FILE]
    (told,) = await desk.look()
    assert "• File: rules/un.yaml:3 — match: unknown key <b>" in told
    desk.problems = []
    assert len(await desk.look()) == 1


async def test_a_chat_that_blocked_the_bot_is_told_and_one_that_was_let_out_is_not(desk: Desk) -> None:
    desk.follow("1", suspended="bot was blocked by the user")
    out = desk.follow("2", suspended="not let in by an admin")
    guest = Guest(
        id=0,
        channel=Channel.TELEGRAM,
        address=out.address,
        name="",
        access=Access.REFUSED,
        language="en",
        asked_at=desk.clock.now(),
    )
    desk.store.save_guest(guest)
    assert [chat.address for chat in unreachable(desk.store, ["strike"])] == ["1"]
    (told,) = await desk.look()
    assert "• Chat: Chat 1 — bot was blocked by the user" in told
    assert "Chat 2" not in told
    desk.follow("1")
    (over,) = await desk.look()
    assert over.startswith("✅ This trouble is over")


async def test_refused_messages_are_told_also_over_a_restart(desk: Desk) -> None:
    chat = desk.follow()
    desk.watch.refused(chat, "Bad Request: message is too <b>long</b>")
    (told,) = await desk.look()
    assert "• Messages are refused: Chat 1001 — Bad Request: message is too <b>long</b>" in told
    desk.start()
    assert await desk.look(minutes=30) == []
    desk.watch.refused(chat, "the same")
    assert await desk.look(minutes=50) == []
    (over,) = await desk.look(seconds=REFUSED_FOR.total_seconds())
    assert over.startswith("✅ This trouble is over")


async def test_refusals_are_bounded_and_hold_no_token(desk: Desk) -> None:
    chat = desk.follow()
    for number in range(3 * REFUSING):
        desk.watch.refused(
            Chat(id=number, channel=chat.channel, address=str(number)),
            "https://api.telegram.org/bot123456789:AAF-test_token_of_thirty_five_chars0/sendMessage",
        )
    await desk.look()
    assert len(desk.store.troubles()) == REFUSING
    assert "AAF-test" not in "".join(one.text for one in desk.store.troubles())


async def test_a_store_that_fails_is_told_and_ends_no_other_trouble(desk: Desk) -> None:
    desk.fail()
    assert len(await desk.look()) == 1
    desk.access.broken = True
    (told,) = await desk.look()
    assert told.startswith("⚠️ A new trouble\n• Database: the disk is full; make room")
    assert await desk.look() == []
    desk.access.broken = False
    (over,) = await desk.look()
    assert over.startswith("✅ This trouble is over\n• Database: the disk is full")
    assert [one.key for one in desk.store.troubles()] == ["feed/coast"]
    assert await desk.look() == []


async def test_what_reached_nobody_is_told_later(desk: Desk) -> None:
    desk.reached = 0
    desk.fail()
    assert await desk.look() == []
    assert await desk.look(minutes=1) == []
    desk.reached = 2
    assert await desk.look(minutes=1) == []
    assert len(await desk.look(minutes=15)) == 1


async def test_what_came_and_went_between_two_notices_is_not_told(desk: Desk) -> None:
    desk.problems = [BAD_FILE]
    assert len(await desk.look()) == 1
    desk.fail(times=3)
    assert await desk.look(minutes=1) == []
    desk.store.save_poll(make_poll(at=desk.clock.now()))
    assert await desk.look(minutes=1) == []
    assert await desk.look(minutes=20) == []


async def test_notices_keep_their_distance(desk: Desk) -> None:
    notices = []
    for number in range(120):
        desk.problems = [BAD_FILE] if number % 2 else []
        if await desk.look(minutes=1):
            notices.append(desk.clock.now())
    assert all(b - a >= timedelta(minutes=10) for a, b in pairwise(notices))
    assert len(notices) > 5
