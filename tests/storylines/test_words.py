"""Words and runs, with their places."""

from __future__ import annotations

import pytest

from bot.storylines.words import fold, runs, script_language, shouts, spelled, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("U.N. vote; U.S.A, a.m.", ["U.N.", "vote", "U.S.A", "a", "m"]),
        ("l’ONU d'experts", ["l", "ONU", "d", "experts"]),
        ("North-Korean", ["North", "Korean"]),
        ("북최선희 北최선희 UN제재", ["북최선희", "北", "최선희", "UN", "제재"]),
        ("Куп’янськ", ["Куп’янськ"]),
        ('האו"ם', ['האו"ם']),
        ('"שלום"', ["שלום"]),
        ("Ko\u0301rea Ko\u00adrea", ["Ko\u0301rea", "Ko\u00adrea"]),
        ("تحریم\u200cها", ["تحریم\u200cها"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("10,000 troops", ["10", "000", "troops"]),
        ("snake_case #tag", ["snake", "case", "tag"]),
        ("\ud800 \u200b", []),
    ],
)
def test_words_of_a_text(text: str, found: list[str]) -> None:
    assert [word.text for word in words(text)] == found
    assert all(text[word.start : word.end] == word.text for word in words(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pjöngjang", "PJONGJANG"),
        ("żołnierz", "zolnierz"),
        ("Đà", "da"),
        ("İran", "ıran"),
        ("إيران", "ايران"),
        ("تحریم\u200cها", "تحريمها"),
        ("ﾛｼｱ", "ロシア"),
        ("straße", "STRASSE"),
        ("Κυρώσεις", "κυρωσεισ"),
        ("Куп’янськ", "купянськ"),
    ],
)
def test_what_is_the_same_word(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("written", "acronym"), [("U.N.", "UN"), ("ＵＮ", "UN"), ("К.Н.Д.Р", "КНДР"), ("Un", "Un")]
)
def test_spelling_keeps_case(written: str, acronym: str) -> None:
    assert spelled(written) == acronym


def test_a_run_knows_where_each_letter_comes_from() -> None:
    text = "ab ﾛｼｱ軍がカ\u3099"
    (run,) = runs(text)
    assert run.folded == "ロシア軍がガ"
    assert [text[s:e] for s, e in zip(run.starts, run.ends, strict=True)] == [
        "ﾛ",
        "ｼ",
        "ｱ",
        "軍",
        "が",
        "カ\u3099",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [("plain", ""), ("北한", "ko"), ("北の町", "ja"), ("北京", "zh"), ("Север", ""), ("", "")],
)
def test_what_a_script_tells_of_the_language(text: str, language: str) -> None:
    assert script_language(text) == language


@pytest.mark.parametrize(
    ("text", "loud"),
    [("UN SOLDAT BLESSÉ", True), ("UN soldat", False), ("UN", False), ("유엔 UN 제재", False), ("", False)],
)
def test_shouting(text: str, loud: bool) -> None:
    assert shouts(text) is loud
