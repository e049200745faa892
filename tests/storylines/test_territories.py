"""Names of territories."""

from __future__ import annotations

from bot.storylines import territories
from bot.storylines.concepts import territory_terms


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


def test_an_acronym_as_a_name_is_exact() -> None:
    assert all(term.exact for term in territory_terms("KP") if term.text == "КНДР")
