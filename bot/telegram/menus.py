"""What Telegram shows of the bot by itself: menus of commands and descriptions, in each language."""

from __future__ import annotations

from collections.abc import Awaitable, Collection

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram.failures import plain_reason
from bot.telegram.help import ASKING, FOLLOWING, PRIVATE, STEERING
from bot.words import FALLBACK, languages, say

log = structlog.get_logger()

GROUPS = (*ASKING, *FOLLOWING, "help")
EVERYBODY = (*ASKING, *FOLLOWING, *PRIVATE, "help", "start")
ADMINS = (*EVERYBODY, *STEERING)


async def announce(bot: Bot) -> None:
    """Fill the menus and descriptions; that some of it fails is no reason not to start."""
    for language in languages():
        code = _code(language)
        await _tried(
            bot, bot.set_my_commands(_menu(EVERYBODY, language), BotCommandScopeAllPrivateChats(), code)
        )
        await _tried(bot, bot.set_my_commands(_menu(GROUPS, language), BotCommandScopeAllGroupChats(), code))
        await _tried(bot, bot.set_my_description(say(language, "bot-description"), code))
        await _tried(bot, bot.set_my_short_description(say(language, "bot-short-description"), code))


async def announce_steering(bot: Bot, admin: int) -> None:
    """Fill the menu of the private chat with an admin, who must have talked to the bot."""
    for language in languages():
        menu = _menu(ADMINS, language)
        await _tried(bot, bot.set_my_commands(menu, BotCommandScopeChat(admin), _code(language)))


def _code(language: str) -> str | None:
    """Without a code it is for all whose language has none of its own."""
    return None if language == FALLBACK else language


def _menu(names: Collection[str], language: str) -> list[BotCommand]:
    return [BotCommand(name, say(language, f"command-{name}")) for name in names]


async def _tried(bot: Bot, call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as error:
        log.warning("menu not set", reason=plain_reason(error, bot.token))
