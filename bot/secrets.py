"""Blots secrets out of text that a person will see. Pure."""

from __future__ import annotations

import re

# A bot token is `digits:35 characters`; it stands in the URL of every Bot API request.
_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")
_URL_PASSWORD = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")


def without_secrets(text: str) -> str:
    """The text with bot tokens and passwords in URLs blotted out."""
    return _URL_PASSWORD.sub("***", _TOKEN.sub("***", text))
