"""The daemon: APScheduler ticks the stages, signals end it, changed files are read again."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from filelock import FileLock, Timeout

from bot.config import STATE_FOLDER, Settings, fingerprint, load_feeds
from bot.console import CONSOLE_CHAT
from bot.errors import AlreadyRunningError, ChannelError, ConfigError, StoreError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ProcessParser
from bot.model import ALL_STORYLINES, Channel, Feed, Storyline
from bot.pipeline.deliver import Deliverer
from bot.pipeline.poll import Poller
from bot.pipeline.tend import tend
from bot.ports import Clock, Notifier
from bot.store.thread import StoreThread

if TYPE_CHECKING:
    from bot.pipeline.track import TrackCount, Tracker
    from bot.rulebook import Rulebook

log = structlog.get_logger()

STOP_WITHIN = 2.0
"""Seconds that a stop waits for messages on their way. The chat may take 2.7 more, and 5 is the promise."""

MAX_TRACK_ROUNDS = 20
"""Batches per tick, so that a flood of items lets the other users of the store's thread in between."""


FIRST_PRUNE = 60.0
"""Seconds after the start: not while there is more urgent work, but also in a daemon restarted every hour."""


HEAD_START = 0.1
"""Seconds for the first requests to leave before the rules take the interpreter for themselves."""


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
    tend: float = 30.0
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
    feeds: Mapping[str, Feed]
    clock: Clock
    store: StoreThread
    poller: Poller
    deliverer: Deliverer
    _read: tuple[tuple[str, int, int], ...] = ()
    """Marks of the files in force."""
    _seen: tuple[tuple[str, int, int], ...] = ()
    """Marks of the files at the last look."""
    rulebook: Rulebook | None = None
    """The rules in force; None until `read_rules`, so that the first polls do not wait for them."""
    waits: bool = True
    """Whether a new story waits for other outlets before it is told."""
    _tracker: Tracker | None = None
    """Tracks with the rules in force."""

    def current_storylines(self) -> tuple[Storyline, ...]:
        """The storylines in force."""
        return self.rulebook.rules.storylines if self.rulebook else ()

    async def poll_due(self) -> int:
        """Start the polls that are due; return how many."""
        return len(await self.poller.start_due(self.feeds))

    async def poll_all_due(self) -> int:
        """Poll everything that is due and wait for it; return how many feeds."""
        tasks = await self.poller.start_due(self.feeds)
        await asyncio.gather(*tasks)
        return len(tasks)

    async def track(self, rounds: int = MAX_TRACK_ROUNDS) -> TrackCount:
        """Track what waits for it, at most so many batches."""
        if self._tracker is None:
            await self.read_rules()
        tracker = self._tracker
        assert tracker is not None
        from bot.pipeline.track import TrackCount  # the rules have brought it

        total = TrackCount()
        for _ in range(rounds):
            count = await self.store(partial(tracker.track, now=self.clock.now(), feeds=self.feeds))
            total += count
            if not count.items:
                break
        if total.matched:
            log.info("track", items=total.items, matched=total.matched, alerts=total.alerts)
        return total

    async def tend(self) -> None:
        """Make digests of what was held, and let silent stories sleep."""
        now, storylines = self.clock.now(), self.rulebook.storylines if self.rulebook else {}
        if made := await self.store(lambda store: tend(store, storylines, now)):
            log.info("tend", digests=made)

    async def deliver(self) -> int:
        """Send what is due."""
        return await self.deliverer.deliver(self.rulebook.storylines if self.rulebook else {})

    async def prune(self) -> None:
        """Forget old items that no storyline wanted."""
        before = self.clock.now() - timedelta(days=self.settings.retention_days)
        if gone := await self.store(lambda store: store.prune(before)):
            log.info("prune", items=gone)

    async def reload(self) -> bool:
        """Read the files again if they changed; a mistake in them leaves what is in force."""
        mark = await asyncio.to_thread(fingerprint, self.home)
        steady, self._seen = mark == self._seen, mark
        if mark == self._read or not steady:  # files that are still being written are not half read
            return False
        self._read = mark
        try:
            feeds, rulebook = await asyncio.to_thread(_load_all, self.home)
        except ConfigError as error:
            for problem in error.problems:
                log.error("mistake in a file", problem=str(problem))  # noqa: TRY400 - the reason is enough
            log.warning("the last good feeds and rules stay in force")
            return False
        try:
            await self.use(feeds)
        except StoreError:
            self._read = ()  # to be read again at the next tick
            raise
        self._put_in_force(rulebook)
        log.info("files read again", feeds=len(feeds), storylines=len(rulebook.storylines))
        return True

    async def read_rules(self) -> Rulebook:
        """Read and compile the rules at the start; raises ConfigError."""
        rulebook = await asyncio.to_thread(_load_rules, self.home, tuple(self.feeds.values()))
        self._put_in_force(rulebook)
        log.info("rules ready", storylines=len(rulebook.storylines))
        return rulebook

    def _put_in_force(self, rulebook: Rulebook) -> None:
        from bot.pipeline.track import (
            Tracker,
        )  # with all readers of stories 280 ms; the rules have brought it

        self.rulebook, self._tracker = rulebook, Tracker(rulebook, waits=self.waits)
        gc.freeze()  # the tables live as long as the rules: looking through them for garbage finds none

    async def use(self, feeds: Sequence[Feed]) -> None:
        """Poll these feeds from now on."""
        now = self.clock.now()
        await self.store(lambda store: store.sync_feeds(feeds, now))
        self.feeds = {feed.id: feed for feed in feeds}


def _load_rules(home: Path, feeds: Sequence[Feed]) -> Rulebook:
    import bot.pipeline.track  # noqa: F401 - half a second that the first poll need not wait, off the loop
    from bot.rulebook import load_rulebook

    return load_rulebook(home, feeds).compiled()


def _load_all(home: Path) -> tuple[tuple[Feed, ...], Rulebook]:
    from bot.rulebook import Rulebook, load_home

    found = load_home(home)
    return found.feeds, Rulebook.of(found.rules, found.texts, found.feeds).compiled()


@contextlib.asynccontextmanager
async def lookout(
    home: Path, settings: Settings, *, clock: Clock, notifiers: tuple[Notifier, ...]
) -> AsyncIterator[Lookout]:
    """A Vigie that is ready to work on its home, and is put away at the end."""
    mark = fingerprint(home)
    feeds = load_feeds(home)
    store = await StoreThread.open(settings.store_url(home))
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
                feeds={},
                clock=clock,
                store=store,
                poller=poller,
                deliverer=deliverer,
                _read=mark,
            )
            await it.use(feeds)
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
        rhythm = rhythm or Rhythm()
        scheduler = _scheduler(it, rhythm)
        log.info("watching", home=str(home), feeds=len(it.feeds))
        scheduler.start()
        try:
            await asyncio.sleep(HEAD_START)
            await it.read_rules()
            _schedule(scheduler, it, rhythm)
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
    await _unless_stopped(channel.start(), stop)
    it.deliverer.notifiers[Channel.TELEGRAM] = channel.notifier
    try:
        yield
    finally:
        await channel.stop()
    if fatal:
        raise fatal[0]
