"""Parse in worker processes: a document can neither block the event loop nor take the daemon down.

feedparser holds the interpreter for up to 3 s with a large feed, leaks, and can be driven into endless work
by a hostile document. So it lives in workers that are killed when they take too long, that end after a number
of documents, and that do not outlive the daemon. The daemon's own process never imports it.

Measured on 2 cores: the way to a worker and back takes 1.6 ms, 0.4 ms of it on the daemon's CPU; the first
document waits 0.35 s for the pool; an idle pool costs 4 ms of CPU per second.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from functools import partial
from multiprocessing import connection
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from bot.errors import ParseError
from bot.feeds.slices import Looked, look_through
from bot.model import Feed, FetchResult, LinkingPage, ParsedFeed

T = TypeVar("T")

TIMEOUT = 20.0
"""Seconds for one document; the largest real ones take 3."""

DOCUMENTS_PER_WORKER = 500
"""Then the worker is replaced."""

MAX_MEMORY = 2 * 1024**3
"""Address space of a worker in bytes. 10 MB of empty elements, the worst that fits through the fetcher's
limit, stay below 1 GB."""


ON_THE_LOOP = 256 * 1024
"""Bytes of a document that is looked through on the event loop; it takes 10 ns for each."""


class ProcessParser:
    """A `Parser` over a pool of processes, which starts with the first document."""

    def __init__(
        self,
        *,
        workers: int | None = None,
        timeout: float = TIMEOUT,
        documents_per_worker: int = DOCUMENTS_PER_WORKER,
    ) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._timeout = timeout
        self._documents_per_worker = documents_per_worker
        self._pool: ProcessPool | None = None

    async def parse(
        self, result: FetchResult, feed: Feed, now: datetime, known: Collection[bytes] = ()
    ) -> ParsedFeed:
        """Parse in a worker what is not known; see `bot.ports.Parser`."""
        headers = dict(result.headers)
        if known:
            looked = await self._looked(result, feed, set(known))
            if looked and not looked.unknown:
                return ParsedFeed(unchanged=looked.unchanged)
            if looked and looked.unchanged:
                part = await self._in_a_worker(_parse_part, looked, result.url, now, feed.language)
                if part:
                    return part
        return await self._in_a_worker(_parse, result.body, headers, result.url, now, feed.language)

    async def _looked(self, result: FetchResult, feed: Feed, known: set[bytes]) -> Looked | None:
        """What of the document is known already; large ones are looked through on a thread."""
        content_type = result.headers.get("content-type", "")
        look = partial(look_through, result.body, content_type, result.url, feed.language, known)
        if len(result.body) <= ON_THE_LOOP:
            return look()
        return await asyncio.to_thread(look)

    async def links(self, result: FetchResult) -> LinkingPage:
        """Look for feeds in a worker; see `bot.ports.Parser`."""
        return await self._in_a_worker(_links, result.body, dict(result.headers), result.url)

    async def _in_a_worker(self, work: Callable[..., T], *arguments: object) -> T:
        try:
            try:
                return await self._run(work, arguments)
            except BrokenProcessPool:
                # A worker that is killed while it is idle takes the pool with it, and this document along.
                return await self._run(work, arguments)
        except (ProcessExpired, BrokenProcessPool) as error:
            raise ParseError("the document made the parser die") from error
        except TimeoutError as error:
            raise ParseError(f"parsing took longer than {self._timeout:g} s") from error
        except MemoryError as error:
            raise ParseError("parsing took too much memory") from error

    async def _run(self, work: Callable[..., T], arguments: tuple[object, ...]) -> T:
        pool = self._pool = self._pool or self._start()
        try:
            future: ProcessFuture[T] = pool.schedule(work, args=arguments, timeout=self._timeout)
            return await asyncio.wrap_future(future)
        except RuntimeError as error:
            if pool.active:
                raise
            if self._pool is pool:  # else another document has replaced it already
                self._pool = None
                await asyncio.to_thread(_end, pool)
            raise BrokenProcessPool from error

    def _start(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        # Imported once by the server from which workers are forked, so that a new worker costs 20 ms.
        context.set_forkserver_preload(["bot.feeds.parse"])
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=self._documents_per_worker,
            initializer=_prepare_worker,
            context=context,
        )

    def close(self) -> None:
        """End all workers, busy or not."""
        pool, self._pool = self._pool, None
        if pool:
            _end(pool)


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _parse(body: bytes, headers: Mapping[str, str], url: str, now: datetime, language: str) -> ParsedFeed:
    from bot.feeds.parse import parse_document  # only in the workers: 15 MB and 300 ms

    return parse_document(body, headers, url, now, language)


def _parse_part(looked: Looked, url: str, now: datetime, language: str) -> ParsedFeed | None:
    """The unknown entries between head and tail; None if that is not clean, so that all has to be parsed."""
    from bot.feeds.parse import parse_text

    try:
        part = parse_text(looked.text, url, now, language, digests=looked.unknown)
    except ParseError:
        return None
    return replace(part, unchanged=looked.unchanged) if part.digests else None


def _links(body: bytes, headers: Mapping[str, str], url: str) -> LinkingPage:
    from bot.feeds.discover import linking_page

    return linking_page(body, headers, url)


def _prepare_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the daemon ends us
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Wait for the death of the daemon, which may have been killed without a chance to end its workers."""
    parent = multiprocessing.parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
