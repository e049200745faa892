"""What deserves a message, and what becomes of an attempt to send it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.alerts.decide import alert_key, decide
from bot.alerts.outbox import LAST_RETRY, MAX_UNKNOWN, retry_delay, settle
from bot.model import (
    Alert,
    Assignment,
    Channel,
    Chat,
    ChatKind,
    ClaimedDelivery,
    Decision,
    DeliveryState,
    Item,
    JoinReason,
    Match,
    SendOutcome,
    SendStatus,
)

NOW = datetime(2024, 10, 18, 14, 2, tzinfo=UTC)


def _item(*, baseline: bool = False, revision: int = 0) -> Item:
    return Item(
        id=7,
        feed_id="f",
        uid="g:1",
        url="https://e.org/1",
        title="t",
        summary="",
        language="en",
        first_seen_at=NOW,
        baseline=baseline,
        revision=revision,
    )


OPENS = Assignment(story_key="s/7", how=JoinReason.OPENED, opens=True)
JOINS_UNTOLD = Assignment(story_key="s/1", how=JoinReason.SAME_TITLE, opens=False)
JOINS_TOLD = Assignment(story_key="s/1", how=JoinReason.SAME_TITLE, opens=False, told=True)
ITSELF = Assignment(story_key="s/7", how=JoinReason.SAME_ITEM, opens=False)


@pytest.mark.parametrize(
    ("item", "assignment", "decision"),
    [
        (_item(), OPENS, Decision.NEW_STORY),
        (_item(), JOINS_TOLD, Decision.ALREADY_TOLD),
        (_item(baseline=True), OPENS, Decision.BASELINE),
        (_item(baseline=True), JOINS_TOLD, Decision.ALREADY_TOLD),
        # the story was only known from a first poll: its first fresh item is news
        (_item(), JOINS_UNTOLD, Decision.NEW_STORY),
        (_item(baseline=True), JOINS_UNTOLD, Decision.BASELINE),
        # rewritten so that it matches for the first time
        (_item(baseline=True, revision=1), OPENS, Decision.NEW_STORY),
        # rewritten, and matched before
        (_item(baseline=True, revision=1), ITSELF, Decision.BASELINE),
    ],
)
def test_the_first_fresh_item_of_a_story_alerts_and_no_other(
    item: Item, assignment: Assignment, decision: Decision
) -> None:
    assert decide(item, assignment) is decision
    assert decision.alerts == (decision is Decision.NEW_STORY)


def test_an_alert_has_one_name() -> None:
    assert alert_key("s/7", Decision.NEW_STORY) == "s/7/new story"


def _claimed(kind: ChatKind = ChatKind.PRIVATE, attempt: int = 1, unknown: int = 0) -> ClaimedDelivery:
    chat = Chat(id=1, channel=Channel.TELEGRAM, address="1", kind=kind)
    alert = Alert(
        id=1, key="k", storyline_id="s", story_id=1, item_id=7, reason=Decision.NEW_STORY, created_at=NOW
    )
    match = Match(storyline_id="s", score=1.0, evidence=())
    return ClaimedDelivery(
        id=3,
        chat=chat,
        alert=alert,
        item=_item(),
        feed_name="F",
        publisher="P",
        match=match,
        attempt=attempt,
        unknown_outcomes=unknown,
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (SendStatus.SENT, DeliveryState.SENT),
        (SendStatus.RETRY, DeliveryState.PENDING),
        (SendStatus.UNKNOWN, DeliveryState.PENDING),
        (SendStatus.REFUSED, DeliveryState.FAILED),
        (SendStatus.CHAT_GONE, DeliveryState.PENDING),
        (SendStatus.CHAT_MOVED, DeliveryState.PENDING),
    ],
)
def test_every_outcome_leads_to_a_state(status: SendStatus, state: DeliveryState) -> None:
    assert settle(_claimed(), SendOutcome(status=status), NOW).state is state


def test_the_wish_of_the_server_holds_for_the_delivery_and_its_chat() -> None:
    wish = timedelta(hours=12)
    update = settle(_claimed(), SendOutcome(status=SendStatus.RETRY, retry_after=wish), NOW)
    assert update.due_at == update.chat_not_before_at == NOW + wish


@pytest.mark.parametrize(
    ("kind", "seconds"), [(ChatKind.CONSOLE, 0), (ChatKind.PRIVATE, 1), (ChatKind.GROUP, 3)]
)
def test_a_chat_rests_between_two_messages(kind: ChatKind, seconds: int) -> None:
    update = settle(_claimed(kind), SendOutcome(status=SendStatus.SENT), NOW)
    assert update.chat_not_before_at == NOW + timedelta(seconds=seconds)


def test_retries_come_ever_later_and_never_cease() -> None:
    delays = [retry_delay(attempt, None) for attempt in range(1, 100)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=2)
    assert delays[-1] == LAST_RETRY


def test_what_may_have_arrived_many_times_is_given_up_and_says_so() -> None:
    update = settle(
        _claimed(unknown=MAX_UNKNOWN - 1), SendOutcome(status=SendStatus.UNKNOWN, reason="502"), NOW
    )
    assert update.state is DeliveryState.FAILED
    assert "given up" in update.outcome.reason
    assert "502" in update.outcome.reason
