"""The noun that a number counts: behind it up to the next preposition or mark, in Korean, Japanese and
Chinese also before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from bot.model import Evidence
from bot.stories.numberwords import Words
from bot.stories.numerals import Kind, Number
from bot.stories.tokens import Token, tokens
from bot.stories.units import (
    BALLOTS,
    BREAK,
    PERSONS,
    SIGNS,
    SPECIAL,
    STATES,
    Counted,
    Mark,
    sentence_at,
    sentences,
)

_COUNTERS = {
    **dict.fromkeys(("名", "人", "명", "位", "사람", "分"), "men"),
    **dict.fromkeys(("척", "隻", "艘"), "ships"),
    **dict.fromkeys(
        ("개국", "カ国", "か国", "ヵ国", "ヶ国", "箇国", "个国", "個国", "國", "国", "個國"), "countries"
    ),
    **dict.fromkeys(("社",), "companies"),
    **dict.fromkeys(("票", "표"), "votes"),
    **dict.fromkeys(("種", "种", "종"), "kinds"),
}

WINDOW = 6
"""Words behind a number in which its noun stands: 1,500 North Korean army special forces soldiers."""

_EAST_WINDOW = 14
"""Characters of the same: 1500名朝鲜特种部队士兵."""

_EAST_BEFORE = 5
"""Characters between a noun and the number behind it: 병력이 모두 1만2000명."""

_NATION = "countries/"
"""Cues of nations, which may be counted: two Chinese."""

EAST = re.compile("[\u3040-\u30fa\u3400-\u9fff\uac00-\ud7af]")
_PARTICLE = re.compile("[をがはもにで]|에서|으로|[이가은는을를] ")
_COUPLED = re.compile(r"\s?[·・、,と及び和やか및과와]{1,2}\s?(?:軍の)?")
_JOSA = re.compile("[을를이가은는의에로과와도만でがはをにの]|까지|부터|으로")
_PART_OF = re.compile(r"\s?(?:가운데|중|のうち|のなか|中的|中，)")
_JOINED = re.compile(r"[\s\u00a0\u202f-]{0,2}")
_SPACE = re.compile(r"\s")
_HANGUL, _KANA = re.compile("[\uac00-\ud7af]"), re.compile("[\u3040-\u30ff]")


class Nouns:
    """Finds the nouns of the numbers of one field."""

    def __init__(self, text: str, words: Words, marks: Sequence[Mark], mentions: Sequence[Evidence]) -> None:
        self.text, self.words, self.marks = text, words, marks
        self.tokens = tokens(text, words)
        self.starts = [token.start for token in self.tokens]
        self.nations = [each for each in mentions if each.concept.startswith(_NATION)]
        self.korean = _HANGUL.search(text) is not None
        self.chinese = not self.korean and _KANA.search(text) is None

    def east(self, number: Number) -> bool:
        """Whether the words around a number are of a script without spaces, or Korean."""
        around = self.text[max(0, number.start - 3) : number.start] + self.text[number.end : number.end + 3]
        return bool(number.counter) or EAST.search(around) is not None

    def name(self, each: Counted, back: int, limit: int, *, first: bool) -> None:
        """Finds the noun of a number, and whether it refers back or is a whole."""
        number = each.number
        if number.kind is Kind.SCORE:
            return
        own = [
            mark
            for mark in self.marks
            if number.spelled and (mark.start, mark.end) == (number.start, number.end)
        ]
        if own:  # an Arabic dual
            each.noun = own[0]
        elif self.east(number):
            self._east_noun(each, back, limit)
        else:
            self._west_noun(each, limit)
        at = bisect_left(self.starts, number.said_start)
        before = self.tokens[max(0, at - 3) : at]
        near = bool(before) and number.said_start - before[-1].end <= 2
        each.definite = near and before[-1].key in self.words.definite
        keys = tuple(token.key for token in before)
        each.whole = self._is_whole(number, keys, near=near and not first, back=back)
        each.whole |= near and self._is_divided(keys)

    def _is_divided(self, keys: tuple[str, ...]) -> bool:
        """A third of the 300 men: what is told of the third is not told of all."""
        for at, word in enumerate(keys):
            behind = keys[at + 1 :]
            if word in self.words.fractions and behind:
                return all(one in self.words.of | self.words.definite for one in behind)
        return False

    def _is_whole(self, number: Number, keys: tuple[str, ...], *, near: bool, back: int) -> bool:
        """Whether another number is a part of this: 600 of 15,000, 1만5000명 가운데."""
        if _PART_OF.match(self.text, number.said_end):
            return True
        opened = near and any(keys[-size:] in self.words.wholes for size in (1, 2, 3))
        return opened and sentence_at(sentences(self.text), back) == sentence_at(
            sentences(self.text), number.start
        )

    def _east_noun(self, each: Counted, back: int, limit: int) -> None:
        number = each.number
        each.general = _COUNTERS.get(number.counter, "")
        if (
            not number.counter
            and EAST.match(self.text, number.said_end)
            and not _JOSA.match(self.text, number.said_end)
        ):
            each.unknown = True  # a sign without a counter: 1718委员会, 2보
            return
        before, after = self._before(each, back), self._after(number, limit)
        near = (after[:1] or before[-1:]) if self.chinese else (before[-1:] or after[:1])
        if near and near[0].unit == "men" and len(after) > 1 and near == after[:1]:
            near = after[1:2]
        if near and _fits(each.general, near[0].unit):
            each.noun = self._coupled(near[0])

    def _before(self, each: Counted, back: int) -> list[Mark]:
        """The nouns right before a number: 死者600人."""
        start = each.number.said_start
        gap = _EAST_BEFORE if each.general == "men" or not each.number.counter else 1
        return [
            mark
            for mark in self.marks
            if mark.unit not in SIGNS and mark.unit not in BALLOTS
            and back <= mark.start and mark.end <= start and start - mark.end <= gap
            and not BREAK.search(self.text[mark.end : start])
        ]  # fmt: skip

    def _after(self, number: Number, limit: int) -> list[Mark]:
        """The nouns behind a number and its counter, up to a particle: 3000人の北朝鮮兵."""
        behind = self.text[number.said_end : min(limit, number.said_end + _EAST_WINDOW)]
        stops = [BREAK, _PARTICLE] if self.korean else [BREAK, _PARTICLE, _SPACE]
        ends = [found.start() for found in (stop.search(behind) for stop in stops) if found]
        reach = number.said_end + min(ends, default=len(behind))
        return [
            mark
            for mark in self.marks
            if number.said_end <= mark.start < reach and mark.unit not in SIGNS and mark.unit not in BALLOTS
        ]

    def _coupled(self, noun: Mark) -> Mark:
        """공병·건설병력 6000명: sappers and builders are troops."""
        for mark in self.marks:
            two = noun.unit in SPECIAL and mark.unit in SPECIAL and mark.unit != noun.unit
            if two and mark.end <= noun.start and _COUPLED.fullmatch(self.text[mark.end : noun.start]):
                return Mark(unit="troops", start=mark.start, end=noun.end)
        return noun

    def _west_noun(self, each: Counted, limit: int) -> None:
        """The noun behind a number: of those that stand side by side the most telling, or the last."""
        number = each.number
        seen, partitive = self._phrase(number, limit)
        reach = seen[-1].end if seen else number.said_end
        found = [
            mark
            for mark in self.marks
            if number.said_end <= mark.start < reach and mark.unit not in BALLOTS and mark.unit not in SIGNS
        ]
        if not found:
            self._without_noun(each, seen, partitive=partitive)
            return
        chain = [found[0]]
        for mark in found[1:]:
            if not _JOINED.fullmatch(self.text[chain[-1].end : mark.start]):
                break
            chain.append(mark)
        each.noun = self._head(chain)

    def _phrase(self, number: Number, limit: int) -> tuple[list[Token], bool]:
        """The words behind a number that can be its noun, and whether `of` comes first."""
        seen: list[Token] = []
        partitive, last = False, number.said_end
        for token in self.tokens[bisect_left(self.starts, number.said_end) :]:
            gap = self.text[last : token.start]
            if token.start >= limit or BREAK.search(gap) or len(seen) >= WINDOW or token.value is not None:
                break
            inside = any(mark.start <= token.start < mark.end for mark in self.marks)
            if not inside and (token.key in self.words.stops | self.words.joins):
                break
            if not inside and token.key in self.words.of:
                if seen:
                    break
                partitive = True
            else:
                seen.append(token)
            last = token.end
        return seen, partitive

    def _without_noun(self, each: Counted, seen: Sequence[Token], *, partitive: bool) -> None:
        """Whether what follows is a nation (two Chinese), a name (3,000 of Kim's), or some other noun."""
        if not seen:
            return
        first = seen[0]
        signs = [mark for mark in self.marks if mark.start == first.start]
        nations = [nation for nation in self.nations if first.start <= nation.start <= first.end + 1]
        if nations:
            each.general = "men"
            each.doubtful = any(token.start >= nations[0].end for token in seen)
        elif not signs and not (partitive and first.text[:1].isupper()):
            each.unknown = True

    def _head(self, chain: Sequence[Mark]) -> Mark:
        """The noun of a chain that counts: builders among soldiers, soldiers who are killed as soldiers."""
        nouns = [mark for mark in chain if mark.unit not in STATES]
        special = [mark for mark in nouns if mark.unit in SPECIAL]
        head = special[0] if special else (nouns or list(chain))[-1]
        if head.unit in ("men", "fighters"):
            head = self._of_them(head)
        return self._coordinated(head)

    def _of_them(self, head: Mark) -> Mark:
        """1.500 uomini delle forze speciali: the noun behind `of` says who the men are."""
        for mark in self.marks:
            between = self.text[head.end : mark.start] if mark.start >= head.end else "-" * 30
            if len(between) <= 16 and mark.unit in PERSONS and self.only(between, self.words.of):
                return Mark(unit=mark.unit, start=head.start, end=mark.end)
        return head

    def only(self, between: str, keys: frozenset[str]) -> bool:
        found = tokens(between, self.words)
        return bool(found) and all(token.key in keys for token in found) and not BREAK.search(between)

    def _coordinated(self, head: Mark) -> Mark:
        """6,000 sappers and builders are troops."""
        for mark in self.marks:
            two = head.unit in SPECIAL and mark.unit in SPECIAL and mark.unit != head.unit
            if (
                two
                and head.end < mark.start
                and self.only(self.text[head.end : mark.start], self.words.joins)
            ):
                return Mark(unit="troops", start=head.start, end=mark.end)
        return head


def _fits(general: str, unit: str) -> bool:
    """Whether a noun can be what a counter counts: 명 counts persons, 척 ships."""
    if general == "men":
        return unit in PERSONS or unit in STATES
    if general == "kinds":
        return False
    return not general or unit == general or (general == "countries" and unit == "members")
