"""What a chat follows: finding a storyline by what somebody typed, and changing subscriptions.

These functions take the store and run on its thread.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model import ALL_STORYLINES, Chat, ChatKind, Storyline
from bot.ports import Store
from bot.text import fold, one_line

_ALL_WORDS = frozenset({"all", "*", "tous", "tout", "toutes"})

_LONGEST_NAME = 300
"""Characters of an argument that are looked at; ids are file names, and titles are lines."""


class Change(StrEnum):
    """What became of a wish; the values are keys of the phrases."""

    FOLLOWED = "followed"
    FOLLOWED_ALL = "followed_all"
    ALREADY = "already"
    ALREADY_ALL = "already_all"
    DROPPED = "dropped"
    DROPPED_ALL = "dropped_all"
    NOT_FOLLOWED = "not_followed"
    NOTHING_FOLLOWED = "nothing_followed"
    COVERED = "covered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What became of a wish, and what the chat follows now."""

    change: Change
    followed: frozenset[str]


def find(name: str, storylines: Sequence[Storyline], followed: Collection[str]) -> str | None:
    """The id of the storyline that goes by this id or title, in any case and with or without accents."""
    asked = fold(one_line(name[:_LONGEST_NAME]))
    if asked in _ALL_WORDS:
        return ALL_STORYLINES
    for storyline in storylines:
        if asked in {fold(storyline.id), *(fold(one_line(title)) for title in storyline.title.values())}:
            return storyline.id
    return next((gone for gone in sorted(followed) if fold(gone) == asked), None)


def look_up(store: Store, seen: Chat) -> frozenset[str]:
    """What the chat follows. One that is stored is brought up to date; a new one is not stored yet."""
    known = store.find_chat(seen.channel, seen.address, seen.topic)
    if known is None:
        return frozenset()
    current = _updated(known, seen)
    if current != known:
        known = store.save_chat(current)
    return _followed(store, known)


def remember(store: Store, seen: Chat) -> Chat:
    """Store the chat, or bring it up to date; what suspended it is over."""
    known = store.find_chat(seen.channel, seen.address, seen.topic)
    return store.save_chat(_updated(known, seen) if known else seen)


def follow(store: Store, seen: Chat, storyline_id: str, now: datetime) -> Changed:
    """Subscribe the chat to that storyline, or to all."""
    chat = remember(store, seen)
    before = _followed(store, chat)
    everything = storyline_id == ALL_STORYLINES
    if ALL_STORYLINES in before:
        return Changed(change=Change.ALREADY_ALL if everything else Change.ALREADY, followed=before)
    if not store.subscribe(chat.id, storyline_id, now):
        return Changed(change=Change.ALREADY, followed=before)
    change = Change.FOLLOWED_ALL if everything else Change.FOLLOWED
    return Changed(change=change, followed=before | {storyline_id})


def drop(store: Store, seen: Chat, storyline_id: str) -> Changed:
    """Unsubscribe the chat from that storyline, or from all and each."""
    before = look_up(store, seen)
    known = store.find_chat(seen.channel, seen.address, seen.topic)
    if known is None or not before:
        return Changed(change=Change.NOTHING_FOLLOWED, followed=before)
    if storyline_id == ALL_STORYLINES:
        for one in before:
            store.unsubscribe(known.id, one)
        return Changed(change=Change.DROPPED_ALL, followed=frozenset())
    if ALL_STORYLINES in before:
        # to unsubscribe now would throw away what is pending for it, although the chat still follows it
        return Changed(change=Change.COVERED, followed=before)
    if not store.unsubscribe(known.id, storyline_id):
        return Changed(change=Change.NOT_FOLLOWED, followed=before)
    return Changed(change=Change.DROPPED, followed=before - {storyline_id})


def _updated(known: Chat, seen: Chat) -> Chat:
    """The stored chat as it is seen now. A group keeps its language: whoever asks next may speak another."""
    language = seen.language if seen.kind is ChatKind.PRIVATE else known.language
    return replace(seen, id=known.id, language=language)


def _followed(store: Store, chat: Chat) -> frozenset[str]:
    return frozenset(subscription.storyline_id for subscription in store.subscriptions(chat.id))
