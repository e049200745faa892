"""What every Store promises about messages that are put back after they were claimed; see `bot.ports.Store`."""

from __future__ import annotations

from bot.model import DeliveryState, SendStatus
from bot.ports import Store
from tests.factories import HOUR, MINUTE, NOW, make_update
from tests.store.test_contract_living import claim, subscribed
from tests.store.test_contract_routes import first_message, more_news, to


def test_what_is_postponed_is_claimed_then_as_for_the_first_time(store: Store) -> None:
    chat = subscribed(store, "1")
    first_message(store, "a", to(chat))
    (claimed,) = claim(store)
    assert claimed.due_at == NOW - MINUTE
    store.postpone_delivery(claimed.id, NOW + HOUR)
    assert claim(store, NOW + HOUR - MINUTE) == []
    (again,) = claim(store, NOW + HOUR)
    assert (again.id, again.attempt, again.unknown_outcomes) == (claimed.id, 1, 0)
    assert again.due_at == NOW + HOUR


def test_a_reply_is_put_behind_the_message_that_is_postponed(store: Store) -> None:
    chat = subscribed(store, "1")
    item = first_message(store, "a", to(chat))
    more_news(store, "b", item, to(chat))
    (claimed,) = claim(store)
    store.postpone_delivery(claimed.id, NOW + HOUR)
    assert claim(store, NOW + HOUR - MINUTE) == []
    (again,) = claim(store, NOW + HOUR)
    assert again.id == claimed.id


def test_a_digest_is_postponed_as_a_whole_and_what_is_finished_is_not(store: Store) -> None:
    chat = subscribed(store, "1")
    for name in "ab":
        first_message(store, name, to(chat, held=True))
    (backlog,) = store.backlogs(NOW, 2)
    assert store.gather(backlog.delivery_ids, NOW)
    (claimed,) = claim(store)
    store.postpone_delivery(claimed.id, NOW + HOUR)
    assert store.info().deliveries[DeliveryState.PENDING] == 2
    (again,) = claim(store, NOW + HOUR)
    assert len(again.digest) == 2
    store.finish_delivery(make_update(again.id, SendStatus.SENT), NOW + HOUR)
    store.postpone_delivery(again.id, NOW + 2 * HOUR)
    assert store.info().deliveries[DeliveryState.SENT] == 2
