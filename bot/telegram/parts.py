"""The parts that the conversation is made of."""

from __future__ import annotations

from bot.telegram.steering import Steering
from bot.telegram.talk import Part, Services


def parts(services: Services) -> list[Part]:
    """All of them; no two answer the same command or button."""
    return [
        Steering(services),
    ]
