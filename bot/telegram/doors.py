"""Who may use the bot: the settings of the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Doors(StrEnum):
    """How a chat gets in."""

    OPEN = "open"
    """Everybody may use the bot."""
    ASK = "ask"
    """An admin lets each chat in."""
    INVITE = "invite"
    """Whoever has an invitation link of an admin."""
    LISTED = "listed"
    """Only the chats listed in the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who may come in, and who decides."""

    doors: Doors = Doors.ASK
    admins: frozenset[int] = frozenset()
    """Telegram's numeric ids of people, from the settings; more can be stored."""
    chats: frozenset[int] = frozenset()
    """Numeric ids of the chats that the settings list; they are let in whatever the doors."""
    code: str = field(default="", repr=False)
    """The one-time code that makes its first sender an admin; empty where there is an admin."""
