"""What a document says about when to ask for it again, and who tells of its changes. Pure.

It stands before the entries, sometimes after them, and is read without feedparser, so that a document whose
entries are all known needs no worker for it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urljoin
from xml.parsers import expat

from bot.feeds.sniff import readable_xml
from bot.model import Hints
from bot.text import harmless

READ = 100_000
"""Characters before the first and after the last entry that are looked at; real heads have some thousand."""

LONGEST_TTL = 366 * 24 * 60
"""Minutes; what is longer is no plan."""

MOST_UPDATES = 1440
"""Within a period; what is more often than each minute of a day is no plan."""

LONGEST_ADDRESS = 2_000
"""Characters of an address."""

_ENTRY = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>/]")
_ENTRY_ENDS = ("item>", "entry>")
_AROUND = frozenset(("rss", "rdf", "feed", "channel"))
"""Elements whose own children are about the document."""
_SKIPS = frozenset(("skiphours", "skipdays"))
_SYNDICATION = "http://purl.org/rss/1.0/modules/syndication"
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = re.compile(r"([0-9]{1,2})(?::00)?")
_NUMBER = re.compile(r"[0-9]{1,9}")
_NAME = r"[\w!#$&+.^`|~*-]{1,100}+"
_LINK = re.compile(
    rf"""<([^<>]{{1,{LONGEST_ADDRESS}}}+)>((?:\s*+;\s*+{_NAME}(?:=(?:"[^"]*+"|[^\s",;]*+))?+)*+)"""
)
_PARAMETER = re.compile(rf""";\s*+({_NAME})=(?:"([^"]*+)"|([^\s",;]*+))""")


def hints_of(text: str, headers: Mapping[str, str], url: str) -> Hints:
    """What the document's text and the answer's headers say; `headers` have lower-case names.

    `url` is where the document was found. What makes no sense counts as not said.
    """
    head = _Head(url)
    head.read(_without_entries(text))
    links = _header_links(headers.get("link", ""), url)
    return Hints(
        ttl=_ttl(head.texts.get("ttl", "")),
        update_every=_update_every(head.texts),
        skip_hours=_unless_all({hour for hour in map(_hour, head.hours) if hour is not None}, 24),
        skip_days=_unless_all({day for day in map(_day, head.days) if day is not None}, 7),
        hub=links.get("hub") or head.links.get("hub", ""),
        topic=links.get("self") or head.links.get("self", ""),
    )


def _without_entries(text: str) -> str:
    """The text before the first and after the last entry."""
    first = _ENTRY.search(text)
    head = text[: min(first.start() if first else len(text), READ)]
    if not first or first.start() > READ:
        return head
    last = max(text.rfind(end) + len(end) for end in _ENTRY_ENDS)
    return head + text[last : last + READ] if last > first.start() else head


class _Head:
    """What the elements around the entries say, up to the first one that is malformed."""

    def __init__(self, url: str) -> None:
        self.texts: dict[str, str] = {}
        """Texts of elements of one value, by their names in lower case; the first of a name counts."""
        self.hours: list[str] = []
        self.days: list[str] = []
        self.links: dict[str, str] = {}
        """The first address of each relation."""
        self._base = url
        self._open: list[tuple[str, str]] = []
        """Prefix and name of the elements that are open."""
        self._others = 0
        """How many of them are about something else than the document."""
        self._bound = {"sy": _SYNDICATION}
        """What prefixes mean; many documents forget to say it of this one."""
        self._text: list[str] = []

    def read(self, text: str) -> None:
        """Read as far as the text is well formed."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        with contextlib.suppress(expat.ExpatError):
            parser.Parse(readable_xml(text).encode("utf-8"), True)
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self._text.clear()
        for name, value in attributes.items():
            if name.startswith("xmlns:"):
                self._bound[name[6:]] = value.rstrip("/")
        prefix, _, name = qualified.rpartition(":")
        name = name.lower()
        self._open.append((prefix, name))
        if name not in _AROUND:
            self._others += 1
        elif not self._others:
            self._base = _joined(self._base, attributes.get("xml:base", "")) or self._base
        if name == "link" and self._others == 1:
            for relation in attributes.get("rel", "").lower().split():
                if address := _joined(self._base, attributes.get("href", "")):
                    self.links.setdefault(relation, address)

    def _end(self, _qualified: str) -> None:
        prefix, name = self._open.pop()
        self._others -= name not in _AROUND
        text = "".join(self._text).strip()
        self._text.clear()
        around, parent = self._open[-1] if self._open else ("", "")
        if parent in _SKIPS and self._others == 1:
            (self.hours if parent == "skiphours" else self.days).append(text)
        elif not self._others:
            is_ttl = name == "ttl" and parent == "channel" and prefix == around
            if is_ttl or self._bound.get(prefix) == _SYNDICATION:
                self.texts.setdefault(name, text)


# --- what the texts mean ---------------------------------------------------------------------------------


def _ttl(text: str) -> timedelta | None:
    minutes = int(text) if _NUMBER.fullmatch(text) else 0
    return timedelta(minutes=minutes) if 0 < minutes <= LONGEST_TTL else None


def _update_every(texts: Mapping[str, str]) -> timedelta | None:
    """The period divided by how often in it; where one of them is missing, it is daily, or once."""
    period, often = texts.get("updateperiod"), texts.get("updatefrequency")
    if period is None and often is None:
        return None
    length = _PERIODS.get((period or "daily").lower())
    times = int(often) if often and _NUMBER.fullmatch(often) else 1
    return length / times if length and 0 < times <= MOST_UPDATES else None


def _hour(text: str) -> int | None:
    """An hour of the day; 24 is the other name of midnight."""
    found = _HOUR.fullmatch(text)
    return int(found[1]) % 24 if found and int(found[1]) <= 24 else None


def _day(text: str) -> int | None:
    return _DAYS.index(text.lower()) if text.lower() in _DAYS else None


def _unless_all(skipped: set[int], count: int) -> tuple[int, ...]:
    """Nobody may ask never: who says so means something else."""
    return tuple(sorted(skipped)) if len(skipped) < count else ()


def _header_links(header: str, url: str) -> dict[str, str]:
    """The first address of each relation in a `Link` header (RFC 8288)."""
    links: dict[str, str] = {}
    for address, parameters in _LINK.findall(header):
        named = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)}
        for relation in named.get("rel", "").lower().split():
            if joined := _joined(url, address):
                links.setdefault(relation, joined)
    return links


def _joined(base: str, address: str) -> str:
    """The absolute http(s) address; empty for anything else."""
    address = harmless(address).strip()
    if not address or len(address) > LONGEST_ADDRESS or any(char.isspace() for char in address):
        return ""
    try:
        joined = urljoin(base, address)
    except ValueError:
        return ""
    return joined if joined.lower().startswith(("http://", "https://")) else ""
