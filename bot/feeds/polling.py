"""What a poll changes, and when the next one is due. Pure: the time and the chance are arguments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random

from bot.errors import FetchError, ParseError
from bot.feeds.identity import resolve
from bot.model import Feed, FeedState, FetchResult, KnownItem, ParsedFeed, PollResult, PollStatus

JITTER = 0.1
"""Share of the interval by which polls are spread, so that feeds added together drift apart."""

LONGEST_BACKOFF = timedelta(hours=6)
"""A feed that fails is asked ever more rarely, but never given up."""

LONGEST_WISH = timedelta(hours=24)
"""A server's Retry-After is honoured up to this; some send dates years ahead."""


def next_poll_at(
    feed: Feed, now: datetime, failures: int, retry_after: timedelta | None, chance: Random
) -> datetime:
    """The time of the next poll: the interval, doubled with each failure in a row, or the server's wish."""
    wait = feed.interval
    if failures:
        wait = max(feed.interval, min(feed.interval * (1 << min(failures - 1, 20)), LONGEST_BACKOFF))
    wait *= 1 + chance.uniform(-JITTER, JITTER)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_WISH))
    return now + wait


def body_hash(body: bytes) -> str:
    """What tells a document that changed from one that did not."""
    return blake2b(body, digest_size=16).hexdigest()


def unchanged_result(
    feed: Feed, state: FeedState, fetched: FetchResult, now: datetime, chance: Random
) -> PollResult | None:
    """The result of a poll that brought what is known already, or None if the document is to be parsed."""
    same = bool(fetched.body) and body_hash(fetched.body) == state.body_hash
    if not fetched.not_modified and not same:
        return None
    return PollResult(
        feed_id=feed.id,
        status=PollStatus.NOT_MODIFIED if fetched.not_modified else PollStatus.UNCHANGED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, now, 0, None, chance),
        etag=fetched.etag or state.etag,
        last_modified=fetched.last_modified or state.last_modified,
        body_hash=state.body_hash,
        identity=state.identity,
    )


def parsed_result(
    feed: Feed,
    state: FeedState,
    fetched: FetchResult,
    parsed: ParsedFeed,
    known: Sequence[KnownItem],
    now: datetime,
    chance: Random,
) -> PollResult:
    """The result of a poll whose document was parsed.

    New items come oldest first: documents begin with the newest, and stories are told in order.
    """
    found = resolve(parsed, known, state, now, newer_than=feed.alert_newer_than)
    return PollResult(
        feed_id=feed.id,
        status=PollStatus.PARSED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, now, 0, None, chance),
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=body_hash(fetched.body),
        identity=found.identity,
        new=found.new[::-1],
        revised=found.revised,
        seen_ids=found.seen_ids,
        notice=found.notice or (parsed.warning if state.succeeded_at is None else ""),
    )


def failed_result(
    feed: Feed, state: FeedState, error: FetchError | ParseError, now: datetime, chance: Random
) -> PollResult:
    """The result of a poll that failed; what was known of the feed stays."""
    wish = error.retry_after if isinstance(error, FetchError) else None
    return PollResult(
        feed_id=feed.id,
        status=PollStatus.FAILED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, now, state.failures + 1, wish, chance),
        etag=state.etag,
        last_modified=state.last_modified,
        body_hash=state.body_hash,
        identity=state.identity,
        error=str(error),
    )
