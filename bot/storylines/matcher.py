"""Items against all storylines at once. What a match means and how it is scored is told in `judge.py`."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from bot.model import Concept, Evidence, Match, MatchReport, Slot, SlotReport, Storyline
from bot.storylines.context import Memory
from bot.storylines.fields import Reader, ReadItem
from bot.storylines.judge import judge, judgement, unread
from bot.storylines.lexicon import Lexicon
from bot.storylines.load import Rules
from bot.storylines.near import near_misses
from bot.storylines.phrases import Hit
from bot.storylines.reading import Readable, readable_summary, readable_title, without_markup
from bot.storylines.words import item_language, wide_share

READ_LIMIT = 6_000
"""Characters of a summary that are read: about a thousand words. Some feeds carry whole books."""

TITLE_LIMIT = 1_000
"""Characters of a title that are read; the longest real one in 160,000 has 603."""

TAGS_LIMIT = 1_000
"""Characters of an item's tags that are read."""

CHARACTERS_PER_WORD = 6.0
WIDE_PER_WORD = 2.0
"""Of Han, kana and Hangul."""

REPORTED = 10
"""Evidence shown for a slot by `report`."""


class Matcher:
    """The storylines of some rules. Not for use by several threads at a time.

    The terms are compiled when the first item is matched, or by `compile`: a daemon starts to poll without
    waiting for it, and compiles changed rules while the old ones are in force.
    """

    def __init__(self, rules: Rules) -> None:
        self._storylines = rules.storylines
        self._concepts = {concept.id: concept for concept in rules.concepts}

    @cached_property
    def _lexicon(self) -> Lexicon:
        used = {c for s in self._storylines for slot in (*_slots(s), s.none) for c in slot}
        return Lexicon([concept for name, concept in self._concepts.items() if name in used])

    @cached_property
    def _sieve(self) -> _Sieve:
        return _Sieve(self._storylines, self._lexicon)

    def compile(self) -> Matcher:
        """Make the tables now, and return the matcher.

        Millions of small objects are made and none is dropped, so that looking for garbage meanwhile would
        take a third of the time and find nothing.
        """
        collects = gc.isenabled()
        gc.disable()
        try:
            _ = self._sieve
        finally:
            if collects:
                gc.enable()
        return self

    def forget(self) -> None:
        """Forget the words that were looked up; answers stay the same."""
        self._lexicon.forget()

    @property
    def storyline_ids(self) -> tuple[str, ...]:
        """The storylines, in the order of the rules."""
        return tuple(storyline.id for storyline in self._storylines)

    @property
    def remembering(self) -> frozenset[str]:
        """The storylines for which recent headlines may fill a slot."""
        return frozenset(storyline.id for storyline in self._storylines if storyline.context)

    def match(
        self,
        title: str,
        summary: str,
        language: str = "",
        *,
        tags: Collection[str] = (),
        sources: Collection[str] = (),
        memories: Mapping[str, Memory] | None = None,
    ) -> tuple[Match, ...]:
        """The storylines that an item belongs to, in the order of the rules.

        `sources` are the names under which storylines know its source: feed, publisher, `tag:…` for each tag
        of the feed. The item's own `tags` are read as a third field. `memories` are the recent headlines of
        storylines by id; without them an answer depends on nothing but the item.
        """
        texts = title[:TITLE_LIMIT], summary[:READ_LIMIT], "\n".join(tags)[:TAGS_LIMIT]
        present = self._lexicon.present(*(_unmarked(text) for text in texts if text))
        near = self._sieve.candidates(present)
        if memories:
            near = sorted({*near, *self._sieve.touched(present, memories)})
        if not near:
            return ()
        reads = _Reads.of(title, summary, tags, sources)
        item = self._read(reads, language, sources, self._sieve.wanted(near))
        storylines = [self._storylines[index] for index in near]
        found = (judge(storyline, item, (memories or {}).get(storyline.id)) for storyline in storylines)
        return tuple(match for match in found if match)

    def touches(self, title: str, summary: str) -> bool:
        """Whether an item may name any concept at all: the quick step before a report."""
        return bool(self._lexicon.present(title[:TITLE_LIMIT], summary[:READ_LIMIT]))

    def named(self, title: str, summary: str, language: str = "") -> list[Evidence]:
        """All concepts that an item names, also in words that count only beside others."""
        item = self._read(_Reads.of(title, summary, (), ()), language, (), None)
        return [
            reader.evidence(hit) for reader in item.readers for hits in reader.hits.values() for hit in hits
        ]

    def report(
        self,
        title: str,
        summary: str,
        language: str = "",
        *,
        tags: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> tuple[MatchReport, ...]:
        """Every storyline against an item: what was found, what is missing or nearly there, what excludes."""
        item = self._read(_Reads.of(title, summary, tags, sources), language, sources, None)
        return tuple(self._report(storyline, item) for storyline in self._storylines)

    # --- reading -----------------------------------------------------------------------------------------

    def _read(
        self, reads: _Reads, language: str, sources: Collection[str], wanted: Collection[int] | None
    ) -> ReadItem:
        """The item with what it says of the wanted concepts."""
        return ReadItem(
            self._reader("title", *reads.title, language, wanted),
            self._reader("summary", *reads.summary, language, wanted),
            self._reader("tags", *reads.tags, language, wanted),
            language=item_language(language),
            sources=frozenset(sources),
        )

    def _reader(
        self, name: str, original: str, read: Readable, language: str, wanted: Collection[int] | None
    ) -> Reader:
        hits: dict[str, list[Hit]] = {}
        for hit in self._lexicon.find(read.text, language, wanted) if original else ():
            hits.setdefault(hit.concept, []).append(hit)
        word = WIDE_PER_WORD if hits and wide_share(read.text) > 0.5 else CHARACTERS_PER_WORD
        return Reader(name, read, original, hits, word)

    # --- reporting ---------------------------------------------------------------------------------------

    def _report(self, storyline: Storyline, item: ReadItem) -> MatchReport:
        judged = judgement(storyline, item)
        return MatchReport(
            storyline_id=storyline.id,
            slots=tuple(self._slot_reports(storyline, item)),
            excluded_by=_found(item, storyline.none),
            match=judged.match,
            unread=unread(storyline, item),
            score=judged.score,
            min_score=storyline.min_score,
        )

    def _slot_reports(self, storyline: Storyline, item: ReadItem) -> Iterator[SlotReport]:
        counting = item.counting(_slots(storyline), storyline.within)
        groups = [""] * len(storyline.slots)
        for group in storyline.at_least:
            groups += [f"at least {group.count} of {len(group.slots)}"] * len(group.slots)
        for slot, hits, needed in zip(_slots(storyline), counting, groups, strict=True):
            found = tuple(reader.evidence(hit) for reader, hit in hits)[:REPORTED]
            near = () if found else near_misses(self._of(slot), item, self._lexicon)
            yield SlotReport(concepts=slot, found=found, near=near, group=needed)

    def _of(self, slot: Slot) -> list[Concept]:
        return [self._concepts[name] for name in slot if name in self._concepts]


def _slots(storyline: Storyline) -> tuple[Slot, ...]:
    """All slots, those of which not all are needed after the others."""
    return (*storyline.slots, *(slot for group in storyline.at_least for slot in group.slots))


class _Reads(NamedTuple):
    """The fields of an item, each with what of it is read."""

    title: tuple[str, Readable]
    summary: tuple[str, Readable]
    tags: tuple[str, Readable]

    @classmethod
    def of(cls, title: str, summary: str, tags: Collection[str], sources: Collection[str]) -> _Reads:
        labels = "\n".join(tags)[:TAGS_LIMIT] if tags else ""
        return cls(
            (title, readable_title(title[:TITLE_LIMIT], sources)),
            (summary, readable_summary(summary[:READ_LIMIT])),
            (labels, Readable(labels, None)),
        )


def _unmarked(text: str) -> str:
    """A text without markup, which parts words. Boilerplate is left: it can only name more."""
    return without_markup(text).text


class _Sieve:
    """Which storylines an item may belong to, by the concepts that it names.

    A storyline is tried where a concept of its rarest slot is named, and kept where every slot has one. Where
    only so many of some slots are needed, one of those that could not all be missing stands for them.
    """

    def __init__(self, storylines: Sequence[Storyline], lexicon: Lexicon) -> None:
        uses = Counter(c for storyline in storylines for slot in _slots(storyline) for c in slot)
        self._indexes = {storyline.id: index for index, storyline in enumerate(storylines)}
        self._needs: list[tuple[frozenset[int], ...]] = []
        self._wanted: list[frozenset[int]] = []
        self._anchored: defaultdict[int, list[int]] = defaultdict(list)
        for index, storyline in enumerate(storylines):
            needs = _needs(storyline)
            rarest = min(needs, key=lambda need: sum(uses[concept] for concept in need))
            others = (need for need in needs if need is not rarest)
            numbers = lexicon.numbers
            self._needs.append(tuple(frozenset(numbers[c] for c in need if c in numbers) for need in others))
            named = (c for slot in (*_slots(storyline), storyline.none) for c in slot)
            self._wanted.append(lexicon.numbers_of(named))
            for concept in rarest:
                if concept in numbers:
                    self._anchored[numbers[concept]].append(index)
        self._anchors = frozenset(self._anchored)

    def candidates(self, present: set[int]) -> list[int]:
        """The storylines that an item with these concepts may belong to, in their order."""
        anchored = self._anchored
        near = set(chain.from_iterable([anchored[number] for number in present & self._anchors]))
        needs = self._needs
        kept: list[int] = []
        for index in near:
            for need in needs[index]:
                if present.isdisjoint(need):
                    break
            else:
                kept.append(index)
        return sorted(kept)

    def touched(self, present: set[int], storylines: Collection[str]) -> list[int]:
        """Those of these storylines of which an item names anything."""
        indexes = (self._indexes[name] for name in storylines if name in self._indexes)
        return [index for index in indexes if not present.isdisjoint(self._wanted[index])]

    def wanted(self, near: Sequence[int]) -> frozenset[int]:
        """The concepts that decide about these storylines."""
        return self._wanted[near[0]].union(*(self._wanted[index] for index in near[1:]))


def _needs(storyline: Storyline) -> list[frozenset[str]]:
    """Sets of concepts; an item that names none of one set cannot belong to the storyline."""
    needs = [frozenset(slot) for slot in storyline.slots]
    for group in storyline.at_least:
        enough = group.slots[: len(group.slots) - group.count + 1]
        needs.append(frozenset(concept for slot in enough for concept in slot))
    return needs


def _found(item: ReadItem, concepts: Slot) -> tuple[Evidence, ...]:
    evidence = [
        reader.evidence(hit) for reader in item.readers for hit in reader.of(concepts) if not hit.weak
    ]
    return tuple(evidence[:REPORTED])
