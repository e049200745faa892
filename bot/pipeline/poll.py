"""Poll: fetch each due feed politely, parse it, and store its new and revised items."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.errors import FetchError, ParseError, StoreError
from bot.feeds import polling
from bot.feeds.budget import Budget
from bot.model import Feed, FeedState, FetchResult, ItemKeys, KnownItem, PollResult, PollStatus
from bot.pipeline.saving import Saver
from bot.ports import Clock, Fetcher, Parser, Store, StoreAccess
from bot.text import host

log = structlog.get_logger()

MANY = 8
"""Polls that run at the same time, from which their results are gathered before they are written."""

LONG_OVERDUE = timedelta(hours=1)
"""After which a feed goes before all others, whatever it brings."""

SET_BACK = timedelta(minutes=1)
"""How much a clock must be set back to have been wrong before, and with it all that was planned by it."""

SAVED_WITHIN = timedelta(minutes=10)
"""After which a feed whose result could not be saved is asked again, however rare its polls: the database may
only have been locked for a moment, and what the document holds now may be gone by the next time."""

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
    """Polls due feeds: at most `concurrency` at a time, one at a time from each host, and within a budget."""

    def __init__(
        self,
        *,
        access: StoreAccess,
        fetcher: Fetcher,
        parser: Parser,
        clock: Clock,
        concurrency: int,
        budget: Budget | None = None,
    ) -> None:
        self._access = access
        self.fetcher = fetcher
        self.parser = parser
        self._clock = clock
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts = _Hosts()
        self._budget = budget
        self._saver = Saver(access, lambda: len(self._running) > MANY)
        self._random = random.Random()  # noqa: S311 - spreads polls over time, guards no secret
        self._running: dict[str, asyncio.Task[None]] = {}
        self._not_before: dict[str, datetime] = {}
        """Of feeds whose last result could not be saved: a full disk must not make us hammer servers."""
        self.weights: Mapping[str, float] = {}
        """How much each feed brings to the storylines; where the budget is short, the most go first."""
        self.pushed: Callable[[str], bool] = lambda feed_id: False
        """Whether a hub tells of changes of that feed."""
        self.on_result: Callable[[Feed, PollResult], None] = lambda feed, result: None
        """Is told of each poll that was saved."""
        self._looked_at = clock.now()
        """When feeds that are due were looked for last."""
        self.held = 0
        """Due feeds that the budget held back at the last look."""

    async def start_due(self, feeds: Mapping[str, Feed], limit: int = 10_000) -> list[asyncio.Task[None]]:
        """Start a poll of each due feed that is not being polled already, and return without waiting.

        What the budget does not allow now stays due.
        """
        now, at = self._clock.now(), asyncio.get_running_loop().time()
        if self._looked_at - now > SET_BACK:
            log.warning("the clock was set back", seconds=int((self._looked_at - now).total_seconds()))
            self._not_before.clear()
            await self._access(lambda store: store.poll_soon(feeds.keys(), now))
        self._looked_at = now
        if self._budget and self.held and not self._budget.left(at):
            return []
        due = [
            state
            for state in await self._access(lambda store: store.due_feeds(now, limit))
            if state.feed_id in feeds
            and state.feed_id not in self._running
            and self._not_before.get(state.feed_id, now) <= now
        ]
        if self._budget and len(due) > self._budget.left(at):
            due.sort(key=lambda state: self._rank(state, now))
        started = []
        for state in due:
            feed = feeds[state.feed_id]
            if self._budget is None or self._budget.take(_place(feed, state), at):
                started.append(self._start(feed, state))
        self.held = len(due) - len(started)
        return started

    def _rank(self, state: FeedState, now: datetime) -> tuple[bool, float, datetime]:
        """Who goes first. What waits for long goes before all, so that nothing waits for ever."""
        if now - state.next_poll_at >= LONG_OVERDUE:
            return False, 0.0, state.next_poll_at
        return True, -self.weights.get(state.feed_id, 0.0), state.next_poll_at

    def _start(self, feed: Feed, state: FeedState) -> asyncio.Task[None]:
        task = asyncio.create_task(self._poll(feed, state))
        self._running[feed.id] = task
        task.add_done_callback(partial(self._ended, feed.id))
        return task

    def is_polling(self, feed_id: str) -> bool:
        """Whether a poll of that feed is under way, until what it brought is saved."""
        return feed_id in self._running

    async def stop(self) -> None:
        """Abandon the polls that are running; each is saved wholly or will be done again."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._saver.finish()

    def _ended(self, feed_id: str, task: asyncio.Task[None]) -> None:
        del self._running[feed_id]
        if not task.cancelled() and (error := task.exception()):
            log.error("poll broke", feed=feed_id, exc_info=error)

    async def _poll(self, feed: Feed, state: FeedState) -> None:
        """Poll one feed and save what it brought.

        That is 50 KB for a first document: it is not returned, so that no task keeps it that has ended.
        """
        place = _place(feed, state)
        await self._hosts.enter(place)
        try:
            async with self._slots:
                begun = time.perf_counter()
                result = await self._result(feed, state)
        finally:
            self._hosts.leave(place)
        try:
            new = await self._saver.save(result)
        except StoreError as error:
            log.error("poll not saved", feed=feed.id, error=str(error))  # noqa: TRY400 - the reason is enough
            self._put_off(result)
            return
        except Exception:  # told by `_ended`; it must not be asked again at each tick either
            self._put_off(result)
            raise
        self._not_before.pop(feed.id, None)
        _log_poll(result, new, int((time.perf_counter() - begun) * 1000))
        self.on_result(feed, result)

    def _put_off(self, result: PollResult) -> None:
        self._not_before[result.feed_id] = min(result.next_poll_at, result.polled_at + SAVED_WITHIN)

    async def _result(self, feed: Feed, state: FeedState) -> PollResult:
        try:
            fetched = await self.fetcher.fetch(feed, state)
            now, pushed = self._clock.now(), self.pushed(feed.id)
            if same := polling.unchanged_result(feed, state, fetched, now, self._random, pushed=pushed):
                return same
            return await self._parsed(feed, state, fetched, pushed=pushed)
        except (FetchError, ParseError) as error:
            return polling.failed_result(feed, state, error, self._clock.now(), self._random)
        except Exception:  # a mistake of ours that one document brings to light must not hurt other feeds
            log.exception("poll broke", feed=feed.id)
            return polling.failed_result(feed, state, ParseError(_BROKEN), self._clock.now(), self._random)

    async def _parsed(
        self, feed: Feed, state: FeedState, fetched: FetchResult, *, pushed: bool
    ) -> PollResult:
        """Parse what the last document did not have, or all of it where that is not enough."""
        slices: Mapping[bytes, int] = {}
        known: Sequence[KnownItem] = ()
        seen = state.succeeded_at is not None  # else nothing of the feed is stored
        if seen:
            slices = await self._access(lambda store: store.known_slices(feed.id))
        for told in (slices, {}) if slices else ({},):
            now = self._clock.now()
            parsed = await self.parser.parse(fetched, feed, now, told.keys())
            keys = polling.keys_of_all(parsed)
            if keys and seen:
                known = await self._access(partial(_known, feed.id, keys))
            result = polling.parsed_result(
                feed, state, fetched, parsed, known, now, self._random, slices=told, pushed=pushed
            )
            if result is not None:
                return result
        raise AssertionError("a whole document tells what its entries are")


def _place(feed: Feed, state: FeedState) -> str:
    """The host that is asked."""
    return host(state.memory.address or feed.url)


def _known(feed_id: str, keys: Sequence[ItemKeys], store: Store) -> list[KnownItem]:
    return store.known_items(feed_id, keys)


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
