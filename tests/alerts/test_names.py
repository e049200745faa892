"""Who and how many, in the words of the chat."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.names import LANGUAGES, amount, name_of, said, unit_of
from bot.alerts.words import news_word, stance_word, state_word
from bot.fit import units
from bot.model import Decision, Figure, Qualifier, Stance, StoryState
from bot.words import language_of, say


def _figure(value: float | None, qualifier: Qualifier = Qualifier.EXACT, **more: Any) -> Figure:
    values: dict[str, Any] = {
        "of": "troops",
        "text": "several thousand",
        "field": "title",
        "start": 0,
        "end": 16,
    }
    return Figure(value=value, qualifier=qualifier, **(values | more))


@pytest.mark.parametrize(
    ("speaker", "english", "french"),
    [
        ("nis", "NIS", "NIS"),
        ("white-house", "White House", "Maison-Blanche"),
        ("zelensky", "Zelensky", "Zelensky"),
        ("lee-jae-myung", "Lee Jae Myung", "Lee Jae Myung"),
        ("south-korea", "South Korea", "Corée du Sud"),
        ("us", "United States", "États-Unis"),
        ("un", "UN", "ONU"),
        ("seoul_mnd", "Seoul MND", "Seoul MND"),
        ("bank-of-the-south", "Bank of the South", "Bank of the South"),
        ("\u202e", "", ""),
    ],
)
def test_a_speaker_is_named_as_a_reader_knows_it(speaker: str, english: str, french: str) -> None:
    assert (name_of(speaker, "en"), name_of(speaker, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("figure", "english", "french"),
    [
        (_figure(12_000, Qualifier.UP_TO), "up to 12,000 troops", "jusqu’à 12\u202f000 soldats"),
        (_figure(1), "1 soldier", "1 soldat"),
        (_figure(0, of="killed"), "0 killed", "0 tué"),
        (_figure(1.5, of="casualties"), "1.5 casualties", "1,5 tué ou blessé"),
        (
            _figure(10_000, Qualifier.RANGE, value_max=12_000),
            "10,000–12,000 troops",
            "10\u202f000–12\u202f000 soldats",
        ),
        (
            _figure(3, Qualifier.AT_LEAST, of="votes against"),
            "at least 3 votes against",
            "au moins 3 voix contre",
        ),
        (_figure(9, Qualifier.OVER, of="fishing-boats"), "over 9 fishing boats", "plus de 9 fishing boats"),
        (
            _figure(None, Qualifier.SEVERAL),
            "troops: “several thousand”",
            "soldats\u00a0: «\u00a0several thousand\u00a0»",
        ),
        (_figure(2e8, of="money", text="$200m"), "money: “$200m”", "somme\u00a0: «\u00a0$200m\u00a0»"),
        (
            _figure(float("nan")),
            "troops: “several thousand”",
            "soldats\u00a0: «\u00a0several thousand\u00a0»",
        ),
        (_figure(1e300), "troops: “several thousand”", "soldats\u00a0: «\u00a0several thousand\u00a0»"),
    ],
)
def test_a_figure_is_said_with_its_bound_its_unit_and_the_numbers_of_the_language(
    figure: Figure, english: str, french: str
) -> None:
    assert (said(figure, "en"), said(figure, "fr")) == (english, french)


@given(st.floats() | st.none(), st.floats() | st.none(), st.sampled_from(Qualifier), st.text())
def test_any_figure_is_said_in_little_room(
    value: float | None, most: float | None, qualifier: Qualifier, text: str
) -> None:
    figure = _figure(value, qualifier, value_max=most, text=text, of=text)
    for language in LANGUAGES:
        assert units(said(figure, language)) <= 200
        assert amount(figure, language) in said(figure, language)


@pytest.mark.parametrize(
    ("tag", "ours"),
    [("fr", "fr"), ("fr-CA", "fr"), ("FR_be", "fr"), ("en-GB", "en"), ("ko", "en"), ("", "en")],
)
def test_a_chat_is_served_in_french_or_english(tag: str, ours: str) -> None:
    assert language_of(tag) == ours


def test_both_languages_have_a_word_for_everything() -> None:
    for language in LANGUAGES:
        assert all(state_word(state, language) for state in StoryState)
        assert all(stance_word(stance, language) for stance in Stance if stance is not Stance.REPORTS)
    told = [reason for reason in Decision if news_word(reason, "en")]
    assert set(told) >= {reason for reason in Decision if reason.alerts} - {
        Decision.NEW_STORY,
        Decision.OVER_THE_CAP,
    }
    assert all(news_word(reason, "fr") not in ("", news_word(reason, "en")) for reason in told)
    assert say("fr", "alert-outlets", count=9, n="9") == "9 médias"


def test_an_unknown_unit_goes_by_its_own_words() -> None:
    assert unit_of("north-korea", "fr") == "north korea"
