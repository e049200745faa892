"""Asks hubs for what feeds name, and makes a feed due when its hub says that it has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import TypeAlias

import structlog

from bot.errors import FetchError, StoreError
from bot.model import Feed, PollResult, PollStatus
from bot.ports import Clock, Store, StoreAccess
from bot.websub.book import Book, Request
from bot.websub.server import HubServer

log = structlog.get_logger()

Post: TypeAlias = Callable[[str, Mapping[str, str]], Awaitable[None]]
"""Posts a form to an address; raises FetchError if that fails or is refused."""

GATHERED = 0.2
"""Seconds in which calls are gathered before the feeds are made due."""

AT_ONCE = 8
"""Hubs that are asked at the same time."""


class WebSub:
    """The subscriptions of this process."""

    def __init__(self, *, url: str, access: StoreAccess, clock: Clock, post: Post) -> None:
        self.book = Book(url)
        self._access = access
        self._clock = clock
        self._post = post
        self._server = HubServer(self.book, clock.now, self._changed)
        self._changes: set[str] = set()
        self._telling: asyncio.Task[None] | None = None
        self._polled_at: dict[str, datetime] = {}
        self.busy: Callable[[str], bool] = lambda feed_id: False
        """Whether that feed is being polled: its answer may be older than a call that comes meanwhile."""

    @property
    def port(self) -> int:
        """Where we listen."""
        return self._server.port

    async def start(self, host: str, port: int) -> None:
        """Begin to listen; raises ConfigError if the address cannot be had."""
        await self._server.start(host, port)
        log.info("listening for hubs", host=host, port=self.port, url=self.book.callback)

    async def stop(self) -> None:
        """Listen no longer. What hubs still know of us ends with its lease."""
        await self._server.stop()
        if self._telling:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)

    def saw(self, feed: Feed, result: PollResult) -> None:
        """Take note of what a poll found."""
        if result.status is PollStatus.FAILED:
            return
        if result.status is PollStatus.PARSED:
            hints = result.memory.hints
            self.book.want(feed.id, hints.hub, hints.topic)
        if result.new:
            self.book.news_came(feed.id, self._polled_at.get(feed.id))
        self._polled_at[feed.id] = result.polled_at

    def may_wait(self, feed_id: str) -> bool:
        """Whether the feed's hub tells of what is new, so that polls are only the safety net."""
        return self.book.may_wait(feed_id, self._clock.now())

    async def tick(self, feed_ids: Collection[str]) -> int:
        """Ask hubs for what is due and return how many; `feed_ids` are the feeds that are watched."""
        self.book.keep_only(feed_ids)
        slots = asyncio.Semaphore(AT_ONCE)
        due = self.book.due(self._clock.now())
        await asyncio.gather(*(self._ask(request, slots) for request in due))
        return len(due)

    async def _ask(self, request: Request, slots: asyncio.Semaphore) -> None:
        async with slots:
            try:
                await self._post(request.hub, request.form)
            except FetchError as error:
                log.warning("hub refused", feed=request.feed_id, mode=request.mode.value, reason=str(error))
                self.book.refused(request.feed_id, str(error), self._clock.now())
            else:
                log.info("hub asked", feed=request.feed_id, mode=request.mode.value)

    def _changed(self, feed_id: str) -> None:
        self._changes.add(feed_id)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        """Make the feeds due that were told of."""
        while self._changes:
            await asyncio.sleep(GATHERED)
            told = {feed_id for feed_id in self._changes if not self.busy(feed_id)}
            self._changes -= told
            if not told:
                continue
            now = self._clock.now()
            try:
                await self._access(partial(_make_due, told, now))
            except StoreError as error:  # they are asked in their turn
                log.error("hub not followed", feeds=len(told), reason=str(error))  # noqa: TRY400
            else:
                log.info("hub tells of changes", feeds=len(told))


def _make_due(feed_ids: Collection[str], now: datetime, store: Store) -> None:
    store.poll_soon(feed_ids, now)
