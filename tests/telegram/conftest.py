"""A bot at work: the real channel, a real store in memory, and the strict server, all in one loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from bot.errors import ChannelError, StoreError
from bot.model import Channel, Chat, Storyline
from bot.ports import Store
from bot.store import open_store
from bot.telegram.chat import TelegramChannel
from bot.telegram.updates import Timing
from tests.botapi import TOKEN, BotApi
from tests.fakes import DirectAccess, ManualClock

T = TypeVar("T")

TROOPS = Storyline(
    id="nk-troops-russia",
    title={"en": "North Korean troops in Russia", "fr": "Soldats nord-coréens en Russie"},
    slots=(("north-korea",), ("troops",)),
)
SANCTIONS = Storyline(id="un-sanctions", title={"en": "UN sanctions"}, slots=(("un",), ("sanctions",)))

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
) -> Bot:
    """A bot that is not started yet, on an empty store."""
    access = access or Access(open_store("sqlite:///:memory:"))
    clock, storylines, fatal = ManualClock(), [TROOPS, SANCTIONS], list[ChannelError]()
    channel = TelegramChannel(
        token=token,
        base_url=base_url or server.url,
        access=access,
        storylines=lambda: tuple(storylines),
        clock=clock,
        on_fatal=fatal.append,
        timing=timing,
        speed=1000,
    )
    return Bot(server, access.store, access, clock, channel, storylines, fatal)


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
