"""Poll: fetch each due feed politely, parse it, and store its new and revised items."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog

from bot.errors import FetchError, ParseError, StoreError
from bot.feeds import polling
from bot.feeds.identity import keys_of
from bot.model import Feed, FeedState, PollResult, PollStatus
from bot.ports import Clock, Fetcher, Parser, StoreAccess
from bot.text import host

log = structlog.get_logger()

_BROKEN = "an internal error, see the log"


@dataclass(slots=True)
class _Hosts:
    """One lock for each host that is being fetched from, so that it sees one request at a time."""

    locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    waiting: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def enter(self, name: str) -> None:
        self.waiting[name] += 1
        await self.locks.setdefault(name, asyncio.Lock()).acquire()

    def leave(self, name: str) -> None:
        self.locks[name].release()
        self.waiting[name] -= 1
        if not self.waiting[name]:
            del self.locks[name], self.waiting[name]


class Poller:
    """Polls due feeds: at most `concurrency` at a time, and one at a time from each host."""

    def __init__(
        self, *, access: StoreAccess, fetcher: Fetcher, parser: Parser, clock: Clock, concurrency: int
    ) -> None:
        self._access = access
        self.fetcher = fetcher
        self.parser = parser
        self._clock = clock
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts = _Hosts()
        self._random = random.Random()  # noqa: S311 - spreads polls over time, guards no secret
        self._running: dict[str, asyncio.Task[PollResult | None]] = {}
        self._not_before: dict[str, datetime] = {}
        """Of feeds whose last result could not be saved: a full disk must not make us hammer servers."""

    async def start_due(
        self, feeds: Mapping[str, Feed], limit: int = 10_000
    ) -> list[asyncio.Task[PollResult | None]]:
        """Start a poll of each due feed that is not being polled already, and return without waiting."""
        now = self._clock.now()
        due = await self._access(lambda store: store.due_feeds(now, limit))
        started = []
        for state in due:
            waits = self._not_before.get(state.feed_id, now) > now
            if state.feed_id in feeds and state.feed_id not in self._running and not waits:
                task = asyncio.create_task(self.poll(feeds[state.feed_id], state))
                self._running[state.feed_id] = task
                task.add_done_callback(partial(self._ended, state.feed_id))
                started.append(task)
        return started

    async def stop(self) -> None:
        """Abandon the polls that are running; each is saved wholly or will be done again."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, feed_id: str, task: asyncio.Task[PollResult | None]) -> None:
        del self._running[feed_id]
        if not task.cancelled() and (error := task.exception()):
            log.error("poll broke", feed=feed_id, exc_info=error)

    async def poll(self, feed: Feed, state: FeedState) -> PollResult | None:
        """Poll one feed and save what it brought; None if that could not be saved."""
        place = host(feed.url)
        await self._hosts.enter(place)
        try:
            async with self._slots:
                begun = time.perf_counter()
                result = await self._result(feed, state)
        finally:
            self._hosts.leave(place)
        try:
            new = await self._access(lambda store: store.save_poll(result))
        except StoreError as error:
            log.error("poll not saved", feed=feed.id, error=str(error))  # noqa: TRY400 - the reason is enough
            self._not_before[feed.id] = result.next_poll_at
            return None
        self._not_before.pop(feed.id, None)
        _log_poll(result, new, int((time.perf_counter() - begun) * 1000))
        return result

    async def _result(self, feed: Feed, state: FeedState) -> PollResult:
        try:
            fetched = await self.fetcher.fetch(feed, state)
            now = self._clock.now()
            if same := polling.unchanged_result(feed, state, fetched, now, self._random):
                return same
            parsed = await self.parser.parse(fetched, feed, now)
            keys = [keys_of(item) for item in parsed.items]
            known = await self._access(lambda store: store.known_items(feed.id, keys))
            return polling.parsed_result(feed, state, fetched, parsed, known, now, self._random)
        except (FetchError, ParseError) as error:
            return polling.failed_result(feed, state, error, self._clock.now(), self._random)
        except Exception:  # a mistake of ours that one document brings to light must not hurt other feeds
            log.exception("poll broke", feed=feed.id)
            return polling.failed_result(feed, state, ParseError(_BROKEN), self._clock.now(), self._random)


def _log_poll(result: PollResult, new: int, ms: int) -> None:
    facts = {
        "feed": result.feed_id,
        "status": result.status.value,
        "items": len(result.new) + len(result.seen_ids),
    }
    facts |= {"new": new, "ms": ms}
    if result.status is PollStatus.FAILED:
        log.warning("poll", **facts, error=result.error)
    else:
        log.info("poll", **facts)
    if result.notice:
        log.warning("feed is odd", feed=result.feed_id, notice=result.notice)
