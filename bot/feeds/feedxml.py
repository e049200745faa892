"""The text of a feed → the entries that feedparser finds in it. Pure.

Well-formed documents are read by `bot.feeds.quick`, all others by `feedparser.parse` itself.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import feedparser

from bot.errors import ParseError
from bot.feeds.quick import QuickParser

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What feedparser makes of a document."""

    version: str
    feed: Entry
    entries: list[Entry]
    error: Exception | None = None
    """Why it is malformed."""
    separate: bool = False
    """Whether no entry left a trace by which another could be read otherwise."""


def read(text: str) -> Result:
    """Read a document that was decoded and cleaned already (`bot.feeds.sniff`); raises ParseError.

    feedparser's sanitiser and its resolver of links inside texts take more than half of its time and are not
    needed here. It is not told the document's address: it would resolve guids against it, so that a feed that
    moves would have all new guids.
    """
    return _read_quickly(text) or _read_by_feedparser(text)


def _read_by_feedparser(text: str) -> Result:
    """The document goes in as a stream: feedparser tries to open anything else as a file or an address."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    stream = io.BytesIO(text.encode("utf-8"))
    try:
        found = feedparser.parse(
            stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # hostile documents reach code of feedparser that nobody thought of
        raise ParseError(f"feedparser cannot read it ({type(error).__name__})") from error
    return Result(
        version=found["version"] or "",
        feed=found["feed"],
        entries=list(found["entries"]),
        error=found.get("bozo_exception") if found.get("bozo") else None,
    )


def _read_quickly(text: str) -> Result | None:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # feedparser rewrites it
        return None
    quick = QuickParser()
    try:
        quick.read(text)
    except MemoryError:
        raise
    except Exception:  # malformed, or hostile: feedparser says in which way
        return None
    return Result(
        version=quick.version, feed=quick.feeddata, entries=quick.entries, separate=quick.is_separate()
    )
