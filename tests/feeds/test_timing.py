"""When a feed is asked next."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.rhythm import UNKNOWN, Rhythm, begun
from bot.feeds.timing import Outcome, next_poll_at
from bot.model import Feed, Hints

NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)  # a Monday
MINUTE, QUARTER, HOUR = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1)
FIXED = Feed(
    id="f", url="https://x.example/", name="F", publisher="p", language="en", interval=timedelta(minutes=15)
)
FREE = replace(FIXED, interval=None)
NOTHING = Hints()


def rng() -> random.Random:
    return random.Random(1)


def delay(
    outcome: Outcome | None = None,
    *,
    feed: Feed = FIXED,
    rhythm: Rhythm = UNKNOWN,
    hints: Hints = NOTHING,
    now: datetime = NOW,
) -> timedelta:
    return next_poll_at(feed, rhythm, hints, outcome or Outcome(), now, rng()) - now


def steady(per_day: float, now: datetime = NOW) -> Rhythm:
    """A feed with so many items a day, evenly, for two weeks."""
    gap = timedelta(days=1) / per_day
    return begun([now - gap * (number + 0.5) for number in range(int(per_day * 14) + 2)], now)


# --- a fixed interval ------------------------------------------------------------------------------------


@given(st.integers(0, 200), st.integers(), st.sampled_from([1, 15, 60, 600, 10_000]))
def test_a_delay_is_the_doubled_interval_within_its_bounds(failures: int, seed: int, minutes: int) -> None:
    feed = replace(FIXED, interval=minutes * MINUTE)
    wait = next_poll_at(feed, UNKNOWN, NOTHING, Outcome(failures=failures), NOW, random.Random(seed)) - NOW
    longest = max(timedelta(hours=6), minutes * MINUTE)
    wished = min(minutes * MINUTE * 2 ** min(max(0, failures - 1), 10), longest)
    assert wished * 0.9 <= wait <= wished * 1.1
    assert wait <= longest or not failures


@pytest.mark.parametrize(
    ("failures", "expected"),
    [(0, QUARTER), (1, QUARTER), (2, QUARTER * 2), (3, HOUR), (5, HOUR * 4), (6, HOUR * 6), (99, HOUR * 6)],
)
def test_the_interval_doubles_with_each_failure_after_the_first(failures: int, expected: timedelta) -> None:
    assert expected * 0.9 <= delay(Outcome(failures=failures)) <= expected * 1.1


def test_polls_are_spread() -> None:
    random_numbers = rng()
    times = {next_poll_at(FIXED, UNKNOWN, NOTHING, Outcome(), NOW, random_numbers) for _ in range(100)}
    assert len(times) > 90
    assert max(times) - min(times) > timedelta(minutes=2)


@pytest.mark.parametrize(
    ("wish", "least", "most"),
    [
        (HOUR * 2, HOUR * 2, HOUR * 2),
        (timedelta(days=6), HOUR * 24, HOUR * 24),
        (timedelta(seconds=1), QUARTER * 0.9, QUARTER * 1.1),
        (timedelta(seconds=-9), QUARTER * 0.9, QUARTER * 1.1),
    ],
)
def test_the_servers_wish_is_honoured_up_to_a_day(wish: timedelta, least: timedelta, most: timedelta) -> None:
    assert least <= delay(Outcome(failures=1, retry_after=wish)) <= most


# --- a rhythm --------------------------------------------------------------------------------------------


def test_a_feed_with_more_items_is_asked_more_often() -> None:
    waits = [delay(feed=FREE, rhythm=steady(rate)) for rate in (0.1, 1, 5, 24, 200)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > 3 * HOUR
    assert timedelta(minutes=4.5) <= waits[-1] <= timedelta(minutes=5.5), "the shortest by default"


@given(st.floats(0.01, 2000), st.integers(1, 120), st.integers(0, 600), st.integers())
def test_the_bounds_of_a_feed_hold(per_day: float, shortest: int, more: int, seed: int) -> None:
    feed = replace(FREE, shortest=shortest * MINUTE, longest=(shortest + more) * MINUTE)
    rhythm = begun([NOW - timedelta(days=number / per_day) for number in range(20)], NOW)
    wait = next_poll_at(feed, rhythm, NOTHING, Outcome(), NOW, random.Random(seed)) - NOW
    assert feed.shortest * 0.9 <= wait <= feed.longest * 1.1


def test_a_feed_that_sleeps_at_night_is_asked_less_then_and_in_time_for_the_morning() -> None:
    hours = [
        h
        for day in range(28)
        for h in (NOW.replace(hour=hour) - timedelta(days=day) for hour in range(7, 20))
    ]
    rhythm = begun(hours, NOW.replace(hour=20))
    noon, night = NOW, NOW.replace(hour=23, minute=0)
    assert delay(feed=FREE, rhythm=rhythm, now=noon) < 25 * MINUTE
    assert delay(feed=FREE, rhythm=rhythm, now=night) > 40 * MINUTE
    before_six = NOW.replace(hour=5, minute=0) + timedelta(days=1)
    assert delay(feed=FREE, rhythm=rhythm, now=before_six) < 2.5 * HOUR


def test_a_feed_that_a_hub_tells_of_is_asked_as_seldom_as_it_may_be() -> None:
    assert delay(Outcome(pushed=True), feed=FREE, rhythm=steady(200)) > 3 * HOUR


def test_a_hub_does_not_keep_a_document_from_overflowing() -> None:
    assert delay(Outcome(pushed=True, window=10), feed=FREE, rhythm=steady(240)) < 30 * MINUTE


# --- documents that fill up ------------------------------------------------------------------------------


def test_a_document_that_would_be_all_new_is_asked_for_sooner() -> None:
    slow = replace(FIXED, interval=4 * HOUR)
    rhythm = steady(240)  # ten an hour
    assert delay(Outcome(window=300), feed=slow, rhythm=rhythm) > 3 * HOUR
    assert delay(Outcome(window=10), feed=slow, rhythm=rhythm) < 30 * MINUTE


def test_a_document_that_was_all_new_is_asked_for_much_sooner_whatever_is_known() -> None:
    full = Outcome(window=20, new=20, since=30 * MINUTE)
    assert delay(full, feed=replace(FIXED, interval=30 * MINUTE), rhythm=steady(1)) < 12 * MINUTE
    again = Outcome(window=20, new=20, since=3 * MINUTE)
    assert timedelta(seconds=50) < delay(again, rhythm=steady(1)) < timedelta(seconds=70), (
        "but not all the time"
    )


def test_a_document_of_one_entry_is_not_asked_for_all_the_time() -> None:
    assert delay(Outcome(window=1, new=1, since=HOUR), feed=FREE, rhythm=steady(10)) > 10 * MINUTE


# --- wishes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("feed", [FIXED, FREE], ids=["fixed", "free"])
def test_an_answer_is_not_asked_for_again_while_it_is_fresh(feed: Feed) -> None:
    assert delay(Outcome(fresh_for=50 * MINUTE), feed=feed, rhythm=steady(200)) == 50 * MINUTE
    assert delay(Outcome(fresh_for=3 * HOUR), feed=feed, rhythm=steady(2)) == 3 * HOUR


def test_nobody_believes_in_freshness_that_the_feed_breaks_all_day_long() -> None:
    assert delay(Outcome(fresh_for=timedelta(days=30)), feed=FREE, rhythm=steady(200)) == HOUR
    assert delay(Outcome(fresh_for=timedelta(days=30)), feed=FREE, rhythm=steady(1)) <= 4.4 * HOUR


@pytest.mark.parametrize("hints", [Hints(ttl=2 * HOUR), Hints(update_every=2 * HOUR)])
def test_what_a_document_wishes_is_honoured_where_it_keeps_to_it(hints: Hints) -> None:
    assert delay(feed=FREE, rhythm=steady(5), hints=hints) == 2 * HOUR
    assert delay(feed=FREE, rhythm=steady(24), hints=hints) < 30 * MINUTE, "it has two items in two hours"


def test_the_owners_interval_goes_before_what_a_document_wishes() -> None:
    assert delay(hints=Hints(ttl=2 * HOUR)) < 17 * MINUTE


def test_hours_that_a_document_forbids_are_left_out() -> None:
    at = next_poll_at(FIXED, UNKNOWN, Hints(skip_hours=(12, 13, 14)), Outcome(), NOW, rng())
    assert NOW.replace(hour=15, minute=0) <= at <= NOW.replace(hour=15, minute=5)


def test_days_that_a_document_forbids_are_left_out() -> None:
    at = next_poll_at(FIXED, UNKNOWN, Hints(skip_days=(0, 1)), Outcome(), NOW, rng())
    assert (at.weekday(), at.hour) == (2, 0)


def test_a_document_that_forbids_every_time_is_asked_all_the_same() -> None:
    never = Hints(skip_hours=tuple(range(24)), skip_days=tuple(range(7)))
    assert delay(hints=never) < 17 * MINUTE


@given(
    failures=st.integers(0, 50),
    retry=st.none() | st.timedeltas(-HOUR, timedelta(days=400)),
    fresh=st.none() | st.timedeltas(timedelta(0), timedelta(days=4000)),
    window=st.integers(0, 10**6),
    new=st.integers(0, 10**6),
    since=st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    hours=st.sets(st.integers(0, 23)),
    days=st.sets(st.integers(0, 6)),
    ttl=st.none() | st.timedeltas(timedelta(0), timedelta(days=4000)),
    per_day=st.floats(0.001, 10_000),
    interval=st.none() | st.integers(1, 10_080),
    seed=st.integers(),
)
def test_there_is_always_a_next_time_within_nine_days_and_never_at_once(
    failures: int,
    retry: timedelta | None,
    fresh: timedelta | None,
    window: int,
    new: int,
    since: timedelta | None,
    hours: set[int],
    days: set[int],
    ttl: timedelta | None,
    per_day: float,
    interval: int | None,
    seed: int,
) -> None:
    feed = replace(FREE, interval=None if interval is None else interval * MINUTE)
    outcome = Outcome(
        failures=failures, retry_after=retry, fresh_for=fresh, window=window, new=new, since=since
    )
    hints = Hints(ttl=ttl, skip_hours=tuple(hours), skip_days=tuple(days))
    rhythm = begun([NOW - timedelta(days=number / per_day) for number in range(9)], NOW)
    at = next_poll_at(feed, rhythm, hints, outcome, NOW, random.Random(seed))
    assert timedelta(seconds=50) <= at - NOW <= timedelta(days=16)
    if len(hours) < 24 and len(days) < 7:
        assert at.hour not in hours
        assert at.weekday() not in days
