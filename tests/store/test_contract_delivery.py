"""What every Store promises about chats and the outbox; see `bot.ports.Store`."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.errors import StoreError
from bot.model import (
    ALL_STORYLINES,
    Channel,
    Chat,
    ChatKind,
    Decision,
    DeliveryState,
    ExplainedDelivery,
    SendStatus,
)
from bot.ports import Store
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    make_chat,
    make_match,
    make_new,
    make_poll,
    make_update,
    opens,
    track,
)

TELEGRAM = [Channel.TELEGRAM]


def subscribed(store: Store, address: str = "100", *, topic: int = 0, storyline: str = "*") -> Chat:
    """A stored chat that follows one storyline, or all."""
    chat = store.save_chat(make_chat(address, topic=topic))
    store.subscribe(chat.id, storyline, NOW)
    return chat


def alert(store: Store, name: str, storyline: str = "strike", at: datetime = NOW) -> None:
    """A new item that alerts."""
    store.save_poll(make_poll(make_new(name), at=at))
    (item,) = store.untracked_items(9)
    assert track(store, [opens(item, storyline)], at) == 1


def claim(store: Store, at: datetime = NOW, limit: int = 100) -> list[tuple[str, str]]:
    """Claim, and tell address and headline of each."""
    return [(d.chat.address, d.item.title) for d in store.claim_deliveries(at, limit, TELEGRAM)]


def claim_one(store: Store, at: datetime = NOW) -> int:
    (delivery,) = store.claim_deliveries(at, 100, TELEGRAM)
    return delivery.id


def delivery_of(store: Store, name: str) -> ExplainedDelivery:
    """The only delivery of that item's alert."""
    explained = store.explain(f"guid-{name}")
    assert explained is not None
    (delivery,) = explained.matches[0].deliveries
    return delivery


# --- chats -----------------------------------------------------------------------------------------------


def test_a_saved_chat_has_an_id_and_is_found(store: Store) -> None:
    wanted = Chat(
        id=0,
        channel=Channel.TELEGRAM,
        address="-100200",
        topic=7,
        kind=ChatKind.GROUP,
        title="Desk",
        language="fr",
    )
    saved = store.save_chat(wanted)
    assert saved.id > 0
    assert store.find_chat(Channel.TELEGRAM, "-100200", 7) == saved
    assert store.find_chat(Channel.TELEGRAM, "-100200", 8) is None
    assert store.find_chat(Channel.CONSOLE, "-100200", 7) is None


def test_saving_a_chat_again_updates_it(store: Store) -> None:
    first = store.save_chat(make_chat(title="Old", language="en"))
    second = store.save_chat(make_chat(title="New", language="ko"))
    assert (second.id, second.title, second.language) == (first.id, "New", "ko")


def test_two_topics_of_a_group_are_two_chats(store: Store) -> None:
    assert store.save_chat(make_chat(topic=1)).id != store.save_chat(make_chat(topic=2)).id


def test_suspending_an_address_suspends_all_its_topics_until_one_is_saved(store: Store) -> None:
    for topic in (0, 5):
        store.save_chat(make_chat("100", topic=topic))
    other = store.save_chat(make_chat("200"))
    store.suspend_chat(Channel.TELEGRAM, "100", "kicked")
    assert [c.suspended for t in (0, 5) if (c := store.find_chat(Channel.TELEGRAM, "100", t))] == [
        "kicked"
    ] * 2
    assert store.find_chat(Channel.TELEGRAM, "200", 0) == other
    assert store.save_chat(make_chat("100", topic=5)).suspended == ""
    assert [c.suspended for t in (0, 5) if (c := store.find_chat(Channel.TELEGRAM, "100", t))] == ["", ""]


def test_a_suspension_without_a_reason_is_one_all_the_same(store: Store) -> None:
    subscribed(store)
    alert(store, "a")
    store.suspend_chat(Channel.TELEGRAM, "100", "")
    assert claim(store) == []


