"""A week of 2,000 feeds on a fast clock: asked by their rhythm, beside all of them every 5 or 15 minutes.

    python benchmarks/polling_week.py [--feeds 2000] [--days 7] [--seed 1]

The items of each feed come at the times of real items: of a real source of the corpora in a real week,
thinned out or laid over another week of it until the feed has the rate of a real feed document, drawn by
chance (six in ten of news, the others of blogs and institutes). Documents have 10 to 50 entries and carry
`<ttl>` and `sy:updatePeriod` as often as the real ones. A poll sees what was published before it; the server
answers 304 if nothing was. Each feed begins with its first document and nothing else, so that learning is
part of the week. When to ask is decided by the code that the daemon runs (`bot.feeds.timing`,
`bot.feeds.rhythm`).

Prints for each way of asking: requests per feed and day, share of 304, median and 95th percentile of the
delay from published to seen, of all feeds and of the active ones (10 items a day or more), and items never
seen because the document had moved on.
"""

from __future__ import annotations

import argparse
import bisect
import gzip
import json
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.feeds import rhythm as rhythms  # noqa: E402
from bot.feeds.timing import Outcome, next_poll_at  # noqa: E402
from bot.model import Feed, Hints  # noqa: E402
from tests.corpora import FOLDER as CORPORA  # noqa: E402

SOURCES = (
    "en_rss_2023_quarter",
    "es_chile_rss_2024-26",
    "pl_rss_2023",
    "en_reuters_ap_2025-26",
    "ktitan_2025-26",
)
WEEK = 604_800
START = datetime(2026, 3, 5, tzinfo=UTC)  # a Thursday, as the first day of 1970
ACTIVE = 10.0
NEWS_SHARE = 0.6
HISTORY = 8 * WEEK
"""Seconds before the week from which the first document has its entries."""


@dataclass(slots=True)
class Simulated:
    """A feed: when its items come (seconds since 1970, ascending) and what its document says."""

    times: list[float]
    window: int
    hints: Hints
    per_day: float = 0.0


@dataclass(slots=True)
class Tally:
    """What one way of asking cost and brought."""

    requests: int = 0
    unchanged: int = 0
    lost: int = 0
    delays: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    """Seconds, of active feeds and others."""
    active_requests: int = 0


