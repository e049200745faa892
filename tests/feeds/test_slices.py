"""A document in parts: where it is cut, by what its entries are known, and that nothing reads otherwise."""

from __future__ import annotations

import gzip
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.known import look_through
from bot.feeds.parse import parse_document, parse_text
from bot.feeds.slices import cut
from bot.feeds.sniff import decode
from bot.model import ParsedFeed, ParsedItem
from tests.corpora import FOLDER, needs_corpora

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
URL = "https://news.example/feed.xml"
FEEDS = FOLDER / "feeds"
DOCUMENTS = sorted(FEEDS.glob("[!t]*/*.xml.gz"))
SERIES = sorted(FEEDS.glob("ts_*"))
GROUPS = 8
HEAD = (
    "<rss version='2.0'><channel><title>T</title><lastBuildDate>Thu, 01 Jan 2026 10:00:00 GMT</lastBuildDate>"
)
TAIL = "</channel></rss>"
ONE, TWO = "<item><title>One</title></item>", "<item><title>Two</title></item>"


def whole(text: str) -> ParsedFeed:
    return parse_document(text.encode(), {}, URL, NOW, "en")


def entries(text: str) -> Sequence[str] | None:
    pieces = cut(text)
    return pieces and pieces.entries


def names(text: str) -> list[bytes]:
    pieces = cut(text)
    assert pieces
    return pieces.digests(URL, "en")


# --- where a document is cut -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "found", "tail"),
    [
        (HEAD, (ONE, TWO), TAIL),
        ("<rss version='0.91'><channel>", ("<item/>", "<item >x</item >"), TAIL),
        ("<rdf:RDF><channel><items/></channel>", ("<item rdf:about='a>b'>x</item>", ONE), "</rdf:RDF>"),
        ("<feed>", ("<entry xml:lang='ko'><title>1</title></entry>", "<entry/>"), "</feed>"),
        ("<a:feed>", ("<a:entry><a:title>1</a:title></a:entry>",), "</a:feed>"),
        ("<feed><!-- <entry> -->", ("<entry><![CDATA[</entry>]]></entry>",), "</feed><!-- <entry> -->"),
        ("<feed>", ("<entry><!-- </entry> --></entry>", "<entry><?php </entry> ?></entry>"), "</feed>"),
        ("<rss><channel><!-- item -->", ("<item><itemize/></item>",), "<ttl>5</ttl></channel></rss>"),
        (HEAD, ("<item><media:item/></item>".replace("media:item", "media:items"),), TAIL),
    ],
)
def test_a_document_is_cut_into_head_entries_and_tail(head: str, found: Sequence[str], tail: str) -> None:
    for between in ("", "\n  ", "<!-- a comment -->\n<!--b-->"):
        pieces = cut(head + between.join(found) + tail)
        assert pieces
        assert (pieces.head, pieces.entries, pieces.tail) == (head, found, tail)
    assert pieces.document(pieces.entries) == head + "".join(found) + tail


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<rss><channel></channel></rss>",
        f"{HEAD}{ONE}words{TWO}{TAIL}",
        f"{HEAD}{ONE}<ttl>5</ttl>{TWO}{TAIL}",
        f"{HEAD}{ONE}<?php ?>{TWO}{TAIL}",
        f"{HEAD}{ONE}<!-- a -- b -->{TWO}{TAIL}",
        f"{HEAD}<item>{ONE}</item>{TAIL}",
        f"{HEAD}<item><media:item/></item>{TAIL}",
        f"{HEAD}{ONE}<entry></entry>{TAIL}",
        f"{HEAD}{ONE}<item><title>Two</title>",
        f"{HEAD}{ONE}</item>{TAIL}",
        f"{HEAD}<item title='>{TAIL}",
        f"{HEAD}{ONE}<item><![CDATA[{TAIL}",
        f"{HEAD}{ONE}<!-- {TAIL}",
        f"{HEAD}{ONE}<title>Of the feed, after its entries</title>{TAIL}",
        "<entry><title>One</title></entry>",
        f'<!DOCTYPE rss [<!ENTITY a "b">]>{HEAD}{ONE}{TAIL}',
    ],
)
def test_a_document_whose_parts_may_hang_together_is_not_cut(text: str) -> None:
    assert cut(text) is None


