"""Links that open the bot with a storyline. Pure."""

from __future__ import annotations

import re

from bot.telegram.presses import key_of

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets through."""

_TAKEN = ("inv_",)
"""Beginnings of other payloads than storylines."""


def payload_of(storyline_id: str) -> str:
    """The id where Telegram lets it through, else the short name that stands for it."""
    if _PAYLOAD.fullmatch(storyline_id) and not storyline_id.startswith(_TAKEN):
        return storyline_id
    return key_of(storyline_id)


def chat_link(username: str, storyline_id: str) -> str:
    """Opens a private chat with the bot, and follows the storyline there."""
    return f"https://t.me/{username}?start={payload_of(storyline_id)}"


def group_link(username: str, storyline_id: str = "") -> str:
    """Adds the bot to a group that the reader chooses, and follows the storyline there if one is given."""
    return f"https://t.me/{username}?startgroup={payload_of(storyline_id) if storyline_id else 'here'}"
