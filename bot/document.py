"""YAML text → a validated model, or every mistake in it with file, line and field. Pure: it opens no file.

PyYAML's C parser does the reading (a hundred rule files load in tens of milliseconds). Values are built
here from its events, because three things matter that its own constructors do not give: the line of every
value, an error for a repeated key, and YAML 1.2's meaning of plain words (the country NO is not False).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ValidationError, WithJsonSchema

from bot.errors import ConfigError, Problem

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

MAX_NODES = 500_000
"""Aliases multiply nodes ("billion laughs"); 10,000 feeds with ten values each are 200,000."""

MAX_DEPTH = 30
"""Our files nest five deep; an alias to itself nests for ever."""

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?\Z")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
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
    builder = _Builder(file)
    try:
        data = builder.build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = " ".join(filter(None, (error.context, error.problem)))
        raise builder.refusal(mark, f"not valid YAML: {told}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise builder.refusal(None, "not valid YAML: " + str(error).split("\n", 1)[0]) from error
    if builder.problems:
        raise ConfigError(builder.problems)
    return Document(file=file, data=data, lines=builder.lines)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    value: dict[str, Any] | list[Any]
    path: Path
    anchor: str | None
    size_before: int
    key: str | None = None
    """In a mapping: the key that waits for its value."""
    skip: bool = False
    """The value that comes next belongs to a key that is refused."""


class _Builder:
    """Builds plain data from YAML's events, noting lines and mistakes.

    From events and not from PyYAML's nodes: its composer recurses, and deep nesting crashes the process.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._size = 0
        self._seen: dict[Path, int] = {}

    def build(self, text: str) -> Any:
        root: list[Any] = []
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentStartEvent) and root:
                raise self.refusal(event.start_mark, "a second document begins here; keep one in a file")
            if isinstance(event, yaml.NodeEvent):
                self._grow(event)
                self._node(event, root)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self._stack.pop()
                if closed.anchor:
                    self._anchors[closed.anchor] = (closed.value, self._size - closed.size_before)
        return root[0] if root else None

    def refusal(self, mark: Any, message: str) -> ConfigError:
        """The error that ends the reading, beside the mistakes that were found before."""
        line = mark.line + 1 if mark else 0
        return ConfigError([*self.problems, Problem(file=self.file, line=line, field="", message=message)])

    def _grow(self, event: yaml.NodeEvent) -> None:
        self._size += 1
        if self._size > MAX_NODES or len(self._stack) > MAX_DEPTH:
            limit = f"more than {MAX_NODES:,} values or {MAX_DEPTH} levels"
            raise self.refusal(event.start_mark, f"{limit}; are aliases repeated inside aliases?")

    def _node(self, event: yaml.NodeEvent, root: list[Any]) -> None:
        parent = self._stack[-1] if self._stack else None
        if parent and isinstance(parent.value, dict) and parent.key is None:
            self._key(event, parent)
            return
        path = self._place(parent)
        self.lines.setdefault(path, _line(event))
        value = self._value(event, path)
        if parent is None:
            root.append(value)
        elif isinstance(parent.value, list):
            parent.value.append(value)
        else:
            if not parent.skip and parent.key is not None:
                parent.value[parent.key] = value
            parent.key, parent.skip = None, False

    @staticmethod
    def _place(parent: _Open | None) -> Path:
        if parent is None:
            return ()
        last = len(parent.value) if isinstance(parent.value, list) else parent.key
        return (*parent.path, last if last is not None else "")

    def _value(self, event: yaml.NodeEvent, path: Path) -> Any:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise self.refusal(
                    event.start_mark, f"alias *{event.anchor} has no anchor &{event.anchor} before it"
                )
            value, size = self._anchors[event.anchor]
            self._size += size
            return value
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event.value, event.style)
            if event.anchor:
                self._anchors[event.anchor] = (value, 1)
            return value
        collection: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Open(collection, path, event.anchor, self._size))
        return collection

    def _key(self, event: yaml.NodeEvent, parent: _Open) -> None:
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise self.refusal(event.start_mark, "a key must be a plain word")
        parent.key = event.value
        path = (*parent.path, event.value)
        if first := self._seen.get(path):
            parent.skip = True
            message = f"written twice, first on line {first}; keep one"
            self.problems.append(Problem(file=self.file, line=line, field=dotted(path), message=message))
            return
        self._seen[path] = self.lines[path] = line


def _line(event: yaml.NodeEvent) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _scalar(text: str, style: str | None) -> Any:
    if style:  # quoted or block: text, whatever it looks like
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


_CLASS = re.compile(r"a valid dictionary(?: or instance of \w+)?")
"""Pydantic's name for a mapping, with the name of a class of ours, which is nobody's business."""


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
        message = _CLASS.sub("keys with values", message)
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


def duration(value: Any) -> Any:
    """A duration such as `15m`; raises ValueError for anything else."""
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"expected a duration such as 90s, 15m, 6h or 1d, not {value!r}")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


AS_TEXT = WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?\s*[smhd]$"})
Duration = Annotated[timedelta, BeforeValidator(duration), AS_TEXT]
"""A time as YAML writes it: 90s, 15m, 6h or 1d."""
