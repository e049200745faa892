"""What delivering reads and writes: claims, outcomes, and what outcomes say of a chat.

A delivery is a message that is sent once. The first message of a story lives on: whenever the story changes,
it is due to be edited, and each edit is claimed and finished like a message.

All that a channel says (wait, gone, moved) holds for an address, that is for all topics of a chat together.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from bot.model import (
    Alert,
    Channel,
    ClaimedDelivery,
    Decision,
    DeliveryState,
    DeliveryUpdate,
    SendStatus,
    StoryView,
)
from bot.store import rows as convert
from bot.store.chats import drop_unwanted, move_chats, suspend
from bot.store.database import change, first, listed, rows
from bot.store.story_rows import DIGEST, MESSAGE, Room, view

# `waiting` and `edited` leap along their indexes from chat to chat and never read a chat's whole backlog.
# Each chat gives its first unfinished delivery and its first edit. Of those that are due the first one of
# each address is taken, messages before edits; if that one waits to be tried again, so do all behind it.
_CLAIMABLE = """
WITH RECURSIVE
waiting (chat_id) AS (
  SELECT min(chat_id) FROM deliveries WHERE finished_at IS NULL
  UNION ALL
  SELECT (SELECT min(chat_id) FROM deliveries WHERE finished_at IS NULL AND chat_id > waiting.chat_id)
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
    SELECT id FROM deliveries WHERE finished_at IS NULL AND deliveries.chat_id = waiting.chat_id
    ORDER BY due_at, id LIMIT 1
  ) FROM waiting
  UNION ALL
  SELECT 1, (
    SELECT id FROM deliveries WHERE edit_due_at IS NOT NULL AND deliveries.chat_id = edited.chat_id
    ORDER BY edit_due_at, id LIMIT 1
  ) FROM edited
),
due AS (
  SELECT work.edits, deliveries.id, iif(work.edits, edit_due_at, due_at) AS at,
    iif(work.edits, 0, retry_at) AS free_at, chats.channel, chats.address, row_number() OVER (
      PARTITION BY chats.channel, chats.address
      ORDER BY work.edits, iif(work.edits, edit_due_at, due_at), deliveries.id
    ) AS place
  FROM work
  CROSS JOIN deliveries ON deliveries.id = work.delivery_id
  CROSS JOIN chats ON chats.id = deliveries.chat_id
  WHERE chats.suspended = '' AND chats.channel IN (SELECT value FROM json_each(:channels))
    AND iif(work.edits, edit_due_at, due_at) <= :now
)
SELECT due.id, due.edits FROM due
WHERE due.place = 1 AND due.free_at <= :now AND NOT EXISTS (
  SELECT 1 FROM chats
  WHERE chats.channel = due.channel AND chats.address = due.address AND (
    chats.not_before_at > :now
    OR EXISTS (SELECT 1 FROM deliveries AS sending WHERE state = 'sending' AND sending.chat_id = chats.id)
    OR EXISTS (SELECT 1 FROM deliveries AS editing WHERE editing = 1 AND editing.chat_id = chats.id)
  )
)
ORDER BY due.edits, due.at, due.id LIMIT :limit
"""

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
JOIN alerts ON alerts.id = deliveries.alert_id
JOIN matches ON matches.item_id = alerts.item_id AND matches.storyline_id = alerts.storyline_id
JOIN items ON items.id = alerts.item_id
JOIN feeds ON feeds.id = items.feed_id
WHERE deliveries.id = :id
"""

_OPENING = """
SELECT deliveries.message_ref FROM alerts
CROSS JOIN deliveries ON deliveries.alert_id = alerts.id AND deliveries.chat_id = :chat_id
WHERE alerts.story_id = :story_id AND alerts.reason IN ('new story', 'follow-up')
  AND deliveries.state = 'sent' AND deliveries.settled = 0
ORDER BY deliveries.message_ref = '', deliveries.id LIMIT 1
"""

_GATHERED = "SELECT story_id FROM alerts WHERE digest_id = :alert_id GROUP BY story_id ORDER BY min(id)"

# What a message shows is looked up when it is claimed, so a message that goes back is owed no edit.
_RECOVER = """
UPDATE deliveries SET state = 'pending', unknown_outcomes = unknown_outcomes + 1, edit_due_at = NULL
WHERE state = 'sending'
RETURNING id
"""

_RECOVER_EDITS = """
UPDATE deliveries SET editing = 0, edit_due_at = coalesce(edit_due_at, claimed_at)
WHERE editing = 1
RETURNING id
"""

_UNFINISHED = """
SELECT chats.channel, chats.address, deliveries.editing
FROM deliveries JOIN chats ON chats.id = deliveries.chat_id
WHERE deliveries.id = :id AND (finished_at IS NULL OR editing = 1)
"""

