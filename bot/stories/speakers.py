"""Whom an item cites: the speakers that its words of saying, confirming and denying are bound to.

A speaker is a person or body (`speakers/nis`), a country that stands for its government (`countries/russia`),
or an office of one (`roles/defence` beside `countries/russia`); the ids of all are hyphenated. Named is not
yet cited: a speaker is cited who is the subject of a cue (`stances/says`), stands behind "according to", or
opens a headline before a colon or a quotation. Everything here looks at one sentence and is linear in its
mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.model import Attribution, Evidence

MAX_NAMED = 60
"""Speakers that are read of one field; the busiest of 600 items has 14."""

NEAR = 3
"""Words between a verb and a subject that follows it: `, a déclaré le chef du Pentagone`."""

LABEL = 40
"""Characters in which a headline can begin before its speaker: `Corea del Nord, Seul: …`."""

FAR = 6
"""Words between `according to` and whom it means: `nach Angaben aus Kreisen der Regierung`."""

_KINDS = ("speakers", "countries", "roles")
_SAYING = (
    "says",
    "according-to",
    "confirms",
    "denies",
    "cannot-confirm",
    "acts",
    "votes",
    "not-denied",
    "corrects",
)

_DOING = ("acts", "votes")
"""Cues that cite nobody, but tell what somebody does; the headline's is what the item is about."""

_OFFICES = {
    ("south-korea", "intelligence"): "nis",
    ("south-korea", "defence"): "seoul-mnd",
    ("south-korea", "military"): "seoul-jcs",
    ("north-korea", "state-media"): "kcna",
    ("ukraine", "intelligence"): "hur",
    ("ukraine", "military"): "ukraine-army",
    ("ukraine", "president"): "zelensky",
    ("ukraine", "defence"): "ukraine-gov",
    ("ukraine", "foreign"): "ukraine-gov",
    ("ukraine", "official"): "ukraine-gov",
    ("russia", "defence"): "russian-mod",
    ("russia", "military"): "russian-mod",
    ("russia", "foreign"): "russian-mfa",
    ("russia", "president"): "putin",
    ("us", "defence"): "pentagon",
    ("us", "military"): "pentagon",
    ("us", "official"): "us-official",
    ("us", "foreign"): "state-department",
    ("israel", "military"): "idf",
}
"""Offices with a name of their own; those of other countries speak as the country."""

_TELLING = ("intelligence", "state-media", "defence", "foreign", "military", "president", "envoy", "official")
"""Roles, the most telling first: `ministre … de la Défense` is both `official` and `defence`."""

_STOP = re.compile(
    r"[,;:!?\"()«»„“”「」『』【】、。，：；！？،؛؟|/—–]|\s-\s|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])"
)
_CLAUSE = re.compile(r"[,;:!?()|、。，：；！？،؛؟—–]")
_BREAK = re.compile(r"[:;!?\"«»„“”「『。：；！？|]")
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=\w{5})\.\s|(?<=[\d)\"»”’'])\.\s|[!?…][\"»”’']?\s|[。！？؟;；\n]")
_QUOTED = re.compile(r"[^….,;:!?\"、。，：]{0,8}[\"“”«„「『‘]")
_DATELINE = re.compile(
    r"\s*(?:[\[(【（][^\])】）]{1,40}[\])】）]"  # (서울=연합뉴스)
    r"|[^()]{1,40}\([^()]{2,30}\)\s*[-–—]"  # SEOUL, Oct 8 (Reuters) -
    r"|[^/]{1,40}/[^/]{2,20}/"  # МОСКВА, 8 мая. /ТАСС/
    r"|[\w .,/’']{2,45}\s[-–—]{1,2}\s"  # Kijów, 8 maja -
    r"|[^，。,]{2,24}[日]电"  # 新华社首尔8日电
    r"|[^\W\d_a-zа-я]{3,20}(?:\s[^\W\d_a-zа-я]{2,20})?:)"  # NEW YORK:
)
"""Where a report was written, in the first words of a summary; nobody there is cited."""

