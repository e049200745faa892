"""Track: match each new item, find its story, decide what deserves a message, and store it all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.alerts.decide import alert_key, decide
from bot.model import Feed, Item, Match, StoryMember, TrackedItem, TrackedMatch
from bot.ports import Store
from bot.stories.cluster import STORY_WINDOW, Shelf
from bot.storylines.context import Memory
from bot.text import canonical_url

if TYPE_CHECKING:
    from bot.storylines.matcher import Matcher

log = structlog.get_logger()

TRACK_BATCH = 200
"""Items tracked in one transaction: long enough to spread its cost, short enough (tens of ms) that polls and
chat commands, which share the store's thread, do not wait noticeably."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackCount:
    """What one call of `track` did."""

    items: int = 0
    matched: int = 0
    alerts: int = 0

    def __add__(self, other: TrackCount) -> TrackCount:
        return TrackCount(
            items=self.items + other.items,
            matched=self.matched + other.matched,
            alerts=self.alerts + other.alerts,
        )


def track(
    store: Store,
    matcher: Matcher,
    now: datetime,
    *,
    feeds: Mapping[str, Feed] | None = None,
    limit: int = TRACK_BATCH,
) -> TrackCount:
    """Track the oldest items that wait for it: match → story → alert → deliveries, in one transaction.

    `feeds` say what the feed of an item is called and tagged.
    """
    items = store.untracked_items(limit)
    if not items:
        return TrackCount()
    matches = _match_all(items, store, matcher, now, feeds or {})
    matched = [item.id for item, found in zip(items, matches, strict=True) if found]
    wanted = {match.storyline_id for found in matches for match in found}
    members = store.story_members(wanted, now - STORY_WINDOW, matched) if wanted else []
    shelves = _shelves(wanted, members)
    tracked = [
        TrackedItem(
            item=item, matches=tuple(_place(item, match, shelves[match.storyline_id]) for match in found)
        )
        for item, found in zip(items, matches, strict=True)
    ]
    alerts = store.save_tracking(tracked, now)
    return TrackCount(items=len(items), matched=len(matched), alerts=alerts)


def _match_all(
    items: Sequence[Item], store: Store, matcher: Matcher, now: datetime, feeds: Mapping[str, Feed]
) -> list[tuple[Match, ...]]:
    """The matches of each item.

    First by their own words; these headlines, and those of the last days, then help to know follow-ups among
    the others. A document lists its newest items first, so that a follow-up may come before its headline.
    """
    matches = [_match(matcher, item, feeds.get(item.feed_id), None) for item in items]
    members = store.story_members(matcher.remembering, now - STORY_WINDOW)
    memories = {storyline_id: Memory.of(found) for storyline_id, found in _by_storyline(members).items()}
    for item, found in zip(items, matches, strict=True):
        for match in found:
            memories.setdefault(match.storyline_id, Memory()).add(item.id, item.title, item.language)
    if not memories:
        return matches
    return [_match(matcher, item, feeds.get(item.feed_id), memories) for item in items]


def _match(
    matcher: Matcher, item: Item, feed: Feed | None, memories: Mapping[str, Memory] | None
) -> tuple[Match, ...]:
    """The item's matches; one that breaks the matcher must not hold up all that come after it."""
    try:
        return matcher.match(
            item.title,
            item.summary,
            item.language,
            tags=(*item.tags, *feed.tags) if feed else item.tags,
            sources=source_names(item, feed),
            memories=memories,
        )
    except Exception:
        log.exception("item not matched", item=item.id, feed=item.feed_id)
        return ()


def source_names(item: Item, feed: Feed | None) -> tuple[str, ...]:
    """All names under which a storyline may know the source of an item."""
    names = [item.feed_id, item.source_name]
    names += [feed.name, feed.publisher, *(f"tag:{tag}" for tag in feed.tags)] if feed else []
    return tuple(dict.fromkeys(name for name in names if name))


def _by_storyline(members: Sequence[StoryMember]) -> dict[str, list[StoryMember]]:
    by_storyline: defaultdict[str, list[StoryMember]] = defaultdict(list)
    for member in members:
        by_storyline[member.storyline_id].append(member)
    return by_storyline


def _shelves(wanted: set[str], members: Sequence[StoryMember]) -> dict[str, Shelf]:
    by_storyline = _by_storyline(members)
    return {storyline_id: Shelf(storyline_id, by_storyline.get(storyline_id, ())) for storyline_id in wanted}


def _place(item: Item, match: Match, shelf: Shelf) -> TrackedMatch:
    """Find the item's story, weigh it, and put it on the shelf for those that follow in this batch."""
    assignment = shelf.assign(item)
    decision = decide(item, assignment)
    shelf.add(
        StoryMember(
            storyline_id=match.storyline_id,
            story_key=assignment.story_key,
            item_id=item.id,
            title=item.title,
            url_key=canonical_url(item.url),
            language=item.language,
            told=assignment.told or decision.alerts,
            inferred=match.inferred,
        )
    )
    key = alert_key(assignment.story_key, decision) if decision.alerts else ""
    return TrackedMatch(match=match, assignment=assignment, decision=decision, alert_key=key)
