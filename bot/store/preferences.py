"""How chats want to be told, as it is stored: JSON without what has its default value."""

from __future__ import annotations

import json
from sqlite3 import Row
from typing import Any

from pydantic import TypeAdapter

from bot.model import ChatSettings, Subscription
from bot.store.database import moment

_SETTINGS = TypeAdapter(ChatSettings)
_SUBSCRIPTION = TypeAdapter(Subscription)
_COLUMNS = {"chat_id", "storyline_id", "created_at"}
_NONE = "{}"


def settings_json(settings: ChatSettings) -> str:
    """Settings of a chat as they are stored."""
    return _SETTINGS.dump_json(settings, exclude_defaults=True).decode()


def settings(stored: str) -> ChatSettings:
    """Settings of a chat from what is stored."""
    return ChatSettings() if stored == _NONE else _SETTINGS.validate_json(stored)


def subscription_json(subscription: Subscription) -> str:
    """What a chat chose for one storyline, as it is stored."""
    return _SUBSCRIPTION.dump_json(subscription, exclude_defaults=True, exclude=_COLUMNS).decode()


def subscription(row: Row) -> Subscription:
    """From a row of subscriptions."""
    columns: dict[str, Any] = {
        "chat_id": row["chat_id"],
        "storyline_id": row["storyline_id"],
        "created_at": moment(row["created_at"]),
    }
    if row["settings"] == _NONE:
        return Subscription(**columns)
    return _SUBSCRIPTION.validate_python(json.loads(row["settings"]) | columns)
