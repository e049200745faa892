"""Feeds as they are: rubrics, live pages, round-ups, archives, wrong clocks, masses. Nothing runs away, nothing
is lost, nothing is told twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.feeds.identity import keys_of, resolve
from bot.model import (
    ALL_STORYLINES,
    Alert,
    Channel,
    Chat,
    ChatKind,
    Decision,
    Feed,
    FeedState,
    Level,
    ParsedFeed,
    ParsedItem,
    PollResult,
    PollStatus,
    StoryView,
)
from bot.pipeline.replay import Given, Replayed, replay
from bot.pipeline.track import Tracker
from bot.ports import Store
from bot.rulebook import Rulebook
from bot.store import open_store
from bot.storylines.load import load_rules

AT = datetime(2024, 10, 18, 6, tzinfo=UTC)
TEXTS = {
    "harbour.yaml": "title: Harbours\nmatch:\n  all: [harbour]\nfigures: [killed]\n"
    "alerts: {wait: 0s, per_hour: 20}\n",
    "whales.yaml": "title: Whales\nmatch:\n  all: [whale]\nalerts: {wait: 0s}\n",
    "concepts/harbour.yaml": "terms:\n  en: [harbour]\n  fr: [port]\n  ru: [порт]\n",
    "concepts/whale.yaml": "terms:\n  en: [whale]\n  fr: [baleine]\n",
    "concepts/killed.yaml": "terms:\n  en: [killed, dead]\n  fr: [tués, morts]\n",
}
BOOK = Rulebook.of(load_rules(TEXTS), TEXTS)
"""Shared by all tests: it takes a second to compile."""
NEWS = (
    "Dockers walk out over pay in Genoa harbour",
    "Oil slick spreads near the harbour of Bergen",
    "Two cranes collapse in Busan harbour",
    "Cocaine seized from containers in Antwerp harbour",
    "Sailors quarantined aboard cruise liner in Sydney harbour",
    "New ferry terminal opens in Dover harbour",
    "Fire on a freighter in Lagos harbour",
)
"""Events that have nothing to do with each other."""
MESSAGES = (Level.QUIET, Level.LOUD)


def feed(name: str, language: str = "en") -> Feed:
    return Feed(
        id=name, url=f"https://{name}.example/rss", name=name.title(), publisher=name, language=language
    )


def item(title: str, summary: str = "", number: int = 0, **more: object) -> ParsedItem:
    values: dict[str, object] = {"guid": f"g{number}", "language": "en", "url": f"https://x.example/{number}"}
    return ParsedItem(title=title, summary=summary, **(values | more))  # type: ignore[arg-type]


class Desk:
    """Items of feeds that were polled before, tracked as they come; each is seen at the hour that is given."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.tracker = Tracker(BOOK)
        self.feeds: dict[str, Feed] = {}
        chat = store.save_chat(Chat(id=0, channel=Channel.CONSOLE, address="-", kind=ChatKind.CONSOLE))
        store.subscribe(chat.id, ALL_STORYLINES, AT)

    def poll(self, name: str, items: Sequence[ParsedItem], hour: float = 0) -> datetime:
        """Store what a poll brings."""
        at = AT + timedelta(hours=hour)
        if name not in self.feeds:
            self.feeds[name] = feed(name)
            self.store.sync_feeds(list(self.feeds.values()), at)
        known = self.store.known_items(name, [keys_of(each) for each in items])
        state = FeedState(feed_id=name, next_poll_at=at, succeeded_at=at)
        found = resolve(ParsedFeed(items=tuple(items)), known, state, at)
        self.store.save_poll(
            PollResult(
                feed_id=name,
                status=PollStatus.PARSED,
                polled_at=at,
                next_poll_at=at,
                new=found.new,
                revised=found.revised,
            )
        )
        return at

    def give(self, name: str, items: Sequence[ParsedItem], hour: float = 0) -> None:
        """Poll and track."""
        at = self.poll(name, items, hour)
        while self.tracker.track(self.store, at, feeds=self.feeds).items:
            pass

    def alerts(self) -> list[Alert]:
        return self.store.recent_alerts(list(BOOK.storylines), AT - timedelta(days=9))

    def told(self) -> list[Decision]:
        """The reasons of all messages."""
        return [one.reason for one in self.alerts() if one.level in MESSAGES and not one.held]

    def stories(self) -> list[StoryView]:
        views = (self.store.story(story.id) for story in self.store.stories(limit=20_000))
        return [view for view in views if view]

    def all_decided(self, expected: int) -> bool:
        """Whether so many items are stored and each that matched has its story and its decision."""
        found = [self.store.explain(str(one.id)) for one in self.store.items(limit=20_000)]
        matches = [match for each in found if each for match in each.matches]
        return len(matches) == expected and all(match.decision and match.story for match in matches)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with closing(open_store("sqlite:///:memory:")) as store:
        yield Desk(store)


