"""All terms of all concepts, compiled once, and found in a text at a cost that hardly depends on them.

A term of several words hangs on its longest word and is checked only where that one appears. A term in a
script without spaces is looked for at each letter with which such terms begin.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from bot.model import Concept, Term
from bot.storylines.inflection import GRAMMARS, grammar
from bot.storylines.patterns import EXACT, HOW, INFLECTED, INSIDE, MISSPELT, UNACCENTED, Patterns
from bot.storylines.territories import longer_names
from bot.storylines.words import (
    KATAKANA,
    STOP_WORDS,
    Run,
    Word,
    attached,
    fold,
    has_accents,
    has_runs,
    hyphenated,
    is_hangul,
    joined_texts,
    neighbours,
    runs,
    script_language,
    shouts,
    word_texts,
    words,
)

__all__ = ["HOW", "Hit", "Lexicon", "item_language", "primary"]

JOINED_LETTERS = 8
"""Two words of a term written as one (`NordKorea`) are known from this length on."""

COVER = "\0"
"""Marks the concept of longer names: where South Sudan stands, Sudan does not count."""

_UNKNOWN = frozenset(("", "und", "mul", "zxx"))
"""Tags that name no language."""

_Languages = frozenset[str]


class Hit(NamedTuple):
    """A term of a concept at a place in a text."""

    start: int
    end: int
    how: int
    """Index into HOW."""
    concept: str
    term: str
    weak: bool = False
    """It counts only beside words that fill another slot."""


class _Phrase(NamedTuple):
    """A term: the patterns of its words, in order."""

    concept: str
    text: str
    patterns: tuple[int, ...]
    anchor: int
    languages: _Languages
    bound: bool
    exact: bool
    weak: bool


class _Inside(NamedTuple):
    """A term in a script without spaces; what is Latin in it stands before or after: `EU制裁`."""

    folded: str
    before: str
    after: str
    concept: str
    text: str
    languages: _Languages
    bound: bool
    whole: bool
    weak: bool


class _Text(NamedTuple):
    """A text, its words, and the patterns of each with their likeness."""

    text: str
    words: Sequence[Word]
    readings: Sequence[dict[int, int]]


def primary(tag: str) -> str:
    """The language of a tag, without script and region: `zh-Hant` is `zh`."""
    return tag.replace("_", "-").split("-", 1)[0].lower()


def item_language(tag: str) -> str:
    """The primary language of an item's tag, empty for a tag that names none."""
    language = primary(tag)
    return "" if language in _UNKNOWN else language


