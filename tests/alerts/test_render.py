"""Alert content → message: everything in it, never too long, nothing that Telegram refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.render import render, shorten, units, why_line
from bot.model import AlertContent, Decision, Evidence

AT = datetime(2024, 10, 18, 14, 2, tzinfo=UTC)
WORDS = Evidence(concept="troops", term="soldier", text="soldiers", field="title", start=0, end=8)
CONTENT = AlertContent(
    alert_id=1,
    story_id=2,
    storyline_id="nk",
    storyline_title="North Korean troops in Russia",
    reason=Decision.NEW_STORY,
    title="Soldiers <seen> & counted",
    summary="Some were seen near the port.",
    url="https://example.org/a?x=1&y=2",
    source="Harbour Post",
    publisher="Harbour",
    language="en",
    published_at=AT,
    first_seen_at=AT,
    score=1.0,
    evidence=(WORDS,),
)


class _Plain(HTMLParser):
    """Reads a message as Telegram does: text and links, and every tag closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.links, self._open = "", [], []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"a", "b", "i"}
        self._open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_message_shows_title_source_language_time_link_and_reason() -> None:
    message = render(CONTENT)
    read = _Plain(message.html)
    for text in (read.text, message.text):
        for part in ("North Korean troops in Russia", "Soldiers <seen> & counted", "Harbour Post", "en"):
            assert part in text
        assert "2024-10-18 14:02 UTC" in text
        assert "“soldiers” (troops)" in text
    assert read.links == [CONTENT.url]
    assert CONTENT.url in message.text


def test_a_repeat_says_so_in_the_language_of_the_chat() -> None:
    assert "may be a repeat" in render(replace(CONTENT, maybe_repeat=True)).text
    assert "peut-être déjà reçu" in render(replace(CONTENT, maybe_repeat=True, chat_language="fr")).html


def test_an_item_without_a_date_shows_when_it_was_seen() -> None:
    assert "seen 2024-10-18 14:02 UTC" in render(replace(CONTENT, published_at=None)).text


def test_a_summary_that_repeats_the_title_is_left_out() -> None:
    text = render(replace(CONTENT, summary=CONTENT.title + "  Harbour Post")).text
    assert text.count("Soldiers <seen> & counted") == 1


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "foo", "https://e.org/a b", "https://e.org/" + "x" * 3000]
)
def test_an_address_that_telegram_would_drop_is_not_made_a_link(url: str) -> None:
    assert _Plain(render(replace(CONTENT, url=url)).html).links == []


def test_an_item_without_title_is_named_by_its_summary() -> None:
    assert "<b><a" in render(replace(CONTENT, title="")).html
    assert "Some were seen" in _Plain(render(replace(CONTENT, title="")).html).text


_ANY = st.text(max_size=6000) | st.text("<>&\"'😀\u202e\x00", max_size=6000)


@given(title=_ANY, summary=_ANY, source=_ANY, url=_ANY, storyline=_ANY, found=_ANY)
def test_no_content_makes_a_message_that_telegram_refuses(
    title: str, summary: str, source: str, url: str, storyline: str, found: str
) -> None:
    content = replace(
        CONTENT,
        title=title,
        summary=summary,
        source=source,
        url="https://e.org/" + url,
        storyline_title=storyline,
        evidence=(replace(WORDS, text=found),) * 50,
    )
    message = render(content)
    assert 0 < units(_Plain(message.html).text) <= 4096
    assert len(message.html.encode()) <= 32_768
    assert units(message.text) <= 4096


@given(st.text(max_size=300), st.integers(1, 100))
def test_shortened_text_fits_and_keeps_the_beginning(text: str, room: int) -> None:
    short = shorten(text, room)
    assert units(short) <= room
    assert short == "" or short[:-1] == shorten(text, 10_000)[: len(short) - 1]


def test_each_found_word_is_named_once() -> None:
    assert why_line([WORDS, WORDS, replace(WORDS, start=9, end=17)]) == "“soldiers” (troops)"
