"""Texts made to fit into a line: harmless, not too long, and never turned around. Pure."""

from __future__ import annotations

import unicodedata

from bot.text import one_line


def isolated(text: str) -> str:
    """The text so that right-to-left letters in it do not turn around the line that it stands in."""
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text):
        return f"\u2068{text}\u2069"
    return text


def shorten(text: str, room: int) -> str:
    """The text on one line within that many UTF-16 units, ended by … where something is left out."""
    flat = one_line(text)
    if units(flat) <= room:
        return flat
    kept = flat[: room - 1]
    while units(kept) > room - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(text) + sum(c > "\uffff" for c in text)
