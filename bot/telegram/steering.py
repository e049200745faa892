"""Steering: what those who run the bot ask for in their private chat. Everybody else hears of none of it."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.errors import ConfigError, FetchError, ParseError
from bot.fit import shorten
from bot.model import Answer, Ask, Chat, FoundFeed
from bot.secrets import without_secrets
from bot.telegram.deeplinks import chat_link
from bot.telegram.finds import LABEL_ROOM, REASON_ROOM, TITLE_ROOM, choice_view, preview, refused
from bot.telegram.people import admins_of
from bot.telegram.presses import number, pack
from bot.telegram.talk import Handler, PressHandler, Services, Talk, Toast, post, tolerating
from bot.telegram.view import Button, View
from bot.text import one_line
from bot.words import html, say

KEPT = 50
"""Finds that are remembered for their buttons; the oldest go first, and all of them with a restart."""

_ADDRESS = re.compile(r"\S*[^\s.:/][.:/]\S")
"""What may be a web address; whether it is one is seen when it is fetched."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CODES = {Ask.ENABLE: "xe", Ask.DISCARD: "xd", Ask.FEEDS: "xf"}


class Steering:
    """The part of the conversation that is for admins."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._found: OrderedDict[str, tuple[FoundFeed, ...]] = OrderedDict()

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        known = {"addfeed": self._addfeed, "feeds": self._feeds, "health": self._health, "track": self._track}
        return {name: self._guarded(handler) for name, handler in known.items()}

    def presses(self) -> Mapping[str, PressHandler]:
        """By the code that the buttons carry."""
        known = {
            "xp": self._preview,
            "xa": self._add,
            "xc": self._cancel,
            "xe": self._enable,
            "xd": self._discard,
            "xf": self._turn,
        }
        return {code: self._guarded_press(handler) for code, handler in known.items()}

    # --- who may -----------------------------------------------------------------------------------------

    async def _is_admin(self, user: int) -> bool:
        house = self._services.house
        return user in await self._services.access(lambda store: admins_of(store, house))

    def _guarded(self, handler: Handler) -> Handler:
        async def answer(talk: Talk) -> None:
            if await self._is_admin(talk.user_id):
                if talk.private:
                    await handler(talk)
                else:
                    await talk.reply(View(html=html(talk.language, "gate-private")))
            elif talk.private:
                await talk.reply(View(html=html(talk.language, "help-unknown")))

        return answer

    def _guarded_press(self, handler: PressHandler) -> PressHandler:
        async def answer(talk: Talk, arguments: tuple[str, ...]) -> Toast:
            if not await self._is_admin(talk.user_id):
                return Toast(text=say(talk.language, "stale-button"))
            return await handler(talk, arguments)

        return answer

    async def _chat(self, talk: Talk) -> Chat:
        """The chat with its settings, that answers in the language of this talk."""
        seen = talk.chat
        known = await self._services.access(
            lambda store: store.find_chat(seen.channel, seen.address, seen.topic)
        )
        return replace(known or seen, language=talk.language)

    # --- sources -----------------------------------------------------------------------------------------

    async def _addfeed(self, talk: Talk) -> None:
        language = talk.language
        address, *tongue = talk.words.split(maxsplit=1)[:2] or [""]
        if not _ADDRESS.match(address):
            await talk.reply(View(html=html(language, "steering-addfeed-how")))
            return
        if tongue and not _LANGUAGE.fullmatch(tongue[0]):
            wrong = html(language, "steering-addfeed-language", tongue=shorten(tongue[0], LABEL_ROOM))
            await talk.reply(View(html=wrong))
            return
        waiting = await post(talk.bot, talk.place.id, View(html=html(language, "steering-addfeed-looking")))
        await _put(talk, waiting.message_id, await self._search(address, tongue, language))

    async def _search(self, address: str, tongue: Sequence[str], language: str) -> View:
        """What was found at an address, with buttons to choose or add."""
        try:
            found = await self._services.desk.find_feeds(address)
        except (FetchError, ParseError) as error:
            reason = shorten(without_secrets(str(error)), REASON_ROOM)
            return View(html=html(language, "steering-addfeed-none", reason=reason))
        if tongue:
            found = [replace(one, language=tongue[0]) for one in found]
        key = secrets.token_hex(6)
        self._found[key] = tuple(found)
        if len(self._found) > KEPT:
            self._found.popitem(last=False)
        if len(found) > 1:
            return choice_view(found, key, language)
        return self._previewed(found[0], key, 0, language)

    def _previewed(self, found: FoundFeed, key: str, place: int, language: str) -> View:
        titles = {one.id: one.title_in(language) for one in self._services.storylines()}
        return preview(found, key, place, titles, language)

    def _chosen(self, arguments: Sequence[str]) -> FoundFeed | None:
        """The find that a button means, if it is still remembered."""
        key, place = (*arguments, "", "")[:2]
        found, index = self._found.get(key, ()), number(place)
        return found[index] if index is not None and 0 <= index < len(found) else None

    async def _preview(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        found = self._chosen(arguments)
        if found is None:
            return Toast(text=say(talk.language, "steering-found-stale"), alert=True)
        await talk.show(self._previewed(found, arguments[0], int(arguments[1]), talk.language))
        return Toast()

    async def _add(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        found, language = self._chosen(arguments), talk.language
        if found is None:
            return Toast(text=say(language, "steering-found-stale"), alert=True)
        try:
            added = await self._services.desk.add_feed(found)
        except ConfigError as error:
            await talk.show(refused(error, language))
            return Toast()
        title = shorten(found.title, TITLE_ROOM)
        await talk.show(View(html=html(language, "steering-added", title=title, id=added)))
        return Toast()

    async def _cancel(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        del arguments
        await talk.show(View(html=html(talk.language, "steering-cancelled")))
        return Toast()

    async def _feeds(self, talk: Talk) -> None:
        await talk.reply(_view(await self._services.desk.feeds(await self._chat(talk))))

    async def _turn(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        page = number((*arguments, "0")[0]) or 0
        await talk.show(_view(await self._services.desk.feeds(await self._chat(talk), page)))
        return Toast()

    async def _health(self, talk: Talk) -> None:
        await talk.reply(_view(await self._services.desk.health(await self._chat(talk))))

    # --- storylines --------------------------------------------------------------------------------------

    async def _track(self, talk: Talk) -> None:
        language, words = talk.language, one_line(talk.words)
        if not words:
            await talk.reply(View(html=html(language, "steering-track-how")))
            return
        waiting = await post(talk.bot, talk.place.id, View(html=html(language, "steering-track-trying")))
        answer = await self._services.desk.draft(await self._chat(talk), words, talk.user_id)
        await _put(talk, waiting.message_id, _view(answer))

    async def _enable(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        language = talk.language
        try:
            enabled = await self._services.desk.enable(number((*arguments, "")[0]) or 0)
        except ConfigError as error:
            await talk.reply(refused(error, language))
            return Toast()
        if enabled is None:
            return Toast(text=say(language, "steering-draft-gone"), alert=True)
        link = chat_link(talk.bot.username, enabled)
        row = (Button(label=say(language, "steering-button-follow"), url=link),)
        await talk.show(View(html=html(language, "steering-enabled", id=enabled), rows=(row,)))
        return Toast()

    async def _discard(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        await self._services.desk.discard(number((*arguments, "")[0]) or 0)
        await talk.show(View(html=html(talk.language, "steering-discarded")))
        return Toast()


# --- what is shown ---------------------------------------------------------------------------------------


async def _put(talk: Talk, message_id: int, view: View) -> None:
    """Let a message of ours say this instead."""
    await tolerating(
        talk.bot.edit_message_text(
            view.html,
            chat_id=talk.place.id,
            message_id=message_id,
            parse_mode="HTML",
            reply_markup=view.markup(),
        )
    )


def _view(answer: Answer) -> View:
    rows = tuple(
        tuple(Button(label=one.label, data=pack(_CODES[one.ask], one.key)) for one in row)
        for row in answer.choices
    )
    return View(html=answer.html, rows=rows)
