"""Lines that several answers show: a linked headline, a story in short, an outlet with its language. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot.alerts.content import Reader, reader_of, story_content
from bot.alerts.layout import linkable
from bot.alerts.words import state_word
from bot.desk.sheets import sheet, spoken_in
from bot.fit import MESSAGE_ROOM, isolated, shorten, units
from bot.model import Chat, Decision, StoryView
from bot.text import one_line
from bot.words import html, say
from bot.words.times import ago, day

TITLE_ROOM, NAME_ROOM = 160, 60


def reader_in(chat: Chat) -> Reader:
    """The reader in a chat, in the language that Vigie speaks there."""
    return reader_of(replace(chat, language=spoken_in(chat)))


def linked(title: str, url: str, room: int = TITLE_ROOM) -> Markup:
    """A headline that leads to its page, if that has an address that a chat can link to."""
    shown = isolated(shorten(title, room)) or "?"
    flat = one_line(url)
    return Markup('<a href="{}">{}</a>').format(flat, shown) if linkable(flat) else Markup("{}").format(shown)


def story_line(view: StoryView, reader: Reader, now: datetime) -> Markup:
    """`• Headline — developing, 3 outlets, 2 hours ago /story_12`."""
    content, language = story_content(view, reader, ""), reader.language
    title = content.translated_title or content.title or content.source
    return html(
        language,
        "asking-story",
        title=linked(title, content.url),
        state=state_word(view.story.state, language),
        outlets=view.story.outlets,
        ago=ago(view.story.updated_at, now, language),
        story=str(view.story.id),
    )


def dated_line(view: StoryView, reader: Reader) -> Markup:
    """`18 Oct 2024 · Headline — disputed, 3 outlets /story_12`, for a timeline."""
    content, language = story_content(view, reader, ""), reader.language
    title = content.translated_title or content.title or content.source
    return html(
        language,
        "asking-timeline-story",
        day=day(view.story.opened_at, language, reader.zone),
        title=linked(title, content.url),
        state=state_word(view.story.state, language),
        outlets=view.story.outlets,
        story=str(view.story.id),
    )


def outlet(name: str, language: str) -> str:
    """`Yonhap (ko)`."""
    return isolated(shorten(name, NAME_ROOM)) + (f" ({shorten(language, 12)})" if language else "")


def decision_word(decision: Decision, language: str) -> str:
    """What was decided about an item, in words."""
    return say(language, f"decision-{decision.name.lower().replace('_', '-')}")


def fitting(lines: Sequence[str], language: str, room: int = MESSAGE_ROOM) -> list[str]:
    """The first lines that fit, with a last one that counts the others."""
    kept, used = list[str](), 0
    for place, line in enumerate(lines):
        used += units(sheet([line]).text) + 1
        if used > room - 60:
            return [*kept, html(language, "asking-more", count=len(lines) - place)]
        kept.append(line)
    return kept
