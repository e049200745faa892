"""Text from feeds is data: nothing of it can rewrite a terminal, turn a line around, or bring markup along."""

from __future__ import annotations

import dataclasses
import html
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.parse import parse_document
from bot.model import ParsedFeed, ParsedItem
from bot.text import harmless

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
URL = "https://news.example/feed.xml"

HARMFUL = [
    "\u202e",
    "\u2066",
    "\u200f",
    "\u061c",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\x1b[31m",
    "\x07",
    "\x9b2J",
    "\x00",
    "\x85",
]
MARKUP = [
    "<script>alert(1)</script>",
    "<b onclick='x()'>bold</b>",
    "<img src=x onerror=y>",
    "<a href='javascript:z'>",
    "</p>",
]
PIECES = st.sampled_from(
    [*HARMFUL, *MARKUP, "North", " ", "\n", "\t", "a < b", "&", "]]>", "https://x.example/", "é", "북한"]
)
TEXTS = st.lists(PIECES, max_size=6).map("".join)


def rss(text: str, layers: int) -> str:
    """A document with a text in all places, escaped so often."""
    for _ in range(layers):
        text = html.escape(text)
    inside, attribute = escape(text), quoteattr(text)
    return f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{inside}</title>
<link>https://news.example/{inside}</link><language>{inside}</language><item><guid>{inside}</guid><title>{inside}</title>
<link>https://news.example/{inside}</link><description>{inside}</description><dc:creator>{inside}</dc:creator>
<category>{inside}</category><source url={attribute}>{inside}</source></item>
<item><title>second</title><guid isPermaLink="false">x{inside}</guid><link>{inside}</link></item></channel></rss>"""


def atom(text: str, layers: int) -> str:
    for _ in range(layers):
        text = html.escape(text)
    inside, attribute = escape(text), quoteattr(text)
    return f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={attribute}><title type="html">{inside}</title>
<entry xml:lang={attribute}><id>{inside}</id><title type="html">{inside}</title><link href={attribute}/>
<summary type="html">{inside}</summary><author><name>{inside}</name></author><category term={attribute} label={attribute}/>
<source><title>{inside}</title><link href={attribute}/></source></entry></feed>"""


def as_json(text: str, layers: int) -> str:
    """One layer less: its texts are plain, and have one of ours."""
    for _ in range(layers - 1):
        text = html.escape(text)
    item = dict.fromkeys(("id", "url", "title", "summary", "content_text", "language"), text)
    item |= {"authors": [{"name": text}], "tags": [text]}  # type: ignore[dict-item]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": text, "items": [item]})


def strings(parsed: ParsedFeed | ParsedItem) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(parsed):
        value = getattr(parsed, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                yield field.name, one
            elif isinstance(one, ParsedItem):
                yield from strings(one)


@given(TEXTS, st.integers(0, 2), st.sampled_from([rss, atom, as_json]))
def test_no_field_holds_what_can_do_harm(text: str, layers: int, document: object) -> None:
    assert callable(document)
    try:
        parsed = parse_document(document(text, layers).encode("utf-8", "replace"), {}, URL, NOW, "en")
    except ParseError:
        return
    for name, value in strings(parsed):
        assert harmless(value) == value, name
        assert "\n" not in value or name == "summary", name
        assert not any(char in value for char in "\r\t\u2028"), name
        if name in ("url", "source_url") and value:
            assert value.startswith(("https://", "http://"))
            assert not any(char.isspace() for char in value)
        if name not in ("guid", "url", "source_url"):  # those are compared, and escaped where they are shown
            assert "onerror" not in value
            assert "<script" not in value
            assert "alert(1)" not in value


@pytest.mark.parametrize("document", [rss, atom, as_json])
def test_the_words_stay(document: object) -> None:
    assert callable(document)
    parsed = parse_document(
        document("North \u202e<b>Korea</b>\x1b", 1).encode("utf-8", "replace"), {}, URL, NOW, "en"
    )
    assert parsed.items[0].title == "North Korea"
