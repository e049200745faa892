"""What the words of an item say of where its news comes from: credits, citations, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.model import Attribution, Evidence, Item, Origin, OriginKind
from bot.stories.agencies import MOUTHPIECES, NAMES, RELAYS, VOICES, WIRES, WORLDWIDE

KIND = "agencies/"
CITES, SOURCE, PICTURE = KIND + "cites", KIND + "source", KIND + "picture"
STATE_AGENCY, STATE_MEDIA = KIND + "state-agency", KIND + "state-media"

DATELINE = 60
"""Characters at the beginning of a text within which a dateline ends: an American town with its state and a
date have up to 45."""

LONGEST_CREDIT = 60
"""Characters between the brackets of a credit."""

LAST_WORDS, LAST_SIGNS, AFTER = 40, 15, 15
"""Characters of a credit that ends a text without brackets (`Le Figaro avec AFP`); in scripts without spaces;
and of what may follow the name (`PAP/INTERIA`)."""

REACH, SIGN_REACH = 45, 25
"""Characters between a medium and the word that cites it, in one sentence; in scripts without spaces. Chosen
on two labelled storylines; of 9,900 items of feeds in 12 languages 86 cite a medium within them, which were
read: about one in ten was wrong, by names that are words too, and those names were mended."""

SENTENCE = 160
"""The same where the name is the subject of a sentence whose verb comes last, as in Japanese and Korean."""

BESIDE = 5
"""Characters between a country and its media: `de la`, `'s`."""

PICTURED = 15
"""Characters between "Photo" and the name of those who took it."""

MANY = 40
"""Names of media at the beginning of an item that are looked at, and as many at its end: feeds are hostile
input."""

_OPENING, _CLOSING = "([{（［【〔｛", ")]}）］】〕｝"
_DASH = re.compile(r"(?:\.[A-Za-z]{2})?\.?(?:\s{1,3}-{1,3}|-{2,3}|\s{0,3}[–—―]|-(?=\s))|\.-")
_DASHED_BEFORE = re.compile(r"\s(?:-{1,2}|[–—―])\s*$")
_SIGNED = re.compile(r"\s[-–—|]\s{1,3}$")
_WIRED = re.compile(r"[^。，,]{0,24}?[电電]|[^。，,]{0,24}?(?:报导|報導|报道|報道)")
_END = re.compile(r"[.!?…。！？؟।](?=[\s\W]|$)|[\n|—–©。！？]|\s-{1,2}\s")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"\w")
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SUBJECT = re.compile(r"\s?(?:通信|紙|テレビ|放送)?[はが、]|(?<=[은는이가])\s")
_HEADED = re.compile(r"\s*[:：]|\s*[\"“”„«「『‘‹]")


def ident(mention: Evidence) -> str:
    """The id of an agency or medium that is mentioned, ``""`` for other concepts."""
    return mention.concept.removeprefix(KIND) if mention.concept.startswith(KIND) else ""


def outermost(mentions: Iterable[Evidence]) -> list[Evidence]:
    """Mentions of agencies and media that lie in no longer one: `Interfax-Ukraine` is not `Interfax`."""
    named = sorted(
        (mention for mention in mentions if ident(mention) in NAMES),
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


class Credits:
    """Title and summary of an item with the media that they name."""

    def __init__(self, item: Item, mentions: Sequence[Evidence]) -> None:
        self._fields = {"title": item.title, "summary": item.summary}
        self._mentions = mentions
        named = [mention for mention in outermost(mentions) if mention.field in self._fields]
        named = named if len(named) <= 2 * MANY else named[:MANY] + named[-MANY:]
        self._pictures = [mention for mention in mentions if mention.concept == PICTURE]
        self._credits: list[Evidence] = []
        self._others: list[Evidence] = []
        for mention in named:
            (self._credits if self._is_credit(mention) else self._others).append(mention)
        self._cites = [mention for mention in mentions if mention.concept in (CITES, SOURCE)]

    def credit(self) -> Origin | None:
        """The agency that is credited."""
        if not self._credits:
            return None
        found = min(self._credits, key=lambda mention: _rank(ident(mention)))
        return _named(ident(found), found.text, OriginKind.CREDIT)

    def signed(self, own: str) -> Origin | None:
        """The medium that ends the title, as aggregators write it: `… - CNN`."""
        title = self._fields["title"]
        for mention in self._others:
            ends = mention.field == "title" and not _LETTER.search(title, mention.end)
            if ends and _SIGNED.search(title[: mention.start]) and NAMES[ident(mention)] != own:
                return _named(ident(mention), mention.text, OriginKind.SOURCE)
        return None

    def cited(self, own: str, attributions: Sequence[Attribution]) -> Origin | None:
        """The medium that is cited for the news, other than the item's own."""
        for mention in self._others:
            if NAMES[ident(mention)] != own and (
                _speaks(mention, attributions) or self._heads(mention) or self._is_cited(mention)
            ):
                return _named(ident(mention), mention.text, OriginKind.ATTRIBUTION)
        return self._state_media(own)

    def _state_media(self, own: str) -> Origin | None:
        """The agency of the state whose agency or media are cited without their name."""
        speaking = [mention for mention in self._mentions if mention.concept in (STATE_AGENCY, STATE_MEDIA)]
        for mention in speaking[:MANY]:
            if self._is_cited(mention):
                country = self._country(mention)
                agency = MOUTHPIECES.get(country, "")
                spoken = mention.concept == STATE_AGENCY or country in VOICES
                if agency and spoken and NAMES[agency] != own:
                    return _named(agency, mention.text, OriginKind.ATTRIBUTION)
        return None

    def _country(self, media: Evidence) -> str:
        """The country beside a mention (`Iran's state media`), else the first that the item names."""
        countries = [mention for mention in self._mentions if mention.concept in MOUTHPIECES]
        beside = (
            mention.concept
            for mention in countries
            if mention.field == media.field
            and (0 <= media.start - mention.end <= BESIDE or 0 <= mention.start - media.end <= BESIDE)
        )
        return next(beside, countries[0].concept if countries else "")

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
                reach = _reach(text, mention)
                if len(between) <= reach and not _END.search(between):
                    return True
        return False

    def _is_credit(self, mention: Evidence) -> bool:
        if ident(mention) not in WIRES:
            return False
        text = self._fields[mention.field]
        return not self._is_of_picture(text, mention) and (
            self._is_bracketed(text, mention)
            or _is_between_slashes(text, mention)
            or _is_in_dateline(text, mention)
            or _is_last(text, mention)
        )

    def _is_of_picture(self, text: str, mention: Evidence) -> bool:
        """Whether only a picture is credited: `(Photo: AP)`."""
        return any(
            picture.field == mention.field
            and 0 <= mention.start - picture.end <= PICTURED
            and not _END.search(text, picture.end, mention.start)
            for picture in self._pictures
        )

    def _is_bracketed(self, text: str, mention: Evidence) -> bool:
        """Whether it stands in brackets at either end of the text, or between sentences, and explains no
        name."""
        start = max(
            text.rfind(sign, max(0, mention.start - LONGEST_CREDIT), mention.start) for sign in _OPENING
        )
        ends = (text.find(sign, mention.end, mention.end + LONGEST_CREDIT) for sign in _CLOSING)
        end = min((end for end in ends if end >= 0), default=-1)
        if start < 0 or end < 0 or any(sign in text[start + 1 : mention.start] for sign in _CLOSING):
            return False
        before, after = text[:start].rstrip(), text[end + 1 :]
        if any(
            name.field == mention.field and name.end == len(before) and ident(name) == ident(mention)
            for name in self._mentions
        ):
            return False
        bare = text[start + 1 : mention.start].strip() == "" == text[mention.end : end].strip()
        if bare and _DASH.match(after):
            return True
        if not before or before[-1] in ".!?…。！？؟»”\"'’」』":
            return True
        return not _LETTER.search(after) or (end <= DATELINE and _DASH.match(after) is not None)


