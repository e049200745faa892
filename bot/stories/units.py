"""The units that a field names, and the record of what a number was found to count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.model import Evidence
from bot.stories.numerals import Number

UNITS = "units/"
STATES = ("casualties", "killed", "wounded", "captured", "missing", "displaced", "arrested")
BALLOTS = ("votes in favour", "votes against", "abstentions")
LOOSE = {"for": "votes in favour", "opposed": "votes against"}
"""What is a vote only where one is told of: three countries back the plan."""

SENT = "deployed"
"""A state that tells that men are soldiers."""

SIGNS = frozenset({"voting", "money", *LOOSE, SENT})
"""Words that are never what is counted."""

PERSONS = frozenset({"troops", "sappers", "builders", "fighters", "workers", "tourists", "people", "men"})
VOTERS = frozenset({"countries", "members", "votes", "men", ""})
SPECIAL = ("builders", "sappers", "fighters")
"""Nouns that say more than others beside them: soldiers of the construction corps are builders."""

_ORDER = (*BALLOTS, "votes", *LOOSE, "casualties", *SPECIAL, "killed", "captured", "wounded", "troops")
"""Which of two units the same words are, first wins; others come after."""

MAX_COUNTED = 60
"""Numbers of one field that are looked at, and four times as many units, to bound the time."""

BREAK = re.compile(r"[,;:.!?()\[\]|/—–…،؛؟、。，；：！？（）·・]|\s-\s")
_SENTENCE = re.compile(r"[!?؟。！？\n]+|\.(?=[\s»”\"’)]+\S)")


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
    doubtful: bool = False
    """It may be persons of a nation or things of it: two Chinese, two Chinese refineries."""
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


def sentence_at(found: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """The sentence in which a place lies."""
    return next((each for each in found if each[0] <= at < each[1]), found[-1])


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
