"""Channels, managed by their admins from a private chat with the bot."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.model import Access, Channel, ChatKind, QuietHours, SubscriptionLevel
from bot.telegram.doors import Doors, House
from tests.botapi import BotApi
from tests.telegram.conftest import SANCTIONS, TROOPS, Bot, make, running
from tests.telegram.faults import Fault
from tests.telegram.talking import ADA, EVE, ZOE, ask, press, say, settings, tell, way
from tests.telegram.world import Place, Sent

NEWS = "North Korean troops arrive in Russia"


def channel(bot: Bot, **more: object) -> Place:
    """A channel of Ada's in which the bot may post."""
    values: dict[str, object] = {"username": "ada_news", "u1001": "administrator", "u1003": "member"}
    return bot.server.channel(**(values | more))  # type: ignore[arg-type]


async def opened(bot: Bot, **more: object) -> tuple[Place, Sent]:
    """Ada's channel and its panel in her private chat."""
    news = channel(bot, **more)
    return news, await ask(bot, bot.server.private(ADA), f"/channel {news.id}")


async def test_how_it_is_done_is_told(bot: Bot) -> None:
    answer = await ask(bot, bot.server.private(ADA), "/channel")
    assert "/channel @name" in answer.text
    desk = bot.server.group(u1001="creator")
    assert "private chat" in (await ask(bot, desk, "/channel @ada_news")).text


@pytest.mark.parametrize(
    "name", ["@ada_news", "ada_news", "https://t.me/ada_news", "t.me/ada_news/", "-100900", "@ADA_News"]
)
async def test_an_admin_opens_a_channel_by_its_name_link_or_number(bot: Bot, name: str) -> None:
    news = channel(bot)
    panel = await ask(bot, bot.server.private(ADA), f"/channel {name}")
    assert panel.text.startswith("📢 News\n")
    assert "I may post there." in panel.text
    assert "➕ UN sanctions" in panel.labels
    assert "/subscribe" not in panel.text, "that would follow for the private chat"
    stored = bot.stored(news.id)
    assert (stored.kind, stored.title, stored.language) == (ChatKind.GROUP, "News", "en")
    guest = bot.store.guest(Channel.TELEGRAM, str(news.id))
    assert guest is not None
    assert guest.access is Access.ALLOWED


async def test_one_tap_follows_for_the_channel_and_shows_the_newest_story_to_the_admin(bot: Bot) -> None:
    tell(bot, NEWS)
    news, panel = await opened(bot)
    said = await press(bot, panel, "North Korean")
    assert said == "✅ The channel now follows North Korean troops in Russia."
    assert bot.follows(news.id) == {TROOPS.id}
    assert bot.follows(ADA.id) == set()
    assert NEWS in bot.server.sent[-1].text
    assert {one.chat for one in bot.server.sent} == {ADA.id}, "nothing is posted for a tap"
    again = await ask(bot, bot.server.private(ADA), "/channel @ada_news")
    assert "What the channel follows" in again.text


async def test_all_panels_work_for_the_channel(bot: Bot) -> None:
    news, panel = await opened(bot)
    await press(bot, panel, "UN sanctions")
    await press(bot, panel, "What is followed")
    await press(bot, panel, "⚙️ UN sanctions")
    assert panel.text.startswith("📢 News\n⚙️ UN sanctions")
    await press(bot, panel, "Only what is loud")
    assert way(bot, news.id, SANCTIONS.id).level is SubscriptionLevel.LOUD
    await press(bot, panel, "Back")
    await press(bot, panel, "⚙️ Settings")
    assert panel.text.startswith("📢 News\nSettings")
    for label in ("Time zone", "Paris", "Back", "Quiet hours", "22:00–07:00", "Back", "Language", "français"):
        await press(bot, panel, label)
        assert "/settings" not in panel.text, "words are about the chat where they stand"
    assert panel.text.startswith("📢 News\nLanguage"), "the admin is spoken to in their own language"
    await press(bot, panel, "Back")
    await press(bot, panel, "Pause")
    await press(bot, panel, "4 hours")
    kept = settings(bot, news.id)
    assert (kept.zone, kept.language) == ("Europe/Paris", "fr")
    assert kept.quiet == QuietHours(start=time(22), end=time(7))
    assert kept.paused_until is not None
    assert bot.stored(news.id).language == "fr"
    assert bot.chat(ADA.id) is None, "the settings of the private chat are its own"
    await press(bot, panel, "Back")
    await press(bot, panel, "Muted")
    assert panel.text.startswith("📢 News\nMuted")


async def test_a_post_that_is_forwarded_opens_its_channel(bot: Bot) -> None:
    news = channel(bot)
    ada, eve = bot.server.private(ADA), bot.server.private(EVE)
    panel = await ask(bot, ada, "Ferries https://e.example/1", forwarded=news)
    assert panel.text.startswith("📢 News\n")
    others = await say(bot, eve, "Ferries https://e.example/1", EVE, forwarded=news)
    assert "📢" not in "".join(one.text for one in others), "that asks about the link"
    strange = bot.server.channel(-100901, "Elsewhere", u1001="creator")
    strange.bot_status = "left"
    answer = await ask(bot, ada, "Just words", forwarded=strange)
    assert "make me an admin of it" in answer.text


