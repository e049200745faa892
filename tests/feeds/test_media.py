"""Podcasts, videos and links that are not whole: items that can be followed. All documents are our own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.feeds.parse import parse_document
from bot.model import ParsedItem

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
URL = "https://feeds.example/paper/index.xml"
ITUNES = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
MEDIA = "xmlns:media='http://search.yahoo.com/mrss/'"


def only(document: str) -> ParsedItem:
    parsed = parse_document(document.encode(), {}, URL, NOW, "en")
    assert parsed.warning == ""
    (item,) = parsed.items
    return item


def rss(item: str, channel: str = "", attributes: str = "") -> ParsedItem:
    return only(
        f"<rss version='2.0' {ITUNES} {MEDIA} {attributes}><channel>{channel}<item>{item}</item></channel></rss>"
    )


def atom(entry: str, head: str = "", attributes: str = "") -> ParsedItem:
    return only(f"<feed xmlns='http://www.w3.org/2005/Atom' {attributes}>{head}<entry>{entry}</entry></feed>")


def test_an_episode_leads_to_its_sound_if_to_nothing_else() -> None:
    sound = "<enclosure url='/e/7.mp3?x=1&amp;y=2' type='audio/mpeg' length='1'/>"
    assert rss(f"<title>Seven</title>{sound}").url == "https://feeds.example/e/7.mp3?x=1&y=2"
    assert (
        rss(f"<title>Seven</title><link>https://show.example/7</link>{sound}").url == "https://show.example/7"
    )
    film = "<media:content url='https://cdn.example/7.mp4' medium='video'/>"
    assert rss(f"<title>Seven</title>{film}").url == "https://cdn.example/7.mp4"


@pytest.mark.parametrize(
    "picture",
    [
        "<enclosure url='https://cdn.example/logo.png' type='image/png'/>",
        "<enclosure url='https://cdn.example/logo'/>",
        "<media:content url='https://cdn.example/logo.png' medium='image'/>",
        "<media:thumbnail url='https://cdn.example/logo.png'/>",
    ],
)
def test_a_picture_is_no_link(picture: str) -> None:
    """One logo stands beside all items; as their link it would make one item of them."""
    assert rss(f"<title>Seven</title>{picture}").url == ""


def test_an_episode_has_the_texts_of_its_program() -> None:
    item = rss(
        "<itunes:title>Seven</itunes:title><itunes:author>Ann</itunes:author><itunes:keywords>harbour, ferry</itunes:keywords>"
        "<itunes:subtitle>Short</itunes:subtitle><itunes:summary>What was said</itunes:summary><guid isPermaLink='false'>7</guid>"
    )
    assert (item.title, item.summary, item.author) == ("Seven", "What was said", "Ann")
    assert (item.tags, item.guid) == (("harbour", "ferry"), "7")
    assert rss("<title>Seven</title><itunes:subtitle>Short</itunes:subtitle>").summary == "Short"
    assert rss("<title>One</title><itunes:title>Two</itunes:title>").title == "One"


VIDEO = """<id>yt:video:dQ</id><yt:videoId>dQ</yt:videoId><title>Ferry &amp; bus</title>{link}
<author><name>Harbour TV</name></author><published>2026-11-20T10:00:00+00:00</published>
<updated>2026-11-21T10:00:00+00:00</updated><media:group><media:title>Ferry &amp; bus</media:title>
<media:content url="https://www.youtube.com/v/dQ?version=3" type="application/x-shockwave-flash"/>
<media:description>What was
seen</media:description><media:community><media:statistics views="7"/></media:community></media:group>"""
YOUTUBE = f"xmlns:yt='http://www.youtube.com/xml/schemas/2015' {MEDIA}"


def test_a_video_of_youtube() -> None:
    link = '<link rel="alternate" href="https://www.youtube.com/watch?v=dQ"/>'
    item = atom(VIDEO.format(link=link), "<title>Harbour TV</title>", YOUTUBE)
    assert item == ParsedItem(
        guid="yt:video:dQ",
        url="https://www.youtube.com/watch?v=dQ",
        title="Ferry & bus",
        summary="What was seen",
        author="Harbour TV",
        language="en",
        published_at=datetime(2026, 11, 20, 10, tzinfo=UTC),
    )
    assert atom(VIDEO.format(link=""), "", YOUTUBE).url == "https://www.youtube.com/watch?v=dQ"


def test_the_description_of_media_stands_in_for_a_missing_one() -> None:
    media = "<media:title>Film</media:title><media:description>Of a ferry</media:description>"
    assert (rss(media).title, rss(media).summary) == ("Film", "Of a ferry")
    item = rss(f"<title>Ferry</title><description>Text</description>{media}")
    assert (item.title, item.summary) == ("Ferry", "Text")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a/b.html", "https://www.paper.example/a/b.html"),
        ("b.html", "https://www.paper.example/news/b.html"),
        ("?id=3", "https://www.paper.example/news/?id=3"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://other.example/x", "https://other.example/x"),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_relative_link_of_rss_starts_from_the_site(link: str, url: str) -> None:
    assert rss(f"<link>{link}</link>", "<link>https://www.paper.example/news/</link>").url == url


def test_a_relative_link_of_rss_starts_from_the_document_where_no_site_is_named() -> None:
    assert rss("<link>b.html</link>").url == "https://feeds.example/paper/b.html"
    assert rss("<link>b.html</link>", "<link>/news/</link>").url == "https://feeds.example/news/b.html"
    assert (
        rss("<link>b.html</link>", "<link>mailto:x@paper.example</link>").url
        == "https://feeds.example/paper/b.html"
    )


def test_a_base_of_xml_wins() -> None:
    base = "xml:base='https://base.example/x/'"
    assert (
        rss("<link>b.html</link>", "<link>https://www.paper.example/</link>", base).url
        == "https://base.example/x/b.html"
    )
    entry = "<id>1</id><link href='c.html'/>"
    assert (
        atom(entry, "<link href='https://www.paper.example/'/>", base).url == "https://base.example/x/c.html"
    )
    assert (
        atom(entry, "<link href='https://www.paper.example/'/>").url == "https://feeds.example/paper/c.html"
    )
