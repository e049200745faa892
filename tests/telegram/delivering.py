"""A program that delivers what waits in a store, until nothing waits or it is killed.

    python -m tests.telegram.delivering STORE_URL API_URL SPEED BEGUN

The store, the deliverer, the notifier with its library, and the pace are those of Vigie. Its clock runs SPEED
times as fast as ours and goes on over restarts: it shows `FILLED` at the time BEGUN, in seconds since 1970. It
prints "delivering" when it begins, and at the end its figures as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.demo.clock import FastClock
from bot.model import Channel, ChatKind, Storyline
from bot.pipeline.deliver import Deliverer
from bot.store import open_store
from bot.store.thread import StoreThread
from bot.telegram.chat import build_application
from bot.telegram.notifier import TelegramNotifier
from bot.telegram.pace import Pace
from bot.telegram.updates import Timing
from tests.botapi import TOKEN
from tests.factories import make_chat, make_draft, make_feed, make_new, make_poll, opens, track

FILLED = datetime(2024, 10, 18, 12, tzinfo=UTC)
TICK = 0.05
"""Seconds between two looks into the outbox; a tick of the daemon, 0.5 s, at ten times the speed."""

WORDS = "Coast guard reports distress call from ferry off the northern harbour as storm closes in tonight"


@dataclass(frozen=True)
class Figures:
    """What a run cost."""

    delivered: int
    cpu: float
    """Seconds, of all threads."""


def chats_of(number: int) -> list[int]:
    """So many chats, private ones and groups by turns."""
    return [1_000_000 + n if n % 2 else -1_000_000_000 - n for n in range(number)]


def storylines_of(number: int) -> dict[str, Storyline]:
    """So many storylines."""
    return {
        f"line-{n}": Storyline(id=f"line-{n}", title={"en": f"Storyline {n}"}, slots=(("x",),))
        for n in range(number)
    }


def fill(url: str, chats: Sequence[int], storylines: int) -> int:
    """Let one story of each storyline wait for each chat; return how many deliveries that makes.

    The one of storyline n is told before that of n + 1, and its title says `no. n`.
    """
    store = open_store(url)
    store.sync_feeds([make_feed()], FILLED)
    names = storylines_of(storylines)
    for number in chats:
        kind = ChatKind.GROUP if number < 0 else ChatKind.PRIVATE
        chat = store.save_chat(make_chat(str(number), kind=kind))
        for name in names:
            store.subscribe(chat.id, name, FILLED)
    store.save_poll(make_poll(*(make_new(name, title=f"{WORDS}, no. {n}") for n, name in enumerate(names))))
    for n, (name, item) in enumerate(zip(names, store.untracked_items(len(names)), strict=True)):
        tracked, due_at = opens(item, name), FILLED - timedelta(seconds=60 - n)
        (match,) = tracked.matches
        alert = make_draft(f"{name}/{item.id}", due_at=due_at)
        track(store, [replace(tracked, matches=(replace(match, alert=alert),))], FILLED)
    waiting = store.info().deliveries["pending"]
    store.close()
    return waiting


async def deliver(store_url: str, api: str, speed: float, begun: float) -> Figures:
    """Deliver until nothing waits."""
    store = await StoreThread.open(store_url)
    clock = FastClock(FILLED + timedelta(seconds=(time.time() - begun) * speed), speed)
    pace = Pace(speed)
    bot = build_application(TOKEN, api, Timing(), pace).bot
    await store(lambda one: one.recover_deliveries())
    deliverer = Deliverer(access=store, clock=clock)
    deliverer.notifiers[Channel.TELEGRAM] = TelegramNotifier(bot, pace)
    gc.freeze()  # as Vigie does when it has read its rules
    async with bot:
        print("delivering", flush=True)
        cpu, delivered, storylines = time.process_time(), 0, storylines_of(100)
        while True:
            delivered += await deliverer.deliver(storylines)
            waiting = await store(lambda one: one.info().deliveries)
            if not waiting.get("pending", 0) + waiting.get("sending", 0):
                break
            await asyncio.sleep(TICK)
        cpu = time.process_time() - cpu
    await store.close()
    return Figures(delivered, cpu)


def main() -> None:
    """Deliver, and print the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    store_url, api, speed, begun = sys.argv[1:]
    figures = asyncio.run(deliver(store_url, api, float(speed), float(begun)))
    print(json.dumps({"delivered": figures.delivered, "cpu": figures.cpu}), flush=True)


if __name__ == "__main__":
    main()
