"""An alert's content → the message that a person reads. Pure; the same lines in HTML and in plain text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from bot.alerts.content import content_of
from bot.alerts.facts import Line, Span
from bot.alerts.layout import lines
from bot.model import AlertContent, Message

__all__ = ["content_of", "render"]

_TAGS = {"strong": "b", "subject": "i", "dim": "i"}


def render(content: AlertContent) -> Message:
    """The message in Telegram's HTML and as plain text."""
    spelled = lines(content, spelled=True)
    return Message(
        content=content,
        html=_html(lines(content)),
        text="\n".join(line.text for line in spelled),
        story_id=0 if content.stories or content.reply else content.story_id,
        language=content.chat_language,
    )


def _html(made: Iterable[Line]) -> str:
    return "\n".join("".join(map(_marked, line.spans)) for line in made)


def _marked(span: Span) -> str:
    text = escape(span.text, quote=False)
    if span.url and text:
        text = f'<a href="{escape(span.url)}">{text}</a>'
    tag = _TAGS.get(span.look)
    return f"<{tag}>{text}</{tag}>" if tag and text else text
