"""Comings and goings: the bot is added, removed, blocked or let in again; groups become supergroups."""

from __future__ import annotations

from dataclasses import replace

import structlog
from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.model import Access, Channel, ChatKind
from bot.telegram.channels import Channels
from bot.telegram.doors import Doors
from bot.telegram.gate import OUT, Doorkeeper
from bot.telegram.people import admins_of
from bot.telegram.router import App, Context
from bot.telegram.senders import chat_of
from bot.telegram.standing import look, remember
from bot.telegram.talk import Services, Talk
from bot.words import language_of

log = structlog.get_logger()


class Comings:
    """Keeps the stored chats in step with where the bot may speak."""

    def __init__(self, services: Services, gate: Doorkeeper, channels: Channels) -> None:
        self._services = services
        self._gate = gate
        self._channels = channels
        self._migrated: set[int] = set()

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
            if change.chat.id not in self._migrated:
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
                    place=await context.bot.get_chat(user.id),
                    user=user,
                    language=language,
                )
                await self._channels.introduce(talk, change.chat.id)
            return
        if user.id in admins:
            await self._gate.welcome(chat)
        elif guest is None and house.doors is Doors.ASK and change.chat.id not in house.chats:
            await self._gate.ask(context.bot, chat, language, admins)

    async def _migration(self, update: Update, context: Context) -> None:
        """Keep a group that became a supergroup open under its old address.

        The next message sent there is answered with the new one, and that moves it.
        """
        del context
        message = update.message
        assert message is not None
        if message.migrate_to_chat_id:
            self._migrated.add(message.chat.id)
            chat = chat_of(message.chat, message.from_user)
            await self._services.access(lambda store: look(store, chat))


def _may_write(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return bool(member.is_member and member.can_send_messages)
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
