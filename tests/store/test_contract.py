"""What every Store promises about polling and pruning; see `bot.ports.Store`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.errors import StoreError
from bot.model import (
    FeedState,
    IdentityKey,
    Item,
    ItemKeys,
    PollStatus,
    TrackedItem,
)
from bot.ports import Store
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    keys_of,
    make_feed,
    make_new,
    make_parsed,
    make_poll,
    make_revised,
    opens,
    track,
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
    track(store, [TrackedItem(item=item) for item in store.untracked_items(1000)], NOW)
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
    assert store.items(limit=9) == [replace(item, url=moved.url)], "its link is the new one"
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


# --- prune -----------------------------------------------------------------------------------------------


def test_pruning_deletes_what_is_old_tracked_unmatched_and_no_longer_served(store: Store) -> None:
    stored(store, "old", "matched", "untracked", "served")
    by_uid = {item.uid: item for item in store.items(limit=9)}
    done = [TrackedItem(item=by_uid["guid-old"]), TrackedItem(item=by_uid["guid-served"])]
    track(store, [*done, opens(by_uid["guid-matched"])], NOW)
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
