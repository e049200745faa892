"""Names of territories."""

from __future__ import annotations

from bot.model import Concept
from bot.storylines import territories
from bot.storylines.concepts import territory_terms
from bot.storylines.lexicon import Lexicon


def test_the_generated_file_is_current() -> None:
    """If this fails after an update of Babel, run `python -m bot.storylines.territories`."""
    assert territories.FILE.read_text(encoding="utf-8") == territories.generate()


def test_a_territory_has_its_name_in_many_languages() -> None:
    names = territories.names("KP")
    assert "fr" in names["Corée du Nord"]
    assert {"zh", "zh-Hans"} <= set(names["朝鲜"])
    assert len(names) > 150


def test_two_names_in_one_are_two() -> None:
    assert {"Myanmar", "Burma"} <= set(territories.names("MM"))


def test_codes() -> None:
    assert territories.known("KP")
    assert not any(map(territories.known, ("kp", "XX", "EU", "KP ", "languages", '"', "", "001")))


def test_languages() -> None:
    assert {"en", "fr", "zh", "no", "nb", "yue"} <= territories.languages()
    assert "xx" not in territories.languages()


def test_a_short_name_of_one_language_is_bound_to_it() -> None:
    bound = {term.text: term.bound for term in territory_terms("RU")}
    assert bound["Nga"]
    assert not bound["Россия"]
    assert not any(term.bound for term in territory_terms("IR") if term.text == "Iran")


def test_a_common_word_elsewhere_counts_in_its_languages_only() -> None:
    iceland = Lexicon([Concept(id="c", terms=tuple(territory_terms("IS")))])
    assert iceland.find("Präsidentin von Island gewählt", "de")
    assert not iceland.find("Fire on Rhode Island", "en")


def test_a_longer_name_is_another_country() -> None:
    sudan = Lexicon([Concept(id="c", terms=tuple(territory_terms("SD")))])
    for language, here, there in (
        ("en", "War in Sudan", "War in South Sudan"),
        ("uk", "Війна в Судані", "Війна в Південному Судані"),
        ("zh", "苏丹内战", "南苏丹内战"),
        ("ko", "수단 내전", "남수단 내전"),
    ):
        assert sudan.find(here, language), here
        assert not sudan.find(there, language), there
    assert len(sudan.find("Sudan and South Sudan", "en")) == 1


def test_all_names_of_a_country_are_its_own() -> None:
    korea = Lexicon([Concept(id="c", terms=tuple(territory_terms("KP")))])
    assert korea.find("北朝鮮", "ja")
    assert korea.find("Nordkorea", "de")


def test_an_acronym_as_a_name_is_exact() -> None:
    assert all(term.exact for term in territory_terms("KP") if term.text == "КНДР")
