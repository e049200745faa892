"""Settings of a chat, by buttons and in words: each panel says the state in words, and it is kept."""

from __future__ import annotations

from datetime import time

import pytest

from bot.model import ChatSettings, QuietHours
from tests.factories import make_feed
from tests.telegram.conftest import Bot
from tests.telegram.talking import ADA, EVE, ZOE, ask, press, say, settings


async def test_the_panel_says_every_setting_in_words(bot: Bot) -> None:
    panel = await ask(bot, bot.server.private(ADA), "/settings")
    assert panel.text.splitlines() == [
        "Settings",
        "",
        "Time zone: UTC (now 12:00) – not chosen yet",
        "Language: English, as your Telegram",
        "Headlines first in: English",
        "Quiet hours: none",
        "Sound: on",
        "Pause: none",
        "Muted: nothing",
        "Follows: nothing yet",
    ]
    assert bot.chat(ADA.id) is None, "to look stores nothing"


async def test_all_that_was_chosen_stands_in_the_panel(bot: Bot) -> None:
    zoe = bot.server.private(ZOE)
    for words in (
        "/subscribe un-sanctions",
        "/settings fuseau Séoul",
        "/settings titres fr ko",
        "/settings calme 22h30 7h",
        "/settings calme urgent oui",
        "/settings son non",
        "/pause 2h",
    ):
        await say(bot, zoe, words, ZOE)
    panel = await ask(bot, zoe, "/settings", ZOE)
    assert panel.text.replace("\u00a0", " ").splitlines()[2:] == [
        "Fuseau horaire : Séoul (il y est 21:01)",
        "Langue : français, comme votre Telegram",
        "Titres d'abord en : français, coréen",
        "Heures calmes : 22:30–07:00 ; l'urgent arrive quand même",
        "Son : non",
        "⏸ En pause ; fin : 23:01",
        "En sourdine : rien",
        "Suit : 1 sujet",
    ]


# --- by buttons ------------------------------------------------------------------------------------------


