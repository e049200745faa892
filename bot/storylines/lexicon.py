"""All terms of all concepts, compiled once, and found in a text at a cost that hardly depends on them.

It answers in two steps. `present` tells quickly which concepts a text may name, and for nearly every text
that rules out every storyline; `find` tells where and how, for the few concepts that are still of interest.
A word is looked up once and remembered. A term of several words hangs on the one that the fewest terms hold,
and is checked only where that one appears. A term in a script without spaces is known by its first signs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from operator import add
from typing import NamedTuple

from bot.model import Concept, Term
from bot.storylines.inflection import GRAMMARS, grammar
from bot.storylines.patterns import INFLECTED, INSIDE, UNACCENTED, Found, Patterns
from bot.storylines.phrases import Hit, Inside, Languages, Phrase, ReadText, inside_at, phrase_at, speaks
from bot.storylines.territories import longer_names
from bot.storylines.words import (
    Word,
    attached,
    fold,
    has_accents,
    has_runs,
    hyphenated,
    is_hangul,
    item_language,
    joined_texts,
    primary,
    runs,
    script_language,
    shouts,
    word_texts,
    words,
)

MEMO_SIZE = 200_000
"""Distinct words remembered (about 40 MB at worst); a month of a thousand feeds has fewer."""

JOINED_LETTERS = 8
"""Two words of a term written as one (`NordKorea`) are known from this length on."""

BEGIN = 3
"""Signs by which a term in a script without spaces is found."""

COVER = "\0"
"""Marks the concept of longer names: where South Sudan stands, Sudan does not count."""

_NO_READING: Mapping[int, int] = {}


class _Hanging(NamedTuple):
    """Terms of several words that hang on one pattern."""

    others: frozenset[int]
    """The patterns of other words that they need, one for each."""
    pairs: tuple[tuple[int, int], ...]
    """Such a pattern and the concept that is named with it."""


class _Known(NamedTuple):
    """All that a word can stand for."""

    found: tuple[Found, ...]
    concepts: tuple[int, ...]
    """Those that it names alone."""
    hanging: tuple[_Hanging, ...]
    """Those that it names with other words."""
    patterns: tuple[int, ...]


class _Vocabulary(dict[str, _Known | None]):
    """What the words that were looked up stand for; None for those that stand for nothing, nearly all."""

    def __init__(self) -> None:
        super().__init__()
        self.patterns = Patterns()
        self.alone: defaultdict[int, list[Phrase]] = defaultdict(list)
        """Terms of one word by its pattern."""
        self.phrases: defaultdict[int, list[Phrase]] = defaultdict(list)
        """Terms of several words by the pattern of the one that they hang on."""
        self.hanging: dict[int, _Hanging] = {}
        """By the same pattern, for `present`."""

    def __missing__(self, raw: str) -> _Known | None:
        if len(self) >= MEMO_SIZE:
            self.clear()
        known = self[raw] = self._look_up(raw)
        return known

    def _look_up(self, raw: str) -> _Known | None:
        found = self.patterns.of(raw)
        if not found:
            return None
        patterns = tuple({one.pattern for one in found})
        alone = {phrase.number for pattern in patterns for phrase in self.alone.get(pattern, ())}
        hanging = tuple(self.hanging[pattern] for pattern in patterns if pattern in self.hanging)
        return _Known(found, tuple(alone), hanging, patterns)


class Lexicon:
    """The terms of some concepts, ready to be found."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.numbers: dict[str, int] = {}
        """The number of each concept, for `present` and `find`."""
        self._known = _Vocabulary()
        self._several: list[Phrase] = []
        self._inside: defaultdict[str, list[Inside]] = defaultdict(list)
        for concept in concepts:
            for term, languages in _by_spelling(concept):
                self._add(concept.id, term, languages)
            for longer in (*concept.covers, *_longer_names(concept)):
                self._add(concept.id + COVER, longer, frozenset((primary(longer.language),)))
        self._hang_all()

    def numbers_of(self, concepts: Iterable[str]) -> frozenset[int]:
        """The numbers of these concepts and of what may cover them, for `find`."""
        names = (name for concept in concepts for name in (concept, concept + COVER))
        return frozenset(self.numbers[name] for name in names if name in self.numbers)

    def forget(self) -> None:
        """Forget all words that were looked up; answers stay the same."""
        self._known.clear()

    # --- compiling ---------------------------------------------------------------------------------------

    def _number(self, concept: str) -> int:
        return self.numbers.setdefault(concept, len(self.numbers))

    def _add(self, concept: str, term: Term, languages: Languages) -> None:
        found = _term_words(term.text)
        if has_runs(term.text) and ("ko" not in languages or not found):
            self._add_inside(concept, term, languages)
            return
        language = primary(term.language)
        several = len(found) > 1
        last = len(found) - 1
        patterns = [
            self._known.patterns.add(
                word, language, term, in_phrase=several, prefix=term.prefix and place == last
            )
            for place, word in enumerate(found)
        ]
        if patterns:
            self._enter(concept, term, tuple(patterns), languages)
        joined = "".join(found) if several and not (term.exact or term.whole) else ""
        if len(joined) >= JOINED_LETTERS and not is_hangul(joined):
            unlike = replace(term, varies=False)
            one = self._known.patterns.add(joined, language, unlike, in_phrase=False, prefix=term.prefix)
            self._enter(concept, term, (one,), languages)

    def _enter(self, concept: str, term: Term, patterns: tuple[int, ...], languages: Languages) -> None:
        phrase = Phrase(
            self._number(concept),
            concept,
            term.text,
            patterns,
            0,
            languages,
            term.bound,
            term.exact,
            term.weak,
            not (term.exact or term.whole),
        )
        if len(patterns) == 1:
            self._known.alone[patterns[0]].append(phrase)
        else:
            self._several.append(phrase)

    def _hang_all(self) -> None:
        """Hang each term of several words on the one that the fewest terms hold."""
        uses = Counter(pattern for phrase in self._several for pattern in phrase.patterns)
        pairs: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for phrase in self._several:
            rarest = sorted(range(len(phrase.patterns)), key=lambda i: (uses[phrase.patterns[i]], i))
            first, second = (phrase.patterns[i] for i in rarest[:2])
            self._known.phrases[first].append(phrase._replace(anchor=rarest[0]))
            pairs[first].append((second, phrase.number))
        for first, found in pairs.items():
            self._known.hanging[first] = _Hanging(frozenset(other for other, _ in found), tuple(found))
        self._several = []

    def _add_inside(self, concept: str, term: Term, languages: Languages) -> None:
        text = term.text.replace(" ", "")
        run = next(run for run in runs(text) if run.folded)
        before, after = fold(text[: run.starts[0]]), fold(text[run.ends[-1] :])
        entry = Inside(
            self._number(concept),
            run.folded,
            before,
            after,
            concept,
            term.text,
            languages,
            term.bound,
            term.whole,
            term.weak,
            term.exact,
        )
        self._inside[run.folded[:BEGIN]].append(entry)

    # --- which concepts a text may name ------------------------------------------------------------------

    def present(self, *texts: str) -> set[int]:
        """The numbers of the concepts that texts may name: all that they name, and hardly any other."""
        known = self._known
        distinct = set(chain.from_iterable(map(word_texts, texts)))
        found = list(filter(None, map(known.__getitem__, distinct)))
        concepts: set[int] = set().union(*[word.concepts for word in found])
        patterns = set(chain.from_iterable([word.patterns for word in found]))
        apart = patterns.isdisjoint
        for word in found:
            for others, pairs in word.hanging:
                if not apart(others):
                    concepts.update([number for other, number in pairs if other in patterns])
        for text in texts:
            for raw in joined_texts(text):
                if joined := known[raw]:
                    concepts.update(joined.concepts)
            if self._inside and has_runs(text):
                concepts.update(self._present_inside(text))
        return concepts

    def _present_inside(self, text: str) -> Iterator[int]:
        inside = self._inside
        for run in runs(text):
            folded = run.folded
            pairs = list(map(add, folded, folded[1:]))
            begins = {*folded, *pairs, *map(add, pairs, folded[2:])}
            for begin in inside.keys() & begins:
                yield from [entry.number for entry in inside[begin] if entry.folded in folded]

    # --- where it names them -----------------------------------------------------------------------------

    def find(self, text: str, language: str = "", wanted: Collection[int] | None = None) -> list[Hit]:
        """Every term in a text, or every one of the wanted concepts, in order of place.

        A concept is named once for a place.
        """
        language = item_language(language) or script_language(text)
        best: dict[tuple[int, int, str], Hit] = {}
        for hit in self._find_all(text, language, wanted):
            key = (hit.start, hit.end, hit.concept)
            if key not in best or (hit.weak, hit.how) < (best[key].weak, best[key].how):
                best[key] = hit
        return sorted(_uncovered(best.values()))

    def _find_all(self, text: str, language: str, wanted: Collection[int] | None) -> Iterator[Hit]:
        yield from self._find_words(text, language, wanted)
        if self._inside and has_runs(text):
            yield from self._find_inside(text, language, wanted)

    def _find_words(self, text: str, language: str, wanted: Collection[int] | None) -> Iterator[Hit]:
        tokens = words(text)
        known = [self._known[token.text] for token in tokens]
        if any(known):
            grammars = _grammars(text, language)
            readings = [_allowed(word, grammars) if word else _NO_READING for word in known]
            read = ReadText(text, tokens, readings)
            loud = shouts(text)
            for place, word in enumerate(known):
                for phrase in self._hanging(word, wanted) if word else ():
                    bound = phrase.bound or (loud and phrase.exact)
                    if phrase.patterns[phrase.anchor] in readings[place] and speaks(
                        phrase.languages, language, bound
                    ):
                        hit = phrase_at(read, place, phrase)
                        if hit:
                            yield hit
        yield from self._find_hyphenated(text, tokens, language, wanted)

    def _hanging(self, word: _Known, wanted: Collection[int] | None) -> Iterator[Phrase]:
        """The terms that hang on a word."""
        known = self._known
        for pattern in word.patterns:
            for phrase in chain(known.alone.get(pattern, ()), known.phrases.get(pattern, ())):
                if wanted is None or phrase.number in wanted:
                    yield phrase

    def _find_hyphenated(
        self, text: str, tokens: Sequence[Word], language: str, wanted: Collection[int] | None
    ) -> Iterator[Hit]:
        """Terms of one word that a hyphen parts in the text: `Nord-Korea`."""
        for first, second in pairwise(tokens):
            if len(first.text) + len(second.text) < JOINED_LETTERS or not hyphenated(text, first, second):
                continue
            joined = self._known[first.text + second.text]
            if joined is None:
                continue
            for pattern, how in _allowed(joined, _grammars(text, language)).items():
                for phrase in self._known.alone.get(pattern, ()) if how < INSIDE else ():
                    if (
                        phrase.joins
                        and (wanted is None or phrase.number in wanted)
                        and speaks(phrase.languages, language, phrase.bound)
                    ):
                        how = max(how, INFLECTED)
                        yield Hit(first.start, second.end, how, phrase.concept, phrase.text, phrase.weak)

    def _find_inside(self, text: str, language: str, wanted: Collection[int] | None) -> Iterator[Hit]:
        inside = self._inside
        for run in runs(text):
            folded = run.folded
            for at in range(len(folded)):
                for length in range(1, BEGIN + 1):
                    for entry in (
                        inside.get(folded[at : at + length], ()) if at + length <= len(folded) else ()
                    ):
                        if (wanted is None or entry.number in wanted) and (
                            hit := inside_at(text, run, at, entry, language)
                        ):
                            yield hit


