"""What deserves a message. Pure: every answer is a `Decision` that is stored and can be explained.

In the spirit of Prometheus Alertmanager: a new story waits a moment for other outlets (group wait); after
that only a transition or a new figure is told, as a reply, and not so soon after the last message (group
interval); all else is edited into the live message. What exceeds the hourly cap comes as one digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import AlertDraft, AlertPolicy, Change, Decision, Figure, Level, Stance, StoryState

DEFAULT_LEVELS: Mapping[Decision, Level] = {
    Decision.NEW_STORY: Level.LOUD,
    Decision.FOLLOW_UP: Level.LOUD,
    Decision.CORROBORATED: Level.EDIT,
    Decision.CONFIRMED: Level.QUIET,
    Decision.DENIED: Level.LOUD,
    Decision.DISPUTED: Level.LOUD,
    Decision.NEW_MAXIMUM: Level.QUIET,
    Decision.REVISED: Level.EDIT,
    Decision.CORRECTED: Level.LOUD,
}
"""Levels where a storyline names no other. Corroboration and revisions are edits: nearly every story is
corroborated an hour after it was told, and a message that says so of each would double their number."""

BREAKS_THROUGH = frozenset({Decision.DENIED, Decision.DISPUTED, Decision.CORRECTED})
"""What contradicts the last message does not wait for the interval to pass."""

_TRANSITIONS: Mapping[StoryState, Decision] = {
    StoryState.CORROBORATED: Decision.CORROBORATED,
    StoryState.CONFIRMED: Decision.CONFIRMED,
    StoryState.DENIED: Decision.DENIED,
    StoryState.DISPUTED: Decision.DISPUTED,
}


_SAID_BY: Mapping[Decision, frozenset[Stance]] = {
    Decision.CORROBORATED: frozenset(),
    Decision.CONFIRMED: frozenset({Stance.CONFIRMS}),
    Decision.DENIED: frozenset({Stance.DENIES}),
    Decision.DISPUTED: frozenset({Stance.DENIES, Stance.CONFIRMS}),
}
"""The stance with which an item makes news of a transition. One that mentions in passing what somebody denies
moves the state of its story, and the live message shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The decision about an item, with what it makes."""

    decision: Decision
    alert: AlertDraft | None = None
    edit_at: datetime | None = None


def decide(change: Change, policy: AlertPolicy, *, told_lately: int, now: datetime) -> Verdict:
    """What to tell of a change; `told_lately` counts the storyline's messages of the last hour."""
    if change.told_at is None:
        return _first(change, policy, told_lately=told_lately, now=now)
    reason, figure = _news(change)
    level = level_of(reason, policy) if reason else Level.OFF
    edit_at = now + policy.edit_interval
    if reason is None or level is Level.OFF:
        if not change.shows_more:
            return Verdict(decision=Decision.ALREADY_TOLD)
        return Verdict(decision=Decision.UPDATED, edit_at=edit_at)
    if level is Level.EDIT:
        return Verdict(decision=reason, edit_at=edit_at)
    if now - change.told_at < policy.interval and reason not in BREAKS_THROUGH:
        return Verdict(decision=Decision.COOLING_DOWN, edit_at=edit_at)
    return _told(change, policy, reason, figure, told_lately=told_lately, due_at=now, edit_at=edit_at)


def level_of(reason: Decision, policy: AlertPolicy) -> Level:
    """How loudly a storyline tells this reason."""
    return policy.levels.get(reason.value) or DEFAULT_LEVELS[reason]


def _first(change: Change, policy: AlertPolicy, *, told_lately: int, now: datetime) -> Verdict:
    """The first message of a story, made by its first item that is not old news and has origins enough."""
    if change.old_news:
        return Verdict(decision=Decision.BASELINE)
    if change.origins < policy.min_origins:
        return Verdict(decision=Decision.TOO_FEW_ORIGINS)
    reason = Decision.FOLLOW_UP if change.follows else Decision.NEW_STORY
    if level_of(reason, policy) in (Level.OFF, Level.EDIT):
        return Verdict(decision=Decision.ALREADY_TOLD)
    return _told(change, policy, reason, None, told_lately=told_lately, due_at=now + policy.wait)


def _news(change: Change) -> tuple[Decision | None, Figure | None]:
    """What is new about a story that was told, the weightiest first; old news changes no state."""
    if change.old_news:
        return None, None
    if change.stance is Stance.CORRECTS:
        return Decision.CORRECTED, None
    transition = _TRANSITIONS.get(change.after) if change.after is not change.before else None
    if transition and change.stance in _SAID_BY[transition]:
        return transition, None
    if change.maximum:
        return Decision.NEW_MAXIMUM, change.maximum
    if change.revised:
        return Decision.REVISED, change.revised
    return (transition, None) if transition is Decision.CORROBORATED else (None, None)


def _told(
    change: Change,
    policy: AlertPolicy,
    reason: Decision,
    figure: Figure | None,
    *,
    told_lately: int,
    due_at: datetime,
    edit_at: datetime | None = None,
) -> Verdict:
    held = told_lately >= policy.per_hour
    draft = AlertDraft(
        key=alert_key(change.story_key, reason, figure),
        reason=reason,
        level=level_of(reason, policy),
        due_at=due_at,
        held=held,
        detail=figure.text if figure else "",
    )
    return Verdict(decision=Decision.OVER_THE_CAP if held else reason, alert=draft, edit_at=edit_at)


def alert_key(story_key: str, reason: Decision, figure: Figure | None = None) -> str:
    """The name under which this alert is made once and never again."""
    if figure is None:
        return f"{story_key}/{reason.value}"
    value, top = (f"{one:.12g}" if one is not None else "" for one in (figure.value, figure.value_max))
    said = f"{value}-{top}" if top else value
    return f"{story_key}/{reason.value}/{figure.of}/{figure.claimant}/{said}"


def due_digest(held_since: datetime, policy: AlertPolicy, *, told_lately: int, now: datetime) -> bool:
    """Whether held alerts are to be told as a digest now: an hour after the first, or when there is room."""
    return now - held_since >= timedelta(hours=1) or told_lately < policy.per_hour
