"""What a poll writes and when the next one is due."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.errors import FetchError, ParseError
from bot.feeds import polling, rhythm
from bot.feeds.identity import keys_of
from bot.feeds.parse import parse_document
from bot.model import Feed, FeedMemory, FeedState, FetchResult, IdentityKey, PollResult, PollStatus

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


# --- what is learnt --------------------------------------------------------------------------------------


def document(*names: str, published: datetime | None = None) -> bytes:
    date = f"<pubDate>{format_datetime(published)}</pubDate>" if published else ""
    entries = (f"<item><guid>{name}</guid><title>Ferry {name}</title>{date}</item>" for name in names)
    return f"<rss version='2.0'><channel>{''.join(entries)}</channel></rss>".encode()


def after(state: FeedState, body: bytes, now: datetime = NOW, **answer: object) -> PollResult:
    """What a poll of that document writes, where no item is known."""
    parsed = parse_document(body, {}, FEED.url, now, "en")
    result = polling.parsed_result(FEED, state, fetched(body, **answer), parsed, [], now, rng())
    assert result
    return result


def follow(state: FeedState, answers: list[str]) -> list[FeedMemory]:
    """The memory after each of these answers, given by where permanent redirects led."""
    found = []
    for moved_to in answers:
        answer = FetchResult(status=304, url=FEED.url, not_modified=True, moved_to=moved_to)
        result = polling.unchanged_result(FEED, state, answer, NOW, rng())
        assert result
        state = replace(state, memory=result.memory)
        found.append(result.memory)
    return found


def test_a_feed_has_moved_after_three_redirects_to_one_place() -> None:
    new = "https://new.example/rss"
    found = follow(fresh(succeeded_at=NOW), [new, new, new, ""])
    assert [memory.address for memory in found] == ["", "", new, new]
    assert [memory.moved_seen for memory in found] == [1, 2, 3, 4], "then it is asked there, and is there"


def test_redirects_to_changing_places_move_nothing() -> None:
    found = follow(fresh(succeeded_at=NOW), ["https://a.example/", "https://b.example/"] * 4)
    assert {memory.address for memory in found} == {""}
    back = follow(fresh(succeeded_at=NOW), ["https://a.example/", "https://a.example/", ""])
    assert replace(back[-1], rhythm=b"") == FeedMemory()


def test_the_old_address_is_asked_again_at_times_and_when_the_new_one_fails() -> None:
    new = "https://new.example/rss"
    found = follow(fresh(succeeded_at=NOW), [new] * 3 + [""] * 97 + [new, ""])
    assert found[98].address == new
    assert (found[99].moved_seen, found[99].address) == (100, "")
    assert found[100].address == new, "it still leads there"
    failing = fresh(succeeded_at=NOW, memory=found[2])
    assert polling.failed_result(FEED, failing, FetchError("x"), NOW, rng()).memory.address == ""


def test_a_document_that_is_all_new_is_a_gap_unless_it_reaches_back() -> None:
    known = after(fresh(), document("a", "b")).memory
    state = fresh(succeeded_at=NOW, memory=known)
    later = NOW + HOUR
    gap = after(state, document("c", "d"), later)
    assert (gap.memory.gaps, gap.memory.gap_at) == (1, later)
    assert gap.notice == "all 2 entries are new: others may have come and gone between two polls"
    reaches = after(state, document("c", "d", published=NOW - HOUR), later)
    assert (reaches.memory.gaps, reaches.notice) == (0, "")
    dated = after(state, document("c", "d", published=NOW + HOUR / 2), later)
    assert dated.memory.gaps == 1


def test_a_gap_is_told_once_a_day_and_asked_for_sooner() -> None:
    state = fresh(succeeded_at=NOW, memory=after(fresh(), document("a", "b", "c")).memory)
    first = after(state, document("d", "e", "f"), NOW + HOUR)
    assert first.notice
    assert first.next_poll_at - first.polled_at <= QUARTER * 1.1
    state = fresh(succeeded_at=NOW + HOUR, memory=first.memory)
    again = after(state, document("g", "h", "i"), NOW + HOUR * 2)
    assert (again.memory.gaps, again.notice) == (2, "")
    state = fresh(succeeded_at=NOW + HOUR * 2, memory=again.memory)
    assert after(state, document("j", "k", "l"), NOW + HOUR * 40).notice


def test_a_rhythm_that_was_learnt_by_a_wrong_clock_begins_anew() -> None:
    parsed = parse_document(BODY, {}, FEED.url, NOW, "en")
    ahead = rhythm.packed(rhythm.begun([], NOW + timedelta(days=3000)))
    state = fresh(succeeded_at=NOW + timedelta(days=3000), memory=FeedMemory(rhythm=ahead))
    result = polling.parsed_result(FEED, state, fetched(), parsed, [], NOW, rng())
    assert result is not None
    assert rhythm.unpacked(result.memory.rhythm).at == NOW.timestamp()
    assert NOW < result.next_poll_at <= NOW + QUARTER * 1.1


def test_the_first_document_is_no_gap_and_begins_the_rhythm() -> None:
    first = after(fresh(), document("a", "b", published=NOW - HOUR))
    assert (first.memory.gaps, first.memory.window) == (0, 2)
    assert rhythm.unpacked(first.memory.rhythm).at == NOW.timestamp()


def test_items_come_when_they_say_but_not_before_the_last_look() -> None:
    state = fresh(succeeded_at=NOW, memory=after(fresh(), document("a")).memory)
    now = NOW + 2 * HOUR
    for published, came in ((NOW + HOUR, NOW + HOUR), (NOW - 9 * HOUR, NOW), (None, now)):
        found = after(state, document("b", published=published), now)
        assert rhythm.unpacked(found.memory.rhythm).last == came.timestamp()


def test_a_feed_of_an_older_version_learns_from_its_next_document() -> None:
    state = fresh(succeeded_at=NOW - HOUR)  # polled before rhythms were learnt
    found = after(state, document("a", "b", published=NOW - HOUR * 3))
    assert rhythm.unpacked(found.memory.rhythm).watched > 0
    assert found.memory.gaps == 0


def test_a_feed_of_an_older_version_that_never_changes_is_asked_less_and_less() -> None:
    feed, state = replace(FEED, interval=None), fresh(succeeded_at=NOW, etag='"1"')
    answer, now, waits = FetchResult(status=304, url=FEED.url, not_modified=True), NOW, []
    for _ in range(60):
        result = polling.unchanged_result(feed, state, answer, now, rng())
        assert result
        waits.append(result.next_poll_at - now)
        now, state = result.next_poll_at, replace(state, memory=result.memory)
    assert waits[0] < HOUR / 2
    assert waits[-1] > HOUR
