"""Archives, masses, mergers, months and restarts: memory stays small, nothing is lost, nothing is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.model import Decision, Item, JoinReason, Match, StoryState, Traits
from bot.pipeline.replay import replay
from bot.pipeline.tend import tend
from bot.pipeline.track import Tracker
from bot.rulebook import Rulebook
from bot.store import open_store
from bot.stories.board import Board, Placement
from bot.storylines.load import load_rules
from tests.pipeline.test_bad_input import AT, BOOK, NEWS, TEXTS, Desk, feed, item, replayed, stories_of
from tests.store.test_migration import path  # noqa: F401 - a fixture: a database of the first version

DAY = 24.0
PLACES = [
    f"{a}{b}"
    for a in "Bal Cor Dun Fal Gor Hel Kil Lan Mor Nor".split()
    for b in "aby mouth sund wick".split()
]
DEEDS = "closes reopens expands floods burns sinks bans hires fines inspects sells buys paints maps guards".split()
THINGS = "customs dock pier ferry crane pilot lighthouse fish terminal tug canal warehouse sailor cargo grain".split()


@pytest.fixture
def desk() -> Iterator[Desk]:
    with closing(open_store("sqlite:///:memory:")) as store:
        yield Desk(store)


def distinct(count: int) -> list[str]:
    """Headlines of different events, all of few words and so with much in common."""
    pick = Random(1)
    return [
        f"{pick.choice(PLACES)} harbour {pick.choice(DEEDS)} {pick.choice(THINGS)} and {pick.choice(THINGS)}"
        for _ in range(count)
    ]


def restarted(desk: Desk) -> None:
    """Go on as another process would."""
    desk.tracker = Tracker(BOOK)


# --- masses -------------------------------------------------------------------------------------------------


def test_an_archive_in_one_poll_ends_in_the_digest_and_every_item_has_its_reason(desk: Desk) -> None:
    desk.give("p", [])
    old = [
        item(title, number=n, published_at=AT - timedelta(days=400 + n))
        for n, title in enumerate(distinct(500))
    ]
    desk.give("p", old, 1)
    assert len(desk.told()) == BOOK.storylines["harbour"].alerts.per_hour
    held = desk.store.held_alerts()
    assert len(held) >= len(desk.stories()) - len(desk.told()) > 0  # some were merged when they were told
    assert all(view.story.told for view in desk.stories())
    assert desk.all_decided(500)
    assert max(len(view.items) for view in desk.stories()) <= 100
    assert tend(desk.store, BOOK.storylines, AT + timedelta(hours=2.5)) == 1
    assert desk.store.held_alerts() == []
    told = len(desk.alerts())
    desk.give("p", old, 3)
    desk.give("q", old[:50], 4)
    assert len(desk.alerts()) == told


def test_a_story_of_thousands_of_items_is_one_message(desk: Desk) -> None:
    """Each outlet words it in its own way."""
    extra = [f"{PLACES[n % 40]}word{n}" for n in range(3_000)]
    for start in range(0, 3_000, 5):
        words = extra[start : start + 5]
        rows = [item(f"{NEWS[0]} as {word} says", number=start + n) for n, word in enumerate(words)]
        desk.give(f"p{start}", rows, start / 500)
    (story,) = desk.store.stories(limit=10)
    assert story.items == 3_000
    assert desk.told() == [Decision.NEW_STORY]
    board = desk.tracker._boards["harbour"]
    (shelved,) = board._shelf._stories.values()
    assert sum(len(part.bag) for part in shelved.profile.parts()) <= 1_600
    assert len(board._facts["harbour/1"].said) <= 500


def test_ten_thousand_items_in_one_batch_are_all_decided(desk: Desk) -> None:
    titles = distinct(2_000)
    for name in "pqrst":
        desk.poll(name, [item(title, number=n) for n, title in enumerate(titles)])
    count = desk.tracker.track(desk.store, AT, feeds=desk.feeds, limit=10_000)
    assert (count.items, count.matched) == (10_000, 10_000)
    decisions = Counter(match.decision for one in count.tracked for match in one.matches)
    assert sum(decisions.values()) == 10_000
    assert len(desk.told()) == BOOK.storylines["harbour"].alerts.per_hour
    sizes = Counter(match.assignment.story_key for one in count.tracked for match in one.matches)
    assert max(sizes.values()) <= 2_000
    assert desk.tracker.track(desk.store, AT, feeds=desk.feeds).items == 0


# --- mergers and follow-ups ---------------------------------------------------------------------------------

STORMS = [f"{place} harbour: storm number {n} hits {place}" for n, place in enumerate(PLACES[:32:4])]
TWO = ("Ferry aground off Brittany harbour", "Passengers winched to safety at harbour by night")
BRIDGES = (
    "Passengers of ferry aground off Brittany harbour winched to safety",
    "Ferry aground: all passengers winched to safety off Brittany harbour",
)


def merged(desk: Desk) -> None:
    """Two stories that were told, and items that show them to be one."""
    desk.give("n", [item(title, number=n) for n, title in enumerate(STORMS)])
    desk.give("p", [item(TWO[0], number=100)], 1)
    desk.give("q", [item(TWO[1], number=101)], 1)
    for n, title in enumerate(BRIDGES):
        desk.give("r", [item(title, number=102 + n)], 2 + n)


@pytest.mark.parametrize("restart", [False, True])
def test_two_told_stories_that_merge_are_not_told_again(desk: Desk, restart: bool) -> None:
    merged(desk)
    assert len(desk.stories()) == 9
    assert len(desk.told()) == 10
    (view,) = [view for view in desk.stories() if len(view.items) == 4]
    assert view.story.told
    if restart:
        restarted(desk)
    for n, title in enumerate((*TWO, *BRIDGES)):
        desk.give(f"s{n}", [item(title, number=200 + n)], 5 + n)
    assert len(desk.told()) == 10
    assert len(desk.stories()) == 9
    assert desk.all_decided(16)


def test_a_replay_names_the_story_that_took_the_items_though_all_is_long_forgotten() -> None:
    rows = [("n", title, "", 0.0) for title in STORMS]
    rows += [("p", TWO[0], "", 1), ("q", TWO[1], "", 1), ("r", BRIDGES[0], "", 2), ("r", BRIDGES[1], "", 3)]
    soon = stories_of(replayed(rows))
    late = stories_of(replayed([*rows, ("p", NEWS[3], "", 90 * DAY)]))
    assert len(set(soon[8:])) == 1
    assert late[:-1] == soon


def test_a_follow_up_is_followed_up(desk: Desk) -> None:
    for turn in range(4):
        desk.give(f"p{turn}", [item(NEWS[0], number=turn)], 5 * turn * DAY)
        tend(desk.store, BOOK.storylines, AT + timedelta(days=5 * turn + 4))
    assert desk.told() == [Decision.NEW_STORY, *[Decision.FOLLOW_UP] * 3]
    chain = sorted((view.story.id, view.story.follows) for view in desk.stories())
    assert [follows for _, follows in chain[1:]] == [number for number, _ in chain[:-1]]
    assert {view.story.state for view in desk.stories()} == {StoryState.DORMANT}


# --- months -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("restart", [False, True])
def test_a_touched_page_of_a_forgotten_story_is_no_news(desk: Desk, restart: bool) -> None:
    """Its item joined another's story months ago: it must not open one of its own."""
    desk.give("p", [item(NEWS[0])])
    desk.give("q", [item(NEWS[0], number=2)], 1)
    desk.give("p", [item(NEWS[1], number=3)], 100 * DAY)
    if restart:
        restarted(desk)
    desk.give("q", [item(f"{NEWS[0]} (photos)", number=2)], 101 * DAY)
    assert desk.told() == [Decision.NEW_STORY, Decision.NEW_STORY]
    assert len(desk.stories()) == 2
    (story,) = [view for view in desk.stories() if len(view.items) == 2]
    assert {one.joined for one in story.items} == {JoinReason.OPENED, JoinReason.SAME_TITLE}


