"""Items against all storylines at once. What a match means and how it is scored is told in `judge.py`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from bot.model import Concept, Evidence, Match, MatchReport, Slot, SlotReport, Storyline
from bot.storylines.judge import ReadItem, Reader, judge, judgement, unread
from bot.storylines.lexicon import Hit, Lexicon, item_language
from bot.storylines.load import Rules
from bot.storylines.near import near_misses
from bot.storylines.reading import Readable, readable_summary, readable_title
from bot.storylines.words import wide_share

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

_NOTHING: Mapping[str, Sequence[Hit]] = {}


class Matcher:
    """The storylines of some rules. Not for use by several threads at a time.

    The terms are compiled when the first item is matched, or by `compile`: a daemon starts to poll without
    waiting for it, and compiles changed rules while the old ones are in force.
    """

    def __init__(self, rules: Rules) -> None:
        self._storylines = rules.storylines
        self._concepts = {concept.id: concept for concept in rules.concepts}
        self._by_concept = _by_anchor(rules.storylines)

    @cached_property
    def _lexicon(self) -> Lexicon:
        used = {c for s in self._storylines for slot in (*_slots(s), s.none) for c in slot}
        return Lexicon([concept for name, concept in self._concepts.items() if name in used])

    def compile(self) -> Matcher:
        """Make the tables now, and return the matcher."""
        _ = self._lexicon
        return self

    def match(
        self,
        title: str,
        summary: str,
        language: str = "",
        *,
        tags: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> tuple[Match, ...]:
        """The storylines that an item belongs to, in the order of the rules.

        `sources` are the names under which storylines know its source: feed, publisher, `tag:…` for each tag
        of the feed. The item's own `tags` are read as a third field.
        """
        item = self._read(title, summary, language, tags, sources)
        if item is None:
            return ()
        near = {index for concept in item.concepts for index in self._by_concept.get(concept, ())}
        found = (judge(self._storylines[index], item) for index in sorted(near))
        return tuple(match for match in found if match)

    def report(
        self,
        title: str,
        summary: str,
        language: str = "",
        *,
        tags: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> tuple[MatchReport, ...]:
        """Every storyline against an item: what was found, what is missing and nearly there, what excludes."""
        item = self._read(title, summary, language, tags, sources) or _empty(title, summary, tags)
        return tuple(self._report(storyline, item) for storyline in self._storylines)

    # --- reading -----------------------------------------------------------------------------------------

    def _read(
        self, title: str, summary: str, language: str, tags: Collection[str], sources: Collection[str]
    ) -> ReadItem | None:
        """The item with what was found in it; None where nothing was."""
        readers = (
            self._reader("title", title, readable_title(title[:TITLE_LIMIT], sources), language),
            self._reader("summary", summary, readable_summary(summary[:READ_LIMIT]), language),
            self._tags(tags, language) if tags else _no_reader("tags", ""),
        )
        if not any(reader.hits for reader in readers):
            return None
        return ReadItem(*readers, language=item_language(language), sources=frozenset(sources))

    def _reader(self, name: str, original: str, read: Readable, language: str) -> Reader:
        found = self._lexicon.find(read.text, language)
        if not found:
            return Reader(name, read, original, _NOTHING)
        hits: dict[str, list[Hit]] = {}
        for hit in found:
            hits.setdefault(hit.concept, []).append(hit)
        word = WIDE_PER_WORD if wide_share(read.text) > 0.5 else CHARACTERS_PER_WORD
        return Reader(name, read, original, hits, word)

    def _tags(self, tags: Collection[str], language: str) -> Reader:
        text = "\n".join(tags)[:TAGS_LIMIT]
        return self._reader("tags", text, Readable(text, None), language)

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
        counting = item.counting(_slots(storyline))
        groups = [""] * len(storyline.slots)
        for group in storyline.at_least:
            groups += [f"at least {group.count} of {len(group.slots)}"] * len(group.slots)
        for slot, hits, group in zip(_slots(storyline), counting, groups, strict=True):
            found = tuple(reader.evidence(hit) for reader, hit in hits)[:REPORTED]
            near = () if found else near_misses(self._of(slot), item, self._lexicon)
            yield SlotReport(concepts=slot, found=found, near=near, group=group)

    def _of(self, slot: Slot) -> list[Concept]:
        return [self._concepts[name] for name in slot if name in self._concepts]


def _slots(storyline: Storyline) -> tuple[Slot, ...]:
    """All slots, those of which not all are needed after the others."""
    return (*storyline.slots, *(slot for group in storyline.at_least for slot in group.slots))


def _by_anchor(storylines: Sequence[Storyline]) -> Mapping[str, Sequence[int]]:
    """Storylines by the concepts of their rarest slot: without one of these an item cannot match.

    Where only so many of some slots are needed, as many could be missing: any of the others is an anchor.
    """
    uses = Counter(c for storyline in storylines for slot in _slots(storyline) for c in slot)
    anchored: defaultdict[str, list[int]] = defaultdict(list)
    for index, storyline in enumerate(storylines):
        anchors = [set(slot) for slot in storyline.slots]
        for group in storyline.at_least:
            enough = len(group.slots) - group.count + 1
            anchors.append({c for slot in group.slots[:enough] for c in slot})
        for concept in min(anchors, key=lambda anchor: sum(uses[c] for c in anchor)):
            anchored[concept].append(index)
    return anchored


def _no_reader(name: str, original: str) -> Reader:
    return Reader(name, Readable(original, None), original, _NOTHING)


def _empty(title: str, summary: str, tags: Collection[str]) -> ReadItem:
    """An item in which nothing was found."""
    return ReadItem(
        _no_reader("title", title[:TITLE_LIMIT]),
        _no_reader("summary", summary[:READ_LIMIT]),
        _no_reader("tags", "\n".join(tags)[:TAGS_LIMIT]),
    )


def _found(item: ReadItem, concepts: Slot) -> tuple[Evidence, ...]:
    evidence = [reader.evidence(hit) for reader in item.readers for hit in reader.of(concepts) if not hit.weak]
    return tuple(evidence[:REPORTED])
