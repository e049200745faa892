"""Where an item has its news from, and how many independent sources a story has.

The origin of one item is the first of these that its text, its feed or its publisher gives:

1. another medium or agency that is *cited for the news* ("NYT: …", "told the broadcaster KBS", "передает ТАСС", or
   the state media of a country, "state media said"): it found the news, whoever wrote the item; so it comes before
   an agency's credit, which says who passed it on. A mere subject ("a Reuters photographer was wounded") is none.
2. an agency's *credit*: in brackets at either end of the text or after a sentence, in a dateline, as its last
   words, or as the author. Of several agencies it is a worldwide one, else the first.
3. the outlet that an aggregating feed names as the source.
4. the publisher, or the agency or broadcaster whose desk it is.

An official body that is quoted is no origin of its own: several who heard it are independent witnesses of what it
said. Nothing is guessed: who prints an agency without saying so counts as itself, unless its text gives it away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.model import Attribution, Evidence, Item, Origin, OriginKind, StoryMember
from bot.stories.agencies import MOUTHPIECES, NAMES, WIRES, WORLDWIDE
from bot.stories.copies import Shingles, is_copy
from bot.text import fold

KIND = "agencies/"
CITES, SOURCE, STATE_MEDIA = KIND + "cites", KIND + "source", KIND + "state-media"

DATELINE = 60
"""Characters at the beginning of a text within which a dateline ends; the longest seen, with an American town and its
state, has 45."""

LONGEST_CREDIT = 60
"""Characters between the brackets of a credit."""

LAST_WORDS = 40
"""Characters of a credit that ends a text without brackets: `Le Figaro avec AFP`."""

REACH, SIGN_REACH = 45, 25
"""Characters between the name of a medium and the word that cites it, in one sentence; for scripts without spaces."""

REMEMBERED = 32
"""Texts of a story that are kept to know a copy: the newest ones; copies come within hours."""

_OPENING, _CLOSING = "([{（［【〔｛", ")]}）］】〕｝"
_DASH = re.compile(r"\s*\.?\s*(?:-{1,3}|[–—―])(?=\s|\w|[„“\"'«])")
_DASHED_BEFORE = re.compile(r"\s(?:-{1,2}|[–—―])\s*$")
_WIRED = re.compile(r"[^。，,]{0,24}?[电電]|[^。，,]{0,24}?(?:报导|報導|报道|報道)")
_END = re.compile(r"[.!?…。！？؟।](?=[\s\W]|$)|[\n|—–©。！？]|\s-{1,2}\s")
_LETTER = re.compile(r"\w")
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HEADED = re.compile(r"\s*[:：]|\s*[\"“”„«「『‘‹]")
_SITE = re.compile(r"\.[a-z]{2,4}$")
_MARKS = re.compile(r"[\W_]+")

Lookup = Callable[[str], str]
"""The name of a publisher, a source or an author → the name of the agency or medium that it is, or ``""``."""


def house(mentions: Sequence[Evidence]) -> str:
    """The agency or medium of which these are found in a name: `ロイター` is Reuters, `BBC News Mundo` the BBC."""
    found = [mention for mention in _outer(mentions) if _id(mention) in NAMES]
    return NAMES[_id(found[0])] if found else ""


def same_name(name: str) -> str:
    """The agency or medium of exactly this name in Latin letters; for callers that have no annotator."""
    return _BY_NAME.get(key(name), "")


def key(name: str) -> str:
    """A name as it is compared: `TV5MONDE` is `TV5 Monde`, `n-tv.de` is `n-tv`."""
    folded = fold(name).strip()
    return _MARKS.sub("", _SITE.sub("", folded)) or folded


_BY_NAME = {key(name): name for name in NAMES.values()}


def origin(
    item: Item,
    publisher: str,
    mentions: Sequence[Evidence],
    attributions: Sequence[Attribution] = (),
    *,
    lookup: Lookup = same_name,
) -> Origin:
    """The origin of an item; see the module. `lookup` is `house` of what an annotator finds in a name, cached."""
    own = lookup(publisher) or publisher
    text = _Text(item, mentions)
    cited = text.cited(own, attributions)
    if cited:
        return cited
    credited = text.credit() or _byline(item, lookup)
    if credited:
        return credited
    if item.source_name and key(item.source_name) != key(publisher):
        name = lookup(item.source_name) or item.source_name
        return Origin(name=name, kind=OriginKind.SOURCE, text=item.source_name)
    return Origin(name=own, kind=OriginKind.PUBLISHER)


def _byline(item: Item, lookup: Lookup) -> Origin | None:
    name = lookup(item.author) if item.author else ""
    if name not in _WIRE_NAMES:
        return None
    return Origin(name=name, kind=OriginKind.CREDIT, text=item.author)


_WIRE_NAMES = frozenset(WIRES.values())


def _id(mention: Evidence) -> str:
    return mention.concept.removeprefix(KIND) if mention.concept.startswith(KIND) else ""


def _outer(mentions: Iterable[Evidence]) -> list[Evidence]:
    """Mentions of agencies and media that lie in no longer one: `Interfax-Ukraine` is not `Interfax`."""
    named = sorted(
        (mention for mention in mentions if _id(mention) in NAMES),
        key=lambda mention: (mention.field != "title", mention.field, mention.start, -mention.end),
    )
    kept: list[Evidence] = []
    for mention in named:
        last = kept[-1] if kept else None
        if last is None or last.field != mention.field or mention.start >= last.end:
            kept.append(mention)
        elif mention.end > last.end:
            kept[-1] = mention
    return kept


class _Text:
    """Title and summary of an item with the media that they name."""

    def __init__(self, item: Item, mentions: Sequence[Evidence]) -> None:
        self._fields = {"title": item.title, "summary": item.summary}
        self._mentions = mentions
        named = [mention for mention in _outer(mentions) if mention.field in self._fields]
        self._credits = [mention for mention in named if self._is_credit(mention)]
        self._others = [mention for mention in named if mention not in self._credits]
        self._cites = [mention for mention in mentions if mention.concept in (CITES, SOURCE)]

    def credit(self) -> Origin | None:
        """The agency that is credited."""
        if not self._credits:
            return None
        found = min(self._credits, key=lambda mention: _id(mention) not in WORLDWIDE)
        return _named(_id(found), found.text, OriginKind.CREDIT)

    def cited(self, own: str, attributions: Sequence[Attribution]) -> Origin | None:
        """The medium that is cited for the news, other than the item's own."""
        speaking = {(a.field, a.start) for a in attributions if a.speaker in NAMES}
        found: Iterator[tuple[str, Evidence]] = (
            (_id(mention), mention)
            for mention in self._others
            if (mention.field, mention.start) in speaking or self._heads(mention) or self._is_cited(mention)
        )
        for ident, mention in found:
            if NAMES[ident] != own:
                return _named(ident, mention.text, OriginKind.ATTRIBUTION)
        return self._state_media(own)

    def _state_media(self, own: str) -> Origin | None:
        speaking = [m for m in self._mentions if m.concept == STATE_MEDIA and self._is_cited(m)]
        countries = (MOUTHPIECES[m.concept] for m in self._mentions if m.concept in MOUTHPIECES)
        ident = next(countries, "")
        if not speaking or not ident or NAMES[ident] == own:
            return None
        return _named(ident, speaking[0].text, OriginKind.ATTRIBUTION)

    def _heads(self, mention: Evidence) -> bool:
        """Whether the title says who found its news before anything else: `NYT: …`, `NYT "…"`."""
        if mention.field != "title" or _LETTER.search(self._fields["title"][: mention.start]):
            return False
        return _HEADED.match(self._fields["title"], mention.end) is not None

    def _is_cited(self, mention: Evidence) -> bool:
        text = self._fields[mention.field]
        for cite in self._cites:
            if cite.field == mention.field and cite.start != mention.start:
                first, second = sorted((cite, mention), key=lambda m: m.start)
                between = text[first.end : second.start]
                reach = SIGN_REACH if _SIGN.search(mention.text) else REACH
                if len(between) <= reach and not _END.search(between):
                    return True
        return False

    def _is_credit(self, mention: Evidence) -> bool:
        if _id(mention) not in WIRES:
            return False
        text = self._fields[mention.field]
        return (
            self._is_bracketed(text, mention)
            or _is_between_slashes(text, mention)
            or _is_in_dateline(text, mention)
            or _is_last(text, mention)
        )

    def _is_bracketed(self, text: str, mention: Evidence) -> bool:
        """Whether it stands in brackets at either end of the text, or between sentences, and explains no name."""
        start = max(text.rfind(sign, max(0, mention.start - LONGEST_CREDIT), mention.start) for sign in _OPENING)
        ends = (text.find(sign, mention.end, mention.end + LONGEST_CREDIT) for sign in _CLOSING)
        end = min((end for end in ends if end >= 0), default=-1)
        if start < 0 or end < 0 or any(sign in text[start + 1 : mention.start] for sign in _CLOSING):
            return False
        before, after = text[:start].rstrip(), text[end + 1 :]
        if any(m.field == mention.field and m.end == len(before) and _id(m) == _id(mention) for m in self._mentions):
            return not _LETTER.search(after)
        if not before or before[-1] in ".!?…。！？؟»”\"'’」』":
            return True
        return not _LETTER.search(after) or (end <= DATELINE and _DASH.match(after) is not None)


