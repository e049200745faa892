"""YAML → model, with every mistake's file, line and field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from bot.document import read_yaml, validate
from bot.errors import ConfigError


class _Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    size: int = Field(1, ge=1)


class _Things(BaseModel):
    model_config = ConfigDict(extra="forbid")
    things: list[_Thing]


def _problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        validate(read_yaml(text, "f.yaml"), _Things)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "things: [\n",
            ["f.yaml:2: not valid YAML: while parsing a flow node did not find expected node content"],
        ),
        ("things:\n  - name: a\n\tsize: 2\n", ["f.yaml:3: not valid YAML: "]),
        ("", ["f.yaml: the file is empty"]),
        ("# only a comment\n", ["f.yaml: the file is empty"]),
        ("things: a\x01", ["f.yaml: not valid YAML: unacceptable character #x0001"]),
        ("{}", ["f.yaml:1: things: missing, and it is required"]),
        (
            "things:\n  - name: a\n    nam: b\n",
            ["f.yaml:3: things[0].nam: unknown key; expected one of: name, size"],
        ),
        ("things:\n  - size: 2\n", ["f.yaml:2: things[0].name: missing, and it is required"]),
        ("things:\n  - name: a\n    size: big\n", ["f.yaml:3: things[0].size: expected a valid integer"]),
        (
            "things:\n  - name: a\n    size: 0\n",
            ["f.yaml:3: things[0].size: expected greater than or equal to 1, not 0"],
        ),
        (
            "things:\n  - name: a\n    name: b\n",
            ["f.yaml:3: things[0].name: written twice, first on line 2; keep one"],
        ),
        ("things:\n  - [a]\n", ["f.yaml:2: things[0]: expected keys with values"]),
        ("? [a]\n: b\n", ["f.yaml:1: a key must be a plain word"]),
        (
            "things: 5\nother: 1\n",
            ["f.yaml:1: things: expected a valid list", "f.yaml:2: other: unknown key"],
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_field(text: str, expected: list[str]) -> None:
    told = _problems(text)
    assert len(told) == len(expected)
    for line, start in zip(told, expected, strict=True):
        assert line.startswith(start)


def test_all_mistakes_are_told_at_once_in_order() -> None:
    text = "things:\n  - name: a\n    size: x\n  - nam: b\n  - name: c\n    size: -1\n"
    assert [line.split(":")[1] for line in _problems(text)] == ["3", "4", "4", "6"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x: NO", "NO"),
        ("x: yes", "yes"),
        ("x: on", "on"),
        ("x: true", True),
        ("x: null", None),
        ("x: 12", 12),
        ("x: '12'", "12"),
        ("x: 1.5", 1.5),
        ("x: 12:30", "12:30"),
        ("x: 2024-10-18", "2024-10-18"),
        ("x: 0o17", "0o17"),
        ("x: |\n  a\n  b\n", "a\nb\n"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    """The country NO is not False, and a clock time is not a number."""
    assert read_yaml(text, "f").data == {"x": value}


def test_aliases_that_multiply_are_stopped() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(ConfigError, match="aliases"):
        read_yaml("\n".join(lines), "bomb.yaml")


def test_an_alias_to_itself_is_an_error() -> None:
    with pytest.raises(ConfigError):
        read_yaml("a: &a [*a]", "loop.yaml")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_problem(text: str) -> None:
    try:
        validate(read_yaml(text, "f.yaml"), _Things)
    except ConfigError as error:
        assert error.problems


def test_endless_nesting_is_an_error() -> None:
    with pytest.raises(ConfigError):
        read_yaml("[" * 100_000, "deep.yaml")