def test_subscriptions_are_told_apart_and_come_by_storyline(store: Store) -> None:
    chat = store.save_chat(make_chat())
    assert store.subscribe(chat.id, "strike", NOW)
    assert store.subscribe(chat.id, ALL_STORYLINES, NOW + HOUR)
    assert not store.subscribe(chat.id, "strike", NOW + HOUR)
    found = [(s.chat_id, s.storyline_id, s.created_at) for s in store.subscriptions(chat.id)]
    assert found == [(chat.id, "*", NOW + HOUR), (chat.id, "strike", NOW)]
    assert store.unsubscribe(chat.id, "strike")
    assert not store.unsubscribe(chat.id, "strike")
    assert [s.storyline_id for s in store.subscriptions(chat.id)] == ["*"]


def test_an_unknown_chat_cannot_subscribe(store: Store) -> None:
    with pytest.raises(StoreError):
        store.subscribe(999, "strike", NOW)


# --- claims ----------------------------------------------------------------------------------------------


def test_a_claim_brings_all_that_a_message_shows(store: Store) -> None:
    chat = subscribed(store)
    alert(store, "a")
    (claimed,) = store.claim_deliveries(NOW, 10, TELEGRAM)
    assert claimed.chat == chat
    assert (claimed.item.title, claimed.feed_name, claimed.publisher) == (
        "Headline a",
        "The Coast Gazette",
        "Coast",
    )
    assert claimed.match == make_match("strike")
    assert (claimed.alert.storyline_id, claimed.alert.item_id) == ("strike", claimed.item.id)
    assert (claimed.alert.reason, claimed.alert.created_at) == (Decision.NEW_STORY, NOW)
    assert (claimed.attempt, claimed.unknown_outcomes) == (1, 0)
    assert store.info().deliveries == {"pending": 0, "sending": 1, "sent": 0, "failed": 0}


def test_the_oldest_of_each_address_is_claimed_and_no_second_beside_it(store: Store) -> None:
    subscribed(store, "100")
    subscribed(store, "200")
    alert(store, "a")
    alert(store, "b")
    assert claim(store) == [("100", "Headline a"), ("200", "Headline a")]
    assert claim(store) == []


def test_topics_of_one_group_take_turns(store: Store) -> None:
    subscribed(store, "100", topic=1)
    subscribed(store, "100", topic=2)
    alert(store, "a")
    first = claim_one(store)
    assert claim(store) == []
    store.finish_delivery(make_update(first), NOW)
    assert claim(store) == [("100", "Headline a")]


def test_the_limit_takes_the_oldest(store: Store) -> None:
    subscribed(store, "200")
    alert(store, "a")
    subscribed(store, "100")
    alert(store, "b")
    assert claim(store, limit=1) == [("200", "Headline a")]
    assert claim(store, limit=1) == [("100", "Headline b")]


def test_only_the_channels_asked_for_are_claimed(store: Store) -> None:
    chat = store.save_chat(make_chat("-", channel=Channel.CONSOLE, kind=ChatKind.CONSOLE))
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    alert(store, "a")
    assert store.claim_deliveries(NOW, 9, TELEGRAM) == []
    assert store.claim_deliveries(NOW, 9, []) == []
    assert len(store.claim_deliveries(NOW, 9, [Channel.CONSOLE, Channel.TELEGRAM])) == 1


def test_a_delivery_that_waits_for_its_retry_holds_up_those_behind_it(store: Store) -> None:
    subscribed(store)
    alert(store, "a")
    alert(store, "b")
    first = claim_one(store)
    store.finish_delivery(make_update(first, SendStatus.RETRY, due_at=NOW + HOUR), NOW)
    assert claim(store, NOW + HOUR - MINUTE) == []
    (again,) = store.claim_deliveries(NOW + HOUR, 9, TELEGRAM)
    assert (again.id, again.attempt, again.unknown_outcomes) == (first, 2, 0)


@pytest.mark.parametrize("status", [SendStatus.SENT, SendStatus.REFUSED])
def test_a_finished_delivery_makes_room_for_the_next(store: Store, status: SendStatus) -> None:
    subscribed(store)
    alert(store, "a")
    alert(store, "b")
    store.finish_delivery(make_update(claim_one(store), status, reason="because"), NOW + MINUTE)
    done = delivery_of(store, "a")
    state = DeliveryState.SENT if status is SendStatus.SENT else DeliveryState.FAILED
    assert (done.state, done.finished_at, done.reason) == (state, NOW + MINUTE, "because")
    assert claim(store) == [("100", "Headline b")]


