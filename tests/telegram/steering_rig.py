"""The steering part at work: the real library and router, a real home, store and desk, one loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bot.desk.steering import Steerer
from bot.feeds.fetch import HttpFetcher, Limits
from bot.model import Admin
from bot.ports import Desk, Store
from bot.store import open_store
from bot.telegram.chat import build_application
from bot.telegram.doors import House
from bot.telegram.pace import Pace
from bot.telegram.router import Router
from bot.telegram.steering import Steering
from bot.telegram.talk import Services, Talk
from bot.telegram.updates import Backoff, Timing, UpdateLoop
from tests.botapi import TOKEN, BotApi
from tests.desk.places import FEEDS, make_home, make_premises
from tests.fakes import ManualClock
from tests.telegram.world import Person, Sent

ADA = Person()
"""Named as an admin in the settings."""

BOB = Person(1002, "Bob", "fr")
"""Became one by the code."""

EVE = Person(1003, "Eve")
"""Is none."""


class OpenGate:
    """Hears everybody."""

    async def admits(self, talk: Talk) -> bool:
        return True


@dataclass
class Rig:
    """A bot that steers."""

    server: BotApi
    store: Store
    home: Path
    clock: ManualClock

    async def ask(self, text: str, who: Person = ADA) -> Sent:
        """Say something in private; the answer as it stands when all is done."""
        before = len(self.server.sent)
        self.server.say(self.server.private(who), text, who)
        await self.server.handled(60)
        assert len(self.server.sent) == before + 1, [one.text for one in self.server.sent[before:]]
        return self.server.sent[-1]

    async def press(self, message: Sent, label: str = "", who: Person = ADA, *, data: str = "") -> str:
        """Press a button; what flashes up, and the message changes as it may."""
        query = self.server.press(message, label, who, data=data)
        await self.server.handled(60)
        return next((one.text for one in self.server.answers if one.query_id == query), "")


@asynccontextmanager
async def steering(server: BotApi, folder: Path, feeds: str = FEEDS) -> AsyncIterator[Rig]:
    """Run the part on a home in this folder, with two admins."""
    store, clock, home = open_store("sqlite:///:memory:"), ManualClock(), make_home(folder, feeds=feeds)
    store.add_admin(Admin(user=BOB.id, language="fr", since=clock.now()))
    async with HttpFetcher(Limits(total=5.0, body=300_000)) as fetcher:
        premises = make_premises(home, store, clock=clock, fetcher=fetcher)
        book = premises.rulebook()
        assert book is not None
        storylines = book.rules.storylines
        services = Services(
            access=premises.access,
            desk=cast("Desk", Steerer(premises)),
            storylines=lambda: storylines,
            clock=clock,
            house=House(admins=frozenset({ADA.id})),
        )
        timing = Timing(first_retry=0.01, last_retry=0.02)
        application = build_application(TOKEN, server.url, timing, Pace(speed=100))

        async def otherwise(talk: Talk) -> None:
            raise AssertionError(f"not a command: {talk.words}")

        Router([Steering(services)], gate=OpenGate(), otherwise=otherwise).attach(application)
        await application.initialize()
        updates = UpdateLoop(application, timing, Backoff(timing, TOKEN))
        loop = asyncio.create_task(updates.run())
        try:
            yield Rig(server, store, home, clock)
        finally:
            updates.stop()
            await asyncio.wait({loop}, timeout=5)
            loop.cancel()
            await application.shutdown()
            await application.bot.shutdown()
            store.close()
