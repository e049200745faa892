"""The panel of one subscription: how a storyline comes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from markupsafe import Markup

from bot.fit import shorten
from bot.model import ALL_STORYLINES, Subscription, SubscriptionLevel
from bot.telegram import carried
from bot.telegram.cards import TITLE_ROOM, level_words, title_of
from bot.telegram.deeplinks import chat_link, group_link
from bot.telegram.panels import back, grid, in_words, mark, names, order_rows
from bot.telegram.presses import key_of, pack
from bot.telegram.targets import Target
from bot.telegram.view import Button, View
from bot.words import html, say

DAILY = tuple(time(hour) for hour in (6, 7, 8, 9, 12, 17, 18, 19, 20, 21, 22, 23))
"""When a daily digest is offered to come."""

_NAME_ROOM = 60


def way_view(target: Target, way: Subscription, storyline_id: str, titles: Mapping[str, str]) -> View:
    """How a storyline comes, in words and with a button for each other way; `way` may be that of all."""
    language, key = target.language, key_of(storyline_id)
    covered = ALL_STORYLINES in target.standing.followed and storyline_id != ALL_STORYLINES
    lines = [
        html(language, "way-level", level=level_words(way, language)),
        *([html(language, "zone-utc")] if _in_utc(target, way) else []),
        html(language, "way-sound", state="off" if way.silent else "on"),
        html(language, "way-through", state="on" if way.through_quiet else "off"),
        _headlines_line(way, language),
    ]
    if covered:
        own = way.storyline_id == storyline_id
        lines.append(html(language, "way-own" if own else "way-as-all"))
    rows = [
        *((_level_button(target, way, key, level),) for level in SubscriptionLevel),
        (_sound(target, way, key), _through(target, way, key)),
        (_button(target, "way-button-headlines", "sk", key),),
    ]
    if covered and way.storyline_id == storyline_id:
        rows.append((_button(target, "way-button-as-all", "sa", key),))
    if not covered:
        rows.append((_button(target, "way-button-stop", "fn", key),))
    if storyline_id in titles and not target.channel:
        username = target.talk.bot.username
        lines.append(html(language, "way-link", link=chat_link(username, storyline_id)))
        if target.talk.private:
            label = say(language, "following-button-group")
            rows.append((Button(label=label, url=group_link(username, storyline_id)),))
    return _panel(target, storyline_id, titles, lines, (*rows, back(target, "fs", 0)))


def daily_view(target: Target, way: Subscription, storyline_id: str, titles: Mapping[str, str]) -> View:
    """When the daily digest shall come."""
    key = key_of(storyline_id)
    title = shorten(title_of(storyline_id, titles, target.language), TITLE_ROOM)
    named = "all" if storyline_id == ALL_STORYLINES else shorten(storyline_id, _NAME_ROOM)
    daily = way.level is SubscriptionLevel.DAILY
    buttons = [
        Button(
            label=mark(f"{at:%H:%M}", daily and at == way.daily_at),
            data=pack("sv", target.place, key, carried.carry_level(SubscriptionLevel.DAILY, at)),
        )
        for at in DAILY
    ]
    lines = [target.heading(html(target.language, "way-daily", title=title))]
    rows = grid(buttons, 4)
    if not target.chat.settings.zone:
        lines.append(html(target.language, "zone-utc"))
        rows += ((_button(target, "settings-button-zone", "sz"),),)
    lines += in_words(target, html(target.language, "way-daily-how", called=named))
    return View(html="\n".join(lines), rows=(*rows, back(target, "sb", key)))


def headlines_view(
    target: Target,
    way: Subscription,
    storyline_id: str,
    titles: Mapping[str, str],
    offered: Sequence[str],
) -> View:
    """In which languages the headlines of one storyline are shown first."""
    language, key = target.language, key_of(storyline_id)
    title = shorten(title_of(storyline_id, titles, language), TITLE_ROOM)
    heading = target.heading(html(language, "headlines-of", title=title))
    state = html(language, "headlines-same")
    if way.languages:
        state = html(language, "headlines-now", languages=names(way.languages, language))
    rows = order_rows(target, way.languages, offered, "sk", target.place, key)
    text = "\n\n".join([heading, "\n".join([state, html(language, "headlines-how")])])
    return View(html=text, rows=(*rows, back(target, "sb", key)))


def _panel(
    target: Target,
    storyline_id: str,
    titles: Mapping[str, str],
    lines: Sequence[Markup],
    rows: tuple[tuple[Button, ...], ...],
) -> View:
    title = shorten(title_of(storyline_id, titles, target.language), TITLE_ROOM)
    heading = target.heading(html(target.language, "following-title", mark="⚙️", title=title))
    return View(html="\n\n".join([heading, "\n".join(lines)]), rows=rows)


def _in_utc(target: Target, way: Subscription) -> bool:
    """Whether a time is shown that is meant in UTC only because no zone was chosen."""
    return way.level is SubscriptionLevel.DAILY and not target.chat.settings.zone


def _headlines_line(way: Subscription, language: str) -> Markup:
    if not way.languages:
        return html(language, "way-headlines-same")
    return html(language, "way-headlines", languages=names(way.languages, language))


def _level_button(target: Target, way: Subscription, key: str, level: SubscriptionLevel) -> Button:
    label = mark(say(target.language, f"level-button-{level}"), level is way.level)
    if level is SubscriptionLevel.DAILY:
        return Button(label=label, data=pack("sd", target.place, key))
    return Button(label=label, data=pack("sv", target.place, key, carried.carry_level(level)))


def _sound(target: Target, way: Subscription, key: str) -> Button:
    name = "way-button-sound-on" if way.silent else "way-button-sound-off"
    return _button(target, name, "sn", key, int(way.silent))


def _through(target: Target, way: Subscription, key: str) -> Button:
    name = "way-button-through-off" if way.through_quiet else "way-button-through-on"
    return _button(target, name, "sr", key, int(not way.through_quiet))


def _button(target: Target, name: str, code: str, *arguments: str | int) -> Button:
    return Button(label=say(target.language, name), data=pack(code, target.place, *arguments))
