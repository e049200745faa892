"""Feeds are found at an address, on its page, or in the usual places; hostile servers cost little."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.desk.discover import FOLLOWED, Finder, web_address
from bot.errors import FetchError, ParseError, VigieError
from bot.feeds.failures import Limits
from bot.feeds.fetch import HttpFetcher
from bot.store import open_store
from tests.desk.places import make_home, make_premises
from tests.fakes import rss
from tests.feedserver import LOOPBACK, FeedServer, bomb, endless, redirect, status

FEED = rss(("1", "Dockers strike closes the harbour"), ("2", "Ferries sail again"), channel="Coast")
HTML = "text/html; charset=utf-8"


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


@pytest.fixture
async def finder(tmp_path: Path) -> AsyncIterator[Finder]:
    store = open_store("sqlite:///:memory:")
    async with HttpFetcher(Limits(total=5.0, body=300_000), allow_hosts=LOOPBACK) as fetcher:
        yield Finder(make_premises(make_home(tmp_path), store, fetcher=fetcher))
    store.close()


async def test_an_address_that_is_a_feed(server: FeedServer, finder: Finder) -> None:
    (found,) = await finder.find(server.put("/rss", FEED))
    assert (found.url, found.title, found.items, found.known_as) == (server.url("/rss"), "Coast", 2, "")
    assert found.newest == ("Dockers strike closes the harbour", "Ferries sail again")
    assert found.matching == (("harbour", "Dockers strike closes the harbour"),)


async def test_the_feeds_that_a_page_names(server: FeedServer, finder: Finder) -> None:
    server.put("/a.xml", rss(("1", "One"), channel="A"))
    server.put(
        "/b.xml", rss(("1", "Deux"), channel="B").replace(b"<title>B", b"<language>fr-x</language><title>B")
    )
    links = "".join(
        f"<link rel=alternate type=application/rss+xml href={href}>"
        for href in ("a.xml", "gone.xml", "/b.xml")
    )
    page = server.put("/", f"<html lang=ko><title>News</title>{links}</html>", HTML)
    found = await finder.find(page)
    assert [(one.title, one.language, one.url) for one in found] == [
        ("A", "ko", server.url("/a.xml")),
        ("B", "fr", server.url("/b.xml")),
    ]


async def test_a_feed_in_a_usual_place_that_the_page_does_not_name(
    server: FeedServer, finder: Finder
) -> None:
    server.put("/news/page", "<html><title>News</title></html>", HTML)
    server.put("/rss", FEED)
    server.put("/rss.xml", FEED)
    (found,) = await finder.find(server.url("/news/page"))
    assert found.url == server.url("/rss")


async def test_newest_first_whatever_the_order_of_the_document(server: FeedServer, finder: Finder) -> None:
    items = "".join(
        f"<item><title>{title}</title><pubDate>{date}</pubDate></item>"
        for title, date in [
            ("old", "Mon, 14 Oct 2024 10:00:00 GMT"),
            ("new", "Fri, 18 Oct 2024 10:00:00 GMT"),
        ]
    )
    (found,) = await finder.find(server.put("/rss", f"<rss><channel><title>T</title>{items}</channel></rss>"))
    assert found.newest == ("new", "old")


async def test_a_known_source_is_named(tmp_path: Path, server: FeedServer) -> None:
    url = server.put("/rss", FEED)
    home = make_home(
        tmp_path / "other", feeds=f"feeds:\n- {{id: mine, url: '{url}', name: Mine, language: en}}\n"
    )
    store = open_store("sqlite:///:memory:")
    async with HttpFetcher(allow_hosts=LOOPBACK) as fetcher:
        (found,) = await Finder(make_premises(home, store, fetcher=fetcher)).find(url + "?utm_source=x")
    store.close()
    assert found.known_as == "mine"


async def test_what_the_guard_refuses_is_told_and_never_asked(tmp_path: Path, server: FeedServer) -> None:
    server.put("/rss", FEED)
    store = open_store("sqlite:///:memory:")
    async with HttpFetcher() as fetcher:
        with pytest.raises(FetchError, match=r"which feeds may not lead to; VIGIE_ALLOW_HOSTS=127\.0\.0\.1"):
            await Finder(make_premises(make_home(tmp_path), store, fetcher=fetcher)).find(server.url("/rss"))
    store.close()
    assert server.log == []


async def test_a_redirect_that_only_straightens_the_address_is_kept(
    server: FeedServer, finder: Finder
) -> None:
    server.put("/rss", FEED)
    server.fault("/rss/", redirect("/rss"))
    server.fault("/old", redirect("/rss"))
    assert [one.url for one in await finder.find(server.url("/rss/"))] == [server.url("/rss")]
    assert [one.url for one in await finder.find(server.url("/old"))] == [server.url("/old")]


async def test_titles_with_markup_and_tricks_are_plain(server: FeedServer, finder: Finder) -> None:
    feed = rss(("1", "&lt;b&gt;Bold&lt;/b&gt; \u202eevil"), channel="x").replace(
        b"<title>x", b"<title>&lt;i&gt;X"
    )
    (found,) = await finder.find(server.put("/rss", feed))
    assert (found.title, found.newest) == ("X", ("Bold evil",))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (status(404), "404 Not Found"),
        (endless(), "larger than 293 KB"),
        (bomb(), "larger than 293 KB"),
        (redirect("/page"), "circle"),
        (redirect("ftp://x.example/"), "neither http nor https"),
    ],
)
async def test_a_server_that_does_not_answer_well(
    server: FeedServer, finder: Finder, fault: object, reason: str
) -> None:
    server.fault("/page", fault)  # type: ignore[arg-type]
    with pytest.raises(FetchError, match=reason):
        await finder.find(server.url("/page"))


@pytest.mark.parametrize(
    "body", ["<html><p>No feed", "", "{}", "\x00\xff<<<>>>", "<link rel=alternate href=/x"]
)
async def test_a_page_without_a_feed(server: FeedServer, finder: Finder, body: str) -> None:
    server.put("/page", body, HTML)
    with pytest.raises(ParseError):
        await finder.find(server.url("/page"))


async def test_of_ten_thousand_feeds_a_few_are_fetched(server: FeedServer, finder: Finder) -> None:
    links = "".join(f"<link rel=feed href=/{number}>" for number in range(10_000))
    server.put("/page", links, HTML)
    with pytest.raises(VigieError):
        await finder.find(server.url("/page"))
    assert server.count() <= 1 + FOLLOWED + 4


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("example.org", "https://example.org"),
        (" http://example.org/a?b=1 ", "http://example.org/a?b=1"),
        ("feed://example.org/rss", "https://example.org/rss"),
        ("feed:http://example.org/rss", "http://example.org/rss"),
        ("localhost:8000/rss", "https://localhost:8000/rss"),
    ],
)
def test_addresses_as_people_write_them(said: str, meant: str) -> None:
    assert web_address(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "",
        "two words",
        "ftp://x.example",
        "javascript://x",
        "https://",
        "http://[x",
        "x.example:99999/",
        "a" * 5000,
    ],
)
def test_what_is_no_address(said: str) -> None:
    with pytest.raises(FetchError):
        web_address(said)
