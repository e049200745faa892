"""What may be sent now, with all that its message shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from sqlite3 import Row

from sqlite_utils import Database

from bot.model import (
    ALL_STORYLINES,
    Alert,
    Channel,
    ClaimedDelivery,
    Decision,
    StoryView,
)
from bot.store import preferences
from bot.store import rows as convert
from bot.store.database import change, first, listed, moment, rows
from bot.store.gathering import with_gathered
from bot.store.story_rows import DIGEST, MESSAGE, Room, view

# What is due, oldest first, is read along two indexes, as far as `reach`. That is enough nearly always,
# however much waits; where the oldest may not be sent yet, those behind them are found chat by chat.
_OLDEST = """
WITH work (edits, delivery_id) AS (
  SELECT 0, id FROM (
    SELECT id FROM deliveries INDEXED BY deliveries_due
    WHERE finished_at IS NULL AND gathered_by IS NULL AND due_at <= :now ORDER BY due_at, id LIMIT :reach
  )
  UNION ALL
  SELECT 1, id FROM (
    SELECT id FROM deliveries INDEXED BY deliveries_edits_due
    WHERE edit_due_at IS NOT NULL AND edit_due_at <= :now ORDER BY edit_due_at, id LIMIT :reach
  )
),
"""

# `waiting` and `edited` leap along their indexes from chat to chat and never read a chat's whole backlog.
# Each chat gives its first unfinished delivery and its first edit.
_FIRST_OF_EACH = """
WITH RECURSIVE waiting (chat_id) AS (
  SELECT min(chat_id) FROM deliveries WHERE finished_at IS NULL AND gathered_by IS NULL
  UNION ALL
  SELECT (
    SELECT min(chat_id) FROM deliveries
    WHERE finished_at IS NULL AND gathered_by IS NULL AND chat_id > waiting.chat_id
  )
  FROM waiting WHERE waiting.chat_id IS NOT NULL
),
edited (chat_id) AS (
  SELECT min(chat_id) FROM deliveries WHERE edit_due_at IS NOT NULL
  UNION ALL
  SELECT (SELECT min(chat_id) FROM deliveries WHERE edit_due_at IS NOT NULL AND chat_id > edited.chat_id)
  FROM edited WHERE edited.chat_id IS NOT NULL
),
work (edits, delivery_id) AS (
  SELECT 0, (
    SELECT id FROM deliveries
    WHERE finished_at IS NULL AND gathered_by IS NULL AND deliveries.chat_id = waiting.chat_id
    ORDER BY due_at, id LIMIT 1
  ) FROM waiting
  UNION ALL
  SELECT 1, (
    SELECT id FROM deliveries WHERE edit_due_at IS NOT NULL AND deliveries.chat_id = edited.chat_id
    ORDER BY edit_due_at, id LIMIT 1
  ) FROM edited
),
"""

# Of those that are due the first one of each address is taken, messages before edits; if that one waits to be
# tried again, so do all behind it. A line of a digest waits to be gathered, for ten minutes at most.
_OF_EACH_ADDRESS = """
due AS (
  SELECT work.edits, deliveries.id, deliveries.gathers, iif(work.edits, edit_due_at, due_at) AS at,
    iif(work.edits, 0, retry_at) AS free_at,
    NOT work.edits AND digest AND NOT gathers AND attempts = 0 AND due_at > :now - 600000000 AS ungathered,
    chats.channel, chats.address, row_number() OVER (
      PARTITION BY chats.channel, chats.address
      ORDER BY work.edits, iif(work.edits, edit_due_at, due_at), deliveries.id
    ) AS place
  FROM work
  CROSS JOIN deliveries ON deliveries.id = work.delivery_id
  CROSS JOIN chats ON chats.id = deliveries.chat_id
  WHERE chats.suspended = '' AND chats.channel IN (SELECT value FROM json_each(:channels))
    AND iif(work.edits, edit_due_at, due_at) <= :now
)
SELECT due.id, due.edits, due.gathers FROM due
WHERE due.place = 1 AND due.free_at <= :now AND NOT due.ungathered AND NOT EXISTS (
  SELECT 1 FROM chats
  WHERE chats.channel = due.channel AND chats.address = due.address AND (
    chats.not_before_at > :now
    OR EXISTS (SELECT 1 FROM deliveries AS sending WHERE state = 'sending' AND sending.chat_id = chats.id)
    OR EXISTS (SELECT 1 FROM deliveries AS editing WHERE editing = 1 AND editing.chat_id = chats.id)
  )
)
ORDER BY due.edits, due.at, due.id LIMIT :limit
"""

_IN_REACH = """
SELECT
  (
    SELECT count(*) FROM (
      SELECT 1 FROM deliveries INDEXED BY deliveries_due
      WHERE finished_at IS NULL AND gathered_by IS NULL AND due_at <= :now LIMIT :reach
    )
  ) AS messages,
  (
    SELECT count(*) FROM (
      SELECT 1 FROM deliveries INDEXED BY deliveries_edits_due
      WHERE edit_due_at IS NOT NULL AND edit_due_at <= :now LIMIT :reach
    )
  ) AS edits
