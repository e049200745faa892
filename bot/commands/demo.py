"""`vigie demo`: the daemon at work on feeds that it serves to itself, with a fast clock."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path

from bot.commands.screen import cell, screen, table
from bot.commands.watch import console_notifier
from bot.config import Settings
from bot.daemon import Rhythm, run
from bot.demo.clock import FastClock
from bot.demo.content import DemoContent, load_content
from bot.demo.server import HOST, DemoServer, write_home
from bot.errors import StoreError
from bot.logs import set_up_logging
from bot.lookout import only_one
from bot.model import Item, Story
from bot.store import open_store

FREELY = 1_000_000
"""Requests per minute: the show asks its own server."""

RHYTHM = Rhythm(poll=0.4, track=0.2, deliver=0.2)

READY_WITHIN = 60.0
"""Seconds for the daemon to read its rules and take the baseline; then the show begins all the same."""
_LOOK = 0.1


def play(*, seconds: float, as_json: bool) -> None:
    """Play the show in a home of its own, which is gone afterwards."""
    content = load_content()
    set_up_logging("auto", "info", only_news=True)
    if not as_json:
        screen().print(_introduction(content, seconds), style="dim")
    with tempfile.TemporaryDirectory(prefix="vigie-demo-") as folder:
        home = Path(folder)
        with only_one(home):
            asyncio.run(_play(content, home, seconds, as_json=as_json))
        if not as_json:
            _sum_up(home)


def _introduction(content: DemoContent, seconds: float) -> str:
    days = (content.end - content.start).days
    languages = len({feed.language for feed in content.feeds})
    return (
        f"Vigie plays {days} days of autumn 2024 in {seconds:.0f} seconds: {len(content.feeds)} invented "
        f"outlets in {languages} languages, {len(content.items)} items, two storylines.\n"
        "What the outlets hold at the first poll is remembered in silence. Ctrl-C ends the show."
    )


async def _play(content: DemoContent, home: Path, seconds: float, *, as_json: bool) -> None:
    stop = asyncio.Event()
    clock = FastClock(content.start, content.speed(seconds), standing=True)
    async with DemoServer(content, clock) as server:
        write_home(home, server.url, content)
        raising = asyncio.create_task(raise_curtain(content, home, clock, seconds, stop))
        notifier = console_notifier(as_json=as_json)
        try:
            await run(
                home,
                Settings(allow_hosts=(HOST,), requests_per_minute=FREELY, requests_per_host=FREELY),
                notifiers=(notifier,),
                clock=clock,
                rhythm=RHYTHM,
                stop=stop,
            )
        finally:
            raising.cancel()


async def raise_curtain(
    content: DemoContent, home: Path, clock: FastClock, seconds: float, stop: asyncio.Event
) -> None:
    """Let the show begin when the baseline is tracked, however slow the computer is, and end in time."""
    baseline = sum(item.at <= content.start for item in content.items)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(READY_WITHIN):
            # what is waited for stands in the database, which rings no bell
            while not await asyncio.to_thread(_has_tracked, home, baseline):  # noqa: ASYNC110
                await asyncio.sleep(_LOOK)
    clock.go()
    await asyncio.sleep(seconds)
    stop.set()


def _has_tracked(home: Path, items: int) -> bool:
    """Whether the daemon has so many items, and has looked at each."""
    try:
        store = open_store(Settings().store_url(home))
    except StoreError:  # it is just being made
        return False
    try:
        info = store.info()
    finally:
        store.close()
    return info.items >= items and not info.untracked


def _sum_up(home: Path) -> None:
    store = open_store(Settings().store_url(home))
    try:
        items, stories = store.items(limit=10_000), store.stories(limit=100)
    finally:
        store.close()
    out = screen()
    out.print(_stories_table(stories), "")
    out.print(_last_words(items, stories))


def _stories_table(stories: list[Story]) -> object:
    shown = table("storyline", "state", ">items", ">outlets", ">origins", "told", "story")
    for story in sorted(stories, key=lambda story: (story.storyline_id, story.opened_at)):
        told = "yes" if story.told else "no, older than the show"
        shown.add_row(
            cell(story.storyline_id),
            story.state.value,
            str(story.items),
            str(story.outlets),
            str(len(story.origins)),
            told,
            cell(story.title),
        )
    return shown


def _last_words(items: list[Item], stories: list[Story]) -> str:
    matched = sum(story.items for story in stories)
    told = sum(story.told for story in stories)
    return (
        f"{len(items)} items came in, {matched} belong to a storyline, {told} stories were told.\n"
        "Now for the real world: vigie run"
    )
