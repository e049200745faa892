"""Parse in worker processes: a document can neither block the event loop nor take the daemon down.

feedparser holds the interpreter for up to 3 s with a large feed, leaks, and can be driven into endless work
by a hostile document. So it lives in workers that are killed when they take too long, that end after a number
of documents, and that do not outlive the daemon. The daemon's own process never imports it. What the daemon
does itself is to look which entries of a document it knows already.

Measured on 2 cores: the way to a worker and back takes 1.6 ms for a document that comes alone, 0.4 ms of it
on the daemon's CPU; the first document waits 0.35 s for the pool; an idle pool costs 4 ms of CPU per second.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from pebble import ProcessExpired

from bot.errors import ParseError
from bot.feeds.hints import hints_of
from bot.feeds.known import Looked, look_through
from bot.feeds.workers import Workers
from bot.model import Feed, FetchResult, LinkingPage, ParsedFeed

T = TypeVar("T")

TIMEOUT = 20.0
"""Seconds for one document; the largest real ones take 3."""

JOBS_PER_WORKER = 250
"""Documents, or batches of up to 16 of them, after which a worker is replaced."""

ON_THE_LOOP = 256 * 1024
"""Bytes of a document that is looked through on the event loop; it takes 10 ns for each."""


class ProcessParser:
    """A `Parser` over a pool of processes, which starts with the first document."""

    def __init__(
        self,
        *,
        workers: int | None = None,
        timeout: float = TIMEOUT,
        jobs_per_worker: int = JOBS_PER_WORKER,
    ) -> None:
        self._timeout = timeout
        self._workers = Workers(
            workers=workers or os.cpu_count() or 1,
            timeout=timeout,
            jobs_per_worker=jobs_per_worker,
            preload=["bot.feeds.parse"],
        )

    async def parse(
        self, result: FetchResult, feed: Feed, now: datetime, known: Collection[bytes] = ()
    ) -> ParsedFeed:
        """Parse in a worker what is not known; see `bot.ports.Parser`."""
        where, headers = (result.url, now, feed.language), dict(result.headers)
        if known:
            looked = await self._looked(result, feed, set(known))
            if looked and not looked.unknown:
                hints = hints_of(looked.text, result.headers, result.url)
                return ParsedFeed(unchanged=looked.unchanged, hints=hints)
            if looked and looked.unchanged:
                part = await self._in_a_worker(_parse_part, len(looked.text), looked, headers, *where)
                if part is not None:
                    return part
        return await self._in_a_worker(_parse, len(result.body), result.body, headers, *where)

    async def _looked(self, result: FetchResult, feed: Feed, known: set[bytes]) -> Looked | None:
        """What of the document is known already; large ones are looked through on a thread."""
        content_type = result.headers.get("content-type", "")
        look = partial(look_through, result.body, content_type, result.url, feed.language, known)
        if len(result.body) <= ON_THE_LOOP:
            return look()
        return await asyncio.to_thread(look)

    async def links(self, result: FetchResult) -> LinkingPage:
        """Look for feeds in a worker; see `bot.ports.Parser`."""
        return await self._in_a_worker(
            _links, len(result.body), result.body, dict(result.headers), result.url
        )

    async def _in_a_worker(self, work: Callable[..., T], size: int, *arguments: object) -> T:
        try:
            return await self._workers.run(work, *arguments, size=size)
        except (ProcessExpired, BrokenProcessPool) as error:
            raise ParseError("the document made the parser die") from error
        except TimeoutError as error:
            raise ParseError(f"parsing took longer than {self._timeout:g} s") from error
        except MemoryError as error:
            raise ParseError("parsing took too much memory") from error

    def close(self) -> None:
        """End all workers, busy or not."""
        self._workers.close()


def _parse(body: bytes, headers: Mapping[str, str], url: str, now: datetime, language: str) -> ParsedFeed:
    from bot.feeds.parse import parse_document  # only in the workers: 15 MB and 300 ms

    return parse_document(body, headers, url, now, language)


def _parse_part(
    looked: Looked, headers: Mapping[str, str], url: str, now: datetime, language: str
) -> ParsedFeed | None:
    """The unknown entries between head and tail; None if that is not clean, so that all has to be parsed."""
    from bot.feeds.parse import parse_text

    try:
        part = parse_text(looked.text, url, now, language, digests=looked.unknown)
    except ParseError:
        return None
    if not part.digests:
        return None
    return replace(part, unchanged=looked.unchanged, hints=hints_of(looked.text, headers, url))


def _links(body: bytes, headers: Mapping[str, str], url: str) -> LinkingPage:
    from bot.feeds.discover import linking_page

    return linking_page(body, headers, url)
