"""Who is heard: admins, those who were let in, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog
from telegram import Bot, User

from bot.model import Access, Admin, Chat, Guest
from bot.ports import Store
from bot.telegram.codes import OneTimeCode
from bot.telegram.doors import Doors
from bot.telegram.guests import INVITED, hash_of
from bot.telegram.limits import Hearing, Patience
from bot.telegram.menus import announce_steering
from bot.telegram.people import admins_of, as_guest
from bot.telegram.petitions import Petitions
from bot.telegram.talk import Services, Talk, Toast
from bot.words import say

log = structlog.get_logger()

SILENCE = Toast()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of where somebody talks."""

    guest: Guest | None
    admins: Mapping[int, str]
    chat: Chat | None


class Doorkeeper:
    """A `Gate`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._house = services.house
        self._code = OneTimeCode(services.house.code)
        self._patience = Patience()
        self._petitions = Petitions(services)
        self._served: set[int] = set()
        """Admins whose menu was set since the start."""

    async def hear(self, talk: Talk) -> Talk | Toast:
        """See `bot.telegram.talk.Gate`."""
        match self._patience.hear(talk.user_id or talk.place.id, self._seconds()):
            case Hearing.SILENCE:
                return SILENCE
            case Hearing.WARNED:
                return Toast(text=say(talk.language, "gate-slower"))
        known = await self._services.access(lambda store: self._look(store, talk))
        talk = replace(talk, language=_language(talk, known.chat))
        if self._brings_code(talk, known):
            return await self._crown(talk, known.guest)
        listed, admin = int(talk.chat.address) in self._house.chats, talk.user_id in known.admins
        if listed or admin:
            if known.guest and known.guest.access is Access.REFUSED and (listed or talk.private):
                await self._admit(talk.chat, known.guest)  # the settings say so, whatever was said before
            await self._serve(talk, known.admins)
            return _without_ticket(talk)
        if known.guest and known.guest.access in (Access.ALLOWED, Access.REFUSED):
            return _without_ticket(talk) if known.guest.access is Access.ALLOWED else SILENCE
        return await self._stranger(talk, known)

    def _seconds(self) -> float:
        return self._services.clock.now().timestamp()

    def _look(self, store: Store, talk: Talk) -> _Known:
        seen = talk.chat
        return _Known(
            guest=store.guest(seen.channel, seen.address),
            admins=admins_of(store, self._house),
            chat=store.find_chat(seen.channel, seen.address, seen.topic),
        )

    async def _stranger(self, talk: Talk, known: _Known) -> Talk | Toast:
        """Somebody who was neither let in nor refused."""
        if self._house.doors is Doors.OPEN:
            await self._admit(talk.chat, known.guest)
            return talk
        if self._house.doors is Doors.LISTED or talk.query:
            return SILENCE
        ticket = _ticket(talk)
        if ticket.startswith(INVITED):
            now = self._services.clock.now()
            if not await self._services.access(lambda store: store.take_invitation(hash_of(ticket), now)):
                return Toast(text=say(talk.language, "gate-invitation-gone"))
            await self._admit(talk.chat, known.guest)
            return Toast(text=say(talk.language, "gate-in"))
        if self._house.doors is Doors.ASK and known.guest is None:
            asked = await self.ask(talk.bot, talk.chat, talk.user, talk.language, known.admins)
            return Toast(text=asked)
        return SILENCE

    def _brings_code(self, talk: Talk, known: _Known) -> bool:
        """Whether this makes an admin: also of who is let in, be it as one of those before the update."""
        if known.admins or not talk.private or talk.query:
            return False
        return self._code.use(_ticket(talk), talk.user_id, self._seconds())

    async def _crown(self, talk: Talk, guest: Guest | None) -> Toast:
        """Make the first sender of the one-time code an admin."""
        now = self._services.clock.now()
        admin = Admin(user=talk.user_id, language=talk.language, since=now)
        own = as_guest(talk.chat, guest, Access.ALLOWED, now)

        def work(store: Store) -> int:
            store.add_admin(admin)
            store.save_guest(own)
            return len(store.guests(Access.ASKED))

        waiting = await self._services.access(work)
        log.info("an admin by the one-time code", user=talk.user_id)
        await self._serve(talk, {talk.user_id: talk.language})
        lines = [say(talk.language, "gate-admin")]
        lines += [say(talk.language, "gate-waiting", count=waiting)] if waiting else []
        return Toast(text="\n\n".join(lines))

    async def _serve(self, talk: Talk, admins: Mapping[int, str]) -> None:
        """Give an admin their menu. Telegram takes it only once the admin has talked to the bot."""
        if talk.private and talk.user_id in admins and talk.user_id not in self._served:
            self._served.add(talk.user_id)
            await announce_steering(talk.bot, talk.user_id)

    async def ask(
        self, bot: Bot, chat: Chat, user: User | None, language: str, admins: Mapping[int, str]
    ) -> str:
        """Ask the admins to let a chat in, as somebody there wishes; returns what to tell the chat."""
        return await self._petitions.ask(bot, chat, user, language, admins)

    async def welcome(self, chat: Chat) -> None:
        """Let in a group or channel that an admin brings."""
        known = await self._services.access(lambda store: store.guest(chat.channel, chat.address))
        await self._admit(chat, known)

    async def _admit(self, chat: Chat, known: Guest | None) -> None:
        guest = as_guest(chat, known, Access.ALLOWED, self._services.clock.now())
        await self._services.access(lambda store: store.save_guest(guest))


def _language(talk: Talk, chat: Chat | None) -> str:
    """The language that a chat chose, else that of who talks; an anonymous admin has none."""
    if chat and (chat.settings.language or talk.user is None):
        return chat.settings.language or chat.language
    return talk.language


def _ticket(talk: Talk) -> str:
    """What stands behind `/start`, or the whole text: a code may be sent as it is."""
    text = (talk.message.text or "") if talk.message else ""
    return talk.words if text.startswith("/start") else text.strip()


def _without_ticket(talk: Talk) -> Talk:
    """An invitation is no name of a storyline: who is in already is greeted."""
    return replace(talk, words="") if talk.words.startswith(INVITED) else talk
