"""Part of the conversation: what a chat does not want to hear of, and how it hears of it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.fit import shorten
from bot.model import Mutes
from bot.ports import Store
from bot.telegram.cards import LABEL_ROOM, PAGE_SIZE, title_of, turning
from bot.telegram.panels import panel
from bot.telegram.presses import key_of, number, pack
from bot.telegram.standing import titles
from bot.telegram.talk import Handler, PressHandler, Services, Toast
from bot.telegram.targets import Target, deciding, looking, page_of, stale
from bot.telegram.view import Button, View
from bot.words import html, say


async def mutes_of(services: Services, target: Target) -> Mutes:
    """What the target has muted."""
    if not target.chat.id:
        return Mutes()
    return await services.access(lambda store: store.mutes(target.chat.id))


class Muting:
    """The panel of what is muted; muting itself is done by the buttons of stories."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """None: `/settings` leads here."""
        return {}

    def presses(self) -> Mapping[str, PressHandler]:
        """Codes `sm` for the panel, `su` for a story and `so` for an outlet that shall be heard again."""
        services = self._services
        return {
            "sm": looking(services, self._muted),
            "su": deciding(services, self._unmute_story),
            "so": deciding(services, self._unmute_outlet),
        }

    async def _muted(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        await target.talk.show(await self._mutes_view(target, page_of(arguments, 0)))
        return Toast()

    async def _unmute_story(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        story = number(arguments[0]) if arguments else None
        if story is None:
            return stale(target.talk)
        muted = (await mutes_of(self._services, target)).stories
        title = next((one.title for one in muted if one.story_id == story), "")
        return await self._unmuted(
            target, title, page_of(arguments, 1), lambda store: store.unmute_story(target.chat.id, story)
        )

    async def _unmute_outlet(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        if len(arguments) < 2:
            return stale(target.talk)
        pairs = (await mutes_of(self._services, target)).outlets
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
        return mutes_view(
            target,
            await mutes_of(self._services, target),
            titles(self._services.storylines(), target.language),
            page,
        )


def mutes_view(target: Target, mutes: Mutes, titles: Mapping[str, str], page: int = 0) -> View:
    """What the chat does not want to hear of, with a button to take each back."""
    language = target.language
    entries: list[tuple[str, str, tuple[str, ...]]] = [
        (shorten(one.title, 100), "", ("su", str(one.story_id))) for one in mutes.stories
    ]
    entries += [
        (shorten(outlet, 60), title_of(line, titles, language), ("so", key_of(line), key_of(outlet)))
        for line, outlet in mutes.outlets
    ]
    pages = max(1, -(-len(entries) // PAGE_SIZE))
    page = min(page, pages - 1)
    shown = entries[page * PAGE_SIZE :][:PAGE_SIZE]
    lines = [
        html(language, "mutes-outlet", outlet=name, title=shorten(title, 100))
        if title
        else html(language, "mutes-story", title=name)
        for name, title, _ in shown
    ]
    lines = [*lines, html(language, "mutes-how")] if lines else [html(language, "mutes-none")]
    rows: list[tuple[Button, ...]] = [
        (Button(label=f"🔊 {shorten(name, LABEL_ROOM)}", data=pack(code, target.place, *rest, page)),)
        for name, _, (code, *rest) in shown
    ]
    rows += turning("sm", target.place, page, pages)
    return panel(target, "mutes-heading", lines, tuple(rows))
