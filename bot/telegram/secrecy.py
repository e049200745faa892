"""Keeps the bot token out of logs and reasons: it stands in the URL of every request and in some errors."""

from __future__ import annotations

import logging
import re
import traceback
from dataclasses import dataclass
from urllib.parse import quote

from bot.secrets import without_secrets

BLOT = "***"

TOKEN_FORM = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
"""Any other text as a token would end up as something else in a URL."""

_TALKERS = ("httpx", "httpcore", "telegram")
"""httpx logs each URL at INFO; python-telegram-bot names the token when a server refuses it."""

_LEAST_SECRET = 8
"""Shorter parts of a token are no secret, and blotting them out would spoil unrelated text."""


def redact(text: str, token: str) -> str:
    """The text without the token, its form in a URL, and its secret half."""
    for secret in (token, quote(token, safe=""), token.partition(":")[2]):
        if len(secret) >= _LEAST_SECRET:
            text = text.replace(secret, BLOT)
    return without_secrets(text)


def trace_of(error: BaseException, token: str) -> str:
    """The error's traceback, without the token."""
    return redact("".join(traceback.format_exception(error)), token)


@dataclass(frozen=True, slots=True)
class TokenFilter:
    """A logging filter that lets every record pass, without the token."""

    token: str

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record if its message or its traceback shows the token."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # a wrong log call; logging itself will report it
            return True
        raised = record.exc_info[1] if record.exc_info else None
        trace = "".join(traceback.format_exception(raised)) if raised else ""
        if redact(trace, self.token) != trace:
            message, record.exc_info, record.exc_text = f"{message}\n{trace}", None, None
        clean = redact(message, self.token)
        if clean != message:
            record.msg, record.args = clean, ()
        return True


def guard_logs(token: str) -> None:
    """Redact what the HTTP and Telegram libraries log, for as long as the process lives.

    A logger's filters do not see the records of its children, so each existing logger gets one; the
    libraries make theirs when they are imported.
    """
    guard = TokenFilter(token)
    existing = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in _TALKERS]
    for name in {*_TALKERS, *existing}:
        logging.getLogger(name).addFilter(guard)
