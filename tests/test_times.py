"""Times of day and pauses as people write them, in English and French."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.times import LONGEST_PAUSE, dated, lasted, next_time, parse_pause, parse_time

NOW = datetime(2026, 11, 26, 14, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("8:00", time(8)),
        ("08:00", time(8)),
        (" 8h ", time(8)),
        ("8 h 30", time(8, 30)),
        ("8H30", time(8, 30)),
        ("20.15", time(20, 15)),
        ("8", time(8)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_of_day_is_understood(text: str, clock: time) -> None:
    assert parse_time(text) == clock


@pytest.mark.parametrize(
    "text", ["", "24:00", "8:60", "8:5", "-8", "8:00:00", "noon", "8:00 x", "\u202e8:00", "9" * 5000]
)
def test_what_is_no_time_of_day(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2h", {"hours": 2}),
        ("30m", {"minutes": 30}),
        ("45 min", {"minutes": 45}),
        ("1d", {"days": 1}),
        ("2 jours", {"days": 2}),
        ("3J", {"days": 3}),
        ("1h30", {"hours": 1, "minutes": 30}),
        ("1d 12h", {"days": 1, "hours": 12}),
        ("8h", {"hours": 8}),
        ("2 hours", {"hours": 2}),
        ("2 heures", {"hours": 2}),
        ("366d", {"days": 366}),
    ],
)
def test_a_pause_lasts_as_long_as_it_is_wished(text: str, length: dict[str, int]) -> None:
    assert parse_pause(text, "Europe/Paris", NOW) == NOW + timedelta(**length)


@pytest.mark.parametrize(
    ("text", "zone", "end"),
    [
        ("8:00", "", datetime(2026, 11, 27, 8, tzinfo=UTC)),
        ("until 8:00", "Europe/Paris", datetime(2026, 11, 27, 7, tzinfo=UTC)),
        ("Until 20h", "Europe/Paris", datetime(2026, 11, 26, 19, tzinfo=UTC)),
        ("till 8", "Asia/Seoul", datetime(2026, 11, 26, 23, tzinfo=UTC)),
        ("jusqu’à 8h30", "Europe/Paris", datetime(2026, 11, 27, 7, 30, tzinfo=UTC)),
        ("jusqu'à 15:20", "Europe/Paris", datetime(2026, 11, 27, 14, 20, tzinfo=UTC)),
        ("à 8h", "", datetime(2026, 11, 27, 8, tzinfo=UTC)),
    ],
)
def test_a_pause_ends_when_the_clocks_of_the_chat_show_that_time(text: str, zone: str, end: datetime) -> None:
    assert parse_pause(text, zone, NOW) == end


@pytest.mark.parametrize(
    "text",
    ["", "off", "2", "0h", "0m", "367d", "until", "until tomorrow", "until 2d", "-2h", "2x", "h", "1" * 5000],
)
def test_what_is_no_pause(text: str) -> None:
    assert parse_pause(text, "Europe/Paris", NOW) is None


@given(st.text(max_size=40) | st.from_regex(r"(until )?\d{0,6} ?[hdmj:]? ?\d{0,6}", fullmatch=True))
def test_whatever_is_wished_a_pause_ends_within_a_year(text: str) -> None:
    end = parse_pause(text, "America/New_York", NOW)
    assert end is None or NOW < end <= NOW + LONGEST_PAUSE
    clock = parse_time(text)
    assert clock is None or NOW < next_time(clock, "America/New_York", NOW) <= NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("length", "english", "french"),
    [
        (timedelta(seconds=59), "", ""),
        (timedelta(minutes=1), "1 minute", "1 minute"),
        (timedelta(minutes=90), "2 hours", "2 heures"),
        (timedelta(days=2), "2 days", "2 jours"),
    ],
)
def test_how_long_it_lasted(length: timedelta, english: str, french: str) -> None:
    assert lasted(length, "en") == english
    assert lasted(length, "fr-CA").replace("\u00a0", " ") == french


def test_a_day_is_read_as_its_language_writes_it() -> None:
    assert dated(NOW, "fr", "Europe/Paris") == "26 nov. 2026, 15:20"
    assert dated(NOW, "en", "") == "26 Nov 2026, 14:20 UTC"
