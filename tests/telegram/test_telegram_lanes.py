"""Chats beside each other: a slow answer holds up its own chat only, and nothing is handled twice or lost."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram import ChatMemberLeft as Left
from telegram import ChatMemberMember as Member

from bot.telegram.lanes import QUEUED, Lanes
from tests.botapi import BotApi
from tests.telegram.conftest import make, running
from tests.telegram.faults import Fault
from tests.telegram.world import Person, Sent

ADA, BOB = Person(1001, "Ada"), Person(1002, "Bob")
LATE = 1.5
"""Seconds that a slow answer takes."""


def sent_to(server: BotApi, person: Person) -> list[Sent]:
    """What stands in somebody's private chat."""
    return [one for one in server.sent if one.chat == person.id]


async def test_a_slow_answer_holds_up_its_own_chat_only(server: BotApi) -> None:
    async with running(make(server)):
        ada, bob = server.private(ADA), server.private(BOB)
        server.fail("sendMessage", Fault(late=LATE))
        server.say(ada, "/help")
        await server.wait_for(1)
        server.say(ada, "/storylines")
        server.say(bob, "/help", BOB)
        async with asyncio.timeout(LATE - 0.5):
            await server.until(lambda: sent_to(server, BOB))
        assert len(sent_to(server, ADA)) == 1, "the second answer waits for the first"
        await server.handled()
        assert len(sent_to(server, ADA)) == 2
        assert len(server.sent) == 3, "what was handed out again was not answered again"


async def test_what_is_at_work_is_not_confirmed(server: BotApi) -> None:
    """A crash would lose it."""
    async with running(make(server)):
        server.fail("sendMessage", Fault(late=LATE))
        first = server.say(server.private(ADA), "/help")
        second = server.say(server.private(BOB), "/help", BOB)
        await server.wait_for(2)
        await asyncio.sleep(0.5)
        assert [one["update_id"] for one in server.pending] == [first, second]
        await server.handled()


def message(number: int, chat: int, user: int, text: str = "/help") -> Update:
    """A message in a chat."""
    place = Chat(chat, "private" if chat > 0 else "group")
    said = Message(number, datetime.now(UTC), place, from_user=User(user, "A", is_bot=False), text=text)
    return Update(number, message=said)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=30),
    st.integers(1, 12),
)
def test_each_update_is_handled_once_in_the_order_of_its_chat(
    arriving: list[tuple[int, int]], batch: int
) -> None:
    """`arriving` are the chats of the updates and how often each handler lets others go first."""

    async def play() -> None:
        updates = [message(number, chat, number) for number, (chat, _) in enumerate(arriving, start=100)]
        pauses = {number: pause for number, (_, pause) in enumerate(arriving, start=100)}
        handled = defaultdict[int, list[int]](list)
        done = set[int]()

        async def handle(update: Update) -> None:
            for _ in range(pauses[update.update_id]):
                await asyncio.sleep(0)
            assert update.effective_chat is not None
            handled[update.effective_chat.id].append(update.update_id)
            done.add(update.update_id)

        lanes = Lanes(handle)
        while len(done) < len(updates):
            # as Telegram hands out: from the offset on, so many at once
            waiting = [one for one in updates if one.update_id >= lanes.offset]
            for update in waiting[:batch]:
                lanes.put(update)
            await asyncio.sleep(0)
            assert done >= set(range(100, lanes.offset)), "what was not handled is not confirmed"
        await lanes.settle()
        assert lanes.offset == 100 + len(updates)
        for chat, numbers in handled.items():
            assert numbers == [100 + at for at, (place, _) in enumerate(arriving) if place == chat]

    asyncio.run(play())


async def test_what_is_handled_while_it_is_handed_out_again_is_handled_once() -> None:
    handled = list[int]()

    async def handle(update: Update) -> None:
        handled.append(update.update_id)

    lanes = Lanes(handle)
    for _ in range(3):
        lanes.put(message(100, 1, 1))
        await lanes.settle()
    assert handled == [100]


async def test_one_person_cannot_fill_a_queue_but_presses_and_what_happens_to_a_chat_count() -> None:
    go_on, handled = asyncio.Event(), list[int]()

    async def handle(update: Update) -> None:
        await go_on.wait()
        handled.append(update.update_id)

    lanes = Lanes(handle)
    for number in range(1, 101):
        lanes.put(message(number, -5, user=7))
    lanes.put(message(101, -5, user=8))
    ada = User(7, "A", is_bot=False)
    press = CallbackQuery("1", ada, "1", message=message(1, -5, 7).message, data="v2:ff")
    lanes.put(Update(102, callback_query=press))
    bot = User(1, "B", is_bot=True)
    left = ChatMemberUpdated(Chat(-5, "group"), ada, datetime.now(UTC), Member(bot), Left(bot))
    lanes.put(Update(103, my_chat_member=left))
    go_on.set()
    await lanes.settle()
    assert handled == [*range(1, QUEUED + 1), 101, 102, 103]
    assert lanes.offset == 104


async def test_what_hangs_is_confirmed_in_the_end() -> None:
    """Or it would be handed out again for ever, and with it all that came later."""

    async def handle(update: Update) -> None:
        if update.update_id == 1:
            await asyncio.sleep(60)

    lanes = Lanes(handle, longest=0.05)
    lanes.put(message(1, 1, 1))
    lanes.put(message(2, 2, 2))
    await asyncio.sleep(0.01)
    assert (lanes.offset, lanes.busy) == (1, True)
    await asyncio.sleep(0.06)
    assert (lanes.offset, lanes.busy) == (3, False)
    await lanes.close()
