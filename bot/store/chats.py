"""Chats and their subscriptions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from bot.model import ALL_STORYLINES, Channel, Chat, Subscription
from bot.store import rows as convert
from bot.store.database import change, first, listed, moment, rows

_FIND = "SELECT * FROM chats WHERE channel = :channel AND address = :address AND topic = :topic"

_SAVE = """
INSERT INTO chats (channel, address, topic, kind, title, language)
VALUES (:channel, :address, :topic, :kind, :title, :language)
ON CONFLICT (channel, address, topic) DO UPDATE SET
  kind = excluded.kind, title = excluded.title, language = excluded.language
RETURNING *
"""

_AT_ADDRESS = "SELECT id, topic FROM chats WHERE channel = :channel AND address = :address"

_SUSPEND = """
UPDATE chats SET suspended = :reason
WHERE channel = :channel AND address = :address AND suspended <> :reason
"""

_SUBSCRIBE = """
INSERT INTO subscriptions (chat_id, storyline_id, created_at) VALUES (:chat_id, :storyline_id, :now)
ON CONFLICT (chat_id, storyline_id) DO NOTHING
"""

_UNSUBSCRIBE = "DELETE FROM subscriptions WHERE chat_id = :chat_id AND storyline_id = :storyline_id"

_UNFINISHED = """
SELECT id FROM deliveries WHERE finished_at IS NULL AND chat_id = :chat_id
UNION
SELECT id FROM deliveries WHERE edit_due_at IS NOT NULL AND chat_id = :chat_id
"""

_DROP_UNWANTED = (
    """
    DELETE FROM deliveries
    WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'pending' AND NOT EXISTS (
      SELECT 1 FROM alerts CROSS JOIN subscriptions
      WHERE alerts.id = deliveries.alert_id AND subscriptions.chat_id = deliveries.chat_id
        AND subscriptions.storyline_id IN (alerts.storyline_id, :all_storylines)
    )
    """,
    """
    UPDATE deliveries SET edit_due_at = NULL
    WHERE id IN (SELECT value FROM json_each(:ids)) AND edit_due_at IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM alerts CROSS JOIN subscriptions
      WHERE alerts.id = deliveries.alert_id AND subscriptions.chat_id = deliveries.chat_id
        AND subscriptions.storyline_id IN (alerts.storyline_id, :all_storylines)
    )
    """,
)

# A group that becomes a supergroup leaves its messages behind: their numbers mean others there.
_SETTLE_SENT = """
UPDATE deliveries SET settled = 1, edit_due_at = NULL, editing = 0
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
"""

# In order; what could not move because the new chat has it already is deleted with the old chat.
_MERGE = (
    _DROP_BEHIND,
    "UPDATE OR IGNORE deliveries SET chat_id = :new_id WHERE chat_id = :old_id",
    "DELETE FROM deliveries WHERE chat_id = :old_id",
    "UPDATE OR IGNORE subscriptions SET chat_id = :new_id WHERE chat_id = :old_id",
    "DELETE FROM subscriptions WHERE chat_id = :old_id",
    """
    UPDATE chats SET not_before_at = max(
      not_before_at, (SELECT not_before_at FROM chats AS old WHERE old.id = :old_id)
    ) WHERE id = :new_id
    """,
    "DELETE FROM chats WHERE id = :old_id",
)


def find_chat(db: Database, channel: Channel, address: str, topic: int) -> Chat | None:
    """The chat at this place, or None."""
    row = first(db, _FIND, channel=channel.value, address=address, topic=topic)
    return convert.chat(row) if row else None


def save_chat(db: Database, chat: Chat) -> Chat:
    """Insert or update a chat; it speaks to us, so nothing of its address is suspended any longer."""
    suspend(db, chat.channel, chat.address, "")
    (row,) = rows(
        db,
        _SAVE,
        channel=chat.channel.value,
        address=chat.address,
        topic=chat.topic,
        kind=chat.kind.value,
        title=chat.title,
        language=chat.language,
    )
    return convert.chat(row)


def suspend(db: Database, channel: Channel, address: str, reason: str) -> None:
    """Suspend all topics of the address, or with an empty reason lift that."""
    change(db, _SUSPEND, channel=channel.value, address=address, reason=reason)


def subscribe(db: Database, chat_id: int, storyline_id: str, now: datetime) -> bool:
    """Add a subscription; False if it was there."""
    return change(db, _SUBSCRIBE, chat_id=chat_id, storyline_id=storyline_id, now=now) > 0


def unsubscribe(db: Database, chat_id: int, storyline_id: str) -> bool:
    """Remove a subscription and what is pending for it alone; False if it was not there."""
    if not change(db, _UNSUBSCRIBE, chat_id=chat_id, storyline_id=storyline_id):
        return False
    drop_unwanted(db, [row["id"] for row in rows(db, _UNFINISHED, chat_id=chat_id)])
    return True


def drop_unwanted(db: Database, delivery_ids: Collection[int]) -> None:
    """Drop what waits to be sent or edited of these, for a storyline that their chat does not follow."""
    for statement in _DROP_UNWANTED:
        change(db, statement, ids=listed(delivery_ids), all_storylines=ALL_STORYLINES)


def subscriptions(db: Database, chat_id: int) -> list[Subscription]:
    """A chat's subscriptions, by storyline."""
    found = rows(
        db, "SELECT * FROM subscriptions WHERE chat_id = :chat_id ORDER BY storyline_id", chat_id=chat_id
    )
    return [
        Subscription(
            chat_id=row["chat_id"],
            storyline_id=row["storyline_id"],
            created_at=moment(row["created_at"]),
        )
        for row in found
    ]


def move_chats(db: Database, channel: Channel, old: str, new: str) -> None:
    """Give all topics of an address a new one, joining them to the topics that are there already."""
    if old == new:
        return
    for row in rows(db, _AT_ADDRESS, channel=channel.value, address=old):
        change(db, _SETTLE_SENT, chat_id=row["id"])
        there = first(db, _FIND, channel=channel.value, address=new, topic=row["topic"])
        if there is None:
            change(db, "UPDATE chats SET address = :address WHERE id = :id", address=new, id=row["id"])
            continue
        for statement in _MERGE:
            change(db, statement, old_id=row["id"], new_id=there["id"])
    suspend(db, channel, new, "")
