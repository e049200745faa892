"""What frequent calls read: never a whole table, and no more when more is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.model import (
    ALL_STORYLINES,
    Access,
    Channel,
    ChatSettings,
    ClaimedDelivery,
    Decision,
    Guest,
    Item,
    Route,
    SendStatus,
    TrackedItem,
    Traits,
)
from bot.ports import Store
from bot.store.sqlite import SqliteStore, open_sqlite
from tests.factories import (
    DAY,
    HOUR,
    NOW,
    joins,
    keys_of,
    make_chat,
    make_draft,
    make_feed,
    make_figure,
    make_new,
    make_parsed,
    make_poll,
    make_revised,
    make_update,
    opens,
    routed,
    tell_digest,
    track,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vigie.db"


SMALL = {
    "waiting",
    "edited",
    "work",
    "due",
    "wanted",
    "recent",
    "last_words",
    "heights",
    "json_each",
    "CONSTANT",
}
"""What may be read from end to end: it is as long as what was asked for."""


def everything_often(store: Store) -> None:
    """Every call that is made for each poll, item or message."""
    store.due_feeds(NOW, 100)
    store.known_items("coast", [keys_of(make_parsed("a"))])
    store.save_poll(make_poll(*map(make_new, "abcd")))
    a, b, c, d = store.untracked_items(9)
    track(store, [opens(a), opens(c)], NOW)
    joined = joins(b, f"strike/{a.id}", merges=(f"strike/{c.id}",))
    (match,) = joined.matches
    told = make_draft("more", Decision.NEW_MAXIMUM)
    said = Traits(figures=(make_figure(),))
    joined = replace(joined, matches=(replace(match, edit_at=NOW, alert=told, traits=said),))
    store.save_tracking([routed(store, joined, late=True, urgent=True), opens(a)], NOW)
    (match,) = opens(d).matches
    held = replace(match, alert=make_draft("held", held=True))
    track(store, [TrackedItem(item=d, matches=(held,))], NOW)
    revised = make_revised(a.id, make_parsed("a", title="Corrected"))
    store.save_poll(make_poll(make_new("a"), revised=(revised,), seen_ids=(b.id,)))
    store.story_members(["strike"], NOW, [a.id])
    store.story_members(["strike"], NOW, [a.id], after=1)
    store.figure_records(["strike"])
    store.recent_alerts(["strike"], NOW)
    store.recent_titles(9)
    assert tell_digest(store, "strike", [alert.id for alert in store.held_alerts()], NOW)
    store.sleep_stories("strike", NOW)
    claimed = claim_one(store)
    store.finish_delivery(make_update(claimed.id, SendStatus.RETRY), NOW)
    store.finish_delivery(make_update(claim_one(store).id, message_ref="1"), NOW)
    edit_first_message(store, a)
    gather_what_waits(store)
    while more := store.claim_deliveries(NOW, 9, [Channel.TELEGRAM]):
        store.finish_delivery(make_update(more[0].id, message_ref="1"), NOW)
    store.recover_deliveries()
    everything_that_chats_do(store)


def gather_what_waits(store: Store) -> None:
    """The backlog of the only chat is looked at, moved, and becomes a digest, of which a part is muted."""
    waiting = store.waiting(1)
    late = Route(chat_id=1, due_at=NOW, late=True, urgent=True, digest=True)
    assert store.reroute({one.id: late for one in waiting}) == len(waiting) > 1
    (backlog,) = store.backlogs(NOW, 1)
    assert store.gather(backlog.delivery_ids, NOW)
    (digest,) = store.claim_deliveries(NOW, 9, [Channel.TELEGRAM])
    store.mute_story(1, waiting[0].alert.story_id, NOW)
    store.finish_delivery(make_update(digest.id, SendStatus.RETRY), NOW)


def everything_that_chats_do(store: Store) -> None:
    """Every call that is made for a command, a button or a setting."""
    chat = store.save_chat(make_chat())
    store.chat(chat.id)
    store.find_chat(Channel.TELEGRAM, "100", 0)
    store.save_settings(chat.id, ChatSettings(silent=True))
    store.save_subscription(replace(store.subscriptions(chat.id)[0], silent=True))
    store.mute_story(chat.id, 1, NOW)
    store.mute_outlet(chat.id, "strike", "Coast", NOW)
    store.mutes(chat.id)
    store.unmute_story(chat.id, 1)
    store.unmute_outlet(chat.id, "strike", "Coast")
    assert store.sent_message(Channel.TELEGRAM, "100", "1") is not None
    store.unsubscribe(chat.id, "port")
    store.stories(limit=9, storyline_id="strike", since=NOW)
    store.stories(limit=9, since=NOW)
    guest = Guest(
        id=0,
        channel=Channel.TELEGRAM,
        address="100",
        name="",
        access=Access.ASKED,
        language="en",
        asked_at=NOW,
    )
    store.guest_by_id(store.save_guest(guest).id)
    store.guest(Channel.TELEGRAM, "100")
    store.guests(Access.ASKED)
    store.feedback(9)
    store.feedback(9, "strike")


def claim_one(store: Store) -> ClaimedDelivery:
    (claimed,) = store.claim_deliveries(NOW, 9, [Channel.TELEGRAM])
    return claimed


def edit_first_message(store: Store, item: Item) -> None:
    (match,) = joins(item, f"strike/{item.id}").matches
    track(store, [TrackedItem(item=item, matches=(replace(match, edit_at=NOW),))], NOW)


def test_no_frequent_statement_reads_a_whole_table(path: Path) -> None:
    store = open_sqlite(str(path))
    store.sync_feeds([make_feed("coast"), *(make_feed(f"f{n}") for n in range(200))], NOW - DAY)
    chat = store.save_chat(make_chat())
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    store.subscribe(chat.id, "port", NOW)
    seen: dict[str, Any] = {}
    with store._db.tracer(lambda sql, values: seen.setdefault(sql, values)):
        everything_often(store)
    statements = {sql: values for sql, values in seen.items() if "FROM" in sql or "UPDATE" in sql}
    assert len(statements) > 20
    for sql, values in statements.items():
        plan = [row["detail"] for row in store._db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        scans = {line for line in plan if line.startswith("SCAN") and line.split()[1] not in SMALL}
        scans = {line for line in scans if not line.startswith("SCAN (subquery")}
        if sql.endswith("FROM items ORDER BY id DESC LIMIT :limit"):
            scans -= {"SCAN items"}  # from the end, and no further than was asked for
        assert not scans or _only_walks_a_small_index(scans), (sql, plan)
    store.close()


def _only_walks_a_small_index(scans: set[str]) -> bool:
    """Partial indexes hold what waits and nothing else; the highest id is at the end of a table.

    The newest feedback is read from the end of its index, and no further than was asked for.
    """
    small = ("items_untracked", "alerts_held", "feedback_newest")
    small += tuple(f"deliveries_{name}" for name in ("unfinished", "sending", "edits", "editing", "due"))
    return all(line.endswith(small) or line == "SEARCH items" for line in scans)


def test_the_outbox_is_read_along_its_small_indexes() -> None:
    """Where the oldest may not be sent, the first of each chat are looked for; both are read along indexes."""
    store = waiting_store(chats=1, each=200)
    seen: list[tuple[str, Any]] = []
    with store._db.tracer(lambda sql, values: seen.append((sql, values))):
        store.claim_deliveries(NOW, 9, [Channel.TELEGRAM])
    plans = [
        "\n".join(row["detail"] for row in store._db.execute(f"EXPLAIN QUERY PLAN {sql}", values))
        for sql, values in seen
        if "FROM work" in sql
    ]
    oldest, first_of_each = plans
    assert "deliveries_chat" not in oldest + first_of_each
    assert (oldest.count("deliveries_due"), oldest.count("deliveries_edits_due")) == (1, 1)
    assert (first_of_each.count("deliveries_unfinished"), first_of_each.count("deliveries_edits")) == (3, 3)
    assert oldest.count("deliveries_sending") == first_of_each.count("deliveries_sending") == 1
    store.close()


def waiting_store(*, chats: int, each: int) -> SqliteStore:
    """A store in which so many messages wait for each of so many chats."""
    store = open_sqlite(":memory:")
    store.sync_feeds([make_feed()], NOW)
    for number in range(chats):
        store.subscribe(store.save_chat(make_chat(str(number))).id, ALL_STORYLINES, NOW)
    store.save_poll(make_poll(*(make_new(str(n)) for n in range(each))))
    track(store, [opens(item) for item in store.untracked_items(each)], NOW)
    return store


def outbox_efforts(chats: int, each: int) -> dict[str, int]:
    """The steps of what is done for each message, where so many wait."""
    store = waiting_store(chats=chats, each=each)
    for sent in store.claim_deliveries(NOW, 1, [Channel.TELEGRAM]):
        store.finish_delivery(make_update(sent.id, message_ref="1"), NOW)
    calls: dict[str, Callable[[], object]] = {
        "claim": lambda: store.claim_deliveries(NOW, 1, [Channel.TELEGRAM]),
        "finish": lambda: store.finish_delivery(make_update(2, message_ref="1"), NOW),
        "claim in vain": lambda: store.claim_deliveries(NOW - DAY - HOUR, 1, [Channel.TELEGRAM]),
        "find": lambda: store.sent_message(Channel.TELEGRAM, "0", "1"),
        "gather": lambda: store.gather([chats * each], NOW),
        "mute": lambda: store.mute_outlet(1, "strike", "Coast", NOW),
    }
    spent = {name: effort(store, call) for name, call in calls.items()}
    store.close()
    return spent


def test_a_message_costs_the_same_however_many_wait_in_however_many_chats() -> None:
    few, many = outbox_efforts(50, 5), outbox_efforts(1000, 5)
    assert min(few.values()) > 0
    dearer = {name: (few[name], many[name]) for name in few if many[name] > 1.5 * few[name] + 100}
    assert not dearer


def test_a_deep_backlog_of_one_chat_costs_no_more_than_a_shallow_one() -> None:
    few, many = outbox_efforts(1, 100), outbox_efforts(1, 3000)
    dearer = {name: (few[name], many[name]) for name in few if many[name] > 1.5 * few[name] + 100}
    assert not dearer


def test_backlogs_are_looked_for_in_crowded_chats_alone() -> None:
    store = waiting_store(chats=300, each=3)
    shallow = effort(store, lambda: store.backlogs(NOW, 4))
    deep = effort(store, lambda: store.backlogs(NOW, 3))
    assert shallow < deep / 3
    assert shallow < 300 * 80, "steps for each chat"
    store.close()


def test_due_feeds_are_read_in_order_along_their_index(path: Path) -> None:
    store = open_sqlite(str(path))
    seen: list[tuple[str, Any]] = []
    with store._db.tracer(lambda sql, values: seen.append((sql, values))):
        store.due_feeds(NOW, 10)
    ((sql, values),) = [one for one in seen if "SELECT" in one[0]]
    plan = [row["detail"] for row in store._db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan == ["SEARCH feeds USING INDEX feeds_due (next_poll_at<?)"]
    store.close()


def effort(store: SqliteStore, work: Callable[[], object]) -> int:
    """How many steps of SQLite's machine the work takes: as good as its time, and always the same."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    store._db.conn.set_progress_handler(count, 1)
    work()
    store._db.conn.set_progress_handler(None, 0)
    return counted


