"""Where and when news goes: by the level, the mutes, the pause, the quiet hours and the digest of each chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.alerts.route import digest_routes, is_silent, rerouted, timed
from bot.model import (
    Alert,
    AlertDraft,
    ChatSettings,
    Decision,
    Level,
    QuietHours,
    Route,
    Spread,
    StoryState,
    SubscriptionLevel,
    WaitingDelivery,
)
from tests.alerts.following import (
    ALONE,
    CORROBORATED,
    DAILY,
    EVERYTHING,
    HOUR,
    HOURLY,
    LOUD,
    MINUTE,
    NIGHT,
    NOBODY,
    NOW,
    TWO,
    URGENT_NIGHT,
    WAIT,
    make_draft,
    make_follower,
    route_of,
)

# --- levels ----------------------------------------------------------------------------------------------

OPENING, FIGURE = make_draft(), make_draft(Decision.NEW_MAXIMUM, Level.QUIET)
DENIAL = make_draft(Decision.DENIED)
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
        (EVERYTHING, make_draft(held=True), NOBODY, ALONE, None),
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
        (CORROBORATED, make_draft(Decision.CORROBORATED, held=True), ALONE, TWO, LATE),
        (LOUD, OPENING, NOBODY, ALONE, SOON),
        (LOUD, FIGURE, TWO, TWO, None),
        (LOUD, DENIAL, ALONE, DENIED, AT_ONCE),
        (LOUD, None, ALONE, TWO, None),
    ],
)
def test_each_level_gets_its_share(
    level: SubscriptionLevel, draft: AlertDraft | None, before: Spread, after: Spread, route: Route | None
) -> None:
    assert route_of(make_follower(level), draft, before, after) == route


def test_origins_enough_are_corroboration_whatever_the_state_became() -> None:
    """Who was told of a story is told of its denial too."""
    denied = replace(TWO, state=StoryState.DENIED)
    assert route_of(make_follower(CORROBORATED), DENIAL, TWO, denied)


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
    route = route_of(make_follower(level, zone=zone), FIGURE)
    assert route == Route(chat_id=4, due_at=due, digest=True)


def test_a_daily_digest_comes_when_it_was_chosen() -> None:
    route = route_of(make_follower(DAILY, daily_at=time(14, 30), zone="Europe/Paris"), OPENING)
    assert route
    assert route.due_at == datetime(2026, 11, 27, 13, 30, tzinfo=UTC)


def test_what_is_said_on_the_hour_comes_with_the_next_one() -> None:
    hour = NOW.replace(minute=0, second=0)
    assert timed(make_follower(HOURLY), hour).due_at == hour + HOUR


def test_a_chat_that_cannot_be_reached_has_routes_all_the_same() -> None:
    assert route_of(make_follower(suspended="blocked"), OPENING, NOBODY, ALONE) == SOON


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
    assert route_of(make_follower(level, muted=muted), draft, before, after, opens=opens) == route


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
    assert timed(make_follower(**more), at) == Route(chat_id=4, due_at=due, held=held)


def test_a_digest_that_falls_into_quiet_hours_or_a_pause_comes_at_their_end() -> None:
    quiet = make_follower(HOURLY, quiet=NIGHT)
    assert timed(quiet, TWO_AM) == Route(chat_id=4, due_at=SEVEN, digest=True)
    early = make_follower(DAILY, daily_at=time(6), quiet=NIGHT)
    assert timed(early, NINE_PM) == Route(chat_id=4, due_at=SEVEN, digest=True)
    paused = make_follower(HOURLY, paused_until=SEVEN + 3 * HOUR + MINUTE)
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
    draft = replace(make_draft(reason, level), due_at=TWO_AM)
    held = Route(chat_id=4, due_at=SEVEN, held=True)
    broken = Route(chat_id=4, due_at=TWO_AM, urgent=True)
    assert route_of(make_follower(quiet=NIGHT), draft, ALONE, after) == held
    assert route_of(make_follower(quiet=URGENT_NIGHT), draft, ALONE, after) == (broken if urgent else held)
    by_day = replace(draft, due_at=NOW)
    assert route_of(make_follower(quiet=URGENT_NIGHT), by_day, ALONE, after) == AT_ONCE


def test_a_digest_never_breaks_through() -> None:
    route = timed(make_follower(HOURLY, quiet=URGENT_NIGHT), TWO_AM, urgent=True)
    assert route == Route(chat_id=4, due_at=SEVEN, digest=True)


def test_nothing_breaks_through_a_pause() -> None:
    route = route_of(make_follower(paused_until=TWO_AM), DENIAL)
    assert route == Route(chat_id=4, due_at=TWO_AM, held=True)
    at_night = route_of(make_follower(paused_until=TWO_AM, quiet=URGENT_NIGHT), DENIAL)
    assert at_night == Route(chat_id=4, due_at=TWO_AM, held=True, urgent=True), "though it ends in the night"


def test_quiet_hours_that_begin_as_they_end_are_refused() -> None:
    with pytest.raises(ValueError, match="never end"):
        QuietHours(start=time(7), end=time(7))


# --- digests of a storyline, what waits, sound -----------------------------------------------------------


def test_a_digest_of_what_was_too_much_goes_to_all_but_who_wants_the_loud_only() -> None:
    followers = [make_follower(level) for level in SubscriptionLevel]
    assert len(digest_routes(followers, Level.LOUD, NOW)) == 5
    assert len(digest_routes(followers, Level.QUIET, NOW)) == 4
    (daily,) = digest_routes([make_follower(DAILY)], Level.QUIET, NOW)
    assert daily.digest
    assert daily.due_at == datetime(2026, 11, 27, 8, tzinfo=UTC)


def _waiting(reason: Decision = Decision.NEW_MAXIMUM, *, due_at: datetime, **more: Any) -> WaitingDelivery:
    alert = Alert(
        id=1, key="k", storyline_id="strike", story_id=2, item_id=3, reason=reason, created_at=NOW, **more
    )
    return WaitingDelivery(id=9, alert=alert, state=StoryState.REPORTED, due_at=due_at, created_at=NOW)


def test_what_waits_comes_as_the_new_settings_say() -> None:
    kept, later = _waiting(due_at=SEVEN), NOW + HOUR
    assert rerouted(kept, make_follower(quiet=NIGHT), WAIT, TWO_AM) == Route(
        chat_id=4, due_at=SEVEN, held=True
    )
    assert rerouted(kept, make_follower(HOURLY), WAIT, later).digest
    freed = rerouted(kept, make_follower(), WAIT, later)
    assert freed == Route(chat_id=4, due_at=later, held=True), "what was kept back ends as one digest"
    fresh = rerouted(_waiting(due_at=NOW), make_follower(), WAIT, later)
    assert fresh == Route(chat_id=4, due_at=later), "what only waited for its turn does not"


def test_a_new_story_goes_on_waiting_for_other_outlets() -> None:
    waiting = _waiting(Decision.NEW_STORY, due_at=NOW + WAIT)
    assert rerouted(waiting, make_follower(), WAIT, NOW + MINUTE / 2) == SOON


def test_what_a_lower_level_would_not_have_told_still_comes() -> None:
    waiting = _waiting(due_at=NOW, level=Level.QUIET)
    assert rerouted(waiting, make_follower(LOUD), WAIT, NOW) == AT_ONCE


def test_what_waits_and_is_urgent_breaks_through_once_it_may() -> None:
    waiting = _waiting(Decision.DENIED, due_at=SEVEN)
    route = rerouted(waiting, make_follower(quiet=URGENT_NIGHT), WAIT, TWO_AM)
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
    own = None if storyline is None else replace(make_follower().subscription, silent=storyline)
    assert is_silent(level, ChatSettings(silent=chat), own) is silent
