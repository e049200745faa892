"""Whatever a chat has set, news that it wants comes, and never when it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import AlertDraft, Decision, Follower, Level, QuietHours, Spread, StoryState, SubscriptionLevel
from tests.alerts.following import CORROBORATED, DAILY, HOURLY, LOUD, MINUTE, NOW, make_follower, route_of

_CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
_QUIET = st.builds(
    lambda start, length, urgent: QuietHours(
        start=start,
        end=(datetime.combine(NOW, start) + length * MINUTE).time(),
        urgent=urgent,
    ),
    _CLOCKS,
    st.integers(1, 24 * 60 - 1),
    st.booleans(),
)
_FOLLOWERS = st.builds(
    make_follower,
    st.sampled_from(SubscriptionLevel),
    muted=st.lists(st.sampled_from(["Yonhap", "Le Matin", "TASS"]), max_size=2).map(tuple),
    zone=st.sampled_from(["", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "nowhere"]),
    quiet=st.none() | _QUIET,
    paused_until=st.none() | _MOMENTS,
    daily_at=_CLOCKS,
    through_quiet=st.booleans(),
)
_SPREADS = st.builds(
    Spread,
    state=st.sampled_from(StoryState),
    origins=st.integers(1, 3),
    publishers=st.frozensets(st.sampled_from(["Yonhap", "Le Matin"]), min_size=1),
)
_DRAFTS = st.builds(
    AlertDraft,
    key=st.just("k"),
    reason=st.sampled_from([reason for reason in Decision if reason.alerts]),
    level=st.sampled_from([Level.QUIET, Level.LOUD]),
    due_at=_MOMENTS,
    held=st.booleans(),
)


@settings(deadline=None)
@given(_FOLLOWERS, st.none() | _DRAFTS, _SPREADS, _SPREADS, _MOMENTS, st.integers(0, 600))
def test_no_route_is_too_early_or_ends_in_a_pause(
    follower: Follower,
    draft: AlertDraft | None,
    before: Spread,
    after: Spread,
    now: datetime,
    wait: int,
) -> None:
    draft = replace(draft, due_at=now + timedelta(seconds=wait)) if draft else None
    route = route_of(follower, draft, before, after, now)
    if route is None:
        return
    assert route.due_at >= (draft.due_at if draft and not route.late else now)
    until = follower.chat.settings.paused_until
    assert until is None or route.due_at >= until
    assert route.digest is (follower.subscription.level in (HOURLY, DAILY))
    assert not (route.held and route.digest)
    assert not (route.digest and route.urgent)


@settings(deadline=None)
@given(_FOLLOWERS, _DRAFTS, _SPREADS, _SPREADS, _MOMENTS)
def test_what_a_chat_wants_is_never_without_a_route(
    follower: Follower, draft: AlertDraft, before: Spread, after: Spread, now: datetime
) -> None:
    unwanted = (
        draft.held
        or after.publishers <= follower.muted_outlets
        or (follower.subscription.level is CORROBORATED and after.origins < 2)
        or (follower.subscription.level is LOUD and draft.level is not Level.LOUD)
    )
    assert unwanted or route_of(follower, draft, before, after, now)
