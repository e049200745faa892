"""The least of a store that remembers one feed: what the identity rules need between two polls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.feeds.identity import Resolution, distinct, keys_of, resolve
from bot.model import FeedState, ItemKeys, KnownItem, NewItem, ParsedFeed, ParsedItem

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class FeedMemory:
    """Stored items of one feed, found by their keys and changed by resolutions."""

    def __init__(self, *, now: datetime = START, dates_change_with_keys: bool = True) -> None:
        self.now = now
        self.state = FeedState(feed_id="f", next_poll_at=now)
        self.items: list[KnownItem] = []
        self.dates_change_with_keys = dates_change_with_keys
        """A store may keep an item's date when only its keys change; the rules must not depend on it."""

    def known(self, keys: Iterable[ItemKeys]) -> list[KnownItem]:
        """Items that have one of these guids, URL keys or title keys, by id."""
        keys = list(keys)
        wanted = [{getattr(key, name) for key in keys} - {""} for name in ("guid", "url", "title")]
        return [
            item
            for item in self.items
            if item.keys.guid in wanted[0] or item.keys.url in wanted[1] or item.keys.title in wanted[2]
        ]

    def resolve(self, *items: ParsedItem, newer_than: timedelta = timedelta(0)) -> Resolution:
        """What a document with these entries would change."""
        known = self.known(map(keys_of, items))
        return resolve(ParsedFeed(items=items), known, self.state, self.now, newer_than=newer_than)

    def poll(self, *items: ParsedItem, newer_than: timedelta = timedelta(0)) -> Resolution:
        """Resolve a document, check that nothing of it is lost, and remember it."""
        resolution = self.resolve(*items, newer_than=newer_than)
        self._check(resolution, len(distinct(items)))
        self._save(resolution)
        return resolution

    def later(self, **time: float) -> FeedMemory:
        """Let time pass."""
        self.now += timedelta(**time)
        return self

    def titles(self) -> list[str]:
        """Titles of all stored items, by id."""
        return [item.title for item in self.items]

    def _check(self, resolution: Resolution, entries: int) -> None:
        ids = [*resolution.seen_ids, *(item.id for item in resolution.revised)]
        assert len(ids) == len(set(ids)), "two entries became one item"
        assert len(ids) + len(resolution.new) == entries, "an entry is lost, or counted twice"
        uids = [item.uid for item in [*self.items, *resolution.new]]
        assert len(uids) == len(set(uids)), "a new item has the uid of another and would be ignored"

    def _save(self, resolution: Resolution) -> None:
        for new in resolution.new:
            self.items.append(self._stored(new))
        by_id = {item.id: item for item in self.items}
        for change in resolution.revised:
            old, parsed = by_id[change.id], change.parsed
            item = replace(old, keys=change.keys)
            if change.text_changed:
                item = replace(item, title=parsed.title, summary=parsed.summary, revision=old.revision + 1)
            if change.text_changed or self.dates_change_with_keys:
                item = replace(item, published_at=parsed.published_at or old.published_at)
            by_id[change.id] = item
        self.items = list(by_id.values())
        self.state = replace(
            self.state, identity=resolution.identity, polled_at=self.now, succeeded_at=self.now
        )

    def _stored(self, new: NewItem) -> KnownItem:
        return KnownItem(
            id=len(self.items) + 1,
            uid=new.uid,
            keys=new.keys,
            title=new.parsed.title,
            summary=new.parsed.summary,
            published_at=new.parsed.published_at,
            first_seen_at=self.now,
            revision=0,
        )
