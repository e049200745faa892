"""JSON Feed → an Atom document, so that feedparser reads it as any other. Pure; jsonfeed.org/version/1.1."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import TypeGuard
from xml.sax.saxutils import escape, quoteattr

from bot.errors import ParseError
from bot.feeds.refusals import json_error
from bot.feeds.sniff import has_feed_root

_BEGIN = '<feed xmlns="http://www.w3.org/2005/Atom"'
_TYPE = "application/feed+json"
_VERSION = "jsonfeed.org/version/"
_BEFORE = "\ufeff \t\r\n"
_CONTENTS = ("content_html", "content_text", "summary", "title")

Record = Mapping[str, object]


def as_xml(text: str, content_type: str = "") -> str:
    """A JSON Feed as Atom; any text that is no JSON as it is.

    Raises ParseError with a plain reason for JSON that is broken, no feed, or an error of the server.
    """
    begin = text.lstrip(_BEFORE)[:1]
    if not begin or begin not in "{[":
        return text
    try:
        document = _loaded(text)
    except ParseError:
        if has_feed_root(text):  # a program's warning before the feed: "[error] …<rss>"
            return text
        raise
    if not _is_feed(document, content_type):
        raise ParseError(json_error(document) or "a JSON document, but not a JSON Feed")
    items = document.get("items")
    entries = (item for item in items if _is_record(item)) if isinstance(items, list) else ()
    return "".join((*_head(document), *map(_entry, entries), "</feed>"))


def _loaded(text: str) -> object:
    """Numbers stay the text that they are written in: an id may be longer than any number should be."""
    try:
        return json.loads(
            text.strip(_BEFORE), strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: ""
        )
    except json.JSONDecodeError as error:
        raise ParseError(f"broken JSON in line {error.lineno}: {error.msg}") from error
    except RecursionError as error:
        raise ParseError("a JSON document that is nested too deeply") from error


def _is_record(value: object) -> TypeGuard[Record]:
    return isinstance(value, dict)


def _is_feed(document: object, content_type: str) -> TypeGuard[Record]:
    """By its version, by the type that the server names, or by entries that look like those of a feed."""
    if not _is_record(document):
        return False
    if _VERSION in _text(document, "version"):
        return True
    items = document.get("items")
    if not isinstance(items, list):
        return False
    if content_type.partition(";")[0].strip().lower() == _TYPE:
        return True
    return any(
        _is_record(item) and _text(item, "id") and any(_text(item, name) for name in _CONTENTS)
        for item in items
    )


def _text(record: Record, name: str) -> str:
    """A field that should be text; a number is taken as it is written."""
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _head(document: Record) -> Iterator[str]:
    language = _text(document, "language")
    yield f"{_BEGIN} xml:lang={quoteattr(language)}>" if language else f"{_BEGIN}>"
    yield _element("title", _text(document, "title"))
    yield _link("alternate", _text(document, "home_page_url"))
    yield _link("self", _text(document, "feed_url"))
    hubs = document.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        if _is_record(hub) and _text(hub, "type").lower() in ("websub", "pubsubhubbub"):
            yield _link("hub", _text(hub, "url"))


def _entry(item: Record) -> str:
    language = _text(item, "language")
    return "".join(
        (
            f"<entry xml:lang={quoteattr(language)}>" if language else "<entry>",
            _element("id", _text(item, "id")),
            _element("title", _text(item, "title")),
            _link("alternate", _text(item, "url") or _text(item, "external_url")),
            _element("published", _text(item, "date_published")),
            _element("updated", _text(item, "date_modified")),
            _author(item),
            *(f"<category term={quoteattr(tag)}/>" for tag in _tags(item)),
            _element("summary", html.escape(_text(item, "summary"), quote=False), ' type="html"'),
            _content(item),
            "</entry>",
        )
    )


def _element(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{escape(text)}</{name}>" if text.strip() else ""


def _link(relation: str, address: str) -> str:
    return f'<link rel="{relation}" href={quoteattr(address)}/>' if address.strip() else ""


def _author(item: Record) -> str:
    """All names in one: feedparser keeps one author."""
    authors = item.get("authors")
    records = authors if isinstance(authors, list) else [item.get("author")]
    names = [_text(author, "name") for author in records if _is_record(author)]
    return f"<author>{_element('name', ', '.join(filter(None, names)))}</author>" if any(names) else ""


def _tags(item: Record) -> Iterator[str]:
    tags = item.get("tags")
    yield from (tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def _content(item: Record) -> str:
    """Plain text goes the way of HTML, or what stands in angle brackets would be taken for markup."""
    markup = _text(item, "content_html") or html.escape(_text(item, "content_text"), quote=False)
    return _element("content", markup, ' type="html"')
