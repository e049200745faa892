"""Menus, descriptions and help: complete, in each language, and only what works there."""

from __future__ import annotations

import pytest

from bot.telegram.doors import Doors, House
from bot.telegram.help import ASKING, FOLLOWING, PRIVATE, STEERING
from bot.words import languages
from tests.botapi import BotApi
from tests.telegram.conftest import Bot, make, running
from tests.telegram.faults import Fault, bad_request, flood, unavailable
from tests.telegram.world import Person

ADA, ZOE, EVE = Person(1001, "Ada"), Person(1002, "Zoé", "fr"), Person(1003, "Eve")
HOUSE = House(doors=Doors.OPEN, admins=frozenset({ADA.id}))
SCOPES = ("all_private_chats", "all_group_chats")


def names(bot: Bot, scope: str, code: str = "") -> list[str]:
    """The commands of a menu."""
    return [one["command"] for one in bot.server.commands[scope, code]]


async def all_set(bot: Bot) -> None:
    """Wait until the menus and descriptions are there."""
    await bot.server.until(lambda: len(bot.server.descriptions) == 4 and len(bot.server.commands) >= 4)


async def test_each_language_has_its_menus_and_descriptions(bot: Bot) -> None:
    await all_set(bot)
    assert set(bot.server.commands) == {(scope, code) for scope in SCOPES for code in ("", "fr")}
    texts = bot.server.descriptions
    assert set(texts) == {
        (kind, code) for kind in ("description", "short_description") for code in ("", "fr")
    }
    assert texts["description", "fr"].startswith("Vigie surveille")
    french = {one["command"]: one["description"] for one in bot.server.commands["all_private_chats", "fr"]}
    english = {one["command"]: one["description"] for one in bot.server.commands["all_private_chats", ""]}
    assert french.keys() == english.keys()
    assert not [name for name in french if french[name] == english[name]], "what is not translated"


async def test_menus_offer_what_the_bot_does_where_it_does_it(bot: Bot) -> None:
    await all_set(bot)
    everybody = {*ASKING, *FOLLOWING, *PRIVATE, "start", "help"}
    assert set(names(bot, "all_private_chats")) == everybody
    assert set(names(bot, "all_group_chats")) == {*ASKING, *FOLLOWING, "help"}
    for name in everybody | set(STEERING):
        before = len(bot.server.sent)
        bot.clock.advance(seconds=60)
        bot.server.say(bot.server.private(EVE), f"/{name}", EVE)
        await bot.server.handled()
        said = bot.server.sent[before].text
        assert ("I do not know that one" in said) is (name in STEERING), name


async def test_an_admin_gets_a_longer_menu_with_the_first_word(server: BotApi) -> None:
    """Telegram takes a menu only for a chat that there is."""
    async with running(make(server, house=HOUSE)) as bot:
        await all_set(bot)
        assert not [scope for scope, _ in server.commands if scope.startswith("chat:")]
        for who in (ADA, EVE):
            server.say(server.private(who), "/help", who)
            server.say(server.private(who), "/help", who)
        await server.handled()
        assert {scope for scope, _ in server.commands if scope.startswith("chat:")} == {"chat:1001"}
        assert set(STEERING) <= set(names(bot, "chat:1001"))
        assert names(bot, "chat:1001") == names(bot, "chat:1001", "fr")
        assert server.count("setMyCommands") == 4 + 2, "once"


async def test_who_becomes_the_admin_gets_that_menu(server: BotApi) -> None:
    async with running(make(server, house=House(code="c" * 16))) as bot:
        server.say(server.private(ZOE), "/start " + "c" * 16, ZOE)
        await server.handled()
        assert "guests" in names(bot, "chat:1002", "fr")


@pytest.mark.parametrize("fault", [flood(3), unavailable(), bad_request("odd")], ids=["429", "502", "400"])
@pytest.mark.parametrize("method", ["setMyCommands", "setMyDescription", "setMyShortDescription"])
async def test_a_menu_that_is_not_taken_hinders_nothing(server: BotApi, method: str, fault: Fault) -> None:
    server.fail(method, *[fault] * 20)
    async with running(make(server, house=HOUSE)):
        server.say(server.private(ADA), "/help", ADA)
        assert (await server.wait_for(1))[0].text.startswith("Vigie watches")


@pytest.mark.parametrize("language", languages())
async def test_help_names_each_command_once_and_admins_their_own(server: BotApi, language: str) -> None:
    async with running(make(server, house=HOUSE)) as bot:
        ada, eve = Person(1001, "Ada", language), Person(1003, "Eve", language)
        desk = server.supergroup(u1001="creator")
        server.say(server.private(ada), "/help", ada)
        server.say(server.private(eve), "/help", eve)
        server.say(desk, "/help", ada)
        await server.handled()
        admin, other, group = (
            next(one.text for one in server.sent if one.chat == place) for place in (1001, 1003, desk.id)
        )
        for name in (*FOLLOWING, *ASKING):
            for text in (admin, other, group):
                assert text.count(f"/{name} – ") == 1, name
        for name in STEERING:
            assert admin.count(f"/{name} – ") == 1, name
            assert f"/{name}" not in other + group
        assert "/channel" in admin
        assert "/channel" in other
        assert "/channel" not in group
        assert max(map(len, (admin, other, group))) < 2000
        assert bot.fatal == []
