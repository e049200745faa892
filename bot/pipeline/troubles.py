"""Troubles: what the bot's admins have to know is collected, weighed and told, and its end too."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from bot.alerts.notices import (
    Weighed,
    chat_troubles,
    coverage_trouble,
    feed_troubles,
    file_troubles,
    notice,
    silence_troubles,
    weigh,
)
from bot.errors import Problem, StoreError
from bot.fit import shorten
from bot.model import Access, Chat, FeedHealth, Trouble
from bot.pipeline.coverage import silent_feeds, uncovered
from bot.ports import Clock, Store, StoreAccess
from bot.secrets import without_secrets

log = structlog.get_logger()

Tell: TypeAlias = Callable[[Callable[[str], str]], Awaitable[int]]
"""Sends each admin what the function says in their language, in Telegram's HTML; returns how many it reached.
It works while the store does not, as far as it can."""

REFUSED_FOR = timedelta(hours=1)
"""How long a chat counts as refusing messages after the last one that it refused."""

REFUSING = 100
"""Chats that are remembered to refuse messages."""

NAME_ROOM, REASON_ROOM = 60, 120

_STORE, _SENDING = "store", "sending"


@dataclass(frozen=True, slots=True)
class _Refusal:
    trouble: Trouble
    last_at: datetime


class Watch:
    """Looks for troubles, and tells them.

    What was told is stored, so that a restart does not repeat it. A store that fails is remembered here.
    """

    def __init__(self, *, access: StoreAccess, clock: Clock, tell: Tell) -> None:
        self._access = access
        self._clock = clock
        self._tell = tell
        self._refusals: OrderedDict[int, _Refusal] = OrderedDict()
        self._own: dict[str, Trouble] = {}
        """What the store cannot remember: that it fails itself."""
        self._noticed_at: datetime | None = None
        self._looked = False

    def refused(self, chat: Chat, reason: str) -> None:
        """Note that a channel will never take a message to this chat."""
        now = self._clock.now()
        before = self._refusals.pop(chat.id, None)
        name = shorten(chat.title, NAME_ROOM) or chat.address
        text = f"{name} — {shorten(without_secrets(reason), REASON_ROOM)}"
        since = before.trouble.since if before else now
        trouble = Trouble(key=f"{_SENDING}/{chat.id}", text=text, since=since)
        self._refusals[chat.id] = _Refusal(trouble, now)
        if len(self._refusals) > REFUSING:
            self._refusals.popitem(last=False)

    async def look(self, problems: Sequence[Problem], storylines: Collection[str]) -> Weighed:
        """Compare what fails now with what is known, and tell the admins what they should know.

        `problems` are the mistakes for which the last good files stay in force, `storylines` the ids of those
        in force: none may be missing, or their chats would seem well. To be called every minute or so; it
        raises nothing that a trouble can cause.
        """
        now = self._clock.now()
        try:
            found = await self._access(lambda store: _collect(store, problems, storylines, now))
            stored = found.stored
            current = found.current + self._refusing(stored, now)
            current += await asyncio.to_thread(_silences, found, storylines)  # 10,000 feeds take a second
        except StoreError as error:  # nothing is known of the other troubles, so that none of them is over
            stored, current = [], [Trouble(key=_STORE, text=without_secrets(str(error)), since=now)]
        weighed = weigh([*stored, *self._own.values()], current, now, noticed_at=self._noticed_at)
        await self._keep(weighed.save, weighed.end)
        if weighed.tells:
            self._noticed_at = now  # if it reached nobody, it is tried again after as long
            reached = await self._tell(lambda language: notice(weighed, language, now))
            told = (*weighed.new, *weighed.still)
            log.info("troubles", told=len(told), over=len(weighed.over), admins=reached)
            if reached:
                await self._keep(told, weighed.over)
        return weighed

    def _refusing(self, stored: Collection[Trouble], now: datetime) -> list[Trouble]:
        """The chats that refuse messages now. After a start those count that were known before."""
        if not self._looked:
            self._looked = True
            for one in stored:
                kind, _, number = one.key.partition("/")
                if kind == _SENDING:
                    self._refusals.setdefault(int(number), _Refusal(one, now))
        over = [id_ for id_, one in self._refusals.items() if now - one.last_at >= REFUSED_FOR]
        for id_ in over:
            del self._refusals[id_]
        return [one.trouble for one in self._refusals.values()]

    async def _keep(self, save: Collection[Trouble], end: Collection[Trouble]) -> None:
        """Remember these troubles, and forget those that are over."""
        self._own |= {one.key: one for one in save if one.key == _STORE}
        for one in end:
            self._own.pop(one.key, None)
        saved = [one for one in save if one.key != _STORE]
        ended = [one.key for one in end if one.key != _STORE]
        if not saved and not ended:
            return

        def write(store: Store) -> None:
            for one in saved:
                store.save_trouble(one)
            for key in ended:
                store.end_trouble(key)

        try:
            await self._access(write)
        except StoreError as error:
            log.error("troubles not stored", reason=str(error))  # noqa: TRY400 - the reason is enough


@dataclass(frozen=True, slots=True)
class _Collected:
    stored: list[Trouble]
    """The known ones."""
    current: list[Trouble]
    """Those that there are now, but for silences."""
    feeds: Sequence[FeedHealth]
    matching: Mapping[str, Mapping[str, int]]


def _collect(
    store: Store, problems: Sequence[Problem], storylines: Collection[str], now: datetime
) -> _Collected:
    feeds = store.feed_health()
    current = feed_troubles(feeds, now) + file_troubles(problems, now)
    current += chat_troubles(unreachable(store, storylines), now)
    return _Collected(store.troubles(), current, feeds, store.matching_feeds())


def _silences(found: _Collected, storylines: Collection[str]) -> list[Trouble]:
    """The sources that have fallen silent, and the storylines that miss them."""
    gaps = uncovered(found.feeds, found.matching, storylines)
    return silence_troubles(silent_feeds(found.feeds)) + [
        coverage_trouble(one.storyline_id, one.language, one.since) for one in gaps
    ]


def unreachable(store: Store, storylines: Collection[str]) -> list[Chat]:
    """The chats that follow one of these storylines and that nothing can be sent to, but for those whom an
    admin let out."""
    chats = {one.chat.id: one.chat for one in store.followers(storylines) if one.chat.suspended}
    return [chat for chat in chats.values() if not _let_out(store, chat)]


def _let_out(store: Store, chat: Chat) -> bool:
    guest = store.guest(chat.channel, chat.address)
    return guest is not None and guest.access is Access.REFUSED
