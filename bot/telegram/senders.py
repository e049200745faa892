"""Who and where a message or a button press comes from, in words of ours."""

from __future__ import annotations

from telegram import Bot, Message, User
from telegram import Chat as TelegramChat
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest

from bot.fit import shorten
from bot.model import Channel, Chat, ChatKind
from bot.words import language_of

TITLE_ROOM = 100


def topic_of(message: Message) -> int:
    """The forum topic of a message; 0 for the General topic and where there are none.

    In an ordinary supergroup `message_thread_id` is set as well: there it names a chain of replies.
    """
    return message.message_thread_id or 0 if message.is_topic_message else 0


def chat_of(chat: TelegramChat, user: User | None, topic: int = 0) -> Chat:
    """The chat as we store it, not stored yet."""
    private = chat.type == ChatType.PRIVATE
    return Chat(
        id=0,
        channel=Channel.TELEGRAM,
        address=str(chat.id),
        topic=topic,
        kind=ChatKind.PRIVATE if private else ChatKind.GROUP,
        title=shorten((chat.full_name if private else chat.title) or "", TITLE_ROOM),
        language=language_of(user.language_code if user else None),
    )


async def may_change(bot: Bot, chat: TelegramChat, user: User | None, sender: TelegramChat | None) -> bool:
    """Whether this sender decides for the chat: everybody in private, admins elsewhere.

    An anonymous admin writes in the name of the group itself; one who writes in the name of a channel may be
    any member.
    """
    if chat.type == ChatType.PRIVATE:
        return True
    if sender is not None:
        return sender.id == chat.id
    if user is None:
        return False
    try:
        member = await bot.get_chat_member(chat.id, user.id)
    except BadRequest:  # not a member any more
        return False
    return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
