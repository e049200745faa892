"""Chats that follow in their own ways, through all stages: levels, mutes, quiet hours, pauses and digests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.changing import Changer
from bot.model import (
    ALL_STORYLINES,
    Channel,
    Chat,
    ChatSettings,
    QuietHours,
    SubscriptionLevel,
)
from bot.store import open_store
from tests.fakes import FakeNotifier, rss
from tests.pipeline.test_stages import BOOK, HIT, OTHER_HIT, World, feed

NAMES = ("a", "b", "c", "d")
SUBJECTS = ("Genoa pilots", "Turku welders", "Cadiz drivers", "Izmir cooks")
STRIKES = [f"{subject} begin harbour strike number {n}" for n, subject in enumerate(SUBJECTS, 31)]


class Town(World):
    """Two chats on Telegram beside the console: one that is told all, and one that chooses."""

    def __init__(self) -> None:
        super().__init__(open_store("sqlite:///:memory:"))
        self.telegram = FakeNotifier(Channel.TELEGRAM)
        self.deliverer.notifiers[Channel.TELEGRAM] = self.telegram
        self.all = self._chat("1")
        self.choosy = self._chat("2")

    def _chat(self, address: str) -> Chat:
        chat = self.store.save_chat(Chat(id=0, channel=Channel.TELEGRAM, address=address))
        self.store.subscribe(chat.id, ALL_STORYLINES, self.clock.now())
        return chat

    def choose(self, level: SubscriptionLevel = SubscriptionLevel.EVERYTHING, **more: object) -> None:
        """How the second chat is told."""
        (way,) = self.store.subscriptions(self.choosy.id)
        self.store.save_subscription(replace(way, level=level, **more))  # type: ignore[arg-type]

    def settle(self, **settings: object) -> None:
        """The second chat's settings."""
        self.store.save_settings(self.choosy.id, ChatSettings(**settings))  # type: ignore[arg-type]

    async def begin(self) -> None:
        """Watch four feeds that were polled before."""
        self.watch(*(feed(name) for name in NAMES))
        self.fetcher.bodies |= {name: rss(channel=name) for name in NAMES}
        await self.turn()

    async def news(self, **titles: str) -> list[str]:
        """Let feeds serve these titles; what the second chat is sent in an hour."""
        for name, title in titles.items():
            self.fetcher.bodies[name] = rss((title, title), channel=name)
        before = len(self.heard())
        await self.turn()
        return self.heard()[before:]

    def heard(self, chat: Chat | None = None) -> list[str]:
        """First lines of what a chat was sent, the second one's if none is named, but for edits."""
        wanted = chat or self.choosy
        return [
            (
                message.content.title
                if not message.content.stories
                else f"{len(message.content.stories)} stories"
            )
            for one, message in self.telegram.sent
            if one.id == wanted.id and message.content and not message.edits
        ]


@pytest.fixture
async def town() -> Iterator[Town]:  # type: ignore[misc]
    """A town whose feeds were polled once."""
    made = Town()
    await made.begin()
    yield made
    made.store.close()


async def test_who_waits_for_corroboration_gets_the_story_once_it_is_and_only_once(town: Town) -> None:
    town.choose(SubscriptionLevel.CORROBORATED)
    assert await town.news(a=HIT) == []
    assert town.heard(town.all) == [HIT]
    assert await town.news(b="Harbour closes for a week as dockers go on strike") == []
    assert await town.news(c="A week of dockers strike: the harbour is closed") == [HIT], "three origins now"
    assert await town.news(d="Harbour closed for the week by dockers strike") == []
    assert town.heard(town.all) == [HIT]


async def test_who_wants_the_loud_only_hears_no_quiet_news(town: Town) -> None:
    town.choose(SubscriptionLevel.LOUD)
    first, higher = (f"Harbour strike: {n} people killed in clash, police say" for n in ("12", "at least 40"))
    assert await town.news(a=first) == [first]
    assert await town.news(b=higher) == [], "a higher figure is quiet news"
    assert len(town.heard(town.all)) == 2


async def test_what_only_a_muted_outlet_tells_is_not_told_until_another_joins(town: Town) -> None:
    town.store.mute_outlet(town.choosy.id, "harbour", "a", town.clock.now())
    assert await town.news(a=HIT) == []
    assert await town.news(b=HIT) == [HIT]
    assert await town.news(b=OTHER_HIT) == [OTHER_HIT]


