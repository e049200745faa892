"""All numbers that a text says, in any language: what each is worth, how it is bounded, and what kind it is.

A text is read once into words and digits. Numerals are put together of them, then joined to ranges, and the
words around each tell the qualifier (`up to`) and the kind (a date, money, a distance, or a count of things).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.model import Qualifier
from bot.stories.eastnumbers import numerals, qualifier_before, qualifier_behind, unit_after
from bot.stories.numberwords import SPACES, Words, currencies, words_of
from bot.stories.numerals import QUOTED, Kind, Number, Reader

__all__ = ["READ", "Kind", "Number", "numbers"]

READ = 8_000
"""Characters of a text that are read; the matcher reads 6,000."""

_DASH = re.compile(rf"[\s{SPACES}]?[-–—‒−~∼〜～][\s{SPACES}]?|から|至|到|에서|부터")
_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]")
_ATTACHED_NAME = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff][-‐‑]?$")
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|er|ère|re|e|ème|eme|º|ª|°(?!C|F)|[-‑]?(?:й|я|го|му|м|ю|ей|ти|та|ге|те|ша|ша|ій|ої))\b|[ºª]"
)
_PERCENT = re.compile(
    r"\s?(?:[-\s]?(?:[%٪％]|per ?cent\b|percent\b|pour cent\b|prozent|por ?cien|por cento|per cento|procent|"
    r"процент|відсот|(?:في|ب)\s?ال?م[اي]?[ئي]ة|yüzde|درصد|אחוז))",
    re.IGNORECASE,
)
_SYMBOL = "(?:US|A|C|HK|NT|R)?[$€£¥₩₽₴₹₺₪]|USD|EUR|GBP|CHF|JPY|CNY|RUB|UAH"
_MONEY_BEFORE = re.compile(rf"(?:{_SYMBOL})\s?$")
_MONEY_AFTER = re.compile(rf"\s?(?:{_SYMBOL})(?![A-Za-z])")
_DIGIT = 10
"""Below it a number in words is not bounded by a bare preposition: санкции до двух банков."""

_SHARES = (10**3, 10**6, 10**9, 10**12)
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_DAYS = 31


def numbers(text: str, language: str) -> list[Number]:
    """All numbers that a text says, in order of place; offsets are into the text as given."""
    return list(_numbers(text[:READ], language))


@lru_cache(maxsize=4)
def _numbers(text: str, language: str) -> tuple[Number, ...]:
    """The same; title and summary of an item are read for its figures and for its traits."""
    words = words_of(language)
    eastern = list(numerals(text))
    reader = Reader(text, words)
    found = [
        (_with_east(text, Number(
            value=number.value,
            qualifier=Qualifier.SEVERAL if number.value is None else Qualifier.EXACT,
            text=text[number.start : number.end],
            start=number.start,
            end=number.end,
            said_start=number.start,
            said_end=number.end,
            spelled=not text[number.start].isdigit(),
        )), -1, -1)
        for number in eastern
    ]  # fmt: skip
    for number, first, after in reader.numerals([(number.start, number.end) for number in eastern]):
        found.append((_with_words(reader, _with_east(text, number), first, after), first, after))
    found.sort(key=lambda each: each[0].start)
    return tuple(_ranges(reader, found))


def _with_east(text: str, number: Number) -> Number:
    """The number with what the signs around it say of it."""
    kind, word, end = unit_after(text, number.end)
    if kind == "counter":
        number = replace(number, counter=word, said_end=end)
    elif kind:
        number = replace(number, kind=Kind.DURATION if kind == "age" else Kind(kind), said_end=end)
    if number.value is None:
        return number
    before = qualifier_before(text, number.start)
    inner = qualifier_behind(text, number.end, counted=False)
    behind = qualifier_behind(text, number.said_end, counted=bool(kind)) or inner
    if before:
        number = replace(number, qualifier=before[0], said_start=before[1])
    if behind:
        number = replace(number, said_end=max(number.said_end, behind[1]))
        if not before:
            number = replace(number, qualifier=behind[0])
    return number


def _with_words(reader: Reader, number: Number, first: int, after: int) -> Number:
    """The number with what the words around it say of it."""
    if number.kind is Kind.COUNT and not number.counter:
        number = replace(number, kind=_kind(reader, number, first, after))
        if number.kind in (Kind.MONEY, Kind.PERCENT):
            number = _with_unit(reader, number, after)
    if number.value is None:
        return number
    before, behind = reader.qualifier_before(first), reader.qualifier_behind(after)
    if reader.text[number.end : number.end + 1] == "+":
        return replace(number, qualifier=Qualifier.OVER, said_end=max(number.said_end, number.end + 1))
    if before and not (first - before[1] == 1 and number.spelled and number.value < _DIGIT):
        return replace(number, qualifier=before[0], said_start=reader.tokens[before[1]].start)
    if behind:
        end = max(number.said_end, reader.tokens[behind[1] - 1].end)
        return replace(number, qualifier=behind[0], said_end=end)
    return number


def _kind(reader: Reader, number: Number, first: int, after: int) -> Kind:
    """What kind of number this is, by what stands around it."""
    text, words = reader.text, reader.words
    before, behind = text[max(0, number.start - 6) : number.start], text[number.end : number.end + 16]
    next_key = reader.key(after) if reader.near(after - 1, after) else ""
    if not number.spelled and _ATTACHED_NAME.search(before):
        return Kind.NAME
    if _MONEY_BEFORE.search(before) or _MONEY_AFTER.match(behind) or _currency(reader, after):
        return Kind.MONEY
    if _PERCENT.match(behind):
        return Kind.PERCENT
    aged = any(reader.key(at) in words.aged for at in range(first - 3, first))
    if aged or _lasts(next_key, words):
        return Kind.DURATION
    if next_key in words.fractions:
        return Kind.ORDINAL
    if next_key in words.measures or behind.startswith("°"):
        return Kind.MEASURE
    if not number.spelled and (dated := _dated(reader, number, first, after)):
        return dated
    named = reader.key(first - 1) in words.named and reader.near(first - 1, first, QUOTED)
    if not number.spelled and (named or before.rstrip().endswith(("№", "#", "n°", "n.º"))):
        return Kind.NAME
    return Kind.COUNT


def _with_unit(reader: Reader, number: Number, after: int) -> Number:
    """The number with its currency or per cent sign."""
    text = reader.text
    sign = _MONEY_BEFORE.search(text[max(0, number.start - 6) : number.start])
    start = number.start - len(sign[0]) if sign else number.start
    behind = (_MONEY_AFTER if number.kind is Kind.MONEY else _PERCENT).match(text, number.end)
    end = behind.end() if behind else max(number.end, _currency(reader, after) if not sign else 0)
    return replace(number, said_start=start, said_end=end)


def _currency(reader: Reader, after: int) -> int:
    """Where a currency ends that follows, perhaps after `of` and an adjective (millions d'euros), else 0."""
    for step in (after, after + 1, after + 2):
        if not reader.near(step - 1, step, QUOTED) and not reader.near(step - 1, step):
            return 0
        if reader.key(step) in currencies():
            return reader.tokens[step].end
        if step > after and reader.key(step) in reader.words.stops:
            return 0
    return 0


def _lasts(word: str, words: Words) -> bool:
    """Whether a word, perhaps inflected, is a span of time."""
    if word in words.durations:
        return True
    return len(word) > 3 and any(
        word.startswith(unit[: max(4, len(unit) - 2)]) and len(word) <= len(unit) + 2
        for unit in words.durations
        if len(unit) > 3
    )


def _dated(reader: Reader, number: Number, first: int, after: int) -> Kind | None:
    """The kind of plain digits that are a date, a year, an ordinal or a part of a name."""
    text, words, token = reader.text, reader.words, reader.tokens[first]
    behind = text[number.end : number.end + 8]
    if _ORDINAL.match(behind) or text[: number.start].endswith(("الـ", "ال")):
        return Kind.ORDINAL
    if _LETTER.match(behind):
        attached = reader.key(after)
        return Kind.MEASURE if attached in words.measures else Kind.NAME
    if token.plain and token.text[0] == "0" and len(token.text) > 1:
        return Kind.NAME
    single = after - first == 1 and token.plain and number.value is not None
    if not single or number.value is None:
        return None
    months = (reader.key(first - 1), reader.key(first - 2) if reader.key(first - 1) in words.of else "")
    following = (reader.key(after), reader.key(after + 1) if reader.key(after) in words.of else "")
    beside = [name for name in (*months, *following) if name in words.months]
    if beside and (number.value <= _DAYS or _is_year(number.value)) and _capital(reader, first, after):
        return Kind.DATE
    if _is_year(number.value) and len(token.text) == 4:
        return Kind.DATE
    if behind[:2] == ". " and behind[2:3].isalpha() and words.decimal == "," and number.value < 100:
        return Kind.ORDINAL
    return None


def _is_year(value: float) -> bool:
    """2000 and 1900 are as often counts."""
    return _FIRST_YEAR <= value <= _LAST_YEAR and value % 100 != 0


def _capital(reader: Reader, first: int, after: int) -> bool:
    """English may is a month only with a capital."""
    names = [
        reader.tokens[at] for at in (first - 2, first - 1, after, after + 1) if 0 <= at < len(reader.tokens)
    ]
    return not any(token.text in ("may", "march") for token in names)


def _ranges(reader: Reader, found: Sequence[tuple[Number, int, int]]) -> list[Number]:
    """The numbers, two that make a range or a score as one."""
    result: list[Number] = []
    found = _listed(reader, found)
    at = 0
    while at < len(found):
        joined = _range(reader, found[at], found[at + 1]) if at + 1 < len(found) else None
        result.append(joined or found[at][0])
        at += 2 if joined else 1
    return result


_ALIKE = (Kind.DURATION, Kind.MEASURE, Kind.DATE, Kind.PERCENT)
_LIST = 6
"""Characters between numbers that share a unit: `20 and 26 years`."""


def _listed(reader: Reader, found: Sequence[tuple[Number, int, int]]) -> list[tuple[Number, int, int]]:
    """The numbers, with the kind of the next one where only `and` stands between and no noun."""
    result = list(found)
    for at in range(len(result) - 2, -1, -1):
        (left, first, after), (right, start, _) = result[at], result[at + 1]
        between = {token.key for token in reader.tokens[after:start]} if 0 < after <= start else set()
        near = right.start - left.end <= _LIST and between and between <= reader.words.joins
        if near and left.kind is Kind.COUNT and right.kind in _ALIKE and not left.counter:
            result[at] = (replace(left, kind=right.kind), first, after)
    return result


def _range(reader: Reader, left: tuple[Number, int, int], right: tuple[Number, int, int]) -> Number | None:
    low, high = left[0], right[0]
    if low.value is None or high.value is None or not _DASH.pattern:
        return None
    between = reader.text[low.end : high.start]
    if len(between) > 12:
        return None
    dash = _DASH.fullmatch(between) or _DASH.fullmatch(reader.text[low.said_end : high.start] or "x")
    linked, opens = reader.links(left[2], right[1]) if left[2] > 0 and right[1] > 0 else (False, False)
    attached = between.strip() == "و" or between.strip(" ") == "و"
    if not (dash or linked or attached):
        return None
    opener = reader.opener(left[1]) if left[1] >= 0 else None
    if (opens or attached) and not dash and opener is None:
        return None
    low_value = _shared(low, high)
    if low_value >= high.value:
        return _score(reader.text, low, high) if dash and between.strip() in ("-", "–") else None
    if low.kind in (Kind.NAME, Kind.DATE) or high.kind is Kind.NAME:
        return None
    start = reader.tokens[opener].start if opener is not None else low.said_start
    return replace(
        high,
        value=low_value,
        value_max=high.value,
        qualifier=Qualifier.RANGE,
        text=reader.text[low.start : high.end],
        start=low.start,
        said_start=start,
        kind=high.kind if high.kind is not Kind.COUNT else low.kind,
    )


def _shared(low: Number, high: Number) -> float:
    """The lower end: in `three to four thousand` the thousand is said once."""
    assert low.value is not None
    assert high.value is not None
    for size in reversed(_SHARES):
        if high.value >= size and low.value < high.value / size and low.value < 1000:
            return low.value * size
    return low.value


def _score(text: str, low: Number, high: Number) -> Number | None:
    """`13-0`: of two plain numbers of up to three digits, the higher first."""
    if low.spelled or high.spelled or max(len(low.text), len(high.text)) > 3 or low.kind is Kind.NAME:
        return None
    return replace(
        low,
        value_max=high.value,
        qualifier=Qualifier.EXACT,
        said_start=low.start,
        kind=Kind.SCORE,
        text=text[low.start : high.end],
        end=high.end,
        said_end=high.end,
    )