_AND = re.compile(
    r"\s*(?:(?P<comma>,)|,?\s*(?:and|et|und|y|e|и|та|й|i|en|och|ve)\s|\s[وו]|[、·・和与與と및])"
    r"\s*(?:the|la|le|l[’']|el|los|die|der)?\s*",
    re.IGNORECASE,
)
_COLON = re.compile(r"[^.,;!?\"«»“”、。，：:]{0,10}[:：]")
_LABEL = re.compile(r"\s*(?:[\[(【][^\])】]{0,20}[\])】]\s*)*[\"“«]?")
_TRAIL = re.compile(r"(?:[:：、،]\s*|\s[-–—]\s*|と|[」』”\"]\s*|\u3000|\s)\W{0,2}$")
_SOV = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_VSO = re.compile(r"[\u0590-\u06ff]")
_TOPIC = re.compile(r"[^、。\s]{0,8}[はがも]|[^\s]{0,4}(?:은|는|이|가)(?=\s)")
_BEFORE_VERB = re.compile(
    r"(?:^|[,»”\"’'›“—–-]|\()\s*(?:(?:a|ha|hat|ont|han|hanno|has|have|avait|il|ils|lo|так|про|про це)\s)?$"
)
_OBLIQUE = re.compile(
    r"(?:^|[\s(])(?:in|at|to|from|for|with|against|on|before|over|about|à|au|aux|en|devant|dans"
    r"|contre|pour|avec|sur|im|an|am|vor|vom|bei|aus|gegen|für|mit|zum|zur|beim|a|al|ante|contra"
    r"|para|con|ai|all[’']|nell[’']|nel|nella|em|no|na|ao|в|во|на|із|з|от|від|для|до|против|проти|о|об|у|w|we|od"
    r"|przeciw|dla|van|aan|op|naar|i|på|av|från|mot|till)\s*(?:(?:the|le|la|les|l[’']|der|dem|den|die|el|los|o|a|il)\s*)?$",
    re.IGNORECASE,
)
"""What a subject does not stand behind: `in Seoul`, `devant l'ONU`, `в ООН`. A genitive can hold it: `regime
de Kim`."""

