"""Where and when news goes: by the level, the mutes, the pause, the quiet hours and the digest of each chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.route import digest_routes, is_silent, rerouted, routes, timed
from bot.model import (
    Alert,
    AlertDraft,
    Channel,
    Chat,
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

NOW = datetime(2026, 11, 26, 14, 20, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAIT = timedelta(seconds=90)

EVERYTHING, CORROBORATED, LOUD, HOURLY, DAILY = SubscriptionLevel
NIGHT = QuietHours(start=time(22), end=time(7))
URGENT_NIGHT = replace(NIGHT, urgent=True)
NOBODY = Spread()
ALONE = Spread(origins=1, publishers=frozenset({"Yonhap"}))
TWO = Spread(state=StoryState.CORROBORATED, origins=2, publishers=frozenset({"Yonhap", "Le Matin"}))


def _follower(
    level: SubscriptionLevel = EVERYTHING, *, muted: tuple[str, ...] = (), suspended: str = "", **more: Any
) -> Follower:
    """Settings of the chat and of the subscription, each where it belongs."""
    own = {name: more.pop(name) for name in ("daily_at", "through_quiet") if name in more}
    chat = Chat(
        id=4, channel=Channel.TELEGRAM, address="4", suspended=suspended, settings=ChatSettings(**more)
    )
    return Follower(
        chat=chat,
        storyline_id="strike",
        subscription=Subscription(chat_id=4, storyline_id="strike", created_at=NOW, level=level, **own),
        muted_outlets=frozenset(muted),
    )


def _draft(reason: Decision = Decision.NEW_STORY, level: Level = Level.LOUD, **more: Any) -> AlertDraft:
    wait = WAIT if reason in (Decision.NEW_STORY, Decision.FOLLOW_UP) else timedelta(0)
    return AlertDraft(key="k", reason=reason, level=level, due_at=NOW + wait, **more)


def _route(
    follower: Follower,
    draft: AlertDraft | None,
    before: Spread = TWO,
    after: Spread = TWO,
    now: datetime = NOW,
    opens: Level = Level.LOUD,
) -> Route | None:
    found = routes([follower], draft, before, after, corroborated_by=2, now=now, opens=opens)
    assert len(found) <= 1
    return found[0] if found else None


# --- levels ----------------------------------------------------------------------------------------------

OPENING, FIGURE = _draft(), _draft(Decision.NEW_MAXIMUM, Level.QUIET)
DENIAL = _draft(Decision.DENIED)
DENIED = replace(ALONE, state=StoryState.DENIED)
CONFIRMED = replace(ALONE, state=StoryState.CONFIRMED)
DISPUTED = replace(ALONE, state=StoryState.DISPUTED)

SOON, AT_ONCE = Route(chat_id=4, due_at=NOW + WAIT), Route(chat_id=4, due_at=NOW)
LATE = replace(AT_ONCE, late=True)


@pytest.mark.parametrize(
    ("level", "draft", "before", "after", "route"),
    [
        (EVERYTHING, OPENING, NOBODY, ALONE, SOON),
        (EVERYTHING, FIGURE, ALONE, ALONE, AT_ONCE),
        (EVERYTHING, None, ALONE, TWO, None),
        (EVERYTHING, _draft(held=True), NOBODY, ALONE, None),
        (CORROBORATED, OPENING, NOBODY, ALONE, None),
        (CORROBORATED, FIGURE, ALONE, ALONE, None),
        (CORROBORATED, DENIAL, ALONE, DENIED, None),
        (CORROBORATED, None, ALONE, TWO, LATE),
        (CORROBORATED, None, ALONE, CONFIRMED, LATE),
        (CORROBORATED, None, TWO, TWO, None),
        (CORROBORATED, FIGURE, ALONE, TWO, LATE),
        (CORROBORATED, FIGURE, TWO, TWO, LATE),
        (CORROBORATED, DENIAL, CONFIRMED, DISPUTED, LATE),
        (CORROBORATED, OPENING, NOBODY, TWO, SOON),
        (CORROBORATED, _draft(Decision.CORROBORATED, held=True), ALONE, TWO, LATE),
        (LOUD, OPENING, NOBODY, ALONE, SOON),
        (LOUD, FIGURE, TWO, TWO, None),
        (LOUD, DENIAL, ALONE, DENIED, AT_ONCE),
        (LOUD, None, ALONE, TWO, None),
    ],
)
def test_each_level_gets_its_share(
    level: SubscriptionLevel, draft: AlertDraft | None, before: Spread, after: Spread, route: Route | None
) -> None:
    assert _route(_follower(level), draft, before, after) == route


def test_origins_enough_are_corroboration_whatever_the_state_became() -> None:
    """Who was told of a story is told of its denial too."""
    denied = replace(TWO, state=StoryState.DENIED)
    assert _route(_follower(CORROBORATED), DENIAL, TWO, denied)


@pytest.mark.parametrize(
    ("level", "zone", "due"),
    [
        (HOURLY, "", datetime(2026, 11, 26, 15, tzinfo=UTC)),
        (HOURLY, "Asia/Kolkata", datetime(2026, 11, 26, 14, 30, tzinfo=UTC)),
        (DAILY, "", datetime(2026, 11, 27, 8, tzinfo=UTC)),
        (DAILY, "America/New_York", datetime(2026, 11, 27, 13, tzinfo=UTC)),
        (DAILY, "Asia/Tokyo", datetime(2026, 11, 26, 23, tzinfo=UTC)),
    ],
)
def test_a_digest_comes_on_the_hour_or_at_its_time(
    level: SubscriptionLevel, zone: str, due: datetime
) -> None:
    route = _route(_follower(level, zone=zone), FIGURE)
    assert route == Route(chat_id=4, due_at=due, digest=True)


def test_a_daily_digest_comes_when_it_was_chosen() -> None:
    route = _route(_follower(DAILY, daily_at=time(14, 30), zone="Europe/Paris"), OPENING)
    assert route
    assert route.due_at == datetime(2026, 11, 27, 13, 30, tzinfo=UTC)


def test_what_is_said_on_the_hour_comes_with_the_next_one() -> None:
    hour = NOW.replace(minute=0, second=0)
    assert timed(_follower(HOURLY), hour).due_at == hour + HOUR


def test_a_chat_that_cannot_be_reached_has_routes_all_the_same() -> None:
    assert _route(_follower(suspended="blocked"), OPENING, NOBODY, ALONE) == SOON


# --- mutes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "muted", "draft", "before", "after", "opens", "route"),
    [
        (EVERYTHING, ("Yonhap",), OPENING, NOBODY, ALONE, Level.LOUD, None),
        (EVERYTHING, ("Yonhap",), FIGURE, ALONE, ALONE, Level.LOUD, None),
        (EVERYTHING, ("TASS",), OPENING, NOBODY, ALONE, Level.LOUD, SOON),
        (EVERYTHING, ("Yonhap",), None, ALONE, TWO, Level.LOUD, LATE),
        (EVERYTHING, ("Yonhap",), FIGURE, ALONE, TWO, Level.LOUD, LATE),
        (EVERYTHING, ("Yonhap",), None, TWO, TWO, Level.LOUD, None),
        (EVERYTHING, ("Yonhap", "Le Matin"), FIGURE, ALONE, TWO, Level.LOUD, None),
        (CORROBORATED, ("Yonhap",), None, ALONE, TWO, Level.LOUD, LATE),
        (LOUD, ("Yonhap",), None, ALONE, TWO, Level.LOUD, LATE),
        (LOUD, ("Yonhap",), None, ALONE, TWO, Level.QUIET, None),
        (LOUD, ("Yonhap",), DENIAL, TWO, TWO, Level.QUIET, AT_ONCE),
    ],
)
def test_what_only_muted_outlets_tell_is_not_told(
    level: SubscriptionLevel,
    muted: tuple[str, ...],
    draft: AlertDraft | None,
    before: Spread,
    after: Spread,
    opens: Level,
    route: Route | None,
) -> None:
    assert _route(_follower(level, muted=muted), draft, before, after, opens=opens) == route


# --- pauses and quiet hours ------------------------------------------------------------------------------

NINE_PM, TWO_AM, SEVEN = (
    datetime(2026, 11, 26, 21, tzinfo=UTC),
    datetime(2026, 11, 27, 2, tzinfo=UTC),
    datetime(2026, 11, 27, 7, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("more", "at", "due", "held"),
    [
        ({"quiet": NIGHT}, NINE_PM, NINE_PM, False),
        ({"quiet": NIGHT}, TWO_AM, SEVEN, True),
        ({"quiet": NIGHT}, SEVEN, SEVEN, False),
        ({"quiet": NIGHT}, SEVEN - timedelta(seconds=1), SEVEN, True),
        ({"quiet": NIGHT, "zone": "Europe/Paris"}, NINE_PM, SEVEN - HOUR, True),
        ({"quiet": QuietHours(start=time(1), end=time(3))}, TWO_AM, TWO_AM + HOUR, True),
        ({"quiet": NIGHT, "through_quiet": True}, TWO_AM, TWO_AM, False),
        ({"paused_until": TWO_AM}, NINE_PM, TWO_AM, True),
        ({"paused_until": TWO_AM}, TWO_AM, TWO_AM, False),
        ({"paused_until": TWO_AM, "quiet": NIGHT}, NINE_PM, SEVEN, True),
        ({"paused_until": TWO_AM, "through_quiet": True}, NINE_PM, TWO_AM, True),
        ({"paused_until": SEVEN + HOUR, "quiet": NIGHT}, TWO_AM, SEVEN + HOUR, True),
    ],
)
def test_pause_and_quiet_hours_keep_messages_back(
    more: dict[str, Any], at: datetime, due: datetime, held: bool
) -> None:
    assert timed(_follower(**more), at) == Route(chat_id=4, due_at=due, held=held)


def test_a_digest_that_falls_into_quiet_hours_or_a_pause_comes_at_their_end() -> None:
    quiet = _follower(HOURLY, quiet=NIGHT)
    assert timed(quiet, TWO_AM) == Route(chat_id=4, due_at=SEVEN, digest=True)
    early = _follower(DAILY, daily_at=time(6), quiet=NIGHT)
    assert timed(early, NINE_PM) == Route(chat_id=4, due_at=SEVEN, digest=True)
    paused = _follower(HOURLY, paused_until=SEVEN + 3 * HOUR + MINUTE)
    assert timed(paused, NINE_PM) == Route(chat_id=4, due_at=SEVEN + 3 * HOUR + MINUTE, digest=True)


@pytest.mark.parametrize(
    ("reason", "level", "after", "urgent"),
    [
        (Decision.DENIED, Level.LOUD, DENIED, True),
        (Decision.DISPUTED, Level.LOUD, DISPUTED, True),
        (Decision.CORRECTED, Level.LOUD, ALONE, True),
        (Decision.CORRECTED, Level.QUIET, ALONE, False),
        (Decision.NEW_STORY, Level.LOUD, ALONE, False),
        (Decision.NEW_STORY, Level.LOUD, TWO, True),
        (Decision.CONFIRMED, Level.LOUD, CONFIRMED, True),
        (Decision.CONFIRMED, Level.QUIET, CONFIRMED, False),
        (Decision.NEW_MAXIMUM, Level.LOUD, ALONE, False),
    ],
)
def test_only_urgent_news_breaks_through_and_only_where_it_may(
    reason: Decision, level: Level, after: Spread, urgent: bool
) -> None:
    draft = replace(_draft(reason, level), due_at=TWO_AM)
    held = Route(chat_id=4, due_at=SEVEN, held=True)
    broken = Route(chat_id=4, due_at=TWO_AM, urgent=True)
    assert _route(_follower(quiet=NIGHT), draft, ALONE, after) == held
    assert _route(_follower(quiet=URGENT_NIGHT), draft, ALONE, after) == (broken if urgent else held)
    by_day = replace(draft, due_at=NOW)
    assert _route(_follower(quiet=URGENT_NIGHT), by_day, ALONE, after) == AT_ONCE


def test_nothing_breaks_through_a_pause() -> None:
    route = _route(_follower(paused_until=TWO_AM), DENIAL)
    assert route == Route(chat_id=4, due_at=TWO_AM, held=True)
    at_night = _route(_follower(paused_until=TWO_AM, quiet=URGENT_NIGHT), DENIAL)
    assert at_night == Route(chat_id=4, due_at=TWO_AM, held=True, urgent=True), "though it ends in the night"


def test_quiet_hours_that_begin_as_they_end_are_refused() -> None:
    with pytest.raises(ValueError, match="never end"):
        QuietHours(start=time(7), end=time(7))


# --- digests of a storyline, what waits, sound -----------------------------------------------------------


def test_a_digest_of_what_was_too_much_goes_to_all_but_who_wants_the_loud_only() -> None:
    followers = [_follower(level) for level in SubscriptionLevel]
    assert len(digest_routes(followers, Level.LOUD, NOW)) == 5
    assert len(digest_routes(followers, Level.QUIET, NOW)) == 4
    (daily,) = digest_routes([_follower(DAILY)], Level.QUIET, NOW)
    assert daily.digest
    assert daily.due_at == datetime(2026, 11, 27, 8, tzinfo=UTC)


def _waiting(reason: Decision = Decision.NEW_MAXIMUM, *, due_at: datetime, **more: Any) -> WaitingDelivery:
    alert = Alert(
        id=1, key="k", storyline_id="strike", story_id=2, item_id=3, reason=reason, created_at=NOW, **more
    )
    return WaitingDelivery(id=9, alert=alert, state=StoryState.REPORTED, due_at=due_at, created_at=NOW)


def test_what_waits_comes_as_the_new_settings_say() -> None:
    kept, later = _waiting(due_at=SEVEN), NOW + HOUR
    assert rerouted(kept, _follower(quiet=NIGHT), WAIT, TWO_AM) == Route(chat_id=4, due_at=SEVEN, held=True)
    assert rerouted(kept, _follower(HOURLY), WAIT, later).digest
    freed = rerouted(kept, _follower(), WAIT, later)
    assert freed == Route(chat_id=4, due_at=later, held=True), "what was kept back ends as one digest"
    fresh = rerouted(_waiting(due_at=NOW), _follower(), WAIT, later)
    assert fresh == Route(chat_id=4, due_at=later), "what only waited for its turn does not"


def test_a_new_story_goes_on_waiting_for_other_outlets() -> None:
    waiting = _waiting(Decision.NEW_STORY, due_at=NOW + WAIT)
    assert rerouted(waiting, _follower(), WAIT, NOW + MINUTE / 2) == SOON


def test_what_a_lower_level_would_not_have_told_still_comes() -> None:
    waiting = _waiting(due_at=NOW, level=Level.QUIET)
    assert rerouted(waiting, _follower(LOUD), WAIT, NOW) == AT_ONCE


def test_what_waits_and_is_urgent_breaks_through_once_it_may() -> None:
    waiting = _waiting(Decision.DENIED, due_at=SEVEN)
    route = rerouted(waiting, _follower(quiet=URGENT_NIGHT), WAIT, TWO_AM)
    assert route == Route(chat_id=4, due_at=TWO_AM, urgent=True)


@pytest.mark.parametrize(
    ("level", "chat", "storyline", "silent"),
    [
        (Level.LOUD, False, False, False),
        (Level.QUIET, False, False, True),
        (Level.LOUD, True, False, True),
        (Level.LOUD, False, True, True),
        (Level.LOUD, False, None, False),
    ],
)
def test_a_message_is_silent_if_its_level_the_chat_or_the_subscription_is(
    level: Level, chat: bool, storyline: bool | None, silent: bool
) -> None:
    own = None if storyline is None else replace(_follower().subscription, silent=storyline)
    assert is_silent(level, ChatSettings(silent=chat), own) is silent


# --- whatever the settings -------------------------------------------------------------------------------

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
    _follower,
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
    route = _route(follower, draft, before, after, now)
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
    assert unwanted or _route(follower, draft, before, after, now)
