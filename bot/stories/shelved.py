"""A story as a shelf keeps it, and how like it an item is, with the evidence."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model import Signal
from bot.stories.vectors import Profile

FADING = timedelta(hours=48)
"""Time between an item and a story after which their likeness counts for a third (1/e)."""

RECENT = 8
"""Items of a story whose headlines and texts are kept for comparison."""

OFTEN = 5
STEP, STEPS = 0.02, 15
"""An outlet that has told a story in so many items hardly has another one of it in other words: with each
item above, more likeness is asked of its next, up to so many steps. It keeps an archive, or a bulletin of
many short items, from being one story: 500 headlines of one outlet, made of 76 words, became 46, not 1."""

SHOWN = 6
"""Shared features of a kind that the evidence names."""

_KINDS = {"~": "names", "#": "numbers"}


@dataclass(frozen=True, slots=True)
class Recent:
    """An item of a story, as it is compared by its letters."""

    item_id: int
    title: str
    publisher: str
    shingles: tuple[int, ...]
    at: datetime


@dataclass(slots=True)
class Shelved:
    """A story on the shelf."""

    key: str
    first_at: datetime
    last_at: datetime
    told: bool = False
    profile: Profile = field(default_factory=Profile)
    recent: deque[Recent] = field(default_factory=lambda: deque(maxlen=RECENT))
    tellers: Counter[str] = field(default_factory=Counter)
    """How many items each outlet has in it."""

    def note(self, item: Recent, *, told: bool) -> None:
        """Take note of an item, but for its words."""
        self.told |= told
        self.first_at, self.last_at = min(self.first_at, item.at), max(self.last_at, item.at)
        self.recent.append(item)
        if item.publisher:
            self.tellers[item.publisher] += 1

    def weariness(self, publisher: str) -> float:
        """The likeness that is asked more of an outlet that has told the story often."""
        return STEP * min(max(self.tellers[publisher] - OFTEN, 0), STEPS)

    def weariness_of(self, other: Shelved) -> float:
        """The likeness that is asked more of two stories, by the outlet that tells both most."""
        both = self.tellers + other.tellers
        shared = (both[name] for name in self.tellers.keys() & other.tellers.keys())
        return STEP * min(max(max(shared, default=0) - OFTEN, 0), STEPS)

    def gap(self, at: datetime) -> timedelta:
        """The time between an item and the story; none while it lasts."""
        return max(self.first_at - at, at - self.last_at, timedelta(0))

    def gap_to(self, other: Shelved) -> timedelta:
        """The time between the story and another one; none where they overlap."""
        return max(other.first_at - self.last_at, self.first_at - other.last_at, timedelta(0))

    def absorb(self, other: Shelved) -> None:
        """Take all items of a story that turned out to be this one."""
        self.profile.absorb(other.profile)
        self.tellers += other.tellers
        self.told |= other.told
        self.first_at = min(self.first_at, other.first_at)
        self.last_at = max(self.last_at, other.last_at)
        both = sorted((*self.recent, *other.recent), key=lambda item: item.at)
        self.recent = deque(both, maxlen=RECENT)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a story an item is, and why."""

    story: Shelved
    content: float
    """Whatever the time."""
    score: float
    signals: tuple[Signal, ...]


def compared(story: Shelved, at: datetime, content: float, shared: Mapping[str, float]) -> Likeness:
    """The likeness of an item of that time and a story, by what they share."""
    gap = story.gap(at)
    left = faded(gap)
    signals = list(_signals(shared))
    if left < 1:
        signals.append(Signal(kind="time", weight=content * (left - 1), detail=_span(gap)))
    signals.sort(key=lambda signal: -abs(signal.weight))
    return Likeness(story, content, content * left, tuple(signals))


def faded(gap: timedelta) -> float:
    """The share of a likeness that is left after so long."""
    return math.exp(-(gap / FADING))


def _signals(shared: Mapping[str, float]) -> Iterator[Signal]:
    """What was shared, by kind, with its part of the likeness."""
    kinds: dict[str, list[str]] = {}
    for name in sorted(shared, key=lambda name: (-shared[name], name)):
        kind = _KINDS.get(name[0], "words" if ":" in name else "concepts")
        kinds.setdefault(kind, []).append(name)
    for kind, found in kinds.items():
        detail = ", ".join(name.split(":", 1)[-1].lstrip("~#+") for name in found[:SHOWN])
        yield Signal(kind=kind, weight=sum(shared[name] for name in found), detail=detail)


def _span(gap: timedelta) -> str:
    hours = gap / timedelta(hours=1)
    return f"{hours:.0f} h between them" if hours < 48 else f"{hours / 24:.0f} days between them"
