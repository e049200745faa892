"""Does a matched item join a story of its storyline, or open one? Pure, online, in order of arrival.

An item is compared with the stories that share its most telling features, by what it says in its own language
and by what is the same in all: concepts, names, numbers. A story is taken if they are like enough for the
time between them. Joining may show that two stories are one; then they merge. A story that has slept takes no
more items: what resembles it opens a follow-up. Nothing is read twice: a story is kept as a sum of its items.
"""

from __future__ import annotations

import heapq
import math
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.model import Assignment, Item, JoinReason, Signal, StoryMember, Traits
from bot.stories.copies import COPY, likeness
from bot.stories.rarity import Rarity
from bot.stories.titles import MIN_TITLE, headline, near_title, same_link
from bot.stories.vectors import Postings, Profile, Vector, Weights, prune
from bot.text import canonical_url

JOIN, JOIN_LONG = 0.15, 0.24
"""Likeness from which an item joins a story, after the time between them took its share. On labelled stories
of an aggregator, a news page, a study of three outlets and two storylines in 13 languages, 0.12 to 0.16 are
within .02 of the best B-cubed F1 of each."""

BRIEF, LONG = 25, 70
"""Words of a headline with a short summary, and of the beginning of an article: between them the likeness
that is needed grows from JOIN to JOIN_LONG."""

EASE, FEW, LIVE = 0.05, 6, timedelta(hours=24)
"""How much less likeness is asked where only one story of the storyline is live, that is within so many
hours; the ease shrinks to nothing with FEW of them. On two replayed storylines 0.03 to 0.06 gave the same
stories."""

MERGE = 0.2
"""Likeness of two stories from which they are one: sums of many items are compared more surely than single
ones."""

FOLLOW = 0.25
"""Likeness, whatever the time between them, from which a new story follows up one that sleeps."""

FADING = timedelta(hours=48)
"""Time between an item and a story after which their likeness counts for a third (1/e)."""

SLEEP = timedelta(days=3)
"""Silence after which a story takes no more items, where the storyline does not say otherwise."""

FORGOTTEN = timedelta(days=60)
"""Silence after which a story is not even followed up."""

TELLING = 24
"""Features of an item by which stories are looked up, the most telling ones of those that any story has."""

CROWDED = 500
"""Stories that share a feature, from which on it does not help to find one."""

NEAREST = 12
"""Stories that an item is fully compared with."""

RUBRIC = timedelta(hours=18)
"""An outlet that uses a headline again after so long has a rubric ("Morning briefing"), not the same news."""

LEARNT = 10
"""Items of a story from which rarity is learnt, so that the words of a big story stay telling."""

RECENT = 8
"""Items of a story whose headlines and texts are kept for comparison."""

SHOWN = 6
"""Shared features of a kind that the evidence names."""


def story_key(storyline_id: str, item_id: int) -> str:
    """The stable name of the story that this item opens."""
    return f"{storyline_id}/{item_id}"


@dataclass(frozen=True, slots=True)
class _Recent:
    """An item of a story, as it is compared by its letters."""

    item_id: int
    title: str
    publisher: str
    shingles: tuple[int, ...]
    at: datetime


