"""What a poll writes. Pure: the caller fetches, parses and stores.

fetch → `unchanged_result` → parse → `keys_of_all` → the store's known items → `parsed_result` → save
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.errors import FetchError, ParseError
from bot.feeds import rhythm as rhythms
from bot.feeds.freshness import fresh_for
from bot.feeds.identity import Resolution, keys_of, resolve, resolve_unknown
from bot.feeds.sniff import is_cut_short
from bot.feeds.timing import Outcome, next_poll_at
from bot.model import (
    Feed,
    FeedMemory,
    FeedState,
    FetchResult,
    ItemKeys,
    KnownItem,
    ParsedFeed,
    ParsedItem,
    PollResult,
    PollStatus,
    Slice,
)

GAP_TOLD_AFTER = timedelta(days=1)
"""A feed that goes on overflowing says so once a day."""


def body_hash(body: bytes) -> str:
    """The name of a document's content."""
    return blake2b(body, digest_size=16).hexdigest()


def unchanged(state: FeedState, result: FetchResult) -> bool:
    """Whether the document is the one that was parsed last, so that it need not be parsed again."""
    known = state.succeeded_at is not None and state.body_hash
    return result.not_modified or bool(known and body_hash(result.body) == state.body_hash)


def unchanged_result(
    feed: Feed,
    state: FeedState,
    result: FetchResult,
    now: datetime,
    rng: random.Random,
    *,
    pushed: bool = False,
) -> PollResult | None:
    """What to write when the server says 304 or sends the same document again; None if it is another one."""
    if not unchanged(state, result):
        return None
    if result.not_modified:  # a 304 need not repeat them
        etag, last_modified = result.etag or state.etag, result.last_modified or state.last_modified
    else:
        etag, last_modified = _validators(result)
    memory = _moved(state.memory, result)
    rhythm = rhythms.unpacked(memory.rhythm)
    if not rhythm.at:  # a feed of an older version, whose document does not change: watching begins now
        rhythm = rhythms.begun([], now)
        memory = replace(memory, rhythm=rhythms.packed(rhythm))
    outcome = Outcome(
        fresh_for=fresh_for(result.headers),
        window=memory.window,
        since=_since_last(state, now),
        pushed=pushed,
    )
    return PollResult(
        feed_id=feed.id,
        url=feed.url,
        status=PollStatus.NOT_MODIFIED if result.not_modified else PollStatus.UNCHANGED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, rhythm, memory.hints, outcome, now, rng),
        etag=etag,
        last_modified=last_modified,
        body_hash=state.body_hash,
        identity=state.identity,
        memory=memory,
    )


def keys_of_all(parsed: ParsedFeed) -> Sequence[ItemKeys]:
    """The keys under which the store may know the items of a document."""
    return parsed.keys or [keys_of(item) for item in parsed.items]


def parsed_result(
    feed: Feed,
    state: FeedState,
    result: FetchResult,
    parsed: ParsedFeed,
    known: Sequence[KnownItem],
    now: datetime,
    rng: random.Random,
    *,
    slices: Mapping[bytes, int] | None = None,
    pushed: bool = False,
) -> PollResult | None:
    """What to write after a document was parsed; `known` are the stored items that share a key with it.

    `slices` are the entries of the last document with their items, where the parser was told of them. The
    answer is None if too little was parsed to tell which entry is what; then all of it has to be.
    """
    left = [slices[digest] for digest in parsed.unchanged] if slices else []
    kept = (Slice(digest=digest, item_id=id_) for digest, id_ in zip(parsed.unchanged, left, strict=True))
    found = _resolved(feed, state, parsed, known, left, now)
    if found is None:
        return None
    etag, last_modified = _validators(result)
    memory = _learnt(_moved(state.memory, result), state, parsed, found, left, now)
    rhythm = rhythms.unpacked(memory.rhythm)
    outcome = Outcome(
        fresh_for=fresh_for(result.headers),
        window=memory.window,
        new=len(found.new),
        since=_since_last(state, now),
        pushed=pushed,
    )
    return PollResult(
        feed_id=feed.id,
        url=feed.url,
        status=PollStatus.PARSED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, rhythm, memory.hints, outcome, now, rng),
        etag=etag,
        last_modified=last_modified,
        body_hash=body_hash(result.body),
        identity=found.identity,
        new=found.new,
        revised=found.revised,
        seen_ids=(*left, *found.seen_ids),
        memory=memory,
        slices=(*kept, *found.slices),
        notice="; ".join(filter(None, (found.notice, _gap_notice(state, memory)))),
    )


