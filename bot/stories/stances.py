"""How sure an item is of its news, and who in it confirms, claims or denies.

The rule, found by reading labelled items:

- a vote or decision of a body, findings that a body of the United Nations publishes, and whatever the outlet
  tells on its own account: reports;
- a named speaker who asserts something about others: claims;
- an authority that says it confirms, that has proof, or that tells of its own act (a capture, sanctions that
  it imposes): confirms;
- a speaker who rejects what others say: denies;
- "cannot confirm", hearsay, and a paper that only an outlet has seen: unconfirmed.

The headline decides, by its first speaker; the summary only makes that speaker's stance more precise, or
speaks where the headline says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from bot.model import Attribution, Evidence, Stance, StanceClaim
from bot.stories.naming import Named
from bot.stories.speakers import GROUPS, Said, sayings

_FINDERS = frozenset(
    (
        "court",
        "icc",
        "icj",
        "un",
        "un-committee",
        "un-general-assembly",
        "un-human-rights",
        "un-panel",
        "un-security-council",
    )
)
"""Bodies whose findings, votes and rulings are news without a witness; what they reject they do not deny."""

_STANCES = {
    "corrects": Stance.CORRECTS,
    "cannot-confirm": Stance.UNCONFIRMED,
    "denies": Stance.DENIES,
    "confirms": Stance.CONFIRMS,
    "votes": Stance.REPORTS,
    "acts": Stance.CONFIRMS,
    "says": Stance.CLAIMS,
    "according-to": Stance.CLAIMS,
}
"""What a cue of a speaker amounts to, the strongest first."""

_STRENGTH = {kind: place for place, kind in enumerate(_STANCES)}
_CLOSING = " \"”»’'"
_ASSERTING = ("says", "according-to")
_SURE = ("cannot-confirm", "confirms")
"""What a summary can add to a headline in which somebody just says something."""

_UNBOUND = ("corrects", "cannot-confirm", "votes", "alleged")
"""Cues that count where nobody is named."""


def stances(
    title: str,
    summary: str,
    language: str,
    mentions: Sequence[Evidence],
    attributions: Sequence[Attribution],
) -> tuple[StanceClaim, ...]:
    """The item's own stance, then those of the other speakers whom it cites, in order of place.

    The own stance is always there; its actor is empty where the outlet tells it on its own account.
    """
    texts = {"title": title, "summary": summary}
    said = _precise(sayings(title, summary, language, mentions), {one.speaker for one in attributions})
    claims = [_own(said, title, mentions, texts)]
    seen = {claims[0].actor}
    for one in said:
        if one.actor and one.actor.speaker not in seen:
            seen.add(one.actor.speaker)
            best = _strongest([other for other in said if _is_of(other, one.actor)])
            if best:
                claims.append(_claim(_stance(best), best, texts))
    return tuple(claims)


def _precise(said: Iterable[Said], cited: Collection[str]) -> list[Said]:
    """The sayings, where a country that is not cited itself is the one of its side who is."""
    names = {member: group for members, group in GROUPS.items() if group in cited for member in members}
    found = [
        replace(one, actor=replace(one.actor, speaker=names[one.actor.speaker]))
        if one.actor and one.actor.speaker in names and one.actor.speaker not in cited
        else one
        for one in said
    ]
    by_side = {
        one.actor.side: one.actor
        for one in reversed(found)
        if one.actor and one.actor.side and one.actor.speaker in cited
    }
    return [
        replace(one, actor=by_side.get(one.actor.side, one.actor))
        if one.actor and one.actor.speaker not in cited and one.cue.kind != "votes"
        else one
        for one in found
    ]


def _own(
    said: Sequence[Said], title: str, mentions: Sequence[Evidence], texts: Mapping[str, str]
) -> StanceClaim:
    asks = title.rstrip(_CLOSING).endswith(("?", "？", "؟"))
    for field in ("title", "summary"):
        part = [one for one in said if one.cue.field == field and not (asks and field == "title")]
        if field == "summary":
            part = [one for one in part if one.cue.kind != "acts"]
        lead = _lead(part)
        if lead:
            return _led(lead, part, said, mentions, texts)
        for one in part:
            if one.cue.kind in _UNBOUND or (field == "title" and one.cue.kind in _ASSERTING):
                return _claim(_STANCES.get(one.cue.kind, Stance.UNCONFIRMED), replace(one, actor=None), texts)
    return StanceClaim(stance=Stance.REPORTS)


def _lead(part: Sequence[Said]) -> Said | None:
    """The first who speaks or decides; a deed counts only where nobody speaks of it."""
    led = [one for one in part if one.actor and one.cue.kind in _STANCES]
    first = next(iter(led), None)
    if first and first.actor and first.actor.speaker in _FINDERS:
        return first
    return next((one for one in led if one.cue.kind != "acts"), first)


def _led(
    lead: Said,
    part: Sequence[Said],
    said: Sequence[Said],
    mentions: Sequence[Evidence],
    texts: Mapping[str, str],
) -> StanceClaim:
    """The stance of the first speaker of a field, by the strongest of the cues that are bound to him."""
    assert lead.actor
    ours = [one for one in part if _is_of(one, lead.actor) or _is_free(one)]
    ours = [one for one in ours if one.cue.kind != "votes" or not one.actor or _is(one.actor, lead.actor)]
    best = _strongest(ours) or lead
    if best.cue.kind in _ASSERTING:
        surer = [one for one in said if one.cue.kind in _SURE and _is_of(one, lead.actor)]
        best = next(iter(surer), best)
    stance = _stance(replace(best, actor=lead.actor))
    leaked = any(one.concept == "stances/leaked" for one in mentions)
    if stance is Stance.REPORTS and leaked and not _is_answered(lead.actor, said):
        stance = Stance.UNCONFIRMED
    return _claim(stance, replace(best, actor=lead.actor), texts)


def _strongest(said: Iterable[Said]) -> Said | None:
    known = [one for one in said if one.cue.kind in _STANCES]
    return min(known, key=lambda one: _STRENGTH[one.cue.kind], default=None)


def _is_answered(actor: Named, said: Iterable[Said]) -> bool:
    """Whether somebody else, who publishes no findings, speaks to it: then it is no longer one paper's
    word."""
    return any(one.actor and not _is_of(one, actor) and one.actor.speaker not in _FINDERS for one in said)


def _is_of(said: Said, actor: Named) -> bool:
    """Whether it is said by that speaker or his side."""
    own = said.actor
    return own is not None and (own.speaker == actor.speaker or (bool(own.side) and own.side == actor.side))


def _is(one: Named, other: Named) -> bool:
    return one.speaker == other.speaker


def _is_free(said: Said) -> bool:
    return said.actor is None and said.cue.kind in (*_UNBOUND, "acts")


def _stance(said: Said) -> Stance:
    finds = said.actor is not None and said.actor.speaker in _FINDERS
    return Stance.REPORTS if finds and said.cue.kind not in _SURE else _STANCES[said.cue.kind]


def _claim(stance: Stance, said: Said, texts: Mapping[str, str]) -> StanceClaim:
    cue = said.cue
    return StanceClaim(
        stance=stance,
        actor=said.actor.speaker if said.actor else "",
        text=texts[cue.field][cue.start : cue.end],
        field=cue.field,
        start=cue.start,
        end=cue.end,
    )
