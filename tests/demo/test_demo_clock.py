"""The demo's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.demo.clock import FastClock

START = datetime(2024, 10, 18, tzinfo=UTC)


def test_it_begins_at_its_start_and_runs_so_many_times_faster() -> None:
    ticks = iter([100.0, 100.0, 100.5, 102.0])
    clock = FastClock(START, 3600, monotonic=lambda: next(ticks))
    assert clock.now() == START
    assert clock.now() == START + timedelta(minutes=30)
    assert clock.now() == START + timedelta(hours=2)


def test_with_the_real_clock_it_moves_forwards_and_is_aware() -> None:
    clock = FastClock(START, 1_000_000)
    first, second = clock.now(), clock.now()
    assert START <= first <= second
    assert first.tzinfo is UTC


def test_a_standing_clock_runs_from_when_it_is_told_to() -> None:
    seconds = 100.0
    clock = FastClock(START, 3600, standing=True, monotonic=lambda: seconds)
    seconds = 200.0
    assert clock.now() == START
    clock.go()
    seconds = 201.0
    assert clock.now() == START + timedelta(hours=1)
    clock.go()
    assert clock.now() == START + timedelta(hours=1), "it does not begin again"
