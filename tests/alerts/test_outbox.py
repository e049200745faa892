"""An edit is settled like a message, but for what cannot be known of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts.outbox import MAX_EDITS, PACE, settle
from bot.model import (
    Alert,
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
from tests.factories import NOW, make_chat, make_match

ITEM = Item(id=1, feed_id="f", uid="1", url="u", title="t", summary="", language="en", first_seen_at=NOW)
STORY = Story(id=1, key="s/1", storyline_id="s", title="t", opened_at=NOW, updated_at=NOW)
EDIT = ClaimedDelivery(
    id=1,
    chat=make_chat(kind=ChatKind.GROUP),
    alert=Alert(
        id=1, key="k", storyline_id="s", story_id=1, item_id=1, reason=Decision.NEW_STORY, created_at=NOW
    ),
    item=ITEM,
    feed_name="F",
    publisher="F",
    match=make_match("s"),
    attempt=1,
    unknown_outcomes=0,
    story=StoryView(story=STORY, items=()),
    edits="77",
)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (SendStatus.SENT, DeliveryState.SENT),
        (SendStatus.REFUSED, DeliveryState.FAILED),
        (SendStatus.RETRY, DeliveryState.PENDING),
        (SendStatus.UNKNOWN, DeliveryState.PENDING),
        (SendStatus.CHAT_GONE, DeliveryState.PENDING),
    ],
)
def test_an_edit_ends_like_a_message_and_keeps_the_same_pace(
    status: SendStatus, state: DeliveryState
) -> None:
    update = settle(EDIT, SendOutcome(status=status), NOW)
    assert update.state is state
    assert update.chat_not_before_at == NOW + PACE[ChatKind.GROUP]


def test_an_edit_is_made_again_later_and_later_and_given_up_in_the_end() -> None:
    unknown = SendOutcome(status=SendStatus.UNKNOWN, reason="no answer")
    delays = [settle(replace(EDIT, attempt=n), unknown, NOW).due_at - NOW for n in range(1, MAX_EDITS)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=2)
    assert settle(replace(EDIT, attempt=MAX_EDITS), unknown, NOW).state is DeliveryState.FAILED
