"""`vigie feeds`: how each source is, the most worrying first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import humanize

from bot.commands.ask import stored
from bot.commands.screen import ago, cell, print_json, screen, table, until
from bot.errors import ConfigError
from bot.model import Feed
from bot.pipeline.coverage import Uncovered, uncovered
from bot.pipeline.vitals import Vital, Worry, vitals
from bot.secrets import without_secrets
from bot.sources import unfilled_feeds

LATELY = 300_000
"""Newest items that are looked at: a month of a thousand feeds, half a second."""

_STYLES = {Worry.WELL: "green", Worry.NEW: "dim", Worry.BROKEN: "red", Worry.SILENT: "red"}
_WORRIED = "yellow"


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
    parts = [f"{worries[worry]} {worry.name.lower()}" for worry in sorted(worries, reverse=True)]
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
    shown = table(
        "feed", "lang", "last success", "last new", ">a day", ">every", ">matched", ">delay", "next", "state"
    )
    for one in found:
        state = one.feed.state
        shown.add_row(
            cell(one.feed.id),
            cell(one.feed.language),
            ago(state.succeeded_at, now),
            ago(state.new_item_at, now),
            "–" if one.per_day is None else f"{one.per_day:.1f}",
            _span(one.every),
            "–" if one.matched is None else f"{one.matched:.0%}",
            _span(one.delay),
            until(state.next_poll_at, now),
            cell(_state(one, now), _STYLES.get(one.worry, _WORRIED)),
        )
    screen().print(shown)


def _state(one: Vital, now: datetime) -> str:
    failures = one.feed.state.failures
    match one.worry:
        case Worry.WELL:
            return "ok"
        case Worry.BROKEN | Worry.STUMBLES:
            return f"{failures} failed: {one.reason}"
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
