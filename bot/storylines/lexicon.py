"""All terms of all concepts, compiled once, and found in a text at a cost that hardly depends on their number.

Each distinct word of the texts is folded and looked up once and remembered. What a word can stand for is kept
as *patterns* (one word of a term in one grammar); a term of several words hangs on its longest pattern and is
checked only where that one appears. Terms in scripts without spaces are found by their first two letters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.model import Concept, Term
from bot.storylines.inflection import COMPOUNDING, grammar, proclitics, stems, without_article
from bot.storylines.korean import Particles, split_korean
from bot.storylines.territories import name_words
from bot.storylines.words import (
    KATAKANA,
    MAX_WORD,
    STOP_WORDS,
    Run,
    Word,
    accented,
    attached,
    fold,
    has_runs,
    hyphenated,
    is_hangul,
    neighbours,
    runs,
    script_language,
    shouts,
    spelled,
    word_texts,
    words,
)

MEMO_SIZE = 200_000
"""Distinct words remembered (about 40 MB at worst); a month of a thousand feeds has fewer."""

HITS_PER_FIELD = 400
"""More are not looked for: a text that repeats a term hundreds of times says nothing more by it."""

JOINED_LETTERS = 8
"""Two words of a term written as one (`NordKorea`) are known from this length on."""

COMPOUND_LETTERS = 6
"""A part of a compound has to be this long: `Sport` would be found in `Transport`."""

HOW = ("exact", "inflected", "inside")
"""Kinds of likeness, best first."""


class Hit(NamedTuple):
    """A term of a concept at a place in a text."""

    start: int
    end: int
    how: int
    """Index into HOW."""
    concept: str
    term: str


class _Found(NamedTuple):
    """A word can stand for a pattern."""

    pattern: int
    how: int
    only: frozenset[str] | None = None
    """Languages of the item in which this holds; None for all."""


_Languages = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A term: its patterns in order."""

    concept: str
    text: str
    patterns: tuple[int, ...]
    anchor: int
    languages: _Languages
    bound: bool
    exact: bool


class _Inside(NamedTuple):
    """A term in a script without spaces."""

    folded: str
    before: str
    after: str
    concept: str
    text: str
    languages: _Languages
    bound: bool


def primary(tag: str) -> str:
    """The language of a tag, without script and region: `zh-Hant` is `zh`."""
    return tag.replace("_", "-").split("-", 1)[0].lower()


