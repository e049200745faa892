"""JSON Feed → items, by way of Atom and feedparser; broken and hostile JSON ends in a plain reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.jsonfeed import as_xml
from bot.feeds.known import look_through
from bot.feeds.parse import parse_document
from bot.model import ParsedFeed, ParsedItem
from bot.text import harmless

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
URL = "https://news.example/feed.json"
ITEM = {"id": "1", "title": "Ferry runs again"}


def document(*items: object, **fields: object) -> dict[str, object]:
    return {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": list(items), **fields}


def parse(given: object, headers: Mapping[str, str] | None = None) -> ParsedFeed:
    body = given if isinstance(given, bytes) else json.dumps(given).encode()
    return parse_document(body, headers or {}, URL, NOW, "")


def item(**fields: object) -> ParsedItem:
    (only,) = parse(document(fields)).items
    return only


def reason(given: object) -> str:
    with pytest.raises(ParseError) as caught:
        parse(given)
    return str(caught.value)


def test_a_feed_is_read_wholly() -> None:
    parsed = parse(
        document(
            {
                "id": "https://news.example/1",
                "url": "/1?a=b&c=d",
                "title": "Ferry <East> & bus",
                "summary": "What is known",
                "content_html": "<p>Long</p>",
                "date_published": "2026-11-20T10:00:00+09:00",
                "date_modified": "2026-11-21T10:00:00Z",
                "authors": [{"name": "Ann"}, {"name": "Bob & Co"}],
                "tags": ["harbour", "“quotes” & <signs>"],
                "language": "ko",
                "attachments": [{"url": "https://news.example/1.mp3", "mime_type": "audio/mpeg"}],
            },
            home_page_url="https://news.example/",
            language="en",
        )
    )
    assert (parsed.title, parsed.url, parsed.language) == ("Harbour", "https://news.example/", "en")
    assert parsed.version == "json1"
    (only,) = parsed.items
    assert only == ParsedItem(
        guid="https://news.example/1",
        url="https://news.example/1?a=b&c=d",
        title="Ferry <East> & bus",
        summary="What is known",
        author="Ann, Bob & Co",
        language="ko",
        published_at=datetime(2026, 11, 20, 1, tzinfo=UTC),
        tags=("harbour", "“quotes” & <signs>"),
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"id": 17}, {"guid": "17"}),
        ({"id": 123456789012345678901234567890}, {"guid": "123456789012345678901234567890"}),
        ({"id": 1.50}, {"guid": "1.5"}),
        ({"id": "1", "external_url": "https://other.example/x"}, {"url": "https://other.example/x"}),
        ({"id": "1", "author": {"name": "Zed"}}, {"author": "Zed"}),  # version 1.0
        (
            {"id": "1", "content_text": "a < b, <East> too\n\nand so on"},
            {"summary": "a < b, <East> too and so on"},
        ),
        ({"id": "1", "content_html": "<p>One</p><p>two</p>"}, {"summary": "One\ntwo"}),
        ({"id": "1", "title": "it\u0000s\u202e \ud83d here"}, {"title": "its here"}),
        (
            {"id": "1", "title": None, "tags": "none", "authors": {"name": 1}, "url": []},
            {"title": "", "tags": ()},
        ),
        ({"id": "1", "tags": ["a", 2, None, ["b"]]}, {"tags": ("a", "2")}),
        ({"id": "1", "date_published": "yesterday"}, {"published_at": None}),
        ({"id": "1", "title": "]]><script>alert(1)</script>&lt;b&gt;"}, {"title": "]]>"}),
    ],
)
def test_odd_fields_are_taken_as_they_can_be(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    got = item(**fields)
    assert {name: getattr(got, name) for name in expected} == expected


def test_hubs_and_its_own_address_are_hints() -> None:
    hubs = [
        {"type": "rssCloud", "url": "https://cloud.example/"},
        {"type": "WebSub", "url": "https://hub.example/"},
    ]
    hints = parse(document(ITEM, hubs=hubs, feed_url=URL)).hints
    assert (hints.hub, hints.topic) == ("https://hub.example/", URL)


def test_it_is_known_without_its_version() -> None:
    given = {"title": "Harbour", "items": [ITEM]}
    assert len(parse(given).items) == 1
    empty = {"title": "Harbour", "items": []}
    assert parse(empty, {"content-type": "application/feed+json; charset=utf-8"}).items == ()
    assert reason(empty) == "a JSON document, but not a JSON Feed"


def test_entries_that_are_known_are_left_out() -> None:
    body = json.dumps(document(ITEM, {"id": "2", "title": "Bus"})).encode()
    first = parse(body)
    looked = look_through(body, "", URL, "", set(first.digests[:1]))
    assert looked is not None
    assert (looked.unchanged, looked.unknown) == (first.digests[:1], first.digests[1:])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id"', "broken JSON in line 1: "),
        (b'{"version": "https://jsonfeed.org/version/1",\n"items": [}', "broken JSON in line 2: "),
        (b"[" * 100_000, "a JSON document that is nested too deeply"),
        (b'{"a":' * 100_000, "a JSON document that is nested too deeply"),
        (b"[1, 2]", "a JSON document, but not a JSON Feed"),
        (b'{"items": {"id": "1"}}', "a JSON document, but not a JSON Feed"),
        (b'{"message": "Hello", "posts": []}', "a JSON document, but not a JSON Feed"),
        (b'{"error": "Feed not found"}', "the server answers with an error: Feed not found"),
        (
            b'{"error": {"code": 403, "message": "Key missing"}}',
            "the server answers with an error: Key missing",
        ),
        (b'{"errors": [{"title": "x", "detail": "Gone"}]}', "the server answers with an error: Gone"),
        (
            b'{"code": "rest_forbidden", "message": "Sorry.", "data": {"status": 401}}',
            "the server answers with an error: Sorry.",
        ),
        (b'{"status": "error", "message": "Slow down"}', "the server answers with an error: Slow down"),
        (b'{"error": true, "message": "\\u202eno\\n\\u0007"}', "the server answers with an error: no"),
    ],
)
def test_what_is_no_feed_says_why(body: bytes, expected: str) -> None:
    assert reason(body).startswith(expected)


def test_a_servers_words_are_short_and_hold_no_secret() -> None:
    told = reason({"error": "http://ann:secret@x.example/ " + "x" * 5000})
    assert "secret" not in told
    assert len(told) < 300


def test_other_oddities_of_json_do_no_harm() -> None:
    twice = b'{"version": "https://jsonfeed.org/version/1", "title": "a", "title": "b", "items": [{"id": NaN, "title": Infinity}]}'
    assert parse(twice).title == "b"
    latin = json.dumps(document({"id": "1", "title": "déjà"}), ensure_ascii=False).encode("latin-1")
    assert parse(latin).items[0].title == "déjà"
    marked = json.dumps(document(ITEM)).encode("utf-16")
    assert len(parse(marked).items) == 1


def test_a_warning_before_a_feed_of_xml_is_no_json() -> None:
    body = b"[warning] old<rss version='2.0'><channel><item><title>a</title></item></channel></rss>"
    assert len(parse(body).items) == 1


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "url", "title", "tags", "author"]), inner)
    ),
    max_leaves=15,
)


@given(st.lists(_JSON, max_size=4))
def test_any_items_give_a_feed(items: list[object]) -> None:
    parsed = parse(document(*items))
    assert len(parsed.items) == sum(isinstance(one, dict) for one in items)
    assert not parsed.warning


@given(
    st.text(
        st.sampled_from("ab \"']}{\n\t\0") | st.characters(codec="utf-8", min_codepoint=0x100), min_size=1
    )
)
def test_a_title_survives_the_way(title: str) -> None:
    """Below that, feedparser repairs what looks like another encoding."""
    assert item(id="1", title=title).title == " ".join(harmless(title).replace("\u00ad", "").split())


@given(st.text())
def test_any_text_is_turned_or_refused_or_left(text: str) -> None:
    try:
        assert isinstance(as_xml(text), str)
    except ParseError:
        assert text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def test_a_large_feed_is_turned_quickly() -> None:
    items = [{"id": str(n), "title": "t" * 50, "content_html": "<p>x</p>" * 50} for n in range(2_000)]
    begun = datetime.now(UTC)
    as_xml(json.dumps(document(*items)))
    assert datetime.now(UTC) - begun < timedelta(seconds=2)
