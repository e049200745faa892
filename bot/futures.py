"""Answers for those who wait, if they still do: whoever gave up waiting has cancelled the future."""

from __future__ import annotations

import asyncio
from typing import TypeVar

T = TypeVar("T")


def succeed(future: asyncio.Future[T], result: T) -> None:
    """Give the result."""
    if not future.done():
        future.set_result(result)


def fail(future: asyncio.Future[T], error: BaseException) -> None:
    """Give the error; who waits for what was cancelled is cancelled too."""
    if future.done():
        return
    if isinstance(error, asyncio.CancelledError):
        future.cancel()
    else:
        future.set_exception(error)