class Lexicon:
    """The terms of some concepts, ready to be found."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._names = name_words()  # they are no heads of compounds: Weißrussland is not Russland
        self._patterns: dict[tuple[object, ...], int] = {}
        self._plain: defaultdict[str, list[_Found]] = defaultdict(list)
        self._spelled: defaultdict[str, list[_Found]] = defaultdict(list)
        self._stems: defaultdict[str, list[tuple[frozenset[str], int, bool]]] = defaultdict(list)
        self._prefixes: defaultdict[str, list[int]] = defaultdict(list)
        self._compounds: defaultdict[str, list[tuple[frozenset[str], int, bool]]] = defaultdict(list)
        self._korean: defaultdict[str, list[tuple[int, bool, bool]]] = defaultdict(list)
        self._accented: dict[int, str] = {}
        self._phrases: defaultdict[int, list[_Phrase]] = defaultdict(list)
        self._inside: defaultdict[str, list[_Inside]] = defaultdict(list)
        self._memo: dict[str, tuple[_Found, ...]] = {}
        self._particles = Particles()
        for concept in concepts:
            self._add_concept(concept)
        initials = "".join(sorted({re.escape(key[0]) for key in self._inside}))
        self._initial = re.compile(f"[{initials}]") if initials else None

    # --- compiling ---------------------------------------------------------------------------------------

    def _add_concept(self, concept: Concept) -> None:
        """Add each term once, with all the languages that write it so."""
        ways: dict[tuple[object, ...], tuple[Term, set[str]]] = {}
        for term in concept.terms:
            language = primary(term.language)
            key = (term.text, grammar(language), language == "ko", term.exact, term.prefix, term.bound)
            ways.setdefault(key, (term, set()))[1].add(language)
        for term, languages in ways.values():
            self._add_term(concept.id, term, frozenset(languages))

    def _add_term(self, concept: str, term: Term, languages: _Languages) -> None:
        found = _term_words(term.text)
        if "ko" not in languages and has_runs(term.text):
            self._add_inside(concept, term, languages)
            return
        if not found:
            return
        language = primary(term.language)
        several = len(found) > 1
        patterns = [
            self._pattern(word.text, language, term, several, term.prefix and word is found[-1])
            for word in found
        ]
        self._hang(concept, term, tuple(patterns), found, languages)
        joined = "".join(word.text for word in found)
        if several and not term.exact and len(joined) >= JOINED_LETTERS and not is_hangul(joined):
            pattern = self._pattern(joined, language, term, False, term.prefix)
            self._hang(concept, term, (pattern,), found[:1], languages)

    def _add_inside(self, concept: str, term: Term, languages: _Languages) -> None:
        """Add a term that is looked for inside runs; what is Latin in it stands beside the run: `EU制裁`."""
        text = term.text.replace(" ", "")
        run = runs(text)[0]
        before, after = text[: run.starts[0]], text[run.ends[-1] :]
        entry = _Inside(
            run.folded, fold(before), fold(after), concept, term.text, languages, term.bound
        )
        self._inside[run.folded[:2]].append(entry)

    def _hang(
        self,
        concept: str,
        term: Term,
        patterns: tuple[int, ...],
        found: Sequence[Word],
        languages: _Languages,
    ) -> None:
        anchor = max(range(len(patterns)), key=lambda i: (len(found[i].text), i))
        phrase = _Phrase(concept, term.text, patterns, anchor, languages, term.bound, term.exact)
        self._phrases[patterns[anchor]].append(phrase)

    def _pattern(self, word: str, language: str, term: Term, in_phrase: bool, prefix: bool) -> int:
        """The number of this word in this grammar; made and entered in the tables when it is new."""
        folded = fold(word)
        rules = language if language in ("ko", "vi") else grammar(language)
        exact = term.exact and not is_hangul(word)
        written = spelled(word) if exact else folded
        compounding = language if language in COMPOUNDING else ""
        capital = 3 < len(folded) < 5 and word[:1].isupper() and not in_phrase
        accents = accented(word) if rules == "vi" else ""
        key = (written, accents, rules, term.exact, prefix, in_phrase, compounding, capital)
        known = self._patterns.get(key)
        if known is not None:
            return known
        number = self._patterns[key] = len(self._patterns)
        if exact:
            self._spelled[written].append(_Found(number, 0))
        elif is_hangul(word):
            self._korean[folded].append((number, folded in self._names, term.exact))
        else:
            self._enter(number, word, folded, rules, in_phrase, capital)
            if prefix:
                self._prefixes[folded].append(number)
            elif compounding and len(folded) >= COMPOUND_LETTERS:
                self._enter_compound(number, folded, compounding)
        return number

    def _enter(self, number: int, word: str, folded: str, rules: str, in_phrase: bool, capital: bool) -> None:
        self._plain[folded].append(_Found(number, 0))
        if rules == "vi":
            self._accented[number] = accented(word)
            return
        bare = without_article(folded, rules)
        if bare != folded:
            self._plain[bare].append(_Found(number, 1))
        if len(folded) < 5 and not in_phrase and not capital and rules not in ("ar", "fa", "he", "ur"):
            return
        for stem, endings in stems(bare, rules, in_phrase=in_phrase):
            self._stems[stem].append((endings, number, capital))

    def _enter_compound(self, number: int, folded: str, language: str) -> None:
        name = folded in self._names
        self._compounds[folded].append((frozenset(("",)), number, name))
        for stem, endings in stems(folded, language):
            if len(stem) >= COMPOUND_LETTERS - 1:
                self._compounds[stem].append((endings, number, name))

    # --- a word ------------------------------------------------------------------------------------------

    def _look_up(self, raw: str) -> tuple[_Found, ...]:
        """What a word can stand for, the best likeness of each pattern."""
        if len(raw) > MAX_WORD:
            return ()
        best: dict[tuple[int, _Languages | None], _Found] = {}
        for found in self._readings(raw):
            key = (found.pattern, found.only)
            if key not in best or found.how < best[key].how:
                best[key] = found
        return tuple(best.values())

    def _readings(self, raw: str) -> Iterator[_Found]:
        yield from self._as_acronym(spelled(raw))
        folded = fold(raw)
        if not folded:
            return
        if is_hangul(raw):
            yield from self._as_korean(folded)
            return
        yield from self._as_word(folded, raw)
        script = (
            "ar" if "\u0600" <= folded[0] <= "\u06ff" else "he" if "\u05d0" <= folded[0] <= "\u05ea" else ""
        )
        if script:
            for clitic in proclitics(script):
                if folded.startswith(clitic) and len(folded) - len(clitic) >= 3:
                    for found in self._as_word(folded[len(clitic) :], raw):
                        yield found._replace(how=1)
        if len(folded) > COMPOUND_LETTERS + 2 and self._compounds:
            yield from self._as_compound(folded)

    def _as_acronym(self, written: str) -> Iterator[_Found]:
        yield from self._spelled.get(written, ())
        if len(written) > 2 and written[-1] == "s" and written[:-1].isupper():  # the plural: POWs, NGOs
            yield from self._spelled.get(written[:-1], ())

    def _as_word(self, folded: str, raw: str) -> Iterator[_Found]:
        for found in self._plain.get(folded, ()):
            if found.pattern not in self._accented or self._same_accents(found.pattern, raw):
                yield found
        capital = raw[:1].isupper()
        for cut in range(3, len(folded) + 1):
            for endings, number, needs_capital in self._stems.get(folded[:cut], ()):
                if folded[cut:] in endings and (capital or not needs_capital):
                    yield _Found(number, 1)
            if self._prefixes:
                for number in self._prefixes.get(folded[:cut], ()):
                    yield _Found(number, 0 if cut == len(folded) else 1)

    def _same_accents(self, pattern: int, raw: str) -> bool:
        """Vietnamese tells words apart by their accents, but is also written without any."""
        written = accented(raw)
        return written == self._accented[pattern] or written == fold(raw)

    def _as_compound(self, folded: str) -> Iterator[_Found]:
        last = len(folded) - 2
        for cut in range(COMPOUND_LETTERS - 1, last):
            for _, number, _name in self._compounds.get(folded[:cut], ()):
                yield _Found(number, 2, COMPOUNDING)
        for start in range(3, len(folded) - COMPOUND_LETTERS + 2):
            for cut in range(start + COMPOUND_LETTERS - 1, len(folded) + 1):
                for endings, number, name in self._compounds.get(folded[start:cut], ()):
                    if not name and folded[cut:] in endings:
                        yield _Found(number, 2, COMPOUNDING)

    def _as_korean(self, folded: str) -> Iterator[_Found]:
        for start, end, how in split_korean(folded, self._particles):
            for number, name, alone in self._korean.get(folded[start:end], ()):
                if how < 2 or (not alone and self._particles.compound(folded, start, end, name=name)):
                    yield _Found(number, how)

    # --- a text ------------------------------------------------------------------------------------------

    def find(self, text: str, language: str = "") -> list[Hit]:
        """Every term in a text, in order of place; a concept is named once for a place."""
        language = primary(language) or script_language(text)
        hits: list[Hit] = []
        if self._knows_a_word(text):
            hits += self._find_words(text, language)
        if self._initial and has_runs(text):
            hits += self._find_inside(text, language)
        best: dict[tuple[int, int, str], Hit] = {}
        for hit in hits:
            key = (hit.start, hit.end, hit.concept)
            if key not in best or hit.how < best[key].how:
                best[key] = hit
        return sorted(best.values())[:HITS_PER_FIELD]

    def _knows_a_word(self, text: str) -> bool:
        memo = self._memo
        known = False
        for raw in word_texts(text):
            found = memo.get(raw)
            if found is None:
                found = self._remember(raw)
            if found:
                known = True
        return known or "-" in text or "‑" in text

    def _remember(self, raw: str) -> tuple[_Found, ...]:
        found = self._memo.get(raw)
        if found is None:
            if len(self._memo) >= MEMO_SIZE:
                self._memo.clear()
            found = self._memo[raw] = self._look_up(raw)
        return found

    def _find_words(self, text: str, language: str) -> Iterator[Hit]:
        tokens = words(text)
        readings = [self._allowed(self._remember(token.text), language) for token in tokens]
        loud = shouts(text)
        count = 0
        for place, reading in enumerate(readings):
            for pattern in reading:
                for phrase in self._phrases.get(pattern, ()):
                    if not _speaks(phrase.languages, language, phrase.bound or (loud and phrase.exact)):
                        continue
                    hit = self._phrase_at(text, tokens, readings, place, phrase)
                    if hit:
                        count += 1
                        yield hit
            if count > HITS_PER_FIELD:
                return
        yield from self._find_hyphenated(text, tokens, language)

    def _find_hyphenated(self, text: str, tokens: Sequence[Word], language: str) -> Iterator[Hit]:
        """Terms of one word that a hyphen parts in the text: `Nord-Korea`."""
        for first, second in zip(tokens, tokens[1:], strict=False):
            if len(first.text) + len(second.text) < JOINED_LETTERS or not hyphenated(text, first, second):
                continue
            for pattern, how in self._allowed(self._remember(first.text + second.text), language).items():
                for phrase in self._phrases.get(pattern, ()) if how < 2 else ():
                    if len(phrase.patterns) == 1 and _speaks(phrase.languages, language, phrase.bound):
                        yield Hit(first.start, second.end, max(how, 1), phrase.concept, phrase.text)

    @staticmethod
    def _allowed(found: Iterable[_Found], language: str) -> dict[int, int]:
        """The patterns that hold in an item of that language, with their likeness."""
        allowed: dict[int, int] = {}
        for pattern, how, only in found:
            if only is None or not language or language in only:
                allowed[pattern] = min(how, allowed.get(pattern, how))
        return allowed

    def _phrase_at(
        self,
        text: str,
        tokens: Sequence[Word],
        readings: Sequence[dict[int, int]],
        place: int,
        phrase: _Phrase,
    ) -> Hit | None:
        """The phrase whose longest word stands at that place, if its other words stand around it."""
        how = readings[place][phrase.patterns[phrase.anchor]]
        ends = [place, place]
        for side, step in ((0, -1), (1, 1)):
            rest = (
                phrase.patterns[: phrase.anchor][::-1] if step < 0 else phrase.patterns[phrase.anchor + 1 :]
            )
            skipped = False
            for pattern in rest:
                at = _next(text, tokens, ends[side], step)
                if at is not None and pattern not in readings[at] and not skipped:
                    if fold(tokens[at].text) in STOP_WORDS:
                        skipped = True
                        at = _next(text, tokens, at, step)
                if at is None or pattern not in readings[at]:
                    return None
                how = max(how, readings[at][pattern])
                ends[side] = at
        return Hit(tokens[ends[0]].start, tokens[ends[1]].end, how, phrase.concept, phrase.text)

    def _find_inside(self, text: str, language: str) -> Iterator[Hit]:
        assert self._initial
        count = 0
        for run in runs(text):
            for found in self._initial.finditer(run.folded):
                at = found.start()
                for key in (run.folded[at : at + 2], run.folded[at]):
                    for entry in self._inside.get(key, ()):
                        if run.folded.startswith(entry.folded, at) and _speaks(
                            entry.languages, language, entry.bound
                        ):
                            if _cuts_katakana(run, at, entry.folded):
                                continue
                            start = run.starts[at] - len(entry.before)
                            inner = run.ends[at + len(entry.folded) - 1]
                            end = inner + len(entry.after)
                            if start < 0 or fold(text[start : run.starts[at]]) != entry.before:
                                continue
                            if fold(text[inner:end]) != entry.after:
                                continue
                            yield Hit(start, end, 2, entry.concept, entry.text)
                            count += 1
                if count > HITS_PER_FIELD:
                    return


def _term_words(text: str) -> list[Word]:
    """The words of a term, without the endings that an apostrophe attaches: a text may have them or not."""
    found = words(text)
    return [
        word for place, word in enumerate(found) if not place or not attached(text, found[place - 1], word)
    ]


def _speaks(languages: _Languages, language: str, bound: bool) -> bool:
    """Whether a term of these languages counts in an item of that one; unknown ones do."""
    return not bound or not language or language in languages or "*" in languages


def _next(text: str, tokens: Sequence[Word], place: int, step: int) -> int | None:
    """The neighbouring word, over an ending attached by an apostrophe; None where a thought ends."""
    at = place + step
    while 0 <= at < len(tokens):
        first, second = (tokens[at], tokens[at - step]) if step < 0 else (tokens[at - step], tokens[at])
        if not neighbours(text, first, second):
            return None
        if at > 0 and attached(text, tokens[at - 1], tokens[at]):
            at += step
            continue
        return at
    return None


def _cuts_katakana(run: Run, at: int, term: str) -> bool:
    """Whether a term begins in the middle of a katakana word, or is a short part of one: タイ in タイトル."""
    if not KATAKANA.match(term[0]):
        return False
    if at and KATAKANA.match(run.folded[at - 1]):
        return True
    after = run.folded[at + len(term) : at + len(term) + 1]
    return len(term) < 3 and bool(after) and bool(KATAKANA.match(after))
