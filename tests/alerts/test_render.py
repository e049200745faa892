"""Alert content → message: everything in it, never too long, nothing that Telegram refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.content import newest_figures, sides_of
from bot.alerts.facts import why_line
from bot.alerts.render import content_of, render
from bot.model import (
    ClaimedDelivery,
    Decision,
    Message,
    Stance,
    StanceClaim,
)
from tests.alerts.reading import CONTENT, WORDS, Plain
from tests.storysamples import (
    AT,
    ENGLISH,
    FIGURES,
    FRENCH,
    KOREAN,
    MONDE,
    POST,
    RUSSIAN,
    STORY,
    SUBJECT,
    VESTI,
    VIEW,
    YONHAP,
    make_claim,
    make_delivery,
    make_item,
    make_told,
)
from tests.telegram.oracles import judge_html


def _message(delivery: ClaimedDelivery) -> Message:
    return render(content_of(delivery, SUBJECT))


def _told(delivery: ClaimedDelivery) -> str:
    """The text of a message, which is the same in HTML but for the addresses."""
    message = _message(delivery)
    read = Plain(message.html).text
    for line in read.splitlines():
        assert line in message.text or " · " in line
    return message.text


def test_a_message_shows_title_source_language_time_link_and_reason() -> None:
    message = render(CONTENT)
    read = Plain(message.html)
    for text in (read.text, message.text):
        for part in (
            "North Korean troops in Russia",
            "reported",
            "Soldiers <seen> & counted",
            "Some were seen",
        ):
            assert part in text
        assert "First: Harbour Post, en, 18 Oct 2024, 14:02 UTC" in text
        assert "“soldiers” (troops)" in text
        assert "outlets" not in text, "one outlet's own report needs no count"
    assert read.links == [CONTENT.url]
    assert CONTENT.url in message.text


def test_a_story_shows_state_headlines_figures_sides_origins_languages_and_links() -> None:
    assert _told(make_delivery()).splitlines() == [
        "▪ Ferries in distress · disputed",
        "Ferry sinks off Busan, <300> missing",
        "[ko] 여객선 침몰, 300명 실종",
        "The coast guard is searching.",
        "• up to 12,000 missing — coast guard (via Yonhap); 9,000 — UN (via AFP)",
        "• 1 killed — AFP",
        "Claimed: coast guard (Yonhap)",
        "Confirmed: White House (Harbour Post)",
        "Denied: Ferry Company (Vesti)",
        "4 outlets, 3 origins: Yonhap, AFP, TASS · Languages: ko, en, fr, ru",
        "First: Yonhap, ko, 18 Oct 2024, 14:02 UTC",
        "Yonhap (ko): https://ko.example/news/1",
        "Harbour Post (en): https://en.example/news/2",
        "Le Matin (fr): https://fr.example/news/3",
        "Vesti (ru): https://ru.example/news/9",
        "Why: “여객선” (ferry)",
    ]


def test_the_same_in_french_with_the_french_headline_and_french_numbers() -> None:
    text = _told(make_delivery(language="fr"))
    for part in (
        "▪ Ferries en détresse · contesté",
        "Un ferry sombre au large de Busan : 300 disparus\n[ko] 여객선 침몰, 300명 실종",
        "• jusqu’à 12\u202f000 disparus — garde-côtes (via Yonhap)\u00a0; 9\u202f000 — ONU (via AFP)",
        "• 1 tué — AFP",
        "Confirmé\u00a0: Maison-Blanche (Harbour Post)",
        "4 médias, 3 origines\u00a0: Yonhap, AFP, TASS · Langues\u00a0: ko, en, fr, ru",
        "Premier\u00a0: Yonhap, ko, 18 oct. 2024, 14:02 UTC",
        "Pourquoi\u00a0: «\u00a0여객선\u00a0» (ferry)",
    ):
        assert part in text


def test_an_outlet_of_an_origin_that_was_shown_comes_after_the_other_origins() -> None:
    links = content_of(make_delivery(language="pl"), SUBJECT).links
    assert [link.source for link in links] == ["Yonhap", "Le Matin", "Vesti", "Harbour Post"]


def test_the_headline_leads_to_the_page_that_has_it() -> None:
    read = Plain(_message(make_delivery(language="fr")).html)
    assert read.links[0] == FRENCH.url
    assert KOREAN.url in read.links


def test_an_edited_message_says_when_the_story_changed() -> None:
    assert "14:02 UTC · updated 14:35 UTC" in _told(make_delivery(edits="9"))
    later = replace(VIEW, story=replace(STORY, updated_at=AT + timedelta(days=1)))
    assert "updated 19 Oct, 14:02 UTC" in _told(make_delivery(edits="9", story=later))
    assert "updated" not in _told(make_delivery())


@pytest.mark.parametrize(
    ("told", "reason", "language", "news"),
    [
        (POST, Decision.NEW_MAXIMUM, "en", "New figure: up to 12,000 missing — coast guard (before: 10,000)"),
        (
            POST,
            Decision.REVISED,
            "fr",
            "Chiffre révisé\u00a0: jusqu’à 12 000 disparus — garde-côtes (avant : 10 000)",
        ),
        (POST, Decision.CONFIRMED, "en", "Confirmed: White House"),
        (VESTI, Decision.DENIED, "fr", "Démenti\u00a0: Ferry Company"),
        (MONDE, Decision.CORROBORATED, "en", "Corroborated: 3 origins (Yonhap, AFP, TASS)"),
        (MONDE, Decision.CORROBORATED, "fr", "Recoupé\u00a0: 3 origines (Yonhap, AFP, TASS)"),
        (MONDE, Decision.CORRECTED, "en", "Corrected: the words of the outlet"),
        (VESTI, Decision.DISPUTED, "en", "Disputed"),
    ],
)
def test_a_reply_tells_what_changed_who_says_so_and_where(
    told: Any, reason: Decision, language: str, news: str
) -> None:
    delivery = make_delivery(told, reason, language=language, detail="the words of the outlet", reply_to="77")
    message = _message(delivery)
    lines = message.text.splitlines()
    assert lines[1] == news
    assert told.item.title in lines
    assert lines[-1] == told.item.url
    day = "18 oct. 2024" if language == "fr" else "18 Oct 2024"
    assert any(line.startswith(f"{told.publisher}, {told.item.language}, {day}, 14:") for line in lines)
    assert Plain(message.html).links == [told.item.url]
    assert len(lines) <= 8


def test_both_sides_of_a_contradiction_are_shown_where_it_comes_up() -> None:
    text = _told(make_delivery(VESTI, Decision.DISPUTED, reply_to="77"))
    assert "Confirmed: White House (Harbour Post)\nDenied: Ferry Company (Vesti)" in text
    assert "Claimed" in text


def test_what_is_claimed_is_no_side_while_nobody_contradicts() -> None:
    assert "Claimed" not in _told(make_delivery(story=replace(VIEW, items=(YONHAP, MONDE))))


def test_a_chat_without_the_first_message_gets_the_whole_story_and_what_is_new() -> None:
    text = _told(make_delivery(POST, Decision.CONFIRMED))
    assert "Confirmed: White House\n" in text
    assert "First: Yonhap" in text


def test_a_follow_up_names_the_story_that_it_continues() -> None:
    text = _told(make_delivery(reason=Decision.FOLLOW_UP, story=replace(VIEW, follows="Ferry leaves Busan")))
    assert "Follow-up: Ferry leaves Busan\n" in text
    later = replace(VIEW, follows="Ferry leaves Busan")
    assert "Continues: Ferry leaves Busan\n" in _told(make_delivery(reason=Decision.CONFIRMED, story=later))


def test_a_story_whose_items_are_not_shown_goes_by_the_item_of_the_alert() -> None:
    assert KOREAN.title in _told(make_delivery(story=replace(VIEW, items=())))


def test_what_was_there_before_the_watch_began_is_not_the_headline() -> None:
    old = make_told(make_item(1, "ko", "오래된 소식", baseline=True), "Yonhap", "Yonhap")
    content = content_of(make_delivery(POST, story=replace(VIEW, items=(old, POST, MONDE))), SUBJECT)
    assert (content.title, content.source) == (ENGLISH.title, "Harbour Post")
    alone = content_of(make_delivery(old, story=replace(VIEW, items=(old,))), SUBJECT)
    assert alone.title == "오래된 소식"


def test_a_storyline_that_is_gone_goes_by_its_id() -> None:
    assert render(content_of(make_delivery(), None)).text.startswith("▪ ferries · ")


def test_a_repeat_says_so_in_the_language_of_the_chat() -> None:
    assert "may be a repeat" in render(replace(CONTENT, maybe_repeat=True)).text
    assert "peut-être déjà reçu" in _told(make_delivery(language="fr", unknown_outcomes=1))


def test_an_item_without_a_date_or_with_one_to_come_shows_when_it_was_seen() -> None:
    for published in (None, AT + timedelta(days=400)):
        assert "en, 18 Oct 2024, 14:02 UTC" in render(replace(CONTENT, published_at=published)).text


def test_a_summary_that_repeats_the_title_is_left_out() -> None:
    text = render(replace(CONTENT, summary=CONTENT.title + "  Harbour Post")).text
    assert text.count("Soldiers <seen> & counted") == 1


def test_what_is_new_in_arabic_does_not_turn_its_line_around() -> None:
    content = replace(CONTENT, reason=Decision.FOLLOW_UP, detail="غرق عبارة (2)")
    assert "\nFollow-up: \u2068غرق عبارة (2)\u2069\n" in render(content).text


def test_an_arabic_source_does_not_turn_its_line_around() -> None:
    assert (
        "\u2068الجزيرة\u2069, ar, 18 Oct 2024"
        in render(replace(CONTENT, source="الجزيرة", language="ar")).text
    )


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "foo", "https://e.org/a b", "https://e.org/" + "x" * 3000]
)
def test_an_address_that_telegram_would_drop_is_not_made_a_link(url: str) -> None:
    assert Plain(render(replace(CONTENT, url=url)).html).links == []


def test_an_item_without_title_is_named_by_its_summary() -> None:
    assert "<b><a" in render(replace(CONTENT, title="")).html
    assert "Some were seen" in Plain(render(replace(CONTENT, title="")).html).text


def test_the_newest_word_of_each_claimant_counts_and_the_highest_comes_first() -> None:
    told = make_told(make_item(5), "Echo").item
    echo = make_claim(9_000, "missing", item=told, source="Echo", origin="Echo")
    higher = make_claim(13_000, "missing", item=told, source="Echo", origin="Echo")
    shown = newest_figures((*FIGURES, echo))
    assert [(one.figure.value, one.figure.claimant) for one in shown] == [
        (12_000, "coast-guard"),
        (9_000, "un"),
        (1, ""),
    ], "9,000 is the UN's word, whoever repeats it"
    assert newest_figures((*FIGURES, higher))[0] is higher


def test_an_item_with_two_numbers_stands_with_both_until_a_new_one_is_said() -> None:
    """So many are missing and so many more are feared; who repeats the first does not take back the second."""
    both = [
        make_claim(value, "missing", "nis", item=KOREAN, source="Yonhap", origin="Yonhap")
        for value in (200, 700)
    ]
    echo = make_claim(200, "missing", "nis", item=ENGLISH, source="Post", origin="AFP")
    news = make_claim(300, "missing", "nis", item=FRENCH, source="Le Matin", origin="AFP")
    shown = newest_figures((*both, echo))
    assert [(one.figure.value, one.source) for one in shown] == [(700, "Yonhap"), (200, "Yonhap")]
    assert newest_figures((*both, echo, news)) == (news,)


def test_the_other_side_of_a_denial_is_shown_also_where_it_was_only_reported() -> None:
    said = StanceClaim(stance=Stance.REPORTS, actor="coast-guard", text="sank")
    denied = StanceClaim(stance=Stance.DENIES, actor="ferry-company", text="denies")
    claimed = StanceClaim(stance=Stance.CLAIMS, actor="ferry-company", text="says")
    told = (
        make_told(KOREAN, "Yonhap", "Yonhap", said),
        make_told(RUSSIAN, "Vesti", "TASS", denied, claimed),
    )
    sides = [(side.stance, side.actor) for side in sides_of(told)]
    assert sides == [(Stance.CLAIMS, "coast-guard"), (Stance.DENIES, "ferry-company")]


def test_who_says_the_same_number_shares_it_in_the_line_of_its_unit() -> None:
    same = make_claim(9_000, "missing", "nis", item=KOREAN, source="Yonhap", origin="Yonhap")
    text = _told(make_delivery(story=replace(VIEW, figures=(*FIGURES[1:], same))))
    assert (
        "• up to 12,000 missing — coast guard (via Yonhap); 9,000 — NIS (via Yonhap), UN (via AFP)\n" in text
    )


def test_each_found_word_is_named_once() -> None:
    assert why_line([WORDS, WORDS, replace(WORDS, start=9, end=17)], "en") == "“soldiers” (troops)"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("reason", Decision)
@pytest.mark.parametrize("told", [YONHAP, POST, MONDE, VESTI], ids=lambda told: told.publisher)
def test_telegram_finds_no_fault_in_a_message_whatever_its_reason(
    told: Any, reason: Decision, language: str
) -> None:
    first = make_delivery(told, reason, language=language, detail="<b>&amp;", edits="3")
    digest = make_delivery(told, reason, language=language, digest=(VIEW,) * 60)
    for delivery in (first, replace(first, edits="", reply_to="3"), digest):
        assert judge_html(_message(delivery).html) == []


@given(st.lists(st.integers(1, 99), min_size=1, max_size=10, unique=True), st.sampled_from(["en", "fr"]))
def test_all_pages_of_a_story_are_linked(numbers: list[int], language: str) -> None:
    items = tuple(make_told(make_item(number, "en", "x" * 600), f"P{number}") for number in numbers)
    message = _message(make_delivery(items[0], language=language, story=replace(VIEW, items=items)))
    wanted = {told.item.url for told in items}
    assert set(Plain(message.html).links) == wanted
    assert all(url in message.text for url in wanted)
