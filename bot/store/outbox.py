"""What delivering reads and writes: claims, outcomes, and what outcomes say of a chat.

All that a channel says (wait, gone, moved) holds for an address, that is for all topics of a chat together.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from bot.model import (
    Channel,
    ClaimedDelivery,
    DeliveryState,
    DeliveryUpdate,
    SendStatus,
)
from bot.store import rows as convert
from bot.store.chats import drop_unwanted, move_chats, suspend
from bot.store.database import change, first, listed, rows

# `waiting` leaps along the index from chat to chat and never reads a chat's whole backlog. Then come the
# first unfinished delivery of each address, and of those the ones that may be sent now.
_CLAIMABLE = """
WITH RECURSIVE
waiting (chat_id) AS (
  SELECT min(chat_id) FROM deliveries WHERE finished_at IS NULL
  UNION ALL
  SELECT (SELECT min(chat_id) FROM deliveries WHERE finished_at IS NULL AND chat_id > waiting.chat_id)
  FROM waiting WHERE waiting.chat_id IS NOT NULL
),
heads (channel, address, delivery_id) AS (
  SELECT chats.channel, chats.address, min(
    (SELECT min(id) FROM deliveries WHERE finished_at IS NULL AND deliveries.chat_id = chats.id)
  )
  FROM waiting CROSS JOIN chats ON chats.id = waiting.chat_id
  WHERE chats.suspended = '' AND chats.channel IN (SELECT value FROM json_each(:channels))
  GROUP BY chats.channel, chats.address
)
SELECT deliveries.id FROM heads CROSS JOIN deliveries ON deliveries.id = heads.delivery_id
WHERE deliveries.state = 'pending' AND deliveries.due_at <= :now AND NOT EXISTS (
  SELECT 1 FROM chats
  WHERE chats.channel = heads.channel AND chats.address = heads.address AND (
    chats.not_before_at > :now
    OR EXISTS (SELECT 1 FROM deliveries AS sending WHERE state = 'sending' AND sending.chat_id = chats.id)
  )
)
ORDER BY deliveries.id LIMIT :limit
"""

_CLAIM = """
UPDATE deliveries SET state = 'sending', attempts = attempts + 1, claimed_at = :now
WHERE id IN (SELECT value FROM json_each(:ids))
"""

_CLAIMED = """
SELECT deliveries.*, feeds.name AS feed_name, feeds.publisher, alerts.item_id, matches.id AS match_id
FROM deliveries
JOIN alerts ON alerts.id = deliveries.alert_id
JOIN matches ON matches.item_id = alerts.item_id AND matches.storyline_id = alerts.storyline_id
JOIN items ON items.id = alerts.item_id
JOIN feeds ON feeds.id = items.feed_id
WHERE deliveries.id = :id
"""

_RECOVER = """
UPDATE deliveries SET state = 'pending', unknown_outcomes = unknown_outcomes + 1
WHERE state = 'sending'
RETURNING id
"""

_UNFINISHED = """
SELECT chats.channel, chats.address
FROM deliveries JOIN chats ON chats.id = deliveries.chat_id
WHERE deliveries.id = :id AND finished_at IS NULL
"""

# An outcome that comes late, after the delivery was put back, may finish it and nothing else.
_SETTLE = """
UPDATE deliveries SET
  state = :state,
  unknown_outcomes = unknown_outcomes + :unknown,
  due_at = :due_at,
  message_ref = :message_ref,
  reason = :reason,
  finished_at = :finished_at
WHERE id = :id AND (state = 'sending' OR :finished_at IS NOT NULL)
"""

_NOT_BEFORE = """
UPDATE chats SET not_before_at = max(not_before_at, :at) WHERE channel = :channel AND address = :address
"""

_GOES_BACK = (SendStatus.CHAT_GONE, SendStatus.CHAT_MOVED)


def recover(db: Database) -> int:
    """Put back what was `sending` when the program ended, and return how many."""
    ids = [row["id"] for row in rows(db, _RECOVER)]
    drop_unwanted(db, ids)
    return len(ids)


def claim(db: Database, now: datetime, limit: int, channels: Collection[Channel]) -> list[ClaimedDelivery]:
    """Mark what may be sent now, one delivery for each address, oldest first."""
    names = listed(channel.value for channel in channels)
    ids = [row["id"] for row in rows(db, _CLAIMABLE, now=now, limit=limit, channels=names)]
    if ids:
        change(db, _CLAIM, now=now, ids=listed(ids))
    return [_claimed(db, delivery_id) for delivery_id in ids]


def _claimed(db: Database, delivery_id: int) -> ClaimedDelivery:
    (row,) = rows(db, _CLAIMED, id=delivery_id)
    (chat,) = rows(db, "SELECT * FROM chats WHERE id = :id", id=row["chat_id"])
    (alert,) = rows(db, "SELECT * FROM alerts WHERE id = :id", id=row["alert_id"])
    (item,) = rows(db, "SELECT * FROM items WHERE id = :id", id=row["item_id"])
    (match,) = rows(db, "SELECT * FROM matches WHERE id = :id", id=row["match_id"])
    return ClaimedDelivery(
        id=delivery_id,
        chat=convert.chat(chat),
        alert=convert.alert(alert),
        item=convert.item(item),
        feed_name=row["feed_name"],
        publisher=row["publisher"],
        match=convert.match(match),
        attempt=row["attempts"],
        unknown_outcomes=row["unknown_outcomes"],
    )


def finish(db: Database, update: DeliveryUpdate, now: datetime) -> None:
    """Write how an attempt ended; a delivery that is finished already stays as it is."""
    place = first(db, _UNFINISHED, id=update.delivery_id)
    if place is None:
        return
    channel, address = Channel(place["channel"]), place["address"]
    state = _settle(db, update, now)
    outcome = update.outcome
    change(db, _NOT_BEFORE, channel=channel.value, address=address, at=update.chat_not_before_at)
    if outcome.status is SendStatus.CHAT_GONE:
        suspend(db, channel, address, outcome.reason or outcome.status.value)
    if outcome.status is SendStatus.CHAT_MOVED and outcome.new_address:
        move_chats(db, channel, address, outcome.new_address)
    if state is DeliveryState.PENDING:  # its chat may have unsubscribed while it was on its way
        drop_unwanted(db, [update.delivery_id])


def _settle(db: Database, update: DeliveryUpdate, now: datetime) -> DeliveryState:
    outcome = update.outcome
    state = DeliveryState.PENDING if outcome.status in _GOES_BACK else update.state
    finished = state in (DeliveryState.SENT, DeliveryState.FAILED)
    change(
        db,
        _SETTLE,
        id=update.delivery_id,
        state=state.value,
        unknown=outcome.status is SendStatus.UNKNOWN,
        due_at=update.due_at,
        message_ref=outcome.message_ref,
        reason=outcome.reason,
        finished_at=now if finished else None,
    )
    return state
