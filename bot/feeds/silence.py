"""Whether a feed that answers well has fallen silent: nothing new for longer than its rhythm explains. Pure.

Silence is counted in the items that were to be expected in it, at these hours and on these days, so that a
quiet Sunday is no silence. Items come in bunches: how many may be missing before it means something differs
from feed to feed, and is learnt from its longest silence so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from bot.feeds.rhythm import DAY, Rhythm, expected

MISSING = 8.0
"""Items to be expected, from which nothing at all is strange for a feed that comes evenly."""

LONGER = 1.5
"""How much longer than the longest silence so far."""

LEAST = timedelta(hours=3)

BUSIEST = 7.0
"""How much more may come on a day than on the average one."""

KNOWN_AFTER = timedelta(days=4)
"""Of watching; the nights and days of a feed younger than that are not known."""


def silent_since(rhythm: Rhythm, until: datetime) -> datetime | None:
    """When the last item came, if too many were to be expected since; None if all is well.

    `until` is the last time that the feed was asked with success.
    """
    return together_silent_since([rhythm], until)


def together_silent_since(rhythms: Iterable[Rhythm], until: datetime) -> datetime | None:
    """The same for several feeds that are watched for the same news: when the last item of any came."""
    known = [one for one in rhythms if one.at and one.last and one.watched >= KNOWN_AFTER.total_seconds()]
    if not known:
        return None
    last, end = max(one.last for one in known), until.timestamp()
    if end - last < LEAST.total_seconds() or _surely_normal(known, last, end):
        return None
    missing = sum(expected(one, last, end) for one in known)
    # what is normal for one feed alone is less so for many at once
    normal = LONGER * max(one.longest for one in known)
    return datetime.fromtimestamp(last, UTC) if missing >= max(MISSING, normal) else None


def _surely_normal(rhythms: Sequence[Rhythm], last: float, end: float) -> bool:
    """Whether even the busiest hours could not hold enough items: cheap, and true of nearly all feeds."""
    days = (end - last) / DAY
    items = sum(sum(one.counts) / one.watched * DAY for one in rhythms)
    return items * (days + 1) * BUSIEST < MISSING
