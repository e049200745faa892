"""What deserves a message, what is edited in, and what waits for a digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.decide import DEFAULT_LEVELS, alert_key, decide, due_digest, level_of
from bot.model import AlertPolicy, Change, Decision, Figure, Level, Qualifier, Stance, StoryState

NOW = datetime(2024, 10, 18, 14, 2, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=5)
A_MOMENT_AGO = NOW - timedelta(minutes=5)
POLICY = AlertPolicy()
FIRST = Change(
    story_key="s/7",
    told_at=None,
    before=StoryState.REPORTED,
    after=StoryState.REPORTED,
    origins=1,
    shows_more=True,
)
TOLD = replace(FIRST, told_at=LONG_AGO, shows_more=False)
FIGURE = Figure(
    value=12000,
    qualifier=Qualifier.UP_TO,
    of="troops",
    claimant="nis",
    text="up to 12,000 troops",
    field="title",
    start=0,
    end=19,
)


@pytest.mark.parametrize(
    ("change", "policy", "decision"),
    [
        (FIRST, POLICY, Decision.NEW_STORY),
        (replace(FIRST, follows=True), POLICY, Decision.FOLLOW_UP),
        (replace(FIRST, old_news=True), POLICY, Decision.BASELINE),
        (FIRST, AlertPolicy(min_origins=2), Decision.TOO_FEW_ORIGINS),
        (replace(FIRST, origins=2), AlertPolicy(min_origins=2), Decision.NEW_STORY),
        (FIRST, AlertPolicy(levels={"new story": Level.OFF}), Decision.ALREADY_TOLD),
    ],
)
def test_the_first_message_of_a_story(change: Change, policy: AlertPolicy, decision: Decision) -> None:
    verdict = decide(change, policy, told_lately=0, now=NOW)
    assert verdict.decision is decision
    assert bool(verdict.alert) == decision.alerts
    assert verdict.edit_at is None


def test_a_new_story_waits_a_moment_for_other_outlets() -> None:
    verdict = decide(FIRST, POLICY, told_lately=0, now=NOW)
    assert verdict.alert
    assert (verdict.alert.due_at, verdict.alert.level) == (NOW + POLICY.wait, Level.LOUD)
    assert verdict.alert.key == "s/7/new story"


@pytest.mark.parametrize(
    ("change", "decision", "level"),
    [
        (TOLD, Decision.ALREADY_TOLD, None),
        (replace(TOLD, shows_more=True), Decision.UPDATED, Level.EDIT),
        (replace(TOLD, after=StoryState.DEVELOPING, shows_more=True), Decision.UPDATED, Level.EDIT),
        (replace(TOLD, after=StoryState.CORROBORATED), Decision.CORROBORATED, Level.EDIT),
        (
            replace(TOLD, after=StoryState.CONFIRMED, stance=Stance.CONFIRMS),
            Decision.CONFIRMED,
            Level.QUIET,
        ),
        # the item itself does not confirm: somebody in it does, in passing
        (replace(TOLD, after=StoryState.CONFIRMED, shows_more=True), Decision.UPDATED, Level.EDIT),
        (replace(TOLD, after=StoryState.DENIED, shows_more=True), Decision.UPDATED, Level.EDIT),
        (replace(TOLD, after=StoryState.DENIED, stance=Stance.DENIES), Decision.DENIED, Level.LOUD),
        (replace(TOLD, after=StoryState.DISPUTED, stance=Stance.DENIES), Decision.DISPUTED, Level.LOUD),
        (replace(TOLD, stance=Stance.CORRECTS), Decision.CORRECTED, Level.LOUD),
        (replace(TOLD, maximum=FIGURE), Decision.NEW_MAXIMUM, Level.QUIET),
        (replace(TOLD, revised=FIGURE), Decision.REVISED, Level.EDIT),
        # who stays confirmed is not confirmed again
        (
            replace(TOLD, before=StoryState.CONFIRMED, after=StoryState.CONFIRMED, stance=Stance.CONFIRMS),
            Decision.ALREADY_TOLD,
            None,
        ),
        # what the first poll of a feed brings changes the message and tells nothing
        (
            replace(TOLD, after=StoryState.DENIED, stance=Stance.DENIES, old_news=True, shows_more=True),
            Decision.UPDATED,
            Level.EDIT,
        ),
    ],
)
def test_what_follows_is_a_message_an_edit_or_nothing(
    change: Change, decision: Decision, level: Level | None
) -> None:
    verdict = decide(change, POLICY, told_lately=0, now=NOW)
    assert verdict.decision is decision
    if level in (Level.QUIET, Level.LOUD):
        assert verdict.alert
        assert (verdict.alert.level, verdict.alert.due_at, verdict.alert.reason) == (level, NOW, decision)
    else:
        assert verdict.alert is None
    assert (verdict.edit_at is None) == (level is None)


def test_an_alert_about_a_figure_is_named_after_it_and_quotes_it() -> None:
    verdict = decide(replace(TOLD, maximum=FIGURE), POLICY, told_lately=0, now=NOW)
    assert verdict.alert
    assert verdict.alert.key == "s/7/new maximum/troops/nis/12000"
    assert verdict.alert.detail == "up to 12,000 troops"


def test_alerts_about_ranges_are_named_after_both_ends() -> None:
    keys = {
        alert_key("s/7", Decision.NEW_MAXIMUM, replace(FIGURE, value=low, value_max=high))
        for low, high in ((10, None), (10, 12), (10, 15), (None, 15), (1_234_567, None), (1_234_568, None))
    }
    assert len(keys) == 6


@pytest.mark.parametrize(
    ("change", "decision"),
    [
        (replace(TOLD, maximum=FIGURE), Decision.COOLING_DOWN),
        (replace(TOLD, after=StoryState.CONFIRMED, stance=Stance.CONFIRMS), Decision.COOLING_DOWN),
        (replace(TOLD, after=StoryState.DENIED, stance=Stance.DENIES), Decision.DENIED),
    ],
)
def test_soon_after_a_message_only_what_contradicts_it_is_told(change: Change, decision: Decision) -> None:
    verdict = decide(replace(change, told_at=A_MOMENT_AGO), POLICY, told_lately=0, now=NOW)
    assert verdict.decision is decision
    assert verdict.edit_at == NOW + POLICY.edit_interval


def test_what_exceeds_the_hourly_cap_waits_for_a_digest() -> None:
    verdict = decide(FIRST, AlertPolicy(per_hour=3), told_lately=3, now=NOW)
    assert verdict.decision is Decision.OVER_THE_CAP
    assert verdict.alert
    assert (verdict.alert.held, verdict.alert.reason) == (True, Decision.NEW_STORY)


@pytest.mark.parametrize(
    ("minutes", "lately", "due"), [(5, 3, False), (5, 2, True), (59, 3, False), (60, 3, True)]
)
def test_a_digest_comes_when_there_is_room_and_at_the_latest_after_an_hour(
    minutes: float, lately: int, due: bool
) -> None:
    held_since = NOW - timedelta(minutes=minutes)
    assert due_digest(held_since, AlertPolicy(per_hour=3), told_lately=lately, now=NOW) is due


def test_a_storyline_chooses_its_levels() -> None:
    loud = AlertPolicy(levels={"corroborated": Level.LOUD})
    verdict = decide(replace(TOLD, after=StoryState.CORROBORATED), loud, told_lately=0, now=NOW)
    assert verdict.alert
    assert verdict.alert.level is Level.LOUD
    assert level_of(Decision.DENIED, loud) is Level.LOUD


def test_every_reason_that_alerts_has_a_level() -> None:
    assert {reason for reason in Decision if reason.alerts} == {*DEFAULT_LEVELS, Decision.OVER_THE_CAP}


changes = st.builds(
    Change,
    story_key=st.just("s/1"),
    told_at=st.sampled_from([None, LONG_AGO, A_MOMENT_AGO]),
    before=st.sampled_from(StoryState),
    after=st.sampled_from(StoryState),
    origins=st.integers(1, 5),
    shows_more=st.booleans(),
    old_news=st.booleans(),
    follows=st.booleans(),
    stance=st.sampled_from(Stance),
    maximum=st.sampled_from([None, FIGURE]),
    revised=st.sampled_from([None, FIGURE]),
)
policies = st.builds(
    AlertPolicy,
    min_origins=st.integers(1, 3),
    per_hour=st.integers(1, 3),
    levels=st.dictionaries(st.sampled_from([r.value for r in DEFAULT_LEVELS]), st.sampled_from(Level)),
)


@given(changes, policies, st.integers(0, 4))
def test_no_alert_without_a_reason_and_none_before_the_first_message(
    change: Change, policy: AlertPolicy, told_lately: int
) -> None:
    verdict = decide(change, policy, told_lately=told_lately, now=NOW)
    if verdict.alert:
        assert verdict.decision.alerts
        assert verdict.alert.level in (Level.QUIET, Level.LOUD)
        assert verdict.alert.held == (told_lately >= policy.per_hour)
        assert verdict.alert.due_at >= NOW
        first = verdict.alert.reason in (Decision.NEW_STORY, Decision.FOLLOW_UP)
        assert first == (change.told_at is None)
        assert not change.old_news
    if change.told_at is None:
        assert verdict.edit_at is None
