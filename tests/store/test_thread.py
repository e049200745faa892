"""The store on its own thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.ports import Store
from bot.store import open_store
from bot.store.thread import StoreThread
from tests.factories import NOW, make_feed, make_new, make_poll


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'vigie.db'}"


@pytest.fixture
async def access(url: str) -> AsyncIterator[StoreThread]:
    access = await StoreThread.open(url)
    await access(lambda store: store.sync_feeds([make_feed()], NOW))
    yield access
    await access.close()


def store_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("store")]


async def test_work_runs_on_one_thread_that_is_not_the_loops(access: StoreThread) -> None:
    names = await asyncio.gather(*(access(lambda _: threading.get_ident()) for _ in range(9)))
    assert len(set(names)) == 1
    assert names[0] != threading.get_ident()


async def test_work_is_done_in_the_order_in_which_it_was_asked(access: StoreThread) -> None:
    done: list[int] = []
    await asyncio.gather(*(access(lambda _, n=n: done.append(n)) for n in range(50)))  # type: ignore[misc]
    assert done == list(range(50))


async def test_an_error_of_the_work_reaches_the_caller_and_the_thread_goes_on(access: StoreThread) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        await access(lambda store: store.save_poll(make_poll(feed_id="nowhere")))
    assert await access(lambda store: store.items(limit=1)) == []


async def test_what_cannot_be_opened_is_told_and_leaves_no_thread(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        await StoreThread.open(f"sqlite:///{tmp_path}")
    await no_thread_is_left()


async def test_closing_waits_for_what_was_asked_before_and_can_be_repeated(url: str) -> None:
    access = await StoreThread.open(url)
    asked = asyncio.ensure_future(access(lambda store: store.sync_feeds([make_feed()], NOW)))
    await asyncio.sleep(0)
    await asyncio.gather(access.close(), access.close())
    assert asked.done()
    await no_thread_is_left()
    store = open_store(url)
    assert len(store.feed_health()) == 1
    store.close()


async def test_giving_up_on_work_that_has_begun_does_not_break_it_off(access: StoreThread) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(store: Store) -> int:
        begun.set()
        go_on.wait(10)
        return store.save_poll(make_poll(make_new("a"), make_new("b")))

    task = asyncio.create_task(access(slow))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    assert len(await access(lambda store: store.items(limit=9))) == 2


async def test_giving_up_on_work_that_has_not_begun_drops_it(access: StoreThread) -> None:
    go_on = threading.Event()
    first = asyncio.create_task(access(lambda _: go_on.wait(10)))
    second = asyncio.create_task(access(lambda store: store.save_poll(make_poll(make_new("a")))))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    await asyncio.sleep(0)  # the loop tells the thread of it
    go_on.set()
    await first
    assert await access(lambda store: store.items(limit=9)) == []


async def test_giving_up_on_opening_leaves_no_thread(url: str) -> None:
    opening = asyncio.create_task(StoreThread.open(url))
    await asyncio.sleep(0)
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)
    await no_thread_is_left()


async def test_giving_up_on_closing_closes_all_the_same(url: str, tmp_path: Path) -> None:
    access = await StoreThread.open(url)
    await access(lambda store: store.sync_feeds([make_feed()], NOW))
    go_on = threading.Event()
    work = asyncio.create_task(access(lambda _: go_on.wait(10)))
    closing = asyncio.create_task(access.close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.gather(closing, return_exceptions=True)
    await asyncio.sleep(0)
    assert (tmp_path / "vigie.db-wal").exists()
    go_on.set()
    await work
    await no_thread_is_left()
    assert not (tmp_path / "vigie.db-wal").exists(), "the file was released"


async def no_thread_is_left() -> None:
    for thread in store_threads():
        await asyncio.to_thread(thread.join, 10)
    assert store_threads() == []
