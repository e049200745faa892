"""How far a story has come: never back, whatever the order, with both sides of a contradiction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Stance, StanceClaim, StoryState
from bot.stories.states import MAX_ACTORS, Sides, is_dormant, next_state, state_of

NOW = datetime(2024, 10, 18, tzinfo=UTC)
S = StoryState


def claim(actor: str, stance: Stance) -> StanceClaim:
    return StanceClaim(stance=stance, actor=actor)


@pytest.mark.parametrize(
    ("outlets", "origins", "stances", "state"),
    [
        (1, 1, [], S.REPORTED),
        (1, 1, [("macron", Stance.CLAIMS)], S.REPORTED),
        (2, 1, [], S.DEVELOPING),
        (9, 2, [("macron", Stance.CLAIMS)], S.DEVELOPING),
        (3, 3, [("macron", Stance.CLAIMS)], S.CORROBORATED),
        (1, 1, [("macron", Stance.CONFIRMS)], S.CONFIRMED),
        (4, 3, [("nyt", Stance.CONFIRMS)], S.CORROBORATED),
        (1, 1, [("", Stance.CONFIRMS)], S.REPORTED),
        (2, 2, [("kremlin", Stance.DENIES)], S.DENIED),
        (2, 2, [("kremlin", Stance.DENIES), ("macron", Stance.CLAIMS)], S.DISPUTED),
        (2, 2, [("kremlin", Stance.DENIES), ("un-panel", Stance.REPORTS)], S.DISPUTED),
        (2, 2, [("kremlin", Stance.DENIES), ("macron", Stance.CONFIRMS)], S.DISPUTED),
        (2, 2, [("kremlin", Stance.DENIES), ("kremlin", Stance.CONFIRMS)], S.DISPUTED),
        (2, 2, [("kremlin", Stance.DENIES), ("kremlin", Stance.CLAIMS)], S.DENIED),
        (2, 2, [("kremlin", Stance.UNCONFIRMED)], S.DEVELOPING),
    ],
)
def test_a_state_follows_from_what_is_known(
    outlets: int, origins: int, stances: list[tuple[str, Stance]], state: StoryState
) -> None:
    said = [claim(*one) for one in stances]
    for order in permutations(said):
        assert (
            next_state(S.REPORTED, outlets=outlets, origins=origins, corroborated_by=3, stances=order)
            is state
        )


def test_a_denial_of_what_was_confirmed_makes_it_disputed_and_so_the_other_way() -> None:
    for before, stance in ((S.CONFIRMED, Stance.DENIES), (S.DENIED, Stance.CONFIRMS)):
        said = [claim("kremlin", stance)]
        assert next_state(before, outlets=1, origins=1, corroborated_by=3, stances=said) is S.DISPUTED


def test_a_story_that_slept_is_told_anew() -> None:
    assert next_state(S.DORMANT, outlets=2, origins=2, corroborated_by=3, stances=()) is S.DEVELOPING


def test_silence_makes_a_story_dormant() -> None:
    sleep = timedelta(days=3)
    assert not is_dormant(NOW, NOW + sleep - timedelta(seconds=1), sleep)
    assert is_dormant(NOW, NOW + sleep, sleep)


STATES = st.sampled_from([one for one in S if one is not S.DORMANT])
CLAIMS = st.builds(
    claim, st.sampled_from(["", "kremlin", "macron", "nyt", "un-panel", "nis"]), st.sampled_from(list(Stance))
)
ITEMS = st.lists(st.lists(CLAIMS, max_size=3), min_size=1, max_size=8)


def replay(items: list[list[StanceClaim]]) -> tuple[list[StoryState], Sides]:
    """The states of a story that each item joins from an outlet and origin of its own."""
    state, sides, states = S.REPORTED, Sides(), []
    for count, said in enumerate(items, start=1):
        sides = sides.joined_by(said)
        state = state_of(state, outlets=count, origins=count, corroborated_by=3, sides=sides)
        states.append(state)
    return states, sides


@given(items=ITEMS, seed=st.randoms(use_true_random=False))
def test_the_last_state_and_the_sides_do_not_depend_on_the_order(
    items: list[list[StanceClaim]], seed: Random
) -> None:
    shuffled = list(items)
    seed.shuffle(shuffled)
    (states, sides), (others, other_sides) = replay(items), replay(shuffled)
    assert (states[-1], sides) == (others[-1], other_sides)


@given(items=ITEMS)
def test_item_by_item_is_as_all_at_once(items: list[list[StanceClaim]]) -> None:
    said = [one for item in items for one in item]
    at_once = next_state(S.REPORTED, outlets=len(items), origins=len(items), corroborated_by=3, stances=said)
    assert replay(items)[0][-1] is at_once


@given(items=ITEMS)
def test_a_state_never_says_less_than_before(items: list[list[StanceClaim]]) -> None:
    order = {S.REPORTED: 1, S.DEVELOPING: 2, S.CORROBORATED: 3, S.CONFIRMED: 4, S.DENIED: 4, S.DISPUTED: 5}
    states, _ = replay(items)
    assert [order[state] for state in states] == sorted(order[state] for state in states)


@given(items=ITEMS)
def test_both_sides_are_kept(items: list[list[StanceClaim]]) -> None:
    _, sides = replay(items)
    for one in (one for item in items for one in item if one.actor):
        if one.stance is Stance.DENIES:
            assert one.actor in sides.denying
        if one.stance in (Stance.CLAIMS, Stance.REPORTS, Stance.CONFIRMS):
            assert one.actor in (*sides.claiming, *sides.confirming)


@given(left=st.lists(CLAIMS, max_size=6), right=st.lists(CLAIMS, max_size=6))
def test_merged_sides_are_those_of_one_story(left: list[StanceClaim], right: list[StanceClaim]) -> None:
    merged = Sides().joined_by(left).merged_with(Sides().joined_by(right))
    assert merged == Sides().joined_by([*left, *right])


def test_the_record_of_a_story_is_bounded() -> None:
    sides = Sides().joined_by(claim(f"speaker-{n:04}", Stance.CLAIMS) for n in range(5_000))
    assert len(sides.claiming) == MAX_ACTORS
