"""How each feed is: what it brings, how soon, and whether there is something to worry about. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from bot.feeds.rhythm import per_day, unpacked
from bot.feeds.silence import silent_since
from bot.model import BROKEN_AFTER, Feed, FeedHealth, FeedRecord
from bot.secrets import without_secrets

GAP_WORRIES = timedelta(days=1)
"""How long after a document that was all new."""


class Worry(IntEnum):
    """How a feed is; the worst last."""

    WELL = 0
    NEW = 1
    """Not asked yet."""
    MOVED = 2
    """Its address leads elsewhere for good."""
    GAP = 3
    """Its last documents were all new, so that items may have come and gone between two polls."""
    STUMBLES = 4
    """It failed once or twice."""
    SILENT = 5
    """It answers, and brings nothing for longer than its rhythm explains."""
    BROKEN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Vital:
    """A feed as it is."""

    feed: FeedHealth
    worry: Worry
    since: datetime | None
    """Of a worry: when it was well last."""
    reason: str
    """A plain line; empty for a feed that is well."""
    every: timedelta | None
    """From the last poll to the next; None if it was never asked."""
    fixed: bool
    """Whether the owner has set the interval, so that it does not follow the rhythm."""
    per_day: float | None
    """Items a day, by its rhythm; None while it has brought none."""
    matched: float | None
    """Share of its newest items that a storyline wanted, 0 to 1; None if it brought none."""
    delay: timedelta | None
    """Median time from published to seen."""


def vitals(
    feeds: Iterable[FeedHealth],
    records: Iterable[FeedRecord],
    listed: Mapping[str, Feed],
    now: datetime,
) -> list[Vital]:
    """All feeds, the most worrying first."""
    brought = {one.feed_id: one for one in records}
    found = [_vital(one, brought.get(one.id), listed.get(one.id), now) for one in feeds]
    return sorted(found, key=lambda one: (-one.worry, -one.feed.state.failures, one.feed.id))


def _vital(one: FeedHealth, record: FeedRecord | None, feed: Feed | None, now: datetime) -> Vital:
    state, rhythm = one.state, unpacked(one.state.memory.rhythm)
    worry, since, reason = _worry(one, now)
    return Vital(
        feed=one,
        worry=worry,
        since=since,
        reason=reason,
        every=state.next_poll_at - state.polled_at if state.polled_at else None,
        fixed=feed is not None and feed.interval is not None,
        per_day=per_day(rhythm, now) if rhythm.at and one.items else None,
        matched=record.matched / record.items if record and record.items else None,
        delay=record.delay if record else None,
    )


def _worry(one: FeedHealth, now: datetime) -> tuple[Worry, datetime | None, str]:
    state, memory = one.state, one.state.memory
    if state.polled_at is None:
        return Worry.NEW, None, "not asked yet"
    if state.failures:
        worry = Worry.BROKEN if state.failures >= BROKEN_AFTER else Worry.STUMBLES
        return worry, state.succeeded_at, state.error
    last = state.succeeded_at or state.polled_at
    if since := silent_since(unpacked(memory.rhythm), last):
        return Worry.SILENT, since, "it answers, but brings nothing new"
    if memory.gap_at and now - memory.gap_at < GAP_WORRIES:
        often = "once" if memory.gaps == 1 else f"{memory.gaps} times"
        reason = f"its document is all new between two polls ({often} so far)"
        return Worry.GAP, memory.gap_at, reason
    if memory.address:
        return Worry.MOVED, None, f"moved for good to {without_secrets(memory.address)}; change its url"
    return Worry.WELL, None, ""
