"""What we make of a document beside what feedparser makes of it by itself, and why the two may differ.

The kinds of difference are those of docs/parsing.md. One that belongs to none of them is a fault of ours.
"""

from __future__ import annotations

import calendar
import html
import io
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser

from bot.errors import ParseError
from bot.feeds import dates, sniff
from bot.feeds.parse import http_url, parse_document
from bot.feeds.plain import plain
from bot.model import ParsedItem
from bot.text import one_line

URL = "https://news.example/feeds/world.xml"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one entry, or the number of entries (`count`)."""

    field: str
    theirs: object
    ours: object
    body: bytes
    headers: Mapping[str, str]
    entry: Entry


def differences(body: bytes, headers: Mapping[str, str]) -> list[Difference]:
    """Where our items are not what feedparser's default parse of the same bytes gives."""
    theirs = feedparser.parse(io.BytesIO(body), response_headers=dict(headers)).entries
    try:
        ours = parse_document(body, headers, URL, NOW, "").items
    except ParseError:
        ours = ()
    found = [("count", len(theirs), len(ours), {})] if len(theirs) != len(ours) else []
    if not found:
        for entry, item in zip(theirs, ours, strict=True):
            found += [
                (field, expected, got, entry)
                for field, (expected, got) in _fields(entry, item).items()
                if expected != got
            ]
    return [
        Difference(field=field, theirs=expected, ours=got, body=body, headers=headers, entry=entry)
        for field, expected, got, entry in found
    ]


def _fields(entry: Entry, item: ParsedItem) -> dict[str, tuple[object, object]]:
    return {
        "id": (one_line(_text(entry, "id")), item.guid),
        "title": (one_line(plain(_text(entry, "title"), literal=True)), item.title),
        "link": (http_url(_text(entry, "link"), URL), item.url),
        "date": (_moment(entry), item.published_at),
    }


def _text(entry: Entry, name: str) -> str:
    value = dict.get(entry, name)
    return value if isinstance(value, str) else ""


def _moment(entry: Entry) -> datetime | None:
    """The date that feedparser gives, but for those that nobody can have meant."""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        value = dict.get(entry, name)
        if isinstance(value, time.struct_time) and value.tm_year >= dates.FIRST_YEAR:
            if value.tm_year > NOW.year:
                return NOW
            return min(datetime.fromtimestamp(calendar.timegm(value), UTC), NOW)
    return None


# --- why -------------------------------------------------------------------------------------------------


def _is_another_link(one: Difference) -> bool:
    """feedparser gives none, and ours stands in the entry: as its guid, its media, or another relation."""
    links = dict.get(one.entry, "links") or []
    media = dict.get(one.entry, "media_content") or []
    there = [_text(one.entry, "id"), *(_text(link, "href") for link in links)]
    there += [_text(part, "url") for part in media]
    return one.field == "link" and not one.theirs and one.ours in [http_url(link, URL) for link in there]


def _is_before_the_proxy(one: Difference) -> bool:
    original = _text(one.entry, "feedburner_origlink")
    return one.field == "link" and bool(original) and one.ours == http_url(original, URL)


def _is_by_content_location(one: Difference) -> bool:
    """Ours, taken from where the answer says that it is, would be theirs."""
    place = one.headers.get("content-location", "")
    if one.field not in ("id", "link") or not place:
        return False
    return str(one.theirs) == http_url(str(one.ours).removeprefix("https://news.example"), place)


def _is_half(one: Difference) -> bool:
    text = sniff.decode(one.body, one.headers.get("content-type", "")).text
    whole = one.field == "count" and isinstance(one.theirs, int) and one.theirs - 1 == one.ours
    return whole and sniff.is_cut_short(text) and sniff.ends_in_an_entry(text)


def _is_a_guess(one: Difference) -> bool:
    """Bytes that are neither UTF-8 nor said to be anything."""
    try:
        one.body.decode("utf-8")
    except UnicodeDecodeError:
        return b"encoding" not in one.body[:80] and "charset" not in one.headers.get("content-type", "")
    return False


def _is_of_one_meaning(one: Difference) -> bool:
    if one.field != "date":
        return False
    texts = list(filter(None, (_text(one.entry, name) for name in ("published", "updated", "created"))))
    readings = [dates.certain(text) for text in texts if not dates.usual(text)]
    if one.ours is None:
        return any(map(dates.misread, texts))
    return one.ours in [min(reading, NOW) for reading in readings if reading]


def _is_a_page(one: Difference) -> bool:
    text = html.unescape(one.body.decode("utf-8", "replace")).lower()
    return one.field == "title" and str(one.ours).lower().startswith("<!doctype") and "<!doctype" in text


EXPLAINED: Mapping[str, Callable[[Difference], bool]] = {
    "another link": _is_another_link,
    "before the proxy": _is_before_the_proxy,
    "content location": _is_by_content_location,
    "half an entry": _is_half,
    "a guess": _is_a_guess,
    "one meaning": _is_of_one_meaning,
    "a page as a title": _is_a_page,
}
"""Kinds of difference, by the names that docs/parsing.md explains."""


def kinds(found: list[Difference]) -> Iterator[tuple[str, Difference]]:
    """The kind of each difference; empty for one that nothing explains."""
    for one in found:
        yield next((name for name, explains in EXPLAINED.items() if explains(one)), ""), one
