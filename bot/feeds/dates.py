"""Dates that feedparser reads wrongly or not at all, where they have one meaning only. Pure.

feedparser takes each zone that it does not know for UTC, which makes a Korean item nine hours old before it
is out, reads `10:00 PM` as the morning, and completes a year that it did not expect by today's month. Forms
whose order is a matter of country (`02/11/2026`) are not read at all: no date is better than a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

FIRST_YEAR = 1990
"""Dates before the web are placeholders (1970-01-01, 0001-01-01) and say nothing."""

LAST_YEAR = 2100
"""The same for those that nobody will live to see; seconds since 1970 are told from other numbers by it."""

LONGEST = 100
"""Characters of a date."""

_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}(?::[0-9]{2})? "
    r"(?:GMT|UTC|[+-][0-9]{4})|"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
"""What nearly all feeds write, and feedparser reads well."""

_ZONES = {
    **dict.fromkeys(("UT", "UTC", "GMT", "Z", "WET"), 0),
    **dict.fromkeys(("CET", "MEZ", "WEST", "WAT"), 60),
    **dict.fromkeys(("CEST", "MESZ", "EET", "CAT", "SAST"), 120),
    **dict.fromkeys(("EEST", "MSK", "TRT", "EAT"), 180),
    **dict.fromkeys(("PKT",), 300),
    **dict.fromkeys(("NPT",), 345),
    **dict.fromkeys(("WIB", "ICT"), 420),
    **dict.fromkeys(("HKT", "SGT", "PHT", "AWST", "WITA"), 480),
    **dict.fromkeys(("KST", "JST", "WIT"), 540),
    **dict.fromkeys(("AEST",), 600),
    **dict.fromkeys(("AEDT",), 660),
    **dict.fromkeys(("NZST",), 720),
    **dict.fromkeys(("NZDT",), 780),
}
"""Minutes east of UTC, of names that mean one zone only. `IST`, `CST`, `BST` and others mean several."""

_ZONE = r"(?P<zone>Z|[A-Z]{2,4}|(?:UTC|GMT)?\s?[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_CLOCK = (
    r"(?P<half>오전|오후|上午|下午|午前|午後)?\s?(?P<hour>[0-9]{1,2})(?:[:时時시]\s?)(?P<minute>[0-9]{2})"
    r"(?:[:分분]\s?(?P<second>[0-9]{2})[秒초]?|[分분])?(?:\s?(?P<meridiem>[AaPp])\.?[Mm]\b\.?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})\s?[-/.年년]\s?(?P<month>[0-9]{1,2})\s?[-/.月월]\s?(?P<day>[0-9]{1,2})[.日일]?"
    rf"(?:[T,\s]?\s?{_CLOCK})?\s?{_ZONE}"
)
_LATE = frozenset(("오후", "下午", "午後", "p", "P"))
_MERIDIEM = re.compile(r"\b([0-9]{1,2})(:[0-9]{2}(?::[0-9]{2})?)\s?([AaPp])\.?[Mm]\b\.?")
_WEEKDAY = re.compile(r"[^\W\d]{2,12}\.?\s?,\s?(?=[0-9])")
_NAMED = re.compile(
    r"[0-9]{1,2}[\s-][A-Za-z]{3,9}\.?,?[\s-][0-9]{2,4},?\s[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?(?P<zone>\S+))?"
)
_LIKE_ISO = re.compile(r"[0-9]{4}-?(?:[0-9]{2}|W[0-9]{2})(?:-|T|[0-9])")


def usual(text: str) -> bool:
    """Whether feedparser's reading of a date can be trusted without a look at it."""
    return bool(_USUAL.fullmatch(text))


def certain(text: str) -> datetime | None:
    """The moment that a date means, in UTC; None where it has no meaning or more than one.

    A date without a zone is taken for UTC, as feedparser does.
    """
    if len(text) > LONGEST:
        return None
    text = " ".join(_in_ascii_digits(text).split())
    for reading in (_number, _year_first, _iso, _named):
        try:
            if moment := reading(text):
                return moment.astimezone(UTC)
        except (ValueError, OverflowError, TypeError):  # an hour 25, a month 13
            return None
    return None


def misread(text: str) -> bool:
    """Whether feedparser makes a date up: from a number, or from a year in a form that it does not know."""
    text = _in_ascii_digits(text).strip()
    if text.isdigit():
        return len(text) not in (4, 6, 8)
    return bool(re.match(r"[0-9]{4}[\s./年년]", text))


def _in_ascii_digits(text: str) -> str:
    """Persian, Arabic, Hindi… digits as ours; other characters stay."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def _number(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, or year to second without anything between."""
    if not text.isdigit():
        return None
    if len(text) == 14:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if len(text) not in (9, 10, 12, 13):
        return None
    moment = datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC)
    return moment if FIRST_YEAR <= moment.year < LAST_YEAR else None


def _year_first(text: str) -> datetime | None:
    """`2026/11/02 10:00`, `2026年11月2日`, `2026년 11월 02일 오후 1:05`: there is one order after a year."""
    found = _YEAR_FIRST.fullmatch(text)
    if not found:
        return None
    half = found["half"] or found["meridiem"]
    is_korean = "년" in text or half in ("오전", "오후")  # there is one zone then, as for feedparser
    zone = _zone(found["zone"] or ("KST" if is_korean else "UTC"))
    if zone is None:
        return None
    hour = int(found["hour"] or 0)
    if half and not 0 <= hour <= 12:
        return None
    return datetime(
        int(found["year"]),
        int(found["month"]),
        int(found["day"]),
        (hour % 12 + 12 * (half in _LATE)) if half else hour,
        int(found["minute"] or 0),
        int(found["second"] or 0),
        tzinfo=zone,
    )


def _iso(text: str) -> datetime | None:
    """All forms of ISO 8601 that Python knows, with weeks and without signs between the parts."""
    if not _LIKE_ISO.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" GMT", "Z").replace(" UTC", "Z"))
    except ValueError:
        return None  # a form that only feedparser knows, such as the day of the year
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _named(text: str) -> datetime | None:
    """The dates of mail with English months: weekdays in any language, `PM`, and zones of one meaning."""
    bare = _MERIDIEM.sub(_in_24_hours, _WEEKDAY.sub("", text, count=1))
    found = _NAMED.fullmatch(bare)
    if not found:
        return None
    zone = _zone(found["zone"]) if found["zone"] else UTC
    if zone is None:
        return None
    end = found.start("zone") if found["zone"] else len(bare)
    return parsedate_to_datetime(bare[:end].replace("-", " ").replace(".", "").strip()).replace(tzinfo=zone)


def _in_24_hours(match: re.Match[str]) -> str:
    hour = int(match[1])
    if not 1 <= hour <= 12:
        return f"{match[1]}{match[2]}"  # "13:00 PM" is half past nothing
    return f"{hour % 12 + 12 * (match[3] in _LATE):02d}{match[2]}"


def _zone(name: str) -> timezone | None:
    """The zone of that name or offset; None where it could be several."""
    minutes = _ZONES.get(name.upper())
    if minutes is None and (found := _OFFSET.fullmatch(name)):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        minutes = -minutes if found[1] == "-" else minutes
    return timezone(timedelta(minutes=minutes)) if minutes is not None and abs(minutes) < 24 * 60 else None
