"""What the parts need from each other, as Protocols. They import words only."""

from __future__ import annotations

from bot.ports.desk import ChangingDesk, Desk, ReadingDesk, SteeringDesk
from bot.ports.edges import Clock, Fetcher, Notifier, Parser
from bot.ports.store import Store, StoreAccess

__all__ = [
    "ChangingDesk",
    "Clock",
    "Desk",
    "Fetcher",
    "Notifier",
    "Parser",
    "ReadingDesk",
    "SteeringDesk",
    "Store",
    "StoreAccess",
]
