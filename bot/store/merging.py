"""Two stories turn out to be one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from sqlite3 import Row

from sqlite_utils import Database

from bot.store.database import change, listed, rows
from bot.store.dropping import drop_unwanted
from bot.store.muting import drop_muted, take_mutes
from bot.store.routing import keep_order
from bot.store.steering import take_feedback

_GIVEN = """
SELECT stories.* FROM (SELECT DISTINCT value AS key FROM json_each(:keys)) AS wanted
CROSS JOIN stories ON stories.key = wanted.key
WHERE storyline_id = :storyline_id AND merged_into = 0 AND id <> :story_id
ORDER BY id
"""

# In order. What continued the given story continues the one that takes it.
_MOVE = (
    "UPDATE matches SET story_id = :story_id WHERE story_id = :from_id",
    "UPDATE figures SET story_id = :story_id WHERE story_id = :from_id",
    "UPDATE alerts SET story_id = :story_id WHERE story_id = :from_id",
    "UPDATE stories SET merged_into = :story_id WHERE merged_into = :from_id AND merged_into <> 0",
    "UPDATE stories SET follows = :story_id WHERE follows = :from_id AND follows <> 0",
    "UPDATE stories SET merged_into = :story_id, follows = 0 WHERE id = :from_id",
)

# The story goes on with what the given one continued, unless that is itself.
_TAKE = """
UPDATE stories SET
  opened_at = min(opened_at, :opened_at),
  updated_at = max(updated_at, :updated_at),
  told_at = coalesce(max(told_at, :told_at), told_at, :told_at),
  follows = CASE WHEN follows NOT IN (0, id) THEN follows WHEN :follows = id THEN 0 ELSE :follows END
WHERE id = :story_id
"""

# A chat is told once that there is a story, and once of each other thing; a digest may tell of other stories.
# What it was told or is being told comes before what waits, and what waited longer before the rest.
_NEEDLESS = """
SELECT one.id FROM alerts
CROSS JOIN deliveries AS one ON one.alert_id = alerts.id AND one.state IN ('pending', 'sending')
WHERE alerts.story_id = :story_id AND alerts.reason <> 'digest' AND EXISTS (
  SELECT 1 FROM alerts AS others
  CROSS JOIN deliveries AS other ON other.alert_id = others.id AND other.chat_id = one.chat_id
  WHERE others.story_id = :story_id AND other.id <> one.id
    AND (
      other.state = 'sent'
      OR (one.state = 'pending' AND other.state = 'sending')
      OR (one.state = 'pending' AND other.state = 'pending' AND other.id < one.id)
    )
    AND CASE WHEN alerts.reason IN ('new story', 'follow-up')
      THEN others.reason IN ('new story', 'follow-up')
      ELSE others.reason = alerts.reason AND others.detail = alerts.detail END
)
"""

# What is on its way may arrive; if it comes back it is dropped.
_SETTLE_NEEDLESS = """
UPDATE deliveries SET settled = 1 WHERE id IN (SELECT value FROM json_each(:ids))
"""

# Of two first messages in a chat the earlier one lives on; a line of a digest never did.
_SETTLE = """
UPDATE deliveries SET settled = 1, edit_due_at = NULL
WHERE id IN (
  SELECT one.id FROM alerts
  CROSS JOIN deliveries AS one ON one.alert_id = alerts.id AND one.state = 'sent'
    AND one.gathers = 0 AND one.gathered_by IS NULL
  WHERE alerts.story_id = :story_id AND alerts.reason IN ('new story', 'follow-up') AND EXISTS (
    SELECT 1 FROM alerts AS others
    CROSS JOIN deliveries AS other ON other.alert_id = others.id AND other.chat_id = one.chat_id
    WHERE others.story_id = :story_id AND others.reason IN ('new story', 'follow-up')
      AND other.id < one.id AND other.state = 'sent' AND other.message_ref <> '' AND other.settled = 0
      AND other.gathers = 0 AND other.gathered_by IS NULL
  )
)
"""


def merge(db: Database, storyline_id: str, story_id: int, keys: Collection[str], now: datetime) -> None:
    """Let the story take what the stories of these keys hold; they are kept as empty names for it."""
    if not keys:
        return
    given = rows(db, _GIVEN, keys=listed(keys), storyline_id=storyline_id, story_id=story_id)
    for story in given:
        _take(db, story_id, story)
    if given:
        needless = [row["id"] for row in rows(db, _NEEDLESS, story_id=story_id)]
        change(db, _SETTLE_NEEDLESS, ids=listed(needless))
        drop_unwanted(db, needless, now)
        drop_muted(db, story_id, now)
        change(db, _SETTLE, story_id=story_id)
        keep_order(db, story_id)


def _take(db: Database, story_id: int, given: Row) -> None:
    for statement in _MOVE:
        change(db, statement, story_id=story_id, from_id=given["id"])
    take_mutes(db, story_id, given["id"])
    take_feedback(db, story_id, given["id"])
    names = ("opened_at", "updated_at", "told_at", "follows")
    change(db, _TAKE, story_id=story_id, **{name: given[name] for name in names})
