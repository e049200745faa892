"""Headlines, compared letter by letter: the same one or nearly the same one."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile

from rapidfuzz import fuzz

from bot.text import words

NEAR_TITLE = 85
"""`ratio` from which two headlines are compared word by word. It keeps the order of the words: who invites
whom is the news. On the pairs of a labelled aggregator sample 75 to 90 are right in 93 to 96 %."""

SAME_WORD = 75
"""`ratio` from which two words that differ are forms of one ("troop", "troops"); "denies" and "confirms" are
not, though their headlines have 94."""

LIKE_TITLE = 60
"""`token_sort_ratio` from which the headlines of one link are of one story; a live page or the home page of
an agency carries one link for ever new ones, which have 30 to 50."""

LABEL = 3
"""Words that two headlines of one link begin with, and words that are left of both, from which on only what
is left is compared."""

ENOUGH_WORDS = 6
ENOUGH_LETTERS = 15
"""What has to be left of a headline before its end is taken for an outlet's name: words, or letters in
scripts without spaces. "Live: the war – troops captured" is not by an outlet called "troops captured"."""

MIN_TITLE = 12
"""Folded characters below which a headline says too little to be compared loosely ("Live", "속보")."""

_FILLERS = frozenset(
    "a an the that of in on at to as and says said le la les l un une de du des d à en et que der die das "
    "dem den des ein eine und in el los las un una y que il lo gli i un e di o os as um uma".split()
)
_NUMBER = re.compile(r"\d+")
_OUTLET_SUFFIX = re.compile(r"\s+[-–—|]\s+[^-–—|]{2,30}$")


def headline(title: str) -> str:
    """The folded words of a headline without the outlet's name that aggregators append to it."""
    shortened = words(_OUTLET_SUFFIX.sub("", title))
    long_word = bool(shortened) and len(max(shortened, key=len)) >= ENOUGH_LETTERS
    return " ".join(shortened if len(shortened) >= ENOUGH_WORDS or long_word else words(title))


def same_link(one: str, other: str) -> float:
    """The likeness in (0, 1] of two folded headlines of one link, 0 where the page carries ever new ones.

    A label at their beginning ("EN DIRECT, guerre en Ukraine") does not make them alike.
    """
    pairs = zip(one.split(), other.split(), strict=False)
    label = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    rests = [" ".join(title.split()[label:]) for title in (one, other)]
    if label >= LABEL and min(len(rest.split()) for rest in rests) >= LABEL:
        one, other = rests
    return fuzz.token_sort_ratio(one, other, score_cutoff=LIKE_TITLE) / 100


def near_title(one: str, other: str) -> float:
    """The likeness in (0, 1] of two folded headlines that say the same, 0 for others."""
    if len(one) < MIN_TITLE or len(other) < MIN_TITLE:
        return 0.0
    ratio = fuzz.ratio(one, other, score_cutoff=NEAR_TITLE)
    return ratio / 100 if ratio and same_words(one, other) else 0.0


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
