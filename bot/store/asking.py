"""What is read for people: health, lists, and the explanation of one item."""

from __future__ import annotations

from datetime import UTC, datetime
from sqlite3 import Row

from sqlite_utils import Database

from bot.model import (
    Decision,
    DeliveryState,
    ExplainedDelivery,
    ExplainedItem,
    ExplainedMatch,
    FeedHealth,
    Item,
    JoinReason,
    StoreInfo,
    Story,
    StorylineActivity,
)
from bot.store import packed, schema, story_rows
from bot.store import rows as convert
from bot.store.database import first, moment, moment_or_none, rows
from bot.text import canonical_url

_HEALTH = """
SELECT feeds.*, (SELECT count(*) FROM items WHERE items.feed_id = feeds.id) AS items
FROM feeds WHERE listed = 1 ORDER BY id
"""

_ITEMS = "SELECT * FROM items ORDER BY id DESC LIMIT :limit"

_FEED_ITEMS = """
SELECT * FROM items WHERE feed_id = :feed_id AND (:storyline_id = '' OR EXISTS (
  SELECT 1 FROM matches WHERE item_id = items.id AND matches.storyline_id = :storyline_id
))
ORDER BY id DESC LIMIT :limit
"""

_STORYLINE_ITEMS = """
SELECT items.* FROM matches CROSS JOIN items ON items.id = matches.item_id
WHERE matches.storyline_id = :storyline_id ORDER BY matches.item_id DESC LIMIT :limit
"""

_STORIES = """
SELECT * FROM stories WHERE merged_into = 0 AND updated_at >= :since
ORDER BY updated_at DESC, id DESC LIMIT :limit
"""

_STORYLINE_STORIES = """
SELECT * FROM stories
WHERE storyline_id = :storyline_id AND merged_into = 0 AND updated_at >= :since
ORDER BY updated_at DESC, id DESC LIMIT :limit
"""

_ACTIVITY = """
SELECT storyline_id, count(*) AS items,
  (
    SELECT count(*) FROM stories WHERE stories.storyline_id = matches.storyline_id AND merged_into = 0
  ) AS stories,
  (SELECT count(*) FROM alerts WHERE alerts.storyline_id = matches.storyline_id) AS alerts,
  (SELECT max(created_at) FROM alerts WHERE alerts.storyline_id = matches.storyline_id) AS last_alert_at
FROM matches GROUP BY storyline_id ORDER BY storyline_id
"""

_DECISIONS = """
SELECT storyline_id, decision, count(*) AS number FROM matches
GROUP BY storyline_id, decision ORDER BY storyline_id, number DESC, decision
"""

_BY_ID = "SELECT * FROM items WHERE id = :id"

_BY_LINK_OR_GUID = """
SELECT * FROM items WHERE id = (
  SELECT max(id) FROM (
    SELECT max(id) AS id FROM items WHERE url_key = :url_key AND url_key <> ''
    UNION ALL
    SELECT max(id) FROM items WHERE guid = :guid AND guid <> ''
  )
)
"""

# What a digest gathers is told of every item in it; the digest itself is no decision about its newest one.
_ALERTS = """
SELECT * FROM alerts WHERE item_id = :item_id AND storyline_id = :storyline_id AND reason <> 'digest'
ORDER BY id DESC
"""

_DELIVERIES = """
SELECT chats.*, deliveries.state, deliveries.attempts, deliveries.finished_at, deliveries.reason
FROM alerts
CROSS JOIN deliveries ON deliveries.alert_id IN (alerts.id, alerts.digest_id)
CROSS JOIN chats ON chats.id = deliveries.chat_id
WHERE alerts.item_id = :item_id AND alerts.storyline_id = :storyline_id AND alerts.reason <> 'digest'
GROUP BY deliveries.id ORDER BY deliveries.id
"""

_EVER = datetime.min.replace(tzinfo=UTC)

MAX_ID_DIGITS = 18
"""SQLite's integers have 64 bits."""


def feed_health(db: Database) -> list[FeedHealth]:
    """Listed feeds by id."""
    return [
        FeedHealth(
            id=row["id"],
            name=row["name"],
            url=row["url"],
            language=row["language"],
            state=convert.feed_state(row),
            items=row["items"],
        )
        for row in rows(db, _HEALTH)
    ]


