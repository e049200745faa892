"""After an attempt to send: finish the delivery or try it again, and when. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.model import (
    Backlog,
    ChatKind,
    ClaimedDelivery,
    DeliveryState,
    DeliveryUpdate,
    SendOutcome,
    SendStatus,
)

PACE: Mapping[ChatKind, timedelta] = {
    ChatKind.CONSOLE: timedelta(0),
    ChatKind.PRIVATE: timedelta(seconds=1),
    ChatKind.GROUP: timedelta(seconds=3),
}
"""Least time between two messages or edits in one chat: Telegram bears 1/s, and 20/min in groups and
channels."""

FIRST_RETRY = timedelta(seconds=2)
LAST_RETRY = timedelta(minutes=15)
"""Delays double from the first to the last: a broken network is noticed soon and not hammered."""

MAX_EDITS = 8
"""Tries to make one edit when no answer says how they ended. It is harmless to make an edit twice, but the
story's next change brings a new one anyway."""

LONGEST_WISH = timedelta(days=2)
"""A server's retry_after counts up to this; bans of half a day have been reported."""

MAX_UNKNOWN = 8
"""Tries that may all have arrived. A server that answers 502 for half an hour must not cost an alert, and
one that takes every message and never answers must not be fed for ever."""

_GIVEN_UP = f"given up: {MAX_UNKNOWN} tries in a row may or may not have arrived"


LEAST_GATHERED = 4
"""Held messages that become one: three are read as they are."""

LONG_BACKLOG, OVERDUE = 10, timedelta(minutes=5)
"""So many messages, the first of them due so long ago: after an outage or a ban the chat gets one digest."""


def gathers(backlog: Backlog, now: datetime) -> bool:
    """Whether what waits for a chat is told as one digest."""
    if backlog.digest or backlog.held >= LEAST_GATHERED:
        return True
    return len(backlog.delivery_ids) >= LONG_BACKLOG and now - backlog.due_since > OVERDUE


def settle(delivery: ClaimedDelivery, outcome: SendOutcome, now: datetime) -> DeliveryUpdate:
    """What the store is to write after this outcome."""
    match outcome.status:
        case SendStatus.SENT:
            state, due_at = DeliveryState.SENT, now
        case SendStatus.REFUSED:
            state, due_at = DeliveryState.FAILED, now
        case SendStatus.UNKNOWN if delivery.edits and delivery.attempt >= MAX_EDITS:
            state, due_at = DeliveryState.FAILED, now
        case SendStatus.UNKNOWN if delivery.unknown_outcomes + 1 >= MAX_UNKNOWN:
            state, due_at = DeliveryState.FAILED, now
            outcome = SendOutcome(status=SendStatus.UNKNOWN, reason=f"{_GIVEN_UP}; last: {outcome.reason}")
        case SendStatus.CHAT_GONE | SendStatus.CHAT_MOVED:
            state, due_at = DeliveryState.PENDING, now
        case SendStatus.RETRY | SendStatus.UNKNOWN:
            state, due_at = DeliveryState.PENDING, now + retry_delay(delivery.attempt, outcome.retry_after)
    pause = min(outcome.retry_after or timedelta(0), LONGEST_WISH)
    return DeliveryUpdate(
        delivery_id=delivery.id,
        state=state,
        outcome=outcome,
        due_at=due_at,
        chat_not_before_at=now + max(PACE[delivery.chat.kind], pause),
    )


def retry_delay(attempt: int, asked: timedelta | None) -> timedelta:
    """The server's wish, or a delay that doubles with each attempt."""
    if asked is not None:
        return min(asked, LONGEST_WISH)
    return min(FIRST_RETRY * (1 << min(attempt - 1, 20)), LAST_RETRY)