def test_nothing_is_claimed_for_an_address_before_its_time(store: Store) -> None:
    subscribed(store, "100", topic=1)
    subscribed(store, "200")
    alert(store, "a")
    ids = [delivery.id for delivery in store.claim_deliveries(NOW, 9, TELEGRAM)]
    for delivery_id in ids:
        wait = HOUR if delivery_id == ids[0] else MINUTE
        store.finish_delivery(make_update(delivery_id, chat_not_before_at=NOW + wait), NOW)
    subscribed(store, "100", topic=2)
    alert(store, "b")
    assert claim(store) == []
    assert claim(store, NOW + MINUTE) == [("200", "Headline b")]
    assert claim(store, NOW + HOUR) == [("100", "Headline b")], "a topic made since waits as well"


def test_a_late_outcome_does_not_shorten_the_pause_of_an_address(store: Store) -> None:
    subscribed(store)
    alert(store, "a")
    alert(store, "b")
    delivery = claim_one(store)
    banned = make_update(delivery, SendStatus.RETRY, chat_not_before_at=NOW + HOUR)
    store.finish_delivery(banned, NOW)
    store.finish_delivery(make_update(delivery), NOW)
    assert claim(store, NOW + HOUR - MINUTE) == []
    assert claim(store, NOW + HOUR) == [("100", "Headline b")]


def test_a_suspended_chat_keeps_its_deliveries_until_it_is_saved(store: Store) -> None:
    subscribed(store, "100")
    subscribed(store, "200")
    alert(store, "a")
    store.suspend_chat(Channel.TELEGRAM, "100", "blocked")
    alert(store, "b")
    assert claim(store) == [("200", "Headline a")]
    store.save_chat(make_chat("100"))
    assert claim(store) == [("100", "Headline a")]


# --- outcomes --------------------------------------------------------------------------------------------


def test_an_unknown_outcome_is_counted_and_tried_again(store: Store) -> None:
    subscribed(store)
    alert(store, "a")
    store.finish_delivery(make_update(claim_one(store), SendStatus.UNKNOWN, due_at=NOW + MINUTE), NOW)
    assert claim(store) == []
    (again,) = store.claim_deliveries(NOW + MINUTE, 9, TELEGRAM)
    assert (again.attempt, again.unknown_outcomes) == (2, 1)


def test_giving_up_after_unknown_outcomes_is_final(store: Store) -> None:
    subscribed(store)
    alert(store, "a")
    update = make_update(claim_one(store), SendStatus.UNKNOWN, state=DeliveryState.FAILED)
    store.finish_delivery(update, NOW)
    assert delivery_of(store, "a").state is DeliveryState.FAILED
    assert claim(store, NOW + DAY) == []


def test_what_a_crash_left_sending_is_sent_again_as_perhaps_a_repeat(store: Store) -> None:
    subscribed(store, "100")
    subscribed(store, "200")
    alert(store, "a")
    (first, _) = store.claim_deliveries(NOW, 9, TELEGRAM)
    store.finish_delivery(make_update(first.id), NOW)
    assert store.recover_deliveries() == 1
    assert store.recover_deliveries() == 0
    (again,) = store.claim_deliveries(NOW, 9, TELEGRAM)
    assert (again.chat.address, again.attempt, again.unknown_outcomes) == ("200", 2, 1)


def test_an_outcome_that_comes_after_the_recovery_still_finishes_the_delivery(store: Store) -> None:
    subscribed(store)
    alert(store, "a")
    late = claim_one(store)
    store.recover_deliveries()
    store.finish_delivery(make_update(late, SendStatus.RETRY, due_at=NOW + DAY), NOW)
    assert claim(store) == [("100", "Headline a")], "a late wish to retry changes nothing"
    store.recover_deliveries()
    store.finish_delivery(make_update(late), NOW)
    assert claim(store) == []
    assert delivery_of(store, "a").state is DeliveryState.SENT


