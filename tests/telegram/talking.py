"""Talking to the bot, step by step: what is said or pressed, and what comes of it."""

from __future__ import annotations

from typing import Any

from bot.model import ChatSettings, Subscription
from bot.pipeline.track import Tracker
from tests.factories import make_feed, make_new, make_poll
from tests.telegram.conftest import Bot, book
from tests.telegram.world import Person, Place, Sent

ADA = Person(1001, "Ada")
ZOE = Person(1002, "Zoé", "fr-CA")
EVE = Person(1003, "Eve")

COAST = make_feed("coast", name="Coast Gazette", publisher="Coast")


async def say(bot: Bot, place: Place, text: str, who: Person = ADA, **more: Any) -> list[Sent]:
    """Say something; the messages that come of it. Between two wishes a moment passes."""
    before = len(bot.server.sent)
    bot.clock.advance(seconds=10)
    bot.server.say(place, text, who, **more)
    await bot.server.handled()
    return bot.server.sent[before:]


async def ask(bot: Bot, place: Place, text: str, who: Person = ADA, **more: Any) -> Sent:
    """Say something that has one answer."""
    (answer,) = await say(bot, place, text, who, **more)
    return answer


async def press(bot: Bot, message: Sent, label: str = "", who: Person = ADA, **more: Any) -> str:
    """Press a button; what flashes up."""
    bot.clock.advance(seconds=10)
    query = bot.server.press(message, label, who, **more)
    await bot.server.handled()
    return next((one.text for one in bot.server.answers if one.query_id == query), "unanswered")


def settings(bot: Bot, address: int, topic: int = 0) -> ChatSettings:
    """The settings of a chat that must be stored."""
    return bot.stored(address, topic).settings


def way(bot: Bot, address: int, storyline_id: str, topic: int = 0) -> Subscription:
    """How a chat follows a storyline."""
    (found,) = [
        one
        for one in bot.store.subscriptions(bot.stored(address, topic).id)
        if one.storyline_id == storyline_id
    ]
    return found


def tell(bot: Bot, *titles: str) -> None:
    """An outlet prints these headlines, and they are tracked."""
    bot.store.sync_feeds([COAST], bot.clock.now())
    tracker = Tracker(book(bot.storylines))
    for title in titles:
        now = bot.clock.advance(minutes=1)
        number = now.isoformat()
        new = make_new(
            number, url=f"https://coast.example/{number}", title=title, summary="", published_at=now
        )
        bot.store.save_poll(make_poll(new, feed_id=COAST.id, at=now))
    while tracker.track(bot.store, bot.clock.now(), feeds={COAST.id: COAST}).items:
        pass
