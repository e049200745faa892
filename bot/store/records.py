"""What feeds brought lately: items, matches, and how soon they were seen."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from statistics import median

from sqlite_utils import Database

from bot.model import FeedRecord
from bot.model.items import OLD
from bot.store.database import rows

# The newest by number, so that it costs the same however many are stored. A date that lies in the future was
# capped at the poll, and one of days ago is of an archive: neither tells of a delay.
_LATELY = """
SELECT feed_id, first_seen_at - published_at AS delay,
  EXISTS (SELECT 1 FROM matches WHERE matches.item_id = items.id) AS matched
FROM items
WHERE id > (SELECT max(id) FROM items) - :newest AND baseline = 0
"""

_MICROSECOND = timedelta(microseconds=1)


def feed_records(db: Database, newest: int) -> list[FeedRecord]:
    """By the id of the feed."""
    items: defaultdict[str, int] = defaultdict(int)
    matched: defaultdict[str, int] = defaultdict(int)
    delays: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows(db, _LATELY, newest=newest):
        feed_id, delay = row["feed_id"], row["delay"]
        items[feed_id] += 1
        matched[feed_id] += row["matched"]
        if delay is not None and 0 < delay <= OLD / _MICROSECOND:
            delays[feed_id].append(delay)
    return [
        FeedRecord(
            feed_id=feed_id,
            items=items[feed_id],
            matched=matched[feed_id],
            delay=median(delays[feed_id]) * _MICROSECOND if delays[feed_id] else None,
        )
        for feed_id in sorted(items)
    ]
