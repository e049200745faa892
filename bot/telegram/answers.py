"""The desk's answers as views: their text, and buttons for what leads on. Pure."""

from __future__ import annotations

from bot.model import Answer, Ask, Choice
from bot.telegram.keyboards import story_rows
from bot.telegram.presses import key_of, pack
from bot.telegram.view import Button, View

CODES = {
    Ask.STORY: "as",
    Ask.WHY: "tw",
    Ask.TIMELINE: "tt",
    Ask.LATEST: "al",
    Ask.FIGURES: "af",
    Ask.SOURCES: "ap",
}
"""Of the buttons under answers; those that steer have theirs in the part that steers."""

OF_STORYLINES = frozenset({Ask.LATEST, Ask.FIGURES})


def view_of(answer: Answer, language: str, *, muted: bool = False) -> View:
    """What a chat is shown; a story has its buttons, of which one unmutes it where it is muted."""
    rows = [tuple(_button(one) for one in row) for row in answer.choices]
    if answer.story_id:
        rows += story_rows(answer.story_id, language, muted=muted)
    return View(
        html=answer.html,
        rows=tuple(rows),
        picture=answer.picture,
        document=answer.document,
        filename=answer.filename,
    )


def _button(choice: Choice) -> Button:
    # the ids of storylines are as long as a file name
    key = key_of(choice.key) if choice.ask in OF_STORYLINES else choice.key
    return Button(label=choice.label, data=pack(CODES[choice.ask], key))
