"""Part of the conversation: the buttons under a story. They work for old messages and after restarts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog
from telegram.constants import ChatType

from bot.fit import head, shorten, units
from bot.model import Answer, Channel, Chat, StoryView
from bot.ports import Store
from bot.telegram.answers import view_of
from bot.telegram.keyboards import BAD, GOOD, MUTE, OUTLETS, TIMELINE, UNMUTE, WHY, story_rows
from bot.telegram.presses import key_of, number, pack
from bot.telegram.standing import look, mutes_story, remember
from bot.telegram.talk import Handler, PressHandler, Services, Talk, Toast, tolerating
from bot.telegram.view import Button, View
from bot.words import html, say

log = structlog.get_logger()

MUTE_OUTLET, UNMUTE_OUTLET, BACK = "tx", "ty", "tk"
TOAST_ROOM = 200
OFFERED, NAME_ROOM = 12, 40
"""Outlets of a story that may be muted by buttons; each has a name so long."""


class Stories:
    """Why, timeline, mutes and judgements."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """None."""
        return {}

    def presses(self) -> Mapping[str, PressHandler]:
        """By the codes of `bot.telegram.keyboards`."""
        return {
            WHY: self._why,
            TIMELINE: self._timeline,
            MUTE: self._mute,
            UNMUTE: self._unmute,
            OUTLETS: self._outlets,
            MUTE_OUTLET: self._mute_outlet,
            UNMUTE_OUTLET: self._unmute_outlet,
            BACK: self._back,
            GOOD: self._good,
            BAD: self._bad,
        }

    # --- to know more ------------------------------------------------------------------------------------

    async def _why(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        talk = await self._placed(talk)
        answer = await self._services.desk.reasons(await self._reader(talk), _story_in(arguments))
        if answer is None:
            return _gone(talk)
        if units(answer.text) <= TOAST_ROOM:
            return Toast(text=answer.text, alert=True)
        return await self._answered(talk, answer)

    async def _timeline(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        talk = await self._placed(talk)
        answer = await self._services.desk.timeline(await self._reader(talk), "", _story_in(arguments) or -1)
        return await self._answered(talk, answer)

    async def _answered(self, talk: Talk, answer: Answer) -> Toast:
        """Below the story. In a channel no reader makes the bot post: they get as much as a box holds."""
        if _in_channel(talk):
            whole = units(answer.text) <= TOAST_ROOM
            return Toast(text=answer.text if whole else head(answer.text, TOAST_ROOM - 1) + "…", alert=True)
        await talk.reply(view_of(answer, talk.language))
        return Toast()

    # --- to hear less ------------------------------------------------------------------------------------

    async def _mute(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._switch(talk, _story_in(arguments), muted=True)

    async def _unmute(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._switch(talk, _story_in(arguments), muted=False)

    async def _switch(self, talk: Talk, story_id: int, *, muted: bool) -> Toast:
        """Mute a story or unmute it, and let the button offer the contrary."""
        talk = await self._placed(talk)
        if not await talk.may_change():
            return Toast(text=say(talk.language, "following-admins-only"))
        now = self._services.clock.now()

        def work(store: Store) -> bool:
            if store.story(story_id) is None:
                return False
            chat = _stored(store, talk.chat)
            if muted:
                store.mute_story(chat.id, story_id, now)
            else:
                store.unmute_story(chat.id, story_id)
            return True

        if not await self._services.access(work):
            return _gone(talk)
        log.info("story muted" if muted else "story unmuted", chat=talk.chat.address, story=story_id)
        _keyboard(talk, story_rows(story_id, talk.language, muted=muted))
        return Toast(text=say(talk.language, "story-muted" if muted else "story-unmuted"))

    async def _outlets(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        """Offer the outlets of a story; the only one is muted at once."""
        talk, story_id = await self._placed(talk), _story_in(arguments)
        if not await talk.may_change():
            return Toast(text=say(talk.language, "following-admins-only"))
        names, muted = await self._services.access(lambda store: _outlets_of(store, talk.chat, story_id))
        if not names:
            return _gone(talk)
        if len(names) == 1 and not muted and not _in_channel(talk):
            return await self._mute_outlet(talk, (str(story_id), key_of(names[0])))
        rows = [(_outlet_button(name, story_id, muted=name in muted),) for name in names[:OFFERED]]
        if not _in_channel(talk):
            await talk.reply(View(html=html(talk.language, "story-which-outlet"), rows=tuple(rows)))
            return Toast()
        if talk.message is None:
            return Toast(text=say(talk.language, "stale-button"))
        # readers of a channel need not see the question: the buttons change for a moment
        back = Button(label=say(talk.language, "panel-button-back"), data=pack(BACK, story_id))
        _keyboard(talk, [*rows, (back,)])
        return Toast(text=say(talk.language, "story-which-outlet"))

    async def _back(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        """Bring the buttons of the story back."""
        story_id = _story_in(arguments)
        if not await talk.may_change():
            return Toast(text=say(talk.language, "following-admins-only"))
        muted = await self._services.access(lambda store: mutes_story(store, talk.chat, story_id))
        _keyboard(talk, story_rows(story_id, talk.language, muted=muted))
        return Toast()

    async def _mute_outlet(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._outlet(talk, arguments, muted=True)

    async def _unmute_outlet(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._outlet(talk, arguments, muted=False)

    async def _outlet(self, talk: Talk, arguments: tuple[str, ...], *, muted: bool) -> Toast:
        """Mute an outlet of a story for its storyline, or take that back."""
        talk, story_id = await self._placed(talk), _story_in(arguments)
        if not await talk.may_change():
            return Toast(text=say(talk.language, "following-admins-only"))
        now, key = self._services.clock.now(), arguments[1] if len(arguments) > 1 else ""

        def work(store: Store) -> tuple[str, str] | None:
            view = store.story(story_id)
            name = next((one for one in _publishers(view) if key_of(one) == key), "") if view else ""
            if view is None or not name:
                return None
            chat, storyline_id = _stored(store, talk.chat), view.story.storyline_id
            if muted:
                store.mute_outlet(chat.id, storyline_id, name, now)
            else:
                store.unmute_outlet(chat.id, storyline_id, name)
            return storyline_id, name

        done = await self._services.access(work)
        if done is None:
            return _gone(talk)
        storyline_id, name = done
        titles = {one.id: one.title_in(talk.language) for one in self._services.storylines()}
        values = {
            "outlet": shorten(name, NAME_ROOM),
            "title": shorten(titles.get(storyline_id, storyline_id), 80),
        }
        said = "story-outlet-muted" if muted else "story-outlet-unmuted"
        code, label = (
            (UNMUTE_OUTLET, "story-button-undo") if muted else (MUTE_OUTLET, "story-button-mute-again")
        )
        undo = Button(label=say(talk.language, label), data=pack(code, story_id, key))
        told = View(html=html(talk.language, said, **values), rows=((undo,),))
        # under the story itself the buttons stay; a question is replaced by its answer
        if _in_channel(talk):
            await self._back(talk, arguments)
        elif talk.query and (talk.query.data or "").split(":")[1:2] == [OUTLETS]:
            await talk.reply(told)
        else:
            await talk.show(told)
        return Toast(text=shorten(html(talk.language, said, **values).striptags(), TOAST_ROOM))

    # --- to judge ----------------------------------------------------------------------------------------

    async def _good(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._rate(talk, arguments, good=True)

    async def _bad(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._rate(talk, arguments, good=False)

    async def _rate(self, talk: Talk, arguments: tuple[str, ...], *, good: bool) -> Toast:
        talk = await self._placed(talk)
        chat = await self._services.access(lambda store: _stored(store, talk.chat))
        story_id = _story_in(arguments)
        if not await self._services.desk.rate(chat, story_id, talk.user_id, good=good):
            return _gone(talk)
        return Toast(text=say(talk.language, "story-good" if good else "story-bad"))

    # --- where -------------------------------------------------------------------------------------------

    async def _placed(self, talk: Talk) -> Talk:
        """The talk in its topic: of an old message Telegram does not tell it, but the store remembers."""
        if talk.message is not None:
            return talk
        address, reference = talk.chat.address, str(talk.message_id)
        known = await self._services.access(
            lambda store: store.sent_message(Channel.TELEGRAM, address, reference)
        )
        return replace(talk, chat=replace(talk.chat, topic=known.chat.topic)) if known else talk

    async def _reader(self, talk: Talk) -> Chat:
        standing = await self._services.access(lambda store: look(store, talk.chat))
        return replace(standing.chat, language=talk.language)


def _story_in(arguments: tuple[str, ...]) -> int:
    """The number of the story that a button carries; 0 for none."""
    return (number(arguments[0]) or 0) if arguments else 0


def _stored(store: Store, seen: Chat) -> Chat:
    """The chat with its id."""
    return store.find_chat(seen.channel, seen.address, seen.topic) or remember(store, seen)


def _outlets_of(store: Store, seen: Chat, story_id: int) -> tuple[list[str], frozenset[str]]:
    """Who tells a story, and who of them is muted in its storyline."""
    view, chat = store.story(story_id), look(store, seen).chat
    if view is None:
        return [], frozenset()
    muted = store.mutes(chat.id).outlets if chat.id else ()
    names = _publishers(view)
    return names, frozenset(name for line, name in muted if line == view.story.storyline_id and name in names)


def _outlet_button(name: str, story_id: int, *, muted: bool) -> Button:
    """Mutes an outlet, or unmutes one that is muted."""
    label, code = ("🔔", UNMUTE_OUTLET) if muted else ("🔕", MUTE_OUTLET)
    return Button(label=f"{label} {shorten(name, NAME_ROOM)}", data=pack(code, story_id, key_of(name)))


def _keyboard(talk: Talk, rows: Sequence[tuple[Button, ...]]) -> None:
    """Change the buttons under the message, if it can still be changed."""
    if talk.query is None or talk.message is None:
        return
    query, markup = talk.query, View(html="", rows=tuple(rows)).markup()
    talk.later.append(lambda: tolerating(query.edit_message_reply_markup(markup)))


def _in_channel(talk: Talk) -> bool:
    return talk.place.type == ChatType.CHANNEL


def _publishers(view: StoryView) -> list[str]:
    """Who tells a story, each once, the first one first."""
    return list(dict.fromkeys(told.publisher for told in view.items if told.publisher))


def _gone(talk: Talk) -> Toast:
    return Toast(text=say(talk.language, "story-gone"))
