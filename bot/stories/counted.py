"""What a number counts: the noun beside it, and the state of those counted (killed, captured, in favour).

Everything looks at one field. A noun is sought behind the number up to the next preposition or mark, and
before it in Korean, Japanese and Chinese. A state is given to the nearest number of its sentence, so that of
two numbers (600 killed of 15,000 troops) each has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.model import Evidence
from bot.stories.numberwords import Words, key
from bot.stories.numerals import Kind, Number
from bot.stories.tokens import Token, tokens

UNITS = "units/"
STATES = ("casualties", "killed", "wounded", "captured", "missing", "displaced", "arrested")
BALLOTS = ("votes in favour", "votes against", "abstentions")
_LOOSE = {"for": "votes in favour", "opposed": "votes against"}
"""What is a vote only where one is told of: three countries back the plan."""

_SENT = "deployed"
"""A state that tells that men are soldiers."""

_SIGNS = frozenset({"voting", "money", *_LOOSE, _SENT})
"""Words that are never what is counted."""

PERSONS = frozenset({"troops", "sappers", "builders", "fighters", "workers", "tourists", "people", "men"})
VOTERS = frozenset({"countries", "members", "votes", "men", ""})
THINGS = frozenset(
    {"ships", "containers", "howitzers", "shells", "missiles", "drones", "vehicles", "homes", "attacks"}
)
_SPECIAL = ("builders", "sappers", "fighters")
"""Nouns that say more than others beside them: soldiers of the construction corps are builders."""

_ORDER = (*BALLOTS, "votes", *_LOOSE, "casualties", *_SPECIAL, "killed", "captured", "wounded", "troops")
"""Which of two units the same words are, first wins; others come after."""

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

_VERB_FIRST = 12
"""What it costs a state in Arabic to follow its number: the verb comes first."""

_BREAK = re.compile(r"[,;:.!?()\[\]|/—–…،؛؟、。，；：！？（）·・]|\s-\s")
_STRONG = re.compile("[;:…؛；：。]")
_COMMAS = re.compile("[,،、，·・]")
_DASH = re.compile(r"\s[-–—]\s|[—―]")
_RIGHT_TO_LEFT = re.compile("[\u0600-\u06ff]")
_SENTENCE = re.compile(r"[!?؟。！？\n]+|\.(?=[\s»”\"’)]+\S)")
_EAST = re.compile("[\u3040-\u30fa\u3400-\u9fff\uac00-\ud7af]")
_PARTICLE = re.compile("[をがはもにで]|에서|으로|[이가은는을를] ")
_COUPLED = re.compile(r"\s?[·・、,と及び和やか및과와]{1,2}\s?(?:軍の)?")
_JOSA = re.compile("[을를이가은는의에로과와도만でがはをにの]|까지|부터|으로")
_PART_OF = re.compile(r"\s?(?:가운데|중|のうち|のなか|中的|中，)")
_NATION = "countries/"
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

MAX_COUNTED = 60
"""Numbers of one field that are looked at, and at most so many units, to bound the time."""
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
    owns: list[tuple[float, Mark]] = field(default_factory=list)
    """States given to it, with how far each stands."""
    whole: bool = False
    """That of which another number is a part: 600 of 15,000."""
    unknown: bool = False
    """Some other noun follows it."""
    general: str = ""
    """What its counter says."""
    definite: bool = False
    """Refers back: `the two men`."""

    @property
    def kind_of_noun(self) -> str:
        return self.noun.unit if self.noun else self.general

    @property
    def reach(self) -> tuple[int, int]:
        """From the qualifier to the end of the noun."""
        start, end = self.number.said_start, self.number.said_end
        if self.noun:
            return min(start, self.noun.start), max(end, self.noun.end)
        return start, end


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text; a full stop before a small letter or digit, or behind a short word, ends
    none."""
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
    following = re.search(r"\S", text[after : after + 6].lstrip('»”"’) '))
    short = word is not None and 0 < len(word[0]) <= 2
    return not short and following is not None and not (following[0].islower() or following[0].isdigit())


