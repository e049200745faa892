"""Looking up names never blocks the loop nor the end of the program."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from bot.feeds.guard import Guard
from bot.feeds.resolver import GuardedResolver


async def test_localhost_is_this_machine() -> None:
    found = await GuardedResolver(Guard.of(["localhost"])).resolve("localhost", 80, socket.AF_INET)
    assert {(one["host"], one["port"]) for one in found} == {("127.0.0.1", 80)}


@pytest.mark.parametrize("host", ["nowhere.invalid", "x" * 100, "a..b", "-"])
async def test_what_has_no_address_is_an_os_error(host: str) -> None:
    with pytest.raises(OSError):
        await GuardedResolver().resolve(host, 80)


async def test_a_look_up_that_nobody_waits_for_any_more_does_no_harm() -> None:
    before = threading.active_count()
    tasks = [
        asyncio.create_task(GuardedResolver(Guard.of(["localhost"])).resolve("localhost", 80))
        for _ in range(20)
    ]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    while threading.active_count() > before:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("look up"))
