"""Where the entries of a list stand in the text of a YAML file. Pure.

Files that a person has written are not written anew but changed in one place: whatever round trip a library
makes, it changes indentation, blank lines or quotes of some file. The library finds the place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.events import CollectionEndEvent, Event, NodeEvent, ScalarEvent, SequenceStartEvent


@dataclass(slots=True)
class YamlEntry:
    """An entry of a list; all places are indexes of the text's characters."""

    start: int
    flow: bool
    """Written in braces."""
    end: int
    """Where its last word ends."""
    styles: dict[str, str] = field(default_factory=dict)
    """Quotation marks of its values by key; under an empty key those of its keys."""


@dataclass(slots=True)
class YamlList:
    """A list in a text."""

    key_end: int
    """Where the key ends that it stands under."""
    start: int
    flow: bool
    """Written in brackets."""
    inside_flow: bool
    """So is what it stands in."""
    end: int = 0
    entries: list[YamlEntry] = field(default_factory=list)


def find_list(text: str, name: str) -> YamlList | None:
    """The list under that key of the outermost mapping; None if there is none. The text is valid YAML."""
    finder = _Finder(text, name)
    for event in YAML(pure=True).parse(text):
        if finder.take(event):
            return finder.found
    return None


class _Finder:
    """Follows the events of a document down to the entries of the list."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.found: YamlList | None = None
        self._flows: list[bool] = []
        """Of the collections around this place: whether they stand in brackets or braces."""
        self._key, self._key_end, self._is_key = "", 0, True
        self._inner, self._inner_is_key = "", True

    def take(self, event: Event) -> bool:
        """Take the next event; whether the list has ended."""
        if isinstance(event, NodeEvent):
            self._node(event)
        elif isinstance(event, CollectionEndEvent):
            return self._close(event)
        return False

    def _node(self, event: NodeEvent) -> None:
        flow = bool(getattr(event, "flow_style", False))
        said = event.value if isinstance(event, ScalarEvent) else ""
        depth = len(self._flows)
        if depth == 1:
            if not self._is_key and self._key == self.name and isinstance(event, SequenceStartEvent):
                self.found = YamlList(self._key_end, event.start_mark.index, flow, self._flows[0])
            if self._is_key:
                self._key_end = event.end_mark.index
            self._key, self._is_key = (said, False) if self._is_key else ("", True)
        elif self.found and depth == 2:
            start = event.start_mark.index
            self.found.entries.append(YamlEntry(start, flow, start))
            self._inner_is_key = True
        elif self.found and depth == 3:
            style = getattr(event, "style", None) or ""
            self.found.entries[-1].styles["" if self._inner_is_key else self._inner] = style
            self._inner, self._inner_is_key = (said, False) if self._inner_is_key else ("", True)
        if hasattr(event, "flow_style"):
            self._flows.append(flow)
        elif self.found and self.found.entries:
            self.found.entries[-1].end = self._end(event)

    def _end(self, event: NodeEvent) -> int:
        """Where a word ends. Blank lines below a long text are its own only if it keeps them."""
        end = int(event.end_mark.index)
        text = event.value if isinstance(event, ScalarEvent) and event.style in ("|", ">") else None
        if text is not None and not text.endswith("\n\n"):
            end = max(len(self.text[:end].rstrip()), event.start_mark.index)
        return end

    def _close(self, event: CollectionEndEvent) -> bool:
        flow = self._flows.pop()
        if self.found and len(self._flows) == 1:
            self.found.end = event.end_mark.index
            return True
        if self.found and flow and self.found.entries:
            self.found.entries[-1].end = event.end_mark.index
        return False


# --- lines -----------------------------------------------------------------------------------------------


def newline(text: str) -> str:
    """How lines end in the text."""
    return "\r\n" if "\r\n" in text else "\n"


def line_start(text: str, at: int) -> int:
    """The start of the line that this place is in."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """The start of the next line; that place itself where a line starts there."""
    if at and text[at - 1] == "\n":
        return at
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def is_blank(text: str, end: int) -> bool:
    """Whether the line that ends there, before its line end, is blank."""
    return end > 0 and not text[line_start(text, end) : end].strip()


def dash_before(text: str, entry: int) -> int:
    """Where the dash of an entry stands that begins there; -1 if there is none."""
    at = entry
    while (before := text.rfind("-", 0, at)) >= 0:
        if not text[line_start(text, before) : before].strip():
            return before
        at = before
    return -1
