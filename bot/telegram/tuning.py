"""Part of the conversation: how one storyline comes, by buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.model import ALL_STORYLINES, Subscription
from bot.telegram import carried, ways
from bot.telegram.cards import mine_view
from bot.telegram.keeping import drop_own_way, keep_way
from bot.telegram.presses import storyline_of
from bot.telegram.settings import offered_languages
from bot.telegram.standing import titles, way_of
from bot.telegram.talk import Handler, PressHandler, Services, Toast
from bot.telegram.targets import Target, TargetHandler, deciding, looking, may_decide, stale
from bot.telegram.view import View
from bot.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """One storyline that a target follows, by its own subscription or by the one to all."""

    target: Target
    storyline_id: str
    way: Subscription


Read = Callable[[Subscription, str], Subscription | None]
Show = Callable[[Tuned], Awaitable[View]]


class Tuning:
    """The panels of subscriptions."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """None: `/subscriptions` and `/settings level` lead here."""
        return {}

    def presses(self) -> Mapping[str, PressHandler]:
        """Codes `sb` for the panel, `sd` for the times of a digest, `sv`, `sn`, `sr`, `sk` for a change, `sa`
        to go with all storylines."""
        services = self._services
        return {
            "sb": looking(services, self._shown(self._panel)),
            "sd": looking(services, self._shown(self._daily)),
            "sv": deciding(services, self._changed(_level, self._panel)),
            "sn": deciding(services, self._changed(_sound, self._panel)),
            "sr": deciding(services, self._changed(_through, self._panel)),
            "sk": looking(services, self._headlines),
            "sa": deciding(services, self._as_all),
        }

    def _shown(self, show: Show) -> TargetHandler:
        async def press(target: Target, arguments: tuple[str, ...]) -> Toast:
            tuned = self._meant(target, arguments)
            if tuned is None:
                return await self._ended(target)
            await target.talk.show(await show(tuned))
            return Toast()

        return press

    def _changed(self, read: Read, show: Show) -> TargetHandler:
        async def press(target: Target, arguments: tuple[str, ...]) -> Toast:
            tuned = self._meant(target, arguments)
            if tuned is None:
                return await self._ended(target)
            wanted = read(tuned.way, arguments[1]) if len(arguments) > 1 else None
            if wanted is None:
                return stale(target.talk)
            unchanged = wanted == tuned.way
            if not unchanged:
                wanted = replace(wanted, storyline_id=tuned.storyline_id)
                target = await keep_way(self._services, target, wanted)
            after = self._meant(target, arguments)
            if after is None:
                return await self._ended(target)
            await target.talk.show(await show(after))
            return Toast(text=say(target.language, "panel-unchanged" if unchanged else "panel-changed"))

        return press

    async def _headlines(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        """Show the panel of headlines; with an order behind it, change it first."""
        if len(arguments) < 2:
            return await self._shown(self._headlines_view)(target, arguments)
        if not await may_decide(target):
            return Toast(text=say(target.language, "following-admins-only"))
        return await self._changed(_order, self._headlines_view)(target, arguments)

    async def _as_all(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        tuned = self._meant(target, arguments)
        if tuned is None:
            return await self._ended(target)
        target = await drop_own_way(self._services, target, tuned.storyline_id)
        return await self._shown(self._panel)(target, arguments)

    def _meant(self, target: Target, arguments: tuple[str, ...]) -> Tuned | None:
        known = (storyline.id for storyline in self._services.storylines())
        ids = [ALL_STORYLINES, *target.standing.followed, *known]
        found = storyline_of(arguments[0], ids) if arguments else None
        way = way_of(target.standing, found) if found else None
        return Tuned(target=target, storyline_id=found, way=way) if found and way else None

    async def _ended(self, target: Target) -> Toast:
        """What the button is about is not followed any more: say so, and show what is."""
        await target.talk.show(mine_view(target, self._titles(target)))
        return Toast(text=say(target.language, "way-ended"))

    async def _panel(self, tuned: Tuned) -> View:
        return ways.way_view(tuned.target, tuned.way, tuned.storyline_id, self._titles(tuned.target))

    async def _daily(self, tuned: Tuned) -> View:
        return ways.daily_view(tuned.target, tuned.way, tuned.storyline_id, self._titles(tuned.target))

    async def _headlines_view(self, tuned: Tuned) -> View:
        target = tuned.target
        offered = await offered_languages(self._services, target)
        return ways.headlines_view(target, tuned.way, tuned.storyline_id, self._titles(target), offered)

    def _titles(self, target: Target) -> Mapping[str, str]:
        return titles(self._services.storylines(), target.language)


def _level(way: Subscription, carried_as: str) -> Subscription | None:
    read = carried.read_level(carried_as)
    return replace(way, level=read[0], daily_at=read[1] or way.daily_at) if read else None


def _sound(way: Subscription, carried_as: str) -> Subscription | None:
    sound = carried.read_switch(carried_as)
    return None if sound is None else replace(way, silent=not sound)


def _through(way: Subscription, carried_as: str) -> Subscription | None:
    through = carried.read_switch(carried_as)
    return None if through is None else replace(way, through_quiet=through)


def _order(way: Subscription, carried_as: str) -> Subscription | None:
    order = carried.read_order(carried_as)
    return None if order is None else replace(way, languages=order)
