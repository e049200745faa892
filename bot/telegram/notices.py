"""What admins are told without having asked."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from telegram import Bot

from bot.errors import StoreError
from bot.telegram.people import admins_of, tell
from bot.telegram.talk import Services
from bot.telegram.view import View
from bot.words import FALLBACK

log = structlog.get_logger()


class Notices:
    """A way to the admins of the settings and to those who had the one-time code."""

    def __init__(self, bot: Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._languages = dict.fromkeys(sorted(services.house.admins), FALLBACK)
        """As they were when the store was last asked: one of the troubles to tell is a store that fails."""

    async def tell(self, said: Callable[[str], str]) -> int:
        """Send each admin what `said` gives for their language: Telegram's HTML, at most 4096 UTF-16 units.

        Returns how many were reached. Who blocked the bot, or never wrote to it, is passed over.
        """
        house = self._services.house
        try:
            self._languages = await self._services.access(lambda store: admins_of(store, house))
        except StoreError as error:
            log.info("admins as they were known before", reason=str(error))
        told = 0
        for user, language in self._languages.items():
            told += await tell(self._bot, [user], View(html=said(language)))
        return told
