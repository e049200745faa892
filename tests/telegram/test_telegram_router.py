"""Each message and press reaches the part that answers it, whatever is sent."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.telegram.gate import Doorkeeper
from bot.telegram.help import Help
from bot.telegram.parts import parts
from bot.telegram.presses import pack
from bot.telegram.router import Router
from bot.telegram.talk import Talk
from bot.words import language_of
from tests.botapi import BotApi
from tests.telegram.conftest import Bot, make, running
from tests.telegram.faults import forbidden
from tests.telegram.world import Person

ADA, ZOE = Person(1001, "Ada"), Person(1002, "Zoé", "fr")

HARMFUL = [
    "x" * 5000,
    "<b>bold</b> & <script>",
    "</b><a href='tg://user?id=1'>",
    "\u202eesrever مرحبا",
    "{title} {0.__class__} %s { $name }",
    "😀" * 2000,
    "a\x00b\ud83d",
    "-1",
    "9" * 400,
    "\u200b",
    "inv_x",
    "all " * 1000,
]
COMMANDS = (
    "start storylines subscribe unsubscribe subscriptions settings pause channel latest story search figures "
    "timeline sources why status addfeed feeds health track invite guests help"
)


@pytest.mark.parametrize("command", COMMANDS.split())
async def test_no_argument_of_a_command_breaks_anything(bot: Bot, command: str) -> None:
    """Each gets a short and harmless answer; the server sees to it that Telegram would take it."""
    ada = bot.server.private(ADA)
    for argument in ("", *HARMFUL):
        bot.clock.advance(seconds=60)
        before = len(bot.server.sent)
        bot.server.say(ada, f"/{command} {argument}")
        await bot.server.handled()
        answers = [one.text for one in bot.server.sent[before:]]
        assert 1 <= len(answers) <= 2, ascii(argument[:40])
        assert not any(text.startswith("Sorry, that did not work") for text in answers), ascii(argument[:40])
        assert all(len(text) < 2000 for text in answers)


@pytest.mark.parametrize("text", HARMFUL)
async def test_what_is_no_command_gets_a_pointer_in_private_and_silence_elsewhere(
    bot: Bot, text: str
) -> None:
    bot.server.say(bot.server.supergroup(u1001="creator"), text, ADA)
    bot.server.say(bot.server.private(ADA), text, ADA)
    await bot.server.handled()
    (answer,) = bot.server.sent
    assert answer.chat == ADA.id
    assert "/help" in answer.text


@pytest.mark.parametrize(
    "text", ["/weather", "/", "//", "/story_", "/story_x", "/nothing_12", "/HELPER", "/help_me", "/é"]
)
async def test_an_unknown_command_gets_a_pointer(bot: Bot, text: str) -> None:
    bot.server.say(bot.server.private(ZOE), text, ZOE)
    await bot.server.handled()
    (answer,) = bot.server.sent
    assert answer.text == "Je ne connais pas cette commande. /help énumère celles que je comprends."


@pytest.mark.parametrize(
    "text", ["/help", "/HELP", "/help@vigie_test_bot", "/Help@Vigie_Test_Bot please", "/help\nplease"]
)
async def test_a_command_is_known_however_it_is_written(bot: Bot, text: str) -> None:
    bot.server.say(bot.server.private(ADA), text, ADA)
    await bot.server.handled()
    (answer,) = bot.server.sent
    assert answer.text.startswith("Vigie watches")


@pytest.mark.parametrize("text", ["/story_12", "/STORY_12", "/story_12@vigie_test_bot", "/story 12"])
@pytest.mark.parametrize("private", [True, False])
async def test_a_number_may_be_part_of_the_command(bot: Bot, text: str, private: bool) -> None:
    """Telegram makes a link of `/story_12`, not of `/story 12`."""
    place = bot.server.private(ADA) if private else bot.server.group(u1001="member")
    bot.server.say(place, text, ADA)
    await bot.server.handled()
    (answer,) = bot.server.sent
    assert answer.text.startswith("There is no such story.")


@pytest.mark.parametrize("text", ["/help@another_bot", "/story_12@another_bot"])
async def test_what_is_said_to_another_bot_is_not_for_us(bot: Bot, text: str) -> None:
    bot.server.say(bot.server.group(u1001="creator"), text, ADA)
    await bot.server.handled()
    assert not bot.server.sent


async def test_edited_messages_and_posts_of_channels_are_not_answered(bot: Bot) -> None:
    bot.server.say(bot.server.private(ADA), "/help", ADA, edited=True)
    bot.server.say(bot.server.channel(u1001="creator"), "/help")
    bot.server.say(bot.server.channel(u1001="creator"), "/story_12")
    await bot.server.handled()
    assert not bot.server.sent


@pytest.mark.parametrize(
    "data",
    ["v0:x", "toggle", "v1:ff:0", "v2:", "v2:zz", "v2:ff:\n", "v3:ff", "é" * 32, "v2:" + "a" * 61, "{}"],
)
async def test_a_button_of_nobody_is_answered_kindly(bot: Bot, data: str) -> None:
    bot.server.say(bot.server.private(ZOE), "/help", ZOE)
    (shown,) = await bot.server.wait_for(1)
    bot.server.press(shown, data=data, who=ZOE)
    await bot.server.handled()
    (answer,) = bot.server.answers
    assert answer.text.startswith("Ce bouton est trop ancien")
    assert shown.edits == 0


async def test_no_argument_of_a_button_breaks_anything(bot: Bot) -> None:
    """Buttons can be forged: whoever writes an own client sends whatever they like."""
    bot.server.say(bot.server.private(ADA), "/subscribe all")
    (shown,) = await bot.server.wait_for(1)
    codes = sorted(code for part in parts(bot.services) for code in part.presses())
    assert len(codes) > 20
    tails = ["", ":", ":x", ":-1", ":0:0:0:0", ":999999999999999999", ":t7:x", ":-100900:x", ":" + "9" * 50]
    for code in codes:
        for tail in tails:
            bot.clock.advance(seconds=60)
            before = len(bot.server.answers)
            bot.server.press(shown, data=f"v2:{code}{tail}", who=ADA)
            await bot.server.handled()
            (answer,) = bot.server.answers[before:]
            assert "did not work" not in answer.text, f"{code}{tail}"
    assert bot.fatal == []


async def test_who_blocks_the_bot_while_it_answers_is_no_error(bot: Bot) -> None:
    with capture_logs() as logs:
        ada = bot.server.private(ADA)
        bot.server.say(ada, "/help")
        (shown,) = await bot.server.wait_for(1)
        bot.server.fail("sendMessage", forbidden(), forbidden())
        bot.server.say(ada, "/storylines")
        bot.server.membership(ada, "kicked", ADA)
        bot.server.press(shown, data=pack("fs", ""), who=ADA)
        await bot.server.handled()
    assert not [one for one in logs if one["log_level"] in ("error", "warning")]
    assert not bot.server.unanswered
    assert len(bot.server.sent) == 1


async def test_the_language_that_a_chat_chose_is_spoken_with_everybody_in_it(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="creator", u1002="member")
    bot.server.say(desk, "/help", ZOE)
    bot.server.say(desk, "/subscribe all", ADA)
    bot.server.say(desk, "/settings language fr", ADA)
    bot.server.say(desk, "/help", ADA)
    bot.server.say(desk, "/settings language en", ADA)
    bot.server.say(desk, "/help", ZOE)
    await bot.server.handled()
    helps = [one.text.split()[1] for one in bot.server.sent if one.text.startswith("Vigie ")]
    assert helps == ["surveille", "surveille", "watches"], "until one is chosen, it is that of who asks"
    bot.server.press(bot.server.sent[1], data="v2:zz", who=ZOE)
    await bot.server.handled()
    assert bot.server.answers[0].text.startswith("This button")


async def test_an_anonymous_admin_is_answered_in_the_language_of_the_group(bot: Bot) -> None:
    desk = bot.server.supergroup(u1002="creator")
    bot.server.say(desk, "/subscribe all", ZOE)
    bot.server.say(desk, "/help", as_chat=desk)
    await bot.server.handled()
    assert bot.server.sent[-1].text.startswith("Vigie surveille")


@pytest.mark.parametrize("tag", ["", "fr-CA", "FR", "fr_FR", "xx", "zh-hans", "\u202e", "f"])
async def test_any_language_tag_finds_a_language(server: BotApi, tag: str) -> None:
    async with running(make(server)):
        server.say(server.private(ADA), "/help", Person(1001, "Ada", tag))
        (answer,) = await server.wait_for(1)
        expected = "Vigie surveille" if language_of(tag) == "fr" else "Vigie watches"
        assert answer.text.startswith(expected)


def test_two_parts_cannot_answer_the_same(bot: Bot) -> None:
    services = bot.services
    gate, helps = Doorkeeper(services), Help(services)

    async def otherwise(talk: Talk) -> None:
        """Not reached."""

    with pytest.raises(ValueError, match="help"):
        Router([helps, Help(services)], gate=gate, otherwise=otherwise)
