"""`vigie feed add` and `vigie feed remove`: sources come into feeds.yaml and go from it."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.commands.online import premises
from bot.commands.screen import cell, print_json, screen
from bot.config import FEEDS_FILE
from bot.desk.discover import Finder
from bot.desk.feedsfile import UNKNOWN_LANGUAGE, Added, NewSource, add_sources, remove_source
from bot.errors import ConfigError, Problem
from bot.model import FoundFeed

MATCHES_SHOWN = 3
"""Headlines shown of each storyline that matches."""


# --- adding ----------------------------------------------------------------------------------------------


def add_feed(home: Path, address: str, wish: NewSource, *, first: int, as_json: bool) -> int:
    """Find the feeds at an address, show them, and write the chosen ones into feeds.yaml; 1 if none was.

    Raises FetchError or ParseError where there is none, and ConfigError where it cannot be written.
    """
    home = home.resolve()
    found = asyncio.run(_find(home, address))
    chosen = _chosen(found, first, as_json=as_json)
    if wish.id and len(chosen) > 1:
        raise _mistake("--id", f"{len(chosen)} feeds cannot share it; take one with --first 1")
    added = add_sources(home, [_source(one, wish) for one in chosen])
    for one, what in zip(chosen, added, strict=True):
        if as_json:
            print_json([{**asdict(one), **asdict(what), "added": what.is_new}], kind="feed")
        else:
            _show(one, wish)
            _tell(what)
            if what.is_new and not (wish.language or one.language):
                hint = f"its language stands there as `{UNKNOWN_LANGUAGE}`; set it, or items are misread"
                screen().print(cell(hint, "yellow"))
    return 1 if any(what.mistake for what in added) or not added else 0


async def _find(home: Path, address: str) -> Sequence[FoundFeed]:
    async with premises(home) as here:
        return await Finder(here).find(address)


def _source(found: FoundFeed, wish: NewSource) -> NewSource:
    return NewSource(
        url=found.url,
        name=wish.name or found.title,
        language=wish.language or found.language,
        id=wish.id,
        tags=wish.tags,
    )


def _chosen(found: Sequence[FoundFeed], first: int, *, as_json: bool) -> Sequence[FoundFeed]:
    """Those that the user wants; where there are several and nothing says which, they are asked for."""
    if first or len(found) == 1:
        return found[: first or 1]
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        names = "; ".join(f"{number}. {one.title} {one.url}" for number, one in enumerate(found, 1))
        raise _mistake(
            "address", f"{len(found)} feeds: {names}; choose with --first N, or give one's address"
        )
    for number, one in enumerate(found, 1):
        screen().print(cell(f"{number}. {one.title}", "bold"), cell(_facts(one), "dim"))
        screen().print(cell(f"   {one.url}"))
    try:
        said = input("Which? Numbers, `all`, or Enter for none: ")
    except EOFError:
        said = ""
    return _picked(found, said)


def _picked(found: Sequence[FoundFeed], said: str) -> Sequence[FoundFeed]:
    if said.strip().lower() == "all":
        return found
    numbers = [int(number) for number in re.findall(r"[0-9]{1,4}", said)]
    return [one for number, one in enumerate(found, 1) if number in numbers]


def _show(found: FoundFeed, wish: NewSource) -> None:
    """The feed as it was found: what it says of itself, its last headlines, what they match."""
    out = screen()
    out.print(cell(wish.name or found.title, "bold"))
    out.print(cell(f"   {found.url}"))
    out.print(cell(f"   {_facts(found)}", "dim"))
    for headline in found.newest:
        out.print(cell(f"   • {headline}"))
    shown: Counter[str] = Counter()
    for storyline, headline in found.matching:
        shown[storyline] += 1
        if shown[storyline] <= MATCHES_SHOWN:
            out.print(cell(f"   matches {storyline}: {headline}", "green"))
    if not shown:
        out.print(cell("   no storyline matches what it holds now", "dim"))


def _facts(found: FoundFeed) -> str:
    items = "1 item" if found.items == 1 else f"{found.items:,} items"
    return f"{items}, language {found.language or 'not told'}"


def _tell(what: Added) -> None:
    out = screen()
    if what.mistake:
        out.print(cell(f"not added: {what.mistake}", "red"))
    elif what.was_there:
        out.print(cell(f"already there as {what.id}", "yellow"))
    else:
        out.print(cell(f"added to {FEEDS_FILE} as {what.id}", "green"))


# --- removing --------------------------------------------------------------------------------------------


def remove_feed(home: Path, wanted: str, *, as_json: bool) -> None:
    """Take a source out of the file that it stands in. Raises ConfigError."""
    home = home.resolve()
    gone = remove_source(home, wanted)
    file = gone.file.relative_to(home) if gone.file.is_relative_to(home) else gone.file
    if as_json:
        record = {"id": gone.feed.id, "url": gone.feed.url, "file": str(gone.file), "line": gone.line}
        print_json([record], kind="removed")
        return
    screen().print(cell(f"removed {gone.feed.id} ({gone.feed.name}) from {file}, line {gone.line}"))
    screen().print(cell("what it brought stays stored, as long as items stay"))


def _mistake(field: str, message: str) -> ConfigError:
    return ConfigError([Problem(file="vigie feed add", line=0, field=field, message=message)])
