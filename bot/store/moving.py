"""A chat has a new address: a group became a supergroup, and brings along all that it had."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.model import Channel
from bot.store.chats import lift, suspend
from bot.store.database import change, first, rows
from bot.store.dropping import drop_unwanted_of
from bot.store.entry import move_guest
from bot.store.gathering import hand_over
from bot.store.routing import keep_order

_AT_ADDRESS = "SELECT id, topic FROM chats WHERE channel = :channel AND address = :address"

_REASON = """
SELECT chats.suspended FROM chats JOIN guests USING (channel, address)
WHERE channel = :channel AND address = :address AND access = 'refused' AND suspended <> '' LIMIT 1
"""

_REFUSED = "SELECT 1 FROM guests WHERE channel = :channel AND address = :address AND access = 'refused'"

_AT = "SELECT id FROM chats WHERE channel = :channel AND address = :address AND topic = :topic"

# A group that becomes a supergroup leaves its messages behind: their numbers mean others there.
_SETTLE_SENT = """
UPDATE deliveries SET settled = 1, edit_due_at = NULL, editing = 0, message_ref = ''
WHERE chat_id = :chat_id AND state = 'sent'
"""

# An alert that went to both addresses: the delivery that came further is kept, so that it is not told twice.
_DROP_BEHIND = """
DELETE FROM deliveries
WHERE chat_id = :new_id AND EXISTS (
  SELECT 1 FROM deliveries AS other
  WHERE other.alert_id = deliveries.alert_id AND other.chat_id = :old_id
    AND instr('failed pending sending sent', other.state)
      > instr('failed pending sending sent', deliveries.state)
)
RETURNING id
"""

_COME_ALONG = "UPDATE OR IGNORE deliveries SET chat_id = :new_id WHERE chat_id = :old_id"

_LEFT_BEHIND = "DELETE FROM deliveries WHERE chat_id = :old_id RETURNING id"

_STORIES = """
SELECT DISTINCT alerts.story_id FROM deliveries CROSS JOIN alerts ON alerts.id = deliveries.alert_id
WHERE deliveries.finished_at IS NULL AND deliveries.gathered_by IS NULL AND deliveries.chat_id = :chat_id
"""

# In order; what could not move because the new chat has it already is deleted with the old chat. Where the
# new chat chose nothing yet, what was chosen in the old one holds.
_MERGE = (
    """
    UPDATE subscriptions SET settings = (
      SELECT settings FROM subscriptions AS old
      WHERE old.chat_id = :old_id AND old.storyline_id = subscriptions.storyline_id
    )
    WHERE chat_id = :new_id AND settings = '{}'
      AND storyline_id IN (SELECT storyline_id FROM subscriptions WHERE chat_id = :old_id)
    """,
    "UPDATE OR IGNORE subscriptions SET chat_id = :new_id WHERE chat_id = :old_id",
    "DELETE FROM subscriptions WHERE chat_id = :old_id",
    "UPDATE OR IGNORE muted_stories SET chat_id = :new_id WHERE chat_id = :old_id",
    "DELETE FROM muted_stories WHERE chat_id = :old_id",
    "UPDATE OR IGNORE muted_outlets SET chat_id = :new_id WHERE chat_id = :old_id",
    "DELETE FROM muted_outlets WHERE chat_id = :old_id",
    "UPDATE feedback SET chat_id = :new_id WHERE chat_id = :old_id",
    """
    UPDATE chats SET
      not_before_at = max(not_before_at, (SELECT not_before_at FROM chats AS old WHERE old.id = :old_id)),
      settings = iif(settings = '{}', (SELECT settings FROM chats AS old WHERE old.id = :old_id), settings)
    WHERE id = :new_id
    """,
    "DELETE FROM chats WHERE id = :old_id",
)


def move_chats(db: Database, channel: Channel, old: str, new: str, now: datetime) -> None:
    """Give all topics of an address a new one, joining them to the topics that are there already."""
    if old == new:
        return
    let_out = first(db, _REASON, channel=channel.value, address=old)
    for row in rows(db, _AT_ADDRESS, channel=channel.value, address=old):
        change(db, _SETTLE_SENT, chat_id=row["id"])
        there = first(db, _AT, channel=channel.value, address=new, topic=row["topic"])
        if there is None:
            change(db, "UPDATE chats SET address = :address WHERE id = :id", address=new, id=row["id"])
        else:
            _merge(db, row["id"], there["id"], now)
    move_guest(db, channel, old, new)
    lift(db, channel, new)
    if let_out and first(db, _REFUSED, channel=channel.value, address=new):
        suspend(db, channel, new, let_out["suspended"])


def _merge(db: Database, old_id: int, new_id: int, now: datetime) -> None:
    """Let the new chat take what the old one has."""
    places = {"old_id": old_id, "new_id": new_id}
    gone = rows(db, _DROP_BEHIND, **places)
    change(db, _COME_ALONG, **places)
    gone += rows(db, _LEFT_BEHIND, old_id=old_id)
    hand_over(db, [row["id"] for row in gone])
    for statement in _MERGE:
        change(db, statement, **places)
    drop_unwanted_of(db, new_id, now)
    for row in rows(db, _STORIES, chat_id=new_id):
        keep_order(db, row["story_id"], new_id)
