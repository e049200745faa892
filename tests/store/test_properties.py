"""What holds whatever happens, in any order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.model import (
    ALL_STORYLINES,
    Channel,
    ClaimedDelivery,
    Decision,
    Item,
    PollResult,
    PollStatus,
    SendStatus,
    TrackedItem,
)
from bot.store.sqlite import SqliteStore, open_sqlite
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    joins,
    make_chat,
    make_feed,
    make_new,
    make_parsed,
    make_poll,
    make_revised,
    make_update,
    opens,
)

TABLES = (
    "feeds", "items", "revisions", "stories", "matches", "alerts", "chats", "subscriptions", "deliveries"
)  # fmt: skip
TEXT = st.text(max_size=12)
NAMES = st.sampled_from("abcdefgh")


def contents(store: SqliteStore, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is stored, but for the search index."""
    return {
        table: [tuple(row) for row in store._db.execute(f"SELECT * FROM {table}")]
        for table in tables or TABLES
    }


def check(store: SqliteStore) -> None:
    """SQLite's own checks: pages, foreign keys, and the search index against the items."""
    assert [tuple(row) for row in store._db.execute("PRAGMA integrity_check")] == [("ok",)]
    assert store._db.execute("PRAGMA foreign_key_check").fetchall() == []
    store._db.execute("INSERT INTO items_fts (items_fts, rank) VALUES ('integrity-check', 1)")


def opened() -> SqliteStore:
    store = open_sqlite(":memory:")
    store.sync_feeds([make_feed("coast"), make_feed("harbour")], NOW)
    return store


# --- polls -----------------------------------------------------------------------------------------------


