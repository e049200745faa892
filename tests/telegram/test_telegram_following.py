"""Following: lists and their buttons, words, deep links, and the newest story at once."""

from __future__ import annotations

import re

import pytest

from bot.model import ALL_STORYLINES, Storyline
from bot.telegram.deeplinks import payload_of
from tests.telegram.conftest import SANCTIONS, TROOPS, Bot
from tests.telegram.talking import ADA, ZOE, ask, press, say, tell


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


# --- the chat is never empty -----------------------------------------------------------------------------

NEWS = "North Korean troops arrive in Russia"


async def test_one_tap_follows_and_shows_the_newest_story_with_its_buttons(bot: Bot) -> None:
    tell(bot, "Talks about DPRK soldiers fail", NEWS)
    ada = bot.server.private(ADA)
    shown = await ask(bot, ada, "/start")
    assert "▫️ North Korean troops in Russia\n      2 stories this week" in shown.text
    said = await press(bot, shown, "North Korean")
    assert said == "✅ This chat now follows North Korean troops in Russia."
    assert "✅ North Korean troops in Russia" in shown.text
    newest = bot.server.sent[-1]
    assert newest is not shown
    assert NEWS in newest.text
    assert any("Why" in label for label in newest.labels)
    data = shown.data("North Korean").replace(":fd:", ":ff:")
    assert (await press(bot, shown, data=data)).startswith("This chat already follows")
    assert bot.server.sent[-1] is newest, "nothing is shown twice"


async def test_who_follows_one_and_then_all_is_not_shown_the_same_story_again(bot: Bot) -> None:
    tell(bot, NEWS)
    ada = bot.server.private(ADA)
    await say(bot, ada, f"/subscribe {TROOPS.id}")
    assert "no story yet" not in (await ask(bot, ada, "/subscribe all")).text
    assert sum(NEWS in message.text for message in bot.server.sent) == 1


async def test_following_in_words_and_by_a_link_shows_the_newest_story_too(bot: Bot) -> None:
    tell(bot, NEWS)
    for person, wish in ((ADA, "/subscribe all"), (ZOE, "/start nk-troops-russia")):
        said, newest = await say(bot, bot.server.private(person), wish, person)
        assert said.text.startswith("✅ ")
        assert NEWS in newest.text


async def test_where_nothing_happened_yet_a_sentence_says_so(bot: Bot) -> None:
    tell(bot, NEWS)
    answer = await ask(bot, bot.server.private(ADA), "/subscribe un-sanctions")
    assert "There is no story yet; the first one will come by itself." in answer.text


async def test_a_card_says_when_the_last_alert_was(bot: Bot) -> None:
    tell(bot, NEWS)
    bot.clock.advance(hours=3)
    shown = await ask(bot, bot.server.private(ZOE), "/start", ZOE)
    assert (
        "Soldats nord-coréens en Russie\n      1 histoire cette semaine · dernière alerte il y a 3 heures"
        in (shown.text)
    )
    assert "UN sanctions\n      aucune histoire cette semaine · pas encore d'alerte" in shown.text


# --- links -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["drones.sudan", "é" * 40, "x" * 65, "inv_ited", "a" * 64, "un-sanctions"])
async def test_every_storyline_has_a_link_that_telegram_lets_through(bot: Bot, id_: str) -> None:
    bot.storylines[:] = [Storyline(id=id_, title={"en": "Followed"}, slots=())]
    ada = bot.server.private(ADA)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload_of(id_))
    answer = await ask(bot, ada, f"/start {payload_of(id_)}")
    assert "now follows Followed" in answer.text
    assert bot.follows(ada.id) == {id_}


async def test_the_panel_of_a_storyline_gives_its_link_and_one_for_groups(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    answer = await ask(bot, ada, "/subscribe un-sanctions")
    await press(bot, answer, "⚙️")
    assert "https://t.me/vigie_test_bot?start=un-sanctions" in answer.text
    links = [button["url"] for button in answer.buttons if "url" in button]
    assert links == ["https://t.me/vigie_test_bot?startgroup=un-sanctions"]
    desk = bot.server.group(u1001="creator")
    await ask(bot, desk, "/start@vigie_test_bot un-sanctions")
    assert bot.follows(desk.id) == {SANCTIONS.id}


async def test_the_link_to_a_group_without_a_storyline_greets_there(bot: Bot) -> None:
    shown = await ask(bot, bot.server.private(ADA), "/start")
    (link,) = [button["url"] for button in shown.buttons if "url" in button]
    payload = link.partition("startgroup=")[2]
    desk = bot.server.group(u1001="creator")
    greeting = await ask(bot, desk, f"/start@vigie_test_bot {payload}")
    assert greeting.text.startswith("Vigie watches")
    assert not [button for button in greeting.buttons if "url" in button]


# --- what is followed ------------------------------------------------------------------------------------


async def test_what_is_followed_is_listed_with_its_ways_and_leads_to_them(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    assert "Nothing yet." in (await ask(bot, ada, "/subscriptions")).text
    await say(bot, ada, "/subscribe un-sanctions")
    await say(bot, ada, "/subscribe nk-troops-russia")
    await say(bot, ada, "/settings level un-sanctions daily 7:15")
    listed = await ask(bot, ada, "/subscriptions")
    assert "• North Korean troops in Russia – every development" in listed.text
    assert "• UN sanctions – one digest a day, at 07:15" in listed.text
    await press(bot, listed, "⚙️ UN sanctions")
    assert listed.text.startswith("⚙️ UN sanctions")
    said = await press(bot, listed, "Stop following")
    assert said == "This chat no longer follows UN sanctions."
    assert "UN sanctions" not in listed.text
    assert bot.follows(ada.id) == {TROOPS.id}


async def test_many_subscriptions_are_turned_page_by_page(bot: Bot) -> None:
    bot.storylines[:] = [
        Storyline(id=f"line-{n:02}", title={"en": f"Line {n:02}"}, slots=()) for n in range(12)
    ]
    ada = bot.server.private(ADA)
    for storyline in bot.storylines:
        await say(bot, ada, f"/subscribe {storyline.id}")
    listed = await ask(bot, ada, "/subscriptions")
    assert "page 1 of 2" in listed.text
    await press(bot, listed, "▶ 2")
    assert "Line 11" in listed.text
    assert "Line 09" not in listed.text


async def test_a_storyline_that_is_gone_is_still_listed_and_can_be_left(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    await say(bot, ada, "/subscribe un-sanctions")
    bot.storylines.remove(SANCTIONS)
    listed = await ask(bot, ada, "/subscriptions")
    assert "un-sanctions – every development · no longer watched" in listed.text
    await press(bot, listed, "⚙️ un-sanctions")
    await press(bot, listed, "Stop following")
    assert bot.follows(ada.id) == set()


async def test_the_panel_of_what_was_left_says_so_and_shows_the_list(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    answer = await ask(bot, ada, "/subscribe un-sanctions")
    await press(bot, answer, "⚙️")
    await say(bot, ada, "/unsubscribe un-sanctions")
    stale = [answer.data(label) for label in ("Every development", "Without sound", "Headlines")]
    assert await press(bot, answer, "Stop following") == "This chat follows no storyline."
    assert "Nothing yet." in answer.text
    for data in stale:
        assert await press(bot, answer, data=data) == "It is not followed any more."
    assert bot.follows(ada.id) == set()
