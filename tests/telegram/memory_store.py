"""The part of the `Store` that the chat uses, kept in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import StoreError
from bot.model import Channel, Chat, FeedHealth, StoreInfo, StorylineActivity, Subscription


class MemoryStore:
    """Chats and subscriptions that work as the port says; feeds and counts are what a test puts here."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.followed: dict[tuple[int, str], datetime] = {}
        self.feeds: Sequence[FeedHealth] = ()
        self.counts: Sequence[StorylineActivity] = ()
        self.deliveries: dict[str, int] = {}
        self.broken = False

    def find_chat(self, channel: Channel, address: str, topic: int) -> Chat | None:
        """The stored chat, or None."""
        if self.broken:
            raise StoreError("the disk is full; make room")
        place = (channel, address, topic)
        return next((c for c in self.chats.values() if (c.channel, c.address, c.topic) == place), None)

    def save_chat(self, chat: Chat) -> Chat:
        """Insert or update; lifts the suspension of the whole address."""
        known = self.find_chat(chat.channel, chat.address, chat.topic)
        saved = replace(chat, id=known.id if known else len(self.chats) + 1, suspended="")
        self.chats[saved.id] = saved
        self._mark(chat.channel, chat.address, "")
        return saved

    def suspend_chat(self, channel: Channel, address: str, reason: str) -> None:
        """Suspend all topics of the address."""
        self._mark(channel, address, reason)

    def _mark(self, channel: Channel, address: str, reason: str) -> None:
        for chat in list(self.chats.values()):
            if (chat.channel, chat.address) == (channel, address):
                self.chats[chat.id] = replace(chat, suspended=reason)

    def subscribe(self, chat_id: int, storyline_id: str, now: datetime) -> bool:
        """Subscribe; False if it was already."""
        new = (chat_id, storyline_id) not in self.followed
        self.followed.setdefault((chat_id, storyline_id), now)
        return new

    def unsubscribe(self, chat_id: int, storyline_id: str) -> bool:
        """Unsubscribe; False if it was not subscribed."""
        return self.followed.pop((chat_id, storyline_id), None) is not None

    def subscriptions(self, chat_id: int) -> list[Subscription]:
        """A chat's subscriptions, by storyline."""
        mine = sorted((s, at) for (chat, s), at in self.followed.items() if chat == chat_id)
        return [Subscription(chat_id=chat_id, storyline_id=s, created_at=at) for s, at in mine]

    def feed_health(self) -> list[FeedHealth]:
        """What the test put here."""
        return list(self.feeds)

    def activity(self) -> list[StorylineActivity]:
        """What the test put here."""
        return list(self.counts)

    def info(self) -> StoreInfo:
        """An empty store, but for the deliveries."""
        return StoreInfo(path="", bytes=0, schema=1, items=0, untracked=0, deliveries=self.deliveries)