"""

REACH = 4
"""How many times more of the oldest are looked at than are wanted, and `MORE`."""
MORE = 32

_CLAIM = """
UPDATE deliveries SET state = 'sending', attempts = attempts + 1, claimed_at = :now
WHERE id IN (SELECT value FROM json_each(:ids))
"""

# The mark is taken off before the message is made: a change that comes while it is on its way sets it again.
_CLAIM_EDITS = """
UPDATE deliveries SET editing = 1, edit_due_at = NULL, edit_attempts = edit_attempts + 1, claimed_at = :now
WHERE id IN (SELECT value FROM json_each(:ids))
"""

_CLAIMED = """
SELECT deliveries.*, feeds.name AS feed_name, feeds.publisher, alerts.item_id, matches.id AS match_id
FROM deliveries
CROSS JOIN alerts ON alerts.id = deliveries.alert_id
CROSS JOIN matches ON matches.item_id = alerts.item_id AND matches.storyline_id = alerts.storyline_id
CROSS JOIN items ON items.id = alerts.item_id
CROSS JOIN feeds ON feeds.id = items.feed_id
WHERE deliveries.id IN (SELECT value FROM json_each(:ids))
"""

_CHATS = "SELECT * FROM chats WHERE id IN (SELECT value FROM json_each(:ids))"
_ALERTS = "SELECT * FROM alerts WHERE id IN (SELECT value FROM json_each(:ids))"
_ITEMS = "SELECT * FROM items WHERE id IN (SELECT value FROM json_each(:ids))"
_MATCHES = "SELECT * FROM matches WHERE id IN (SELECT value FROM json_each(:ids))"

# The one to all storylines comes first, so that the chat's own replaces it.
_SUBSCRIPTIONS = """
SELECT deliveries.id AS delivery_id, subscriptions.*
FROM deliveries
CROSS JOIN alerts ON alerts.id = deliveries.alert_id
CROSS JOIN subscriptions ON subscriptions.chat_id = deliveries.chat_id
  AND subscriptions.storyline_id IN (alerts.storyline_id, :all_storylines)
WHERE deliveries.id IN (SELECT value FROM json_each(:ids))
ORDER BY subscriptions.storyline_id <> :all_storylines
"""

# A message of its own is answered rather than a digest of which the story was a line.
_OPENING = """
SELECT deliveries.message_ref FROM alerts
CROSS JOIN deliveries ON deliveries.alert_id = alerts.id AND deliveries.chat_id = :chat_id
WHERE alerts.story_id = :story_id AND alerts.reason IN ('new story', 'follow-up')
  AND deliveries.state = 'sent' AND deliveries.settled = 0
