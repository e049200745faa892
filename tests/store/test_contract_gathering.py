"""What every Store promises about messages that stand for several; see `bot.ports.Store`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.model import (
    ALL_STORYLINES,
    Backlog,
    Chat,
    Decision,
    DeliveryState,
    SendStatus,
    StoryView,
)
from bot.ports import Store
from bot.store.dropping import MUTED, NOT_TOLD
from tests.factories import DAY, HOUR, MINUTE, NOW, make_chat, make_update, tell_digest
from tests.store.test_contract_living import add, claim, only, send, states, subscribed, tell
from tests.store.test_contract_routes import first_message, more_news, to

SENT, FAILED, PENDING = DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.PENDING


def ids(store: Store, chat: Chat) -> list[int]:
    return [one.id for one in store.waiting(chat.id)]


def gathered(store: Store, chat: Chat) -> list[int]:
    """All that waits in the chat becomes one message."""
    waiting = ids(store, chat)
    assert store.gather(waiting, NOW)
    return waiting


def titles(stories: Sequence[StoryView]) -> list[str]:
    return [view.story.title.removeprefix("Headline ") for view in stories]


# --- what has piled up -----------------------------------------------------------------------------------


def test_what_is_due_and_much_is_a_backlog_of_its_chat_and_storyline(store: Store) -> None:
    chat, other = subscribed(store), subscribed(store, "200")
    a = first_message(store, "a", to(chat, timedelta(0), held=True), to(other))
    first_message(store, "b", to(chat, -HOUR))
    more_news(store, "c", a, to(chat))
    first_message(store, "later", to(chat, MINUTE))
    first, second, third, _ = ids(store, chat)
    expected = Backlog(
        chat_id=chat.id,
        storyline_id="strike",
        delivery_ids=(first, second, third),
        due_since=NOW - HOUR,
        held=1,
        digest=0,
    )
    assert store.backlogs(NOW, 3) == [expected]
    assert store.backlogs(NOW, 4) == []
    assert [one.chat_id for one in store.backlogs(NOW, 1)] == [chat.id, other.id]


def test_what_is_wanted_as_a_digest_is_a_backlog_however_little(store: Store) -> None:
    chat = subscribed(store)
    first_message(store, "a", to(chat, HOUR, digest=True))
    assert store.backlogs(NOW, 3) == []
    (backlog,) = store.backlogs(NOW + HOUR, 3)
    assert (len(backlog.delivery_ids), backlog.digest) == (1, 1)


def test_what_was_tried_is_sent_or_gathered_is_no_part_of_a_backlog(store: Store) -> None:
    chat = subscribed(store)
    for name in "abcd":
        tell(store, name)
    first, *rest = ids(store, chat)
    store.finish_delivery(make_update(only(store).id, SendStatus.UNKNOWN), NOW)
    (backlog,) = store.backlogs(NOW, 1)
    assert list(backlog.delivery_ids) == rest
    assert not store.gather([first, *rest], NOW)
    assert only(store).id == first
    assert [list(one.delivery_ids) for one in store.backlogs(NOW, 1)] == [rest]
    assert store.gather(rest, NOW)
    assert store.backlogs(NOW, 1) == []


def test_a_suspended_chat_has_no_backlog(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a")
    store.suspend_chat(chat.channel, chat.address, "blocked")
    assert store.backlogs(NOW, 1) == []
    store.save_chat(make_chat())
    assert len(store.backlogs(NOW, 1)) == 1


# --- one message of several ------------------------------------------------------------------------------


def test_what_is_gathered_is_claimed_as_one_message_that_tells_each_story_once(store: Store) -> None:
    chat = subscribed(store)
    a, b = tell(store, "a"), tell(store, "b")
    add(store, "a2", a, reply=Decision.CONFIRMED)
    gathered(store, chat)
    digest = only(store)
    assert titles(digest.digest) == ["a", "b"]
    assert [view.story.items for view in digest.digest] == [2, 1]
    assert (digest.item, digest.edits, digest.reply_to, digest.attempt) == (a, "", "", 1)
    assert claim(store) == []
    store.finish_delivery(make_update(digest.id, message_ref="7"), NOW + MINUTE)
    assert states(store, a) == states(store, b) == [(SENT, "")]
    assert store.info().deliveries == {"pending": 0, "sending": 0, "sent": 3, "failed": 0}
    assert claim(store, NOW + DAY) == []


def test_it_takes_the_place_of_the_first(store: Store) -> None:
    chat = subscribed(store)
    a = first_message(store, "a", to(chat, MINUTE))
    tell(store, "else", wait=2 * MINUTE)
    c = first_message(store, "c", to(chat, 3 * MINUTE))
    first, _, last = ids(store, chat)
    assert store.gather([last, first], NOW)
    digest = only(store, NOW + MINUTE)
    assert (digest.id, digest.item, titles(digest.digest)) == (first, a, ["a", "c"])
    store.finish_delivery(make_update(digest.id, message_ref="1"), NOW + MINUTE)
    assert states(store, c) == [(SENT, "")]
    assert send(store, NOW + HOUR) == [("else", "", "")]


def test_one_alone_becomes_a_digest_of_one(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a")
    gathered(store, chat)
    assert titles(only(store).digest) == ["a"]


def test_a_digest_of_the_storyline_is_told_with_all_its_stories(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a", held=True)
    tell(store, "b", held=True)
    tell_digest(store, "strike", [alert.id for alert in store.held_alerts()], NOW)
    tell(store, "c")
    gathered(store, chat)
    assert titles(only(store).digest) == ["a", "b", "c"]


def test_only_what_waits_in_one_chat_and_storyline_can_be_gathered(store: Store) -> None:
    chat, other = subscribed(store), subscribed(store, "200")
    tell(store, "a")
    (mine,), (theirs,) = ids(store, chat), ids(store, other)
    for wrong in ([mine, theirs], [mine, 99], [], [99]):
        assert not store.gather(wrong, NOW)
    assert store.gather([mine], NOW)
    assert not store.gather([mine], NOW), "once"
    assert ids(store, chat) == []
    assert ids(store, other) == [theirs]


def test_a_reply_does_not_overtake_its_first_message_in_a_digest(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "early")
    a = first_message(store, "a", to(chat, MINUTE))
    more_news(store, "b", a, to(chat))
    early, opening, reply = ids(store, chat)
    assert not store.gather([early, reply], NOW)
    assert store.gather([opening, reply], NOW)
    assert [one[0] for one in send(store, NOW + MINUTE)] == ["early", "a"]


# --- one fate --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "state"), [(SendStatus.SENT, SENT), (SendStatus.REFUSED, FAILED)])
def test_all_end_as_their_message_ends(store: Store, status: SendStatus, state: DeliveryState) -> None:
    chat = subscribed(store)
    a, b = tell(store, "a"), tell(store, "b")
    gathered(store, chat)
    store.finish_delivery(make_update(only(store).id, status, reason="because"), NOW)
    assert states(store, a) == states(store, b) == [(state, "because")]


@pytest.mark.parametrize("how", ["retry", "unknown", "crash", "gone"])
def test_a_digest_that_did_not_arrive_is_sent_again_as_one(store: Store, how: str) -> None:
    chat = subscribed(store)
    tell(store, "a")
    tell(store, "b")
    gathered(store, chat)
    first = only(store)
    if how == "crash":
        assert store.recover_deliveries() == 1, "one message may come twice"
    else:
        status = {"retry": SendStatus.RETRY, "unknown": SendStatus.UNKNOWN, "gone": SendStatus.CHAT_GONE}[how]
        store.finish_delivery(make_update(first.id, status, due_at=NOW + MINUTE), NOW)
        assert claim(store) == []
        store.save_chat(make_chat())
    again = only(store, NOW + MINUTE)
    assert (again.id, again.attempt, titles(again.digest)) == (first.id, 2, ["a", "b"])
    assert again.unknown_outcomes == (how in ("unknown", "crash"))
    assert claim(store, NOW + DAY) == []
    store.finish_delivery(make_update(again.id), NOW)
    assert store.info().deliveries == {"pending": 0, "sending": 0, "sent": 2, "failed": 0}


def test_the_outcome_of_a_line_alone_changes_nothing(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a")
    tell(store, "b")
    first, second = gathered(store, chat)
    assert only(store).id == first
    store.finish_delivery(make_update(second), NOW)
    assert store.info().deliveries["sending"] == 2


def test_what_was_told_in_a_digest_is_not_edited_but_answered(store: Store) -> None:
    chat = subscribed(store)
    a, b = tell(store, "a"), tell(store, "b")
    gathered(store, chat)
    digest = only(store)
    add(store, "a2", a, edit_at=NOW)
    store.finish_delivery(make_update(digest.id, message_ref="7"), NOW)
    add(store, "a3", a, edit_at=NOW)
    add(store, "b2", b, reply=Decision.DENIED, edit_at=NOW)
    assert send(store, NOW + DAY) == [("b2", "", "7")]


# --- what is dropped of it -------------------------------------------------------------------------------


@pytest.mark.parametrize("tried", [False, True], ids=["untried", "tried"])
def test_the_others_go_on_when_the_first_is_muted(store: Store, tried: bool) -> None:
    chat = subscribed(store)
    a, b, c = tell(store, "a"), tell(store, "b"), tell(store, "c")
    gathered(store, chat)
    if tried:
        store.finish_delivery(make_update(only(store).id, SendStatus.UNKNOWN), NOW)
    store.mute_story(chat.id, 1, NOW)
    assert states(store, a) == [(FAILED, MUTED)]
    digest = only(store)
    assert (digest.item, titles(digest.digest)) == (b, ["b", "c"])
    assert (digest.attempt, digest.unknown_outcomes) == (1 + tried, tried)
    store.finish_delivery(make_update(digest.id), NOW)
    assert states(store, b) == states(store, c) == [(SENT, "")]
    assert states(store, a) == [(FAILED, MUTED)]


def test_muting_while_a_digest_is_on_its_way_counts_if_it_comes_back(store: Store) -> None:
    chat = subscribed(store)
    a, b = tell(store, "a"), tell(store, "b")
    gathered(store, chat)
    digest = only(store)
    store.mute_story(chat.id, 1, NOW)
    assert states(store, a) == [(DeliveryState.SENDING, "")]
    store.finish_delivery(make_update(digest.id, SendStatus.RETRY), NOW)
    assert states(store, a) == [(FAILED, MUTED)]
    again = only(store)
    assert (again.item, again.attempt, titles(again.digest)) == (b, 2, ["b"])


def test_the_others_go_on_when_a_merger_makes_the_first_needless(store: Store) -> None:
    chat = subscribed(store)
    told = tell(store, "told")
    send(store)
    a, b = tell(store, "a"), tell(store, "b")
    gathered(store, chat)
    add(store, "c", told, merges=(f"strike/{a.id}",))
    assert states(store, a) == [(FAILED, NOT_TOLD)]
    assert titles(only(store).digest) == ["b"]
    assert states(store, b) == [(DeliveryState.SENDING, "")]


def test_stories_of_a_digest_that_turn_out_to_be_one_are_one_line(store: Store) -> None:
    chat = subscribed(store)
    a, b = tell(store, "a"), tell(store, "b")
    add(store, "b2", b, reply=Decision.CONFIRMED)
    gathered(store, chat)
    add(store, "c", a, merges=(f"strike/{b.id}",))
    (line,) = only(store).digest
    assert (line.story.title, line.story.items) == ("Headline a", 4)


def test_of_a_digest_and_a_message_of_a_story_the_message_lives_on(store: Store) -> None:
    chat = subscribed(store)
    a = tell(store, "a")
    gathered(store, chat)
    send(store)
    b = tell(store, "b")
    send(store)
    add(store, "c", a, merges=(f"strike/{b.id}",), reply=Decision.DENIED, edit_at=NOW)
    assert send(store, NOW + DAY) == [("c", "", "m2"), ("b", "m2", "")]


def test_unsubscribing_drops_a_digest_with_all_its_lines(store: Store) -> None:
    chat = subscribed(store)
    for name in "ab":
        tell(store, name)
    gathered(store, chat)
    digest = only(store)
    store.unsubscribe(chat.id, ALL_STORYLINES)
    store.finish_delivery(make_update(digest.id, SendStatus.RETRY), NOW)
    assert store.info().deliveries == {"pending": 0, "sending": 0, "sent": 0, "failed": 0}


@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
def test_a_digest_moves_with_its_chat(store: Store, known: bool) -> None:
    chat = subscribed(store)
    if known:
        subscribed(store, "-100500")
    a, b = first_message(store, "a", to(chat)), first_message(store, "b", to(chat))
    gathered(store, chat)
    update = make_update(only(store).id, SendStatus.CHAT_MOVED, new_address="-100500")
    store.finish_delivery(update, NOW)
    digest = only(store)
    assert (digest.chat.address, titles(digest.digest)) == ("-100500", ["a", "b"])
    store.finish_delivery(make_update(digest.id), NOW)
    assert states(store, a) == states(store, b) == [(SENT, "")]


def test_what_the_new_address_has_already_leaves_the_digest_that_moves(store: Store) -> None:
    old, new = subscribed(store), subscribed(store, "-100500")
    first_message(store, "a", to(old), to(new))
    b = first_message(store, "b", to(old))
    gathered(store, old)
    moving, there = claim(store)
    store.finish_delivery(make_update(there.id), NOW)
    store.finish_delivery(make_update(moving.id, SendStatus.CHAT_MOVED, new_address="-100500"), NOW)
    digest = only(store)
    assert (digest.item, titles(digest.digest)) == (b, ["b"])
    store.finish_delivery(make_update(digest.id), NOW)
    assert store.info().deliveries == {"pending": 0, "sending": 0, "sent": 2, "failed": 0}


def test_a_digest_that_loses_its_place_while_it_is_on_its_way_says_that_it_may_be_a_repeat(
    store: Store,
) -> None:
    old, new = subscribed(store), subscribed(store, "-100500")
    first_message(store, "a", to(old), to(new))
    first_message(store, "b", to(new))
    first_message(store, "else", to(old))
    gathered(store, new)
    sent, digest = claim(store)
    store.finish_delivery(make_update(sent.id), NOW)
    (moving,) = claim(store)
    store.finish_delivery(make_update(moving.id, SendStatus.CHAT_MOVED, new_address="-100500"), NOW)
    store.finish_delivery(make_update(digest.id), NOW)
    told: list[tuple[str, int]] = []
    while found := claim(store):
        for one in found:
            told.append((one.item.title, one.unknown_outcomes))
            store.finish_delivery(make_update(one.id), NOW)
    assert sorted(told) == [("Headline b", 1), ("Headline else", 0)]