def failed_result(
    feed: Feed, state: FeedState, error: FetchError | ParseError, now: datetime, rng: random.Random
) -> PollResult:
    """What to write when a document could not be had or read; the validators stay those of the last one."""
    memory = state.memory
    if memory.address:  # the feed's own address may know better
        memory = replace(memory, moved_to="", moved_seen=0)
    outcome = Outcome(
        failures=state.failures + 1,
        retry_after=error.retry_after if isinstance(error, FetchError) else None,
    )
    rhythm = rhythms.unpacked(memory.rhythm)
    return PollResult(
        feed_id=feed.id,
        url=feed.url,
        status=PollStatus.FAILED,
        polled_at=now,
        next_poll_at=next_poll_at(feed, rhythm, memory.hints, outcome, now, rng),
        etag=state.etag,
        last_modified=state.last_modified,
        body_hash=state.body_hash,
        identity=state.identity,
        memory=memory,
        error=str(error),
    )


def _since_last(state: FeedState, now: datetime) -> timedelta | None:
    return now - state.succeeded_at if state.succeeded_at else None


def _validators(result: FetchResult) -> tuple[str, str]:
    """ETag and Last-Modified, but not those of a document whose end is missing.

    A connection can break without a sign. With the validators of the whole document the next answer would
    be 304, and the entries that did not arrive would be lost.
    """
    if is_cut_short(result.body.decode("utf-8", "ignore")) and b"\0" not in result.body[:4]:
        return "", ""
    return result.etag, result.last_modified


# --- which entry is what ---------------------------------------------------------------------------------


def _resolved(
    feed: Feed,
    state: FeedState,
    parsed: ParsedFeed,
    known: Sequence[KnownItem],
    left: Collection[int],
    now: datetime,
) -> Resolution | None:
    if not parsed.unchanged:
        return resolve(parsed, known, state, now, newer_than=feed.alert_newer_than)
    found = resolve_unknown(parsed, known, set(left), state, now, newer_than=feed.alert_newer_than)
    if found and _entries(found, left) < state.memory.window:
        return None  # of fewer entries those that share a link are a larger part
    return found


def _entries(found: Resolution, left: Collection[int]) -> int:
    """How many different entries the document has, those that were left out among them."""
    return len(found.new) + len(found.revised) + len(found.seen_ids) + len(set(left))


# --- what is learnt --------------------------------------------------------------------------------------


def _moved(memory: FeedMemory, result: FetchResult) -> FeedMemory:
    """Count the permanent redirects to one place."""
    if memory.address and not result.moved_to:  # it was asked there, and is still there
        return replace(memory, moved_seen=memory.moved_seen + 1)
    if result.moved_to == memory.moved_to:
        return replace(memory, moved_seen=memory.moved_seen + 1) if memory.moved_to else memory
    return replace(memory, moved_to=result.moved_to, moved_seen=1 if result.moved_to else 0)


def _learnt(
    memory: FeedMemory,
    state: FeedState,
    parsed: ParsedFeed,
    found: Resolution,
    left: Sequence[int],
    now: datetime,
) -> FeedMemory:
    """What the document tells besides its items."""
    window = _entries(found, left)
    learnt = replace(memory, window=window, hints=parsed.hints)
    rhythm = rhythms.unpacked(memory.rhythm)
    ahead = rhythm.at - now.timestamp() > rhythms.DAY  # by a clock that was wrong: it would stay as it is
    if state.succeeded_at is None or not rhythm.at or ahead:
        rhythm = rhythms.begun((item.published_at for item in parsed.items), now)
        return replace(learnt, rhythm=rhythms.packed(rhythm))
    if not found.new:
        return learnt
    came = [_came_at(new.parsed, state, now) for new in found.new]
    learnt = replace(learnt, rhythm=rhythms.packed(rhythms.learnt(rhythm, came, now)))
    if len(found.new) == window and _may_miss(parsed.items, state):
        return replace(learnt, gaps=memory.gaps + 1, gap_at=now)
    return learnt


def _came_at(item: ParsedItem, state: FeedState, now: datetime) -> datetime:
    """When an item came: as its publisher says, but not before the last look, at which it was not there."""
    last = state.succeeded_at or now
    return min(max(item.published_at or now, last), now)


def _may_miss(items: Sequence[ParsedItem], state: FeedState) -> bool:
    """Whether between a document that is all new and the last one others may have come and gone.

    Not if one of its items is older than the last look: then the document reaches back to it.
    """
    last = state.succeeded_at
    return last is not None and all(item.published_at is None or item.published_at > last for item in items)


def _gap_notice(state: FeedState, memory: FeedMemory) -> str:
    if memory.gaps == state.memory.gaps:
        return ""
    before = state.memory.gap_at
    if before and memory.gap_at and memory.gap_at - before < GAP_TOLD_AFTER:
        return ""
    return f"all {memory.window} entries are new: others may have come and gone between two polls"
