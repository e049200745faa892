"""What a chat may ask for and change, as Protocols. They import words only.

The chat knows how to talk: who asks, where, and what a button means. The desk knows what to say: it composes
store, rules and rendering, which a channel may not import. Answers come in the language, the time zone and
the order of languages of the `chat` that asks. Everything may raise StoreError.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.model import (
    Answer,
    Chat,
    ChatSettings,
    FoundFeed,
    StorylineCard,
    Subscription,
)


class ReadingDesk(Protocol):
    """Answers questions about what is stored; changes nothing."""

    async def storylines(self, language: str) -> Sequence[StorylineCard]:
        """The storylines in force, in their order, with how much happens in them."""
        ...

    async def newest(self, chat: Chat, storyline_id: str) -> Answer | None:
        """The last updated story of a storyline (ALL_STORYLINES: of any), shown as an alert shows it."""
        ...

    async def latest(self, chat: Chat, storyline_ids: Sequence[str]) -> Answer:
        """The last updated stories of these storylines, as a list that leads to each (`/story_12`)."""
        ...

    async def story(self, chat: Chat, story_id: int) -> Answer | None:
        """One story, shown as an alert shows it; None if there is none."""
        ...

    async def reasons(self, chat: Chat, story_id: int) -> Answer | None:
        """Why a story was told: the words that matched and where, its origins, what was decided of it."""
        ...

    async def search(self, chat: Chat, words: str) -> Answer:
        """Stored items with all these words, the newest first, each with its story if it has one."""
        ...

    async def figures(self, chat: Chat, storyline_id: str) -> Answer:
        """Who said how many of what: a table, and the course of it as a picture."""
        ...

    async def timeline(self, chat: Chat, storyline_id: str, story_id: int = 0) -> Answer:
        """The stories of a storyline, or the items of one story, in order of time; a document when long."""
        ...

    async def sources(self, chat: Chat, page: int = 0) -> Answer:
        """The sources with their health, the ones that fail first."""
        ...

    async def status(self, chat: Chat) -> Answer:
        """How feeds, stories and the outbox are, in a few lines."""
        ...

    async def why(self, chat: Chat, link: str, text: str = "") -> Answer:
        """Why the page at this address did, or did not, alert.

        For one that no source has served, what the rules say of `text`, the words that came with the link.
        """
        ...


class ChangingDesk(Protocol):
    """Carries out what a chat changes about itself."""

    async def change_settings(self, chat_id: int, settings: ChatSettings) -> None:
        """Keep the settings, and let what waits for the chat come as they say."""
        ...

    async def change_subscription(self, subscription: Subscription) -> bool:
        """Keep how a chat follows a storyline, likewise; False if it follows it no longer."""
        ...

    async def rate(self, chat: Chat, story_id: int, user: int, *, good: bool) -> bool:
        """Keep a reader's judgement of a story with its evidence; False if there is no such story."""
        ...


class SteeringDesk(Protocol):
    """Carries out what the bot's admins ask for."""

    async def find_feeds(self, url: str) -> Sequence[FoundFeed]:
        """The feeds that an address is or leads to. Raises FetchError or ParseError if there is none."""
        ...

    async def add_feed(self, found: FoundFeed) -> str:
        """Write it into feeds.yaml, keeping comments and order; return its id. Raises ConfigError."""
        ...

    async def draft(self, chat: Chat, words: str, user: int) -> Answer:
        """Draft a storyline and show what it would have found in 30 days; nothing is in force yet."""
        ...

    async def enable(self, draft_id: int) -> str | None:
        """Put a draft into rules/, where it is in force at once; its id, or None if the draft is gone.

        Raises ConfigError.
        """
        ...

    async def discard(self, draft_id: int) -> None:
        """Forget a draft."""
        ...

    async def feeds(self, chat: Chat, page: int = 0) -> Answer:
        """The sources with what polling them is like, the ones that fail first."""
        ...

    async def health(self, chat: Chat) -> Answer:
        """How the bot itself is: backlog, failing sources, suspended chats, size, what troubles it."""
        ...


class Desk(ReadingDesk, ChangingDesk, SteeringDesk, Protocol):
    """All of it."""
