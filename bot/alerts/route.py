"""Where, when and how what is new in a story goes. Pure.

What deserves a message at all is decided once for each storyline (`decide`); here each chat that follows it
gets its own answer: by the level it chose, by the outlets it muted, by its quiet hours, pauses and digests.
Nothing is thrown away for being late: it comes at the end of what holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import (
    DIGESTS,
    AlertDraft,
    ChatSettings,
    Decision,
    Follower,
    Level,
    QuietHours,
    Route,
    Spread,
    StoryState,
    Subscription,
    SubscriptionLevel,
    WaitingDelivery,
)
from bot.words.times import next_time, zone_of

OPENINGS = frozenset({Decision.NEW_STORY, Decision.FOLLOW_UP})
"""Reasons whose message is the first one of a story."""

_CERTAIN = frozenset({StoryState.CORROBORATED, StoryState.CONFIRMED, StoryState.DISPUTED})
"""States that need several to speak."""

_CONTRADICTS = frozenset({Decision.DENIED, Decision.DISPUTED, Decision.CORRECTED})
"""Who was told the contrary ought to know, also at night if they chose so."""

_BACKED = frozenset({StoryState.CORROBORATED, StoryState.CONFIRMED})

HOUR = timedelta(hours=1)


def routes(
    followers: Iterable[Follower],
    draft: AlertDraft | None,
    before: Spread,
    after: Spread,
    *,
    corroborated_by: int,
    now: datetime,
    opens: Level = Level.LOUD,
) -> tuple[Route, ...]:
    """The routes of what one item did to its story, one for each chat at most.

    `before` and `after` tell how widely the story was told without and with the item; `corroborated_by` is
    the number of origins that the storyline asks for, `opens` how loudly it tells a new story. A draft that
    is held has no routes: its digest has. An item without an alert can still bring the story to a chat that
    waited for corroboration, or for another outlet than the ones that it muted: such a route is `late`.
    """
    told = draft if draft and not draft.held else None
    found = (_route(one, told, before, after, corroborated_by, opens, now) for one in followers)
    return tuple(route for route in found if route)


def _route(
    follower: Follower,
    draft: AlertDraft | None,
    before: Spread,
    after: Spread,
    corroborated_by: int,
    opens: Level,
    now: datetime,
) -> Route | None:
    if not _wanted(follower, after, corroborated_by):
        return None
    level = follower.subscription.level
    # the first message of a story may have been put off, and comes then; but not where it is not wanted
    picky = level is SubscriptionLevel.CORROBORATED or bool(follower.muted_outlets)
    picky = picky and _hears(level, opens)
    if draft and _hears(level, draft.level):
        late = picky and draft.reason not in OPENINGS
        urgent = is_urgent(draft.level, draft.reason, after.state)
        return timed(follower, draft.due_at, urgent=urgent, late=late)
    if picky and not _wanted(follower, before, corroborated_by):
        return timed(follower, now, late=True)
    return None


def _hears(wanted: SubscriptionLevel, level: Level) -> bool:
    return wanted is not SubscriptionLevel.LOUD or level is Level.LOUD


def _wanted(follower: Follower, spread: Spread, corroborated_by: int) -> bool:
    """Whether the chat wants to hear of a story that is told so widely. Once true, it stays so."""
    if follower.muted_outlets and spread.publishers <= follower.muted_outlets:
        return False
    if follower.subscription.level is not SubscriptionLevel.CORROBORATED:
        return True
    return spread.state in _CERTAIN or spread.origins >= corroborated_by


def is_urgent(level: Level, reason: Decision, state: StoryState) -> bool:
    """Whether news may break through quiet hours where a chat allows that: what is loud, and either
    contradicts what was told or does not stand on one source alone."""
    return level is Level.LOUD and (reason in _CONTRADICTS or state in _BACKED)


def digest_routes(followers: Iterable[Follower], level: Level, now: datetime) -> tuple[Route, ...]:
    """The routes of a digest of what exceeded the hourly cap of a storyline."""
    return tuple(timed(one, now) for one in followers if _hears(one.subscription.level, level))


def rerouted(waiting: WaitingDelivery, follower: Follower, wait: timedelta, now: datetime) -> Route:
    """When and how a delivery that waits comes under the settings as they are now.

    `wait` is the time that the storyline gives a new story for other outlets. What was promised is not taken
    back: a message that a lower level would not have made comes all the same. What was kept back stays so
    marked when it is let go, so that a pause that ends early ends with one digest, as any other.
    """
    alert = waiting.alert
    begun = waiting.created_at + (wait if alert.reason in OPENINGS else timedelta(0))
    route = timed(follower, max(now, begun), urgent=is_urgent(alert.level, alert.reason, waiting.state))
    kept = route.held or (waiting.due_at > begun and not route.urgent)
    return replace(route, held=kept and not route.digest)


def timed(follower: Follower, at: datetime, *, urgent: bool = False, late: bool = False) -> Route:
    """The route to a chat for what could be told at that time: after pause and quiet hours, in its digest."""
    settings, subscription = follower.chat.settings, follower.subscription
    digest = subscription.level in DIGESTS
    due, held = _digest_time(subscription, settings, at) if digest else at, False
    if settings.paused_until and settings.paused_until > due:
        due, held = settings.paused_until, True
    breaks, quiet = False, None if subscription.through_quiet else settings.quiet
    if quiet and (end := quiet_end(quiet, settings.zone, due)):
        breaks = urgent and quiet.urgent and not digest
        due, held = (due, held) if breaks else (end, True)
    return Route(
        chat_id=follower.chat.id,
        due_at=due,
        held=held and not digest,
        digest=digest,
        urgent=breaks,
        late=late,
    )


def _digest_time(subscription: Subscription, settings: ChatSettings, at: datetime) -> datetime:
    if subscription.level is SubscriptionLevel.DAILY:
        return next_time(subscription.daily_at, settings.zone, at)
    clock = at.astimezone(zone_of(settings.zone))
    return at + HOUR - timedelta(minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


def quiet_end(quiet: QuietHours, zone: str, at: datetime) -> datetime | None:
    """When the quiet hours end in which that moment lies, by the clocks of the zone; None outside of them.

    An end that comes twice in a night is the first one that lies ahead; one that the clocks leap over is when
    they do.
    """
    clock = at.astimezone(zone_of(zone)).time()
    if quiet.start < quiet.end:
        within = quiet.start <= clock < quiet.end
    else:
        within = clock >= quiet.start or clock < quiet.end
    if not within:
        return None
    end = next_time(quiet.end, zone, at)
    # where clocks leap over all that lies between two nights, the next one begins at once
    return quiet_end(quiet, zone, end) or end


def late_until(
    due_at: datetime, settings: ChatSettings, subscription: Subscription | None, now: datetime
) -> datetime | None:
    """Until when a message waits that could not be sent in time, and would come in a pause or in quiet hours
    instead; None if it may go now. What was due within the same quiet hours had been let through."""
    at = max(now, settings.paused_until or now)
    quiet = None if subscription and subscription.through_quiet else settings.quiet
    end = quiet_end(quiet, settings.zone, at) if quiet else None
    if quiet and at == now and quiet_end(quiet, settings.zone, due_at) == end:
        end = None
    until = end or at
    return until if until > now else None


def is_silent(level: Level, settings: ChatSettings, subscription: Subscription | None) -> bool:
    """Whether a message comes without a sound."""
    return level is Level.QUIET or settings.silent or bool(subscription and subscription.silent)
