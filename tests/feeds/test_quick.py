"""The quick way through a document gives what feedparser gives, and notices what entries leave behind."""

from __future__ import annotations

import gc
import gzip
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds import feedxml
from bot.feeds.feedxml import Result, read
from bot.feeds.quick import QuickParser
from bot.feeds.slices import cut
from bot.feeds.sniff import decode, readable_xml
from tests.corpora import FOLDER, needs_corpora

DOCUMENTS = sorted((FOLDER / "feeds").glob("*/*.xml.gz"))
GROUPS = 8
MALFORMED = 3
"""Documents of the corpora that only feedparser's second parser can read."""


def text_of(path: Path) -> str:
    return readable_xml(decode(gzip.decompress(path.read_bytes())).text)


def seen(result: Result) -> tuple[Any, ...]:
    """All of a result but the types of texts, which decide about nothing here."""
    return result.version, _untyped(result.feed), [_untyped(entry) for entry in result.entries]


def _untyped(record: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in dict(record).items():
        if name.endswith("_detail") and isinstance(value, dict):
            value = {key: one for key, one in value.items() if key != "type"}
        if name == "content" and isinstance(value, list):
            value = [{key: one for key, one in dict(part).items() if key != "type"} for part in value]
        found[name] = value
    return found


def both(text: str) -> tuple[Result | None, Result | None]:
    """What the quick way and feedparser give; None for what cannot be read."""
    quick = feedxml._read_quickly(text)
    try:
        return quick, feedxml._read_by_feedparser(text)
    except ParseError:
        return quick, None


@needs_corpora
@pytest.mark.parametrize("part", range(GROUPS))
def test_real_documents_give_the_same_entries_field_by_field(part: int) -> None:
    slow = 0
    for path in DOCUMENTS[part::GROUPS]:
        quick, own = both(text_of(path))
        assert own is not None, path
        if quick is None:
            assert own.error, path
            slow += 1
        else:
            assert seen(quick) == seen(own), path
    assert slow <= MALFORMED


# --- made-up documents -----------------------------------------------------------------------------------

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "odd": "http://example.org/odd",
    "of": "http://purl.org/rss/1.0/modules/slash/",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "svg": "http://www.w3.org/2000/svg",
}
PLAIN_TAGS = (
    "title link guid pubDate description category author source comments enclosure id updated published "
    "summary content name email uri url image textInput width height language copyright rights info body "
    "issued modified created abstract tagline subtitle generator cloud of tag b div p svg math Title keywords"
).split()
TAGS = (
    PLAIN_TAGS
    + (
        "dc:creator dc:date dc:subject dc:title dc:description dc:language dc:publisher dc:rights "
        "content:encoded media:title media:description media:content media:thumbnail media:group media:credit "
        "media:keywords itunes:author itunes:summary itunes:subtitle itunes:keywords itunes:category itunes:image "
        "itunes:owner atom:link atom:title atom:id atom:summary atom:updated rdf:li odd:thing odd:title of:section "
        "xhtml:div xhtml:body svg:svg svg:title"
    ).split()
)
ATTRIBUTES = (
    'type="html" type="xhtml" type="text" type="TEXT/HTML" mode="base64" mode="escaped" isPermaLink="false" '
    'href="/a/b" href="http://x.example///c" url="http://y.example/d" rel="alternate" rel="self" rel="enclosure" '
    'xml:lang="ko" xml:lang="" lang="fr" xml:base="http://base.example/x/" base="q/" term="T" label="L" '
    'rdf:about="urn:1" domain="d" src="s" ISPERMALINK="x" odd:a="1" text="te" lastmod="2026-01-01" '
    'xmlns:media="http://purl.org/dc/elements/1.1/" xmlns:odd="http://purl.org/dc/elements/1.1/" '
    'xmlns:x="http://www.w3.org/1999/xlink" xmlns="http://example.org/other"'
).split()
TEXTS = [
    "word",
    " a  b ",
    "\n",
    "x &amp; y",
    "&lt;p&gt;hi&lt;/p&gt;",
    "<![CDATA[<b>fat</b> & <i>thin</i>]]>",
    "http://x.example/?a=1&amp;b=2",
    "http:////x.example/a",
    "Thu, 01 Jan 2026 10:00:00 GMT",
    "2026-01-01T10:00:00Z",
    "Ann (ann@example.org)",
    "Ã©tÃ©",
    "\x93quoted\x94",
    "café 한국",
    "aGVsbG8=",
    "a, b",
    "<!-- no -->",
    "<?php ?>",
    "&#233;",
    "yes",
]
texts = st.sampled_from(TEXTS)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> str:
    tag = draw(st.sampled_from(TAGS))
    kept: dict[str, str] = {}
    for one in draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=2)):
        kept.setdefault(one.split("=")[0], one)
    inner = "".join(draw(st.lists(texts, max_size=2)))
    if depth < 2 and draw(st.booleans()):
        inner += "".join(draw(st.lists(elements(depth + 1), max_size=2))) + draw(texts)
    start = " ".join((tag, *kept.values()))
    return f"<{start}>{inner}</{tag}>" if inner or draw(st.booleans()) else f"<{start}/>"


