"""Sends alerts to Telegram chats or edits them, once for each call, and classifies how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import structlog
from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.fit import MESSAGE_ROOM, cut_middle, units
from bot.model import Channel, Chat, Message, SendOutcome, SendStatus
from bot.telegram.failures import Remedy, classify, is_unmodified, remedy
from bot.telegram.keyboards import story_keyboard
from bot.telegram.pace import RESERVED, Pace
from bot.words import say

log = structlog.get_logger()

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

READ_TIMEOUT = 20.0
"""Seconds to wait for an answer. The library's 5 would often leave it open whether a message arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """The way in which a message is sent; each remedy can be applied once."""

    formatted: bool = True
    topic: int = 0
    reply_to: str = ""
    remarks: tuple[str, ...] = ()

    def mended(self, cure: Remedy) -> _Form | None:
        """The form after this remedy, or None if it changes nothing."""
        if cure is Remedy.PLAIN_TEXT and self.formatted:
            return replace(self, formatted=False, remarks=(*self.remarks, "sent as plain text"))
        if cure is Remedy.NO_TOPIC and self.topic:
            return replace(self, topic=0, remarks=(*self.remarks, "sent outside of its topic, which is gone"))
        if cure is Remedy.NO_REPLY and self.reply_to:
            return replace(self, reply_to="", remarks=(*self.remarks, "sent as no reply"))
        return None


class TelegramNotifier:
    """A `Notifier` for Telegram. Raises ChannelError when Telegram refuses the token."""

    channel = Channel.TELEGRAM

    def __init__(self, bot: ExtBot[Any], pace: Pace, *, read_timeout: float = READ_TIMEOUT) -> None:
        self._bot = bot
        self._pace = pace
        self._read_timeout = read_timeout

    async def ready(self) -> None:
        """Wait for a turn among all that the bot sends."""
        await self._pace.ready()

    async def send(self, chat: Chat, message: Message) -> SendOutcome:
        """Send or edit; what Telegram refuses for its formatting, topic or reply is resent without that."""
        form = _Form() if message.edits else _Form(topic=chat.topic, reply_to=message.reply_to)
        while True:
            try:
                reference = await self._post(chat, message, form)
            except TelegramError as error:
                if message.edits and is_unmodified(error):
                    return SendOutcome(status=SendStatus.SENT, message_ref=message.edits)
                outcome = classify(error, self._bot.token)
                mended = form.mended(remedy(error))
                if mended is None:
                    return outcome
                log.warning("message changed", chat=chat.id, change=mended.remarks[-1], reason=outcome.reason)
                form = mended
            else:
                return SendOutcome(
                    status=SendStatus.SENT, message_ref=reference, reason="; ".join(form.remarks)
                )

    async def _post(self, chat: Chat, message: Message, form: _Form) -> str:
        """Make one request, and return the number of the message that stands in the chat now."""
        text = message.html if form.formatted else cut_middle(message.text)
        text += _topic_gone(chat, message, form)
        keyboard = story_keyboard(message.story_id, message.language) if message.story_id else None
        parse_mode = ParseMode.HTML if form.formatted else None
        if message.edits:
            await self._bot.edit_message_text(
                text,
                chat_id=int(chat.address),
                message_id=int(message.edits),
                parse_mode=parse_mode,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard,
                read_timeout=self._read_timeout,
                rate_limit_args=RESERVED,
            )
            return message.edits
        sent = await self._bot.send_message(
            chat_id=int(chat.address),
            text=text,
            parse_mode=parse_mode,
            link_preview_options=_NO_PREVIEW,
            # the General topic must be sent without an id
            message_thread_id=form.topic or None,
            disable_notification=message.silent or None,
            reply_parameters=_reply(form.reply_to),
            reply_markup=keyboard,
            read_timeout=self._read_timeout,
            rate_limit_args=RESERVED,
        )
        return str(sent.message_id)


def _topic_gone(chat: Chat, message: Message, form: _Form) -> str:
    """A line for those who wonder why the message comes here, where there is room for it."""
    if message.edits or form.topic == chat.topic:
        return ""
    line = "\n\n" + say(message.language, "topic-gone")
    return line if units(message.text) + units(line) <= MESSAGE_ROOM else ""


def _reply(reference: str) -> ReplyParameters | None:
    """The message is sent all the same if the one that it answers was deleted."""
    if not reference:
        return None
    return ReplyParameters(message_id=int(reference), allow_sending_without_reply=True)
