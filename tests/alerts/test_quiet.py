"""Quiet hours and digests by the clocks of a zone, over all days on which these are set anew."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.route import quiet_end, timed
from bot.model import (
    Channel,
    Chat,
    ChatSettings,
    Follower,
    QuietHours,
    Subscription,
    SubscriptionLevel,
)
from bot.words.times import next_time

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

CHANGES = {
    "Europe/Paris": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    # by half an hour
    "Australia/Lord_Howe": (datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    "Asia/Kolkata": (datetime(2026, 6, 1, tzinfo=UTC),),
    # at midnight
    "Africa/Cairo": (datetime(2026, 4, 23, 22, tzinfo=UTC), datetime(2026, 10, 29, 21, tzinfo=UTC)),
}


def _clock(at: datetime, zone: str) -> time:
    return at.astimezone(ZoneInfo(zone)).time()


def _within(quiet: QuietHours, clock: time) -> bool:
    """By counting minutes from the start, unlike the code."""
    passed, length = (
        (one.hour * 60 + one.minute - quiet.start.hour * 60 - quiet.start.minute) % 1440
        for one in (clock, quiet.end)
    )
    return passed < length


@pytest.mark.parametrize("zone", [zone for zone in CHANGES if zone != "Asia/Kolkata"])
def test_the_changes_of_2026_are_where_these_tests_look(zone: str) -> None:
    for at in CHANGES[zone]:
        before, after = ((at + step).astimezone(ZoneInfo(zone)).utcoffset() for step in (-MINUTE, 0 * MINUTE))
        assert before != after


_PLACES = st.sampled_from([(zone, at) for zone, changes in CHANGES.items() for at in changes])
_CLOCKS = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
_QUIET = st.tuples(_CLOCKS, _CLOCKS).filter(lambda ends: ends[0] != ends[1])
_AROUND = st.integers(-36 * 3600, 36 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@settings(deadline=None, max_examples=400)
@given(_PLACES, _AROUND, _QUIET)
def test_quiet_hours_end_outside_of_them_and_not_before(
    place: tuple[str, datetime], around: timedelta, ends: tuple[time, time]
) -> None:
    zone, at = place[0], place[1] + around
    quiet = QuietHours(start=ends[0], end=ends[1])
    end = quiet_end(quiet, zone, at)
    assert (end is not None) is _within(quiet, _clock(at, zone))
    if end is None:
        return
    assert at < end <= at + 2 * DAY
    assert not _within(quiet, _clock(end, zone))
    assert end.second == end.microsecond == 0
    last = end - MINUTE
    assert last < at or _within(quiet, _clock(last, zone)), "nobody waits longer than the quiet hours last"


@settings(deadline=None, max_examples=400)
@given(_PLACES, _AROUND, _CLOCKS)
def test_the_next_time_of_a_clock_is_what_the_clocks_show_then(
    place: tuple[str, datetime], around: timedelta, clock: time
) -> None:
    zone, now = place[0], place[1] + around
    at = next_time(clock, zone, now)
    assert now < at <= now + DAY + HOUR
    shown = _clock(at, zone)
    assert shown == clock or at in CHANGES[zone], "only a leap of the clocks stands for what it leaps over"
    # the minute before, clocks showed something earlier: it is the first moment
    assert at in CHANGES[zone] or _clock(at - timedelta(seconds=1), zone) != clock


def _utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "at", "end"),
    [
        # 02:30 does not exist: 01:59 is followed by 03:00
        ((time(23), time(2, 30)), _utc(3, 29, 0, 59), _utc(3, 29, 1)),
        ((time(2, 10), time(2, 40)), _utc(3, 29, 1, 20), None),
        ((time(22), time(7)), _utc(3, 28, 22), _utc(3, 29, 5)),
        # 02:30 comes twice: each of them ends what is then ahead of it
        ((time(23), time(2, 30)), _utc(10, 25, 0, 10), _utc(10, 25, 0, 30)),
        ((time(23), time(2, 30)), _utc(10, 25, 1, 10), _utc(10, 25, 1, 30)),
        ((time(22), time(7)), _utc(10, 24, 21), _utc(10, 25, 6)),
        # all that is not quiet is leapt over: that day has none of it
        ((time(3), time(2)), _utc(3, 29, 0, 30), _utc(3, 30, 0)),
    ],
)
def test_the_nights_of_paris_in_which_clocks_are_set(
    quiet: tuple[time, time], at: datetime, end: datetime | None
) -> None:
    found = quiet_end(QuietHours(start=quiet[0], end=quiet[1]), "Europe/Paris", at)
    assert found == end


def _follower(level: SubscriptionLevel, zone: str, daily_at: time, quiet: QuietHours | None) -> Follower:
    chat = Chat(
        id=1,
        channel=Channel.TELEGRAM,
        address="1",
        settings=ChatSettings(zone=zone, quiet=quiet),
    )
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    own = Subscription(chat_id=1, storyline_id="s", created_at=made_at, level=level, daily_at=daily_at)
    return Follower(chat=chat, storyline_id="s", subscription=own)


@settings(deadline=None, max_examples=400)
@given(_PLACES, _AROUND, st.sampled_from(SubscriptionLevel), _CLOCKS, st.none() | _QUIET)
def test_a_message_comes_outside_of_quiet_hours_and_a_digest_when_it_is_due(
    place: tuple[str, datetime],
    around: timedelta,
    level: SubscriptionLevel,
    daily_at: time,
    ends: tuple[time, time] | None,
) -> None:
    zone, at = place[0], place[1] + around
    quiet = QuietHours(start=ends[0], end=ends[1]) if ends else None
    route = timed(_follower(level, zone, daily_at, quiet), at)
    clock = _clock(route.due_at, zone)
    assert quiet is None or not _within(quiet, clock)
    assert route.due_at >= at
    if route.digest and quiet is None:
        assert route.due_at > at
        changed = any(at < change <= route.due_at for change in CHANGES[zone])
        wanted = clock.minute == 0 if level is SubscriptionLevel.HOURLY else clock == daily_at
        assert wanted or changed
        longest = HOUR if level is SubscriptionLevel.HOURLY else DAY + HOUR
        assert route.due_at - at <= longest