@pytest.mark.parametrize("status", list(SendStatus))
def test_a_finished_delivery_stays_as_it_is(store: Store, status: SendStatus) -> None:
    subscribed(store)
    alert(store, "a")
    delivery = claim_one(store)
    store.finish_delivery(make_update(delivery, message_ref="1"), NOW)
    before = delivery_of(store, "a")
    store.finish_delivery(make_update(delivery, status, new_address="300"), NOW + HOUR)
    store.finish_delivery(make_update(delivery + 1, status), NOW + HOUR)
    assert delivery_of(store, "a") == before


def test_a_chat_that_is_gone_is_suspended_with_all_topics_and_loses_nothing(store: Store) -> None:
    subscribed(store, "100", topic=1)
    subscribed(store, "100", topic=2)
    alert(store, "a")
    gone = make_update(
        claim_one(store), SendStatus.CHAT_GONE, state=DeliveryState.FAILED, reason="bot was kicked"
    )
    store.finish_delivery(gone, NOW)
    for topic in (1, 2):
        chat = store.find_chat(Channel.TELEGRAM, "100", topic)
        assert chat is not None
        assert chat.suspended == "bot was kicked"
        assert len(store.subscriptions(chat.id)) == 1
    assert claim(store, NOW + DAY) == []
    assert store.info().deliveries["pending"] == 2
    store.save_chat(make_chat("100", topic=1))
    store.finish_delivery(make_update(claim_one(store)), NOW)
    store.finish_delivery(make_update(claim_one(store)), NOW)
    assert store.info().deliveries == {"pending": 0, "sending": 0, "sent": 2, "failed": 0}


def test_a_chat_that_moved_takes_its_topics_subscriptions_and_deliveries_along(store: Store) -> None:
    chats = [subscribed(store, "100", topic=1), subscribed(store, "100", topic=2)]
    alert(store, "a")
    moved = make_update(claim_one(store), SendStatus.CHAT_MOVED, new_address="-100500")
    store.finish_delivery(moved, NOW)
    assert store.find_chat(Channel.TELEGRAM, "100", 1) is None
    for chat in chats:
        now_is = store.find_chat(Channel.TELEGRAM, "-100500", chat.topic)
        assert now_is is not None
        assert now_is.id == chat.id
    assert claim(store) == [("-100500", "Headline a")]


def test_a_chat_that_moved_to_a_known_address_is_joined_with_it(store: Store) -> None:
    old = subscribed(store, "100", storyline="strike")
    new = subscribed(store, "-100500", storyline="strike")
    store.subscribe(old.id, "port", NOW)
    alert(store, "both")
    alert(store, "old only", storyline="port")
    first, second = store.claim_deliveries(NOW, 9, TELEGRAM)
    assert (first.chat.address, second.chat.address) == ("100", "-100500")
    store.finish_delivery(make_update(second.id), NOW)
    store.finish_delivery(make_update(first.id, SendStatus.CHAT_MOVED, new_address="-100500"), NOW)
    assert store.find_chat(Channel.TELEGRAM, "100", 0) is None
    assert [s.storyline_id for s in store.subscriptions(new.id)] == ["port", "strike"]
    assert claim(store) == [("-100500", "Headline old only")], "what was sent there is not sent again"
    assert delivery_of(store, "both").state is DeliveryState.SENT


def test_of_two_deliveries_of_one_alert_the_one_that_came_further_survives_a_move(store: Store) -> None:
    subscribed(store, "100")
    subscribed(store, "-100500")
    alert(store, "a")
    alert(store, "b")
    old_a, new_a = store.claim_deliveries(NOW, 9, TELEGRAM)
    store.finish_delivery(make_update(old_a.id), NOW)
    old_b = next(d for d in store.claim_deliveries(NOW, 9, TELEGRAM) if d.chat.address == "100")
    store.finish_delivery(make_update(old_b.id, SendStatus.CHAT_MOVED, new_address="-100500"), NOW)
    assert delivery_of(store, "a").state is DeliveryState.SENT
    store.finish_delivery(make_update(new_a.id), NOW)
    assert claim(store) == [("-100500", "Headline b")]


