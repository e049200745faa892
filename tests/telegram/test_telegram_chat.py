"""Conversations: people, the real channel, and a server that accepts nothing that Telegram would refuse."""

from __future__ import annotations

import pytest

from bot.model import ALL_STORYLINES, Channel, ChatKind, Feed, PollResult, PollStatus, Storyline
from tests.telegram.conftest import SANCTIONS, TROOPS, Bot
from tests.telegram.world import Person

ADA = Person(1001, "Ada")
ZOE = Person(1002, "Zoé", "fr-CA")


async def test_start_greets_and_offers_the_storylines(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/start")
    (answer,) = await bot.server.wait_for(1)
    assert answer.text.startswith("Vigie watches news feeds")
    assert "North Korean troops in Russia" in answer.text
    assert "/subscribe name" in answer.text
    assert [button["text"] for button in answer.buttons][:3] == [
        "➕ All storylines",
        "➕ North Korean troops in Russia",
        "➕ UN sanctions",
    ]
    assert bot.chat(ada.id) is None, "a chat that follows nothing is not stored"


async def test_a_deep_link_subscribes(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/start nk-troops-russia")
    (answer,) = await bot.server.wait_for(1)
    assert "now follows North Korean troops in Russia" in answer.text
    assert bot.follows(ada.id) == {TROOPS.id}


@pytest.mark.parametrize(
    ("words", "followed"),
    [
        ("un-sanctions", SANCTIONS.id),
        ("UN-Sanctions", SANCTIONS.id),
        ("  UN sanctions ", SANCTIONS.id),
        ("soldats nord-coreens en russie", TROOPS.id),
        ("all", ALL_STORYLINES),
        ("Tous", ALL_STORYLINES),
        ("*", ALL_STORYLINES),
    ],
)
async def test_a_storyline_is_known_by_id_or_title(bot: Bot, words: str, followed: str) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, f"/subscribe {words}")
    await bot.server.wait_for(1)
    assert bot.follows(ada.id) == {followed}


async def test_subscribing_and_unsubscribing_tell_what_they_did(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    wishes = {
        "/unsubscribe un-sanctions": "follows no storyline",
        "/subscribe un-sanctions": "now follows UN",
        "/subscribe un-sanctions ": "already follows UN",
        "/unsubscribe nk-troops-russia": "does not follow North",
        "/subscribe all": "all storylines, also those to come",
        "/subscribe all ": "already follows all",
        "/unsubscribe un-sanctions ": "follows all storylines, UN sanctions too",
        "/unsubscribe all": "no longer follows any",
        "/unsubscribe all ": "follows no storyline",
    }
    for number, (wish, answer) in enumerate(wishes.items(), start=1):
        bot.server.say(ada, wish)
        sent = await bot.server.wait_for(number)
        assert answer in sent[-1].text, wish
    assert bot.follows(ada.id) == set()


async def test_a_subscription_to_a_vanished_storyline_is_shown_and_can_be_ended(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/subscribe un-sanctions")
    await bot.server.wait_for(1)
    bot.storylines.remove(SANCTIONS)
    bot.server.say(ada, "/storylines")
    await bot.server.wait_for(2)
    assert "un-sanctions · no longer watched" in bot.server.sent[-1].text
    bot.server.say(ada, "/unsubscribe un-sanctions")
    await bot.server.wait_for(3)
    assert bot.follows(ada.id) == set()


async def test_the_rules_in_force_at_the_moment_are_listed(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.storylines[:] = [Storyline(id="new", title={"en": "Brand new"}, slots=())]
    bot.server.say(ada, "/storylines")
    (answer,) = await bot.server.wait_for(1)
    assert "Brand new" in answer.text
    assert "North" not in answer.text
    bot.storylines.clear()
    bot.server.say(ada, "/storylines")
    assert "No storylines are set up" in (await bot.server.wait_for(2))[1].text


@pytest.mark.parametrize("command", ["/start", "/subscribe", "/storylines"])
async def test_buttons_switch_subscriptions_on_and_off(bot: Bot, command: str) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, command)
    (shown,) = await bot.server.wait_for(1)
    heading = shown.text.splitlines()[0]
    bot.server.press(shown, "UN sanctions")
    await bot.server.until(lambda: shown.edits == 1)
    assert bot.follows(ada.id) == {SANCTIONS.id}
    assert (
        bot.server.answers[0].text
        == "✅ This chat now follows UN sanctions. There is no story yet; the first one will come by itself."
    )
    assert "✅ UN sanctions" in shown.text
    assert shown.text.splitlines()[0] == heading
    bot.server.press(shown, "✅ UN sanctions")
    await bot.server.until(lambda: shown.edits == 2)
    assert bot.follows(ada.id) == set()
    assert not bot.server.unanswered


async def test_the_button_for_all_follows_all_and_stops_all(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/storylines")
    (shown,) = await bot.server.wait_for(1)
    bot.server.press(shown, "UN sanctions")
    bot.server.press(shown, "All storylines")
    await bot.server.until(lambda: shown.edits == 2)
    assert bot.follows(ada.id) == {ALL_STORYLINES, SANCTIONS.id}
    assert shown.buttons[0]["text"] == "✅ All storylines – stop"
    assert not any("UN sanctions" in button["text"] for button in shown.buttons)
    bot.server.press(shown, "stop")
    await bot.server.until(lambda: shown.edits == 3)
    assert bot.follows(ada.id) == set()


async def test_a_double_tap_is_one_wish(bot: Bot) -> None:
    """The second press changes nothing, so that Telegram answers the edit with «not modified»."""
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/storylines")
    (shown,) = await bot.server.wait_for(1)
    data = shown.data("UN sanctions")
    bot.server.press(shown, data=data)
    bot.server.press(shown, data=data)
    await bot.server.until(lambda: len(bot.server.answers) == 2)
    await bot.server.handled()
    assert bot.follows(ada.id) == {SANCTIONS.id}
    assert shown.edits == 1
    assert len(bot.server.sent) == 1, "no apology"


@pytest.mark.parametrize(
    "data", ["v0:x", "toggle", "v1:+:zz:0:l", "v2:zz", "v2:ff", "v2:ff::zz:0:l", "v2:tw:x", "é" * 32]
)
async def test_an_unreadable_button_is_answered_kindly(bot: Bot, data: str) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/storylines")
    (shown,) = await bot.server.wait_for(1)
    bot.server.press(shown, data=data)
    await bot.server.until(lambda: bot.server.answers)
    kind = ("This button is too old", "This storyline is no longer watched", "This story is no longer stored")
    assert bot.server.answers[0].text.startswith(kind)
    assert bot.follows(ada.id) == set()


async def test_a_button_under_a_message_that_telegram_no_longer_shows_still_works(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/storylines")
    (shown,) = await bot.server.wait_for(1)
    bot.server.press(shown, "UN sanctions", inaccessible=True)
    await bot.server.until(lambda: bot.server.answers)
    assert bot.server.answers[0].text.startswith("✅ This chat now follows UN sanctions.")
    assert bot.follows(ada.id) == {SANCTIONS.id}
    assert len(await bot.server.wait_for(2)) == 2, "the list comes anew"


async def test_the_button_of_a_vanished_storyline_renews_the_list(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/storylines")
    (shown,) = await bot.server.wait_for(1)
    bot.storylines.remove(SANCTIONS)
    bot.server.press(shown, "UN sanctions")
    await bot.server.until(lambda: shown.edits)
    assert "no longer watched" in bot.server.answers[0].text
    assert "UN sanctions" not in shown.text
    assert bot.follows(ada.id) == set()


async def test_a_press_on_a_deleted_list_still_counts(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/storylines")
    (shown,) = await bot.server.wait_for(1)
    bot.server.sent.clear()
    bot.server.press(shown, "UN sanctions")
    await bot.server.handled()
    assert bot.follows(ada.id) == {SANCTIONS.id}
    assert bot.server.sent == [], "no apology"


async def test_many_storylines_are_turned_page_by_page(bot: Bot) -> None:
    bot.storylines[:] = [
        Storyline(id=f"line-{n:02}", title={"en": f"Line {n:02}"}, slots=()) for n in range(23)
    ]
    ada = bot.server.private(ADA)
    bot.server.say(ada, "/start")
    (shown,) = await bot.server.wait_for(1)
    assert "page 1 of 3" in shown.text
    bot.server.press(shown, "▶ 2")
    await bot.server.until(lambda: shown.edits == 1)
    bot.server.press(shown, "Line 15")
    await bot.server.until(lambda: shown.edits == 2)
    assert "page 2 of 3" in shown.text
    assert bot.follows(ada.id) == {"line-15"}
    bot.server.press(shown, "▶ 3")
    await bot.server.until(lambda: shown.edits == 3)
    assert "Line 22" in shown.text
    assert shown.text.startswith("Vigie watches")


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
        "Feeds: 0 well, 1 failing",
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
