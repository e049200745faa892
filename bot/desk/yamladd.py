"""More entries in the list of a YAML file, as its author would have written them. Pure.

The library writes the entry; where it goes is looked up in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from bot.desk.yamllist import YamlList, find_list, is_blank, line_end, line_start, newline

_QUOTES = {'"': DoubleQuotedScalarString, "'": SingleQuotedScalarString}
_UNBROKEN = 1_000_000
"""Characters of a line that the library leaves whole."""

Entry = Mapping[str, str | tuple[str, ...]]
"""What an entry says, in its order: words, or a list of words."""


def with_entries(text: str, name: str, entries: Sequence[Entry], *, quoted: bool = False) -> str | None:
    """The text with these entries at the end of the list under that key of its outermost mapping.

    The text is valid YAML. The entries look as the last one does, or with `quoted` have all values in double
    quotation marks. None where there is no such list. That the text then says what it shall is for the
    caller to see.
    """
    found = find_list(text, name)
    if found is None:
        return None
    last = found.entries[-1] if found.entries else None
    keys = {key for entry in entries for key in entry}
    styles = dict.fromkeys(keys, '"') if quoted else last.styles if last else {}
    if not found.flow:
        return _below(text, found, entries, styles)
    empty = re.fullmatch(r"\[\s*\]", text[found.start : found.end])
    if empty and not found.inside_flow:
        return _first(text, found, entries, styles)
    written = [_written(entry, styles, braces=True) for entry in entries]
    if not found.entries:
        return text[: found.end - 1] + ", ".join(written) + text[found.end - 1 :]
    return _beside(text, found, written)


def _written(entry: Entry, styles: Mapping[str, str], *, braces: bool) -> str:
    """The entry in YAML: in braces, or on lines of its own."""
    content = CommentedMap()
    for key, value in entry.items():
        content[_styled(key, styles.get("", ""))] = _value(value, styles.get(key, ""))
    if braces:
        content.fa.set_flow_style()
    writer, out = YAML(), StringIO()
    writer.width = _UNBROKEN
    writer.dump(content, out)
    return out.getvalue().rstrip("\n")


def _value(value: str | tuple[str, ...], quote: str) -> Any:
    if isinstance(value, str):
        return _styled(value, quote)
    inner = CommentedSeq([_styled(one, quote) for one in value])
    inner.fa.set_flow_style()
    return inner


def _styled(text: str, quote: str) -> Any:
    return _QUOTES.get(quote, str)(text)


def _below(text: str, found: YamlList, entries: Sequence[Entry], styles: Mapping[str, str]) -> str:
    """After the last entry of a list with dashes."""
    last = found.entries[-1]
    dash = _dash(text, last.start)
    apart = len(found.entries) > 1 and is_blank(text, line_start(text, last.start) - 1)
    lines: list[str] = []
    for entry in entries:
        if last.flow:
            one = [_padded(text, found, _written(entry, styles, braces=True))]
        else:
            one = _written(entry, styles, braces=False).split("\n")
        lines += [""] if apart else []
        lines += _indented(one, dash)
    at = line_end(text, last.end)
    column = len(dash) - len(dash.lstrip())
    while (note := re.compile(r"( +)#[^\n]*(?:\n|\Z)").match(text, at)) and len(note[1]) > column:
        at = note.end()  # a remark on the last entry
    return _with_lines(text, at, lines)


def _indented(lines: Sequence[str], dash: str) -> list[str]:
    return [(dash if number == 0 else " " * len(dash)) + line for number, line in enumerate(lines)]


def _first(text: str, found: YamlList, entries: Sequence[Entry], styles: Mapping[str, str]) -> str:
    """In a list that was empty, which gets dashes."""
    lines: list[str] = []
    for entry in entries:
        lines += _indented(_written(entry, styles, braces=False).split("\n"), "  - ")
    shorter = text[: found.start].rstrip(" ") + text[found.end :]
    return _with_lines(shorter, line_end(shorter, len(text[: found.start].rstrip(" "))), lines)


def _beside(text: str, found: YamlList, entries: Sequence[str]) -> str:
    """After the last entry of a list in brackets."""
    last = found.entries[-1]
    before = text[line_start(text, last.start) : last.start]
    own_line, end = not before.strip(), line_end(text, last.end)
    entries = [_padded(text, found, one) for one in entries]
    if not own_line:
        return f"{text[: last.end]}, {', '.join(entries)}{text[last.end :]}"
    comma = re.compile(r"\s*,").match(text, last.end, found.end)
    parted = ("," + newline(text)).join(before + one for one in entries)
    if end >= found.end:  # the bracket stands on the same line
        return f"{text[: last.end]},{newline(text)}{parted}{text[last.end :]}"
    lined = _with_lines(text, end, [parted + ("," if comma else "")])
    return lined if comma else f"{lined[: last.end]},{lined[last.end :]}"


def _padded(text: str, found: YamlList, written: str) -> str:
    """In braces with spaces inside, where the last entry has them."""
    last = found.entries[-1]
    wide = last.flow and text[last.start : last.start + 2] == "{ "
    return f"{{ {written[1:-1]} }}" if wide else written


def _dash(text: str, entry: int) -> str:
    """What stands before an entry that begins there: indentation, dash and spaces."""
    before = text[line_start(text, entry) : entry]
    if re.fullmatch(r" *- +", before):
        return before
    alone = list(re.finditer(r"^( *)-(?:[ \t]*(?:#[^\n]*)?\r?\n)+[ ]*\Z", text[:entry], re.MULTILINE))
    return f"{alone[-1][1]}- " if alone else "- "


def _with_lines(text: str, at: int, lines: list[str]) -> str:
    """The text with these lines at that place, which is the start of a line or the end of the text."""
    end = newline(text)
    added = end.join(lines)
    if at >= len(text) and text and not text.endswith("\n"):
        return text + end + added
    return text[:at] + added + end + text[at:]
