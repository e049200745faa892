"""Texts and addresses that are read without a parser read as a parser reads them."""

from __future__ import annotations

import re
import time
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds import plain as plains
from bot.feeds.parse import http_url
from bot.feeds.plain import plain
from bot.text import harmless

PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<br/>",
            "<br>",
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<div class='a b'>",
            "</div>",
            "<ul>",
            "<li>",
        ),
        *(
            '<a href="x">',
            "</a>",
            "<a href='y>z'>",
            '<img src="a" alt="q>"/>',
            "<h2>",
            "</h2>",
            "<span>",
            "</span>",
        ),
        *(
            "<table>",
            "<td>",
            "<pre>",
            "</pre>",
            "<select>",
            "<option>",
            "<svg>",
            "<title>",
            "<textarea>",
            "<script>",
        ),
        *(
            "<North",
            "<o:p>",
            "</br>",
            "<p/",
            "<BR>",
            "<P>",
            "<i",
            "<em x=1>",
            '<a b"c="d>',
            "</p >",
            "< p>",
            "<u>",
        ),
        *(
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<",
            ">",
            '"',
            "'",
            "=",
            "/>",
            "&",
            "&amp",
            "&notit;",
            "&lt",
            "&hellip",
        ),
        *(
            "&amp;",
            "&lt;",
            "&gt;",
            "&nbsp;",
            "&#39;",
            "&#8217;",
            "&#150;",
            "&#32;",
            "&#9;",
            "&#0;",
            "&#1234;",
            "&quot;",
        ),
        *("&amp;lt;b&amp;gt;", "&lt;p&gt;", "&#55296;", "&apos;", "&eacute;", "&mdash;", "&zwnj;"),
        *(
            "\n",
            "  ",
            " ",
            "\t",
            "\r",
            "\xa0",
            "\x85",
            "\x1f",
            "\x0c",
            "\u2028",
            "\u200b",
            "\u00ad",
            "\u202e",
            "\x00",
        ),
        *("x", "Word", "中文", "é", "العربية", "👍", "1", ";", "#"),
    ]
)
MARKUP = st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=500)
@given(MARKUP, st.booleans())
def test_simple_markup_is_read_as_a_parser_reads_it(markup: str, literal: bool) -> None:
    """Line by line, as `plain` tidies them up."""
    spaced = markup if literal else plains._SPACE.sub(" ", markup)
    quick, parsed = plains._without_markup(markup, literal=literal), plains._parsed(spaced, literal=literal)
    assert lines(quick) == lines(parsed)


def lines(text: str) -> list[str]:
    return list(filter(None, map(plains._tidy, text.split("\n"))))


@given(st.text(st.characters(codec="utf-8")))
def test_a_line_is_tidy_without_white_space_and_harmful_characters(line: str) -> None:
    tidy = plains._SPACE.sub(" ", harmless(line).replace("\u00ad", "")).strip()
    assert plains._tidy(line) == tidy


def test_most_summaries_of_news_need_no_parser() -> None:
    for simple in (
        "Plain words, nothing else.",
        '<p>A <a href="https://news.example/?a=1">link</a> &amp; more&#8230;</p>\n<p>Two</p>',
        '<img src="https://news.example/a.jpg" alt="A ship" width="40"/><br/>Ferry &quot;sinks&quot;',
    ):
        assert not plains._NOT_SIMPLE.search(plains._SIMPLE_TAG.sub("", simple))


ADDRESSES = st.lists(
    st.sampled_from(
        [
            *(
                "http://",
                "https://",
                "HTTP://",
                "//",
                "/",
                "?",
                "#",
                ";",
                ":",
                "@",
                "..",
                ".",
                "a",
                "news.example",
                "b=1",
            ),
            *(
                "%20",
                " ",
                "é",
                "[",
                "]",
                "&",
                "=",
                "\\",
                "|",
                "~",
                "8080",
                "mailto:",
                "\n",
                "\u200b",
                "+",
                "(",
                "*",
            ),
        ]
    ),
    max_size=8,
).map("".join)


@settings(max_examples=500)
@given(ADDRESSES)
@pytest.mark.parametrize("base", ["https://base.example/a/b.xml?c=d", "http://base.example"])
def test_whole_addresses_stay_what_they_become_when_they_are_joined(base: str, link: str) -> None:
    try:
        joined = urljoin(base, harmless(link).strip())
    except ValueError:
        joined = ""
    expected = re.sub(r"\s+", "%20", joined) if joined.lower().startswith(("http://", "https://")) else ""
    assert http_url(link, base) == (expected if harmless(link).strip() else "")


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<![CDATA[", "<!--", "&amp;lt;", "<p ", "<a b='", "&", '<a b="', "<p a a"]
)
def test_hostile_markup_takes_time_that_grows_with_its_length_only(piece: str) -> None:
    begun = time.process_time()
    for markup in (
        piece * (200_000 // len(piece)),
        "<" + "a" * 200_000,
        piece * 1000 + "]]>-->" + piece * 1000,
    ):
        for literal in (False, True):
            plain(markup, literal=literal)
    assert time.process_time() - begun < 4
