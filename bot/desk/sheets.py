"""Answers made of lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from bot.model import Answer, Chat, Choice
from bot.words import language_of

_TAG = re.compile(r"<[^<>]*>")


def sheet(lines: Iterable[str], *, choices: tuple[tuple[Choice, ...], ...] = ()) -> Answer:
    """An answer of these lines in Telegram's HTML; whoever writes them keeps them within a message."""
    html = "\n".join(lines)
    return Answer(html=html, text=unescape(_TAG.sub("", html)), choices=choices)


def spoken_in(chat: Chat) -> str:
    """The language in which Vigie speaks to a chat."""
    return language_of(chat.settings.language or chat.language)
