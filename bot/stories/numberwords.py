"""The words by which a language says numbers: of CLDR, through babel, and of numbers.yaml for what CLDR
lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from babel import Locale
from babel.dates import get_month_names
from babel.numbers import format_compact_decimal, get_decimal_symbol, get_group_symbol
from babel.units import UnknownUnitError, format_unit

from bot.document import read_yaml
from bot.model import Qualifier
from bot.text import fold

MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670"
"""Marks that stand on letters, which `\\w` leaves out."""

SPACES = "\u00a0\u202f\u2009"

WORD = re.compile(
    rf"[\u0400-\u04ff][\u0400-\u04ff{MARKS}]*(?:['’ʼ][\u0400-\u04ff{MARKS}]+)*|[^\W\d_][{MARKS}]*(?:[^\W\d_]|[{MARKS}])*"
)
"""A word; an apostrophe joins in Cyrillic (п'ять) and parts elsewhere (d'un)."""

_DURATIONS = "second minute hour day week month year decade century".split()
_MEASURES = (
    "length-meter length-kilometer length-centimeter length-millimeter length-mile length-foot length-inch "
    "length-yard length-nautical-mile area-square-kilometer area-square-meter area-hectare area-acre "
    "area-square-mile volume-liter volume-barrel volume-gallon volume-cubic-meter mass-kilogram mass-gram "
    "mass-tonne mass-ton mass-pound mass-ounce speed-kilometer-per-hour speed-mile-per-hour speed-knot "
    "temperature-celsius temperature-fahrenheit power-watt power-kilowatt power-megawatt power-gigawatt "
    "energy-kilowatt-hour digital-gigabyte digital-megabyte digital-terabyte angle-degree frequency-hertz"
).split()
_SAMPLES = (1, 2, 3, 5, 11, 21, 1.5)
"""One number of each plural form of the languages of CLDR."""

_QUALIFIERS = ("about", "over", "at_least", "up_to", "under")
_SPACED = frozenset({" ", *SPACES})
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a language says numbers with; all keys are folded words."""

    values: Mapping[str, float]
    groups: Mapping[str, float]
    """Rough counts, which need an article or a number (`centaine`)."""
    many: Mapping[str, float]
    """Magnitudes that have no value when they stand alone (`thousands`)."""
    few: frozenset[str]
    articles: frozenset[str]
    definite: frozenset[str]
    """What makes a number refer back: `the two men`."""
    halves: frozenset[str]
    joins: frozenset[str]
    """`and`, `or`."""
    of: frozenset[str]
    stops: frozenset[str]
    named: frozenset[str]
    before: Mapping[Phrase, Qualifier]
    behind: Mapping[Phrase, Qualifier]
    openers: frozenset[Phrase]
    """`between`, `from`."""
    links: frozenset[Phrase]
    """`to`, and the `and` of a range that was opened."""
    versus: frozenset[str]
    """Joins the votes for to those against: `289 voix contre 239`."""
    wholes: frozenset[Phrase]
    """`out of`: what opens that of which another number is a part."""
    unless: Mapping[str, str]
    """Qualifiers that are none after a word that begins so: `verfügt … über`."""
    inside: Mapping[str, float]
    """Parts of compounds that are no numerals alone: `ein`, `und`."""
    duals: frozenset[str]
    fractions: frozenset[str]
    aged: frozenset[str]
    months: frozenset[str]
    durations: frozenset[str]
    measures: frozenset[str]
    decimal: str
    spaced: bool
    """Whether an ordinary space may part groups of digits."""
    compounds: bool


def key(word: str) -> str:
    """A word as it is looked up."""
    return fold(word).replace("’", "'").replace("ʼ", "'")


