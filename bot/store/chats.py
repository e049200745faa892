"""Chats and their subscriptions."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.model import Channel, Chat, ChatSettings, Subscription
from bot.store import preferences
from bot.store import rows as convert
from bot.store.database import change, first, rows
from bot.store.dropping import drop_unwanted_of

_FIND = "SELECT * FROM chats WHERE channel = :channel AND address = :address AND topic = :topic"

_SAVE = """
INSERT INTO chats (channel, address, topic, kind, title, language)
VALUES (:channel, :address, :topic, :kind, :title, :language)
ON CONFLICT (channel, address, topic) DO UPDATE SET
  kind = excluded.kind, title = excluded.title, language = excluded.language
RETURNING *
"""

_SUSPEND = """
UPDATE chats SET suspended = :reason
WHERE channel = :channel AND address = :address AND suspended <> :reason
"""

# Whom an admin let out nobody brings back by talking.
_LIFT = """
UPDATE chats SET suspended = ''
WHERE channel = :channel AND address = :address AND suspended <> '' AND NOT EXISTS (
  SELECT 1 FROM guests
  WHERE guests.channel = chats.channel AND guests.address = chats.address AND guests.access = 'refused'
)
"""

_SUBSCRIBE = """
INSERT INTO subscriptions (chat_id, storyline_id, created_at) VALUES (:chat_id, :storyline_id, :now)
ON CONFLICT (chat_id, storyline_id) DO NOTHING
"""

_UNSUBSCRIBE = "DELETE FROM subscriptions WHERE chat_id = :chat_id AND storyline_id = :storyline_id"

_SUBSCRIPTIONS = "SELECT * FROM subscriptions WHERE chat_id = :chat_id ORDER BY storyline_id"

_SAVE_SUBSCRIPTION = """
UPDATE subscriptions SET settings = :settings WHERE chat_id = :chat_id AND storyline_id = :storyline_id
"""


def find_chat(db: Database, channel: Channel, address: str, topic: int) -> Chat | None:
    """The chat at this place, or None."""
    row = first(db, _FIND, channel=channel.value, address=address, topic=topic)
    return convert.chat(row) if row else None


def chat(db: Database, chat_id: int) -> Chat | None:
    """The chat with this id, or None."""
    row = first(db, "SELECT * FROM chats WHERE id = :id", id=chat_id)
    return convert.chat(row) if row else None


def save_settings(db: Database, chat_id: int, settings: ChatSettings) -> None:
    """Replace the settings of a chat."""
    stored = preferences.settings_json(settings)
    change(db, "UPDATE chats SET settings = :settings WHERE id = :id", id=chat_id, settings=stored)


def save_chat(db: Database, chat: Chat) -> Chat:
    """Insert or update a chat; it speaks to us, so nothing of its address is suspended any longer, unless it
    was let out."""
    lift(db, chat.channel, chat.address)
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


def lift(db: Database, channel: Channel, address: str) -> None:
    """Suspend nothing of the address any longer, unless its chat was let out."""
    change(db, _LIFT, channel=channel.value, address=address)


def subscribe(db: Database, chat_id: int, storyline_id: str, now: datetime) -> bool:
    """Add a subscription; False if it was there."""
    return change(db, _SUBSCRIBE, chat_id=chat_id, storyline_id=storyline_id, now=now) > 0


def unsubscribe(db: Database, chat_id: int, storyline_id: str) -> bool:
    """Remove a subscription and what is pending for it alone; False if it was not there."""
    if not change(db, _UNSUBSCRIBE, chat_id=chat_id, storyline_id=storyline_id):
        return False
    drop_unwanted_of(db, chat_id, None)
    return True


def subscriptions(db: Database, chat_id: int) -> list[Subscription]:
    """A chat's subscriptions, by storyline."""
    return [preferences.subscription(row) for row in rows(db, _SUBSCRIPTIONS, chat_id=chat_id)]


def save_subscription(db: Database, subscription: Subscription) -> bool:
    """Replace how a chat follows a storyline; False if it does not."""
    place = {"chat_id": subscription.chat_id, "storyline_id": subscription.storyline_id}
    settings = preferences.subscription_json(subscription)
    return change(db, _SAVE_SUBSCRIPTION, **place, settings=settings) > 0
