"""What the bot answers to commands, buttons, and to being added or removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog
from telegram import (
    CallbackQuery,
    ChatMember,
    ChatMemberRestricted,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import Forbidden, TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.model import ALL_STORYLINES, Channel, Chat, ChatKind, Storyline
from bot.ports import Clock, Store, StoreAccess
from bot.telegram import following, views
from bot.telegram.buttons import Act, Press, storyline_of, unpack
from bot.telegram.failures import is_out_of_date, is_unmodified, plain_reason
from bot.telegram.following import Changed
from bot.telegram.secrecy import trace_of
from bot.telegram.senders import chat_of, may_change, topic_of
from bot.telegram.words import language_of, phrase, toast

log = structlog.get_logger()

App: TypeAlias = "Application[Any, Any, Any, Any, Any, Any]"
Context: TypeAlias = "CallbackContext[Any, Any, Any, Any]"

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

NAME_SHOWN = 40
"""Characters of a wrong name that an answer repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pressed:
    """What follows from a button press: the short answer, and the list as it is then."""

    text: str = ""
    view: views.View | None = None


class Commands:
    """The handlers. They reach the store through `access` and take the rules as they are at each message."""

    def __init__(
        self, *, access: StoreAccess, storylines: Callable[[], Sequence[Storyline]], clock: Clock
    ) -> None:
        self._access = access
        self._storylines = storylines
        self._clock = clock
        self._migrated: set[int] = set()

    def attach(self, application: App) -> None:
        """Add the handlers to the application. Edited messages and channel posts reach none of them."""
        fresh = filters.UpdateType.MESSAGE
        named = {
            "start": self.start,
            "subscribe": self.subscribe,
            "unsubscribe": self.unsubscribe,
            "storylines": self.storylines,
            "status": self.status,
            "help": self.help,
        }
        application.add_handlers(
            [
                *(CommandHandler(name, handler, filters=fresh) for name, handler in named.items()),
                CallbackQueryHandler(self.press),
                ChatMemberHandler(self.membership, ChatMemberHandler.MY_CHAT_MEMBER),
                MessageHandler(fresh & filters.StatusUpdate.MIGRATE, self.migration),
                MessageHandler(fresh & filters.ChatType.PRIVATE & filters.TEXT, self.unknown),
            ]
        )
        application.add_error_handler(self.failed)

    # --- commands ----------------------------------------------------------------------------------------

    async def start(self, update: Update, context: Context) -> None:
        """Greet and list the storylines; `/start name` (a deep link) subscribes."""
        message = _message(update)
        if context.args:
            await self._change(message, context, Act.FOLLOW)
        else:
            await self._list(message, greets=True)

    async def subscribe(self, update: Update, context: Context) -> None:
        """Subscribe to the named storyline or to all; list them if none is named."""
        message = _message(update)
        if context.args:
            await self._change(message, context, Act.FOLLOW)
        else:
            await self._list(message)

    async def unsubscribe(self, update: Update, context: Context) -> None:
        """Unsubscribe from the named storyline or from all; list them if none is named."""
        message = _message(update)
        if context.args:
            await self._change(message, context, Act.DROP)
        else:
            await self._list(message)

    async def storylines(self, update: Update, context: Context) -> None:
        """List the storylines and what the chat follows."""
        del context
        await self._list(_message(update))

    async def status(self, update: Update, context: Context) -> None:
        """Tell the state of feeds, stories and outbox."""
        del context
        message = _message(update)
        feeds, activity, info = await self._access(
            lambda store: (store.feed_health(), store.activity(), store.info())
        )
        text = views.status_text(feeds, activity, info, _language(message), self._clock.now())
        await _reply(message, views.View(html=text))

    async def help(self, update: Update, context: Context) -> None:
        """Tell what the bot does."""
        del context
        message = _message(update)
        await _reply(message, views.View(html=views.help_text(_language(message))))

    async def unknown(self, update: Update, context: Context) -> None:
        """In private, point to the help; in groups other bots may be meant."""
        del context
        message = _message(update)
        await _reply(message, views.View(html=phrase(_language(message), "unknown_command")))

    async def _list(self, message: Message, *, greets: bool = False) -> None:
        chat = _chat(message)
        followed = await self._access(lambda store: following.look_up(store, chat))
        await _reply(
            message, views.list_view(self._storylines(), followed, _language(message), greets=greets)
        )

    async def _change(self, message: Message, context: Context, act: Act) -> None:
        language, chat, name = _language(message), _chat(message), " ".join(context.args or ())
        if not await may_change(context.bot, message.chat, message.from_user, message.sender_chat):
            await _reply(message, views.View(html=phrase(language, "admins_only")))
            return
        followed = await self._access(lambda store: following.look_up(store, chat))
        found = following.find(name, self._storylines(), followed)
        if found is None:
            shown = views.name_of(name, NAME_SHOWN)
            await _reply(message, views.View(html=phrase(language, "unknown_storyline", name=shown)))
            return
        changed = await self._apply(chat, act, found)
        title = views.name_of(self._title(found, language))
        await _reply(message, views.View(html=phrase(language, changed.change, title=title)))

    async def _apply(self, chat: Chat, act: Act, storyline_id: str) -> Changed:
        now = self._clock.now()

        def work(store: Store) -> Changed:
            if act is Act.FOLLOW:
                return following.follow(store, chat, storyline_id, now)
            return following.drop(store, chat, storyline_id)

        changed = await self._access(work)
        log.info(
            "subscription",
            chat=chat.address,
            topic=chat.topic,
            storyline=storyline_id,
            change=changed.change.value,
        )
        return changed

    def _title(self, storyline_id: str, language: str) -> str:
        titles = {storyline.id: storyline.title_in(language) for storyline in self._storylines()}
        return titles.get(storyline_id, storyline_id)

    # --- buttons -----------------------------------------------------------------------------------------

    async def press(self, update: Update, context: Context) -> None:
        """Do what the button says. Whatever happens, the press is answered, or the button spins on."""
        query = update.callback_query
        assert query is not None
        language = language_of(query.from_user.language_code)
        try:
            pressed = await self._pressed(query, context, language)
        except Exception:
            with suppress(TelegramError):
                await query.answer(toast(language, "sorry"), show_alert=True)
            raise
        await _tolerating(query.answer(pressed.text or None))
        if pressed.view:
            await _tolerating(
                query.edit_message_text(
                    pressed.view.html,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=_markup(pressed.view),
                )
            )

    async def _pressed(self, query: CallbackQuery, context: Context, language: str) -> _Pressed:
        press, message = unpack(query.data or ""), query.message
        # Of a very old message Telegram does not tell the topic. Its type says nothing: the library makes
        # a Message of every one.
        if press is None or not isinstance(message, Message) or not message.is_accessible:
            return _Pressed(text=toast(language, "stale_button"))
        chat = chat_of(message.chat, query.from_user, topic_of(message))
        followed = await self._access(lambda store: following.look_up(store, chat))
        if press.act is Act.PAGE:
            return _Pressed(view=self._view(press, followed, language))
        if not await may_change(context.bot, message.chat, query.from_user, None):
            return _Pressed(text=toast(language, "admins_only"))
        known = [ALL_STORYLINES, *(storyline.id for storyline in self._storylines()), *followed]
        found = storyline_of(press.key, known)
        if found is None:
            view = self._view(press, followed, language)
            return _Pressed(text=toast(language, "stale_storyline"), view=view)
        changed = await self._apply(chat, press.act, found)
        text = toast(language, changed.change, title=views.name_of(self._title(found, language), 80))
        return _Pressed(text=text, view=self._view(press, changed.followed, language))

    def _view(self, press: Press, followed: frozenset[str], language: str) -> views.View:
        return views.list_view(self._storylines(), followed, language, page=press.page, greets=press.greets)

    # --- comings and goings ------------------------------------------------------------------------------

    async def membership(self, update: Update, context: Context) -> None:
        """Suspend a chat that blocked or removed the bot, and lift that when it is let in again."""
        del context
        change = update.my_chat_member
        assert change is not None
        chat = chat_of(change.chat, change.from_user)
        if _may_write(change.new_chat_member):
            await self._access(lambda store: following.remember(store, chat))
            log.info("chat open", chat=chat.address)
        elif change.chat.id not in self._migrated:
            reason = "blocked by the user" if chat.kind is ChatKind.PRIVATE else "removed from the group"
            await self._access(lambda store: store.suspend_chat(Channel.TELEGRAM, chat.address, reason))
            log.info("chat closed", chat=chat.address, reason=reason)

    async def migration(self, update: Update, context: Context) -> None:
        """Keep a group that became a supergroup open under its old address.

        The next message sent there is answered with the new one, and that moves it.
        """
        del context
        message = _message(update)
        if message.migrate_to_chat_id:
            self._migrated.add(message.chat.id)
            chat = _chat(message)
            await self._access(lambda store: following.look_up(store, chat))

    # --- mistakes ----------------------------------------------------------------------------------------

    async def failed(self, update: object, context: Context) -> None:
        """Log what went wrong in a handler, and say so in the chat if a message asked for something."""
        error, token = context.error, context.bot.token
        assert error is not None
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
        if message is not None and not isinstance(error, Forbidden):
            with suppress(TelegramError):
                await _reply(message, views.View(html=phrase(_language(message), "sorry")))


def _message(update: Update) -> Message:
    message = update.message
    assert message is not None
    return message


def _chat(message: Message) -> Chat:
    return chat_of(message.chat, message.from_user, topic_of(message))


def _language(message: Message) -> str:
    return language_of(message.from_user.language_code if message.from_user else None)


def _may_write(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return bool(member.is_member and member.can_send_messages)
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def _markup(view: views.View) -> InlineKeyboardMarkup | None:
    if not view.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in view.rows]
    )


async def _reply(message: Message, view: views.View) -> None:
    """Answer in the same chat and topic."""
    await message.get_bot().send_message(
        message.chat.id,
        view.html,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        message_thread_id=topic_of(message) or None,
        reply_markup=_markup(view),
    )


async def _tolerating(call: Any) -> None:
    """Await a call to Telegram whose work may be done already, or may be too late to matter."""
    try:
        await call
    except TelegramError as error:
        if not is_unmodified(error) and not is_out_of_date(error):
            raise