def test_a_year_leaves_only_what_can_still_be_followed_up(desk: Desk) -> None:
    for week, title in enumerate(distinct(52)):
        desk.give("p", [item(title, number=week)], 7 * DAY * week)
    shelf = desk.tracker._boards["harbour"]._shelf
    assert len(shelf) == 9
    assert len(shelf._register._items) == 9
    assert len(desk.stories()) == 52


# --- storylines, restarts, old databases, broken items ------------------------------------------------------


def test_an_item_of_two_storylines_is_told_in_both(desk: Desk) -> None:
    desk.give("p", [item("Whale strands in the harbour of Sydney")])
    desk.give("q", [item("Whale strands in the harbour of Sydney", number=2)], 1)
    assert desk.told() == [Decision.NEW_STORY] * 2
    assert sorted(view.story.storyline_id for view in desk.stories()) == ["harbour", "whales"]
    assert desk.all_decided(4)


def test_a_storyline_that_is_renamed_starts_anew_and_the_other_goes_on(desk: Desk) -> None:
    desk.give("p", [item("Whale strands in the harbour of Sydney")])
    texts = {("giants.yaml" if name == "whales.yaml" else name): text for name, text in TEXTS.items()}
    book = Rulebook.of(load_rules(texts), texts)
    desk.tracker = Tracker(book)
    desk.give("q", [item("Whale strands in the harbour of Sydney", number=2)], 1)
    stories = {view.story.storyline_id: len(view.items) for view in desk.stories()}
    assert stories == {"harbour": 2, "whales": 1, "giants": 1}
    assert tend(desk.store, book.storylines, AT + timedelta(hours=2)) == 0
    texts.pop("harbour.yaml")
    desk.tracker = Tracker(Rulebook.of(load_rules(texts), texts))
    desk.give("r", [item(NEWS[0], number=3)], 2)
    assert len(desk.stories()) == 3
    restarted(desk)
    desk.give("s", [item("Whale strands in the harbour of Sydney", number=4)], 3)
    assert {view.story.storyline_id: len(view.items) for view in desk.stories()} == {
        "harbour": 3,
        "whales": 2,
        "giants": 1,
    }


