"""How far a story has come: from one outlet's report to a confirmed, denied or disputed one.

A state is a function of what is known, never of the order in which it came: how many outlets and independent
origins carry the story, and who takes which side. The sides are kept in a small record per story, so that an
item costs what it says and not what all items before it said.

An authority is any named speaker who is no medium: it makes a story confirmed. Media that others cite (a
newspaper's finding) claim, and are counted as origins elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Stance, StanceClaim, StoryState

MAX_ACTORS = 50
"""Actors kept per side; of 27 events the one with most has 10. The alphabetically first stay,
so that the record does not depend on the order."""

MEDIA = frozenset(
    (
        "al-jazeera", "axios", "bbc", "bild", "bloomberg", "cnn", "ft", "guardian", "le-monde", "nk-news",
        "nyt", "politico", "spiegel", "times-uk", "washington-post", "wsj",
    )
)  # fmt: skip
"""Speakers that are outlets. KCNA is none of them: it is the voice of its state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Who takes which side in a story; ids of speakers in alphabetical order, at most `MAX_ACTORS` each.

    One speaker can stand on two sides, who first denied and then confirmed: both are kept. Every side only
    grows, and so the state does not depend on the order in which it was joined.
    """

    claiming: tuple[str, ...] = ()
    """Who says so, without vouching for it; findings that are reported on somebody's word too."""
    confirming: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()

    def joined_by(self, stances: Iterable[StanceClaim]) -> Sides:
        """The sides with those who take one of these stances."""
        claiming, confirming, denying = set(self.claiming), set(self.confirming), set(self.denying)
        for one in stances:
            if not one.actor:
                continue
            if one.stance is Stance.CONFIRMS and one.actor not in MEDIA:
                confirming.add(one.actor)
            elif one.stance is Stance.DENIES:
                denying.add(one.actor)
            elif one.stance in (Stance.CONFIRMS, Stance.CLAIMS, Stance.REPORTS):
                claiming.add(one.actor)
        return Sides(claiming=_kept(claiming), confirming=_kept(confirming), denying=_kept(denying))

    def merged_with(self, other: Sides) -> Sides:
        """The sides of two stories that turned out to be one."""
        return Sides(
            claiming=_kept({*self.claiming, *other.claiming}),
            confirming=_kept({*self.confirming, *other.confirming}),
            denying=_kept({*self.denying, *other.denying}),
        )

    @property
    def contradict(self) -> bool:
        """Whether somebody denies what is confirmed, or what somebody else claims.

        Who denies and confirms contradicts himself, whichever he did first; who denies and claims does not:
        a denial is often worded as a claim.
        """
        if not self.denying:
            return False
        return bool(self.confirming) or any(other != one for one in self.denying for other in self.claiming)


def next_state(
    state: StoryState, *, outlets: int, origins: int, corroborated_by: int, stances: Iterable[StanceClaim]
) -> StoryState:
    """The state of a story after what is known of it by now.

    `stances` are all that the story holds, or those since `state` was reached: a state never goes back to one
    that says less, except that a confirmed or denied story can become disputed. A dormant one is told anew.
    `outlets` and `origins` are counts of different ones, this item's included.
    """
    return state_of(
        state,
        outlets=outlets,
        origins=origins,
        corroborated_by=corroborated_by,
        sides=Sides().joined_by(stances),
    )


def state_of(
    state: StoryState, *, outlets: int, origins: int, corroborated_by: int, sides: Sides
) -> StoryState:
    """As `next_state`, by the record of the sides that is kept for the story."""
    now = _by_sides(sides) or _by_counts(outlets, origins, corroborated_by)
    if _meets(state, now):
        return StoryState.DISPUTED
    return max(state, now, key=_RANK.__getitem__)


def is_dormant(updated_at: datetime, now: datetime, sleep: timedelta) -> bool:
    """Whether a story has been silent for so long that what resembles it opens a follow-up."""
    return now - updated_at >= sleep


def _kept(actors: set[str]) -> tuple[str, ...]:
    return tuple(sorted(actors)[:MAX_ACTORS])


def _by_sides(sides: Sides) -> StoryState | None:
    if sides.contradict:
        return StoryState.DISPUTED
    if sides.confirming:
        return StoryState.CONFIRMED
    return StoryState.DENIED if sides.denying else None


def _by_counts(outlets: int, origins: int, corroborated_by: int) -> StoryState:
    if origins >= max(corroborated_by, 1) and outlets > 1:
        return StoryState.CORROBORATED
    return StoryState.DEVELOPING if outlets > 1 else StoryState.REPORTED


def _meets(state: StoryState, now: StoryState) -> bool:
    """Whether what was reached contradicts what is said now."""
    return {state, now} == {StoryState.CONFIRMED, StoryState.DENIED}


_RANK = {
    StoryState.DORMANT: 0,
    StoryState.REPORTED: 1,
    StoryState.DEVELOPING: 2,
    StoryState.CORROBORATED: 3,
    StoryState.CONFIRMED: 4,
    StoryState.DENIED: 4,
    StoryState.DISPUTED: 5,
}
"""How much a state says; it never falls."""
