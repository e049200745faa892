"""Redirects: which are followed, what travels along, and when a feed has moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from yarl import URL

from bot.errors import FetchError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.redirects import Way, same_origin
from bot.model import Feed, FeedMemory, FeedState, FetchResult
from tests.feedserver import LOOPBACK, Document, FeedServer, redirect, status

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
SECRET = {"X-Key": "s3cret"}


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer(every_loopback_host=True) as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[HttpFetcher]:
    async with HttpFetcher(allow_hosts=LOOPBACK) as opened:
        yield opened


def feed(url: str, **more: object) -> Feed:
    return Feed(id="f", url=url, name="F", publisher="p", language="en", **more)  # type: ignore[arg-type]


async def get(fetcher: HttpFetcher, one: Feed, memory: FeedMemory | None = None) -> FetchResult:
    state = FeedState(feed_id="f", next_poll_at=NOW, memory=memory or FeedMemory(), etag='"old"')
    return await fetcher.fetch(one, state)


@pytest.mark.parametrize(
    ("codes", "moved_to"),
    [
        ((301,), "/1"), ((308,), "/1"), ((301, 308), "/2"), ((301, 302), "/1"), ((302,), ""),
        ((302, 301), ""), ((307, 301), ""), ((303,), ""), ((301, 301, 307, 301), "/2"),
    ],
)  # fmt: skip
async def test_only_permanent_redirects_at_the_beginning_move_a_feed(
    server: FeedServer, fetcher: HttpFetcher, codes: tuple[int, ...], moved_to: str
) -> None:
    for step, code in enumerate(codes):
        server.fault(f"/{step}", redirect(f"/{step + 1}", code))
    server.put(f"/{len(codes)}", BODY)
    result = await get(fetcher, feed(server.url("/0")))
    assert result.body == BODY
    assert result.moved_to == (server.url(moved_to) if moved_to else "")


async def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_place(
    server: FeedServer, fetcher: HttpFetcher
) -> None:
    new = server.put("/new", BODY)
    memory = FeedMemory(moved_to=new, moved_seen=3)
    result = await get(fetcher, feed(server.url("/old")), memory)
    assert (result.url, result.moved_to) == (new, "")
    assert server.count(path="/old") == 0
    assert (await get(fetcher, feed(new), replace(memory, moved_seen=2))).url == new


@pytest.mark.parametrize("target", ["/0", "#x", "", "/0#again"])
async def test_a_redirect_to_itself_is_a_circle(
    server: FeedServer, fetcher: HttpFetcher, target: str
) -> None:
    server.fault("/0", status(302, {"Location": target or "?", "Set-Cookie": "seen=1"}))
    with pytest.raises(FetchError, match="the redirects run in a circle"):
        await get(fetcher, feed(server.url("/0" if target else "/0?")))


async def test_secrets_of_a_feed_stay_with_its_own_host(server: FeedServer, fetcher: HttpFetcher) -> None:
    server.put("/rss", BODY)
    one = feed(server.url("/away"), headers=tuple(SECRET.items()), login="ann:pw")
    server.fault("/away", redirect("/rss"))
    await get(fetcher, one)
    assert all(hit.headers["X-Key"] == "s3cret" for hit in server.log)
    assert all(hit.headers["Authorization"] == "Basic YW5uOnB3" for hit in server.log)
    server.log.clear()
    server.fault("/away", redirect(f"http://127.0.0.2:{server.port}/rss"))
    await get(fetcher, one)
    here, there = server.log
    assert "X-Key" in here.headers
    assert "X-Key" not in there.headers
    assert "Authorization" not in there.headers
    server.log.clear()
    memory = FeedMemory(moved_to=f"http://127.0.0.2:{server.port}/rss", moved_seen=3)
    await get(fetcher, one, memory)
    assert "Authorization" not in server.log[0].headers


async def test_validators_go_only_to_the_address_that_gave_them(
    server: FeedServer, fetcher: HttpFetcher
) -> None:
    """Another host's "not changed since" would say nothing of what we know, and hide what it has."""
    server.documents |= {"/a": Document(BODY, changed_at=NOW), "/b": Document(BODY + b"x", changed_at=NOW)}
    one, other = server.url("/a"), server.url("/b").replace("127.0.0.1", "127.0.0.2")
    state = FeedState(feed_id="f", next_poll_at=NOW)
    for target, code in ((one, 200), (one + "?token=1", 304), (other, 200), (other, 304), (one, 200)):
        server.fault("/start", redirect(target))
        result = await fetcher.fetch(feed(server.url("/start")), state)
        assert (result.status, result.url) == (code, target)
        state = replace(state, last_modified=result.last_modified)


