"""What a chat changes about itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pytest

from bot.desk.changing import Changer
from bot.model import (
    ALL_STORYLINES,
    Channel,
    Chat,
    ChatSettings,
    QuietHours,
    SendStatus,
    Story,
    SubscriptionLevel,
)
from bot.ports import Store
from bot.store import open_store
from tests.desk.places import make_home, make_premises
from tests.factories import (
    HOUR,
    MINUTE,
    NOW,
    joins,
    make_chat,
    make_feed,
    make_new,
    make_poll,
    make_update,
    opens,
    track,
)
from tests.fakes import ManualClock

ADA, BOB = 1001, 1002


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite:///:memory:")
    opened.sync_feeds([make_feed("coast")], NOW)
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path, store: Store) -> Changer:
    return Changer(make_premises(make_home(tmp_path), store, clock=ManualClock(NOW)))


def tell(store: Store, *names: str) -> Story:
    """A story of these items, told with the first."""
    store.save_poll(make_poll(*(make_new(name) for name in names)))
    first, *others = store.untracked_items(100)
    store.save_tracking([opens(first)], NOW)
    store.save_tracking([joins(one, f"strike/{first.id}") for one in others], NOW)
    return store.stories(limit=1)[0]


# --- judging ---------------------------------------------------------------------------------------------


async def test_a_judgement_is_kept_with_what_made_the_alert(store: Store, desk: Changer) -> None:
    story, chat = tell(store, "1", "2"), store.save_chat(make_chat("1001"))
    assert await desk.rate(chat, story.id, ADA, good=False)
    (kept,) = store.feedback(10)
    assert (kept.story_id, kept.storyline_id, kept.good, kept.user) == (story.id, "strike", False, ADA)
    assert (kept.title, kept.url) == ("Headline 1", "https://www.coast.example/news/1")
    assert [one.term for one in kept.evidence] == ["strike"]
    assert (kept.chat_id, kept.at) == (chat.id, NOW)


async def test_each_reader_judges_once_and_may_think_again(store: Store, desk: Changer) -> None:
    story, chat = tell(store, "1"), store.save_chat(make_chat("1001"))
    for user, good in ((ADA, False), (BOB, False), (ADA, True), (ADA, True)):
        assert await desk.rate(chat, story.id, user, good=good)
    assert {one.user: one.good for one in store.feedback(10)} == {ADA: True, BOB: False}


async def test_a_chat_as_telegram_shows_it_can_judge_too(store: Store, desk: Changer) -> None:
    story, seen = tell(store, "1"), make_chat("1001")
    assert await desk.rate(seen, story.id, ADA, good=True)
    known: Chat | None = store.find_chat(seen.channel, seen.address, 0)
    assert known is not None
    assert store.feedback(10)[0].chat_id == known.id


@pytest.mark.parametrize("number", [0, -1, 999, 999_999_999_999_999_999])
async def test_there_is_no_such_story(store: Store, desk: Changer, number: int) -> None:
    tell(store, "1")
    assert not await desk.rate(make_chat("1001"), number, ADA, good=True)
    assert store.feedback(10) == []


# --- how a chat wants to be told -------------------------------------------------------------------------

CLOSED = QuietHours(start=time(10), end=time(16))
"""Around NOW, which is noon."""


def follow(store: Store, address: str, storyline_id: str = "strike") -> Chat:
    chat = store.save_chat(make_chat(address))
    store.subscribe(chat.id, storyline_id, NOW)
    return chat


def announce(store: Store, name: str = "1") -> None:
    """A story with one message for each follower, due now."""
    store.save_poll(make_poll(make_new(name)))
    (item,) = store.untracked_items(100)
    track(store, [opens(item)], NOW)


def due(store: Store, chat: Chat) -> list[datetime]:
    return [one.due_at for one in store.waiting(chat.id)]


async def test_what_waits_is_held_by_new_quiet_hours_and_released_without_them(
    store: Store, desk: Changer
) -> None:
    chat, other = follow(store, "1"), follow(store, "2")
    announce(store)
    before = due(store, other)
    await desk.change_settings(chat.id, ChatSettings(quiet=CLOSED))
    assert due(store, chat) == [NOW.replace(hour=16)]
    assert due(store, other) == before
    claimed = store.claim_deliveries(NOW + HOUR, 10, [Channel.TELEGRAM])
    assert [one.chat.id for one in claimed] == [other.id]
    await desk.change_settings(chat.id, ChatSettings())
    claimed = store.claim_deliveries(NOW + HOUR, 10, [Channel.TELEGRAM])
    assert [one.chat.id for one in claimed] == [chat.id]


async def test_a_pause_holds_what_waits_and_its_end_lets_it_go(store: Store, desk: Changer) -> None:
    chat = follow(store, "1")
    announce(store)
    await desk.change_settings(chat.id, ChatSettings(paused_until=NOW + 2 * HOUR))
    assert due(store, chat) == [NOW + 2 * HOUR]
    await desk.change_settings(chat.id, ChatSettings(paused_until=None))
    assert due(store, chat)[0] <= NOW + HOUR


async def test_a_chosen_language_is_the_chat_s(store: Store, desk: Changer) -> None:
    chat = follow(store, "1")
    await desk.change_settings(chat.id, ChatSettings(language="fr", zone="Europe/Paris"))
    known = store.chat(chat.id)
    assert known is not None
    assert (known.language, known.settings.language, known.settings.zone) == ("fr", "fr", "Europe/Paris")
    await desk.change_settings(chat.id, ChatSettings())
    known = store.chat(chat.id)
    assert known is not None
    assert (known.language, known.settings) == ("fr", ChatSettings())


async def test_settings_do_not_open_a_chat_that_is_shut(store: Store, desk: Changer) -> None:
    chat = follow(store, "1")
    store.suspend_chat(chat.channel, chat.address, "the bot was blocked")
    await desk.change_settings(chat.id, ChatSettings(language="fr"))
    known = store.chat(chat.id)
    assert known is not None
    assert (known.language, known.suspended) == ("fr", "the bot was blocked")


async def test_a_digest_gathers_what_waits(store: Store, desk: Changer) -> None:
    chat = follow(store, "1")
    announce(store)
    (way,) = store.subscriptions(chat.id)
    daily = replace(way, level=SubscriptionLevel.DAILY, daily_at=time(18, 30))
    assert await desk.change_subscription(daily)
    assert store.subscriptions(chat.id) == [daily]
    assert due(store, chat) == [NOW.replace(hour=18, minute=30)]
    assert await desk.change_subscription(way)
    assert due(store, chat)[0] <= NOW + HOUR


async def test_a_subscription_that_is_gone_is_not_changed(store: Store, desk: Changer) -> None:
    chat = follow(store, "1")
    (way,) = store.subscriptions(chat.id)
    store.unsubscribe(chat.id, "strike")
    assert not await desk.change_subscription(replace(way, silent=True))
    assert store.subscriptions(chat.id) == []


async def test_what_comes_by_the_subscription_to_all_is_weighed_by_it(store: Store, desk: Changer) -> None:
    chat = follow(store, "1", ALL_STORYLINES)
    announce(store)
    await desk.change_settings(chat.id, ChatSettings(quiet=CLOSED))
    assert due(store, chat) == [NOW.replace(hour=16)]


async def test_what_was_tried_comes_as_it_was_promised(store: Store, desk: Changer) -> None:
    chat = follow(store, "1")
    announce(store)
    (claimed,) = store.claim_deliveries(NOW, 10, [Channel.TELEGRAM])
    store.finish_delivery(make_update(claimed.id, SendStatus.UNKNOWN, due_at=NOW + MINUTE), NOW)
    await desk.change_settings(chat.id, ChatSettings(quiet=CLOSED))
    (again,) = store.claim_deliveries(NOW + MINUTE, 10, [Channel.TELEGRAM])
    assert again.unknown_outcomes == 1


async def test_many_wait_and_none_is_lost(store: Store, desk: Changer) -> None:
    chat = follow(store, "1")
    for number in range(20):
        announce(store, str(number))
    await desk.change_settings(chat.id, ChatSettings(quiet=CLOSED))
    assert due(store, chat) == [NOW.replace(hour=16)] * 20
    await desk.change_settings(chat.id, ChatSettings())
    assert len(due(store, chat)) == 20


async def test_settings_of_a_chat_that_is_not_stored_change_nothing(store: Store, desk: Changer) -> None:
    await desk.change_settings(4711, ChatSettings(language="fr"))
    assert store.chat(4711) is None
