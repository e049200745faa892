"""One running Vigie: the stages, what they work on, and the rules in force. Changed files are read again."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from filelock import FileLock, Timeout

from bot.config import STATE_FOLDER, Settings
from bot.console import CONSOLE_CHAT
from bot.desk import Premises
from bot.errors import AlreadyRunningError, ConfigError, Problem, StoreError
from bot.feeds.budget import Budget
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ProcessParser
from bot.model import ALL_STORYLINES, Channel, Feed, Storyline
from bot.pipeline.deliver import Deliverer
from bot.pipeline.poll import Poller
from bot.pipeline.tend import tend
from bot.ports import Clock, Notifier
from bot.sources import fingerprint, load_feeds
from bot.store.thread import StoreThread

if TYPE_CHECKING:
    from bot.pipeline.track import TrackCount, Tracker
    from bot.rulebook import Rulebook

log = structlog.get_logger()

BUDGET_WAIT = 0.25
"""Seconds after which is looked again whether the budget allows a request."""

MAX_TRACK_ROUNDS = 20
"""Batches per tick, so that a flood of items lets the other users of the store's thread in between."""


class SystemClock:
    """The computer's clock; a `Clock`."""

    def now(self) -> datetime:
        """The time, aware UTC."""
        return datetime.now(UTC)


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
    fetcher: HttpFetcher
    poller: Poller
    deliverer: Deliverer
    _read: tuple[tuple[str, int, int], ...] = ()
    """Marks of the files in force."""
    _seen: tuple[tuple[str, int, int], ...] = ()
    """Marks of the files at the last look."""
    rulebook: Rulebook | None = None
    """The rules in force; None until `read_rules`, so that the first polls do not wait for them."""
    problems: tuple[Problem, ...] = ()
    """Mistakes of the files at the last look, for which the last good ones stay in force."""
    waits: bool = True
    """Whether a new story waits for other outlets before it is told."""
    _tracker: Tracker | None = None
    """Tracks with the rules in force."""

    def premises(self) -> Premises:
        """What the desk works on."""
        return Premises(
            home=self.home,
            access=self.store,
            rulebook=lambda: self.rulebook,
            feeds=lambda: self.feeds,
            clock=self.clock,
            fetcher=self.poller.fetcher,
            parser=self.poller.parser,
        )

    def current_storylines(self) -> tuple[Storyline, ...]:
        """The storylines in force."""
        return self.rulebook.rules.storylines if self.rulebook else ()

    async def poll_due(self) -> int:
        """Start the polls that are due; return how many."""
        return len(await self.poller.start_due(self.feeds))

    async def poll_all_due(self) -> int:
        """Poll all that is due and wait for it, as fast as the budget allows; return how many feeds.

        Each is polled once: while the last ones wait for the budget, the first may be due again.
        """
        polled, told, waiting = 0, False, self.feeds
        while True:
            tasks = await self.poller.start_due(waiting)
            waiting = {name: feed for name, feed in waiting.items() if not self.poller.is_polling(name)}
            await asyncio.gather(*tasks)
            polled += len(tasks)
            if not self.poller.held:
                return polled
            if not tasks:
                if not told:
                    log.info("waiting for the budget of requests", feeds=self.poller.held)
                told = True
                await asyncio.sleep(BUDGET_WAIT)

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
        """Make digests of what was held, let silent stories sleep, and see which feeds bring something."""
        weights: Counter[str] = Counter()
        for brought in (await self.store(lambda store: store.matching_feeds())).values():
            weights.update(brought)
        self.poller.weights = weights
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
            self.problems = tuple(error.problems)
            for problem in error.problems:
                log.error("mistake in a file", problem=str(problem))  # noqa: TRY400 - the reason is enough
            log.warning("the last good feeds and rules stay in force")
            return False
        try:
            await self.use(feeds)
        except StoreError:
            self._read = ()  # to be read again at the next tick
            raise
        self.problems = ()
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
        async with HttpFetcher(allow_hosts=settings.allow_hosts) as fetcher:
            poller = Poller(
                access=store,
                fetcher=fetcher,
                parser=parser,
                clock=clock,
                concurrency=settings.concurrency,
                budget=Budget(per_minute=settings.requests_per_minute, per_host=settings.requests_per_host),
            )
            deliverer = Deliverer(access=store, clock=clock)
            deliverer.notifiers.update({notifier.channel: notifier for notifier in notifiers})
            it = Lookout(
                home=home,
                settings=settings,
                feeds={},
                clock=clock,
                store=store,
                fetcher=fetcher,
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
