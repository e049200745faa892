"""What every store promises of what polls learn of a feed, and of the entries of its last document."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.model import FeedMemory, FeedRecord, Hints, PollStatus, Slice
from bot.ports import Store
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    make_feed,
    make_new,
    make_poll,
    make_revised,
    opens,
    track,
)
from tests.store.test_contract import state_of, stored

MEMORY = FeedMemory(
    rhythm=bytes(range(256)),
    window=30,
    hints=Hints(
        ttl=timedelta(minutes=60),
        update_every=timedelta(hours=1),
        skip_hours=(0, 23),
        skip_days=(6,),
        hub="https://hub.example/",
        topic="https://coast.example/rss",
    ),
    moved_to="https://new.example/rss",
    moved_seen=2,
    gaps=1,
    gap_at=NOW,
)


def digest(number: int) -> bytes:
    return number.to_bytes(12, "big")


@pytest.mark.parametrize("status", list(PollStatus))
def test_what_a_poll_learnt_is_remembered_however_it_ended(store: Store, status: PollStatus) -> None:
    store.save_poll(make_poll(status=status, memory=MEMORY))
    assert state_of(store).memory == MEMORY
    (due,) = (one for one in store.due_feeds(NOW + DAY, 9) if one.feed_id == "coast")
    assert due.memory == MEMORY


def test_a_changed_url_forgets_where_the_old_one_moved_and_what_it_hinted(store: Store) -> None:
    store.save_poll(make_poll(memory=MEMORY))
    store.sync_feeds([make_feed("coast", url="https://other.example/rss")], NOW)
    memory = state_of(store).memory
    assert (memory.hints, memory.moved_to, memory.moved_seen) == (Hints(), "", 0)
    assert (memory.rhythm, memory.window, memory.gaps) == (MEMORY.rhythm, 30, 1)


@pytest.mark.parametrize("status", list(PollStatus))
def test_a_poll_of_the_old_address_leaves_nothing_that_belongs_to_it(
    store: Store, status: PollStatus
) -> None:
    old = make_feed("coast").url
    store.sync_feeds([make_feed("coast", url="https://other.example/rss")], NOW)
    poll = make_poll(status=status, url=old, memory=MEMORY, next_poll_at=NOW + DAY)
    store.save_poll(replace(poll, etag='"1"', last_modified="x", body_hash="h"))
    state = state_of(store)
    assert (state.etag, state.last_modified, state.body_hash) == ("", "", "")
    assert (state.memory.moved_to, state.memory.hints) == ("", Hints())
    assert state.next_poll_at <= NOW


def test_entries_are_known_by_their_digests(store: Store) -> None:
    (old,) = stored(store, "old")
    slices = (Slice(digest=digest(1), item_id=old.id), Slice(digest=digest(2), uid="guid-new"))
    store.save_poll(make_poll(make_new("new"), at=NOW + HOUR, slices=slices))
    new = store.items(limit=1)[0]
    assert store.known_slices("coast") == {digest(1): old.id, digest(2): new.id}
    assert store.known_slices("harbour") == {}


def test_entries_stay_until_the_next_document_replaces_them(store: Store) -> None:
    (old,) = stored(store, "old")
    slices = (Slice(digest=digest(1), item_id=old.id),)
    store.save_poll(make_poll(slices=slices))
    store.save_poll(make_poll(status=PollStatus.NOT_MODIFIED, at=NOW + HOUR))
    assert store.known_slices("coast") == {digest(1): old.id}
    store.save_poll(make_poll(at=NOW + 2 * HOUR, slices=()))
    assert store.known_slices("coast") == {}


def test_an_entry_without_an_item_or_with_a_strange_digest_is_not_known(store: Store) -> None:
    (old,) = stored(store, "old")
    strange = (
        Slice(digest=digest(1), uid="guid-of-nothing"),
        Slice(digest=digest(2)),
        Slice(digest=b"short", item_id=old.id),
    )
    store.save_poll(make_poll(slices=strange))
    assert store.known_slices("coast") == {}


def test_the_item_of_another_feed_is_never_taken(store: Store) -> None:
    stored(store, "same", feed_id="harbour")
    store.save_poll(make_poll(slices=(Slice(digest=digest(1), uid="guid-same"),)))
    assert store.known_slices("coast") == {}


def test_many_polls_are_written_at_once(store: Store) -> None:
    results = [make_poll(make_new("a"), make_new("b")), make_poll(make_new("c"), feed_id="harbour")]
    assert store.save_polls(results) == [2, 1]
    assert store.save_polls(results) == [0, 0]
    assert store.info().items == 3


def test_many_polls_are_written_wholly_or_not_at_all(store: Store) -> None:
    results = [make_poll(make_new("a")), make_poll(make_new("b"), feed_id="unknown")]
    with pytest.raises(StoreError, match="unknown"):
        store.save_polls(results)
    assert store.info().items == 0


def test_a_feed_writes_only_its_own_rows(store: Store) -> None:
    (theirs,) = stored(store, "a", feed_id="harbour")
    before = store.explain(str(theirs.id))
    revised = make_revised(theirs.id, make_new("changed").parsed)
    store.save_poll(make_poll(at=NOW + DAY, revised=(revised,), seen_ids=(theirs.id,)))
    assert store.explain(str(theirs.id)) == before


@given(
    hints=st.builds(
        Hints,
        ttl=st.none() | st.integers(0, 10**6).map(lambda n: timedelta(minutes=n)),
        update_every=st.none() | st.floats(1, 1e7).map(lambda n: timedelta(seconds=round(n, 3))),
        skip_hours=st.lists(st.integers(0, 23), unique=True).map(tuple),
        skip_days=st.lists(st.integers(0, 6), unique=True).map(tuple),
        hub=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
        topic=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_hints_come_back_as_they_were(store: Store, hints: Hints) -> None:
    store.save_poll(make_poll(memory=FeedMemory(hints=hints)))
    assert state_of(store).memory.hints == hints


# --- what feeds brought ----------------------------------------------------------------------------------


def test_what_a_feed_brought_is_told_with_its_median_delay(store: Store) -> None:
    store.save_poll(make_poll(make_new("old", baseline=True)))
    minutes = (2, 4, 90)
    news = [make_new(f"{n}", published_at=NOW + HOUR - n * MINUTE) for n in minutes]
    undated = make_new("undated")
    archive = make_new("archive", published_at=NOW - 90 * DAY)
    store.save_poll(make_poll(*news, undated, archive, at=NOW + HOUR))
    track(store, [opens(item) for item in store.untracked_items(9) if item.uid == "guid-2"], NOW)
    (record,) = store.feed_records(100)
    assert record == FeedRecord(feed_id="coast", items=5, matched=1, delay=4 * MINUTE)


def test_only_the_newest_items_count(store: Store) -> None:
    for number, name in enumerate(("coast", "harbour", "harbour")):
        store.save_poll(make_poll(make_new(f"{number}"), feed_id=name, at=NOW + number * HOUR))
    assert [(one.feed_id, one.items) for one in store.feed_records(2)] == [("harbour", 2)]
    assert store.feed_records(0) == []


def test_the_matches_of_each_feed_are_counted_by_storyline(store: Store) -> None:
    assert store.matching_feeds() == {}
    a, b = stored(store, "a", "b")
    (c,) = stored(store, "c", feed_id="harbour")
    track(store, [opens(a, "strike"), opens(b, "strike"), opens(c, "storm")], NOW)
    assert store.matching_feeds() == {"storm": {"harbour": 1}, "strike": {"coast": 2}}
