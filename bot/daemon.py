"""The daemon: APScheduler ticks the stages, signals end it, changed files are read again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from filelock import FileLock, Timeout

from bot.config import STATE_FOLDER, Config, Settings, fingerprint, load_config
from bot.console import CONSOLE_CHAT
from bot.errors import AlreadyRunningError, ChannelError, ConfigError, StoreError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ProcessParser
from bot.model import ALL_STORYLINES, Channel, Storyline
from bot.pipeline.deliver import Deliverer
from bot.pipeline.poll import Poller
from bot.pipeline.track import TrackCount, track
from bot.ports import Clock, Notifier
from bot.store.thread import StoreThread
from bot.storylines.matcher import Matcher

log = structlog.get_logger()

STOP_WITHIN = 3.0
"""Seconds that a stop waits for messages on their way; the whole stop is to end within 5."""

MAX_TRACK_ROUNDS = 20
"""Batches per tick, so that a flood of items lets the other users of the store's thread in between."""


class SystemClock:
    """The computer's clock; a `Clock`."""

    def now(self) -> datetime:
        """The time, aware UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Seconds between the ticks of each stage. They are short because a tick without work costs 20 µs."""

    poll: float = 1.0
    track: float = 1.0
    deliver: float = 0.5
    reload: float = 2.0
    prune: float = 3600.0


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold this home for this process; raises AlreadyRunningError that names the one who holds it."""
    folder = home / STATE_FOLDER
    lock, owner = FileLock(folder / "vigie.lock", timeout=0), folder / "vigie.pid"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        owner.write_text(f"{os.getpid()}\n")
    except Timeout as error:
        pid = owner.read_text().strip() if owner.exists() else "unknown"
        message = (
            f"another Vigie (process {pid}) already works on {home}; stop it first or use another --home"
        )
        raise AlreadyRunningError(message) from error
    except OSError as error:
        raise StoreError(
            f"cannot write in {folder}: {error.strerror}; check that the folder is yours"
        ) from error
    try:
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


@dataclass(slots=True, kw_only=True)
class Lookout:
    """Everything of one running Vigie: the stages, what they work on, and the rules in force."""

    home: Path
    settings: Settings
    config: Config
    clock: Clock
    store: StoreThread
    poller: Poller
    deliverer: Deliverer
    matcher: Matcher
    storylines: dict[str, Storyline]
    _read: tuple[tuple[str, int, int], ...] = ()

    def current_storylines(self) -> tuple[Storyline, ...]:
        """The storylines in force."""
        return tuple(self.storylines.values())

    async def poll_due(self) -> int:
        """Start the polls that are due; return how many."""
        return len(await self.poller.start_due(self.config.feed_by_id))

    async def poll_all_due(self) -> int:
        """Poll everything that is due and wait for it; return how many feeds."""
        tasks = await self.poller.start_due(self.config.feed_by_id)
        await asyncio.gather(*tasks)
        return len(tasks)

    async def track(self, rounds: int = MAX_TRACK_ROUNDS) -> TrackCount:
        """Track what waits for it, at most so many batches."""
        total = TrackCount()
        for _ in range(rounds):
            count = await self.store(partial(track, matcher=self.matcher, now=self.clock.now()))
            total += count
            if not count.items:
                break
        if total.matched:
            log.info("track", items=total.items, matched=total.matched, alerts=total.alerts)
        return total

    async def deliver(self) -> int:
        """Send what is due."""
        return await self.deliverer.deliver(self.storylines)

    async def prune(self) -> None:
        """Forget old items that no storyline wanted."""
        before = self.clock.now() - timedelta(days=self.settings.retention_days)
        if gone := await self.store(lambda store: store.prune(before)):
            log.info("prune", items=gone)

    async def reload(self) -> bool:
        """Read the files again if they changed; a mistake in them leaves what is in force."""
        mark = await asyncio.to_thread(fingerprint, self.home)
        if mark == self._read:
            return False
        self._read = mark
        try:
            config, matcher = await asyncio.to_thread(_load, self.home)
        except ConfigError as error:
            for problem in error.problems:
                log.error("mistake in a file", problem=str(problem))  # noqa: TRY400 - the reason is enough
            log.warning("the last good feeds and rules stay in force")
            return False
        await self.use(config, matcher)
        log.info("files read again", feeds=len(config.feeds), storylines=len(config.rules.storylines))
        return True

    async def use(self, config: Config, matcher: Matcher) -> None:
        """Put these feeds and rules in force."""
        now = self.clock.now()
        await self.store(lambda store: store.sync_feeds(config.feeds, now))
        self.config, self.matcher = config, matcher
        self.storylines = {storyline.id: storyline for storyline in config.rules.storylines}


def _load(home: Path) -> tuple[Config, Matcher]:
    config = load_config(home)
    return config, Matcher(config.rules)


@contextlib.asynccontextmanager
async def lookout(
    home: Path, settings: Settings, *, clock: Clock, notifiers: tuple[Notifier, ...]
) -> AsyncIterator[Lookout]:
    """A Vigie that is ready to work on its home, and is put away at the end."""
    mark = fingerprint(home)
    config, matcher = _load(home)
    url = settings.store or f"sqlite:///{home / STATE_FOLDER / 'vigie.db'}"
    store = await StoreThread.open(url)
    parser = ProcessParser()
    try:
        async with HttpFetcher() as fetcher:
            poller = Poller(
                access=store, fetcher=fetcher, parser=parser, clock=clock, concurrency=settings.concurrency
            )
            deliverer = Deliverer(access=store, clock=clock)
            deliverer.notifiers.update({notifier.channel: notifier for notifier in notifiers})
            it = Lookout(
                home=home,
                settings=settings,
                config=config,
                clock=clock,
                store=store,
                poller=poller,
                deliverer=deliverer,
                matcher=matcher,
                storylines={},
                _read=mark,
            )
            await it.use(config, matcher)
            await _prepare(it)
            try:
                yield it
            finally:
                await poller.stop()
    finally:
        parser.close()
        await store.close()


async def _prepare(it: Lookout) -> None:
    """Subscribe the console, and take up what a crash left behind."""
    now = it.clock.now()
    if Channel.CONSOLE in it.deliverer.notifiers:
        chat = await it.store(lambda store: store.save_chat(CONSOLE_CHAT))
        await it.store(lambda store: store.subscribe(chat.id, ALL_STORYLINES, now))
    if left := await it.store(lambda store: store.recover_deliveries()):
        log.warning("messages may be sent twice", deliveries=left, reason="the last run ended while sending")


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
        scheduler = _scheduler(it, rhythm or Rhythm())
        log.info("watching", home=str(home), feeds=len(it.config.feeds), storylines=len(it.storylines))
        scheduler.start()
        try:
            async with telegram(it, stop):
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
    """One job for each stage: never two of one kind at a time, and none given up for being late."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    )
    jobs: list[tuple[Callable[[], Awaitable[object]], float]] = [
        (it.poll_due, rhythm.poll),
        (it.track, rhythm.track),
        (it.deliver, rhythm.deliver),
        (it.reload, rhythm.reload),
        (it.prune, rhythm.prune),
    ]
    for job, seconds in jobs:
        first = datetime.now(UTC) if seconds < rhythm.prune else None
        scheduler.add_job(
            job, "interval", seconds=seconds, next_run_time=first or datetime.now(UTC) + timedelta(minutes=1)
        )
    return scheduler


@contextlib.asynccontextmanager
async def telegram(it: Lookout, stop: asyncio.Event) -> AsyncIterator[None]:
    """The Telegram channel, where a token is set. What makes it useless for good ends the daemon."""
    token = it.settings.telegram_bot_token.get_secret_value()
    if not token:
        yield
        return
    from bot.telegram.chat import TelegramChannel  # 340 ms that a home without a token need not spend

    fatal: list[ChannelError] = []

    def give_up(error: ChannelError) -> None:
        fatal.append(error)
        stop.set()

    channel = TelegramChannel(
        token=token,
        base_url=it.settings.telegram_api,
        access=it.store,
        storylines=it.current_storylines,
        clock=it.clock,
        on_fatal=give_up,
    )
    await channel.start()
    it.deliverer.notifiers[Channel.TELEGRAM] = channel.notifier
    try:
        yield
    finally:
        await channel.stop()
    if fatal:
        raise fatal[0]
