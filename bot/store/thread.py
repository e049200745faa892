"""The store on a thread of its own, so that the disk never holds up the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from bot.ports import Store
from bot.store import open_store

T = TypeVar("T")


class StoreThread:
    """Runs work on the store one piece at a time, in the order of the calls; the `StoreAccess` of the ports.

    Cancelling the task that waits for a piece of work drops it if it has not begun; what has begun runs to
    its end, so that a transaction happens wholly or not at all.
    """

    def __init__(self, store: Store, executor: ThreadPoolExecutor) -> None:
        self._store = store
        self._executor = executor
        self._closed: Future[None] | None = None

    @classmethod
    async def open(cls, url: str) -> StoreThread:
        """Start the thread and open the store on it; raises StoreError."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        opened = executor.submit(open_store, url)
        try:
            return cls(await asyncio.wrap_future(opened), executor)
        except BaseException:
            executor.submit(_close_if_open, opened)
            executor.shutdown(wait=False)
            raise

    async def __call__(self, work: Callable[[Store], T]) -> T:
        """Run `work` on the store's thread and return its result."""
        return await asyncio.wrap_future(self._executor.submit(work, self._store))

    async def close(self) -> None:
        """Do what was asked before, close the store and end the thread; closing again changes nothing."""
        if self._closed is None:
            self._closed = self._executor.submit(self._store.close)
            self._executor.shutdown(wait=False)
        # Whoever gives up waiting must not keep the file from being released.
        await asyncio.shield(asyncio.wrap_future(self._closed))


def _close_if_open(opened: Future[Store]) -> None:
    """Close a store that nobody waited for."""
    if not opened.cancelled() and opened.exception() is None:
        opened.result().close()
