"""A digest: a line for each story that leads to it, and all of them in one message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.content import content_of
from bot.alerts.layout import STORIES
from bot.alerts.render import render
from bot.fit import units
from bot.model import ChatSettings, Decision, Message, StoryView
from tests.storysamples import (
    ENGLISH,
    FRENCH,
    MONDE,
    STORY,
    SUBJECT,
    VIEW,
    make_delivery,
    make_item,
    make_told,
)
from tests.telegram.oracles import judge_html, parse_html

OTHER = replace(VIEW, story=replace(STORY, id=8), items=(MONDE,), figures=())


def _digest(*stories: StoryView, language: str = "en", reason: Decision = Decision.NEW_STORY) -> Message:
    return render(content_of(make_delivery(reason=reason, language=language, digest=stories), SUBJECT))


def _links(message: Message) -> list[str]:
    return [one["url"] for one in parse_html(message.html).entities if one["type"] == "text_link"]


def _stories(titles: list[str], *, url: str = "") -> list[StoryView]:
    found = []
    for number, title in enumerate(titles, start=1):
        item = make_item(number, "en", title, url=f"{url or 'https://e.example/'}{number}")
        story = replace(STORY, id=1000 + number)
        found.append(replace(VIEW, story=story, items=(make_told(item, "Harbour Post"),)))
    return found


@pytest.mark.parametrize("reason", [Decision.DIGEST, Decision.NEW_STORY, Decision.DENIED])
def test_a_digest_has_a_line_for_each_story_with_its_page_and_its_number(reason: Decision) -> None:
    """Whether it was decided for the storyline, or gathered for one chat."""
    message = _digest(VIEW, OTHER, reason=reason)
    assert parse_html(message.html).text.splitlines() == [
        "▪ Ferries in distress · digest, 2 stories",
        (
            "• Ferry sinks off Busan, <300> missing — Yonhap (ko) +3, disputed;"
            " up to 12,000 missing — coast guard (via Yonhap) /story_7"
        ),
        "• Un ferry sombre au large de Busan : 300 disparus — Le Matin (fr) +3, disputed /story_8",
    ]
    assert _links(message) == [ENGLISH.url, FRENCH.url]
    assert message.text.splitlines()[1].endswith(f"(via Yonhap) {ENGLISH.url}")
    assert "/story" not in message.text, "a terminal has no such command"


def test_the_same_in_french() -> None:
    assert parse_html(_digest(VIEW, OTHER, language="fr").html).text.splitlines() == [
        "▪ Ferries en détresse · résumé, 2 histoires",
        (
            "• Un ferry sombre au large de Busan : 300 disparus — Yonhap (ko) +3, contesté\u00a0;"
            " jusqu’à 12\u202f000 disparus — garde-côtes (via Yonhap) /story_7"
        ),
        "• Un ferry sombre au large de Busan : 300 disparus — Le Matin (fr) +3, contesté /story_8",
    ]


def test_a_digest_of_one_story_says_so_and_has_no_buttons() -> None:
    message = _digest(VIEW)
    assert message.text.startswith("▪ Ferries in distress · digest, 1 story\n")
    assert message.story_id == 0


def test_a_digest_comes_to_a_chat_that_follows_the_storyline_no_longer() -> None:
    delivery = make_delivery(digest=(VIEW, OTHER), subscription=None)
    assert len(content_of(delivery, None).stories) == 2


def test_a_digest_that_may_be_a_repeat_says_so() -> None:
    text = render(content_of(make_delivery(digest=(VIEW, OTHER), unknown_outcomes=1), SUBJECT)).text
    assert text.startswith("▪ Ferries in distress · digest, 2 stories (may be a repeat)\n")


def test_the_headlines_are_those_that_the_chat_likes_best() -> None:
    delivery = make_delivery(digest=(VIEW,))
    settings_ = ChatSettings(languages=("fr", "en"))
    content = content_of(replace(delivery, chat=replace(delivery.chat, settings=settings_)), SUBJECT)
    assert content.stories[0].translated_title == FRENCH.title


def test_the_more_stories_the_less_is_said_of_each_but_all_are_told() -> None:
    few, more, many = (
        parse_html(_digest(*_stories(["A ferry sank off the coast of Busan in the night"] * count)).html).text
        for count in (8, 30, 45)
    )
    assert few.count("Harbour Post") == 8
    assert "Harbour Post" not in many
    for text, count in ((few, 8), (more, 30), (many, 45)):
        assert all(f" /story_{1000 + number}" in text for number in range(1, count + 1))
        assert "more stor" not in text


def test_what_has_no_room_at_all_is_counted_and_found_elsewhere() -> None:
    titles = ["A ferry sank off the coast of Busan in the night, and nobody knows why" * 2] * 70
    message = _digest(*_stories(titles), language="fr")
    lines = parse_html(message.html).text.splitlines()
    assert lines[0].endswith("résumé, 70 histoires")
    assert len(lines) == STORIES + 2
    assert lines[-1] == f"et {70 - STORIES} autres histoires /latest"
    assert not message.text.endswith("/latest")


def test_numbers_that_grow_beyond_all_measure_leave_room_for_fewer_stories_and_are_counted() -> None:
    views = [
        replace(view, story=replace(view.story, id=10**15 + view.story.id))
        for view in _stories(["A ferry sank off the coast of Busan in the night, nobody knows why"] * 50)
    ]
    subject = replace(SUBJECT, title={"en": "Ferries " * 20})
    html = render(content_of(make_delivery(digest=tuple(views)), subject)).html
    assert judge_html(html) == []
    first, *lines, last = parse_html(html).text.splitlines()
    assert first.endswith("digest, 50 stories")
    assert len(lines) < STORIES
    assert last == f"and {50 - len(lines)} more stories /latest"


def test_long_addresses_cost_links_but_no_stories() -> None:
    message = _digest(*_stories(["Ferry sinks"] * 45, url="https://e.example/" + "&" * 1400))
    assert judge_html(message.html) == []
    assert 0 < len(_links(message)) < 45
    assert len(message.html.splitlines()) == 46


@settings(deadline=None)
@given(
    st.lists(st.text(max_size=200) | st.just("😀&" * 300) | st.just("عاجل " * 90), min_size=1, max_size=80),
    st.sampled_from(["en", "fr"]),
    st.integers(1, 1400),
)
def test_any_digest_fits_and_each_story_is_a_line_or_counted(
    titles: list[str], language: str, length: int
) -> None:
    message = _digest(*_stories(titles, url="https://e.example/" + "x" * length), language=language)
    assert judge_html(message.html) == []
    assert units(message.text) <= 4096
    for text, command in ((parse_html(message.html).text, " /latest"), (message.text, "")):
        shown = [line for line in text.splitlines() if line.startswith("• ")]
        rest = len(titles) - len(shown)
        if rest:
            assert str(rest) in text.splitlines()[-1] or rest == 1
            assert text.endswith(command)
        assert len(text.splitlines()) == 1 + len(shown) + bool(rest)
    numbers = [f"/story_{1000 + number}" for number in range(1, len(titles) + 1)]
    told = [line.split()[-1] for line in parse_html(message.html).text.splitlines() if line.startswith("• ")]
    assert told == numbers[: len(told)], "in their order"
