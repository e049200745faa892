"""What commands work with that fetch feeds while no daemon of theirs runs."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.config import load_settings
from bot.desk import Premises
from bot.errors import ConfigError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ProcessParser
from bot.lookout import SystemClock
from bot.rulebook import Rulebook, load_rulebook
from bot.sources import unfilled_feeds
from bot.store.thread import StoreThread


@dataclass(frozen=True, slots=True)
class Line:
    """The way to the network: what fetches, and what parses."""

    fetcher: HttpFetcher
    parser: ProcessParser

    @staticmethod
    def now() -> datetime:
        """The time, aware UTC."""
        return SystemClock().now()


@contextlib.asynccontextmanager
async def online(home: Path) -> AsyncIterator[Line]:
    """A way to the network by the settings of a home."""
    parser = ProcessParser()
    try:
        async with HttpFetcher(allow_hosts=load_settings(home).allow_hosts) as fetcher:
            yield Line(fetcher, parser)
    finally:
        parser.close()


@contextlib.asynccontextmanager
async def premises(home: Path) -> AsyncIterator[Premises]:
    """What the desk works on, of the files as they are now; a daemon may run beside it.

    Its store is empty and forgotten at the end. Rules that cannot be read match nothing: whoever adds a
    source need not mend a storyline before.
    """
    feeds = {feed.id: feed for feed in unfilled_feeds(home)}
    store = await StoreThread.open("sqlite:///:memory:")
    try:
        async with online(home) as line:
            book = _rules(home)
            yield Premises(
                home=home,
                access=store,
                rulebook=lambda: book,
                feeds=lambda: feeds,
                clock=SystemClock(),
                fetcher=line.fetcher,
                parser=line.parser,
            )
    finally:
        await store.close()


def _rules(home: Path) -> Rulebook | None:
    try:
        return load_rulebook(home)
    except ConfigError:
        return None
