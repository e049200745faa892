"""How much one person may ask for: a few things at once, then one every two seconds."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum

BURST = 10
"""Commands and presses at once."""

REFILL = 0.5
"""Of them, regained each second."""

REMEMBERED = 2000
"""People; whoever was quiet for longest is forgotten first, with a full allowance."""


class Hearing(Enum):
    """What becomes of a message of somebody."""

    HEARD = "heard"
    WARNED = "warned"
    """It is too much; this is the first of those that are passed over."""
    SILENCE = "silence"


class Patience:
    """An allowance for each person."""

    def __init__(self) -> None:
        self._left: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()
        """Allowance, the time of it, and whether the person was warned since it was last full enough."""

    def hear(self, user: int, at: float) -> Hearing:
        """Take one from the allowance of somebody, at that time in seconds."""
        left, since, warned = self._left.pop(user, (float(BURST), at, False))
        # a clock that is set back takes nothing away
        left = min(float(BURST), left + max(0.0, at - since) * REFILL)
        if left >= 1.0:
            self._keep(user, (left - 1.0, at, warned and left < BURST / 2))
            return Hearing.HEARD
        self._keep(user, (left, at, True))
        return Hearing.SILENCE if warned else Hearing.WARNED

    def _keep(self, user: int, state: tuple[float, float, bool]) -> None:
        self._left[user] = state
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
