"""What buttons carry: short, versioned, and independent of a restart. Pure.

`v2:fo:3f2a…:0` is a code of two letters, by which the part of the conversation is found that made the button,
and its arguments. A button says the wanted state and toggles nothing, so that a double tap is one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

VERSION = "v2"
LONGEST = 64
"""Bytes that Telegram takes."""

_FORM = re.compile(VERSION + r":([a-z]{2})((?::[A-Za-z0-9_.*+-]*)*)")


def pack(code: str, *arguments: str | int) -> str:
    """A code and its arguments as callback data. Raises ValueError for what cannot be unpacked again."""
    data = ":".join([VERSION, code, *map(str, arguments)])
    if unpack(data) is None:
        raise ValueError(f"no button can carry {data!r}")
    return data


def unpack(data: str) -> tuple[str, tuple[str, ...]] | None:
    """The code and its arguments, or None for data of another version or of somebody's invention."""
    found = _FORM.fullmatch(data) if len(data.encode()) <= LONGEST else None
    if not found:
        return None
    code, rest = found.groups()
    return code, tuple(rest.split(":")[1:])


def number(text: str) -> int | None:
    """An argument that must be a number that the database can hold, or None."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None


def key_of(storyline_id: str) -> str:
    """A name of fixed length for a storyline: ids are as long as a file name, a button has 64 bytes."""
    return hashlib.blake2b(storyline_id.encode(), digest_size=8).hexdigest()


def storyline_of(key: str, ids: Iterable[str]) -> str | None:
    """The storyline with that key, or None if it is gone."""
    return next((known for known in ids if key_of(known) == key), None)
