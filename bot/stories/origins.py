"""Where an item has its news from, and how many independent sources a story has.

The origin of one item is the first of these that its text, its feed or its publisher gives:

1. another medium or agency that is *cited for the news* ("NYT: …", "told the broadcaster KBS", "передает
   ТАСС", or a state's agency without its name): it found the news, whoever wrote the item. So it comes before
   an agency's credit, which says who passed it on. A mere subject ("a Reuters photographer was wounded") is
   none.
2. an agency's *credit*: in brackets at either end of the text or after a sentence, in a dateline, as its last
   words, or as the author. Of several agencies it is a worldwide one, else the first.
3. the outlet that an aggregating feed names as the source, or that ends the title (`… - CNN`).
4. the publisher, or the agency or broadcaster whose desk or site it is.

An official body that is quoted is no origin of its own: several who heard it are independent witnesses of
what it said. Nothing is guessed: who prints an agency without saying so counts as itself, unless its text is
a near copy of another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.model import Attribution, Evidence, Item, Origin, OriginKind, StoryMember
from bot.stories.agencies import NAMES, SITES, WIRES
from bot.stories.copies import Shingles, is_copy
from bot.stories.credits import Credits, ident, outermost
from bot.text import canonical_url, fold

REMEMBERED = 32
"""Texts of a story that are kept to know a copy: the newest ones; copies come within hours."""

_SITE = re.compile(r"\.[a-z]{2,4}$")
_MARKS = re.compile(r"[\W_]+")

Lookup = Callable[[str], str]
"""The name of a publisher, a source or an author → the name of the agency or medium that it is, or
``""``."""


def house(mentions: Sequence[Evidence]) -> str:
    """The agency or medium that these, found in a name, tell of: `ロイター` is Reuters, `BBC News Mundo`
    BBC."""
    found = outermost(mentions)
    return NAMES[ident(found[0])] if found else ""


def same_name(name: str) -> str:
    """The agency or medium of exactly this name in Latin letters; for callers that have no annotator."""
    return _BY_NAME.get(key(name), "")


def key(name: str) -> str:
    """A name as it is compared: `TV5MONDE` is `TV5 Monde`, `n-tv.de` is `n-tv`."""
    folded = fold(name).strip()
    return _MARKS.sub("", _SITE.sub("", folded)) or folded


_NAMES = frozenset(NAMES.values())
_BY_NAME = {key(name): name for name in NAMES.values()}


def origin(
    item: Item,
    publisher: str,
    mentions: Sequence[Evidence],
    attributions: Sequence[Attribution] = (),
    *,
    lookup: Lookup = same_name,
) -> Origin:
    """The origin of an item; see the module. `lookup` is `house` of what an annotator finds in a name."""
    own = lookup(publisher) or same_name(publisher) or _site(item.url) or publisher
    text = Credits(item, mentions)
    cited = text.cited(own, attributions)
    if cited:
        return cited
    credited = text.credit() or _byline(item, lookup)
    if credited:
        return credited
    if item.source_name and key(item.source_name) != key(publisher):
        name = lookup(item.source_name) or item.source_name
        return Origin(name=name, kind=OriginKind.SOURCE, text=item.source_name)
    return text.signed(own) or Origin(name=own, kind=OriginKind.PUBLISHER)


def _site(url: str) -> str:
    """The agency whose own pages the address is of."""
    page = canonical_url(url).casefold()
    place, _, path = page.partition("/")
    labels = place.split(".")
    places = (".".join(labels[first:]) for first in range(len(labels) - 1))
    ident = next((SITES[site] for site in places if site in SITES), "") or SITES.get(
        f"{place}/{path.partition('/')[0]}", ""
    )
    return NAMES[ident] if ident else ""


def _byline(item: Item, lookup: Lookup) -> Origin | None:
    name = lookup(item.author) if item.author else ""
    if name not in _WIRE_NAMES:
        return None
    return Origin(name=name, kind=OriginKind.CREDIT, text=item.author)


_WIRE_NAMES = frozenset(WIRES.values())


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text of a story."""

    shingles: Shingles
    at: int
    """Index of its origin."""


@dataclass(frozen=True, slots=True)
class KnownOrigins:
    """The independent origins of a story, brought up to date item by item.

    Their number never falls, and is at most that of the items. It does not depend on the order of the items
    but where near copies connect outlets: two that were both counted before a text connected them both stay,
    and a copy is known only among the last REMEMBERED texts.
    """

    names: tuple[str, ...] = ()
    """In order of arrival."""
    keys: tuple[str, ...] = ()
    """The same as they are compared."""
    sure: frozenset[str] = frozenset()
    """Keys of those that are known by more than the outlet that brought them."""
    seen: tuple[_Seen, ...] = ()
    carriers: tuple[tuple[str, int], ...] = ()
    """Keys of outlets whose text turned out to be another's, with the index of that origin."""

    def joined_by(self, member: StoryMember) -> KnownOrigins:
        """With one more item; an item that brings no new origin leaves the names as they are."""
        source = member.traits.origin or Origin(name=member.publisher, kind=OriginKind.PUBLISHER)
        said = source.kind is not OriginKind.PUBLISHER or source.name in _NAMES
        text = member.traits.shingles
        own = key(source.name)
        carried = dict(self.carriers).get(own)
        found = self._copied(text, said=said) if own not in self.keys and carried is None else carried
        known, at = self._naming(source.name, found, said=said)
        if not text:
            return known
        return replace(known, seen=(*known.seen, _Seen(text, at))[-REMEMBERED:])

    def merged_with(self, other: KnownOrigins) -> KnownOrigins:
        """With those of a story that turned out to be the same; its names come after ours."""
        known, places = self, []
        for name, its in zip(other.names, other.keys, strict=True):
            known, at = known._naming(name, None, said=its in other.sure)
            places.append(at)
        seen = (*self.seen, *(_Seen(text.shingles, places[text.at]) for text in other.seen))
        return replace(known, seen=seen[-REMEMBERED:])

    def _naming(self, name: str, found: int | None, *, said: bool) -> tuple[KnownOrigins, int]:
        """With this name, and its index; in the place of another if its text was `found` there."""
        own = key(name)
        at = self.keys.index(own) if own in self.keys else found
        names, keys, carriers = self.names, self.keys, self.carriers
        if at is None:
            at, names, keys = len(names), (*names, name), (*keys, own)
        elif said and keys[at] != own:  # the text was seen first at an outlet that did not say whose it is
            carriers = (*carriers, (keys[at], at))
            names, keys = (*names[:at], name, *names[at + 1 :]), (*keys[:at], own, *keys[at + 1 :])
        sure = self.sure | {own} if said and own not in self.sure else self.sure
        return KnownOrigins(names, keys, sure, self.seen, carriers), at

    def _copied(self, text: Shingles, *, said: bool) -> int | None:
        """The origin of the newest text of which this is a copy; one that is credited to two has two."""
        at = next((seen.at for seen in reversed(self.seen) if is_copy(seen.shingles, text)), None)
        return None if at is not None and said and self.keys[at] in self.sure else at


def independent(members: Iterable[StoryMember]) -> tuple[str, ...]:
    """The independent origins of a story, in order of arrival; see `KnownOrigins`."""
    known = KnownOrigins()
    for member in members:
        known = known.joined_by(member)
    return known.names
