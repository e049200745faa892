"""What could not be sent in time: it does not come at night instead, or in a pause, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.model import (
    ALL_STORYLINES,
    ChatSettings,
    Decision,
    QuietHours,
    SendOutcome,
    SendStatus,
    Subscription,
)
from tests.factories import NOW, make_draft
from tests.pipeline.test_deliver import Desk

EVENING = datetime(2024, 10, 18, 21, 59, tzinfo=UTC)
NIGHT = EVENING + timedelta(hours=2)
MORNING = datetime(2024, 10, 19, 7, 0, tzinfo=UTC)
QUIET = QuietHours(start=time(22), end=time(7))


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.store.save_settings(desk.chat.id, ChatSettings(quiet=QUIET))
    yield desk
    desk.store.close()


async def sent_at(desk: Desk, at: datetime) -> list[tuple[str, str, bool]]:
    desk.clock.at = at
    return await desk.deliver()


async def test_what_was_not_sent_before_the_night_comes_in_the_morning(desk: Desk) -> None:
    desk.tell("a", due_at=EVENING)
    assert await sent_at(desk, NIGHT) == []
    assert await sent_at(desk, MORNING - timedelta(seconds=1)) == []
    assert await sent_at(desk, MORNING) == [("", "", False)]


async def test_nor_is_it_tried_again_at_night(desk: Desk) -> None:
    desk.tell("a", due_at=EVENING)
    desk.notifier.script = [SendOutcome(status=SendStatus.RETRY, retry_after=timedelta(hours=1))]
    assert len(await sent_at(desk, EVENING)) == 1
    assert await sent_at(desk, NIGHT) == []
    assert await sent_at(desk, MORNING) == [("", "", False)]


async def test_what_was_let_through_is_sent_at_night_however_late(desk: Desk) -> None:
    desk.tell("a", due_at=NIGHT)
    assert await sent_at(desk, NIGHT + timedelta(hours=3)) == [("", "", False)]


async def test_what_keeps_no_quiet_hours_does_not_wait_for_the_morning(desk: Desk) -> None:
    (way,) = desk.store.subscriptions(desk.chat.id)
    assert isinstance(way, Subscription)
    assert way.storyline_id == ALL_STORYLINES
    desk.store.save_subscription(replace(way, through_quiet=True))
    desk.tell("a", due_at=EVENING)
    assert await sent_at(desk, NIGHT) == [("", "", False)]


async def test_what_is_tried_again_waits_for_the_end_of_a_pause_and_of_the_night_after_it(desk: Desk) -> None:
    desk.tell("a", due_at=NOW)
    desk.notifier.script = [SendOutcome(status=SendStatus.RETRY, retry_after=timedelta(minutes=1))]
    assert len(await sent_at(desk, NOW)) == 1
    desk.store.save_settings(desk.chat.id, ChatSettings(quiet=QUIET, paused_until=NIGHT))
    assert await sent_at(desk, EVENING) == []
    assert await sent_at(desk, NIGHT) == []
    assert await sent_at(desk, MORNING) == [("", "", False)]


async def test_a_reply_stays_behind_the_first_message(desk: Desk) -> None:
    first = desk.tell("a", due_at=EVENING)
    desk.add("b", first, alert=make_draft("denied", Decision.DENIED, due_at=EVENING))
    desk.tell("c", due_at=EVENING)
    assert await sent_at(desk, NIGHT) == []
    minute = timedelta(minutes=1)
    told = [one for step in range(5) for one in await sent_at(desk, MORNING + step * minute)]
    assert sorted(reply_to for _, reply_to, _ in told) in (["", "", "1"], ["", "", "2"])


async def test_what_waited_over_night_comes_as_one_digest(desk: Desk) -> None:
    for name in "abcdef":
        desk.tell(name, due_at=EVENING)
    assert await sent_at(desk, NIGHT) == []
    assert len(await sent_at(desk, MORNING)) == 1
    assert await sent_at(desk, MORNING + timedelta(hours=1)) == []
    assert desk.store.info().deliveries["sent"] == 6
