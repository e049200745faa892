"""Questions about what is stored, asked in conversations through the strict server."""

from __future__ import annotations

import pytest

from bot.model import Channel, Chat, ChatKind, ChatSettings
from tests.factories import make_feed
from tests.telegram.conftest import SANCTIONS, TROOPS, Bot
from tests.telegram.talking import ADA, ZOE, ask, press, say, tell
from tests.telegram.world import Place, Sent

SENT = "Seoul says 1,500 North Korean troops are in Russia"
MORE = "Pentagon counts 3,000 North Korean soldiers near Kursk"
VOTE = "UN votes on sanctions"


def stories(bot: Bot, storyline_id: str = "") -> list[int]:
    return [one.id for one in bot.store.stories(limit=100, storyline_id=storyline_id)]


def follow(bot: Bot, place: Place, *storylines: str) -> None:
    """The chat of Ada follows these storylines."""
    chat = bot.store.save_chat(
        Chat(id=0, channel=Channel.TELEGRAM, address=str(place.id), kind=ChatKind.PRIVATE, language="en")
    )
    for one in storylines:
        bot.store.subscribe(chat.id, one, bot.clock.now())


@pytest.fixture
def ada(bot: Bot) -> Place:
    return bot.server.private(ADA)


# --- stories ---------------------------------------------------------------------------------------------


async def test_latest_lists_what_the_chat_follows_and_each_line_leads_to_its_story(
    bot: Bot, ada: Place
) -> None:
    tell(bot, SENT, VOTE)
    follow(bot, ada, SANCTIONS.id)
    answer = await ask(bot, ada, "/latest")
    (story,) = stories(bot, SANCTIONS.id)
    assert answer.text == f"UN sanctions\n• {VOTE} — reported, 1 outlet, just now /story_{story}"
    assert len(answer.links) == 1
    shown = await ask(bot, ada, f"/story_{story}")
    assert shown.text.startswith(f"▪ UN sanctions · reported\n{VOTE}\n")
    assert shown.labels == ["Why?", "Timeline", "🔕 Mute story", "🔕 Mute outlet", "👍", "👎"]
    for command in (
        f"/story {story}",
        f"/story #{story}",
        f"/STORY_{story}@vigie_test_bot",
        f"/story\n{story}",
    ):
        assert (await ask(bot, ada, command)).text == shown.text


async def test_who_follows_nothing_is_told_of_all_and_in_their_language(bot: Bot) -> None:
    tell(bot, SENT, VOTE)
    zoe = bot.server.private(ZOE)
    text = (await ask(bot, zoe, "/latest", ZOE)).text
    assert text.startswith("UN sanctions\n• UN votes")
    assert "Soldats nord-coréens en Russie\n" in text
    assert "rapporté, 1 média" in text


@pytest.mark.parametrize("words", ["", "x", "12x", "1" * 40, "-", "<b>", "٣", "0", "99", "-5"])
async def test_a_story_that_there_is_not_gets_a_kind_word(bot: Bot, ada: Place, words: str) -> None:
    text = (await ask(bot, ada, f"/story {words}".strip())).text
    assert text.startswith(("Which story? Send its number", "There is no such story"))


# --- of a storyline --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["latest", "figures", "timeline"])
async def test_a_storyline_is_found_by_id_title_or_part_of_it(bot: Bot, ada: Place, command: str) -> None:
    tell(bot, SENT, MORE)
    told = {
        (await ask(bot, ada, f"/{command} {words}")).text
        for words in ("nk-troops-russia", "North Korean Troops in Russia", "troops", "  SOLDATS nord-coreens")
    }
    (text,) = told
    assert text.startswith("North Korean troops in Russia")


@pytest.mark.parametrize("command", ["figures", "timeline"])
async def test_without_a_storyline_the_one_that_is_followed_is_meant(
    bot: Bot, ada: Place, command: str
) -> None:
    tell(bot, SENT)
    follow(bot, ada, TROOPS.id)
    assert (await ask(bot, ada, f"/{command}")).text.startswith("North Korean troops in Russia")


