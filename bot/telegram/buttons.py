"""What the buttons under a list carry: short, versioned, and independent of a restart. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

VERSION = "v1"

_FORM = re.compile(VERSION + r":([-+p]):([0-9a-f]{16}|):([0-9]{1,4}):([gl])")


class Act(StrEnum):
    """What a button does. It says the wanted state and toggles nothing, so a double tap is one."""

    FOLLOW = "+"
    DROP = "-"
    PAGE = "p"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a button carries."""

    act: Act
    key: str = ""
    """`key_of` the storyline; empty for PAGE."""
    page: int = 0
    """The page of the list that is shown afterwards, from 0."""
    greets: bool = False
    """Whether the list stands under the greeting."""


def key_of(storyline_id: str) -> str:
    """A name of fixed length for a storyline: ids are as long as a file name, a button has 64 bytes."""
    return hashlib.blake2b(storyline_id.encode(), digest_size=8).hexdigest()


def storyline_of(key: str, ids: Iterable[str]) -> str | None:
    """The storyline with that key, or None if it is gone."""
    return next((known for known in ids if key_of(known) == key), None)


def pack(press: Press) -> str:
    """The press as callback data of at most 64 bytes."""
    page = min(max(press.page, 0), 9999)
    return f"{VERSION}:{press.act}:{press.key}:{page}:{'g' if press.greets else 'l'}"


def unpack(data: str) -> Press | None:
    """The press that was packed, or None for data of another version or of somebody's invention."""
    found = _FORM.fullmatch(data)
    if not found:
        return None
    act, key, page, place = found.groups()
    if (act == Act.PAGE) != (key == ""):
        return None
    return Press(act=Act(act), key=key, page=int(page), greets=place == "g")
