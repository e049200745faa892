"""Whatever feeds, items and sources are called, what admins are shown is a message that Telegram takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.drafting import shown
from bot.desk.health import ON_A_PAGE, State, healthy, source_line
from bot.desk.sheets import sheet
from bot.desk.trial import Headline, Missed, Trial, Wanted
from bot.errors import ConfigError, Problem
from bot.model import Channel, Chat, FeedHealth, FeedState, FoundFeed, StoreInfo, Trouble
from bot.pipeline.vitals import vitals
from bot.telegram.finds import choice_view, preview, refused
from bot.telegram.view import View
from bot.text import harmless
from tests.factories import NOW, make_feed
from tests.telegram import oracles

SPOKEN = st.sampled_from(["en", "fr"])
TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["<b>&amp;", "🚢" * 4000, "&" * 4000, "<" * 4000, "שלום \u202e", "x" * 4000, "", "*_[`{$"]
    ),
)
URL = TEXT.map(lambda text: f"https://x.example/{'%20'.join(harmless(text).split())}")
"""As parsing leaves addresses."""
KEY = "0123456789ab"


def judge(view: View) -> None:
    assert oracles.judge_html(view.html) == []
    rows = [[{"text": one.label, "callback_data": one.data} for one in row] for row in view.rows]
    assert oracles.judge_keyboard({"inline_keyboard": rows} if rows else None) == []


@st.composite
def finds(draw: st.DrawFn) -> FoundFeed:
    return FoundFeed(
        url=draw(URL),
        title=draw(TEXT) or "x",
        language=draw(st.sampled_from(["", "fr"])),
        items=draw(st.integers(0, 10**6)),
        newest=tuple(draw(st.lists(TEXT, max_size=6))),
        matching=tuple(draw(st.lists(st.tuples(TEXT, TEXT), max_size=8))),
        known_as=draw(st.sampled_from(["", "coast"])),
    )


@settings(max_examples=80, deadline=None)
@given(finds(), SPOKEN)
def test_a_found_feed(found: FoundFeed, language: str) -> None:
    judge(preview(found, KEY, 5, {}, language))


@settings(max_examples=40, deadline=None)
@given(st.lists(finds(), min_size=2, max_size=6), SPOKEN)
def test_several(found: list[FoundFeed], language: str) -> None:
    judge(choice_view(found, KEY, language))


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=20), SPOKEN)
def test_a_refusal(messages: list[str], language: str) -> None:
    problems = [Problem(file="feeds.yaml", line=3, field="feeds[0]", message=text) for text in messages]
    judge(refused(ConfigError(problems), language))


HEADLINE = st.builds(
    Headline,
    at=st.just(NOW),
    language=st.sampled_from(["", "ko"]),
    title=TEXT,
    url=st.one_of(URL, st.just("")),
)


@settings(max_examples=80, deadline=None)
@given(
    TEXT,
    st.lists(
        st.builds(Wanted, words=TEXT, known=st.booleans(), languages=st.integers(0, 300)),
        min_size=1,
        max_size=4,
    ),
    st.lists(HEADLINE, max_size=5),
    st.lists(
        st.builds(
            Missed,
            words=TEXT,
            items=st.integers(1, 10**5),
            examples=st.lists(HEADLINE, max_size=2).map(tuple),
        ),
        max_size=4,
    ),
    SPOKEN,
    st.integers(0, 20_000),
)
def test_a_draft(
    title: str, wanted: list[Wanted], latest: list[Headline], missed: list[Missed], language: str, found: int
) -> None:
    trial = Trial(
        storyline_id="s" * 60,
        yaml="",
        wanted=tuple(wanted),
        items=20_000,
        days=30,
        found=found,
        stories=found // 2,
        latest=tuple(latest),
        missed=tuple(missed),
    )
    answer = sheet(shown(title[:200], trial, language, "Europe/Paris", cut=True))
    assert oracles.judge_html(answer.html) == []
    assert oracles.parse_html(answer.html).text.strip() == answer.text.strip()


def health_of(number: int, name: str, reason: str) -> FeedHealth:
    state = FeedState(feed_id=f"f{number}", next_poll_at=NOW, polled_at=NOW, failures=10**6, error=reason)
    return FeedHealth(id="f" * 63, name=name, url="", language="en", state=state, items=10**9)


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT, SPOKEN)
def test_health(name: str, reason: str, language: str) -> None:
    state = State(
        feeds=[health_of(number, name, reason) for number in range(20)],
        info=StoreInfo(
            path="", bytes=10**12, schema=3, items=10**9, untracked=10**9, deliveries={"pending": 10**9}
        ),
        troubles=[Trouble(key=str(number), text=reason, since=NOW) for number in range(20)],
        unreachable=[
            Chat(id=n, channel=Channel.TELEGRAM, address="-1001234567890", title=name, suspended=reason)
            for n in range(20)
        ],
    )
    answer = sheet(healthy(state, NOW, NOW + timedelta(days=400), language))
    assert oracles.judge_html(answer.html) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("text", ["<" * 4000, "🚢" * 4000, "x" * 4000])
def test_a_page_of_sources(text: str, language: str) -> None:
    found = vitals([health_of(n, text, text) for n in range(ON_A_PAGE)], (), {}, NOW)
    lines = [source_line(one, make_feed(), language, NOW) for one in found]
    assert oracles.judge_html("\n".join(lines)) == []
