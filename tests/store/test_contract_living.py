"""What every Store promises about due times, replies, edits and digests; see `bot.ports.Store`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.model import (
    ALL_STORYLINES,
    Channel,
    Chat,
    ClaimedDelivery,
    Decision,
    DeliveryState,
    Item,
    Level,
    SendStatus,
)
from bot.ports import Store
from tests.factories import DAY, HOUR, MINUTE, NOW, joins, make_chat, make_draft, make_update, opens, track
from tests.store.test_contract import stored
from tests.store.test_contract_stories import but

TELEGRAM = [Channel.TELEGRAM]
Told = tuple[str, str, str]


def subscribed(store: Store, address: str = "100", *, topic: int = 0, storyline: str = "*") -> Chat:
    chat = store.save_chat(make_chat(address, topic=topic))
    store.subscribe(chat.id, storyline, NOW)
    return chat


def tell(
    store: Store, name: str, at: datetime = NOW, *, wait: timedelta = timedelta(0), **draft: Any
) -> Item:
    """An item opens a story whose first message is due after that wait."""
    (item,) = stored(store, name, at=at)
    alert = make_draft(f"strike/{item.id}/new story", due_at=at + wait, **draft)
    track(store, [but(opens(item), alert=alert)], at)
    return item


def add(
    store: Store,
    name: str,
    to: Item,
    at: datetime = NOW,
    *,
    merges: tuple[str, ...] = (),
    reply: Decision | None = None,
    edit_at: datetime | None = None,
    **draft: Any,
) -> Item:
    """An item joins a story; that may be told in a reply, or in an edit of the first message."""
    (item,) = stored(store, name, at=at)
    key = f"strike/{to.id}"
    alert = make_draft(f"{key}/{name}", reply, **({"due_at": at} | draft)) if reply else None
    track(store, [but(joins(item, key, merges=merges), alert=alert, edit_at=edit_at)], at)
    return item


def claim(store: Store, at: datetime = NOW, limit: int = 99) -> list[ClaimedDelivery]:
    return store.claim_deliveries(at, limit, TELEGRAM)


def send(store: Store, at: datetime = NOW) -> list[Told]:
    """Send all that can be sent at that time; tells headline, edited and answered message of each."""
    told: list[Told] = []
    while found := claim(store, at):
        for one in found:
            told.append((one.item.title.removeprefix("Headline "), one.edits, one.reply_to))
            store.finish_delivery(make_update(one.id, message_ref=f"m{one.id}"), at)
    return told


def only(store: Store, at: datetime = NOW) -> ClaimedDelivery:
    (one,) = claim(store, at)
    return one


def states(store: Store, item: Item) -> list[tuple[DeliveryState, str]]:
    explained = store.explain(str(item.id))
    assert explained is not None
    return [(one.state, one.reason) for one in explained.matches[0].deliveries]


# --- when messages are due -------------------------------------------------------------------------------


def test_a_message_waits_until_it_is_due_and_holds_back_nobody(store: Store) -> None:
    subscribed(store)
    tell(store, "a", wait=2 * MINUTE)
    tell(store, "b")
    tell(store, "c", wait=MINUTE)
    assert send(store) == [("b", "", "")]
    assert send(store, NOW + 2 * MINUTE) == [("c", "", ""), ("a", "", "")], "in order of their due times"


def test_topics_of_a_group_take_turns_in_order_of_due_times(store: Store) -> None:
    subscribed(store, topic=1, storyline="strike")
    subscribed(store, topic=2, storyline="strike")
    tell(store, "a", wait=MINUTE)
    assert claim(store) == []
    first = only(store, NOW + MINUTE)
    assert claim(store, NOW + MINUTE) == []
    store.finish_delivery(make_update(first.id), NOW + MINUTE)
    assert {first.chat.topic, only(store, NOW + MINUTE).chat.topic} == {1, 2}


def test_what_waits_for_its_next_try_holds_up_what_was_due_later(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    store.finish_delivery(make_update(only(store).id, SendStatus.RETRY, due_at=NOW + HOUR), NOW)
    tell(store, "b", NOW + MINUTE)
    add(store, "c", a, NOW + MINUTE, edit_at=NOW + MINUTE)
    assert send(store, NOW + HOUR - MINUTE) == []
    assert send(store, NOW + HOUR) == [("a", "", ""), ("b", "", "")]


@pytest.mark.parametrize("level", [Level.OFF, Level.EDIT])
def test_only_quiet_and_loud_alerts_have_messages(store: Store, level: Level) -> None:
    subscribed(store)
    a = tell(store, "a")
    add(store, "b", a, reply=Decision.CONFIRMED, level=level)
    add(store, "c", a, reply=Decision.DENIED, level=Level.QUIET)
    assert [one[0] for one in send(store)] == ["a", "c"]
    assert len(store.recent_alerts(["strike"], NOW)) == 3


def test_a_message_shows_the_story_as_it_is_when_it_is_claimed(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a", wait=2 * MINUTE)
    add(store, "b", a, NOW + MINUTE, edit_at=NOW + MINUTE)
    claimed = only(store, NOW + 2 * MINUTE)
    assert [each.item.title for each in claimed.story.items] == ["Headline a", "Headline b"]
    store.finish_delivery(make_update(claimed.id, message_ref="1"), NOW + 2 * MINUTE)
    assert claim(store, NOW + DAY) == [], "it is owed no edit"


# --- replies ---------------------------------------------------------------------------------------------


def test_a_reply_waits_for_the_first_message_and_answers_it(store: Store) -> None:
    subscribed(store)
    subscribed(store, "200")
    a = tell(store, "a", wait=2 * MINUTE)
    add(store, "b", a, NOW + MINUTE, reply=Decision.CONFIRMED)
    tell(store, "c", NOW + MINUTE)
    assert send(store, NOW + MINUTE) == [("c", "", "")] * 2
    assert send(store, NOW + 2 * MINUTE) == [("a", "", ""), ("a", "", ""), ("b", "", "m1"), ("b", "", "m2")]


@pytest.mark.parametrize(
    ("status", "answers"),
    [(SendStatus.SENT, "m"), (SendStatus.REFUSED, "")],
)
def test_a_reply_is_sent_after_the_first_message_however_that_ended(
    store: Store, status: SendStatus, answers: str
) -> None:
    subscribed(store)
    a = tell(store, "a")
    first = only(store)
    add(store, "b", a, reply=Decision.CONFIRMED)
    store.finish_delivery(make_update(first.id, SendStatus.RETRY, due_at=NOW + MINUTE), NOW)
    assert claim(store) == []
    again = only(store, NOW + MINUTE)
    assert again.id == first.id
    store.finish_delivery(make_update(first.id, status, message_ref=answers), NOW + MINUTE)
    assert send(store, NOW + MINUTE) == [("b", "", answers)]


def test_who_subscribes_later_gets_the_reply_as_a_message(store: Store) -> None:
    a = tell(store, "a")
    subscribed(store)
    add(store, "b", a, reply=Decision.CONFIRMED)
    assert send(store) == [("b", "", "")]


def test_a_follow_up_is_a_first_message_and_answers_nobody(store: Store) -> None:
    subscribed(store)
    tell(store, "a")
    b = tell(store, "b", reason=Decision.FOLLOW_UP)
    add(store, "c", b, reply=Decision.DENIED)
    assert send(store) == [("a", "", ""), ("b", "", ""), ("c", "", "m2")]


# --- edits -----------------------------------------------------------------------------------------------


def test_a_sent_first_message_is_edited_when_its_story_changes(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    add(store, "b", a, NOW + HOUR, edit_at=NOW + HOUR + MINUTE)
    add(store, "c", a, NOW + HOUR, edit_at=NOW + 2 * HOUR)
    assert claim(store, NOW + HOUR) == []
    edit = only(store, NOW + HOUR + MINUTE)
    assert (edit.edits, edit.reply_to, edit.alert.reason, edit.item) == ("m1", "", Decision.NEW_STORY, a)
    assert (edit.story.story.items, edit.attempt, edit.unknown_outcomes) == (3, 1, 0)
    store.finish_delivery(make_update(edit.id, message_ref="m1"), NOW + HOUR + MINUTE)
    assert claim(store, NOW + DAY) == [], "both changes are in one edit"
    explained = store.explain(str(a.id))
    assert explained is not None
    (delivery,) = explained.matches[0].deliveries
    assert (delivery.state, delivery.attempts, delivery.finished_at) == (DeliveryState.SENT, 1, NOW)


def test_messages_come_before_edits_and_one_at_a_time(store: Store) -> None:
    subscribed(store)
    subscribed(store, "200", storyline="port")
    a, b = tell(store, "a"), tell(store, "b")
    send(store)
    for item, at in ((a, 2), (b, 1)):
        add(store, f"more {item.id}", item, edit_at=NOW + at * MINUTE)
    tell(store, "c", NOW + HOUR)
    message = only(store, NOW + HOUR)
    assert (message.edits, claim(store, NOW + HOUR)) == ("", [])
    store.finish_delivery(make_update(message.id), NOW + HOUR)
    edit = only(store, NOW + HOUR)
    assert (edit.edits, claim(store, NOW + HOUR)) == ("m2", [])
    tell(store, "d", NOW + HOUR)
    assert claim(store, NOW + HOUR) == [], "nothing beside an edit that is on its way"
    store.finish_delivery(make_update(edit.id), NOW + HOUR)
    assert send(store, NOW + HOUR) == [("d", "", ""), ("a", "m1", "")]


def test_the_limit_takes_messages_before_edits(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    add(store, "b", a, edit_at=NOW)
    subscribed(store, "200")
    tell(store, "c", NOW)
    found = claim(store, limit=2)
    assert [(one.item.title, one.edits) for one in found] == [("Headline c", ""), ("Headline c", "")]


def test_a_change_while_the_message_is_on_its_way_is_edited_in(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    first = only(store)
    add(store, "b", a, edit_at=NOW + MINUTE)
    store.finish_delivery(make_update(first.id, message_ref="7"), NOW)
    edit = only(store, NOW + MINUTE)
    assert (edit.edits, edit.story.story.items) == ("7", 2)
    add(store, "c", a, edit_at=NOW + MINUTE)
    store.finish_delivery(make_update(edit.id), NOW + MINUTE)
    again = only(store, NOW + MINUTE)
    assert (again.edits, again.story.story.items) == ("7", 3), "and so is one while the edit is on its way"


def test_a_message_without_a_reference_cannot_be_edited(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    first = only(store)
    add(store, "b", a, edit_at=NOW)
    store.finish_delivery(make_update(first.id), NOW)
    add(store, "c", a, edit_at=NOW)
    assert claim(store, NOW + DAY) == []


def test_only_first_messages_are_edited(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    add(store, "b", a, reply=Decision.CONFIRMED)
    send(store)
    add(store, "c", a, edit_at=NOW)
    assert send(store) == [("a", "m1", "")]


@pytest.mark.parametrize("status", [SendStatus.RETRY, SendStatus.UNKNOWN])
def test_an_edit_that_failed_or_may_have_arrived_is_made_again(store: Store, status: SendStatus) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    add(store, "b", a, edit_at=NOW)
    store.finish_delivery(make_update(only(store).id, status, due_at=NOW + HOUR), NOW)
    add(store, "c", a, edit_at=NOW + 2 * HOUR)
    assert claim(store, NOW + HOUR - MINUTE) == []
    again = only(store, NOW + HOUR)
    assert (again.edits, again.attempt, again.unknown_outcomes) == ("m1", 2, 0)
    store.finish_delivery(make_update(again.id), NOW + HOUR)
    add(store, "d", a, edit_at=NOW + HOUR)
    assert only(store, NOW + HOUR).attempt == 1


def test_an_edit_that_a_crash_cut_short_is_made_again(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    add(store, "b", a, edit_at=NOW)
    late = only(store)
    assert store.recover_deliveries() == 0, "no message may come twice"
    store.finish_delivery(make_update(late.id), NOW)
    assert send(store) == [("a", "m1", "")]
    assert store.info().deliveries["sent"] == 1


def test_a_message_that_a_crash_cut_short_is_owed_no_edit(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    claim(store)
    add(store, "b", a, edit_at=NOW)
    assert store.recover_deliveries() == 1
    again = only(store)
    assert (again.edits, again.story.story.items) == ("", 2)
    store.finish_delivery(make_update(again.id, message_ref="1"), NOW)
    assert claim(store, NOW + DAY) == []


def test_an_edit_makes_up_for_a_message_that_may_have_come_twice(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    store.finish_delivery(make_update(only(store).id, SendStatus.UNKNOWN), NOW)
    assert send(store) == [("a", "", "")]
    add(store, "b", a, edit_at=NOW)
    assert only(store).unknown_outcomes == 0, "it does not say that it may be a repeat"


def test_a_message_that_is_refused_to_be_edited_is_left_alone_for_good(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    add(store, "b", a, edit_at=NOW)
    edit = only(store)
    add(store, "c", a, edit_at=NOW)
    store.finish_delivery(make_update(edit.id, SendStatus.REFUSED), NOW)
    add(store, "d", a, reply=Decision.DENIED, edit_at=NOW)
    assert send(store, NOW + DAY) == [("d", "", "")], "nor is it answered"
    assert store.info().deliveries == {"pending": 0, "sending": 0, "sent": 2, "failed": 0}


def test_an_edit_that_is_given_up_ends_until_the_story_changes(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    add(store, "b", a, edit_at=NOW)
    given_up = make_update(only(store).id, SendStatus.UNKNOWN, state=DeliveryState.FAILED)
    store.finish_delivery(given_up, NOW)
    assert claim(store, NOW + DAY) == []
    add(store, "c", a, edit_at=NOW)
    assert send(store) == [("a", "m1", "")]


def test_edits_keep_the_pace_of_the_chat_and_set_it(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    store.finish_delivery(make_update(only(store).id, message_ref="1", chat_not_before_at=NOW + MINUTE), NOW)
    add(store, "b", a, edit_at=NOW)
    assert claim(store) == []
    edit = only(store, NOW + MINUTE)
    store.finish_delivery(make_update(edit.id, chat_not_before_at=NOW + HOUR), NOW + MINUTE)
    tell(store, "c", NOW + MINUTE)
    assert claim(store, NOW + HOUR - MINUTE) == []
    assert send(store, NOW + HOUR) == [("c", "", "")]


def test_a_suspended_chat_is_brought_up_to_date_when_it_is_back(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    add(store, "b", a, edit_at=NOW)
    store.finish_delivery(make_update(only(store).id, SendStatus.CHAT_GONE, reason="kicked"), NOW)
    add(store, "c", a, edit_at=NOW)
    assert claim(store, NOW + DAY) == []
    store.save_chat(make_chat())
    assert send(store, NOW + DAY) == [("a", "m1", "")]


@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
def test_messages_of_a_chat_that_moved_are_neither_edited_nor_answered(store: Store, known: bool) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    if known:
        subscribed(store, "-100500")
    add(store, "b", a, edit_at=NOW)
    moved = make_update(only(store).id, SendStatus.CHAT_MOVED, new_address="-100500")
    store.finish_delivery(moved, NOW)
    add(store, "c", a, reply=Decision.DENIED, edit_at=NOW)
    assert send(store, NOW + DAY) == [("c", "", "")], "their numbers mean other messages there"


@pytest.mark.parametrize("when", ["before", "while it is on its way", "after"])
def test_who_follows_no_longer_sees_no_edits(store: Store, when: str) -> None:
    chat = subscribed(store)
    a = tell(store, "a")
    send(store)
    if when == "before":
        store.unsubscribe(chat.id, ALL_STORYLINES)
    add(store, "b", a, edit_at=NOW)
    if when == "while it is on its way":
        edit = only(store)
        store.unsubscribe(chat.id, ALL_STORYLINES)
        store.finish_delivery(make_update(edit.id, SendStatus.RETRY), NOW)
    if when == "after":
        store.unsubscribe(chat.id, ALL_STORYLINES)
    assert claim(store, NOW + DAY) == []
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    add(store, "c", a, edit_at=NOW)
    assert send(store) == [("a", "m1", "")], "until it is followed again"
