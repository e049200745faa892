"""Work that may block for ever, on threads that hold up neither the event loop nor the end of the program.

`asyncio.to_thread` and the loop's own look-ups share a pool of few threads, and the interpreter waits for
each of them when it ends: a dead name server or a terminal that nobody reads would keep it from stopping.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from bot.futures import fail, succeed

T = TypeVar("T")


def in_daemon_thread(work: Callable[[], T], name: str) -> asyncio.Future[T]:
    """Do the work on a thread of its own; its result, or what it raises, is the future's."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            if not loop.is_closed():
                loop.call_soon_threadsafe(fail, done, error)
        else:
            if not loop.is_closed():
                loop.call_soon_threadsafe(succeed, done, result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return done
