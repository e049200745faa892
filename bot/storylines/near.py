"""What nearly filled an empty slot, and why it did not: for `vigie explain`, not for matching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from rapidfuzz import fuzz, process

from bot.model import Concept, NearMiss
from bot.storylines.fields import Reader, ReadItem
from bot.storylines.lexicon import Lexicon
from bot.storylines.patterns import MISSPELT
from bot.storylines.phrases import Hit
from bot.storylines.words import fold, primary, spelled, words

SHOWN = 3
"""Near-misses shown for a slot."""

NEAR_WORD = 80.0
"""Likeness (of 100) from which a word is shown as near to a term of its language."""

LETTERS = 5
"""Of the shortest word that is compared: shorter ones resemble too many."""


def near_misses(concepts: Sequence[Concept], item: ReadItem, lexicon: Lexicon) -> tuple[NearMiss, ...]:
    """The words of an item that come nearest to filling a slot of these concepts."""
    found = (miss for reader in item.readers for miss in _in_field(concepts, reader, item, lexicon))
    first = {(m.evidence.field, m.evidence.start, m.evidence.end): m for m in islice(found, 50)}
    return tuple(list(first.values())[:SHOWN])


def _in_field(
    concepts: Sequence[Concept], reader: Reader, item: ReadItem, lexicon: Lexicon
) -> Iterator[NearMiss]:
    names = [concept.id for concept in concepts]
    for hit in reader.of(names):
        if hit.weak:
            yield NearMiss(
                evidence=reader.evidence(hit), reason="counts only beside words that fill another slot"
            )
    counted = {(hit.start, hit.end) for hit in reader.of(names)}
    for hit in lexicon.find(reader.read.text, "") if item.language else ():
        if hit.concept in names and (hit.start, hit.end) not in counted:
            yield NearMiss(
                evidence=reader.evidence(hit), reason=f"does not count in items in {item.language}"
            )
    yield from _unlike(concepts, reader, item.language)


def _unlike(concepts: Sequence[Concept], reader: Reader, language: str) -> Iterator[NearMiss]:
    """Words in another case than an acronym, and words that resemble one of a single word."""
    exact: dict[str, tuple[str, str]] = {}
    plain: dict[str, tuple[str, str]] = {}
    near = {"*", language} if language else {primary(t.language) for c in concepts for t in c.terms}
    for concept in concepts:
        for term in concept.terms:
            if term.exact:
                exact.setdefault(fold(spelled(term.text)), (concept.id, term.text))
            elif len(term.text) >= LETTERS and " " not in term.text and primary(term.language) in near:
                plain.setdefault(fold(term.text), (concept.id, term.text))
    for word in words(reader.read.text):
        folded = fold(word.text)
        if known := exact.get(fold(spelled(word.text))):
            if spelled(word.text) != spelled(known[1]):
                yield _miss(reader, word.start, word.end, known, f"only the spelling {known[1]} counts")
        elif len(folded) >= LETTERS and folded not in plain:
            likest = process.extractOne(folded, plain.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_WORD)
            if likest:
                concept_term = plain[likest[0]]
                yield _miss(reader, word.start, word.end, concept_term, f"resembles {concept_term[1]}")


def _miss(reader: Reader, start: int, end: int, known: tuple[str, str], reason: str) -> NearMiss:
    hit = Hit(start, end, MISSPELT, *known)
    return NearMiss(evidence=reader.evidence(hit), reason=reason)
