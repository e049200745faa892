"""What of a title or a summary is news: the text without markup, and with boilerplate blanked.

Markup is taken out, so that a word that a tag parts is whole; the places then lead back to the original.
Boilerplate is overwritten by as many bars, so that the places stay and no phrase reaches over it. An ordinary
text has neither and is returned as it is, after a few searches.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from bot.storylines import boilerplate, outlets
from bot.storylines.outlets import HEAD

BLANK = "|"
"""Overwrites boilerplate: it ends a thought, a word and a run."""

PASSES = 4
"""Markup is found escaped twice, seldom three times; each takes a pass. What has more layers is hostile."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A text to match, and where in the original it stands."""

    text: str
    places: Sequence[int] | None = None
    """The place of each letter in the original, then the original's length; None where they are the same."""
    ends: Sequence[int] | None = None
    """Where each letter ends in the original: `é` may have been `&eacute;`."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a part of the text."""
        if self.places is None or self.ends is None:
            return start, end
        return self.places[start], self.ends[end - 1] if end > start else self.places[start]


class _Piece(NamedTuple):
    """A stretch of a text and what is read instead."""

    start: int
    end: int
    instead: str


def readable_title(title: str, sources: Collection[str] = ()) -> Readable:
    """A title without markup, and without an outlet's name before or after it.

    `sources` are the names by which the outlet is known: an item's publisher, a feed's title.
    """
    read = without_markup(title)
    if not outlets.PARTED.search(read.text):
        return read
    return _masked(read, outlets.stretches(read.text, sources))


def readable_summary(summary: str, datelines: bool = True) -> Readable:
    """A summary without markup and boilerplate, and if wanted without place, day and agency before it."""
    read = without_markup(summary)
    head, has_cue = _head_end(read.text, datelines), boilerplate.has_cue(read.text)
    while head or has_cue:
        blanks = boilerplate.stretches(read.text, head) if has_cue else ()
        blanked = _masked(read, [(0, head), *blanks])
        moved = boilerplate.after_edges(blanked.text, 0) > boilerplate.after_edges(read.text, 0)
        read = blanked
        # what was blanked may have stood before a dateline: `World | (AFP) (Reuters) - `
        head = _head_end(read.text, datelines) if moved else 0
        if not head:
            break
    return read


# One of these stands in or behind each name of a section, and in each dateline: the quick check.
_HEAD_SIGN = re.compile(r"[-|:：»›–—(（/【\[［=＝日](?:(?<![-|])|(?<=\s-)\s|(?<=[\w\s]\|))")


def _head_end(text: str, datelines: bool) -> int:
    """The end of the name of a section and of the dateline before a text; 0 if there is none."""
    if not _HEAD_SIGN.search(text, 0, HEAD) or (at := boilerplate.after_edges(text, 0)) >= HEAD:
        return 0
    end = boilerplate.section_end(text, at)
    end = outlets.dateline_end(text, end) if datelines else end
    return end if end > at else 0


def _masked(read: Readable, blanks: Iterable[tuple[int, int]]) -> Readable:
    text, at, parts = read.text, 0, []
    for start, end in blanks:
        parts += [text[at:start], BLANK * (end - start)]
        at = end
    return Readable("".join([*parts, text[at:]]), read.places, read.ends) if at else read


# --- markup ----------------------------------------------------------------------------------------------

_INLINE = frozenset(
    "a abbr acronym b base bdi bdo big cite code col colgroup data del dfn em font i ins kbd label link mark "
    "meta nobr param q rb rp rt ruby s samp small source span strike strong sub sup time track tt u var "
    "wbr".split()
)
"""Tags that part no words."""

_SPACED = frozenset("br button embed iframe img input meter object picture progress video audio".split())
"""Tags that part words, though not thoughts."""

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figure "
    "figcaption footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu "
    "nav noscript ol optgroup option p pre section select summary table tbody td tfoot th thead title tr "
    "ul".split()
)
"""Tags that end a thought."""

_HIDDEN = frozenset("script style template textarea svg math".split())
"""Tags whose content is not for readers."""

_MARKUP = re.compile(
    r"""<(?P<comment>!--)|<!\[CDATA\[|\]\]>
    |</?(?P<tag>[a-zA-Z][\w:-]*)(?:[\s/](?:(?:[^<>"']++|"[^"]*+"|'[^']*+')*+|[^<>]*+))?>
    |&(?:amp;)*(?P<entity>\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});""",
    re.VERBOSE,
)
_END_OF = {tag: re.compile(rf"</{tag}\s*>", re.IGNORECASE) for tag in _HIDDEN}
_END_OF["!--"] = re.compile("-->")
_SIGNS = str.maketrans("<&", BLANK * 2)


def without_markup(original: str) -> Readable:
    """The text of some HTML; of what only looks like it, the text itself."""
    if "<" not in original and "&" not in original:
        return Readable(original)
    read = Readable(original, range(len(original) + 1), range(1, len(original) + 1))
    for _ in range(PASSES):
        pieces = list(_markup(read.text))
        if not pieces:
            break
        read = _rebuilt(read, pieces)
    else:
        read = Readable(read.text.translate(_SIGNS), read.places, read.ends)
    return read if read.text != original else Readable(original)


def _rebuilt(read: Readable, pieces: Iterable[_Piece]) -> Readable:
    assert read.places is not None
    assert read.ends is not None
    parts: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, instead in pieces:
        parts += [read.text[at:start], instead]
        places += [*read.places[at:start], *[read.places[start]] * len(instead)]
        ends += [*read.ends[at:start], *[read.ends[end - 1]] * len(instead)]
        at = end
    return Readable("".join([*parts, read.text[at:]]), [*places, *read.places[at:]], [*ends, *read.ends[at:]])


def _markup(text: str) -> Iterator[_Piece]:
    """The markup of a text with what each piece means."""
    endless: set[str] = set()  # searched for once, so that a megabyte of openings takes no longer than one
    found = _MARKUP.search(text)
    while found:
        name = (found["comment"] or found["tag"] or "").lower()
        end = _end_of_hidden(text, found, name, endless) if name in _END_OF else found.end()
        instead = unescape(f"&{found['entity']};") if found["entity"] else _instead_of(name)
        if instead is None or instead == found[0] or (name == "!--" and name in endless):
            end = found.start() + 1  # what is no tag may hold one
        else:
            yield _Piece(found.start(), end, instead)
        found = _MARKUP.search(text, end)


def _end_of_hidden(text: str, found: re.Match[str], name: str, endless: set[str]) -> int:
    """Where a comment or a script ends; what nothing closes must not swallow the news."""
    if name in endless or found[0].startswith("</") or found[0].endswith("/>"):
        return found.end()
    closing = _END_OF[name].search(text, found.end())
    if not closing:
        endless.add(name)
    return closing.end() if closing else found.end()


def _instead_of(tag: str) -> str | None:
    """What a tag means for the words around it; None if it is none: `<North Korea>`."""
    if tag in _BLOCKS or tag in _HIDDEN:
        return BLANK + "\n"
    if tag in _SPACED:
        return "\n"
    foreign = ":" in tag or ("-" in tag and tag != "!--")
    return "" if tag in _INLINE or foreign or tag in ("", "!--") else None
