"""Stories through the stages: what a chat sees as outlets, figures and denials come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import StoreError
from bot.model import Decision, Level, StoryState
from bot.pipeline.tend import tend
from bot.pipeline.track import Tracker
from bot.rulebook import Rulebook
from bot.store import open_store
from bot.storylines.load import load_rules
from tests.fakes import rss
from tests.pipeline.test_stages import BOOK, HIT, OTHER_HIT, TEXTS, World, feed

HIGHER = "Harbour strike: at least 40 people killed in clash, police say"
FIRST = "Harbour strike: 12 people killed in clash, police say"
NAMES = ("a", "b", "c", "d")


@pytest.fixture
def world() -> World:
    return World(open_store("sqlite:///:memory:"))


async def _watched(world: World) -> None:
    world.watch(*(feed(name) for name in NAMES))
    world.fetcher.bodies |= {name: rss(channel=name) for name in NAMES}
    await world.turn()


async def test_a_new_story_waits_for_other_outlets_and_is_told_with_them(world: World) -> None:
    texts = TEXTS | {"harbour.yaml": TEXTS["harbour.yaml"].replace("wait: 0s", "wait: 10m")}
    world.tracker = Tracker(Rulebook.of(load_rules(texts), texts))
    await _watched(world)
    world.fetcher.bodies["a"] = rss(("1", HIT), channel="a")
    assert await world.turn() == []
    world.clock.advance(minutes=9)
    world.fetcher.bodies["b"] = rss(("1", HIT), channel="b")
    world.tracker.track(world.store, world.clock.now(), feeds=world.feeds)
    assert await world.turn() == [HIT]
    (_, message) = world.notifier.sent[-1]
    assert message.content is not None
    assert message.content.outlets == 2


async def test_a_figure_above_all_others_is_told_as_a_reply_with_its_words(world: World) -> None:
    await _watched(world)
    world.fetcher.bodies["a"] = rss(("1", FIRST), channel="a")
    assert await world.turn() == [FIRST]
    world.fetcher.bodies["b"] = rss(("1", HIGHER), channel="b")
    await world.turn()
    (_, message) = world.notifier.sent[-1]
    assert message.content is not None
    assert message.content.reason is Decision.NEW_MAXIMUM
    assert message.content.detail == "at least 40 killed — B"
    assert message.silent
    (story,) = world.store.stories(limit=10)
    assert (story.items, story.outlets) == (2, 2)
    ledger = [(one.figure.value, one.figure.of) for one in world.store.ledger("harbour", 10)]
    assert ledger == [(12.0, "killed"), (40.0, "killed")]
    # the same figure from a third outlet is no news
    world.fetcher.bodies["c"] = rss(("1", HIGHER + " - The Coast"), channel="c")
    sent = len(world.notifier.sent)
    await world.turn()
    assert [message.edits for _, message in world.notifier.sent[sent:] if not message.edits] == []


async def test_a_denial_is_told_at_once_and_both_sides_are_kept(world: World) -> None:
    await _watched(world)
    world.fetcher.bodies["a"] = rss(("1", "Paris confirms deal that ends harbour strike"), channel="a")
    await world.turn()
    world.fetcher.bodies["b"] = rss(("1", "Berlin denies deal that ends harbour strike"), channel="b")
    await world.turn()
    (_, message) = world.notifier.sent[-1]
    assert message.content is not None
    assert message.content.reason is Decision.DISPUTED
    (story,) = world.store.stories(limit=10)
    assert story.state is StoryState.DISPUTED
    view = world.store.story(story.id)
    assert view is not None
    assert {claim.actor for item in view.items for claim in item.traits.stances} >= {"france", "germany"}


async def test_what_exceeds_the_cap_comes_as_one_digest(world: World) -> None:
    await _watched(world)
    subjects = [
        "Genoa pilots",
        "Turku welders",
        "Cadiz crane drivers",
        "Izmir cooks",
        "Osaka divers",
        "Lagos clerks",
    ]
    titles = [f"{subject} begin harbour strike number {n}" for n, subject in enumerate(subjects, 31)]
    world.fetcher.bodies["a"] = rss(*((str(n), title) for n, title in enumerate(titles)), channel="a")
    told = await world.turn()
    assert len(told) == 4  # per_hour
    assert len(world.store.held_alerts()) == 2
    assert tend(world.store, BOOK.storylines, world.clock.now()) == 0
    world.clock.advance(minutes=61)
    assert tend(world.store, BOOK.storylines, world.clock.now()) == 1
    await world.deliverer.deliver(BOOK.storylines)
    (_, message) = world.notifier.sent[-1]
    assert message.content is not None
    assert message.content.reason is Decision.DIGEST
    assert {one.title for one in message.content.stories} == set(titles) - set(told)
    assert tend(world.store, BOOK.storylines, world.clock.now()) == 0


async def test_a_silent_story_sleeps_and_what_resembles_it_follows_up(world: World) -> None:
    await _watched(world)
    world.fetcher.bodies["a"] = rss(("1", HIT), channel="a")
    await world.turn()
    world.clock.advance(hours=24 * 9)
    tend(world.store, BOOK.storylines, world.clock.now())
    (story,) = world.store.stories(limit=10)
    assert story.state is StoryState.DORMANT
    world.fetcher.bodies["a"] = rss(("2", HIT + " once more"), channel="a")
    assert await world.turn() == [HIT + " once more"]
    newest, _ = world.store.stories(limit=10)
    assert newest.follows == story.id
    assert world.notifier.sent[-1][1].content.reason is Decision.FOLLOW_UP  # type: ignore[union-attr]


async def test_another_tracker_goes_on_with_the_same_stories(world: World) -> None:
    """After a restart, or beside it: what it knows is what is stored."""
    await _watched(world)
    world.fetcher.bodies["a"] = rss(("1", HIT), channel="a")
    await world.turn()
    old = world.tracker
    world.tracker = Tracker(BOOK)
    world.fetcher.bodies["b"] = rss(("1", "Dockers' strike closes harbour for whole week"), channel="b")
    await world.turn()
    world.tracker = old
    world.fetcher.bodies["c"] = rss(("1", "Harbour closed for a week by strike of dockers"), channel="c")
    await world.turn()
    (story,) = world.store.stories(limit=10)
    assert (story.items, story.outlets) == (3, 3)


async def test_a_batch_that_could_not_be_written_is_placed_again(world: World) -> None:
    await _watched(world)
    world.clock.advance(hours=1)
    world.fetcher.bodies["a"] = rss(("1", HIT), channel="a")
    await world.poll()
    store, real = world.store, world.store.save_tracking

    def full(*_: object) -> int:
        raise StoreError("the disk is full")

    store.save_tracking = full  # type: ignore[method-assign]  # a disk cannot be filled here
    with pytest.raises(StoreError):
        world.track()
    store.save_tracking = real  # type: ignore[method-assign]
    world.track()
    (story,) = store.stories(limit=10)
    assert (story.items, story.told) == (1, True)


async def test_every_silence_has_a_stored_reason(world: World) -> None:
    await _watched(world)
    world.fetcher.bodies["a"] = rss(("1", HIT), ("2", OTHER_HIT), channel="a")
    world.fetcher.bodies["b"] = rss(("1", HIT), channel="b")
    await world.turn()
    decisions = [
        match.decision
        for item in world.store.items(limit=10)
        if (found := world.store.explain(str(item.id)))
        for match in found.matches
    ]
    assert sorted(decisions) == [Decision.NEW_STORY, Decision.NEW_STORY, Decision.UPDATED]


async def test_replaying_what_was_told_tells_nothing(world: World) -> None:
    """The same items again, under other guids and from other feeds, only fill the messages."""
    await _watched(world)
    world.fetcher.bodies["a"] = rss(("1", HIT), ("2", OTHER_HIT), channel="a")
    assert len(await world.turn()) == 2
    sent = len(world.notifier.sent)
    for round_, name in enumerate(("b", "c", "d")):
        world.fetcher.bodies[name] = rss((f"x{round_}", HIT), (f"y{round_}", OTHER_HIT), channel=name)
        await world.turn()
    assert all(message.edits for _, message in world.notifier.sent[sent:])
    assert [
        alert.level for alert in world.store.recent_alerts(["harbour"], world.clock.now() - timedelta(days=1))
    ] == [
        Level.LOUD,
        Level.LOUD,
    ]
