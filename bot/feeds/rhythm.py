"""When a feed's items come: a rate for each hour of the week, learnt from when they came. Pure.

Each hour of the week has a count of items, in which old weeks weigh less. What an hour alone cannot tell yet
is filled up from the same hour of other days and from its day as a whole, so that a day is enough to know the
nights, and a week or two to know the Sundays. News also draws news: what came lately raises
the rate of the next hours.

Polls are laid so that the integral of the square root of the rate is the same between any two of them. For
items that come by chance this spends a number of requests with the least sum of delays: a feed with four
times the items is asked twice as often.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

HOUR, DAY, WEEK = 3600.0, 86_400.0, 604_800.0
HOURS = 168
"""Of a week; the first is Thursday 00:00 UTC, where time began."""

HALF_LIFE = 6 * WEEK
"""After which an item counts half: outlets change their habits with the seasons."""

FADES_FASTER = 3
"""How much faster than items the longest silence is forgotten, which is the guess of a young rhythm."""

DAYS_FOR_HOUR, DAYS_FOR_CELL = 1.0, 28.0
"""Days of watching at which an hour of the day (an hour of the week) is believed as much as what stands in
for it."""

WEEKS_FOR_DAY = 1.0
"""Weeks of watching at which a day of the week is believed to be other than the rest."""

UNKNOWN_RATE, UNKNOWN_FOR = 2.0, 0.25 * HOUR
"""Items per hour of a feed of which nothing is known, and for how many seconds of watching that counts."""

PINNED_AMONG = 10
"""Entries, of which one may stand in the document for good."""

DRAWS, FADES = 0.6, 2.0 * HOUR
"""Items that an item draws after it, and the time in which that fades."""

LEAST_RATE = 1e-4
"""Items per hour of a feed that never had any: one in a year."""

FURTHEST = 48
"""Hours that are looked ahead; no poll is laid further."""

_FORM = struct.Struct(f"<Bdffdf{HOURS}e")
_VERSION = 1
_LARGEST = 60_000.0
"""What a half-precision number holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What is known of when a feed's items come. Times are seconds since 1970 UTC."""

    at: float = 0.0
    """When the numbers below held; 0 for a feed that was never watched."""
    watched: float = 0.0
    """Seconds of watching, those of long ago at less than their length."""
    recent: float = 0.0
    """Items of the last hours, each at what it draws still."""
    last: float = 0.0
    """When the newest item came; 0 if none did."""
    longest: float = 0.0
    """The longest silence so far, in the items that were expected in it."""
    counts: tuple[float, ...] = (0.0,) * HOURS
    """Items by hour of the week, those of long ago at less than one."""


UNKNOWN = Rhythm()


# --- learning --------------------------------------------------------------------------------------------


def begun(published: Iterable[datetime | None], now: datetime) -> Rhythm:
    """The rhythm that a first document shows by the dates of its items; those without one say nothing."""
    at = now.timestamp()
    times = _without_pinned(sorted(min(one.timestamp(), at) for one in published if one is not None))
    if len(times) < 2:
        return Rhythm(at=at, last=times[0] if times else 0.0)
    # of the oldest item nothing is known but that the document begins with it
    oldest, counts = times.pop(0), [0.0] * HOURS
    for time in times:
        counts[_cell(time)] += _weight(at - time)
    span = max(at - oldest, HOUR)
    return Rhythm(
        at=at,
        watched=_watched(span),
        recent=_recent(0.0, 0.0, times, at),
        last=times[-1],
        counts=tuple(min(one, _LARGEST) for one in counts),
    )


