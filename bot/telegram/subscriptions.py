"""Part of the conversation: greeting, the storylines, following and leaving them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from markupsafe import Markup

from bot.fit import shorten
from bot.model import ALL_STORYLINES, Chat
from bot.ports import Store
from bot.telegram import cards
from bot.telegram.answers import view_of
from bot.telegram.presses import key_of, pack, storyline_of
from bot.telegram.standing import FRESH, Change, Changed, drop, find, follow, titles
from bot.telegram.talk import Handler, PressHandler, Services, Talk, Toast
from bot.telegram.targets import Target, deciding, here, looking, page_of, refused
from bot.telegram.view import Button, View
from bot.words import html, say

log = structlog.get_logger()

NO_NAMES = frozenset({"here"})
"""What stands behind `/start` where a link names no storyline."""

NAME_SHOWN = 40
"""Characters of a wrong name that an answer repeats."""

TOAST_TITLE = 80
"""UTF-16 units of a title in the answer to a button, which has 200 in all."""

Act = Callable[[Store, Chat, str, datetime], Changed]


class Subscriptions:
    """`/start`, `/storylines`, `/subscribe`, `/unsubscribe`, `/subscriptions`, and the buttons of lists."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {
            "start": self.start,
            "storylines": self.storylines,
            "subscribe": self.subscribe,
            "unsubscribe": self.unsubscribe,
            "subscriptions": self.subscriptions,
        }

    def presses(self) -> Mapping[str, PressHandler]:
        """Codes `ff` and `fd` follow and leave, `fp` and `fs` show lists, `fn` leaves in a panel."""
        return {
            "ff": deciding(self._services, self._followed),
            "fd": deciding(self._services, self._dropped),
            "fn": deciding(self._services, self._ended),
            "fp": looking(self._services, self._turned),
            "fs": looking(self._services, self._mine),
        }

    async def start(self, talk: Talk) -> None:
        """Greet and show the storylines; a name behind it (a deep link) is followed at once."""
        if talk.words and talk.words not in NO_NAMES:
            await self._change(talk, _follow)
        else:
            await talk.reply(await self._cards(await here(self._services, talk), 0, cards.GREETING))

    async def storylines(self, talk: Talk) -> None:
        """Show the storylines, and which are followed."""
        await talk.reply(await self._cards(await here(self._services, talk)))

    async def subscribe(self, talk: Talk) -> None:
        """Follow the named storyline or all; show them if none is named."""
        await (self._change(talk, _follow) if talk.words else self.storylines(talk))

    async def unsubscribe(self, talk: Talk) -> None:
        """Leave the named storyline or all; show what is followed if none is named."""
        await (self._change(talk, _drop) if talk.words else self.subscriptions(talk))

    async def subscriptions(self, talk: Talk) -> None:
        """Show what is followed, and how."""
        target = await here(self._services, talk)
        await talk.reply(cards.mine_view(target, self._titles(talk.language)))

    # --- words -------------------------------------------------------------------------------------------

    async def _change(self, talk: Talk, act: Act) -> None:
        target = await here(self._services, talk)
        if await refused(target):
            return
        found = find(talk.words, self._services.storylines(), target.standing.followed)
        if found is None:
            name = shorten(talk.words, NAME_SHOWN)
            await talk.reply(View(html=html(talk.language, "following-unknown", called=name)))
            return
        changed = await self._apply(target, act, found)
        newest = await self._newest(target, changed, found)
        said = self._said(target, changed, found, cards.TITLE_ROOM)
        if _opens(changed) and newest is None:
            said += "\n" + html(talk.language, "following-no-story")
        await talk.reply(View(html=said, rows=self._after(target, changed, found)))
        if newest:
            await talk.reply(newest)

    def _after(self, target: Target, changed: Changed, storyline_id: str) -> tuple[tuple[Button, ...], ...]:
        """The buttons under an answer: on to what can be set of what is followed."""
        if storyline_id not in changed.standing.followed:
            return ()
        title = cards.title_of(storyline_id, self._titles(target.language), target.language)
        label = f"⚙️ {shorten(title, cards.LABEL_ROOM)}"
        return ((Button(label=label, data=pack("sb", target.place, key_of(storyline_id))),),)

    # --- buttons -----------------------------------------------------------------------------------------

    async def _followed(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        return await self._switch(target, arguments, _follow)

    async def _dropped(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        return await self._switch(target, arguments, _drop)

    async def _switch(self, target: Target, arguments: tuple[str, ...], act: Act) -> Toast:
        """Follow or leave by a button of the cards, which show the outcome."""
        key, page, head = (*arguments, "", "", "")[0], page_of(arguments, 1), arguments[-1:] or ("",)
        found = self._meant(target, key)
        if found is None:
            await target.talk.show(await self._cards(target, page, head[0]))
            return Toast(text=html(target.language, "following-vanished").striptags())
        changed = await self._apply(target, act, found)
        after = Target(talk=target.talk, standing=changed.standing, channel=target.channel)
        await target.talk.show(await self._cards(after, page, head[0]))
        newest = await self._newest(target, changed, found)
        if newest:
            await target.talk.reply(newest)
        said = self._said(target, changed, found, TOAST_TITLE).striptags()
        if _opens(changed) and newest is None:
            said = f"{said} {say(target.language, 'following-no-story')}"
        return Toast(text=said)

    async def _ended(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        """Leave by a button of the panel of one storyline; what is left is shown."""
        found = self._meant(target, arguments[0]) if arguments else None
        changed = await self._apply(target, _drop, found) if found else None
        standing = changed.standing if changed else target.standing
        after = Target(talk=target.talk, standing=standing, channel=target.channel)
        await target.talk.show(cards.mine_view(after, self._titles(target.language)))
        if changed is None or found is None:
            return Toast(text=html(target.language, "way-ended").striptags())
        return Toast(text=self._said(target, changed, found, TOAST_TITLE).striptags())

    async def _turned(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        head = arguments[1] if len(arguments) > 1 else cards.LIST
        await target.talk.show(await self._cards(target, page_of(arguments, 0), head))
        return Toast()

    async def _mine(self, target: Target, arguments: tuple[str, ...]) -> Toast:
        view = cards.mine_view(target, self._titles(target.language), page=page_of(arguments, 0))
        await target.talk.show(view)
        return Toast()

    # --- both --------------------------------------------------------------------------------------------

    async def _apply(self, target: Target, act: Act, storyline_id: str) -> Changed:
        now = self._services.clock.now()
        changed = await self._services.access(lambda store: act(store, target.seen, storyline_id, now))
        log.info(
            "subscription",
            chat=target.chat.address,
            topic=target.chat.topic,
            storyline=storyline_id,
            change=changed.change.value,
        )
        return changed

    async def _newest(self, target: Target, changed: Changed, storyline_id: str) -> View | None:
        """The newest story of what has just been followed, so that the chat is not empty."""
        if not _opens(changed):
            return None
        answer = await self._services.desk.newest(changed.standing.chat, storyline_id)
        return view_of(answer, target.language) if answer else None

    async def _cards(self, target: Target, page: int = 0, head: str = cards.LIST) -> View:
        shown = await self._services.desk.storylines(target.language)
        now, username = self._services.clock.now(), target.talk.bot.username
        return cards.cards_view(shown, target, now, page=page, head=head, username=username)

    def _said(self, target: Target, changed: Changed, storyline_id: str, room: int) -> Markup:
        title = cards.title_of(storyline_id, self._titles(target.language), target.language)
        name = f"following-{changed.change}"
        return html(target.language, name, kind=target.kind, title=shorten(title, room))

    def _meant(self, target: Target, key: str) -> str | None:
        known = (storyline.id for storyline in self._services.storylines())
        return storyline_of(key, [ALL_STORYLINES, *known, *target.standing.followed])

    def _titles(self, language: str) -> Mapping[str, str]:
        return titles(self._services.storylines(), language)


def _opens(changed: Changed) -> bool:
    """Whether the newest story is due: not if all are followed after one, whose story was shown then."""
    widened = changed.change is Change.FOLLOWED_ALL and len(changed.standing.followed) > 1
    return changed.change in FRESH and not widened


def _follow(store: Store, chat: Chat, storyline_id: str, now: datetime) -> Changed:
    return follow(store, chat, storyline_id, now)


def _drop(store: Store, chat: Chat, storyline_id: str, now: datetime) -> Changed:
    del now
    return drop(store, chat, storyline_id)
