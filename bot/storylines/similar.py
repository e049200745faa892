"""Words that are nearly a term's: typos, and the same name in another transliteration.

Both are dangerous on single words (Forbes for forces, Durham for Dunham, shorts for sports), so:

- A typo needs a long word, keeps its first letter, is one or two edits away (an edit is a letter added, left
  out, changed, or swapped with its neighbour), and does not lie in the ending, which is for grammar to judge.
  As many typos are other words (`continuent` for contingent), one counts only beside words that fill
  another slot.
- A transliteration is of a name, begins with a capital, and has the same *skeleton*: what is left when
  letters that alphabets write differently are one (Zelensky, Selenskyj, Зеленський: `selenski`).

What is found so counts for less, and is shown for what it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from anyascii import anyascii
from rapidfuzz.distance import OSA

from bot.storylines.words import FIRST_NOT_LATIN, fold

ONE_EDIT, TWO_EDITS = 8, 13
"""Letters of a term from which one and two edits are borne."""

PREFIX = 7
"""Letters by which candidates are found: a difference behind them is found all the same, and the index stays
small (W. Garbe's symmetric deletion)."""

SKELETON = 7
"""Letters of the shortest skeleton. Shorter ones meet by chance: Moscou and mosque, Guinees and Guinness."""

_ENDINGS = frozenset(
    ["", *"a e i o u s n in es en em im om am ov ovi ova ogo oho omu imu oi ou iu ami aux us".split()]
)
"""Endings of names in Cyrillic and Greek, as skeletons: Зеленського. In Latin, grammar knows them better:
Indiana is no form of Indian."""

_LETTERS = re.compile(
    "tsch|tch|sch|sh|ch|cz|sz|zh|dzh|dj|ts|tz|kh|ph|th|dh|gh|ck|oe|ou|oo|ye|je|ij|iy|yi|ii|yj|x|z|q|c|w|y|j"
)
_SAME = {
    **dict.fromkeys("tsch tch sch sh ch cz sz zh ts tz z".split(), "s"),
    "dzh": "s",
    "dj": "s",
    "kh": "h",
    "ph": "f",
    "th": "t",
    "dh": "d",
    "gh": "g",
    "ck": "k",
    "oe": "o",
    "ou": "u",
    "oo": "u",
    "ye": "e",
    "je": "e",
    "x": "ks",
    "q": "k",
    "c": "k",
    "w": "v",
    **dict.fromkeys("ij iy yi ii yj y j".split(), "i"),
}
_HARSH_CH = re.compile("(?<![ts])ch")
_DOUBLE = re.compile(r"(.)\1+")
_NO_LETTER = re.compile("[^a-z]+")
_ROMANISED = re.compile("[\u0370-\u052f\u0531-\u0589\u10a0-\u10ff\u1f00-\u1fff]")
"""Greek, Cyrillic, Armenian, Georgian: alphabets with vowels, so that a name keeps its skeleton."""


def edits(letters: int) -> int:
    """How many edits a term of so many letters bears."""
    return (letters >= ONE_EDIT) + (letters >= TWO_EDITS)


def skeletons(word: str) -> tuple[str, ...]:
    """What a name is in every transliteration; two where `ch` has two readings, none for other scripts."""
    latin = fold(word)
    if not latin.isascii():
        if not latin or not (latin[0] < FIRST_NOT_LATIN or _ROMANISED.match(latin)):
            return ()
        latin = anyascii(latin).lower()
    latin = _NO_LETTER.sub("", latin)
    plain = _skeleton(latin)
    if "ch" in latin and (harsh := _skeleton(_HARSH_CH.sub("h", latin))) != plain:
        return plain, harsh
    return (plain,)


def _skeleton(latin: str) -> str:
    same = _LETTERS.sub(lambda found: _SAME[found[0]], latin)
    return _DOUBLE.sub(r"\1", same.replace("ij", "i"))


class Deletions:
    """Finds the entries that are a few edits away from a word."""

    def __init__(self) -> None:
        self._index: defaultdict[str, list[str]] = defaultdict(list)
        self._tolerance: dict[str, int] = {}

    def add(self, word: str, tolerance: int) -> None:
        """Enter a word with the edits that it bears."""
        known = self._tolerance.get(word, 0)
        if tolerance <= known:
            return
        self._tolerance[word] = tolerance
        before = set(_deletions(word, known)) if known else set()
        for key in _deletions(word, tolerance):
            if key not in before:
                self._index[key].append(word)

    def near(self, word: str) -> Iterator[str]:
        """The entries within their tolerance of a word, whose difference does not lie in the ending."""
        if len(word) < ONE_EDIT - 1 or not self._index:
            return
        seen: set[str] = set()
        for key in _deletions(word, edits(len(word) + 2)):
            for entry in self._index.get(key, ()):
                if entry not in seen:
                    seen.add(entry)
                    if self._is_near(word, entry):
                        yield entry

    def _is_near(self, word: str, entry: str) -> bool:
        tolerance = self._tolerance[entry]
        if word == entry or abs(len(entry) - len(word)) > tolerance:
            return False
        stem = min(len(word), len(entry)) - 1
        return word[:stem] != entry[:stem] and OSA.distance(word, entry, score_cutoff=tolerance) <= tolerance


def _deletions(word: str, most: int) -> Iterator[str]:
    """The beginning of a word with up to so many of its letters left out, but never the first."""
    first, rest = word[0], word[1:PREFIX]
    yield first + rest
    for out in range(1, most + 1):
        keep = len(rest) - out
        if keep < 1:
            return
        yield from {first + "".join(kept) for kept in combinations(rest, keep)}


class Similar:
    """The words of terms that bear typos, and the names that may be written otherwise."""

    def __init__(self) -> None:
        self._typos = Deletions()
        self._misspelt: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        """By folded word: the pattern, and the grammar that it needs."""
        self._skeletons: defaultdict[str, list[int]] = defaultdict(list)
        self._stems: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, number: int, folded: str, *, needed: str, name: bool) -> None:
        """Enter a word of a term under the number of its pattern."""
        if not folded.isalpha():
            return
        if borne := edits(len(folded)):
            self._typos.add(folded, borne)
            self._misspelt[folded].append((number, needed))
        for skeleton in skeletons(folded) if name else ():
            if len(skeleton) >= SKELETON:
                self._skeletons[skeleton].append(number)
                if len(skeleton) > SKELETON and skeleton[-1] in "aeiou":
                    self._stems[skeleton[:-1]].append(number)

    def misspelt(self, folded: str) -> Iterator[tuple[int, str]]:
        """The patterns of which a word may be a typo, with the grammar that each needs."""
        for entry in self._typos.near(folded):
            yield from self._misspelt[entry]

    def transliterated(self, raw: str, folded: str) -> Iterator[int]:
        """The patterns of which a word may be another transliteration."""
        if not self._skeletons or not raw[:1].isupper():
            return
        latin = folded[0] < FIRST_NOT_LATIN
        for skeleton in skeletons(folded):
            yield from self._skeletons.get(skeleton, ())
            for cut in () if latin else range(SKELETON, len(skeleton)):
                if skeleton[cut:] in _ENDINGS:
                    yield from self._skeletons.get(skeleton[:cut], ())
                    yield from self._stems.get(skeleton[:cut], ())
