"""Who is heard: the one-time code, asking, inviting, letting in and out, and how much one may ask."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.model import Access, Channel, Guest
from bot.telegram.doors import Doors, House
from tests.botapi import BotApi
from tests.telegram.conftest import Bot, make, running
from tests.telegram.world import Person, Sent

ADA = Person(1001, "Ada")
ZOE = Person(1002, "Zoé", "fr")
EVE = Person(1003, "<b>Eve\u202e" + "e" * 300)
CODE = "one-time_code-0123456789"


def house(doors: Doors = Doors.ASK, *, admins: tuple[int, ...] = (ADA.id,), **more: object) -> House:
    """A house that Ada steers."""
    return House(doors=doors, admins=frozenset(admins), **more)  # type: ignore[arg-type]


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    """A bot whose admin is asked about everybody."""
    async with running(make(server, house=house())) as started:
        started.server.private(ADA)
        yield started


def told(bot: Bot, person: Person) -> list[Sent]:
    """What a person was sent in private."""
    return [one for one in bot.server.sent if one.chat == person.id]


async def say(bot: Bot, person: Person, text: str) -> list[str]:
    """Say something in private; what the person is told for it."""
    before = len(told(bot, person))
    bot.server.say(bot.server.private(person), text, person)
    await bot.server.handled()
    return [one.text for one in told(bot, person)[before:]]


async def press(bot: Bot, message: Sent, label: str, who: Person) -> str:
    """Press a button; what flashes up."""
    query = bot.server.press(message, label, who)
    await bot.server.handled()
    return next((one.text for one in bot.server.answers if one.query_id == query), "unanswered")


def ticket_of(text: str) -> str:
    """What the invitation link in a text carries."""
    return text.partition("?start=")[2].split()[0]


def access(bot: Bot, address: int) -> Access | None:
    """Whether a chat is let in."""
    guest = bot.store.guest(Channel.TELEGRAM, str(address))
    return guest.access if guest else None


async def test_the_first_who_sends_the_code_becomes_the_admin_and_nobody_after(server: BotApi) -> None:
    async with running(make(server, house=house(admins=(), code=CODE))) as bot:
        (hint,) = await say(bot, EVE, "/start")
        assert "has no admin yet" in hint
        assert not await say(bot, EVE, "/start " + CODE[:-1]), "each is told once"
        (crowned,) = await say(bot, ADA, f"/start {CODE}")
        assert "You are now the admin" in crowned
        assert "1 chat waits" in crowned
        assert [admin.user for admin in bot.store.admins()] == [ADA.id]
        assert not await say(bot, EVE, f"/start {CODE}"), "the code is dead"
        assert [admin.user for admin in bot.store.admins()] == [ADA.id]
        (listed,) = await say(bot, ADA, "/guests")
        assert "Asked to come in" in listed


async def test_the_code_works_in_a_private_chat_only(server: BotApi) -> None:
    async with running(make(server, house=house(admins=(), code=CODE))) as bot:
        desk = server.group(u1001="creator")
        server.say(desk, f"/start {CODE}", ADA)
        await server.handled()
        assert not bot.store.admins()
        await say(bot, ADA, CODE)
        assert [admin.user for admin in bot.store.admins()] == [ADA.id], "also without the command"


async def test_a_stranger_asks_once_and_is_let_in_by_a_button(bot: Bot) -> None:
    (asked,) = await say(bot, ZOE, "/start")
    assert asked.startswith("Bonjour")
    assert not await say(bot, ZOE, "/subscribe all")
    (question,) = told(bot, ADA)
    assert "Zoé (1002) asks to use this bot" in question.text
    assert await press(bot, question, "Let in", ADA) == "✅ Done."
    assert told(bot, ZOE)[-1].text.startswith("✅ Ce chat est admis")
    assert await say(bot, ZOE, "/subscribe un-sanctions")
    assert bot.follows(ZOE.id) == {"un-sanctions"}
    assert await press(bot, question, "Let out", ADA) == "✅ Done."
    assert not await say(bot, ZOE, "/start")
    assert bot.stored(ZOE.id).suspended, "nothing is sent to who was let out"
    (listed,) = await say(bot, ADA, "/guests")
    assert "Refused" in listed
    await press(bot, told(bot, ADA)[-1], "Let in", ADA)
    assert await say(bot, ZOE, "/start")
    assert not bot.stored(ZOE.id).suspended
    assert bot.follows(ZOE.id) == {"un-sanctions"}, "the settings were kept"


async def test_a_stranger_cannot_let_anybody_in(bot: Bot) -> None:
    await say(bot, EVE, "/start")
    (question,) = told(bot, ADA)
    stolen = question.data("Let in")
    bot.server.press(question, who=EVE, data=stolen)
    await bot.server.handled()
    assert access(bot, EVE.id) is Access.ASKED
    assert not bot.server.unanswered
    for wish in ("/guests", "/invite"):
        assert not await say(bot, EVE, wish)


async def test_who_is_in_but_steers_nothing_hears_nothing_of_guests(bot: Bot) -> None:
    await say(bot, ZOE, "/start")
    await press(bot, told(bot, ADA)[0], "Let in", ADA)
    for wish in ("/guests", "/invite", "/addfeed x.example", "/health"):
        (answer,) = await say(bot, ZOE, wish)
        assert "Je ne connais pas" in answer


async def test_refusing_is_told_once_and_then_silence(bot: Bot) -> None:
    await say(bot, EVE, "/start")
    (question,) = told(bot, ADA)
    assert "<b>Eve" in question.text, "a name is no markup"
    assert len(question.text) < 200
    await press(bot, question, "Refuse", ADA)
    assert "did not let this chat in" in told(bot, EVE)[-1].text
    assert not await say(bot, EVE, "/start")
    assert len(told(bot, ADA)) == 1


async def test_the_admin_is_not_flooded_with_questions(bot: Bot) -> None:
    for number in range(30):
        await say(bot, Person(2000 + number, f"Guest {number}"), "/start")
    assert len(told(bot, ADA)) == 20
    (listed,) = await say(bot, ADA, "/guests")
    assert "and 20 more" in listed


async def test_a_group_that_an_admin_brings_is_in_and_another_is_asked_about(bot: Bot) -> None:
    ours, theirs = (
        bot.server.group(-501, "Ours", u1001="creator"),
        bot.server.group(-502, "Theirs", u1003="creator"),
    )
    for place, who in ((ours, ADA), (theirs, EVE)):
        place.bot_status = "left"
        bot.server.membership(place, "member", who)
    await bot.server.handled()
    assert access(bot, ours.id) is Access.ALLOWED
    assert access(bot, theirs.id) is Access.ASKED
    (question,) = told(bot, ADA)
    assert "wants this bot in the group Theirs (-502)." in question.text
    bot.server.say(theirs, "/storylines", EVE)
    await bot.server.handled()
    heard = [one.text for one in bot.server.sent if one.chat == theirs.id]
    assert [text[:39] for text in heard] == ["Hello! The admins of this bot have been"], "each is told once"
    await press(bot, question, "Let in", ADA)
    bot.server.say(theirs, "/storylines", EVE)
    await bot.server.handled()
    heard = [one.text for one in bot.server.sent if one.chat == theirs.id]
    assert heard[1].startswith("✅ This chat is let in")
    assert "UN sanctions" in heard[2]


async def test_an_invitation_lets_one_chat_in_once_and_only_its_hash_is_kept(server: BotApi) -> None:
    async with running(make(server, house=house(Doors.INVITE))) as bot:
        (link,) = await say(bot, ADA, "/invite")
        ticket = ticket_of(link)
        assert ticket.startswith("inv_")
        assert not await say(bot, EVE, "/start"), "nobody asks where invitations are needed"
        (welcome,) = await say(bot, ZOE, f"/start {ticket}")
        assert "admis" in welcome
        assert access(bot, ZOE.id) is Access.ALLOWED
        (gone,) = await say(bot, EVE, f"/start {ticket}")
        assert "was used" in gone
        assert access(bot, EVE.id) is None
        (late,) = await say(bot, ADA, "/invite")
        bot.clock.advance(days=8)
        (gone,) = await say(bot, EVE, f"/start {ticket_of(late)}")
        assert "too old" in gone


async def test_listed_chats_and_admins_are_heard_and_nobody_else(server: BotApi) -> None:
    async with running(make(server, house=house(Doors.LISTED, chats=frozenset({ZOE.id})))) as bot:
        assert await say(bot, ZOE, "/help")
        assert await say(bot, ADA, "/help")
        assert not await say(bot, EVE, "/help")
        assert not await say(bot, EVE, f"/start {CODE}")
        assert not told(bot, EVE)


async def test_in_an_open_house_everybody_is_heard_but_who_was_refused(server: BotApi) -> None:
    async with running(make(server, house=house(Doors.OPEN))) as bot:
        assert await say(bot, EVE, "/help")
        guest = bot.store.guest(Channel.TELEGRAM, str(EVE.id))
        assert guest is not None
        bot.store.save_guest(_refused(guest))
        assert not await say(bot, EVE, "/help")


async def test_a_migrated_group_stays_in(bot: Bot) -> None:
    group = bot.server.group(u1001="creator")
    group.bot_status = "left"
    bot.server.membership(group, "member", ADA)
    await bot.server.handled()
    assert access(bot, group.id) is Access.ALLOWED


@pytest.mark.parametrize("wish", ["/help", "hello", "/start " + "x" * 500])
async def test_a_hundred_commands_at_once_are_answered_in_part_and_hold_up_nobody(
    bot: Bot, wish: str
) -> None:
    place = bot.server.private(ADA)
    for _ in range(100):
        bot.server.say(place, wish, ADA)
    await bot.server.handled()
    answers = told(bot, ADA)
    assert len(answers) == 11
    assert "a lot at once" in answers[-1].text
    bot.clock.advance(seconds=30)
    assert await say(bot, ADA, "/help"), "a while later all is well"


async def test_buttons_count_as_well(bot: Bot) -> None:
    await say(bot, ADA, "/storylines")
    shown = told(bot, ADA)[-1]
    for _ in range(50):
        bot.server.press(shown, "Settings", ADA)
    await bot.server.handled()
    assert shown.edits <= 11
    assert any("a lot at once" in answer.text for answer in bot.server.answers)
    bot.clock.advance(seconds=30)
    assert await press(bot, shown, "Pause", ADA) == ""


async def test_a_chosen_language_is_spoken(server: BotApi) -> None:
    async with running(make(server, house=house())) as bot:
        await say(bot, ADA, "/subscribe un-sanctions")
        (panel,) = await say(bot, ADA, "/settings language fr")
        assert "Réglages" in panel
        (answer,) = await say(bot, ADA, "/help")
        assert answer.startswith("Vigie surveille")
        assert bot.stored(ADA.id).language == "fr"


def _refused(guest: Guest) -> Guest:
    return Guest(
        id=guest.id,
        channel=guest.channel,
        address=guest.address,
        name=guest.name,
        access=Access.REFUSED,
        language=guest.language,
        asked_at=guest.asked_at,
    )
