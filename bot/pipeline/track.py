"""Track: match each new item, find its story, decide what deserves a message, and store it all at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.alerts.decide import decide, level_of
from bot.alerts.route import routes
from bot.model import Decision, Feed, Follower, Item, Match, StoryMember, TrackedItem, TrackedMatch, Traits
from bot.pipeline.reading import read
from bot.pipeline.tend import HOUR, followers_of, told_lately
from bot.ports import Store
from bot.stories.board import Board, Placement
from bot.stories.cluster import FORGOTTEN
from bot.stories.rarity import LEARNT, Rarity
from bot.storylines.context import Memory

if TYPE_CHECKING:
    from bot.rulebook import Rulebook
    from bot.storylines.matcher import Matcher

log = structlog.get_logger()

TRACK_BATCH = 200
"""Items tracked in one transaction: long enough to spread its cost, short enough (tens of ms) that polls and
chat commands, which share the store's thread, do not wait noticeably."""

REMEMBERED = timedelta(days=3)
"""Time for which the headlines of a storyline help to know follow-ups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackCount:
    """What one call of `track` did."""

    items: int = 0
    matched: int = 0
    alerts: int = 0
    tracked: tuple[TrackedItem, ...] = ()
    """What was decided about each item of the last batch."""

    def __add__(self, other: TrackCount) -> TrackCount:
        return TrackCount(
            items=self.items + other.items,
            matched=self.matched + other.matched,
            alerts=self.alerts + other.alerts,
            tracked=other.tracked,
        )


class Tracker:
    """Tracks with the rules of one rulebook. It remembers the stories that can still be joined.

    What it remembers is what is stored: after each batch it reads what was written since, by anybody, and
    after a failure it forgets all and reads again.
    """

    def __init__(self, book: Rulebook, *, waits: bool = True) -> None:
        """`waits` is False where all feeds have been polled already, so that there is nothing to wait for."""
        self._book = book
        self._waits = waits
        self._boards: dict[str, Board] = {}
        self._read_to = 0
        """The `match_id` up to which members were read."""
        self._rarity: Rarity | None = None

    def track(
        self,
        store: Store,
        now: datetime,
        *,
        feeds: Mapping[str, Feed] | None = None,
        limit: int = TRACK_BATCH,
    ) -> TrackCount:
        """Track the oldest items that wait for it: match → story → alert → deliveries, in one transaction.

        `feeds` say what the feed of an item is called and tagged, and who publishes it.
        """
        items = store.untracked_items(limit)
        if not items:
            return TrackCount()
        known = feeds or {}
        rarity = self._learnt(store)
        try:
            matches = self._match_all(items, store, known, now)
            tracked = self._place_all(items, matches, store, known, now)
            alerts = store.save_tracking(tracked, now)
        except Exception:
            self._boards.clear()
            self._read_to = 0
            raise
        for item in items:
            rarity.learn(item.title, item.language)
        matched = sum(bool(found) for found in matches)
        return TrackCount(items=len(items), matched=matched, alerts=alerts, tracked=tuple(tracked))

    def _learnt(self, store: Store) -> Rarity:
        if self._rarity is None:
            self._rarity = Rarity(store.recent_titles(LEARNT))
        return self._rarity

    # --- matching ----------------------------------------------------------------------------------------

    def _match_all(
        self, items: Sequence[Item], store: Store, feeds: Mapping[str, Feed], now: datetime
    ) -> list[tuple[Match, ...]]:
        """The matches of each item.

        First by their own words; these headlines, and those of the last days, then help to know follow-ups
        among the others. A document lists its newest items first, so that a follow-up may come before its
        headline.
        """
        matcher = self._book.matcher
        matches = [_match(matcher, item, feeds.get(item.feed_id), None) for item in items]
        self._read_boards(store, {*matcher.remembering, *_storylines(matches)}, now)
        self._recall(store, zip(items, matches, strict=True), now)
        memories = self._memories(now)
        for item, found in zip(items, matches, strict=True):
            for match in found:
                memories.setdefault(match.storyline_id, Memory()).add(item.id, item.title, item.language)
        if not memories:
            return matches
        return [_match(matcher, item, feeds.get(item.feed_id), memories) for item in items]

    def _memories(self, now: datetime) -> dict[str, Memory]:
        """The recent headlines of each storyline that may fill a slot."""
        wanted = self._book.matcher.remembering
        return {
            name: Memory.of(recent)
            for name, board in self._boards.items()
            if name in wanted and (recent := board.recent(now - REMEMBERED))
        }

    # --- stories -----------------------------------------------------------------------------------------

    def _read_boards(self, store: Store, storyline_ids: set[str], now: datetime) -> None:
        """Bring the boards of these storylines up to what is stored."""
        first = not self._boards
        self._read_to = self._take(store.story_members(self._boards, now - FORGOTTEN, after=self._read_to))
        missing = sorted(storyline_ids - self._boards.keys())
        if missing:
            records = defaultdict(list)
            for record in store.figure_records(missing):
                records[record.storyline_id].append(record.figure)
            for name in missing:
                storyline = self._book.storylines[name]
                self._boards[name] = Board(storyline, figures=records[name], rarity=self._rarity)
            read_to = self._take(store.story_members(missing, now - FORGOTTEN))
            # of the other boards, what was written between the two readings is still to be read
            self._read_to = read_to if first else self._read_to
        for board in self._boards.values():
            board.forget(now - FORGOTTEN)

    def _recall(self, store: Store, found: Iterable[tuple[Item, Iterable[Match]]], now: datetime) -> None:
        """Remember the stories of revised items, however old: what they were is told already."""
        lost = [item.id for item, matches in found if item.revision and not self._remembers(item, matches)]
        if lost and self._boards:
            self._take(store.story_members(self._boards, now + FORGOTTEN, lost))

    def _remembers(self, item: Item, matches: Iterable[Match]) -> bool:
        """Whether the item is on the boards of its storylines; on any, where it matches by its context."""
        boards = [self._boards[match.storyline_id] for match in matches]
        if not boards:
            return any(board.knows(item.id) for board in self._boards.values())
        return all(board.knows(item.id) for board in boards)

    def _take(self, members: Iterable[StoryMember]) -> int:
        """Add members to their boards; returns the `match_id` up to which they are known."""
        read_to = self._read_to
        for member in members:
            self._boards[member.storyline_id].add(member)
            read_to = max(read_to, member.match_id)
        return read_to

    def _place_all(
        self,
        items: Sequence[Item],
        matches: Sequence[Iterable[Match]],
        store: Store,
        feeds: Mapping[str, Feed],
        now: datetime,
    ) -> list[TrackedItem]:
        wanted = _storylines(matches)
        lately = store.recent_alerts(wanted, now - HOUR) if wanted else []
        told = Counter({name: told_lately(a for a in lately if a.storyline_id == name) for name in wanted})
        followers = followers_of(store, wanted)
        return [
            TrackedItem(
                item=item,
                matches=tuple(self._placed(item, found, feeds.get(item.feed_id), told, followers, now)),
            )
            for item, found in zip(items, matches, strict=True)
        ]

    def _placed(
        self,
        item: Item,
        matches: Iterable[Match],
        feed: Feed | None,
        told: Counter[str],
        followers: Mapping[str, Sequence[Follower]],
        now: datetime,
    ) -> Iterable[TrackedMatch]:
        """Find the item's story in each storyline, weigh what that changes, decide, and say who is told."""
        traits = None
        publisher = publisher_of(item, feed)
        for match in matches:
            traits = traits or read(item, publisher, self._book.annotator)
            placed = self._put(item, match, traits, publisher)
            policy = self._book.storylines[match.storyline_id].alerts
            policy = policy if self._waits else replace(policy, wait=timedelta(0))
            verdict = decide(placed.change, policy, told_lately=told[match.storyline_id], now=now)
            if verdict.alert:
                self._boards[match.storyline_id].tell(placed.change.story_key, now)
                told[match.storyline_id] += not verdict.alert.held
            yield TrackedMatch(
                match=match,
                assignment=placed.assignment,
                decision=verdict.decision,
                traits=placed.traits,
                state=placed.change.after,
                origins=placed.origins,
                alert=verdict.alert,
                edit_at=verdict.edit_at,
                routes=routes(
                    followers.get(match.storyline_id, ()),
                    verdict.alert,
                    placed.before,
                    placed.after,
                    corroborated_by=policy.corroborated_by,
                    now=now,
                    opens=level_of(Decision.NEW_STORY, policy),
                ),
            )

    def _put(self, item: Item, match: Match, traits: Traits, publisher: str) -> Placement:
        """The item in its story; one that breaks the comparison is a story of its own, so that neither it
        nor what comes after it is lost."""
        board = self._boards[match.storyline_id]
        try:
            return board.place(item, match, traits, publisher)
        except Exception:
            log.exception("item not compared", item=item.id, feed=item.feed_id, storyline=match.storyline_id)
            return board.place(item, match, Traits(language=item.language), publisher)


def publisher_of(item: Item, feed: Feed | None) -> str:
    """Who stands behind an item: the outlet that an aggregating feed names, else the family of the feed."""
    return item.source_name or (feed.publisher if feed else item.feed_id)


def _storylines(matches: Iterable[Iterable[Match]]) -> set[str]:
    return {match.storyline_id for found in matches for match in found}


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