def _allowed(word: _Known, grammars: Container[str]) -> dict[int, int]:
    """The patterns that a word stands for in a text of these grammars, with their likeness."""
    allowed: dict[int, int] = {}
    for pattern, how, needed in word.found:
        if needed in grammars:
            allowed[pattern] = min(how, allowed.get(pattern, how))
    return allowed


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
                yield from (Term(text=longer, language=tag, varies=False) for tag in tags)


def _uncovered(hits: Collection[Hit]) -> Iterator[Hit]:
    """The hits without those that a longer name covers."""
    covers = [hit for hit in hits if hit.concept.endswith(COVER)]
    for hit in hits:
        if not hit.concept.endswith(COVER) and not any(
            cover.concept == hit.concept + COVER and cover.start <= hit.start and hit.end <= cover.end
            for cover in covers
        ):
            yield hit


def _by_spelling(concept: Concept) -> Iterator[tuple[Term, Languages]]:
    """Each term once, with all the languages of one grammar that write it so."""
    ways: dict[tuple[object, ...], tuple[Term, set[str]]] = {}
    for term in concept.terms:
        language = primary(term.language)
        kind = language if language in ("ko", "vi") else grammar(language)
        flags = (term.exact, term.prefix, term.whole, term.weak, term.bound, term.varies)
        ways.setdefault((term.text, kind, flags), (term, set()))[1].add(language)
    return ((term, frozenset(languages)) for term, languages in ways.values())


def _term_words(text: str) -> list[str]:
    """The words of a term, without the endings that an apostrophe attaches: a text may have them or not."""
    found = words(text)
    return [
        word.text
        for place, word in enumerate(found)
        if fold(word.text) and (not place or not attached(text, found[place - 1], word))
    ]