async def test_of_several_storylines_one_is_chosen_by_a_button(bot: Bot, ada: Place) -> None:
    tell(bot, SENT)
    question = await ask(bot, ada, "/figures")
    assert (question.text, question.labels) == (
        "Which storyline?",
        ["North Korean troops in Russia", "UN sanctions"],
    )
    assert await press(bot, question, "Korean") == ""
    answer = bot.server.sent[-1]
    assert answer.picture
    assert "1,500 — " in answer.text
    bot.storylines.remove(TROOPS)
    assert "too old" in await press(bot, question, "Korean")
    for data in ("v2:af", "v2:af:", "v2:af:0123456789abcdef", "v2:al:x", "v2:ac:*"):
        assert "too old" in await press(bot, question, data=data)


@pytest.mark.parametrize(
    "name", ["nonsense", "<b>x</b> & \u202eevil", "x" * 3900, "\u05e9\u05dc\u05d5\u05dd", "🚢" * 1900, "all"]
)
async def test_a_wrong_name_gets_the_list(bot: Bot, ada: Place, name: str) -> None:
    answer = await ask(bot, ada, f"/timeline {name}")
    assert answer.text.startswith("There is no storyline “")
    assert answer.labels == ["North Korean troops in Russia", "UN sanctions"]
    assert len(answer.text) < 120


async def test_without_storylines_there_is_nothing_to_choose(bot: Bot, ada: Place) -> None:
    bot.storylines.clear()
    for command in ("/latest", "/figures", "/timeline x"):
        answer = await ask(bot, ada, command)
        assert not answer.labels
        assert answer.text in ("There is no story yet.", "No storylines are set up yet.")


async def test_figures_come_with_a_chart_that_a_phone_can_show(bot: Bot, ada: Place) -> None:
    tell(bot, SENT, MORE)
    answer = await ask(bot, ada, "/figures troops")
    assert answer.size == (1080, 660)
    assert "soldiers" in answer.text or "troops" in answer.text
    assert "• 3,000 — Pentagon, since 18 Oct 2024" in answer.text


THINGS = (
    "Kursk villagers meet",
    "Budget debate ends over",
    "Satellite pictures show tents of",
    "Interpreters wanted for",
    "Winter coats shipped to",
    "Prisoner exchange includes two",
    "Football match between cooks and",
    "Hospital trains carry wounded",
    "Radio intercepts of",
    "Pension promised to widows of",
    "Drone footage follows lone",
    "Parliament mourns fallen",
    "Railway station welcomes returning",
    "Documentary portrays",
)


async def test_a_long_timeline_is_a_document(bot: Bot, ada: Place) -> None:
    for thing in THINGS:
        tell(bot, f"{thing} North Korean soldiers")
        bot.clock.advance(days=12)
    answer = await ask(bot, ada, "/timeline troops")
    assert answer.text == "North Korean troops in Russia · timeline of 14 stories, with their sources"
    assert answer.filename == f"nk-troops-russia-{bot.clock.now():%Y-%m-%d}.html"
    assert answer.document.startswith(b'<!doctype html>\n<html lang="en">')


# --- search, sources -------------------------------------------------------------------------------------


async def test_search(bot: Bot, ada: Place) -> None:
    tell(bot, SENT, VOTE)
    answer = await ask(bot, ada, "/search sanctions votes")
    assert answer.text.startswith(f"1 item with “sanctions votes”\n• {VOTE} — Coast Gazette (en), ")
    assert "What shall I look for?" in (await ask(bot, ada, "/search")).text
    for odd in ('"', "<b>&amp;", "x" * 4000, "NOT", "title:", "\u202e"):
        assert "No item has all these words" in (await ask(bot, ada, f"/search {odd}")).text


async def test_sources_are_turned_page_by_page_in_place(bot: Bot, ada: Place) -> None:
    bot.store.sync_feeds([make_feed(f"f{n:02}", name=f"<Feed> {n:02}") for n in range(20)], bot.clock.now())
    answer = await ask(bot, ada, "/sources")
    assert "✅ <Feed> 00 (en)" in answer.text
    await press(bot, answer, "▶")
    assert "<Feed> 12" in answer.text
    assert "<Feed> 00" not in answer.text
    for odd in ("v2:ap:-3", "v2:ap:99999999999999999", "v2:ap:x", "v2:ap"):
        await press(bot, answer, data=odd)
    assert len(bot.server.sent) == 1
    status = await ask(bot, ada, "/status")
    await press(bot, status, "Sources")
    assert status.text.startswith("Sources · 20")


# --- why -------------------------------------------------------------------------------------------------


def address(bot: Bot, story: int) -> str:
    view = bot.store.story(story)
    assert view is not None
    return view.items[0].item.url


