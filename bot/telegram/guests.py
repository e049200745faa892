"""Part of the conversation: admins let chats in and out, and invite."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import structlog

from bot.fit import shorten
from bot.model import Access, Channel, Chat, ChatKind, Guest
from bot.ports import Store
from bot.telegram.people import admins_of, named, tell
from bot.telegram.presses import number, pack
from bot.telegram.talk import Handler, PressHandler, Services, Talk, Toast
from bot.telegram.view import Button, View
from bot.words import html, say

log = structlog.get_logger()

INVITED = "inv_"
"""Begins what an invitation link carries."""

INVITED_FOR = timedelta(days=7)
LABEL_ROOM = 30

LISTED = 10
"""Guests of one kind that the list shows, the last ones."""

OUT = "not let in by an admin"
"""Why nothing is sent to a chat that was let out."""

_KINDS = {Access.ASKED: "asked", Access.ALLOWED: "allowed", Access.REFUSED: "refused"}


class Guests:
    """`/invite`, `/guests`, and the buttons that let in and out."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {"invite": self.invite, "guests": self.guests}

    def presses(self) -> Mapping[str, PressHandler]:
        """`gi` lets in, `gr` refuses or lets out."""
        return {"gi": self._let_in, "gr": self._refuse}

    async def invite(self, talk: Talk) -> None:
        """Make a link that lets one chat in, once, within a week; only its hash is remembered."""
        if not await self._steers(talk):
            return
        ticket = INVITED + secrets.token_urlsafe(16)
        until = self._services.clock.now() + INVITED_FOR
        await self._services.access(lambda store: store.save_invitation(hash_of(ticket), until))
        bot = f"https://t.me/{talk.bot.username}"
        links = {"link": f"{bot}?start={ticket}", "group": f"{bot}?startgroup={ticket}"}
        await talk.reply(View(html=html(talk.language, "gate-invitation", **links)))

    async def guests(self, talk: Talk) -> None:
        """List who asked, who is in and who is not, with buttons to change that."""
        if await self._steers(talk):
            await talk.reply(await self._list(talk.language))

    async def _is_admin(self, user: int) -> bool:
        house = self._services.house
        return user in await self._services.access(lambda store: admins_of(store, house))

    async def _steers(self, talk: Talk) -> bool:
        """Whether an admin talks, in private; in a group they are told so, and others hear nothing of it."""
        if not await self._is_admin(talk.user_id):
            if talk.private:
                await talk.reply(View(html=html(talk.language, "help-unknown")))
            return False
        if not talk.private:
            await talk.reply(View(html=html(talk.language, "gate-private")))
        return talk.private

    async def _list(self, language: str) -> View:
        house = self._services.house
        admins, found = await self._services.access(
            lambda store: (
                {str(user): _name_of(store, str(user)) for user in admins_of(store, house)},
                {one: store.guests(one) for one in _KINDS},
            )
        )
        blocks = [_block([named(name, address) for address, name in admins.items()], language, "admins")]
        rows: list[tuple[Button, ...]] = []
        for access, guests in found.items():
            others = [one for one in guests if one.address not in admins]
            if others:
                names = [named(one.name, one.address) for one in others]
                blocks.append(_block(names, language, _KINDS[access]))
                rows += [_verdicts(one, language, listed=True) for one in others[:LISTED]]
        if len(blocks) == 1:
            blocks.append(html(language, "gate-nobody"))
        return View(html="\n\n".join(blocks), rows=tuple(rows))

    async def _let_in(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._judge(talk, arguments, Access.ALLOWED)

    async def _refuse(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        return await self._judge(talk, arguments, Access.REFUSED)

    async def _judge(self, talk: Talk, arguments: tuple[str, ...], access: Access) -> Toast:
        """Change whether a guest is in, and tell the guest if that is news."""
        if not await self._is_admin(talk.user_id):
            return Toast()
        key = number(arguments[0]) if arguments else None
        guest = await self._services.access(lambda store: store.guest_by_id(key or 0))
        if guest is None:
            return Toast(text=say(talk.language, "stale-button"))
        news = guest.access is not access
        if news:
            await self._services.access(lambda store: _write(store, guest, access))
            log.info("access", chat=guest.address, access=access.value, by=talk.user_id)
            # who was in and is let out hears nothing any more, nor of that
            if access is Access.ALLOWED or guest.access is Access.ASKED:
                name = "gate-in" if access is Access.ALLOWED else "gate-out"
                await tell(talk.bot, [int(guest.address)], View(html=html(guest.language, name)))
        if len(arguments) > 1:
            await talk.show(await self._list(talk.language))
        else:
            await talk.show(_judged(replace(guest, access=access), talk.language))
        return Toast(text=say(talk.language, "gate-done" if news else "gate-was-so"))


def hash_of(ticket: str) -> str:
    """What is remembered of an invitation."""
    return sha256(ticket.encode(errors="replace")).hexdigest()


def _write(store: Store, guest: Guest, access: Access) -> None:
    """Keep the judgement, and let what is sent to the chat follow it."""
    store.save_guest(replace(guest, access=access))
    if access is Access.REFUSED:
        store.suspend_chat(guest.channel, guest.address, OUT)
    elif guest.access is Access.REFUSED:
        known = store.find_chat(guest.channel, guest.address, 0)
        store.save_chat(known or _chat_of(guest))


def _chat_of(guest: Guest) -> Chat:
    """The chat of a guest: storing it lifts the suspension of all its topics, of which any may be stored."""
    return Chat(
        id=0,
        channel=guest.channel,
        address=guest.address,
        kind=ChatKind.GROUP if guest.address.startswith("-") else ChatKind.PRIVATE,
        title=guest.name,
        language=guest.language,
    )


def _name_of(store: Store, address: str) -> str:
    """What somebody is called, if they ever talked to the bot."""
    known = store.find_chat(Channel.TELEGRAM, address, 0)
    guest = store.guest(Channel.TELEGRAM, address)
    return known.title if known else guest.name if guest else ""


def _block(names: Sequence[str], language: str, kind: str) -> str:
    """The first names of a kind under their heading."""
    lines = [html(language, "gate-guest", name=name) for name in names[:LISTED]]
    if len(names) > LISTED:
        lines.append(html(language, "gate-more", count=len(names) - LISTED))
    return "\n".join([html(language, f"gate-guests-{kind}"), *lines])


def _judged(guest: Guest, language: str) -> View:
    """What becomes of the question whether to let somebody in."""
    verdict = html(language, f"gate-kind-{_KINDS[guest.access]}")
    shown = html(language, "gate-judged", name=named(guest.name, guest.address), verdict=verdict)
    return View(html=shown, rows=(_verdicts(guest, language, listed=False),))


def _verdicts(guest: Guest, language: str, *, listed: bool) -> tuple[Button, ...]:
    """What can become of a guest, apart from what is."""
    name = shorten(guest.name or guest.address, LABEL_ROOM)
    key = (guest.id, "l") if listed else (guest.id,)
    found = []
    if guest.access is not Access.ALLOWED:
        label = say(language, "gate-button-let-in", name=name)
        found.append(Button(label=label, data=pack("gi", *key)))
    if guest.access is not Access.REFUSED:
        asked = guest.access is Access.ASKED
        label = say(language, "gate-button-refuse-name" if asked else "gate-button-let-out", name=name)
        found.append(Button(label=label, data=pack("gr", *key)))
    return tuple(found)
