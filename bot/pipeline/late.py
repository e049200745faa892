"""Claim what may be sent now, and put back what could not be sent before a pause or the quiet hours of now.

When a message comes is decided when it is made. After a night without network, or a stop of the program, what
was due in the evening must not ring at three.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.alerts.route import late_until
from bot.model import Channel, ClaimedDelivery
from bot.ports import Store

ROUNDS = 50
"""Claims of which all was put back, at most, so that others come to the store between."""


def claim_timely(
    store: Store, now: datetime, limit: int, channels: Collection[Channel]
) -> list[ClaimedDelivery]:
    """What the store hands out, without what must wait again."""
    for _ in range(ROUNDS):
        claimed = store.claim_deliveries(now, limit, channels)
        timely = [one for one in claimed if not _put_back(store, one, now)]
        if timely or not claimed:
            return timely
    return []


def _put_back(store: Store, delivery: ClaimedDelivery, now: datetime) -> bool:
    if delivery.due_at is None:  # an edit rings nowhere
        return False
    until = late_until(delivery.due_at, delivery.chat.settings, delivery.subscription, now)
    if until is not None:
        store.postpone_delivery(delivery.id, until)
    return until is not None
