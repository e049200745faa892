"""What a chat changes about itself: how it wants to be told, and what it thought of a story."""

from __future__ import annotations

from datetime import datetime

from bot.desk.premises import Premises
from bot.model import Chat, Feedback, StoryItem, StoryView
from bot.ports import Store


class Changer:
    """The changing half of the desk; see `bot.ports.ChangingDesk`."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises

    async def rate(self, chat: Chat, story_id: int, user: int, *, good: bool) -> bool:
        """Keep a reader's judgement of a story with its evidence; False if there is no such story."""
        now = self._premises.clock.now()
        return await self._premises.access(lambda store: _rate(store, chat, story_id, user, good, now))


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
