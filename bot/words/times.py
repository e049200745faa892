"""Times as a chat reads them: in its language and its zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.dates import format_datetime, format_timedelta

from bot.words import language_of, say


def zone_of(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC for an empty or unknown one."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def find_zone(asked: str) -> str | None:
    """The IANA name that somebody meant: `paris`, `europe/paris` and `New York` are understood."""
    wanted = asked.strip().replace(" ", "_").casefold()
    if not wanted:
        return None
    names = sorted(available_timezones())
    exact = [name for name in names if name.casefold() == wanted]
    cities = [name for name in names if name.casefold().endswith("/" + wanted)]
    return next(iter([*exact, *cities]), None)


def moment(at: datetime, language: str, zone: str, now: datetime) -> str:
    """`14:05` today, else `25 Nov, 14:05`, with another year than this; `UTC` behind it without a zone."""
    where = zone_of(zone)
    local, today = at.astimezone(where), now.astimezone(where)
    if local.date() == today.date():
        pattern = "HH:mm"
    else:
        pattern = "d MMM, HH:mm" if local.year == today.year else "d MMM y, HH:mm"
    text = format_datetime(local, pattern, locale=language_of(language))
    return text if zone else f"{text} UTC"


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
    return str(format_timedelta(-past, add_direction=True, threshold=1.2, locale=language_of(language)))
