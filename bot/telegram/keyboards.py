"""The buttons under a story. Pure."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.telegram.presses import pack
from bot.telegram.view import Button, View
from bot.words import say

WHY, TIMELINE, MUTE, UNMUTE, OUTLETS, GOOD, BAD = "tw", "tt", "tm", "tu", "to", "tg", "tb"
"""Codes of the buttons; each carries the number of the story."""


def story_rows(story_id: int, language: str, *, muted: bool = False) -> list[tuple[Button, ...]]:
    """What a reader may want to know or say of a story."""

    def button(code: str, name: str) -> Button:
        return Button(label=say(language, name), data=pack(code, story_id))

    mute = button(UNMUTE, "story-button-unmute") if muted else button(MUTE, "story-button-mute")
    return [
        (button(WHY, "story-button-why"), button(TIMELINE, "story-button-timeline")),
        (mute, button(OUTLETS, "story-button-mute-outlet")),
        (button(GOOD, "story-button-good"), button(BAD, "story-button-bad")),
    ]


def story_keyboard(story_id: int, language: str) -> InlineKeyboardMarkup | None:
    """The same as the library wants it."""
    return View(html="", rows=tuple(story_rows(story_id, language))).markup()
