"""Polls that end together are written together: what ends during one transaction waits for the next.

A disk confirms some hundred transactions a second, however small they are.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial

from bot.futures import fail, succeed
from bot.model import PollResult
from bot.ports import Store, StoreAccess

AT_ONCE = 100
"""Polls in a transaction, so that it stays short for the other users of the store's thread."""

GATHER = 0.1
"""Seconds to wait for more, while many polls run: one transaction for each costs four times as much."""


class Saver:
    """Writes what polls brought, in the order in which they ended.

    `more` tells whether many others are about to end.
    """

    def __init__(self, access: StoreAccess, more: Callable[[], bool] = lambda: False) -> None:
        self._access = access
        self._more = more
        self._waiting: deque[tuple[PollResult, asyncio.Future[int]]] = deque()
        self._writing: asyncio.Task[None] | None = None

    async def save(self, result: PollResult) -> int:
        """Write a poll and return how many items were new; raises StoreError if it could not be written.

        Whoever gives up waiting does not keep it from being written.
        """
        saved: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((result, saved))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await saved

    async def finish(self) -> None:
        """Wait until all is written."""
        if self._writing:
            await asyncio.gather(self._writing, return_exceptions=True)

    async def _write(self) -> None:
        while self._waiting:
            if len(self._waiting) < AT_ONCE and self._more():
                await asyncio.sleep(GATHER)
            taken = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            results = [result for result, _ in taken]
            try:
                counts = await self._access(partial(_save, results))
            except Exception as error:  # also a mistake of ours: whoever waits would else wait for ever
                if len(taken) == 1:
                    fail(taken[0][1], error)
                else:
                    await self._write_each(taken)
                continue
            except BaseException as error:
                for _, saved in taken:
                    fail(saved, error)
                raise
            for (_, saved), count in zip(taken, counts, strict=True):
                succeed(saved, count)

    async def _write_each(self, taken: list[tuple[PollResult, asyncio.Future[int]]]) -> None:
        """One that cannot be written must not take the others with it."""
        for result, saved in taken:
            try:
                (count,) = await self._access(partial(_save, [result]))
            except Exception as error:
                fail(saved, error)
            else:
                succeed(saved, count)


def _save(results: list[PollResult], store: Store) -> list[int]:
    return store.save_polls(results)
