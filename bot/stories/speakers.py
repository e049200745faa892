"""Whom an item cites: the speakers that its words of saying, confirming and denying are bound to.

A speaker is a person or body (`speakers/nis`), a country that stands for its government (`countries/russia`),
or an office of one (`roles/defence` beside `countries/russia`); the ids of all are hyphenated. Named is not
yet cited: a speaker is cited who is the subject of a cue (`stances/says`), stands behind "according to", or
opens a headline before a colon or a quotation. Everything here looks at one sentence and is linear in its
mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.model import Attribution, Evidence
from bot.stories.binding import DOING, LABELS, actor_of, headline, label_of
from bot.stories.naming import Cue, Named, belongs, cues_of, named_in

_SENTENCE = re.compile(
    r"(?<=\w{5})\.\s|(?<=[\uac00-\ud7a3])\.\s"
    r"|(?<=[A-ZА-ЯІЇЄ]{2})\.\s|(?<=[\d)\"»”’'])\.\s|[!?…][\"»”’']?\s|[。！？؟;；\n]"
)

_DATELINE = re.compile(
    r"\s*(?:[\[(【（][^\])】）]{1,40}[\])】）]"  # (서울=연합뉴스)
    r"|[^()]{1,40}\([^()]{2,30}\)\s*[-–—]"  # SEOUL, Oct 8 (Reuters) -
    r"|[^/]{1,40}/[^/]{2,20}/"  # МОСКВА, 8 мая. /ТАСС/
    r"|[\w .,/’']{2,45}\s[-–—]{1,2}\s"  # Kijów, 8 maja -
    r"|[^，。,]{2,24}[日]电"  # 新华社首尔8日电
    r"|[^\W\d_a-zа-я]{3,20}(?:\s[^\W\d_a-zа-я]{2,20})?:)"  # NEW YORK:
)
"""Where a report was written, in the first words of a summary; nobody there is cited."""

GROUPS = {frozenset(("france", "germany", "uk")): "e3"}
"""Countries that news names one by one where they act as a group with a name."""

_AND = re.compile(
    r"\s*(?:(?P<comma>,)|,?\s*(?:and|et|und|y|e|и|та|й|i|en|och|ve)\s|\s[وו]|[、·・和与與と및])"
    r"\s*(?:the|la|le|l[’']|el|los|die|der)?\s*",
    re.IGNORECASE,
)

_ASSERTING = ("says", "according-to", "confirms")


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

    A country gives way to one of its own bodies or persons that speaks or acts in the item too: who says
    "Seoul" and then "the spy agency" means the spy agency; so does the UN to its Security Council.
    """
    said = sayings(title, summary, language, mentions)
    speaks = [one.actor for one in said if one.actor and one.cue.kind not in DOING]
    if not any(actor.field == "title" for actor in speaks):
        speaks += [one.actor for one in said if one.actor and one.cue.field == "title"]
    speaks.sort(key=lambda actor: (actor.field != "title", actor.start))
    bodies = {one.actor.side: one.actor for one in reversed(said) if one.actor and _is_body(one.actor)}
    bodies |= {actor.side: actor for actor in reversed(speaks) if _is_body(actor)}
    texts = {"title": title, "summary": summary}
    found: dict[str, Attribution] = {}
    for actor in speaks:
        one = actor if _is_body(actor) else bodies.get(actor.side, actor)
        if one.speaker and one.speaker not in found:
            found[one.speaker] = Attribution(
                speaker=one.speaker,
                text=texts[one.field][one.start : one.end],
                field=one.field,
                start=one.start,
                end=one.end,
            )
    return _grouped(found)


def _is_body(actor: Named) -> bool:
    """Whether it is a body or person of a side, and not the whole of it."""
    return actor.side != "" and actor.speaker not in ("", actor.side)


def _grouped(found: Mapping[str, Attribution]) -> tuple[Attribution, ...]:
    """The speakers in order of place, where those who make a group with a name speak as the group."""
    for members, group in GROUPS.items():
        if members <= found.keys():
            first = next(one for one in found.values() if one.speaker in members)
            others = [one for one in found.values() if one.speaker not in members | {group}]
            found = {one.speaker: one for one in (replace(first, speaker=group), *others)}
    return tuple(sorted(found.values(), key=lambda one: (one.field != "title", one.start)))


def sayings(title: str, summary: str, language: str, mentions: Sequence[Evidence]) -> tuple[Said, ...]:
    """Every cue of stance with its actor, title first, in order of place."""
    del language  # the script tells how a sentence is built, and tags lie
    found: list[Said] = []
    number = 0
    first: Named | None = None
    filed: Named | None = None
    for field, text in (("title", title), ("summary", summary)):
        label = LABELS.match(text) if field == "title" else None
        cues = [cue for cue in cues_of(field, text, mentions) if not label or cue.start >= label.end()]
        named = named_in(field, text, mentions, cues)
        dateline = _DATELINE.match(text) if field == "summary" else None
        for start, end in _sentences(text):
            first_word = max(start, dateline.end() if dateline else 0)
            inside = [one for one in named if first_word <= one.start < end]
            opener = headline(text, start, end, inside) if start == 0 else None
            ours = [cue for cue in cues if start <= cue.start < end]
            said = [
                Said(cue=cue, actor=actor_of(cue, text, start, end, inside, ours), sentence=number)
                for cue in ours
            ]
            if opener:
                cue = Cue(kind="says", field=field, start=opener.start, end=opener.end)
                said.append(Said(cue=cue, actor=opener, sentence=number))
            said += [replace(one, actor=other) for one in said for other in _beside(one.actor, inside, text)]
            found.extend(sorted(said, key=lambda one: (one.cue.start, one.actor.start if one.actor else 0)))
            number += 1
        if field == "title":
            filed = label_of(text, named)
            first = next((one for one in named if one.speaker and one.speaker != one.side), None)
    return tuple(_resolved(found, first, filed))


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


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    cuts = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    yield from ((start, end) for start, end in pairwise(cuts) if end > start)


def _resolved(found: Sequence[Said], first: Named | None, filed: Named | None) -> Iterator[Said]:
    """Each saying, where an office without a country is of whom was cited last, else of the title's first.

    In the title it is of the country under which the headline is filed (`South Korea: the spy agency …`),
    else of the first that speaks in the item.
    """
    later = next(
        (one.actor for one in found if one.actor and one.actor.side and one.cue.kind in _ASSERTING), None
    )
    last = filed or first
    for said in found:
        actor = said.actor
        whose = last if said.cue.field == "summary" or (last and last is filed) else later
        if actor and not actor.speaker and whose:
            actor = belongs(actor, whose)
        last = actor if actor and actor.speaker else last
        yield replace(said, actor=actor)
