"""Many chats at once: the store stays free for others, and all are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, TypeVar

import pytest

from bot.model import ALL_STORYLINES, SendOutcome, SendStatus
from bot.pipeline.deliver import GATHERED_AT_ONCE, Deliverer
from bot.ports import Store
from tests.factories import MINUTE, NOW, make_chat
from tests.pipeline.test_deliver import Desk

T = TypeVar("T")


class Counting:
    """A `StoreAccess` that counts the digests that are made in each go."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.gathered = [0]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def gather(self, delivery_ids: Collection[int], now: datetime) -> bool:
        self.gathered[-1] += 1
        return self._store.gather(delivery_ids, now)

    async def __call__(self, work: Callable[[Any], T]) -> T:
        await asyncio.sleep(0)
        self.gathered.append(0)
        return work(self)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.store.close()


async def test_a_morning_of_many_digests_leaves_the_store_to_others_between(desk: Desk) -> None:
    chats = 3 * GATHERED_AT_ONCE
    for number in range(1, chats):
        chat = desk.store.save_chat(make_chat(str(1000 + number)))
        desk.store.subscribe(chat.id, ALL_STORYLINES, NOW)
    for name in "abcdefghijk":
        desk.tell(name, due_at=NOW - 10 * MINUTE)
    access = Counting(desk.store)
    deliverer = Deliverer(access=access, clock=desk.clock)
    deliverer.notifiers = desk.deliverer.notifiers
    assert await deliverer.deliver({}) == chats
    assert sum(access.gathered) == chats
    assert max(access.gathered) <= GATHERED_AT_ONCE


async def test_a_message_that_is_given_up_is_told_like_one_that_is_refused(desk: Desk) -> None:
    told: list[str] = []
    desk.deliverer.on_refused = lambda chat, reason: told.append(reason)
    desk.tell("a")
    desk.notifier.script = [SendOutcome(status=SendStatus.UNKNOWN, reason="502")] * 8
    for _ in range(8):
        assert told == []
        await desk.deliver(3600)
    assert len(told) == 1
    assert "given up" in told[0]
