"""Words of terms as patterns, and what a word of a text can stand for.

A *pattern* is one word of a term in one grammar. A word of a text is folded and looked up in tables of plain
words, stems, parts of compounds and near spellings; the lexicon remembers the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from bot.model import Term
from bot.storylines.inflection import COMPOUNDING, grammar, proclitics, stems, without_article
from bot.storylines.korean import Particles, split_korean
from bot.storylines.similar import Similar
from bot.storylines.territories import name_words
from bot.storylines.words import FIRST_NOT_LATIN, MAX_WORD, accented, fold, is_acronym, is_hangul, spelled

COMPOUND_LETTERS = 6
"""A part of a compound has to be this long: `Sport` would be found in `Transport`."""

EXACT, INFLECTED, INSIDE, TRANSLITERATED, MISSPELT = 0, 1, 2, 3, 4
HOW = ("exact", "inflected", "inside", "transliterated", "misspelt")
"""Kinds of likeness, best first. A part of a compound is found inside it."""


UNACCENTED = "unaccented"
"""As the grammar of a reading: it holds where a text has no accents at all. Vietnamese tells words apart by
them, and is also written without any."""


class Found(NamedTuple):
    """A word can stand for a pattern."""

    pattern: int
    how: int
    grammar: str = ""
    """The grammar that an item must have for this to hold, if any: in English, `pole` is no form of Polen."""


class _Endings(NamedTuple):
    """What may follow a stem."""

    endings: frozenset[str]
    capital: bool
    """The word has to begin with a capital: a short name."""
    grammar: str
    """As in Found."""


class _Korean(NamedTuple):
    """A Korean stem."""

    pattern: int
    name: bool
    """It is a country's name, which ends no compound if it is short."""
    alone: bool
    """It is no part of a compound."""
    suffix: bool
    """A single syllable that ends a compound: 군 in 북한군."""
    prefix: bool
    """Every word that begins with it."""


class _Part(NamedTuple):
    """A stem in a compound."""

    endings: frozenset[str]
    pattern: int
    head: bool
    """It may end a compound; names may not: Weißrussland is not Russland."""
    grammar: str


def _needed(folded: str, rules: str) -> str:
    """The grammar that an item must have for another form or a typo to count: languages that share the Latin
    script share many stems that mean nothing alike. `*` is any language."""
    return rules if folded[0] < FIRST_NOT_LATIN and rules != "*" else ""