class Lexicon:
    """The terms of some concepts, ready to be found."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._patterns = Patterns()
        self._phrases: defaultdict[int, list[_Phrase]] = defaultdict(list)
        self._inside: defaultdict[str, list[_Inside]] = defaultdict(list)
        for concept in concepts:
            for term, languages in _by_spelling(concept):
                self._add(concept.id, term, languages)
            for longer in (*concept.covers, *_longer_names(concept)):
                self._add(concept.id + COVER, longer, frozenset((primary(longer.language),)))
        initials = sorted({re.escape(key[0]) for key in self._inside})
        self._initial = re.compile(f"[{''.join(initials)}]") if initials else None

    # --- compiling ---------------------------------------------------------------------------------------

    def _add(self, concept: str, term: Term, languages: _Languages) -> None:
        found = _term_words(term.text)
        if has_runs(term.text) and ("ko" not in languages or not found):
            self._add_inside(concept, term, languages)
            return
        language = primary(term.language)
        several = len(found) > 1
        patterns = [
            self._patterns.add(word, language, term, in_phrase=several, prefix=term.prefix and last)
            for word, last in zip(found, [*[False] * (len(found) - 1), True], strict=False)
        ]
        if patterns:
            self._hang(concept, term, tuple(patterns), found, languages)
        joined = "".join(found)
        if several and not (term.exact or term.whole) and len(joined) >= JOINED_LETTERS and not is_hangul(joined):
            unlike = replace(term, varies=False)
            one = self._patterns.add(joined, language, unlike, in_phrase=False, prefix=term.prefix)
            self._hang(concept, term, (one,), [joined], languages)

    def _hang(
        self,
        concept: str,
        term: Term,
        patterns: tuple[int, ...],
        found: Sequence[str],
        languages: _Languages,
    ) -> None:
        lengths = [len(word) for word in found]
        anchor = lengths.index(max(lengths))
        phrase = _Phrase(concept, term.text, patterns, anchor, languages, term.bound, term.exact, term.weak)
        self._phrases[patterns[anchor]].append(phrase)
        self._patterns.anchors.add(patterns[anchor])

    def _add_inside(self, concept: str, term: Term, languages: _Languages) -> None:
        text = term.text.replace(" ", "")
        run = next(run for run in runs(text) if run.folded)
        before, after = fold(text[: run.starts[0]]), fold(text[run.ends[-1] :])
        entry = _Inside(run.folded, before, after, concept, term.text, languages, term.bound, term.whole, term.weak)
        self._inside[run.folded[:2]].append(entry)

    # --- finding -----------------------------------------------------------------------------------------

    def find(self, text: str, language: str = "") -> list[Hit]:
        """Every term in a text, in order of place; a concept is named once for a place."""
        language = item_language(language) or script_language(text)
        best: dict[tuple[int, int, str], Hit] = {}
        for hit in self._find_all(text, language):
            key = (hit.start, hit.end, hit.concept)
            if key not in best or (hit.weak, hit.how) < (best[key].weak, best[key].how):
                best[key] = hit
        return sorted(_uncovered(best.values()))

    def _find_all(self, text: str, language: str) -> Iterator[Hit]:
        if self._knows_a_word(text):
            yield from self._find_words(text, language)
        if self._initial and has_runs(text):
            yield from self._find_inside(text, language)

    def _knows_a_word(self, text: str) -> bool:
        of = self._patterns.of
        return any(of(raw).anchors for raw in (*word_texts(text), *joined_texts(text)))

    def _find_words(self, text: str, language: str) -> Iterator[Hit]:
        tokens = words(text)
        grammars = _grammars(text, language)
        read = _Text(text, tokens, [self._allowed(token.text, grammars) for token in tokens])
        loud = shouts(text)
        for place, reading in enumerate(read.readings):
            for pattern in reading:
                for phrase in self._phrases.get(pattern, ()):
                    bound = phrase.bound or (loud and phrase.exact)
                    if _speaks(phrase.languages, language, bound) and (
                        hit := _phrase_at(read, place, phrase)
                    ):
                        yield hit
        yield from self._find_hyphenated(text, tokens, language)

    def _find_hyphenated(self, text: str, tokens: Sequence[Word], language: str) -> Iterator[Hit]:
        """Terms of one word that a hyphen parts in the text: `Nord-Korea`."""
        for first, second in pairwise(tokens):
            if len(first.text) + len(second.text) < JOINED_LETTERS or not hyphenated(text, first, second):
                continue
            joined = self._allowed(first.text + second.text, _grammars(text, language))
            for pattern, how in joined.items():
                for phrase in self._phrases.get(pattern, ()) if how < INSIDE else ():
                    if len(phrase.patterns) == 1 and _speaks(phrase.languages, language, phrase.bound):
                        how = max(how, INFLECTED)
                        yield Hit(first.start, second.end, how, phrase.concept, phrase.text, phrase.weak)

    def _allowed(self, raw: str, grammars: Container[str]) -> dict[int, int]:
        """The patterns that a word stands for in a text of these grammars, with their likeness."""
        allowed: dict[int, int] = {}
        for pattern, how, needed in self._patterns.of(raw).found:
            if needed in grammars:
                allowed[pattern] = min(how, allowed.get(pattern, how))
        return allowed

    def _find_inside(self, text: str, language: str) -> Iterator[Hit]:
        assert self._initial
        for run in runs(text):
            for found in self._initial.finditer(run.folded):
                at = found.start()
                pair = run.folded[at : at + 2]
                entries = self._inside.get(pair, ())
                for entry in (*entries, *self._inside.get(pair[0], ())) if len(pair) > 1 else entries:
                    if hit := _inside_at(text, run, at, entry, language):
                        yield hit


def _grammars(text: str, language: str) -> Container[str]:
    """What a reading may need to hold in a text: all grammars if its language is not known."""
    accents = () if has_accents(text) else (UNACCENTED,)
    return {"", *accents, *((grammar(language),) if language else GRAMMARS)}


def _longer_names(concept: Concept) -> Iterator[Term]:
    """Names of other territories that hold a term of a concept as a part: South Sudan for Sudan."""
    own = {fold(term.text) for term in concept.terms}
    for name in own.intersection(longer_names()):
        for longer, tags in longer_names()[name].items():
            if fold(longer) not in own:
                yield from (Term(text=longer, language=tag) for tag in tags)


def _uncovered(hits: Collection[Hit]) -> Iterator[Hit]:
    """The hits without those that a longer name covers."""
    covers = [hit for hit in hits if hit.concept.endswith(COVER)]
    for hit in hits:
        if not hit.concept.endswith(COVER) and not any(
            cover.concept == hit.concept + COVER and cover.start <= hit.start and hit.end <= cover.end
            for cover in covers
        ):
            yield hit


def _by_spelling(concept: Concept) -> Iterator[tuple[Term, _Languages]]:
    """Each term once, with all the languages of one grammar that write it so."""
    ways: dict[tuple[object, ...], tuple[Term, set[str]]] = {}
    for term in concept.terms:
        language = primary(term.language)
        kind = language if language in ("ko", "vi") else grammar(language)
        key = (term.text, kind, term.exact, term.prefix, term.whole, term.weak, term.bound, term.varies)
        ways.setdefault(key, (term, set()))[1].add(language)
    return ((term, frozenset(languages)) for term, languages in ways.values())


def _term_words(text: str) -> list[str]:
    """The words of a term, without the endings that an apostrophe attaches: a text may have them or not."""
    found = words(text)
    return [
        word.text
        for place, word in enumerate(found)
        if not place or not attached(text, found[place - 1], word)
    ]


def _speaks(languages: _Languages, language: str, bound: bool) -> bool:
    """Whether a term of these languages counts in an item of that one; unknown ones do."""
    return not bound or not language or language in languages or "*" in languages


def _phrase_at(read: _Text, place: int, phrase: _Phrase) -> Hit | None:
    """The phrase whose longest word stands at that place, if its other words stand around it."""
    anchor = phrase.anchor
    before = _reach(read, place, -1, phrase.patterns[:anchor][::-1])
    after = _reach(read, place, 1, phrase.patterns[anchor + 1 :])
    if before is None or after is None:
        return None
    (first, how_before), (last, how_after) = before, after
    how = max(how_before, read.readings[place][phrase.patterns[anchor]], how_after)
    weak = phrase.weak or how == MISSPELT
    return Hit(read.words[first].start, read.words[last].end, how, phrase.concept, phrase.text, weak)


def _reach(read: _Text, place: int, step: int, patterns: Sequence[int]) -> tuple[int, int] | None:
    """The place of the last of these words to one side, with the worst likeness; it skips one stop word."""
    how, skipped = EXACT, False
    for pattern in patterns:
        at = _next(read, place, step)
        if at is not None and pattern not in read.readings[at] and not skipped:
            skipped = fold(read.words[at].text) in STOP_WORDS
            at = _next(read, at, step) if skipped else None
        if at is None or pattern not in read.readings[at]:
            return None
        how = max(how, read.readings[at][pattern])
        place = at
    return place, how


def _next(read: _Text, place: int, step: int) -> int | None:
    """The neighbouring word, over an ending attached by an apostrophe; None where a thought ends."""
    at = place + step
    while 0 <= at < len(read.words):
        first, second = sorted((at, at - step))
        if not neighbours(read.text, read.words[first], read.words[second]):
            return None
        if not at or not attached(read.text, read.words[at - 1], read.words[at]):
            return at
        at += step
    return None


def _inside_at(text: str, run: Run, at: int, entry: _Inside, language: str) -> Hit | None:
    """The term at that place of a run, with the Latin part that belongs to it."""
    if not run.folded.startswith(entry.folded, at) or _cuts_katakana(run, at, entry.folded):
        return None
    if not _speaks(entry.languages, language, entry.bound):
        return None
    if entry.whole and len(run.folded) != len(entry.folded):
        return None
    inner, outer = run.starts[at], run.ends[at + len(entry.folded) - 1]
    start, end = inner - len(entry.before), outer + len(entry.after)
    if start < 0 or fold(text[start:inner]) != entry.before or fold(text[outer:end]) != entry.after:
        return None
    return Hit(start, end, INSIDE, entry.concept, entry.text, entry.weak)


def _cuts_katakana(run: Run, at: int, term: str) -> bool:
    """Whether a term begins in the middle of a katakana word, or is a short part of one: タイ in タイトル."""
    if not KATAKANA.match(term[0]):
        return False
    if at and KATAKANA.match(run.folded[at - 1]):
        return True
    after = run.folded[at + len(term) : at + len(term) + 1]
    return len(term) < 3 and bool(after) and bool(KATAKANA.match(after))
