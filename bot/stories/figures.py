"""Who says how many of what: the figures of an item.

Only what is said is kept; nothing is computed. A number without a noun of its own (`up to 12,000`) counts
what the number before it counts, or what its sentence or the headline tells of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.model import Attribution, Evidence, Figure, Qualifier
from bot.stories.claimants import claimants
from bot.stories.counted import Field
from bot.stories.numbers import READ, Kind, Number, numbers
from bot.stories.numberwords import words_of
from bot.stories.units import BALLOTS, PERSONS, STATES, Counted, Mark, marks

MAX_FIGURES = 40
"""Figures of one item; the busiest of the labelled ones has four."""

_UNCOUNTED = frozenset({"members", "men", "kinds"})
"""Nouns that make no figure without a state or a context."""

_MANY = 100
"""From here on a bare number can be a figure of what was spoken of; smaller ones need a qualifier."""

_BRACKET = 3
"""Characters between a sum and the same in another currency."""

_FEW = 12
"""Up to here a number behind a definite article refers back."""

_MILLION = 1e6
_DEAR = 1e4
_PURPOSE = 6
"""Characters between a sum and what it is for: `multa de`."""

_PARTIES = 3
"""So few countries are those who are named, as a rule: the three countries."""

_ARMED = frozenset({"troops", "fighters"})
_BODIES = frozenset({"countries", "companies"})
_EAST_FEW = 3


@dataclass(slots=True)
class _Context:
    """What was counted so far in an item."""

    soldiers: str = ""
    """Those whom title or summary tell of."""
    title_unit: str = ""
    elsewhere: bool = False
    """That was in the other field."""
    captives: bool = False
    """The headline tells of captives."""
    last_unit: str = ""
    said: dict[float, str] = field(default_factory=dict)
    """The unit of each value, where a state said it."""


def figures(
    title: str,
    summary: str,
    language: str,
    mentions: Sequence[Evidence],
    attributions: Sequence[Attribution] = (),
) -> tuple[Figure, ...]:
    """The figures of an item in order of place, the title's first; `field[start:end] == text` for each."""
    words = words_of(language)
    who = claimants(title, summary, language, mentions, attributions)
    context = _Context(soldiers=_spoken_of([*marks(mentions, "title"), *marks(mentions, "summary")]))
    found: list[Figure] = []
    for name, text in (("title", title[:READ]), ("summary", summary[:READ])):
        said = numbers(text, language)
        place = Field(name, text, said, mentions, words)
        context.elsewhere = True
        if name == "title":
            context.title_unit = _spoken_of(place.marks)
            context.captives = any(mark.unit == "captured" for mark in place.marks)
        for number, unit, start, end in _units(place, said, context):
            claimant = "" if unit in BALLOTS else who.of(name, place.sentence(start), start, end)
            found.append(_figure(number, unit, claimant, name, text, start, end))
    return tuple(found[:MAX_FIGURES])


def _figure(number: Number, unit: str, claimant: str, name: str, text: str, start: int, end: int) -> Figure:
    score = number.kind is Kind.SCORE
    return Figure(
        value=number.value,
        value_max=None if score else number.value_max,
        qualifier=number.qualifier,
        of=unit,
        claimant=claimant,
        text=text[start:end],
        field=name,
        start=start,
        end=end,
    )


def _units(place: Field, said: Sequence[Number], context: _Context) -> Iterator[tuple[Number, str, int, int]]:
    """Each number that is a figure with its unit and the place of its words."""
    counted = {each.number.start: each for each in place.counted}
    for number in said:
        each = counted.get(number.start)
        if each is None:
            own = number.kind in (Kind.MONEY, Kind.PERCENT) and number.value is not None
            if own and not _converted(place.text, number, said):
                yield number, number.kind.value, number.said_start, number.said_end
            continue
        unit = _unit(place, each, context)
        if not unit:
            continue
        if each.state and number.value is not None:
            context.said[number.value] = unit
        if unit in PERSONS or unit in STATES:
            context.elsewhere = False
            context.last_unit = "troops" if unit in ("sappers", "builders") else unit
        start, end = _extent(place, each)
        yield number, unit, start, end
        if number.kind is Kind.SCORE and number.value_max:
            at = number.end - len(re.split(r"\D+", number.text)[-1])
            against = replace(number, value=number.value_max, text=place.text[at : number.end])
            yield against, BALLOTS[1], at, number.end


