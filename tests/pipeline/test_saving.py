"""Polls that end together are written together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.errors import StoreError
from bot.pipeline.saving import AT_ONCE, Saver
from bot.ports import Store
from bot.store import open_store
from tests.factories import NOW, make_feed, make_new, make_poll

T = TypeVar("T")


class SlowAccess:
    """A store on a thread that is busy, as the saver sees it; counts what it is asked for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.calls = 0
        self.broken: Exception | None = None

    async def __call__(self, work: Callable[[Store], T]) -> T:
        self.calls += 1
        await asyncio.sleep(0.01)
        if self.broken:
            raise self.broken
        return work(self.store)


@pytest.fixture
def access() -> Iterator[SlowAccess]:
    store = open_store("sqlite:///:memory:")
    store.sync_feeds([make_feed(f"f{number}") for number in range(300)], NOW)
    yield SlowAccess(store)
    store.close()


async def test_what_ends_during_a_transaction_is_written_with_the_next(access: SlowAccess) -> None:
    saver = Saver(access)
    polls = [make_poll(make_new(str(n)), make_new(f"{n}b"), feed_id=f"f{n}") for n in range(50)]
    assert await asyncio.gather(*map(saver.save, polls)) == [2] * 50
    assert access.calls <= 2
    assert access.store.info().items == 100


async def test_a_transaction_does_not_grow_without_end(access: SlowAccess) -> None:
    saver = Saver(access)
    await asyncio.gather(*(saver.save(make_poll(feed_id=f"f{n}")) for n in range(300)))
    assert 300 / AT_ONCE <= access.calls <= 300 / AT_ONCE + 1


async def test_a_poll_that_cannot_be_written_takes_no_other_with_it(access: SlowAccess) -> None:
    saver = Saver(access)
    polls = [make_poll(make_new("a"), feed_id="f1"), make_poll(feed_id="unknown"), make_poll(feed_id="f2")]
    answers = await asyncio.gather(*map(saver.save, polls), return_exceptions=True)
    assert (answers[0], answers[2]) == (1, 0)
    assert isinstance(answers[1], StoreError)
    assert "unknown" in str(answers[1])
    assert await saver.save(make_poll(make_new("b"), feed_id="f1")) == 1


async def test_whoever_gives_up_waiting_does_not_keep_a_poll_from_being_written(access: SlowAccess) -> None:
    saver = Saver(access)
    first = asyncio.create_task(saver.save(make_poll(make_new("a"), feed_id="f1")))
    second = asyncio.create_task(saver.save(make_poll(make_new("b"), feed_id="f2")))
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    await saver.finish()
    assert access.store.info().items == 2


async def test_a_mistake_of_ours_reaches_all_who_wait_and_the_saver_goes_on(access: SlowAccess) -> None:
    saver = Saver(access)
    access.broken = RuntimeError("a mistake of ours")
    answers = await asyncio.gather(
        *(saver.save(make_poll(feed_id=f"f{n}")) for n in range(3)), return_exceptions=True
    )
    assert all(isinstance(answer, RuntimeError) for answer in answers)
    await saver.finish()
    access.broken = None
    assert await saver.save(make_poll(make_new("a"), feed_id="f1")) == 1


async def test_a_mistake_of_ours_with_one_poll_lets_nobody_wait_for_ever(access: SlowAccess) -> None:
    saver = Saver(access)
    odd = replace(make_poll(make_new("a"), feed_id="f1"), identity="no identity")  # type: ignore[arg-type]
    polls = [make_poll(feed_id="unknown"), odd, make_poll(make_new("b"), feed_id="f2")]
    async with asyncio.timeout(5):
        answers = await asyncio.gather(*map(saver.save, polls), return_exceptions=True)
    assert [type(answer) for answer in answers] == [StoreError, AttributeError, int]
    assert access.store.info().items == 1
