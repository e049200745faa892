"""The demo's server and home, asked over a real socket and read with the real parser."""

from __future__ import annotations

import calendar
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import feedparser
import pytest
import pytest_asyncio
import yaml

from bot.demo.content import DemoFeed, DemoItem, load_content
from bot.demo.server import DemoServer, write_home
from bot.text import host

CONTENT = load_content()
FAILING = next(feed for feed in CONTENT.feeds if feed.outage)
TIMES = [CONTENT.start + timedelta(days=days) for days in (0, 1, 11, 18, 23)]


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = CONTENT.start

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest_asyncio.fixture
async def server(clock: HandClock) -> AsyncIterator[DemoServer]:
    async with DemoServer(CONTENT, clock) as server:
        yield server


@pytest_asyncio.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def document_url(server: DemoServer, feed: DemoFeed) -> str:
    return f"{server.url}/{feed.id}/feed.xml"


def expected(feed: DemoFeed, at: datetime) -> list[DemoItem]:
    """Worked out apart from the server: the newest fifteen, with the edits made so far."""
    known = sorted((i for i in CONTENT.items if i.feed == feed.id and i.at <= at), key=lambda i: i.at)
    return [item.as_of(at) for item in known[::-1][:15]]


async def parsed(web: aiohttp.ClientSession, url: str) -> Any:
    async with web.get(url) as answer:
        assert answer.status == 200
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return feedparser.parse(BytesIO(await answer.read()), response_headers=headers)


@pytest.mark.parametrize("at", TIMES, ids=lambda at: f"{at:%m-%d}")
@pytest.mark.parametrize("feed", CONTENT.feeds, ids=lambda feed: feed.id)
async def test_a_document_holds_what_its_outlet_has_published(
    feed: DemoFeed, at: datetime, clock: HandClock, server: DemoServer, web: aiohttp.ClientSession
) -> None:
    clock.at = at
    found = await parsed(web, document_url(server, feed))
    wanted = expected(feed, at)
    assert not found.bozo
    assert found.version == {"rss": "rss20", "atom": "atom10"}[feed.format]
    assert found.feed.title == feed.name
    assert found.feed.language == feed.language
    assert wanted, "every feed has a baseline"
    assert [entry.title for entry in found.entries] == [item.title for item in wanted]
    assert [entry.id for entry in found.entries] == [item.guid for item in wanted]
    assert [entry.link for entry in found.entries] == [f"{server.url}/{feed.id}/{i.path}" for i in wanted]
    published = [datetime.fromtimestamp(calendar.timegm(e.published_parsed), UTC) for e in found.entries]
    assert published == [item.at for item in wanted]
    assert all(item.summary in entry.summary for entry, item in zip(found.entries, wanted, strict=True))


async def test_the_story_unfolds(clock: HandClock, server: DemoServer, web: aiohttp.ClientSession) -> None:
    """A headline appears when it is published, and reads otherwise once its outlet has revised it."""
    url = f"{server.url}/baltic-wire/feed.xml"
    seen = []
    for hour in (11, 12, 16):
        clock.at = datetime(2024, 10, 28, hour, tzinfo=UTC)
        seen.append((await parsed(web, url)).entries[0].title)
    assert seen[0].startswith("White House says")
    assert seen[1] == "NATO confirms North Korean troops are in Russia"
    assert seen[2] == "NATO confirms North Korean troops are in Russia's Kursk region"


async def test_an_unchanged_document_is_not_sent_again(
    clock: HandClock, server: DemoServer, web: aiohttp.ClientSession
) -> None:
    url = document_url(server, CONTENT.feeds[0])
    async with web.get(url) as first:
        etag = first.headers["ETag"]
    clock.at += timedelta(minutes=5)
    async with web.get(url, headers={"If-None-Match": etag}) as second:
        assert (second.status, second.headers["ETag"], await second.read()) == (304, etag, b"")
    clock.at = CONTENT.end
    async with web.get(url, headers={"If-None-Match": etag}) as third:
        assert third.status == 200
        assert third.headers["ETag"] != etag


async def test_the_failing_feed_fails_and_recovers(
    clock: HandClock, server: DemoServer, web: aiohttp.ClientSession
) -> None:
    """What was published meanwhile is there afterwards."""
    outage = FAILING.outage
    assert outage
    answers = []
    moment = timedelta(seconds=1)
    for at in (outage.since - moment, outage.since, outage.until - moment, outage.until):
        clock.at = at
        async with web.get(document_url(server, FAILING)) as answer:
            answers.append(answer.status)
    assert answers == [200, outage.status, outage.status, 200]
    titles = [e.title for e in (await parsed(web, document_url(server, FAILING))).entries]
    missed = [i for i in CONTENT.items if i.feed == FAILING.id and outage.since < i.at < outage.until]
    assert missed
    assert {item.title for item in missed} <= set(titles)


async def test_links_lead_to_articles_once_they_are_published(
    clock: HandClock, server: DemoServer, web: aiohttp.ClientSession
) -> None:
    for item in CONTENT.items:
        url = f"{server.url}/{item.feed}/{item.path}"
        clock.at = item.at - timedelta(seconds=1)
        async with web.get(url) as early:
            assert early.status == 404
        clock.at = item.at
        async with web.get(url) as page:
            assert page.status == 200
            assert page.content_type == "text/html"
            assert item.title in await page.text()


@pytest.mark.parametrize("path", ["/", "/nobody/feed.xml", "/nobody/page", "/baltic-wire/none"])
async def test_anything_else_is_not_found(path: str, server: DemoServer, web: aiohttp.ClientSession) -> None:
    async with web.get(server.url + path) as answer:
        assert answer.status == 404


async def test_it_listens_on_the_loopback_address_only(server: DemoServer) -> None:
    assert host(server.url) == "127.0.0.1"


def test_a_home_watches_the_server_with_the_shipped_rules(tmp_path: Path) -> None:
    write_home(tmp_path / "home", "http://127.0.0.1:8000")
    written = yaml.safe_load((tmp_path / "home" / "feeds.yaml").read_text(encoding="utf-8"))
    assert written["defaults"] == {"interval": "20m", "alert_newer_than": "0h"}
    assert [entry["id"] for entry in written["feeds"]] == [feed.id for feed in CONTENT.feeds]
    assert {entry["url"] for entry in written["feeds"]} == {
        f"http://127.0.0.1:8000/{feed.id}/feed.xml" for feed in CONTENT.feeds
    }
    assert (tmp_path / "home" / "rules" / "concepts").is_dir()


def test_a_home_may_be_written_twice(tmp_path: Path) -> None:
    write_home(tmp_path, "http://127.0.0.1:8000")
    write_home(tmp_path, "http://127.0.0.1:8001")
    assert "8001" in (tmp_path / "feeds.yaml").read_text(encoding="utf-8")