# An outcome that comes late, after the delivery was put back, may finish it and nothing else.
_SETTLE = """
UPDATE deliveries SET
  state = :state,
  unknown_outcomes = unknown_outcomes + :unknown,
  retry_at = :due_at,
  message_ref = :message_ref,
  reason = :reason,
  finished_at = :finished_at,
  edit_due_at = iif(:state = 'sent' AND :message_ref <> '', edit_due_at, NULL)
WHERE id = :id AND (state = 'sending' OR :finished_at IS NOT NULL)
"""

_EDIT_AGAIN = "UPDATE deliveries SET editing = 0, edit_due_at = :due_at WHERE id = :id"

# A message that was refused can be edited no more: it was deleted, or is too old.
_EDITED = """
UPDATE deliveries SET editing = 0, edit_attempts = 0, settled = max(settled, :refused),
  edit_due_at = iif(:refused, NULL, edit_due_at)
WHERE id = :id
"""

_NOT_BEFORE = """
UPDATE chats SET not_before_at = max(not_before_at, :at) WHERE channel = :channel AND address = :address
"""

_GOES_BACK = (SendStatus.CHAT_GONE, SendStatus.CHAT_MOVED)


def recover(db: Database) -> int:
    """Put back what was on its way when the program ended; return how many messages may come twice."""
    messages, edits = ([row["id"] for row in rows(db, each)] for each in (_RECOVER, _RECOVER_EDITS))
    drop_unwanted(db, messages + edits)
    return len(messages)


def claim(db: Database, now: datetime, limit: int, channels: Collection[Channel]) -> list[ClaimedDelivery]:
    """Mark what may be sent now, one delivery or edit for each address, messages first, then oldest first."""
    names = listed(channel.value for channel in channels)
    found = [
        (row["id"], bool(row["edits"])) for row in rows(db, _CLAIMABLE, now=now, limit=limit, channels=names)
    ]
    for statement, wanted in ((_CLAIM, False), (_CLAIM_EDITS, True)):
        if ids := [delivery_id for delivery_id, edits in found if edits is wanted]:
            change(db, statement, now=now, ids=listed(ids))
    views = _Views(db)
    return [_claimed(db, delivery_id, edits, views) for delivery_id, edits in found]


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


def _claimed(db: Database, delivery_id: int, edits: bool, views: _Views) -> ClaimedDelivery:
    (row,) = rows(db, _CLAIMED, id=delivery_id)
    (chat,) = rows(db, "SELECT * FROM chats WHERE id = :id", id=row["chat_id"])
    (found,) = rows(db, "SELECT * FROM alerts WHERE id = :id", id=row["alert_id"])
    (item,) = rows(db, "SELECT * FROM items WHERE id = :id", id=row["item_id"])
    (match,) = rows(db, "SELECT * FROM matches WHERE id = :id", id=row["match_id"])
    alert = convert.alert(found)
    gathered = rows(db, _GATHERED, alert_id=alert.id) if alert.reason is Decision.DIGEST else []
    return ClaimedDelivery(
        id=delivery_id,
        chat=convert.chat(chat),
        alert=alert,
        item=convert.item(item),
        feed_name=row["feed_name"],
        publisher=row["publisher"],
        match=convert.match(match),
        attempt=row["edit_attempts"] if edits else row["attempts"],
        unknown_outcomes=0 if edits else row["unknown_outcomes"],
        story=views.of(alert.story_id, MESSAGE),
        edits=row["message_ref"] if edits else "",
        reply_to="" if edits else _reply_to(db, alert, row["chat_id"]),
        digest=tuple(views.of(each["story_id"], DIGEST) for each in gathered),
    )


def _reply_to(db: Database, alert: Alert, chat_id: int) -> str:
    """The story's first message in the chat, for what comes after it."""
    if alert.reason in (Decision.NEW_STORY, Decision.FOLLOW_UP, Decision.DIGEST):
        return ""
    opening = first(db, _OPENING, story_id=alert.story_id, chat_id=chat_id)
    return str(opening["message_ref"]) if opening else ""


def finish(db: Database, update: DeliveryUpdate, now: datetime) -> None:
    """Write how an attempt ended; a delivery that is finished already stays as it is."""
    place = first(db, _UNFINISHED, id=update.delivery_id)
    if place is None:
        return
    channel, address = Channel(place["channel"]), place["address"]
    state = _finish_edit(db, update) if place["editing"] else _settle(db, update, now)
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


def _finish_edit(db: Database, update: DeliveryUpdate) -> DeliveryState:
    """The message stays sent whatever happens; an edit whose outcome is unknown is simply made again."""
    status = update.outcome.status
    state = DeliveryState.PENDING if status in _GOES_BACK else update.state
    if state is DeliveryState.PENDING:
        change(db, _EDIT_AGAIN, id=update.delivery_id, due_at=update.due_at)
    else:
        change(db, _EDITED, id=update.delivery_id, refused=status is SendStatus.REFUSED)
    return state
