"""Conversations: people, the real channel, and a server that accepts nothing that Telegram would refuse."""

from __future__ import annotations

import pytest

from bot.model import ALL_STORYLINES, Channel, Feed, PollResult, PollStatus, Storyline
from tests.telegram.conftest import Bot
from tests.telegram.talking import ADA
from tests.telegram.world import Person


async def test_unknown_words_get_a_hint_in_private_and_silence_elsewhere(bot: Bot) -> None:
    ada, desk = bot.server.private(ADA), bot.server.group(u1001="creator")
    bot.server.say(desk, "/weather")
    bot.server.say(desk, "/subscribe@another_bot all")
    bot.server.say(desk, "hello")
    bot.server.say(ada, "/weather")
    bot.server.say(ada, "hello", ADA)
    sent = await bot.server.wait_for(2)
    await bot.server.handled()
    assert {message.chat for message in sent} == {ada.id}
    assert all("/help" in message.text for message in sent)


async def test_posts_in_channels_and_edited_commands_are_ignored(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(bot.server.channel(), "/subscribe all")
    bot.server.say(ada, "/subscribe all", edited=True)
    bot.server.say(ada, "/help")
    (answer,) = await bot.server.wait_for(1)
    assert answer.text.startswith("Vigie watches")
    assert bot.chat(ada.id) is None
    assert bot.chat(-100900) is None


async def test_help_and_the_menu_name_the_same_commands(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/help")
    (answer,) = await bot.server.wait_for(1)
    await bot.server.until(lambda: len(bot.server.commands) == 4)
    assert {language for _, language in bot.server.commands} == {"", "fr"}
    private = bot.server.commands["all_private_chats", ""]
    french = bot.server.commands["all_private_chats", "fr"]
    assert [c["command"] for c in private] == [c["command"] for c in french]
    named = [c for c in private if c["command"] not in ("start", "help")]
    assert all(f"/{c['command']} – {c['description']}" in answer.text for c in named)
    assert "/addfeed" not in answer.text, "who steers nothing is not told of it"


async def test_the_status_comes_from_the_store(bot: Bot) -> None:
    feed = Feed(id="f", url="https://e.example/rss", name="Example", publisher="E", language="en")
    bot.store.sync_feeds([feed], bot.clock.now())
    failed = PollResult(
        feed_id="f",
        status=PollStatus.FAILED,
        polled_at=bot.clock.now(),
        next_poll_at=bot.clock.advance(minutes=5),
        error="the server answers 404",
    )
    bot.store.save_poll(failed)
    bot.server.say(bot.server.private(ADA), "/status")
    (answer,) = await bot.server.wait_for(1)
    assert answer.text.splitlines() == [
        "Feeds: 0 well, 1 failing, 0 silent",
        "Last poll: 5 minutes ago",
        "Items: 0 · stories: 0 · alerts: 0",
        "Messages: 0 waiting, 0 sent",
    ]


@pytest.mark.parametrize(
    "argument",
    [
        "x" * 5000,
        "<b>bold</b> & <script>",
        "</b><a href='tg://user?id=1'>",
        "\u202eesrever \u0645\u0631\u062d\u0628\u0627",
        "{title} {0.__class__} %s",
        "😀" * 3000,
        "a\x00b\ud83d",
        "\u200b",
    ],
    ids=["long", "html", "crossed", "rtl", "format", "emoji", "broken", "invisible"],
)
async def test_any_argument_gets_a_short_and_harmless_answer(bot: Bot, argument: str) -> None:
    ada = bot.server.private(ADA)
    for number, command in enumerate(("/subscribe", "/unsubscribe", "/start"), start=1):
        bot.server.say(ada, f"{command} {argument}")
        answer = (await bot.server.wait_for(number))[-1]
        assert len(answer.text) < 800
        assert "Sorry" not in answer.text
        assert bot.follows(ada.id) == set()


async def test_hostile_names_of_people_groups_and_storylines_do_no_harm(bot: Bot) -> None:
    mallory = Person(666, "<b>&\u202e" + "M" * 500)
    lair = bot.server.supergroup(title="</code><i>" + "\u0645" * 300, u666="creator")
    bot.storylines[:] = [
        Storyline(id="i" * 200 + "<", title={"en": "</b>&lt;<a href='x'>" + "😀" * 300}, slots=()),
        Storyline(id="rtl", title={"en": "\u0645\u0631\u062d\u0628\u0627 (1"}, slots=()),
    ]
    bot.server.say(lair, "/storylines", mallory)
    (shown,) = await bot.server.wait_for(1)
    bot.server.press(shown, "➕ </b>", mallory)
    await bot.server.until(lambda: shown.edits)
    stored = bot.stored(lair.id)
    assert bot.follows(lair.id) == {"i" * 200 + "<"}
    assert len(stored.title) <= 100


async def test_blocking_suspends_and_unblocking_lifts(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/subscribe all")
    await bot.server.wait_for(1)
    bot.server.membership(ada, "kicked", ADA)
    await bot.server.handled()
    stored = bot.stored(ada.id)
    assert stored.suspended == "blocked by the user"
    assert bot.follows(ada.id) == {ALL_STORYLINES}, "the settings are kept"
    bot.server.membership(ada, "member", ADA)
    await bot.server.handled()
    assert not bot.stored(ada.id).suspended


@pytest.mark.parametrize(
    ("status", "open_"),
    [
        ("kicked", False),
        ("left", False),
        ("restricted-mute", False),
        ("restricted", True),
        ("member", True),
        ("administrator", True),
    ],
)
async def test_a_group_is_open_as_long_as_the_bot_may_write(bot: Bot, status: str, open_: bool) -> None:
    forum = bot.server.forum(7, u1001="creator")
    bot.server.say(forum, "/subscribe all", topic=7)
    await bot.server.wait_for(1)
    bot.store.suspend_chat(Channel.TELEGRAM, str(forum.id), "before")
    bot.server.membership(forum, status, ADA)
    await bot.server.handled()
    assert bool(bot.stored(forum.id, 7).suspended) is not open_


async def test_a_command_shows_that_a_suspended_chat_is_back(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/subscribe all")
    await bot.server.wait_for(1)
    bot.store.suspend_chat(Channel.TELEGRAM, str(ada.id), "chat not found")
    bot.server.say(ada, "/storylines")
    await bot.server.wait_for(2)
    stored = bot.stored(ada.id)
    assert not stored.suspended


@pytest.mark.parametrize("leaves_first", [True, False])
async def test_a_group_that_migrates_brings_along_what_it_follows(bot: Bot, leaves_first: bool) -> None:
    """Whether or not the bot is told first that it left the old group."""
    desk = bot.server.group(u1001="creator")
    bot.server.say(desk, "/subscribe all")
    await bot.server.wait_for(1)
    if leaves_first:
        bot.server.membership(desk, "left", ADA)
    new = bot.server.migrate(desk)
    if not leaves_first:
        bot.server.membership(desk, "left", ADA)
    await bot.server.handled()
    assert bot.chat(desk.id) is None
    assert not bot.stored(new.id).suspended
    assert bot.follows(new.id) == {ALL_STORYLINES}
    bot.server.say(new, "/subscriptions", ADA)
    assert "all storylines" in (await bot.server.wait_for(2))[1].text.lower()
