"""Which figures are new: above all others, or not what their claimant said before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Figure, Qualifier
from bot.stories.ledger import Ledger


def said(
    value: float | None,
    of: str = "troops",
    claimant: str = "nis",
    *,
    to: float | None = None,
    **more: Qualifier,
) -> Figure:
    """A claim."""
    return Figure(
        value=value, value_max=to, of=of, claimant=claimant, text="", field="title", start=0, end=0, **more
    )


def test_the_first_figure_ever_is_no_new_maximum() -> None:
    assert Ledger(["troops"]).maximum([said(1500)]) is None


def test_a_figure_above_all_others_is_a_new_maximum_whoever_says_it() -> None:
    ledger = Ledger(["troops"], [said(1500), said(3000, claimant="us")])
    higher = said(10000, claimant="ukraine-gov")
    assert ledger.maximum([said(2000), higher]) is higher
    assert ledger.maximum([said(3000)]) is None


def test_the_upper_end_of_a_range_counts_and_what_was_not_reached_does_not() -> None:
    ledger = Ledger(["troops"], [said(10000, to=12000)])
    assert ledger.maximum([said(11000)]) is None
    assert ledger.maximum([said(13000, qualifier=Qualifier.UNDER)]) is None
    assert ledger.maximum([said(None, qualifier=Qualifier.SEVERAL)]) is None


def test_units_that_are_not_followed_tell_nothing() -> None:
    ledger = Ledger(["troops"], [said(10, of="ships")])
    assert ledger.maximum([said(20, of="ships")]) is None
    assert ledger.revised([said(20, of="ships")]) is None


def test_a_claimant_revises_by_a_number_never_said_before() -> None:
    ledger = Ledger(["killed"], [said(600, "killed"), said(300, "killed")])
    lower = said(450, "killed")
    assert ledger.revised([said(300, "killed"), lower]) is lower
    assert ledger.revised([said(450, "killed", claimant="us")]) is None
    assert ledger.revised([said(450, "killed", claimant="")]) is None


@given(st.lists(st.floats(1, 1e6), min_size=1))
def test_a_figure_that_was_entered_is_never_news_again(values: list[float]) -> None:
    ledger = Ledger(["troops"])
    ledger.add(said(value) for value in values)
    for value in values:
        assert ledger.maximum([said(value)]) is None
        assert ledger.revised([said(value)]) is None