def _is_between_slashes(text: str, mention: Evidence) -> bool:
    """`/ТАСС/`, also with two agencies."""
    before, after = text[: mention.start][-20:], text[mention.end :][:20]
    opened = re.search(r"(?:^|[\s.])/[^\s/]*/?$", before)
    return opened is not None and re.match(r"[^\s/]*(?:/[^\s/]*)?/(?=[\s.]|$)", after) is not None


def _is_in_dateline(text: str, mention: Evidence) -> bool:
    """`SEOUL, Oct. 8 (Yonhap) --`, `МОСКВА, 28 сен - РИА Новости.`, `新华社平壤4月28日电`."""
    if mention.end > DATELINE:
        return False
    before, after = text[: mention.start], text[mention.end :]
    if _DASH.match(after.removeprefix(".RU").removeprefix(".ru")):
        return not _END.search(before.rstrip(" -–—.0123456789")[:-1]) or before.count(".") <= 2
    if after.startswith(".") and _DASHED_BEFORE.search(before):
        return True
    return not _LETTER.search(before) and _WIRED.match(after) is not None


def _is_last(text: str, mention: Evidence) -> bool:
    """Whether it stands in the last few words of a text, after the end of a sentence: `© 2024 AFP`."""
    tail = text[mention.end :]
    if len(tail) > LAST_WORDS or _END.search(tail.rstrip(" .\n)")):
        return False
    start = max((end.end() for end in _END.finditer(text, max(0, mention.start - LAST_WORDS), mention.start)), default=-1)
    return start >= 0 and len(text) - start <= LAST_WORDS


