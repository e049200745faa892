"""Whose affairs are meant: those of the chat in which somebody talks, or of a channel that they manage.

Each button of these panels carries a *place* first: nothing for the chat in which it stands, `t7` for its
topic 7, `-100…` for the channel with that number, which is managed from a private chat.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot.fit import shorten
from bot.model import Access, Channel, Chat
from bot.telegram.presses import number
from bot.telegram.standing import Standing, look
from bot.telegram.talk import PressHandler, Services, Talk, Toast
from bot.telegram.view import View
from bot.words import html, say

TITLE_ROOM = 100

_PLACE = re.compile(r"t(?P<topic>[1-9][0-9]{0,9})|(?P<channel>-[0-9]{1,16})|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whose affairs a command or a button is about, as they are now."""

    talk: Talk
    """In the topic that is meant."""
    standing: Standing
    channel: bool = False
    """A channel, managed from the private chat in which it is talked of."""

    @property
    def chat(self) -> Chat:
        """With its settings; its id is 0 while it is not stored."""
        return self.standing.chat

    @property
    def seen(self) -> Chat:
        """As Telegram shows it now; a channel, of which nothing is seen but the button, as it is stored."""
        return self.chat if self.channel else self.talk.chat

    @property
    def language(self) -> str:
        """In which to answer."""
        return self.talk.language

    @property
    def place(self) -> str:
        """What the buttons carry."""
        if self.channel:
            return self.chat.address
        return f"t{self.chat.topic}" if self.chat.topic else ""

    @property
    def kind(self) -> str:
        """`$kind` of the texts."""
        return "channel" if self.channel else "chat"

    def heading(self, text: str) -> str:
        """The head of a panel: for a channel its name stands above, or nobody knows whose panel it is."""
        if not self.channel:
            return text
        name = html(self.talk.language, "panel-channel", title=shorten(self.chat.title, TITLE_ROOM))
        return f"{name}\n{text}"


TargetHandler: TypeAlias = Callable[[Target, tuple[str, ...]], Awaitable[Toast]]


async def here(services: Services, talk: Talk) -> Target:
    """The chat in which this is said."""
    standing = await services.access(lambda store: look(store, talk.chat))
    return Target(talk=talk, standing=standing)


async def channel(services: Services, talk: Talk, seen: Chat) -> Target:
    """A channel whose admin talks, as they have just shown."""
    standing = await services.access(lambda store: look(store, seen))
    return Target(talk=talk, standing=standing, channel=True)


async def aim(services: Services, talk: Talk, place: str) -> Target | Toast:
    """What a button is about; a toast for a place that there is not, or of which the talker is no admin."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return stale(talk)
    if topic := found["topic"]:
        return await here(services, replace(talk, chat=replace(talk.chat, topic=int(topic))))
    if not found["channel"]:
        return await here(services, talk)
    address = found["channel"]
    known, guest = await services.access(
        lambda store: (
            store.find_chat(Channel.TELEGRAM, address, 0),
            store.guest(Channel.TELEGRAM, address),
        )
    )
    if known is None or not talk.private:
        return stale(talk)
    if guest and guest.access is Access.REFUSED:
        return Toast(text=say(talk.language, "channel-refused"), alert=True)
    if not await manages(talk.bot, int(address), talk.user_id):
        return Toast(text=html(talk.language, "channel-lost").striptags(), alert=True)
    return await channel(services, talk, known)


def looking(services: Services, handler: TargetHandler) -> PressHandler:
    """A press for anybody who may see the panel."""

    async def press(talk: Talk, arguments: tuple[str, ...]) -> Toast:
        place, *rest = arguments or ("",)
        target = await aim(services, talk, place)
        return target if isinstance(target, Toast) else await handler(target, tuple(rest))

    return press


def deciding(services: Services, handler: TargetHandler) -> PressHandler:
    """A press for those who decide for the chat; the others are told so."""

    async def decide(target: Target, arguments: tuple[str, ...]) -> Toast:
        if not await may_decide(target):
            return Toast(text=say(target.talk.language, "following-admins-only"))
        return await handler(target, arguments)

    return looking(services, decide)


async def may_decide(target: Target) -> bool:
    """Whether the talker decides for the target; of a channel that was asked already."""
    return target.channel or await target.talk.may_change()


async def refused(target: Target) -> bool:
    """Whether a command is not for this talker, who is told so."""
    if await may_decide(target):
        return False
    await target.talk.reply(View(html=html(target.talk.language, "following-admins-only")))
    return True


def stale(talk: Talk) -> Toast:
    """The answer to a button that says nothing any more."""
    return Toast(text=say(talk.language, "stale-button"))


async def manages(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Whether that person is an admin of that chat, as far as the bot can see."""
    if not user_id:
        return False
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):  # no such chat, or the bot is no longer there
        return False
    return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


def page_of(arguments: tuple[str, ...], place: int) -> int:
    """The page that an argument names, from 0; 0 where there is none."""
    return max(0, number(arguments[place]) or 0) if len(arguments) > place else 0