_OBLIQUE_AFTER = re.compile(r"[をにでへとの]|에서|에게|서(?=\s)|에(?=\s)|의(?=\s)")
_OBLIQUE_ZH = re.compile(r"[在向对對于於赴给給被与與和]$")
_OBLIQUE_END = ("에서", "에게", "서", "에", "의", "와", "과")
_BY = re.compile(
    r"\s*(?:by|par|von|vom|por|da|dal|dalla|przez|door|av)\s(?:the\s|la\s|le\s|l[’']|der\s|den\s|dem\s|el\s|de\s)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A speaker named in one field, cited or not."""

    speaker: str
    """Empty for an office whose country is not said (`the minister`)."""
    side: str
    """The country that the speaker belongs to, or empty."""
    field: str
    start: int
    end: int
    metonym: bool = False
    """A country by its own name, which may be what the item is about."""
    declined: bool = False
    """In a form that Cyrillic gives to objects, not to subjects: `Путину`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A word of stance at its place."""

    kind: str
    """`says`, `denies`, …"""
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A cue with the one whom it is bound to."""

    cue: Cue
    actor: Named | None
    sentence: int
    """0 for the title, or its clause before a semicolon; counted through both fields."""


def attributions(
    title: str, summary: str, language: str, mentions: Sequence[Evidence]
) -> tuple[Attribution, ...]:
    """Whom the item cites, each speaker once, in order of place.

    A country is left out where one of its own bodies or persons is cited too: who says "Seoul" and then "the
    spy agency" means the spy agency.
    """
    said = sayings(title, summary, language, mentions)
    speaks = [one.actor for one in said if one.actor and one.cue.kind not in _DOING]
    actors = speaks
    if not any(actor.field == "title" for actor in speaks):
        actors = [*speaks, *(one.actor for one in said if one.actor and one.cue.field == "title")]
    precise = {actor.side for actor in actors if actor.side and actor.speaker != actor.side}
    texts = {"title": title, "summary": summary}
    found: dict[str, Attribution] = {}
    for actor in sorted(actors, key=lambda actor: (actor.field != "title", actor.start)):
        if actor.speaker and not (actor.speaker == actor.side and actor.side in precise):
            place = texts[actor.field][actor.start : actor.end]
            found.setdefault(
                actor.speaker,
                Attribution(
                    speaker=actor.speaker, text=place, field=actor.field, start=actor.start, end=actor.end
                ),
            )
    return tuple(found.values())


def sayings(title: str, summary: str, language: str, mentions: Sequence[Evidence]) -> tuple[Said, ...]:
    """Every cue of stance with its actor, title first, in order of place."""
    del language  # the script tells how a sentence is built, and tags lie
    found: list[Said] = []
    number = 0
    first: Named | None = None
    for field, text in (("title", title), ("summary", summary)):
        cues = cues_of(field, mentions)
        named = named_in(field, text, mentions, cues)
        dateline = _DATELINE.match(text) if field == "summary" else None
        for start, end in _sentences(text):
            first_word = max(start, dateline.end() if dateline else 0)
            inside = [one for one in named if first_word <= one.start < end]
            headline = _headline(text, start, end, inside) if start == 0 else None
            ours = [cue for cue in cues if start <= cue.start < end]
            said = [
                Said(cue=cue, actor=_actor(cue, text, start, end, inside, ours), sentence=number)
                for cue in ours
            ]
            if headline:
                cue = Cue(kind="says", field=field, start=headline.start, end=headline.end)
                said.append(Said(cue=cue, actor=headline, sentence=number))
            said += [replace(one, actor=other) for one in said for other in _beside(one.actor, inside, text)]
            found.extend(sorted(said, key=lambda one: (one.cue.start, one.actor.start if one.actor else 0)))
            number += 1
        if field == "title":
            first = next((one for one in named if one.speaker and one.speaker != one.side), None)
    return tuple(_resolved(found, first))


def _beside(actor: Named | None, named: Sequence[Named], text: str) -> Iterator[Named]:
    """Who is named with a speaker in one list: `Washington, Seoul and Tokyo`."""
    if actor not in named:
        return
    first = last = named.index(actor)
    links = [_AND.fullmatch(text, one.end, other.start) for one, other in pairwise(named)]
    while first and links[first - 1]:
        first -= 1
    while last < len(links) and links[last]:
        last += 1
    if any(link and not link["comma"] for link in links[first:last]):  # `in Kursk, Seoul says` is no list
        yield from (one for one in named[first : last + 1] if one is not actor)


def cues_of(field: str, mentions: Iterable[Evidence]) -> list[Cue]:
    """The cues of a field in order of place, without those that a longer one covers."""
    cues = sorted(
        (
            Cue(kind=one.concept.removeprefix("stances/"), field=field, start=one.start, end=one.end)
            for one in mentions
            if one.field == field and one.concept.startswith("stances/")
        ),
        key=lambda cue: (cue.start, -cue.end),
    )
    return [cue for cue in _uncovered(cues) if isinstance(cue, Cue)]


def named_in(field: str, text: str, mentions: Iterable[Evidence], cues: Sequence[Cue]) -> list[Named]:
    """The speakers of a field, with names, offices and countries of one phrase taken as one."""
    pieces = _pieces(field, mentions)
    groups: list[list[_Piece]] = []
    for piece in pieces[:MAX_NAMED]:
        if groups and _joins(groups[-1], piece, text, cues):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    capitals = {
        (one.start, one.end) for one in mentions if one.field == field and one.concept.startswith("capitals/")
    }
    return [_named(group, field, capitals) for group in groups]


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    id: str
    side: str
    start: int
    end: int
    declined: bool


def _pieces(field: str, mentions: Iterable[Evidence]) -> list[_Piece]:
    """The speakers, countries and roles that are named, of those at one place the longest and most precise.

    The narrower of two bodies has the longer id: `un-panel` is one of `un`.
    """
    found = []
    for one in mentions:
        kind, _, name = one.concept.partition("/")
        if one.field == field and kind in _KINDS and name:
            declined = one.how == "inflected" and bool(_CYRILLIC.search(one.text))
            side = name if kind == "countries" else ""
            found.append(_Piece(kind, name, side, one.start, one.end, declined))
    found.sort(
        key=lambda piece: (piece.start, -piece.end, _KINDS.index(piece.kind), _rank(piece.id), -len(piece.id))
    )
    kept: list[_Piece] = []
    for piece in found:
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
        elif piece.kind == "countries" and not kept[-1].side:
            kept[-1] = replace(kept[-1], side=piece.id)
        elif piece.id == "envoy" and kept[-1].kind == "speakers":
            kept.append(piece)  # `UN-Botschafter`
    return kept


def _rank(role: str) -> int:
    return _TELLING.index(role) if role in _TELLING else len(_TELLING)


def _joins(group: Sequence[_Piece], piece: _Piece, text: str, cues: Sequence[Cue]) -> bool:
    """Whether a piece belongs to the phrase before it: `ministre sud-coréen de la Défense`, not `Seoul and
    Tokyo`."""
    last = group[-1]
    gap = text[last.end : piece.start]
    if len(gap) > 20 or _STOP.search(gap) or len(_WORD.findall(gap)) > 2:
        return False
    if any(last.end <= cue.start < piece.start for cue in cues):
        return False
    if piece.kind == "roles":
        return True
    if piece.kind == "countries":
        return all(one.kind == "roles" and not one.side for one in group)
    if last.kind == "roles":
        return not _OBLIQUE.search(gap)
    return not gap.strip(" '’s-")


def _named(group: Sequence[_Piece], field: str, capitals: set[tuple[int, int]]) -> Named:
    people = [piece for piece in group if piece.kind == "speakers"]
    side = next((piece.side for piece in (*reversed(people), *group) if piece.side), "")
    role = min((piece.id for piece in group if piece.kind == "roles"), key=_rank, default="")
    if role == "envoy" and people and people[-1].id.startswith("un"):  # an envoy to it, of whichever country
        people = people[:-1]
    metonym = len(group) == 1 and group[0].kind == "countries"
    head = next((piece for piece in group if piece.kind == "roles"), group[-1])
    return Named(
        speaker=people[-1].id if people else _OFFICES.get((side, role), side),
        side=side,
        field=field,
        start=group[0].start,
        end=group[-1].end,
        metonym=metonym and (group[0].start, group[0].end) not in capitals,
        declined=head.declined,
    )


def _uncovered(cues: Sequence[Cue]) -> Iterator[Cue]:
    end = -1
    for cue in cues:
        if cue.end > end:
            yield cue
            end = cue.end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    cuts = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    yield from ((start, end) for start, end in pairwise(cuts) if end > start)


def _headline(text: str, start: int, end: int, named: Sequence[Named]) -> Named | None:
    """The speaker who opens a headline before a colon or a quotation, or who closes it: `…, Zelensky`."""
    runs = bool(_SOV.search(text, start, end))
    for one in named:
        label = _LABEL.match(text, start)
        if one.start - start > LABEL or _BREAK.search(text, label.end() if label else start, one.start):
            break
        if not one.metonym and (_COLON.match(text, one.end) or (runs and _QUOTED.match(text, one.end))):
            if not _oblique(one, text):
                return one
            if one.speaker.startswith("un"):  # somebody who speaks before it
                return replace(one, speaker="", side="")
    last = next(reversed(named), None)
    if not last or len(named) < 2 or last.metonym or len(text[last.end : end].strip(" .)）氏")) > 1:
        return None
    trail = _TRAIL.search(text, max(start, last.start - 6), last.start)
    return last if trail and (runs or trail[0].strip()) else None


def _actor(
    cue: Cue, text: str, start: int, end: int, named: Sequence[Named], cues: Sequence[Cue]
) -> Named | None:
    if cue.kind not in _SAYING or not named:
        return None
    before = [one for one in named if one.start < cue.start]
    after = [one for one in named if one.start >= cue.end]
    if cue.kind != "according-to":
        before = [one for one in before if not _oblique(one, text)] or before[:1]
    if cue.kind == "according-to":
        return _source(cue, text, before, after)
    agent = after[0] if after and _BY.fullmatch(text, cue.end, after[0].start) else None
    runs = bool(_SOV.search(text, start, end))
    if cue.kind in _DOING and not runs:
        before = [one for one in before if not _CLAUSE.search(text, one.end, cue.start)]
        named_act = (
            cue.kind == "votes" and not before and after and not text[cue.end : after[0].start].strip()
        )
        after = after if named_act else []  # `un veto russe`
    if runs:
        return _topic(text, before) or next(iter(after), None)
    if agent:
        return agent
    if _VSO.search(text, start, end):
        return _of_verb_first(cue, text, before, after)
    return _of_subject_first(cue, text, start, before, after, cues)


def _oblique(one: Named, text: str) -> bool:
    """Whether a speaker stands where a subject does not: `at the UN`, `в ООН`, `유엔에서`, `对伊朗`."""
    if one.declined:
        return True
    if _SOV.search(text[one.start : one.end + 2]):
        return bool(_OBLIQUE_AFTER.match(text, one.end)) or text[one.start : one.end].endswith(_OBLIQUE_END)
    return bool(
        _OBLIQUE.search(text, max(0, one.start - 20), one.start) or _OBLIQUE_ZH.search(text, 0, one.start)
    )


def _source(cue: Cue, text: str, before: Sequence[Named], after: Sequence[Named]) -> Named | None:
    """Whom `according to` means: what follows, or what stands before `zufolge`, `göre`, `によると`."""
    if not _SOV.search(text) and after and _words(text, cue.end, after[0].start) <= FAR:
        return after[0]
    if before and not _STOP.search(text, before[-1].end, cue.start):
        return before[-1]
    return after[0] if after and _words(text, cue.end, after[0].start) <= FAR else None


def _topic(text: str, before: Sequence[Named]) -> Named | None:
    """The first speaker with the mark of a subject, else the first."""
    for one in before:
        if _TOPIC.match(text, one.end) or text[one.end - 1 : one.end] in "은는이가":
            return one
    return next(iter(before), None)


def _of_verb_first(cue: Cue, text: str, before: Sequence[Named], after: Sequence[Named]) -> Named | None:
    if (
        before
        and _words(text, before[-1].end, cue.start) <= 1
        and not _STOP.search(text, before[-1].end, cue.start)
    ):
        return before[-1]
    if (
        after
        and _words(text, cue.end, after[0].start) <= NEAR
        and not _STOP.search(text, cue.end, after[0].start)
    ):
        return after[0]
    return before[0] if before else None


def _of_subject_first(
    cue: Cue, text: str, start: int, before: Sequence[Named], after: Sequence[Named], cues: Sequence[Cue]
) -> Named | None:
    """The first speaker of the verb's own clause, else the one that follows an inverted verb, else the
    nearest."""
    clause = max((stop.end() for stop in _STOP.finditer(text, start, cue.start)), default=start)
    inner = max((clause, *(one.end for one in cues if one.end <= cue.start)))
    own = [one for one in before if one.start >= clause]
    if own:
        return next((one for one in own if one.start >= inner), own[0])
    follows = after[0] if after and _words(text, cue.end, after[0].start) <= NEAR else None
    if follows and _BEFORE_VERB.search(text, max(start, cue.start - 12), cue.start):
        return follows
    if (
        text[start:clause].rstrip().endswith(",")
        and 0 < _words(text, clause, cue.start) <= NEAR
        and text[clause:].lstrip()[:1].isalpha()
    ):
        return None  # `, lawmakers said`: somebody else
    return before[-1] if before else follows


def _words(text: str, start: int, end: int) -> int:
    return len(_WORD.findall(text[start:end]))


def _resolved(found: Iterable[Said], first: Named | None) -> Iterator[Said]:
    """Each saying, where an office without a country is who was cited last, or else the first of the
    title."""
    last = first
    for said in found:
        actor = said.actor
        if actor and not actor.speaker and last and said.cue.field == "summary":
            actor = replace(actor, speaker=last.speaker, side=last.side)
        last = actor if actor and actor.speaker else last
        yield replace(said, actor=actor)
