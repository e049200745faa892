"""What polling remembers, as a Protocol; a part of the Store, whose promises hold here too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Feed, FeedState, ItemKeys, KnownItem, PollResult


class PollStore(Protocol):
    """Feeds, what their polls learnt, and the items that they brought."""

    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make `feeds` the polled ones.

        A new feed is due at `now`; one that is no longer listed is kept with its items but never due; one
        that comes back goes on with its state. A changed URL forgets ETag, Last-Modified and body hash.
        One that was polled after `now`, by a clock that was wrong, is due.
        """
        ...

    def due_feeds(self, now: datetime, limit: int) -> list[FeedState]:
        """Listed feeds with `next_poll_at <= now`, most overdue first."""
        ...

    def poll_soon(self, feed_ids: Collection[str], now: datetime) -> None:
        """Make these feeds due at `now`, if they are not due earlier."""
        ...

    def known_items(self, feed_id: str, keys: Sequence[ItemKeys]) -> list[KnownItem]:
        """Items of the feed that have one of these guids, URL keys or title keys, by id."""
        ...

    def matching_feeds(self) -> Mapping[str, Mapping[str, int]]:
        """For each storyline, how many of the newest few thousand matches each feed brought, by its id."""
        ...

    def known_slices(self, feed_id: str) -> dict[bytes, int]:
        """The entries of the feed's last document: their digests, and the items that they are."""
        ...

    def save_polls(self, results: Sequence[PollResult]) -> list[int]:
        """`save_poll` for many in one transaction: all are written, or none if one cannot be."""
        ...

    def save_poll(self, result: PollResult) -> int:
        """Write the feed's state, its new items and its revisions; return how many items were new.

        A new item whose (feed, uid) exists is ignored, so saving a result twice changes nothing. A revised
        item keeps its former text in the history and, if its text changed, is untracked again. FAILED keeps
        the validators and adds one to the failures; all else resets failures and error.
        """
        ...
