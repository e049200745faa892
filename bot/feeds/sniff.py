"""What a body is before it is parsed: its text, whether it can be a feed, whether its end is there. Pure."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from w3lib.encoding import http_content_type_encoding, resolve_encoding

from bot.errors import ParseError
from bot.feeds.refusals import page_reason, xml_error

MIN_TELLING_BYTES = 8
"""So many non-ASCII bytes that are valid UTF-8 are not so by chance; below, what is declared is believed."""

MAX_BROKEN = 0.1
"""Share of unreadable characters up to which an encoding is still the right one. A text that was cut by
bytes breaks one character in a hundred; a wrong encoding breaks most of them."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, which begins alike
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),  # these have no mark, but begin with "<"
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_ASCII = bytes(range(128))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:-]{1,40})""")
_STATEFUL = ("iso2022", "hz")
"""Encodings that use ASCII bytes only, so that they always look like UTF-8."""

_NO_CHARSETS = ("utf-16", "utf-32", "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape")
"""What a declaration in ASCII bytes cannot mean, and codecs of Python that are no charsets."""

_WESTERN = "cp1252"
"""As w3lib calls ASCII, Latin-1 and their superset of Windows: what software declares that was never asked.
Who writes in another script cannot have meant it."""

_BY_LANGUAGE = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "mn", "tg"), ("cp1251",)),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "ro"), ("cp1250",)),
    **dict.fromkeys(("ar", "fa", "ur", "ps"), ("cp1256",)),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257",)),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    "vi": ("cp1258",),
    "th": ("cp874",),
    "ko": ("cp949",),
    "ja": ("euc_jp", "cp932"),
    "zh-tw": ("big5hkscs",),
    "zh-hk": ("big5hkscs",),
    "zh": ("gb18030",),
}
"""Encodings from before UTF-8, by the language of the feed."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no XML document may hold. One of them makes a strict parser give up the whole feed."""

_PROLOG = re.compile(r"\A[\s\ufeff]*(?:<\?xml\b[^>]*\?>)?\s*")
_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel|item|entry)[\s>/]", re.IGNORECASE)
_ROOT = re.compile(r"<(?:!doctype\s+(html)|([a-z][\w.:-]*))", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_ENTRY_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_EMPTY_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf)\b[^<>]*+(?<=/)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body as text."""

    text: str
    broken: int = 0
    """Characters that could not be read."""


def decode(body: bytes, content_type: str = "", language: str = "") -> Decoded:
    """The text of a document, whatever its headers claim.

    Headers and XML declarations are often wrong in ways that would turn a whole feed into nonsense, and a
    feed in nonsense matches nothing. So the order is: byte order mark, UTF-8 if the bytes are UTF-8, then
    what the document and the server declare, with the supersets that publishers really write (cp949 for
    EUC-KR), and a few broken characters do not make a declared encoding wrong. Where nothing fits, or only
    what software declares by default, it is what one writes the feed's `language` in.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _decoded(body, encoding)
    foreign = len(body.translate(None, _ASCII))
    declared = _declared(body, content_type)
    if _is_utf8(body, foreign, declared):
        return _decoded(body, "utf-8")
    tried = (_decoded(body, encoding) for encoding in _in_order(declared, language))
    good = (one for one in tried if one.broken <= foreign * MAX_BROKEN)
    return next(good, None) or _decoded(body, "cp1252")


def declared_label(body: bytes) -> str:
    """The encoding that an XML declaration names, as it is written; empty without any."""
    match = _DECLARED.search(body[:1024])
    return match[1].decode("ascii", "replace") if match else ""


def _declared(body: bytes, content_type: str) -> list[str]:
    """Encodings named by the document, then by the server, which often names its default."""
    label = declared_label(body)
    names = (resolve_encoding(label) if label else None, http_content_type_encoding(content_type))
    return [name for name in dict.fromkeys(names) if name and not name.startswith(_NO_CHARSETS)]


def _in_order(declared: list[str], language: str) -> list[str]:
    """What to try, the most credible first."""
    usual = _BY_LANGUAGE.get(language.lower()) or _BY_LANGUAGE.get(language.lower().partition("-")[0], ())
    credible = [name for name in declared if not usual or name != _WESTERN]
    return [*credible, "utf-8", *usual, *declared]


def _is_utf8(body: bytes, foreign: int, declared: list[str]) -> bool:
    if foreign < MIN_TELLING_BYTES and declared and declared[0] != "utf-8":
        return foreign == 0 and not declared[0].startswith(_STATEFUL)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(body: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(text=body.decode(encoding).removeprefix("\ufeff"))
    except LookupError:  # a codec that is not for text ("hex", "zlib")
        return Decoded(text="", broken=len(body))
    except UnicodeError:
        text = body.decode(encoding, "replace").removeprefix("\ufeff")
        return Decoded(text=text, broken=text.count("\ufffd"))


def readable_xml(text: str) -> str:
    """The document with one plain declaration, and without the characters that XML forbids.

    The declaration has a line of its own: feedparser, which takes dangerous entities out of a DOCTYPE, finds
    it only at the beginning of a line. Other lines keep their numbers.
    """
    prolog = _PROLOG.match(text)
    lines, end = (prolog[0].count("\n"), prolog.end()) if prolog else (0, 0)
    return '<?xml version="1.0" encoding="utf-8"?>' + "\n" * max(1, lines) + _NOT_XML.sub("", text[end:])


def refuse_what_is_no_feed(text: str) -> None:
    """Raise ParseError with a plain reason for a document that cannot be a feed; this costs no parsing."""
    if not text.strip():
        raise ParseError("an empty document")
    root = _ROOT.search(text)
    name = (root[1] or root[2]).lower() if root else ""
    if name == "html":
        raise ParseError(page_reason(text))
    if _FEED.search(text):
        return
    if name in ("head", "body", "div", "p", "script"):
        raise ParseError(page_reason(text))
    if not name or not text.lstrip().startswith("<"):
        raise ParseError("not XML")
    raise ParseError(xml_error(text) or "an XML document, but not an RSS or Atom feed")


def has_feed_root(text: str) -> bool:
    """Whether the element of a feed is in the text, whatever is before it."""
    return bool(_FEED_ROOT.search(text))


def is_cut_short(text: str) -> bool:
    """Whether a feed's end is missing, so that entries may be missing too."""
    if not _FEED_ROOT.search(text) or _EMPTY_ROOT.search(text):
        return False
    last_entry = max(text.rfind(tag) for tag in ("<item", "</item", "<entry", "</entry"))
    return not _ROOT_END.search(text, max(0, last_entry))


def ends_in_an_entry(text: str) -> bool:
    """Whether the last entry of a document that is cut short has no end of its own."""
    closes = ""
    for tag in _ENTRY_TAG.finditer(text):
        closes = tag[1]
    return not closes
