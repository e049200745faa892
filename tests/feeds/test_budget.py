"""How many requests may leave."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.budget import Budget


def test_a_minutes_worth_may_leave_at_once_and_then_evenly() -> None:
    budget = Budget(per_minute=60, per_host=1000)
    assert sum(budget.take(f"h{n}", 0.0) for n in range(100)) == 60
    assert budget.left(0.0) == 0
    assert not budget.take("x", 0.9)
    assert budget.take("x", 1.0)
    assert not budget.take("x", 1.0)


def test_each_host_has_its_own_share() -> None:
    budget = Budget(per_minute=1000, per_host=3)
    assert [budget.take("a", 0.0) for _ in range(4)] == [True, True, True, False]
    assert budget.take("b", 0.0)
    assert budget.take("a", 20.0)


def test_what_a_host_may_not_spend_is_left_for_others() -> None:
    budget = Budget(per_minute=10, per_host=1)
    assert sum(budget.take("a", 0.0) for _ in range(100)) == 1
    assert budget.left(0.0) == 9


def test_a_clock_that_stands_or_goes_back_gives_nothing_away() -> None:
    budget = Budget(per_minute=1, per_host=1)
    assert budget.take("a", 100.0)
    assert not budget.take("a", 50.0)
    assert not budget.take("a", 100.0)
    assert budget.take("a", 160.0)


def test_hosts_that_are_not_asked_are_forgotten() -> None:
    budget = Budget(per_minute=10**6, per_host=2)
    for number in range(25_000):
        budget.take(f"h{number}", number * 1.0)
    assert len(budget._hosts) <= 10_001


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 30)), max_size=300),
    st.integers(1, 50),
    st.integers(1, 20),
)
def test_no_minute_has_more_than_two_minutes_worth(
    steps: list[tuple[int, float]], per_minute: int, per_host: int
) -> None:
    budget, at = Budget(per_minute=per_minute, per_host=per_host), 0.0
    left: list[tuple[float, str]] = []
    for number, wait in steps:
        at += wait
        if budget.take(f"h{number}", at):
            left.append((at, f"h{number}"))
    for start, _ in left:
        within = [host for time, host in left if start <= time < start + 60]
        assert len(within) <= 2 * per_minute
        assert all(within.count(host) <= 2 * per_host for host in within)
