"""What is muted is listed and is heard again at a tap; what waits comes as the settings of now say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.model import Channel, Mutes
from tests.telegram.conftest import TROOPS, Bot
from tests.telegram.talking import ADA, COAST, EVE, ask, press, say, tell

NEWS = "North Korean troops arrive in Russia"


async def muted(bot: Bot, *more: str) -> None:
    """Ada follows the troops, and has muted a story of theirs, the outlet that told it, and these."""
    tell(bot, NEWS)
    await say(bot, bot.server.private(ADA), "/subscribe nk-troops-russia")
    chat, (story,) = bot.stored(ADA.id), bot.store.stories(limit=9)
    bot.store.mute_story(chat.id, story.id, bot.clock.now())
    for outlet in (COAST.publisher, *more):
        bot.store.mute_outlet(chat.id, TROOPS.id, outlet, bot.clock.now())


def mutes(bot: Bot) -> Mutes:
    """What Ada has muted."""
    return bot.store.mutes(bot.stored(ADA.id).id)


async def test_what_is_muted_is_listed_and_heard_again_at_a_tap(bot: Bot) -> None:
    await muted(bot)
    panel = await ask(bot, bot.server.private(ADA), "/settings")
    assert "Muted: 1 story, 1 outlet" in panel.text
    await press(bot, panel, "Muted")
    assert f"story: {NEWS}" in panel.text
    assert "outlet: Coast in North Korean troops in Russia" in panel.text
    story = panel.data("North Korean troops arrive")
    assert (await press(bot, panel, "North Korean troops arrive")).startswith("🔊 North Korean troops arrive")
    assert mutes(bot).stories == ()
    assert await press(bot, panel, data=story) == "That was not muted any more."
    assert await press(bot, panel, "Coast") == "🔊 Coast is heard again."
    assert mutes(bot) == Mutes()
    assert "Nothing is muted." in panel.text


async def test_many_mutes_are_turned_page_by_page(bot: Bot) -> None:
    await muted(bot, *(f"Outlet {number:02}" for number in range(15)))
    panel = await ask(bot, bot.server.private(ADA), "/settings")
    await press(bot, panel, "Muted")
    await press(bot, panel, "▶ 2")
    assert sum(label.startswith("🔊") for label in panel.labels) == 1 + 1 + 15 - 10
    await press(bot, panel, "Outlet 14")
    assert len(mutes(bot).outlets) == 15
    assert "◀ 1" in panel.labels, "the page stays"


async def test_only_admins_let_a_group_hear_again(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="creator", u1003="member")
    tell(bot, NEWS)
    await say(bot, desk, "/subscribe nk-troops-russia")
    bot.store.mute_outlet(bot.stored(desk.id).id, TROOPS.id, COAST.publisher, bot.clock.now())
    panel = await ask(bot, desk, "/settings")
    await press(bot, panel, "Muted", EVE)
    assert await press(bot, panel, "Coast", EVE) == "Only admins can change this."
    assert bot.store.mutes(bot.stored(desk.id).id).outlets


# --- what waits ------------------------------------------------------------------------------------------


def due(bot: Bot) -> list[datetime]:
    """When what waits for Ada comes."""
    return [one.due_at for one in bot.store.waiting(bot.stored(ADA.id).id)]


async def test_what_waits_is_held_by_quiet_hours_and_comes_when_they_are_taken_back(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    await say(bot, ada, "/subscribe nk-troops-russia")
    tell(bot, NEWS)
    (at_once,) = due(bot)
    assert at_once <= bot.clock.now()
    await say(bot, ada, "/settings zone Paris")
    await say(bot, ada, "/settings quiet 14:00 18:30")
    assert due(bot) == [datetime(2024, 10, 18, 16, 30, tzinfo=UTC)]
    await say(bot, ada, "/settings level nk-troops-russia daily 20:00")
    assert due(bot) == [datetime(2024, 10, 18, 18, tzinfo=UTC)]
    await say(bot, ada, "/settings level nk-troops-russia everything")
    await say(bot, ada, "/settings quiet off")
    assert due(bot)[0] <= bot.clock.now()
    assert len(bot.store.claim_deliveries(bot.clock.now(), 9, [Channel.TELEGRAM])) == 1


async def test_a_pause_holds_what_waits_until_it_ends(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    await say(bot, ada, "/subscribe nk-troops-russia")
    tell(bot, NEWS)
    await say(bot, ada, "/pause 2h")
    assert due(bot) == [bot.clock.now() + timedelta(hours=2)]
    await say(bot, ada, "/pause off")
    assert due(bot)[0] <= bot.clock.now()
