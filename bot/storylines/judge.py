"""One storyline against what was found in an item: which slots are filled, how surely, and the score.

The score says how surely the item is about the storyline, not how important it is. It is the mean of what
the slots are worth, times how near their words are:

- A slot is worth the weight of the field that fills it: 1 for the title, 0.5 for the summary and 0.4 for the
  tags, unless the storyline says otherwise. A word that is only similar (a typo, another transliteration) is
  worth four fifths, one that counts only beside others (`forces`) nine tenths.
- Words of the summary count for less the farther they stand from each other and from its beginning: a
  summary that names a country in its first sentence and troops in its tenth is not about both.
- An excluded concept in the title excludes the item. In the summary only it leaves two fifths of the score,
  because a summary often ends with another subject: enough where the title fills every slot or most of them.
  Words that an excluded term covers fill no slot: "Security Council" in "National Security Council".

So 1 means that the title fills every slot with the very words, and 0.5 is what a summary reaches alone. Where
a slot stays empty, a recent headline of the storyline may fill it (`context.py`): that is worth 0.3.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import CONTEXT, SAME_SENTENCE, Evidence, Match, Storyline
from bot.storylines.context import Memory, content_words
from bot.storylines.fields import Reading, ReadItem, certainty
from bot.storylines.phrases import Hit

NEAR = 30
"""Words: a long sentence. Evidence in a summary within this reach is one thought. On 519 labelled reports the
recall is the same from 20 to 40, and precision falls above 30."""

CONTEXT_WORTH = 0.3
"""Of a slot that a recent headline fills."""

EXCLUDED_WEIGHT = 0.4
"""What an excluded concept in the summary leaves of the score."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a storyline says of an item."""

    match: Match | None = None
    score: float = 0.0
    """Also where it was too low for a match; 0 where a slot is empty or the item is excluded."""
    excluded: bool = False
    """An excluded concept is named, or the storyline does not read such items."""


def unread(storyline: Storyline, item: ReadItem) -> str:
    """Why the storyline does not read the item at all; an item of unknown language is read."""
    if storyline.languages and item.language and item.language not in storyline.languages:
        return (
            f"its language is {item.language}; the storyline reads {', '.join(sorted(storyline.languages))}"
        )
    if storyline.sources and storyline.sources.isdisjoint(item.sources):
        return f"the storyline reads only {', '.join(sorted(storyline.sources))}"
    return ""


def judge(storyline: Storyline, item: ReadItem, memory: Memory | None = None) -> Match | None:
    """The item's match with a storyline, if it belongs to it; `memory` may fill what its words leave out."""
    found = judgement(storyline, item)
    if found.match or found.excluded or not memory or not storyline.context:
        return found.match
    return _follow_up(storyline, item, memory)


def judgement(storyline: Storyline, item: ReadItem) -> Judgement:
    """The item's match with a storyline if it belongs to it, and its score in any case."""
    if (storyline.none and any(not hit.weak for hit in item.title.of(storyline.none))) or unread(
        storyline, item
    ):
        return Judgement(excluded=True)
    excluded = [hit for hit in item.summary.of(storyline.none) if not hit.weak] if storyline.none else []
    weights, slots = storyline.fields, storyline.slots
    if storyline.at_least:
        slots = (*slots, *(slot for group in storyline.at_least for slot in group.slots))
    title = Reading.of(item.title, weights.title, slots, storyline.within)
    summary = Reading.of(item.summary, weights.summary, slots, storyline.within)
    if excluded:
        summary.slots = [_uncovered(hits, excluded) for hits in summary.slots]
    tags = Reading.of(item.tags, weights.tags if storyline.context else 0.0, slots)
    wanted = _wanted(storyline, title, summary, tags)
    if wanted is None:
        return Judgement(excluded=bool(excluded))
    chosen, score = _best(storyline, wanted, title, summary, tags)
    if excluded:
        score *= EXCLUDED_WEIGHT
    if score < storyline.min_score:
        return Judgement(score=score, excluded=bool(excluded))
    evidence = tuple(dict.fromkeys(chosen))
    return Judgement(Match(storyline_id=storyline.id, score=score, evidence=evidence), score)


def _follow_up(storyline: Storyline, item: ReadItem, memory: Memory) -> Match | None:
    """A match with what the title fills, and a recent headline of the storyline for the rest."""
    if storyline.at_least or storyline.reach is not None:
        return None
    reading = Reading.of(item.title, storyline.fields.title, storyline.slots, storyline.within)
    filled = [hits for hits in reading.slots if hits]
    if not filled:
        return None
    text = item.title.read.text
    named = (text[hit.start : hit.end] for hits in filled for hit in hits)
    own = {word for words in named for word in content_words(words, item.language)}
    headline = memory.likest(text, item.language, own)
    if headline is None:
        return None
    hits = [_first(found) for found in filled]
    missing = [slot for slot, found in zip(storyline.slots, reading.slots, strict=True) if not found]
    score = _mean([*(reading.worth(hit) for hit in hits), *[CONTEXT_WORTH] * len(missing)])
    if score < storyline.min_score:
        return None
    told = [
        Evidence(
            concept=slot[0],
            term=f"item {headline.item_id}",
            text=headline.title,
            field="story",
            start=0,
            end=len(headline.title),
            how=CONTEXT,
        )
        for slot in missing
    ]
    evidence = dict.fromkeys([*map(item.title.evidence, hits), *told])
    return Match(storyline_id=storyline.id, score=score, evidence=tuple(evidence))


