"""Does a matched item join a story of its storyline, or open one? Pure, online, in order of arrival.

An item is compared with the stories that share its most telling features, by what it says in its own language
and by what is the same in all: concepts, names, numbers. A story is taken if they are like enough for the
time between them. Joining may show that two stories are one; then they merge. A story that has slept takes no
more items: what resembles it opens a follow-up. Nothing is read twice: a story is kept as a sum of its items.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from bot.model import Assignment, Item, JoinReason, StoryMember, Traits
from bot.stories.copies import COPY, likeness
from bot.stories.rarity import Rarity
from bot.stories.register import RUBRIC, Register
from bot.stories.shelved import Likeness, Recent, Shelved, compared, faded
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

SLEEP = timedelta(days=3)
"""Silence after which a story takes no more items, where the storyline does not say otherwise."""

FORGOTTEN = timedelta(days=60)
"""Silence after which a story is not even followed up."""

TELLING = 24
"""Features of an item by which stories are looked up, the most telling ones of those that any story has."""

LOOKED, AT_LEAST = 3_000, 3
"""Entries that are looked at to find the stories that share these features, those that fewest stories have
first; but never fewer features than so many."""

NEAREST = 12
"""Stories that an item is fully compared with."""

LEARNT = 10
"""Items of a story from which rarity is learnt, so that the words of a big story stay telling."""


def story_key(storyline_id: str, item_id: int) -> str:
    """The stable name of the story that this item opens."""
    return f"{storyline_id}/{item_id}"


def member_of(
    item: Item, storyline_id: str, key: str, traits: Traits, publisher: str, *, inferred: bool = False
) -> StoryMember:
    """An item that was not stored yet as a member of that story, which it does not make told."""
    return StoryMember(
        storyline_id=storyline_id,
        story_key=key,
        item_id=item.id,
        title=item.title,
        url_key=canonical_url(item.url),
        language=item.language,
        told=False,
        inferred=inferred,
        publisher=publisher,
        at=item.dated_at,
        traits=traits,
    )


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
        self._stories: OrderedDict[str, Shelved] = OrderedDict()
        self._postings = Postings()
        self._register = Register()
        for member in members:
            self.add(member)

    def __len__(self) -> int:
        return len(self._stories)

    def knows(self, item_id: int) -> bool:
        """Whether an item is in one of the stories."""
        return self._register.item(item_id) is not None

    def put(self, item: Item, traits: Traits, publisher: str = "") -> Assignment:
        """Assign an item, put it on the shelf, and merge the stories that it shows to be one."""
        assignment = self.assign(item, traits, publisher)
        self.add(member_of(item, self.storyline_id, assignment.story_key, traits, publisher))
        for key in assignment.merges:
            self.merge(assignment.story_key, key)
        return assignment

    # --- adding ------------------------------------------------------------------------------------------

    def add(self, member: StoryMember) -> None:
        """Put an item of a story on the shelf, once."""
        key = self.story_of(member.story_key)
        if self.knows(member.item_id):
            if key in self._stories:
                self._stories[key].told |= member.told
            return
        at = member.at or _EVER
        story = self._stories.get(key)
        if story is None:
            story = self._stories[key] = Shelved(key, at, at)
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

    def _note(self, story: Shelved, member: StoryMember, at: datetime) -> None:
        title = headline(member.title)
        recent = Recent(member.item_id, title, member.publisher, member.traits.shingles, at)
        story.note(recent, told=member.told)
        self._stories.move_to_end(story.key)
        self._register.note(
            story.key, member.item_id, link=member.url_key, title=title, publisher=member.publisher, at=at
        )

    def _drop(self, key: str, features: Iterable[str]) -> None:
        for feature in features:
            self._weights.drop(feature)
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
                self._weights.drop(feature)
        self._weights.stories -= 1
        taker.absorb(given)
        self._drop(into, prune(taker.profile, self._weights))
        self._stories.move_to_end(into)
        self._register.move(key, into)

    def story_of(self, key: str) -> str:
        """The story that holds the items of this one now."""
        return self._register.story_of(key)

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
            self._register.forget(key)
        return gone

    # --- assigning ---------------------------------------------------------------------------------------

    def assign(self, item: Item, traits: Traits, publisher: str = "") -> Assignment:
        """The story of this item, with the evidence; the shelf does not change."""
        if found := self._register.item(item.id):
            return self._joins(self._stories[found], JoinReason.SAME_ITEM)
        at = item.dated_at
        title = headline(item.title)
        says_more = len(traits.words) > traits.title_words
        rubric = says_more and self._register.is_rubric(title, publisher, at)
        if sure := self._same(item, title, at, rubric=rubric):
            return sure
        vector = Vector.of(traits, title=not rubric)
        near = sorted(self._nearest(vector, at), key=lambda like: -like.score)
        awake = [like for like in near if like.story.gap(at) <= self.sleep]
        for like in awake:
            if copied := self._copied(like, "" if rubric else title, traits, publisher, at):
                return copied
        needed = _needed(traits) - self._ease(at)
        if best := next(
            (like for like in awake if like.score >= needed + like.story.weariness(publisher)), None
        ):
            awake.remove(best)
            merges = tuple(self._same_as(best, awake))
            return self._joins(best.story, JoinReason.SAME_EVENT, best, merges=merges)
        return self._opens(item, near, at)

    def _same(self, item: Item, title: str, at: datetime, *, rubric: bool) -> Assignment | None:
        """The story that carries the same page or the same headline."""
        link = canonical_url(item.url)
        if found := self._register.link(link):
            story = self._awake(found[0], at)
            if story and not rubric and (like := same_link(title, found[1])):
                return self._joins(story, JoinReason.SAME_LINK, similarity=like)
        if len(title) >= MIN_TITLE and not rubric and (named := self._register.title(title)):
            story = self._awake(named, at)
            if story:
                return self._joins(story, JoinReason.SAME_TITLE)
        return None

    def _awake(self, key: str, at: datetime) -> Shelved | None:
        story = self._stories.get(key)
        return story if story and story.gap(at) <= self.sleep else None

    def _copied(
        self, like: Likeness, title: str, traits: Traits, publisher: str, at: datetime
    ) -> Assignment | None:
        """The assignment to a story that holds nearly the same headline or text.

        An outlet's headlines of several days that differ in a weekday are a rubric.
        """
        for other in reversed(like.story.recent):
            daily = other.publisher == publisher and abs(at - other.at) >= RUBRIC
            if near := 0.0 if daily else near_title(title, other.title):
                return self._joins(
                    like.story, JoinReason.NEAR_TITLE, like, similarity=near, item=other.item_id
                )
            again = other.publisher == publisher and like.story.weariness(publisher)
            if not again and (near := likeness(traits.shingles, other.shingles)) >= COPY:
                return self._joins(
                    like.story, JoinReason.NEAR_COPY, like, similarity=near, item=other.item_id
                )
        return None

    def _nearest(self, vector: Vector, at: datetime) -> Iterator[Likeness]:
        """The stories that share most with an item, fully compared."""
        weights = self._weights
        values = {**vector.words, **vector.names, **vector.common, **vector.neutral}
        held = {name: stories for name in values if (stories := self._postings.of(name))}
        worth = {name: values[name] * weights.of(name) for name in held}
        telling = heapq.nsmallest(TELLING, held, key=lambda name: (-worth[name], name))
        shares: dict[str, float] = {}
        looked = 0
        for number, name in enumerate(sorted(telling, key=lambda name: (len(held[name]), name))):
            looked += len(held[name])
            if looked > LOOKED and number >= AT_LEAST:
                break
            for key in held[name]:
                shares[key] = shares.get(key, 0.0) + worth[name]
        for key in heapq.nlargest(NEAREST, shares, key=shares.__getitem__):
            yield self._compared(vector, self._stories[key], at)

    def _compared(self, vector: Vector, story: Shelved, at: datetime) -> Likeness:
        mine = Profile()
        mine.add(vector)
        content, shared = self._weights.likeness(mine, story.profile)
        return compared(story, at, content, shared)

    def _ease(self, at: datetime) -> float:
        """What is asked less of an item where there is hardly another story that it could belong to."""
        live = 0
        for story in reversed(self._stories.values()):
            if live >= FEW or story.gap(at) > LIVE:
                break
            live += 1
        return EASE * max(0, FEW - max(live, 1)) / (FEW - 1)

    def _same_as(self, best: Likeness, others: Iterable[Likeness]) -> Iterator[str]:
        """The other stories near an item that are the same as the one it joins."""
        for like in others:
            if like.score >= JOIN and self._alike(best.story, like.story) >= MERGE + best.story.weariness_of(
                like.story
            ):
                yield like.story.key

    def _alike(self, one: Shelved, other: Shelved) -> float:
        """How like each other two stories are, after the time between them took its share."""
        content, _ = self._weights.likeness(one.profile, other.profile)
        return content * faded(one.gap_to(other))

    def _joins(
        self,
        story: Shelved,
        how: JoinReason,
        like: Likeness | None = None,
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

    def _opens(self, item: Item, near: Iterable[Likeness], at: datetime) -> Assignment:
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
