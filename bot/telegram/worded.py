"""Settings that somebody writes: `/settings quiet 22:30 7:00`. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from markupsafe import Markup

from bot.fit import shorten
from bot.model import MORNING, ChatSettings, QuietHours, Storyline, Subscription, SubscriptionLevel
from bot.telegram import carried
from bot.telegram.cards import TITLE_ROOM, title_of
from bot.telegram.standing import find, titles, way_of
from bot.telegram.targets import Target
from bot.text import fold, one_line
from bot.words import html, languages
from bot.words.names import is_language, own_name
from bot.words.times import find_zone, parse_time

ON = frozenset({"on", "yes", "oui"})
OFF = frozenset({"off", "no", "none", "non", "stop", "fin"})

_SUBJECTS = {
    "zone": ("zone", "timezone", "fuseau"),
    "quiet": ("quiet", "calme", "calmes"),
    "language": ("language", "langue"),
    "headlines": ("headlines", "titres"),
    "sound": ("sound", "son"),
    "level": ("level", "niveau"),
}

_LEVELS = {
    SubscriptionLevel.EVERYTHING: ("everything", "tout"),
    SubscriptionLevel.CORROBORATED: ("corroborated", "confirmed", "confirme", "corrobore"),
    SubscriptionLevel.LOUD: ("loud", "marquant"),
    SubscriptionLevel.HOURLY: ("hourly", "heure"),
    SubscriptionLevel.DAILY: ("daily", "jour"),
}

_LONGEST = 400
"""Characters that are looked at."""

_SHOWN = 40
"""Characters of a wrong word that an answer repeats."""

Wish = ChatSettings | Subscription | Markup


def understood(target: Target, words: str, storylines: Collection[Storyline]) -> Wish:
    """The settings or the subscription as they shall be, or in words what is not understood."""
    asked, _, rest = one_line(words[:_LONGEST]).partition(" ")
    subject = next((name for name, known in _SUBJECTS.items() if fold(asked) in known), "")
    match subject:
        case "zone":
            return _zone(target, rest)
        case "quiet":
            return _quiet(target, rest)
        case "language":
            return _language(target, rest)
        case "headlines":
            return _headlines(target, rest)
        case "sound":
            return _sound(target, rest)
        case "level":
            return _level(target, rest, storylines)
        case _:
            unknown, help_ = (html(target.language, name) for name in ("settings-unknown", "settings-help"))
            return unknown + "\n\n" + help_


def _zone(target: Target, rest: str) -> Wish:
    found = find_zone(rest)
    if found is None:
        return html(target.language, "zone-unknown", called=shorten(rest, _SHOWN))
    return replace(target.chat.settings, zone=found)


def _quiet(target: Target, rest: str) -> Wish:
    now, language = target.chat.settings, target.language
    asked = fold(rest).split()
    if asked and asked[0] in OFF:
        return replace(now, quiet=None)
    if asked and asked[0] == "urgent":
        return _urgent(target, asked[1:])
    times = [parse_time(one) for one in re.split(r"\s*[-–]\s*|\s+", rest.strip()) if one]
    start, end = times if len(times) == 2 else (None, None)
    if start is None or end is None:
        return html(language, "quiet-unknown")
    if start == end:
        return html(language, "quiet-equal")
    urgent = now.quiet.urgent if now.quiet else False
    return replace(now, quiet=QuietHours(start=start, end=end, urgent=urgent))


def _urgent(target: Target, asked: list[str]) -> Wish:
    now = target.chat.settings
    wanted = _switch(asked[0] if asked else "")
    if wanted is None:
        return html(target.language, "quiet-unknown")
    if now.quiet is None:
        return html(target.language, "quiet-first")
    return replace(now, quiet=replace(now.quiet, urgent=wanted))


def _language(target: Target, rest: str) -> Wish:
    asked = fold(rest)
    for code in languages():
        if asked in (code, fold(own_name(code))):
            return replace(target.chat.settings, language=code)
    spoken = ", ".join(f"{own_name(code)} ({code})" for code in languages())
    return html(target.language, "language-unknown", languages=spoken)


def _headlines(target: Target, rest: str) -> Wish:
    asked = [one for one in re.split(r"[\s,]+", fold(rest)) if one]
    if not asked or asked[0] in OFF:
        return replace(target.chat.settings, languages=())
    for one in asked:
        if not is_language(one):
            return html(target.language, "headlines-unknown", called=shorten(one, _SHOWN))
    order = tuple(dict.fromkeys(asked))[: carried.MOST_LANGUAGES]
    return replace(target.chat.settings, languages=order)


def _sound(target: Target, rest: str) -> Wish:
    wanted = _switch(fold(rest))
    if wanted is None:
        return html(target.language, "sound-unknown")
    return replace(target.chat.settings, silent=not wanted)


def _level(target: Target, rest: str, storylines: Collection[Storyline]) -> Wish:
    """`NAME daily 8:00`: the way stands at the end, as names have spaces."""
    found = re.fullmatch(r"(.+?) (\S+?)(?: (\d\S*))?", rest.strip())
    level = _level_of(found[2]) if found else None
    clock = parse_time(found[3]) if found and found[3] else None
    if found is None or level is None or (found[3] and clock is None):
        return html(target.language, "level-unknown")
    storyline_id = find(found[1], storylines, target.standing.followed)
    way = way_of(target.standing, storyline_id) if storyline_id else None
    if storyline_id is None:
        return html(target.language, "following-unknown", called=shorten(found[1], _SHOWN))
    if way is None:
        title = title_of(storyline_id, titles(storylines, target.language), target.language)
        return html(
            target.language, "following-not-followed", kind=target.kind, title=shorten(title, TITLE_ROOM)
        )
    daily_at = clock or (way.daily_at if level is way.level else MORNING)
    return replace(way, storyline_id=storyline_id, level=level, daily_at=daily_at)


def _level_of(word: str) -> SubscriptionLevel | None:
    asked = fold(word)
    return next((level for level, known in _LEVELS.items() if asked in known), None)


def _switch(word: str) -> bool | None:
    if word in ON:
        return True
    return False if word in OFF else None
