"""Comings and goings: the bot is added, removed, blocked or let in again; groups become supergroups."""

from __future__ import annotations

from dataclasses import replace

import structlog
from markupsafe import escape
from telegram import Chat as TelegramChat
from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.model import Access, Channel, ChatKind
from bot.telegram.channels import Channels
from bot.telegram.doors import Doors
from bot.telegram.gate import Doorkeeper
from bot.telegram.guests import OUT
from bot.telegram.people import admins_of, tell
from bot.telegram.router import App, Context
from bot.telegram.senders import chat_of
from bot.telegram.standing import remember
from bot.telegram.talk import Services, Talk
from bot.telegram.view import View
from bot.words import language_of, say

log = structlog.get_logger()


class Comings:
    """Keeps the stored chats in step with where the bot may speak."""

    def __init__(self, services: Services, gate: Doorkeeper, channels: Channels) -> None:
        self._services = services
        self._gate = gate
        self._channels = channels

    def attach(self, application: App) -> None:
        """Add the handlers to the application."""
        migrates = filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE
        application.add_handlers(
            [
                ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER),
                MessageHandler(migrates, self._migration),
            ]
        )

    async def _membership(self, update: Update, context: Context) -> None:
        """Suspend a chat that blocked or removed the bot, and lift that when it is let in again."""
        change = update.my_chat_member
        assert change is not None
        chat = chat_of(change.chat, change.from_user)
        if not _may_write(change.new_chat_member):
            reason = "blocked by the user" if chat.kind is ChatKind.PRIVATE else "removed from the group"
            await self._services.access(
                lambda store: store.suspend_chat(Channel.TELEGRAM, chat.address, reason)
            )
            log.info("chat closed", chat=chat.address, reason=reason)
            return
        access = self._services.access
        guest = await access(lambda store: store.guest(Channel.TELEGRAM, chat.address))
        if not (guest and guest.access is Access.REFUSED):
            await access(lambda store: remember(store, chat))
        elif await access(lambda store: store.find_chat(Channel.TELEGRAM, chat.address, 0)):
            await access(lambda store: store.suspend_chat(Channel.TELEGRAM, chat.address, OUT))
        log.info("chat open", chat=chat.address)
        if change.chat.type != ChatType.PRIVATE and not _may_write(change.old_chat_member):
            await self._added(change, context)

    async def _added(self, change: ChatMemberUpdated, context: Context) -> None:
        """Let in a group that an admin brings, ask about others; show a channel to who brought the bot."""
        chat, user = chat_of(change.chat, change.from_user), change.from_user
        house, language = self._services.house, language_of(user.language_code)
        admins, guest, host = await self._services.access(
            lambda store: (
                admins_of(store, house),
                store.guest(Channel.TELEGRAM, chat.address),
                store.guest(Channel.TELEGRAM, str(user.id)),
            )
        )
        if change.chat.type == ChatType.CHANNEL:
            if user.id in admins or (host and host.access is Access.ALLOWED):
                talk = Talk(
                    bot=context.bot,
                    chat=replace(chat, address=str(user.id), kind=ChatKind.PRIVATE, title=user.full_name),
                    place=TelegramChat(user.id, ChatType.PRIVATE),
                    user=user,
                    language=language,
                )
                await self._channels.introduce(talk, change.chat.id)
            return
        said = ""
        if user.id in admins:
            await self._gate.welcome(chat)
            said = say(language, "gate-in")
        elif guest is None and house.doors is Doors.ASK and change.chat.id not in house.chats:
            said = await self._gate.ask(context.bot, chat, None if user.is_bot else user, language, admins)
        if said:
            await tell(context.bot, [change.chat.id], View(html=escape(said)))

    async def _migration(self, update: Update, context: Context) -> None:
        """Let a group that became a supergroup keep all that it had. Both of them tell of it."""
        del context
        message = update.message
        assert message is not None
        here = message.chat.id
        old, new = message.migrate_from_chat_id or here, message.migrate_to_chat_id or here
        now = self._services.clock.now()
        await self._services.access(lambda store: store.move_chat(Channel.TELEGRAM, str(old), str(new), now))
        log.info("chat moved", chat=str(old), to=str(new))


def _may_write(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return bool(member.is_member and member.can_send_messages)
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