# --- by what entries are known ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        ("10:00:00 GMT</lastBuildDate>", "11:00:00 GMT</lastBuildDate>"),
        ("</lastBuildDate>", "</lastBuildDate><!-- made in 0.3 s -->"),
        (TAIL, f"{TAIL}<!-- cached -->"),
        (ONE, f"{ONE}\n\n"),
        (HEAD, HEAD.replace("<title>T", "<pubDate><![CDATA[yesterday]]></pubDate><title>T")),
    ],
)
def test_what_changes_without_news_leaves_entries_known(change: tuple[str, str]) -> None:
    text = HEAD + ONE + TWO + TAIL
    assert names(text.replace(*change)) == names(text)


@pytest.mark.parametrize(
    "change",
    [
        ("<rss ", "<rss xml:lang='ko' "),
        ("<rss ", "<rss xml:base='http://x.example/' "),
        ("<rss ", "<rss xmlns:dc='http://purl.org/dc/elements/1.1/' "),
        ("<channel>", "<channel><language>ko</language>"),
        ("'2.0'", "'0.92'"),
        (TAIL, f"<language>ko</language>{TAIL}"),
    ],
)
def test_what_may_change_how_entries_are_read_makes_all_of_them_unknown(change: tuple[str, str]) -> None:
    text = HEAD + ONE + TWO + TAIL
    assert not set(names(text.replace(*change))) & set(names(text))


def test_entries_have_a_name_of_their_own_that_also_says_where_they_were_found() -> None:
    text = HEAD + ONE + TWO + ONE + TAIL
    first, second, third = names(text)
    assert first == third != second
    assert names(text.replace("One", "one"))[:2] != [first, second]
    assert names(text.replace("One", "one"))[1] == second
    pieces = cut(text)
    assert pieces
    assert not {*pieces.digests("https://moved.example/", "en"), *pieces.digests(URL, "ko")} & {first, second}


def test_only_entries_of_a_clean_document_have_digests() -> None:
    text = HEAD + ONE + TWO + TAIL
    assert len(whole(text).digests) == 2
    for odd in (
        text.replace("One", "A & B"),  # malformed
        text.replace(TAIL, ""),  # cut short
        text.replace("<item>", "<Item>").replace("</item>", "</Item>"),  # feedparser finds them all the same
        text.replace("One</title>", "One</title><description><title>x</title></description>"),  # a trace
    ):
        assert whole(odd).digests == ()
        assert whole(odd).items
    broken = parse_document(text.encode().replace(b"One", b"\xc3\xa9" * 9 + b"\xff"), {}, URL, NOW, "en")
    assert broken.warning
    assert broken.digests == ()


# --- that nothing reads otherwise ------------------------------------------------------------------------


def in_parts(body: bytes, memory: dict[bytes, ParsedItem], now: datetime) -> list[ParsedItem] | None:
    """The items of a document, those that are remembered from memory; None where it is parsed wholly."""
    looked = look_through(body, "", URL, "en", memory)
    if looked is None:
        return None
    try:
        part = parse_text(looked.text, URL, now, "en", digests=looked.unknown)
    except ParseError:
        return None
    if len(part.digests) != len(looked.unknown):
        return None
    items = memory | dict(zip(part.digests, part.items, strict=True))
    pieces = cut(decode(body).text)
    assert pieces
    return [items[one] for one in pieces.digests(URL, "en")]


def remembered(parsed: ParsedFeed) -> dict[bytes, ParsedItem]:
    return dict(zip(parsed.digests, parsed.items, strict=True)) if parsed.digests else {}


