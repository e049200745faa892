"""Delivering messages that live: the first one of a story, its edits, and the replies to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model import ALL_STORYLINES, Channel, Chat, Decision, Item, Level, Message, SendOutcome, SendStatus
from bot.pipeline.deliver import Deliverer
from bot.ports import Store
from bot.store import open_store
from tests.factories import NOW, joins, make_chat, make_draft, make_feed, make_new, make_poll, opens, track
from tests.fakes import DirectAccess, FakeNotifier, ManualClock


class Desk:
    """A store with one chat, and a deliverer that sends to it."""

    def __init__(self, channel: Channel = Channel.TELEGRAM) -> None:
        self.store: Store = open_store("sqlite:///:memory:")
        self.store.sync_feeds([make_feed()], NOW)
        self.chat = self.store.save_chat(make_chat(channel=channel))
        self.store.subscribe(self.chat.id, ALL_STORYLINES, NOW)
        self.clock = ManualClock(NOW)
        self.notifier = Numbering(channel)
        self.deliverer = Deliverer(access=DirectAccess(self.store), clock=self.clock)
        self.deliverer.notifiers[channel] = self.notifier

    def item(self, name: str) -> Item:
        self.store.save_poll(make_poll(make_new(name)))
        return self.store.untracked_items(9)[-1]

    def tell(self, name: str, **draft: Any) -> Item:
        item = self.item(name)
        (match,) = opens(item).matches
        alert = make_draft(f"strike/{item.id}/new story", **draft)
        track(self.store, [replace(opens(item), matches=(replace(match, alert=alert),))], NOW)
        return item

    def add(self, name: str, to: Item, **more: Any) -> None:
        joined = joins(self.item(name), f"strike/{to.id}")
        (match,) = joined.matches
        track(self.store, [replace(joined, matches=(replace(match, **more),))], NOW)

    async def deliver(self, seconds: int = 0) -> list[tuple[str, str, bool]]:
        """Deliver after a while; tells edited and answered message of each try, and whether it was silent."""
        self.clock.at += timedelta(seconds=seconds)
        tried = len(self.notifier.tried)
        await self.deliverer.deliver({})
        return [(m.edits, m.reply_to, m.silent) for _, m in self.notifier.tried[tried:]]


class Numbering(FakeNotifier):
    """Gives each message a number of its own, as Telegram does; the console gives none."""

    async def send(self, chat: Chat, message: Message) -> SendOutcome:
        outcome = await super().send(chat, message)
        number = str(len(self.tried)) if self.channel is Channel.TELEGRAM else ""
        return replace(outcome, message_ref=number) if outcome.status is SendStatus.SENT else outcome


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.store.close()


async def test_a_story_is_told_then_answered_then_edited(desk: Desk) -> None:
    first = desk.tell("a")
    assert await desk.deliver() == [("", "", False)]
    denied = make_draft("denied", Decision.DENIED, level=Level.QUIET)
    desk.add("b", first, alert=denied, edit_at=NOW)
    assert await desk.deliver(1) == [], "three seconds between two messages to a group"
    assert await desk.deliver(2) == [("", "1", True)]
    assert await desk.deliver(1) == [], "and between a message and an edit"
    assert await desk.deliver(2) == [("1", "", False)]
    assert await desk.deliver(99) == []


async def test_an_edit_says_what_is_known_when_it_is_made(desk: Desk) -> None:
    first = desk.tell("a")
    await desk.deliver()
    desk.add("b", first, edit_at=NOW)
    desk.add("c", first)
    await desk.deliver(9)
    _, message = desk.notifier.sent[-1]
    assert message.content is not None
    assert message.content.outlets == 1
    assert message.content.updated_at == NOW
    assert message.html


async def test_an_edit_of_unknown_outcome_is_made_again_and_never_a_second_message(desk: Desk) -> None:
    first = desk.tell("a")
    await desk.deliver()
    desk.add("b", first, edit_at=NOW)
    desk.notifier.script = [SendOutcome(status=SendStatus.UNKNOWN)] * 3
    tries = [one for _ in range(9) for one in await desk.deliver(60)]
    assert tries == [("1", "", False)] * 4
    assert desk.store.info().deliveries["sent"] == 1


async def test_a_message_that_was_deleted_is_edited_no_more(desk: Desk) -> None:
    first = desk.tell("a")
    await desk.deliver()
    desk.add("b", first, edit_at=NOW)
    desk.notifier.script = [SendOutcome(status=SendStatus.REFUSED, reason="message to edit not found")]
    assert len(await desk.deliver(60)) == 1
    desk.add("c", first, edit_at=NOW)
    assert await desk.deliver(60) == []


async def test_the_console_is_never_asked_to_edit() -> None:
    desk = Desk(Channel.CONSOLE)
    first = desk.tell("a")
    assert await desk.deliver() == [("", "", False)]
    desk.add("b", first, edit_at=NOW)
    assert await desk.deliver(60) == []
    desk.store.close()
