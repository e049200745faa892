"""Markup → text. Pure; not imported by the daemon itself: selectolax is large."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

from bot.text import harmless

MAX_PASSES = 3
"""Markup is found escaped twice, seldom three times; each pass takes one layer off."""

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html iframe li main menu nav noscript ol option p pre "
    "section select summary table tbody td tfoot th thead title tr ul video audio".split()
)
_INLINE = frozenset(
    "a abbr acronym applet b base bdi bdo bgsound big blink button cite code col colgroup data del dfn em "
    "embed font frame frameset i img input ins kbd label link mark marquee math meta meter nobr noembed "
    "noframes object param path picture q rp rt ruby s samp script small source span strike strong style sub "
    "sup svg template textarea time track tt u var wbr".split()
)
_UNSEEN = ["script", "style", "template", "textarea", "svg", "math"]
_LESS = re.compile(r"<(?=/?(?P<name>[a-zA-Z][\w:.-]*+)[^<>]*+>)?")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ESCAPED = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_KNOWN_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(_BLOCKS | _INLINE, key=len, reverse=True))})(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")

_SIMPLE_TAG = re.compile(
    r"</?(?:(p|br|div|blockquote|li|ul|ol|h[1-6])|a|b|i|u|em|strong|span|img|small)"
    r"""(?:\s++[\w:-]++(?:="[^"<>]*+"|='[^'<>]*+')?)*+\s*+/?>"""
)
_NOT_SIMPLE = re.compile(
    "[<\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]|&(?!(?:amp|lt|gt|quot|apos|nbsp|hellip|[lr][sd]quo|[nm]dash"
    r"|#(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]|1[6-9]\d|[2-9]\d\d|[1-9]\d{3}));)"
)
"""Whatever may mean something else to a parser of HTML than the tags above, text, and plain entities."""


def plain(markup: str, *, literal: bool = False) -> str:
    """The text of a piece of HTML, with its blocks on lines of their own.

    `literal` is for fields that should hold plain text, such as titles: there `<North` is two words and a
    sign, while `<b>` is still markup, because many publishers put it there all the same.
    """
    text = markup
    for number in range(MAX_PASSES):
        if "<" not in text and "&" not in text:
            break
        if number > 0 and not _ESCAPED.search(text) and not _KNOWN_TAG.search(text):
            break
        text = _without_markup(text, literal=literal or number > 0)
    lines = filter(None, map(_tidy, text.split("\n")))
    return ("\n" if text is not markup else " ").join(lines)


def _tidy(line: str) -> str:
    if line.isprintable():  # then it has no white space but spaces, and nothing harmful
        return " ".join(line.split()) if "  " in line else line.strip()
    return _SPACE.sub(" ", harmless(line).replace("\u00ad", "")).strip()


def _without_markup(markup: str, *, literal: bool) -> str:
    text = markup if literal or _is_spaced(markup) else _SPACE.sub(" ", markup)
    simple = _SIMPLE_TAG.sub(_line_for_block, text)
    if not _NOT_SIMPLE.search(simple):
        return html.unescape(simple)
    return _parsed(text, literal=literal)


def _is_spaced(text: str) -> bool:
    return text.isprintable() and "  " not in text


def _line_for_block(match: re.Match[str]) -> str:
    return "\n" if match[1] else ""


def _parsed(text: str, *, literal: bool) -> str:
    """The text as a browser would read it."""
    if end := text.rfind("]]>") + 3 if "]]>" in text else 0:
        text = _CDATA.sub(r"\1", text[:end]) + text[end:]
    last_comment_end = text.rfind("-->")

    def keep(match: re.Match[str]) -> str:
        name = (match["name"] or "").lower()
        if name in _BLOCKS:
            return "\n<"
        if not name:  # no tag: a parser would swallow what follows it
            comment = text.startswith("<!--", match.start()) and match.start() < last_comment_end
            return "<" if comment else "&lt;"
        return "&lt;" if literal and name not in _INLINE and not _is_foreign(name) else "<"

    tree = LexborHTMLParser(_LESS.sub(keep, text))
    tree.strip_tags(_UNSEEN, recursive=True)
    root = tree.root
    return root.text() if root else ""


def _is_foreign(name: str) -> bool:
    """Whether a tag is surely markup though it is not HTML: `o:p` of an office program, `my-element`."""
    return ":" in name or "-" in name
