"""Pages of HTML and the feeds that they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.discover import NAMED, linking_page
from bot.feeds.pool import ProcessParser
from bot.model import FetchResult, LinkingPage

URL = "https://news.example/world/"


def page(html: str) -> LinkingPage:
    return linking_page(html.encode(), {"content-type": "text/html; charset=utf-8"}, URL)


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


def test_a_page_tells_its_title_language_and_feeds() -> None:
    found = page(
        '<!doctype html><html lang="fr-CA"><head><title>Le Matin &amp; Cie\n</title>'
        + link("/rss")
        + link("https://other.example/atom.xml", "application/atom+xml; charset=utf-8")
    )
    assert found == LinkingPage(
        title="Le Matin & Cie",
        language="fr-CA",
        feeds=("https://news.example/rss", "https://other.example/atom.xml"),
    )


@pytest.mark.parametrize(
    ("html", "feeds"),
    [
        (link("feed", rel="ALTERNATE Home"), ["https://news.example/world/feed"]),
        ("<base href='/fr/'>" + link("feed"), ["https://news.example/fr/feed"]),
        ("<base href='javascript:x'>" + link("feed"), ["https://news.example/world/feed"]),
        (link("a.json", "application/feed+json"), ["https://news.example/world/a.json"]),
        ("<body>" + link("late.xml", "text/xml"), ["https://news.example/world/late.xml"]),
        (link("x", "", rel="feed"), ["https://news.example/world/x"]),
        (link("same") * 3, ["https://news.example/world/same"]),
        (link("fr.html", "text/html") + link("s.css", "text/css", "stylesheet"), []),
        (link("javascript:alert(1)") + link("file:///etc/passwd") + link(""), []),
        (link("http://[broken"), []),
        ("<link rel=alternate type=application/rss+xml href=/unquoted", []),
        ("<link rel=alternate type=application/rss+xml href=/unquoted>", ["https://news.example/unquoted"]),
        ("", []),
        ("{}", []),
    ],
)
def test_what_counts_as_a_feed(html: str, feeds: list[str]) -> None:
    assert page(html).feeds == tuple(feeds)


def test_of_very_many_only_the_first_are_taken() -> None:
    found = page("".join(link(f"/{number}.xml") for number in range(10_000)))
    assert found.feeds == tuple(f"https://news.example/{number}.xml" for number in range(NAMED))


def test_a_title_full_of_tricks_is_harmless() -> None:
    found = page("<html lang='<b>'><title>\u202eevil\x07 &lt;b&gt;bold&lt;/b&gt;</title>")
    assert found == LinkingPage(title="evil bold")


@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=utf-7", "text/html; charset=x"]))
def test_any_bytes_are_survived(body: bytes, kind: str) -> None:
    found = linking_page(b"<link rel=alternate type=text/xml href=" + body, {"content-type": kind}, URL)
    assert all(one.startswith(("http://", "https://")) for one in found.feeds)


async def test_pages_are_read_in_a_worker() -> None:
    parser = ProcessParser(workers=1)
    try:
        result = FetchResult(status=200, url=URL, body=link("/rss").encode())
        assert (await parser.links(result)).feeds == ("https://news.example/rss",)
    finally:
        parser.close()
