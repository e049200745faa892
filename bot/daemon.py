"""The daemon: APScheduler ticks the stages, signals end it, and Telegram joins where a token is set."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.config import WEBHOOK_OFF, Settings
from bot.errors import ChannelError
from bot.lookout import Lookout, SystemClock, lookout
from bot.model import Channel
from bot.ports import Clock, Notifier

if TYPE_CHECKING:
    from bot.telegram.chat import TelegramChannel
    from bot.telegram.doors import House
    from bot.telegram.updates import Hook
    from bot.websub.service import WebSub

log = structlog.get_logger()

STOP_WITHIN = 2.0
"""Seconds that a stop waits for messages on their way. The chat may take 2.7 more, and 5 is the promise."""

FIRST_PRUNE = 60.0
"""Seconds after the start: not while there is more urgent work, but also in a daemon restarted every hour."""

HEAD_START = 0.1
"""Seconds for the first requests to leave before the rules take the interpreter for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Seconds between the ticks of each stage. They are short because a tick without work costs 20 µs."""

    poll: float = 1.0
    track: float = 1.0
    deliver: float = 0.5
    tend: float = 30.0
    reload: float = 2.0
    prune: float = 3600.0
    watch: float = 60.0
    hubs: float = 15.0


async def run(
    home: Path,
    settings: Settings,
    *,
    notifiers: tuple[Notifier, ...],
    clock: Clock | None = None,
    rhythm: Rhythm | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Watch until a signal or `stop`; the caller holds the lock of the home (`only_one`)."""
    stop = stop or asyncio.Event()
    _stop_on_signals(stop)
    async with lookout(home, settings, clock=clock or SystemClock(), notifiers=notifiers) as it:
        rhythm = rhythm or Rhythm()
        scheduler = _scheduler(it, rhythm)
        log.info("watching", home=str(home), feeds=len(it.feeds))
        scheduler.start()
        try:
            await asyncio.sleep(HEAD_START)
            await it.read_rules()
            _schedule(scheduler, it, rhythm)
            async with hubs(it) as websub, telegram(it, stop) as channel:
                if websub:
                    _add_tick(scheduler, lambda: websub.tick(it.feeds), rhythm.hubs)
                if channel:
                    _add_tick(scheduler, _watch(it, channel), rhythm.watch, wait=rhythm.watch)
                await stop.wait()
                log.info("stopping")
                scheduler.pause()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(STOP_WITHIN):
                        await it.deliverer.stop()
        finally:
            scheduler.shutdown(wait=False)


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)


def _scheduler(it: Lookout, rhythm: Rhythm) -> AsyncIOScheduler:
    """A scheduler that polls: never two ticks of one kind at a time, and none given up for being late."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    )
    _add_tick(scheduler, it.poll_due, rhythm.poll)
    return scheduler


def _add_tick(
    scheduler: AsyncIOScheduler, job: Callable[[], Awaitable[object]], seconds: float, wait: float = 0.0
) -> None:
    """Call the job at that interval, first after `wait` seconds.

    A stop may cut a tick off: what it had begun in the store is finished there, and the rest is done after
    the next start, so that this is no error.
    """

    async def tick() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await job()

    first = datetime.now(UTC) + timedelta(seconds=wait)
    scheduler.add_job(
        tick, "interval", seconds=seconds, next_run_time=first, name=getattr(job, "__name__", None)
    )


def _schedule(scheduler: AsyncIOScheduler, it: Lookout, rhythm: Rhythm) -> None:
    """Add the stages that need the rules, and the care of the home."""
    _add_tick(scheduler, it.track, rhythm.track)
    _add_tick(scheduler, it.deliver, rhythm.deliver)
    _add_tick(scheduler, it.tend, rhythm.tend, wait=rhythm.tend)
    _add_tick(scheduler, it.reload, rhythm.reload, wait=rhythm.reload)
    _add_tick(scheduler, it.prune, rhythm.prune, wait=FIRST_PRUNE)


def _watch(it: Lookout, channel: TelegramChannel) -> Callable[[], Awaitable[object]]:
    """What tells the bot's admins of troubles, and of their end."""
    from bot.pipeline.troubles import Watch

    watch = Watch(access=it.store, clock=it.clock, tell=channel.notices.tell)
    it.deliverer.on_refused = watch.refused
    return lambda: watch.look(it.problems, [one.id for one in it.current_storylines()])


@contextlib.asynccontextmanager
async def hubs(it: Lookout) -> AsyncIterator[WebSub | None]:
    """What listens to hubs, where a public address is set for them."""
    if not it.settings.websub_url:
        yield None
        return
    from bot.websub.service import WebSub

    websub = WebSub(url=it.settings.websub_url, access=it.store, clock=it.clock, post=it.fetcher.post)
    for feed in await it.store(lambda store: store.feed_health()):
        websub.book.want(feed.id, feed.state.memory.hints.hub, feed.state.memory.hints.topic)
    it.poller.on_result, it.poller.pushed = websub.saw, websub.may_wait
    websub.busy = it.poller.is_polling
    await websub.start(*it.settings.websub_listen)
    try:
        yield websub
    finally:
        await websub.stop()


async def _unless_stopped(work: Coroutine[object, object, None], stop: asyncio.Event) -> None:
    """Do the work, or give it up when the daemon is to stop."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        await working
    else:
        working.cancel()
        await asyncio.wait({working})


async def _house(it: Lookout) -> House:
    """Who may come in. Where nobody steers the bot yet, a one-time code makes its first sender the admin."""
    from bot.telegram.doors import Doors, House

    settings = it.settings
    crowned = bool(settings.admins) or bool(await it.store(lambda store: store.admins()))
    return House(
        doors=Doors(settings.access),
        admins=settings.admins,
        chats=settings.chats,
        code="" if crowned else secrets.token_urlsafe(12),
    )


def _hook(settings: Settings) -> Hook | None:
    """Where Telegram brings updates, if it does."""
    from bot.telegram.updates import Hook

    host, port = settings.webhook_listen
    url = settings.webhook_url
    return Hook(url=url, host=host, port=port) if url not in ("", WEBHOOK_OFF) else None


@contextlib.asynccontextmanager
async def telegram(it: Lookout, stop: asyncio.Event) -> AsyncIterator[TelegramChannel | None]:
    """The Telegram channel, where a token is set. What makes it useless for good ends the daemon."""
    token = it.settings.telegram_bot_token.get_secret_value()
    if not token:
        yield None
        return
    # half a second that a home without a token need not spend
    from bot.desk.home import HomeDesk
    from bot.telegram.chat import TelegramChannel
    from bot.telegram.talk import Services

    fatal: list[ChannelError] = []

    def give_up(error: ChannelError) -> None:
        fatal.append(error)
        stop.set()

    channel = TelegramChannel(
        token=token,
        base_url=it.settings.telegram_api,
        hook=_hook(it.settings),
        removes_webhook=it.settings.webhook_url == WEBHOOK_OFF,
        services=Services(
            access=it.store,
            desk=HomeDesk(it.premises()),
            storylines=it.current_storylines,
            clock=it.clock,
            house=await _house(it),
        ),
        on_fatal=give_up,
    )
    await _unless_stopped(channel.start(), stop)
    it.deliverer.notifiers[Channel.TELEGRAM] = channel.notifier
    try:
        yield channel
    finally:
        await channel.stop()
    if fatal:
        raise fatal[0]
