"""The people who steer the bot, and how they are told something."""

from __future__ import annotations

from collections.abc import Collection

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.model import Channel, Guest
from bot.ports import Store
from bot.telegram.doors import House
from bot.telegram.failures import plain_reason
from bot.telegram.talk import post
from bot.telegram.view import View
from bot.words import FALLBACK

log = structlog.get_logger()


def admins_of(store: Store, house: House) -> dict[int, str]:
    """Numbers of the admins with their languages: those in the settings, and those who had the code."""
    known = {admin.user: admin.language for admin in store.admins()}
    for user in sorted(house.admins - known.keys()):
        chat = store.find_chat(Channel.TELEGRAM, str(user), 0)
        known[user] = chat.language if chat else FALLBACK
    return known


async def tell(bot: Bot, users: Collection[int], view: View) -> int:
    """Send a view to these people; returns to how many. Who blocked the bot, or never wrote to it, is passed
    over."""
    told = 0
    for user in users:
        try:
            await post(bot, user, view)
        except TelegramError as error:
            log.info("admin not told", reason=plain_reason(error, bot.token))
        else:
            told += 1
    return told


def named(guest: Guest) -> str:
    """A guest's name with the number, by which namesakes are told apart."""
    return f"{guest.name or '?'} ({guest.address})"
