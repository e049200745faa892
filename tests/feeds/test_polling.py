"""What a poll writes and when the next one is due."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import FetchError, ParseError
from bot.feeds import polling
from bot.feeds.identity import keys_of
from bot.feeds.parse import parse_document
from bot.model import Feed, FeedState, FetchResult, IdentityKey, PollStatus

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(
    id="f", url="https://x.example/", name="F", publisher="p", language="en", interval=timedelta(minutes=15)
)
BODY = b"<rss version='2.0'><channel><item><guid>1</guid><title>One</title></item></channel></rss>"
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


def rng() -> random.Random:
    return random.Random(1)


def fresh(**change: object) -> FeedState:
    return FeedState(feed_id="f", next_poll_at=NOW, **change)  # type: ignore[arg-type]


def fetched(body: bytes = BODY, **change: object) -> FetchResult:
    return FetchResult(status=200, url=FEED.url, body=body, etag='"2"', last_modified="later", **change)  # type: ignore[arg-type]


# --- what is written -------------------------------------------------------------------------------------


def test_a_304_keeps_what_is_known() -> None:
    state = fresh(
        etag='"1"', last_modified="x", body_hash="h", identity=IdentityKey.URL, failures=3, error="e"
    )
    answer = FetchResult(status=304, url=FEED.url, not_modified=True, last_modified="y")
    result = polling.unchanged_result(FEED, state, answer, NOW, rng())
    assert result is not None
    assert result.status is PollStatus.NOT_MODIFIED
    assert (result.etag, result.last_modified, result.body_hash) == ('"1"', "y", "h")
    assert result.identity is IdentityKey.URL
    assert result.next_poll_at - NOW <= QUARTER * 1.1


def test_the_same_document_is_not_parsed_again() -> None:
    state = fresh(body_hash=polling.body_hash(BODY), succeeded_at=NOW, etag='"1"')
    result = polling.unchanged_result(FEED, state, fetched(), NOW, rng())
    assert result is not None
    assert (result.status, result.etag) == (PollStatus.UNCHANGED, '"2"')
    assert result.body_hash == state.body_hash


@pytest.mark.parametrize(
    "state",
    [fresh(), fresh(body_hash=polling.body_hash(BODY)), fresh(body_hash="other", succeeded_at=NOW)],
    ids=["new feed", "never parsed", "other document"],
)
def test_another_document_is_parsed(state: FeedState) -> None:
    assert polling.unchanged_result(FEED, state, fetched(), NOW, rng()) is None
    assert not polling.unchanged(state, fetched())


def test_a_parsed_document_brings_its_items_and_validators() -> None:
    parsed = parse_document(BODY, {}, FEED.url, NOW, "en")
    result = polling.parsed_result(FEED, fresh(succeeded_at=NOW), fetched(), parsed, [], NOW, rng())
    assert (result.status, result.feed_id, result.polled_at) == (PollStatus.PARSED, "f", NOW)
    assert [(new.parsed.title, new.keys, new.baseline) for new in result.new] == [
        ("One", keys_of(parsed.items[0]), False)
    ]
    assert (result.etag, result.last_modified) == ('"2"', "later")
    assert result.body_hash == polling.body_hash(BODY)


def test_the_first_document_is_baseline_but_for_what_the_feed_wants_told() -> None:
    body = BODY.replace(b"</guid>", b"</guid><pubDate>Sun, 01 Mar 2026 11:00:00 GMT</pubDate>")
    parsed = parse_document(body, {}, FEED.url, NOW, "en")
    keen = Feed(id="f", url="u", name="F", publisher="p", language="en", alert_newer_than=timedelta(hours=2))
    for feed, baseline in ((FEED, True), (keen, False)):
        result = polling.parsed_result(feed, fresh(), fetched(body), parsed, [], NOW, rng())
        assert [new.baseline for new in result.new] == [baseline]


def test_the_validators_of_a_document_without_its_end_are_not_kept() -> None:
    """Or the next answer would be 304, and what did not arrive would be lost."""
    body = BODY.removesuffix(b"</channel></rss>")
    parsed = parse_document(body, {}, FEED.url, NOW, "en")
    result = polling.parsed_result(FEED, fresh(), fetched(body), parsed, [], NOW, rng())
    assert (result.etag, result.last_modified, len(result.new)) == ("", "", 1)
    again = polling.unchanged_result(
        FEED, fresh(body_hash=result.body_hash, succeeded_at=NOW), fetched(body), NOW, rng()
    )
    assert again is not None
    assert again.etag == ""


def test_a_document_in_another_encoding_keeps_its_validators() -> None:
    body = BODY.decode().encode("utf-16")
    parsed = parse_document(body, {}, FEED.url, NOW, "en")
    result = polling.parsed_result(FEED, fresh(), fetched(body), parsed, [], NOW, rng())
    assert (result.etag, len(result.new)) == ('"2"', 1)


@pytest.mark.parametrize(
    ("error", "least"),
    [
        (FetchError("the server answered 429 Too Many Requests", retry_after=HOUR * 3), HOUR * 3),
        (ParseError("an HTML page, not a feed"), QUARTER * 3.6),
    ],
)
def test_a_failure_keeps_everything_and_waits_longer(
    error: FetchError | ParseError, least: timedelta
) -> None:
    state = fresh(etag='"1"', last_modified="x", body_hash="h", identity=IdentityKey.TITLE, failures=2)
    result = polling.failed_result(FEED, state, error, NOW, rng())
    assert (result.status, result.error) == (PollStatus.FAILED, str(error))
    assert (result.etag, result.last_modified, result.body_hash) == ('"1"', "x", "h")
    assert result.identity is IdentityKey.TITLE
    assert result.next_poll_at - NOW >= least
