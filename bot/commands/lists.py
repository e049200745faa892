"""`vigie import opml` and `vigie export opml`: lists of feeds from, and for, other programs."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.commands.online import Line, online
from bot.commands.screen import cell, print_json, screen, table
from bot.config import FEEDS_FILE
from bot.desk.discover import language_tag, web_address
from bot.desk.feedsfile import UNKNOWN_LANGUAGE, Added, NewSource, add_sources, known_source
from bot.errors import ConfigError, FetchError, ParseError, Problem
from bot.model import Feed, FeedState
from bot.opml import MOST_BYTES, Outline, OutlineList, read_opml, write_opml
from bot.secrets import without_secrets
from bot.sources import unfilled_feeds
from bot.text import canonical_url, one_line

CHECKS_AT_ONCE = 16

SHOWN = 40
"""New sources that are shown to people; programs get all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line of the list that is not taken, and why."""

    url: str
    title: str
    reason: str


# --- import ----------------------------------------------------------------------------------------------


def import_opml(
    home: Path, file: str, *, language: str, tags: tuple[str, ...], check: bool, as_json: bool
) -> int:
    """Write the feeds of a list into feeds.yaml; 1 if some of them cannot be. Raises ConfigError.

    `language` is that of feeds of which nothing says it, `tags` come to those that the list's folders give.
    """
    home = home.resolve()
    listed = _listed(file)
    sources, refused = _sources(listed, language, tags)
    if check:
        sources, failed = asyncio.run(_checked(home, sources))
        refused += failed
    added = add_sources(home, sources)
    for source, what in zip(sources, added, strict=True):
        if what.mistake:
            refused.append(Refused(url=source.url, title=source.name, reason=what.mistake))
    new = [(source, what) for source, what in zip(sources, added, strict=True) if what.is_new]
    there = [what.id for what in added if what.was_there]
    if as_json:
        print_json(({**_record(source), "id": what.id} for source, what in new), kind="added")
        print_json(({"id": name} for name in there), kind="there")
        print_json(refused, kind="refused")
    else:
        _print(new, len(there), refused)
    return 1 if refused else 0


def _listed(file: str) -> OutlineList:
    """What the file, or standard input for `-`, lists."""
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                raw = opened.read(MOST_BYTES + 1)
        return read_opml(raw)
    except OSError as error:
        raise _mistake(file, f"cannot be read: {error.strerror or error}") from error
    except ParseError as error:
        raise _mistake(file, str(error)) from error


def _mistake(file: str, message: str) -> ConfigError:
    name = "standard input" if file == "-" else file
    return ConfigError([Problem(file=name, line=0, field="", message=message)])


def _sources(
    listed: OutlineList, language: str, tags: tuple[str, ...]
) -> tuple[list[NewSource], list[Refused]]:
    """What is to be written of a list, each address once, and what cannot be."""
    sources: dict[str, NewSource] = {}
    refused = [Refused(url=without_secrets(url), title="", reason=why) for url, why in listed.others]
    for outline in listed.feeds:
        try:
            url = web_address(outline.url)
        except FetchError as error:
            refused.append(
                Refused(url=without_secrets(one_line(outline.url)), title=outline.title, reason=str(error))
            )
            continue
        sources.setdefault(canonical_url(url), _source(outline, url, language, tags))
    return list(sources.values()), refused


def _source(outline: Outline, url: str, language: str, tags: tuple[str, ...]) -> NewSource:
    return NewSource(
        url=url,
        name=outline.title,
        language=language_tag(outline.language) or language,
        tags=tuple(dict.fromkeys((*outline.tags, *tags))),
    )


async def _checked(home: Path, sources: Sequence[NewSource]) -> tuple[list[NewSource], list[Refused]]:
    """Those that answer with a feed, with the language that it tells; known sources are not asked."""
    known, slots = unfilled_feeds(home), asyncio.Semaphore(CHECKS_AT_ONCE)
    async with online(home) as line:

        async def check(source: NewSource) -> NewSource | Refused:
            if known_source(source.url, known):
                return source
            async with slots:
                return await _check(line, source)

        results = await asyncio.gather(*map(check, sources))
    good = [one for one in results if isinstance(one, NewSource)]
    return good, [one for one in results if isinstance(one, Refused)]


async def _check(line: Line, source: NewSource) -> NewSource | Refused:
    feed = Feed(id="", url=source.url, name="", publisher="", language="")
    try:
        fetched = await line.fetcher.fetch(feed, FeedState(feed_id="", next_poll_at=line.now()))
        parsed = await line.parser.parse(fetched, feed, line.now())
    except (FetchError, ParseError) as error:
        return Refused(url=source.url, title=source.name, reason=str(error))
    return replace(
        source,
        name=source.name or parsed.title,
        language=source.language or language_tag(parsed.language),
    )


def _print(new: Sequence[tuple[NewSource, Added]], there: int, refused: Sequence[Refused]) -> None:
    out = screen()
    if new:
        shown = table("feed", "lang", "tags", "name")
        for source, what in new[:SHOWN]:
            language = source.language or UNKNOWN_LANGUAGE
            shown.add_row(
                cell(what.id), cell(language), cell(", ".join(source.tags)), cell(source.name or "–")
            )
        out.print(shown)
        if len(new) > SHOWN:
            out.print(f"and {len(new) - SHOWN:,} more")
    out.print(
        cell(f"{len(new):,} added to {FEEDS_FILE}, {there:,} already there, {len(refused):,} not taken")
    )
    for one in refused:
        title = f"{one.title}: " if one.title else ""
        out.print(cell(f"   {title}{one.url or '(no address)'}: {one.reason}", "yellow"))
    if unknown := Counter(bool(source.language) for source, _ in new)[False]:
        hint = f"{unknown:,} have no language in the list and stand there as `{UNKNOWN_LANGUAGE}`"
        out.print(cell(f"{hint}; set it, so that items without one of their own are read rightly", "yellow"))


def _record(source: NewSource) -> dict[str, object]:
    language = source.language or UNKNOWN_LANGUAGE
    return {"url": source.url, "name": source.name, "language": language, "tags": source.tags}


# --- export ----------------------------------------------------------------------------------------------


def export_opml(home: Path) -> None:
    """Write the sources as OPML 2.0 to standard output. Raises ConfigError."""
    written = write_opml(unfilled_feeds(home.resolve()), "Sources of Vigie")
    sys.stdout.buffer.write(written.encode())
    sys.stdout.buffer.flush()
