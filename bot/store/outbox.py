"""How attempts to send end, what that says of a chat, and what was sent.

A delivery is a message that is sent once. The first message of a story lives on: whenever the story changes,
it is due to be edited, and each edit is claimed and finished like a message.

All that a channel says (wait, gone, moved) holds for an address, that is for all topics of a chat together.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from bot.model import (
    Channel,
    DeliveryState,
    DeliveryUpdate,
    SendStatus,
    SentMessage,
)
from bot.store import rows as convert
from bot.store.chats import suspend
from bot.store.database import change, first, listed, rows
from bot.store.dropping import drop_unwanted
from bot.store.gathering import with_gathered
from bot.store.moving import move_chats
from bot.store.routing import keep_order

# What a message shows is looked up when it is claimed, so a message that goes back is owed no edit.
_RECOVER = """
UPDATE deliveries SET state = 'pending', unknown_outcomes = unknown_outcomes + 1, edit_due_at = NULL
WHERE state = 'sending'
RETURNING id, gathered_by
"""

_RECOVER_EDITS = """
UPDATE deliveries SET editing = 0, edit_due_at = coalesce(edit_due_at, claimed_at)
WHERE editing = 1
RETURNING id
"""

_POSTPONE = """
UPDATE deliveries SET state = 'pending', attempts = attempts - 1, due_at = :due_at, held = 1
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'sending'
"""

_STORIES = """
SELECT DISTINCT alerts.story_id, deliveries.chat_id
FROM deliveries CROSS JOIN alerts ON alerts.id = deliveries.alert_id
WHERE deliveries.id IN (SELECT value FROM json_each(:ids)) AND alerts.reason <> 'digest'
"""

_UNFINISHED = """
SELECT chats.channel, chats.address, deliveries.editing, deliveries.gathers
FROM deliveries JOIN chats ON chats.id = deliveries.chat_id
WHERE deliveries.id = :id AND gathered_by IS NULL AND (finished_at IS NULL OR editing = 1)
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
  edit_due_at = iif(:state = 'sent' AND :message_ref <> '' AND settled = 0, edit_due_at, NULL)
WHERE id IN (SELECT value FROM json_each(:ids)) AND (state = 'sending' OR :finished_at IS NOT NULL)
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

# Of a digest the delivery that stands for the others; a number that a channel gave twice is the newer one's.
_MESSAGE = """
SELECT deliveries.chat_id, deliveries.alert_id
FROM chats CROSS JOIN deliveries ON deliveries.chat_id = chats.id AND deliveries.message_ref = :message_ref
WHERE chats.channel = :channel AND chats.address = :address AND deliveries.message_ref <> ''
ORDER BY gathered_by IS NOT NULL, deliveries.id DESC LIMIT 1
"""

_GOES_BACK = (SendStatus.CHAT_GONE, SendStatus.CHAT_MOVED)


def recover(db: Database) -> int:
    """Put back what was on its way when the program ended; return how many messages may come twice."""
    messages, edits = rows(db, _RECOVER), rows(db, _RECOVER_EDITS)
    drop_unwanted(db, [row["id"] for row in messages + edits], None)
    return sum(row["gathered_by"] is None for row in messages)


def postpone(db: Database, delivery_id: int, due_at: datetime) -> None:
    """Put a claimed message back until then, and behind it the replies to it."""
    ids = listed(with_gathered(db, [delivery_id]))
    change(db, _POSTPONE, ids=ids, due_at=due_at)
    for row in rows(db, _STORIES, ids=ids):
        keep_order(db, row["story_id"], row["chat_id"])


def finish(db: Database, update: DeliveryUpdate, now: datetime) -> None:
    """Write how an attempt ended; a delivery that is finished already stays as it is."""
    place = first(db, _UNFINISHED, id=update.delivery_id)
    if place is None:
        return
    channel, address = Channel(place["channel"]), place["address"]
    ids = with_gathered(db, [update.delivery_id]) if place["gathers"] else [update.delivery_id]
    state = _finish_edit(db, update) if place["editing"] else _settle(db, update, ids, now)
    outcome = update.outcome
    change(db, _NOT_BEFORE, channel=channel.value, address=address, at=update.chat_not_before_at)
    if outcome.status is SendStatus.CHAT_GONE:
        suspend(db, channel, address, outcome.reason or outcome.status.value)
    if outcome.status is SendStatus.CHAT_MOVED and outcome.new_address:
        move_chats(db, channel, address, outcome.new_address, now)
    if state is DeliveryState.PENDING:  # its chat may want it no longer since it was on its way
        drop_unwanted(db, ids, now)


def _settle(db: Database, update: DeliveryUpdate, ids: Collection[int], now: datetime) -> DeliveryState:
    outcome = update.outcome
    state = DeliveryState.PENDING if outcome.status in _GOES_BACK else update.state
    finished = state in (DeliveryState.SENT, DeliveryState.FAILED)
    change(
        db,
        _SETTLE,
        ids=listed(ids),
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


def sent_message(db: Database, channel: Channel, address: str, message_ref: str) -> SentMessage | None:
    """What was sent to any topic of the address as that message."""
    found = first(db, _MESSAGE, channel=channel.value, address=address, message_ref=message_ref)
    if found is None:
        return None
    (chat,) = rows(db, "SELECT * FROM chats WHERE id = :id", id=found["chat_id"])
    (alert,) = rows(db, "SELECT * FROM alerts WHERE id = :id", id=found["alert_id"])
    return SentMessage(chat=convert.chat(chat), alert=convert.alert(alert))
