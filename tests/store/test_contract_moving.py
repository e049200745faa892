"""What every Store promises of a group that becomes a supergroup; see `bot.ports.Store`."""

from __future__ import annotations

from datetime import time

import pytest

from bot.model import (
    Access,
    Channel,
    Chat,
    ChatSettings,
    DeliveryState,
    Guest,
    QuietHours,
    SendStatus,
    Subscription,
)
from bot.ports import Store
from bot.store.dropping import MUTED
from tests.factories import HOUR, MINUTE, NOW, make_update
from tests.store.test_contract_living import only, send, states, subscribed, tell
from tests.store.test_contract_routes import first_message, more_news, to

TELEGRAM = Channel.TELEGRAM
SETTINGS = ChatSettings(zone="Europe/Paris", quiet=QuietHours(start=time(22), end=time(7, 30)), silent=True)


@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
def test_a_chat_that_moves_brings_all_that_it_chose(store: Store, known: bool) -> None:
    old = subscribed(store, storyline="strike")
    store.save_settings(old.id, SETTINGS)
    store.save_subscription(chosen(old, silent=True))
    store.save_guest(guest("100", Access.ALLOWED))
    tell(store, "a")
    send(store)
    tell(store, "b")
    if known:
        subscribed(store, "-100500", storyline="strike")
        store.save_guest(guest("-100500", Access.ASKED))
    store.mute_story(old.id, 1, NOW)
    store.mute_outlet(old.id, "strike", "Coast", NOW)
    moving = make_update(only(store).id, SendStatus.CHAT_MOVED, new_address="-100500")
    store.finish_delivery(moving, NOW)
    new = store.find_chat(TELEGRAM, "-100500", 0)
    assert new is not None
    assert new.settings == SETTINGS
    assert store.subscriptions(new.id) == [chosen(new, silent=True)]
    mutes = store.mutes(new.id)
    assert ([one.story_id for one in mutes.stories], mutes.outlets) == ([1], (("strike", "Coast"),))
    moved = store.guest(TELEGRAM, "-100500")
    assert moved is not None
    assert moved.access is Access.ALLOWED
    assert store.guest(TELEGRAM, "100") is None
    assert store.sent_message(TELEGRAM, "-100500", "m1") is None, "its number means another message there"
    assert send(store) == [("b", "", "")]


def test_what_was_chosen_at_the_new_address_holds(store: Store) -> None:
    old, new = subscribed(store, storyline="strike"), subscribed(store, "-100500", storyline="strike")
    store.save_settings(old.id, SETTINGS)
    store.save_settings(new.id, ChatSettings(language="ko"))
    store.save_subscription(chosen(old, silent=True))
    store.save_subscription(chosen(new, through_quiet=True))
    store.save_guest(guest("100", Access.ALLOWED))
    store.save_guest(guest("-100500", Access.REFUSED))
    first_message(store, "a", to(old))
    moving = make_update(only(store).id, SendStatus.CHAT_MOVED, new_address="-100500")
    store.finish_delivery(moving, NOW)
    found = store.find_chat(TELEGRAM, "-100500", 0)
    assert found is not None
    assert found.settings == ChatSettings(language="ko")
    assert store.subscriptions(new.id) == [chosen(new, through_quiet=True)]
    kept = store.guest(TELEGRAM, "-100500")
    assert kept is not None
    assert kept.access is Access.REFUSED


def test_what_was_muted_at_one_address_is_not_told_at_the_other(store: Store) -> None:
    old, new = subscribed(store), subscribed(store, "-100500")
    first_message(store, "a", to(old))
    b = first_message(store, "b", to(old))
    store.mute_story(new.id, 2, NOW)
    moving = make_update(only(store).id, SendStatus.CHAT_MOVED, new_address="-100500")
    store.finish_delivery(moving, NOW)
    assert send(store) == [("a", "", "")]
    assert states(store, b) == [(DeliveryState.FAILED, MUTED)]


def test_a_reply_of_one_address_waits_for_the_first_message_of_the_other(store: Store) -> None:
    old, new = subscribed(store), subscribed(store, "-100500")
    a = first_message(store, "a", to(new, HOUR))
    more_news(store, "b", a, to(old))
    first_message(store, "c", to(old, -HOUR))
    moving = make_update(only(store).id, SendStatus.CHAT_MOVED, new_address="-100500")
    store.finish_delivery(moving, NOW)
    assert [one[0] for one in send(store)] == ["c"]
    assert [one[0] for one in send(store, NOW + HOUR + MINUTE)] == ["a", "b"]


def chosen(chat: Chat, **values: bool) -> Subscription:
    return Subscription(chat_id=chat.id, storyline_id="strike", created_at=NOW, **values)  # type: ignore[arg-type]


def guest(address: str, access: Access) -> Guest:
    return Guest(
        id=0, channel=TELEGRAM, address=address, name="Ada", access=access, language="fr", asked_at=NOW
    )


def test_a_chat_can_be_moved_before_anything_is_sent_there(store: Store) -> None:
    old = subscribed(store, storyline="strike")
    store.save_guest(guest("100", Access.ALLOWED))
    tell(store, "a")
    sending = only(store)
    store.suspend_chat(TELEGRAM, "100", "removed from the group")
    for _ in range(2):
        store.move_chat(TELEGRAM, "100", "-100500", NOW)
    moved = store.find_chat(TELEGRAM, "-100500", 0)
    assert moved is not None
    assert (moved.id, moved.suspended) == (old.id, "")
    assert store.find_chat(TELEGRAM, "100", 0) is None
    kept = store.guest(TELEGRAM, "-100500")
    assert kept is not None
    assert kept.access is Access.ALLOWED
    # what was on its way to the old address finds out too late
    store.finish_delivery(make_update(sending.id, SendStatus.CHAT_MOVED, new_address="-100500"), NOW)
    assert send(store) == [("a", "", "")]


def test_moving_an_address_that_there_is_not_does_nothing(store: Store) -> None:
    store.move_chat(TELEGRAM, "100", "-100500", NOW)
    assert store.find_chat(TELEGRAM, "-100500", 0) is None
    assert store.guest(TELEGRAM, "-100500") is None
