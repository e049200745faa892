"""Brings each message and press to the part of the conversation that answers it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import structlog
from markupsafe import escape
from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import Forbidden, TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.telegram.failures import plain_reason
from bot.telegram.presses import unpack
from bot.telegram.secrecy import trace_of
from bot.telegram.senders import chat_of, topic_of
from bot.telegram.talk import Gate, Handler, Part, PressHandler, Talk, Toast, spoken, tolerating
from bot.telegram.view import View
from bot.words import html, language_of, say

log = structlog.get_logger()

App: TypeAlias = "Application[Any, Any, Any, Any, Any, Any]"
Later: TypeAlias = Callable[[], Awaitable[object]]
Context: TypeAlias = "CallbackContext[Any, Any, Any, Any]"


_NUMBERED = re.compile(r"^/(?P<name>[a-z]+)_(?P<number>[0-9]{1,18})(?:@(?P<bot>\w+))?\s*$", re.IGNORECASE)


class Router:
    """The handlers of the library, in front of the parts.

    Edited messages and posts of channels reach none of them. `otherwise` answers what is no command in a
    private chat.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        gate: Gate,
        otherwise: Handler,
    ) -> None:
        self._gate = gate
        self._otherwise = otherwise
        self._commands: dict[str, Handler] = {}
        self._presses: dict[str, PressHandler] = {}
        for part in parts:
            _add(self._commands, part.commands())
            _add(self._presses, part.presses())

    def attach(self, application: App) -> None:
        """Add the handlers to the application."""
        fresh = filters.UpdateType.MESSAGE
        application.add_handlers(
            [
                CommandHandler(list(self._commands), self._command, filters=fresh),
                MessageHandler(fresh & filters.Regex(_NUMBERED), self._numbered),
                CallbackQueryHandler(self._press),
                MessageHandler(fresh & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL, self._something),
            ]
        )
        application.add_error_handler(self._failed)

    async def _command(self, update: Update, context: Context) -> None:
        message = update.message
        assert message is not None
        command, *words = (message.text or "").split(maxsplit=1)
        name = command[1:].partition("@")[0].lower()
        said = words[0].strip() if words else ""
        await self._answer(name, spoken(context.bot, message, said, _language(message)))

    async def _numbered(self, update: Update, context: Context) -> None:
        """`/story_12`, which Telegram makes a link of, is `/story 12`."""
        message = update.message
        found = _NUMBERED.match(message.text or "") if message else None
        assert message is not None
        assert found is not None
        name, addressed = found["name"].lower(), found["bot"] or context.bot.username
        if addressed.lower() != context.bot.username.lower():
            return
        if name in self._commands:
            await self._answer(name, spoken(context.bot, message, found["number"], _language(message)))
        elif message.chat.type == ChatType.PRIVATE:
            await self._something(update, context)

    async def _answer(self, name: str, talk: Talk) -> None:
        if heard := await self._heard(talk):
            await self._commands[name](heard)

    async def _heard(self, talk: Talk) -> Talk | None:
        """What was said, if it may be answered."""
        heard = await self._gate.hear(talk)
        if isinstance(heard, Talk):
            return heard
        if heard.text:
            await talk.reply(View(html=escape(heard.text)))
        return None

    async def _something(self, update: Update, context: Context) -> None:
        message = update.message
        assert message is not None
        talk = spoken(context.bot, message, message.text or message.caption or "", _language(message))
        if heard := await self._heard(talk):
            await self._otherwise(heard)

    async def _press(self, update: Update, context: Context) -> None:
        """Do what the button says. Whatever happens, the press is answered, or the button spins on."""
        query = update.callback_query
        assert query is not None
        language, later = language_of(query.from_user.language_code), list[Later]()
        try:
            toast = await self._pressed(query, context, language, later)
        except Exception:
            with suppress(TelegramError):
                await query.answer(say(language, "sorry"), show_alert=True)
            raise
        await tolerating(query.answer(toast.text or None, show_alert=toast.alert or None))
        for show in later:
            await show()

    async def _pressed(
        self, query: CallbackQuery, context: Context, language: str, later: list[Later]
    ) -> Toast:
        if query.message is None:
            return Toast(text=say(language, "stale-button"))
        # its type says nothing of whether it can be seen: the library makes a Message of every one
        seen = query.message if isinstance(query.message, Message) and query.message.is_accessible else None
        place = query.message.chat
        talk = Talk(
            bot=context.bot,
            chat=chat_of(place, query.from_user, topic_of(seen) if seen else 0),
            place=place,
            user=query.from_user,
            language=language,
            message=seen,
            query=query,
            message_id=query.message.message_id,
            later=later,
        )
        heard = await self._gate.hear(talk)
        if isinstance(heard, Toast):
            return heard
        told = unpack(query.data or "")
        handler = self._presses.get(told[0]) if told else None
        if told is None or handler is None:
            return Toast(text=say(heard.language, "stale-button"))
        return await handler(heard, told[1])

    async def _failed(self, update: object, context: Context) -> None:
        """Log what went wrong in a handler, and say so in the chat if a message asked for something."""
        error, token = context.error, context.bot.token
        assert error is not None
        if isinstance(error, Forbidden):  # they blocked or removed the bot meanwhile, which is their right
            log.info("not answered", reason=plain_reason(error, token))
            return
        # an error of Telegram's says all in one line; any other is likely to be a mistake of ours
        trace = "" if isinstance(error, TelegramError) else trace_of(error, token)
        log.error(
            "chat command failed",
            update=update.update_id if isinstance(update, Update) else 0,
            error=type(error).__name__,
            reason=plain_reason(error, token),
            **({"trace": trace} if trace else {}),
        )
        message = update.message if isinstance(update, Update) else None
        if message is not None:
            language = _language(message)
            with suppress(TelegramError):
                await spoken(context.bot, message, "", language).reply(View(html=html(language, "sorry")))


def _add(known: dict[str, Any], more: Mapping[str, Any]) -> None:
    if twice := known.keys() & more.keys():
        raise ValueError(f"two parts of the conversation answer {sorted(twice)}")
    known.update(more)


def _language(message: Message) -> str:
    return language_of(message.from_user.language_code if message.from_user else None)
