"""`vigie status`, `items` and `search`: what is stored, for people and for programs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import humanize

from bot.commands.screen import ago, cell, how_often, print_json, screen, table, until
from bot.config import STATE_FOLDER, load_settings
from bot.errors import StoreError
from bot.model import BROKEN_AFTER, FeedHealth, Item, StoreInfo, StorylineActivity
from bot.ports import Store
from bot.store import open_store


@contextlib.contextmanager
def stored(home: Path) -> Iterator[Store]:
    """The store of a home, which must exist: asking creates nothing."""
    home = home.resolve()
    settings = load_settings(home)
    file = home / STATE_FOLDER / "vigie.db"
    if not settings.store and not file.is_file():
        raise StoreError(f"nothing is stored in {home} yet; `vigie run` or `vigie poll --once` begins")
    store = open_store(settings.store_url(home))
    try:
        yield store
    finally:
        store.close()


def show_status(home: Path, *, as_json: bool) -> None:
    """Feeds, the worst first; storylines; outbox; database."""
    with stored(home) as store:
        feeds, activity, info = store.feed_health(), store.activity(), store.info()
    feeds.sort(key=lambda feed: (-feed.state.failures, feed.id))
    if as_json:
        print_json(feeds, kind="feed")
        print_json(activity, kind="storyline")
        print_json([info], kind="store")
        return
    now = datetime.now(UTC)
    _print_feeds(feeds, now)
    _print_activity(activity, now)
    _print_info(info)


def _print_feeds(feeds: Sequence[FeedHealth], now: datetime) -> None:
    out = screen()
    shown = table("feed", "lang", ">items", "last poll", "last new item", "next poll", "state")
    for feed in feeds:
        state = feed.state
        if state.failures:
            style = "red" if state.failures >= BROKEN_AFTER else "yellow"
            health = cell(f"failed {how_often(state.failures)}: {state.error}", style)
        else:
            health = cell(
                "ok" if state.polled_at else "not polled yet", "green" if state.polled_at else "dim"
            )
        shown.add_row(
            cell(feed.id),
            cell(feed.language),
            f"{feed.items:,}",
            ago(state.polled_at, now),
            ago(state.new_item_at, now),
            until(state.next_poll_at, now),
            health,
        )
    out.print(shown)
    bad = sum(1 for feed in feeds if feed.state.failures)
    out.print(f"{len(feeds)} feeds, {len(feeds) - bad} well, {bad} failing\n")


def _print_activity(activity: Sequence[StorylineActivity], now: datetime) -> None:
    shown = table("storyline", ">items", ">stories", ">alerts", "last alert", "decided")
    for one in activity:
        shown.add_row(
            cell(one.storyline_id),
            f"{one.items:,}",
            f"{one.stories:,}",
            f"{one.alerts:,}",
            ago(one.last_alert_at, now),
            ", ".join(f"{number:,} {reason}" for reason, number in one.decisions.items()),
        )
    if activity:
        screen().print(shown, "")
    else:
        screen().print("no storyline has a match yet\n")


def _print_info(info: StoreInfo) -> None:
    out = screen()
    outbox = (
        ", ".join(f"{number:,} {state}" for state, number in info.deliveries.items() if number) or "empty"
    )
    out.print(f"outbox    {outbox}")
    out.print(f"database  {info.path}, {humanize.naturalsize(info.bytes)}, schema {info.schema}")
    out.print(f"items     {info.items:,} stored, {info.untracked:,} waiting to be tracked")


def show_items(home: Path, *, as_json: bool, limit: int, feed: str, storyline: str) -> None:
    """Stored items, newest first."""
    with stored(home) as store:
        found = store.items(limit=limit, feed_id=feed, storyline_id=storyline)
    _print_items(found, as_json=as_json)


def show_search(home: Path, *, as_json: bool, limit: int, words: str) -> None:
    """Items with these words, newest first."""
    with stored(home) as store:
        found = store.search(words, limit)
    _print_items(found, as_json=as_json)


def _print_items(found: Sequence[Item], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    now = datetime.now(UTC)
    shown = table(">id", "feed", "lang", "published", "title")
    for item in found:
        title = cell(item.title or item.summary[:200])
        shown.add_row(
            str(item.id), cell(item.feed_id), cell(item.language), ago(item.published_at, now), title
        )
    screen().print(shown if found else "no such items")
