"""Deliver: claim what is due in the outbox, send it, and finish it or put it back.

Messages and edits of messages go the same way. Only what a channel gave a reference for can be edited or
answered: the console gives none, so that nothing that it printed is ever claimed for an edit.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.alerts.outbox import settle
from bot.alerts.render import content_of, render
from bot.errors import ChannelError, StoreError
from bot.model import Channel, ClaimedDelivery, DeliveryUpdate, Level, SendOutcome, SendStatus, Storyline
from bot.ports import Clock, Notifier, StoreAccess

log = structlog.get_logger()

SENDS_PER_SECOND = 25
"""Over all chats; Telegram bears 30."""

CHANNEL_PAUSE = timedelta(minutes=5)
"""Between two tries on a channel that cannot work, such as one whose token was revoked."""


class Deliverer:
    """Drains the outbox: claims one delivery for each chat at a time, sends it, finishes it."""

    def __init__(self, *, access: StoreAccess, clock: Clock) -> None:
        self._access = access
        self._clock = clock
        self._draining = asyncio.Lock()
        self._stopped = False
        self.notifiers: dict[Channel, Notifier] = {}

    async def deliver(self, storylines: Mapping[str, Storyline]) -> int:
        """Send all that is due now and may be sent now; return how many messages and edits arrived."""
        async with self._draining:
            return await self._drain(storylines)

    async def stop(self) -> None:
        """Claim nothing more, and wait for the messages that are on their way."""
        self._stopped = True
        async with self._draining:
            pass

    async def _drain(self, storylines: Mapping[str, Storyline]) -> int:
        sent = 0
        while not self._stopped and (claimed := await self._claim()):
            begun = time.monotonic()
            arrived = await asyncio.gather(*(self._attempt(one, storylines) for one in claimed))
            sent += sum(arrived)
            if len(claimed) >= SENDS_PER_SECOND:
                await asyncio.sleep(max(0.0, 1 - (time.monotonic() - begun)))
        return sent

    async def _claim(self) -> list[ClaimedDelivery]:
        now = self._clock.now()
        channels = tuple(self.notifiers)
        return await self._access(lambda store: store.claim_deliveries(now, SENDS_PER_SECOND, channels))

    async def _attempt(self, delivery: ClaimedDelivery, storylines: Mapping[str, Storyline]) -> bool:
        outcome = await self._send(delivery, storylines)
        await self._finish(settle(delivery, outcome, self._clock.now()))
        _log_delivery(delivery, outcome)
        return outcome.status is SendStatus.SENT

    async def _finish(self, update: DeliveryUpdate) -> None:
        """Write how it ended, and again while the store cannot: left `sending`, it would mute its chat."""
        now, pause = self._clock.now(), 1.0
        while True:
            try:
                return await self._access(lambda store: store.finish_delivery(update, now))
            except StoreError as error:
                log.error("delivery not finished", delivery=update.delivery_id, error=str(error))  # noqa: TRY400
                if self._stopped:
                    return None
            await asyncio.sleep(pause)
            pause = min(2 * pause, 30.0)

    async def _send(self, delivery: ClaimedDelivery, storylines: Mapping[str, Storyline]) -> SendOutcome:
        try:
            storyline = storylines.get(delivery.alert.storyline_id)
            message = replace(
                render(content_of(delivery, storyline)),
                edits=delivery.edits,
                reply_to=delivery.reply_to,
                silent=delivery.alert.level is Level.QUIET,
            )
            return await self.notifiers[delivery.chat.channel].send(delivery.chat, message)
        except ChannelError as error:  # nothing was sent, and nothing will be until a person acts
            return SendOutcome(status=SendStatus.RETRY, retry_after=CHANNEL_PAUSE, reason=str(error))
        except Exception:  # a mistake of ours must not cost an alert, nor hold up the chat behind it
            log.exception("delivery broke", delivery=delivery.id)
            return SendOutcome(status=SendStatus.UNKNOWN, reason="an internal error, see the log")


def _log_delivery(delivery: ClaimedDelivery, outcome: SendOutcome) -> None:
    # a reader who deletes a message wants no more of it
    quiet = outcome.status is SendStatus.SENT or (delivery.edits and outcome.status is SendStatus.REFUSED)
    told = log.debug if quiet else log.warning
    told(
        "delivery",
        delivery=delivery.id,
        alert=delivery.alert.id,
        channel=delivery.chat.channel.value,
        status=outcome.status.value,
        edit=bool(delivery.edits),
        attempt=delivery.attempt,
        **({"reason": outcome.reason} if outcome.reason else {}),
    )
