"""A database of an earlier version goes on with all that it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.model import (
    Access,
    Channel,
    ChatSettings,
    Decision,
    DeliveryState,
    JoinReason,
    Level,
    SendStatus,
    StoryState,
    Subscription,
    Traits,
)
from bot.store.schema import STEPS, migrate
from bot.store.sqlite import SqliteStore, open_sqlite
from tests.factories import HOUR, MINUTE, NOW, joins, make_new, make_poll, make_update, track
from tests.store.test_properties import check


def micros(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


EVIDENCE = (
    '[{"concept": "work", "term": "strike", "text": "Dockers", "field": "title", "start": 0, "end": 7}]'
)
T = micros(NOW)
RETRIED = micros(NOW + MINUTE)
ITEM = {"feed_id": "coast", "summary": "", "author": "", "language": "en", "source_url": "", "tags": "[]"}
ITEM |= {"title_key": "", "seen_at": T, "first_seen_at": T, "baseline": 0, "tracked": 1}
MATCH = {"storyline_id": "strike", "score": 0.5, "evidence": EVIDENCE, "story_id": 1, "matched_at": T}
CHAT = {"channel": "telegram", "kind": "group", "title": "Desk", "language": "en"}
DELIVERY = {"chat_id": 1, "due_at": T, "created_at": T, "attempts": 1}

ROWS: dict[str, list[dict[str, Any]]] = {
    "feeds": [
        {
            "id": "coast",
            "name": "The Coast",
            "publisher": "Coast",
            "url": "u",
            "language": "en",
            "next_poll_at": T,
        }
    ],
    "items": [
        ITEM
        | {"id": 1, "uid": "a", "guid": "a", "url_key": "c.example/a", "url": "https://c.example/a"}
        | {"title": "Dockers strike", "source_name": "", "published_at": micros(NOW - HOUR)},
        ITEM
        | {"id": 2, "uid": "b", "guid": "b", "url_key": "c.example/b", "url": "https://c.example/b"}
        | {"title": "Port shut", "source_name": "Harbour Herald", "published_at": micros(NOW + HOUR)},
    ],
    "revisions": [{"item_id": 1, "revision": 0, "title": "Dockers", "summary": "", "replaced_at": T}],
    "stories": [
        {"id": 1, "key": "strike/1", "storyline_id": "strike", "title": "Dockers strike", "state": "reported"}
        | {"opened_at": T, "updated_at": T},
        {"id": 2, "key": "port/2", "storyline_id": "port", "title": "Port shut", "state": "reported"}
        | {"opened_at": T, "updated_at": T},
    ],
    "matches": [
        MATCH
        | {
            "item_id": 1,
            "joined": "opened the story",
            "similarity": 1.0,
            "like_item_id": 0,
            "decision": "new story",
        },
        MATCH
        | {"item_id": 2, "joined": "same title", "similarity": 0.9, "like_item_id": 1}
        | {"decision": "its story was told already"},
        MATCH
        | {"item_id": 2, "storyline_id": "port", "story_id": 2, "joined": "opened the story"}
        | {"similarity": 1.0, "like_item_id": 0, "decision": "seen by the first poll of its feed"},
    ],
    "alerts": [
        {"id": 1, "key": "strike/1/new story", "storyline_id": "strike", "story_id": 1, "item_id": 1}
        | {"reason": "new story", "created_at": T}
    ],
    "chats": [
        CHAT | {"id": number, "address": str(number), "topic": 0, "suspended": "kicked" * (number == 4)}
        for number in (1, 2, 3, 4, 5)
    ],
    "subscriptions": [
        {"chat_id": number, "storyline_id": "strike", "created_at": T} for number in range(1, 6)
    ],
    "deliveries": [
        DELIVERY | {"id": 1, "alert_id": 1, "state": "sent", "message_ref": "77", "finished_at": T},
        DELIVERY | {"id": 2, "alert_id": 1, "chat_id": 2, "state": "pending", "due_at": RETRIED},
        DELIVERY | {"id": 3, "alert_id": 1, "chat_id": 3, "state": "sending", "claimed_at": T},
        DELIVERY | {"id": 4, "alert_id": 1, "chat_id": 4, "state": "pending", "attempts": 0},
        DELIVERY
        | {"id": 5, "alert_id": 1, "chat_id": 5, "state": "failed", "reason": "no", "finished_at": T},
    ],
}


def kept(connection: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """The columns that the rows above fill, as they are stored."""
    connection.row_factory = sqlite3.Row
    found: dict[str, list[dict[str, Any]]] = {}
    for table, rows in ROWS.items():
        stored = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
        assert len(stored) == len(rows), table
        found[table] = [
            {name: row[name] for name in wanted} for row, wanted in zip(stored, rows, strict=True)
        ]
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file as the first version left it, with rows in every table."""
    path = tmp_path / "vigie.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(Database(connection, execute_plugins=False), str(path), STEPS[:1])
        for table, rows in ROWS.items():
            for row in rows:
                names = ", ".join(row)
                values = ", ".join(f":{name}" for name in row)
                connection.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", row)
        connection.execute("INSERT INTO items_fts (items_fts) VALUES ('rebuild')")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        assert {table for table in tables if "fts" not in table and "sqlite" not in table} == set(ROWS)
        assert kept(connection) == ROWS
    return path


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(open_sqlite(str(path))) as store:
        yield store


