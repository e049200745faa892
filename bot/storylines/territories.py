"""Names of territories in every language of CLDR, kept in a generated file.

Asking Babel for them loads 300 locales, which takes 1.6 s; one line of this file holds all names of one
territory and is read in a millisecond. `python -m bot.storylines.territories` writes the file again.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.storylines.inflection import COMPOUNDING
from bot.storylines.words import fold, has_runs, words

FILE = Path(__file__).with_name("territories.jsonl")

_CODE = re.compile("[A-Z]{2}")
_NO_COUNTRIES = frozenset("EU EZ UN QO XA XB ZZ".split())
_PARENTHESES = re.compile(r"(.+?)\s*[（(]([^()（）]+)[)）]")


@cache
def _text() -> str:
    return "\n" + FILE.read_text(encoding="utf-8")


def _line(key: str) -> Any:
    """What the line of an ISO code, of `languages` or of `words` holds; None if there is none."""
    text = _text()
    start = text.find(f'\n["{key}",')
    return json.loads(text[start : text.index("\n", start + 1)])[1] if start >= 0 else None


def known(territory: str) -> bool:
    """Whether a code is that of a territory."""
    return bool(_CODE.fullmatch(territory)) and f'\n["{territory}",' in _text()


def names(territory: str) -> Mapping[str, tuple[str, ...]]:
    """Each name of a territory with the tags of the languages that use it."""
    return {name: tuple(tags.split()) for name, tags in _line(territory).items()}


@cache
def languages() -> frozenset[str]:
    """The languages that CLDR knows, without script and region."""
    return frozenset(_line("languages").split())


@cache
def name_words() -> frozenset[str]:
    """Folded names of one word, in Korean and in the languages that build long compounds."""
    return frozenset(_line("words").split())


@cache
def longer_names() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By the folded name of a territory: names of others that hold it as a part, with their languages."""
    content = _line("longer")
    return {
        name: {longer: tuple(tags.split()) for longer, tags in found.items()}
        for name, found in content.items()
    }


def generate() -> str:
    """The content of the file, from the Babel that is installed."""
    from babel import Locale  # here and not above: the daemon never needs it
    from babel.localedata import locale_identifiers

    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    tags = sorted(tag for tag in locale_identifiers() if re.fullmatch("[a-z]{2,3}(_[A-Z][a-z]{3})?", tag))
    for tag in tags:
        names = {code: name.strip() for code, name in Locale.parse(tag).territories.items()}
        pieces = Counter(piece for name in names.values() for piece in {name, *_pieces(name)})
        for code, name in names.items():
            if _CODE.fullmatch(code) and code not in _NO_COUNTRIES and name != code:
                parted = _pieces(name)
                for form in parted if all(pieces[piece] == 1 for piece in parted) else [name]:
                    found[code][form].append(tag.replace("_", "-"))
    known_tags = {*Locale("en").languages, *tags}
    lines: list[list[Any]] = [
        ["languages", " ".join(sorted({tag.split("_")[0] for tag in known_tags}))],
        ["words", " ".join(sorted(set(_compounding(found.values()))))],
        ["longer", _longer(found)],
    ]
    lines += [
        [code, {name: " ".join(forms[name]) for name in sorted(forms)}]
        for code, forms in sorted(found.items())
    ]
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


def _compounding(territories: Iterable[Mapping[str, list[str]]]) -> Iterator[str]:
    for forms in territories:
        for name, tags in forms.items():
            if COMPOUNDING.union({"ko"}).intersection(tags) and " " not in name and "-" not in name:
                yield fold(name)


def _pieces(name: str) -> list[str]:
    """`Myanmar (Burma)` names two; `Hong Kong (China)` seems to."""
    found = _PARENTHESES.fullmatch(name)
    return [found[1], found[2]] if found else [name]


def _longer(found: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, str]]:
    """For each folded name the names of other territories, in a language of both, that hold it as a part."""
    by_tag: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for code, forms in sorted(found.items()):
        for name, tags in forms.items():
            for tag in tags:
                by_tag[tag].append((code, name, _spaced(name)))
    longer: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for tag, names in by_tag.items():
        for code, name, spaced in names:
            for other, long, long_spaced in names:
                if code != other and spaced in long_spaced and spaced != long_spaced:
                    longer[fold(name)][long].append(tag)
    return {
        name: {long: " ".join(tags) for long, tags in sorted(longer[name].items())} for name in sorted(longer)
    }


def _spaced(name: str) -> str:
    """The folded words of a name between spaces; in a script without spaces its letters."""
    return fold(name) if has_runs(name) else f" {' '.join(fold(word.text) for word in words(name))} "


if __name__ == "__main__":
    FILE.write_text(generate(), encoding="utf-8")
