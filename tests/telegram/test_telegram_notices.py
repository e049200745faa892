"""What admins are told without having asked: each in their language, also while the store fails."""

from __future__ import annotations

import pytest

from bot.model import Admin
from bot.telegram.doors import House
from tests.botapi import BotApi
from tests.telegram.conftest import make, running
from tests.telegram.faults import Fault, flood, forbidden, unavailable
from tests.telegram.world import Person

ADA, ZOE, BOB = Person(1001, "Ada"), Person(1002, "Zoé", "fr"), Person(1003, "Bob")
HOUSE = House(admins=frozenset({ADA.id, BOB.id}))


def said(language: str) -> str:
    """A notice."""
    return f"<b>Le flux &amp; tombe</b> ({language})"


async def test_each_admin_is_told_in_their_language(server: BotApi) -> None:
    """Bob, who is named in the settings, never wrote to the bot."""
    async with running(make(server, house=HOUSE)) as bot:
        bot.store.add_admin(Admin(user=ZOE.id, language="fr", since=bot.clock.now()))
        server.private(ADA), server.private(ZOE)
        assert await bot.channel.notices.tell(said) == 2
        assert {one.chat: one.text for one in server.sent} == {
            ADA.id: "Le flux & tombe (en)",
            ZOE.id: "Le flux & tombe (fr)",
        }


async def test_the_language_that_an_admin_chose_counts(server: BotApi) -> None:
    async with running(make(server, house=HOUSE)) as bot:
        server.say(server.private(ADA), "/subscribe all")
        server.say(server.private(ADA), "/settings language fr")
        await server.handled()
        server.sent.clear()
        await bot.channel.notices.tell(said)
        assert [one.text for one in server.sent] == ["Le flux & tombe (fr)"]


@pytest.mark.parametrize("fault", [forbidden(), flood(3), unavailable()], ids=["blocked", "flood", "down"])
async def test_who_cannot_be_reached_is_passed_over(server: BotApi, fault: Fault) -> None:
    async with running(make(server, house=HOUSE)) as bot:
        server.private(ADA), server.private(BOB)
        server.fail("sendMessage", fault)
        assert await bot.channel.notices.tell(said) == 1
        assert [one.chat for one in server.sent] == [BOB.id]


async def test_that_the_store_fails_can_be_told(server: BotApi) -> None:
    async with running(make(server, house=HOUSE)) as bot:
        bot.store.add_admin(Admin(user=ZOE.id, language="fr", since=bot.clock.now()))
        server.private(ADA), server.private(ZOE)
        await bot.channel.notices.tell(said)
        bot.access.broken = True
        assert await bot.channel.notices.tell(said) == 2, "who was known before"


async def test_where_nobody_steers_nobody_is_told(server: BotApi) -> None:
    async with running(make(server, house=House())) as bot:
        assert await bot.channel.notices.tell(said) == 0