def _converted(text: str, number: Number, said: Sequence[Number]) -> bool:
    """Whether a sum in brackets is the one before it in another currency: 30억달러(약 4조원)."""
    opened = text[: number.said_start].rstrip().endswith(("(", "（"))
    before = [other for other in said if other.kind is number.kind is Kind.MONEY and other.end < number.start]
    return opened and bool(before) and number.said_start - before[-1].said_end <= _BRACKET


def _unit(place: Field, each: Counted, context: _Context) -> str:
    """What a number counts, or an empty string where it is no figure."""
    number, noun = each.number, each.kind_of_noun
    if number.kind is Kind.SCORE:
        return BALLOTS[0] if place.votes_at(number.start) else ""
    ballot = each.state is not None and each.state.unit in BALLOTS
    if number.value is not None and number.value < 2 and (number.spelled or not each.noun) and not ballot:
        return ""
    again = context.said.get(number.value or 0.0, "")
    again = again if again not in BALLOTS and (noun in PERSONS or (not noun and not each.unknown)) else ""
    small = number.value is not None and number.value <= _FEW and number.qualifier is Qualifier.EXACT
    bare = each.general == "men" and (not each.noun or each.noun.unit in STATES)
    back = small and (each.definite or bare)
    if again and back:
        return ""
    if each.state:
        captive = each.state.unit == "wounded" and (again == "captured" or context.captives)
        return "captured" if captive else each.state.unit
    if noun == "votes":
        return BALLOTS[0]
    if again:
        return again
    if each.definite and small and (noun in PERSONS or noun in _BODIES):
        return ""
    if noun == "countries" and small and (number.value or 0) <= _PARTIES:
        return ""
    if noun and noun not in _UNCOUNTED:
        return noun
    return "" if noun in ("members", "kinds") else _from_context(place, each, context)


def _from_context(place: Field, each: Counted, context: _Context) -> str:
    """What a number without a noun of its own counts, or mere men."""
    number = each.number
    if number.value is None:
        return ""
    if number.value >= _DEAR and not each.kind_of_noun and _is_sum(place, number, unknown=each.unknown):
        return "money"
    if each.unknown or each.doubtful:
        return ""
    men = each.kind_of_noun == "men"
    if number.qualifier is Qualifier.EXACT and number.value < _MANY and not men:
        return ""
    sentence = place.sentence(number.start)
    inside = _spoken_of([mark for mark in place.marks if sentence[0] <= mark.start < sentence[1]])
    last = context.last_unit
    if (
        last
        and not each.whole
        and number.value >= _MANY
        and not (men and last in STATES and context.elsewhere)
    ):
        return last
    if not men and (thing := place.thing_before(each)):
        return thing
    for unit in (inside, context.title_unit, context.soldiers):
        if unit in _ARMED or (unit and not men):
            return unit
    return "people" if men and (each.noun or number.value > _EAST_FEW) else ""


def _is_sum(place: Field, number: Number, *, unknown: bool) -> bool:
    """Whether a number without a currency is money: behind its purpose (a fine of 3 million), or large."""
    sentence = place.sentence(number.start)
    ends = [
        mark.end for mark in place.marks if mark.unit == "money" and sentence[0] <= mark.start < sentence[1]
    ]
    close = any(0 <= number.said_start - end <= _PURPOSE for end in ends)
    return close or (bool(ends) and number.value is not None and number.value >= _MILLION and not unknown)


def _spoken_of(named: Sequence[Mark]) -> str:
    """The people that marks tell of, those under arms before others."""
    units = [mark.unit for mark in named if mark.unit in PERSONS and mark.unit != "men"]
    return next((unit for unit in units if unit in _ARMED), units[0] if units else "")


def _extent(place: Field, each: Counted) -> tuple[int, int]:
    """Where the words of a figure stand: qualifier, number, noun, and a state that stands beside them."""
    number = each.number
    start, end = number.said_start, number.said_end
    for mark in (each.noun, each.state):
        if mark is None:
            continue
        if mark.end <= start and len(place.text[mark.end : start].strip()) <= 3 and start - mark.end <= 5:
            start = mark.start
        elif end <= mark.start and (mark is each.noun or mark.start - end <= 2):
            end = mark.end
        elif mark.start <= start and end <= mark.end:
            start, end = mark.start, mark.end
    return start, end
