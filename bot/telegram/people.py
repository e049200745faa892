"""The people who steer the bot, and how they are told something."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.fit import isolated, shorten
from bot.model import Access, Channel, Chat, Guest
from bot.ports import Store
from bot.telegram.doors import House
from bot.telegram.failures import plain_reason
from bot.telegram.talk import post
from bot.telegram.view import View
from bot.words import FALLBACK

log = structlog.get_logger()

NAME_ROOM = 60


def admins_of(store: Store, house: House) -> dict[int, str]:
    """Numbers of the admins with their languages: those in the settings, and those who had the code."""
    known = dict.fromkeys(sorted(house.admins), FALLBACK)
    known |= {admin.user: admin.language for admin in store.admins()}
    for user in known:
        if chat := store.find_chat(Channel.TELEGRAM, str(user), 0):
            known[user] = chat.language
    return known


async def tell(bot: Bot, users: Collection[int], view: View) -> int:
    """Send a view to these chats; returns to how many. Who blocked the bot, or never wrote to it, is passed
    over."""
    told = 0
    for user in users:
        try:
            await post(bot, user, view)
        except TelegramError as error:
            log.info("not told", chat=user, reason=plain_reason(error, bot.token))
        else:
            told += 1
    return told


def named(name: str, address: str) -> str:
    """Somebody's name with the number, by which namesakes are told apart."""
    shown = isolated(shorten(name, NAME_ROOM))
    return f"{shown} ({address})" if shown else address


def as_guest(chat: Chat, known: Guest | None, access: Access, now: datetime) -> Guest:
    """A chat with its standing at the door; it keeps the number and the time that it has there."""
    return Guest(
        id=known.id if known else 0,
        channel=chat.channel,
        address=chat.address,
        name=chat.title,
        access=access,
        language=chat.language,
        asked_at=known.asked_at if known else now,
    )
