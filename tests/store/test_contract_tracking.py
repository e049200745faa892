"""What every Store promises about tracking; see `bot.ports.Store`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import StoreError
from bot.model import (
    ALL_STORYLINES,
    Decision,
    Evidence,
    JoinReason,
    Match,
    TrackedItem,
)
from bot.ports import Store
from tests.factories import (
    HOUR,
    MINUTE,
    NOW,
    joins,
    make_chat,
    make_feed,
    make_parsed,
    make_poll,
    make_revised,
    opens,
    track,
)
from tests.store.test_contract import stored

# --- tracking --------------------------------------------------------------------------------------------


def test_untracked_items_come_oldest_first_until_they_are_tracked(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    assert store.untracked_items(2) == [a, b]
    track(store, [TrackedItem(item=a), TrackedItem(item=c)], NOW)
    assert store.untracked_items(9) == [b]


def test_an_item_that_opens_a_story_makes_story_match_and_alert(store: Store) -> None:
    (item,) = stored(store, "a")
    assert track(store, [opens(item)], NOW + MINUTE) == 1
    (story,) = store.stories(limit=9)
    assert (story.key, story.storyline_id, story.title) == (f"strike/{item.id}", "strike", "Headline a")
    assert (story.opened_at, story.updated_at) == (NOW + MINUTE, NOW + MINUTE)
    assert (story.items, story.outlets, story.told) == (1, 1, True)


def test_an_item_that_joins_counts_in_its_story_and_moves_its_time(store: Store) -> None:
    (a,) = stored(store, "a")
    (b,) = stored(store, "b", feed_id="harbour")
    track(store, [opens(a)], NOW)
    assert track(store, [joins(b, f"strike/{a.id}")], NOW + HOUR) == 0
    (story,) = store.stories(limit=9)
    assert (story.items, story.outlets, story.title) == (2, 2, "Headline a")
    assert (story.opened_at, story.updated_at) == (NOW, NOW + HOUR)


def test_feeds_of_one_publisher_are_one_outlet(store: Store) -> None:
    store.sync_feeds([make_feed("coast"), make_feed("harbour", publisher="Coast")], NOW)
    (a,) = stored(store, "a")
    (b,) = stored(store, "b", feed_id="harbour")
    track(store, [opens(a), joins(b, f"strike/{a.id}")], NOW)
    assert [(story.items, story.outlets) for story in store.stories(limit=9)] == [(2, 1)]


def test_a_silent_decision_makes_a_story_without_an_alert(store: Store) -> None:
    (item,) = stored(store, "a")
    assert track(store, [opens(item, decision=Decision.BASELINE)], NOW) == 0
    assert [story.told for story in store.stories(limit=9)] == [False]
    assert [(a.items, a.stories, a.alerts, a.last_alert_at) for a in store.activity()] == [(1, 1, 0, None)]


def test_one_item_can_be_in_several_storylines(store: Store) -> None:
    (item,) = stored(store, "a")
    both = TrackedItem(item=item, matches=opens(item, "strike").matches + opens(item, "port").matches)
    assert track(store, [both], NOW) == 2
    assert [a.storyline_id for a in store.activity()] == ["port", "strike"]


def test_every_subscribed_chat_gets_one_delivery_and_suspended_ones_wait(store: Store) -> None:
    chats = [store.save_chat(make_chat(str(n))) for n in range(1, 6)]
    wishes = [["strike"], [ALL_STORYLINES], ["strike", ALL_STORYLINES], ["port"], ["strike"]]
    for chat, wanted in zip(chats, wishes, strict=True):
        for storyline in wanted:
            store.subscribe(chat.id, storyline, NOW)
    store.suspend_chat(chats[4].channel, chats[4].address, "blocked")
    (item,) = stored(store, "a")
    track(store, [opens(item)], NOW)
    (match,) = store.explain(str(item.id)).matches  # type: ignore[union-attr]
    assert [delivery.chat.id for delivery in match.deliveries] == [c.id for c in chats if c != chats[3]]


def test_an_item_revised_after_it_was_loaded_stays_untracked(store: Store) -> None:
    (old,) = stored(store, "a")
    store.save_poll(make_poll(at=NOW + HOUR, revised=(make_revised(old.id, make_parsed("a", title="B")),)))
    assert track(store, [opens(old)], NOW) == 1, "the old text was served, so it may alert"
    (new,) = store.untracked_items(9)
    assert new.revision == 1
    assert track(store, [joins(new, f"strike/{old.id}", JoinReason.SAME_ITEM)], NOW) == 0
    assert store.untracked_items(9) == []


def test_a_revision_updates_its_match_and_tells_nothing_again(store: Store) -> None:
    chat = store.save_chat(make_chat())
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    (item,) = stored(store, "a")
    track(store, [opens(item)], NOW)
    before = store.explain(str(item.id))
    revised = make_revised(item.id, make_parsed("a", title="Corrected"))
    store.save_poll(make_poll(at=NOW + HOUR, revised=(revised,)))
    (new,) = store.untracked_items(9)
    again = opens(new)
    stronger = replace(again.matches[0], match=Match(storyline_id="strike", score=1.0, evidence=()))
    assert track(store, [replace(again, matches=(stronger,))], NOW + HOUR) == 0
    after = store.explain(str(item.id))
    assert before is not None
    assert after is not None
    (was,), (now_is,) = before.matches, after.matches
    assert now_is == replace(was, match=stronger.match)
    assert len(store.stories(limit=9)) == 1


def test_a_revision_may_tell_a_story_that_nobody_was_told(store: Store) -> None:
    (item,) = stored(store, "a")
    track(store, [opens(item, decision=Decision.BASELINE)], NOW)
    assert track(store, [opens(item)], NOW) == 1
    assert track(store, [opens(item)], NOW) == 0
    explained = store.explain(str(item.id))
    assert explained is not None
    assert [match.decision for match in explained.matches] == [Decision.NEW_STORY]


def test_a_failing_batch_leaves_nothing_behind(store: Store) -> None:
    (item,) = stored(store, "a")
    ghost = replace(item, id=item.id + 1000)
    with pytest.raises(StoreError):
        track(store, [opens(item), opens(ghost)], NOW)
    assert store.stories(limit=9) == []
    assert store.untracked_items(9) == [item]


EVIDENCE = (
    Evidence(concept="c", term='"quoted" \\ term', text="Pjöngjang 북한 🚀", field="title", start=3, end=19),
    Evidence(
        concept="d", term="nul \0", text="half \ud800", field="summary", start=0, end=6, how="inflected"
    ),
)


@pytest.mark.parametrize("score", [1.0, 0.1 + 0.2, 5e-324, 1 / 3])
def test_matches_come_back_exactly(store: Store, score: float) -> None:
    (item,) = stored(store, "a")
    match = Match(storyline_id="strike", score=score, evidence=EVIDENCE)
    tracked = opens(item)
    track(store, [replace(tracked, matches=(replace(tracked.matches[0], match=match),))], NOW)
    explained = store.explain(str(item.id))
    assert explained is not None
    assert explained.matches[0].match == match


# --- story members ---------------------------------------------------------------------------------------


def test_members_of_recent_stories_come_in_the_order_of_their_matches(store: Store) -> None:
    a, b, c, d = stored(store, "a", "b", "c", "d")
    track(store, [opens(a), opens(d, "port")], NOW)
    track(store, [opens(b, decision=Decision.BASELINE)], NOW + HOUR)
    track(store, [joins(c, f"strike/{a.id}")], NOW + 2 * HOUR)
    members = store.story_members(["strike"], NOW)
    assert [(m.storyline_id, m.story_key, m.item_id, m.told) for m in members] == [
        ("strike", f"strike/{a.id}", a.id, True),
        ("strike", f"strike/{b.id}", b.id, False),
        ("strike", f"strike/{a.id}", c.id, True),
    ]
    first = members[0]
    assert (first.title, first.url_key, first.language) == ("Headline a", "coast.example/news/a", "en")


def test_members_can_be_asked_of_several_storylines_and_of_none(store: Store) -> None:
    a, b = stored(store, "a", "b")
    track(store, [opens(a), opens(b, "port")], NOW)
    assert [m.storyline_id for m in store.story_members({"strike", "port"}, NOW)] == ["strike", "port"]
    assert store.story_members([], NOW) == []


def test_an_old_story_is_recent_only_if_it_holds_an_item_that_is_asked_for(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    track(store, [opens(a), opens(c)], NOW)
    track(store, [joins(b, f"strike/{a.id}")], NOW)
    assert [m.item_id for m in store.story_members(["strike"], NOW)] == [a.id, c.id, b.id]
    assert store.story_members(["strike"], NOW + MINUTE) == []
    assert [m.item_id for m in store.story_members(["strike"], NOW + MINUTE, [b.id])] == [a.id, b.id]
    assert store.story_members(["port"], NOW + MINUTE, [b.id]) == []
