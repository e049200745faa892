"""What every Store promises about claims where much waits that may not be sent yet; see `bot.ports.Store`."""

from __future__ import annotations

import pytest

from bot.model import Item, SendStatus
from bot.ports import Store
from tests.factories import HOUR, MINUTE, NOW, make_chat, make_update
from tests.store.test_contract_living import add, claim, only, subscribed, tell
from tests.store.test_contract_routes import first_message, to

MANY = 60
"""More than a claim of one looks at in the order in which it is due."""


@pytest.fixture
def crowded(store: Store) -> Store:
    """A chat with many messages that are due, and another with a younger one."""
    chat, other = subscribed(store, "100"), subscribed(store, "200")
    for number in range(MANY):
        first_message(store, f"old {number}", to(chat, -HOUR))
    first_message(store, "young", to(other))
    return store


@pytest.mark.parametrize("why", ["paused", "suspended", "to be tried again", "on its way"])
def test_what_may_not_be_sent_yet_hides_nothing_behind_it(crowded: Store, why: str) -> None:
    (old,) = claim(crowded, limit=1)
    assert old.item.title == "Headline old 0"
    if why == "paused":
        crowded.finish_delivery(make_update(old.id, chat_not_before_at=NOW + HOUR), NOW)
    elif why == "suspended":
        crowded.finish_delivery(make_update(old.id, SendStatus.CHAT_GONE), NOW)
    elif why == "to be tried again":
        crowded.finish_delivery(make_update(old.id, SendStatus.RETRY, due_at=NOW + HOUR), NOW)
    (young,) = claim(crowded, limit=1)
    assert young.item.title == "Headline young"
    assert claim(crowded, limit=1) == []


def test_the_oldest_are_claimed_in_their_order_however_many_wait(crowded: Store) -> None:
    told = []
    while found := claim(crowded, limit=1):
        told.append(found[0].item.title.removeprefix("Headline "))
        crowded.finish_delivery(make_update(found[0].id), NOW)
    assert told == [*(f"old {number}" for number in range(MANY)), "young"]


def many_edits(store: Store) -> Item:
    """A paused chat in which many edits are due, and another that has one younger edit due."""
    chat, other = subscribed(store, "100"), subscribed(store, "200")
    stories = [first_message(store, f"old {number}", to(chat)) for number in range(MANY)]
    young = first_message(store, "young", to(other))
    while found := claim(store):
        for one in found:
            store.finish_delivery(make_update(one.id, message_ref=f"m{one.id}"), NOW)
    for number, story in enumerate(stories):
        add(store, f"more {number}", story, edit_at=NOW)
    add(store, "more young", young, edit_at=NOW + MINUTE)
    store.suspend_chat(chat.channel, chat.address, "blocked")
    return young


def test_an_edit_is_found_behind_many_that_may_not_be_made(store: Store) -> None:
    young = many_edits(store)
    (edit,) = claim(store, NOW + MINUTE, limit=1)
    assert (edit.item, bool(edit.edits)) == (young, True)


def test_a_message_comes_before_an_edit_of_its_chat_however_many_wait_elsewhere(store: Store) -> None:
    many_edits(store)
    chat = store.save_chat(make_chat("300"))
    store.subscribe(chat.id, "strike", NOW)
    for number in range(MANY):
        first_message(store, f"waits {number}", to(chat, -HOUR))
    store.suspend_chat(chat.channel, chat.address, "blocked")
    tell(store, "new", NOW + MINUTE)
    message = only(store, NOW + MINUTE)
    assert (message.item.title, message.edits) == ("Headline new", "")