def items(db: Database, limit: int, feed_id: str, storyline_id: str) -> list[Item]:
    """Stored items, newest first."""
    if feed_id:
        found = rows(db, _FEED_ITEMS, feed_id=feed_id, storyline_id=storyline_id, limit=limit)
    elif storyline_id:
        found = rows(db, _STORYLINE_ITEMS, storyline_id=storyline_id, limit=limit)
    else:
        found = rows(db, _ITEMS, limit=limit)
    return [convert.item(row) for row in found]


def stories(db: Database, limit: int, storyline_id: str, since: datetime | None) -> list[Story]:
    """Stories, last updated first."""
    bounds = {"limit": limit, "since": since or _EVER}
    if storyline_id:
        found = rows(db, _STORYLINE_STORIES, storyline_id=storyline_id, **bounds)
    else:
        found = rows(db, _STORIES, **bounds)
    return [story_rows.story(db, row) for row in found]


def activity(db: Database) -> list[StorylineActivity]:
    """Storylines that have matches, by id."""
    decisions: dict[str, dict[str, int]] = {}
    for row in rows(db, _DECISIONS):
        decisions.setdefault(row["storyline_id"], {})[row["decision"]] = row["number"]
    return [
        StorylineActivity(
            storyline_id=row["storyline_id"],
            items=row["items"],
            stories=row["stories"],
            alerts=row["alerts"],
            last_alert_at=moment_or_none(row["last_alert_at"]),
            decisions=decisions[row["storyline_id"]],
        )
        for row in rows(db, _ACTIVITY)
    ]


def explain(db: Database, url_or_id: str) -> ExplainedItem | None:
    """One item with all that was decided about it."""
    row = _find(db, url_or_id.strip())
    if row is None:
        return None
    (feed,) = rows(db, "SELECT name FROM feeds WHERE id = :id", id=row["feed_id"])
    matches = rows(db, "SELECT * FROM matches WHERE item_id = :id ORDER BY storyline_id", id=row["id"])
    return ExplainedItem(
        item=convert.item(row),
        feed_name=feed["name"],
        tracked=bool(row["tracked"]),
        matches=tuple(_explained(db, match) for match in matches),
    )


def _find(db: Database, name: str) -> Row | None:
    """The item with this id; else the newest with this link or guid, which may be a number too."""
    if name.isascii() and name.isdecimal() and len(name) <= MAX_ID_DIGITS:
        by_id = first(db, _BY_ID, id=int(name))
        if by_id is not None:
            return by_id
    return first(db, _BY_LINK_OR_GUID, url_key=canonical_url(name), guid=name)


def _explained(db: Database, row: Row) -> ExplainedMatch:
    (story,) = rows(db, "SELECT * FROM stories WHERE id = :id", id=row["story_id"])
    place = {"item_id": row["item_id"], "storyline_id": row["storyline_id"]}
    alert = first(db, _ALERTS, **place)
    return ExplainedMatch(
        match=convert.match(row),
        story=story_rows.story(db, story),
        joined=JoinReason(row["joined"]),
        similarity=row["similarity"],
        decision=Decision(row["decision"]),
        matched_at=moment(row["matched_at"]),
        alert=convert.alert(alert) if alert else None,
        deliveries=tuple(_delivery(each) for each in rows(db, _DELIVERIES, **place)),
        signals=packed.signals(row["signals"]),
        traits=packed.traits(row["traits"]),
    )


def _delivery(row: Row) -> ExplainedDelivery:
    return ExplainedDelivery(
        chat=convert.chat(row),
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        finished_at=moment_or_none(row["finished_at"]),
        reason=row["reason"],
    )


def info(db: Database, path: str) -> StoreInfo:
    """Size and backlog."""
    states = {
        row["state"]: row["number"]
        for row in rows(db, "SELECT state, count(*) AS number FROM deliveries GROUP BY state")
    }
    return StoreInfo(
        path=path,
        bytes=_number(db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
        schema=schema.version(db),
        items=_number(db, "SELECT count(*) FROM items"),
        untracked=_number(db, "SELECT count(*) FROM items WHERE tracked = 0"),
        deliveries={state.value: states.get(state.value, 0) for state in DeliveryState},
    )


def _number(db: Database, sql: str) -> int:
    ((number,),) = rows(db, sql)
    return int(number)
