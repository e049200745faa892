"""YAML text → a validated model, or every mistake in it with file, line and field. Pure: it opens no file.

PyYAML's C scanner does the reading (a hundred rule files load in tens of milliseconds). Values are built
here from its nodes, because three things matter that its own constructors do not give: the line of every
value, an error for a repeated key, and YAML 1.2's meaning of plain words (the country NO is not False).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.errors import ConfigError, Problem

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

MAX_NODES = 500_000
"""Aliases multiply nodes ("billion laughs"); 10,000 feeds with ten values each are 200,000."""

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?\Z")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data read from YAML, with the line on which each value stands."""

    file: str
    data: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """The 1-based line of the value at that path, or of the nearest one around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 0

    def problem(self, path: Path, message: str) -> Problem:
        """A problem with the value at that path."""
        return Problem(file=self.file, line=self.line(path), field=dotted(path), message=message)


def dotted(path: Path) -> str:
    """`("feeds", 3, "url")` as `feeds[3].url`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_yaml(text: str, file: str) -> Document:
    """Read one YAML document; raises ConfigError naming file and line for what is not one."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        told = " ".join(filter(None, (error.context, error.problem)))
        raise ConfigError(
            [Problem(file=file, line=line, field="", message=f"not valid YAML: {told}")]
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        message = "not valid YAML: " + str(error).split("\n", 1)[0]
        raise ConfigError([Problem(file=file, line=0, field="", message=message)]) from error
    builder = _Builder(file)
    data = builder.build(root, ()) if root is not None else None
    if builder.problems:
        raise ConfigError(builder.problems)
    return Document(file=file, data=data, lines=builder.lines)


class _Builder:
    """Builds plain data from YAML nodes, noting lines and mistakes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if len(self.lines) > MAX_NODES:
            message = f"more than {MAX_NODES:,} values; are aliases repeated inside aliases?"
            raise ConfigError([Problem(file=self.file, line=0, field="", message=message)])
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        return _scalar(node)

    def _pairs(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._mistake(line, path, "a key must be a plain word")
                continue
            key = str(key_node.value)
            if key in seen:
                self._mistake(line, (*path, key), f"written twice, first on line {seen[key]}; keep one")
                continue
            seen[key] = line
            value = self.build(value_node, (*path, key))
            self.lines[(*path, key)] = line
            yield key, value

    def _mistake(self, line: int, path: Path, message: str) -> None:
        self.problems.append(Problem(file=self.file, line=line, field=dotted(path), message=message))


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None) is not None:  # quoted or block: text, whatever it looks like
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.match(text) and len(text) < 19:
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def validate(document: Document, model: type[Model]) -> Model:
    """The document as that model; raises ConfigError with all of its problems at once."""
    if document.data is None:
        empty = Problem(file=document.file, line=0, field="", message="the file is empty")
        raise ConfigError([empty])
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        found = [_problem(document, model, dict(detail)) for detail in error.errors(include_url=False)]
        raise ConfigError(list(dict.fromkeys(found))) from error


def _problem(document: Document, model: type[BaseModel], detail: Mapping[str, Any]) -> Problem:
    path = _data_path(document.data, detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = ", ".join(_fields_at(model, path))
        message = "unknown key" + (f"; expected one of: {known}" if known else "")
    elif kind == "missing":
        return document.problem((*path, str(detail["loc"][-1])), "missing, and it is required")
    else:
        # pydantic's own words, shortened
        message = str(detail["msg"]).removeprefix("Value error, ").replace("Input should be", "expected")
        shown = repr(detail.get("input"))
        if kind != "value_error" and len(shown) < 60:
            message += f", not {shown}"
    return document.problem(path, message)


def _data_path(data: Any, location: Sequence[str | int]) -> Path:
    """The part of pydantic's location that exists in the data: it also names union members and validators."""
    path: list[str | int] = []
    for part in location:
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if in_list or (isinstance(data, dict) and part in data):
            data = data[part]
            path.append(part)
    return tuple(path)


def _fields_at(model: type[BaseModel], path: Path) -> list[str]:
    """Names that may stand beside the unknown key at that path, found by walking the model's annotations."""
    current: list[type[BaseModel]] = [model]
    for part in path[:-1]:
        if isinstance(part, str):
            fields = [m.model_fields[part].annotation for m in current if part in m.model_fields]
            current = [found for annotation in fields for found in _models_in(annotation)]
    return sorted({field.alias or name for m in current for name, field in m.model_fields.items()})


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
