"""Cut a feed's document into its entries, so that those known already need not be read again. Pure.

News feeds repeat themselves: of thirty entries one is new. An entry is known by its digest, and only head,
new entries and tail are parsed. The scan reads the text once and knows comments, CDATA and instructions. It
cuts only where nothing but white space and comments stands between the entries; in all other cases, and
whenever the parser sees something odd, the whole document is parsed.

Whether a document that can be cut gives the same items in parts is for `bot.feeds.traces` to tell: entries
of a malformed document, or such as leave traces in the parser, get no digests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.model import DIGEST_BYTES

READING = b"1"
"""Part of each digest. To be changed when items are read differently: then all entries are unknown once."""

_MARK = re.compile(r"<(?:(!--)|(!\[CDATA\[)|(\?)|(!DOCTYPE)|(/?)((?:[\w.-]++:)?(?:item|entry))(?=[\s/>]))")
_COMMENT, _CDATA, _INSTRUCTION, _DOCTYPE = 1, 2, 3, 4
_ENDS = {_COMMENT: "-->", _CDATA: "]]>", _INSTRUCTION: "?>"}
_REST_OF_TAG = re.compile(r"""[^<>"']*(?:"[^<"]*"[^<>"']*|'[^<']*'[^<>"']*)*>""")
_NOTHING = re.compile(r"(?:\s++|<!--(?:[^-]++|-[^-])*+-->)*+")
_DATES = re.compile(
    r"<((?:[\w.-]++:)?(?:lastBuildDate|pubDate|updated|modified|published|date))>"
    r"[^<]*+(?:<!\[CDATA\[[^<\]]*+\]\]>[^<]*+)*+</\1\s*>"
)
"""What changes at the top of half of all feeds without any news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A document in parts; together they are the document without what is between its entries."""

    head: str
    entries: tuple[str, ...]
    tail: str
    context: str
    """What the entries have around them and what may change how they are read: head and tail without
    comments and dates."""

    def document(self, entries: Sequence[str]) -> str:
        """The document with these entries only."""
        return "".join((self.head, *entries, self.tail))

    def digests(self, *also: str) -> list[bytes]:
        """The name of each entry, by its text, its context, and what `also` may change how it is read."""
        around = blake2b("\0".join((self.context, *also)).encode("utf-8", "replace"), digest_size=32).digest()
        start = blake2b(READING + around, digest_size=DIGEST_BYTES)
        found = []
        for entry in self.entries:
            one = start.copy()
            one.update(entry.encode("utf-8", "replace"))
            found.append(one.digest())
        return found


def cut(text: str) -> Cut | None:
    """The parts of a feed's document; None where it cannot be cut safely."""
    scan = _Scan(text)
    if not scan.run() or not scan.spans:
        return None
    first, last = scan.spans[0][0], scan.spans[-1][1]
    between = zip(scan.spans, scan.spans[1:], strict=False)
    if not all(_is_nothing(text[one[1] : two[0]]) for one, two in between):
        return None
    tail = text[last:]
    if "</" not in tail or "title" in tail.lower():
        return None  # an entry alone; and of a title, feedparser judges by the entry before it
    around = _without(text, scan.comments, 0, first) + "\0" + _without(text, scan.comments, last, len(text))
    return Cut(
        head=text[:first],
        entries=tuple(text[start:end] for start, end in scan.spans),
        tail=tail,
        context=_DATES.sub("", around),
    )


def _is_nothing(text: str) -> bool:
    return not text or text.isspace() or bool(_NOTHING.fullmatch(text))


def _without(text: str, comments: Sequence[tuple[int, int]], start: int, end: int) -> str:
    parts = []
    for begin, after in comments:
        if start <= begin and after <= end:
            parts.append(text[start:begin])
            start = after
    return "".join((*parts, text[start:end]))


class _Scan:
    """One pass over a text that notes where entries and comments begin and end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[tuple[int, int]] = []
        self.comments: list[tuple[int, int]] = []
        """Those outside of entries."""
        self._name = ""
        self._open = -1
        """Where the entry begins that is not closed yet."""

    def run(self) -> bool:
        """Whether the text can be cut."""
        at = 0
        while match := _MARK.search(self.text, at):
            at = self._after_entry_tag(match) if match[6] else self._after_other(match)
            if at < 0:
                return False
        return self._open < 0

    def _after_other(self, match: re.Match[str]) -> int:
        """Where a comment, a piece of CDATA or an instruction ends; -1 if it makes cutting unsafe."""
        kind = match.lastindex or 0
        if kind == _DOCTYPE:  # it may name entities, and feedparser rewrites it
            return -1
        end = self.text.find(_ENDS[kind], match.end())
        if end < 0:
            return -1
        end += len(_ENDS[kind])
        if kind == _COMMENT and self._open < 0:
            self.comments.append((match.start(), end))
        return end

    def _after_entry_tag(self, match: re.Match[str]) -> int:
        closes, name = bool(match[5]), match[6]
        self._name = self._name or name
        rest = _REST_OF_TAG.match(self.text, match.end())
        if name != self._name or not rest or closes != (self._open >= 0):
            return -1  # of another kind, nested, or without its counterpart
        if closes or self.text[rest.end() - 2] == "/":
            self.spans.append((self._open if closes else match.start(), rest.end()))
            self._open = -1
        else:
            self._open = match.start()
        return rest.end()