def test_nothing_is_claimed_beside_what_the_other_address_was_sending(store: Store) -> None:
    subscribed(store, "100")
    alert(store, "a")
    subscribed(store, "-100500")
    alert(store, "b")
    old, new = store.claim_deliveries(NOW, 9, TELEGRAM)
    assert (old.item.title, new.item.title) == ("Headline a", "Headline b")
    store.finish_delivery(make_update(old.id, SendStatus.CHAT_MOVED, new_address="-100500"), NOW)
    assert claim(store) == []
    store.finish_delivery(make_update(new.id), NOW)
    assert claim(store) == [("-100500", "Headline a")]


def test_a_pause_moves_along_with_the_chat(store: Store) -> None:
    subscribed(store, "100")
    subscribed(store, "-100500")
    alert(store, "a")
    old, new = store.claim_deliveries(NOW, 9, TELEGRAM)
    store.finish_delivery(make_update(new.id, chat_not_before_at=NOW + MINUTE), NOW)
    moved = make_update(old.id, SendStatus.CHAT_MOVED, new_address="-100500", chat_not_before_at=NOW + HOUR)
    store.finish_delivery(moved, NOW)
    alert(store, "b")
    assert claim(store, NOW + HOUR - MINUTE) == []
    assert claim(store, NOW + HOUR) == [("-100500", "Headline b")]


def test_a_move_to_a_suspended_address_or_to_the_same_one_still_delivers(store: Store) -> None:
    subscribed(store, "100")
    subscribed(store, "-100500")
    alert(store, "a")
    old, _ = store.claim_deliveries(NOW, 9, TELEGRAM)
    store.recover_deliveries()
    store.suspend_chat(Channel.TELEGRAM, "-100500", "was gone")
    claimed = claim_one(store)
    assert claimed == old.id
    store.finish_delivery(make_update(claimed, SendStatus.CHAT_MOVED, new_address="-100500"), NOW)
    again = claim_one(store)
    store.finish_delivery(make_update(again, SendStatus.CHAT_MOVED, new_address="-100500"), NOW)
    assert claim(store) == [("-100500", "Headline a")]


# --- unsubscribing ---------------------------------------------------------------------------------------


def test_unsubscribing_drops_what_is_pending_for_that_storyline_alone(store: Store) -> None:
    chat = subscribed(store, storyline="strike")
    other = subscribed(store, "200", storyline="strike")
    store.subscribe(chat.id, "port", NOW)
    alert(store, "a")
    alert(store, "b", storyline="port")
    store.unsubscribe(chat.id, "strike")
    assert claim(store) == [(other.address, "Headline a"), (chat.address, "Headline b")]


def test_what_another_subscription_covers_is_kept(store: Store) -> None:
    chat = subscribed(store, storyline="strike")
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    alert(store, "a")
    alert(store, "b", storyline="port")
    store.unsubscribe(chat.id, ALL_STORYLINES)
    assert store.info().deliveries["pending"] == 1
    assert claim(store) == [("100", "Headline a")]


def test_what_was_sent_stays_on_record_after_unsubscribing(store: Store) -> None:
    chat = subscribed(store)
    alert(store, "a")
    store.finish_delivery(make_update(claim_one(store)), NOW)
    store.unsubscribe(chat.id, ALL_STORYLINES)
    assert delivery_of(store, "a").state is DeliveryState.SENT


def test_what_was_on_its_way_and_arrives_after_unsubscribing_is_on_record(store: Store) -> None:
    chat = subscribed(store)
    alert(store, "a")
    delivery = claim_one(store)
    store.unsubscribe(chat.id, ALL_STORYLINES)
    store.finish_delivery(make_update(delivery), NOW)
    assert delivery_of(store, "a").state is DeliveryState.SENT


@pytest.mark.parametrize("how", ["retry", "crash"])
def test_what_was_on_its_way_is_not_tried_again_after_unsubscribing(store: Store, how: str) -> None:
    chat = subscribed(store)
    alert(store, "a")
    delivery = claim_one(store)
    store.unsubscribe(chat.id, ALL_STORYLINES)
    if how == "retry":
        store.finish_delivery(make_update(delivery, SendStatus.RETRY), NOW)
    else:
        assert store.recover_deliveries() == 1
    assert claim(store, NOW + DAY) == []
