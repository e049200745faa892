"""What a chat changes about itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk.changing import Changer
from bot.model import Chat, Story
from bot.ports import Store
from bot.store import open_store
from tests.desk.places import make_home, make_premises
from tests.factories import NOW, joins, make_chat, make_feed, make_new, make_poll, opens
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
