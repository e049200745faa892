"""The texts: each language says all, with the same values, and the code asks for nothing that there is not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import bot
from bot.words import language_of, languages, say
from bot.words.times import ago, find_zone, moment

ROOT = Path(bot.__file__).parent
NOW = datetime(2024, 10, 18, 12, tzinfo=UTC)


class _Names(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - the library's name
        self.found.add(node.id.name)


def _texts(language: str) -> dict[str, set[str]]:
    """The names of a language's texts, with the values that each shows."""
    found: dict[str, set[str]] = {}
    file = ROOT / "words" / f"{language}.ftl"
    for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found, f"{file.name} says {entry.id.name} twice"
            names = _Names()
            names.visit(entry)
            found[entry.id.name] = names.found
    return found


def _uses() -> Iterator[tuple[str, str, set[str]]]:
    """Where the code asks for a text by a constant name, and with which values."""
    for module in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            name = node.args[1]
            if called in ("say", "html") and isinstance(name, ast.Constant):
                given = {word.arg for word in node.keywords}
                if None not in given:  # **values say nothing here
                    yield f"{module.relative_to(ROOT)}:{node.lineno}", str(name.value), given


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_each_language_says_all_that_english_says(language: str) -> None:
    english, other = _texts("en"), _texts(language)
    assert set(other) == set(english)
    assert {name for name in english if other[name] != english[name]} == set()


def test_the_code_asks_for_texts_that_there_are_with_the_values_that_they_show() -> None:
    english = _texts("en")
    wrong = [
        f"{where}: {name} shows {sorted(english.get(name, {'nothing'}))}, given {sorted(given)}"
        for where, name, given in _uses()
        if english.get(name) != given
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("tag", "ours"),
    [("fr-CA", "fr"), ("FR_fr", "fr"), ("de", "en"), ("", "en"), (None, "en"), ("../x", "en")],
)
def test_the_language_for_somebody(tag: str | None, ours: str) -> None:
    assert language_of(tag) == ours


def test_a_text_that_there_is_not_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        say("en", "no-such-text")


def test_times_are_those_of_the_chat() -> None:
    assert moment(NOW, "en", "Europe/Paris", NOW) == "14:00"
    assert moment(NOW, "en", "", NOW) == "12:00 UTC"
    assert moment(NOW - timedelta(days=1), "fr", "Asia/Seoul", NOW) == "17 oct., 21:00"
    assert moment(NOW - timedelta(days=400), "en", "Europe/Paris", NOW) == "14 Sep 2023, 14:00"
    # the night in which summer time ends: the same hour comes twice
    assert moment(datetime(2024, 10, 27, 0, 30, tzinfo=UTC), "en", "Europe/Paris", NOW) == "27 Oct, 02:30"
    assert moment(datetime(2024, 10, 27, 1, 30, tzinfo=UTC), "en", "Europe/Paris", NOW) == "27 Oct, 02:30"


@pytest.mark.parametrize(
    ("asked", "zone"),
    [
        ("paris", "Europe/Paris"),
        ("New York", "America/New_York"),
        ("europe/KYIV", "Europe/Kyiv"),
        ("UTC", "UTC"),
        (" new  york ", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("Londres", "Europe/London"),
        ("le caire", "Africa/Cairo"),
        ("La Réunion", "Indian/Reunion"),
        ("Port au Prince", "America/Port-au-Prince"),
        ("port-au-prince", "America/Port-au-Prince"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_a_zone_is_known_by_its_city(asked: str, zone: str) -> None:
    assert find_zone(asked) == zone


def test_each_zone_is_known_by_its_own_name() -> None:
    names = available_timezones()
    assert {name for name in names if find_zone(name) != name} == set()


@pytest.mark.parametrize("asked", ["GMT-5", "gmt+2", "+5"])
def test_a_distance_from_greenwich_is_not_taken_for_its_opposite(asked: str) -> None:
    """The zone that is called `Etc/GMT-5` is ahead of Greenwich."""
    assert find_zone(asked) is None


@pytest.mark.parametrize(
    "asked", ["", "   ", "-", "_ -", "atlantis", "../../etc/passwd", "x" * 5000, "\x00", "\ufdfa" * 4000]
)
def test_a_zone_that_there_is_not(asked: str) -> None:
    assert find_zone(asked) is None


def test_how_long_ago() -> None:
    assert ago(None, NOW, "fr") == "jamais"
    assert ago(NOW, NOW, "en") == "just now"
    assert ago(NOW - timedelta(hours=3), NOW, "fr-CA") == "il y a 3 heures"
