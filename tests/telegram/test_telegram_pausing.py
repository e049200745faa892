"""Pauses, by buttons and in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.telegram.conftest import Bot
from tests.telegram.talking import ADA, EVE, ZOE, ask, press, say, settings


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of October 2024; it is the 18th, noon."""
    return datetime(2024, 10, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wish", "until"),
    [
        ("2h", timedelta(hours=2)),
        ("30m", timedelta(minutes=30)),
        ("1d 6h", timedelta(days=1, hours=6)),
        ("1 jour", timedelta(days=1)),
        ("until 8:00", at(19, 6)),
        ("8:00", at(19, 6)),
        ("until 15h30", at(18, 13, 30)),
        ("jusqu'à 8h", at(19, 6)),
    ],
)
async def test_a_pause_in_words_is_meant_in_the_zone_of_the_chat(
    bot: Bot, wish: str, until: datetime | timedelta
) -> None:
    ada = bot.server.private(ADA)
    await say(bot, ada, "/settings zone Paris")
    answer = await ask(bot, ada, f"/pause {wish}")
    wanted = bot.clock.now() + until if isinstance(until, timedelta) else until
    assert settings(bot, ada.id).paused_until == wanted
    assert "⏸ Nothing comes until " in answer.text
    assert "▶ End the pause" in answer.labels
    assert "▶ The pause is over" in (await ask(bot, ada, "/pause off")).text
    assert settings(bot, ada.id).paused_until is None


@pytest.mark.parametrize(
    "wish",
    ["soon", "0h", "2", "400d", "until", "until tomorrow", "25:00", "-2h", "h" * 4000, "<b>"],
)
async def test_a_wish_that_says_no_time_gets_a_kind_word(bot: Bot, wish: str) -> None:
    ada = bot.server.private(ADA)
    answer = await ask(bot, ada, f"/pause {wish}")
    assert answer.text.startswith("I do not understand that time.")
    assert bot.chat(ada.id) is None


async def test_a_pause_by_buttons_tells_its_end_and_ends_by_itself(bot: Bot) -> None:
    zoe = bot.server.private(ZOE)
    panel = await ask(bot, zoe, "/pause", ZOE)
    assert "Pas de pause" in panel.text
    assert "Les heures sont en UTC tant qu'aucun fuseau n'est choisi." in panel.text
    assert "🕰 Fuseau horaire" in panel.labels
    assert await press(bot, panel, "4 heures", ZOE) == "✅ C'est fait."
    assert settings(bot, zoe.id).paused_until == bot.clock.now() + timedelta(hours=4)
    assert "16:00 UTC" in panel.text
    await press(bot, panel, "Jusqu'à 08:00", ZOE)
    assert settings(bot, zoe.id).paused_until == at(19, 8)
    bot.clock.advance(days=2)
    panel = await ask(bot, zoe, "/pause", ZOE)
    assert "Pas de pause" in panel.text
    assert "⏸" not in panel.text
    await press(bot, panel, "7 jours", ZOE)
    await press(bot, panel, "Finir la pause", ZOE)
    assert settings(bot, zoe.id).paused_until is None


async def test_only_admins_pause_a_group(bot: Bot) -> None:
    desk = bot.server.group(u1001="creator", u1003="member")
    assert (await ask(bot, desk, "/pause 2h", EVE)).text == "Only admins can change this."
    panel = await ask(bot, desk, "/pause", EVE)
    assert await press(bot, panel, "1 hour", EVE) == "Only admins can change this."
    assert bot.chat(desk.id) is None
    await press(bot, panel, "1 hour", ADA)
    assert settings(bot, desk.id).paused_until