Row = tuple[str, str, str, float]
"""Outlet, title, summary and hour."""


def replayed(rows: Iterable[Row], **more: object) -> list[tuple[Replayed, ...]]:
    """What became of items, each at its own time."""
    given: list[Given] = []
    for number, (name, title, summary, hour) in enumerate(rows):
        at = AT + timedelta(hours=hour)
        link = {"url": f"https://{name}.example/{number}"}
        parsed = item(title, summary, number, published_at=at, **(link | more))
        given.append((number, parsed, feed(name), at))
    with closing(open_store("sqlite:///:memory:")) as store:
        return [found for _, found in replay(store, given, BOOK)]


def stories_of(found: Iterable[Sequence[Replayed]]) -> list[str]:
    return [one.story for matches in found for one in matches]


def messages(found: Iterable[Sequence[Replayed]]) -> int:
    return sum(bool(one.alert and not one.alert.edits) for matches in found for one in matches)


# --- rubrics, live pages, round-ups -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rubric",
    [
        "Harbour briefing: what you need to know this morning",
        "HARBOUR BRIEFING: WHAT YOU NEED TO KNOW",
        "Harbour briefing for {date} October: what you need to know",
        "{day}'s harbour briefing: what you need to know",
    ],
)
def test_a_rubric_is_a_story_of_its_own_each_day(rubric: str) -> None:
    days = ("Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday")
    found = replayed(
        ("p", rubric.format(date=18 + n, day=days[n]), f"{news}.", 24 * n) for n, news in enumerate(NEWS)
    )
    assert len(set(stories_of(found))) == messages(found) == len(NEWS)


def test_a_rubric_that_two_outlets_share_is_told_once_a_day() -> None:
    rows = [
        (name, "Harbour live: latest news and updates", f"{news}.", 24 * n + hour)
        for n, news in enumerate(NEWS)
        for name, hour in (("p", 0), ("q", 1))
    ]
    found = replayed(rows)
    stories = stories_of(found)
    assert len(set(stories)) == messages(found) == len(NEWS)
    assert stories[::2] == stories[1::2]


def test_a_headline_that_is_repeated_every_few_hours_becomes_a_rubric() -> None:
    """No chain of short gaps holds a week together."""
    rows = [("p", "Harbour live: latest news and updates", f"{NEWS[n // 4]}.", 6 * n) for n in range(28)]
    stories = stories_of(replayed(rows))
    assert len(set(stories)) >= len(NEWS) - 1
    assert max(stories.count(story) for story in stories) <= 8


def test_a_repeated_headline_that_says_nothing_else_is_told_once() -> None:
    found = replayed(("p", "Harbour briefing: what you need to know", "", 24 * n) for n in range(8))
    assert messages(found) == 1


def test_a_live_page_of_ever_new_news_under_one_link() -> None:
    news = (
        "les dockers quittent le travail",
        "une grue tombe sur le quai, deux blessés",
        "le ministre limoge le directeur",
        "la marine intercepte un cargo",
        "un ferry heurte la digue",
    )
    rows = [("m", f"EN DIRECT, crise du port : {one}", "", hour) for hour, one in enumerate(news)]
    found = replayed(rows, url="https://m.example/direct", language="fr")
    assert len(set(stories_of(found))) == messages(found) == len(news)


def test_a_live_page_under_one_guid_is_one_item_whose_message_fills_up(desk: Desk) -> None:
    for hour, news in enumerate(NEWS):
        desk.give("m", [item(f"EN DIRECT: {news}", news, url="https://m.example/direct")], hour)
    assert desk.told() == [Decision.NEW_STORY]
    (view,) = desk.stories()
    assert [one.item.title for one in view.items] == [f"EN DIRECT: {NEWS[-1]}"]
    assert desk.all_decided(1)