def _without_pinned(times: list[float]) -> list[float]:
    """Leave out the few oldest that lie weeks or years before all others: notices that stay at the top."""
    for number in range(len(times) // PINNED_AMONG, 0, -1):
        if times[number] - times[number - 1] > max(WEEK, times[-1] - times[number]):
            return times[number:]
    return times


def learnt(rhythm: Rhythm, came: Collection[datetime], now: datetime) -> Rhythm:
    """The rhythm after items came at these times since the last look, at most `now`."""
    at = now.timestamp()
    if not came or at < rhythm.at:
        return rhythm
    times = sorted(one.timestamp() for one in came)
    fades = _weight(at - rhythm.at)
    counts = [one * fades for one in rhythm.counts]
    for time in times:
        cell = _cell(time)
        counts[cell] = min(counts[cell] + 1.0, _LARGEST)
    after = Rhythm(
        at=at,
        watched=rhythm.watched * fades + _watched(at - rhythm.at),
        recent=_recent(rhythm.recent, at - rhythm.at, times, at),
        last=max(rhythm.last, times[-1]),
        counts=tuple(counts),
    )
    # by what is known after it: the first silent Sunday looks long only to those who never saw one
    silence = expected(after, rhythm.last, times[0]) if rhythm.last else 0.0
    return replace(after, longest=max(rhythm.longest * fades**FADES_FASTER, silence))


def _cell(time: float) -> int:
    return int(time // HOUR) % HOURS


def _weight(age: float) -> float:
    return float(0.5 ** (age / HALF_LIFE))


def _watched(span: float) -> float:
    """Seconds of watching that ended now, each at its weight."""
    return (1.0 - _weight(span)) * HALF_LIFE / math.log(2)


def _recent(before: float, since: float, times: Iterable[float], at: float) -> float:
    found = before * math.exp(-since / FADES) + sum(math.exp((time - at) / FADES) for time in times)
    return min(found, _LARGEST)


# --- rates -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Week:
    """A rhythm as rates, for one moment."""

    counts: tuple[float, ...]
    fades: float
    days: float
    """Days of watching."""
    rate: float
    """Items per hour over the whole week."""

    @classmethod
    def of(cls, rhythm: Rhythm, at: float) -> _Week:
        age = max(0.0, at - rhythm.at) if rhythm.at else 0.0
        fades = _weight(age)
        watched = rhythm.watched * fades + _watched(age)
        known = sum(rhythm.counts) * fades
        rate = (known + UNKNOWN_RATE * UNKNOWN_FOR / HOUR) / ((watched + UNKNOWN_FOR) / HOUR)
        return cls(rhythm.counts, fades, watched / DAY, max(rate, LEAST_RATE))

    def at_hour(self, cell: int) -> float:
        """Items per hour in an hour of the week. The hours beside it count half: habits are no clockwork."""
        counts, fades, days = self.counts, self.fades, self.days
        hour = cell % 24
        around = 2 * sum(counts[hour::24]) + sum(counts[(hour - 1) % 24 :: 24])
        around += sum(counts[(hour + 1) % 24 :: 24])
        daily = (around * fades / 4 + DAYS_FOR_HOUR * self.rate) / (days + DAYS_FOR_HOUR)
        weeks, believed = days / 7, DAYS_FOR_CELL / 7
        usual, midnight = 24 * self.rate, cell - hour
        that_day = sum(counts[midnight : midnight + 24]) * fades
        weekday = (that_day + WEEKS_FOR_DAY * usual) / ((weeks + WEEKS_FOR_DAY) * usual)
        beside = 2 * counts[cell] + counts[cell - 1] + counts[(cell + 1) % HOURS]
        return max((beside * fades / 4 + believed * daily * weekday) / (weeks + believed), LEAST_RATE)


def rate(rhythm: Rhythm, now: datetime) -> float:
    """Items per hour that are to be expected at that moment, without what the last ones draw."""
    at = now.timestamp()
    return _Week.of(rhythm, at).at_hour(_cell(at))


def per_day(rhythm: Rhythm, now: datetime) -> float:
    """Items per day."""
    return 24 * _Week.of(rhythm, now.timestamp()).rate


def expected(rhythm: Rhythm, since: float, until: float) -> float:
    """Items that are to be expected between two times (seconds since 1970), as the rhythm was at its time."""
    if until <= since:
        return 0.0
    week = _Week.of(rhythm, rhythm.at or since)
    weeks, rest = divmod(until - since, WEEK)
    whole = weeks * sum(week.at_hour(cell) for cell in range(HOURS)) if weeks else 0.0
    return whole + sum(week.at_hour(cell) * hours for cell, hours in _hours(since, since + rest))


def silence(rhythm: Rhythm, now: datetime) -> float:
    """Items that were to be expected since the last one came, or since watching began."""
    return expected(rhythm, rhythm.last or rhythm.at, now.timestamp()) if rhythm.at else 0.0


def _hours(since: float, until: float) -> Iterator[tuple[int, float]]:
    """The hours of the week between two times, with the share of each, in hours."""
    while since < until:
        end = min((since // HOUR + 1) * HOUR, until)
        yield _cell(since), (end - since) / HOUR
        since = end


# --- when to ask -----------------------------------------------------------------------------------------


def pause(rhythm: Rhythm, now: datetime, spend: float = math.inf, *, most: float = math.inf) -> timedelta:
    """How long until the integral of √rate (items per hour, over hours) is `spend`, or so many items at most
    are to be expected; at most `FURTHEST` hours."""
    at = now.timestamp()
    week = _Week.of(rhythm, at)
    drawn = DRAWS * rhythm.recent * math.exp(-max(0.0, at - rhythm.at) / FADES) / (FADES / HOUR)
    passed, spent, items = 0.0, 0.0, 0.0
    for cell, hours in _hours(at, at + FURTHEST * HOUR):
        rate = week.at_hour(cell) + drawn
        root = math.sqrt(rate)
        left = min((spend - spent) / root, (most - items) / rate)
        if left <= hours:
            return timedelta(hours=passed + max(left, 0.0))
        passed, spent, items = passed + hours, spent + root * hours, items + rate * hours
        drawn *= math.exp(-hours * HOUR / FADES)
    return timedelta(hours=passed)


# --- storing ---------------------------------------------------------------------------------------------


def packed(rhythm: Rhythm) -> bytes:
    """A rhythm as it is stored."""
    numbers = (rhythm.at, rhythm.watched, rhythm.recent, rhythm.last, rhythm.longest)
    return _FORM.pack(_VERSION, *numbers, *rhythm.counts)


def unpacked(stored: bytes) -> Rhythm:
    """A stored rhythm; UNKNOWN for what was never learnt or is of another form."""
    if len(stored) != _FORM.size or stored[0] != _VERSION:
        return UNKNOWN
    _, at, watched, recent, last, longest, *counts = _FORM.unpack(stored)
    return Rhythm(
        at=at,
        watched=watched,
        recent=recent,
        last=last,
        longest=longest,
        counts=tuple(counts),
    )
