"""What every Store promises about polling, tracking and pruning; see `bot.ports.Store`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.errors import StoreError
from bot.model import (
    ALL_STORYLINES,
    Decision,
    Evidence,
    FeedState,
    IdentityKey,
    Item,
    ItemKeys,
    JoinReason,
    Match,
    PollStatus,
    TrackedItem,
)
from bot.ports import Store
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    joins,
    keys_of,
    make_chat,
    make_feed,
    make_new,
    make_parsed,
    make_poll,
    make_revised,
    opens,
)


def state_of(store: Store, feed_id: str = "coast") -> FeedState:
    return next(health.state for health in store.feed_health() if health.id == feed_id)


def stored(store: Store, *names: str, feed_id: str = "coast", at: datetime = NOW) -> list[Item]:
    """New items of these names, stored by one poll, in that order."""
    store.save_poll(make_poll(*map(make_new, names), feed_id=feed_id, at=at))
    by_uid = {item.uid: item for item in store.items(limit=1000, feed_id=feed_id)}
    return [by_uid[f"guid-{name}"] for name in names]


# --- feeds -----------------------------------------------------------------------------------------------


def test_a_new_feed_is_due_at_once(store: Store) -> None:
    assert store.due_feeds(NOW - MINUTE, 10) == []
    assert [state.feed_id for state in store.due_feeds(NOW, 10)] == ["coast", "harbour"]
    assert store.due_feeds(NOW, 10)[0] == FeedState(feed_id="coast", next_poll_at=NOW)


def test_the_most_overdue_feed_comes_first_and_the_limit_holds(store: Store) -> None:
    store.save_poll(make_poll(feed_id="coast", next_poll_at=NOW + 2 * HOUR))
    store.save_poll(make_poll(feed_id="harbour", next_poll_at=NOW + HOUR))
    due = [state.feed_id for state in store.due_feeds(NOW + DAY, 10)]
    assert due == ["harbour", "coast"]
    assert [state.feed_id for state in store.due_feeds(NOW + DAY, 1)] == ["harbour"]


def test_a_feed_that_is_no_longer_listed_keeps_its_items_and_is_never_due(store: Store) -> None:
    stored(store, "a")
    store.sync_feeds([make_feed("harbour")], NOW)
    assert [state.feed_id for state in store.due_feeds(NOW + DAY, 10)] == ["harbour"]
    assert [health.id for health in store.feed_health()] == ["harbour"]
    assert [item.uid for item in store.items(limit=10)] == ["guid-a"]


def test_a_feed_that_comes_back_goes_on_with_its_state(store: Store) -> None:
    store.save_poll(make_poll(make_new(), etag="E", next_poll_at=NOW + HOUR))
    before = state_of(store)
    store.sync_feeds([make_feed("harbour")], NOW)
    store.sync_feeds([make_feed("coast"), make_feed("harbour")], NOW + DAY)
    assert state_of(store) == before


def test_a_poll_of_a_feed_that_was_unlisted_meanwhile_is_saved(store: Store) -> None:
    store.sync_feeds([], NOW)
    assert store.save_poll(make_poll(make_new())) == 1
    assert store.due_feeds(NOW + DAY, 10) == []


def test_a_changed_url_forgets_the_validators_and_is_asked_at_once(store: Store) -> None:
    store.save_poll(make_poll(etag="E", last_modified="L", body_hash="H", next_poll_at=NOW + DAY))
    store.sync_feeds([make_feed("coast", url="https://new.example/rss"), make_feed("harbour")], NOW + HOUR)
    state = state_of(store)
    assert (state.etag, state.last_modified, state.body_hash) == ("", "", "")
    assert state.next_poll_at == NOW + HOUR
    assert state.succeeded_at == NOW, "the baseline was taken"


def test_other_changes_of_a_feed_keep_its_state(store: Store) -> None:
    store.save_poll(make_poll(etag="E", last_modified="L", body_hash="H"))
    before = state_of(store)
    store.sync_feeds([make_feed("coast", name="Renamed", language="fr")], NOW + HOUR)
    (health,) = store.feed_health()
    assert (health.name, health.language, health.state) == ("Renamed", "fr", before)


# --- polls -----------------------------------------------------------------------------------------------


def test_a_parsed_document_sets_the_whole_state(store: Store) -> None:
    store.save_poll(
        make_poll(
            make_new(),
            next_poll_at=NOW + HOUR,
            etag='W/"1"',
            last_modified="Fri, 18 Oct 2024 12:00:00 GMT",
            body_hash="abc",
            identity=IdentityKey.URL,
        )
    )
    assert state_of(store) == FeedState(
        feed_id="coast",
        next_poll_at=NOW + HOUR,
        polled_at=NOW,
        succeeded_at=NOW,
        new_item_at=NOW,
        etag='W/"1"',
        last_modified="Fri, 18 Oct 2024 12:00:00 GMT",
        body_hash="abc",
        identity=IdentityKey.URL,
    )


def test_a_failure_keeps_validators_identity_and_success_and_counts(store: Store) -> None:
    store.save_poll(make_poll(etag="E", last_modified="L", body_hash="H", identity=IdentityKey.TITLE))
    for n in (1, 2):
        at = NOW + n * HOUR
        store.save_poll(make_poll(at=at, status=PollStatus.FAILED, error="the server answers 503"))
        state = state_of(store)
        assert (state.failures, state.error) == (n, "the server answers 503")
        assert (state.etag, state.last_modified, state.body_hash) == ("E", "L", "H")
        assert (state.identity, state.succeeded_at, state.polled_at) == (IdentityKey.TITLE, NOW, at)


@pytest.mark.parametrize("status", [PollStatus.NOT_MODIFIED, PollStatus.UNCHANGED, PollStatus.PARSED])
def test_any_success_resets_failures_and_error(store: Store, status: PollStatus) -> None:
    store.save_poll(make_poll(status=PollStatus.FAILED, error="no route"))
    store.save_poll(make_poll(at=NOW + HOUR, status=status))
    state = state_of(store)
    assert (state.failures, state.error, state.succeeded_at) == (0, "", NOW + HOUR)


def test_a_304_without_validators_keeps_those_that_are_known_and_the_identity(store: Store) -> None:
    store.save_poll(make_poll(etag="E", last_modified="L", body_hash="H", identity=IdentityKey.URL))
    store.save_poll(make_poll(at=NOW + HOUR, status=PollStatus.NOT_MODIFIED))
    state = state_of(store)
    assert (state.etag, state.last_modified, state.body_hash) == ("E", "L", "H")
    assert state.identity is IdentityKey.URL


def test_a_document_without_validators_forgets_the_former_ones(store: Store) -> None:
    store.save_poll(make_poll(etag="E", last_modified="L"))
    store.save_poll(make_poll(at=NOW + HOUR))
    assert (state_of(store).etag, state_of(store).last_modified) == ("", "")


def test_new_items_are_stored_as_they_were_parsed(store: Store) -> None:
    new = make_new(
        "a",
        baseline=True,
        author="A. Writer",
        language="fr",
        published_at=NOW - HOUR,
        tags=("port", "grève"),
        source_name="Agence",
        source_url="https://agence.example",
    )
    assert store.save_poll(make_poll(new)) == 1
    (item,) = store.items(limit=10)
    assert item == Item(
        id=item.id,
        feed_id="coast",
        uid="guid-a",
        url="https://www.coast.example/news/a",
        title="Headline a",
        summary="Summary of a",
        language="fr",
        first_seen_at=NOW,
        published_at=NOW - HOUR,
        author="A. Writer",
        tags=("port", "grève"),
        source_name="Agence",
        source_url="https://agence.example",
        baseline=True,
    )


def test_an_item_without_a_language_has_that_of_its_feed(store: Store) -> None:
    store.sync_feeds([make_feed("coast", language="pt-BR")], NOW)
    (item,) = stored(store, "a")
    assert item.language == "pt-BR"


def test_times_are_exact_and_come_back_in_utc(store: Store) -> None:
    at = datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-9, minutes=-30)))
    old = datetime(1, 1, 1, tzinfo=UTC)
    store.save_poll(make_poll(make_new("a", published_at=old), make_new("b", published_at=at), at=at))
    first, second = reversed(store.items(limit=2))
    assert (first.published_at, second.published_at, second.first_seen_at) == (old, at, at)
    assert second.first_seen_at.tzinfo is UTC


def test_ids_rise_with_the_time_of_publication_within_a_poll(store: Store) -> None:
    days = {"newest": 0, "oldest": 2, "middle": 1}
    store.save_poll(make_poll(*(make_new(name, published_at=NOW - n * DAY) for name, n in days.items())))
    assert [item.uid for item in store.untracked_items(9)] == ["guid-oldest", "guid-middle", "guid-newest"]


def test_a_known_uid_is_ignored_in_its_feed_and_new_in_another(store: Store) -> None:
    assert store.save_poll(make_poll(make_new("a"))) == 1
    again = make_new("other", uid="guid-a")
    assert store.save_poll(make_poll(again, make_new("b"), at=NOW + HOUR)) == 1
    assert store.save_poll(make_poll(make_new("a"), feed_id="harbour")) == 1
    assert [item.title for item in store.items(limit=9)] == ["Headline a", "Headline b", "Headline a"]


def test_only_polls_with_new_items_move_new_item_at(store: Store) -> None:
    stored(store, "a")
    stored(store, "a", at=NOW + HOUR)
    assert state_of(store).new_item_at == NOW


def test_a_poll_of_an_unknown_feed_is_refused_and_writes_nothing(store: Store) -> None:
    with pytest.raises(StoreError, match="feed nowhere"):
        store.save_poll(make_poll(make_new(), feed_id="nowhere"))
    assert store.items(limit=1) == []


@pytest.mark.parametrize(
    "text", ["\ud800 half a pair", "nul \0 inside", "🚀\u202e", "'; DROP TABLE items;--"]
)
def test_hostile_text_is_stored_and_found_again(store: Store, text: str) -> None:
    new = make_new("a", uid=text, guid=text, title=text, summary=text, author=text)
    assert store.save_poll(make_poll(new, error=text)) == 1
    assert store.save_poll(make_poll(new)) == 0
    assert len(store.known_items("coast", [ItemKeys(guid=text)])) == 1
    assert len(store.items(limit=9)) == 1


# --- known items -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["guid", "url", "title"])
def test_an_item_is_known_by_each_of_its_keys(store: Store, key: str) -> None:
    parsed = make_parsed("a", published_at=NOW - DAY)
    store.save_poll(make_poll(make_new("a", published_at=NOW - DAY), make_new("b")))
    (known,) = store.known_items("coast", [ItemKeys(**{key: getattr(keys_of(parsed), key)})])
    assert known.keys == keys_of(parsed)
    assert (known.uid, known.title, known.summary) == ("guid-a", parsed.title, parsed.summary)
    assert (known.published_at, known.first_seen_at, known.revision) == (NOW - DAY, NOW, 0)


def test_known_items_come_once_each_by_id(store: Store) -> None:
    stored(store, "a", "b", "c")
    wanted = [keys_of(make_parsed(name)) for name in ("c", "a", "z", "a")]
    found = store.known_items("coast", wanted)
    assert [item.uid for item in found] == ["guid-a", "guid-c"]
    assert [item.id for item in found] == sorted(item.id for item in found)


def test_an_empty_key_names_nothing(store: Store) -> None:
    store.save_poll(make_poll(make_new("a", uid="x", guid="", url="", title="")))
    assert store.known_items("coast", [ItemKeys(), ItemKeys(guid="")]) == []
    assert store.known_items("coast", []) == []


def test_the_items_of_another_feed_are_not_known(store: Store) -> None:
    stored(store, "a", feed_id="harbour")
    assert store.known_items("coast", [keys_of(make_parsed("a"))]) == []


def test_a_thousand_keys_are_looked_up_at_once(store: Store) -> None:
    names = [str(n) for n in range(1000)]
    stored(store, *names)
    assert len(store.known_items("coast", [keys_of(make_parsed(name)) for name in names])) == 1000


# --- revisions -------------------------------------------------------------------------------------------


def track_all(store: Store) -> None:
    store.save_tracking([TrackedItem(item=item) for item in store.untracked_items(1000)], NOW)
    assert store.untracked_items(10) == []


def test_a_revised_text_replaces_the_former_and_is_tracked_again(store: Store) -> None:
    (before,) = stored(store, "a")
    track_all(store)
    parsed = make_parsed("a", title="Corrected", published_at=NOW, author="B", tags=("new",))
    store.save_poll(make_poll(at=NOW + HOUR, revised=(make_revised(before.id, parsed),)))
    after = replace(before, title="Corrected", published_at=NOW, author="B", tags=("new",), revision=1)
    assert store.untracked_items(10) == [after]
    assert store.search("corrected", 9) == [after]
    assert store.search("headline", 9) == []


def test_a_revision_without_a_date_keeps_the_former_date(store: Store) -> None:
    store.save_poll(make_poll(make_new("a", published_at=NOW - DAY)))
    (item,) = store.items(limit=1)
    store.save_poll(make_poll(revised=(make_revised(item.id, make_parsed("a", title="Corrected")),)))
    assert store.items(limit=1)[0].published_at == NOW - DAY


def test_changed_keys_alone_are_no_revision(store: Store) -> None:
    (item,) = stored(store, "a")
    track_all(store)
    moved = make_parsed("moved", guid="guid-new")
    revised = make_revised(item.id, moved, text_changed=False)
    store.save_poll(make_poll(at=NOW + HOUR, revised=(revised,)))
    assert store.items(limit=9) == [item]
    assert store.untracked_items(9) == []
    (known,) = store.known_items("coast", [ItemKeys(guid="guid-new")])
    assert (known.keys, known.uid) == (keys_of(moved), "guid-a")


def test_a_poll_cannot_revise_or_touch_the_items_of_another_feed(store: Store) -> None:
    (theirs,) = stored(store, "a", feed_id="harbour")
    (known,) = store.known_items("harbour", [ItemKeys(guid="guid-a")])
    track_all(store)
    attack = make_revised(theirs.id, make_parsed("evil"))
    store.save_poll(make_poll(at=NOW + HOUR, revised=(attack,), seen_ids=(theirs.id,)))
    assert store.items(limit=9) == [theirs]
    assert store.known_items("harbour", [ItemKeys(guid="guid-a")]) == [known]
    assert store.untracked_items(9) == []


# --- tracking --------------------------------------------------------------------------------------------


def test_untracked_items_come_oldest_first_until_they_are_tracked(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    assert store.untracked_items(2) == [a, b]
    store.save_tracking([TrackedItem(item=a), TrackedItem(item=c)], NOW)
    assert store.untracked_items(9) == [b]


def test_an_item_that_opens_a_story_makes_story_match_and_alert(store: Store) -> None:
    (item,) = stored(store, "a")
    assert store.save_tracking([opens(item)], NOW + MINUTE) == 1
    (story,) = store.stories(limit=9)
    assert (story.key, story.storyline_id, story.title) == (f"strike/{item.id}", "strike", "Headline a")
    assert (story.opened_at, story.updated_at) == (NOW + MINUTE, NOW + MINUTE)
    assert (story.items, story.outlets, story.told) == (1, 1, True)


def test_an_item_that_joins_counts_in_its_story_and_moves_its_time(store: Store) -> None:
    (a,) = stored(store, "a")
    (b,) = stored(store, "b", feed_id="harbour")
    store.save_tracking([opens(a)], NOW)
    assert store.save_tracking([joins(b, f"strike/{a.id}")], NOW + HOUR) == 0
    (story,) = store.stories(limit=9)
    assert (story.items, story.outlets, story.title) == (2, 2, "Headline a")
    assert (story.opened_at, story.updated_at) == (NOW, NOW + HOUR)


def test_feeds_of_one_publisher_are_one_outlet(store: Store) -> None:
    store.sync_feeds([make_feed("coast"), make_feed("harbour", publisher="Coast")], NOW)
    (a,) = stored(store, "a")
    (b,) = stored(store, "b", feed_id="harbour")
    store.save_tracking([opens(a), joins(b, f"strike/{a.id}")], NOW)
    assert [(story.items, story.outlets) for story in store.stories(limit=9)] == [(2, 1)]


def test_a_silent_decision_makes_a_story_without_an_alert(store: Store) -> None:
    (item,) = stored(store, "a")
    assert store.save_tracking([opens(item, decision=Decision.BASELINE)], NOW) == 0
    assert [story.told for story in store.stories(limit=9)] == [False]
    assert [(a.items, a.stories, a.alerts, a.last_alert_at) for a in store.activity()] == [(1, 1, 0, None)]


def test_one_item_can_be_in_several_storylines(store: Store) -> None:
    (item,) = stored(store, "a")
    both = TrackedItem(item=item, matches=opens(item, "strike").matches + opens(item, "port").matches)
    assert store.save_tracking([both], NOW) == 2
    assert [a.storyline_id for a in store.activity()] == ["port", "strike"]


def test_every_subscribed_chat_gets_one_delivery_and_suspended_ones_wait(store: Store) -> None:
    chats = [store.save_chat(make_chat(str(n))) for n in range(1, 6)]
    wishes = [["strike"], [ALL_STORYLINES], ["strike", ALL_STORYLINES], ["port"], ["strike"]]
    for chat, wanted in zip(chats, wishes, strict=True):
        for storyline in wanted:
            store.subscribe(chat.id, storyline, NOW)
    store.suspend_chat(chats[4].channel, chats[4].address, "blocked")
    (item,) = stored(store, "a")
    store.save_tracking([opens(item)], NOW)
    (match,) = store.explain(str(item.id)).matches  # type: ignore[union-attr]
    assert [delivery.chat.id for delivery in match.deliveries] == [c.id for c in chats if c != chats[3]]


def test_an_item_revised_after_it_was_loaded_stays_untracked(store: Store) -> None:
    (old,) = stored(store, "a")
    store.save_poll(make_poll(at=NOW + HOUR, revised=(make_revised(old.id, make_parsed("a", title="B")),)))
    assert store.save_tracking([opens(old)], NOW) == 1, "the old text was served, so it may alert"
    (new,) = store.untracked_items(9)
    assert new.revision == 1
    assert store.save_tracking([joins(new, f"strike/{old.id}", JoinReason.SAME_ITEM)], NOW) == 0
    assert store.untracked_items(9) == []


def test_a_revision_updates_its_match_and_tells_nothing_again(store: Store) -> None:
    chat = store.save_chat(make_chat())
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    (item,) = stored(store, "a")
    store.save_tracking([opens(item)], NOW)
    before = store.explain(str(item.id))
    revised = make_revised(item.id, make_parsed("a", title="Corrected"))
    store.save_poll(make_poll(at=NOW + HOUR, revised=(revised,)))
    (new,) = store.untracked_items(9)
    again = opens(new)
    stronger = replace(again.matches[0], match=Match(storyline_id="strike", score=1.0, evidence=()))
    other_story = replace(stronger, alert_key="strike/99/new story")
    assert store.save_tracking([replace(again, matches=(other_story,))], NOW + HOUR) == 0
    after = store.explain(str(item.id))
    assert before is not None
    assert after is not None
    (was,), (now_is,) = before.matches, after.matches
    assert now_is == replace(was, match=stronger.match)
    assert len(store.stories(limit=9)) == 1


def test_a_revision_may_tell_a_story_that_nobody_was_told(store: Store) -> None:
    (item,) = stored(store, "a")
    store.save_tracking([opens(item, decision=Decision.BASELINE)], NOW)
    assert store.save_tracking([opens(item)], NOW) == 1
    assert store.save_tracking([opens(item)], NOW) == 0
    explained = store.explain(str(item.id))
    assert explained is not None
    assert [match.decision for match in explained.matches] == [Decision.NEW_STORY]


def test_a_failing_batch_leaves_nothing_behind(store: Store) -> None:
    (item,) = stored(store, "a")
    ghost = replace(item, id=item.id + 1000)
    with pytest.raises(StoreError):
        store.save_tracking([opens(item), opens(ghost)], NOW)
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
    store.save_tracking([replace(tracked, matches=(replace(tracked.matches[0], match=match),))], NOW)
    explained = store.explain(str(item.id))
    assert explained is not None
    assert explained.matches[0].match == match


# --- story members ---------------------------------------------------------------------------------------


def test_members_of_recent_stories_come_newest_story_first(store: Store) -> None:
    a, b, c, d = stored(store, "a", "b", "c", "d")
    store.save_tracking([opens(a), opens(d, "port")], NOW)
    store.save_tracking([opens(b, decision=Decision.BASELINE)], NOW + HOUR)
    store.save_tracking([joins(c, f"strike/{a.id}")], NOW + 2 * HOUR)
    members = store.story_members(["strike"], NOW)
    assert [(m.storyline_id, m.story_key, m.item_id, m.told) for m in members] == [
        ("strike", f"strike/{a.id}", a.id, True),
        ("strike", f"strike/{a.id}", c.id, True),
        ("strike", f"strike/{b.id}", b.id, False),
    ]
    first = members[0]
    assert (first.title, first.url_key, first.language) == ("Headline a", "coast.example/news/a", "en")


def test_members_can_be_asked_of_several_storylines_and_of_none(store: Store) -> None:
    a, b = stored(store, "a", "b")
    store.save_tracking([opens(a), opens(b, "port")], NOW)
    assert [m.storyline_id for m in store.story_members({"strike", "port"}, NOW)] == ["port", "strike"]
    assert store.story_members([], NOW) == []


def test_an_old_story_is_recent_only_if_it_holds_an_item_that_is_asked_for(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    store.save_tracking([opens(a), opens(c)], NOW)
    store.save_tracking([joins(b, f"strike/{a.id}")], NOW)
    assert [m.item_id for m in store.story_members(["strike"], NOW)] == [c.id, a.id, b.id]
    assert store.story_members(["strike"], NOW + MINUTE) == []
    assert [m.item_id for m in store.story_members(["strike"], NOW + MINUTE, [b.id])] == [a.id, b.id]
    assert store.story_members(["port"], NOW + MINUTE, [b.id]) == []


# --- prune -----------------------------------------------------------------------------------------------


def test_pruning_deletes_what_is_old_tracked_unmatched_and_no_longer_served(store: Store) -> None:
    stored(store, "old", "matched", "untracked", "served")
    by_uid = {item.uid: item for item in store.items(limit=9)}
    done = [TrackedItem(item=by_uid["guid-old"]), TrackedItem(item=by_uid["guid-served"])]
    store.save_tracking([*done, opens(by_uid["guid-matched"])], NOW)
    later = NOW + 30 * DAY
    store.save_poll(make_poll(make_new("new"), at=later, seen_ids=(by_uid["guid-served"].id,)))
    assert store.prune(later - DAY) == 1
    left = {item.uid for item in store.items(limit=9)}
    assert left == {"guid-matched", "guid-untracked", "guid-served", "guid-new"}
    assert store.search("old", 9) == []
    assert store.prune(later - DAY) == 0


def test_pruning_keeps_what_was_served_since(store: Store) -> None:
    stored(store, "a")
    track_all(store)
    store.save_poll(make_poll(at=NOW + 9 * DAY))
    assert store.prune(NOW) == 0
    assert store.prune(NOW + timedelta(microseconds=1)) == 1


def test_the_last_document_is_kept_however_old_it_is(store: Store) -> None:
    """A feed that is silent for a year, or answers with 304 or errors, still serves its last items."""
    stored(store, "a")
    track_all(store)
    for n, status in enumerate((PollStatus.NOT_MODIFIED, PollStatus.UNCHANGED, PollStatus.FAILED)):
        store.save_poll(make_poll(at=NOW + (365 + n) * DAY, status=status))
    assert store.prune(NOW + 999 * DAY) == 0


def test_items_that_every_document_holds_are_kept_for_ever(store: Store) -> None:
    """Also when polls come so often that the day they were seen on is written only now and then."""
    (item,) = stored(store, "a")
    track_all(store)
    for n in range(1, 200):
        store.save_poll(make_poll(at=NOW + n * HOUR, seen_ids=(item.id,)))
        assert store.prune(NOW + 999 * DAY) == 0


@pytest.mark.parametrize("how", ["revised", "ignored"])
def test_an_item_that_is_served_under_other_keys_is_kept(store: Store, how: str) -> None:
    (item,) = stored(store, "a")
    track_all(store)
    later = NOW + 30 * DAY
    if how == "revised":
        revised = (make_revised(item.id, make_parsed("b"), text_changed=False),)
        store.save_poll(make_poll(at=later, revised=revised))
    else:
        store.save_poll(make_poll(make_new("b", uid="guid-a"), at=later))
    assert store.prune(NOW + 999 * DAY) == 0


def test_the_number_of_a_pruned_item_is_not_given_again(store: Store) -> None:
    (item,) = stored(store, "a")
    track_all(store)
    store.save_poll(make_poll(at=NOW + 9 * DAY))
    store.prune(NOW + DAY)
    (other,) = stored(store, "b", at=NOW + 9 * DAY)
    assert other.id > item.id


def test_pruning_takes_the_former_texts_along(store: Store) -> None:
    (item,) = stored(store, "a")
    store.save_poll(make_poll(revised=(make_revised(item.id, make_parsed("a", title="B")),)))
    track_all(store)
    store.save_poll(make_poll(at=NOW + 9 * DAY))
    assert store.prune(NOW + DAY) == 1
