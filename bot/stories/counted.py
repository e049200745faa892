"""What the numbers of a field count: a noun, and the state of those counted (killed, captured, in favour).

A state is given to the nearest number of its sentence that can be in it, so that of two numbers (600 killed
of 15,000 troops) each has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.model import Evidence
from bot.stories.nouns import Nouns
from bot.stories.numberwords import Words, key
from bot.stories.numerals import Kind, Number
from bot.stories.tokens import Token, tokens
from bot.stories.units import (
    BALLOTS,
    LOOSE,
    MAX_COUNTED,
    PERSONS,
    SENT,
    STATES,
    UNITS,
    VOTERS,
    Counted,
    Mark,
    marks,
    sentence_at,
    sentences,
)

THINGS = frozenset(
    {"ships", "containers", "howitzers", "shells", "missiles", "drones", "vehicles", "homes", "attacks"}
)

_REACH, _EAST_REACH = 100, 45
"""How far from its number a state is taken: it cost the least of 40 to 150, and of 20 to 80 where a sign is a
word."""

_COMMA, _CLAUSE, _DASHED, _JOIN = 12, 30, 6, 12
"""What a comma, a stronger mark, a dash and an `and` between a state and a number count as, in characters."""

_VERSUS = 24
"""Characters between the votes for and those against."""

_TOGETHER = 24
"""Characters from `killed` to `wounded` where both are said of one number."""

_BALLOT_REACH, _VOTE_REACH = 20, 70
"""How far from `13 votes`, and from `13 members`, stands what they were."""

_WAW = 3
"""Letters of the longest Arabic word that begins with w for other reasons, as a rule."""

_VERB_FIRST = 12
"""What it costs a state in Arabic to follow its number: the verb comes first."""

_STRONG = re.compile("[;:…؛；：。]")
_COMMAS = re.compile("[,،、，·・]")
_DASH = re.compile(r"\s[-–—]\s|[—―]")
_RIGHT_TO_LEFT = re.compile("[\u0600-\u06ff]")
_VOTING = frozenset(
    {
        "security-council",
        "un-general-assembly",
        "parliament",
        "veto",
        "un-resolution",
        "referendum",
        "snapback",
    }
)
"""Concepts of the library that tell of a vote."""

_OF_VOTES = frozenset(f"{UNITS}{unit}" for unit in ("voting", "votes", *BALLOTS))


class Field:
    """One field of an item, with its numbers and what they count."""

    def __init__(
        self, name: str, text: str, said: Sequence[Number], mentions: Sequence[Evidence], words: Words
    ) -> None:
        self.name, self.text, self.words, self.marks = name, text, words, marks(mentions, name)
        self.sentences = sentences(text)
        own = [each for each in mentions if each.field == name]
        self._nouns = Nouns(text, words, self.marks, own)
        self._votes = {self.sentence(each.start) for each in own if each.concept in _VOTING}
        self._votes |= {
            self.sentence(mark.start) for mark in self.marks if mark.unit in ("voting", "votes", *BALLOTS)
        }
        if name == "summary" and any(
            each.field == "title" and each.concept in _OF_VOTES for each in mentions
        ):
            self._votes |= set(self.sentences)
        self.counted = [Counted(number=number) for number in said if self._counts(number)][:MAX_COUNTED]
        for at, each in enumerate(self.counted):
            limit = self.counted[at + 1].number.said_start if at + 1 < len(self.counted) else len(text)
            back = self.counted[at - 1].reach[1] if at else 0
            self._nouns.name(each, back, limit, first=at == 0)
        self._give_states()

    def _counts(self, number: Number) -> bool:
        """Counts and scores; and أيدت القرار 165 دولة, which a noun behind it keeps from being a name."""
        if number.kind is not Kind.NAME:
            return number.kind in (Kind.COUNT, Kind.SCORE)
        named = number.start > 0 and self.text[number.start - 1].isspace()
        beside = [mark for mark in self.marks if mark.start == number.end + 1]
        return named and any(mark.unit in VOTERS | PERSONS for mark in beside)

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence in which a place lies."""
        return sentence_at(self.sentences, at)

    def votes_at(self, at: int) -> bool:
        """Whether the sentence there tells of a vote."""
        return self.sentence(at) in self._votes

    def _give_states(self) -> None:
        """Gives each state to the nearest number of its sentence that can be in it."""
        for each in self.counted:
            if each.noun and each.noun.unit in STATES:
                each.owns.append((0.0, each.noun))
        owned = {(mark.start, mark.end) for each in self.counted for _, mark in each.owns}
        for mark in self.marks:
            if mark.unit in (*STATES, *BALLOTS, *LOOSE, SENT) and (mark.start, mark.end) not in owned:
                taker = min(self._takers(mark), key=lambda pair: pair[0], default=None)
                if taker:
                    taker[1].owns.append((taker[0], mark))
        for each in self.counted:
            each.state = _strongest(each)
        for left, right in pairwise(self.counted):
            self._share(left, right)
            self._oppose(left, right)

    def thing_before(self, each: Counted) -> str:
        """The thing before a number without a noun: the number of containers rose to 28,000."""
        sentence = self.sentence(each.number.start)
        taken = {(other.noun.start, other.noun.end) for other in self.counted if other.noun}
        for mark in reversed(self.marks):
            if sentence[0] <= mark.start and mark.end <= each.number.said_start and mark.unit in THINGS:
                return "" if (mark.start, mark.end) in taken else mark.unit
        return ""

    def _takers(self, mark: Mark) -> Iterator[tuple[float, Counted]]:
        ballot = mark.unit in (*BALLOTS, *LOOSE)
        sentence = self.sentence(mark.start)
        if ballot and sentence not in self._votes:
            return
        for each in self.counted:
            number, noun = each.number, each.kind_of_noun
            if (
                not sentence[0] <= number.start < sentence[1]
                or each.unknown
                or each.whole
                or number.kind is Kind.SCORE
            ):
                continue
            if ballot and (noun not in VOTERS or (mark.unit in LOOSE and self._governs(mark, each))):
                continue
            if not ballot and noun and noun not in PERSONS and noun not in STATES:
                continue
            if mark.unit == SENT and noun not in ("", "men"):
                continue
            cost = self._cost(each, mark)
            vote = _BALLOT_REACH if noun == "votes" else _VOTE_REACH
            reach = _EAST_REACH if self._nouns.east(number) else vote if ballot else _REACH
            if cost <= reach:
                yield cost, each

    def _governs(self, mark: Mark, each: Counted) -> bool:
        """Whether a preposition stands right before a number with a noun: sanctions against two countries."""
        near = bool(each.noun) and 0 <= each.number.said_start - mark.end <= 1
        return near and key(self.text[mark.start : mark.end]) in self.words.stops

    def _cost(self, each: Counted, mark: Mark) -> float:
        """How far a state stands from a number, in characters; endless with another number between."""
        start, end = each.reach
        left, right = (end, mark.start) if mark.start >= end else (mark.end, start)
        if left >= right:
            return 0.0
        for other in self.counted:
            if other is not each and not other.whole and left <= other.number.start < right:
                return float("inf")
        between, behind = self.text[left:right], mark.start >= end
        joins = sum(self._joins(token) for token in tokens(between, self.words))
        return (
            len(between) + self._order(each, mark, behind=behind, near=right - left <= 1)
            + _COMMA * (2 if self._nouns.east(each.number) else 1) * len(_COMMAS.findall(between))
            + _CLAUSE * len(_STRONG.findall(between)) + _DASHED * len(_DASH.findall(between)) + _JOIN * joins
        )  # fmt: skip

    def _joins(self, token: Token) -> bool:
        """Whether a word is `and`, or begins with the Arabic one."""
        return token.key in self.words.joins or (len(token.key) > _WAW and token.key.startswith("و"))

    def _order(self, each: Counted, mark: Mark, *, behind: bool, near: bool) -> int:
        """What the order of a state and its number costs in this language."""
        if mark.unit in LOOSE and not each.noun and near and not behind:
            return -2
        if _RIGHT_TO_LEFT.search(self.text):
            return _VERB_FIRST if behind else 0
        if self._nouns.east(each.number):
            return 2 if behind else 0
        return 0 if behind else 4

    def _share(self, left: Counted, right: Counted) -> None:
        """3 civilians and 2 soldiers killed: one state for both."""
        if left.state or not right.state or not left.noun or left.noun.unit not in PERSONS:
            return
        if right.state.unit in BALLOTS or right.state.start < right.number.start or not right.noun:
            return
        between = self.text[left.noun.end : right.number.said_start]
        joined = between.strip() == "," or self._nouns.only(between, self.words.joins)
        if right.noun.unit in PERSONS and len(between) <= 8 and joined:
            left.state = right.state

    def _oppose(self, left: Counted, right: Counted) -> None:
        """289 voix contre 239: the first are for, the second against."""
        between = self.text[left.number.end : right.number.start]
        found = tokens(between, self.words) if len(between) <= _VERSUS else []
        if not found or found[-1].key not in self.words.versus or not self.votes_at(left.number.start):
            return
        extra = [token for token in found if token.key not in self.words.versus | self.words.of]
        votes = {mark.start for mark in self.marks if mark.unit in ("votes", "voting", *BALLOTS)}
        if all(left.number.end + token.start in votes for token in extra):
            start, end = right.number.start, right.number.end
            left.state = Mark(unit=BALLOTS[0], start=left.number.start, end=left.number.end)
            right.state = Mark(unit=BALLOTS[1], start=start, end=end)


def _strongest(each: Counted) -> Mark | None:
    """The nearest state; killed and wounded together are casualties, and captives may be wounded."""
    if not each.owns:
        return None
    nearest = min(each.owns, key=lambda pair: pair[0])[1]
    by_unit = {mark.unit: mark for _, mark in reversed(each.owns)}
    killed, wounded = by_unit.get("killed"), by_unit.get("wounded")
    if (
        nearest.unit in ("killed", "wounded")
        and killed
        and wounded
        and abs(wounded.start - killed.start) <= _TOGETHER
    ):
        first, last = sorted((killed, wounded), key=lambda mark: mark.start)
        return Mark(unit="casualties", start=first.start, end=last.end)
    for unit in ("captured", "casualties"):  # which the wounded are among
        if nearest.unit == "wounded" and unit in by_unit:
            return by_unit[unit]
    unit = LOOSE.get(nearest.unit, "troops" if nearest.unit == SENT else nearest.unit)
    return Mark(unit=unit, start=nearest.start, end=nearest.end)