def _uncovered(hits: list[Hit], covers: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if not any(c.start <= hit.start and hit.end <= c.end for c in covers)]


def _wanted(storyline: Storyline, *readings: Reading) -> list[int] | None:
    """The slots that have to be filled, those of a group by the field that fills them; None if one is not."""
    wanted = list(range(len(storyline.slots)))
    if not all(any(reading.slots[slot] for reading in readings) for slot in wanted):
        return None
    at = len(wanted)
    for group in storyline.at_least:
        here = range(at, at + len(group.slots))
        filled = [slot for reading in readings for slot in here if reading.slots[slot]]
        first = list(dict.fromkeys(filled))[: group.count]
        if len(first) < group.count:
            return None
        wanted += first
        at += len(group.slots)
    return wanted


_Weighed = tuple[list[Evidence], float]


def _best(
    storyline: Storyline, wanted: Sequence[int], title: Reading, summary: Reading, tags: Reading
) -> _Weighed:
    """The way to fill the slots that is worth most."""
    ways: list[_Weighed] = []
    reach = storyline.reach
    if all(title.slots[slot] for slot in wanted):
        ways.append(_title_alone(wanted, title, reach))
        if reach is None:
            return ways[0]
    elif reach is None:
        ways.append(_together(wanted, title, summary, tags))
    if all(summary.slots[slot] for slot in wanted):
        ways.append(_summary_alone(wanted, summary, reach))
    return max(ways, key=lambda weighed: weighed[1], default=([], 0.0))


def _title_alone(wanted: Sequence[int], title: Reading, reach: int | None) -> _Weighed:
    hits = [_first(title.slots[slot]) for slot in wanted]
    if reach is not None:
        near = _within(title, wanted, reach)
        if near is None:
            return [], 0.0
        hits = near
    return [title.reader.evidence(hit) for hit in hits], _mean([title.worth(hit) for hit in hits])


def _together(wanted: Sequence[int], title: Reading, summary: Reading, tags: Reading) -> _Weighed:
    """What the title fills, then what the beginning of the summary fills, and the rest from the tags."""
    chosen: list[Evidence] = []
    worth: list[float] = []
    lead = 0
    for slot in wanted:
        if title.slots[slot]:
            hit, reading = _first(title.slots[slot]), title
        elif summary.slots[slot]:
            hit, reading = summary.slots[slot][0], summary
            lead = max(lead, hit.start)
        else:
            hit, reading = _first(tags.slots[slot]), tags
        chosen.append(reading.reader.evidence(hit))
        worth.append(reading.worth(hit))
    return chosen, _mean(worth) * _nearness(lead / summary.reader.word)


def _summary_alone(wanted: Sequence[int], summary: Reading, reach: int | None) -> _Weighed:
    """The shortest stretch of the summary that fills every slot."""
    window = _shortest([summary.slots[slot] for slot in wanted])
    if reach is not None:
        near = _within(summary, wanted, reach)
        if near is None:
            return [], 0.0
        window = near
    word = summary.reader.word
    start, end = min(hit.start for hit in window), max(hit.end for hit in window)
    worth = _mean([summary.worth(hit) for hit in window])
    score = worth * _nearness((end - start) / word) * _nearness(start / word / 2)
    return [summary.reader.evidence(hit) for hit in window], score


def _within(reading: Reading, wanted: Sequence[int], reach: int) -> list[Hit] | None:
    """One hit of each slot in one sentence, or within so many words; None where they are farther apart."""
    slots = [reading.slots[slot] for slot in wanted]
    if reach != SAME_SENTENCE:
        window = _shortest(slots)
        inner = min(hit.end for hit in window), max(hit.start for hit in window)
        return window if inner[1] - inner[0] <= reach * reading.reader.word else None
    ends = reading.reader.sentence_ends()
    by_sentence = [{bisect_right(ends, hit.start) for hit in hits} for hits in slots]
    common = set.intersection(*by_sentence)
    if not common:
        return None
    first = min(common)
    return _shortest([[hit for hit in hits if bisect_right(ends, hit.start) == first] for hits in slots])


def _mean(worth: Sequence[float]) -> float:
    return sum(worth) / len(worth)


def _nearness(distance: float) -> float:
    """1 within NEAR words, then falling as the distance grows."""
    return 1.0 if distance <= NEAR else NEAR / distance


def _first(hits: Sequence[Hit]) -> Hit:
    """The hit that convinces most: a strong one before a weak or similar one, an exact one before another
    form, then the first."""
    return min(hits, key=lambda hit: (-certainty(hit), hit.how == 1, hit.start))


def _shortest(found: Sequence[Sequence[Hit]]) -> list[Hit]:
    """One hit of each slot, so that they stand as close together as possible."""
    marks = sorted((hit.start, slot, hit) for slot, hits in enumerate(found) for hit in hits)
    latest: dict[int, Hit] = {}
    best: list[Hit] = []
    shortest = float("inf")
    for _, slot, hit in marks:
        latest[slot] = hit
        if len(latest) == len(found):
            window = [latest[i] for i in range(len(found))]
            span = max(h.end for h in window) - min(h.start for h in window)
            if span < shortest:
                shortest, best = span, window
    return best
