"""Part of the conversation: pauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.model import ChatSettings
from bot.telegram import carried, panels
from bot.telegram.keeping import keep, setting
from bot.telegram.talk import Handler, PressHandler, Services, Talk
from bot.telegram.targets import Target, here, refused
from bot.telegram.view import View
from bot.telegram.worded import OFF
from bot.text import fold, one_line
from bot.words import html
from bot.words.times import next_time, parse_pause

_LONGEST = 60
"""Characters of a wish that are looked at."""


class Pausing:
    """`/pause` and its panel."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {"pause": self.pause}

    def presses(self) -> Mapping[str, PressHandler]:
        """Code `sp`."""
        return {"sp": setting(self._services, self._read, self._view)}

    async def pause(self, talk: Talk) -> None:
        """Show the panel, or pause as the words behind the command say."""
        target = await here(self._services, talk)
        if not talk.words:
            await talk.reply(await self._view(target))
            return
        if await refused(target):
            return
        settings = target.chat.settings
        wish, now = one_line(talk.words[:_LONGEST]), self._services.clock.now()
        if fold(wish) in OFF:
            await keep(self._services, target, replace(settings, paused_until=None))
            await talk.reply(View(html=html(target.language, "pause-ended")))
            return
        until = parse_pause(wish, settings.zone, now)
        if until is None:
            await talk.reply(View(html=html(target.language, "pause-unknown")))
            return
        target = await keep(self._services, target, replace(settings, paused_until=until))
        await talk.reply(await self._view(target))

    async def _view(self, target: Target) -> View:
        return panels.pause_view(target, self._services.clock.now())

    def _read(self, target: Target, carried_as: str) -> ChatSettings | None:
        """The settings with the pause that a button carries: `4h`, `7d`, `0800` or `off`."""
        settings = target.chat.settings
        if carried_as == "off":
            return replace(settings, paused_until=None)
        until = _until(carried_as, settings.zone, self._services.clock.now())
        return replace(settings, paused_until=until) if until else None


def _until(carried_as: str, zone: str, now: datetime) -> datetime | None:
    clock = carried.read_time(carried_as)
    if clock:
        return next_time(clock, zone, now)
    return parse_pause(carried_as, zone, now) if carried_as in panels.PAUSES else None
