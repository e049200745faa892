"""When a feed's items come, as far as it is known."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.rhythm import (
    UNKNOWN,
    Rhythm,
    begun,
    expected,
    learnt,
    packed,
    pause,
    per_day,
    rate,
    silence,
    unpacked,
)

NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def office(weeks: int, until: datetime = NOW) -> list[datetime]:
    """Two items an hour on working days from 8 to 18 UTC."""
    first = until.replace(hour=0, minute=0) - timedelta(weeks=weeks)
    hours = (first + HOUR * number for number in range(weeks * 168 + 24))
    busy = [hour for hour in hours if hour.weekday() < 5 and 8 <= hour.hour < 18]
    return [
        at
        for hour in busy
        for at in (hour + timedelta(minutes=10), hour + timedelta(minutes=40))
        if at <= until
    ]


def watched(times: list[datetime], every: timedelta = HOUR) -> Rhythm:
    """What is learnt by looking at these times again and again, from a day before the first."""
    now = min(times) - DAY
    rhythm, left = begun([], now), sorted(times)
    while left:
        now += every
        came = [at for at in left if at <= now]
        rhythm, left = learnt(rhythm, came, now), left[len(came) :]
    return rhythm


@pytest.mark.parametrize("learn", [watched, lambda times: begun(times, NOW)], ids=["watched", "document"])
def test_hours_and_days_are_learnt(learn: object) -> None:
    rhythm = learn(office(4))  # type: ignore[operator]
    monday, night = NOW.replace(hour=11), NOW.replace(hour=3)
    sunday = NOW.replace(hour=11) - DAY
    assert rate(rhythm, monday) == pytest.approx(2, rel=0.4)
    assert rate(rhythm, night) < 0.35
    assert rate(rhythm, sunday) < rate(rhythm, monday) / 2
    assert per_day(rhythm, NOW) == pytest.approx(100 / 7, rel=0.2)


def test_a_habit_that_ended_is_forgotten() -> None:
    rhythm = begun(office(8), NOW)
    assert per_day(rhythm, NOW + 180 * DAY) < per_day(rhythm, NOW) / 5


@pytest.mark.parametrize(
    "times", [[], [None, None], [NOW], [NOW, None], [NOW, NOW], [NOW + DAY, NOW + 2 * DAY]]
)
def test_a_document_that_says_little_is_no_mistake(times: list[datetime | None]) -> None:
    rhythm = begun(times, NOW)
    assert rhythm.at == NOW.timestamp()
    assert timedelta(0) < pause(rhythm, NOW, 0.3) <= 48 * HOUR


def test_a_feed_without_any_item_is_asked_less_and_less() -> None:
    rhythm = begun([], NOW)
    waits = [pause(rhythm, NOW + passed, 0.33) for passed in (HOUR * 0, HOUR, DAY, 30 * DAY)]
    assert waits == sorted(waits)
    assert waits[0] < timedelta(minutes=20)
    assert waits[-1] > 4 * HOUR


def test_news_draws_news() -> None:
    quiet = begun([NOW - DAY * number for number in range(1, 20)], NOW)
    burst = learnt(
        quiet, [NOW + timedelta(minutes=number) for number in range(5)], NOW + timedelta(minutes=5)
    )
    soon, later = NOW + timedelta(minutes=5), NOW + DAY
    assert pause(burst, soon, 0.33) < pause(quiet, soon, 0.33) / 2
    assert pause(burst, later, 0.33) > pause(burst, soon, 0.33) * 2


def test_what_is_expected_adds_up() -> None:
    rhythm = begun(office(4), NOW)
    at = NOW.timestamp()
    week = expected(rhythm, at, at + 7 * 86_400)
    assert week == pytest.approx(100, rel=0.15)
    halves = expected(rhythm, at, at + 3.2 * 86_400) + expected(rhythm, at + 3.2 * 86_400, at + 7 * 86_400)
    assert halves == pytest.approx(week)
    assert expected(rhythm, at, at + 70 * 86_400) == pytest.approx(10 * week)
    assert expected(rhythm, at, at - 1) == 0


def test_the_longest_silence_is_kept_in_items_that_were_expected() -> None:
    rhythm = watched(office(3))
    assert 1 < rhythm.longest < 20, "nights and weekends are no silence"
    friday = NOW.replace(hour=18) + 4 * DAY
    assert silence(rhythm, friday) > 3 * rhythm.longest, "since Monday noon"


@given(st.lists(st.integers(631_152_000, 1_900_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))))
def test_any_dates_make_a_rhythm_that_can_be_stored(times: list[datetime]) -> None:
    rhythm = begun(times, NOW)
    again = unpacked(packed(rhythm))
    assert again.at == rhythm.at
    assert again.counts == pytest.approx(rhythm.counts, rel=1e-3, abs=1e-6)
    assert timedelta(0) < pause(again, NOW, 0.33) <= 48 * HOUR
    assert expected(again, NOW.timestamp() - 10**7, NOW.timestamp()) > 0


@given(st.lists(st.lists(st.integers(0, 3600), max_size=400), max_size=30), st.integers(0, 10**6))
def test_learning_stays_within_what_can_be_stored(hours: list[list[int]], seed: int) -> None:
    rhythm, now = UNKNOWN, NOW
    chance = random.Random(seed)
    for seconds in hours:
        now += timedelta(seconds=chance.choice((60, 3600, 10**6)))
        came = [now - timedelta(seconds=one) for one in seconds]
        rhythm = unpacked(packed(learnt(rhythm, came * chance.choice((1, 200)), now)))
        assert rate(rhythm, now) > 0
        assert silence(rhythm, now + DAY) >= 0


@pytest.mark.parametrize(
    "stored", [b"", b"x", bytes(365), packed(UNKNOWN)[:-1], b"\x09" + packed(UNKNOWN)[1:]]
)
def test_a_form_that_is_not_known_is_nothing_known(stored: bytes) -> None:
    assert unpacked(stored) == UNKNOWN


def test_a_clock_that_goes_back_teaches_nothing() -> None:
    rhythm = begun(office(2), NOW)
    assert learnt(rhythm, [NOW - DAY], NOW - HOUR) == rhythm


def test_polls_follow_the_square_root_of_the_rate() -> None:
    waits = []
    for number in (1, 4, 16):
        times = [NOW - HOUR * part / number for part in range(1, 24 * 21 * number)]
        waits.append(pause(begun(times, NOW + 12 * HOUR), NOW + 12 * HOUR, 0.2))
    for slower, faster in pairwise(waits):
        assert slower / faster == pytest.approx(2, rel=0.15)


@pytest.mark.parametrize("age", [DAY * 30, DAY * 4000])
def test_a_notice_that_stays_in_the_document_for_years_is_not_its_rhythm(age: timedelta) -> None:
    times = [NOW - HOUR * number for number in range(29)]
    rhythm = begun([*times, NOW - age], NOW)
    assert per_day(rhythm, NOW) == pytest.approx(24, rel=0.2)
    assert rhythm == begun(times, NOW)


def test_what_came_before_a_quiet_night_is_no_such_notice() -> None:
    times = [NOW - timedelta(minutes=3 * number) for number in range(28)]
    evening = [NOW - HOUR * 15, NOW - HOUR * 16]
    assert begun([*times, *evening], NOW).watched == pytest.approx(16 * 3600, rel=0.01)
