"""Times as a chat reads them: in its language and its zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel import Locale
from babel.dates import format_datetime, format_timedelta

from bot.text import fold
from bot.words import language_of, languages, say


def zone_of(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC for an empty or unknown one."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def find_zone(asked: str) -> str | None:
    """The IANA name that somebody meant: `europe/paris`, `New York`, `são paulo`, `Londres`."""
    return _zones().get(_called(asked))


@cache
def _zones() -> Mapping[str, str]:
    """IANA names by what people call them: by their own name, by its city, by that city in our languages."""
    names = sorted(available_timezones())
    found = {_called(name): name for name in names}
    # `Etc/GMT-5` is five hours ahead of Greenwich, the opposite of what `GMT-5` means elsewhere
    places = [name for name in names if "/" in name and not name.startswith("Etc/")]
    for name in places:
        found.setdefault(_called(name.rpartition("/")[2]), name)
    for language in languages():
        known = Locale(language).time_zones
        for name in places:
            found.setdefault(_called(known.get(name, {}).get("city", "")), name)
    return {called: name for called, name in found.items() if called}


def _called(name: str) -> str:
    return " ".join(fold(name).replace("_", " ").replace("-", " ").split())


def moment(at: datetime, language: str, zone: str, now: datetime) -> str:
    """`14:05` today, else `25 Nov, 14:05`, with another year than this; `UTC` behind it without a zone."""
    where = zone_of(zone)
    local, today = at.astimezone(where), now.astimezone(where)
    if local.date() == today.date():
        pattern = "HH:mm"
    else:
        pattern = "d MMM, HH:mm" if local.year == today.year else "d MMM y, HH:mm"
    text = format_datetime(local, pattern, locale=language_of(language))
    return f"{text} UTC" if where is UTC else str(text)


def dated(at: datetime, language: str, zone: str) -> str:
    """`25 Nov 2026, 14:05`, for what is read long after; `UTC` behind it without a zone."""
    where = zone_of(zone)
    text = format_datetime(at.astimezone(where), "d MMM y, HH:mm", locale=language_of(language))
    return f"{text} UTC" if where is UTC else str(text)


def day(at: datetime, language: str, zone: str) -> str:
    """`25 Nov 2026`."""
    return str(format_datetime(at.astimezone(zone_of(zone)), "d MMM y", locale=language_of(language)))


def ago(at: datetime | None, now: datetime, language: str) -> str:
    """`3 hours ago`, in the largest unit that says enough; `never` for none."""
    if at is None:
        return say(language, "never")
    past = max(now - at, timedelta(0))
    if past < timedelta(minutes=1):
        return say(language, "just-now")
    threshold = 1.0 if past < timedelta(minutes=2) else 1.2  # a minute is one, and 26 hours are no day
    return str(format_timedelta(-past, add_direction=True, threshold=threshold, locale=language_of(language)))


def lasted(length: timedelta, language: str) -> str:
    """`3 hours`; empty for less than a minute."""
    if length < timedelta(minutes=1):
        return ""
    return str(format_timedelta(length, threshold=1, locale=language_of(language)))


_CLOCK = re.compile(r"(\d{1,2})(?:\s?[:.h]\s?(\d{2})?)?", re.IGNORECASE)

_SPAN = re.compile(
    r"(?:(?P<days>\d{1,3})\s?(?:d|j|days?|jours?))?\s*"
    r"(?:(?P<hours>\d{1,4})\s?(?:h|hours?|heures?)(?=\d|\s|$))?\s*"
    r"(?:(?P<minutes>\d{1,5})\s?(?:m|min|minutes?)?)?",
    re.IGNORECASE,
)

_UNTIL = re.compile(r"(?:until|till|jusqu['\u2019]?[àa]|[àa])\s+(.*)", re.IGNORECASE | re.DOTALL)

LONGEST_PAUSE = timedelta(days=366)


def parse_time(text: str) -> time | None:
    """The time of day that somebody meant by `8:00`, `8h`, `8h30`, `20.15` or `8`; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def parse_pause(text: str, zone: str, now: datetime) -> datetime | None:
    """When a pause ends that somebody wishes by `2h`, `1d`, `1h30`, `30m`, `8:00` or `until 8h` (of that
    zone's next such time); None for anything else, and for more than a year."""
    wish = text.strip()
    until = _UNTIL.fullmatch(wish)
    clock = parse_time(until[1] if until else wish)
    # `8h` without more is a span, as `2h` is; a bare number is neither
    if clock and (until or re.search("[:.]", wish)):
        return next_time(clock, zone, now)
    span = _SPAN.fullmatch(wish)
    if until or not span or not any(span.groups()) or wish.isdigit():
        return None
    length = timedelta(**{name: int(count) for name, count in span.groupdict().items() if count})
    return now + length if timedelta(0) < length <= LONGEST_PAUSE else None


def next_time(clock: time, zone: str, now: datetime) -> datetime:
    """When the clocks of that zone show this time next, after `now`; in UTC.

    In the night in which an hour comes twice, that can be the second time; where it does not come at all, it
    is when the clocks leap over it.
    """
    where = zone_of(zone)
    today = now.astimezone(where).date()
    days = (datetime.combine(today + timedelta(days=ahead), clock, where) for ahead in (0, 1, 2))
    return next(at for day in days for at in _moments(day, where) if at > now)


def _moments(day: datetime, where: tzinfo) -> tuple[datetime, ...]:
    """The moments, in UTC, at which clocks show that local time: one, or two, or that of the leap over it."""
    first, second = (day.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return (first,) if first == second else (first, second)
    # the change lies between what the two offsets make of it; zones change at whole minutes
    before, after = second, first
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        changed = middle.astimezone(where).utcoffset() == first.astimezone(where).utcoffset()
        before, after = (before, middle) if changed else (middle, after)
    return (after.replace(second=0, microsecond=0),)