@st.composite
def documents(draw: st.DrawFn) -> str:
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    head = "".join(draw(st.lists(elements(), max_size=3)))
    attribute = draw(st.sampled_from(["", *(one for one in ATTRIBUTES if not one.startswith("xmlns"))]))
    kind = draw(st.sampled_from(["rss", "rdf", "atom"]))
    tag = "entry" if kind == "atom" else "item"
    inners = draw(st.lists(st.lists(elements(), max_size=5), min_size=1, max_size=4))
    body = "\n".join(f"<{tag}>{''.join(inner)}</{tag}>" for inner in inners)
    if kind == "rss":
        return f'<rss version="2.0" {names} {attribute}><channel>{head}{body}</channel></rss>'
    if kind == "rdf":
        return f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {names} {attribute}><channel>{head}</channel>{body}</rdf:RDF>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {names} {attribute}>{head}{body}</feed>'


@settings(max_examples=120, deadline=None)
@given(documents())
def test_any_document_gives_what_feedparser_gives(document: str) -> None:
    """Where the quick way gives up, feedparser's own is taken, so that nothing has to be compared."""
    quick, own = both(readable_xml(document))
    if quick is not None:
        assert own is not None
        assert own.error is None
        assert seen(quick) == seen(own)


@settings(max_examples=120, deadline=None)
@given(documents(), st.data())
def test_entries_without_traces_read_the_same_without_the_others(document: str, data: st.DataObject) -> None:
    text = readable_xml(document)
    whole, pieces = feedxml._read_quickly(text), cut(text)
    if whole is None or not whole.separate or pieces is None or len(pieces.entries) != len(whole.entries):
        return
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(pieces.entries))))))
    part = read(pieces.document([pieces.entries[number] for number in chosen]))
    assert part.error is None
    expected = [_untyped(whole.entries[number]) for number in chosen]
    assert [_untyped(entry) for entry in part.entries] == expected
    assert _untyped(part.feed) == _untyped(whole.feed)


PREFIXES = """<rss version="2.0" xmlns:odd="http://example.org/odd"><channel>
<item><title>One</title>{}</item><item><odd:title>Two</odd:title></item></channel></rss>"""


@pytest.mark.parametrize(
    ("inside", "separate"),
    [
        ("", True),
        ("<media:title xmlns:media='http://search.yahoo.com/mrss/'>x</media:title>", True),
        ("<new:title xmlns:new='http://example.org/new'>x</new:title>", True),
        ("<title xmlns='http://example.org/new'>x</title>", True),
        # from here on the second entry would be read otherwise without the first one
        ("<odd:title xmlns:odd='http://purl.org/dc/elements/1.1/'>x</odd:title>", False),
        ("<odd:title xmlns:odd='http://example.org/new'>x</odd:title>", False),
        ("<new:title xmlns:new='http://example.org/odd'>x</new:title>", False),
        ("<itunes:title xmlns:itunes='http://purl.org/dc/elements/1.1/'>x</itunes:title>", False),
        ("<link xml:base='http://base.example/'/>", False),
        ("<description><title>x</title></description>", False),
        ("<description><div>x</div></description>", False),
        ("<image><title>x</title>", None),
    ],
)
def test_an_entry_that_leaves_a_trace_is_noticed(inside: str, separate: bool | None) -> None:
    text = PREFIXES.format(inside)
    found = feedxml._read_quickly(text)
    assert (found and found.separate) is separate
    assert read(text).separate is bool(separate)


def test_what_only_feedparser_can_read_has_no_separate_entries() -> None:
    for text in ("<rss><channel><item>a & b</item></channel></rss>", "<!DOCTYPE rss><rss><item/></rss>"):
        found = read(text)
        assert len(found.entries) == 1
        assert not found.separate


def test_a_parser_is_gone_when_it_is_done() -> None:
    """Circles would wait for the garbage collector, which a worker seldom calls."""
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            read(PREFIXES.format(""))
            read("<rss><channel><item>")
        assert not [one for one in gc.get_objects() if isinstance(one, QuickParser)]
    finally:
        gc.enable()


MANY = 20_000


@pytest.mark.parametrize(
    "document",
    [
        f"<rss><channel>{'<a>' * MANY}{'<item></item>' * MANY}{'</a>' * MANY}</channel></rss>",
        "<rss><channel>" + "".join(f"<item xmlns:a{n}='urn:{n}'/>" for n in range(MANY)) + "</channel></rss>",
        "<rss><channel><item>" + "".join(f"<a{n}/>" for n in range(MANY)) + "</item></channel></rss>",
        "<rss><channel><item " + " ".join(f"a{n}=''" for n in range(MANY)) + "/></channel></rss>",
        "<rss><channel><item>" + "<title>x</title>" * MANY + "</item></channel></rss>",
        "<rss><channel><item><title>" + "x é \x99" * MANY * 10 + "</title></item></channel></rss>",
    ],
)
def test_hostile_documents_take_time_that_grows_with_their_length_only(document: str) -> None:
    begun = time.process_time()
    assert feedxml._read_quickly(document)
    assert time.process_time() - begun < 4
