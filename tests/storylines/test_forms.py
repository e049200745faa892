"""A term is found in the forms that its language gives it, and in nothing that only looks like it."""

from __future__ import annotations

import pytest

from bot.model import Concept
from bot.storylines.concepts import written_term
from bot.storylines.lexicon import Lexicon
from tests.storylines.forms import FORMS


def _lexicon(language: str, text: str) -> Lexicon:
    term = written_term(text, language, exact=None, prefix=False, bound=False)
    return Lexicon([Concept(id="c", terms=(term,))])


@pytest.mark.parametrize(("language", "term", "text", "found"), FORMS)
def test_a_term_is_found_in_its_forms_only(language: str, term: str, text: str, found: bool) -> None:
    hits = _lexicon(language, term).find(text, "" if language == "*" else language)
    assert bool(hits) is found


@pytest.mark.parametrize(
    ("language", "term", "text", "evidence", "how"),
    [
        ("en", "troops", "the TROOPS", "TROOPS", 0),
        ("fr", "nord-coréen", "des Nord-Coréens.", "Nord-Coréens", 1),
        ("en", "UN", "a U.N. envoy", "U.N.", 0),
        ("en", "North Korea army", "North Korea’s old army", None, None),
        ("en", "North Korea army", "North Korea’s army", "North Korea’s army", 0),
        ("de", "Truppen", "Truppenabzug", "Truppenabzug", 2),
        ("ko", "北", "北최선희", "北", 0),
        ("ko", "파병", "해외파병도", "해외파병도", 2),
        ("ja", "ロシア", "対ﾛｼｱ制裁", "ﾛｼｱ", 2),
        ("ja", "ガザ", "カ\u3099サ\u3099地区", "カ\u3099サ\u3099", 2),
        ("zh", "G7峰会", "Ｇ７峰会开幕", "Ｇ７峰会", 2),
        ("ar", "روسيا", "لروسيا", "لروسيا", 1),
    ],
)
def test_evidence_is_the_words_as_they_stand(
    language: str, term: str, text: str, evidence: str | None, how: int | None
) -> None:
    hits = _lexicon(language, term).find(text, language)
    assert [(text[hit.start : hit.end], hit.how) for hit in hits] == ([(evidence, how)] if evidence else [])


@pytest.mark.parametrize(
    ("flags", "text", "language", "found"),
    [
        ({"exact": True}, "the March of Dimes", "en", True),
        ({"exact": True}, "they march on", "en", False),
        ({"exact": True}, "Marches", "en", False),
        ({"prefix": True}, "marching bands", "en", True),
        ({"prefix": True}, "Marchmont", "en", True),
        ({"prefix": True}, "demarche", "en", False),
        ({"bound": True}, "March", "fr", False),
        ({"bound": True}, "March", "en-GB", True),
        ({"bound": True}, "March", "", True),
        ({"bound": True}, "March", "und", True),
    ],
)
def test_flags_of_a_term(flags: dict[str, bool], text: str, language: str, found: bool) -> None:
    given: dict[str, bool | None] = {"exact": None, "prefix": False, "bound": False, **flags}
    term = written_term("March", "en", **given)  # type: ignore[arg-type]
    assert bool(Lexicon([Concept(id="c", terms=(term,))]).find(text, language)) is found


def test_an_acronym_in_a_shouting_title_counts_in_its_own_language_only() -> None:
    lexicon = _lexicon("en", "UN")
    assert not lexicon.find("UN HOMME BLESSÉ PRÈS DE LYON", "fr")
    assert lexicon.find("UN BLAMES REBELS FOR ATTACK", "en")


def test_an_acronym_may_be_told_to_be_a_word() -> None:
    term = written_term("NATO", "en", exact=False, prefix=False, bound=False)
    assert Lexicon([Concept(id="c", terms=(term,))]).find("nato chief", "en")


def test_a_word_is_inflected_in_its_own_language_only() -> None:
    """Languages of one script share stems: an English pole is no form of German Polen."""
    lexicon = _lexicon("de", "Polen")
    assert lexicon.find("Polens Grenze", "de")
    assert lexicon.find("Polens Grenze", "")
    assert not lexicon.find("pole position", "en")


def test_the_languages_of_one_grammar_share_forms() -> None:
    assert _lexicon("no", "sanksjon").find("sanksjonene", "nb")
    assert _lexicon("ru", "санкции").find("санкциями", "uk")


def test_a_compound_counts_only_in_languages_that_build_them() -> None:
    lexicon = _lexicon("de", "Truppen")
    assert lexicon.find("Truppenabzug", "de")
    assert not lexicon.find("Truppenabzug", "en")


def test_one_sign_counts_only_in_its_language() -> None:
    lexicon = _lexicon("ko", "北")
    assert lexicon.find("北, 미사일 발사", "ko")
    assert lexicon.find("北, 미사일 발사", "")
    assert not lexicon.find("北 東 西", "ja")
    assert not lexicon.find("北の町", "")
