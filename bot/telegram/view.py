"""What the bot shows: a text with buttons, perhaps with a picture or a document. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button: it carries data for us, or leads to an address."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A message in HTML with its rows of buttons."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    picture: bytes = b""
    """PNG; the text is its caption then."""
    document: bytes = b""
    filename: str = ""

    def markup(self) -> InlineKeyboardMarkup | None:
        """The buttons as the library wants them."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup([[_button(one) for one in row] for row in self.rows])


def _button(one: Button) -> InlineKeyboardButton:
    if one.url:
        return InlineKeyboardButton(one.label, url=one.url)
    return InlineKeyboardButton(one.label, callback_data=one.data)