def test_every_value_is_there_as_it_was(path: Path) -> None:
    open_sqlite(str(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        expected = dict(ROWS)
        # what was tried in vain keeps its place in the order, and waits for its next try as before
        expected["deliveries"] = [row | {"due_at": T} for row in ROWS["deliveries"]]
        assert kept(connection) == expected
        retries = connection.execute("SELECT retry_at FROM deliveries WHERE id = 2").fetchone()
        assert tuple(retries) == (RETRIED,)


def test_what_was_decided_is_told_as_before(store: SqliteStore) -> None:
    check(store)
    assert store.info().schema == len(STEPS)
    told = store.explain("1")
    assert told is not None
    (match,) = told.matches
    assert (match.decision, match.joined, match.story.told) == (Decision.NEW_STORY, JoinReason.OPENED, True)
    assert (match.story.items, match.story.outlets, match.story.state) == (2, 2, StoryState.REPORTED)
    assert (match.traits, match.signals) == (Traits(), ())
    assert match.alert is not None
    assert (match.alert.level, match.alert.detail) == (Level.LOUD, "")
    states = [delivery.state for delivery in match.deliveries]
    assert states == [
        DeliveryState.SENT,
        DeliveryState.PENDING,
        DeliveryState.SENDING,
        DeliveryState.PENDING,
        DeliveryState.FAILED,
    ]


def test_members_have_their_times_publishers_and_alerts(store: SqliteStore) -> None:
    members = store.story_members(["strike", "port"], NOW)
    assert [(m.item_id, m.publisher, m.at, m.told_at) for m in members] == [
        (1, "Coast", NOW - HOUR, NOW),
        (2, "Coast", NOW, NOW),
        (2, "Coast", NOW, None),
    ]


def test_the_outbox_goes_on_where_it_was(store: SqliteStore) -> None:
    assert store.recover_deliveries() == 1
    (again,) = store.claim_deliveries(NOW, 9, [Channel.TELEGRAM])
    assert (again.id, again.unknown_outcomes, again.attempt) == (3, 1, 2)
    (retried,) = store.claim_deliveries(NOW + MINUTE, 9, [Channel.TELEGRAM])
    assert retried.id == 2


def test_a_message_of_before_is_edited_when_its_story_grows(store: SqliteStore) -> None:
    store.save_poll(make_poll(make_new("c")))
    (item,) = store.untracked_items(9)
    tracked = joins(item, "strike/1")
    edited = replace(tracked.matches[0], edit_at=NOW)
    track(store, [replace(tracked, matches=(edited,))], NOW)
    (edit, *_) = [one for one in store.claim_deliveries(NOW, 9, [Channel.TELEGRAM]) if one.edits]
    assert (edit.id, edit.edits, edit.story.story.items) == (1, "77", 3)
    store.finish_delivery(make_update(edit.id, SendStatus.SENT), NOW)


# --- from the second version -----------------------------------------------------------------------------

LATER = micros(NOW + MINUTE)
MORE = f"""
UPDATE deliveries SET edit_due_at = {LATER} WHERE id = 1;
INSERT INTO chats (id, channel, address, topic, kind, title, language) VALUES
  (6, 'telegram', '1', 7, 'group', 'Desk', 'fr'),
  (7, 'telegram', '7', 0, 'private', 'Ada', 'fr'),
  (8, 'console', '-', 0, 'console', '', 'en');
INSERT INTO subscriptions (chat_id, storyline_id, created_at) VALUES (6, '*', {T} - 1), (8, '*', {T});
INSERT INTO alerts (id, key, storyline_id, story_id, item_id, reason, created_at, level, held)
VALUES (3, 'digest', 'strike', 1, 2, 'digest', {T}, 'quiet', 0);
INSERT INTO alerts (id, key, storyline_id, story_id, item_id, reason, created_at, level, held, digest_id)
VALUES (2, 'held', 'strike', 1, 2, 'new maximum', {T}, 'quiet', 1, 3);
INSERT INTO deliveries (id, alert_id, chat_id, state, due_at, created_at)
VALUES (6, 3, 6, 'pending', {T}, {T});
"""


@pytest.fixture
def second(path: Path) -> Iterator[SqliteStore]:
    """A file as the second version left it, in which edits and a digest wait, as it is opened now."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(Database(connection, execute_plugins=False), str(path), STEPS[:2])
        connection.executescript(MORE)
    with closing(open_sqlite(str(path))) as store:
        yield store


def test_who_was_served_before_there_were_guests_is_let_in(second: SqliteStore) -> None:
    check(second)
    guests = second.guests(Access.ALLOWED)
    assert {guest.address for guest in guests} == {"1", "2", "3", "4", "5"}, "not who follows nothing"
    first = second.guest(Channel.TELEGRAM, "1")
    assert first is not None
    assert (first.name, first.asked_at) == ("Desk", NOW - timedelta(microseconds=1))
    assert second.admins() == []


def test_chats_and_subscriptions_of_before_have_plain_settings(second: SqliteStore) -> None:
    chat = second.chat(1)
    assert chat is not None
    assert chat.settings == ChatSettings()
    expected = Subscription(chat_id=1, storyline_id="strike", created_at=NOW)
    assert second.subscriptions(1) == [expected]


def test_messages_of_before_are_found_by_their_numbers(second: SqliteStore) -> None:
    found = second.sent_message(Channel.TELEGRAM, "1", "77")
    assert found is not None
    assert (found.chat.id, found.alert.id) == (1, 1)


def test_what_waited_in_the_second_version_is_sent_in_its_order(second: SqliteStore) -> None:
    second.recover_deliveries()
    told = []
    while found := second.claim_deliveries(NOW + MINUTE, 1, [Channel.TELEGRAM]):
        (one,) = found
        told.append((one.id, one.edits, len(one.digest)))
        second.finish_delivery(make_update(one.id, message_ref=one.edits or "9"), NOW + MINUTE)
    assert told == [(2, "", 0), (3, "", 0), (6, "", 1), (1, "77", 0)]
    assert second.info().deliveries == {"pending": 1, "sending": 0, "sent": 4, "failed": 1}


def test_what_waited_in_the_second_version_can_be_gathered_and_muted(second: SqliteStore) -> None:
    assert [one.delivery_ids for one in second.backlogs(NOW, 1)] == [(6,)]
    assert second.gather([6], NOW)
    assert second.mute_story(1, 1, NOW)
    claimed = second.claim_deliveries(NOW + MINUTE, 9, [Channel.TELEGRAM])
    assert [one.edits for one in claimed] == ["", ""], "the edit of what was muted is dropped"
