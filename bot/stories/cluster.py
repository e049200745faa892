"""Does a matched item join a story of its storyline, or open one? Pure, in order of arrival.

This first version joins what is surely the same: the same link, the same headline, or nearly the same
headline with the same numbers. When in doubt it opens a story: nothing lost comes before nothing twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from rapidfuzz import fuzz, process

from bot.model import Assignment, Item, JoinReason, StoryMember
from bot.text import canonical_url, words

STORY_WINDOW = timedelta(days=3)
"""A story to which nothing was added for so long takes no more items."""

NEAR_TITLE = 88
"""`token_sort_ratio` from which two headlines with equal numbers are one. On the pairs of a labelled
aggregator sample 75 to 90 are all right in 93–96 % of the cases; the upper end is taken because a single
word may be the news ("denies" for "confirms")."""

MIN_TITLE = 12
"""Folded characters below which a headline says too little to be compared loosely ("Live", "속보")."""

_NUMBER = re.compile(r"\d+")
_OUTLET_SUFFIX = re.compile(r"\s+[-–—|]\s+[^-–—|]{2,30}$")


def headline(title: str) -> str:
    """The folded words of a headline without the outlet's name that aggregators append to it."""
    shortened = _OUTLET_SUFFIX.sub("", title)
    return " ".join(words(shortened if len(shortened) >= MIN_TITLE else title))


def story_key(storyline_id: str, item_id: int) -> str:
    """The stable name of the story that this item opens."""
    return f"{storyline_id}/{item_id}"


class Shelf:
    """The recent stories of one storyline, indexed for comparison; it grows as items are assigned."""

    def __init__(self, storyline_id: str, members: Iterable[StoryMember]) -> None:
        self.storyline_id = storyline_id
        self._by_item: dict[int, StoryMember] = {}
        self._by_link: dict[str, StoryMember] = {}
        self._by_title: dict[str, StoryMember] = {}
        self._told: defaultdict[str, bool] = defaultdict(bool)
        for member in members:
            self.add(member)

    def add(self, member: StoryMember) -> None:
        """Put an item of a story on the shelf; of equal links or headlines the first put there counts."""
        self._told[member.story_key] |= member.told
        self._by_item[member.item_id] = member
        if member.url_key:
            self._by_link.setdefault(member.url_key, member)
        title = headline(member.title)
        if title:
            self._by_title.setdefault(title, member)

    def assign(self, item: Item) -> Assignment:
        """The story of this item; the shelf does not change."""
        if found := self._by_item.get(item.id):
            return self._joins(found, JoinReason.SAME_ITEM)
        if found := self._by_link.get(canonical_url(item.url)):
            return self._joins(found, JoinReason.SAME_LINK)
        title = headline(item.title)
        if len(title) >= MIN_TITLE:
            if found := self._by_title.get(title):
                return self._joins(found, JoinReason.SAME_TITLE)
            if near := self._nearest(title):
                return self._joins(near[0], JoinReason.NEAR_TITLE, near[1])
        return Assignment(story_key=story_key(self.storyline_id, item.id), how=JoinReason.OPENED, opens=True)

    def _nearest(self, title: str) -> tuple[StoryMember, float] | None:
        """The member with the most similar headline that has the same numbers, with the similarity."""
        numbers = sorted(_NUMBER.findall(title))
        near = process.extract(
            title, self._by_title.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR_TITLE, limit=5
        )
        for other, score, _ in near:
            if len(other) >= MIN_TITLE and sorted(_NUMBER.findall(other)) == numbers:
                return self._by_title[other], score / 100
        return None

    def _joins(self, like: StoryMember, how: JoinReason, similarity: float = 1.0) -> Assignment:
        return Assignment(
            story_key=like.story_key,
            how=how,
            opens=False,
            similarity=similarity,
            like_item_id=like.item_id,
            told=self._told[like.story_key],
        )
