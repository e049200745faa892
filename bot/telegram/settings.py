"""Part of the conversation: how a chat wants to be told, by buttons and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from bot.model import ChatSettings, Subscription
from bot.telegram import carried, panels
from bot.telegram.keeping import keep, keep_way, setting
from bot.telegram.mutes import mutes_of
from bot.telegram.standing import titles, way_of
from bot.telegram.talk import Handler, PressHandler, Services, Talk, Toast
from bot.telegram.targets import Target, here, looking, refused
from bot.telegram.view import View
from bot.telegram.ways import way_view
from bot.telegram.worded import understood
from bot.words import html, languages
from bot.words.times import find_zone


class Settings:
    """`/settings` and the panels of a chat."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {"settings": self.settings}

    def presses(self) -> Mapping[str, PressHandler]:
        """Codes `se` for all, `sz`, `sl`, `sh`, `sq`, `ss` for one setting."""
        services = self._services
        return {
            "se": looking(services, self._shown),
            "sz": setting(services, _zone, self._zone_view),
            "sl": setting(services, _language, self._language_view),
            "sh": setting(services, _order, self._headlines_view),
            "sq": setting(services, _quiet, self._quiet_view),
            "ss": setting(services, _sound, self.view),
        }

    async def settings(self, talk: Talk) -> None:
        """Show the panel, or do what the words behind the command say."""
        target = await here(self._services, talk)
        if not talk.words:
            await talk.reply(await self.view(target))
            return
        if await refused(target):
            return
        wish = understood(target, talk.words, self._services.storylines())
        match wish:
            case ChatSettings():
                target = await keep(self._services, target, wish)
                await target.talk.reply(await self.view(target))
            case Subscription():
                await talk.reply(await self._way(target, wish))
            case _:
                await talk.reply(View(html=wish))

    async def _way(self, target: Target, wish: Subscription) -> View:
        target = await keep_way(self._services, target, wish)
        way = way_of(target.standing, wish.storyline_id)
        if way is None:
            return View(html=html(target.language, "way-ended"))
        return way_view(target, way, wish.storyline_id, self._titles(target))

    # --- panels ------------------------------------------------------------------------------------------

    async def view(self, target: Target) -> View:
        """The settings of a target, whole."""
        mutes = await mutes_of(self._services, target)
        return panels.settings_view(target, mutes, self._services.clock.now())

    async def _shown(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        del arguments
        await target.talk.show(await self.view(target))
        return Toast()

    async def _zone_view(self, target: Target) -> View:
        return panels.zone_view(target, self._services.clock.now())

    async def _language_view(self, target: Target) -> View:
        return panels.language_view(target)

    async def _headlines_view(self, target: Target) -> View:
        return panels.headlines_view(target, await offered_languages(self._services, target))

    async def _quiet_view(self, target: Target) -> View:
        return panels.quiet_view(target)

    def _titles(self, target: Target) -> Mapping[str, str]:
        return titles(self._services.storylines(), target.language)


async def offered_languages(services: Services, target: Target) -> list[str]:
    """The language of the target, then those of the sources, the most frequent first."""
    feeds = await services.access(lambda store: store.feed_health())
    counts = Counter(code for feed in feeds if (code := carried.language_code(feed.language)))
    own = target.chat.settings.language or target.chat.language
    return list(dict.fromkeys([own, *(code for code, _ in counts.most_common()), *languages()]))


# --- what the buttons of one setting carry ---------------------------------------------------------------


def _zone(target: Target, carried_as: str) -> ChatSettings | None:
    name = carried.read_zone(carried_as)
    return replace(target.chat.settings, zone=name) if name and find_zone(name) == name else None


def _language(target: Target, carried_as: str) -> ChatSettings | None:
    if carried_as not in (*languages(), carried.NOTHING):
        return None
    return replace(target.chat.settings, language="" if carried_as == carried.NOTHING else carried_as)


def _order(target: Target, carried_as: str) -> ChatSettings | None:
    order = carried.read_order(carried_as)
    return None if order is None else replace(target.chat.settings, languages=order)


def _quiet(target: Target, carried_as: str) -> ChatSettings | None:
    read = carried.read_quiet(carried_as)
    return replace(target.chat.settings, quiet=read[0]) if read else None


def _sound(target: Target, carried_as: str) -> ChatSettings | None:
    sound = carried.read_switch(carried_as)
    return None if sound is None else replace(target.chat.settings, silent=not sound)
