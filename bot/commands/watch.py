"""`vigie run` and `vigie poll`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import structlog
from rich.console import Console

from bot.config import load_settings
from bot.console import ConsoleNotifier
from bot.daemon import SystemClock, lookout, only_one, run, telegram
from bot.logs import set_up_logging

log = structlog.get_logger()


def console_notifier(*, as_json: bool) -> ConsoleNotifier:
    """Alerts on standard output, folded to the terminal's width only where there is a terminal."""
    console = Console(file=sys.stdout, soft_wrap=not sys.stdout.isatty(), highlight=False, markup=False)
    return ConsoleNotifier(console, as_json=as_json)


def watch(home: Path, *, as_json: bool) -> None:
    """Run the daemon until a signal."""
    home = home.resolve()
    settings = load_settings(home)
    set_up_logging(settings.log, settings.log_level)
    with only_one(home):
        asyncio.run(run(home, settings, notifiers=(console_notifier(as_json=as_json),)))


def poll_once(home: Path, *, as_json: bool) -> None:
    """Poll what is due, track it, deliver it, end."""
    home = home.resolve()
    settings = load_settings(home)
    set_up_logging(settings.log, settings.log_level)

    async def once() -> None:
        notifier = console_notifier(as_json=as_json)
        async with lookout(home, settings, clock=SystemClock(), notifiers=(notifier,)) as it:
            feeds = await it.poll_all_due()
            count = await it.track(rounds=1_000_000)
            async with telegram(it, asyncio.Event()):
                sent = await it.deliver()
        log.info(
            "done", feeds=feeds, items=count.items, matched=count.matched, alerts=count.alerts, sent=sent
        )

    with only_one(home):
        asyncio.run(once())
