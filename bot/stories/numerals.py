"""Numerals in the words and digits of a text: 12,000, 1.5 million, двадцати трёх, zweihundertfünfzig."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Qualifier
from bot.stories.numberwords import SPACES, Words
from bot.stories.tokens import tokens

LARGEST = 1e15
"""What is larger is no number of the news, but a code."""

_GAP = re.compile(rf"\.?[\s{SPACES}]{{0,2}}[-‐‑]?|['’\u0640]")
QUOTED = re.compile(rf"[\s{SPACES}\"'“”„«»‘’‹›(\u0640$€£¥₩₽₴₹]{{0,4}}")

_DOZEN = 12


class Kind(StrEnum):
    """What a number says."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    """Also an age."""
    MEASURE = "measure"
    ORDINAL = "ordinal"
    NAME = "name"
    """Part of a name: U20, Su-35, resolution 2745."""
    SCORE = "score"
    """13-0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that a text says."""

    value: float | None
    """None where only a magnitude is said."""
    value_max: float | None = None
    """The upper end of a range, the second number of a score."""
    qualifier: Qualifier = Qualifier.EXACT
    kind: Kind = Kind.COUNT
    text: str
    """The bare numeral: `text[start:end]`."""
    start: int
    end: int
    said_start: int
    """Where its qualifier starts, if that stands before it."""
    said_end: int
    """Where its counter and what qualifies it behind end."""
    counter: str = ""
    """The counter behind it, in scripts that have them: 명, 隻."""
    spelled: bool = False
    """Said in words."""


class Reader:
    """Puts numerals together of the tokens of one text."""

    def __init__(self, text: str, words: Words) -> None:
        self.text, self.words = text, words
        self.tokens = tokens(text, words)

    def near(self, left: int, right: int, gap: re.Pattern[str] = _GAP) -> bool:
        """Whether the tokens stand side by side."""
        if not 0 <= left < right < len(self.tokens):
            return False
        between = self.text[self.tokens[left].end : self.tokens[right].start]
        if between.startswith(".") and len(self.tokens[left].text) > 4:
            return False
        return gap.fullmatch(between) is not None

    def key(self, index: int) -> str:
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def numerals(self, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[Number, int, int]]:
        """The numerals with the indices of their first token and of the one behind their last."""
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if any(start < token.end and token.start < end for start, end in taken):
                index += 1
                continue
            found = self._digit(index) if not token.key else self._vague(index) or self._spelled(index)
            if found is None:
                index += 1
                continue
            number, after = found
            yield number, index, after
            index = after

    def _make(
        self, first: int, after: int, value: float | None, *, about: bool, spelled: bool
    ) -> tuple[Number, int]:
        start, end = self.tokens[first].start, self.tokens[after - 1].end
        if self.text[end : end + 1] == "." and len(self.tokens[after - 1].text) <= 4 and after - first > 1:
            end += 1 if self.text[end + 1 : end + 2].strip() == "" and self._abbreviation(after - 1) else 0
        qualifier = Qualifier.SEVERAL if value is None else Qualifier.ABOUT if about else Qualifier.EXACT
        number = Number(
            value=value,
            qualifier=qualifier,
            text=self.text[start:end],
            start=start,
            end=end,
            said_start=start,
            said_end=end,
            spelled=spelled,
        )
        return number, after

    def _abbreviation(self, index: int) -> bool:
        word = self.tokens[index].key
        return word in self.words.values and len(word) <= 4 and not word.isdigit()

    def _magnitude(self, index: int, least: float = 1000) -> float:
        """The magnitude that a word is, or 0."""
        word = self.key(index)
        value = self.words.values.get(word, 0.0)
        group = self.words.groups.get(word) or self.words.many.get(word, 0.0)
        return value if value >= least and word else group

    def _digit(self, first: int) -> tuple[Number, int] | None:
        """`12,000`, `1.5 million`, `15mila`, `2 dozen`."""
        value = self.tokens[first].value
        if value is None:
            return None
        after, last = first + 1, 0.0
        while self.near(after - 1, after) and (size := self._magnitude(after, 100)) > last and size > 1:
            if size in _DUALS:  # the accusative of an Arabic thousand looks like its dual
                size /= 2
            glued = self.tokens[after].start == self.tokens[after - 1].end
            if glued and len(self.key(after)) == 1:
                break
            value, last, after = value * size, size, after + 1
        if value > LARGEST:
            return None
        return self._make(first, after, value, about=False, spelled=False)

    def _vague(self, first: int) -> tuple[Number, int] | None:
        """`thousands`, `several hundred`, `tens of thousands`; after a qualifier a magnitude has its
        value."""
        words, after = self.words, first
        few = words.few and self.key(first) in words.few
        if few:
            after += 1
            if not self.near(first, after) or self._magnitude(after, 100) < 10:
                return None
        elif self.key(first) not in words.many or (
            (self.key(first) in words.values or self.key(first) in words.groups) and self._qualified(first)
        ):
            return None
        while after < len(self.tokens) and self._magnitude(after, 100) >= 10:
            step = after + 1
            if self.key(step) in words.of | words.joins and self.near(after, step):
                step += 1
            if not (self.near(step - 1, step) and self._magnitude(step, 100) >= 10):
                break
            after = step
        return self._make(first, after + 1, None, about=False, spelled=True)

    def _qualified(self, index: int) -> bool:
        found = self.qualifier_before(index)
        return found is not None

    def _spelled(self, first: int) -> tuple[Number, int] | None:
        """`twelve thousand`, `une centaine`, `half a million`, `двадцати трёх`, `zweihundertfünfzig`."""
        words, after, value, about = self.words, first, None, False
        if self.key(first) in words.halves:
            step = first + 1 + (self.key(first + 1) in words.articles)
            if self._magnitude(step, 10) >= 10 and self.near(step - 1, step):
                return self._make(first, step + 1, self._magnitude(step, 10) / 2, about=True, spelled=True)
            return None
        if self.key(first) in words.articles and self.key(first) not in words.values:
            return self._articled(first)
        value, after, about = self._sum(first)
        if value is None or value > LARGEST:
            return self._dual(first) or self._round(first)
        return self._make(first, after, value, about=about, spelled=True)

    def _articled(self, first: int) -> tuple[Number, int] | None:
        """`a thousand`, `un millier`, `eine Million`."""
        step = first + 1
        if not self.near(first, step):
            return None
        word = self.key(step)
        if word in self.words.groups:
            size = self.words.groups[word]
            return self._make(first, step + 1, size, about=size != _DOZEN, spelled=True)
        if word in self.words.halves:
            found = self._spelled(step)
            return self._make(first, found[1], found[0].value, about=True, spelled=True) if found else None
        if self.words.values.get(word, 0) in (12, 100, 1e3, 1e6, 1e9, 1e12):
            value, after, about = self._sum(step, articled=True)
            return self._make(first, after, value, about=about, spelled=True) if value else None
        return None

    def _round(self, first: int) -> tuple[Number, int] | None:
        """`десяток`, in languages without articles."""
        size = self.words.groups.get(self.key(first))
        if self.words.articles or not size:
            return None
        return self._make(first, first + 1, size, about=size != _DOZEN, spelled=True)

    def _dual(self, first: int) -> tuple[Number, int] | None:
        if self.key(first) in self.words.duals:
            return self._make(first, first + 1, 2.0, about=False, spelled=True)
        return None

    def _sum(self, first: int, *, articled: bool = False) -> tuple[float | None, int, bool]:
        """The numeral in words that starts at a token: value, index behind it, whether it is rough."""
        so_far, about, joined = _Sum(), False, False
        after = index = first
        while index < len(self.tokens) and (index == first or self.near(index - 1, index)):
            word = self.key(index)
            joined = joined or (word.startswith("و") and word not in self.words.values)
            parts = self._parts(word) or self._one(word, so_far, joined=joined)
            if parts and so_far.take(parts, joined=joined):
                index, joined, about = index + 1, False, about or 1.5 in parts
                after = index
            elif not parts and word in self.words.joins and index > first and not joined:
                joined, index = True, index + 1
            else:
                group = 0.0 if parts or joined else self.words.groups.get(word, 0.0)
                if group and so_far.current:
                    so_far.current, after = so_far.current * group, index + 1
                break
        bare = after == first + 1 and not articled and self.key(first) in self.words.values
        if after == first or (bare and self._needs_article(so_far.value)):
            return None, first, False
        return so_far.value, after, about

    def _one(self, word: str, so_far: _Sum, *, joined: bool) -> list[float]:
        """The one of `vingt et un`, which is an article elsewhere."""
        tens = so_far.current is not None and so_far.current >= 20 and so_far.current % 10 == 0
        return [1.0] if joined and tens and word in self.words.articles else []

    def _needs_article(self, value: float) -> bool:
        """Whether a magnitude alone is no number: a million, in English also a thousand."""
        english = {"a", "an"} <= self.words.articles
        return bool(self.words.articles) and (value >= 1e6 or (english and value >= 100))

    def _parts(self, word: str) -> list[float]:
        """The numerals that a word is made of, joiners as 0."""
        values = self.words.values
        if word in values:
            return [values[word]]
        if word.startswith("و") and word[1:] in values:
            return [values[word[1:]]]
        if not self.words.compounds or not 4 <= len(word) <= 40:
            return []
        return _split(word, {**self.words.inside, **values}) or []

    def qualifier_before(self, index: int) -> tuple[Qualifier, int] | None:
        """The qualifier whose words end before a token, and the index of its first word."""
        words = self.words
        for length in range(min(5, index), 0, -1):
            first = index - length
            found = words.before.get(tuple(token.key for token in self.tokens[first:index]))
            if found is None or not self._run(first, index):
                continue
            stem = words.unless.get(self.key(first)) if length == 1 else None
            if stem and any(self.key(at).startswith(stem) for at in range(max(0, index - 8), first)):
                return None
            return found, first
        return None

    def qualifier_behind(self, index: int) -> tuple[Qualifier, int] | None:
        """The qualifier whose words start at a token, and the index behind it."""
        for length in range(min(3, len(self.tokens) - index), 0, -1):
            found = self.words.behind.get(tuple(token.key for token in self.tokens[index : index + length]))
            if found and self._run(index - 1, index + length):
                return found, index + length
        return None

    def _run(self, first: int, after: int) -> bool:
        last = min(after, len(self.tokens) - 1)
        return all(self.near(at, at + 1, QUOTED) or self.near(at, at + 1) for at in range(first, last))

    def opener(self, index: int) -> int | None:
        """The index of the words before a token that open a range."""
        for length in (2, 1):
            first = index - length
            if first >= 0 and tuple(t.key for t in self.tokens[first:index]) in self.words.openers:
                return first if self._run(first, index) else None
        return None

    def links(self, after: int, first: int) -> tuple[bool, bool]:
        """Whether the words between two numerals join a range, and whether it has to be opened before."""
        between = tuple(token.key for token in self.tokens[after:first])
        return between in self.words.links, bool(between) and between[0] in self.words.joins


def _split(word: str, pieces: dict[str, float]) -> list[float] | None:
    """The values of the pieces that a compound is made of, longest first; None if it is none."""
    reach: list[list[float] | None] = [None] * (len(word) + 1)
    reach[len(word)] = []
    for start in range(len(word) - 1, -1, -1):
        for end in range(len(word), start, -1):
            rest = reach[end]
            if rest is not None and word[start:end] in pieces:
                reach[start] = [pieces[word[start:end]], *rest]
                break
    found = reach[0]
    return found if found and len(found) > 1 and found[-1] != 0.0 and found[0] != 0.0 else None


_DUALS = (2e3, 2e6, 2e9)
"""Arabic thousands in the dual, which look like the accusative that follows 11 and more."""


@dataclass(slots=True)
class _Sum:
    """The value of numerals in words, read from left to right."""

    total: float = 0.0
    current: float | None = None
    """What the next magnitude multiplies."""
    last: float = float("inf")
    """The magnitude read last; those that follow are smaller."""

    @property
    def value(self) -> float:
        return self.total + (self.current or 0.0)

    def take(self, parts: Sequence[float], *, joined: bool) -> bool:
        """Adds the parts of one word, or nothing where one of them does not continue the numeral."""
        before = self.total, self.current, self.last
        for part in parts:
            if not self._add(part, joined=joined or len(parts) > 1):
                self.total, self.current, self.last = before
                return False
        return True

    def _add(self, part: float, *, joined: bool) -> bool:
        if part == 0.0 and self.current is not None:
            return joined
        if part >= 1000:
            return self._scale(part)
        grown = part if self.current is None else _grown(self.current, part, joined=joined)
        self.current = self.current if grown is None else grown
        return grown is not None

    def _scale(self, size: float) -> bool:
        if self.current is None and self.total and size > self.last:  # mil millones
            self.total, self.last = self.total * size, size
            return True
        if size >= self.last:
            return False
        size = size / 2 if size in _DUALS and self.current else size
        self.total, self.current, self.last = self.total + (self.current or 1.0) * size, None, size
        return True


def _grown(current: float, part: float, *, joined: bool) -> float | None:
    """What is below a thousand with one more numeral; None where that begins another."""
    rest = current % 100
    if part == 100.0 and current < 100:
        return current * 100
    if part == 20.0 and current == 4.0 and not joined:  # quatre-vingt
        return 80.0
    fits = (
        (part < 10 and current % 10 == 0 and (rest != 10 or not joined))  # also dix-sept, on iki
        or (10 <= part < 20 and rest in (0, 60, 80) and current >= 60)
        or (20 <= part < 100 and (current >= 100 if rest == 0 else rest < 10 and joined))
    )
    return current + part if fits else None
