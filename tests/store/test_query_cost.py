"""What frequent calls read: never a whole table, and no more when more is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.model import (
    ALL_STORYLINES,
    Channel,
    ClaimedDelivery,
    Decision,
    Item,
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
    track(store, [joined, opens(a)], NOW)
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
    while more := store.claim_deliveries(NOW, 9, [Channel.TELEGRAM]):
        store.finish_delivery(make_update(more[0].id, message_ref="1"), NOW)
    store.recover_deliveries()
    store.save_chat(make_chat())
    store.find_chat(Channel.TELEGRAM, "100", 0)
    store.subscriptions(1)
    store.unsubscribe(1, "port")


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
    """Partial indexes hold what waits and nothing else; the highest id is at the end of a table."""
    small = ("items_untracked", "alerts_held")
    small += tuple(f"deliveries_{name}" for name in ("unfinished", "sending", "edits", "editing"))
    return all(line.endswith(small) or line == "SEARCH items" for line in scans)


def test_the_outbox_is_read_along_its_small_indexes(path: Path) -> None:
    store = open_sqlite(str(path))
    seen: list[tuple[str, Any]] = []
    with store._db.tracer(lambda sql, values: seen.append((sql, values))):
        store.claim_deliveries(NOW, 9, [Channel.TELEGRAM])
    ((sql, values),) = [one for one in seen if "RECURSIVE" in one[0]]
    plan = "\n".join(row["detail"] for row in store._db.execute(f"EXPLAIN QUERY PLAN {sql}", values))
    assert "deliveries_chat" not in plan
    assert plan.count("deliveries_unfinished") == 3
    assert plan.count("deliveries_sending") == 1
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


STEPS_AT_A_TIME = 10
"""Of SQLite's virtual machine."""


def effort(store: SqliteStore, work: Callable[[], object]) -> int:
    """How many steps the work takes: as good as its time, and always the same."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += STEPS_AT_A_TIME
        return 0

    store._db.conn.set_progress_handler(count, STEPS_AT_A_TIME)
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
    few, many = efforts(30), efforts(3000)
    assert min(few.values()) > 0
    dearer = {name: (few[name], many[name]) for name in few if many[name] > 1.5 * few[name] + 100}
    assert not dearer
