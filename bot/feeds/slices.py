"""A document cut into what stands before its entries, the entries, and what stands after them. Pure.

Between two polls most entries of a document stay as they are, letter for letter. They are known by the
digest of their text, and only the others are given to the parser, between the same head and tail. Where
cutting might change what the parser finds, nothing is cut: `None` means that the whole document has to be
parsed.

All scans look at each character a bounded number of times, whatever the document holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from bot.feeds.sniff import decode, is_cut_short

DIGEST = 12
"""Bytes. Who could make two texts of one digest would fool only the feed that serves them."""

_MARK = re.compile(r"<(?:!--|!\[CDATA\[|\?|!|(/?)((?:[\w.-]+:)?(?:item|entry))(?=[\s/>]))")
_REST_OF_TAG = re.compile(r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_CONTEXT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)(?=[\s>])[^<>]*>", re.IGNORECASE)
_LANGUAGE = re.compile(r"<(?:dc:)?language>[^<]{0,80}<", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A document in pieces; one after the other they are the document, but for the white space between."""

    head: str
    entries: tuple[str, ...]
    tail: str

    def digests(self, *context: str) -> tuple[bytes, ...]:
        """The names of the entries. They hold what gives an entry its meaning from outside: the elements
        around it with their namespaces, the language of the feed, and `context`."""
        around = [*_CONTEXT.findall(self.head), *_LANGUAGE.findall(self.head), *_LANGUAGE.findall(self.tail)]
        key = blake2b("\0".join((*around, *context)).encode("utf-8", "replace"), digest_size=32).digest()
        return tuple(
            blake2b(entry.encode("utf-8", "surrogatepass"), digest_size=DIGEST, key=key).digest()
            for entry in self.entries
        )

    def without(self, left_out: Collection[int]) -> str:
        """The document without the entries at these indexes."""
        kept = (entry for index, entry in enumerate(self.entries) if index not in left_out)
        return self.head + "".join(kept) + self.tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A document of which some entries are known. Digests are in the order of the document."""

    text: str
    """Without the known entries."""
    unknown: tuple[bytes, ...]
    """Digests of those that the text holds."""
    unchanged: tuple[bytes, ...]
    """Digests of those that were left out."""


def look_through(
    body: bytes, content_type: str, url: str, language: str, known: Collection[bytes]
) -> Looked | None:
    """What of a document is known; None where it cannot be cut or read wholly."""
    decoded = decode(body, content_type)
    pieces = None if decoded.broken else cut(decoded.text)
    if pieces is None:
        return None
    digests = pieces.digests(url, language)
    left_out = {index for index, digest in enumerate(digests) if digest in known}
    return Looked(
        text=pieces.without(left_out),
        unknown=tuple(one for index, one in enumerate(digests) if index not in left_out),
        unchanged=tuple(one for index, one in enumerate(digests) if index in left_out),
    )


class _UnsafeError(Exception):
    """The document cannot be cut."""


def cut(text: str) -> Cut | None:
    """The document in pieces, or None where it has no entries or cannot safely be cut."""
    if is_cut_short(text):
        return None
    try:
        found = _entries(text)
    except _UnsafeError:
        return None
    if not found:
        return None
    return Cut(
        head=text[: found[0][0]],
        entries=tuple(text[start:end] for start, end in found),
        tail=text[found[-1][1] :],
    )


def _entries(text: str) -> list[tuple[int, int]]:
    """Where the entries begin and end."""
    found: list[tuple[int, int]] = []
    name, begun = "", 0
    between = 0
    """Up to where there is nothing but white space and comments since the last entry."""
    for mark in _marks(text):
        if not name and found and not text[between : mark.start].strip() and mark.kind in ("comment", "open"):
            between = mark.end
        if mark.kind == "comment":
            continue
        if mark.kind == "close":
            if mark.name != name:
                raise _UnsafeError
            found.append((begun, mark.end))
            name, between = "", mark.end
            continue
        if name or (found and between < mark.end):  # one inside another, or something of the feed's between
            raise _UnsafeError
        name, begun = mark.name, mark.start
        if text[mark.end - 2] == "/":
            found.append((begun, mark.end))
            name, between = "", mark.end
    if name:
        raise _UnsafeError
    return found


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    """`comment`, `open` or `close`."""
    name: str
    start: int
    end: int


def _marks(text: str) -> Iterator[_Mark]:
    """The comments and the tags of entries, in order, without what stands in character data."""
    at = 0
    while found := _MARK.search(text, at):
        if found[2] is None:
            at = _skipped(text, found)
            if found[0] == "<!--":
                yield _Mark("comment", "", found.start(), at)
            continue
        rest = _REST_OF_TAG.match(text, found.end())
        if rest is None:
            raise _UnsafeError
        at = rest.end()
        yield _Mark("close" if found[1] else "open", found[2], found.start(), at)


def _skipped(text: str, mark: re.Match[str]) -> int:
    """The end of a comment, of character data or of an instruction."""
    if mark[0] == "<!":
        end = text.find(">", mark.end())
        # a document type with declarations of its own may give any word a meaning
        if end < 0 or "[" in text[mark.end() : end]:
            raise _UnsafeError
        return end + 1
    close = _ENDS[mark[0]]
    end = text.find(close, mark.end())
    if end < 0:
        raise _UnsafeError
    return end + len(close)
