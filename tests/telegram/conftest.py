"""A bot at work: the real channel, a real store in memory, and the strict server, all in one loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from bot.desk import Premises
from bot.desk.home import HomeDesk
from bot.errors import ChannelError, StoreError
from bot.model import Channel, Chat, Storyline
from bot.ports import Store
from bot.rulebook import Rulebook
from bot.store import open_store
from bot.storylines.load import Rules, load_rules
from bot.telegram.chat import TelegramChannel
from bot.telegram.doors import Doors, House
from bot.telegram.talk import Services
from bot.telegram.updates import Hook, Timing
from tests.botapi import TOKEN, BotApi
from tests.fakes import DirectAccess, FakeFetcher, InlineParser, ManualClock

T = TypeVar("T")

TEXTS = {
    "nk-troops-russia.yaml": "title: {en: North Korean troops in Russia, fr: Soldats nord-coréens en Russie}\n"
    "match: {all: [north-korea, troops]}\nalerts: {wait: 0s}\nfigures: [troops]\n",
    "un-sanctions.yaml": "title: {en: UN sanctions}\nmatch: {all: [un, sanctions]}\nalerts: {wait: 0s}\n",
    "concepts/north-korea.yaml": "terms: {en: [North Korean, DPRK], fr: [nord-coréen], ko: [북한군]}\n",
    "concepts/troops.yaml": "terms: {en: [troops, soldiers], fr: [soldats], ko: [파병]}\n",
    "concepts/un.yaml": "terms: {en: [UN], fr: [ONU]}\n",
    "concepts/sanctions.yaml": "terms: {en: [sanctions], fr: [sanctions]}\n",
}
RULES = load_rules(TEXTS)
TROOPS, SANCTIONS = sorted(RULES.storylines, key=lambda one: one.id)

QUICK = Timing(first_retry=0.01, last_retry=0.02)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is on this computer, whatever proxy its user has."""
    monkeypatch.setenv("NO_PROXY", "*")


class Access(DirectAccess):
    """The way to the store, which a test can break."""

    broken = False

    async def __call__(self, work: Callable[[Store], T]) -> T:
        if self.broken:
            raise StoreError("the disk is full; make room")
        return await super().__call__(work)


@dataclass
class Bot:
    """A running channel and what stands around it."""

    server: BotApi
    store: Store
    access: Access
    clock: ManualClock
    channel: TelegramChannel
    storylines: list[Storyline]
    services: Services
    fatal: list[ChannelError] = field(default_factory=list)

    def chat(self, address: int, topic: int = 0) -> Chat | None:
        """A stored chat."""
        return self.store.find_chat(Channel.TELEGRAM, str(address), topic)

    def stored(self, address: int, topic: int = 0) -> Chat:
        """A chat that must be stored."""
        chat = self.chat(address, topic)
        assert chat is not None
        return chat

    def follows(self, address: int, topic: int = 0) -> set[str]:
        """The storylines that a chat follows."""
        chat = self.chat(address, topic)
        return {one.storyline_id for one in self.store.subscriptions(chat.id)} if chat else set()


def book(storylines: Sequence[Storyline] = (TROOPS, SANCTIONS)) -> Rulebook:
    """The rules of these storylines."""
    return Rulebook.of(Rules(storylines=tuple(storylines), concepts=RULES.concepts), TEXTS)


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    """The strict server; a request that displeases it fails the test."""
    async with BotApi() as running:
        yield running


def make(
    server: BotApi,
    *,
    token: str = TOKEN,
    base_url: str = "",
    timing: Timing = QUICK,
    access: Access | None = None,
    house: House | None = None,
    home: Path | None = None,
    hook: Hook | None = None,
    removes_webhook: bool = False,
) -> Bot:
    """A bot that is not started yet, on an empty store, open to all unless a house says otherwise."""
    access = access or Access(open_store("sqlite:///:memory:"))
    clock, storylines, fatal = ManualClock(), [TROOPS, SANCTIONS], list[ChannelError]()
    premises = Premises(
        home=home or Path("/nonexistent"),
        access=access,
        rulebook=lambda: book(storylines),
        feeds=dict,
        clock=clock,
        fetcher=FakeFetcher(),
        parser=InlineParser(),
    )
    services = Services(
        access=access,
        desk=HomeDesk(premises),
        storylines=lambda: tuple(storylines),
        clock=clock,
        house=house or House(doors=Doors.OPEN),
    )
    channel = TelegramChannel(
        token=token,
        base_url=base_url or server.url,
        services=services,
        on_fatal=fatal.append,
        hook=hook,
        removes_webhook=removes_webhook,
        timing=timing,
        speed=1000,
    )
    return Bot(server, access.store, access, clock, channel, storylines, services, fatal)


async def close(bot: Bot) -> None:
    """Stop the bot and close its store."""
    await bot.channel.stop()
    bot.store.close()


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[Bot]:
    """The bot, started, and put away at the end."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(close, bot)
        await bot.channel.start()
        yield bot


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    """A running bot with two storylines."""
    async with running(make(server)) as started:
        yield started