def phrase(text: str) -> Phrase:
    """The keys of the words of a text."""
    return tuple(key(word) for word in WORD.findall(text))


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    text = resources.files("bot.stories").joinpath("numbers.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = read_yaml(text, "numbers.yaml").data
    return data


def east() -> Mapping[str, Mapping[str, list[str]]]:
    """Qualifiers of scripts without spaces: `before` a number, `inner` behind it, `behind` its counter."""
    found: Mapping[str, Mapping[str, list[str]]] = _table()["east"]
    return found


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """The names of currencies in all languages."""
    return frozenset(key(word) for word in _table()["money"].split())


def words_of(language: str) -> Words:
    """The words of a language by its tag; English where it is unknown."""
    return _words(re.split("[-_]", language.lower(), maxsplit=1)[0])


@lru_cache(maxsize=64)
def _words(language: str) -> Words:
    try:
        locale = Locale.parse(language)
    except (ValueError, LookupError):
        language, locale = "en", Locale.parse("en")
    except Exception as error:
        if type(error).__name__ != "UnknownLocaleError":
            raise
        language, locale = "en", Locale.parse("en")
    entry: Mapping[str, Any] = _table().get(language, {})
    groups = _numerals(entry.get("groups", {}))
    many = _numerals(entry.get("many", {}))
    values = {**_magnitudes(locale), **_numerals(entry.get("words", {}))}
    plain = str(locale) if "arab" not in str(locale) else "ar"
    return Words(
        values={word: value for word, value in values.items() if word not in groups},
        groups=groups,
        many=many,
        few=_set(entry, "few"),
        articles=_set(entry, "article"),
        definite=_set(entry, "the"),
        halves=_set(entry, "half"),
        joins=_set(entry, "and"),
        of=_set(entry, "of"),
        stops=_set(entry, "stops"),
        named=_set(entry, "named"),
        before=_qualifiers(entry),
        behind=_qualifiers(entry.get("behind", {})),
        openers=frozenset(map(phrase, entry.get("from", ()))),
        links=frozenset(map(phrase, entry.get("to", ()))),
        versus=_set(entry, "versus"),
        wholes=frozenset(map(phrase, entry.get("whole") or ())),
        unless={key(word): key(stem) for word, stem in entry.get("unless", {}).items()},
        inside={
            part: 1.0 if part in _set(entry, "article") | {"uno", "ett"} else 0.0
            for part in _set(entry, "inside")
        },
        duals=frozenset(_duals(entry.get("dual", ""))),
        fractions=_set(entry, "fractions"),
        aged=_set(entry, "aged"),
        months=frozenset(_months(locale)),
        durations=_set(entry, "durations") | set(_units(locale, [f"duration-{unit}" for unit in _DURATIONS])),
        measures=(_set(entry, "measures") | set(_units(locale, _MEASURES)))
        - _set(entry, "stops")
        - _set(entry, "and")
        - _set(entry, "of"),
        decimal=get_decimal_symbol(plain, numbering_system="latn"),
        spaced=get_group_symbol(plain, numbering_system="latn") in _SPACED
        or language in ("es", "it", "pt", "de"),
        compounds="inside" in entry,
    )


def _numerals(table: Mapping[str, str]) -> dict[str, float]:
    return {key(word): float(value) for value, words in table.items() for word in words.split()}


def _set(entry: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(key(part) for word in str(entry.get(name) or "").split() for part in phrase(word))


def _qualifiers(entry: Mapping[str, Any]) -> dict[Phrase, Qualifier]:
    return {phrase(text): Qualifier(name) for name in _QUALIFIERS for text in entry.get(name) or ()}


def _magnitudes(locale: Locale) -> dict[str, float]:
    """`thousand`, `тысяч`, `mil` as CLDR writes them in compact numbers."""
    found: dict[str, float] = {}
    for power in (3, 6, 9):
        for sample in (1, 2, 5):
            for style in ("long", "short"):
                try:
                    said = format_compact_decimal(sample * 10**power, format_type=style, locale=locale)
                except KeyError:  # a locale without compact numbers of this style
                    continue
                name = phrase(said)
                digits = re.sub(r"\D", "", said)
                if len(name) == 1 and len(name[0]) > 1 and digits == str(sample):
                    found[name[0]] = 10.0**power
    return found


def _months(locale: Locale) -> Iterator[str]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for name in get_month_names(width, context, locale).values():
                yield from (word for word in phrase(name) if len(word) > 2)


def _units(locale: Locale, units: list[str]) -> Iterator[str]:
    """The names of units in each plural form; of `square kilometres` the first word."""
    for unit in units:
        for style in ("long", "short"):
            for sample in _SAMPLES:
                try:
                    said = format_unit(sample, unit, style, locale=locale)
                except (UnknownUnitError, KeyError):
                    continue
                name = phrase(said)
                whole = len(name) == 1 or "square" in unit or "cubic" in unit
                if name and whole and unit not in said and (len(name[0]) > 1 or style == "long"):
                    yield name[0]


def _duals(nouns: str) -> Iterator[str]:
    """Arabic nouns in the dual; where the plural is broken, it is unlike the plural."""
    for noun in nouns.split():
        stem = noun.removesuffix("ة") + "ت" if noun.endswith("ة") else noun
        yield from (key(stem + ending) for ending in ("ين", "ان"))
