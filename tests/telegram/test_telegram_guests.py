"""At the door: hostile names, topics, anonymous admins, groups that move, and what becomes of questions."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.model import Access, Admin, Channel, Guest
from bot.store import open_store
from bot.telegram.codes import FREE
from bot.telegram.doors import Doors, House
from tests.botapi import BotApi
from tests.telegram.conftest import Access as Way
from tests.telegram.conftest import Bot, make, running
from tests.telegram.faults import forbidden
from tests.telegram.world import Person, Place, Sent

ADA = Person(1001, "Ada")
ZOE = Person(1002, "Zoé", "fr")
EVE = Person(1003, "Eve")
CODE = "one-time_code-16"
STEERED = House(admins=frozenset({ADA.id}))
UNSTEERED = House(code=CODE)


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    """A bot that Ada steers, and who asks is asked about."""
    async with running(make(server, house=STEERED)) as started:
        server.private(ADA)
        yield started


def told(bot: Bot, place: Person | Place) -> list[str]:
    """What stands in a chat."""
    return [one.text for one in bot.server.sent if one.chat == place.id]


def last(bot: Bot, person: Person) -> Sent:
    """The last message to somebody."""
    return [one for one in bot.server.sent if one.chat == person.id][-1]


async def say(bot: Bot, who: Person, text: str, place: Place | None = None, topic: int = 0) -> list[str]:
    """Say something, in private or elsewhere; what is said there for it."""
    place = place or bot.server.private(who)
    before = len(told(bot, place))
    bot.server.say(place, text, who, topic=topic)
    await bot.server.handled()
    return told(bot, place)[before:]


async def press(bot: Bot, message: Sent, label: str, who: Person = ADA, *, data: str = "") -> str:
    """Press a button; what flashes up."""
    query = bot.server.press(message, label, who, data=data)
    await bot.server.handled()
    return next(one.text for one in bot.server.answers if one.query_id == query)


def standing(bot: Bot, address: int) -> Access | None:
    """Whether a chat is let in."""
    guest = bot.store.guest(Channel.TELEGRAM, str(address))
    return guest.access if guest else None


# --- the one-time code -----------------------------------------------------------------------------------


@pytest.mark.parametrize("house", [House(doors=doors, code=CODE) for doors in Doors], ids=list(Doors))
@pytest.mark.parametrize("access", [None, Access.ALLOWED, Access.ASKED])
async def test_the_code_works_whatever_the_doors_and_whoever_is_in_already(
    server: BotApi, house: House, access: Access | None
) -> None:
    """Who was served before there were admins is in, and may still become the admin."""
    async with running(make(server, house=house)) as bot:
        if access:
            bot.store.save_guest(guest(ADA.id, access))
        (crowned,) = await say(bot, ADA, f"/start {CODE}")
        assert crowned.startswith("✅ You are now the admin")
        assert [admin.user for admin in bot.store.admins()] == [ADA.id]
        assert await say(bot, ADA, "/guests")


async def test_a_listed_chat_can_bring_the_code(server: BotApi) -> None:
    async with running(make(server, house=House(chats=frozenset({ADA.id}), code=CODE))) as bot:
        await say(bot, ADA, CODE)
        assert bot.store.admins()


async def test_who_guesses_has_to_wait_and_keeps_nobody_else_from_it(server: BotApi) -> None:
    async with running(make(server, house=UNSTEERED)) as bot:
        with capture_logs() as logs:
            for number in range(FREE + 4):
                await say(bot, EVE, f"/start {number:016}")
                bot.clock.advance(seconds=2)
        assert [one["wrong"] for one in logs if one["event"] == "wrong one-time code"] == [1, 2, 3, 4, 5, 6]
        assert not await say(bot, EVE, f"/start {CODE}"), "not even the right one, for a while"
        assert not bot.store.admins()
        await say(bot, ADA, f"/start {CODE}")
        assert [admin.user for admin in bot.store.admins()] == [ADA.id]


async def test_where_somebody_steers_the_bot_a_code_is_no_code(server: BotApi) -> None:
    house = House(admins=frozenset({ADA.id}), code=CODE)
    async with running(make(server, house=house)) as bot:
        await say(bot, EVE, f"/start {CODE}")
        assert not bot.store.admins()
        assert standing(bot, EVE.id) is Access.ASKED


async def test_the_code_and_invitations_are_in_no_database(server: BotApi, tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    async with running(make(server, house=UNSTEERED, access=Way(open_store(f"sqlite:///{path}")))) as bot:
        await say(bot, EVE, "/start")
        await say(bot, ADA, f"/start {CODE}")
        (link,) = await say(bot, ADA, "/invite")
        ticket = link.partition("?start=")[2].split()[0]
    with sqlite3.connect(path) as db:
        everything = "\n".join(db.iterdump())
    assert str(ADA.id) in everything
    assert CODE not in everything
    assert ticket not in everything
    assert ticket.removeprefix("inv_") not in everything


@pytest.mark.parametrize("terminal", [True, False])
async def test_whoever_runs_it_is_told_how_to_become_the_admin(
    server: BotApi, terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log keeps the code only where there is no terminal to show it."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal, raising=False)
    with capture_logs() as logs:
        async with running(make(server, house=UNSTEERED)):
            await server.until(lambda: server.count("getUpdates"))
    line = f"https://t.me/vigie_test_bot?start={CODE}"
    assert (line in capsys.readouterr().err) is terminal
    assert (CODE in repr(logs)) is not terminal
    assert any("no admin yet" in one["event"] for one in logs)


# --- asking ----------------------------------------------------------------------------------------------


async def test_admins_are_asked_each_in_their_language(bot: Bot) -> None:
    bot.store.add_admin(Admin(user=ZOE.id, language="fr", since=bot.clock.now()))
    bot.server.private(ZOE)
    await say(bot, EVE, "/start")
    assert told(bot, ADA) == ["Eve (1003) asks to use this bot."]
    assert told(bot, ZOE) == ["Eve (1003) demande à utiliser ce bot."]
    assert last(bot, ZOE).labels == ["✅ Admettre", "⛔ Refuser"]
    await press(bot, last(bot, ZOE), "Admettre", ZOE)
    assert last(bot, ZOE).text == "Eve (1003) · admis"
    assert await press(bot, last(bot, ADA), "Let in", ADA) == "It was so already."
    assert last(bot, ADA).text == "Eve (1003) · let in"
    assert last(bot, ADA).labels == ["⛔ Let out Eve"]


async def test_the_last_question_of_a_day_says_so_and_later_ones_are_noted(bot: Bot) -> None:
    for number in range(21):
        (answer,) = await say(bot, Person(3000 + number, "N"), "hello")
    assert "is noted" in answer
    assert len(told(bot, ADA)) == 20
    assert told(bot, ADA)[-1].endswith("/guests.")
    assert not told(bot, ADA)[-2].endswith("/guests.")
    bot.clock.advance(days=1, hours=1)
    await say(bot, EVE, "/start")
    assert len(told(bot, ADA)) == 21


async def test_nobody_is_told_that_admins_were_asked_who_cannot_be_reached(bot: Bot) -> None:
    bot.server.fail("sendMessage", forbidden())
    (answer,) = await say(bot, EVE, "/start")
    assert "is noted" in answer
    assert "Eve (1003)" in (await say(bot, ADA, "/guests"))[0]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>Eve</b> & co", "<b>Eve</b> & co (1003) asks to use this bot."),
        ("\u202eevE", "evE (1003) asks to use this bot."),
        ("مرحبا", "\u2068\u2068مرحبا\u2069 (1003)\u2069 asks to use this bot."),
        ("x" * 300, f"{'x' * 59}… (1003) asks to use this bot."),
        ("{ $name }", "{ $name } (1003) asks to use this bot."),
        ("\u200b", "1003 asks to use this bot."),
    ],
    ids=["html", "turned", "arabic", "long", "format", "invisible"],
)
async def test_names_are_shown_safely_and_the_number_stays(bot: Bot, name: str, shown: str) -> None:
    await say(bot, Person(1003, name), "/start")
    assert told(bot, ADA) == [shown]
    assert await press(bot, last(bot, ADA), "Let in") == "✅ Done."


async def test_the_list_of_guests_fits_whatever_they_are_called(bot: Bot) -> None:
    for number in range(45):
        access = list(Access)[1 + number % 3]
        bot.store.save_guest(guest(4000 + number, access, name="😀&<" * 33))
    (listed,) = await say(bot, ADA, "/guests")
    assert listed.count("and 5 more") == 3
    shown = last(bot, ADA)
    assert len(shown.buttons) == 40
    data = shown.buttons[0]["callback_data"]
    assert await press(bot, shown, "", data=data) == "✅ Done."
    assert shown.edits == 1


async def test_in_an_open_house_a_button_is_the_first_word_of_a_chat(server: BotApi) -> None:
    """As under a post in a channel, or where a chat was stored before there were doors."""
    async with running(make(server, house=House(doors=Doors.OPEN))) as bot:
        await say(bot, EVE, "/help")
        shown = last(bot, EVE)
        shown.place = server.supergroup(u1003="member")
        assert (await press(bot, shown, "", EVE, data="v2:zz")).startswith("This button is too old")
        assert standing(bot, shown.chat) is Access.ALLOWED


@pytest.mark.parametrize("data", ["v2:gi", "v2:gi:x", "v2:gi:99", "v2:gr:0:l", "v2:gi:" + "9" * 30])
async def test_a_button_for_nobody_is_stale(bot: Bot, data: str) -> None:
    await say(bot, ADA, "/guests")
    assert (await press(bot, last(bot, ADA), "", data=data)).startswith("This button is too old")


async def test_buttons_of_admins_do_nothing_for_others(bot: Bot) -> None:
    """Neither for strangers, nor for those who are in, nor for the one whom it is about."""
    await say(bot, EVE, "/start")
    question = last(bot, ADA)
    bot.store.save_guest(guest(ZOE.id, Access.ALLOWED))
    for who in (EVE, ZOE, Person(1999, "Mallory")):
        for label in ("Let in", "Refuse"):
            assert await press(bot, question, label, who) == ""
    assert standing(bot, EVE.id) is Access.ASKED
    assert question.edits == 0


async def test_who_is_let_out_hears_nothing_in_any_topic_and_who_is_let_in_again_all(bot: Bot) -> None:
    forum = bot.server.forum(7, 8, u1002="creator")
    bot.store.save_guest(guest(forum.id, Access.ALLOWED, name="Desk"))
    await say(bot, ZOE, "/subscribe all", forum, topic=7)
    (listed,) = await say(bot, ADA, "/guests")
    assert "Desk (-100700)" in listed
    await press(bot, last(bot, ADA), "Let out Desk")
    assert bot.stored(forum.id, 7).suspended
    assert not await say(bot, ZOE, "/storylines", forum, topic=7)
    bot.server.membership(forum, "administrator", ZOE)
    await bot.server.handled()
    assert bot.stored(forum.id, 7).suspended, "a new right in the group opens no door"
    await press(bot, last(bot, ADA), "Let in Desk")
    assert not bot.stored(forum.id, 7).suspended
    assert bot.follows(forum.id, 7) == {"*"}
    assert await say(bot, ZOE, "/storylines", forum, topic=7)


# --- groups ----------------------------------------------------------------------------------------------


async def test_a_group_asks_once_whoever_talks_there(bot: Bot) -> None:
    desk = bot.server.supergroup(u1002="creator", u1003="member")
    (answer,) = await say(bot, ZOE, "/start", desk)
    assert answer.startswith("Bonjour")
    assert not await say(bot, EVE, "/storylines", desk)
    assert told(bot, ADA) == ["Zoé (1002) wants this bot in the group Desk (-100500)."]
    assert standing(bot, ZOE.id) is None, "in private it is another question"


async def test_an_admin_is_heard_in_every_group_and_lets_it_in_by_bringing_the_bot(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="creator", u1003="member")
    assert await say(bot, ADA, "/storylines", desk)
    desk.bot_status = "left"
    bot.server.membership(desk, "member", ADA)
    await bot.server.handled()
    assert told(bot, desk)[-1].startswith("✅ This chat is let in")
    assert await say(bot, EVE, "/storylines", desk)


async def test_an_anonymous_admin_of_a_group_is_no_admin_of_the_bot(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="creator")
    bot.server.say(desk, "/guests", as_chat=desk)
    await bot.server.handled()
    assert told(bot, ADA) == ["The group Desk (-100500) wants this bot."]
    await press(bot, last(bot, ADA), "Let in")
    bot.server.say(desk, "/guests", as_chat=desk)
    bot.server.say(desk, "/invite", as_chat=desk)
    bot.server.say(desk, "/subscribe all", as_chat=desk)
    await bot.server.handled()
    assert bot.follows(desk.id) == {"*"}
    assert not any("inv_" in text or "Who may" in text for text in told(bot, desk))


async def test_admins_are_told_in_groups_that_guests_are_a_private_matter(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="creator")
    assert await say(bot, ADA, "/guests", desk) == ["That works in a private chat with me."]
    assert await say(bot, ADA, "/invite", desk) == ["That works in a private chat with me."]


async def test_posts_in_channels_ask_nothing(bot: Bot) -> None:
    bot.server.say(bot.server.channel(), "/start")
    await bot.server.handled()
    assert not bot.server.sent


@pytest.mark.parametrize("access", [Access.ALLOWED, Access.REFUSED, Access.ASKED])
async def test_a_group_that_moves_keeps_its_standing(bot: Bot, access: Access) -> None:
    """Though it talks at its new address before any message was sent there."""
    desk = bot.server.group(u1002="creator")
    bot.store.save_guest(guest(desk.id, access))
    new = bot.server.migrate(desk)
    await bot.server.handled()
    assert standing(bot, new.id) is access
    assert standing(bot, desk.id) is None
    assert bool(await say(bot, ZOE, "/storylines", new)) is (access is Access.ALLOWED)
    assert not told(bot, ADA)


# --- invitations -----------------------------------------------------------------------------------------


async def test_an_invitation_lets_a_group_in(server: BotApi) -> None:
    house = House(doors=Doors.INVITE, admins=STEERED.admins)
    async with running(make(server, house=house)) as bot:
        (text,) = await say(bot, ADA, "/invite")
        assert text.count("inv_") == 2
        assert "?startgroup=inv_" in text
        desk = server.supergroup(u1002="creator")
        (answer,) = await say(
            bot, ZOE, f"/start@vigie_test_bot {text.partition('?start=')[2].split()[0]}", desk
        )
        assert answer.startswith("✅ Ce chat est admis")
        assert await say(bot, EVE, "/storylines", desk)
        assert not await say(bot, ZOE, "/storylines"), "the group is in, not everybody in it"


async def test_an_invitation_is_no_storyline_for_who_is_in_already(bot: Bot) -> None:
    (text,) = await say(bot, ADA, "/invite")
    ticket = text.partition("?start=")[2].split()[0]
    (answer,) = await say(bot, ADA, f"/start {ticket}")
    assert answer.startswith("Vigie watches")
    (welcome,) = await say(bot, EVE, f"/start {ticket}")
    assert "let in" in welcome, "it was not used up"


@pytest.mark.parametrize("ticket", ["inv_", "inv_" + "x" * 3000, "inv_é<b>", "inv_\u202e\ud83d"])
async def test_an_invitation_that_there_is_not_is_refused_kindly(bot: Bot, ticket: str) -> None:
    (answer,) = await say(bot, EVE, f"/start {ticket}")
    assert answer == "This invitation was used or is too old. Please ask for a new one."
    assert standing(bot, EVE.id) is None


def guest(address: int, access: Access, name: str = "Somebody") -> Guest:
    """A guest of that standing."""
    return Guest(
        id=0,
        channel=Channel.TELEGRAM,
        address=str(address),
        name=name,
        access=access,
        language="en",
        asked_at=datetime(2024, 10, 1, tzinfo=UTC),
    )


# --- let out ---------------------------------------------------------------------------------------------


def let_out(bot: Bot, address: int) -> None:
    bot.store.save_guest(guest(address, Access.REFUSED))
    bot.store.suspend_chat(Channel.TELEGRAM, str(address), "not let in by an admin")


async def test_an_admin_who_talks_in_a_group_that_was_let_out_brings_nothing_back(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="creator")
    assert await say(bot, ADA, "/subscribe all", desk)
    let_out(bot, desk.id)
    assert await say(bot, ADA, "/status", desk)
    assert bot.stored(desk.id).suspended
    assert standing(bot, desk.id) is Access.REFUSED


async def test_what_the_settings_list_is_in_though_it_was_let_out_before(server: BotApi) -> None:
    desk = server.supergroup(u1003="creator")
    house = House(admins=STEERED.admins, chats=frozenset({desk.id}))
    async with running(make(server, house=house)) as bot:
        assert await say(bot, EVE, "/subscribe all", desk)
        assert await say(bot, ADA, "/subscribe all")
        for address in (desk.id, ADA.id):
            let_out(bot, address)
        assert await say(bot, EVE, "/status", desk)
        assert await say(bot, ADA, "/status")
        for address in (desk.id, ADA.id):
            assert not bot.stored(address).suspended
            assert standing(bot, address) is Access.ALLOWED
