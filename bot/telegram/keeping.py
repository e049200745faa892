"""Changes of settings and subscriptions, carried out for a target, and the target as it is then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.model import ALL_STORYLINES, ChatSettings, Subscription
from bot.ports import Store
from bot.telegram.standing import Standing, look, remember, way_of
from bot.telegram.talk import PressHandler, Services, Toast
from bot.telegram.targets import Target, looking, may_decide, stale
from bot.telegram.view import View
from bot.words import language_of, say


async def keep(services: Services, target: Target, settings: ChatSettings) -> Target:
    """Change the settings of the target, which is stored for that."""
    chat = target.chat
    if not chat.id:
        chat = await services.access(lambda store: remember(store, target.seen))
    await services.desk.change_settings(chat.id, settings)
    talk = target.talk
    if not target.channel:
        # an anonymous admin has no language of their own
        telegram = language_of(talk.user.language_code) if talk.user else talk.language
        talk = replace(talk, language=settings.language or telegram)
    return await _again(services, replace(target, talk=talk))


async def keep_way(services: Services, target: Target, way: Subscription) -> Target:
    """Change how a storyline comes. One that came as all do gets a subscription of its own for that."""
    now = services.clock.now()
    if way.storyline_id not in target.standing.followed:
        await services.access(lambda store: store.subscribe(way.chat_id, way.storyline_id, now))
    await services.desk.change_subscription(way)
    return await _again(services, target)


async def drop_own_way(services: Services, target: Target, storyline_id: str) -> Target:
    """Let a storyline come as all do again."""

    def work(store: Store) -> Standing:
        if ALL_STORYLINES in look(store, target.seen).followed:
            store.unsubscribe(target.chat.id, storyline_id)
        return look(store, target.seen)

    standing = await services.access(work)
    if everything := way_of(standing, ALL_STORYLINES):
        await services.desk.change_subscription(everything)  # what waits comes as all does
    return replace(target, standing=standing)


async def _again(services: Services, target: Target) -> Target:
    standing = await services.access(lambda store: look(store, target.seen))
    return replace(target, standing=standing)


def setting(
    services: Services,
    read: Callable[[Target, str], ChatSettings | None],
    show: Callable[[Target], Awaitable[View]],
) -> PressHandler:
    """The presses of the panel of one setting: without more it is shown, with a wish it is changed first."""

    async def press(target: Target, arguments: tuple[str, ...]) -> Toast:
        said = Toast()
        if arguments:
            if not await may_decide(target):
                return Toast(text=say(target.language, "following-admins-only"))
            wanted = read(target, arguments[0])
            if wanted is None:
                return stale(target.talk)
            name = "panel-unchanged" if wanted == target.chat.settings else "panel-changed"
            target = await keep(services, target, wanted)
            said = Toast(text=say(target.language, name))
        await target.talk.show(await show(target))
        return said

    return looking(services, press)