def _named(ident: str, text: str, kind: OriginKind) -> Origin:
    return Origin(name=NAMES[ident], kind=kind, text=text)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text of a story."""

    shingles: Shingles
    at: int
    """Index of its origin."""


@dataclass(frozen=True, slots=True)
class KnownOrigins:
    """The independent origins of a story, brought up to date item by item.

    Their number never falls. It does not depend on the order of the items, but for this: where copies connect two
    origins that were both counted before a text connected them, both stay; and a copy is known only among the last
    REMEMBERED texts.
    """

    names: tuple[str, ...] = ()
    """In order of arrival."""
    sure: frozenset[str] = frozenset()
    """Keys of those that are known by more than the outlet that brought them."""
    seen: tuple[_Seen, ...] = ()

    def joined_by(self, member: StoryMember) -> KnownOrigins:
        """With one more item; an item that brings no new origin leaves the names as they are."""
        source = member.traits.origin or Origin(name=member.publisher, kind=OriginKind.PUBLISHER)
        names, at = self.names, self._place(source.name)
        model = self._model(member.traits.shingles)
        said = source.kind is not OriginKind.PUBLISHER or source.name in NAMES.values()
        if at is None and model is not None and (not said or key(names[model]) not in self.sure):
            at = model
            if said:  # the text was first seen at an outlet that did not say whose it is
                names = (*names[:at], source.name, *names[at + 1 :])
        if at is None:
            at, names = len(names), (*names, source.name)
        sure = self.sure | {key(source.name)} if said else self.sure
        return KnownOrigins(names, sure, self._remember(member.traits.shingles, at))

    def _place(self, name: str) -> int | None:
        wanted = key(name)
        return next((at for at, known in enumerate(self.names) if key(known) == wanted), None)

    def _model(self, shingles: Shingles) -> int | None:
        """The origin of the newest text of which this one is a copy."""
        return next((seen.at for seen in reversed(self.seen) if is_copy(seen.shingles, shingles)), None)

    def _remember(self, shingles: Shingles, at: int) -> tuple[_Seen, ...]:
        return (*self.seen, _Seen(shingles, at))[-REMEMBERED:] if shingles else self.seen


def independent(members: Iterable[StoryMember]) -> tuple[str, ...]:
    """The independent origins of a story, in order of arrival; see `KnownOrigins`."""
    known = KnownOrigins()
    for member in members:
        known = known.joined_by(member)
    return known.names
