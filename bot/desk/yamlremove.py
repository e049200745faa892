"""One entry less in the list of a YAML file; all else stays, letter for letter. Pure.

What belongs to the entry goes with it: the remark at the end of its line, remarks below it that are indented
deeper, those right above it where it stands alone, and the blank line that parted it from the others.
"""

from __future__ import annotations

import re

from bot.desk.yamllist import YamlEntry, YamlList, dash_before, find_list, is_blank, line_end, line_start

_COMMA = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*[^\S\n]*,")
"""A comma that comes next, also after remarks."""

_PROPERTIES = re.compile(r"\s*:(?:[ \t]+[&!][^\s\[\]{},]*)*")
"""What stands between a key and its list: the colon, an anchor, a tag."""


def without_entry(text: str, name: str, index: int) -> str | None:
    """The text without that entry of the list under that key of its outermost mapping.

    The text is valid YAML. None where there is no such entry, or no way to take it out. That the text then
    says what it shall is for the caller to see.
    """
    found = find_list(text, name)
    if found is None or not 0 <= index < len(found.entries):
        return None
    if found.flow:
        return _from_brackets(text, found, index)
    return _from_dashes(text, found, index)


# --- a list with dashes ----------------------------------------------------------------------------------


def _from_dashes(text: str, found: YamlList, index: int) -> str | None:
    dash = dash_before(text, found.entries[index].start)
    if dash < 0:
        return None
    start, end = line_start(text, dash), line_end(text, found.entries[index].end)
    column = dash - start
    while (note := _remark(text, end)) is not None and note > column:
        end = line_end(text, end + 1)
    floor = line_end(text, found.entries[index - 1].end) if index else line_end(text, found.key_end)
    lined = _whole_lines(text, start, end, floor, column, last=index + 1 == len(found.entries))
    if len(found.entries) > 1:
        return lined
    properties = _PROPERTIES.match(text, found.key_end)
    if properties is None or properties.end() > start:
        return None
    return f"{lined[: properties.end()]} []{lined[properties.end() :]}"


def _whole_lines(text: str, start: int, end: int, floor: int, column: int, *, last: bool) -> str:
    """The text without these lines, and without what belongs to them; nothing before `floor` does."""
    alone = last or _is_blank_line(text, end) or _remark(text, end) is not None
    if alone:
        while (above := line_start(text, start - 1)) >= floor and start > floor:
            if _remark(text, above) != column:
                break
            start = above
    if last or _is_blank_line(text, end):
        first = start
        while start > floor and is_blank(text, start - 1):
            start = line_start(text, start - 1)
        if start == first and start == floor and not last:  # nothing parts it from what is above
            end = line_end(text, end + 1) if end < len(text) else end
    before, after = text[:start], text[end:]
    if not after and not text.endswith("\n"):
        before = before.removesuffix("\n").removesuffix("\r")
    return before + after


def _is_blank_line(text: str, start: int) -> bool:
    """Whether the line that starts there is blank; the end of the text is no line."""
    return start < len(text) and not text[start : line_end(text, start + 1)].strip()


def _remark(text: str, start: int) -> int | None:
    """The column of the remark that is all of the line that starts there; None if it is something else."""
    found = re.compile(r"( *)#").match(text, start)
    return len(found[1]) if found else None


# --- a list in brackets ----------------------------------------------------------------------------------


def _from_brackets(text: str, found: YamlList, index: int) -> str:
    entry = found.entries[index]
    before = found.entries[index - 1] if index else None
    after = found.entries[index + 1] if index + 1 < len(found.entries) else None
    comma = _COMMA.match(text, entry.end, found.end)
    lines = _lines_of(text, found, entry)
    if after:
        if lines:
            return text[: lines[0]] + text[lines[1] :]
        gap = text[entry.end : after.start]
        return (
            text[: entry.start]
            + (_without_comma(gap).lstrip(" ") if "#" in gap else "")
            + text[after.start :]
        )
    if before is None:
        end = comma.end() if comma else entry.end
        return text[: entry.start] + text[end:]
    gap = text[before.end : entry.start]
    if not lines:
        kept = (gap if comma else _without_comma(gap)) if "#" in gap else ""
        return text[: before.end] + kept + text[entry.end :]
    kept = text[before.end : lines[0]]
    return text[: before.end] + (kept if comma else _without_comma(kept)) + text[lines[1] :]


def _lines_of(text: str, found: YamlList, entry: YamlEntry) -> tuple[int, int] | None:
    """Start and end of the lines that hold the entry with its comma and remark, and nothing else."""
    start = line_start(text, entry.start)
    rest = re.compile(r"[^\S\n]*,?[^\S\n]*(?:#[^\n]*)?\n").match(text, entry.end, found.end)
    return (start, rest.end()) if rest and not text[start : entry.start].strip() else None


def _without_comma(gap: str) -> str:
    """What stands between two entries, without the comma that parts them."""
    comma = _COMMA.match(gap)
    return gap[: comma.end() - 1] + gap[comma.end() :] if comma else gap
