"""What is added from the chat is in force in a running Vigie; a draft that takes too long is given up."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk.premises import Premises
from bot.desk.steering import Steerer
from bot.desk.trial import tried, try_out
from bot.errors import ConfigError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ProcessParser
from bot.lookout import Lookout, lookout
from bot.model import Ask, Item
from bot.pipeline.backtest import samples_of
from bot.ports import Store
from bot.rulebook import rule_texts
from tests.corpora import ROOT
from tests.desk.places import make_home
from tests.factories import DAY, HOUR, NOW, make_chat, make_feed, make_new, make_poll
from tests.fakes import ManualClock, rss
from tests.feedserver import LOOPBACK, FeedServer

FEED = rss(("1", "A ferry is missing"), channel="Sea News")


@pytest.fixture
async def vigie(tmp_path: Path) -> AsyncIterator[Lookout]:
    """A Vigie that watches its files, with an empty list of sources."""
    home = make_home(tmp_path, feeds="feeds: []\n")
    async with lookout(home, Settings(allow_hosts=LOOPBACK), clock=ManualClock(NOW), notifiers=()) as it:
        await it.read_rules()
        yield it


@pytest.fixture
async def desk(vigie: Lookout) -> AsyncIterator[Steerer]:
    parser = ProcessParser(workers=1)
    async with HttpFetcher(allow_hosts=LOOPBACK) as fetcher:
        yield Steerer(
            Premises(
                home=vigie.home,
                access=vigie.store,
                rulebook=lambda: vigie.rulebook,
                feeds=lambda: vigie.feeds,
                clock=vigie.clock,
                fetcher=fetcher,
                parser=parser,
            )
        )
    parser.close()


async def reload(vigie: Lookout) -> bool:
    """Two looks at the files: at the second one they are steady."""
    return await vigie.reload() or await vigie.reload()


async def test_a_source_that_was_added_is_polled(vigie: Lookout, desk: Steerer) -> None:
    async with FeedServer() as web:
        page = web.put("/", "<link rel=alternate type=text/xml href=/rss>", "text/html")
        web.put("/rss", FEED)
        (found,) = await desk.find_feeds(page)
        assert await desk.add_feed(found) == "sea-news"
        assert await reload(vigie)
        assert [feed.name for feed in vigie.feeds.values()] == ["Sea News"]
        assert (await desk.find_feeds(page))[0].known_as == "sea-news"
        await vigie.poll_all_due()
    items = await vigie.store(lambda store: store.items(limit=5))
    assert [item.title for item in items] == ["A ferry is missing"]


async def test_a_storyline_that_was_enabled_is_in_force(vigie: Lookout, desk: Steerer) -> None:
    answer = await desk.draft(make_chat("1001"), "Ferry missing", 1001)
    ((enable, discard),) = answer.choices
    assert (enable.ask, discard.ask) == (Ask.ENABLE, Ask.DISCARD)
    assert await desk.enable(int(enable.key)) == "ferry-missing"
    assert await desk.enable(int(enable.key)) is None
    assert await reload(vigie)
    assert [one.id for one in vigie.current_storylines()] == ["ferry-missing", "harbour"]
    await desk.discard(int(enable.key))
    assert (vigie.home / "rules/ferry-missing.yaml").exists()


async def test_rules_that_cannot_be_written_are_told(vigie: Lookout, desk: Steerer) -> None:
    answer = await desk.draft(make_chat("1001"), "Ferry missing", 1001)
    (vigie.home / "rules/ferry-missing.yml").write_text("title: {en: Mine}\nmatch: {all: [ferry]}\n")
    with pytest.raises(ConfigError, match="exists already"):
        await desk.enable(int(answer.choices[0][0].key))


async def test_only_the_last_thirty_days_are_tried(vigie: Lookout, desk: Steerer) -> None:
    def fill(store: Store) -> None:
        old = make_poll(make_new("old", title="The ferry is missing"), at=NOW - 40 * DAY)
        new = make_poll(make_new("new", title="A ferry went missing"), at=NOW - DAY)
        store.sync_feeds([make_feed("coast")], NOW - 40 * DAY)
        for poll in (old, new):
            store.save_poll(poll)

    await vigie.store(fill)
    answer = await desk.draft(make_chat("1001"), "Ferry missing", 1001)
    assert "Of one item of one day, one matches." in answer.text
    assert "<b>" in answer.html
    assert "<b>" not in answer.text


async def test_a_trial_that_takes_too_long_is_ended() -> None:
    """The library that Vigie comes with takes seconds to read."""
    begun = time.monotonic()
    assert await tried("Ferry missing", "en", rule_texts(ROOT), (), [], timeout=0.3) is None
    assert time.monotonic() - begun < 20


def test_what_a_trial_counts(tmp_path: Path) -> None:
    titles = ["A ferry is missing", "The ferry has arrived", "Someone is missing", "Weather"] * 3
    items = [
        Item(
            id=n,
            feed_id="coast",
            uid=str(n),
            url=f"https://coast.example/{n}",
            title=f"{title} {n}",
            summary="",
            language="en",
            first_seen_at=NOW + n * HOUR,
        )
        for n, title in enumerate(titles)
    ]
    samples = samples_of(items, {}, NOW)
    trial = try_out("Ferry missing", "en", rule_texts(make_home(tmp_path)), {"ferry-missing"}, samples)
    assert (trial.storyline_id, trial.items, trial.found) == ("ferry-missing-2", 12, 3)
    assert [one.title for one in trial.latest] == [f"A ferry is missing {n}" for n in (8, 4, 0)]
    assert {(one.words, one.items) for one in trial.missed} == {("Ferry", 3), ("missing", 3)}
