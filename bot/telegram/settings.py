"""Part of the conversation: how a chat wants to be told, by buttons and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.fit import shorten
from bot.model import ChatSettings, Mutes, Subscription
from bot.ports import Store
from bot.telegram import carried, panels
from bot.telegram.keeping import keep, keep_way, setting
from bot.telegram.presses import key_of, number
from bot.telegram.standing import titles, way_of
from bot.telegram.talk import Handler, PressHandler, Services, Talk, Toast
from bot.telegram.targets import Target, deciding, here, looking, page_of, refused, stale
from bot.telegram.view import View
from bot.telegram.ways import way_view
from bot.telegram.worded import understood
from bot.words import html, languages, say
from bot.words.times import find_zone


class Settings:
    """`/settings` and the panels of a chat."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {"settings": self.settings}

    def presses(self) -> Mapping[str, PressHandler]:
        """Codes `se` for all, `sz`, `sl`, `sh`, `sq`, `ss` for one setting, `sm`, `su`, `so` for mutes."""
        services = self._services
        return {
            "se": looking(services, self._shown),
            "sz": setting(services, _zone, self._zone_view),
            "sl": setting(services, _language, self._language_view),
            "sh": setting(services, _order, self._headlines_view),
            "sq": setting(services, _quiet, self._quiet_view),
            "ss": setting(services, _sound, self.view),
            "sm": looking(services, self._muted),
            "su": deciding(services, self._unmute_story),
            "so": deciding(services, self._unmute_outlet),
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
        return panels.settings_view(target, await self._mutes(target), self._services.clock.now())

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

    # --- mutes -------------------------------------------------------------------------------------------

    async def _muted(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        await target.talk.show(await self._mutes_view(target, page_of(arguments, 0)))
        return Toast()

    async def _unmute_story(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        story = number(arguments[0]) if arguments else None
        if story is None:
            return stale(target.talk)
        muted = (await self._mutes(target)).stories
        title = next((one.title for one in muted if one.story_id == story), "")
        return await self._unmuted(
            target, title, page_of(arguments, 1), lambda store: store.unmute_story(target.chat.id, story)
        )

    async def _unmute_outlet(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        if len(arguments) < 2:
            return stale(target.talk)
        pairs = (await self._mutes(target)).outlets
        line, outlet = next(
            (pair for pair in pairs if (key_of(pair[0]), key_of(pair[1])) == arguments[:2]), ("", "")
        )
        return await self._unmuted(
            target,
            outlet,
            page_of(arguments, 2),
            lambda store: store.unmute_outlet(target.chat.id, line, outlet),
        )

    async def _unmuted(self, target: Target, name: str, page: int, work: Callable[[Store], bool]) -> Toast:
        """Carry out what unmutes something, and show what is left; without a name there is nothing to do."""
        done = bool(name) and await self._services.access(work)
        await target.talk.show(await self._mutes_view(target, page))
        if not done:
            return Toast(text=say(target.language, "mutes-gone"))
        return Toast(text=say(target.language, "mutes-unmuted", title=shorten(name, 100)))

    async def _mutes_view(self, target: Target, page: int) -> View:
        return panels.mutes_view(target, await self._mutes(target), self._titles(target), page)

    async def _mutes(self, target: Target) -> Mutes:
        if not target.chat.id:
            return Mutes()
        return await self._services.access(lambda store: store.mutes(target.chat.id))

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
