"""What every Store promises about who is let in, and what readers and admins leave; see `bot.ports.Store`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import StoreError
from bot.model import Access, Admin, Channel, Draft, Evidence, Feedback, Guest, Trouble
from bot.ports import Store
from tests.factories import DAY, HOUR, MINUTE, NOW
from tests.store.test_contract_living import add, subscribed, tell

TELEGRAM = Channel.TELEGRAM


def make_guest(address: str = "100", access: Access = Access.ASKED, **more: object) -> Guest:
    values: dict[str, object] = {"name": "Ada <b>", "language": "fr", "asked_at": NOW}
    return Guest(id=0, channel=TELEGRAM, address=address, access=access, **(values | more))  # type: ignore[arg-type]


# --- access ----------------------------------------------------------------------------------------------


def test_admins_come_in_the_order_in_which_they_became_it(store: Store) -> None:
    first = Admin(user=9, language="fr", since=NOW)
    second = Admin(user=8_000_000_000, language="en", since=NOW + HOUR)
    assert store.admins() == []
    for admin in (second, first):
        store.add_admin(admin)
    assert store.admins() == [first, second]
    store.add_admin(replace(second, language="ko", since=NOW + DAY))
    assert store.admins() == [first, replace(second, language="ko")], (
        "an admin stays one since they became it"
    )


def test_a_guest_is_known_by_address_and_by_number(store: Store) -> None:
    assert store.guest(TELEGRAM, "100") is None
    saved = store.save_guest(make_guest())
    assert saved == replace(make_guest(), id=saved.id)
    assert saved.id > 0
    assert store.guest(TELEGRAM, "100") == store.guest_by_id(saved.id) == saved
    assert store.guest(Channel.CONSOLE, "100") is None
    assert store.guest_by_id(999) is None
    assert store.guest_by_id(10**30) is None
    allowed = store.save_guest(make_guest(access=Access.ALLOWED, name="Ada L."))
    assert (allowed.id, allowed.access, allowed.name) == (saved.id, Access.ALLOWED, "Ada L.")
    assert store.guest_by_id(saved.id) == allowed


def test_guests_of_a_standing_come_with_the_last_to_ask_first(store: Store) -> None:
    for number, minutes in enumerate((2, 3, 1)):
        store.save_guest(make_guest(str(number), asked_at=NOW + minutes * MINUTE))
    store.save_guest(make_guest("9", Access.REFUSED))
    assert [guest.address for guest in store.guests(Access.ASKED)] == ["1", "0", "2"]
    assert [guest.address for guest in store.guests(Access.REFUSED)] == ["9"]
    assert store.guests(Access.ALLOWED) == []


def test_an_invitation_is_good_once_and_not_for_ever(store: Store) -> None:
    store.save_invitation("hash a", NOW + HOUR)
    store.save_invitation("hash b", NOW + HOUR)
    assert not store.take_invitation("hash", NOW)
    assert not store.take_invitation("", NOW)
    assert store.take_invitation("hash a", NOW + HOUR - MINUTE)
    assert not store.take_invitation("hash a", NOW)
    assert not store.take_invitation("hash b", NOW + HOUR)
    assert not store.take_invitation("hash b", NOW), "what has expired is forgotten"


# --- feedback --------------------------------------------------------------------------------------------

EVIDENCE = (Evidence(concept="work", term="strike", text="Strike", field="title", start=0, end=6),)


def judged(chat_id: int, story_id: int = 1, user: int = 5, **more: object) -> Feedback:
    values: dict[str, object] = {
        "storyline_id": "strike",
        "item_id": 1,
        "title": "Headline \ud800",
        "url": "https://coast.example/a",
        "score": 0.75,
        "evidence": EVIDENCE,
        "good": True,
        "at": NOW,
    }
    return Feedback(chat_id=chat_id, story_id=story_id, user=user, **(values | more))  # type: ignore[arg-type]


def test_the_last_judgement_of_each_reader_about_a_story_counts(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a")
    tell(store, "b")
    mine = judged(chat.id)
    store.save_feedback(mine)
    store.save_feedback(judged(chat.id, user=6, at=NOW + MINUTE))
    store.save_feedback(judged(chat.id, story_id=2, at=NOW + 2 * MINUTE, title="Headline b", item_id=2))
    store.save_feedback(replace(mine, good=False, at=NOW + HOUR))
    found = store.feedback(9)
    assert [(one.user, one.story_id, one.good) for one in found] == [
        (5, 1, False),
        (5, 2, True),
        (6, 1, True),
    ]
    assert found[0] == replace(mine, good=False, at=NOW + HOUR, title="Headline ?")
    assert store.feedback(1) == found[:1]


def test_feedback_is_told_by_storyline(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a")
    store.save_feedback(judged(chat.id))
    assert len(store.feedback(9, "strike")) == 1
    assert store.feedback(9, "port") == []


def test_feedback_about_an_unknown_story_or_from_an_unknown_chat_is_refused(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a")
    for wrong in (judged(chat.id, 99), judged(99)):
        with pytest.raises(StoreError):
            store.save_feedback(wrong)
    assert store.feedback(9) == []


def test_what_was_judged_of_two_stories_that_are_one_counts_once(store: Store) -> None:
    chat = subscribed(store)
    a, b = tell(store, "a"), tell(store, "b")
    store.save_feedback(judged(chat.id, 1, user=5, at=NOW + HOUR))
    store.save_feedback(judged(chat.id, 2, user=5, good=False))
    store.save_feedback(judged(chat.id, 1, user=6))
    store.save_feedback(judged(chat.id, 2, user=6, good=False, at=NOW + MINUTE))
    store.save_feedback(judged(chat.id, 2, user=7))
    add(store, "c", a, merges=(f"strike/{b.id}",))
    found = {(one.user, one.story_id): one.good for one in store.feedback(9)}
    assert found == {(5, 1): True, (6, 1): False, (7, 1): True}
    store.save_feedback(judged(chat.id, 2, user=7, good=False))
    assert len(store.feedback(9)) == 3, "an old message names the story that was taken"


# --- drafts and troubles ---------------------------------------------------------------------------------


def test_a_draft_is_kept_until_it_is_dropped(store: Store) -> None:
    draft = Draft(id=0, storyline_id="sudan", yaml="title: {en: Sudan}\n", made_by=5, made_at=NOW)
    number = store.save_draft(draft)
    assert store.draft(number) == replace(draft, id=number)
    other = store.save_draft(draft)
    assert other != number
    store.drop_draft(number)
    store.drop_draft(number)
    assert store.draft(number) is None
    assert store.draft(10**30) is None
    store.drop_draft(other)
    assert store.save_draft(draft) not in (number, other), "an old button does not find another's draft"


def test_troubles_are_known_by_their_keys_the_oldest_first(store: Store) -> None:
    late = Trouble(key="feed/a", text="HTTP 500", since=NOW + HOUR)
    early = Trouble(key="file/un.yaml", text="line 3", since=NOW, told_at=NOW + MINUTE)
    for trouble in (late, early):
        store.save_trouble(trouble)
    assert store.troubles() == [early, late]
    told = replace(late, text="HTTP 503", told_at=NOW + DAY)
    store.save_trouble(told)
    assert store.troubles() == [early, told]
    store.end_trouble("file/un.yaml")
    store.end_trouble("nothing")
    assert store.troubles() == [told]
