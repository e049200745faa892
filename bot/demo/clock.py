"""A clock for shows: weeks pass in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta


class FastClock:
    """Starts at `start` when it is made, and runs `speed` times as fast as a real one; a `Clock`.

    One made `standing` shows `start` until `go` is called. It follows the monotonic clock, so that it never
    runs backwards when the computer's time is set.
    """

    def __init__(
        self,
        start: datetime,
        speed: float,
        *,
        standing: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start = start
        self._speed = speed
        self._monotonic = monotonic
        self._began = None if standing else monotonic()

    def go(self) -> None:
        """Run from now on."""
        if self._began is None:
            self._began = self._monotonic()

    def now(self) -> datetime:
        """The time of the show, aware UTC."""
        if self._began is None:
            return self._start
        return self._start + timedelta(seconds=(self._monotonic() - self._began) * self._speed)
