"""One message or one press of a button: who speaks, where, and how to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, runtime_checkable

from telegram import Bot, CallbackQuery, InputFile, LinkPreviewOptions, Message, User
from telegram import Chat as TelegramChat
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError

from bot.model import Chat, Storyline
from bot.ports import Clock, Desk, StoreAccess
from bot.telegram.doors import House
from bot.telegram.failures import is_out_of_date, is_unmodified
from bot.telegram.senders import chat_of, may_change, topic_of
from bot.telegram.view import View

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the parts of the conversation work with."""

    access: StoreAccess
    desk: Desk
    storylines: Callable[[], Sequence[Storyline]]
    """The storylines in force."""
    clock: Clock
    house: House


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """The short answer to a press: at most 200 characters without markup; empty for none."""

    text: str = ""
    alert: bool = False
    """As a box that must be closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What somebody said or pressed. `chat` is as Telegram shows it: its id is 0, it may not be stored."""

    bot: Bot
    chat: Chat
    place: TelegramChat
    user: User | None
    """None in a channel, and for who writes in the name of a chat."""
    language: str
    words: str = ""
    """What stands behind the command, or the whole text where there is none."""
    message: Message | None = None
    """The message that was sent; of a press the one under which the button stands, if it can be seen."""
    query: CallbackQuery | None = None
    message_id: int = 0
    """Of a press: the number of the message under which the button stands, be it ever so old."""
    later: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    """Of a press: what is shown once it is answered, which must be at once, or the button spins on."""

    @property
    def private(self) -> bool:
        """Whether it is said to the bot alone."""
        return self.place.type == ChatType.PRIVATE

    @property
    def user_id(self) -> int:
        """Telegram's number of who speaks; 0 for nobody in particular."""
        return self.user.id if self.user else 0

    async def may_change(self) -> bool:
        """Whether who speaks decides for the chat: everybody in private, admins elsewhere."""
        sender = self.message.sender_chat if self.message and not self.query else None
        return await may_change(self.bot, self.place, self.user, sender)

    async def reply(self, view: View) -> None:
        """Answer in the same chat and topic; a press is answered by its toast first."""
        topic = self.chat.topic
        if self.query is None:
            await post(self.bot, self.place.id, view, topic=topic)
        else:
            self.later.append(lambda: post(self.bot, self.place.id, view, topic=topic))

    async def show(self, view: View) -> None:
        """Change the message under which the pressed button stands; a command, or a button of a message
        that can no longer be seen, gets an answer of its own."""
        query = self.query
        if query is None or self.message is None:
            await self.reply(view)
            return
        self.later.append(
            lambda: tolerating(
                query.edit_message_text(
                    view.html,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=view.markup(),
                )
            )
        )


Handler: TypeAlias = Callable[[Talk], Awaitable[None]]
PressHandler: TypeAlias = Callable[[Talk, tuple[str, ...]], Awaitable[Toast]]


class Part(Protocol):
    """A subject of the conversation: the commands and buttons that belong together."""

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        ...

    def presses(self) -> Mapping[str, PressHandler]:
        """By the code of two letters that the buttons carry."""
        ...


@runtime_checkable
class Listener(Protocol):
    """A part that may also take what is no command."""

    async def text(self, talk: Talk) -> bool:
        """Answer it, or leave it to others."""
        ...


class Gate(Protocol):
    """Decides who is heard."""

    async def hear(self, talk: Talk) -> Talk | Toast:
        """The talk in the language of its chat, if it may be answered; else what to say, if anything."""
        ...


async def post(bot: Bot, chat_id: int, view: View, *, topic: int = 0, silent: bool = False) -> Message:
    """Send a view into a chat: as a text, a picture with a caption, or a document with one."""
    markup, thread, quiet = view.markup(), topic or None, silent or None
    if view.picture:
        return await bot.send_photo(
            chat_id,
            InputFile(view.picture, filename="chart.png"),
            caption=view.html,
            parse_mode=ParseMode.HTML,
            message_thread_id=thread,
            disable_notification=quiet,
            reply_markup=markup,
        )
    if view.document:
        return await bot.send_document(
            chat_id,
            InputFile(view.document, filename=view.filename),
            caption=view.html,
            parse_mode=ParseMode.HTML,
            message_thread_id=thread,
            disable_notification=quiet,
            reply_markup=markup,
        )
    return await bot.send_message(
        chat_id,
        view.html,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        message_thread_id=thread,
        disable_notification=quiet,
        reply_markup=markup,
    )


async def tolerating(call: Awaitable[object]) -> None:
    """Await a call to Telegram whose work may be done already, or may be too late to matter."""
    try:
        await call
    except TelegramError as error:
        if not is_unmodified(error) and not is_out_of_date(error):
            raise


def spoken(bot: Bot, message: Message, words: str, language: str) -> Talk:
    """What a message says."""
    user = message.from_user if message.sender_chat is None else None
    return Talk(
        bot=bot,
        chat=chat_of(message.chat, message.from_user, topic_of(message)),
        place=message.chat,
        user=user,
        language=language,
        words=words,
        message=message,
    )
