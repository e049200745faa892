"""python-telegram-bot's errors as outcomes of ours. Pure.

In that library `BadRequest` is a `NetworkError`, so the order of the questions below matters: a permanent
refusal that is taken for a broken network would be tried for ever.
"""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.errors import ChannelError
from bot.model import SendOutcome, SendStatus
from bot.telegram.secrecy import redact
from bot.text import one_line

NOT_ACCEPTED = (
    "Telegram refuses the token in TELEGRAM_BOT_TOKEN; copy it again from @BotFather, "
    "and check the API address if you have set one"
)

REASON_ROOM = 300
"""Characters of a reason; python-telegram-bot quotes whole documents of a broken server."""

_GONE = (
    "chat not found",
    "chat_id is empty",
    "chat_id_invalid",
    "user not found",
    "user_id_invalid",
    "peer_id_invalid",
    "user_deactivated",
    "user is deactivated",
    "input_user_deactivated",
    "group chat was deactivated",
    "group chat was deleted",
    "group is deactivated",
    "chat was deleted",
    "channel_private",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "chat_admin_required",
    "no rights to send",
    "not enough rights to send",
    "need administrator rights",
)
"""What a 400 says when the chat as a whole takes nothing from us, until somebody there changes that."""

_FORMATTING = ("can't parse", "entit", "message is too long", "message text is empty")
"""What a 400 says when plain text within the limits would pass."""

_TOPIC = ("message thread not found", "message_thread", "topic_closed", "topic_deleted", "topic_id_invalid")

_REPLY = ("message to be replied", "replied message", "reply message", "reply_message", "reply_to")
"""What a 400 says of the message that is answered; that we allow to send without it does not always help."""

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    RuntimeError,  # the HTTP client is closed: we are stopping
)
"""Causes that come before the first byte of the request. After all others it may have arrived: both
ReadTimeout and RemoteProtocolError were seen on messages that were delivered."""

_RETRY_IN = re.compile(r"retry after (\d+)")


class Remedy(StrEnum):
    """A change after which the same message may pass at once."""

    NONE = "none"
    PLAIN_TEXT = "resend as plain text"
    NO_TOPIC = "resend outside of the topic"
    NO_REPLY = "resend as no reply"


def remedy(error: TelegramError) -> Remedy:
    """What to change before trying again within the same attempt."""
    if not isinstance(error, BadRequest):
        return Remedy.NONE
    if _says(error, _REPLY):
        return Remedy.NO_REPLY
    if _says(error, _TOPIC):
        return Remedy.NO_TOPIC
    return Remedy.PLAIN_TEXT if _says(error, _FORMATTING) else Remedy.NONE


def classify(error: TelegramError, token: str) -> SendOutcome:
    """How a failed request to send a message ended; raises ChannelError where no message can be sent at all.

    `token` is what the reason must not show.
    """
    reason = plain_reason(error, token)
    match error:
        case InvalidToken() | EndPointNotFound():
            raise ChannelError(NOT_ACCEPTED)
        case ChatMigrated():
            return SendOutcome(
                status=SendStatus.CHAT_MOVED, new_address=str(error.new_chat_id), reason=reason
            )
        case RetryAfter():
            return SendOutcome(status=SendStatus.RETRY, retry_after=wait_of(error), reason=reason)
        case Forbidden():
            return SendOutcome(status=SendStatus.CHAT_GONE, reason=reason)
        case BadRequest():
            gone = _says(error, _GONE)
            return SendOutcome(status=SendStatus.CHAT_GONE if gone else SendStatus.REFUSED, reason=reason)
        case NetworkError():
            return _network(error, reason)
        case Conflict():  # about polling; no request to send is answered so, and none would be carried out
            return SendOutcome(status=SendStatus.RETRY, reason=reason)
        case _:  # among them an answer of status 200 that is no JSON
            return SendOutcome(status=SendStatus.UNKNOWN, reason=reason)


def _network(error: NetworkError, reason: str) -> SendOutcome:
    """A broken connection by what broke it, or an answer that is none of the Bot API's."""
    cause = error.__cause__
    if isinstance(cause, _NOT_SENT):
        return SendOutcome(status=SendStatus.RETRY, reason=reason)
    if isinstance(cause, UnicodeError):
        return SendOutcome(status=SendStatus.REFUSED, reason=reason)
    if _says(error, ("too many requests",)):
        asked = _RETRY_IN.search(error.message.lower())
        after = timedelta(seconds=int(asked[1])) if asked else None
        return SendOutcome(status=SendStatus.RETRY, retry_after=after, reason=reason)
    if _says(error, ("request entity too large",)):
        return SendOutcome(status=SendStatus.REFUSED, reason=reason)
    return SendOutcome(status=SendStatus.UNKNOWN, reason=reason)


def wait_of(error: RetryAfter) -> timedelta:
    """The server's wish; the library gives seconds, or a timedelta where PTB_TIMEDELTA is set."""
    wish = error.retry_after
    return wish if isinstance(wish, timedelta) else timedelta(seconds=wish)


def plain_reason(error: BaseException, token: str) -> str:
    """What went wrong on one short line, without the token.

    httpx often has no text at all; then the class says more.
    """
    cause = error.__cause__
    named = f" ({type(cause).__name__})" if isinstance(cause, httpx.HTTPError) else ""
    # the token is blotted out before the text is cut, or half of it could remain
    return one_line(redact(f"{error}{named}" or type(error).__name__, token))[:REASON_ROOM]


def is_unmodified(error: TelegramError) -> bool:
    """Whether an edit failed because the message is already so, which is success."""
    return isinstance(error, BadRequest) and _says(error, ("message is not modified",))


def is_out_of_date(error: TelegramError) -> bool:
    """Whether the button press or the message is too old, or was deleted; nothing is left to do."""
    stale = ("query is too old", "message to edit not found", "message can't be edited", "message_id_invalid")
    return isinstance(error, BadRequest) and _says(error, stale)


def _says(error: TelegramError, texts: tuple[str, ...]) -> bool:
    message = error.message.lower()
    return any(text in message for text in texts)
