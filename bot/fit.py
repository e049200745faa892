"""Texts made to fit: harmless, never turned around, not longer than Telegram takes in UTF-16 units. Pure."""

from __future__ import annotations

import unicodedata

from bot.text import one_line

MESSAGE_ROOM = 4096
"""Units of a message's text after its markup is parsed."""

ENDING_ROOM = 1600
"""Units kept of the last lines of a text that is cut in the middle: the link stands there."""

_GAP = "\n…\n"


def isolated(text: str) -> str:
    """The text so that right-to-left letters in it do not turn around the line that it stands in."""
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text):
        return f"\u2068{text}\u2069"
    return text


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def head(text: str, room: int) -> str:
    """The longest beginning of the text within that many units; nothing where there is no room."""
    if units(text) <= room:
        return text
    kept = text[: max(room, 0)]
    over = units(kept) - room
    while kept and over > 0:
        # each dropped character frees at most two units
        kept = kept[: len(kept) - (over + 1) // 2]
        over = units(kept) - room
    return kept


def shorten(text: str, room: int) -> str:
    """The text on one line within that many units, ended by … where something is left out."""
    flat = one_line(text)
    if units(flat) <= room:
        return flat
    return head(flat, room - 1).rstrip() + "…" if room > 0 else ""


def cut_middle(text: str, room: int = MESSAGE_ROOM) -> str:
    """The text within that many units, at least one; its first words and its last whole lines stay."""
    if units(text) <= room:
        return text
    ending_room = min(ENDING_ROOM, (room - units(_GAP)) // 2)
    ending = ""
    for line in reversed(text.splitlines()):
        longer = f"{line}\n{ending}" if ending else line
        if units(longer) > ending_room:
            break
        ending = longer
    gap = _GAP if ending else "…"
    return head(text, room - units(gap) - units(ending)).rstrip() + gap + ending
