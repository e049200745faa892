"""Alerts on standard output: coloured for people, or one JSON object a line for programs."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Any

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.alerts.facts import Line
from bot.alerts.layout import lines, update_line
from bot.model import AlertContent, Channel, Chat, ChatKind, Message, SendOutcome, SendStatus
from bot.threads import in_daemon_thread

CONSOLE_CHAT = Chat(id=0, channel=Channel.CONSOLE, address="-", kind=ChatKind.CONSOLE, title="console")

_LOOKS = {
    "strong": Style(bold=True),
    "subject": Style(color="cyan", bold=True),
    "dim": Style(dim=True),
    "link": Style(color="blue", underline=True),
}

PATIENCE = 5.0
"""Seconds for a line to be taken by whoever reads standard output."""


class ConsoleNotifier:
    """Prints alerts; a `Notifier`. A closed or full output is told as an outcome to be tried again.

    What is printed stays as it is: for people a later edit is a line of its own, and what answers a message
    is short. For programs each alert is one whole object, and there are no edits.
    """

    channel = Channel.CONSOLE

    def __init__(self, console: Console, *, as_json: bool = False, patience: float = PATIENCE) -> None:
        self._console = console
        self._as_json = as_json
        self._patience = patience
        self._printing: asyncio.Future[None] | None = None

    async def ready(self) -> None:
        """A screen bears any number."""

    async def send(self, chat: Chat, message: Message) -> SendOutcome:
        """Print the message.

        A reader that stops (Ctrl-S, a pager, a full pipe) blocks the one who prints, so that is a thread.
        What it was given last is not printed twice when it is tried again: the outbox keeps the order.
        """
        del chat
        if self._printing is None:
            self._printing = in_daemon_thread(lambda: self._print(message), "print")
        done, _ = await asyncio.wait({self._printing}, timeout=self._patience)
        if not done:
            return SendOutcome(status=SendStatus.RETRY, reason="nobody reads standard output")
        printing, self._printing = self._printing, None
        try:
            printing.result()
        except OSError as error:
            return SendOutcome(status=SendStatus.RETRY, reason=f"standard output: {error.strerror}")
        return SendOutcome(status=SendStatus.SENT, message_ref=self._reference(message))

    def _reference(self, message: Message) -> str:
        """The name by which the message is edited and answered later."""
        if self._as_json or message.content is None:
            return ""
        return message.edits or str(message.content.alert_id)

    def _print(self, message: Message) -> None:
        if message.content is None:
            self._console.print(Text(message.text))
        elif message.edits and not self._as_json:
            self._console.print(_coloured(update_line(message.content)))
        elif self._as_json and not message.edits:
            self._console.file.write(to_json(asdict(message.content)) + "\n")
        elif not self._as_json:
            self._console.print(pretty(message.content))
        self._console.file.flush()


def pretty(content: AlertContent) -> Text:
    """An alert as coloured lines, the same as a chat shows; a headline leads to its page."""
    text = Text()
    for line in lines(content, spelled=True):
        text.append("\n").append(_coloured(line))
    return text


def _coloured(line: Line) -> Text:
    text = Text().append("▌ ", "cyan")
    for span in line.spans:
        text.append(span.text, _LOOKS.get(span.look, Style()) + Style(link=span.url or None))
    return text


def to_json(value: Any) -> str:
    """One JSON line; times in ISO 8601, enums by value."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value)
