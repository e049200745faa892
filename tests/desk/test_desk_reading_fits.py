"""Whatever outlets write, the desk's answers fit and parse, as judged by Telegram's own parser."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.alerts.layout import linkable
from bot.desk.chart import HEIGHT, WIDTH, Series, chart, drawable
from bot.fit import units
from bot.model import Answer, Chat, ChatSettings
from bot.text import one_line
from bot.words import languages
from tests.desk.newsroom import FEEDS, Newsroom, asker
from tests.factories import NOW
from tests.telegram.oracles import judge_html, parse_html

WRITING = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("<>&\"'`*_[]()#~|{}$\\/\u202e\u2068\u05d0\u0627\U0001f6a2\u0336\n\t "),
    ),
    max_size=120,
)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)
ADDRESSES = st.one_of(
    st.sampled_from(
        ["", "javascript:alert(1)", "foo", "https://x.example/" + "é&<\">'" * 300, "http://[", "tg://x"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=60).map("https://x.example/".__add__),
)
CHATS = st.builds(
    lambda language, zone: asker(language, settings=ChatSettings(zone=zone)),
    st.sampled_from(["en", "fr"]),
    st.sampled_from(["", "Europe/Paris", "Asia/Kolkata", "Nowhere/At_All"]),
)

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""An example takes some tenths of a second: making a failing one smaller would take minutes."""


def judge(answer: Answer | None) -> None:
    """The answer is one message that Telegram takes as it is meant."""
    assert answer is not None
    most = 1024 if answer.picture or answer.document else 4096
    assert judge_html(answer.html, most=most) == []
    assert units(answer.text) <= most
    if not answer.story_id:  # without markup a story spells its address
        assert parse_html(answer.html).text.split() == answer.text.split()
    assert all(len(choice.label) > 0 for row in answer.choices for choice in row)


@settings(
    max_examples=30,
    deadline=None,
    phases=WITHOUT_SHRINKING,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.tuples(WRITING, WRITING, ADDRESSES), min_size=1, max_size=12), NAMES, CHATS, WRITING)
async def test_answers_fit_and_parse_whatever_outlets_write(
    news: list[tuple[str, str, str]], name: str, chat: Chat, words: str
) -> None:
    room = Newsroom(feeds={feed.id: replace(feed, name=name, publisher=name) for feed in FEEDS})
    try:
        for number, (title, summary, url) in enumerate(news):
            feed = FEEDS[number % len(FEEDS)].id
            more = {"guid": f"guid {number} of these", "url": url, "summary": f"Ferry in distress {summary}"}
            room.tell(feed, f"{title} {number} missing", **more)
        desk = room.desk
        assert room.stories()
        for story in room.stories():
            judge(await desk.story(chat, story.id))
            judge(await desk.reasons(chat, story.id))
            judge(await desk.timeline(chat, "", story.id))
        judge(await desk.newest(chat, "ferries"))
        judge(await desk.latest(chat, ["*"]))
        judge(await desk.search(chat, words))
        judge(await desk.search(chat, "missing"))
        judge(await desk.timeline(chat, "ferries"))
        judge(await desk.sources(chat))
        judge(await desk.status(chat))
        judge(await desk.why(chat, news[0][2], words))
        judge(await desk.why(chat, "https://x.example/?" + words, f"{words} ferry"))
        judge(await desk.why(chat, "", words))
    finally:
        room.store.close()


@given(
    st.text(st.sampled_from("ax1.:@[]/%?#\\\\é🚢_-&<\"' "), max_size=12),
    st.text(st.characters(codec="utf-8"), max_size=12),
)
def test_an_address_that_is_said_to_be_linkable_is_a_link_in_the_chat(place: str, path: str) -> None:
    for url in (f"https://{place}", f"http://{place}/{path}", f"https://x.example/{path}"):
        flat = one_line(url)
        if linkable(flat):
            assert judge_html(f'<a href="{escape(flat)}">x</a>') == []


@pytest.fixture
def room() -> Iterator[Newsroom]:
    opened = Newsroom(
        feeds={feed.id: replace(feed, name="N" * 900 + "🚢" * 90, publisher="P" * 900) for feed in FEEDS}
    )
    yield opened
    opened.store.close()


PLACES = "Genoa Turku Cadiz Izmir Osaka Lagos Durban Callao Santos Tema Rouen Riga Split Varna Odesa".split()


@pytest.mark.parametrize("language", languages())
async def test_much_of_everything_fits(room: Newsroom, language: str) -> None:
    for number, place in enumerate(PLACES):
        title = f"{place}: ferry in distress, {number * 3 + 1} missing " + "🚢&<b>" * 900
        room.tell("coast", title, url=f"https://x.example/{number}?" + "&a=<é>" * 200)
        room.clock.advance(days=1)
    chat = asker(language)
    answers = [
        await room.desk.latest(chat, ["*"]),
        await room.desk.search(chat, "missing"),
        await room.desk.timeline(chat, "ferries"),
        await room.desk.figures(chat, "ferries"),
        await room.desk.sources(chat),
        await room.desk.story(chat, 1),
        await room.desk.timeline(chat, "", 1),
    ]
    for answer in answers:
        judge(answer)
    assert answers[2].document, "so many stories make a page"
    assert answers[3].picture


# --- charts ----------------------------------------------------------------------------------------------

POINTS = st.lists(
    st.tuples(
        st.integers(86_400, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
        st.just(0.0) | st.floats(0.001, 1e15),
        st.just(0.0) | st.floats(0.001, 1e15),
    ),
    max_size=5,
)


@settings(max_examples=25, deadline=None, phases=WITHOUT_SHRINKING)
@given(WRITING, st.lists(st.tuples(WRITING, POINTS), max_size=7), st.sampled_from(["en", "fr"]))
def test_a_chart_can_be_made_of_anything(
    title: str, said: list[tuple[str, list[tuple[datetime, float, float]]]], language: str
) -> None:
    """Missing letters and unknown formulas would be warnings, which fail this test."""
    series = [
        Series(
            name=name, points=tuple((at, min(low, high), max(low, high)) for at, low, high in sorted(points))
        )
        for name, points in said
    ]
    assert size(chart(title, series, language, ZoneInfo("Europe/Paris"))) == (WIDTH * 150, HEIGHT * 150)


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    return struct.unpack(">II", picture[16:24])


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("국정원", "GugJeongWon"),
        ("NIS (국)", "NIS (Gug)"),
        ("الحرس", "الحرس"),
        ("$x^2$", r"\$x^2\$"),
        ("__init", "init"),
        ("🚢", ":ship:"),
        ("\n\x00", "?"),
        ("", "?"),
    ],
)
def test_letters_that_the_font_lacks_are_written_in_latin_ones(written: str, drawn: str) -> None:
    assert drawable(written) == drawn


def test_a_chart_is_made_within_a_second() -> None:
    points = tuple((NOW + timedelta(hours=n), float(n), float(n + 3)) for n in range(400))
    series = [Series(name=f"claimant {n}", points=points) for n in range(7)]
    chart("first", series[:1], "en", UTC)
    start = datetime.now(UTC)
    chart("Many figures", series, "en", UTC)
    assert datetime.now(UTC) - start < timedelta(seconds=5), "on a busy machine; a second when it is idle"
