"""Whether a feed has fallen silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.rhythm import UNKNOWN, Rhythm, begun, expected
from bot.feeds.silence import LONGER, MISSING, silent_since, together_silent_since

NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def even(per_day: float, weeks: int = 3) -> Rhythm:
    """So many items a day, evenly; the last one now."""
    gap = DAY / per_day
    return begun([NOW - gap * number for number in range(int(per_day * 7 * weeks))], NOW)


def office() -> Rhythm:
    """Four an hour on working days from 8 to 18, for eight weeks; the last one on a Friday evening."""
    friday = NOW.replace(hour=17, minute=59) - 3 * DAY
    times = []
    for day in range(56):
        for quarter in range(40):
            at = friday - DAY * day - timedelta(minutes=15) * quarter
            times += [at] if at.weekday() < 5 else []
    return begun(times, friday)


@pytest.mark.parametrize(("per_day", "hours"), [(240, 3), (48, 4.5), (12, 17), (1, 24 * 9)])
def test_the_more_a_feed_brings_the_sooner_its_silence_is_strange(per_day: float, hours: float) -> None:
    rhythm = even(per_day)
    assert silent_since(rhythm, NOW + hours * HOUR) == datetime.fromtimestamp(rhythm.last, UTC)
    assert silent_since(rhythm, NOW + 0.7 * hours * HOUR) is None


def test_a_quiet_weekend_is_no_silence_and_a_quiet_monday_is() -> None:
    rhythm = office()
    sunday, monday = NOW.replace(hour=22) - DAY, NOW.replace(hour=17)
    assert silent_since(rhythm, sunday) is None
    assert silent_since(rhythm, monday) == datetime.fromtimestamp(rhythm.last, UTC)


def test_a_feed_that_was_silent_for_as_long_before_is_given_more_time() -> None:
    rhythm = even(48)
    used = replace(rhythm, longest=2 * MISSING)
    assert silent_since(used, NOW + 10 * HOUR) is None
    assert silent_since(used, NOW + 2 * LONGER * 8 * HOUR) is not None


@pytest.mark.parametrize("rhythm", [UNKNOWN, begun([], NOW), begun([NOW - HOUR, NOW], NOW)])
def test_nothing_is_said_of_a_feed_that_is_hardly_known(rhythm: Rhythm) -> None:
    assert silent_since(rhythm, NOW + DAY) is None


def test_feeds_that_are_watched_for_the_same_news_are_silent_together() -> None:
    some = [even(12), even(12), even(12), even(12)]
    assert together_silent_since(some, NOW + 7 * HOUR) == NOW, "48 a day"
    heard = [*some[1:], replace(some[0], last=(NOW + 6 * HOUR).timestamp())]
    assert together_silent_since(heard, NOW + 7 * HOUR) is None
    assert together_silent_since([], NOW) is None


@given(st.floats(0.05, 500), st.floats(0, 24 * 60))
def test_the_quick_look_never_hides_a_silence(per_day: float, hours: float) -> None:
    rhythm = begun([NOW - DAY * number / per_day for number in range(300)], NOW)
    until = NOW + hours * HOUR
    silent = hours >= 3 and expected(rhythm, rhythm.last, until.timestamp()) >= MISSING
    assert (silent_since(rhythm, until) is not None) == (silent and rhythm.watched >= 4 * 86_400)
