"""What every Store promises about chats that an admin let out: nothing is sent to them by an accident."""

from __future__ import annotations

from dataclasses import replace

from bot.model import Access, Channel, Chat, Guest
from bot.ports import Store
from tests.factories import NOW, make_chat
from tests.store.test_contract_living import claim, subscribed, tell

OUT = "not let in by an admin"


def let_out(store: Store, chat: Chat) -> Guest:
    guest = Guest(
        id=0,
        channel=Channel.TELEGRAM,
        address=chat.address,
        name="Desk",
        access=Access.REFUSED,
        language="en",
        asked_at=NOW,
    )
    store.suspend_chat(chat.channel, chat.address, OUT)
    return store.save_guest(guest)


def suspended(store: Store, address: str) -> str:
    found = store.find_chat(Channel.TELEGRAM, address, 0)
    assert found is not None
    return found.suspended


def test_a_chat_that_was_let_out_hears_nothing_though_somebody_talks_there(store: Store) -> None:
    chat = subscribed(store, "100")
    let_out(store, chat)
    tell(store, "a")
    assert store.save_chat(make_chat("100", title="Renamed")).suspended == OUT
    assert claim(store) == []


def test_nor_at_a_new_address(store: Store) -> None:
    chat = subscribed(store, "100")
    let_out(store, chat)
    tell(store, "a")
    store.move_chat(Channel.TELEGRAM, "100", "-200", NOW)
    assert suspended(store, "-200") == OUT
    assert claim(store) == []


def test_nor_where_a_chat_is_stored_at_the_new_address_already(store: Store) -> None:
    chat = subscribed(store, "100")
    let_out(store, chat)
    tell(store, "a")
    store.save_chat(make_chat("-200"))
    store.move_chat(Channel.TELEGRAM, "100", "-200", NOW)
    assert suspended(store, "-200") == OUT
    assert claim(store) == []


def test_who_is_let_in_again_gets_what_waited(store: Store) -> None:
    chat = subscribed(store, "100")
    guest = let_out(store, chat)
    tell(store, "a")
    store.save_guest(replace(guest, access=Access.ALLOWED))
    assert store.save_chat(chat).suspended == ""
    assert len(claim(store)) == 1