ORDER BY deliveries.message_ref = '', gathers OR gathered_by IS NOT NULL, deliveries.id LIMIT 1
"""

_LINES = """
SELECT told.story_id
FROM deliveries
CROSS JOIN alerts AS told ON told.id = deliveries.alert_id OR told.digest_id = deliveries.alert_id
WHERE deliveries.id IN (SELECT value FROM json_each(:ids)) AND told.reason <> 'digest' AND NOT EXISTS (
  SELECT 1 FROM muted_stories
  WHERE muted_stories.chat_id = deliveries.chat_id AND muted_stories.story_id = told.story_id
)
ORDER BY deliveries.due_at, deliveries.id, told.id
"""


def claim(db: Database, now: datetime, limit: int, channels: Collection[Channel]) -> list[ClaimedDelivery]:
    """Mark what may be sent now, one delivery or edit for each address, messages first, then oldest first."""
    found = _claimable(db, now, limit, listed(channel.value for channel in channels))
    if not found:
        return []
    messages = [row["id"] for row in found if not row["edits"]]
    messages += with_gathered(db, [row["id"] for row in found if row["gathers"]])
    for statement, ids in ((_CLAIM, messages), (_CLAIM_EDITS, [row["id"] for row in found if row["edits"]])):
        if ids:
            change(db, statement, now=now, ids=listed(ids))
    return _claimed(db, {row["id"]: bool(row["edits"]) for row in found})


def _claimable(db: Database, now: datetime, limit: int, channels: str) -> list[Row]:
    """The first that may be sent of each address, messages first, then oldest first."""
    bounds = {"now": now, "limit": limit, "channels": channels}
    reach = REACH * limit + MORE
    found = rows(db, _OLDEST + _OF_EACH_ADDRESS, **bounds, reach=reach)
    if sum(not row["edits"] for row in found) >= limit:
        return found  # what lies beyond is younger
    (seen,) = rows(db, _IN_REACH, now=now, reach=reach)
    if seen["messages"] < reach and (len(found) >= limit or seen["edits"] < reach):
        return found  # there is nothing beyond, or nothing but edits that are younger
    return rows(db, _FIRST_OF_EACH + _OF_EACH_ADDRESS, **bounds)


class _Views:
    """The stories that one claim shows, each read once: a story goes to many chats."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._read: dict[tuple[int, Room], StoryView] = {}

    def of(self, story_id: int, room: Room) -> StoryView:
        """What there is room for of a story that exists."""
        if (story_id, room) not in self._read:
            found = view(self._db, story_id, room)
            assert found is not None
            self._read[story_id, room] = found
        return self._read[story_id, room]


def _claimed(db: Database, marked: Mapping[int, bool]) -> list[ClaimedDelivery]:
    """What was marked, by id and whether it is an edit, with all that its message shows; in that order."""
    wanted = listed(marked)
    found = {row["id"]: row for row in rows(db, _CLAIMED, ids=wanted)}
    chats = {id_: convert.chat(row) for id_, row in _by_id(db, _CHATS, found, "chat_id").items()}
    alerts = {id_: convert.alert(row) for id_, row in _by_id(db, _ALERTS, found, "alert_id").items()}
    items = {id_: convert.item(row) for id_, row in _by_id(db, _ITEMS, found, "item_id").items()}
    matches = {id_: convert.match(row) for id_, row in _by_id(db, _MATCHES, found, "match_id").items()}
    followed = rows(db, _SUBSCRIPTIONS, ids=wanted, all_storylines=ALL_STORYLINES)
    subscriptions = {row["delivery_id"]: preferences.subscription(row) for row in followed}
    views = _Views(db)
    return [
        ClaimedDelivery(
            id=id_,
            chat=chats[row["chat_id"]],
            alert=(alert := alerts[row["alert_id"]]),
            item=items[row["item_id"]],
            feed_name=row["feed_name"],
            publisher=row["publisher"],
            match=matches[row["match_id"]],
            attempt=row["edit_attempts"] if edits else row["attempts"],
            unknown_outcomes=0 if edits else row["unknown_outcomes"],
            story=views.of(alert.story_id, MESSAGE),
            edits=row["message_ref"] if edits else "",
            reply_to="" if edits or row["gathers"] else _reply_to(db, alert, row["chat_id"]),
            digest=_lines(db, row, views) if row["gathers"] or alert.reason is Decision.DIGEST else (),
            subscription=subscriptions.get(id_),
            due_at=None if edits else moment(row["due_at"]),
        )
        for id_, edits in marked.items()
        for row in (found[id_],)
    ]


def _by_id(db: Database, sql: str, found: Mapping[int, Row], column: str) -> dict[int, Row]:
    """The rows that this column of the found ones names."""
    return {row["id"]: row for row in rows(db, sql, ids=listed({row[column] for row in found.values()}))}


def _lines(db: Database, delivery: Row, views: _Views) -> tuple[StoryView, ...]:
    """The stories of a digest, each once, in the order in which they were to be told."""
    ids = with_gathered(db, [delivery["id"]])
    stories = dict.fromkeys(row["story_id"] for row in rows(db, _LINES, ids=listed(ids)))
    return tuple(views.of(story_id, DIGEST) for story_id in stories)


def _reply_to(db: Database, alert: Alert, chat_id: int) -> str:
    """The story's first message in the chat, for what comes after it."""
    if alert.reason in (Decision.NEW_STORY, Decision.FOLLOW_UP, Decision.DIGEST):
        return ""
    opening = first(db, _OPENING, story_id=alert.story_id, chat_id=chat_id)
    return str(opening["message_ref"]) if opening else ""
