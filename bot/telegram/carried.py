"""How settings are written in a button: letters, digits and dots. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.model import MORNING, QuietHours, SubscriptionLevel
from bot.words import primary

NOTHING = "none"
"""As an order of languages or as quiet hours: there are none."""

MOST_LANGUAGES = 4
"""In an order of languages; more would say nothing, and must fit a button."""

_CLOCK = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])")
_CODE = re.compile(r"[a-z]{2,3}")


def carry_time(at: time) -> str:
    """`0730`."""
    return f"{at:%H%M}"


def read_time(text: str) -> time | None:
    """The time that is carried, or None."""
    found = _CLOCK.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None


def carry_quiet(quiet: QuietHours | None) -> str:
    """`2230-0700-u`: from, to, and whether urgent news comes all the same."""
    if quiet is None:
        return NOTHING
    return f"{carry_time(quiet.start)}-{carry_time(quiet.end)}-{'u' if quiet.urgent else 'n'}"


def read_quiet(text: str) -> tuple[QuietHours | None] | None:
    """The quiet hours that are carried, in a tuple as they may be none; or None for something else."""
    if text == NOTHING:
        return (None,)
    start, _, rest = text.partition("-")
    end, _, mark = rest.partition("-")
    first, last = read_time(start), read_time(end)
    if first is None or last is None or first == last or mark not in ("u", "n"):
        return None
    return (QuietHours(start=first, end=last, urgent=mark == "u"),)


def carry_order(languages: Sequence[str]) -> str:
    """`fr.en`."""
    return ".".join(languages[:MOST_LANGUAGES]) or NOTHING


def read_order(text: str) -> tuple[str, ...] | None:
    """The order of languages that is carried, or None."""
    if text == NOTHING:
        return ()
    codes = tuple(dict.fromkeys(text.split(".")))
    known = all(_CODE.fullmatch(code) for code in codes)
    return codes if known and len(codes) <= MOST_LANGUAGES else None


def carry_zone(name: str) -> str:
    """`America.New_York`: a slash cannot be carried, and no name has a dot."""
    return name.replace("/", ".")


def read_zone(text: str) -> str:
    """The IANA name that is carried."""
    return text.replace(".", "/")


def carry_level(level: SubscriptionLevel, daily_at: time = MORNING) -> str:
    """`daily-0800`, or the level alone."""
    return f"{level}-{carry_time(daily_at)}" if level is SubscriptionLevel.DAILY else str(level)


def read_level(text: str) -> tuple[SubscriptionLevel, time | None] | None:
    """The level that is carried, with its time for a daily digest; or None."""
    name, _, clock = text.partition("-")
    if name not in set(SubscriptionLevel):
        return None
    level = SubscriptionLevel(name)
    if level is not SubscriptionLevel.DAILY:
        return (level, None) if not clock else None
    at = read_time(clock)
    return (level, at) if at else None


def read_switch(text: str) -> bool | None:
    """`1` or `0`, or None."""
    return {"1": True, "0": False}.get(text)


def language_code(tag: str) -> str:
    """The language of a tag in a form that can be carried; empty for one that cannot."""
    code = primary(tag)
    return code if _CODE.fullmatch(code) else ""
