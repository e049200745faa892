"""Who claims a figure: of those whom an item cites the one who speaks of it.

A speaker who only rejects what others say does not claim their numbers, and the whole (Seoul, the UN) gives
way to the body or person of its own that the item names (the spy agency, the panel).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Attribution, Evidence
from bot.stories.binding import opener_of
from bot.stories.features import latin
from bot.stories.naming import HOMES, cues_of, named_in
from bot.stories.speakers import Said, sayings

_SPEAKERS = "speakers/"
_UN = ("un", "un-security-council", "un-committee", "un-general-assembly")
_SANCTIONS = ("sanctions", "units/money", "stances/acts")
"""Concepts of a headline in which somebody decides what others pay or suffer."""

_UNKNOWN = re.compile(
    r"(?:.{0,40}:\s)?\W{0,2}(?i:(?:la|le|il|el|lo|the|a|o|die|der|das|de)\s|l[’'])?"
    r"(?P<name>[^\W\d_a-zа-яіїєґß-ÿ][^\W\d_]{2,11})\s(?:(?:a|ha|hat|heeft|har)\s)?",
)
"""A body that the rules do not name, right before its verb at the opening of a headline: `CMVM aplicou …`."""

_FINDERS = ("un-panel", "un-human-rights", "un-expert", "ngo")
_REJECTING = ("denies", "not-denied", "cannot-confirm")


@dataclass(frozen=True, slots=True)
class Claimants:
    """Whom an item cites and names."""

    cited: Sequence[Attribution]
    named: Sequence[Attribution]
    said: Sequence[Said] = ()

    def of(self, field: str, sentence: tuple[int, int], start: int, end: int) -> str:
        """Who says the figure `start:end` of that sentence; empty where nobody is cited.

        The nearest of those cited in its sentence, else the first of the item; whose soldiers are counted
        does not speak of them where anybody else does.
        """
        others = [one for one in self.cited if not _touches(one, field, start, end)] or self.cited
        here = [one for one in others if one.field == field and sentence[0] <= one.start < sentence[1]]
        spoken = {
            actor.speaker
            for said in self.said
            if (actor := said.actor)
            and said.cue.field == field
            and sentence[0] <= said.cue.start < sentence[1]
        }
        bound = [one for one in others if one.speaker in spoken]
        one = (
            min(here, key=lambda each: abs(each.start - start)) if here else next(iter(bound or others), None)
        )
        return self._body(one.speaker, [*here, *others]) if one else ""

    def _body(self, speaker: str, cited: Sequence[Attribution]) -> str:
        """The body or person for whom a whole stands in this item, those that are cited first."""
        bodies = [one.speaker for one in (*cited, *self.named) if speaks_for(one.speaker, speaker)]
        return next(iter(bodies), speaker)


def claimants(
    title: str,
    summary: str,
    language: str,
    mentions: Sequence[Evidence],
    attributions: Sequence[Attribution],
) -> Claimants:
    """Who can claim the figures of an item."""
    named = _named(mentions)
    said = sayings(title, summary, language, mentions) if attributions else ()
    first: dict[str, str] = {}
    for one in said:
        if one.actor:
            first.setdefault(one.actor.speaker, one.cue.kind)
    cited = [one for one in attributions if first.get(one.speaker) not in _REJECTING]
    if attributions and not cited:  # whose findings they reject
        cited = [one for one in named if one.speaker in _FINDERS]
    elif not attributions:
        cited = _unsaid(title, mentions, named)
    return Claimants(cited=cited, named=named if attributions else (), said=said)


def speaks_for(body: str, whole: str) -> bool:
    """Whether a body or person is one of a whole."""
    return HOMES.get(body) == whole or (body == "un-panel" and whole in _UN)


def _unsaid(title: str, mentions: Sequence[Evidence], named: Sequence[Attribution]) -> list[Attribution]:
    """Where nobody is cited: whose findings the item tells, else the body that its headline says acts."""
    found = [one for one in named if one.speaker in (*_FINDERS, "court")]
    if found:
        return found
    decides = any(one.field == "title" and one.concept in _SANCTIONS for one in mentions)
    opener = opener_of(title, named_in("title", title, mentions, cues_of("title", title, mentions)))
    if opener and (decides or opener.speaker != opener.side or opener.side == "un"):
        return [_attribution(opener.speaker, title, opener.start, opener.end)]
    return [] if opener else _unknown(title, mentions)


def _unknown(title: str, mentions: Sequence[Evidence]) -> list[Attribution]:
    """The body that no rule names and whose deed the headline tells, by its own name in Latin letters."""
    deed = next((one for one in mentions if one.field == "title" and one.concept == "stances/acts"), None)
    found = _UNKNOWN.fullmatch(title, 0, deed.start) if deed else None
    if not found or title.isupper() or not found["name"][0].isupper():
        return []
    start, end = found.span("name")
    if any(
        one.field == "title" and one.start < end and start < one.end and _is_known(one) for one in mentions
    ):
        return []
    return [_attribution(latin(found["name"]), title, start, end)]


def _is_known(one: Evidence) -> bool:
    return one.concept.startswith(("speakers/", "countries/", "roles/", "stances/", "units/"))


def _attribution(speaker: str, title: str, start: int, end: int) -> Attribution:
    return Attribution(speaker=speaker, text=title[start:end], field="title", start=start, end=end)


def _touches(one: Attribution, field: str, start: int, end: int) -> bool:
    return one.field == field and start <= one.end and one.start < end


def _named(mentions: Sequence[Evidence]) -> list[Attribution]:
    """The speakers that are named, cited or not."""
    return [
        Attribution(
            speaker=each.concept.removeprefix(_SPEAKERS),
            text=each.text,
            field=each.field,
            start=each.start,
            end=each.end,
        )
        for each in mentions
        if each.concept.startswith(_SPEAKERS)
    ]
