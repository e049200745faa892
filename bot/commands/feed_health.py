"""`vigie feeds`: how each source is, the most worrying first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import humanize
from rich.text import Text

from bot.commands.ask import stored
from bot.commands.screen import ago, cell, how_often, print_json, screen, table, until
from bot.errors import ConfigError
from bot.fit import shorten
from bot.model import BROKEN_AFTER, Feed
from bot.pipeline.coverage import Uncovered, uncovered
from bot.pipeline.vitals import Vital, Worry, vitals
from bot.secrets import without_secrets
from bot.sources import unfilled_feeds

LATELY = 300_000
"""Newest items that are looked at: a month of a thousand feeds, half a second."""

_STYLES = {Worry.WELL: "green", Worry.NEW: "dim", Worry.BROKEN: "red", Worry.SILENT: "red"}
_WORRIED = "yellow"

_NAMES = {
    Worry.WELL: "well",
    Worry.NEW: "not asked yet",
    Worry.MOVED: "moved",
    Worry.GAP: "all new",
    Worry.STUMBLES: "failed once or twice",
    Worry.SILENT: "silent",
    Worry.BROKEN: f"failed {BROKEN_AFTER} times or more",
}

LONGEST_ID = 40
"""Characters of an id that are shown to people."""


def show_feeds(home: Path, *, as_json: bool) -> None:
    """All sources, and the gaps in the coverage of storylines."""
    now = datetime.now(UTC)
    with stored(home) as store:
        feeds, records, matching = store.feed_health(), store.feed_records(LATELY), store.matching_feeds()
    found = vitals(feeds, records, _listed(home), now)
    gaps = uncovered(feeds, matching, matching)
    if as_json:
        print_json((_record(one) for one in found), kind="feed")
        print_json(gaps, kind="coverage")
        return
    _print(found, now)
    for gap in gaps:
        screen().print(cell(_gap(gap, now), "red"))
    worries = Counter(one.worry for one in found)
    parts = [f"{worries[worry]} {_NAMES[worry]}" for worry in sorted(worries, reverse=True)]
    screen().print(f"{len(found)} feeds: {', '.join(parts)}")


def _listed(home: Path) -> Mapping[str, Feed]:
    """The feeds as their owner describes them; none if the file has mistakes, which `check` tells."""
    try:
        return {feed.id: feed for feed in unfilled_feeds(home.resolve())}
    except ConfigError:
        return {}


def _record(one: Vital) -> dict[str, object]:
    state, memory = one.feed.state, one.feed.state.memory
    return {
        "id": one.feed.id,
        "name": one.feed.name,
        "url": without_secrets(one.feed.url),
        "language": one.feed.language,
        "worry": one.worry.name.lower(),
        "reason": one.reason,
        "since": one.since,
        "failures": state.failures,
        "last_poll": state.polled_at,
        "last_success": state.succeeded_at,
        "last_new_item": state.new_item_at,
        "next_poll": state.next_poll_at,
        "every_seconds": round(one.every.total_seconds()) if one.every else None,
        "fixed": one.fixed,
        "items": one.feed.items,
        "items_per_day": None if one.per_day is None else round(one.per_day, 3),
        "matched_share": None if one.matched is None else round(one.matched, 4),
        "median_delay_seconds": round(one.delay.total_seconds()) if one.delay else None,
        "window": memory.window,
        "gaps": memory.gaps,
        "moved_to": without_secrets(memory.moved_to),
        "hub": without_secrets(memory.hints.hub),
    }


def _print(found: Sequence[Vital], now: datetime) -> None:
    out = screen()
    columns = [one for one in _COLUMNS if out.width >= one.from_width]
    shown = table(*(one.heading for one in columns))
    for column in shown.columns[:-1]:
        column.no_wrap = True  # what little room there is belongs to the state
    for one in found:
        shown.add_row(*(column.told(one, now) for column in columns))
    out.print(shown)
    if len(columns) < len(_COLUMNS):
        out.print(cell("a wider window shows more, and `--json` all of it", "dim"))


def _state(one: Vital, now: datetime) -> str:
    match one.worry:
        case Worry.WELL:
            return "ok"
        case Worry.BROKEN | Worry.STUMBLES:
            return f"failed {how_often(one.feed.state.failures)}: {one.reason}"
        case Worry.SILENT:
            return f"silent for {_span(now - one.since if one.since else None)}: {one.reason}"
        case _:
            return one.reason


def _gap(gap: Uncovered, now: datetime) -> str:
    sources = f"{len(gap.feed_ids)} sources" if len(gap.feed_ids) > 1 else gap.feed_ids[0]
    return f"{gap.storyline_id}: nothing new in {gap.language} for {_span(now - gap.since)} ({sources})"


def _span(span: timedelta | None) -> str:
    """`9 min`, `2.5 h`, `3 d`."""
    if span is None:
        return "–"
    minutes = span.total_seconds() / 60
    if minutes < 1:
        return f"{span.total_seconds():.0f} s"
    if minutes < 100:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 48 * 60 else humanize.naturaldelta(span)


@dataclass(frozen=True, slots=True)
class _Column:
    """One of the table for people."""

    heading: str
    from_width: int
    """Columns of the terminal from which there is room for it."""
    told: Callable[[Vital, datetime], Text | str]


_COLUMNS = (
    _Column("feed", 0, lambda one, now: cell(shorten(one.feed.id, LONGEST_ID))),
    _Column("lang", 110, lambda one, now: cell(one.feed.language)),
    _Column("last success", 150, lambda one, now: ago(one.feed.state.succeeded_at, now)),
    _Column("last new", 0, lambda one, now: ago(one.feed.state.new_item_at, now)),
    _Column(">a day", 110, lambda one, now: "–" if one.per_day is None else f"{one.per_day:.1f}"),
    _Column(">every", 0, lambda one, now: _span(one.every)),
    _Column(">matched", 150, lambda one, now: "–" if one.matched is None else f"{one.matched:.0%}"),
    _Column(">delay", 150, lambda one, now: _span(one.delay)),
    _Column("next", 130, lambda one, now: until(one.feed.state.next_poll_at, now)),
    _Column("state", 0, lambda one, now: cell(_state(one, now), _STYLES.get(one.worry, _WORRIED))),
)
