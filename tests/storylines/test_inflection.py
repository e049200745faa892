"""The tables of endings."""

from __future__ import annotations

import pytest

from bot.storylines import inflection
from bot.storylines.inflection import grammar, groups, stems
from bot.storylines.territories import languages
from bot.storylines.words import fold

TABLES = sorted(inflection.GRAMMARS)


@pytest.mark.parametrize("language", TABLES)
def test_endings_are_folded_and_short(language: str) -> None:
    assert groups(language)
    for group in groups(language):
        assert all(ending == fold(ending) for ending in (*group.strip, *group.add))
        assert all(len(ending) <= 12 for ending in group.add)


def test_tables_are_of_known_languages() -> None:
    assert {*TABLES, *inflection._SAME_GRAMMAR} - {"*"} <= languages()


@pytest.mark.parametrize("language", TABLES)
def test_a_stem_is_never_short(language: str) -> None:
    for word in ("ab", "abc", "abcd", "abcde", "абвг", "абвгд"):
        for alone, _ in stems(word, language):
            assert len(alone) >= 3


def test_an_unknown_language_has_no_grammar() -> None:
    assert grammar("tlh") == ""
    assert list(stems("something", "tlh")) == []
