"""The demo's content: varied, consistent and honest about what it shows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from rapidfuzz import fuzz

from bot.demo.content import DemoContent, DemoItem, load_content
from bot.text import canonical_url, fold, words

CONTENT = load_content()
SURELY_NEAR = 90
STORYLINES = {"nk-troops-russia", "un-sanctions"}


def language(item: DemoItem) -> str:
    feed = CONTENT.feed(item.feed)
    assert feed is not None
    return feed.language


def test_it_speaks_many_languages_and_some_outlets_share_a_publisher() -> None:
    assert len({feed.language for feed in CONTENT.feeds}) >= 6
    assert len({feed.publisher for feed in CONTENT.feeds}) < len(CONTENT.feeds)
    assert {feed.format for feed in CONTENT.feeds} == {"rss", "atom"}


def test_every_item_belongs_to_a_feed_and_no_name_is_used_twice() -> None:
    assert {item.feed for item in CONTENT.items} == {feed.id for feed in CONTENT.feeds}
    for keys in (
        [(item.feed, item.guid) for item in CONTENT.items],
        [(item.feed, item.page) for item in CONTENT.items],
        [feed.id for feed in CONTENT.feeds],
    ):
        assert not [key for key, count in Counter(keys).items() if count > 1]


def test_every_feed_has_a_baseline_and_something_new() -> None:
    for feed in CONTENT.feeds:
        times = [item.at for item in CONTENT.items if item.feed == feed.id]
        assert min(times) < CONTENT.start < max(times)


def test_the_last_item_leaves_time_to_be_seen() -> None:
    """At the usual speed a daemon that polls once a second still sees it."""
    left = CONTENT.end - max(item.edited_at for item in CONTENT.items)
    assert left > timedelta(seconds=1) * CONTENT.speed()


def test_the_storylines_are_told_in_most_languages_amid_unrelated_items() -> None:
    wanted = [item for item in CONTENT.items if item.about]
    assert {storyline for item in wanted for storyline in item.about} == STORYLINES
    assert len({language(item) for item in wanted}) >= 6
    assert len(wanted) < len(CONTENT.items)
    assert any(set(item.about) == STORYLINES for item in wanted)
    assert any(item.about and item.at < CONTENT.start for item in wanted)


def test_changes_edit_a_headline_and_a_tracking_parameter() -> None:
    changed = [item for item in CONTENT.items if item.changes]
    before = {item.guid: item.as_of(item.at) for item in changed}
    after = {item.guid: item.as_of(CONTENT.end) for item in changed}
    assert any(after[guid].title != before[guid].title for guid in before)
    moved = [guid for guid in before if after[guid].path != before[guid].path]
    assert moved
    for guid in moved:
        links = [f"http://x/{item[guid].path}" for item in (before, after)]
        assert canonical_url(links[0]) == canonical_url(links[1])


def test_an_item_changes_when_its_outlet_changes_it() -> None:
    item = next(item for item in CONTENT.items if item.changes)
    change = item.changes[0]
    early, late = item.as_of(change.at - timedelta(seconds=1)), item.as_of(change.at)
    assert (early.edited_at, late.edited_at) == (item.at, change.at)
    assert early.model_copy(update={"changes": item.changes}) == item
    assert late != early


def test_an_outage_hides_an_item_of_a_storyline() -> None:
    """So that the show proves that nothing is lost."""
    (feed,) = (feed for feed in CONTENT.feeds if feed.outage)
    assert feed.outage
    hidden = [i for i in CONTENT.items if i.feed == feed.id and feed.outage.since < i.at < feed.outage.until]
    assert any(item.about for item in hidden)
    # long enough for more than one poll a second to meet it
    assert feed.outage.until - feed.outage.since > timedelta(seconds=2) * CONTENT.speed()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2024/10/18/special-forces-vladivostok", "world/special-forces-vladivostok"),
        ("world/haiti-renewal", "2024/10/18/haiti-sanctions"),
        ("world/white-house-3000", "2024/10/23/white-house-3000"),
        ("2024/10/28/nato-confirms", "world/nato-confirms"),
        ("2024/11/05/first-clashes", "world/first-clashes"),
    ],
)
def test_near_copies_are_near_enough_to_be_one_story(first: str, second: str) -> None:
    one, other = (headline(page) for page in (first, second))
    assert one != other
    assert fuzz.token_sort_ratio(one, other) >= SURELY_NEAR
    assert re.findall(r"\d+", one) == re.findall(r"\d+", other)


def headline(page: str) -> str:
    (item,) = (item for item in CONTENT.items if item.page == page)
    return " ".join(words(item.title))


def test_headlines_differ() -> None:
    titles = Counter(fold(item.title) for item in CONTENT.items)
    assert max(titles.values()) == 1


def test_the_show_lasts_as_long_as_it_is_told() -> None:
    assert CONTENT.speed(10) * 10 == pytest.approx((CONTENT.end - CONTENT.start).total_seconds())


def test_a_feeds_document_is_a_window_with_the_newest_first() -> None:
    first = CONTENT.items[0]
    many = tuple(
        first.model_copy(update={"guid": str(n), "at": first.at + timedelta(hours=n)}) for n in range(20)
    )
    content = DemoContent(start=CONTENT.start, end=CONTENT.end, feeds=CONTENT.feeds, items=many)
    served = content.served(first.feed, first.at + timedelta(hours=17))
    assert [item.guid for item in served] == [str(n) for n in range(17, 2, -1)]
