"""What holds whatever happens, in any order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
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
    Route,
    SendStatus,
    TrackedItem,
)
from bot.store.dropping import MUTED, NOT_TOLD
from bot.store.sqlite import SqliteStore, open_sqlite
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    joins,
    make_chat,
    make_draft,
    make_feed,
    make_new,
    make_parsed,
    make_poll,
    make_revised,
    make_update,
    opens,
    track,
)

TABLES = (
    "feeds", "items", "revisions", "stories", "matches", "figures", "alerts", "chats", "subscriptions",
    "deliveries", "muted_stories", "guests", "feedback",
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
        alerts = track(store, batch, NOW)
        once = contents(store)
        assert len(once["alerts"]) == alerts
        assert track(store, batch, NOW + HOUR) == 0
        assert contents(store) == once
        revise_all(store)
        again = [data.draw(tracking(item)) for item in store.untracked_items(9)]
        track(store, again, NOW + HOUR)
        assert track(store, again, NOW + 2 * HOUR) == 0
        check(store)


def revise_all(store: SqliteStore) -> None:
    for item in store.items(limit=9):
        store.save_poll(make_poll(revised=(make_revised(item.id, make_parsed("z")),), at=NOW + HOUR))
    assert len(store.untracked_items(9)) == 5


# --- the outbox ------------------------------------------------------------------------------------------

ADDRESSES = st.sampled_from(["100", "200", "300"])
WAITS = st.sampled_from([0, 0, 2, 10])
STORYLINES = st.sampled_from(["strike", "port", ALL_STORYLINES])


class Outbox(RuleBasedStateMachine):
    """Chats come, go and move while stories are told, change, merge, and messages are lost on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.store = opened()
        self.now = NOW
        self.claimed: dict[int, ClaimedDelivery] = {}
        self.sent: set[tuple[int, int]] = set()
        self.lines: dict[int, list[tuple[int, int]]] = {}
        """Delivery and alert of all that a claimed message stands for."""
        self.told: set[int] = set()
        """Deliveries that arrived."""
        self.refused: set[int] = set()
        self.shown: dict[int, int] = {}
        """By delivery the items that its message counts."""
        self.stories: list[str] = []
        self.left: set[int] = set()
        """Chats that stopped following something or muted it once: they may have missed an edit."""
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
            self.left.add(chat.id)

    @rule(address=ADDRESSES)
    def suspend(self, address: str) -> None:
        self.store.suspend_chat(Channel.TELEGRAM, address, "kicked")

    def new_item(self) -> Item:
        self.made += 1
        self.store.save_poll(make_poll(make_new(str(self.made))))
        (item,) = self.store.untracked_items(9)
        return item

    @rule(address=ADDRESSES, topic=st.integers(0, 1), story=st.integers(1, 5), again=st.booleans())
    def mute(self, address: str, topic: int, story: int, again: bool) -> None:
        if chat := self.store.find_chat(Channel.TELEGRAM, address, topic):
            self.left.add(chat.id)
            if again:
                self.store.unmute_story(chat.id, story)
            elif self.store.mute_story(chat.id, story, self.now):
                waits = {one.alert.story_id for one in self.store.waiting(chat.id)}
                assert not waits & {muted.story_id for muted in self.store.mutes(chat.id).stories}

    @rule(least=st.integers(1, 3))
    def gather(self, least: int) -> None:
        """What waits in one chat becomes one message, unless a reply would overtake what it answers."""
        for backlog in self.store.backlogs(self.now, least):
            assert len(backlog.delivery_ids) >= least or backlog.digest
            if self.store.gather(backlog.delivery_ids, self.now):
                assert not self.store.gather(backlog.delivery_ids, self.now)

    @rule(address=ADDRESSES, topic=st.integers(0, 1), wait=WAITS, urgent=st.booleans())
    def reroute(self, address: str, topic: int, wait: int, urgent: bool) -> None:
        """The chat pauses, or its pause ends."""
        if chat := self.store.find_chat(Channel.TELEGRAM, address, topic):
            route = Route(chat_id=chat.id, due_at=self.now + wait * MINUTE, held=wait > 0, urgent=urgent)
            waiting = self.store.waiting(chat.id)
            assert self.store.reroute({one.id: route for one in waiting}) == len(waiting)

    def routes(self, data: st.DataObject, storyline: str) -> tuple[Route, ...]:
        """To all who follow but perhaps one, each at its own time and in its own way."""
        followers = self.store.followers([storyline])
        skipped = data.draw(st.integers(0, 4))
        late, urgent = data.draw(st.booleans()), data.draw(st.booleans())
        return tuple(
            Route(
                chat_id=one.chat.id,
                due_at=self.now + data.draw(WAITS) * MINUTE,
                digest=number == 1,
                urgent=urgent and number != 2,
                late=late and number != 3,
            )
            for number, one in enumerate(followers)
            if number != skipped
        )

    @rule(data=st.data(), storyline=st.sampled_from(["strike", "port"]))
    def alert(self, data: st.DataObject, storyline: str) -> None:
        tracked = opens(self.new_item(), storyline)
        self.stories.append(tracked.matches[0].assignment.story_key)
        self.track(data, tracked)

    def track(self, data: st.DataObject, tracked: TrackedItem) -> None:
        (match,) = tracked.matches
        match = replace(match, routes=self.routes(data, match.match.storyline_id))
        self.store.save_tracking([replace(tracked, matches=(match,))], self.now)

    @precondition(lambda self: self.stories)
    @rule(data=st.data(), wait=WAITS, told=st.booleans(), merges=st.booleans())
    def join(self, data: st.DataObject, wait: int, told: bool, merges: bool) -> None:
        """An item joins a story, which may be told in a reply, and may take another story."""
        key = data.draw(st.sampled_from(self.stories))
        taken = tuple(data.draw(st.sets(st.sampled_from(self.stories), max_size=2))) if merges else ()
        item = self.new_item()
        tracked = joins(item, key, merges=taken)
        if told:
            alert = make_draft(f"{key}/confirmed/{item.id}", Decision.CONFIRMED, detail=str(item.id))
            tracked = replace(tracked, matches=(replace(tracked.matches[0], alert=alert),))
        edited = replace(tracked.matches[0], edit_at=self.now + wait * MINUTE)
        self.track(data, replace(tracked, matches=(edited,)))

    @rule(minutes=st.integers(1, 30))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(limit=st.integers(1, 5))
    def claim(self, limit: int) -> None:
        waiting = {address: self.waiting(address) for address in ("100", "200", "300")}
        found = self.store.claim_deliveries(self.now, limit, [Channel.TELEGRAM])
        assert [bool(one.edits) for one in found] == sorted(bool(one.edits) for one in found)
        for delivery in found:
            assert not delivery.chat.suspended
            self.lines[delivery.id] = self.stands_for(delivery)
            if delivery.edits:
                assert delivery.edits == str(delivery.id)
                assert not waiting[delivery.chat.address], "messages come before edits"
                assert (delivery.chat.id, delivery.alert.id) in self.sent or delivery.chat.id in self.left
            else:
                assert waiting[delivery.chat.address][0] == delivery.id, "the first of its address"
                self.tells_nothing_twice(delivery)
                self.answers_its_story(delivery)
            self.claimed[delivery.id] = delivery

    def stands_for(self, delivery: ClaimedDelivery) -> list[tuple[int, int]]:
        query = (
            "SELECT id, alert_id FROM deliveries WHERE id = ? OR (gathered_by = ? AND finished_at IS NULL)"
        )
        return [tuple(row) for row in self.store._db.execute(query, [delivery.id, delivery.id])]

    def tells_nothing_twice(self, delivery: ClaimedDelivery) -> None:
        """What stood in a message that went astray with its chat may come again, and says so."""
        for line, alert in self.lines[delivery.id]:
            assert delivery.unknown_outcomes or line not in self.told
            assert delivery.unknown_outcomes or (delivery.chat.id, alert) not in self.sent
        stories = [view.story.id for view in delivery.digest]
        assert len(stories) == len(set(stories))
        assert bool(stories) or len(self.lines[delivery.id]) == 1
        muted = {one.story_id for one in self.store.mutes(delivery.chat.id).stories}
        assert not muted & {*stories, delivery.alert.story_id}

    def answers_its_story(self, delivery: ClaimedDelivery) -> None:
        """A reply comes after the first message, and answers one of this story in this chat."""
        query = """
            SELECT message_ref, state FROM alerts JOIN deliveries ON alert_id = alerts.id
            WHERE story_id = ? AND chat_id = ? AND alerts.reason = 'new story' AND deliveries.id <> ?
        """
        values = [delivery.alert.story_id, delivery.chat.id, delivery.id]
        first = [(row["message_ref"], row["state"]) for row in self.store._db.execute(query, values)]
        if delivery.digest:
            assert not delivery.reply_to
        elif delivery.alert.reason is Decision.NEW_STORY:
            assert not {"sent", "sending"} & {state for _, state in first}
        else:
            assert not {"pending", "sending"} & {state for _, state in first}
            assert not delivery.reply_to or (delivery.reply_to, "sent") in first

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
            delivery.id,
            status,
            due_at=later,
            chat_not_before_at=later,
            new_address=new_address,
            message_ref=str(delivery.id),
        )
        self.store.finish_delivery(update, self.now)
        if status is SendStatus.SENT:
            self.arrived(delivery)
        if status is SendStatus.REFUSED:
            self.refused.update(line for line, _ in self.lines[delivery.id])

    def arrived(self, delivery: ClaimedDelivery) -> None:
        self.told.update(line for line, _ in self.lines[delivery.id])
        self.sent.update((delivery.chat.id, alert) for _, alert in self.lines[delivery.id])
        self.shown[delivery.id] = delivery.story.story.items

    @rule()
    def crash(self) -> None:
        self.forget_deleted()
        messages = [one for one in self.claimed.values() if not one.edits]
        assert self.store.recover_deliveries() == len(messages)
        self.claimed.clear()

    def forget_deleted(self) -> None:
        """Two chats that become one keep one delivery of each alert; an edit ends when its chat moves."""
        query = """
            SELECT id FROM deliveries WHERE (state = 'sending' AND gathered_by IS NULL) OR editing = 1
        """
        there = {row["id"] for row in self.store._db.execute(query)}
        assert there <= set(self.claimed)
        self.claimed = {key: one for key, one in self.claimed.items() if key in there}

    @invariant()
    def at_most_one_of_an_address_is_on_its_way(self) -> None:
        query = """
            SELECT count(*) AS n FROM deliveries JOIN chats ON chats.id = chat_id
            WHERE (state = 'sending' AND gathered_by IS NULL) OR editing = 1 GROUP BY address
        """
        assert all(row["n"] == 1 for row in self.store._db.execute(query))

    @invariant()
    def what_was_gathered_shares_one_fate(self) -> None:
        query = """
            SELECT count(*) FROM deliveries AS one LEFT JOIN deliveries AS first ON first.id = one.gathered_by
            WHERE one.finished_at IS NULL AND one.gathered_by IS NOT NULL AND (
              first.state IS NOT one.state OR first.gathers = 0 OR first.chat_id <> one.chat_id
              OR first.attempts <> one.attempts OR one.gathers = 1
            )
        """
        assert self.store._db.execute(query).fetchone()[0] == 0

    @invariant()
    def a_chat_is_suspended_with_all_its_topics(self) -> None:
        query = "SELECT count(DISTINCT suspended = '') AS n FROM chats GROUP BY address"
        assert all(row["n"] == 1 for row in self.store._db.execute(query))

    @invariant()
    def a_message_that_waits_is_owed_no_edit(self) -> None:
        query = (
            "SELECT count(*) FROM deliveries WHERE edit_due_at IS NOT NULL AND state IN ('pending', 'failed')"
        )
        assert self.store._db.execute(query).fetchone()[0] == 0

    def waiting(self, address: str) -> list[int]:
        """What is due there and unfinished, in order."""
        query = """
            SELECT deliveries.id FROM deliveries JOIN chats ON chats.id = chat_id
            WHERE finished_at IS NULL AND gathered_by IS NULL AND address = ? AND due_at <= ?
            ORDER BY due_at, deliveries.id
        """
        now = (self.now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        return [row["id"] for row in self.store._db.execute(query, [address, now])]

    def drain(self) -> None:
        """In the end all is sent that is still wanted, and shows what is known: nothing is stuck or lost."""
        self.crash()
        self.now += DAY
        for address in ("100", "200", "300"):
            if self.store.find_chat(Channel.TELEGRAM, address, 0):
                self.store.save_chat(make_chat(address))
            elif self.store.find_chat(Channel.TELEGRAM, address, 1):
                self.store.save_chat(make_chat(address, topic=1))
        while found := self.store.claim_deliveries(self.now, 99, [Channel.TELEGRAM]):
            for delivery in found:
                self.lines[delivery.id] = self.stands_for(delivery)
                if not delivery.edits:
                    self.tells_nothing_twice(delivery)
                self.store.finish_delivery(make_update(delivery.id, message_ref=str(delivery.id)), self.now)
                self.arrived(delivery)
        deliveries = self.store.info().deliveries
        assert (deliveries["pending"], deliveries["sending"]) == (0, 0)
        self.everything_was_told_or_has_a_reason()
        self.all_live_messages_are_up_to_date()

    def everything_was_told_or_has_a_reason(self) -> None:
        for row in self.store._db.execute("SELECT id, state, reason FROM deliveries"):
            if row["state"] == "sent":
                assert row["id"] in self.told
            else:
                assert row["reason"] in (MUTED, NOT_TOLD) or row["id"] in self.refused

    def all_live_messages_are_up_to_date(self) -> None:
        query = """
            SELECT deliveries.id, chat_id, (SELECT count(*) FROM matches WHERE story_id = alerts.story_id) AS items
            FROM deliveries JOIN alerts ON alerts.id = alert_id
            WHERE alerts.reason = 'new story' AND deliveries.state = 'sent' AND settled = 0
              AND gathers = 0 AND gathered_by IS NULL
        """
        for row in self.store._db.execute(query):
            assert row["chat_id"] in self.left or self.shown[row["id"]] == row["items"]


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