class Patterns:
    """The words of all terms, ready to be recognised in any of their forms."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        self._plain: defaultdict[str, list[Found]] = defaultdict(list)
        self._spelled: defaultdict[str, list[Found]] = defaultdict(list)
        self._stems: dict[str, list[tuple[_Endings, list[int]]]] = {}
        """By stem: what may follow it, and the patterns for which that is so."""
        self._prefixes: defaultdict[str, list[int]] = defaultdict(list)
        self._parts: defaultdict[str, list[_Part]] = defaultdict(list)
        self._korean: defaultdict[str, list[_Korean]] = defaultdict(list)
        self._accented: dict[int, str] = {}
        self._similar = Similar()
        self._particles = Particles()
        self._names = name_words()

    # --- compiling ---------------------------------------------------------------------------------------

    def add(self, word: str, language: str, term: Term, *, in_phrase: bool, prefix: bool) -> int:
        """The number of this word in this grammar; made and entered in the tables when it is new."""
        folded = fold(word)
        hangul = is_hangul(word)
        rules = language if hangul or language == "vi" else grammar(language)
        exact = not hangul and (term.exact or (in_phrase and is_acronym(word)))
        written = spelled(word) if exact else accented(word) if rules == "vi" else folded
        parts = language in COMPOUNDING and len(folded) >= COMPOUND_LETTERS and not term.whole
        capital = len(folded) == 4 and not in_phrase and word[:1].isupper()
        name = term.varies and word[:1].isupper()
        alone = term.exact or term.whole
        suffix = hangul and term.weak and len(folded) == 1
        key = (written, rules, exact, alone, prefix, in_phrase, parts, capital, term.varies, name, suffix)
        known = self._numbers.get(key)
        if known is not None:
            return known
        number = self._numbers[key] = len(self._numbers)
        if exact:
            self._spelled[written].append(Found(number, EXACT))
        elif hangul:
            self._korean[folded].append(_Korean(number, folded in self._names, alone, suffix, prefix))
        else:
            self._plain[folded].append(Found(number, EXACT))
            if rules == "vi":
                self._accented[number] = written
            elif not term.whole:
                self._enter_forms(number, folded, rules, in_phrase=in_phrase, capital=capital)
                if term.varies and not prefix:
                    needed = _needed(folded, rules)
                    self._similar.add(number, folded, needed=needed, name=name)
            if prefix:
                self._prefixes[folded].append(number)
            elif parts:
                self._enter_parts(number, folded, rules)
        return number

    def _enter_forms(self, number: int, folded: str, rules: str, *, in_phrase: bool, capital: bool) -> None:
        bare = without_article(folded, rules)
        if bare != folded:
            self._plain[bare].append(Found(number, INFLECTED))
        needed = _needed(folded, rules)
        for stem, endings in stems(bare, rules, in_phrase=in_phrase, capital=capital):
            entries = self._stems.setdefault(stem, [])
            for what, numbers in entries:
                if what.endings is endings and what.capital == capital and what.grammar == needed:
                    numbers.append(number)
                    break
            else:
                entries.append((_Endings(endings, capital, needed), [number]))

    def _enter_parts(self, number: int, folded: str, rules: str) -> None:
        head = folded not in self._names
        self._parts[folded].append(_Part(frozenset(("",)), number, head, rules))
        for stem, endings in stems(folded, rules):
            if len(stem) >= COMPOUND_LETTERS - 1:
                self._parts[stem].append(_Part(endings, number, head, rules))

    # --- reading -----------------------------------------------------------------------------------------

    def of(self, raw: str) -> tuple[Found, ...]:
        """What a word, as it stands in a text, can stand for: the best likeness of each pattern.

        A word that is a form of a term is no typo of it.
        """
        if len(raw) > MAX_WORD:
            return ()
        found = self._as_acronym(spelled(raw))
        folded = fold(raw)
        if is_hangul(raw):
            found += self._as_korean(folded)
        else:
            found += self._as_word(folded, raw)
            for clitic in proclitics(folded):
                if folded.startswith(clitic) and len(folded) - len(clitic) >= 3:
                    bare = self._as_word(folded[len(clitic) :], raw)
                    found += [one._replace(how=INFLECTED) for one in bare]
            if len(folded) > COMPOUND_LETTERS + 2 and self._parts:
                found += self._as_compound(folded)
            found += [Found(number, TRANSLITERATED) for number in self._similar.transliterated(raw, folded)]
            forms = {one.pattern for one in found}
            typos = self._similar.misspelt(folded)
            found += [Found(number, MISSPELT, needed) for number, needed in typos if number not in forms]
        return _best(found) if len(found) > 1 else tuple(found)

    def _as_acronym(self, written: str) -> list[Found]:
        found = list(self._spelled.get(written, ()))
        if len(written) > 2 and written[-1] == "s" and written[:-1].isupper():  # the plural: POWs, NGOs
            found += self._spelled.get(written[:-1], ())
        return found

    def _as_word(self, folded: str, raw: str) -> list[Found]:
        found = self._as_written(folded, raw)
        capital = raw[:1].isupper()
        stems_ = self._stems
        for cut in range(3, len(folded) + 1):
            if entries := stems_.get(folded[:cut]):
                ending = folded[cut:]
                for (endings, short_name, needed), numbers in entries:
                    if ending in endings and (capital or not short_name):
                        found += [Found(number, INFLECTED, needed) for number in numbers]
        for cut in range(1, len(folded) + 1) if self._prefixes else ():
            how = EXACT if cut == len(folded) else INFLECTED
            for number in self._prefixes.get(folded[:cut], ()):
                wanted = self._accented.get(number)
                if wanted is None or accented(raw).startswith(wanted):
                    found.append(Found(number, how))
                elif accented(raw) == folded:
                    found.append(Found(number, how, UNACCENTED))
        return found

    def _as_written(self, folded: str, raw: str) -> list[Found]:
        plain = self._plain.get(folded)
        if not plain:
            return []
        if not self._accented:
            return list(plain)
        found: list[Found] = []
        for one in plain:
            wanted = self._accented.get(one.pattern)
            if wanted is None or accented(raw) == wanted:
                found.append(one)
            elif accented(raw) == folded:
                found.append(one._replace(grammar=UNACCENTED))
        return found

    def _as_compound(self, folded: str) -> list[Found]:
        """Parts at the beginning (Sanktionsliste) and at the end (Waffenembargos) of a word."""
        found: list[Found] = []
        parts = self._parts
        for cut in range(COMPOUND_LETTERS - 1, len(folded) - 2):
            found += [Found(part.pattern, INSIDE, part.grammar) for part in parts.get(folded[:cut], ())]
        for start in range(3, len(folded) - COMPOUND_LETTERS + 2):
            for cut in range(start + COMPOUND_LETTERS - 1, len(folded) + 1):
                found += [
                    Found(part.pattern, INSIDE, part.grammar)
                    for part in parts.get(folded[start:cut], ())
                    if part.head and folded[cut:] in part.endings
                ]
        return found

    def _as_korean(self, folded: str) -> list[Found]:
        found: list[Found] = []
        for start, end, how in split_korean(folded, self._particles):
            found += [
                Found(stem.pattern, INFLECTED if how == INSIDE and stem.prefix and start == 0 else how)
                for stem in self._korean.get(folded[start:end], ())
                if how < INSIDE or (not stem.alone and self._is_part(folded, start, end, stem))
            ]
        return found

    def _is_part(self, folded: str, start: int, end: int, stem: _Korean) -> bool:
        if stem.prefix and start == 0:
            return True
        if stem.suffix:
            return start > 0 and folded[end:] in self._particles.cases
        return self._particles.compound(folded, start, end, name=stem.name)


def _best(found: Iterable[Found]) -> tuple[Found, ...]:
    """For each pattern and grammar the best likeness."""
    best: dict[tuple[int, str], Found] = {}
    for one in found:
        key = (one.pattern, one.grammar)
        if key not in best or one.how < best[key].how:
            best[key] = one
    return tuple(best.values())
