"""What becomes of an attempt to send a message, or to edit one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.outbox import LAST_RETRY, MAX_EDITS, MAX_UNKNOWN, OVERDUE, gathers, retry_delay, settle
from bot.model import (
    Alert,
    Backlog,
    ChatKind,
    ClaimedDelivery,
    Decision,
    DeliveryState,
    Item,
    SendOutcome,
    SendStatus,
    Story,
    StoryView,
)
from tests.factories import HOUR, MINUTE, NOW, make_chat, make_match

ITEM = Item(id=1, feed_id="f", uid="1", url="u", title="t", summary="", language="en", first_seen_at=NOW)
STORY = Story(id=1, key="s/1", storyline_id="s", title="t", opened_at=NOW, updated_at=NOW)
ALERT = Alert(
    id=1, key="k", storyline_id="s", story_id=1, item_id=1, reason=Decision.NEW_STORY, created_at=NOW
)
MESSAGE = ClaimedDelivery(
    id=1,
    chat=make_chat(kind=ChatKind.PRIVATE),
    alert=ALERT,
    item=ITEM,
    feed_name="F",
    publisher="F",
    match=make_match("s"),
    attempt=1,
    unknown_outcomes=0,
    story=StoryView(story=STORY, items=()),
)
EDIT = replace(MESSAGE, edits="77")
BOTH = pytest.mark.parametrize("delivery", [MESSAGE, EDIT], ids=["message", "edit"])


@BOTH
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
def test_every_outcome_leads_to_a_state(
    delivery: ClaimedDelivery, status: SendStatus, state: DeliveryState
) -> None:
    assert settle(delivery, SendOutcome(status=status), NOW).state is state


@BOTH
def test_the_wish_of_the_server_holds_for_the_delivery_and_its_chat(delivery: ClaimedDelivery) -> None:
    wish = timedelta(hours=12)
    update = settle(delivery, SendOutcome(status=SendStatus.RETRY, retry_after=wish), NOW)
    assert update.due_at == update.chat_not_before_at == NOW + wish


@BOTH
@pytest.mark.parametrize(
    ("kind", "seconds"), [(ChatKind.CONSOLE, 0), (ChatKind.PRIVATE, 1), (ChatKind.GROUP, 3)]
)
def test_a_chat_rests_between_two_messages_or_edits(
    delivery: ClaimedDelivery, kind: ChatKind, seconds: int
) -> None:
    there = replace(delivery, chat=make_chat(kind=kind))
    update = settle(there, SendOutcome(status=SendStatus.SENT), NOW)
    assert update.chat_not_before_at == NOW + timedelta(seconds=seconds)


def test_retries_come_ever_later_and_never_cease() -> None:
    delays = [retry_delay(attempt, None) for attempt in range(1, 100)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=2)
    assert delays[-1] == LAST_RETRY


def test_what_may_have_arrived_many_times_is_given_up_and_says_so() -> None:
    doubtful = replace(MESSAGE, unknown_outcomes=MAX_UNKNOWN - 1)
    update = settle(doubtful, SendOutcome(status=SendStatus.UNKNOWN, reason="502"), NOW)
    assert update.state is DeliveryState.FAILED
    assert "given up" in update.outcome.reason
    assert "502" in update.outcome.reason


def test_an_edit_of_unknown_outcome_is_made_again_so_many_times() -> None:
    unknown = SendOutcome(status=SendStatus.UNKNOWN)
    states = [settle(replace(EDIT, attempt=n), unknown, NOW).state for n in range(1, MAX_EDITS + 1)]
    assert states == [DeliveryState.PENDING] * (MAX_EDITS - 1) + [DeliveryState.FAILED]


def _backlog(count: int, *, held: int = 0, digest: int = 0, waits: timedelta = timedelta(0)) -> Backlog:
    return Backlog(
        chat_id=1,
        storyline_id="s",
        delivery_ids=tuple(range(count)),
        due_since=NOW - waits,
        held=held,
        digest=digest,
    )


@pytest.mark.parametrize(
    ("backlog", "gathered"),
    [
        (_backlog(1), False),
        (_backlog(9, waits=HOUR), False),
        (_backlog(10, waits=OVERDUE), False),
        (_backlog(10, waits=OVERDUE + timedelta(seconds=1)), True),
        (_backlog(500), False),
        (_backlog(3, held=3, waits=9 * HOUR), False),
        (_backlog(4, held=4), True),
        (_backlog(6, held=4), True),
        (_backlog(6, held=3, waits=MINUTE), False),
        (_backlog(1, digest=1), True),
        (_backlog(2, digest=1), True),
    ],
)
def test_what_is_told_as_one_digest(backlog: Backlog, gathered: bool) -> None:
    """What was wanted so, what was held back unless it is little, and what an outage left behind."""
    assert gathers(backlog, NOW) is gathered


@given(st.data())
def test_what_would_be_gathered_is_so_with_more_of_it_and_later(data: st.DataObject) -> None:
    held, digest, other = (data.draw(st.integers(0, 12)) for _ in range(3))
    waits, longer = (data.draw(st.timedeltas(timedelta(0), HOUR)) for _ in range(2))
    if not gathers(_backlog(held + digest + other, held=held, digest=digest, waits=waits), NOW):
        return
    more = data.draw(st.integers(0, 5))
    assert gathers(
        _backlog(held + digest + other + 2 * more, held=held + more, digest=digest, waits=waits + longer), NOW
    )
