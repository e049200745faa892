"""`vigie run` and `vigie poll`."""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path

import structlog
from rich.console import Console

from bot.config import load_settings
from bot.console import ConsoleNotifier
from bot.daemon import run, telegram
from bot.logs import set_up_logging
from bot.lookout import Lookout, SystemClock, lookout, only_one
from bot.model import Channel, DeliveryState

log = structlog.get_logger()

LONGEST_PACE = 3
"""Seconds between two messages to one group."""


def console_notifier(*, as_json: bool) -> ConsoleNotifier:
    """Alerts on standard output, folded to the terminal's width only where there is a terminal."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that knows only ASCII loses no alert
    console = Console(file=sys.stdout, soft_wrap=not sys.stdout.isatty(), highlight=False, markup=False)
    return ConsoleNotifier(console, as_json=as_json)


def watch(home: Path, *, as_json: bool) -> None:
    """Run the daemon until a signal."""
    home = home.resolve()
    settings = load_settings(home)
    set_up_logging(settings.log, settings.log_level)
    with only_one(home):
        asyncio.run(run(home, settings, notifiers=(console_notifier(as_json=as_json),)))


async def _drain(it: Lookout) -> int:
    """Deliver until nothing more goes out: chats take one message a second, groups one in three."""
    sent = idle = 0
    while idle <= LONGEST_PACE:
        now = await it.deliver()
        sent, idle = sent + now, 0 if now else idle + 1
        if Channel.TELEGRAM not in it.deliverer.notifiers:
            break
        await asyncio.sleep(1)
    return sent


def poll_once(home: Path, *, as_json: bool) -> None:
    """Poll what is due, track it, deliver it, end."""
    home = home.resolve()
    settings = load_settings(home)
    set_up_logging(settings.log, settings.log_level)

    async def once() -> None:
        notifier = console_notifier(as_json=as_json)
        async with lookout(home, settings, clock=SystemClock(), notifiers=(notifier,)) as it:
            it.waits = False
            feeds = await it.poll_all_due()
            count = await it.track(rounds=1_000_000)
            async with telegram(it, asyncio.Event()):
                sent = await _drain(it)
            info = await it.store(lambda store: store.info())
        log.info(
            "done", feeds=feeds, items=count.items, matched=count.matched, alerts=count.alerts, sent=sent
        )
        if left := info.deliveries.get(DeliveryState.PENDING.value, 0):
            log.warning("some messages wait for the next run", deliveries=left)

    with only_one(home):
        asyncio.run(once())
