"""The updates at hand: those of one chat are handled one after the other, chats beside each other.

A question that takes seconds in one chat holds up no other. Only what was handled is confirmed to Telegram:
an update that is still at work keeps itself and all later ones from being confirmed, and they are handed out
again, which is noticed here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from telegram import Update

LONGEST = 10.0
"""Seconds after which an update that is still at work is confirmed all the same: a crash would lose it, but
until then it makes a crash repeat what was handled after it."""

QUEUED = 20
"""Messages of one person that wait behind each other in a chat. Who sends more would be answered with silence
anyway, and must not fill the hundred that Telegram hands out at once."""

REMEMBERED = 1_000
"""Handled updates that are known if they are handed out again: they may be on their way already while the
last of them is handled. Telegram hands out a hundred at once."""


class Lanes:
    """One queue for each chat, as long as something is in it."""

    def __init__(self, handle: Callable[[Update], Awaitable[None]], *, longest: float = LONGEST) -> None:
        """`handle` raises nothing."""
        self._handle = handle
        self._longest = longest
        self._queues: dict[int, deque[Update]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._taken: dict[int, float] = {}
        """When each update that is not handled yet was taken, the first one first."""
        self._done: dict[int, None] = {}
        """Handled lately, the last one last."""
        self._next = 0

    @property
    def offset(self) -> int:
        """The first update that is not to be confirmed yet; 0 before there was one."""
        return min(self._at_work(), default=self._next)

    @property
    def busy(self) -> bool:
        """Whether something is at work that shall be confirmed only when it is done."""
        return bool(self._at_work())

    def put(self, update: Update) -> asyncio.Task[None] | None:
        """Take an update; returns what works on its chat, None if nothing is left to do.

        One that was taken before, and is handed out again because it could not be confirmed, is passed over.
        """
        number, chat = update.update_id, _chat_of(update)
        if number in self._done:
            return None
        if number in self._taken:
            return self._tasks.get(chat)
        self._next = number + 1
        queue = self._queues.setdefault(chat, deque())
        if _floods(update, queue):
            self._finished(number)
            return None
        self._taken[number] = _clock()
        queue.append(update)
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.create_task(self._work(chat, queue), name="telegram chat")
        return self._tasks[chat]

    async def settle(self, seconds: float | None = None) -> None:
        """Wait until all is handled, or that long."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds)

    async def close(self) -> None:
        """Cut off what is at work."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, chat: int, queue: deque[Update]) -> None:
        try:
            while queue:
                await self._handle(queue[0])
                self._finished(queue.popleft().update_id)
        finally:
            del self._tasks[chat], self._queues[chat]

    def _finished(self, number: int) -> None:
        self._taken.pop(number, None)
        self._done[number] = None
        if len(self._done) > REMEMBERED:
            del self._done[next(iter(self._done))]

    def _at_work(self) -> list[int]:
        since = _clock() - self._longest
        return [number for number, taken_at in self._taken.items() if taken_at > since]


def _chat_of(update: Update) -> int:
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else 0


def _floods(update: Update, queue: deque[Update]) -> bool:
    """Whether it is one message too many of one person. A press must be answered, or its button spins on, and
    what happens to a chat always counts."""
    user = update.effective_user
    if user is None or update.message is None or not update.message.text:
        return False
    return sum(one.effective_user == user for one in queue) >= QUEUED


def _clock() -> float:
    return asyncio.get_running_loop().time()
