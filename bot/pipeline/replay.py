"""Items of the past through the whole tracking, each at its own time, in a store that is forgotten
afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.alerts.decide import level_of
from bot.feeds.identity import keys_of, resolve
from bot.model import Feed, FeedState, ParsedFeed, ParsedItem, PollResult, PollStatus, TrackedMatch
from bot.pipeline.track import Tracker
from bot.ports import Store

if TYPE_CHECKING:
    from bot.rulebook import Rulebook

Given = tuple[int, ParsedItem, Feed, datetime]
"""The number of an item, the item, its feed, and when it was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedAlert:
    """What the chat would have got."""

    reason: str
    level: str
    edits: bool
    """The live message is edited; there is no new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What was decided about an item in one storyline."""

    tracked: TrackedMatch
    story: str
    """The story that holds the item in the end."""
    alert: ReplayedAlert | None


def replay(
    store: Store, items: Iterable[Given], book: Rulebook
) -> Iterator[tuple[int, tuple[Replayed, ...]]]:
    """Poll and track each item at its time, in the order given, and tell at the end what became of it."""
    tracker = Tracker(book)
    feeds: dict[str, Feed] = {}
    tracked: list[tuple[int, Sequence[TrackedMatch]]] = []
    moved: dict[str, str] = {}
    for number, parsed, feed, at in items:
        if feed.id not in feeds:
            feeds[feed.id] = feed
            store.sync_feeds(list(feeds.values()), at)
        _poll(store, feed, parsed, at)
        found = [match for one in tracker.track(store, at, feeds=feeds).tracked for match in one.matches]
        moved |= {old: each.assignment.story_key for each in found for old in each.assignment.merges}
        tracked.append((number, found))
    for number, matches in tracked:
        ranked = sorted(matches, key=lambda match: -match.match.score)
        yield number, tuple(_replayed(match, moved, book) for match in ranked)


def _poll(store: Store, feed: Feed, parsed: ParsedItem, at: datetime) -> None:
    """Store an item as the poll that brings it would."""
    known = store.known_items(feed.id, [keys_of(parsed)])
    state = FeedState(feed_id=feed.id, next_poll_at=at, succeeded_at=at)  # no baseline: all of it is news
    found = resolve(ParsedFeed(items=(parsed,)), known, state, at)
    store.save_poll(
        PollResult(
            feed_id=feed.id,
            status=PollStatus.PARSED,
            polled_at=at,
            next_poll_at=at + timedelta(days=1),
            new=found.new,
            revised=found.revised,
        )
    )


def _replayed(match: TrackedMatch, moved: Mapping[str, str], book: Rulebook) -> Replayed:
    storyline = book.storylines[match.match.storyline_id]
    alert = None
    if match.alert:
        level = match.alert.level.value
        alert = ReplayedAlert(reason=match.decision.value, level=level, edits=False)
    elif match.edit_at:
        reason = match.decision
        level = level_of(reason, storyline.alerts).value if reason.alerts else "edit"
        alert = ReplayedAlert(reason=reason.value, level=level, edits=True)
    story = match.assignment.story_key
    while story in moved:
        story = moved[story]
    return Replayed(tracked=match, story=story, alert=alert)
