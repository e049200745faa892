"""Alerts and what they become: deliveries, edits of messages that were sent, digests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.model import ALL_STORYLINES, Alert, AlertDraft, Decision, Level, Route
from bot.store import rows as convert
from bot.store.database import change, first, listed, rows
from bot.store.routing import Told, deliver

_ALERT = """
INSERT INTO alerts (key, storyline_id, story_id, item_id, reason, created_at, level, detail, held)
VALUES (:key, :storyline_id, :story_id, :item_id, :reason, :now, :level, :detail, :held)
ON CONFLICT (key) DO NOTHING
RETURNING id
"""

_TOLD = "UPDATE stories SET told_at = max(coalesce(told_at, :now), :now) WHERE id = :story_id"

# A message that is on its way was made before this change; one that waits is made when it is claimed. What
# became a line of a digest has no message of its own that could be edited.
_EDITS = """
UPDATE deliveries SET edit_due_at = min(coalesce(edit_due_at, :edit_at), :edit_at)
WHERE alert_id IN (SELECT id FROM alerts WHERE story_id = :story_id AND reason IN ('new story', 'follow-up'))
  AND (state = 'sending' OR (state = 'sent' AND message_ref <> '' AND settled = 0))
  AND gathers = 0 AND gathered_by IS NULL
  AND EXISTS (
    SELECT 1 FROM subscriptions
    WHERE chat_id = deliveries.chat_id AND storyline_id IN (:storyline_id, :all_storylines)
  )
  AND NOT EXISTS (
    SELECT 1 FROM muted_stories WHERE chat_id = deliveries.chat_id AND muted_stories.story_id = :story_id
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
) -> int:
    """Make the alert and return its id; 0 if it exists."""
    alert = first(
        db,
        _ALERT,
        storyline_id=storyline_id,
        story_id=story_id,
        key=draft.key,
        item_id=item_id,
        reason=draft.reason.value,
        level=draft.level.value,
        detail=draft.detail,
        held=draft.held,
        now=now,
    )
    if alert is None:
        return 0
    change(db, _TOLD, story_id=story_id, now=now)
    return int(alert["id"])


def has_messages(draft: AlertDraft) -> bool:
    """Whether an alert is told in messages of its own."""
    return not draft.held and draft.level in _MESSAGES


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


def save_digest(
    db: Database, storyline_id: str, alert_ids: Collection[int], routes: Sequence[Route], now: datetime
) -> bool:
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
    told = Told(storyline_id=storyline_id, story_id=newest.story_id, alert_id=digest["id"])
    deliver(db, told, routes, now)
    return True