def test_a_restart_between_any_two_items_changes_no_story() -> None:
    titles = [(f"{NEWS[n % 7]}, {word}", n) for n, word in enumerate("say report claim hear see".split() * 5)]
    ends = []
    for restarts in (False, True):
        with closing(open_store("sqlite:///:memory:")) as store:
            desk = Desk(store)
            for title, n in titles:
                desk.give(f"p{n % 3}", [item(title, number=n)], n)
                if restarts:
                    restarted(desk)
            ends.append(sorted(sorted(one.item.id for one in view.items) for view in desk.stories()))
    assert ends[0] == ends[1]


def test_a_database_of_the_first_version_goes_on_with_its_stories(path: Path) -> None:  # noqa: F811
    texts = {
        "strike.yaml": "title: Strikes\nmatch:\n  all: [strike]\nalerts: {wait: 0s}\n",
        "concepts/strike.yaml": "terms:\n  en: [strike]\n",
    }
    with closing(open_store(f"sqlite:///{path}")) as store:
        at = next(iter(store.items(limit=1))).first_seen_at + timedelta(hours=2)
        given = [(1, item("Dockers strike", number=7), feed("new"), at)]
        book = Rulebook.of(load_rules(texts), texts)
        ((_, (found,)),) = replay(store, given, book)
        assert (found.story, found.tracked.assignment.opens) == ("strike/1", False)
        assert found.tracked.decision in (Decision.UPDATED, Decision.ALREADY_TOLD)


class Fragile(Board):
    """A board that breaks over one headline."""

    def place(self, item: Item, match: Match, traits: Traits, publisher: str) -> Placement:
        """As a board does, but for the words of that headline."""
        if traits.words and item.title == NEWS[2]:
            raise ValueError("made for the test")
        return super().place(item, match, traits, publisher)


def test_an_item_that_breaks_the_comparison_is_told_and_holds_up_no_other(desk: Desk) -> None:
    desk.tracker._boards["harbour"] = Fragile(BOOK.storylines["harbour"])
    desk.give("p", [item(title, number=n) for n, title in enumerate(NEWS)])
    assert desk.told() == [Decision.NEW_STORY] * len(NEWS)
    assert desk.all_decided(len(NEWS))
