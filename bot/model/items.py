"""One publication of a feed, as stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

OLD = timedelta(days=2)
"""An item that was published so long before it was seen has a wrong clock or comes from an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One publication of a feed, as stored."""

    id: int
    feed_id: str
    uid: str
    url: str
    title: str
    summary: str
    language: str
    first_seen_at: datetime
    published_at: datetime | None = None
    author: str = ""
    tags: tuple[str, ...] = ()
    source_name: str = ""
    source_url: str = ""
    revision: int = 0
    """0 for the first text, one more for each change by the publisher."""
    baseline: bool = False
    """Seen by the first poll of its feed."""

    @property
    def dated_at(self) -> datetime:
        """When it was published, or first seen where its clock cannot be believed."""
        published, seen = self.published_at, self.first_seen_at
        return published if published and seen - OLD <= published <= seen else seen
