"""The speakers that a text names, cited or not: name, office and country of one phrase are one speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.model import Evidence

MAX_NAMED = 60
"""Speakers that are read of one field; the busiest of 614 items has 9."""

MAX_CUES = 60
"""Cues that are read of one field; the busiest of 614 items has 5, forged ones cost 0.1 s."""

_KINDS = ("speakers", "countries", "roles")

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

_PERSONS = {
    "us": ("white-house", "trump", "biden", "vance", "rubio", "blinken", "hegseth", "austin", "cia", "fbi"),
    "south-korea": ("seoul-unification", "yoon", "lee-jae-myung"),
    "north-korea": ("kim",),
    "ukraine": ("sbu", "syrskyi", "budanov", "yermak"),
    "russia": ("kremlin", "lavrov", "shoigu", "belousov", "gerasimov", "zakharova", "medvedev", "nebenzia"),
    "france": ("macron", "elysee", "lecornu"),
    "germany": ("scholz", "merz", "pistorius"),
    "israel": ("netanyahu", "gallant", "israel-katz"),
    "iran": ("khamenei", "pezeshkian", "araghchi", "irgc"),
    "uk": ("starmer", "uk-mod"),
    "china": ("xi", "wang-yi"),
}

HOMES = {
    **{body: side for (side, _), body in _OFFICES.items()},
    **{person: side for side, persons in _PERSONS.items() for person in persons},
}
"""The side for which a body or person speaks: Washington, and then the White House, is the White House."""

_OWN_VOICE = ("intelligence", "state-media")
"""Offices that are not the person who was named before."""

_TELLING = (
    "intelligence",
    "state-media",
    "defence",
    "foreign",
    "military",
    "president",
    "envoy",
    "treasury",
    "official",
)
"""Roles, the most telling first: `ministre … de la Défense` is both `official` and `defence`."""

STOP = re.compile(
    r"[,;:!?\"()«»„“”「」『』【】、。，：；！？،؛؟|/—–]|\s-\s|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])"
)

WORD = re.compile(r"\w+")

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")

OBLIQUE = re.compile(
    r"(?:^|[\s(])(?:in|at|to|from|for|with|against|on|before|over|about|à|au|aux|en|devant|dans"
    r"|contre|pour|avec|sur|im|an|am|vor|vom|bei|aus|gegen|für|mit|zum|zur|beim|a|al|ante|contra"
    r"|para|con|ai|da|dal|dalla|dai|all[’']|nell[’']|nel|nella|em|no|na|ao|в|во|на|із|з|от|від|для|до|против|проти|о|об|у|w|we|od"
    r"|przeciw|dla|van|aan|op|naar|i|på|av|från|mot|till)\s*(?:(?:the|le|la|les|l[’']|der|dem|den|die|el|los|o|a|il)\s*)?$",
    re.IGNORECASE,
)
"""What a subject does not stand behind: `in Seoul`, `devant l'ONU`, `в ООН`. A genitive can hold it: `regime
de Kim`."""


_UN_BODIES = ("un", "un-general-assembly", "un-security-council", "un-committee", "un-panel")
"""Bodies of the UN, the narrowest last."""

_GIVEN_NAME = re.compile(r"\s(?:[^\W\d_a-zа-яіїєґà-ÿ][\w.’'-]*\s){1,2}")

_NEGATED = {"confirms": "cannot-confirm", "denies": "not-denied", "acts": "", "votes": "votes"}
"""What a cue comes to when it is negated, empty for nothing."""

_BEHIND = frozenset(("nicht", "niet", "inte", "ej"))
"""Negations that follow their verb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A speaker named in one field, cited or not."""

    speaker: str
    """Empty for an office whose country is not said (`the minister`)."""
    side: str
    """The country that the speaker belongs to, `un` for its bodies, or empty."""
    field: str
    start: int
    end: int
    metonym: bool = False
    """A country by its own name, which may be what the item is about."""
    declined: bool = False
    """In a form that Cyrillic gives to objects, not to subjects: `Путину`."""
    role: str = ""
    """The office in the phrase, if any: `foreign`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A word of stance at its place."""

    kind: str
    """`says`, `denies`, …"""
    field: str
    start: int
    end: int


def cues_of(field: str, text: str, mentions: Iterable[Evidence]) -> list[Cue]:
    """The cues of a field in order of place, each as what it comes to beside longer ones and negations."""
    cues = sorted(
        (
            Cue(kind=one.concept.removeprefix("stances/"), field=field, start=one.start, end=one.end)
            for one in mentions
            if one.field == field and one.concept.startswith("stances/")
        ),
        key=lambda cue: (cue.start, -cue.end),
    )
    found = list(_uncovered(cues))[:MAX_CUES]
    pairs = zip([None, *found], found, [*found[1:], None], strict=False)
    turned = (_turned(cue, text, before, after) for before, cue, after in pairs)
    return [cue for cue in turned if cue]


def _turned(cue: Cue, text: str, before: Cue | None, after: Cue | None) -> Cue | None:
    """The cue, or what it comes to beside a negation; None where that says nothing."""
    if cue.kind == "not":
        return None
    if cue.kind not in _NEGATED:
        return cue
    denied = before is not None and before.kind == "not" and _near(text, before.end, cue.start)
    if after is not None and after.kind == "not" and text[after.start : after.end].lower() in _BEHIND:
        denied = denied or _near(text, cue.end, after.start)
    kind = _NEGATED[cue.kind] if denied else cue.kind
    return replace(cue, kind=kind) if kind else None


def _near(text: str, start: int, end: int) -> bool:
    gap = text[start:end]
    return len(gap) <= 24 and len(WORD.findall(gap)) <= 2 and not STOP.search(gap)


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
        if one.field == field and kind in _KINDS and name and not _is_inside(one):
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


def _is_inside(one: Evidence) -> bool:
    """Whether a sign with its comma ends a word (会議中、) and does not open a headline (英、)."""
    return one.text.endswith("、") and (one.field != "title" or one.start > 0)


def _rank(role: str) -> int:
    return _TELLING.index(role) if role in _TELLING else len(_TELLING)


def _joins(group: Sequence[_Piece], piece: _Piece, text: str, cues: Sequence[Cue]) -> bool:
    """Whether a piece belongs to the phrase before it: `ministre sud-coréen de la Défense`, not `Seoul and
    Tokyo`."""
    last = group[-1]
    gap = text[last.end : piece.start]
    if len(gap) > 20 or STOP.search(gap) or len(WORD.findall(gap)) > 2:
        return False
    if any(last.end <= cue.start < piece.start for cue in cues):
        return False
    if piece.kind == "roles":
        return True
    if last.kind == piece.kind == "speakers":
        return not gap.strip() and text[last.end - 1] not in "은는"
    if piece.kind == "countries":
        return all(one.kind == "roles" and not one.side for one in group)
    if last.kind == "roles":
        return not OBLIQUE.search(gap)
    if _GIVEN_NAME.fullmatch(gap) and any(one.kind == "roles" for one in group):
        return HOMES.get(piece.id) == last.side
    return not gap.strip(" '’s-")


def office(side: str, role: str) -> str:
    """Who speaks for an office of a side: its own name, or the side's."""
    return _OFFICES.get((side, role), side)


