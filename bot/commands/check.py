"""`vigie check`, `init` and `schema`: the home's files."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path
from time import perf_counter

from bot.commands.online import Line, online
from bot.commands.screen import cell, print_json, screen, table
from bot.config import FEEDS_FILE, RULES_FOLDER, load_settings
from bot.errors import ConfigError, FetchError, ParseError, Problem
from bot.model import Feed, FeedState
from bot.rulebook import HomeFiles, load_home
from bot.sources import feeds_schema, load_feeds
from bot.storylines.files import concept_schema, storyline_schema
from bot.storylines.load import Rules

CHECKS_AT_ONCE = 16


def check_files(home: Path, *, as_json: bool) -> None:
    """Read everything; raises ConfigError with every problem, also those of the settings."""
    home = home.resolve()
    problems: list[Problem] = []
    found = HomeFiles(feeds=(), rules=Rules(), texts={})
    try:
        load_settings(home)
    except ConfigError as error:
        problems += error.problems
    try:
        found = load_home(home, everything=True)
    except ConfigError as error:
        problems += error.problems
    if problems:
        if as_json:
            print_json(problems, kind="problem")
        raise ConfigError(problems)
    languages = Counter(feed.language.split("-")[0] for feed in found.feeds)
    facts = {
        "feeds": len(found.feeds),
        "languages": len(languages),
        "storylines": len(found.rules.storylines),
    }
    facts |= {"concepts": len(found.rules.concepts)}
    if as_json:
        print_json([facts], kind="files")
    else:
        counted = (f"{number:,} {name if number != 1 else name[:-1]}" for name, number in facts.items())
        screen().print("files are well: " + ", ".join(counted))


def check_online(home: Path, *, as_json: bool) -> int:
    """Fetch and parse every feed once; 1 if one failed."""
    rows = asyncio.run(_try_all(home.resolve()))
    rows.sort(key=lambda row: (row["ok"], row["feed"]))
    if as_json:
        print_json(rows, kind="feed")
    else:
        shown = table("feed", ">items", ">ms", "answer")
        for row in rows:
            shown.add_row(
                cell(row["feed"]),
                str(row["items"]),
                str(row["ms"]),
                cell(row["answer"], "" if row["ok"] else "red"),
            )
        screen().print(shown)
    return 0 if all(row["ok"] for row in rows) else 1


async def _try_all(home: Path) -> list[dict[str, object]]:
    feeds, slots = load_feeds(home), asyncio.Semaphore(CHECKS_AT_ONCE)
    async with online(home) as line:
        return list(await asyncio.gather(*(_try(feed, line, slots) for feed in feeds)))


async def _try(feed: Feed, line: Line, slots: asyncio.Semaphore) -> dict[str, object]:
    async with slots:
        begun, now = perf_counter(), line.now()
        items, ok = 0, False
        try:
            fetched = await line.fetcher.fetch(feed, FeedState(feed_id=feed.id, next_poll_at=now))
            parsed = await line.parser.parse(fetched, feed, now)
            items, ok = len(parsed.items), True
            answer = parsed.warning or ("moved to " + fetched.url if fetched.url != feed.url else "ok")
        except (FetchError, ParseError) as error:
            answer = str(error)
    ms = int((perf_counter() - begun) * 1000)
    return {"feed": feed.id, "ok": ok, "items": items, "ms": ms, "answer": answer}


def write_home(home: Path) -> None:
    """Copy the shipped feeds.yaml and rules/ where there are none."""
    home.mkdir(parents=True, exist_ok=True)
    with as_file(files("bot")) as package:
        packed = package / "defaults"
        source = packed if packed.is_dir() else package.parent
        for name in (FEEDS_FILE, RULES_FOLDER):
            target = home / name
            if target.exists():
                screen().print(cell(f"{target} is there already"))
            elif (source / name).is_dir():
                shutil.copytree(source / name, target)
                screen().print(cell(f"wrote {target}/"))
            else:
                shutil.copyfile(source / name, target)
                screen().print(cell(f"wrote {target}"))


def write_schemas(home: Path) -> None:
    """Write the JSON Schemas beside the rules, where the files' first lines point to."""
    folder = home / RULES_FOLDER / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    schemas = {"feeds": feeds_schema(), "storyline": storyline_schema(), "concept": concept_schema()}
    for name, content in schemas.items():
        file = folder / f"{name}.schema.json"
        file.write_text(
            json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8"
        )
        sys.stdout.write(f"wrote {file}\n")
