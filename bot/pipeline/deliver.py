"""Deliver: claim what is due in the outbox, send it, and finish it or put it back.

Messages and edits of messages go the same way. Only what a channel gave a reference for can be edited or
answered: the console gives none, so that nothing that it printed is ever claimed for an edit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.alerts.outbox import LEAST_GATHERED, gathers, settle
from bot.alerts.render import content_of, render
from bot.alerts.route import is_silent
from bot.errors import ChannelError, StoreError
from bot.model import (
    Backlog,
    Channel,
    Chat,
    ClaimedDelivery,
    DeliveryState,
    DeliveryUpdate,
    SendOutcome,
    SendStatus,
    Storyline,
)
from bot.pipeline.late import claim_timely
from bot.ports import Clock, Notifier, Store, StoreAccess

log = structlog.get_logger()

ON_THEIR_WAY = 64
"""Messages of one channel that may be on their way at once: 29 a second that take two seconds each."""

CLAIMED_AHEAD = 4
"""Messages claimed at once. They wait for their turn one by one, and after a crash nobody knows whether those
that still waited arrived, so that they are few."""

LOOK_AGAIN = 0.1
"""Seconds after which more may have become due while others are on their way."""

GATHERED_AT_ONCE = 20
"""Digests made in one go on the store's thread, each of which takes milliseconds: in the morning there are
thousands of them, and commands and polls come between."""

GATHER_EVERY = 0.4
"""Seconds between two looks for backlogs; a tick of the daemon takes longer."""

CHANNEL_PAUSE = timedelta(minutes=5)
"""Between two tries on a channel that cannot work, such as one whose token was revoked."""


class Deliverer:
    """Drains the outbox: each chat's messages in their order, and no chat waits for a slow one."""

    def __init__(self, *, access: StoreAccess, clock: Clock) -> None:
        self._access = access
        self._clock = clock
        self._draining = asyncio.Lock()
        self._claiming = asyncio.Lock()
        self._stopped = False
        self._gathered_at = float("-inf")
        """When backlogs were last looked for, by the clock of the event loop."""
        self.notifiers: dict[Channel, Notifier] = {}
        self.on_refused: Callable[[Chat, str], None] | None = None
        """Told of a message that a chat will be sent no more, with the reason."""

    async def deliver(self, storylines: Mapping[str, Storyline]) -> int:
        """Send all that is due now and may be sent now; return how many messages and edits arrived."""
        async with self._draining:
            self._gathered_at = float("-inf")
            sent = await asyncio.gather(*(self._drain(one, storylines) for one in self.notifiers.values()))
            return sum(sent)

    async def stop(self) -> None:
        """Claim nothing more, and wait for the messages that are on their way."""
        self._stopped = True
        async with self._draining:
            pass

    async def _drain(self, notifier: Notifier, storylines: Mapping[str, Storyline]) -> int:
        sent = 0
        working: set[asyncio.Task[bool]] = set()
        turn: asyncio.Task[None] | None = None
        try:
            while True:
                claimed = [] if self._stopped else await self._claim(notifier.channel)
                for one in claimed:
                    await (turn or notifier.ready())
                    working.add(asyncio.create_task(self._attempt(one, notifier, storylines)))
                    # waited for while more is claimed, so that no turn passes unused
                    turn = asyncio.create_task(notifier.ready())
                if not working:
                    return sent
                if not claimed or len(working) >= ON_THEIR_WAY:
                    await asyncio.wait(working, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
                done = {task for task in working if task.done()}
                sent += sum(task.result() for task in done)
                working -= done
        finally:
            if turn:
                turn.cancel()

    async def _claim(self, channel: Channel) -> list[ClaimedDelivery]:
        async with self._claiming:  # what shall be gathered is not claimed before
            now, loop_time = self._clock.now(), asyncio.get_running_loop().time()
            if loop_time >= self._gathered_at + GATHER_EVERY:
                await gather_backlogs(self._access, now)
                self._gathered_at = asyncio.get_running_loop().time()
            return await self._access(lambda store: claim_timely(store, now, CLAIMED_AHEAD, (channel,)))

    async def _attempt(
        self, delivery: ClaimedDelivery, notifier: Notifier, storylines: Mapping[str, Storyline]
    ) -> bool:
        outcome = await self._send(delivery, notifier, storylines)
        update = settle(delivery, outcome, self._clock.now())
        await self._finish(update)
        _log_delivery(delivery, outcome)
        if self.on_refused and update.state is DeliveryState.FAILED and not delivery.edits:
            self.on_refused(delivery.chat, update.outcome.reason)
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

    async def _send(
        self, delivery: ClaimedDelivery, notifier: Notifier, storylines: Mapping[str, Storyline]
    ) -> SendOutcome:
        try:
            storyline = storylines.get(delivery.alert.storyline_id)
            settings, subscription = delivery.chat.settings, delivery.subscription
            message = replace(
                render(content_of(delivery, storyline)),
                edits=delivery.edits,
                reply_to=delivery.reply_to,
                silent=is_silent(delivery.alert.level, settings, subscription),
            )
            return await notifier.send(delivery.chat, message)
        except ChannelError as error:  # nothing was sent, and nothing will be until a person acts
            return SendOutcome(status=SendStatus.RETRY, retry_after=CHANNEL_PAUSE, reason=str(error))
        except Exception:  # a mistake of ours must not cost an alert, nor hold up the chat behind it
            log.exception("delivery broke", delivery=delivery.id)
            return SendOutcome(status=SendStatus.UNKNOWN, reason="an internal error, see the log")


async def gather_backlogs(access: StoreAccess, now: datetime) -> None:
    """Make one message of what a chat is to be told at once.

    A screen takes any number of lines: it gets each message of its own.
    """
    found = await access(lambda store: _backlogs(store, now))
    for start in range(0, len(found), GATHERED_AT_ONCE):
        await access(partial(_gather, some=found[start : start + GATHERED_AT_ONCE], now=now))


def _gather(store: Store, some: Sequence[Backlog], now: datetime) -> None:
    for one in some:
        store.gather(one.delivery_ids, now)


def _backlogs(store: Store, now: datetime) -> list[Backlog]:
    found = [one for one in store.backlogs(now, LEAST_GATHERED) if gathers(one, now)]
    return [one for one in found if not _on_screen(store, one)]


def _on_screen(store: Store, backlog: Backlog) -> bool:
    chat = store.chat(backlog.chat_id)
    return chat is not None and chat.channel is Channel.CONSOLE


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
