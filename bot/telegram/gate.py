"""Who is heard: admins, those who were let in, and nobody else; and how somebody is let in."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from telegram import Bot

from bot.fit import shorten
from bot.model import Access, Admin, Channel, Chat, Guest
from bot.ports import Store
from bot.telegram.doors import Doors
from bot.telegram.limits import Hearing, Patience
from bot.telegram.people import admins_of, named, tell
from bot.telegram.presses import number, pack
from bot.telegram.standing import remember
from bot.telegram.talk import Handler, PressHandler, Services, Talk, Toast, post, tolerating
from bot.telegram.view import Button, View
from bot.words import html, say

log = structlog.get_logger()

INVITED = "inv_"
"""Begins what an invitation link carries."""

INVITED_FOR = timedelta(days=7)
NAME_ROOM, LABEL_ROOM = 100, 30

ASKED_A_DAY = 20
"""Questions to the admins a day; who comes later is found in /guests."""

LISTED = 10
"""Guests of one kind that the list shows, the last ones."""

_KINDS = {Access.ASKED: "asked", Access.ALLOWED: "allowed", Access.REFUSED: "refused"}

OUT = "not let in by an admin"
"""Why nothing is sent to a chat that was let out."""


class Doorkeeper:
    """A `Gate`, and the part of the conversation that lets people in and out."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._house = services.house
        self._code = services.house.code
        self._patience = Patience()
        self._asked: list[datetime] = []
        """When the admins were asked, within the last day."""

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {"invite": self.invite, "guests": self.guests}

    def presses(self) -> Mapping[str, PressHandler]:
        """`gi` lets in, `gr` refuses or lets out."""
        return {"gi": self._let_in, "gr": self._refuse}

    # --- the gate ----------------------------------------------------------------------------------------

    async def admits(self, talk: Talk) -> bool:
        """See `bot.telegram.talk.Gate`."""
        match self._patience.hear(talk.user_id or talk.place.id, self._services.clock.now().timestamp()):
            case Hearing.SILENCE:
                return False
            case Hearing.WARNED:
                await self._say(talk, "gate-slower")
                return False
        guest, admins = await self._services.access(
            lambda store: (store.guest(Channel.TELEGRAM, talk.chat.address), admins_of(store, self._house))
        )
        if talk.user_id in admins or int(talk.chat.address) in self._house.chats:
            return True
        if guest and guest.access in (Access.ALLOWED, Access.REFUSED):
            return guest.access is Access.ALLOWED
        if talk.query:
            return False
        return await self._stranger(talk, guest, admins)

    async def _stranger(self, talk: Talk, guest: Guest | None, admins: Mapping[int, str]) -> bool:
        """Somebody who was neither let in nor refused."""
        ticket = _ticket(talk)
        if self._code and not admins and talk.private and _same(ticket, self._code):
            await self._crown(talk, guest)
            return False
        if self._house.doors is Doors.OPEN:
            await self._save(talk.chat, guest, Access.ALLOWED)
            return True
        if ticket.startswith(INVITED) and self._house.doors is not Doors.LISTED:
            digest, now = _digest(ticket), self._services.clock.now()
            if await self._services.access(lambda store: store.take_invitation(digest, now)):
                await self._save(talk.chat, guest, Access.ALLOWED)
                await talk.reply(View(html=html(talk.language, "gate-in")))
                return False
            await talk.reply(View(html=html(talk.language, "gate-invitation-gone")))
            return False
        if self._house.doors is Doors.ASK and guest is None:
            await self.ask(talk.bot, talk.chat, talk.language, admins, talk)
        return False

    async def _crown(self, talk: Talk, guest: Guest | None) -> None:
        """Make the first sender of the one-time code an admin; the code is dead from then on."""
        self._code = ""
        admin = Admin(user=talk.user_id, language=talk.language, since=self._services.clock.now())
        await self._services.access(lambda store: store.add_admin(admin))
        log.info("an admin by the one-time code", user=talk.user_id)
        await self._save(talk.chat, guest, Access.ALLOWED)
        waiting = await self._services.access(lambda store: store.guests(Access.ASKED))
        lines = [html(talk.language, "gate-admin")]
        lines += [html(talk.language, "gate-waiting", count=len(waiting))] if waiting else []
        await talk.reply(View(html="\n\n".join(lines)))

    async def ask(
        self, bot: Bot, chat: Chat, language: str, admins: Mapping[int, str], talk: Talk | None = None
    ) -> None:
        """Ask the admins to let a chat in; each chat asks once."""
        guest = await self._save(chat, None, Access.ASKED)
        log.info("asked to be let in", chat=chat.address)
        told = 0
        if self._may_ask():
            for user, spoken in admins.items():
                told += await tell(bot, [user], _question(guest, spoken))
        if talk:
            await talk.reply(View(html=html(language, "gate-asked" if admins else "gate-no-admin")))
        elif not told:
            log.info("no admin was asked", chat=chat.address)

    def _may_ask(self) -> bool:
        now = self._services.clock.now()
        self._asked = [at for at in self._asked if now - at < timedelta(days=1)]
        self._asked.append(now)
        return len(self._asked) <= ASKED_A_DAY

    async def _save(self, chat: Chat, known: Guest | None, access: Access) -> Guest:
        guest = Guest(
            id=known.id if known else 0,
            channel=chat.channel,
            address=chat.address,
            name=shorten(chat.title, NAME_ROOM),
            access=access,
            language=chat.language,
            asked_at=known.asked_at if known else self._services.clock.now(),
        )
        return await self._services.access(lambda store: store.save_guest(guest))

    async def welcome(self, chat: Chat) -> None:
        """Let in a group or channel that an admin brings."""
        known = await self._services.access(lambda store: store.guest(chat.channel, chat.address))
        await self._save(chat, known, Access.ALLOWED)

    async def _say(self, talk: Talk, name: str) -> None:
        if talk.query:
            await tolerating(talk.query.answer(say(talk.language, name)))
        else:
            await talk.reply(View(html=html(talk.language, name)))

    # --- what admins do ----------------------------------------------------------------------------------

    async def is_admin(self, user: int) -> bool:
        """Whether that person steers the bot."""
        return user in await self._services.access(lambda store: admins_of(store, self._house))

    async def invite(self, talk: Talk) -> None:
        """Make a link that lets one chat in, once, within a week; only its hash is remembered."""
        if not await self._steers(talk):
            return
        ticket = INVITED + secrets.token_urlsafe(16)
        digest, until = _digest(ticket), self._services.clock.now() + INVITED_FOR
        await self._services.access(lambda store: store.save_invitation(digest, until))
        link = f"https://t.me/{talk.bot.username}?start={ticket}"
        await talk.reply(View(html=html(talk.language, "gate-invitation", link=link)))

    async def guests(self, talk: Talk) -> None:
        """List who asked, who is in and who is not, with buttons to change that."""
        if await self._steers(talk):
            await talk.reply(await self._list(talk.language))

    async def _steers(self, talk: Talk) -> bool:
        """Whether an admin talks, in private; in a group they are told so, and others hear nothing of it."""
        if not await self.is_admin(talk.user_id):
            if talk.private:
                await talk.reply(View(html=html(talk.language, "help-unknown")))
            return False
        if not talk.private:
            await talk.reply(View(html=html(talk.language, "gate-private")))
        return talk.private

    async def _list(self, language: str) -> View:
        found = await self._services.access(lambda store: {one: store.guests(one) for one in _KINDS})
        blocks: list[str] = [html(language, "gate-guests")]
        rows: list[tuple[Button, ...]] = []
        for access, guests in found.items():
            if not guests:
                continue
            names = [f"• {html(language, 'gate-guest', name=named(one))}" for one in guests[:LISTED]]
            if len(guests) > LISTED:
                names.append(html(language, "gate-more", count=len(guests) - LISTED))
            blocks.append("\n".join([html(language, f"gate-kind-{_KINDS[access]}"), *names]))
            rows += [_verdicts(one, language) for one in guests[:LISTED]]
        if len(blocks) == 1:
            blocks.append(html(language, "gate-nobody"))
        return View(html="\n\n".join(blocks), rows=tuple(rows))

    async def _let_in(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._judge(talk, arguments, Access.ALLOWED)

    async def _refuse(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._judge(talk, arguments, Access.REFUSED)

    async def _judge(self, talk: Talk, arguments: tuple[str, ...], access: Access) -> Toast:
        """Change whether a guest is in, and tell the guest if that is news."""
        if not await self.is_admin(talk.user_id):
            return Toast()
        key = number(arguments[0]) if arguments else None
        guest = await self._services.access(lambda store: store.guest_by_id(key or 0))
        if guest is None:
            return Toast(text=say(talk.language, "stale-button"))
        news = guest.access is not access
        if news:
            await self._services.access(lambda store: _write(store, replace(guest, access=access)))
            log.info("access", chat=guest.address, access=access.value, by=talk.user_id)
            name = "gate-in" if access is Access.ALLOWED else "gate-out"
            if access is Access.ALLOWED or guest.access is Access.ASKED:
                await tell(talk.bot, [int(guest.address)], View(html=html(guest.language, name)))
        verdict = f"gate-kind-{_KINDS[access]}"
        shown = shorten(named(guest), NAME_ROOM)
        if len(arguments) > 1:
            await talk.show(await self._list(talk.language))
        else:
            asked = html(talk.language, "gate-judged", name=shown, verdict=html(talk.language, verdict))
            await talk.show(View(html=asked, rows=(_verdicts(replace(guest, access=access), talk.language),)))
        return Toast(text=say(talk.language, "gate-done" if news else "gate-was-so"))


def _write(store: Store, guest: Guest) -> None:
    """Keep the judgement, and let what is sent to the chat follow it."""
    store.save_guest(guest)
    known = store.find_chat(guest.channel, guest.address, 0)
    if guest.access is Access.REFUSED:
        store.suspend_chat(guest.channel, guest.address, OUT)
    elif known and known.suspended == OUT:
        remember(store, known)


def _question(guest: Guest, language: str) -> View:
    kind = "group" if guest.address.startswith("-") else "private"
    name = shorten(named(guest), NAME_ROOM)
    rows = (
        (
            Button(label=say(language, "gate-button-in"), data=pack("gi", guest.id)),
            Button(label=say(language, "gate-button-refuse"), data=pack("gr", guest.id)),
        ),
    )
    return View(html=html(language, "gate-question", name=name, kind=kind), rows=rows)


def _verdicts(guest: Guest, language: str) -> tuple[Button, ...]:
    """What can become of a guest, apart from what is."""
    name = shorten(guest.name or guest.address, LABEL_ROOM)
    found = []
    if guest.access is not Access.ALLOWED:
        label = say(language, "gate-button-let-in", name=name)
        found.append(Button(label=label, data=pack("gi", guest.id, "l")))
    if guest.access is not Access.REFUSED:
        label = say(language, "gate-button-let-out", name=name)
        found.append(Button(label=label, data=pack("gr", guest.id, "l")))
    return tuple(found)


def _ticket(talk: Talk) -> str:
    """What stands behind `/start`, or the whole text: a code may be sent as it is."""
    text = (talk.message.text or "") if talk.message else ""
    return talk.words if text.startswith("/start") else text.strip()


def _same(given: str, code: str) -> bool:
    return hmac.compare_digest(given.encode(), code.encode())


def _digest(ticket: str) -> str:
    return sha256(ticket.encode()).hexdigest()


async def refuse_post(bot: Bot, chat: Chat, language: str) -> None:
    """Tell a group that its question was passed on."""
    await post(bot, int(chat.address), View(html=html(language, "gate-asked")))