async def test_a_muted_story_is_silent_and_others_are_not(town: Town) -> None:
    assert await town.news(a=HIT) == [HIT]
    (story,) = town.store.stories(limit=1)
    assert town.store.mute_story(town.choosy.id, story.id, town.clock.now())
    assert await town.news(b="Dockers deny that strike closes the harbour for a week") == []
    assert await town.news(c=OTHER_HIT) == [OTHER_HIT]


async def test_quiet_hours_hold_what_comes_as_one_digest_and_nothing_is_lost(town: Town) -> None:
    now = town.clock.now()
    quiet = QuietHours(start=(now + timedelta(minutes=30)).time(), end=(now + timedelta(hours=7)).time())
    town.settle(quiet=quiet)
    for name, title in zip(NAMES, STRIKES, strict=True):
        assert await town.news(**{name: title}) == []
    assert town.heard(town.all) == STRIKES
    while town.clock.now() < now + timedelta(hours=7):
        assert not town.heard()
        await town.turn()
    assert town.heard() == ["4 stories"]
    await town.turn()
    assert town.heard() == ["4 stories"]


async def test_three_held_messages_come_as_they_are(town: Town) -> None:
    town.settle(paused_until=town.clock.now() + timedelta(hours=4))
    for name, title in zip(NAMES[:3], STRIKES, strict=False):
        assert await town.news(**{name: title}) == []
    for _ in range(4):
        await town.turn()
    assert town.heard() == STRIKES[:3]


async def test_urgent_news_breaks_through_with_the_story_that_it_is_about(town: Town) -> None:
    now = town.clock.now()
    quiet = QuietHours(
        start=(now + timedelta(minutes=30)).time(), end=(now + timedelta(hours=9)).time(), urgent=True
    )
    town.settle(quiet=quiet)
    opening, denial = (
        "A deal may end the harbour strike in Hamburg",
        "Berlin denies that a deal may end the harbour strike in Hamburg",
    )
    assert await town.news(a=opening) == []
    told = await town.news(b=denial)
    told += await town.news()
    assert told[0] == opening
    assert denial in told


async def test_a_daily_digest_comes_at_its_time_even_with_one_story(town: Town) -> None:
    now = town.clock.now()
    at = (now + timedelta(hours=5)).time().replace(second=0, microsecond=0)
    town.choose(SubscriptionLevel.DAILY, daily_at=at)
    assert await town.news(a=HIT) == []
    for _ in range(3):
        assert not town.heard()
        await town.turn()
    await town.turn()
    assert town.heard() == ["1 stories"]
    assert await town.news(b=OTHER_HIT) == [], "the next one comes tomorrow"


async def test_an_hourly_digest_gathers_an_hour(town: Town) -> None:
    town.choose(SubscriptionLevel.HOURLY)
    await town.news(a=STRIKES[0], b=STRIKES[1], c=STRIKES[2])
    await town.turn()
    assert town.heard() == ["3 stories"]


async def test_what_waits_comes_when_a_pause_is_ended(town: Town) -> None:
    changer = Changer(_premises(town))
    await changer.change_settings(
        town.choosy.id, ChatSettings(paused_until=town.clock.now() + timedelta(days=2))
    )
    assert await town.news(a=HIT) == []
    await changer.change_settings(town.choosy.id, ChatSettings())
    await town.deliverer.deliver(BOOK.storylines)
    assert town.heard() == [HIT]


async def test_sound_is_as_the_chat_chose(town: Town) -> None:
    town.choose(silent=True)
    await town.news(a=HIT)
    sounds = {chat.id: message.silent for chat, message in town.telegram.sent}
    assert sounds == {town.all.id: False, town.choosy.id: True}


async def test_who_leaves_is_told_nothing_more(town: Town) -> None:
    town.settle(paused_until=town.clock.now() + timedelta(hours=3))
    await town.news(a=HIT)
    town.store.unsubscribe(town.choosy.id, ALL_STORYLINES)
    for _ in range(5):
        await town.turn()
    assert not town.heard()


def _premises(town: Town) -> object:
    from pathlib import Path

    from bot.desk import Premises
    from tests.fakes import DirectAccess, FakeFetcher, InlineParser

    return Premises(
        home=Path("unused"),
        access=DirectAccess(town.store),
        rulebook=lambda: BOOK,
        feeds=dict,
        clock=town.clock,
        fetcher=FakeFetcher(),
        parser=InlineParser(),
    )
