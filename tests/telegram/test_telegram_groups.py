"""Who decides for a group, and that each topic follows its own."""

from __future__ import annotations

import pytest

from bot.model import ALL_STORYLINES, ChatKind
from tests.telegram.conftest import SANCTIONS, TROOPS, Bot
from tests.telegram.talking import ADA, ZOE, ask, say


async def test_the_answer_is_in_the_language_of_the_asker(bot: Bot) -> None:
    zoe = bot.server.private(ZOE)
    bot.server.say(zoe, "/subscribe nk-troops-russia", ZOE)
    (answer,) = await bot.server.wait_for(1)
    assert "suit maintenant Soldats nord-coréens en Russie" in answer.text
    stored = bot.stored(zoe.id)
    assert (stored.language, stored.kind, stored.title) == ("fr", ChatKind.PRIVATE, "Zoé")


async def test_whoever_asks_in_a_group_does_not_change_its_language(bot: Bot) -> None:
    desk = bot.server.supergroup(u1002="administrator", u1001="administrator")
    bot.server.say(desk, "/subscribe un-sanctions", ZOE)
    bot.server.say(desk, "/storylines", ADA)
    bot.server.say(desk, "/subscribe nk-troops-russia", ADA)
    await bot.server.wait_for(3)
    stored = bot.stored(desk.id)
    assert (stored.language, stored.kind, stored.title) == ("fr", ChatKind.GROUP, "Desk")


@pytest.mark.parametrize("status", ["creator", "administrator"])
async def test_admins_decide_for_a_group(bot: Bot, status: str) -> None:
    desk = bot.server.group(u1001=status)
    bot.server.say(desk, "/subscribe@vigie_test_bot un-sanctions", ADA)
    await bot.server.wait_for(1)
    assert bot.follows(desk.id) == {SANCTIONS.id}


@pytest.mark.parametrize("status", ["member", "restricted", "left", "kicked"])
@pytest.mark.parametrize("wish", ["/subscribe all", "/unsubscribe all", "/start un-sanctions"])
async def test_others_are_told_kindly_that_admins_decide(bot: Bot, status: str, wish: str) -> None:
    desk = bot.server.supergroup(u1001=status, u1002="creator")
    bot.server.say(desk, "/subscribe nk-troops-russia", ZOE)
    bot.server.say(desk, wish, ADA)
    sent = await bot.server.wait_for(2)
    assert sent[1].text == "Only admins can change this."
    bot.server.say(desk, "/storylines", ADA)
    (shown,) = (await bot.server.wait_for(3))[2:]
    bot.server.press(shown, "UN sanctions", ADA)
    await bot.server.until(lambda: bot.server.answers)
    assert bot.server.answers[0].text == sent[1].text
    assert bot.follows(desk.id) == {TROOPS.id}


async def test_an_anonymous_admin_counts_and_a_channel_does_not(bot: Bot) -> None:
    desk, news = bot.server.supergroup(), bot.server.channel()
    bot.server.say(desk, "/subscribe un-sanctions", as_chat=news)
    await bot.server.wait_for(1)
    assert bot.follows(desk.id) == set()
    bot.server.say(desk, "/subscribe un-sanctions", as_chat=desk)
    await bot.server.wait_for(2)
    assert bot.follows(desk.id) == {SANCTIONS.id}


async def test_an_anonymous_admin_is_answered_in_the_language_of_the_group(bot: Bot) -> None:
    desk = bot.server.supergroup(u1002="creator")
    await say(bot, desk, "/subscribe un-sanctions", ZOE)
    answer = await ask(bot, desk, "/settings sound off", as_chat=desk)
    assert answer.text.startswith("Réglages")
    assert bot.stored(desk.id).settings.silent


async def test_each_topic_follows_its_own(bot: Bot) -> None:
    forum = bot.server.forum(7, 8, u1001="creator")
    bot.server.say(forum, "/subscribe un-sanctions", topic=7)
    bot.server.say(forum, "/subscribe nk-troops-russia", topic=8)
    bot.server.say(forum, "/subscribe all")
    sent = await bot.server.wait_for(3)
    assert [message.topic for message in sent] == [7, 8, 0]
    assert bot.follows(forum.id, 7) == {SANCTIONS.id}
    assert bot.follows(forum.id, 8) == {TROOPS.id}
    assert bot.follows(forum.id) == {ALL_STORYLINES}
    bot.server.say(forum, "/storylines", topic=7)
    shown = (await bot.server.wait_for(4))[3]
    bot.server.press(shown, "North Korean", ADA)
    await bot.server.until(lambda: shown.edits)
    assert bot.follows(forum.id, 7) == {SANCTIONS.id, TROOPS.id}


async def test_a_chain_of_replies_is_no_topic(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="creator")
    bot.server.say(desk, "/subscribe un-sanctions", thread=55)
    (answer,) = await bot.server.wait_for(1)
    assert answer.topic == 0
    assert bot.follows(desk.id) == {SANCTIONS.id}