async def test_each_panel_is_an_edit_of_one_message_and_leads_back(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    panel = await ask(bot, ada, "/settings")
    first, labels = panel.text, ["Time zone", "Quiet hours", "Language", "Headlines", "Pause", "Muted"]
    for label in labels:
        await press(bot, panel, label)
        assert panel.text.splitlines()[0].startswith(label)
        assert panel.labels[-1] == "‹ Back"
        await press(bot, panel, "Back")
        assert panel.text.splitlines()[3:] == first.splitlines()[3:]
    await press(bot, panel, "What is followed")
    assert panel.text.startswith("What this chat follows")
    assert len(bot.server.sent) == 1
    assert bot.chat(ada.id) is None


async def test_a_zone_is_chosen_by_a_button(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    panel = await ask(bot, ada, "/settings")
    await press(bot, panel, "Time zone")
    assert "None is chosen yet: times are shown and meant in UTC" in panel.text
    assert await press(bot, panel, "Paris") == "✅ Done."
    assert settings(bot, ada.id).zone == "Europe/Paris"
    assert "✅ Paris" in panel.labels
    assert "Now: Paris, where it is 14:00." in panel.text
    assert await press(bot, panel, "Paris") == "It is so already.", "a double tap is one wish"


async def test_the_language_of_the_bot_changes_at_once_and_goes_back_to_that_of_telegram(bot: Bot) -> None:
    zoe = bot.server.private(ZOE)
    await say(bot, zoe, "/subscribe un-sanctions", ZOE)
    panel = await ask(bot, zoe, "/settings", ZOE)
    await press(bot, panel, "Langue", ZOE)
    assert "✅ Comme mon Telegram" in panel.labels
    assert await press(bot, panel, "English", ZOE) == "✅ Done."
    assert panel.text.startswith("Language")
    assert (await ask(bot, zoe, "/subscriptions", ZOE)).text.startswith("What this chat follows")
    stored = bot.stored(zoe.id)
    assert (stored.settings.language, stored.language) == ("en", "en")
    await press(bot, panel, "As my Telegram", ZOE)
    assert panel.text.startswith("Langue")
    stored = bot.stored(zoe.id)
    assert (stored.settings.language, stored.language) == ("", "fr")


async def test_languages_of_headlines_are_tapped_in_their_order(bot: Bot) -> None:
    feeds = [make_feed(code, language=code) for code in ("ko", "ru", "uk", "zh")] + [
        make_feed("odd", language="x" * 90)
    ]
    bot.store.sync_feeds(feeds, bot.clock.now())
    ada = bot.server.private(ADA)
    panel = await ask(bot, ada, "/settings")
    await press(bot, panel, "Headlines")
    for label in ("Korean", "English", "Russian"):
        await press(bot, panel, label)
    assert settings(bot, ada.id).languages == ("ko", "en", "ru")
    assert "Now: Korean, English, Russian." in panel.text
    assert panel.labels[:3] == ["1. Korean", "2. English", "3. Russian"]
    await press(bot, panel, "1. Korean")
    assert settings(bot, ada.id).languages == ("en", "ru")
    await press(bot, panel, "Ukrainian")
    await press(bot, panel, "Chinese")
    assert len(panel.labels) == 4 + 2, "no fifth is offered"
    await press(bot, panel, "Clear")
    assert settings(bot, ada.id).languages == ()


async def test_quiet_hours_by_buttons(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    panel = await ask(bot, ada, "/settings")
    await press(bot, panel, "Quiet hours")
    assert "⚠ Times are in UTC as long as no time zone is chosen." in panel.text
    assert "🕰 Time zone" in panel.labels
    await press(bot, panel, "22:00–07:00")
    assert settings(bot, ada.id).quiet == QuietHours(start=time(22), end=time(7))
    assert "From 22:00 to 07:00 nothing comes" in panel.text
    assert "Urgent news waits too." in panel.text
    await press(bot, panel, "Let urgent news through")
    await press(bot, panel, "23:00–08:00")
    assert settings(bot, ada.id).quiet == QuietHours(start=time(23), end=time(8), urgent=True)
    await press(bot, panel, "Off")
    assert settings(bot, ada.id).quiet is None


async def test_sound_is_switched_in_the_panel_itself(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    panel = await ask(bot, ada, "/settings")
    off = panel.data("Without sound")
    await press(bot, panel, "Without sound")
    assert settings(bot, ada.id).silent
    assert "Sound: off" in panel.text
    await press(bot, panel, data=off)
    assert settings(bot, ada.id).silent, "the button says the wanted state"
    await press(bot, panel, "With sound")
    assert not settings(bot, ada.id).silent


# --- in words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("zone new york", ChatSettings(zone="America/New_York")),
        ("Fuseau LONDRES", ChatSettings(zone="Europe/London")),
        ("quiet 22:30 7:00", ChatSettings(quiet=QuietHours(start=time(22, 30), end=time(7)))),
        ("quiet 22:30-7:00", ChatSettings(quiet=QuietHours(start=time(22, 30), end=time(7)))),
        ("calme 22h 7h15", ChatSettings(quiet=QuietHours(start=time(22), end=time(7, 15)))),
        ("quiet off", ChatSettings()),
        ("language français", ChatSettings(language="fr")),
        ("langue en", ChatSettings(language="en")),
        ("headlines fr, en fr", ChatSettings(languages=("fr", "en"))),
        ("headlines fr en ko ru zh", ChatSettings(languages=("fr", "en", "ko", "ru"))),
        ("headlines none", ChatSettings()),
        ("sound off", ChatSettings(silent=True)),
        ("son oui", ChatSettings()),
    ],
)
async def test_a_setting_in_words_is_kept_and_the_panel_answers(
    bot: Bot, words: str, kept: ChatSettings
) -> None:
    ada = bot.server.private(ADA)
    answer = await ask(bot, ada, f"/settings {words}")
    assert settings(bot, ada.id) == kept
    assert answer.text.split()[0] in ("Settings", "Réglages")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("zone", "I know no time zone"),
        ("zone Atlantis", "I know no time zone “Atlantis”"),
        ("quiet", "Name two times"),
        ("quiet 22", "Name two times"),
        ("quiet 25:00 7:00", "Name two times"),
        ("quiet 8:00 8:00", "would never end"),
        ("quiet 8 08:00", "would never end"),
        ("quiet urgent", "Name two times"),
        ("quiet urgent on", "There are no quiet hours yet"),
        ("language de", "I speak only English (en), français (fr)."),
        ("headlines klingon", "I know no language “klingon”"),
        ("sound loud", "/settings sound on"),
        ("level", "Name a storyline"),
        ("level un-sanctions sometimes", "Name a storyline"),
        ("level un-sanctions daily 25:00", "Name a storyline"),
        ("level weather hourly", "There is no storyline “weather”"),
        ("level un-sanctions hourly", "does not follow UN sanctions"),
        ("blah", "I do not understand that."),
        ("x" * 3900, "I do not understand that."),
        ("zone " + "<b>" * 1200, "I know no time zone"),
        ("headlines \u202e\u0645\u0631\u062d\u0628\u0627", "I know no language"),
        ("quiet \x00 \ud83d", "Name two times"),
    ],
)
async def test_what_is_not_understood_gets_a_kind_word_and_changes_nothing(
    bot: Bot, words: str, said: str
) -> None:
    ada = bot.server.private(ADA)
    answer = await ask(bot, ada, f"/settings {words}")
    assert said in answer.text
    assert len(answer.text) < 500
    assert bot.chat(ada.id) is None


