"""The pace that Telegram bears: over all chats, in each chat, and in each group within a minute.

All that is sent into a chat or changed there goes through one `Pace`, alerts as well as answers. Alerts ask
for their turn one by one (`ready`), so that an answer waits for one of them at most.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.failures import wait_of

OVERALL = 28.5
"""Messages a second over all chats; Telegram bears 30, and counts when they arrive."""

AT_ONCE = 1.2
"""Messages over all chats that may come at once; above 1, to catch up with what a timer was late by."""

IN_SECOND, SECOND = 30, 1.05
"""Messages over all chats that leave within so many seconds at most, whatever held some of them up between
their turn and their leaving. Telegram bears 30 in 1, as it sees them arrive."""

IN_CHAT = 1.1
"""Seconds between two messages in one chat. Telegram bears one a second as it sees them arrive: the first may
be slower on its way than the second."""

IN_GROUP, MINUTE = 20, 62.0
"""Messages in a group or channel within so many seconds; Telegram bears 20 in 60."""

PATIENCE = 30.0
"""Our seconds that an answer waits for its chat; when Telegram wants more, it is given up."""

FLOODED = 8
"""Chats refused one after the other, and nothing taken between: then it is the bot that shall wait, not they.
Where one message in ten is refused for its own chat's sake, that comes once in a hundred million."""

RESERVED = "reserved"
"""As `rate_limit_args`: the request has had its turn over all chats."""

REMEMBERED = 5000
"""Chats above which those that were quiet for a minute are forgotten."""

Result = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(slots=True)
class _Lane:
    """One chat's turns, in seconds of the event loop's clock."""

    free_at: float = 0.0
    held_until: float = 0.0
    """As Telegram asked. The outbox keeps such times by itself, over restarts."""
    turns: deque[float] = field(default_factory=lambda: deque(maxlen=IN_GROUP))
    """Of a group, the last ones."""


class Pace(BaseRateLimiter[str]):
    """A rate limiter for the library's bot; `speed` is above 1 where the server's seconds are shorter."""

    def __init__(self, speed: float = 1.0, *, remembered: int = REMEMBERED) -> None:
        self._speed = speed
        self._remembered = remembered
        # nearly one at a time: thirty at once and then nothing for a second would be too many for two windows
        self._overall = AsyncLimiter(AT_ONCE, AT_ONCE / (OVERALL * speed))
        self._left: deque[float] = deque(maxlen=IN_SECOND)
        """When the last ones left, or may leave."""
        self._lanes: dict[int, _Lane] = {}
        self._refused: dict[int, float] = {}
        """Until when the chats are held that were refused since a message was last taken."""
        self._held_until = 0.0
        """For all chats."""

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def ready(self) -> None:
        """Wait for a turn over all chats, for a request with `RESERVED`."""
        await self._overall.acquire()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Result:
        """Make the request when it may be made. Raises RetryAfter, by which the chat is held back too."""
        chat = _number(data.get("chat_id")) if _counts(endpoint) else None
        if chat is None:
            return await callback(*args, **kwargs)
        await self._turn(chat, reserved=rate_limit_args == RESERVED)
        if rate_limit_args != RESERVED:
            await self._overall.acquire()
        await self._leave()
        try:
            result = await callback(*args, **kwargs)
        except RetryAfter as error:
            self._hold(chat, _clock() + wait_of(error).total_seconds() / self._speed)
            raise
        self._refused.clear()
        return result

    async def _leave(self) -> None:
        """Wait while too many have just left: those that a busy computer held up leave together."""
        now = _clock()
        at = max(now, self._left[0] + SECOND / self._speed) if len(self._left) == IN_SECOND else now
        self._left.append(at)
        await asyncio.sleep(at - now)

    def _hold(self, chat: int, until: float) -> None:
        """Hold back this chat, or all of them if it is one of many."""
        lane = self._lane(chat)
        lane.held_until = max(lane.held_until, until)
        self._refused[chat] = until
        if len(self._refused) >= FLOODED:
            # the shortest: one chat among them may be held for hours for its own sake
            self._held_until = max(self._held_until, min(self._refused.values()))
            self._refused.clear()

    async def _turn(self, chat: int, *, reserved: bool) -> None:
        """Wait for the chat's next turn; turns are given in the order in which they are asked for."""
        now, lane = _clock(), self._lane(chat)
        if reserved and self._held_until > now:  # asking again would only prolong it
            raise RetryAfter(int((self._held_until - now) * self._speed) + 1)
        at = max(now, lane.free_at, 0.0 if reserved else max(lane.held_until, self._held_until))
        crowded = chat < 0  # groups and channels have negative numbers
        if crowded and len(lane.turns) == IN_GROUP:
            at = max(at, lane.turns[0] + MINUTE / self._speed)
        if at - now > PATIENCE and not reserved:
            raise RetryAfter(int((at - now) * self._speed) + 1)
        if crowded:
            lane.turns.append(at)
        lane.free_at = at + IN_CHAT / self._speed
        await asyncio.sleep(at - now)

    def _lane(self, chat: int) -> _Lane:
        if len(self._lanes) >= self._remembered and chat not in self._lanes:
            old = _clock() - MINUTE / self._speed
            self._lanes = {
                one: lane for one, lane in self._lanes.items() if max(lane.free_at, lane.held_until) > old
            }
        return self._lanes.setdefault(chat, _Lane())


def _counts(endpoint: str) -> bool:
    """Whether Telegram's limits count a method: what sends or changes a message."""
    return endpoint.startswith(("send", "edit")) and endpoint != "sendChatAction"


def _number(chat_id: object) -> int | None:
    """Chats are told apart by their numbers only: a name would be a second lane for the same chat."""
    return int(chat_id) if isinstance(chat_id, (int, str)) and str(chat_id).lstrip("-").isdigit() else None


def _clock() -> float:
    return asyncio.get_running_loop().time()
