"""OPML, in which programs give each other lists of feeds: text → outlines, feeds → text. Pure.

What is read comes from anywhere. listparser knows what outlines mean, but reads them as if they were HTML,
where some garbage costs it the square of its length; so the XML parser of the standard library tells it the
elements. No entity is expanded and nothing is opened; size, depth and number are bounded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.entities import html5
from typing import Any
from xml.etree import ElementTree
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

from listparser.opml import OpmlMixin

from bot.errors import ParseError
from bot.fit import shorten
from bot.model import Feed
from bot.text import one_line

MOST_BYTES = 10 * 1024 * 1024
"""20,000 outlines with all that programs write into them have 8 MB."""

MOST_OUTLINES = 50_000
DEEPEST = 50
"""Elements inside elements."""

TAG_ROOM = 60
MOST_TAGS = 10

_BARE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)([A-Za-z]{2,30}[0-9]{0,2};)?"
)
"""An & that XML does not know: programs forget to escape it, or take HTML's names of letters."""

_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]{1,40})["']""")
_SIMPLE = re.compile(
    r"(utf-?8|utf-?16|us-ascii|iso-?8859|windows-|cp125|koi8|gb|big5|euc|shift)", re.IGNORECASE
)
"""Encodings that people use; some others of the library are slow, or are none of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed that a list names. Texts are plain."""

    url: str
    title: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    """The folders around it and its categories, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineList:
    """What a list holds."""

    feeds: tuple[Outline, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    """Addresses of what is no feed, and what it is."""


# --- reading ---------------------------------------------------------------------------------------------


def read_opml(raw: bytes) -> OutlineList:
    """The feeds of a list, each address once; raises ParseError for what is no OPML, or too much of it."""
    if len(raw) > MOST_BYTES:
        raise ParseError(f"larger than {MOST_BYTES // 1024**2} MB; split it")
    reader = _Reader()
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.finish
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(_BARE.sub(_mended, _text(raw)), True)
    except ExpatError as error:
        raise ParseError(f"broken XML in line {error.lineno}: {ErrorString(error.code)}") from error
    if not (reader.harvest["version"] or reader.harvest["feeds"]):
        raise ParseError("it is no OPML; a list of feeds begins with <opml>")
    others = [(found["url"], "another list; import it by itself") for found in reader.harvest["lists"]]
    others += [
        (page, "the address of its feed is missing; `vigie feed add` finds it") for page in reader.pages
    ]
    feeds = tuple(_outline(found, reader) for found in reader.harvest["feeds"])
    return OutlineList(feeds=feeds, others=tuple((one_line(url), why) for url, why in others))


class _Reader(OpmlMixin):
    """listparser's reader, that also takes the language of outlines, and does not take without end."""

    def __init__(self) -> None:
        super().__init__()
        self.harvest = {"bozo": False, "bozo_exception": None, "version": "", "meta": {}}
        self.harvest |= {"feeds": [], "lists": [], "opportunities": []}
        self.languages: dict[str, str] = {}
        self.folders: dict[str, list[str]] = {}
        self.pages: list[str] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element from the XML parser."""
        if len(self.node_stack) > DEEPEST:
            raise ParseError(f"more than {DEEPEST} folders inside one another")
        self.start(name.lower(), {key.lower(): value for key, value in attributes.items()})

    def finish(self, name: str) -> None:
        """Take the end of an element from the XML parser."""
        self.end(name.lower())

    def start_opml_outline(self, attrs: dict[str, str]) -> None:
        """Take an outline."""
        url, page = (attrs.get(name, "").strip() for name in ("xmlurl", "htmlurl"))
        if url:
            self.folders.setdefault(url, list(filter(None, self.hierarchy)))
        elif page or "xmlurl" in attrs:  # listparser takes some of them for folders, and others for nothing
            self.pages.append(page or attrs.get("text", ""))
        super().start_opml_outline(attrs)
        if len(self.found_urls) + len(self.pages) > MOST_OUTLINES:
            raise ParseError(f"more than {MOST_OUTLINES:,} feeds; split it")
        if language := attrs.get("language"):
            self.languages.setdefault(url, language)


def _mended(bare: re.Match[str]) -> str:
    """What a lone & stands for: a letter that HTML names, or itself."""
    return html5.get(bare[1] or "", "&amp;" + (bare[1] or ""))


def _refuse_entity(*declared: object) -> None:
    raise ParseError("it declares entities, which no list of feeds needs; it may be hostile")


def _text(raw: bytes) -> str:
    """The document's text, by its own word for its encoding as far as that is one of the usual."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    said = _ENCODING.match(raw.lstrip()[:200])
    name = said[1].decode() if said and _SIMPLE.match(said[1].decode()) else "utf-8"
    try:
        return raw.decode(name, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _outline(found: Mapping[str, Any], reader: _Reader) -> Outline:
    categories = (part for category in found["categories"] for part in category)
    named = (*reader.folders[found["url"]], *categories)
    tags = dict.fromkeys(filter(None, (shorten(part, TAG_ROOM) for part in named)))
    return Outline(
        url=found["url"],
        title=one_line(found["title"]),
        language=one_line(reader.languages.get(found["url"], "")),
        tags=tuple(tags)[:MOST_TAGS],
    )


# --- writing ---------------------------------------------------------------------------------------------


def write_opml(feeds: Iterable[Feed], title: str) -> str:
    """A list of these feeds as OPML 2.0, in a folder for each first tag. It holds no login and no header."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = one_line(title)
    body = ElementTree.SubElement(root, "body")
    folders: dict[str, ElementTree.Element] = {}
    for feed in feeds:
        tags = list(filter(None, map(one_line, feed.tags)))
        place = body
        if tags:
            if tags[0] not in folders:
                folders[tags[0]] = ElementTree.SubElement(body, "outline", text=tags[0])
            place = folders[tags[0]]
        ElementTree.SubElement(place, "outline", _attributes(feed, tags))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _attributes(feed: Feed, tags: Sequence[str]) -> dict[str, str]:
    name = one_line(feed.name)
    written = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.url, "language": feed.language}
    # commas part categories, and slashes their levels; a folder alone needs none
    plain = [tag for tag in tags if not {",", "/"} & set(tag)]
    return written | ({"category": ",".join(plain)} if len(plain) > 1 else {})
