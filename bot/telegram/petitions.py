"""Chats that ask to be let in: the admins are asked, and those who ask are told so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from telegram import Bot, User

from bot.model import Access, Chat, Guest
from bot.telegram.people import as_guest, named, tell
from bot.telegram.presses import pack
from bot.telegram.talk import Services
from bot.telegram.view import Button, View
from bot.words import html, say

log = structlog.get_logger()

ASKED_A_DAY = 20
"""Questions to the admins a day; who comes later is found in /guests."""


class Petitions:
    """Asks for each chat once, and not too often a day."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._asked: list[datetime] = []
        """When the admins were asked, within the last day."""

    async def ask(
        self, bot: Bot, chat: Chat, user: User | None, language: str, admins: Mapping[int, str]
    ) -> str:
        """Ask the admins, each in their language, to let a chat in, as somebody there wishes.

        Returns what the chat is to be told.
        """
        now = self._services.clock.now()
        guest = as_guest(chat, None, Access.ASKED, now)
        guest = await self._services.access(lambda store: store.save_guest(guest))
        self._asked = [at for at in self._asked if now - at < timedelta(days=1)]
        told = 0
        if admins and len(self._asked) < ASKED_A_DAY:
            self._asked.append(now)
            for admin, spoken in admins.items():
                told += await tell(bot, [admin], self._question(guest, user, spoken))
        log.info("asked to be let in", chat=chat.address, admins=told)
        if not admins:
            return say(language, "gate-no-admin")
        return say(language, "gate-asked" if told else "gate-noted")

    def _question(self, guest: Guest, user: User | None, language: str) -> View:
        name = named(guest.name, guest.address)
        if not guest.address.startswith("-"):
            text = html(language, "gate-question", name=name)
        elif user is None:
            text = html(language, "gate-question-nobody", name=name)
        else:
            by = named(user.full_name, str(user.id))
            text = html(language, "gate-question-group", by=by, name=name)
        buttons = (
            Button(label=say(language, "gate-button-in"), data=pack("gi", guest.id)),
            Button(label=say(language, "gate-button-refuse"), data=pack("gr", guest.id)),
        )
        more = f"\n\n{html(language, 'gate-many')}" if len(self._asked) >= ASKED_A_DAY else ""
        return View(html=text + more, rows=(buttons,))
