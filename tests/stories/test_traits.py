"""What is remembered of an item: words, names in any alphabet, numbers, and what each word says once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Evidence, Item
from bot.stories.features import content_words, names
from bot.stories.rarity import LEARNT, Rarity
from bot.stories.traits import CONCEPTS, NAMES, NUMBERS, WORDS, said_numbers, traits_of, without_own
from bot.stories.vectors import Vector

NOW = datetime(2024, 10, 18, tzinfo=UTC)


def item(title: str, summary: str = "", language: str = "en") -> Item:
    return Item(
        id=1,
        feed_id="f",
        uid="1",
        url="",
        title=title,
        summary=summary,
        language=language,
        first_seen_at=NOW,
    )


def named(concept: str, start: int, end: int, field: str = "title") -> Evidence:
    return Evidence(concept=concept, term="", text="x" * (end - start), field=field, start=start, end=end)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("The harbour was closed by a strike", "en", ["harbour", "closed", "strike"]),
        ("La grève ferme les ports", "fr", ["greve", "ferme", "ports"]),
        ("Забастовка закрыла порты", "ru", ["забасто", "закрыла", "порты"]),
        ("港を閉鎖", "ja", ["港を", "を閉", "閉鎖"]),
        ("12 dead, 3 hurt", "en", ["12", "dead", "3", "hurt"]),
        ("", "en", []),
    ],
)
def test_words_that_carry_meaning(text: str, language: str, found: list[str]) -> None:
    assert list(content_words(text, language)) == [f"{language}:{word}" for word in found]


def test_a_name_sounds_the_same_in_all_alphabets() -> None:
    spellings = [
        "Zelensky",
        "Zelenskyy",
        "Selenskyj",
        "Зеленский",
        "Зеленський",
        "زيلينسكي",
        "ゼレンスキー",
        "젤렌스키",
    ]
    assert {tuple(names(spelling)) for spelling in spellings} == {("~slnsk",)}


def test_a_word_that_names_several_concepts_says_one_thing() -> None:
    traits = traits_of(
        item("killed at sea"), [named("killed", 0, 6), named("casualties", 0, 6), named("sea", 10, 13)]
    )
    assert dict(zip(traits.concepts, traits.shares, strict=True)) == {
        "killed": 0.71,
        "casualties": 0.71,
        "sea": 1.0,
    }


def test_who_reports_is_no_signal_of_what_is_reported() -> None:
    traits = traits_of(
        item("AFP"), [named("agencies/afp", 0, 3), named("news-agencies", 0, 3), named("sea", 0, 3)]
    )
    assert traits.concepts == ("sea",)


def test_what_made_the_item_match_is_set_apart() -> None:
    whole = traits_of(item("Harbour strike of dockers"), [named("harbour", 0, 7), named("dockers", 18, 25)])
    evidence = Evidence(concept="harbour", term="harbour", text="Harbour", field="title", start=0, end=7)
    traits = without_own(whole, [evidence])
    assert traits.words == ("en:strike", "en:dockers")
    assert (traits.title_words, traits.concepts, traits.common) == (2, ("dockers",), ("harbour",))


@pytest.mark.parametrize(
    ("title", "language", "found"),
    [
        ("12 тыс. военных", "ru", ["12000"]),
        ("12,000 troops", "en", ["12000"]),
        ("1만2천명 파병", "ko", ["12000"]),
        ("On 18 October two of 30 ships sank", "en", ["30"]),
    ],
)
def test_telling_numbers_are_the_same_in_all_languages(title: str, language: str, found: list[str]) -> None:
    assert list(said_numbers(title, "", language)) == found


def test_a_rubric_tells_nothing_by_its_title() -> None:
    traits = traits_of(item("Morning briefing", "Snow closes the pass"), [named("briefing", 0, 8)])
    vector = Vector.of(traits, title=False)
    assert set(vector.words) == {"en:snow", "en:closes", "en:pass"}
    assert (vector.neutral, vector.names) == ({}, {})


def test_rarity_forgets_by_halves() -> None:
    rarity = Rarity(("en", "storm in village") for _ in range(2 * LEARNT))
    assert (rarity.titles, rarity.counts["en:storm"]) == (LEARNT, LEARNT)
    rarity.learn("comet", "en")
    assert rarity.counts["en:comet"] == 1


@given(st.text(), st.text(), st.sampled_from(["en", "ru", "ja", "", "xx", "zh-Hant"]))
def test_traits_of_any_text_are_small(title: str, summary: str, language: str) -> None:
    traits = traits_of(item(title, summary, language), (), said=said_numbers(title, summary, language))
    assert len(traits.words) <= WORDS
    assert len(traits.names) <= NAMES
    assert len(traits.numbers) <= NUMBERS
    assert len(traits.concepts) <= CONCEPTS
    assert traits.title_words <= len(traits.words)