def marks(mentions: Iterable[Evidence], name: str) -> list[Mark]:
    """The units that a field names, without those inside longer ones."""
    found = [
        Mark(unit=each.concept.removeprefix(UNITS), start=each.start, end=each.end)
        for each in mentions
        if each.field == name and each.concept.startswith(UNITS)
    ]
    rank = {unit: at for at, unit in enumerate(_ORDER)} | {"voting": len(_ORDER) + 1}
    found.sort(key=lambda mark: (mark.start, -mark.end, rank.get(mark.unit, len(rank))))
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.end > kept[-1].end:
            kept.append(mark)
    return kept[: 4 * MAX_COUNTED]


class Field:
    """One field of an item, with its numbers and what they count."""

    def __init__(
        self, name: str, text: str, said: Sequence[Number], mentions: Sequence[Evidence], words: Words
    ) -> None:
        self.name, self.text, self.words, self.marks = name, text, words, marks(mentions, name)
        self.tokens = tokens(text, words)
        self.sentences = sentences(text)
        own = [each for each in mentions if each.field == name]
        self.nations = [each for each in own if each.concept.startswith(_NATION)]
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
            self._name(each, back, limit, first=at == 0)
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
        return next((each for each in self.sentences if each[0] <= at < each[1]), self.sentences[-1])

    def votes_at(self, at: int) -> bool:
        """Whether the sentence there tells of a vote."""
        return self.sentence(at) in self._votes

    def east(self, number: Number) -> bool:
        """Whether the words around a number are of a script without spaces, or Korean."""
        around = self.text[max(0, number.start - 3) : number.start] + self.text[number.end : number.end + 3]
        return bool(number.counter) or _EAST.search(around) is not None

    def _name(self, each: Counted, back: int, limit: int, *, first: bool) -> None:
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
        before = [token for token in self.tokens if token.end <= number.said_start][-3:]
        near = bool(before) and number.said_start - before[-1].end <= 2
        each.definite = near and before[-1].key in self.words.definite
        keys = tuple(token.key for token in before)
        each.whole = not first and (
            (near and any(keys[-size:] in self.words.wholes for size in (1, 2, 3)))
            or _PART_OF.match(self.text, number.said_end) is not None
        )
        if not first and each.whole:
            previous = self.sentence(back)
            each.whole = previous == self.sentence(number.start)
        if _PART_OF.match(self.text, number.said_end):
            each.whole = True

    def _east_noun(self, each: Counted, back: int, limit: int) -> None:
        number = each.number
        each.general = _COUNTERS.get(number.counter, "")
        behind = self.text[number.said_end : min(limit, number.said_end + _EAST_WINDOW)]
        korean = re.search("[\uac00-\ud7af]", self.text) is not None
        ends = [found.start() for found in (_BREAK.search(behind), _PARTICLE.search(behind)) if found]
        ends += [] if korean else [found.start() for found in [re.search(r"\s", behind)] if found]
        reach = number.said_end + min(ends, default=len(behind))
        gap = _EAST_BEFORE if each.general == "men" or not number.counter else 1
        before = [
            mark
            for mark in self.marks
            if back <= mark.start and mark.end <= number.said_start
            and number.said_start - mark.end <= gap
            and mark.unit not in _SIGNS and mark.unit not in BALLOTS
            and not _BREAK.search(self.text[mark.end : number.said_start])
        ]  # fmt: skip
        after = [
            mark
            for mark in self.marks
            if number.said_end <= mark.start < reach and mark.unit not in _SIGNS and mark.unit not in BALLOTS
        ]
        chinese = not korean and not re.search("[\u3040-\u30ff]", self.text)
        near = (after[:1] or before[-1:]) if chinese else (before[-1:] or after[:1])
        if near and near[0].unit == "men" and len(after) > 1 and near == after[:1]:
            near = after[1:2]
        if not number.counter and _EAST.match(self.text, number.said_end):
            if not _JOSA.match(self.text, number.said_end):
                each.unknown = True  # a sign without a counter: 1718委员会, 2보
                return
        if not near or not _fits(each.general, near[0].unit):
            return
        each.noun = self._coupled(near[0])

    def _coupled(self, noun: Mark) -> Mark:
        """공병·건설병력 6000명: sappers and builders are troops."""
        for mark in self.marks:
            if (
                noun.unit in _SPECIAL
                and mark.unit in _SPECIAL
                and mark.unit != noun.unit
                and mark.end <= noun.start
            ):
                if _COUPLED.fullmatch(self.text[mark.end : noun.start]):
                    return Mark(unit="troops", start=mark.start, end=noun.end)
        return noun

    def _west_noun(self, each: Counted, limit: int) -> None:
        """The noun behind a number: of those that stand side by side the most telling, or the last."""
        number, last = each.number, each.number.said_end
        reach, seen, partitive = number.said_end, [], False
        for token in self.tokens:
            if token.start < number.said_end:
                continue
            gap = self.text[last : token.start]
            if token.start >= limit or _BREAK.search(gap) or len(seen) >= WINDOW or token.value is not None:
                break
            inside = any(mark.start <= token.start < mark.end for mark in self.marks)
            if token.key in self.words.of and not inside:
                if seen:
                    break
                last, partitive = token.end, True
                continue
            if token.key in self.words.stops | self.words.joins and not inside:
                break
            seen.append(token)
            last = reach = token.end
        found = [
            mark
            for mark in self.marks
            if number.said_end <= mark.start < reach and mark.unit not in (*BALLOTS, *_SIGNS)
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

    def _without_noun(self, each: Counted, seen: Sequence[Token], *, partitive: bool) -> None:
        """Whether what follows is a nation (two Chinese), a name (3,000 of Kim's), or some other noun."""
        if not seen:
            return
        first = seen[0]
        signs = [mark for mark in self.marks if mark.start == first.start]
        nations = [nation for nation in self.nations if first.start <= nation.start <= first.end + 1]
        if nations:
            each.general = "men"
        elif not signs and not (partitive and first.text[:1].isupper()):
            each.unknown = True

    def _head(self, chain: Sequence[Mark]) -> Mark:
        """The noun of a chain that counts: builders among soldiers, soldiers who are killed as soldiers."""
        nouns = [mark for mark in chain if mark.unit not in STATES]
        special = [mark for mark in nouns if mark.unit in _SPECIAL]
        head = special[0] if special else (nouns or list(chain))[-1]
        if head.unit in ("men", "fighters"):
            head = self._of_them(head)
        return self._coordinated(head)

    def _of_them(self, head: Mark) -> Mark:
        """1.500 uomini delle forze speciali: the noun behind `of` says who the men are."""
        for mark in self.marks:
            between = self.text[head.end : mark.start] if mark.start >= head.end else "-" * 30
            if len(between) <= 16 and mark.unit in PERSONS and self._only(between, self.words.of):
                return Mark(unit=mark.unit, start=head.start, end=mark.end)
        return head

    def _only(self, between: str, keys: frozenset[str]) -> bool:
        found = tokens(between, self.words)
        return bool(found) and all(token.key in keys for token in found) and not _BREAK.search(between)

    def _coordinated(self, head: Mark) -> Mark:
        """6,000 sappers and builders are troops."""
        for mark in self.marks:
            if (
                head.unit in _SPECIAL
                and mark.unit in _SPECIAL
                and mark.unit != head.unit
                and mark.start > head.end
            ):
                if self._only(self.text[head.end : mark.start], self.words.joins):
                    return Mark(unit="troops", start=head.start, end=mark.end)
        return head

    def _give_states(self) -> None:
        """Gives each state to the nearest number of its sentence that can be in it."""
        for each in self.counted:
            if each.noun and each.noun.unit in STATES:
                each.owns.append((0.0, each.noun))
        owned = {(mark.start, mark.end) for each in self.counted for _, mark in each.owns}
        for mark in self.marks:
            if mark.unit in (*STATES, *BALLOTS, *_LOOSE, _SENT) and (mark.start, mark.end) not in owned:
                taker = min(self._takers(mark), key=lambda pair: pair[0], default=None)
                if taker:
                    taker[1].owns.append((taker[0], mark))
        for each in self.counted:
            each.state = _strongest(each)
        for left, right in pairwise(self.counted):
            self._share(left, right)
            self._oppose(left, right)

    def thing_before(self, each: Counted) -> str:
        """What a number without a noun counts by a noun before it: the number of containers rose to 28,000."""
        sentence = self.sentence(each.number.start)
        taken = {(other.noun.start, other.noun.end) for other in self.counted if other.noun}
        for mark in reversed(self.marks):
            if sentence[0] <= mark.start and mark.end <= each.number.said_start and mark.unit in THINGS:
                return "" if (mark.start, mark.end) in taken else mark.unit
        return ""

    def _takers(self, mark: Mark) -> Iterator[tuple[float, Counted]]:
        ballot = mark.unit in (*BALLOTS, *_LOOSE)
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
            if ballot and (noun not in VOTERS or (mark.unit in _LOOSE and self._governs(mark, each))):
                continue
            if not ballot and noun and noun not in PERSONS and noun not in STATES:
                continue
            if mark.unit == _SENT and noun not in ("", "men"):
                continue
            cost = self._cost(each, mark)
            vote = _BALLOT_REACH if noun == "votes" else _VOTE_REACH
            reach = _EAST_REACH if self.east(number) else vote if ballot else _REACH
            if cost <= reach:
                yield cost, each

    def _governs(self, mark: Mark, each: Counted) -> bool:
        """Whether a preposition stands right before a number with a noun: sanctions against two countries."""
        near = bool(each.noun) and 0 <= each.number.said_start - mark.end <= 1
        return near and key(self.text[mark.start : mark.end]) in self.words.stops

    def _cost(self, each: Counted, mark: Mark) -> float:
        """How far a state stands from a number, in characters; endless where another number stands between."""
        start, end = each.reach
        left, right = (end, mark.start) if mark.start >= end else (mark.end, start)
        if left >= right:
            return 0.0
        for other in self.counted:
            if other is not each and not other.whole and left <= other.number.start < right:
                return float("inf")
        between, behind = self.text[left:right], mark.start >= end
        joins = sum(token.key in self.words.joins for token in tokens(between, self.words))
        return (
            len(between) + self._order(each, mark, behind=behind, near=right - left <= 1)
            + _COMMA * (2 if self.east(each.number) else 1) * len(_COMMAS.findall(between))
            + _CLAUSE * len(_STRONG.findall(between)) + _DASHED * len(_DASH.findall(between)) + _JOIN * joins
        )  # fmt: skip

    def _order(self, each: Counted, mark: Mark, *, behind: bool, near: bool) -> int:
        """What the order of a state and its number costs in this language."""
        if mark.unit in _LOOSE and not each.noun and near and not behind:
            return -2
        if _RIGHT_TO_LEFT.search(self.text):
            return _VERB_FIRST if behind else 0
        if self.east(each.number):
            return 2 if behind else 0
        return 0 if behind else 4

    def _share(self, left: Counted, right: Counted) -> None:
        """3 civilians and 2 soldiers killed: one state for both."""
        if left.state or not right.state or not left.noun or left.noun.unit not in PERSONS:
            return
        if right.state.unit in BALLOTS or right.state.start < right.number.start or not right.noun:
            return
        between = self.text[left.noun.end : right.number.said_start]
        joined = between.strip() == "," or self._only(between, self.words.joins)
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


def _fits(general: str, unit: str) -> bool:
    """Whether a noun can be what a counter counts: 명 counts persons, 척 ships."""
    if general == "men":
        return unit in PERSONS or unit in STATES
    if general == "kinds":
        return False
    return not general or unit == general or (general == "countries" and unit == "members")


def _strongest(each: Counted) -> Mark | None:
    """The state of those counted: the nearest; killed and wounded together are casualties, captives may be wounded."""
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
    unit = _LOOSE.get(nearest.unit, "troops" if nearest.unit == _SENT else nearest.unit)
    return Mark(unit=unit, start=nearest.start, end=nearest.end)
