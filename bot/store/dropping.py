"""What waits for a chat that wants it no longer: of a storyline that it left, of a story that it muted, or of
one that it is told of already.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from bot.model import ALL_STORYLINES
from bot.store.database import change, listed, rows
from bot.store.gathering import hand_over

MUTED = "not sent: the chat muted its story"
"""Why a delivery failed that was muted while it waited."""

NOT_TOLD = "not sent: its story turned out to be one that this chat is told of"
"""Why a delivery failed that a merger of stories made needless."""

_UNFOLLOWED = """
DELETE FROM deliveries
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'pending' AND NOT EXISTS (
  SELECT 1 FROM alerts CROSS JOIN subscriptions
  WHERE alerts.id = deliveries.alert_id AND subscriptions.chat_id = deliveries.chat_id
    AND subscriptions.storyline_id IN (alerts.storyline_id, :all_storylines)
)
RETURNING id
"""

# What waits is settled only where a merger made it needless.
_NEEDLESS = """
UPDATE deliveries SET state = 'failed', reason = :reason, finished_at = coalesce(:now, claimed_at, created_at)
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'pending' AND settled = 1
RETURNING id
"""

# A digest tells of several stories, and goes out while one of them is wanted. After a crash nobody says when
# it is: it is no earlier than the last try.
_MUTED = """
UPDATE deliveries SET state = 'failed', reason = :reason, finished_at = coalesce(:now, claimed_at, created_at)
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'pending' AND NOT EXISTS (
  SELECT 1 FROM alerts AS told
  WHERE (told.id = deliveries.alert_id OR told.digest_id = deliveries.alert_id) AND told.reason <> 'digest'
    AND NOT EXISTS (
      SELECT 1 FROM muted_stories
      WHERE muted_stories.chat_id = deliveries.chat_id AND muted_stories.story_id = told.story_id
    )
)
RETURNING id
"""

_NO_EDITS = """
UPDATE deliveries SET edit_due_at = NULL
WHERE id IN (SELECT value FROM json_each(:ids)) AND edit_due_at IS NOT NULL AND (
  NOT EXISTS (
    SELECT 1 FROM alerts CROSS JOIN subscriptions
    WHERE alerts.id = deliveries.alert_id AND subscriptions.chat_id = deliveries.chat_id
      AND subscriptions.storyline_id IN (alerts.storyline_id, :all_storylines)
  )
  OR EXISTS (
    SELECT 1 FROM alerts CROSS JOIN muted_stories
    WHERE alerts.id = deliveries.alert_id AND muted_stories.chat_id = deliveries.chat_id
      AND muted_stories.story_id = alerts.story_id
  )
)
"""

_OPEN = """
SELECT id FROM deliveries WHERE finished_at IS NULL AND gathered_by IS NULL AND chat_id = :chat_id
UNION
SELECT gathered.id FROM deliveries CROSS JOIN deliveries AS gathered
WHERE deliveries.finished_at IS NULL AND deliveries.gathered_by IS NULL AND deliveries.chat_id = :chat_id
  AND deliveries.gathers = 1 AND gathered.gathered_by = deliveries.id AND gathered.finished_at IS NULL
UNION
SELECT id FROM deliveries WHERE edit_due_at IS NOT NULL AND chat_id = :chat_id
"""


def drop_unwanted(db: Database, delivery_ids: Collection[int], now: datetime | None) -> None:
    """Drop what waits to be sent or edited of these and that their chat does not want (any more)."""
    ids = listed(delivery_ids)
    dropped = rows(db, _UNFOLLOWED, ids=ids, all_storylines=ALL_STORYLINES)
    dropped += rows(db, _NEEDLESS, ids=ids, reason=NOT_TOLD, now=now)
    dropped += rows(db, _MUTED, ids=ids, reason=MUTED, now=now)
    change(db, _NO_EDITS, ids=ids, all_storylines=ALL_STORYLINES)
    if dropped:
        hand_over(db, [row["id"] for row in dropped])


def drop_unwanted_of(db: Database, chat_id: int, now: datetime | None) -> None:
    """The same for all that is open in a chat."""
    drop_unwanted(db, [row["id"] for row in rows(db, _OPEN, chat_id=chat_id)], now)
