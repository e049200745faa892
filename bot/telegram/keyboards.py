"""The buttons under a story. Pure."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.presses import pack
from bot.words import say

WHY, TIMELINE, MUTE_STORY, MUTE_OUTLET, GOOD, BAD = "tw", "tt", "tm", "to", "tg", "tb"
"""Codes of the buttons; each carries the number of the story."""


def story_keyboard(story_id: int, language: str) -> InlineKeyboardMarkup:
    """What a reader may want to know or say of a story."""

    def button(code: str, name: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(say(language, name), callback_data=pack(code, story_id))

    return InlineKeyboardMarkup(
        [
            [button(WHY, "story-button-why"), button(TIMELINE, "story-button-timeline")],
            [button(MUTE_STORY, "story-button-mute"), button(MUTE_OUTLET, "story-button-mute-outlet")],
            [button(GOOD, "story-button-good"), button(BAD, "story-button-bad")],
        ]
    )
