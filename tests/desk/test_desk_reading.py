"""What the desk answers, from stories that the real tracker made in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.feeds.rhythm import begun, packed
from bot.model import (
    ALL_STORYLINES,
    Ask,
    Channel,
    ChatSettings,
    FeedMemory,
    PollResult,
    PollStatus,
    SendStatus,
)
from tests.desk.newsroom import SINKS, SINKS_FR, SINKS_KO, STRIKE, Newsroom, asker
from tests.factories import HOUR, NOW, make_feed, make_poll

PARIS = ChatSettings(zone="Europe/Paris")


@pytest.fixture
def room() -> Iterator[Newsroom]:
    opened = Newsroom()
    yield opened
    opened.store.close()


def sinks(room: Newsroom) -> str:
    """The ferry in three languages, as one story; the address of its first item."""
    url = room.tell("yonhap", SINKS_KO)
    room.tell("coast", SINKS)
    room.tell("matin", SINKS_FR)
    return url


# --- stories ---------------------------------------------------------------------------------------------


async def test_storylines_have_titles_and_what_moved_in_a_week(room: Newsroom) -> None:
    room.follower()
    sinks(room)
    room.clock.advance(days=8)
    room.tell("coast", STRIKE)
    cards = {card.id: card for card in await room.desk.storylines("fr")}
    assert [card.title for card in cards.values()] == ["Ferries en détresse", "Grèves au port"]
    assert (cards["ferries"].stories, cards["harbour"].stories) == (0, 1)
    assert cards["ferries"].last_alert_at


async def test_the_newest_story_is_shown_as_an_alert_in_the_language_of_the_chat(room: Newsroom) -> None:
    sinks(room)
    english = await room.desk.newest(asker(), "ferries")
    french = await room.desk.newest(asker("fr", settings=PARIS), ALL_STORYLINES)
    assert english
    assert french
    assert english.text.startswith(f"▪ Ferries in distress · corroborated\n{SINKS}\n[ko] {SINKS_KO}\n")
    assert french.text.startswith(f"▪ Ferries en détresse · recoupé\n{SINKS_FR}\n")
    assert "14:00" in french.text, "noon in UTC is two o'clock in Paris"
    assert (english.story_id, english.storyline_id, english.outlet) == (1, "ferries", "Yonhap")
    assert await room.desk.newest(asker(), "harbour") is None


async def test_the_language_that_a_chat_chose_and_its_order_of_headlines_win(room: Newsroom) -> None:
    sinks(room)
    chosen = asker("en", settings=ChatSettings(language="fr", languages=("ko", "en")))
    shown = await room.desk.story(chosen, 1)
    assert shown
    assert shown.text.startswith(f"▪ Ferries en détresse · recoupé\n{SINKS_KO}\n")


async def test_a_story_that_was_told_is_newer_than_one_that_was_not(room: Newsroom) -> None:
    """After a first poll, what was told is shown to who subscribes, not the last old headline."""
    room.tell("coast", STRIKE)
    room.tell("post", "Harbour pilots begin another strike in Genoa", baseline=True)
    shown = await room.desk.newest(asker(), "harbour")
    assert shown
    assert STRIKE in shown.text


async def test_latest_lists_the_stories_of_these_storylines_the_last_one_first(room: Newsroom) -> None:
    sinks(room)
    room.tell("coast", STRIKE)
    both = await room.desk.latest(asker(), ["ferries", "harbour"])
    assert both.text == (
        f"Strikes in the harbour\n• {STRIKE} — reported, 1 outlet, just now /story_2\n"
        f"Ferries in distress\n• {SINKS} — corroborated, 3 outlets, 1 minute ago /story_1"
    )
    assert both.text.index("/story_2") < both.text.index("/story_1")
    assert "/story_2" not in (await room.desk.latest(asker(), ["ferries"])).text
    assert (await room.desk.latest(asker("fr"), ["none"])).text == "Il n'y a pas encore d'histoire."


async def test_an_unknown_story_is_none(room: Newsroom) -> None:
    for number in (0, -1, 99, 10**17):
        assert await room.desk.story(asker(), number) is None
        assert await room.desk.reasons(asker(), number) is None
        assert "no such story" in (await room.desk.timeline(asker(), "", number or 7)).text


# --- search ----------------------------------------------------------------------------------------------


async def test_search_finds_items_with_their_outlet_time_and_story(room: Newsroom) -> None:
    sinks(room)
    room.tell("post", "Busan votes")
    found = await room.desk.search(asker(), "busan")
    assert found.text.startswith("3 items with “busan”\n• Busan votes — Harbour Post (en), ")
    assert found.text.count("/story_1") == 2
    assert "https://matin.example/news/3" in found.html
    assert (await room.desk.search(asker("fr"), "침몰")).text.startswith(
        "1 article avec «\u00a0침몰\u00a0»\n"
    )


@pytest.mark.parametrize(
    "words", ['"', "NEAR(", "a* OR b", "title:x", "'); DROP TABLE items; --", "x" * 5000]
)
async def test_search_takes_any_words(room: Newsroom, words: str) -> None:
    sinks(room)
    answer = await room.desk.search(asker(), words)
    assert answer.text.startswith("No item has all these words")
    assert await room.desk.story(asker(), 1)


# --- figures ---------------------------------------------------------------------------------------------


async def test_figures_say_who_says_how_many_since_when_and_the_highest(room: Newsroom) -> None:
    room.tell("coast", "Ferry in distress: 400 missing, NIS says")
    room.clock.advance(days=1)
    room.tell("coast", "Ferry in distress: 280 missing, NIS says")
    room.clock.advance(days=1)
    room.tell("post", "Ferry in distress: 280 missing, NIS says", "Ferry in distress: 250 missing")
    answer = await room.desk.figures(asker(), "ferries")
    assert answer.text == (
        "Ferries in distress · who says how many\nmissing\n"
        "• 280 — NIS, since 19 Oct 2024\n• 250 — Harbour Post, since 20 Oct 2024\n"
        "The highest so far: 400 — NIS, 18 Oct 2024"
    )
    assert answer.picture.startswith(b"\x89PNG")
    french = await room.desk.figures(asker("fr", settings=PARIS), "ferries")
    assert "disparus\n• 280 — NIS, depuis le 19 oct. 2024" in french.text
    assert french.picture != answer.picture


async def test_without_figures_there_is_no_picture(room: Newsroom) -> None:
    room.tell("coast", STRIKE, "Several thousand dockers join the harbour strike")
    answer = await room.desk.figures(asker(), "harbour")
    assert (answer.text, answer.picture) == (
        "Strikes in the harbour · who says how many\nNobody has given a number yet.",
        b"",
    )
    assert "Nobody has given" in (await room.desk.figures(asker(), "gone")).text


# --- timelines -------------------------------------------------------------------------------------------


async def test_a_short_timeline_is_a_message_in_order_of_time(room: Newsroom) -> None:
    room.tell("coast", STRIKE)
    room.clock.advance(days=2)
    room.tell("post", "Crane drivers of Cadiz begin a harbour strike")
    answer = await room.desk.timeline(asker("fr"), "harbour")
    assert answer.text == (
        f"Grèves au port · chronologie\n18 oct. 2024 · {STRIKE} — rapporté, 1 média /story_1\n"
        "20 oct. 2024 · Crane drivers of Cadiz begin a harbour strike — rapporté, 1 média /story_2"
    )
    assert "no story yet" in (await room.desk.timeline(asker(), "ferries")).text


PLACES = "Genoa Turku Cadiz Izmir Osaka Lagos Durban Callao Santos Tema Rouen Riga Split Varna Odesa".split()


class Page(HTMLParser):
    """The text and links of a page, and the tags that it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.links = "", set[str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_a_long_timeline_is_a_page_in_the_language_and_zone_of_the_chat(room: Newsroom) -> None:
    for number, place in enumerate(PLACES):
        room.tell("coast", f"{place}: <script>alert({number})</script> strike in the harbour")
        room.clock.advance(days=1)
    answer = await room.desk.timeline(asker("fr", settings=PARIS), "harbour")
    assert answer.text == "Grèves au port · chronologie de 15 histoires, avec leurs sources"
    assert answer.filename == "harbour-2024-11-02.html"
    page = Page(answer.document.decode())
    assert '<html lang="fr">' in answer.document.decode()
    assert "script" not in page.tags
    assert "15 histoires, du 18 oct. 2024 au 1 nov. 2024. Établie par Vigie le 2 nov. 2024, " in page.text
    assert "14:00 · rapporté" in " ".join(page.text.split())
    assert "Racontée par\u00a0: 1 média, 1 origine\u00a0: Coast\u00a0; en anglais" in page.text
    assert len([link for link in page.links if link.startswith("https://coast.example/")]) == 15
    english = Page((await room.desk.timeline(asker(), "harbour")).document.decode())
    assert "12:00 UTC · reported" in " ".join(english.text.split())


async def test_the_timeline_of_a_story_has_its_items(room: Newsroom) -> None:
    sinks(room)
    answer = await room.desk.timeline(asker("fr", settings=PARIS), "", 1)
    assert answer.text == (
        f"{SINKS_FR} · 3 articles\n18 oct. 2024, 14:00 · Yonhap (ko)\n{SINKS_KO}\n"
        f"18 oct. 2024, 14:01 · The Coast Gazette (en)\n{SINKS}\n"
        f"18 oct. 2024, 14:02 · Le Matin (fr)\n{SINKS_FR}"
    )


async def test_the_timeline_of_a_huge_story_shows_its_beginning_and_its_end(room: Newsroom) -> None:
    sinks(room)
    room.tell("post", *[SINKS] * 40)
    lines = (await room.desk.timeline(asker(), "", 1)).text.splitlines()
    assert lines[0] == f"{SINKS} · 43 items"
    assert lines[2] == SINKS_KO
    assert lines[13] == "… 25 more in between …"
    assert lines[-2] == "18 Oct 2024, 12:42 UTC · Harbour Post (en)"


# --- sources and status ----------------------------------------------------------------------------------


async def test_sources_are_paged_and_the_failing_ones_come_first(room: Newsroom) -> None:
    feeds = [make_feed(f"f{number:02}", name=f"Feed {number:02}") for number in range(30)]
    room.store.sync_feeds(feeds, NOW)
    for at in (NOW, NOW + HOUR, NOW + 2 * HOUR):
        failure = PollResult(
            feed_id="f29",
            status=PollStatus.FAILED,
            polled_at=at,
            next_poll_at=at,
            error="403 from https://u:secret@f.example/<x>",
        )
        room.store.save_poll(failure)
    first = await room.desk.sources(asker())
    assert first.text.startswith(
        "Sources · 30, 1 failing · page 1 of 3\n\n⚠️ Feed 29 (en) · 3 failures in a row: 403 from "
    )
    assert "secret" not in first.html
    assert "✅ Feed 00 (en) · never · 0 items" in first.text
    assert [(one.label, one.ask, one.key) for one in first.choices[0]] == [("▶ 2", Ask.SOURCES, "1")]
    last = await room.desk.sources(asker("fr"), 99)
    assert "1 dont" not in last.text
    assert last.text.startswith("Sources · 30, dont 1 en panne · page 3 sur 3")
    assert [one.key for one in last.choices[0]] == ["1"]
    assert (await room.desk.sources(asker(), -5)).text == first.text


async def test_status_counts(room: Newsroom) -> None:
    room.follower()
    sinks(room)
    assert "Messages: 1 waiting, 0 sent" in (await room.desk.status(asker())).text
    room.send()
    text = (await room.desk.status(asker("fr"))).text
    assert "Flux\u00a0: 4 en état, 0 en panne, 0 muets" in text
    assert "Articles\u00a0: 3 · histoires\u00a0: 1 · alertes\u00a0: " in text
    assert "Messages\u00a0: 0 en attente, 1 envoyé" in text


@pytest.mark.parametrize(("matches", "warns"), [(2, False), (3, True)], ids=["chance", "habit"])
async def test_status_warns_of_storylines_that_miss_a_language(
    room: Newsroom, matches: int, warns: bool
) -> None:
    for number in range(matches):
        room.tell("coast", f"{SINKS}, report {number}")
    since = room.clock.now()
    memory = FeedMemory(rhythm=packed(begun([since - HOUR * n / 2 for n in range(14 * 48)], since)))
    room.clock.advance(hours=9)
    for health in room.store.feed_health():
        room.store.save_poll(make_poll(feed_id=health.id, at=room.clock.now(), memory=memory))
    text = (await room.desk.status(asker())).text
    assert "0 well, 0 failing, 4 silent" in text
    assert ("nothing new from its sources in English, last news 9 hours ago" in text) is warns


# --- why -------------------------------------------------------------------------------------------------


async def test_reasons_are_the_words_the_origins_and_the_decisions(room: Newsroom) -> None:
    room.follower()
    sinks(room)
    text = (await room.desk.reasons(asker("fr", settings=PARIS), 1)).text  # type: ignore[union-attr]
    assert text.startswith(
        "Pourquoi · Ferries en détresse\n• «\u00a0여객선\u00a0» dans le titre (ferry)\n"
        "• «\u00a0침몰\u00a0» dans le titre (distress)\n3 médias, 3 origines\u00a0: Yonhap, Coast, Le Matin"
    )
    assert "État\u00a0: recoupé\n18 oct. 2024, 14:01 · une nouvelle histoire" in text


async def test_a_link_tells_its_story_and_what_this_chat_got_of_it_and_nothing_of_others(
    room: Newsroom,
) -> None:
    ada = room.follower("1001")
    room.follower("2002", title="The secret desk")
    link = sinks(room)
    waiting = await room.desk.why(ada, link)
    assert waiting.text == (
        f"{SINKS_KO}\nYonhap (ko), seen 18 Oct 2024, 12:00 UTC\n✅ Ferries in distress · /story_1\n"
        "• “여객선” in the headline (ferry)\n• “침몰” in the headline (distress)\n"
        "Decided: a new story\nIt waits to be sent here."
    )
    room.send()
    assert (await room.desk.why(ada, link)).text.endswith("\nTold here 18 Oct 2024, 12:03 UTC")
    for other in (asker(), replace(ada, topic=7), replace(ada, channel=Channel.CONSOLE)):
        told = (await room.desk.why(other, link)).text
        assert "This chat was not told" in told
        assert "Told here" not in told
        assert "secret desk" not in told


async def test_what_could_not_be_sent_here_is_said(room: Newsroom) -> None:
    ada = room.follower()
    link = sinks(room)
    room.send(SendStatus.REFUSED)
    assert "It was not sent here" in (await room.desk.why(ada, link)).text


async def test_an_item_that_fills_up_a_story_says_so(room: Newsroom) -> None:
    ada = room.follower()
    sinks(room)
    link = room.tell("post", SINKS + " tonight")
    assert "Decided: shown in the message of its story" in (await room.desk.why(ada, link)).text


async def test_an_item_that_did_not_match_says_what_was_missing_and_the_nearest(room: Newsroom) -> None:
    link = room.tell("coast", "Harbour is closed by strikers")
    text = (await room.desk.why(asker(), link)).text
    assert "✗ Not Strikes in the harbour:\n• harbour: “Harbour”\n• strike: missing; nearly “strikers”" in text
    assert "Ferries" not in text
    link = room.tell("coast", "Football strike in the harbour")
    assert "• excluded by “Football” (football)" in (await room.desk.why(asker(), link)).text
    link = room.tell("coast", "Budget passed")
    assert "Aucun sujet n'y trouve un de ses mots." in (await room.desk.why(asker("fr"), link)).text


async def test_a_link_is_known_without_what_trackers_add_to_it(room: Newsroom) -> None:
    link = sinks(room)
    assert "/story_1" in (await room.desk.why(asker(), link + "?utm_source=telegram")).text


async def test_a_page_that_no_source_served_is_judged_by_the_words_beside_it(room: Newsroom) -> None:
    link = "https://elsewhere.example/x"
    assert (await room.desk.why(asker(), link)).text.startswith(
        "No source has served this page.\nSend the link"
    )
    text = (await room.desk.why(asker(), link, f"Ferry sinks {link}")).text
    assert "✅ It belongs to Ferries in distress:\n• “Ferry” in the headline (ferry)" in text
    assert "elsewhere" not in text
    assert "Which link?" in (await room.desk.why(asker(), "", "")).text


async def test_before_the_rules_are_read_nothing_breaks(room: Newsroom) -> None:
    link = room.tell("coast", "Budget passed")
    sinks(room)
    room.rules = None
    desk = room.desk
    assert await desk.storylines("en") == []
    assert "▪ ferries" in (await desk.newest(asker(), "ferries")).text  # type: ignore[union-attr]
    assert "are just being read" in (await desk.why(asker(), link)).text
    assert (await desk.figures(asker(), "ferries")).picture
    assert "• " not in (await desk.timeline(asker(), "harbour")).text
