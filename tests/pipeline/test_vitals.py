"""How each feed is."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feeds.rhythm import begun, packed
from bot.model import FeedHealth, FeedMemory, FeedRecord, FeedState
from bot.pipeline.coverage import Uncovered, silent_feeds, uncovered
from bot.pipeline.vitals import Worry, vitals
from tests.factories import DAY, HOUR, MINUTE, NOW, make_feed

STEADY = packed(begun([NOW - HOUR * n / 2 for n in range(14 * 48)], NOW))
"""Two items an hour, the last one now."""


def health(name: str, at: datetime = NOW, *, language: str = "en", **state: object) -> FeedHealth:
    values: dict[str, object] = {"polled_at": at, "succeeded_at": at, "next_poll_at": at + 20 * MINUTE}
    made = FeedState(feed_id=name, **(values | state))  # type: ignore[arg-type]
    return FeedHealth(id=name, name=name, url="u", language=language, state=made, items=3)


def memory(**more: object) -> FeedMemory:
    return FeedMemory(**({"rhythm": STEADY} | more))  # type: ignore[arg-type]


def test_the_most_worrying_comes_first_with_its_reason() -> None:
    at = NOW + 9 * HOUR
    found = vitals(
        [
            health("new", polled_at=None, succeeded_at=None),
            health("well", NOW + HOUR, memory=memory()),
            health("moved", memory=memory(moved_to="https://new.example/", moved_seen=5)),
            health("gap", NOW + HOUR, memory=memory(gaps=2, gap_at=NOW)),
            health("silent", at, memory=memory()),
            health("stumbles", failures=1, error="the server answered 503 Service Unavailable"),
            health("broken", failures=3, error="cannot find the host"),
            health("worse", failures=9, error="cannot find the host"),
        ],
        [],
        {},
        at,
    )
    assert [one.feed.id for one in found] == [
        "worse", "broken", "silent", "stumbles", "gap", "moved", "new", "well",
    ]  # fmt: skip
    reasons = {one.feed.id: one.reason for one in found}
    assert reasons["broken"] == "cannot find the host"
    assert reasons["gap"] == "its document is all new between two polls (2 times so far)"
    assert reasons["moved"] == "moved for good to https://new.example/; change its url"
    assert reasons["well"] == ""
    assert next(one.since for one in found if one.worry is Worry.SILENT) == NOW


def test_what_a_feed_brings_and_how_it_is_asked() -> None:
    record = FeedRecord(feed_id="a", items=40, matched=10, delay=6 * MINUTE)
    fixed = {"b": make_feed("b", interval=timedelta(hours=1)), "a": make_feed("a")}
    a, b = vitals([health("a", memory=memory()), health("b")], [record], fixed, NOW)
    assert (a.matched, a.delay, a.every, a.fixed) == (0.25, 6 * MINUTE, 20 * MINUTE, False)
    assert a.per_day is not None
    assert 40 < a.per_day < 56
    assert (b.matched, b.delay, b.per_day, b.fixed) == (None, None, None, True)


def test_a_feed_that_fails_is_not_called_silent_too() -> None:
    at = NOW + DAY
    feeds = [health("a", at, memory=memory()), health("b", at, memory=memory(), failures=1)]
    assert [(one.id, since) for one, since in silent_feeds(feeds)] == [("a", NOW)]


def test_a_storyline_misses_the_languages_whose_sources_are_all_silent() -> None:
    at = NOW + 9 * HOUR
    heard = packed(begun([at - HOUR * n / 2 for n in range(14 * 48)], at))
    feeds = [
        health("seoul", at, language="ko", memory=memory()),
        health("busan", at, language="ko-KR", memory=memory(), failures=2),
        health("kyiv", at, language="uk", memory=memory()),
        health("lviv", at, language="uk", memory=FeedMemory(rhythm=heard)),
        health("paris", at, language="fr", memory=memory()),
    ]
    matching = {
        "nk": {"seoul": 2, "busan": 1, "kyiv": 9, "lviv": 1, "paris": 2, "gone": 9},
        "un": {"seoul": 9},
    }
    assert uncovered(feeds, matching, ["nk"]) == [
        Uncovered(storyline_id="nk", language="ko", since=NOW, feed_ids=("busan", "seoul"))
    ], "two French matches are chance, and one Ukrainian source is heard"
    assert [one.storyline_id for one in uncovered(feeds, matching, ["nk", "un", "new"])] == ["nk", "un"]