@dataclass(slots=True)
class _Story:
    """A story on the shelf."""

    key: str
    first_at: datetime
    last_at: datetime
    told: bool = False
    profile: Profile = field(default_factory=Profile)
    recent: deque[_Recent] = field(default_factory=lambda: deque(maxlen=RECENT))

    def gap(self, at: datetime) -> timedelta:
        """The time between an item and the story; none while it lasts."""
        return max(self.first_at - at, at - self.last_at, timedelta(0))


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How like a story an item is, and why."""

    story: _Story
    content: float
    """Whatever the time."""
    score: float
    signals: tuple[Signal, ...]


class Shelf:
    """The stories of one storyline that can still be joined or followed up; it grows as items are added."""

    def __init__(
        self,
        storyline_id: str,
        members: Iterable[StoryMember] = (),
        *,
        rarity: Rarity | None = None,
        sleep: timedelta = SLEEP,
    ) -> None:
        self.storyline_id = storyline_id
        self.sleep = sleep
        self._weights = Weights(rarity)
        self._stories: OrderedDict[str, _Story] = OrderedDict()
        self._postings = Postings()
        self._by_item: dict[int, str] = {}
        self._by_link: dict[str, tuple[str, str]] = {}
        self._by_title: dict[str, tuple[str, str, datetime]] = {}
        self._moved: dict[str, str] = {}
        for member in members:
            self.add(member)

    def __len__(self) -> int:
        return len(self._stories)

    def knows(self, item_id: int) -> bool:
        """Whether an item is in one of the stories."""
        return item_id in self._by_item

    # --- adding ------------------------------------------------------------------------------------------

    def add(self, member: StoryMember) -> None:
        """Put an item of a story on the shelf, once."""
        key = self.story_of(member.story_key)
        if member.item_id in self._by_item:
            if key in self._stories:
                self._stories[key].told |= member.told
            return
        at = member.at or _EVER
        story = self._stories.get(key)
        if story is None:
            story = self._stories[key] = _Story(key, at, at)
            self._weights.stories += 1
        self._note(story, member, at)
        vector = Vector.of(member.traits)
        if story.profile.items < LEARNT:
            self._weights.learn(vector.features())
        held = set(story.profile.features())
        story.profile.add(vector)
        for feature in vector.features():
            if feature not in held:
                self._weights.in_stories[feature] += 1
                self._postings.add(feature, key)
        self._drop(key, prune(story.profile, self._weights))
        self._weights.age()

    def _note(self, story: _Story, member: StoryMember, at: datetime) -> None:
        title = headline(member.title)
        story.told |= member.told
        story.first_at, story.last_at = min(story.first_at, at), max(story.last_at, at)
        story.recent.append(_Recent(member.item_id, title, member.publisher, member.traits.shingles, at))
        self._stories.move_to_end(story.key)
        self._by_item[member.item_id] = story.key
        if "/" in member.url_key:
            self._by_link.setdefault(member.url_key, (story.key, title))
        if title:
            self._by_title[title] = (story.key, member.publisher, at)

    def _drop(self, key: str, features: Iterable[str]) -> None:
        for feature in features:
            self._weights.in_stories[feature] -= 1
            self._postings.discard(feature, key)

    def merge(self, into: str, key: str) -> None:
        """Make one story of two: `into` takes all items of the other."""
        into, key = self.story_of(into), self.story_of(key)
        if into == key or into not in self._stories or key not in self._stories:
            return
        taker, given = self._stories[into], self._stories.pop(key)
        held = set(taker.profile.features())
        for feature in given.profile.features():
            self._postings.discard(feature, key)
            self._postings.add(feature, into)
            if feature in held:
                self._weights.in_stories[feature] -= 1
        self._weights.stories -= 1
        taker.profile.absorb(given.profile)
        self._drop(into, prune(taker.profile, self._weights))
        taker.told |= given.told
        taker.first_at = min(taker.first_at, given.first_at)
        taker.last_at = max(taker.last_at, given.last_at)
        taker.recent = deque(sorted((*taker.recent, *given.recent), key=lambda item: item.at), maxlen=RECENT)
        self._stories.move_to_end(into)
        self._moved[key] = into

    def story_of(self, key: str) -> str:
        """The story that holds the items of this one now."""
        while key in self._moved:
            key = self._moved[key]
        return key

    def forget(self, before: datetime) -> list[str]:
        """Take the stories from the shelf that were silent since before that time; returns their keys."""
        gone: list[str] = []
        while self._stories:
            key, story = next(iter(self._stories.items()))
            if story.last_at >= before:
                break
            gone.append(key)
            del self._stories[key]
            self._weights.stories -= 1
            self._drop(key, list(story.profile.features()))
        if gone:
            self._tidy(frozenset(gone))
        return gone

    def _tidy(self, gone: frozenset[str]) -> None:
        self._moved = {old: new for old, new in self._moved.items() if self.story_of(new) not in gone}
        self._by_item = {i: key for i, key in self._by_item.items() if self.story_of(key) not in gone}
        self._by_link = {k: kept for k, kept in self._by_link.items() if self.story_of(kept[0]) not in gone}
        self._by_title = {k: kept for k, kept in self._by_title.items() if self.story_of(kept[0]) not in gone}

    # --- assigning ---------------------------------------------------------------------------------------

    def assign(self, item: Item, traits: Traits, publisher: str = "") -> Assignment:
        """The story of this item, with the evidence; the shelf does not change."""
        if found := self._by_item.get(item.id):
            return self._joins(self._stories[self.story_of(found)], JoinReason.SAME_ITEM)
        at = item.dated_at
        title = headline(item.title)
        rubric = self._is_rubric(title, publisher, at)
        if sure := self._same(item, title, at, rubric=rubric):
            return sure
        vector = Vector.of(traits, title=not rubric)
        near = sorted(self._nearest(vector, at), key=lambda like: -like.score)
        awake = [like for like in near if like.story.gap(at) <= self.sleep]
        for like in awake:
            if copied := self._copied(like, "" if rubric else title, traits):
                return copied
        if awake and awake[0].score >= _needed(traits) - self._ease(at):
            best = awake[0]
            merges = tuple(self._same_as(best, awake[1:]))
            return self._joins(best.story, JoinReason.SAME_EVENT, best, merges=merges)
        return self._opens(item, near, at)

    def _is_rubric(self, title: str, publisher: str, at: datetime) -> bool:
        """Whether the outlet had the same headline days before, so that it says nothing of the news."""
        used = self._by_title.get(title)
        return bool(publisher and used and used[1] == publisher and abs(at - used[2]) >= RUBRIC)

    def _same(self, item: Item, title: str, at: datetime, *, rubric: bool) -> Assignment | None:
        """The story that carries the same page or the same headline."""
        link = canonical_url(item.url)
        if found := self._by_link.get(link) if "/" in link else None:
            story = self._awake(found[0], at)
            if story and not rubric and (like := same_link(title, found[1])):
                return self._joins(story, JoinReason.SAME_LINK, similarity=like)
        if len(title) >= MIN_TITLE and not rubric and (named := self._by_title.get(title)):
            story = self._awake(named[0], at)
            if story:
                return self._joins(story, JoinReason.SAME_TITLE)
        return None

    def _awake(self, key: str, at: datetime) -> _Story | None:
        story = self._stories.get(self.story_of(key))
        return story if story and story.gap(at) <= self.sleep else None

    def _copied(self, like: _Likeness, title: str, traits: Traits) -> Assignment | None:
        """The assignment to a story that holds nearly the same headline or text."""
        for other in reversed(like.story.recent):
            if near := near_title(title, other.title):
                return self._joins(
                    like.story, JoinReason.NEAR_TITLE, like, similarity=near, item=other.item_id
                )
            if (near := likeness(traits.shingles, other.shingles)) >= COPY:
                return self._joins(
                    like.story, JoinReason.NEAR_COPY, like, similarity=near, item=other.item_id
                )
        return None

    def _nearest(self, vector: Vector, at: datetime) -> Iterator[_Likeness]:
        """The stories that share most with an item, fully compared."""
        weights = self._weights
        values = {**vector.words, **vector.names, **vector.common, **vector.neutral}
        held = {name: stories for name in values if (stories := self._postings.of(name))}
        worth = {name: values[name] * weights.of(name) for name in held}
        shares: dict[str, float] = {}
        for name in sorted(held, key=lambda name: (-worth[name], name))[:TELLING]:
            if len(held[name]) <= CROWDED:
                for key in held[name]:
                    shares[key] = shares.get(key, 0.0) + worth[name]
        for key in heapq.nlargest(NEAREST, shares, key=shares.__getitem__):
            yield self._compared(vector, self._stories[key], at)

    def _compared(self, vector: Vector, story: _Story, at: datetime) -> _Likeness:
        mine = Profile()
        mine.add(vector)
        content, shared = self._weights.likeness(mine, story.profile)
        fading = math.exp(-(story.gap(at) / FADING))
        signals = list(_signals(shared))
        if fading < 1:
            signals.append(Signal(kind="time", weight=content * (fading - 1), detail=_span(story.gap(at))))
        signals.sort(key=lambda signal: -abs(signal.weight))
        return _Likeness(story, content, content * fading, tuple(signals))

    def _ease(self, at: datetime) -> float:
        """What is asked less of an item where there is hardly another story that it could belong to."""
        live = 0
        for story in reversed(self._stories.values()):
            if live >= FEW or story.gap(at) > LIVE:
                break
            live += 1
        return EASE * max(0, FEW - max(live, 1)) / (FEW - 1)

    def _same_as(self, best: _Likeness, others: Iterable[_Likeness]) -> Iterator[str]:
        """The other stories near an item that are the same as the one it joins."""
        for like in others:
            if like.score >= JOIN and self._alike(best.story, like.story) >= MERGE:
                yield like.story.key

    def _alike(self, one: _Story, other: _Story) -> float:
        """How like each other two stories are, after the time between them took its share."""
        content, _ = self._weights.likeness(one.profile, other.profile)
        gap = max(other.first_at - one.last_at, one.first_at - other.last_at, timedelta(0))
        return content * math.exp(-(gap / FADING))

    def _joins(
        self,
        story: _Story,
        how: JoinReason,
        like: _Likeness | None = None,
        *,
        similarity: float | None = None,
        item: int = 0,
        merges: tuple[str, ...] = (),
    ) -> Assignment:
        if similarity is None:
            similarity = like.score if like else 1.0
        return Assignment(
            story_key=story.key,
            how=how,
            opens=False,
            similarity=min(similarity, 1.0),
            like_item_id=item or (story.recent[-1].item_id if story.recent else 0),
            told=story.told,
            signals=like.signals if like else (),
            merges=merges,
        )

    def _opens(self, item: Item, near: Iterable[_Likeness], at: datetime) -> Assignment:
        """A story of its own, perhaps one that follows up the story most like it that sleeps."""
        asleep = [like for like in near if like.story.gap(at) > self.sleep and like.content >= FOLLOW]
        older = max(asleep, key=lambda like: like.content, default=None)
        return Assignment(
            story_key=story_key(self.storyline_id, item.id),
            how=JoinReason.FOLLOWS_UP if older else JoinReason.OPENED,
            opens=True,
            similarity=min(older.content, 1.0) if older else 1.0,
            like_item_id=older.story.recent[-1].item_id if older else 0,
            signals=older.signals if older else (),
            follows=older.story.key if older else "",
        )


def _needed(traits: Traits) -> float:
    """The likeness that an item needs to join a story: more for one that says much, for it shares much by
    chance."""
    words = min(max(len(traits.words) - BRIEF, 0), LONG - BRIEF)
    return JOIN + (JOIN_LONG - JOIN) * words / (LONG - BRIEF)


_EVER = datetime.min.replace(tzinfo=UTC)

_KINDS = {"~": "names", "#": "numbers"}


def _signals(shared: dict[str, float]) -> Iterator[Signal]:
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