def test_a_revision_that_changes_everything_takes_no_other_story_along(desk: Desk) -> None:
    for number, news in enumerate(NEWS):
        desk.give("p", [item(news, number=number)])
    desk.give("p", [item(NEWS[1], number=0)], 1)
    desk.give("q", [item(NEWS[1], number=9), item(NEWS[0], number=10)], 2)
    assert len(desk.stories()) == len(NEWS)
    assert desk.told() == [Decision.NEW_STORY] * len(NEWS)


def test_a_round_up_makes_one_story_of_none() -> None:
    rows = [(name, news, f"{news}, said officials.", n) for n, news in enumerate(NEWS) for name in "pq"]
    rows.append(("r", "The day in the harbours: five things to know", ". ".join(NEWS[:5]), 8))
    rows += [(name, f"{news}, owners say", "", 9 + n) for n, news in enumerate(NEWS) for name in "st"]
    stories = stories_of(replayed(rows))
    assert stories[:14:2] == stories[1:14:2] == stories[15::2] == stories[16::2]
    assert len(set(stories[:14])) == len(NEWS)


# --- texts and clocks ---------------------------------------------------------------------------------------


def test_capitals_and_wrong_languages_join_what_they_repeat() -> None:
    rows = [("p", NEWS[0], "", 0), ("q", NEWS[0].upper(), "", 1)]
    assert len(set(stories_of(replayed(rows)))) == 1
    with closing(open_store("sqlite:///:memory:")) as store:
        tags = ("en", "ru", "xx", "", "en-US", "zh-Hant-TW", "ar")
        given: list[Given] = [
            (n, item(NEWS[0], "", n, language=tag), feed(f"f{n}", tag), AT + timedelta(minutes=n))
            for n, tag in enumerate(tags)
        ]
        stories = [one.story for _, found in replay(store, given, BOOK) for one in found]
    assert len(stories) >= 4
    assert len(set(stories)) == 1


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("", NEWS[0]),
        (NEWS[0], ""),
        ("harbour", ""),
        ("Harbour " * 2_000, "harbour " * 20_000),
        ("Harbour 🚢\u202e\u0000<b>&amp;", "\ufeff\u200d" * 50),
        ("Harbour: " + "9" * 5_000 + " killed", "harbour " + "1,5 тысячи " * 900),
        ("Harbour " + "٣" * 400 + " killed", "at least " * 500),
        ("항구 harbour " + "만" * 300, "百" * 3_000),
    ],
)
def test_any_text_that_matches_is_told_and_decided(desk: Desk, title: str, summary: str) -> None:
    desk.give("p", [item(title, summary)])
    desk.give("q", [item(NEWS[1], number=3)], 1)
    assert desk.told() == [Decision.NEW_STORY] * 2
    assert desk.all_decided(2)


@pytest.mark.parametrize("year", [1, 1970, 1999, 2023, 2025, 9999])
def test_a_wrong_clock_parts_no_story(desk: Desk, year: int) -> None:
    wrong = datetime(year, 10, 18, tzinfo=UTC)
    desk.give("p", [item(NEWS[0], published_at=wrong)])
    desk.give("q", [item(f"{NEWS[0]}, owners say", number=2, published_at=AT)], 1)
    assert desk.told() == [Decision.NEW_STORY]
    assert len(desk.stories()) == 1


def test_time_zones_do_not_count() -> None:
    """One moment in two zones is one moment: the stories are the same."""
    rows = [("p", news, "", 5 * n) for n, news in enumerate((*NEWS, *NEWS))]
    east = [
        (n, item(title, summary, n, published_at=(AT + timedelta(hours=h)).astimezone(_zone(n))), feed(name),
         (AT + timedelta(hours=h)).astimezone(_zone(n + 5)))
        for n, (name, title, summary, h) in enumerate(rows)
    ]  # fmt: skip
    with closing(open_store("sqlite:///:memory:")) as store:
        stories = [one.story for _, found in replay(store, east, BOOK) for one in found]
    assert stories == stories_of(replayed(rows))


def _zone(number: int) -> timezone:
    return timezone(timedelta(hours=number % 24 - 12))
