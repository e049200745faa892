"""What a chat follows: finding a storyline by what somebody typed, and changing subscriptions.

Functions that take the store run on its thread.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model import ALL_STORYLINES, Chat, ChatKind, Storyline, Subscription
from bot.ports import Store
from bot.telegram.presses import key_of
from bot.text import fold, one_line

_ALL_WORDS = frozenset({"all", "*", "tous", "tout", "toutes"})

_LONGEST_NAME = 300
"""Characters of an argument that are looked at; ids are file names, and titles are lines."""


class Change(StrEnum):
    """What became of a wish; `following-` and the value name its text."""

    FOLLOWED = "followed"
    FOLLOWED_ALL = "followed-all"
    ALREADY = "already"
    ALREADY_ALL = "already-all"
    DROPPED = "dropped"
    DROPPED_ALL = "dropped-all"
    NOT_FOLLOWED = "not-followed"
    NOTHING_FOLLOWED = "nothing-followed"
    COVERED = "covered"


FRESH = frozenset({Change.FOLLOWED, Change.FOLLOWED_ALL})
"""After these the chat is shown the newest story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A chat as it is stored, with what it follows; its id is 0 while it is not stored."""

    chat: Chat
    subscriptions: tuple[Subscription, ...] = ()

    @property
    def followed(self) -> frozenset[str]:
        """The ids of what is followed, ALL_STORYLINES among them."""
        return frozenset(one.storyline_id for one in self.subscriptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What became of a wish, and how the chat stands now."""

    change: Change
    standing: Standing


def find(name: str, storylines: Collection[Storyline], followed: Collection[str]) -> str | None:
    """The id of the storyline that goes by this id or title, in any case and with or without accents, or by
    the short name that stands for it in a link."""
    asked = fold(one_line(name[:_LONGEST_NAME]))
    if asked in _ALL_WORDS:
        return ALL_STORYLINES
    for storyline in storylines:
        if asked in {fold(storyline.id), *(fold(one_line(title)) for title in storyline.title.values())}:
            return storyline.id
    known = [*(storyline.id for storyline in storylines), *sorted(followed)]
    return next((one for one in known if asked in (fold(one), key_of(one))), None)


def titles(storylines: Collection[Storyline], language: str) -> Mapping[str, str]:
    """The titles of the storylines in force, by id."""
    return {storyline.id: storyline.title_in(language) for storyline in storylines}


def look(store: Store, seen: Chat) -> Standing:
    """How the chat stands. One that is stored is brought up to date; a new one is not stored yet."""
    known = store.find_chat(seen.channel, seen.address, seen.topic)
    if known is None:
        return Standing(chat=seen)
    current = _updated(known, seen)
    if current != known:
        known = store.save_chat(current)
    return Standing(chat=known, subscriptions=tuple(store.subscriptions(known.id)))


def mutes_story(store: Store, seen: Chat, story_id: int) -> bool:
    """Whether the chat has muted that story."""
    chat = look(store, seen).chat
    return bool(chat.id) and any(one.story_id == story_id for one in store.mutes(chat.id).stories)


def remember(store: Store, seen: Chat) -> Chat:
    """Store the chat, or bring it up to date; what suspended it is over."""
    known = store.find_chat(seen.channel, seen.address, seen.topic)
    return store.save_chat(_updated(known, seen) if known else seen)


def follow(store: Store, seen: Chat, storyline_id: str, now: datetime) -> Changed:
    """Subscribe the chat to that storyline, or to all."""
    chat = remember(store, seen)
    before = look(store, chat)
    everything = storyline_id == ALL_STORYLINES
    if ALL_STORYLINES in before.followed:
        return Changed(change=Change.ALREADY_ALL if everything else Change.ALREADY, standing=before)
    if not store.subscribe(chat.id, storyline_id, now):
        return Changed(change=Change.ALREADY, standing=before)
    change = Change.FOLLOWED_ALL if everything else Change.FOLLOWED
    return Changed(change=change, standing=look(store, chat))


def drop(store: Store, seen: Chat, storyline_id: str) -> Changed:
    """Unsubscribe the chat from that storyline, or from all and each."""
    before = look(store, seen)
    if not before.subscriptions:
        return Changed(change=Change.NOTHING_FOLLOWED, standing=before)
    if storyline_id == ALL_STORYLINES:
        for one in before.followed:
            store.unsubscribe(before.chat.id, one)
        return Changed(change=Change.DROPPED_ALL, standing=look(store, seen))
    if ALL_STORYLINES in before.followed:
        # it would still come, by the subscription to all
        return Changed(change=Change.COVERED, standing=before)
    if not store.unsubscribe(before.chat.id, storyline_id):
        return Changed(change=Change.NOT_FOLLOWED, standing=before)
    return Changed(change=Change.DROPPED, standing=look(store, seen))


def way_of(standing: Standing, storyline_id: str) -> Subscription | None:
    """How a storyline comes: by its own subscription, or as all do; None if it is not followed."""
    ways = {one.storyline_id: one for one in standing.subscriptions}
    return ways.get(storyline_id) or ways.get(ALL_STORYLINES)


def _updated(known: Chat, seen: Chat) -> Chat:
    """The stored chat as it is seen now. A group keeps its language: whoever asks next may speak another."""
    language = seen.language if seen.kind is ChatKind.PRIVATE else known.language
    return replace(seen, id=known.id, language=known.settings.language or language, settings=known.settings)
