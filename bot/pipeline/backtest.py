"""Back-test: what a storyline would have told of items of the past, beside the version in force. Pure."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.model import Feed, Item, Match, NearMiss
from bot.pipeline.track import REMEMBERED, source_names
from bot.stories.cluster import Shelf
from bot.stories.traits import traits_of, without_own
from bot.storylines.context import Memory
from bot.storylines.matcher import Matcher

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of an item that has none."""

NEAR_EXAMPLES = 5
"""Items kept for each slot that was the only one missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An item of the past, and what a person said about it."""

    item: Item
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    positive: bool | None = None
    """Whether it belongs to the storyline; None where nobody said."""

    @property
    def at(self) -> datetime:
        """When it was published, or first seen."""
        return self.item.published_at or self.item.first_seen_at


def samples_of(items: Iterable[Item], feeds: Mapping[str, Feed], since: datetime) -> list[Sample]:
    """Stored items as samples, those first seen since that time."""
    return [
        Sample(
            item=item,
            tags=(*item.tags, *(feeds[item.feed_id].tags if item.feed_id in feeds else ())),
            sources=source_names(item, feeds.get(item.feed_id)),
        )
        for item in items
        if item.first_seen_at >= since
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item that matches."""

    sample: Sample
    match: Match
    opens: bool
    """It opens a story, and so would have alerted."""


@dataclass(slots=True)
class NearlyFilled:
    """Items in which one slot alone was missing."""

    items: int = 0
    examples: list[tuple[Sample, tuple[NearMiss, ...]]] = field(default_factory=list)


@dataclass(slots=True)
class Backtest:
    """What became of the items."""

    items: int = 0
    first: datetime | None = None
    last: datetime | None = None
    found: list[Found] = field(default_factory=list)
    gained: list[Sample] = field(default_factory=list)
    """Matches that the version in force does not find."""
    lost: list[tuple[Sample, Match]] = field(default_factory=list)
    """Matches that only the version in force finds."""
    labelled: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    """Number of labelled items by (belongs, matched)."""
    wrong: list[Found] = field(default_factory=list)
    missed: list[Sample] = field(default_factory=list)
    near: dict[tuple[str, ...], NearlyFilled] = field(default_factory=dict)
    """By slot."""

    @property
    def days(self) -> float:
        """The time that the items span, at least a day."""
        if self.first is None or self.last is None:
            return 1.0
        return max(1.0, (self.last - self.first) / timedelta(days=1))

    @property
    def alerts(self) -> int:
        """Stories that were opened."""
        return sum(found.opens for found in self.found)

    @property
    def precision(self) -> float | None:
        """Share of the labelled matches that are right; None without labels."""
        return _share(self.labelled[True, True], self.labelled[False, True])

    @property
    def recall(self) -> float | None:
        """Share of the labelled items that belong which match; None without labels."""
        return _share(self.labelled[True, True], self.labelled[True, False])


def _share(right: int, wrong: int) -> float | None:
    return right / (right + wrong) if right + wrong else None


def backtest(matcher: Matcher, samples: Iterable[Sample], before: Matcher | None = None) -> Backtest:
    """Run a matcher of one storyline over items in order of time, and `before` beside it.

    It goes on as tracking does: headlines that matched help to know follow-ups, and items join stories.
    """
    (storyline_id,) = matcher.storyline_ids
    result = Backtest()
    stories = _Stories(storyline_id)
    past, past_before = _Past(storyline_id), _Past(storyline_id)
    for number, sample in enumerate(sorted(samples, key=lambda sample: sample.at), 1):
        _count_time(result, sample)
        match = _match(matcher, sample, past, number)
        if match:
            result.found.append(Found(sample=sample, match=match, opens=stories.opens(sample, match, number)))
        else:
            _count_near(result, matcher, sample)
        if sample.positive is not None:
            _count_label(result, sample, matched=match is not None)
        if before is not None:
            old = _match(before, sample, past_before, number)
            if match and not old:
                result.gained.append(sample)
            elif old and not match:
                result.lost.append((sample, old))
    return result


class _Past:
    """The headlines of one storyline as time goes by."""

    def __init__(self, storyline_id: str) -> None:
        self._storyline_id = storyline_id
        self._memory = Memory()
        self._times: deque[datetime] = deque(maxlen=self._memory.headlines.maxlen)

    def at(self, now: datetime) -> dict[str, Memory] | None:
        """What is remembered then."""
        while self._times and now - self._times[0] > REMEMBERED:
            self._times.popleft()
            self._memory.headlines.popleft()
        return {self._storyline_id: self._memory} if self._times else None

    def add(self, item: Item, number: int, now: datetime) -> None:
        """Remember the headline of an item that matched."""
        self._times.append(now)
        self._memory.add(number, item.title, item.language)


def _match(matcher: Matcher, sample: Sample, past: _Past, number: int) -> Match | None:
    item = sample.item
    found = matcher.match(
        item.title,
        item.summary,
        item.language,
        tags=sample.tags,
        sources=sample.sources,
        memories=past.at(sample.at),
    )
    for match in found:
        if not match.inferred:
            past.add(item, number, sample.at)
    return found[0] if found else None


def _count_time(result: Backtest, sample: Sample) -> None:
    result.items += 1
    if sample.at > NEVER:
        result.first = result.first or sample.at
        result.last = sample.at


def _count_label(result: Backtest, sample: Sample, *, matched: bool) -> None:
    result.labelled[bool(sample.positive), matched] += 1
    if matched and not sample.positive:
        result.wrong.append(result.found[-1])
    elif sample.positive and not matched:
        result.missed.append(sample)


def _count_near(result: Backtest, matcher: Matcher, sample: Sample) -> None:
    """Count the slot that alone is missing."""
    item = sample.item
    if not matcher.touches(item.title, item.summary):
        return
    (report,) = matcher.report(
        item.title, item.summary, item.language, tags=sample.tags, sources=sample.sources
    )
    needed = [slot for slot in report.slots if not slot.group]
    empty = [slot for slot in needed if not slot.found]
    if len(empty) != 1 or len(needed) < 2 or report.excluded_by or report.unread:
        return
    near = result.near.setdefault(empty[0].concepts, NearlyFilled())
    near.items += 1
    if len(near.examples) < NEAR_EXAMPLES or (empty[0].near and not near.examples[-1][1]):
        near.examples = sorted([*near.examples, (sample, empty[0].near)], key=lambda pair: not pair[1])
        near.examples = near.examples[:NEAR_EXAMPLES]


class _Stories:
    """The stories of one storyline as time goes by."""

    def __init__(self, storyline_id: str) -> None:
        self._shelf = Shelf(storyline_id)

    def opens(self, sample: Sample, match: Match, number: int) -> bool:
        """Whether an item opens a story; it is put into it or the one it joins."""
        item = replace(sample.item, id=number, published_at=sample.at, first_seen_at=sample.at)
        traits = without_own(traits_of(item, ()), match.evidence)
        return self._shelf.put(item, traits).opens
