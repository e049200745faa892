"""How each storyline comes: level, sound, quiet hours, headlines, by buttons and in words."""

from __future__ import annotations

from datetime import time

import pytest

from bot.model import ALL_STORYLINES, SubscriptionLevel
from tests.factories import make_feed
from tests.telegram.conftest import SANCTIONS, TROOPS, Bot
from tests.telegram.talking import ADA, EVE, ask, press, say, way
from tests.telegram.world import Place, Sent


async def panel_of(bot: Bot, place: Place, name: str = SANCTIONS.id) -> Sent:
    """The panel of a storyline that is followed from now on."""
    answer = await ask(bot, place, f"/subscribe {name}")
    await press(bot, answer, "⚙️")
    return answer


async def test_each_level_is_a_button_and_is_said_in_words(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    panel = await panel_of(bot, ada)
    assert "What comes: every development" in panel.text
    assert "✅ Every development" in panel.labels
    told = {
        "Only from several sources": (
            SubscriptionLevel.CORROBORATED,
            "only stories that several sources tell",
        ),
        "Only what is loud": (SubscriptionLevel.LOUD, "only what is loud"),
        "Digest every hour": (SubscriptionLevel.HOURLY, "one digest an hour"),
        "Every development": (SubscriptionLevel.EVERYTHING, "every development"),
    }
    for label, (level, words) in told.items():
        assert await press(bot, panel, label) == "✅ Done."
        assert way(bot, ada.id, SANCTIONS.id).level is level
        assert f"What comes: {words}" in panel.text
        assert f"✅ {label}" in panel.labels
    assert await press(bot, panel, "✅ Every development") == "It is so already."


async def test_a_daily_digest_comes_at_the_chosen_time(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    panel = await panel_of(bot, ada)
    await press(bot, panel, "Digest every day")
    assert "When shall the daily digest come?" in panel.text
    assert "/settings level un-sanctions daily 7:15" in panel.text
    await press(bot, panel, "18:00")
    kept = way(bot, ada.id, SANCTIONS.id)
    assert (kept.level, kept.daily_at) == (SubscriptionLevel.DAILY, time(18))
    assert "one digest a day, at 18:00\n⚠ Times are in UTC" in panel.text
    await press(bot, panel, "✅ Digest every day")
    assert "✅ 18:00" in panel.labels
    assert "⚠ Times are in UTC as long as no time zone is chosen." in panel.text
    assert "🕰 Time zone" in panel.labels
    await say(bot, ada, "/settings zone Paris")
    await press(bot, panel, "✅ 18:00")
    await press(bot, panel, "Digest every day")
    assert "UTC" not in panel.text
    await press(bot, panel, "Back")
    assert panel.text.startswith("⚙️ UN sanctions")


async def test_sound_quiet_hours_and_headlines_of_one_storyline(bot: Bot) -> None:
    bot.store.sync_feeds([make_feed("k", language="ko")], bot.clock.now())
    ada = bot.server.private(ADA)
    panel = await panel_of(bot, ada)
    await press(bot, panel, "Without sound")
    await press(bot, panel, "Also in quiet hours")
    await press(bot, panel, "Headlines")
    assert "UN sanctions · headlines first in…" in panel.text
    await press(bot, panel, "Korean")
    await press(bot, panel, "English")
    await press(bot, panel, "Back")
    kept = way(bot, ada.id, SANCTIONS.id)
    assert (kept.silent, kept.through_quiet, kept.languages) == (True, True, ("ko", "en"))
    assert panel.text.splitlines()[3:6] == [
        "Sound: off",
        "Quiet hours: it comes all the same",
        "Headlines: Korean, English",
    ]
    await press(bot, panel, "With sound")
    await press(bot, panel, "Keep quiet hours")
    kept = way(bot, ada.id, SANCTIONS.id)
    assert (kept.silent, kept.through_quiet) == (False, False)


@pytest.mark.parametrize(
    ("words", "level", "at"),
    [
        ("un-sanctions daily 7:15", SubscriptionLevel.DAILY, time(7, 15)),
        ("UN sanctions daily", SubscriptionLevel.DAILY, time(8)),
        ("un sanctions jour 20h", SubscriptionLevel.DAILY, time(20)),
        ("un-sanctions hourly", SubscriptionLevel.HOURLY, time(8)),
        ("un-sanctions Confirmé", SubscriptionLevel.CORROBORATED, time(8)),
        ("un-sanctions marquant", SubscriptionLevel.LOUD, time(8)),
        ("un-sanctions tout", SubscriptionLevel.EVERYTHING, time(8)),
    ],
)
async def test_a_level_in_words(bot: Bot, words: str, level: SubscriptionLevel, at: time) -> None:
    ada = bot.server.private(ADA)
    await say(bot, ada, "/subscribe un-sanctions")
    answer = await ask(bot, ada, f"/settings level {words}")
    assert answer.text.startswith("⚙️ UN sanctions")
    kept = way(bot, ada.id, SANCTIONS.id)
    assert (kept.level, kept.daily_at) == (level, at)


async def test_who_follows_all_can_have_one_storyline_come_in_its_own_way(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    await say(bot, ada, "/subscribe all")
    await say(bot, ada, "/settings level all hourly")
    answer = await ask(bot, ada, "/settings level un-sanctions loud")
    assert "It has settings of its own." in answer.text
    assert not any("Stop following" in label for label in answer.labels), "it would come all the same"
    assert way(bot, ada.id, SANCTIONS.id).level is SubscriptionLevel.LOUD
    assert way(bot, ada.id, ALL_STORYLINES).level is SubscriptionLevel.HOURLY
    await press(bot, answer, "As all storylines")
    assert bot.follows(ada.id) == {ALL_STORYLINES}
    assert "Set as all storylines are" in answer.text
    assert "one digest an hour" in answer.text
    await press(bot, answer, "Without sound")
    own = way(bot, ada.id, SANCTIONS.id)
    assert (own.silent, own.level) == (True, SubscriptionLevel.HOURLY)
    assert not way(bot, ada.id, ALL_STORYLINES).silent


async def test_the_way_of_all_storylines_has_its_own_panel(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    panel = await panel_of(bot, ada, "all")
    assert panel.text.startswith("⚙️ All storylines")
    await press(bot, panel, "Digest every day")
    assert "/settings level all daily 7:15" in panel.text
    await press(bot, panel, "20:00")
    assert way(bot, ada.id, ALL_STORYLINES).daily_at == time(20)
    assert await press(bot, panel, "Stop following") == "This chat no longer follows any storyline."
    assert bot.follows(ada.id) == set()


async def test_each_topic_has_its_own_way(bot: Bot) -> None:
    forum = bot.server.forum(7, 8, u1001="creator")
    for topic in (7, 8):
        await say(bot, forum, "/subscribe un-sanctions", topic=topic)
    await say(bot, forum, "/settings level un-sanctions loud", topic=7)
    assert way(bot, forum.id, SANCTIONS.id, 7).level is SubscriptionLevel.LOUD
    assert way(bot, forum.id, SANCTIONS.id, 8).level is SubscriptionLevel.EVERYTHING


async def test_in_a_group_only_admins_change_a_way(bot: Bot) -> None:
    desk = bot.server.supergroup(u1001="creator", u1003="member")
    panel = await panel_of(bot, desk)
    assert not [button for button in panel.buttons if "url" in button]
    for label in ("Only what is loud", "Without sound", "Also in quiet hours", "Stop following"):
        assert await press(bot, panel, label, EVE) == "Only admins can change this."
    await press(bot, panel, "Headlines", EVE)
    assert await press(bot, panel, "English", EVE) == "Only admins can change this."
    kept = way(bot, desk.id, SANCTIONS.id)
    assert (kept.level, kept.silent, kept.languages) == (SubscriptionLevel.EVERYTHING, False, ())


async def test_a_change_of_what_was_left_meanwhile_says_so(bot: Bot) -> None:
    ada = bot.server.private(ADA)
    await say(bot, ada, "/subscribe nk-troops-russia")
    panel = await panel_of(bot, ada)
    carried = [panel.data(label) for label in ("Only what is loud", "Digest every day", "Headlines")]
    await say(bot, ada, "/unsubscribe un-sanctions")
    for data in carried:
        assert await press(bot, panel, data=data) == "It is not followed any more."
    assert panel.text.startswith("What this chat follows")
    assert bot.follows(ada.id) == {TROOPS.id}
