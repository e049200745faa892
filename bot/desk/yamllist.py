"""One more entry in the list of a YAML file, as its author would have written it. Pure.

The text is not written anew but extended in one place: whatever round trip a library makes, it changes
indentation, blank lines or quotes of some file. The library finds the place, and writes the entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.events import CollectionEndEvent, NodeEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

_QUOTES = {'"': DoubleQuotedScalarString, "'": SingleQuotedScalarString}
_UNBROKEN = 1_000_000
"""Characters of a line that the library leaves whole."""


@dataclass(slots=True)
class _List:
    """A list in a text; all places are indexes of its characters."""

    start: int
    flow: bool
    """Written in brackets."""
    inside_flow: bool
    """So is what it stands in."""
    end: int = 0
    entries: int = 0
    last: int = 0
    """Where the last entry begins."""
    last_end: int = 0
    """Where its last word ends."""
    last_flow: bool = False
    """The last entry is written in braces."""
    styles: dict[str, str] = field(default_factory=dict)
    """Quotation marks of the last entry's values by key; under an empty key those of its keys."""


def with_entry(text: str, name: str, entry: Mapping[str, str], *, quoted: bool = False) -> str | None:
    """The text with this entry at the end of the list under that key of its outermost mapping.

    The text is valid YAML. The entry looks as the last one does, or with `quoted` has all values in double
    quotation marks. None where there is no such list. That the text then says what it shall is for the
    caller to see.
    """
    found = _find(text, name)
    if found is None:
        return None
    styles = dict.fromkeys(entry, '"') if quoted else found.styles
    if not found.flow:
        return _below(text, found, entry, styles)
    written = _written(entry, styles, braces=True)
    empty = re.fullmatch(r"\[\s*\]", text[found.start : found.end])
    if empty and not found.inside_flow:
        return _first(text, found, entry, styles)
    if not found.entries:
        return text[: found.end - 1] + written + text[found.end - 1 :]
    return _beside(text, found, written)


# --- finding ---------------------------------------------------------------------------------------------


def _find(text: str, name: str) -> _List | None:
    """The list under that key, with its last entry."""
    found: _List | None = None
    key, is_key = "", True
    inner, inner_is_key = "", True
    flows: list[bool] = []
    for event in YAML(pure=True).parse(text):
        if isinstance(event, NodeEvent):
            flow = bool(getattr(event, "flow_style", False))
            said = event.value if isinstance(event, ScalarEvent) else ""
            if len(flows) == 1:
                if not is_key and key == name and isinstance(event, SequenceStartEvent):
                    found = _List(event.start_mark.index, flow, flows[0])
                key, is_key = (said, False) if is_key else ("", True)
            elif found and len(flows) == 2:
                found.entries += 1
                found.last, found.last_flow, found.styles = event.start_mark.index, flow, {}
                inner_is_key = True
            elif found and len(flows) == 3:
                style = getattr(event, "style", None) or ""
                found.styles["" if inner_is_key else inner] = style
                inner, inner_is_key = (said, False) if inner_is_key else ("", True)
            if hasattr(event, "flow_style"):
                flows.append(flow)
            elif found:
                found.last_end = event.end_mark.index
        elif isinstance(event, CollectionEndEvent):
            flow = flows.pop()
            if found and len(flows) == 1:
                found.end = event.end_mark.index
                return found
            if found and flow:
                found.last_end = event.end_mark.index
    return None


# --- writing ---------------------------------------------------------------------------------------------


def _written(entry: Mapping[str, str], styles: Mapping[str, str], *, braces: bool) -> str:
    """The entry in YAML: in braces, or on lines of its own."""
    content = CommentedMap()
    for key, value in entry.items():
        content[_styled(key, styles.get("", ""))] = _styled(value, styles.get(key, ""))
    if braces:
        content.fa.set_flow_style()
    writer, out = YAML(), StringIO()
    writer.width = _UNBROKEN
    writer.dump(content, out)
    return out.getvalue().rstrip("\n")


def _styled(text: str, quote: str) -> Any:
    return _QUOTES.get(quote, str)(text)


def _below(text: str, found: _List, entry: Mapping[str, str], styles: Mapping[str, str]) -> str:
    """After the last entry of a list with dashes."""
    dash = _dash(text, found.last)
    if found.last_flow:
        lines = [_padded(text, found, _written(entry, styles, braces=True))]
    else:
        lines = _written(entry, styles, braces=False).split("\n")
    lines = [(dash if number == 0 else " " * len(dash)) + line for number, line in enumerate(lines)]
    if found.entries > 1 and _is_blank(text, _line_start(text, found.last) - 1):
        lines.insert(0, "")
    at = _line_end(text, found.last_end)
    column = len(dash) - len(dash.lstrip())
    while (note := re.compile(r"( +)#[^\n]*(?:\n|\Z)").match(text, at)) and len(note[1]) > column:
        at = note.end()  # a remark on the last entry
    return _with_lines(text, at, lines)


def _first(text: str, found: _List, entry: Mapping[str, str], styles: Mapping[str, str]) -> str:
    """In a list that was empty, which gets dashes."""
    lines = [
        ("  - " if number == 0 else "    ") + line
        for number, line in enumerate(_written(entry, styles, braces=False).split("\n"))
    ]
    shorter = text[: found.start].rstrip(" ") + text[found.end :]
    return _with_lines(shorter, _line_end(shorter, len(text[: found.start].rstrip(" "))), lines)


def _beside(text: str, found: _List, written: str) -> str:
    """After the last entry of a list in brackets."""
    before = text[_line_start(text, found.last) : found.last]
    own_line, end = not before.strip(), _line_end(text, found.last_end)
    written = _padded(text, found, written)
    if not own_line:
        return f"{text[: found.last_end]}, {written}{text[found.last_end :]}"
    comma = re.compile(r"\s*,").match(text, found.last_end, found.end)
    if end >= found.end:  # the bracket stands on the same line
        return f"{text[: found.last_end]},{_newline(text)}{before}{written}{text[found.last_end :]}"
    lined = _with_lines(text, end, [before + written + ("," if comma else "")])
    return lined if comma else f"{lined[: found.last_end]},{lined[found.last_end :]}"


def _padded(text: str, found: _List, written: str) -> str:
    """In braces with spaces inside, where the last entry has them."""
    wide = found.last_flow and text[found.last : found.last + 2] == "{ "
    return f"{{ {written[1:-1]} }}" if wide else written


def _dash(text: str, entry: int) -> str:
    """What stands before an entry that begins there: indentation, dash and spaces."""
    before = text[_line_start(text, entry) : entry]
    if re.fullmatch(r" *- +", before):
        return before
    alone = list(re.finditer(r"^( *)-(?:[ \t]*(?:#[^\n]*)?\r?\n)+[ ]*\Z", text[:entry], re.MULTILINE))
    return f"{alone[-1][1]}- " if alone else "- "


def _with_lines(text: str, at: int, lines: list[str]) -> str:
    """The text with these lines at that place, which is the start of a line or the end of the text."""
    newline = _newline(text)
    added = newline.join(lines)
    if at >= len(text) and text and not text.endswith("\n"):
        return text + newline + added
    return text[:at] + added + newline + text[at:]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """The start of the next line; that place itself where a line starts there."""
    if at and text[at - 1] == "\n":
        return at
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _is_blank(text: str, end: int) -> bool:
    """Whether the line that ends there is blank."""
    return end > 0 and not text[_line_start(text, end) : end].strip()
