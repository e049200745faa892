"""Sends alerts to Telegram chats, once for each call, and classifies how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.model import Channel, Chat, Message, SendOutcome, SendStatus
from bot.telegram.failures import Remedy, classify, remedy
from bot.telegram.lengths import cut_middle

log = structlog.get_logger()

READ_TIMEOUT = 20.0
"""Seconds to wait for an answer. The library's 5 would often leave it open whether a message arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """The way in which a message is sent; each remedy can be applied once."""

    formatted: bool = True
    topic: int = 0
    remarks: tuple[str, ...] = ()

    def mended(self, cure: Remedy) -> _Form | None:
        """The form after this remedy, or None if it changes nothing."""
        if cure is Remedy.PLAIN_TEXT and self.formatted:
            return replace(self, formatted=False, remarks=(*self.remarks, "sent as plain text"))
        if cure is Remedy.NO_TOPIC and self.topic:
            return replace(self, topic=0, remarks=(*self.remarks, "sent outside of its topic, which is gone"))
        return None


class TelegramNotifier:
    """A `Notifier` for Telegram. Raises ChannelError when Telegram refuses the token."""

    channel = Channel.TELEGRAM

    def __init__(self, bot: Bot, *, read_timeout: float = READ_TIMEOUT) -> None:
        self._bot = bot
        self._read_timeout = read_timeout

    async def send(self, chat: Chat, message: Message) -> SendOutcome:
        """Send; what Telegram refuses for its formatting or its topic is resent at once without that."""
        form = _Form(topic=chat.topic)
        while True:
            try:
                number = await self._post(chat, message, form)
            except TelegramError as error:
                outcome = classify(error, self._bot.token)
                mended = form.mended(remedy(error))
                if mended is None:
                    return outcome
                log.warning("message changed", chat=chat.id, change=mended.remarks[-1], reason=outcome.reason)
                form = mended
            else:
                return SendOutcome(
                    status=SendStatus.SENT, message_ref=str(number), reason="; ".join(form.remarks)
                )

    async def _post(self, chat: Chat, message: Message, form: _Form) -> int:
        sent = await self._bot.send_message(
            chat_id=int(chat.address),
            text=message.html if form.formatted else cut_middle(message.text),
            parse_mode=ParseMode.HTML if form.formatted else None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            # the General topic must be sent without an id
            message_thread_id=form.topic or None,
            read_timeout=self._read_timeout,
        )
        return sent.message_id