@st.composite
def polls(draw: st.DrawFn, number: int) -> PollResult:
    """Any poll: of hostile texts, of items that are known or not, its own or another feed's."""
    new = draw(
        st.lists(
            st.builds(make_new, NAMES, title=TEXT, summary=TEXT, author=TEXT, tags=st.tuples(TEXT)),
            max_size=4,
        )
    )
    ids = st.integers(1, 12)
    revised = st.builds(
        make_revised, ids, st.builds(make_parsed, NAMES, title=TEXT), text_changed=st.booleans()
    )
    return make_poll(
        *new,
        feed_id=draw(st.sampled_from(["coast", "harbour"])),
        at=NOW + number * draw(st.sampled_from([MINUTE, DAY])),
        status=draw(st.sampled_from(PollStatus)),
        revised=tuple(draw(st.lists(revised, max_size=2, unique_by=lambda r: r.id))),
        seen_ids=tuple(draw(st.lists(ids, max_size=3))),
        etag=draw(TEXT),
        error=draw(TEXT),
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_saving_a_poll_twice_changes_nothing(data: st.DataObject) -> None:
    with closing(opened()) as store:
        for number in range(data.draw(st.integers(1, 5))):
            poll = data.draw(polls(number))
            store.save_poll(poll)
            once = contents(store)
            assert store.save_poll(poll) == 0
            assert contents(store) == once
        check(store)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_poll_changes_no_row_of_another_feed(data: st.DataObject) -> None:
    with closing(opened()) as store:
        for name in "abc":
            store.save_poll(make_poll(make_new(name)))
            store.save_poll(make_poll(make_new(name), feed_id="harbour"))
        poll = data.draw(polls(9))
        theirs = "harbour" if poll.feed_id == "coast" else "coast"
        mine = "SELECT * FROM items WHERE feed_id = ?"
        before = store._db.execute(mine, [theirs]).fetchall()
        store.save_poll(poll)
        assert store._db.execute(mine, [theirs]).fetchall() == before


# --- tracking --------------------------------------------------------------------------------------------


def tracking(item: Item) -> st.SearchStrategy[TrackedItem]:
    """Any outcome: no match, a story opened loudly or silently, or an earlier item's story joined."""
    options = [
        TrackedItem(item=item),
        opens(item),
        opens(item, "port"),
        opens(item, decision=Decision.BASELINE),
        *(joins(item, f"strike/{first}") for first in range(1, item.id)),
    ]
    return st.sampled_from(options)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_tracking_twice_gives_the_same_stories_alerts_and_deliveries(data: st.DataObject) -> None:
    with closing(opened()) as store:
        for address in "12":
            chat = store.save_chat(make_chat(address))
            store.subscribe(chat.id, data.draw(st.sampled_from(["strike", "port", ALL_STORYLINES])), NOW)
        store.save_poll(make_poll(*map(make_new, "abcde")))
        batch = [data.draw(tracking(item)) for item in store.untracked_items(9)]
        alerts = store.save_tracking(batch, NOW)
        once = contents(store)
        assert len(once["alerts"]) == alerts
        assert store.save_tracking(batch, NOW + HOUR) == 0
        assert contents(store) == once
        revise_all(store)
        again = [data.draw(tracking(item)) for item in store.untracked_items(9)]
        store.save_tracking(again, NOW + HOUR)
        told = store._db.execute("SELECT story_id, count(*) AS n FROM alerts GROUP BY story_id")
        assert {row["n"] for row in told} <= {1}
        check(store)


def revise_all(store: SqliteStore) -> None:
    for item in store.items(limit=9):
        store.save_poll(make_poll(revised=(make_revised(item.id, make_parsed("z")),), at=NOW + HOUR))
    assert len(store.untracked_items(9)) == 5


# --- the outbox ------------------------------------------------------------------------------------------

ADDRESSES = st.sampled_from(["100", "200", "300"])
STORYLINES = st.sampled_from(["strike", "port", ALL_STORYLINES])


class Outbox(RuleBasedStateMachine):
    """Chats come, go and move while alerts are made, sent, refused and lost on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.store = opened()
        self.now = NOW
        self.claimed: dict[int, ClaimedDelivery] = {}
        self.sent: set[tuple[int, int]] = set()
        self.made = 0

    def teardown(self) -> None:
        self.drain()
        check(self.store)
        self.store.close()

    @initialize()
    def somebody_listens(self) -> None:
        self.chat("100", 0, ALL_STORYLINES)
        self.chat("100", 1, "strike")
        self.chat("200", 0, "strike")

    @rule(address=ADDRESSES, topic=st.integers(0, 1), storyline=STORYLINES)
    def chat(self, address: str, topic: int, storyline: str) -> None:
        chat = self.store.save_chat(make_chat(address, topic=topic))
        self.store.subscribe(chat.id, storyline, self.now)

    @rule(address=ADDRESSES, topic=st.integers(0, 1), storyline=STORYLINES)
    def leave(self, address: str, topic: int, storyline: str) -> None:
        if chat := self.store.find_chat(Channel.TELEGRAM, address, topic):
            self.store.unsubscribe(chat.id, storyline)

    @rule(address=ADDRESSES)
    def suspend(self, address: str) -> None:
        self.store.suspend_chat(Channel.TELEGRAM, address, "kicked")

    @rule(storyline=st.sampled_from(["strike", "port"]))
    def alert(self, storyline: str) -> None:
        self.made += 1
        self.store.save_poll(make_poll(make_new(str(self.made))))
        self.store.save_tracking([opens(item, storyline) for item in self.store.untracked_items(9)], self.now)

    @rule(minutes=st.integers(1, 30))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(limit=st.integers(1, 5))
    def claim(self, limit: int) -> None:
        found = self.store.claim_deliveries(self.now, limit, [Channel.TELEGRAM])
        assert [delivery.id for delivery in found] == sorted(delivery.id for delivery in found)
        for delivery in found:
            assert not delivery.chat.suspended
            assert self.unfinished(delivery.chat.address)[0] == delivery.id, "the oldest of its address"
            assert (delivery.chat.id, delivery.alert.id) not in self.sent, "nothing twice"
            self.claimed[delivery.id] = delivery

    @precondition(lambda self: self.claimed)
    @rule(
        data=st.data(),
        status=st.sampled_from(SendStatus),
        pause=st.integers(0, 10),
        new_address=ADDRESSES,
    )
    def finish(self, data: st.DataObject, status: SendStatus, pause: int, new_address: str) -> None:
        delivery = self.claimed.pop(data.draw(st.sampled_from(sorted(self.claimed))))
        later = self.now + pause * MINUTE
        update = make_update(
            delivery.id, status, due_at=later, chat_not_before_at=later, new_address=new_address
        )
        self.store.finish_delivery(update, self.now)
        if status is SendStatus.SENT:
            self.sent.add((delivery.chat.id, delivery.alert.id))

    @rule()
    def crash(self) -> None:
        assert self.store.recover_deliveries() == len(self.claimed)
        self.claimed.clear()

    @invariant()
    def at_most_one_of_an_address_is_on_its_way(self) -> None:
        query = """
            SELECT count(*) AS n FROM deliveries JOIN chats ON chats.id = chat_id
            WHERE state = 'sending' GROUP BY address
        """
        assert all(row["n"] == 1 for row in self.store._db.execute(query))

    @invariant()
    def a_chat_is_suspended_with_all_its_topics(self) -> None:
        query = "SELECT count(DISTINCT suspended = '') AS n FROM chats GROUP BY address"
        assert all(row["n"] == 1 for row in self.store._db.execute(query))

    @invariant()
    def what_is_claimed_is_what_is_sending(self) -> None:
        assert self.store.info().deliveries["sending"] == len(self.claimed)

    def unfinished(self, address: str) -> list[int]:
        query = """
            SELECT deliveries.id FROM deliveries JOIN chats ON chats.id = chat_id
            WHERE finished_at IS NULL AND address = ? ORDER BY deliveries.id
        """
        return [row["id"] for row in self.store._db.execute(query, [address])]

    def drain(self) -> None:
        """In the end all is sent that is still wanted: nothing is stuck."""
        self.crash()
        self.now += DAY
        for address in ("100", "200", "300"):
            if self.store.find_chat(Channel.TELEGRAM, address, 0):
                self.store.save_chat(make_chat(address))
            elif self.store.find_chat(Channel.TELEGRAM, address, 1):
                self.store.save_chat(make_chat(address, topic=1))
        while found := self.store.claim_deliveries(self.now, 99, [Channel.TELEGRAM]):
            for delivery in found:
                assert (delivery.chat.id, delivery.alert.id) not in self.sent
                self.store.finish_delivery(make_update(delivery.id), self.now)
        deliveries = self.store.info().deliveries
        assert (deliveries["pending"], deliveries["sending"]) == (0, 0)


def test_the_outbox_keeps_its_order_and_loses_and_repeats_nothing() -> None:
    run_state_machine_as_test(
        Outbox, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )


# --- times and texts -------------------------------------------------------------------------------------


BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)
OFFSETS = st.builds(timezone, st.timedeltas(-DAY + MINUTE, DAY - MINUTE))


@settings(max_examples=60, deadline=None)
@given(at=st.datetimes(timezones=OFFSETS))
@example(at=datetime.min.replace(tzinfo=timezone(timedelta(hours=9))))
@example(at=datetime.max.replace(tzinfo=timezone(timedelta(hours=-9))))
def test_every_time_that_utc_knows_comes_back_to_the_microsecond(at: datetime) -> None:
    with closing(opened()) as store:
        store.save_poll(make_poll(make_new("a", published_at=at)))
        (item,) = store.items(limit=1)
        assert item.published_at == min(max(at, BEGINNING), END)
        assert item.published_at is not None
        assert item.published_at.utcoffset() == timedelta(0)


WORDS = st.lists(
    st.one_of(st.text(max_size=8), st.sampled_from(['"', "*", "AND", "NEAR(", "-", "^", "title:", "\0", "北", "é"])),
    max_size=8,
)  # fmt: skip


def search_never_fails(store: SqliteStore) -> Callable[[list[str]], None]:
    @settings(max_examples=300, deadline=None)
    @given(words=WORDS, separator=st.sampled_from([" ", "", "\n"]))
    def run(words: list[str], separator: str) -> None:
        asked = separator.join(words)
        assert len(store.search(asked, 5)) <= 1
        store.explain(asked)

    return run


def test_any_text_can_be_searched_and_explained() -> None:
    with closing(opened()) as store:
        store.save_poll(make_poll(make_new("a", title='He said "AND" * NEAR(x) title: 北京 é')))
        search_never_fails(store)()
        assert len(store.search("word " * 20_000, 5)) == 0
        assert len(store.search("北" * 20_000 + " 京", 5)) == 0
        assert len(store.search('"' * 20_000, 5)) == 0
        assert [item.uid for item in store.search('said "AND" 北京 NEAR(x)', 5)] == ["guid-a"]
