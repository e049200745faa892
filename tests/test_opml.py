"""OPML: lists of other programs are read, ours are read by others, and garbage costs little."""

from __future__ import annotations

from xml.etree import ElementTree

import listparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.opml import MOST_BYTES, Outline, read_opml, write_opml
from bot.text import one_line
from tests.factories import make_feed


def opml(body: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<opml version="2.0"><head><title>t</title></head><body>{body}</body></opml>'.encode()


def test_folders_and_categories_become_tags() -> None:
    body = """
    <outline text="Asia"><outline text="Korea" title="ignored">
      <outline type="rss" text="Yonhap" xmlUrl=" https://y.example/rss " language="ko" category="/agency/state,wire"/>
      <outline type="rss" title="KBS" xmlUrl="https://k.example/rss"/>
    </outline></outline>
    <outline XMLURL="https://bare.example/"/>"""
    assert read_opml(opml(body)).feeds == (
        Outline(
            url="https://y.example/rss",
            title="Yonhap",
            language="ko",
            tags=("Asia", "Korea", "agency", "state", "wire"),
        ),
        Outline(url="https://k.example/rss", title="KBS", tags=("Asia", "Korea")),
        Outline(url="https://bare.example/"),
    )


def test_a_feed_in_two_folders_has_both_as_tags() -> None:
    twice = "".join(
        f'<outline text="{name}"><outline text="A" xmlUrl="https://a.example"/></outline>' for name in "xy"
    )
    assert read_opml(opml(twice)).feeds == (Outline(url="https://a.example", title="A", tags=("x", "y")),)


def test_what_is_no_feed_is_told() -> None:
    body = """<outline text="Page" htmlUrl="https://p.example"/><outline type="rss" text="Empty" xmlUrl=""/>
    <outline text="List" type="include" url="https://l.example/list.opml"/>
    <outline text="Both" xmlUrl="" htmlUrl="https://b.example"/>"""
    read = read_opml(opml(body))
    assert read.feeds == ()
    assert [url for url, _ in read.others] == [
        "https://l.example/list.opml", "https://p.example", "Empty", "https://b.example",
    ]  # fmt: skip


def test_what_programs_forget_to_escape_is_read() -> None:
    body = '<outline text="News & caf&eacute; &amp;amp; &#8220;x&#8221; &nosuch; A&B" xmlUrl="https://a.example/?a=1&b=2&copy=3"/>'
    (outline,) = read_opml(opml(body)).feeds
    assert outline.title == "News & café &amp; “x” &nosuch; A&B"
    assert outline.url == "https://a.example/?a=1&b=2&copy=3"


@pytest.mark.parametrize(
    "raw",
    [
        "<opml><body><outline text='Été' xmlUrl='https://a.example'/></body></opml>".encode(),
        b"\xef\xbb\xbf" + "<opml><body><outline text='Été' xmlUrl='https://a.example'/></body></opml>".encode(),
        "<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='Été' xmlUrl='https://a.example'/></body></opml>".encode("latin-1"),
        "<?xml version='1.0' encoding='utf-16'?><opml><body><outline text='Été' xmlUrl='https://a.example'/></body></opml>".encode("utf-16"),
        "<?xml version='1.0' encoding='no-such'?><opml><body><outline text='Été' xmlUrl='https://a.example'/></body></opml>".encode(),
        "<?xml version='1.0' encoding='iso-8859-99'?><opml><body><outline text='Été' xmlUrl='https://a.example'/></body></opml>".encode(),
    ],
)  # fmt: skip
def test_encodings(raw: bytes) -> None:
    assert [outline.title for outline in read_opml(raw).feeds] == ["Été"]


N = MOST_BYTES - 200
ENTITIES = "".join(f'<!ENTITY lol{n + 1} "{f"&lol{n};" * 10}">' for n in range(9))
HOSTILE = {
    "an entity bomb": (opml('<outline text="&lol9;" xmlUrl="https://x.example"/>', f'<!DOCTYPE x [<!ENTITY lol0 "lol">{ENTITIES}]>'), "entities"),
    "a local file": (opml('<outline text="&e;" xmlUrl="https://x.example"/>', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "entities"),
    "a parameter entity": (opml("", '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:1/x">%e;]>'), "entities"),
    "too large": (b"<opml>" + b" " * MOST_BYTES + b"</opml>", "larger than 10 MB"),
    "too deep": (b"<opml>" + b'<outline text="a">' * 500_000, "inside one another"),
    "deep in other elements": (b"<opml>" + b"<a>" * 3_000_000, "inside one another"),
    "too many": (b"<opml>" + b"".join(b'<outline xmlUrl="http://x.example/%d"/>' % n for n in range(200_000)), "more than 50,000"),
    "cut short": (opml("x" * 1000)[:500], "broken XML in line 1"),
    "HTML": (b"<!doctype html><html><head><title>x</title></head><body></body></html>", "broken XML"),
    "a feed": (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "no OPML"),
    "nothing": (b"", "broken XML"),
    "JSON": (b'{"feeds": []}', "broken XML"),
    "zeros": (b"\0" * 1000, "broken XML"),
    **{
        repr(unit)[2:-1]: ((unit * (N // len(unit) + 1))[:N], "broken XML")
        for unit in (b"<", b"<a ", b"<!--", b"<!", b"<![CDATA[", b"<?", b"</", b"<outline a='")
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_garbage_is_refused_in_a_line(name: str) -> None:
    raw, reason = HOSTILE[name]
    with pytest.raises(ParseError, match=reason) as caught:
        read_opml(raw)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_titles_are_plain_and_short() -> None:
    folder = "&#x202e;" + "f" * 500
    (outline,) = read_opml(
        opml(
            f'<outline text="{folder}"><outline text="A &#x202e;B&#x9b;" xmlUrl="https://a.example"/></outline>'
        )
    ).feeds
    assert outline.title == "A B"
    assert len(outline.tags[0]) == 60


# --- writing ---------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TAG = WORDS.filter(lambda text: one_line(text) and not {",", "/"} & set(text))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WORDS.filter(one_line), st.lists(TAG, max_size=3)), max_size=6))
def test_what_is_written_is_read_back(given_feeds: list[tuple[str, list[str]]]) -> None:
    feeds = [
        make_feed(
            f"f{n}",
            url=f"https://f{n}.example/rss?a=1&b=<{n}>",
            name=name,
            language="pt-BR",
            tags=tuple(tags),
        )
        for n, (name, tags) in enumerate(given_feeds)
    ]
    written = write_opml(feeds, "Mine & yours")
    read = {outline.url: outline for outline in read_opml(written.encode()).feeds}
    assert len(read) == len(feeds)
    for feed in feeds:
        outline = read[feed.url]
        assert (outline.title, outline.language) == (one_line(feed.name), "pt-BR")
        assert outline.tags == tuple(dict.fromkeys(map(one_line, feed.tags)))


def test_others_read_what_is_written() -> None:
    """A plain XML reader finds OPML 2.0, and listparser by itself finds the feeds with their folders."""
    feeds = [make_feed("a", tags=("agency", "state")), make_feed("b"), make_feed("c", tags=("agency",))]
    written = write_opml(feeds, "Sources")
    root = ElementTree.fromstring(written)
    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "Sources")
    assert [one.get("text") for one in root.findall("body/outline")] == ["agency", feeds[1].name]
    assert all(
        one.get("type") == "rss" and one.get("text") for one in root.iter("outline") if one.get("xmlUrl")
    )
    parsed = listparser.parse(written)
    assert (parsed.version, parsed.bozo) == ("opml2", False)
    assert [(found.url, found.tags) for found in parsed.feeds] == [
        (feeds[0].url, ["agency", "state"]),
        (feeds[2].url, ["agency"]),
        (feeds[1].url, []),
    ]


def test_no_secret_is_handed_over() -> None:
    feed = make_feed("a", login="ann:s3cret", headers=(("X-Key", "s3cret"),))
    assert "s3cret" not in write_opml([feed], "Sources")
