"""What a number counts: the noun beside it, and the state of those counted (killed, captured, in favour).

Everything looks at one field. A noun is sought behind the number up to the next preposition or mark, and before it
in Korean, Japanese and Chinese. A state is given to the nearest number of its sentence, so that of two numbers
(600 killed of 15,000 troops) each has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.model import Evidence
from bot.stories.numbers import Kind, Number, Token, tokens
from bot.stories.numberwords import Words

UNITS = "units/"
STATES = ("casualties", "killed", "wounded", "captured", "missing", "displaced", "arrested")
BALLOTS = ("votes in favour", "votes against", "abstentions")
PERSONS = frozenset({"troops", "sappers", "builders", "fighters", "workers", "tourists", "people", "men"})
VOTERS = frozenset({"countries", "members", "votes", "people", "men", ""})
_SPECIAL = ("builders", "sappers", "fighters")
"""Nouns that say more than others beside them: soldiers of the construction corps are builders."""

_ORDER = (*BALLOTS, "casualties", *_SPECIAL, "killed", "captured", "wounded", "troops")
"""Which of two units the same words are, first wins; others come after."""

_COUNTERS = {
    **dict.fromkeys(("名", "人", "명", "位", "사람", "分"), "men"),
    **dict.fromkeys(("척", "隻", "艘"), "ships"),
    **dict.fromkeys(("개국", "カ国", "か国", "ヵ国", "ヶ国", "箇国", "个国", "個国", "國", "国", "個國"), "countries"),
    **dict.fromkeys(("社",), "companies"),
    **dict.fromkeys(("票", "표"), "votes"),
}

WINDOW = 6
"""Words behind a number in which its noun stands: 1,500 North Korean army special forces soldiers."""

_EAST_WINDOW = 14
"""Characters of the same: 1500名朝鲜特种部队士兵."""

_EAST_BEFORE = 5
"""Characters between a noun and the number behind it: 병력이 모두 1만2000명."""

_REACH, _EAST_REACH = 100, 45
"""How far from its number a state is taken: it cost the least of 40 to 150, and of 20 to 80 where a sign is a word."""

_COMMA, _CLAUSE = 12, 30
"""What a comma and a stronger mark between a state and a number count as, in characters."""

_BREAK = re.compile(r"[,;:.!?()\[\]|/—–…،؛؟、。，；：！？（）·・]|\s-\s")
_STRONG = re.compile(r"[;:—…؛；：…]|\s[-–]\s")
_SENTENCE = re.compile(r"[!?؟。！？\n]+|\.(?=[\s»”\"’)]+\S)")
_EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PARTICLE = re.compile("[をがはもにで]|에서|으로")
_JOINED = re.compile(r"[\s\u00a0\u202f-]{0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mention of a unit."""

    unit: str
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Counted:
    """A number with what it was found to count."""

    number: Number
    noun: Mark | None = None
    state: Mark | None = None
    owns: list[Mark] = field(default_factory=list)
    """States given to it."""
    unknown: bool = False
    """Some other noun follows it."""
    general: str = ""
    """What its counter says."""
    definite: bool = False
    """Refers back: `the two men`."""

    @property
    def kind_of_noun(self) -> str:
        return self.noun.unit if self.noun else self.general


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text; a full stop before a small letter or digit, or behind a short word, ends none."""
    found, start = [], 0
    for mark in _SENTENCE.finditer(text):
        if mark[0] == "." and not _ends(text, mark.start(), mark.end()):
            continue
        found.append((start, mark.end()))
        start = mark.end()
    return [*found, (start, len(text))]


def _ends(text: str, at: int, after: int) -> bool:
    head = text[max(0, at - 6) : at]
    word = re.search(r"[^\W\d_]*$", head)
    following = re.search(r"\S", text[after : after + 6].lstrip("»”\"’) "))
    short = word is not None and 0 < len(word[0]) <= 2
    return not short and following is not None and not (following[0].islower() or following[0].isdigit())


def marks(mentions: Iterable[Evidence], name: str) -> list[Mark]:
    """The units that a field names, without those inside longer ones."""
    found = [
        Mark(unit=each.concept.removeprefix(UNITS), start=each.start, end=each.end)
        for each in mentions
        if each.field == name and each.concept.startswith(UNITS)
    ]
    rank = {unit: at for at, unit in enumerate(_ORDER)}
    found.sort(key=lambda mark: (mark.start, -mark.end, rank.get(mark.unit, len(rank))))
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.end > kept[-1].end:
            kept.append(mark)
    return kept


class Field:
    """One field of an item, with its numbers and what they count."""

    def __init__(self, text: str, numbers: Sequence[Number], named: Sequence[Mark], words: Words, *, votes: bool) -> None:
        self.text, self.words, self.marks = text, words, named
        self.tokens = tokens(text, words)
        self.sentences = sentences(text)
        self.votes = votes
        wanted = (Kind.COUNT, Kind.SCORE)
        self.counted = [Counted(number=number) for number in numbers if number.kind in wanted]
        self._others = [number for number in numbers if number.kind not in wanted]
        for at, each in enumerate(self.counted):
            limit = self.counted[at + 1].number.said_start if at + 1 < len(self.counted) else len(text)
            back = self.counted[at - 1].number.said_end if at else 0
            self._name(each, back, limit)
        self._give_states()

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence in which a place lies."""
        return next((each for each in self.sentences if each[0] <= at < each[1]), self.sentences[-1])

    def east(self, number: Number) -> bool:
        """Whether the words around a number are of a script without spaces, or Korean."""
        around = self.text[max(0, number.start - 3) : number.start] + self.text[number.end : number.end + 3]
        return bool(number.counter) or _EAST.search(around) is not None

    def _name(self, each: Counted, back: int, limit: int) -> None:
        """Finds the noun of a number."""
        number = each.number
        if number.kind is Kind.SCORE:
            return
        own = [mark for mark in self.marks if mark.start == number.start and number.spelled and mark.end == number.end]
        if own:  # an Arabic dual
            each.noun = own[0]
        elif self.east(number):
            each.general = _COUNTERS.get(number.counter, "")
            each.noun = self._east_noun(each, back, limit)
        else:
            self._west_noun(each, limit)
        before = [token for token in self.tokens if token.end <= number.said_start][-1:]
        each.definite = bool(before) and before[0].key in self.words.definite and number.said_start - before[0].end <= 2

    def _east_noun(self, each: Counted, back: int, limit: int) -> Mark | None:
        number = each.number
        behind = self.text[number.said_end : min(limit, number.said_end + _EAST_WINDOW)]
        stop = _BREAK.search(behind) or _PARTICLE.search(behind)
        particle = _PARTICLE.search(behind)
        reach = number.said_end + min(
            stop.start() if stop else len(behind), particle.start() if particle else len(behind)
        )
        before = [
            mark
            for mark in self.marks
            if back <= mark.start and mark.end <= number.said_start
            and number.said_start - mark.end <= _EAST_BEFORE
            and not _BREAK.search(self.text[mark.end : number.said_start])
        ]  # fmt: skip
        after = [mark for mark in self.marks if number.said_end <= mark.start and mark.start < reach]
        chinese = self.words.months and not re.search("[\u3040-\u30ff\uac00-\ud7af]", self.text)
        near = (after[:1] or before[-1:]) if chinese else (before[-1:] or after[:1])
        if near and near[0].unit == "men" and len(after) > 1:
            near = after[1:2]
        if near and near[0].unit in BALLOTS:
            return None
        return near[0] if near else None

    def _west_noun(self, each: Counted, limit: int) -> None:
        """The noun behind a number: of those that stand side by side the most telling, or the last."""
        number, seen, last = each.number, 0, each.number.said_end
        reach, unknown = number.said_end, False
        for token in self._behind(number):
            gap = self.text[last : token.start]
            if token.start >= limit or _BREAK.search(gap) or seen >= WINDOW or token.value is not None:
                break
            inside = any(mark.start <= token.start < mark.end for mark in self.marks)
            if token.key in self.words.of and not inside:
                if seen:
                    break
                last = token.end
                continue
            if token.key in self.words.stops and not inside:
                break
            seen, last, reach = seen + 1, token.end, token.end
            unknown = unknown or not inside
        found = [mark for mark in self.marks if number.said_end <= mark.start < reach and mark.unit not in BALLOTS]
        if not found:
            each.unknown = unknown
            return
        chain = [found[0]]
        for mark in found[1:]:
            if not _JOINED.fullmatch(self.text[chain[-1].end : mark.start]):
                break
            chain.append(mark)
        each.noun = self._head(chain)

    def _behind(self, number: Number) -> Iterable[Token]:
        return (token for token in self.tokens if token.start >= number.said_end)

    def _head(self, chain: Sequence[Mark]) -> Mark:
        """The noun of a chain that counts: builders among soldiers, soldiers who are killed as soldiers."""
        nouns = [mark for mark in chain if mark.unit not in STATES]
        special = [mark for mark in nouns if mark.unit in _SPECIAL]
        head = (special or nouns or chain)[-1 if not special else 0]
        if head.unit == "men":
            head = self._of_them(head)
        return self._coordinated(head)

    def _of_them(self, head: Mark) -> Mark:
        """1.500 uomini delle forze speciali: the noun behind `of` says who the men are."""
        for mark in self.marks:
            between = self.text[head.end : mark.start] if mark.start >= head.end else "x" * 30
            if len(between) <= 16 and mark.unit in PERSONS and self._only_of(between):
                return Mark(unit=mark.unit, start=head.start, end=mark.end)
        return head

    def _only_of(self, between: str) -> bool:
        found = tokens(between, self.words)
        return bool(found) and all(token.key in self.words.of for token in found) and not _BREAK.search(between)

    def _coordinated(self, head: Mark) -> Mark:
        """6,000 sappers and builders are troops."""
        for mark in self.marks:
            if mark.start <= head.end or mark.unit == head.unit or mark.unit not in _SPECIAL:
                continue
            joint = tokens(self.text[head.end : mark.start], self.words)
            if head.unit in _SPECIAL and len(joint) == 1 and joint[0].key in self.words.joins:
                return Mark(unit="troops", start=head.start, end=mark.end)
        return head

    def _give_states(self) -> None:
        """Gives each state to the nearest number of its sentence that can be in it."""
        for each in self.counted:
            if each.noun and each.noun.unit in STATES:
                each.owns.append(each.noun)
        owned = {(mark.start, mark.end) for each in self.counted for mark in each.owns}
        for mark in self.marks:
            if mark.unit in (*STATES, *BALLOTS) and (mark.start, mark.end) not in owned:
                taker = min(self._takers(mark), key=lambda pair: pair[0], default=None)
                if taker:
                    taker[1].owns.append(mark)
        for each in self.counted:
            each.state = _strongest(each, self.text)
        for left, right in zip(self.counted, self.counted[1:], strict=False):
            self._share(left, right)

    def _takers(self, mark: Mark) -> Iterable[tuple[float, Counted]]:
        ballot = mark.unit in BALLOTS
        if ballot and not self.votes:
            return
        sentence = self.sentence(mark.start)
        for each in self.counted:
            number, noun = each.number, each.kind_of_noun
            if not sentence[0] <= number.start < sentence[1] or each.unknown or noun in STATES and ballot:
                continue
            if noun and noun not in (VOTERS if ballot else PERSONS | set(STATES)):
                continue
            if not noun and number.value is not None and number.value < 2 and not ballot:
                continue
            cost = self._cost(each, mark)
            if cost <= (_EAST_REACH if self.east(number) else _REACH):
                yield cost, each

    def _cost(self, each: Counted, mark: Mark) -> float:
        """How far a state stands from a number, in characters; endless where another number stands between."""
        start = each.number.said_start
        end = max(each.number.said_end, each.noun.end if each.noun else 0)
        left, right = (end, mark.start) if mark.start >= end else (mark.end, start)
        if left >= right:
            return 0.0
        for other in self.counted:
            if other is not each and left <= other.number.start < right:
                return float("inf")
        between = self.text[left:right]
        behind = 0 if mark.start >= end else 4
        return len(between) + behind + _COMMA * len(re.findall("[,،、，]", between)) + _CLAUSE * len(_STRONG.findall(between))

    def _share(self, left: Counted, right: Counted) -> None:
        """3 civilians and 2 soldiers killed: one state for both."""
        if left.state or not right.state or not left.noun or left.noun.unit not in PERSONS:
            return
        if right.state.unit in BALLOTS or right.state.start < right.number.start:
            return
        between = self.text[left.noun.end : right.number.said_start]
        joint = tokens(between, self.words)
        if len(between) <= 8 and (not joint or all(token.key in self.words.joins for token in joint)):
            left.state = right.state


def _strongest(each: Counted, text: str) -> Mark | None:
    """The state of those counted: killed and wounded together are casualties, and the captured may be wounded."""
    if not each.owns:
        return None
    by_unit = {mark.unit: mark for mark in reversed(each.owns)}
    killed, wounded = by_unit.get("killed"), by_unit.get("wounded")
    if killed and wounded and abs(wounded.start - killed.start) <= 24:
        first, last = sorted((killed, wounded), key=lambda mark: mark.start)
        return Mark(unit="casualties", start=first.start, end=last.end)
    if each.noun and each.noun.unit in STATES:
        return each.noun
    for unit in ("captured", "casualties"):
        if unit in by_unit:
            return by_unit[unit]
    start = each.number.start
    return min(each.owns, key=lambda mark: abs(mark.start - start))