def efforts(stories: int) -> dict[str, int]:
    """The steps of each frequent call on a storyline with so many stories, each told and said a figure of."""
    store = open_sqlite(":memory:")
    store.sync_feeds([make_feed()], NOW)
    store.subscribe(store.save_chat(make_chat()).id, ALL_STORYLINES, NOW)
    store.save_poll(make_poll(*(make_new(str(n)) for n in range(stories + 2))))
    *openers, a, b = store.untracked_items(stories + 2)
    track(store, [with_figure(opens(item)) for item in openers], NOW)
    *_, last = store.story_members(["strike"], NOW)
    joined = with_figure(joins(a, f"strike/{openers[0].id}", merges=(f"strike/{openers[1].id}",)))
    calls: dict[str, Callable[[], object]] = {
        "open": lambda: track(store, [with_figure(opens(b))], NOW),
        "join and merge": lambda: track(store, [joined], NOW),
        "members": lambda: store.story_members(["strike"], NOW, after=last.match_id),
        "records": lambda: store.figure_records(["strike"]),
        "claim": lambda: store.claim_deliveries(NOW, 9, [Channel.TELEGRAM]),
        "finish": lambda: store.finish_delivery(make_update(3, message_ref="1"), NOW),
        "recover": lambda: store.recover_deliveries(),
        "followers": lambda: store.followers(["strike"]),
        "alerts": lambda: store.recent_alerts(["strike"], NOW + HOUR),
        "held": lambda: store.held_alerts(),
        "sleep": lambda: store.sleep_stories("strike", NOW),
    }
    spent = {name: effort(store, call) for name, call in calls.items()}
    store.close()
    return spent


def with_figure(tracked: TrackedItem) -> TrackedItem:
    """The same with a figure, and with its messages to be edited."""
    (match,) = tracked.matches
    figure = make_figure(float(tracked.item.id), claimant=f"c{tracked.item.id % 3}")
    said = replace(match, traits=Traits(figures=(figure,)), edit_at=NOW)
    return replace(tracked, matches=(said,))


def test_frequent_calls_cost_the_same_however_much_is_stored() -> None:
    few, many = efforts(300), efforts(3000)
    assert min(few.values()) > 0
    dearer = {name: (few[name], many[name]) for name in few if many[name] > 1.5 * few[name] + 100}
    assert not dearer
