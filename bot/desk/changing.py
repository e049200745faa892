"""What a chat changes about itself: how it wants to be told, and what it thought of a story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.alerts.route import rerouted
from bot.desk.premises import Premises
from bot.model import (
    AlertPolicy,
    Chat,
    ChatSettings,
    Feedback,
    StoryItem,
    Storyline,
    StoryView,
    Subscription,
)
from bot.ports import Store


class Changer:
    """The changing half of the desk; see `bot.ports.ChangingDesk`."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises

    async def change_settings(self, chat_id: int, settings: ChatSettings) -> None:
        """Keep the settings, and let what waits for the chat come as they say."""
        now, storylines = self._premises.clock.now(), self._storylines()

        def change(store: Store) -> None:
            store.save_settings(chat_id, settings)
            _speak(store, chat_id, settings.language)
            _reroute(store, chat_id, storylines, now)

        await self._premises.access(change)

    async def change_subscription(self, subscription: Subscription) -> bool:
        """Keep how a chat follows a storyline, likewise; False if it follows it no longer."""
        now, storylines = self._premises.clock.now(), self._storylines()

        def change(store: Store) -> bool:
            followed = store.save_subscription(subscription)
            if followed:
                _reroute(store, subscription.chat_id, storylines, now)
            return followed

        return await self._premises.access(change)

    def _storylines(self) -> Mapping[str, Storyline]:
        book = self._premises.rulebook()
        return book.storylines if book else {}

    async def rate(self, chat: Chat, story_id: int, user: int, *, good: bool) -> bool:
        """Keep a reader's judgement of a story with its evidence; False if there is no such story."""
        now = self._premises.clock.now()
        return await self._premises.access(lambda store: _rate(store, chat, story_id, user, good, now))


def _speak(store: Store, chat_id: int, language: str) -> None:
    """Let a chosen language be the chat's; what suspends the chat stays."""
    chat = store.chat(chat_id)
    if chat is None or not language or chat.language == language:
        return
    store.save_chat(replace(chat, language=language))
    if chat.suspended:
        store.suspend_chat(chat.channel, chat.address, chat.suspended)


def _reroute(store: Store, chat_id: int, storylines: Mapping[str, Storyline], now: datetime) -> None:
    """Weigh anew when and how each waiting delivery of the chat comes.

    It happens at one go on the store's thread, so that nothing is sent or added between.
    """
    waiting = store.waiting(chat_id)
    if not waiting:
        return
    followers = store.followers({one.alert.storyline_id for one in waiting})
    mine = {one.storyline_id: one for one in followers if one.chat.id == chat_id}
    policies = {name: storyline.alerts for name, storyline in storylines.items()}
    store.reroute(
        {
            one.id: rerouted(one, mine[name], policies.get(name, AlertPolicy()).wait, now)
            for one in waiting
            if (name := one.alert.storyline_id) in mine
        }
    )


def _rate(store: Store, chat: Chat, story_id: int, user: int, good: bool, now: datetime) -> bool:
    view = store.story(story_id)
    if view is None or not view.items:
        return False
    known = store.find_chat(chat.channel, chat.address, chat.topic) or store.save_chat(chat)
    told = _told(view)
    store.save_feedback(
        Feedback(
            storyline_id=view.story.storyline_id,
            story_id=view.story.id,
            item_id=told.item.id,
            title=told.item.title,
            url=told.item.url,
            score=told.match.score,
            evidence=told.match.evidence,
            good=good,
            chat_id=known.id,
            user=user,
            at=now,
        )
    )
    return True


def _told(view: StoryView) -> StoryItem:
    """The item for which the story was first told; the first one, where none was."""
    return next((one for one in view.items if one.decision.alerts), view.items[0])
