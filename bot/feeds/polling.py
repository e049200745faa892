"""What a poll writes, and when the next one is due. Pure: the caller fetches, parses and stores.

fetch → `unchanged_result` → parse → `identity.keys_of` → the store's known items → `parsed_result` → save
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.errors import FetchError, ParseError
from bot.feeds.identity import resolve
from bot.feeds.sniff import is_cut_short
from bot.model import Feed, FeedState, FetchResult, KnownItem, ParsedFeed, PollResult, PollStatus

JITTER = 0.1
"""Share of the interval by which polls are spread, so that feeds that began together do not stay so."""

MAX_BACK_OFF = timedelta(hours=6)
"""A feed that fails is still tried four times a day: servers come back without telling."""

MAX_RETRY_AFTER = timedelta(hours=24)
"""Longer wishes of a server are mistakes more often than plans."""

_MAX_DOUBLINGS = 20
"""Any interval has reached the maximum by then."""


def next_poll_at(
    feed: Feed, now: datetime, failures: int, retry_after: timedelta | None, rng: random.Random
) -> datetime:
    """When to poll next, after `failures` failed polls in a row (this one included; 0 after a success).

    The interval doubles with each failure after the first, up to six hours; the feed is never given up.
    """
    doublings = min(max(failures - 1, 0), _MAX_DOUBLINGS)
    longest = max(MAX_BACK_OFF, feed.interval)
    delay = min(feed.interval * (1 << doublings), longest) * rng.uniform(1 - JITTER, 1 + JITTER)
    if failures:
        delay = min(delay, longest)
    if retry_after is not None:
        delay = max(delay, min(retry_after, MAX_RETRY_AFTER))
    return now + delay


def body_hash(body: bytes) -> str:
    """The name of a document's content."""
    return blake2b(body, digest_size=16).hexdigest()


def unchanged(state: FeedState, result: FetchResult) -> bool:
    """Whether the document is the one that was parsed last, so that it need not be parsed again."""
    known = state.succeeded_at is not None and state.body_hash
    return result.not_modified or bool(known and body_hash(result.body) == state.body_hash)


def unchanged_result(
    feed: Feed, state: FeedState, result: FetchResult, now: datetime, rng: random.Random
) -> PollResult | None:
    """What to write when the server says 304 or sends the same document again; None if it is another one."""
    if not unchanged(state, result):
        return None
    etag, last_modified = _validators(result)
    if result.not_modified:  # a 304 need not repeat them
        etag, last_modified = result.etag or state.etag, result.last_modified or state.last_modified
    return PollResult(
        feed_id=feed.id,
        status=PollStatus.NOT_MODIFIED if result.not_modified else PollStatus.UNCHANGED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, now, 0, None, rng),
        etag=etag,
        last_modified=last_modified,
        body_hash=state.body_hash,
        identity=state.identity,
    )


def parsed_result(
    feed: Feed,
    state: FeedState,
    result: FetchResult,
    parsed: ParsedFeed,
    known: Sequence[KnownItem],
    now: datetime,
    rng: random.Random,
) -> PollResult:
    """What to write after a document was parsed; `known` are the stored items that share a key with it."""
    resolution = resolve(parsed, known, state, now, newer_than=feed.alert_newer_than)
    etag, last_modified = _validators(result)
    return PollResult(
        feed_id=feed.id,
        status=PollStatus.PARSED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, now, 0, None, rng),
        etag=etag,
        last_modified=last_modified,
        body_hash=body_hash(result.body),
        identity=resolution.identity,
        new=resolution.new,
        revised=resolution.revised,
        seen_ids=resolution.seen_ids,
        notice=resolution.notice,
    )


def failed_result(
    feed: Feed, state: FeedState, error: FetchError | ParseError, now: datetime, rng: random.Random
) -> PollResult:
    """What to write when a document could not be had or read; the validators stay those of the last one."""
    wish = error.retry_after if isinstance(error, FetchError) else None
    return PollResult(
        feed_id=feed.id,
        status=PollStatus.FAILED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, now, state.failures + 1, wish, rng),
        etag=state.etag,
        last_modified=state.last_modified,
        body_hash=state.body_hash,
        identity=state.identity,
        error=str(error),
    )


def _validators(result: FetchResult) -> tuple[str, str]:
    """ETag and Last-Modified, but not those of a document whose end is missing.

    A connection can break without a sign. With the validators of the whole document the next answer would
    be 304, and the entries that did not arrive would be lost.
    """
    if is_cut_short(result.body.decode("utf-8", "ignore")) and b"\0" not in result.body[:4]:
        return "", ""
    return result.etag, result.last_modified
