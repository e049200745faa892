"""What every Store promises about stories that turn out to be one; see `bot.ports.Store`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import (
    Decision,
    DeliveryState,
    Item,
    JoinReason,
    SendStatus,
    TrackedItem,
)
from bot.ports import Store
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    joins,
    make_figure,
    make_update,
    opens,
    tell_digest,
    track,
)
from tests.store.test_contract import stored
from tests.store.test_contract_living import add, claim, only, send, states, subscribed, tell
from tests.store.test_contract_stories import but, said, view

# --- what is moved ---------------------------------------------------------------------------------------


@pytest.fixture
def two(store: Store) -> tuple[Item, Item, Item]:
    """Two stories of strikes, the first one untold, and an item that shows that they are one."""
    a, b, c = stored(store, "a", "b", "c")
    track(store, [but(opens(a, decision=Decision.BASELINE), traits=said(make_figure(1.0)))], NOW)
    track(store, [but(opens(b), traits=said(make_figure(2.0)))], NOW + HOUR)
    return a, b, c


def merging(item: Item, into: Item, taken: Item) -> TrackedItem:
    return joins(item, f"strike/{into.id}", JoinReason.SAME_EVENT, merges=(f"strike/{taken.id}",))


def test_a_merger_moves_items_figures_and_alerts(store: Store, two: tuple[Item, Item, Item]) -> None:
    a, b, c = two
    taken = view(store, f"strike/{b.id}").story
    track(store, [merging(c, a, b)], NOW + 2 * HOUR)
    (story,) = store.stories(limit=9)
    assert (story.key, story.items, story.told) == (f"strike/{a.id}", 3, True)
    assert (story.opened_at, story.updated_at) == (NOW, NOW + 2 * HOUR)
    assert store.stories(limit=9, storyline_id="strike") == [story]
    assert [(one.items, one.stories, one.alerts) for one in store.activity()] == [(3, 1, 1)]
    found = store.story(taken.id)
    assert found is not None
    assert (found.story, [each.item for each in found.items]) == (story, [a, b, c])
    assert [(one.story_id, one.figure.value) for one in store.ledger("strike", 9)] == [
        (story.id, 1.0),
        (story.id, 2.0),
    ]
    members = store.story_members(["strike"], NOW)
    assert {(m.story_key, m.told, m.told_at) for m in members} == {(story.key, True, NOW + HOUR)}
    assert [alert.story_id for alert in store.recent_alerts(["strike"], NOW)] == [story.id]


def test_what_comes_to_a_merged_story_goes_to_the_one_that_took_it(
    store: Store, two: tuple[Item, Item, Item]
) -> None:
    a, b, c = two
    d, e, f = stored(store, "d", "e", "f")
    first_taken = view(store, f"strike/{b.id}").story.id
    track(store, [merging(c, a, b), joins(d, f"strike/{b.id}")], NOW + HOUR)
    track(store, [opens(e)], NOW + HOUR)
    track(store, [merging(f, e, a)], NOW + 2 * HOUR)
    (story,) = store.stories(limit=9)
    assert (story.key, story.items) == (f"strike/{e.id}", 6)
    again = store.story(first_taken)
    assert again is not None
    assert again.story == story
    track(store, [merging(f, e, e), merging(f, e, b), merging(f, a, e)], NOW + 2 * HOUR)
    assert store.stories(limit=9) == [story], "what is merged stays so"


def test_a_merger_takes_no_story_of_another_storyline(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    track(store, [opens(a), opens(b, "port")], NOW)
    track(store, [joins(c, f"strike/{a.id}", merges=(f"port/{b.id}", "strike/99"))], NOW)
    assert {story.key: story.items for story in store.stories(limit=9)} == {
        f"strike/{a.id}": 2,
        f"port/{b.id}": 1,
    }


def test_a_story_that_takes_the_one_it_follows_follows_what_that_one_did(store: Store) -> None:
    a, b, c, d = stored(store, "a", "b", "c", "d")
    track(store, [opens(a)], NOW)
    for item, older in ((b, a), (c, b)):
        assignment = replace(opens(item).matches[0].assignment, follows=f"strike/{older.id}")
        track(store, [but(opens(item), assignment=assignment)], NOW)
    track(store, [merging(d, c, b)], NOW)
    found = view(store, f"strike/{c.id}")
    assert (found.follows, found.story.follows) == ("Headline a", view(store, f"strike/{a.id}").story.id)
    track(store, [merging(d, c, a)], NOW)
    assert view(store, f"strike/{c.id}").story.follows == 0


# --- what is told ----------------------------------------------------------------------------------------


def test_a_merger_drops_what_would_tell_one_story_twice(store: Store) -> None:
    subscribed(store)
    a, b = tell(store, "a"), tell(store, "b", wait=MINUTE)
    send(store)
    add(store, "c", a, merges=(f"strike/{b.id}",), edit_at=NOW)
    assert send(store, NOW + DAY) == [("a", "m1", "")]
    assert states(store, b) == [
        (DeliveryState.FAILED, "not sent: its story turned out to be one that this chat is told of")
    ]
    assert len(store.recent_alerts(["strike"], NOW)) == 2


def test_of_two_first_messages_that_wait_the_older_one_is_sent(store: Store) -> None:
    subscribed(store)
    a, b = tell(store, "a", wait=2 * MINUTE), tell(store, "b", wait=MINUTE)
    add(store, "c", b, merges=(f"strike/{a.id}",))
    claimed = only(store, NOW + DAY)
    assert (claimed.item, claimed.story.story.items) == (a, 3)
    store.finish_delivery(make_update(claimed.id), NOW + DAY)
    assert claim(store, NOW + DAY) == []


def test_a_reply_does_not_wait_for_a_first_message_that_was_dropped(store: Store) -> None:
    subscribed(store)
    a, b = tell(store, "a"), tell(store, "b", wait=HOUR)
    send(store)
    add(store, "c", a, merges=(f"strike/{b.id}",), reply=Decision.DENIED)
    assert send(store) == [("c", "", "m1")]


def test_a_merger_keeps_the_message_of_a_story_that_the_other_had_not_told(store: Store) -> None:
    subscribed(store)
    (a,) = stored(store, "a")
    track(store, [opens(a, decision=Decision.BASELINE)], NOW)
    b = tell(store, "b", wait=MINUTE)
    add(store, "c", a, merges=(f"strike/{b.id}",), edit_at=NOW)
    claimed = only(store, NOW + MINUTE)
    assert (claimed.item, claimed.story.story.key) == (b, f"strike/{a.id}")
    store.finish_delivery(make_update(claimed.id, message_ref="5"), NOW + MINUTE)
    add(store, "d", a, NOW + MINUTE, reply=Decision.DENIED, edit_at=NOW + MINUTE)
    assert send(store, NOW + MINUTE) == [("d", "", "5"), ("b", "5", "")]


def test_of_two_first_messages_that_were_sent_the_older_one_lives_on(store: Store) -> None:
    subscribed(store)
    a, b = tell(store, "a"), tell(store, "b")
    send(store)
    add(store, "c", b, merges=(f"strike/{a.id}",), reply=Decision.DENIED, edit_at=NOW)
    assert send(store, NOW + DAY) == [("c", "", "m1"), ("a", "m1", "")]


def test_other_news_of_the_merged_story_is_told_unless_it_was(store: Store) -> None:
    subscribed(store)
    a, b = tell(store, "a"), tell(store, "b")
    send(store)
    add(store, "a denied", a, reply=Decision.DENIED)
    send(store)
    add(store, "b denied", b, reply=Decision.DENIED, due_at=NOW + MINUTE)
    add(store, "b more", b, reply=Decision.NEW_MAXIMUM, detail="12,000", due_at=NOW + MINUTE)
    add(store, "c", a, merges=(f"strike/{b.id}",))
    assert send(store, NOW + MINUTE) == [("b more", "", "m1")]


def test_a_reply_of_the_merged_story_goes_behind_a_first_message_that_waits(store: Store) -> None:
    b = tell(store, "b")
    subscribed(store)
    a = tell(store, "a", wait=HOUR)
    add(store, "more", b, reply=Decision.NEW_MAXIMUM)
    add(store, "c", a, merges=(f"strike/{b.id}",))
    assert claim(store, NOW + HOUR - MINUTE) == []
    assert send(store, NOW + HOUR + MINUTE) == [("a", "", ""), ("more", "", "m1")]


@pytest.mark.parametrize("how", ["retry", "crash", "sent"])
def test_a_first_message_on_its_way_while_stories_merge_is_not_tried_again(store: Store, how: str) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    b = tell(store, "b")
    moving = only(store)
    add(store, "c", a, merges=(f"strike/{b.id}",), edit_at=NOW)
    if how == "crash":
        assert store.recover_deliveries() == 1
    else:
        status = SendStatus.SENT if how == "sent" else SendStatus.RETRY
        store.finish_delivery(make_update(moving.id, status, message_ref="9"), NOW)
    assert send(store, NOW + DAY) == [("a", "m1", "")], "the older message lives on"
    state = DeliveryState.SENT if how == "sent" else DeliveryState.FAILED
    assert [one[0] for one in states(store, b)] == [state]


def test_a_merger_drops_no_digest_that_tells_of_other_stories_too(store: Store) -> None:
    subscribed(store)
    b = tell(store, "b")
    send(store)
    for name in ("x", "y"):
        add(store, name, b, reply=Decision.CONFIRMED, held=True)
        tell_digest(store, "strike", [alert.id for alert in store.held_alerts()], NOW)
    a = tell(store, "a", wait=DAY)
    add(store, "c", b, merges=(f"strike/{a.id}",))
    assert [bool(one[0]) for one in send(store)] == [True, True]