def _speaks(mention: Evidence, attributions: Sequence[Attribution]) -> bool:
    return any(
        said.field == mention.field and said.start < mention.end and mention.start < said.end
        for said in attributions
    )


def _rank(agency: str) -> int:
    return 0 if agency in WORLDWIDE else 2 if agency in RELAYS else 1


def _reach(text: str, mention: Evidence) -> int:
    if _SUBJECT.match(text, mention.end):
        return SENTENCE
    return SIGN_REACH if _SIGN.search(mention.text) else REACH


def _is_between_slashes(text: str, mention: Evidence) -> bool:
    """`/ТАСС/`, also with two agencies."""
    before, after = text[: mention.start][-20:], text[mention.end :][:20]
    opened = re.search(r"(?:^|[\s.])/[^\s/]*/?$", before)
    return opened is not None and re.match(r"[^\s/]*(?:/[^\s/]*)?/(?=[\s.]|$)", after) is not None


def _is_in_dateline(text: str, mention: Evidence) -> bool:
    """`SEOUL, Oct. 8 (Yonhap) --`, `МОСКВА, 28 сен - РИА Новости.`, `新华社平壤4月28日电`."""
    before = text[: mention.start]
    if mention.end > DATELINE or before.endswith("-"):
        return False
    if _DASH.match(text, mention.end):
        return not before.strip() or before.rstrip()[-1] in ".,:/" or _DIGIT.search(before) is not None
    if text.startswith(".", mention.end) and _DASHED_BEFORE.search(before):
        return True
    return not _LETTER.search(before) and _WIRED.match(text, mention.end) is not None


def _is_last(text: str, mention: Evidence) -> bool:
    """Whether it stands in the last few words of a text, after the end of a sentence: `© 2024 AFP`."""
    if len(text) - mention.end > AFTER or _END.search(text[mention.end :].rstrip(" .\n)")):
        return False
    longest = LAST_SIGNS if _SIGN.search(mention.text) else LAST_WORDS
    ends = [end.end() for end in _END.finditer(text, max(0, mention.start - longest), mention.start)]
    return bool(ends) and len(text) - ends[-1] <= longest


def _named(ident: str, text: str, kind: OriginKind) -> Origin:
    return Origin(name=NAMES[ident], kind=kind, text=text)
