"""Part of the conversation: channels, managed by their admins from a private chat with the bot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import structlog
from markupsafe import Markup
from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, MessageOriginChannel
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

from bot.fit import shorten
from bot.model import Access, Channel, Chat, ChatKind
from bot.ports import Store
from bot.telegram import cards
from bot.telegram.people import as_guest
from bot.telegram.standing import Standing, look, remember, titles
from bot.telegram.talk import Handler, PressHandler, Services, Talk
from bot.telegram.targets import Target, here, manages
from bot.telegram.view import View
from bot.words import html

log = structlog.get_logger()

_NAME = re.compile(
    r"(?:https?://)?(?:www\.)?t\.me/(?P<link>[A-Za-z]\w{3,31})/?|@?(?P<name>[A-Za-z]\w{3,31})|(?P<id>-[0-9]{6,16})",
    re.ASCII,
)

_SHOWN = 40
"""Characters of a wrong name that an answer repeats."""

_LINK = re.compile(r"https?://|t\.me/|www\.", re.IGNORECASE)


class Channels:
    """`/channel`, and what is forwarded from one."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {"channel": self.channel}

    def presses(self) -> Mapping[str, PressHandler]:
        """None: the buttons are those of all panels, with the number of the channel in them."""
        return {}

    async def channel(self, talk: Talk) -> None:
        """Open the panels of the named channel; without a name tell how it is done."""
        if not talk.private:
            await talk.reply(View(html=html(talk.language, "channel-private")))
            return
        found = _NAME.fullmatch(talk.words)
        if found:
            name = found["link"] or found["name"]
            await talk.reply(await self._opened(talk, f"@{name}" if name else int(found["id"])))
            return
        how = html(talk.language, "channel-how")
        if talk.words:
            how = html(talk.language, "channel-unknown", called=shorten(talk.words, _SHOWN))
        await talk.reply(View(html=how))

    async def text(self, talk: Talk) -> bool:
        """Take a post that was forwarded from a channel of the talker; others are not for this part.

        A post with a link may as well be a question about that link, if the channel is not theirs.
        """
        origin = talk.message.forward_origin if talk.message else None
        if not talk.private or not isinstance(origin, MessageOriginChannel):
            return False
        mine = await _membership(talk.bot, origin.chat.id)
        if mine and await manages(talk.bot, origin.chat.id, talk.user_id):
            await talk.reply(await self._opened(talk, origin.chat.id))
            return True
        if mine or _LINK.search(talk.words):
            return False
        title = shorten(origin.chat.title or "", _SHOWN)
        await talk.reply(View(html=html(talk.language, "channel-forwarded", title=title)))
        return True

    async def introduce(self, talk: Talk, channel_id: int) -> None:
        """Show the panels of a channel, of which the bot has just become an admin, to who did that.

        `talk` is of the private chat with that person, who may never have talked to the bot.
        """
        own = (await here(self._services, talk)).chat.settings.language
        talk = replace(talk, language=own or talk.language)
        try:
            await talk.reply(await self._opened(talk, channel_id))
        except (Forbidden, BadRequest) as error:  # a bot cannot begin a conversation
            log.info("channel not introduced", channel=channel_id, reason=type(error).__name__)

    async def _opened(self, talk: Talk, name: str | int) -> View:
        """What the talker may do with that channel: its panels, or why not."""
        said = await self._obstacle(talk, name)
        return said if isinstance(said, View) else await self._panel(said)

    async def _obstacle(self, talk: Talk, name: str | int) -> Target | View:
        """The channel, if its admin talks and the bot may post there; else what stands against it.

        Nothing is said of a chat to somebody who is no admin of it, not even its title.
        """
        language, asked = talk.language, shorten(str(name), _SHOWN)
        try:
            found = await talk.bot.get_chat(name)
        except (BadRequest, Forbidden):
            return View(html=html(language, "channel-unknown", called=asked))
        if found.type != ChatType.CHANNEL:
            return View(html=html(language, "channel-not-channel", called=asked))
        mine = await _membership(talk.bot, found.id)
        if mine is None:
            return View(html=html(language, "channel-unknown", called=asked))
        if not await manages(talk.bot, found.id, talk.user_id):
            return View(html=html(language, "channel-not-admin"))
        title = shorten(found.title or "", cards.TITLE_ROOM)
        if not mine.can_post_messages:
            return View(html=html(language, "channel-no-post", title=title))
        standing = await self._let_in(talk, found)
        if standing is None:
            return View(html=html(language, "channel-refused"))
        return Target(talk=talk, standing=standing, channel=True)

    async def _let_in(self, talk: Talk, found: ChatFullInfo) -> Standing | None:
        """Store the channel as let in, as who manages it is; None if the bot's admins refused it."""
        seen = Chat(
            id=0,
            channel=Channel.TELEGRAM,
            address=str(found.id),
            kind=ChatKind.GROUP,
            title=shorten(found.title or "", cards.TITLE_ROOM),
            language=talk.language,
        )
        now = self._services.clock.now()

        def work(store: Store) -> Standing | None:
            known = store.guest(seen.channel, seen.address)
            if known and known.access is Access.REFUSED:
                return None
            store.save_guest(as_guest(seen, known, Access.ALLOWED, now))
            return look(store, remember(store, seen))

        standing = await self._services.access(work)
        log.info("channel opened", chat=seen.address, by=talk.user_id, refused=standing is None)
        return standing

    async def _panel(self, target: Target) -> View:
        if target.standing.subscriptions:
            view = cards.mine_view(target, titles(self._services.storylines(), target.language))
        else:
            shown = await self._services.desk.storylines(target.language)
            view = cards.cards_view(shown, target, self._services.clock.now())
        ready: Markup = html(target.language, "channel-ready")
        return replace(view, html=f"{view.html}\n\n{ready}")


async def _membership(bot: Bot, channel_id: int) -> ChatMemberAdministrator | None:
    """The bot as an admin of that channel, or None."""
    try:
        member: ChatMember = await bot.get_chat_member(channel_id, bot.id)
    except (BadRequest, Forbidden):
        return None
    return member if isinstance(member, ChatMemberAdministrator) else None