# --- who may -----------------------------------------------------------------------------------------------


async def test_in_a_group_others_look_and_only_admins_change(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="administrator", u1003="member")
    panel = await ask(bot, desk, "/settings", EVE)
    assert "Language: of whoever asks; alerts in English" in panel.text
    await press(bot, panel, "Quiet hours", EVE)
    assert panel.text.startswith("Quiet hours"), "to look is free"
    assert await press(bot, panel, "22:00–07:00", EVE) == "Only admins can change this."
    assert (await ask(bot, desk, "/settings sound off", EVE)).text == "Only admins can change this."
    assert bot.chat(desk.id) is None
    assert await press(bot, panel, "22:00–07:00", ADA) == "✅ Done."
    await say(bot, desk, "/settings sound off", ADA, as_chat=desk)
    assert settings(bot, desk.id) == ChatSettings(quiet=QuietHours(start=time(22), end=time(7)), silent=True)


async def test_a_group_offers_no_language_of_a_telegram(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="administrator")
    panel = await ask(bot, desk, "/settings")
    await press(bot, panel, "Language")
    assert not any("Telegram" in label for label in panel.labels)
    await press(bot, panel, "français")
    assert panel.text.startswith("Langue")
    assert bot.stored(desk.id).language == "fr"


async def test_each_topic_has_its_own_settings_even_under_messages_that_telegram_forgot(bot: Bot) -> None:
    forum = bot.server.forum(7, 8, u1001="creator")
    panel = await ask(bot, forum, "/settings", topic=7)
    await press(bot, panel, "Without sound", inaccessible=True)
    assert settings(bot, forum.id, 7).silent
    assert bot.chat(forum.id) is None, "Telegram no longer tells the topic of such a message"
    assert bot.server.sent[-1].topic == 7, "what is shown is a message of its own, in the same topic"
    assert bot.chat(forum.id, 8) is None


# --- buttons of others -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "v2:sz::Atlantis",
        "v2:sz::europe.paris",
        "v2:sl::de",
        "v2:sh::fr.en.ko.ru.zh",
        "v2:sh::FR",
        "v2:sq::2200-2200-n",
        "v2:sq::2260-0700-n",
        "v2:sq::2200-0700",
        "v2:ss::2",
        "v2:sp::99h",
        "v2:sp::9999",
        "v2:su::zz",
        "v2:so::1",
        "v2:se:t0",
        "v2:se:-1",
        "v2:se:-100999888777",
        "v2:se:t99999999999999",
        "v2:sv::0123456789abcdef:daily-0800",
    ],
)
async def test_a_forged_button_changes_nothing(bot: Bot, data: str) -> None:
    ada = bot.server.private(ADA)
    panel = await ask(bot, ada, "/settings")
    said = await press(bot, panel, data=data)
    assert said.startswith(("This button is too old", "It is not followed", "That was not muted"))
    assert bot.chat(ada.id) is None
