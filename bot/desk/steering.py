"""What the bot's admins ask for: sources, drafts, and how Vigie is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.desk.discover import Finder
from bot.desk.drafting import Drafter
from bot.desk.feedsfile import add_source
from bot.desk.health import Doctor
from bot.desk.premises import Premises
from bot.model import Answer, Chat, FoundFeed


class Steerer:
    """The steering half of the desk; see `bot.ports.SteeringDesk`."""

    def __init__(self, premises: Premises) -> None:
        self._home = premises.home
        self._finder = Finder(premises)
        self._drafter = Drafter(premises)
        self._doctor = Doctor(premises)
        self._adding = asyncio.Lock()

    async def find_feeds(self, url: str) -> Sequence[FoundFeed]:
        """The feeds that an address is or leads to. Raises FetchError or ParseError if there is none."""
        return await self._finder.find(url)

    async def add_feed(self, found: FoundFeed) -> str:
        """Write it into feeds.yaml, keeping comments and order; return its id. Raises ConfigError."""
        async with self._adding:  # a double tap finds the source there
            return await asyncio.to_thread(add_source, self._home, found)

    async def feeds(self, chat: Chat, page: int = 0) -> Answer:
        """The sources with what polling them is like, the ones that fail first."""
        return await self._doctor.feeds(chat, page)

    async def draft(self, chat: Chat, words: str, user: int) -> Answer:
        """Draft a storyline and show what it would have found in 30 days; nothing is in force yet."""
        return await self._drafter.draft(chat, words, user)

    async def enable(self, draft_id: int) -> str | None:
        """Put a draft into rules/; its id, or None if the draft is gone. Raises ConfigError."""
        return await self._drafter.enable(draft_id)

    async def discard(self, draft_id: int) -> None:
        """Forget a draft."""
        await self._drafter.discard(draft_id)

    async def health(self, chat: Chat) -> Answer:
        """How the bot itself is: backlog, failing sources, suspended chats, size, what troubles it."""
        return await self._doctor.health(chat)
