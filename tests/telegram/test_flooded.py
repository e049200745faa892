"""A bot that Telegram refuses as a whole, from the outbox through the real library to the strict server."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.telegram.delivering import chats_of, deliver, fill
from tests.telegram.faults import Fault, flood
from tests.telegram.serving import Faulty
from tests.telegram.traffic import Traffic, counts
from tests.telegram.verdict import Verdict, judge

SPEED = 20.0
"""Seconds of Telegram's in one of ours."""

CHATS = chats_of(150)
WAIT = 30
"""Telegram's seconds."""


class Closed(Faulty):
    """Refuses each message until so many of Telegram's seconds after the first."""

    def __init__(self) -> None:
        super().__init__(Traffic(SPEED, precision=0.015), seed=1)
        self.refused = 0
        self._until: float | None = None

    def _next_fault(self, method: str) -> Fault:
        now = time.monotonic()
        if not counts(method):
            return super()._next_fault(method)
        if self._until is None:
            self._until = now + WAIT / SPEED
        if now >= self._until:
            return Fault()
        self.refused += 1
        return flood(int((self._until - now) * SPEED) + 1)


async def test_a_bot_that_may_not_speak_asks_few_times_and_then_delivers_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # as `build_application` does
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    fill(url, CHATS, 2)
    server = Closed()
    server.add(CHATS)
    async with server:
        await deliver(url, server.url, SPEED, time.time())
        report = server.report()
    assert judge(report.sent, CHATS, 2) == Verdict(lost=0, repeats=0, needless=0, unmarked=0, disordered=0)
    assert 0 < server.refused < len(CHATS) / 2, "without that, each chat would have asked"
    assert report.violations == []
