"""The fields of an item with what was found in them, and which of it counts in a slot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.model import Evidence, Slot, Within
from bot.storylines.patterns import HOW, TRANSLITERATED
from bot.storylines.phrases import Hit
from bot.storylines.reading import Readable

BESIDE = 3
"""Words that may stand between a weak word and one that fills another slot: `forces sent by North Korea`."""

SIMILAR_WORTH = 0.8
WEAK_WORTH = 0.9

_SENTENCE_END = re.compile(r"[.!?…](?=\s)|[。！？؟\n]")


@dataclass(frozen=True, slots=True)
class Reader:
    """A field of an item, with what was found in it."""

    name: str
    read: Readable
    original: str
    hits: Mapping[str, Sequence[Hit]]
    """By concept, in order of place."""
    word: float = 6.0
    """Characters of a word."""

    def of(self, concepts: Iterable[str]) -> list[Hit]:
        """What names one of these concepts here, in order of place."""
        found = [hits for concept in concepts if (hits := self.hits.get(concept))]
        if len(found) == 1:
            return list(found[0])
        return sorted(chain.from_iterable(found)) if found else []

    def evidence(self, hit: Hit) -> Evidence:
        """A hit as it is shown, with its place in the original text."""
        start, end = self.read.span(hit.start, hit.end)
        return Evidence(
            concept=hit.concept,
            term=hit.term,
            text=self.original[start:end],
            field=self.name,
            start=start,
            end=end,
            how=HOW[hit.how],
        )

    def sentence_ends(self) -> list[int]:
        """The places at which sentences end."""
        return [found.start() for found in _SENTENCE_END.finditer(self.read.text)]


@dataclass(slots=True)
class Reading:
    """The hits of each slot in one field, those of weak words only where they stand beside another slot's."""

    reader: Reader
    weight: float
    slots: list[list[Hit]]

    @classmethod
    def of(
        cls, reader: Reader, weight: float, slots: Sequence[Slot], within: Sequence[Within] = ()
    ) -> Reading:
        if not weight or not reader.hits:
            return cls(reader, weight, [[] for _ in slots])
        found = [reader.of(slot) for slot in slots]
        if within or any(hit.weak for hits in found for hit in hits):
            reaches = {(entry.slot, entry.concept): entry.words for entry in within}
            found = _without_lone_words(found, reader.word, reaches)
        return cls(reader, weight, found)

    def worth(self, hit: Hit) -> float:
        """What a hit is worth in this field."""
        return self.weight * certainty(hit)


def certainty(hit: Hit) -> float:
    """How surely a hit names its concept, in [0, 1]."""
    certain = SIMILAR_WORTH if hit.how >= TRANSLITERATED else 1.0
    return certain * WEAK_WORTH if hit.weak else certain


def _without_lone_words(
    found: Sequence[Sequence[Hit]], word: float, within: Mapping[tuple[int, str], int]
) -> list[list[Hit]]:
    """The hits without weak ones that stand alone.

    A weak word counts beside a strong one of the slot before its own, or after it if it is the first: so a
    rule reads like a phrase (North Korea, troops, Russia), and `Russian forces` are no North Korean ones. Two
    weak ones hold each other (`Kim's men`) where a strong one of a third slot stands in the field.
    `within` are concepts that are weak in this storyline, and how far theirs may stand.
    """

    def is_weak(slot: int, hit: Hit) -> bool:
        return hit.weak or (slot, hit.concept) in within

    strong = [[hit for hit in hits if not is_weak(slot, hit)] for slot, hits in enumerate(found)]

    def counts(slot: int, hit: Hit) -> bool:
        other = slot - 1 if slot else 1
        if other >= len(found):
            return False
        words = within.get((slot, hit.concept), BESIDE)
        third = [h for i, hits in enumerate(strong) if i not in (slot, other) for h in hits]
        return any(
            _beside(hit, neighbour, word, words)
            and (words != BESIDE or not any(_between(h, hit, neighbour) for h in third))
            for neighbour in (found[other] if third else strong[other])
        )

    return [
        [hit for hit in hits if not is_weak(slot, hit) or counts(slot, hit)]
        for slot, hits in enumerate(found)
    ]


def _between(hit: Hit, first: Hit, second: Hit) -> bool:
    """Whether a hit stands between two others: the men of Russia and North Korea are not North Korea's."""
    left, right = sorted((first, second))
    return left.end <= hit.start and hit.end <= right.start


def _beside(hit: Hit, other: Hit, word: float, words: int) -> bool:
    """Whether hardly anything stands between two hits; a single sign has to touch (朝军, 北朝鮮兵)."""
    if hit.concept == other.concept:
        return False
    gap = max(hit.start - other.end, other.start - hit.end)
    return gap <= (0 if len(hit.term) == 1 else words * word + 1)


@dataclass(frozen=True)
class ReadItem:
    """The fields of an item, read."""

    title: Reader
    summary: Reader
    tags: Reader
    language: str = ""
    """The primary language, empty for an unknown one."""
    sources: frozenset[str] = frozenset()

    @property
    def readers(self) -> tuple[Reader, Reader, Reader]:
        """All fields."""
        return self.title, self.summary, self.tags

    def counting(
        self, slots: Sequence[Slot], within: Sequence[Within] = ()
    ) -> list[list[tuple[Reader, Hit]]]:
        """For each slot the hits that count in it, over all fields."""
        readings = [Reading.of(reader, 1.0, slots, within) for reader in self.readers]
        return [
            [(reading.reader, hit) for reading in readings for hit in reading.slots[i]]
            for i in range(len(slots))
        ]
