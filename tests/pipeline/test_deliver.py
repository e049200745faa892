"""Delivering messages that live: the first one of a story, its edits, and the replies to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from bot.errors import StoreError
from bot.model import (
    ALL_STORYLINES,
    Channel,
    Chat,
    Decision,
    DeliveryUpdate,
    Item,
    Level,
    Message,
    SendOutcome,
    SendStatus,
)
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


# --- backlogs, stops and failures ------------------------------------------------------------------------


def told(desk: Desk) -> list[list[str]]:
    """The headlines of each message that arrived; of a digest all."""
    contents = [message.content for _, message in desk.notifier.sent if message.content]
    return [[one.title for one in content.stories] or [content.title] for content in contents]


def states(desk: Desk) -> dict[str, int]:
    """How many deliveries are in each state."""
    return {state: count for state, count in desk.store.info().deliveries.items() if count}


async def test_after_an_outage_a_long_backlog_is_one_digest_and_nothing_of_it_comes_again(desk: Desk) -> None:
    desk.notifier.script = [SendOutcome(status=SendStatus.RETRY, reason="no network")]
    names = list("abcdefghijklm")
    for name in names:
        desk.tell(name, due_at=NOW)
    await desk.deliver()
    assert told(desk) == []
    for _ in range(9):
        await desk.deliver(600)
    first, digest = told(desk)
    assert first == ["Headline a"], "what was tried stays a message of its own"
    assert sorted(digest) == [f"Headline {name}" for name in names[1:]]
    assert states(desk) == {"sent": len(names)}


async def test_a_short_backlog_is_told_one_by_one_in_order(desk: Desk) -> None:
    for name in "abcde":
        desk.tell(name, due_at=NOW)
    for _ in range(9):
        await desk.deliver(600)
    assert told(desk) == [[f"Headline {name}"] for name in "abcde"]


class Slow(Numbering):
    """A channel on which a message takes as long as the test wants."""

    def __init__(self) -> None:
        super().__init__(Channel.TELEGRAM)
        self.sending, self.go_on = asyncio.Event(), asyncio.Event()

    async def send(self, chat: Chat, message: Message) -> SendOutcome:
        self.sending.set()
        await self.go_on.wait()
        return await super().send(chat, message)


async def test_a_stop_in_the_middle_finishes_what_is_on_its_way_and_leaves_the_rest(desk: Desk) -> None:
    chats = 30
    for number in range(1, chats):
        chat = desk.store.save_chat(make_chat(str(1000 + number)))
        desk.store.subscribe(chat.id, ALL_STORYLINES, NOW)
    desk.tell("a")
    slow = desk.deliverer.notifiers[Channel.TELEGRAM] = Slow()
    delivering = asyncio.create_task(desk.deliverer.deliver({}))
    await slow.sending.wait()
    stopping = asyncio.create_task(desk.deliverer.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    slow.go_on.set()
    async with asyncio.timeout(2):
        await stopping
    arrived = await delivering
    assert 0 < arrived < chats
    assert states(desk) == {"sent": arrived, "pending": chats - arrived}

    later = Deliverer(access=DirectAccess(desk.store), clock=desk.clock)
    later.notifiers[Channel.TELEGRAM] = desk.notifier
    assert desk.store.recover_deliveries() == 0, "nobody need be told that it may be a repeat"
    assert await later.deliver({}) == chats - arrived
    addresses = [chat.address for chat, _ in slow.sent + desk.notifier.sent]
    assert len(addresses) == len(set(addresses)) == chats


async def test_one_that_fails_keeps_its_place_and_holds_up_no_other_chat(desk: Desk) -> None:
    other = desk.store.save_chat(make_chat("200"))
    desk.store.subscribe(other.id, ALL_STORYLINES, NOW)
    desk.notifier.script = [SendOutcome(status=SendStatus.RETRY, retry_after=timedelta(seconds=90))]
    desk.tell("a", due_at=NOW)
    desk.tell("b", due_at=NOW)
    for _ in range(60):
        await desk.deliver(3)
    of_each = {
        address: [m.content.title for c, m in desk.notifier.sent if m.content and c.address == address]
        for address in ("100", "200")
    }
    assert of_each == {one: ["Headline a", "Headline b"] for one in of_each}
    assert [chat.address for chat, _ in desk.notifier.sent] == ["200", "200", "100", "100"]


async def test_a_store_that_fails_for_a_moment_repeats_no_message(desk: Desk) -> None:
    """That it arrived is written as soon as the store takes it."""

    class Full:
        """Has no room when the first outcome is to be written."""

        left = 1

        def __getattr__(self, name: str) -> Any:
            return getattr(desk.store, name)

        def finish_delivery(self, update: DeliveryUpdate, now: datetime) -> None:
            if self.left:
                self.left -= 1
                raise StoreError("the disk is full")
            desk.store.finish_delivery(update, now)

    deliverer = Deliverer(access=DirectAccess(cast("Store", Full())), clock=desk.clock)
    deliverer.notifiers[Channel.TELEGRAM] = desk.notifier
    desk.tell("a")
    assert await deliverer.deliver({}) == 1
    assert (len(desk.notifier.tried), states(desk)) == (1, {"sent": 1})
