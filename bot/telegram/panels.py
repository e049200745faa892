"""The panels of settings: each says the present state in words, and its buttons the wanted one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from markupsafe import Markup

from bot.model import ALL_STORYLINES, ChatKind, Mutes, QuietHours
from bot.telegram import carried
from bot.telegram.presses import pack
from bot.telegram.targets import Target
from bot.telegram.view import Button, View
from bot.words import html, languages, say
from bot.words.names import language_name, own_name, zone_city
from bot.words.times import moment

ZONES = (
    *("UTC", "Europe/London", "Europe/Paris", "Europe/Kyiv", "Europe/Istanbul", "Europe/Moscow"),
    *("Africa/Casablanca", "Africa/Dakar", "Africa/Lagos", "Africa/Cairo", "Africa/Nairobi", "Asia/Dubai"),
    *("Asia/Kolkata", "Asia/Bangkok", "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo", "Australia/Sydney"),
    *("America/Sao_Paulo", "America/New_York", "America/Los_Angeles"),
)
"""One for most places where readers live, from west to east but for the last row."""

QUIET = ((22, 7), (23, 8), (0, 7), (20, 8))
"""Hours from and to."""

PAUSES = ("1h", "4h", "1d", "7d")
"""As buttons carry them."""

_LANGUAGES_SHOWN = 24

Rows = tuple[tuple[Button, ...], ...]


def settings_view(target: Target, mutes: Mutes, now: datetime) -> View:
    """All settings in words, with a button to each."""
    language, chosen = target.language, target.chat.settings
    lines = [
        _zone_line(target, now),
        _language_line(target),
        _headlines_line(target),
        _quiet_line(chosen.quiet, language),
        html(language, "settings-sound", state="off" if chosen.silent else "on"),
        _pause_line(target, now),
        _mutes_line(mutes, language),
        _follows_line(target),
    ]
    sound = "settings-button-sound-on" if chosen.silent else "settings-button-sound-off"
    rows = (
        (_to(target, "settings-button-zone", "sz"), _to(target, "settings-button-quiet", "sq")),
        (_to(target, "settings-button-language", "sl"), _to(target, "settings-button-headlines", "sh")),
        (_to(target, sound, "ss", int(chosen.silent)), _to(target, "settings-button-pause", "sp")),
        (_to(target, "settings-button-mutes", "sm", 0), _to(target, "following-button-mine", "fs", 0)),
    )
    heading = target.heading(html(language, "settings-heading"))
    return View(html="\n\n".join([heading, "\n".join(lines)]), rows=rows)


def _zone_line(target: Target, now: datetime) -> Markup:
    zone = target.chat.settings.zone
    if not zone:
        return html(target.language, "settings-zone-none", time=_clock(target, now))
    city = zone_city(zone, target.language)
    return html(target.language, "settings-zone", city=city, time=_clock(target, now))


def _clock(target: Target, now: datetime) -> str:
    """What a clock shows there."""
    return moment(now, target.language, target.chat.settings.zone or "UTC", now)


def _language_line(target: Target) -> Markup:
    language, chat = target.language, target.chat
    if chat.settings.language or target.channel:
        told = language_name(chat.settings.language or chat.language, language)
        return html(language, "settings-language", called=told)
    if chat.kind is ChatKind.PRIVATE:
        return html(language, "settings-language-telegram", called=language_name(language, language))
    return html(language, "settings-language-asker", called=language_name(chat.language, language))


def _headlines_line(target: Target) -> Markup:
    order = target.chat.settings.languages
    if not order:
        return html(target.language, "settings-headlines-none", called=_spoken(target))
    return html(target.language, "settings-headlines", languages=names(order, target.language))


def _spoken(target: Target) -> str:
    """The name of the language in which the target is told."""
    return language_name(target.chat.settings.language or target.chat.language, target.language)


def names(codes: Iterable[str], language: str) -> str:
    """The names of languages, in a row."""
    return ", ".join(language_name(code, language) for code in codes)


def _quiet_line(quiet: QuietHours | None, language: str) -> Markup:
    if quiet is None:
        return html(language, "settings-quiet-none")
    start, end = f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}"
    if quiet.urgent:
        return html(language, "settings-quiet-urgent", start=start, end=end)
    return html(language, "settings-quiet", start=start, end=end)


def _pause_line(target: Target, now: datetime) -> Markup:
    until = target.chat.settings.paused_until
    if until is None or until <= now:
        return html(target.language, "settings-not-paused")
    return html(target.language, "settings-paused", time=until_words(target, until, now))


def until_words(target: Target, until: datetime, now: datetime) -> str:
    """The end of a pause in the time zone of the target."""
    return moment(until, target.language, target.chat.settings.zone, now)


def _mutes_line(mutes: Mutes, language: str) -> Markup:
    if not mutes.stories and not mutes.outlets:
        return html(language, "settings-mutes-none")
    return html(language, "settings-mutes", stories=len(mutes.stories), outlets=len(mutes.outlets))


def _follows_line(target: Target) -> Markup:
    followed = target.standing.followed
    if ALL_STORYLINES in followed:
        return html(target.language, "settings-follows-all")
    return html(target.language, "settings-follows", count=len(followed))


# --- one setting each ------------------------------------------------------------------------------------


def zone_view(target: Target, now: datetime) -> View:
    """Where the chat lives."""
    language, zone = target.language, target.chat.settings.zone
    clock = _clock(target, now)
    state = html(language, "zone-none", time=clock)
    if zone:
        state = html(language, "zone-now", city=zone_city(zone, language), time=clock)
    buttons = [
        Button(
            label=mark(zone_city(name, language), name == zone),
            data=pack("sz", target.place, carried.carry_zone(name)),
        )
        for name in ZONES
    ]
    lines = [state, *in_words(target, html(language, "zone-how"))]
    return panel(target, "zone-heading", lines, grid(buttons, 3))


def language_view(target: Target) -> View:
    """In which language the chat is spoken to."""
    chosen = target.chat.settings.language or (target.chat.language if target.channel else "")
    buttons = [
        Button(label=mark(own_name(one), one == chosen), data=pack("sl", target.place, one))
        for one in languages()
    ]
    if target.chat.kind is ChatKind.PRIVATE:
        label = mark(say(target.language, "language-button-telegram"), not chosen)
        buttons.append(Button(label=label, data=pack("sl", target.place, carried.NOTHING)))
    lines = [_language_line(target), html(target.language, "language-how", kind=target.kind)]
    return panel(target, "language-heading", lines, grid(buttons, 2))


def headlines_view(target: Target, offered: Sequence[str]) -> View:
    """In which languages headlines are shown first."""
    order = target.chat.settings.languages
    state = html(target.language, "headlines-none", called=_spoken(target), kind=target.kind)
    if order:
        state = html(target.language, "headlines-now", languages=names(order, target.language))
    lines = [state, html(target.language, "headlines-how")]
    return panel(target, "headlines-heading", lines, order_rows(target, order, offered, "sh", target.place))


def order_rows(
    target: Target, order: Sequence[str], offered: Sequence[str], code: str, *arguments: str
) -> Rows:
    """A button for each language: tapped one after the other they make the order; the chosen ones show their
    place in it, and go out of it again."""
    buttons = []
    for one in dict.fromkeys([*order, *offered[:_LANGUAGES_SHOWN]]):
        name = language_name(one, target.language)
        if one in order:
            wanted, label = [other for other in order if other != one], f"{order.index(one) + 1}. {name}"
        elif len(order) < carried.MOST_LANGUAGES:
            wanted, label = [*order, one], name
        else:
            continue
        buttons.append(Button(label=label, data=pack(code, *arguments, carried.carry_order(wanted))))
    clear = Button(
        label=say(target.language, "headlines-button-clear"), data=pack(code, *arguments, carried.NOTHING)
    )
    return (*grid(buttons, 3), (clear,)) if len(order) > 1 else grid(buttons, 3)


def quiet_view(target: Target) -> View:
    """In which hours nothing comes."""
    language, quiet, zone = target.language, target.chat.settings.quiet, target.chat.settings.zone
    lines = [*_quiet_lines(quiet, language)]
    lines.append(
        html(language, "quiet-zone", city=zone_city(zone, language)) if zone else html(language, "zone-utc")
    )
    lines += in_words(target, html(language, "quiet-how"))
    urgent = quiet.urgent if quiet else False
    presets = [QuietHours(start=time(a), end=time(b), urgent=urgent) for a, b in QUIET]
    buttons = [
        Button(
            label=mark(f"{one.start:%H:%M}–{one.end:%H:%M}", one == quiet),
            data=pack("sq", target.place, carried.carry_quiet(one)),
        )
        for one in presets
    ]
    rows = grid(buttons, 2)
    if quiet:
        turned = QuietHours(start=quiet.start, end=quiet.end, urgent=not quiet.urgent)
        name = "quiet-button-urgent-off" if quiet.urgent else "quiet-button-urgent-on"
        rows += ((_to(target, name, "sq", carried.carry_quiet(turned)),),)
        rows += ((_to(target, "quiet-button-off", "sq", carried.NOTHING),),)
    if not zone:
        rows += ((_to(target, "settings-button-zone", "sz"),),)
    return panel(target, "quiet-heading", lines, rows)


def _quiet_lines(quiet: QuietHours | None, language: str) -> list[Markup]:
    if quiet is None:
        return [html(language, "quiet-none")]
    span = html(language, "quiet-now", start=f"{quiet.start:%H:%M}", end=f"{quiet.end:%H:%M}")
    return [span, html(language, "quiet-urgent" if quiet.urgent else "quiet-not-urgent")]


def pause_view(target: Target, now: datetime) -> View:
    """Until when nothing comes."""
    language, settings = target.language, target.chat.settings
    until = settings.paused_until
    paused = until is not None and until > now
    lines = [html(language, "pause-none")]
    if until is not None and paused:
        lines = [html(language, "pause-now", time=until_words(target, until, now))]
    lines += [html(language, "zone-utc")] * (not settings.zone)
    lines += in_words(target, html(language, "pause-how"))
    rows = grid([_pause_button(target, one) for one in PAUSES], 2)
    morning = Button(
        label=say(language, "pause-button-until", time="08:00"), data=pack("sp", target.place, "0800")
    )
    rows += ((morning,),)
    if paused:
        rows = ((_to(target, "pause-button-off", "sp", "off"),), *rows)
    if not settings.zone:
        rows += ((_to(target, "settings-button-zone", "sz"),),)
    return panel(target, "pause-heading", lines, rows)


def _pause_button(target: Target, carried_as: str) -> Button:
    count, name = int(carried_as[:-1]), {"h": "pause-button-hours", "d": "pause-button-days"}[carried_as[-1]]
    return Button(label=say(target.language, name, count=count), data=pack("sp", target.place, carried_as))


# --- parts of panels -------------------------------------------------------------------------------------


def mark(label: str, chosen: bool) -> str:
    """The label of a choice; the one in force is ticked."""
    return f"✅ {label}" if chosen else label


def in_words(target: Target, how: Markup) -> list[Markup]:
    """How something is said in words; of a channel it is not: words are about the chat where they stand."""
    return [] if target.channel else [how]


def grid(buttons: Sequence[Button], width: int) -> Rows:
    """The buttons in rows of that many."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def back(target: Target, code: str, *arguments: str | int) -> tuple[Button, ...]:
    """The row that leads back."""
    return (_to(target, "panel-button-back", code, *arguments),)


def _to(target: Target, name: str, code: str, *arguments: str | int) -> Button:
    return Button(label=say(target.language, name), data=pack(code, target.place, *arguments))


def panel(target: Target, heading: str, lines: Sequence[Markup], rows: Rows) -> View:
    head = target.heading(html(target.language, heading))
    return View(html="\n\n".join([head, "\n".join(lines)]), rows=(*rows, back(target, "se")))
