"""Alerts and what they become: deliveries, edits of messages that were sent, digests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from bot.model import ALL_STORYLINES, Alert, AlertDraft, Decision, Level
from bot.store import rows as convert
from bot.store.database import change, first, listed, rows

_ALERT = """
INSERT INTO alerts (key, storyline_id, story_id, item_id, reason, created_at, level, detail, held)
VALUES (:key, :storyline_id, :story_id, :item_id, :reason, :now, :level, :detail, :held)
ON CONFLICT (key) DO NOTHING
RETURNING id
"""

_TOLD = "UPDATE stories SET told_at = max(coalesce(told_at, :now), :now) WHERE id = :story_id"

# Suspended chats too: their messages wait until they come back. A reply takes its place behind the first
# message of its story, which may have to wait longer than the reply itself.
_DELIVERIES = """
INSERT INTO deliveries (alert_id, chat_id, state, due_at, created_at)
SELECT :alert_id, chat_id, 'pending', max(:due_at, coalesce((
  SELECT max(opening.due_at) FROM alerts
  CROSS JOIN deliveries AS opening ON opening.alert_id = alerts.id AND opening.chat_id = wanted.chat_id
  WHERE alerts.story_id = :story_id AND alerts.reason IN ('new story', 'follow-up')
    AND opening.finished_at IS NULL
), 0)), :now
FROM (
  SELECT DISTINCT chat_id FROM subscriptions WHERE storyline_id IN (:storyline_id, :all_storylines)
) AS wanted
ORDER BY chat_id
"""

# A message that is on its way was made before this change; one that waits is made when it is claimed.
_EDITS = """
UPDATE deliveries SET edit_due_at = min(coalesce(edit_due_at, :edit_at), :edit_at)
WHERE alert_id IN (SELECT id FROM alerts WHERE story_id = :story_id AND reason IN ('new story', 'follow-up'))
  AND (state = 'sending' OR (state = 'sent' AND message_ref <> '' AND settled = 0))
  AND EXISTS (
    SELECT 1 FROM subscriptions
    WHERE chat_id = deliveries.chat_id AND storyline_id IN (:storyline_id, :all_storylines)
  )
"""

_RECENT = """
SELECT * FROM alerts
WHERE storyline_id IN (SELECT value FROM json_each(:storyline_ids)) AND created_at >= :since
ORDER BY created_at, id
"""

_HELD = "SELECT * FROM alerts WHERE held = 1 AND digest_id IS NULL ORDER BY storyline_id, id"

_TO_GATHER = """
SELECT * FROM alerts WHERE id IN (SELECT value FROM json_each(:ids))
  AND storyline_id = :storyline_id AND held = 1 AND digest_id IS NULL
ORDER BY id
"""

_GATHER = "UPDATE alerts SET digest_id = :digest_id WHERE id IN (SELECT value FROM json_each(:ids))"

_MESSAGES = (Level.QUIET, Level.LOUD)
"""The levels that send a message of their own."""


def save_alert(
    db: Database, draft: AlertDraft, storyline_id: str, story_id: int, item_id: int, now: datetime
) -> bool:
    """Make the alert and its deliveries; False if it exists."""
    place = {"storyline_id": storyline_id, "story_id": story_id}
    alert = first(
        db,
        _ALERT,
        **place,
        key=draft.key,
        item_id=item_id,
        reason=draft.reason.value,
        level=draft.level.value,
        detail=draft.detail,
        held=draft.held,
        now=now,
    )
    if alert is None:
        return False
    change(db, _TOLD, story_id=story_id, now=now)
    if not draft.held and draft.level in _MESSAGES:
        _deliver(db, alert["id"], storyline_id, story_id, draft.due_at, now)
    return True


def _deliver(
    db: Database, alert_id: int, storyline_id: str, story_id: int, due_at: datetime, now: datetime
) -> None:
    change(
        db,
        _DELIVERIES,
        alert_id=alert_id,
        storyline_id=storyline_id,
        story_id=story_id,
        all_storylines=ALL_STORYLINES,
        due_at=due_at,
        now=now,
    )


def make_edits_due(db: Database, storyline_id: str, story_id: int, edit_at: datetime) -> None:
    """Let the story's first messages be brought up to date then, where it is followed and they can be."""
    change(
        db,
        _EDITS,
        storyline_id=storyline_id,
        story_id=story_id,
        all_storylines=ALL_STORYLINES,
        edit_at=edit_at,
    )


def recent_alerts(db: Database, storyline_ids: Collection[str], since: datetime) -> list[Alert]:
    """Alerts decided since, oldest first."""
    return [convert.alert(row) for row in rows(db, _RECENT, storyline_ids=listed(storyline_ids), since=since)]


def held_alerts(db: Database) -> list[Alert]:
    """Alerts that wait for a digest."""
    return [convert.alert(row) for row in rows(db, _HELD)]


def save_digest(db: Database, storyline_id: str, alert_ids: Collection[int], now: datetime) -> bool:
    """Make one digest of held alerts; False if there are none, or one of them is not held (any longer)."""
    wanted = set(alert_ids)
    held = [convert.alert(row) for row in rows(db, _TO_GATHER, ids=listed(wanted), storyline_id=storyline_id)]
    if not held or len(held) < len(wanted):
        return False
    newest = held[-1]
    digest = first(
        db,
        _ALERT,
        key=f"{storyline_id}/{Decision.DIGEST.value}/{newest.id}",
        storyline_id=storyline_id,
        story_id=newest.story_id,
        item_id=newest.item_id,
        reason=Decision.DIGEST.value,
        level=(Level.LOUD if any(alert.level is Level.LOUD for alert in held) else Level.QUIET).value,
        detail="",
        held=False,
        now=now,
    )
    assert digest is not None  # its key names an alert that was in no digest
    change(db, _GATHER, digest_id=digest["id"], ids=listed(wanted))
    _deliver(db, digest["id"], storyline_id, newest.story_id, now, now)
    return True
