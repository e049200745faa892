"""A bot with admins at work: the whole conversation, a real home, store and desk, all in one loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.desk.home import HomeDesk
from bot.feeds.failures import Limits
from bot.feeds.fetch import HttpFetcher
from bot.model import Admin
from bot.ports import Store, StoreAccess
from bot.store import open_store
from bot.telegram.chat import TelegramChannel
from bot.telegram.doors import Doors, House
from bot.telegram.talk import Services
from bot.telegram.updates import Timing
from tests.botapi import TOKEN, BotApi
from tests.desk.places import FEEDS, make_home, make_premises
from tests.fakes import ManualClock
from tests.feedserver import LOOPBACK
from tests.telegram.world import Person, Sent

ADA = Person()
"""Named as an admin in the settings."""

BOB = Person(1002, "Bob", "fr")
"""Became one by the code."""

EVE = Person(1003, "Eve")
"""Is none."""


@dataclass
class Rig:
    """A bot that steers."""

    server: BotApi
    store: Store
    home: Path
    clock: ManualClock
    access: StoreAccess
    channel: TelegramChannel

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
    async with HttpFetcher(Limits(total=5.0, body=300_000), allow_hosts=LOOPBACK) as fetcher:
        premises = make_premises(home, store, clock=clock, fetcher=fetcher)
        book = premises.rulebook()
        assert book is not None
        storylines = book.rules.storylines
        channel = TelegramChannel(
            token=TOKEN,
            base_url=server.url,
            services=Services(
                access=premises.access,
                desk=HomeDesk(premises),
                storylines=lambda: storylines,
                clock=clock,
                house=House(doors=Doors.OPEN, admins=frozenset({ADA.id})),
            ),
            on_fatal=lambda error: None,
            timing=Timing(first_retry=0.01, last_retry=0.02),
            speed=1000,
        )
        await channel.start()
        try:
            yield Rig(server, store, home, clock, premises.access, channel)
        finally:
            await channel.stop()
            store.close()
