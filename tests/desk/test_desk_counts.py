"""Counting what is stored takes longer the more there is: however often it is asked for, it is done rarely."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.desk import Premises
from bot.desk.reading import Reader
from bot.ports import Store
from bot.store import open_store
from tests.factories import make_chat
from tests.fakes import DirectAccess, FakeFetcher, ManualClock

T = TypeVar("T")


class Counting(DirectAccess):
    asked = 0

    async def __call__(self, work: Callable[[Store], T]) -> T:
        self.asked += 1
        return await super().__call__(work)


async def test_many_who_ask_how_all_is_make_the_store_count_once() -> None:
    store = open_store("sqlite:///:memory:")
    access = Counting(store)
    premises = Premises(
        home=Path(),
        access=access,
        rulebook=lambda: None,
        feeds=dict,
        clock=ManualClock(),
        fetcher=FakeFetcher(),
        parser=None,  # type: ignore[arg-type]
    )
    desk = Reader(premises)
    answers = await asyncio.gather(*(desk.status(make_chat()) for _ in range(20)))
    assert len({one.text for one in answers}) == 1
    assert access.asked == 1
    store.close()
