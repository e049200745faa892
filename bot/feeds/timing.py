"""When a feed is asked next. Pure.

A feed with a fixed interval is asked at that; any other follows its rhythm, within its bounds. A document
that fills up between two polls is asked for sooner; what the server and the document wish makes it later;
failures back off; hours and days that the document forbids are left out. However it ends, there is a next
time: no feed is ever given up.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.feeds.rhythm import Rhythm, expected, pause
from bot.model import Feed, Hints

SPEND = 0.3
"""√(items per hour) × hours between two polls: an item per hour is asked for each 18 minutes, four each
9, one a day every 88. `benchmarks/polling_week.py` shows what that costs and brings."""

FULL = 1 / 3
"""Share of a document that may be new at a poll; bursts fill the rest."""

SOONEST = timedelta(minutes=1)
"""Below the feed's own bound, only for a document that fills up faster."""

JITTER = 0.1
"""Share of the interval by which polls are spread, so that feeds that began together do not stay so."""

MAX_BACK_OFF = timedelta(hours=6)
"""A feed that fails is still tried four times a day: servers come back without telling."""

MAX_RETRY_AFTER = timedelta(hours=24)
"""Longer wishes of a server are mistakes more often than plans."""

ALWAYS_HELD = timedelta(hours=1)
"""So long a server's word that its document stays fresh is held, whatever the document does."""

BROKEN_BY = 0.5
"""Items expected within the time that a document says it stays the same, from which it is not believed: blog
software says `hourly`, and `<ttl>60</ttl>` is copied from examples, whatever the feed does."""

_MAX_DOUBLINGS = 20
"""Any interval has reached the maximum by then."""

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the timing of the next poll needs to know of this one."""

    failures: int = 0
    """Failed polls in a row, this one included; 0 after a success."""
    retry_after: timedelta | None = None
    """How long the server wants to be left alone."""
    fresh_for: timedelta | None = None
    """How long the document stays fresh, as the answer's headers say."""
    window: int = 0
    """Entries of the document; 0 if unknown."""
    new: int = 0
    """New ones among them."""
    since: timedelta | None = None
    """Time since the last poll that succeeded; None on the first."""
    pushed: bool = False
    """Whether a hub tells of changes, so that polls are only the safety net."""


def next_poll_at(
    feed: Feed, rhythm: Rhythm, hints: Hints, outcome: Outcome, now: datetime, rng: random.Random
) -> datetime:
    """When to ask next."""
    interval = _interval(feed, rhythm, outcome, now)
    if outcome.failures:
        longest = max(MAX_BACK_OFF, interval)
        doublings = min(outcome.failures - 1, _MAX_DOUBLINGS)
        delay = min(_spread(min(interval * (1 << doublings), longest), rng), longest)
    else:
        wished = _wish(feed, rhythm, hints, outcome, now)
        delay = max(_spread(interval, rng), wished)
    if outcome.retry_after is not None:
        delay = max(delay, min(outcome.retry_after, MAX_RETRY_AFTER))
    return _allowed(now + delay, hints, rng)


def _spread(interval: timedelta, rng: random.Random) -> timedelta:
    return interval * rng.uniform(1 - JITTER, 1 + JITTER)


def _interval(feed: Feed, rhythm: Rhythm, outcome: Outcome, now: datetime) -> timedelta:
    if feed.interval is not None:
        interval = feed.interval
    elif outcome.pushed:
        interval = feed.longest
    else:
        interval = pause(rhythm, now, SPEND)
        interval = min(max(interval, feed.shortest), feed.longest)
    filled = _filling(rhythm, outcome, now)
    return interval if filled is None else min(interval, max(filled, min(SOONEST, interval)))


def _filling(rhythm: Rhythm, outcome: Outcome, now: datetime) -> timedelta | None:
    """Until when new entries will have filled so much of the document that the others may be pushed out."""
    if outcome.window < 1:
        return None
    bearable = max(outcome.window * FULL, 1.0)
    usual = pause(rhythm, now, most=bearable) if outcome.window > 1 else None
    if outcome.since is None or outcome.new <= bearable:
        return usual
    lately = outcome.since * (bearable / outcome.new)
    return lately if usual is None else min(usual, lately)


def _wish(feed: Feed, rhythm: Rhythm, hints: Hints, outcome: Outcome, now: datetime) -> timedelta:
    """How long server and document want to be left alone, as far as they keep to what they say.

    The document's own words do not count where the owner of the home has set an interval.
    """
    fresh = outcome.fresh_for or timedelta(0)
    wish = min(fresh, ALWAYS_HELD)
    stated = [fresh]
    if feed.interval is None:
        stated += [hints.ttl or timedelta(0), hints.update_every or timedelta(0)]
    for said in stated:
        said = min(said, max(feed.longest, ALWAYS_HELD))
        at = now.timestamp()
        if said > wish and expected(rhythm, at, at + said.total_seconds()) <= BROKEN_BY:
            wish = said
    return wish


def _allowed(at: datetime, hints: Hints, rng: random.Random) -> datetime:
    """That time, or the next one at which the document may be asked for."""
    if not hints.skip_hours and not hints.skip_days:
        return at
    for hour in range(8 * 24):
        free = at if hour == 0 else at.replace(minute=0, second=0, microsecond=0) + hour * _HOUR
        if free.hour not in hints.skip_hours and free.weekday() not in hints.skip_days:
            # not all at the stroke of the hour
            return free if hour == 0 else free + timedelta(minutes=rng.uniform(0, 5))
    return at  # never would be giving up