async def test_a_link_that_is_pasted_asks_why(bot: Bot, ada: Place) -> None:
    tell(bot, SENT)
    link = address(bot, 1)
    answer = await ask(bot, ada, link)
    assert answer.text.startswith(f"{SENT}\nCoast Gazette (en), seen 18 Oct 2024, 12:0")
    assert "✅ North Korean troops in Russia · /story_1\n• “North Korean” in the headline" in answer.text
    assert "Decided: a new story\nThis chat was not told" in answer.text
    for asked in (f"/why {link}", f"look: {link}", f"/why@vigie_test_bot {link} please"):
        assert (await ask(bot, ada, asked)).text == answer.text


@pytest.mark.parametrize("photo", [False, True])
async def test_a_message_that_is_forwarded_asks_about_its_link(bot: Bot, ada: Place, photo: bool) -> None:
    tell(bot, SENT)
    channel = bot.server.channel()
    answer = await ask(
        bot, ada, "Breaking: troops!", forwarded=channel, links={"troops": address(bot, 1)}, photo=photo
    )
    assert answer.text.startswith(SENT)


async def test_a_page_that_no_source_served_is_judged_by_its_words(bot: Bot) -> None:
    zoe = bot.server.private(ZOE)
    answer = await ask(bot, zoe, "Soldats nord-coréens https://elsewhere.example/x", ZOE)
    assert answer.text.startswith(
        "Aucune source n'a servi cette page.\nCe que les règles disent de ces mots\u00a0:\n"
        "✅ Cela relève de Soldats nord-coréens en Russie\u00a0:"
    )
    asked = await ask(bot, zoe, "/why sanctions", ZOE)
    assert (
        "✗ Pas UN sanctions\u00a0:\n• un\u00a0: manque\n• sanctions\u00a0: «\u00a0sanctions\u00a0»"
        in asked.text
    )
    assert "Collez-le ici" in (await ask(bot, zoe, "/why", ZOE)).text


async def test_an_answer_to_an_alert_asks_why_in_a_group(bot: Bot) -> None:
    tell(bot, SENT)
    group = bot.server.supergroup(u1001="member")
    alert = await ask(bot, group, "/story_1")
    assert (await ask(bot, group, "/why", answering=alert)).text.startswith(SENT)
    assert await say(bot, group, address(bot, 1)) == [], "in a group links are not for the bot"


@pytest.mark.parametrize(
    "link",
    [
        "https://" + "x" * 4000,
        "http://[",
        "https://x.example/<b>&\u202e",
        "https://x.example/'); DROP TABLE items; --",
        "HTTP://X.EXAMPLE:99999/",
        "http://\ud83d.example/",
    ],
)
async def test_any_link_gets_an_answer(bot: Bot, ada: Place, link: str) -> None:
    answer = await ask(bot, ada, f"/why {link}")
    assert answer.text.startswith(("No source has served this page.", "What the rules say", "Which link?"))


# --- what is hostile -------------------------------------------------------------------------------------


async def test_hostile_titles_are_shown_as_they_are(bot: Bot, ada: Place) -> None:
    nasty = "North Korean troops <b>bold</b> </a> &amp; \u202e\u05e9\u05dc\u05d5\u05dd"
    tell(bot, nasty)
    shown: list[Sent] = [
        await ask(bot, ada, command)
        for command in (
            "/latest",
            "/story_1",
            "/search troops",
            "/timeline troops",
            f"/why {address(bot, 1)}",
        )
    ]
    for answer in shown:
        assert "North Korean troops <b>bold</b> </a> &amp; \u05e9\u05dc\u05d5\u05dd" in answer.text
        assert "\u202e" not in answer.text
        assert answer.links


async def test_a_store_that_fails_is_told_kindly(bot: Bot, ada: Place) -> None:
    bot.access.broken = True
    for command in ("/latest", "/story 1", "/search x", "/status"):
        answer = await ask(bot, ada, command)
        assert answer.text
        assert "disk" not in answer.text


async def test_the_language_and_zone_of_the_chat_are_kept_whoever_asks(bot: Bot) -> None:
    tell(bot, SENT)
    group = bot.server.supergroup(u1001="creator")
    await say(bot, group, "/subscribe nk-troops-russia")
    bot.store.save_settings(bot.stored(group.id).id, ChatSettings(language="fr", zone="Europe/Paris"))
    text = (await ask(bot, group, f"/why {address(bot, 1)}")).text
    assert "vu le 18 oct. 2024, 14:0" in text
