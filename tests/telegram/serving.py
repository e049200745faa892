"""The strict server as a process of its own, with limits and random faults, for long runs.

    with Served(speed=10) as served:
        served.places([1001, -500])
        ...                                     # somebody sends to served.url
        report = served.report()

Its processor time is not that of whoever sends, and a killed sender leaves it standing.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import random
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tests.botapi import BotApi
from tests.telegram.faults import Fault, flood, unavailable
from tests.telegram.traffic import Traffic, counts
from tests.telegram.world import Person, Place


@dataclass(frozen=True)
class Chances:
    """How likely a message meets which fault."""

    flood: float = 0.0
    """429, with one to three seconds of Telegram's to wait."""
    broken: float = 0.0
    """502; nothing is done."""
    dropped: float = 0.0
    """The message stands in its chat, and the connection is closed without an answer."""


@dataclass(frozen=True)
class Report:
    """What arrived since the last report."""

    sent: list[tuple[int, str]]
    """Chat and text of each message, in order."""
    lost_answers: list[tuple[int, str]]
    """Those whose sender was not told."""
    over_limit: list[str]
    fullest: dict[str, int]
    """Messages in the fullest window of a chat, a group and all chats."""
    seconds: float
    """Of Telegram's, from the first to the last."""
    requests: int
    violations: list[str]


class Faulty(BotApi):
    """A server that fails at random."""

    def __init__(self, traffic: Traffic, seed: int) -> None:
        super().__init__(traffic=traffic)
        self.keep_requests = False
        self._chance, self._chances = random.Random(seed), Chances()
        self._from = 0
        self._asked = 0
        self._waits_are_ours = False

    def _next_fault(self, method: str) -> Fault:
        if not counts(method):
            return super()._next_fault(method)
        self._asked += 1
        drawn = self._chance.random()
        for share, fault in (
            (self._chances.flood, flood(self._chance.randint(1, 3))),
            (self._chances.broken, unavailable(502)),
            (self._chances.dropped, Fault(drop=True)),
        ):
            if drawn < share:
                return fault
            drawn -= share
        return Fault()

    def _too_much(self, method: str, data: dict[str, Any], at: float) -> float:
        wait = super()._too_much(method, data, at)
        return wait / self.traffic.speed if self.traffic and self._waits_are_ours else wait

    def ask_to_wait_in_our_seconds(self, chosen: bool) -> None:
        """For a sender whose clock runs as ours does, and not as fast as the limits."""
        self._waits_are_ours = chosen

    def add(self, numbers: Sequence[int]) -> None:
        """Open these chats: people for positive numbers, supergroups for negative ones."""
        for number in numbers:
            self._add(
                Place(number, "supergroup", f"Group {-number}")
                if number < 0
                else Place(number, "private", "Ada", members={Person(number).id: "member"})
            )

    def faults(self, chances: Chances) -> None:
        """Fail so from now on."""
        self._chances = chances

    def report(self) -> Report:
        """What arrived since the last report; counting begins anew."""
        traffic = self.traffic
        assert traffic is not None
        fresh = self.sent[self._from :]
        report = Report(
            sent=[(one.chat, one.text) for one in fresh],
            lost_answers=[(one.chat, one.text) for one in self.lost_answers],
            over_limit=list(traffic.over_limit),
            fullest=dict(traffic.longest),
            seconds=traffic.seconds,
            requests=self._asked,
            violations=list(self.violations),
        )
        self._from, self._asked = len(self.sent), 0
        self.lost_answers.clear()
        self.violations.clear()
        self.traffic = Traffic(traffic.speed, traffic.precision, traffic.refuses)
        return report


def _serve(connection: Connection, speed: float, precision: float, seed: int) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        async with Faulty(Traffic(speed, precision, refuses=True), seed) as server:
            # what the oracles hold lives as long as the process: looking through it for garbage would stop
            # the server's watch for a tenth of a second
            gc.freeze()
            connection.send(server.url)
            while (asked := await loop.run_in_executor(None, connection.recv)) is not None:
                name, arguments = asked
                connection.send(getattr(server, name)(*arguments))

    asyncio.run(main())


class Served:
    """A `Faulty` in another process."""

    def __init__(self, speed: float, precision: float = 0.005, seed: int = 0) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, speed, precision, seed), daemon=True)
        self.url = ""

    def __enter__(self) -> Served:
        self._process.start()
        if not self._connection.poll(60):
            raise TimeoutError("the server does not start")
        self.url = self._connection.recv()
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.send(None)
        self._process.join(10)
        self._process.kill()

    def _ask(self, name: str, *arguments: Any) -> Any:
        self._connection.send((name, arguments))
        return self._connection.recv()

    def places(self, numbers: Sequence[int]) -> None:
        """See `Faulty.add`."""
        self._ask("add", numbers)

    def faults(self, chances: Chances) -> None:
        """See `Faulty.faults`."""
        self._ask("faults", chances)

    def ask_to_wait_in_our_seconds(self, chosen: bool) -> None:
        """See `Faulty.ask_to_wait_in_our_seconds`."""
        self._ask("ask_to_wait_in_our_seconds", chosen)

    def report(self) -> Report:
        """See `Faulty.report`."""
        report: Report = self._ask("report")
        return report
