"""What admins ask for, in conversations through the strict server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import PollResult, PollStatus, Trouble
from bot.pipeline.troubles import Watch
from bot.rulebook import load_rulebook
from bot.sources import load_feeds
from tests.botapi import BotApi
from tests.factories import DAY, HOUR, MINUTE, make_feed, make_new, make_poll
from tests.fakes import rss
from tests.feedserver import FeedServer, endless, status
from tests.telegram.steering_rig import ADA, BOB, EVE, Rig, steering

FEED = rss(
    ("1", "Dockers strike closes the harbour"), ("2", "Ferries &lt;b&gt;sail&lt;/b&gt;"), channel="Coast"
)
HTML = "text/html; charset=utf-8"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
async def web() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with BotApi() as server, steering(server, tmp_path) as running:
        yield running


def ids(rig: Rig) -> list[str]:
    return [feed.id for feed in load_feeds(rig.home)]


# --- who may ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/addfeed x.example", "/feeds", "/health", "/track ferry missing"])
async def test_others_hear_of_none_of_it(rig: Rig, command: str) -> None:
    assert "do not know that one" in (await rig.ask(command, EVE)).text
    assert ids(rig) == ["coast"]


async def test_in_a_group_it_is_not_told_and_only_an_admin_is_answered(rig: Rig) -> None:
    group = rig.server.supergroup()
    rig.server.say(group, "/health", EVE)
    rig.server.say(group, "/health", ADA, as_chat=group)
    rig.server.say(group, "/health", ADA)
    await rig.server.handled()
    assert [one.text for one in rig.server.sent] == ["That works in a private chat with me."]


async def test_who_is_no_admin_presses_in_vain(rig: Rig, web: FeedServer) -> None:
    found = await rig.ask(f"/addfeed {web.put('/rss', FEED)}")
    mine = await rig.ask("/health", EVE)
    assert "too old" in await rig.press(mine, who=EVE, data=found.data("Add"))
    await rig.press(found, "Add", EVE)
    assert ids(rig) == ["coast"]
    assert found.buttons


# --- /addfeed --------------------------------------------------------------------------------------------


async def test_a_feed_is_shown_and_added(rig: Rig, web: FeedServer) -> None:
    url = web.put("/rss", FEED)
    message = await rig.ask(f"/addfeed {url} ko")
    assert message.text.startswith(f"Coast\n{url}\nLanguage: ko · 2 items\n")
    assert "• Dockers strike closes the harbour\n• Ferries sail\n" in message.text
    assert "One item matches now:\n• Strikes in the harbour: Dockers strike" in message.text
    await rig.press(message, "Add")
    assert message.text.startswith("✅ Coast is a source now, as coast-2 in feeds.yaml.")
    assert not message.buttons
    added = load_feeds(rig.home)[-1]
    assert (added.id, added.url, added.name, added.language) == ("coast-2", url, "Coast", "ko")


async def test_a_double_tap_adds_once(rig: Rig, web: FeedServer) -> None:
    message = await rig.ask(f"/addfeed {web.put('/rss', FEED)}")
    data = message.data("Add")
    await asyncio.gather(*(rig.press(message, data=data) for _ in range(3)))
    assert ids(rig) == ["coast", "coast-2"]
    assert "coast-2" in message.text
    again = await rig.ask(f"/addfeed {web.url('/rss')}")
    await rig.press(again, "Add")
    assert ids(rig) == ["coast", "coast-2"]


async def test_of_several_one_is_chosen_in_french(rig: Rig, web: FeedServer) -> None:
    web.put("/a", rss(("1", "Un"), channel="Le Monde"))
    web.put("/b", rss(("1", "Deux"), channel="שלום &amp; Cie"))
    page = web.put("/", "<html lang=fr><link rel=feed href=/a><link rel=feed href=/b>", HTML)
    message = await rig.ask(f"/addfeed {page}", BOB)
    assert message.text.startswith("2 flux ont été trouvés. Lequel\u00a0?\n• Le Monde · fr · 1 article\n")
    await rig.press(message, "Cie", BOB)
    assert "Langue\u00a0: fr · 1 article" in message.text
    await rig.press(message, "Ajouter", BOB)
    assert load_feeds(rig.home)[-1].name == "שלום & Cie"


async def test_cancelled_is_cancelled(rig: Rig, web: FeedServer) -> None:
    message = await rig.ask(f"/addfeed {web.put('/rss', FEED)}")
    await rig.press(message, "Cancel")
    assert message.text == "Nothing was added."
    assert ids(rig) == ["coast"]


async def test_a_known_source_offers_nothing(rig: Rig) -> None:
    (rig.home / "feeds.yaml").write_text("feeds: []\n")
    async with FeedServer() as web:
        url = web.put("/rss", FEED)
        message = await rig.ask(f"/addfeed {url}")
        await rig.press(message, "Add")
    assert "as coast in feeds.yaml" in message.text


async def test_a_find_is_forgotten_with_a_restart(rig: Rig, web: FeedServer) -> None:
    message = await rig.ask(f"/addfeed {web.put('/rss', FEED)}")
    for data in (
        "v2:xa:0123456789ab:0",
        "v2:xp:0123456789ab:0",
        "v2:xa",
        "v2:xa:x:-1",
        "v2:xp:x:99999999999999999999",
    ):
        assert "too old" in await rig.press(message, data=data)
    good = message.data("Add").rpartition(":")[0]
    assert "too old" in await rig.press(message, data=f"{good}:7")
    assert ids(rig) == ["coast"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "Send /addfeed with the address"),
        ("nonsense", "Send /addfeed with the address"),
        ("x.example two words", "two words is no language"),
        ("x.example <b>", "<b> is no language"),
        ("ftp://x.example", "only http and https"),
        ("http://[", "no web address"),
        ("https://" + "a" * 5000 + ".example", "no web address"),
        ("a" * 5000, "Send /addfeed with the address"),
        ("http://10.0.0.1/rss", "a private address, which feeds may not lead to; VIGIE_ALLOW_HOSTS=10.0.0.1"),
        ("169.254.169.254/latest", "is the address of a cloud's metadata, which feeds may not lead to"),
        ("http://user:geheim@127.0.0.1:9/", "holds a name or a password"),
    ],
)
async def test_addresses_that_lead_nowhere(rig: Rig, said: str, answer: str) -> None:
    message = await rig.ask(f"/addfeed {said}".strip())
    assert answer in message.text
    assert "geheim" not in message.text


@pytest.mark.parametrize("page", ["missing", "endless", "no feed"])
async def test_pages_that_give_no_feed(rig: Rig, web: FeedServer, page: str) -> None:
    web.fault("/missing", status(404))
    web.fault("/endless", endless())
    web.put("/no feed", "<p>nothing", HTML)
    message = await rig.ask(f"/addfeed {web.url('/' + page.replace(' ', '%20'))}")
    assert message.text.startswith("No feed was found there: ")


async def test_a_file_with_mistakes_is_told_and_left_alone(rig: Rig, web: FeedServer) -> None:
    message = await rig.ask(f"/addfeed {web.put('/rss', FEED)}")
    (rig.home / "feeds.yaml").write_text("feeds:\n- {id: <a>}\n")
    await rig.press(message, "Add")
    assert message.text.startswith("It could not be written:\n• feeds.yaml:2: feeds[0].")
    assert (rig.home / "feeds.yaml").read_text() == "feeds:\n- {id: <a>}\n"


async def test_huge_titles_fit(rig: Rig, web: FeedServer) -> None:
    items = [(str(n), "strike in the harbour 🚢 " * 100) for n in range(30)]
    links = "".join(f"<link rel=feed href=/{n}>" for n in range(6))
    for number in range(6):
        web.put(f"/{number}", rss(*items, channel=f"{number}" + "🚢" * 1000))
    message = await rig.ask(f"/addfeed {web.put('/page', links, HTML)}")
    assert len(message.buttons) == 7, message.text
    await rig.press(message, data=message.buttons[3]["callback_data"])
    assert "30 items match now:" in message.text
    assert "… and 25 more" in message.text
    await rig.press(message, "Add")
    assert load_feeds(rig.home)[-1].name.endswith("…")


# --- /track ----------------------------------------------------------------------------------------------


def fill(rig: Rig) -> None:
    """Stored items of three days, of which one in four tells of missing people on a ferry."""
    titles = ["Ferry sinks, 300 missing", "여객선 침몰", "Harbour <b>vote</b>", "Budget"]
    rig.store.sync_feeds([make_feed("coast")], rig.clock.now())
    items = [
        make_new(str(n), title=f"{titles[n % 4]} {n}", published_at=rig.clock.now() - n * HOUR)
        for n in range(72)
    ]
    rig.store.save_poll(make_poll(*items))


async def test_a_storyline_is_drafted_tried_and_enabled(rig: Rig) -> None:
    fill(rig)
    message = await rig.ask("/track Ferry missing")
    assert message.edits == 1
    assert "• “Ferry” – known in 3 languages\n• “missing” – known in 2 languages" in message.text
    assert "Of 72 items of 3 days, 18 match." in message.text
    assert "Narrowly missed: 18 items lack only “missing”" in message.text
    assert len(message.links) >= 6
    assert not (rig.home / "rules/ferry-missing.yaml").exists()
    data = message.data("Enable")
    await asyncio.gather(*(rig.press(message, data=data) for _ in range(3)))
    assert message.text.startswith("✅ ferry-missing is in force in a few seconds.")
    assert message.buttons[0]["url"].endswith("?start=ferry-missing")
    assert load_rulebook(rig.home).matcher.match("A ferry is missing", "")[0].storyline_id == "ferry-missing"


async def test_a_second_draft_of_the_same_words_has_a_name_of_its_own(rig: Rig) -> None:
    first, second = await rig.ask("/track ferry missing"), await rig.ask("/track ferry missing")
    await rig.press(first, "Enable")
    await rig.press(second, "Enable")
    assert rig.server.sent[-1].text.startswith(
        "It could not be written:\n• rules/ferry-missing.yaml: exists already"
    )
    third = await rig.ask("/track ferry missing", BOB)
    await rig.press(third, "Activer", BOB)
    assert third.text.startswith("✅ ferry-missing-2 sera en vigueur")


async def test_what_the_rules_would_not_bear_is_refused(rig: Rig) -> None:
    message = await rig.ask("/track ferry missing")
    (rig.home / "rules/broken.yaml").write_text("title: [\n")
    await rig.press(message, "Enable")
    assert "broken.yaml" in rig.server.sent[-1].text
    assert not (rig.home / "rules/ferry-missing.yaml").exists()
    (rig.home / "rules/broken.yaml").unlink()
    await rig.press(message, "Enable")
    assert (rig.home / "rules/ferry-missing.yaml").exists()


async def test_a_discarded_draft_is_gone(rig: Rig) -> None:
    message = await rig.ask("/track ferry missing")
    enable = message.data("Enable")
    await rig.press(message, "Discard")
    assert message.text == "The draft is discarded."
    assert "gone" in await rig.press(message, data=enable)
    for data in ("v2:xe", "v2:xe:x", "v2:xe:-1", "v2:xe:999999999999999999"):
        assert "gone" in await rig.press(message, data=data)
    assert not (rig.home / "rules/ferry-missing.yaml").exists()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "Send /track with a few words"),
        ("the of and", "None of these words"),
        ("… 12 !?", "None of these words"),
        ("Titanic", "found only as it is written here"),
        ("Kiwi kiwi", "No storyline can be made of these words"),
        ('Zeppelin: "x" # {y} <b>', 'Draft: Zeppelin: "x" # {y} <b>'),
        ("שלום Zeppelin", "Zeppelin"),
        ("Zeppelin " * 600, "Draft: Zeppelin"),
        ("X" * 4000, "Draft: XXX"),
    ],
)
async def test_words_that_make_no_good_storyline(rig: Rig, words: str, answer: str) -> None:
    fill(rig)
    message = await rig.ask(f"/track {words}".strip())
    assert answer in message.text
    if "Titanic" in words:
        assert "Nothing of the past matches" in message.text
        assert "asks for one thing only" in message.text


async def test_words_that_match_everything_are_said_to_be_too_wide(rig: Rig) -> None:
    fill(rig)
    assert "That is a lot" in (await rig.ask("/track ferry")).text


# --- /feeds and /health ----------------------------------------------------------------------------------


def fail(rig: Rig, feed_id: str, times: int) -> None:
    for number in range(times):
        at = rig.clock.now() + number * MINUTE
        failure = PollResult(
            feed_id=feed_id,
            status=PollStatus.FAILED,
            polled_at=at,
            next_poll_at=at + HOUR,
            error="the server answered 404 <Not> Found",
        )
        rig.store.save_poll(failure)


async def test_sources_and_health_tell_what_fails(rig: Rig) -> None:
    rig.store.sync_feeds([make_feed("coast", name="The <Coast> & Co")], rig.clock.now())
    rig.store.save_poll(make_poll(make_new(), at=rig.clock.now()))
    assert "✅ No troubles." in (await rig.ask("/health")).text
    assert "✅ The <Coast> & Co · every 15 min\nasked just now" in (await rig.ask("/feeds")).text
    rig.clock.advance(minutes=10)
    fail(rig, "coast", 4)
    rig.store.save_trouble(Trouble(key="feed/coast", text="Coast fails", since=rig.clock.now() - DAY))
    rig.clock.advance(hours=2)
    feeds = (await rig.ask("/feeds")).text
    assert "One source, one fails" in feeds
    assert (
        "❌ The <Coast> & Co (coast) · every 1 h\nfailed 4 times in a row, last success: 2 hours ago" in feeds
    )
    assert "the server answered 404 <Not> Found" in feeds
    health = (await rig.ask("/health", BOB)).text
    assert "démarrée il y a 2 heures" in health
    assert "Sources\u00a0: 1, une en panne\n• The <Coast> & Co\u00a0: the server answered 404" in health
    assert "Problèmes\u00a0: 1\n• Source\u00a0: Coast fails (il y a 26 heures)" in health


async def test_many_sources_have_pages(tmp_path: Path) -> None:
    entries = "".join(
        f"- {{id: f{n}, url: 'https://f{n}.example/', name: '{'N' * 150} {n}', language: en}}\n"
        for n in range(25)
    )
    async with BotApi() as server, steering(server, tmp_path, feeds=f"feeds:\n{entries}") as rig:
        rig.store.sync_feeds(load_feeds(rig.home), rig.clock.now())
        for number in range(25):
            fail(rig, f"f{number}", number)
        message = await rig.ask("/feeds")
        assert message.text.startswith("25 sources, 24 fail · page 1 of 3")
        assert message.text.index("(f24)") < message.text.index("(f23)")
        assert [one["text"] for one in message.buttons] == ["▶ 2"]
        await rig.press(message, "▶ 2")
        await rig.press(message, "▶ 3")
        assert message.text.count("not asked yet") == 1
        for odd in ("v2:xf:-3", "v2:xf:x", "v2:xf"):
            await rig.press(message, data=odd)
        assert "page 1 of 3" in message.text


async def test_admins_are_told_of_troubles_each_in_their_language(rig: Rig) -> None:
    rig.server.private(ADA)
    rig.server.private(BOB)
    rig.store.sync_feeds([make_feed("coast", name="The <Coast> & Co")], rig.clock.now())
    rig.store.save_poll(make_poll(at=rig.clock.now()))
    watch = Watch(access=rig.access, clock=rig.clock, tell=rig.channel.notices.tell)
    rig.clock.advance(minutes=10)
    fail(rig, "coast", 3)
    rig.clock.advance(minutes=10)
    await watch.look([], [])
    await watch.look([], [])
    told = {one.chat: one.text for one in rig.server.sent}
    assert len(rig.server.sent) == 2
    assert told[ADA.id].startswith("⚠️ A new trouble\n• Source: The <Coast> & Co — the server answered 404")
    assert told[BOB.id].startswith("⚠️ Un nouveau problème\n• Source\u00a0: The <Coast> & Co")
    rig.store.save_poll(make_poll(at=rig.clock.advance(minutes=15)))
    await watch.look([], [])
    assert rig.server.sent[-1].text.startswith("✅ Ce problème est réglé")
