"""`vigie feed test`: fetch and parse one feed once, and tell all that it says."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import humanize
from rich.table import Table

from bot.commands.online import online
from bot.commands.screen import ago, cell, print_json, screen, until
from bot.config import environment
from bot.desk.discover import web_address
from bot.desk.feedsfile import find_source
from bot.errors import ConfigError, FetchError, ParseError, Problem
from bot.feeds import polling
from bot.feeds.sniff import declared_label
from bot.model import Feed, FeedState, FetchResult, Hints, ParsedFeed, PollResult
from bot.secrets import without_secrets
from bot.sources import placed_feeds

HEADLINES = 3

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)

_FORMATS = {
    "rss20": "RSS 2.0",
    "rss10": "RSS 1.0",
    "rss092": "RSS 0.92",
    "rss091u": "RSS 0.91",
    "rss090": "RSS 0.90",
    "atom10": "Atom 1.0",
    "atom03": "Atom 0.3",
    "json1": "JSON Feed",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def try_feed(home: Path, wanted: str, *, as_json: bool) -> int:
    """Fetch and parse a source, or what stands at an address, once; 1 if it fails. Nothing is stored."""
    home = home.resolve()
    feed = _feed(home, wanted)
    return asyncio.run(_test(home, feed, as_json=as_json))


def _feed(home: Path, wanted: str) -> Feed:
    """The source that is meant. An address may be of none."""
    is_address = "://" in wanted
    try:
        found = find_source(wanted, placed_feeds(home, environment(home)))
    except ConfigError:
        if not is_address:
            raise
        found = None
    if found:
        return found.feed
    if not is_address and not {".", "/"} & set(wanted):
        message = f"no source has the id {wanted}; `vigie feeds` lists all, and an address is tested as well"
        raise ConfigError([Problem(file="vigie feed test", line=0, field="", message=message)])
    return Feed(id="", url=web_address(wanted), name="", publisher="", language="")


async def _test(home: Path, feed: Feed, *, as_json: bool) -> int:
    async with online(home) as line:
        now, begun = line.now(), perf_counter()
        state = FeedState(feed_id=feed.id, next_poll_at=now)
        fetched: FetchResult | None = None
        try:
            fetched = await line.fetcher.fetch(feed, state)
            ms = int((perf_counter() - begun) * 1000)
            parsed = await line.parser.parse(fetched, feed, now)
        except (FetchError, ParseError) as error:
            _tell_failure(feed, fetched, error, as_json=as_json)
            return 1
        result = polling.parsed_result(feed, state, fetched, parsed, (), now, random.Random())  # noqa: S311
    assert result is not None  # a whole document tells what its entries are
    if as_json:
        print_json([_record(feed, fetched, parsed, result, ms)], kind="feed")
    else:
        _print(_lines(feed, fetched, parsed, result, ms, now))
    return 0


# --- for people ------------------------------------------------------------------------------------------

Told = tuple[str, str, str]
"""A label, what is said under it, and how it looks."""


def _tell_failure(
    feed: Feed, fetched: FetchResult | None, error: FetchError | ParseError, *, as_json: bool
) -> None:
    if as_json:
        record = {"id": feed.id, "url": feed.url, "ok": False, "reason": str(error)}
        print_json([record | (_answer_record(fetched) if fetched else {})], kind="feed")
        return
    lines = [*_address_lines(feed, fetched), *_answer_lines(fetched, None)]
    lines.append(("failed", str(error), "red"))
    if isinstance(error, ParseError):
        lines.append(("", f"vigie feed add {feed.url} looks for feeds that the page leads to", "dim"))
    _print(lines)


def _print(lines: Iterable[Told]) -> None:
    shown = Table.grid(padding=(0, 2))
    for label, text, style in lines:
        shown.add_row(cell(label, "bold"), cell(text, style))
    screen().print(shown)


def _lines(
    feed: Feed, fetched: FetchResult, parsed: ParsedFeed, result: PollResult, ms: int, now: datetime
) -> Iterator[Told]:
    yield from _address_lines(feed, fetched)
    yield from _answer_lines(fetched, ms)
    named = f", “{parsed.title}”" if parsed.title else ""
    spoken = f", language {parsed.language}" if parsed.language else ", no language told"
    yield "format", f"{_FORMATS.get(parsed.version, parsed.version or 'unknown')}{named}{spoken}", ""
    yield from _item_lines(parsed, now)
    for text in _hints(parsed.hints):
        yield "hint", text, ""
    yield "next poll", f"{until(result.next_poll_at, now)}, {_basis(feed, parsed)}", ""
    for warning in filter(None, (parsed.warning, result.notice)):
        yield "warning", warning, "yellow"


def _basis(feed: Feed, parsed: ParsedFeed) -> str:
    """What the time of the next poll is taken from."""
    if feed.interval:
        return "at its fixed interval"
    if any(item.published_at for item in parsed.items):
        return "by the rhythm that its dates show"
    return "until more is known of its rhythm"


def _address_lines(feed: Feed, fetched: FetchResult | None) -> Iterator[Told]:
    named = f" ({feed.id})" if feed.id else ""
    yield "address", f"{without_secrets(feed.url)}{named}", ""
    if fetched and fetched.url != feed.url:
        yield "", f"leads to {without_secrets(fetched.url)}", "yellow"
    if fetched and fetched.moved_to:
        text = f"moved for good to {without_secrets(fetched.moved_to)}; write that into feeds.yaml"
        yield "", text, "yellow"


def _answer_lines(fetched: FetchResult | None, ms: int | None) -> Iterator[Told]:
    if fetched is None:
        return
    kind = fetched.headers.get("content-type") or "no type told"
    took = f", {ms:,} ms" if ms is not None else ""
    yield "answer", f"{fetched.status}, {kind}, {humanize.naturalsize(len(fetched.body))}{took}", ""
    server, document = _encodings(fetched)
    if server and document and server != document:
        yield "encoding", f"the server says {server}, the document {document}", "yellow"
    else:
        yield "encoding", server or document or "not declared; taken for UTF-8 if it can be that", ""


def _item_lines(parsed: ParsedFeed, now: datetime) -> Iterator[Told]:
    if not parsed.items:
        yield "items", "none yet", "yellow"
        return
    dates = sorted(item.published_at for item in parsed.items if item.published_at)
    yield (
        "items",
        f"{len(parsed.items):,}, {_dated(dates, len(parsed.items), now)}",
        "" if dates else "yellow",
    )
    for item in parsed.items[:HEADLINES]:
        when = f" ({ago(item.published_at, now)})" if item.published_at else ""
        yield "", f"• {item.title or item.summary[:200]}{when}", ""


def _dated(dates: Sequence[datetime], of: int, now: datetime) -> str:
    """How many of the items have dates, in their order, and which."""
    if not dates:
        return "without dates" if of > 1 else "without a date"
    oldest, newest = ago(dates[0], now), ago(dates[-1], now)
    span = newest if oldest == newest else f"from {oldest} to {newest}"
    return f"{len(dates):,} of them with a date, {span}" if len(dates) < of else f"dated {span}"


def _hints(hints: Hints) -> Iterator[str]:
    """What the document says about when to ask."""
    if hints.ttl:
        yield f"ttl: it stays as it is for {_span(hints.ttl)}"
    if hints.update_every:
        yield f"it is made anew every {_span(hints.update_every)}"
    if hints.skip_hours:
        yield f"not to be asked at these hours (UTC): {', '.join(map(str, hints.skip_hours))}"
    if hints.skip_days:
        yield f"not to be asked on {', '.join(_DAYS[day] for day in hints.skip_days)}"
    if hints.hub:
        yield f"the hub {without_secrets(hints.hub)} tells of changes"


def _span(time: timedelta) -> str:
    return humanize.precisedelta(time, minimum_unit="seconds", format="%d")


def _encodings(fetched: FetchResult) -> tuple[str, str]:
    """What the server and what the document declares, in lower case."""
    server = _CHARSET.search(fetched.headers.get("content-type", ""))
    return (server[1].lower() if server else ""), declared_label(fetched.body).lower()


# --- for programs ----------------------------------------------------------------------------------------


def _record(
    feed: Feed, fetched: FetchResult, parsed: ParsedFeed, result: PollResult, ms: int
) -> dict[str, object]:
    dates = [item.published_at for item in parsed.items if item.published_at]
    return {
        "id": feed.id,
        "url": feed.url,
        "ok": True,
        **_answer_record(fetched),
        "ms": ms,
        "format": parsed.version,
        "title": parsed.title,
        "language": parsed.language,
        "items": len(parsed.items),
        "dated": len(dates),
        "oldest": min(dates, default=None),
        "newest": max(dates, default=None),
        "headlines": [item.title for item in parsed.items[:HEADLINES]],
        "hints": _hints_record(parsed.hints),
        "next_poll_at": result.next_poll_at,
        "warnings": list(filter(None, (parsed.warning, result.notice))),
    }


def _answer_record(fetched: FetchResult) -> dict[str, object]:
    server, document = _encodings(fetched)
    return {
        "status": fetched.status,
        "answered_by": without_secrets(fetched.url),
        "moved_to": without_secrets(fetched.moved_to),
        "type": fetched.headers.get("content-type", ""),
        "encoding": server or document,
        "bytes": len(fetched.body),
    }


def _hints_record(hints: Hints) -> dict[str, object]:
    """The hints; times in seconds."""
    return {
        name: value.total_seconds() if isinstance(value, timedelta) else value
        for name, value in asdict(hints).items()
    }