@needs_corpora
@pytest.mark.parametrize("part", range(GROUPS))
def test_real_documents_give_the_same_items_in_parts(part: int) -> None:
    """Each second entry is known, then all but the first, then all."""
    separate = 0
    documents = DOCUMENTS[part::GROUPS]
    for path in documents:
        body = gzip.decompress(path.read_bytes())
        parsed = parse_document(body, {}, URL, NOW, "en")
        if not parsed.digests:
            continue
        separate += 1
        for known in (parsed.digests[::2], parsed.digests[1:], parsed.digests):
            memory = {one: item for one, item in remembered(parsed).items() if one in known}
            assert in_parts(body, memory, NOW) == list(parsed.items), path
    assert separate >= 0.8 * len(documents)


@needs_corpora
@pytest.mark.parametrize("series", SERIES, ids=lambda path: path.name)
def test_a_feed_followed_over_days_gives_the_same_items_in_parts(series: Path) -> None:
    memory: dict[bytes, ParsedItem] = {}
    captures = sorted(series.glob("*.xml.gz"))
    for path in captures[:: 1 + len(captures) // 8]:
        body = gzip.decompress(path.read_bytes())
        parsed = parse_document(body, {}, URL, NOW, "en")
        assert parsed.digests
        assert in_parts(body, memory, NOW) == list(parsed.items), path
        memory = remembered(parsed)


FIELDS = st.sampled_from(
    [
        "<title>Ferry</title>",
        "<title type='html'>&lt;b&gt;Ferry&lt;/b&gt; sinks</title>",
        "<link>https://news.example/1</link>",
        "<link href='/relative'/>",
        "<guid>urn:1</guid>",
        "<guid isPermaLink='false'>two</guid>",
        "<description><![CDATA[<p>Text</p><item>no</item>]]></description>",
        "<description>a<b>c</b></description>",
        "<description>a<title>c</title></description>",
        "<pubDate>Thu, 01 Jan 2026 10:00:00 GMT</pubDate>",
        "<dc:creator>Ann</dc:creator>",
        "<dc:language>fr</dc:language>",
        "<content:encoded>Body</content:encoded>",
        "<x:note xmlns:x='http://purl.org/dc/elements/1.1/'>N</x:note>",
        "<x:title xmlns:x='http://example.org/x'>N</x:title>",
        "<source url='https://agency.example/'>Agency</source>",
        "<image><title>Picture</title><url>u</url></image>",
        "<category>Ports</category>",
        "<link xml:base='https://base.example/a/' href='b'/>",
        "<div>typepad</div>",
        "<content type='html'><div>x</div></content>",
    ]
)
ENTRIES = st.lists(FIELDS, max_size=4).map(lambda fields: f"<item>{''.join(fields)}</item>")
HEADS = st.sampled_from(
    ["", "<language>ko</language>", "<image><title>I</title></image>", "<pubDate>1</pubDate>"]
)


def made(head: str, inner: Sequence[str]) -> bytes:
    root = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    root += " xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    return f"{root}<channel><title>T</title>{head}{' '.join(inner)}{TAIL}".encode()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(HEADS, st.lists(st.integers(0, 5), max_size=6)), max_size=4),
    st.lists(ENTRIES, min_size=6, max_size=6),
)
def test_entries_may_come_go_change_and_move(versions: list[tuple[str, list[int]]], stock: list[str]) -> None:
    """Whatever a feed serves one after the other: in parts it gives what a full parse gives."""
    memory: dict[bytes, ParsedItem] = {}
    for head, numbers in versions:
        body = made(head, [stock[number] for number in numbers])
        parsed = parse_document(body, {}, URL, NOW, "en")
        assert in_parts(body, memory, NOW) in (None, list(parsed.items))
        memory = remembered(parsed)


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<![CDATA[",
        "<?",
        "<item ",
        "<item a='",
        "<item a=''",
        "<" + "a" * 50_000,
        "<date>",
        "<date><![CDATA[x]]>",
        "<!-- - - ",
        "<item></item><!--",
        "<item></item><!-- -->",
        "</item>",
    ],
)
def test_hostile_documents_are_cut_in_time_that_grows_with_their_length_only(piece: str) -> None:
    text = HEAD + piece * (2_000_000 // len(piece))
    begun = time.process_time()
    for end in ("", ONE + TAIL):
        pieces = cut(text + end)
        if pieces:
            pieces.digests(URL, "en")
    assert time.process_time() - begun < 4