async def test_weak_validators_are_sent_back_as_they_came(server: FeedServer, fetcher: HttpFetcher) -> None:
    headers = {"ETag": 'W/"1"', "Last-Modified": "yesterday, at noon"}
    server.put("/rss", BODY, headers=headers, validators=False)
    first = await get(fetcher, feed(server.url("/rss")))
    assert (first.etag, first.last_modified) == ('W/"1"', "yesterday, at noon")
    state = FeedState(feed_id="f", next_poll_at=NOW, etag=first.etag, last_modified=first.last_modified)
    await fetcher.fetch(feed(server.url("/rss")), state)
    assert server.log[-1].headers["If-None-Match"] == 'W/"1"'
    assert server.log[-1].headers["If-Modified-Since"] == "yesterday, at noon"


async def test_credentials_of_a_redirect_are_not_used(server: FeedServer, fetcher: HttpFetcher) -> None:
    server.put("/rss", BODY)
    server.fault("/away", redirect(f"http://eve:pw@127.0.0.1:{server.port}/rss"))
    await get(fetcher, feed(server.url("/away")))
    assert all("Authorization" not in hit.headers for hit in server.log)


async def test_a_feed_may_have_a_user_agent_of_its_own(server: FeedServer, fetcher: HttpFetcher) -> None:
    await get(fetcher, feed(server.put("/rss", BODY), headers=(("User-Agent", "Mozilla/5.0"),)))
    assert server.log[0].headers["User-Agent"] == "Mozilla/5.0"


def test_no_secret_shows_in_a_feed_that_is_printed() -> None:
    assert "s3cret" not in repr(feed("https://x.example/", headers=(("X-Key", "s3cret"),), login="a:s3cret"))


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ("http://news.example/rss", "a redirect leads from https to plain http, to news.example"),
        ("javascript:alert(1)", "neither http nor https"),
        ("data:text/xml,<rss/>", "neither http nor https"),
        ("http://[::1", "cannot be read"),
        ("https://", "run in a circle"),
        ("//", "run in a circle"),
        ("https://x.example:99999/", "cannot be read"),
    ],
)
def test_where_no_redirect_may_lead(location: str, text: str) -> None:
    way = Way(URL("https://news.example/rss"), 5)
    with pytest.raises(FetchError, match=text):
        way.go(301, location)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/neu?q=ä b", "https://news.example/neu?q=%C3%A4+b"),
        ("  rss2  ", "https://news.example/a/rss2"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://eve:pw@cdn.example/x", "https://cdn.example/x"),
    ],
)
def test_where_a_redirect_leads(location: str, target: str) -> None:
    way = Way(URL("https://news.example/a/rss"), 5)
    way.go(301, location)
    assert str(way.url) == way.moved_to == target


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://x.example/a", "http://x.example/b", True),
        ("http://x.example/a", "https://x.example/b", True),
        ("https://x.example/a", "http://x.example/b", False),
        ("https://x.example/a", "https://x.example:8443/b", False),
        ("https://x.example/a", "https://www.x.example/a", False),
    ],
)
def test_what_one_host_may_know(one: str, other: str, same: bool) -> None:
    assert same_origin(URL(one), URL(other)) is same
