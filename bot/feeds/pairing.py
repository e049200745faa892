"""Pair the entries of a document with stored items, one to one. Pure; when in doubt an entry stays single.

See `bot.feeds.identity` for the rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from bot.feeds.likeness import (
    Face,
    differ_in_summary,
    guids_are_related,
    is_article,
    is_recurring_title,
    like_wording,
    same_wording,
)
from bot.model import IdentityKey

MASS_CHANGE = 3
"""So many entries, and half of the document, make a mass change; fewer may be chance."""

MAX_PAIRS = 10_000
"""Candidates under one key that are compared with each other. Only a hostile document has more; what is not
the same in all respects is then paired in the order of both lists."""

Pair = tuple[Face, Face]
"""An entry and a stored item."""


@dataclass(slots=True, kw_only=True)
class Pairing:
    """Which entry is which stored item."""

    identity: IdentityKey
    entries: Sequence[Face]
    known: Sequence[Face]
    stored_of: dict[int, Face] = field(default_factory=dict)
    """By the index of the entry."""
    mass_change: int = 0
    """Entries that came back under other guids and links, if they were most of the document."""

    def pair_all(self) -> Pairing:
        """Apply the rules in their order."""
        if not self.known:
            return self
        self._join(self._matches(lambda face: (face.used, face.text, face.published_at), _always))
        self._pair_by_all_but_the_date()
        self._pair_by_guid()
        self._pair_by_url()
        self._pair_by_title()
        return self

    def pairs(self) -> Iterator[Pair]:
        """All pairs, in the order of the document."""
        for entry in self.entries:
            if entry.index in self.stored_of:
                yield entry, self.stored_of[entry.index]

    def _join(self, pairs: list[Pair]) -> None:
        self.stored_of.update({entry.index: stored for entry, stored in pairs})

    def _matches(self, key: Callable[[Face], Hashable], accept: Callable[[Face, Face], bool]) -> list[Pair]:
        """Single entries with single stored items of the same key that may be one, best first."""
        taken = {stored.index for stored in self.stored_of.values()}
        entries = _grouped((face for face in self.entries if face.index not in self.stored_of), key)
        known = _grouped((face for face in self.known if face.index not in taken), key)
        matches: list[Pair] = []
        for value in entries.keys() & known.keys():
            candidates = _candidates(entries[value], known[value])
            matches += _greedy(pair for pair in candidates if accept(*pair))
        return matches

    def _pair_by_all_but_the_date(self) -> None:
        links, _ = self._counts(lambda face: face.used.url)

        def accept(entry: Face, stored: Face) -> bool:
            return entry.dated_at is None or entry.day == stored.day or bool(_name(entry, links))

        self._join(self._matches(lambda face: (face.used, face.text), accept))

    def _pair_by_guid(self) -> None:
        """A guid that one entry and one stored item have suffices; among several the words must agree too."""
        here, there = self._counts(lambda face: face.used.guid)

        def accept(entry: Face, stored: Face) -> bool:
            guid = entry.used.guid
            alone = here[guid] == there[guid] == 1
            return alone or entry.used.url == stored.used.url != "" or entry.title == stored.title != ""

        self._join(self._matches(lambda face: face.used.guid, accept))

    def _pair_by_url(self) -> None:
        here, there = self._counts(lambda face: face.keys.url)

        def accept(entry: Face, stored: Face) -> bool:
            url = entry.keys.url
            alone = here[url] == there[url] == 1
            return alone and is_specific(url) and self._link_suffices(entry, stored)

        self._join(self._matches(lambda face: face.keys.url, accept))

    def _link_suffices(self, entry: Face, stored: Face) -> bool:
        """Whether something besides the link says that both are one item."""
        if same_wording(entry, stored):
            return True
        if self.identity is IdentityKey.TITLE:  # this feed reuses its links
            return False
        old, new = stored.used.guid, entry.used.guid
        if old and new and guids_are_related(old, new):
            return True
        same_time = entry.instant == stored.instant
        if old and new:
            agree = entry.instant is not None and same_time
        else:  # publishers move an article's date with each edit
            agree = same_time or None in (entry.instant, stored.instant) or is_article(entry.keys.url)
        return agree and like_wording(entry, stored)

    def _pair_by_title(self) -> None:
        """On the same day; or on any day, when most of the document came back under other names."""
        guids = {face.used.guid for face in self.entries} - {""}
        links, _ = self._counts(lambda face: face.used.url)

        def accept(entry: Face, stored: Face) -> bool:
            gone = stored.used.guid not in guids
            return gone and not differ_in_summary(entry, stored) and not is_recurring_title(entry, stored)

        back = self._matches(lambda face: face.used.title, accept)
        renamed = [pair for pair in back if _name(pair[0], links) not in ("", *_names(pair[1]))]
        if len(renamed) >= max(MASS_CHANGE, len(self.entries) / 2):
            self.mass_change = len(renamed)
            self._join(renamed)
        self._join([pair for pair in back if _is_same_day(*pair, links)])

    def _counts(self, key: Callable[[Face], str]) -> tuple[Counter[str], Counter[str]]:
        return Counter(map(key, self.entries)), Counter(map(key, self.known))


def is_specific(url: str) -> bool:
    """Whether a canonical URL names more than a host."""
    return "/" in url or "?" in url


def _always(entry: Face, stored: Face) -> bool:
    return True


def _name(entry: Face, links: Counter[str]) -> str:
    """What names the entry besides its title: its guid, or a link that is its own."""
    url = entry.used.url
    return entry.used.guid or (url if is_specific(url) and links[url] == 1 else "")


def _names(stored: Face) -> tuple[str, str]:
    return stored.used.guid, stored.used.url


def _is_same_day(entry: Face, stored: Face, links: Counter[str]) -> bool:
    """What has no date and no name but its title stays the same item for as long as it is served."""
    return entry.day == stored.day or (entry.dated_at is None and not _name(entry, links))


def _grouped(faces: Iterator[Face], key: Callable[[Face], Hashable]) -> dict[Hashable, list[Face]]:
    groups: defaultdict[Hashable, list[Face]] = defaultdict(list)
    for face in faces:
        if value := key(face):
            groups[value].append(face)
    return groups


def _candidates(entries: list[Face], known: list[Face]) -> list[Pair]:
    if len(entries) * len(known) > MAX_PAIRS:
        return list(zip(entries, known, strict=False))
    return sorted(product(entries, known), key=_distance)


def _distance(pair: Pair) -> tuple[bool, ...]:
    entry, stored = pair
    return (
        entry.title != stored.title,
        entry.day != stored.day,
        entry.summary != stored.summary,
        entry.keys.url != stored.keys.url,
        entry.keys.guid != stored.keys.guid,
        entry.published_at != stored.published_at,
    )


def _greedy(candidates: Iterator[Pair]) -> list[Pair]:
    pairs: list[Pair] = []
    entries: set[int] = set()
    known: set[int] = set()
    for entry, stored in candidates:
        if entry.index not in entries and stored.index not in known:
            entries.add(entry.index)
            known.add(stored.index)
            pairs.append((entry, stored))
    return pairs