def belongs(actor: Named, last: Named) -> Named:
    """An office without a country, as one of the side that was cited before; a person remains the person."""
    if actor.role == "envoy" and _is_un(last.speaker):  # to it, of whichever country
        return actor
    side = last.side or HOMES.get(last.speaker, "")
    own = actor.role in _OWN_VOICE or last.speaker == side
    return replace(actor, speaker=office(side, actor.role) if own and side else last.speaker, side=side)


def _named(group: Sequence[_Piece], field: str, capitals: set[tuple[int, int]]) -> Named:
    role = min((piece.id for piece in group if piece.kind == "roles"), key=_rank, default="")
    people = [piece for piece in group if piece.kind == "speakers"]
    if role == "envoy" and people and _is_un(people[-1].id):  # an envoy to it, of whichever country
        people = people[:-1]
    last = _speaker(people) if people else None
    country = next((piece.side for piece in group if piece.kind == "countries"), "")
    side = (
        (last.side or ("un" if _is_un(last.id) else country or HOMES.get(last.id, ""))) if last else country
    )
    head = next((piece for piece in group if piece.kind == "roles"), group[-1])
    is_country = len(group) == 1 and group[0].kind == "countries"
    return Named(
        speaker=last.id if last else office(side, role),
        side=side,
        field=field,
        start=group[0].start,
        end=group[-1].end,
        metonym=is_country and (group[0].start, group[0].end) not in capitals,
        declined=head.declined,
        role=role,
    )


def _speaker(people: Sequence[_Piece]) -> _Piece:
    """The last who is named in a phrase; of the UN's bodies the narrowest, in whatever order."""
    if not _is_un(people[-1].id):
        return people[-1]
    bodies = [one for one in people if one.id in _UN_BODIES]
    return max(bodies, key=lambda one: _UN_BODIES.index(one.id), default=people[-1])


def _is_un(speaker: str) -> bool:
    return speaker == "un" or speaker.startswith("un-")


def _uncovered(cues: Sequence[Cue]) -> Iterator[Cue]:
    end = -1
    for cue in cues:
        if cue.end > end:
            yield cue
            end = cue.end