async def test_who_makes_the_bot_an_admin_is_shown_the_panel(bot: Bot) -> None:
    await ask(bot, bot.server.private(ZOE), "/settings language en", ZOE)
    news = channel(bot, u1002="creator")
    news.bot_status = "left"
    before = len(bot.server.sent)
    bot.server.membership(news, "administrator", ZOE)
    await bot.server.handled()
    (panel,) = bot.server.sent[before:]
    assert panel.chat == ZOE.id
    assert panel.text.startswith("📢 News\nStorylines"), "in the language that she chose"
    await press(bot, panel, "UN sanctions", ZOE)
    assert bot.follows(news.id) == {SANCTIONS.id}


@pytest.mark.parametrize("admins", [frozenset(), frozenset({ADA.id})])
async def test_who_never_talked_to_the_bot_cannot_be_told(
    server: BotApi, capsys: pytest.CaptureFixture[str], admins: frozenset[int]
) -> None:
    async with running(make(server, house=House(doors=Doors.OPEN, admins=admins))) as bot:
        news = channel(bot)
        news.bot_status = "left"
        bot.server.membership(news, "administrator", ADA)
        await bot.server.handled()
        assert bot.server.sent == []
    assert "failed" not in capsys.readouterr().out


# --- who may not -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["member", "left", "kicked", "restricted"])
async def test_only_an_admin_of_the_channel_opens_it_and_others_learn_nothing_of_it(
    bot: Bot, status: str
) -> None:
    news = channel(bot, username="", title="Secret plans", u1003=status)
    answer = await ask(bot, bot.server.private(EVE), f"/channel {news.id}", EVE)
    assert answer.text == "Only the admins of a channel can decide what it is told."
    assert bot.chat(news.id) is None


async def test_the_bot_must_be_an_admin_who_may_post(bot: Bot) -> None:
    ada, news = bot.server.private(ADA), channel(bot, posts=False)
    assert "I may not post in “News” yet." in (await ask(bot, ada, "/channel @ada_news")).text
    news.bot_status = "member"
    assert "I cannot see the channel “@ada_news”." in (await ask(bot, ada, "/channel @ada_news")).text
    assert bot.chat(news.id) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("@nobody_there", "I cannot see the channel “@nobody_there”."),
        ("-100123456", "I cannot see the channel “-100123456”."),
        ("-100500", "“-100500” is no channel."),
        ("1001", "I cannot see the channel"),
        ("@a", "I cannot see the channel"),
        ("x" * 3900, "I cannot see the channel"),
        ("<b>@</b> \u202e\u0645", "I cannot see the channel"),
        ("https://e.example/ada_news", "I cannot see the channel"),
    ],
)
async def test_what_is_no_channel_gets_a_kind_word(bot: Bot, name: str, said: str) -> None:
    bot.server.supergroup(title="Secret group", u1001="creator")
    answer = await ask(bot, bot.server.private(ADA), f"/channel {name}")
    assert said in answer.text
    assert "Secret" not in answer.text
    assert len(answer.text) < 300


async def test_who_is_an_admin_no_longer_changes_nothing_more(bot: Bot) -> None:
    news, panel = await opened(bot)
    news.members[ADA.id] = "member"
    for label in ("UN sanctions", "Settings"):
        said = await press(bot, panel, label)
        assert said.startswith("I can no longer see whether you are an admin")
    assert bot.follows(news.id) == set()


async def test_a_channel_that_removed_the_bot_can_be_changed_no_more(bot: Bot) -> None:
    _, panel = await opened(bot)
    gone = Fault(status=403, description="Forbidden: bot is not a member of the channel chat")
    bot.server.fail("getChatMember", gone)
    assert (await press(bot, panel, "UN sanctions")).startswith("I can no longer see")


async def test_the_number_of_somebody_elses_channel_in_a_button_opens_nothing(bot: Bot) -> None:
    news, panel = await opened(bot)
    data = panel.data("UN sanctions")
    own = await ask(bot, bot.server.private(EVE), "/settings", EVE)
    assert (await press(bot, own, data=data, who=EVE)).startswith("I can no longer see")
    desk = bot.server.group(u1001="creator")
    there = await ask(bot, desk, "/settings")
    assert (await press(bot, there, data=data)).startswith("This button is too old"), "in private only"
    assert bot.follows(news.id) == set()


async def test_a_channel_that_the_admins_of_the_bot_refused_stays_out(bot: Bot) -> None:
    news, panel = await opened(bot)
    guest = bot.store.guest(Channel.TELEGRAM, str(news.id))
    assert guest is not None
    bot.store.save_guest(replace(guest, access=Access.REFUSED))
    told = "The admins of this bot do not want it to tell that channel."
    assert await press(bot, panel, "UN sanctions") == told
    assert (await ask(bot, bot.server.private(ADA), "/channel @ada_news")).text == told
    assert bot.follows(news.id) == set()


async def test_a_hostile_title_does_no_harm(bot: Bot) -> None:
    _, panel = await opened(bot, title="</b><a href='x'>&" + "\u0645\u202e" * 200)
    assert panel.text.startswith("📢 \u2068</b><a href='x'>&")
    await press(bot, panel, "Settings")
    assert panel.text.startswith("📢 \u2068</b>")
