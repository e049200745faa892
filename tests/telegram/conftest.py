"""A bot at work: the real channel, a store in memory, and the strict server, all in one loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.errors import ChannelError
from bot.model import Channel, Storyline, Subscription
from bot.telegram.chat import TelegramChannel
from bot.telegram.updates import Timing
from tests.botapi import TOKEN, BotApi
from tests.fakes import DirectAccess, ManualClock
from tests.telegram.memory_store import MemoryStore

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


@dataclass
class Bot:
    """A running channel and what stands around it."""

    server: BotApi
    store: MemoryStore
    clock: ManualClock
    channel: TelegramChannel
    storylines: list[Storyline]
    fatal: list[ChannelError] = field(default_factory=list)

    def follows(self, address: int, topic: int = 0) -> set[str]:
        """The storylines that a chat follows."""
        chat = self.store.find_chat(Channel.TELEGRAM, str(address), topic)
        found: list[Subscription] = self.store.subscriptions(chat.id) if chat else []
        return {subscription.storyline_id for subscription in found}


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    """The strict server; a request that displeases it fails the test."""
    async with BotApi() as running:
        yield running


def make(server: BotApi, *, token: str = TOKEN, base_url: str = "", timing: Timing = QUICK) -> Bot:
    """A bot that is not started yet."""
    store, clock, storylines, fatal = MemoryStore(), ManualClock(), [TROOPS, SANCTIONS], list[ChannelError]()
    channel = TelegramChannel(
        token=token,
        base_url=base_url or server.url,
        access=DirectAccess(store),  # type: ignore[arg-type]
        storylines=lambda: tuple(storylines),
        clock=clock,
        on_fatal=fatal.append,
        timing=timing,
    )
    return Bot(server, store, clock, channel, storylines, fatal)


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[Bot]:
    """The bot, started, and stopped at the end."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(bot.channel.stop)
        await bot.channel.start()
        yield bot


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    """A running bot with two storylines."""
    async with running(make(server)) as started:
        yield started
