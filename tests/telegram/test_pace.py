"""The pace: no window of time holds more messages than Telegram bears, and nobody waits for others' chats."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.telegram.failures import wait_of
from bot.telegram.pace import FLOODED, IN_GROUP, OVERALL, RESERVED, Pace

SPEED = 20.0
"""Seconds of Telegram's in one of ours: a minute is 3 seconds."""


@pytest.fixture(autouse=True)
def _coming_behaviour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # as `build_application` does


class Server:
    """Notes when requests arrive, in Telegram's seconds."""

    def __init__(self) -> None:
        self.at: defaultdict[int, list[float]] = defaultdict(list)
        self.refuses: list[RetryAfter] = []

    async def take(self, chat: int) -> bool:
        if self.refuses:
            raise self.refuses.pop()
        self.at[chat].append(asyncio.get_running_loop().time() * SPEED)
        return True

    def crowded(self, window: float, most: int, chats: list[int] | None = None) -> bool:
        """Whether some window of that length held more; within the precision of the loop's timers."""
        times = sorted(t for chat, at in self.at.items() if chats is None or chat in chats for t in at)
        slack = 0.012 * SPEED
        return any(b - a < window - slack for a, b in zip(times, times[most:], strict=False))


async def send(pace: Pace, server: Server, chat: int, endpoint: str = "sendMessage", args: str = "") -> Any:
    return await pace.process_request(server.take, [chat], {}, endpoint, {"chat_id": chat}, args or None)


async def test_all_chats_together_are_served_evenly() -> None:
    pace, server = Pace(SPEED), Server()
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(send(pace, server, chat) for chat in range(1, 120)))
    took = (asyncio.get_running_loop().time() - begun) * SPEED
    assert not server.crowded(1.0, 30)
    assert took >= 118 / OVERALL * 0.9


async def test_a_chat_gets_one_in_a_second_in_order() -> None:
    pace, server = Pace(SPEED), Server()
    await asyncio.gather(*(send(pace, server, 7) for _ in range(5)))
    assert not server.crowded(1.0, 1)


async def test_a_group_gets_twenty_in_a_minute_edits_among_them() -> None:
    pace, server = Pace(SPEED), Server()
    await asyncio.gather(
        *(
            send(pace, server, -7, ("sendMessage", "editMessageText")[turn % 2])
            for turn in range(IN_GROUP + 4)
        )
    )
    assert not server.crowded(60.0, IN_GROUP)
    assert not server.crowded(1.0, 1)


async def test_what_shows_nothing_in_a_chat_is_not_held_back() -> None:
    pace, server = Pace(0.001), Server()
    async with asyncio.timeout(2):
        for endpoint in ("getMe", "answerCallbackQuery", "sendChatAction", "getChatMember"):
            await send(pace, server, 7, endpoint)
            await send(pace, server, 7, endpoint)


async def test_a_chat_that_telegram_holds_back_holds_up_no_other() -> None:
    pace, server = Pace(SPEED), Server()
    server.refuses.append(RetryAfter(20))
    with pytest.raises(RetryAfter):
        await send(pace, server, 7)
    async with asyncio.timeout(2):
        await send(pace, server, 8)
        assert await send(pace, server, 7, args=RESERVED), "the outbox keeps its own times"
    held = asyncio.create_task(send(pace, server, 7))
    done, _ = await asyncio.wait({held}, timeout=0.2)
    assert not done
    held.cancel()


async def refused(pace: Pace, server: Server, waits: list[int]) -> None:
    """Let so many chats be refused, one after the other."""
    for chat, wait in enumerate(waits, start=100):
        server.refuses.append(RetryAfter(wait))
        with pytest.raises(RetryAfter):
            await send(pace, server, chat, args=RESERVED)


async def test_when_chat_after_chat_is_refused_nothing_is_asked_until_the_bot_may_speak_again() -> None:
    pace, server = Pace(SPEED), Server()
    await refused(pace, server, [3600, *[10] * (FLOODED - 1)])
    with pytest.raises(RetryAfter) as held:
        await send(pace, server, 7, args=RESERVED)
    assert 1 <= wait_of(held.value).total_seconds() <= 10, "one chat's own hour is not that of all"
    assert not server.at, "the outbox was told when, and nobody asked Telegram"
    answer = asyncio.create_task(send(pace, server, 8))
    await asyncio.sleep(0.1)
    assert not answer.done()
    await asyncio.wait_for(answer, 2)
    assert await send(pace, server, 9, args=RESERVED)


async def test_chats_that_are_refused_now_and_then_hold_up_no_other() -> None:
    pace, server = Pace(SPEED), Server()
    for _ in range(3):
        await refused(pace, server, [600] * (FLOODED - 1))
        assert await send(pace, server, 7, args=RESERVED)
    await refused(pace, server, [600])
    for _ in range(FLOODED):  # the same chat again and again is no flood of the bot
        server.refuses.append(RetryAfter(600))
        with pytest.raises(RetryAfter):
            await send(pace, server, 5, args=RESERVED)
    assert await send(pace, server, 8, args=RESERVED)


async def test_an_answer_that_would_have_to_wait_for_long_is_given_up() -> None:
    pace, server = Pace(SPEED), Server()
    server.refuses.append(RetryAfter(3600))
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await send(pace, server, 7)
    assert not server.at


async def test_an_answer_waits_for_one_alert_at_most() -> None:
    pace, server = Pace(SPEED), Server()

    async def alerts() -> None:
        for chat in range(100, 200):
            await pace.ready()
            await send(pace, server, chat, args=RESERVED)

    sending = asyncio.create_task(alerts())
    await asyncio.sleep(0.1)
    asked = asyncio.get_running_loop().time()
    await send(pace, server, 7)
    assert (server.at[7][0] / SPEED - asked) * SPEED < 3 / OVERALL + 0.5
    sending.cancel()


async def test_those_that_were_held_up_after_their_turn_do_not_leave_all_together() -> None:
    pace, server = Pace(SPEED), Server()
    for _ in range(40):
        await pace.ready()
    await asyncio.gather(*(send(pace, server, chat, args=RESERVED) for chat in range(1, 41)))
    assert not server.crowded(1.0, 30)


async def test_quiet_chats_are_forgotten() -> None:
    pace, server = Pace(100_000, remembered=10), Server()
    for chat in range(1, 60):
        await send(pace, server, chat)
        await asyncio.sleep(0.001)
    assert len(pace._lanes) < 40
