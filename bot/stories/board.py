"""The stories of one storyline with all that decides about their next item. Pure; it grows item by item.

A shelf says which story an item joins; facts, kept for each story as sums, say what that changes: who reports
it independently, who confirms and who denies it; a ledger says which of its figures are new.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.model import (
    Assignment,
    Change,
    Figure,
    Item,
    JoinReason,
    Match,
    Spread,
    Storyline,
    StoryMember,
    StoryState,
    Traits,
)
from bot.stories.cluster import Shelf, member_of
from bot.stories.ledger import Ledger
from bot.stories.origins import KnownOrigins
from bot.stories.rarity import Rarity
from bot.stories.states import Sides, state_of
from bot.stories.traits import without_own

HEADLINES = 60
"""Headlines of a storyline that are remembered; a busy day has as many."""

_CONTRADICTED = frozenset({StoryState.DENIED, StoryState.DISPUTED})
"""States that have to reach the readers by a message. A confirmation in passing is edited in: with it, the
sanctions of the labelled storylines had 1.54 messages for an event, and not 1.46."""

_SAID = _CONTRADICTED | {StoryState.CONFIRMED}
"""States that somebody has to say."""

SAID = 500
"""Distinct figures of a story that are told apart; what is above counts as said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The story of an item, and what the item changed there."""

    assignment: Assignment
    change: Change
    origins: tuple[str, ...]
    """The independent origins of the story, with this item."""
    traits: Traits
    """Those of the item in this storyline."""
    before: Spread
    """How widely the story was told without the item."""
    after: Spread


@dataclass(slots=True)
class _Facts:
    """What is known of a story beyond its likeness to items."""

    state: StoryState = StoryState.REPORTED
    known: StoryState = StoryState.REPORTED
    """The state as the readers know it: a contradiction is news until a message told it, though an old item,
    or one that mentions it in passing, reached it before."""
    told_at: datetime | None = None
    origins: KnownOrigins = field(default_factory=KnownOrigins)
    sides: Sides = field(default_factory=Sides)
    outlets: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    said: set[tuple[str, float | None, float | None]] = field(default_factory=set)

    def shown(self) -> tuple[int | StoryState, ...]:
        """What the live message counts."""
        return self.state, len(self.outlets), len(self.languages), len(self.said), len(self.origins.names)

    def spread(self) -> Spread:
        """How widely the story is told now."""
        return Spread(state=self.state, origins=len(self.origins.names), publishers=frozenset(self.outlets))

    def reach(self, state: StoryState) -> None:
        """Move to a state; one that contradicts nothing is known at once."""
        self.state = state
        if state not in _CONTRADICTED:
            self.known = state

    def add(self, member: StoryMember) -> None:
        """Take note of an item."""
        traits = member.traits
        self.outlets.add(member.publisher)
        self.languages.add(traits.language or member.language)
        if len(self.said) < SAID:
            self.said.update((figure.of, figure.value, figure.value_max) for figure in traits.figures)
        self.origins = self.origins.joined_by(member)
        self.sides = self.sides.joined_by(traits.stances)

    def absorb(self, other: _Facts) -> None:
        """Take over what is known of a story that turned out to be this one."""
        self.outlets |= other.outlets
        self.languages |= other.languages
        self.said |= other.said
        self.origins = self.origins.merged_with(other.origins)
        self.sides = self.sides.merged_with(other.sides)
        if other.told_at and other.known in _SAID and self.known is not StoryState.DISPUTED:
            self.known = other.known
        told = [at for at in (self.told_at, other.told_at) if at]
        self.told_at = max(told, default=None)


class Board:
    """All open stories of a storyline."""

    def __init__(
        self, storyline: Storyline, *, figures: Iterable[Figure] = (), rarity: Rarity | None = None
    ) -> None:
        self._storyline = storyline
        self._shelf = Shelf(storyline.id, rarity=rarity, sleep=storyline.alerts.sleep)
        self._facts: dict[str, _Facts] = {}
        self._ledger = Ledger(storyline.figures, figures)
        self._headlines: deque[StoryMember] = deque(maxlen=HEADLINES)

    def story_of(self, key: str) -> str:
        """The story that holds the items of this one now."""
        return self._shelf.story_of(key)

    def knows(self, item_id: int) -> bool:
        """Whether an item is in one of the stories."""
        return self._shelf.knows(item_id)

    def recent(self, since: datetime) -> list[StoryMember]:
        """The last items added, newest first, as far as they are not older than that time."""
        return [member for member in reversed(self._headlines) if member.at and member.at >= since]

    def add(self, member: StoryMember) -> None:
        """Take note of an item that is stored in a story."""
        if self._shelf.knows(member.item_id):
            return
        self._shelf.add(member)
        self._headlines.append(member)
        facts = self._facts.setdefault(self.story_of(member.story_key), _Facts())
        facts.add(member)
        facts.state = facts.known = member.state
        facts.told_at = member.told_at or facts.told_at

    def tell(self, key: str, at: datetime) -> None:
        """Take note that a story was told."""
        facts = self._facts[self.story_of(key)]
        facts.told_at, facts.known = at, facts.state

    def forget(self, before: datetime) -> None:
        """Drop the stories that were silent since before that time."""
        for key in self._shelf.forget(before):
            self._facts.pop(key, None)

    def place(self, item: Item, match: Match, traits: Traits, publisher: str) -> Placement:
        """Find or open the story of an item, put it there, and say what that changed."""
        traits = without_own(traits, match.evidence)
        assignment = self._shelf.assign(item, traits, publisher)
        key = assignment.story_key
        member = member_of(item, self._storyline.id, key, traits, publisher, inferred=match.inferred)
        self._shelf.add(member)
        if assignment.how is not JoinReason.SAME_ITEM:
            self._headlines.append(member)
        facts = self._facts.setdefault(key, _Facts())
        shown, spread = facts.shown(), facts.spread()
        for other in assignment.merges:
            self._shelf.merge(key, other)
            facts.absorb(self._facts.pop(other, _Facts()))
        before = facts.known
        facts.add(member)
        facts.reach(self._state(facts))
        change = Change(
            story_key=key,
            told_at=facts.told_at,
            before=before,
            after=facts.state,
            origins=len(facts.origins.names),
            shows_more=facts.shown() != shown or assignment.how is JoinReason.SAME_ITEM,
            old_news=_is_old_news(item, assignment),
            follows=bool(assignment.follows),
            stance=traits.stance,
            maximum=self._ledger.maximum(traits.figures),
            revised=self._ledger.revised(traits.figures),
        )
        self._ledger.add(traits.figures)
        return Placement(
            assignment=assignment,
            change=change,
            origins=facts.origins.names,
            traits=traits,
            before=spread,
            after=facts.spread(),
        )

    def _state(self, facts: _Facts) -> StoryState:
        return state_of(
            facts.state,
            outlets=len(facts.outlets),
            origins=len(facts.origins.names),
            corroborated_by=self._storyline.alerts.corroborated_by,
            sides=facts.sides,
        )


def _is_old_news(item: Item, assignment: Assignment) -> bool:
    """Whether the first poll of a feed brought an item.

    A publisher who later rewrites it so that it matches for the first time has made news of it.
    """
    rewritten = item.revision > 0 and assignment.how is not JoinReason.SAME_ITEM
    return item.baseline and not rewritten
