"""Does a matched item join a story of its storyline, or open one? Pure, in order of arrival.

This first version joins what is surely the same: the same page under a like headline, the same headline, or
nearly the same one, in the same order, whose words differ in form only and whose numbers are equal. When in
doubt it opens a story: nothing lost comes before nothing twice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from rapidfuzz import fuzz, process

from bot.model import Assignment, Item, JoinReason, StoryMember
from bot.text import canonical_url, words

STORY_WINDOW = timedelta(days=3)
"""A story to which nothing was added for so long takes no more items."""

NEAR_TITLE = 85
"""`ratio` from which two headlines are compared word by word. It keeps the order of the words: who invites
whom is the news. On the pairs of a labelled aggregator sample 75 to 90 are right in 93 to 96 %."""

SAME_WORD = 75
"""`ratio` from which two words that differ are forms of one ("troop", "troops"); "denies" and "confirms" are
not, though their headlines have 94."""

LIKE_TITLE = 60
"""`token_sort_ratio` from which the headlines of one link are of one story; a live page or the home page of
an agency carries one link for ever new ones, which have 30 to 50."""

ENOUGH_WORDS = 6
ENOUGH_LETTERS = 15
"""What has to be left of a headline before its end is taken for an outlet's name: words, or letters in
scripts without spaces. "Live: the war – troops captured" is not by an outlet called "troops captured"."""

_FILLERS = frozenset(
    "a an the that of in on at to as and says said le la les l un une de du des d à en et que der die das "
    "dem den des ein eine und in el los las un una y que il lo gli i un e di o os as um uma".split()
)

MIN_TITLE = 12
"""Folded characters below which a headline says too little to be compared loosely ("Live", "속보")."""

_NUMBER = re.compile(r"\d+")
_OUTLET_SUFFIX = re.compile(r"\s+[-–—|]\s+[^-–—|]{2,30}$")


def headline(title: str) -> str:
    """The folded words of a headline without the outlet's name that aggregators append to it."""
    shortened = words(_OUTLET_SUFFIX.sub("", title))
    long_word = bool(shortened) and len(max(shortened, key=len)) >= ENOUGH_LETTERS
    return " ".join(shortened if len(shortened) >= ENOUGH_WORDS or long_word else words(title))


def same_words(one: str, other: str) -> bool:
    """Whether two folded headlines differ only in forms of words and in fillers; numbers have to be equal."""
    if sorted(_NUMBER.findall(one)) != sorted(_NUMBER.findall(other)):
        return False
    mine, theirs = Counter(one.split()), Counter(other.split())
    rest = [word for word in (mine - theirs).elements() if word not in _FILLERS]
    others = [word for word in (theirs - mine).elements() if word not in _FILLERS]
    if len(rest) != len(others):
        return False
    return all(fuzz.ratio(a, b) >= SAME_WORD for a, b in zip(rest, others, strict=True))


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
        title, link = headline(item.title), canonical_url(item.url)
        if "/" in link and (found := self._by_link.get(link)):
            likeness = fuzz.token_sort_ratio(title, headline(found.title))
            if likeness >= LIKE_TITLE:
                return self._joins(found, JoinReason.SAME_LINK, likeness / 100)
        if len(title) >= MIN_TITLE:
            if found := self._by_title.get(title):
                return self._joins(found, JoinReason.SAME_TITLE)
            if near := self._nearest(title):
                return self._joins(near[0], JoinReason.NEAR_TITLE, near[1])
        return Assignment(story_key=story_key(self.storyline_id, item.id), how=JoinReason.OPENED, opens=True)

    def _nearest(self, title: str) -> tuple[StoryMember, float] | None:
        """The member with the most similar headline that says the same, with the similarity."""
        near = process.extract(
            title, self._by_title.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_TITLE, limit=5
        )
        for other, score, _ in near:
            if len(other) >= MIN_TITLE and same_words(title, other):
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