def real_times() -> list[list[float]]:
    """The times of each real source, as seconds since 1970, ascending."""
    sources: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for name in SOURCES:
        with gzip.open(CORPORA / "news" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                try:
                    at = datetime.fromisoformat(item["date"])
                except (TypeError, ValueError):
                    continue
                if (at.hour, at.minute, at.second) == (0, 0, 0):
                    continue  # only a day
                at = at if at.tzinfo else at.replace(tzinfo=UTC)
                sources[name, str(item.get("source"))].append(at.timestamp())
    return [sorted(times) for times in sources.values() if len(times) > 300]


def real_documents() -> tuple[list[float], list[float], list[Hints]]:
    """Items per day of the real news documents and of the others, and what all of them hint."""
    from bot.feeds.parse import parse_document

    news, others, hints = [], [], []
    now = datetime(2026, 9, 1, tzinfo=UTC)
    for line in (CORPORA / "feeds" / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        if facts["file"].startswith("ts_"):
            continue
        body = gzip.decompress((CORPORA / "feeds" / facts["file"]).read_bytes())
        try:
            parsed = parse_document(body, {}, "https://feed.example/", now, "en")
        except Exception:  # some are no feeds
            continue
        hints.append(parsed.hints)
        times = sorted(item.published_at.timestamp() for item in parsed.items if item.published_at)
        if len(times) > 4 and times[-1] > times[0]:
            rate = 86_400 * (len(times) - 1) / (times[-1] - times[0])
            (news if facts["news"] else others).append(rate)
    return news, others, hints


def simulated(count: int, days: float, rng: random.Random) -> list[Simulated]:
    """So many feeds."""
    sources, (news, others, hints) = real_times(), real_documents()
    return [
        _simulated(
            rng.choice(sources), rng.choice(news if rng.random() < NEWS_SHARE else others), hints, days, rng
        )
        for _ in range(count)
    ]


def _simulated(
    source: Sequence[float], rate: float, hints: Sequence[Hints], days: float, rng: random.Random
) -> Simulated:
    """Times from the source, at that rate (items per day), over the history and the days."""
    span = HISTORY + days * 86_400
    begin = START.timestamp() - HISTORY
    covered = max(source[-1] - source[0], WEEK)
    own = 86_400 * len(source) / covered
    layers = max(1, round(rate / own + 0.499))
    keep = rate / (own * layers)
    times = []
    for _ in range(layers):
        # whole weeks further, so that hours of the day and days of the week stay what they are
        shift = round((begin - source[0] - rng.uniform(0, max(0.0, covered - span))) / WEEK) * WEEK
        laps = range(-1, int(span / covered) + 2)
        for lap in laps:
            moved = shift + lap * round(covered / WEEK + 0.5) * WEEK
            low = bisect.bisect_left(source, begin - moved)
            high = bisect.bisect_right(source, begin + span - moved)
            times += [at + moved for at in source[low:high] if rng.random() < keep]
    times.sort()
    week = [at for at in times if at >= START.timestamp()]
    return Simulated(times, rng.choice((10, 15, 20, 25, 30, 50)), rng.choice(hints), len(week) / days)


def seen_at(feed: Simulated, polls: Iterator[float], end: float, tally: Tally) -> None:
    """Let the feed be asked at these times, until the end."""
    start = START.timestamp()
    known = bisect.bisect_right(feed.times, start)
    active = feed.per_day >= ACTIVE
    for at in polls:
        if at >= end:
            return
        held = bisect.bisect_right(feed.times, at)
        new = held - known
        tally.requests += 1
        tally.active_requests += active
        tally.unchanged += not new
        missed = max(0, new - feed.window)
        tally.lost += missed
        tally.delays[active] += (at - time for time in feed.times[known + missed : held])
        known = held


def every(seconds: float, rng: random.Random) -> Iterator[float]:
    """Polls at a fixed distance."""
    at = START.timestamp() + rng.uniform(0, seconds)
    while True:
        yield at
        at += seconds


def by_rhythm(feed: Simulated, rng: random.Random) -> Iterator[float]:
    """Polls as the daemon lays them."""
    settings = Feed(id="f", url="https://f.example/", name="f", publisher="f", language="en")
    now = START
    known = bisect.bisect_right(feed.times, now.timestamp())
    first = feed.times[max(0, known - feed.window) : known]
    rhythm = rhythms.begun((datetime.fromtimestamp(at, UTC) for at in first), now)
    outcome = Outcome(window=feed.window)
    last = now
    while True:
        now = next_poll_at(settings, rhythm, feed.hints, outcome, now, rng)
        yield now.timestamp()
        held = bisect.bisect_right(feed.times, now.timestamp())
        came = feed.times[known:held][-feed.window :]
        if came:
            rhythm = rhythms.unpacked(
                rhythms.packed(rhythms.learnt(rhythm, [datetime.fromtimestamp(at, UTC) for at in came], now))
            )
        outcome = Outcome(window=feed.window, new=len(came), since=now - last)
        known, last = held, now


def main() -> None:
    """Simulate, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--days", type=float, default=7)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    feeds = simulated(given.feeds, given.days, rng)
    end = (START + timedelta(days=given.days)).timestamp()
    ways = {
        "by rhythm": lambda feed: by_rhythm(feed, rng),
        "every 15 min": lambda feed: every(900, rng),
        "every 5 min": lambda feed: every(300, rng),
    }
    tallies = {name: Tally() for name in ways}
    for name, way in ways.items():
        for feed in feeds:
            seen_at(feed, way(feed), end, tallies[name])
    report(feeds, tallies, given.days)


def report(feeds: Sequence[Simulated], tallies: dict[str, Tally], days: float) -> None:
    """The table, ours first."""
    rates = sorted(feed.per_day for feed in feeds)
    active = sum(1 for feed in feeds if feed.per_day >= ACTIVE)
    marks = ", ".join(
        f"{rates[int(share * (len(rates) - 1))]:.1f}" for share in (0.1, 0.25, 0.5, 0.75, 0.9, 1)
    )
    print(f"{len(feeds)} feeds over {days:g} days, {active} of them active (≥ {ACTIVE:g} items a day)")
    print(f"items per day, 10th to 100th percentile of feeds: {marks}\n")
    print(
        f"{'':14}{'requests':>10}{'of active':>10}{'304':>7}"
        f"{'active feeds':>18}{'other feeds':>18}{'lost':>7}"
    )
    print(f"{'':14}{'/feed/day':>10}{'/feed/day':>10}{'':7}{'median   95 %':>18}{'median   95 %':>18}")
    for name, tally in tallies.items():
        delays = "".join(f"{_minutes(tally.delays[kind]):>18}" for kind in (True, False))
        per_day = tally.requests / len(feeds) / days
        of_active = tally.active_requests / max(1, active) / days
        share = tally.unchanged / max(1, tally.requests)
        print(f"{name:14}{per_day:10.1f}{of_active:10.1f}{share:7.0%}{delays}{tally.lost:7}")
    ours, quarter, five = tallies["by rhythm"], tallies["every 15 min"], tallies["every 5 min"]
    print(
        f"\nrequests by rhythm: {ours.requests / quarter.requests:.0%} of every 15 min, "
        f"{ours.requests / five.requests:.0%} of every 5 min"
    )


def _minutes(delays: Sequence[float]) -> str:
    if len(delays) < 2:
        return "-"
    return f"{statistics.median(delays) / 60:.1f} {statistics.quantiles(delays, n=20)[-1] / 60:8.1f} min"


if __name__ == "__main__":
    main()
