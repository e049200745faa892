"""What a chat does not want to hear of: stories, and outlets in a storyline."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.model import MutedStory, Mutes
from bot.store.database import change, first, rows
from bot.store.dropping import drop_unwanted_of

# Whoever mutes by an old message may name a story that another one took.
_STORY = "SELECT coalesce(nullif(merged_into, 0), id) AS id FROM stories WHERE id = :story_id"

_MUTE_STORY = """
INSERT INTO muted_stories (chat_id, story_id, muted_at) VALUES (:chat_id, :story_id, :now)
ON CONFLICT (chat_id, story_id) DO NOTHING
"""

_UNMUTE_STORY = "DELETE FROM muted_stories WHERE chat_id = :chat_id AND story_id = :story_id"

_MUTE_OUTLET = """
INSERT INTO muted_outlets (chat_id, storyline_id, outlet, muted_at)
VALUES (:chat_id, :storyline_id, :outlet, :now)
ON CONFLICT (chat_id, storyline_id, outlet) DO NOTHING
"""

_UNMUTE_OUTLET = """
DELETE FROM muted_outlets
WHERE chat_id = :chat_id AND storyline_id = :storyline_id AND outlet = :outlet
"""

_STORIES = """
SELECT stories.id, stories.storyline_id, stories.title
FROM muted_stories CROSS JOIN stories ON stories.id = muted_stories.story_id
WHERE muted_stories.chat_id = :chat_id ORDER BY muted_at DESC, stories.id DESC
"""

_OUTLETS = """
SELECT storyline_id, outlet FROM muted_outlets WHERE chat_id = :chat_id ORDER BY storyline_id, outlet
"""

_OF_STORY = "SELECT chat_id FROM muted_stories WHERE story_id = :story_id"

_MOVE = (
    "UPDATE OR IGNORE muted_stories SET story_id = :story_id WHERE story_id = :from_id",
    "DELETE FROM muted_stories WHERE story_id = :from_id",
)


def mute_story(db: Database, chat_id: int, story_id: int, now: datetime) -> bool:
    """Mute a story, and drop what waits of it; False if there is nothing to do."""
    story = first(db, _STORY, story_id=story_id)
    if story is None or not change(db, _MUTE_STORY, chat_id=chat_id, story_id=story["id"], now=now):
        return False
    drop_unwanted_of(db, chat_id, now)
    return True


def unmute_story(db: Database, chat_id: int, story_id: int) -> bool:
    """Take that back; False if it was not muted."""
    story = first(db, _STORY, story_id=story_id)
    return story is not None and change(db, _UNMUTE_STORY, chat_id=chat_id, story_id=story["id"]) > 0


def mute_outlet(db: Database, chat_id: int, storyline_id: str, outlet: str, now: datetime) -> bool:
    """Mute an outlet in a storyline; False if it was."""
    place = {"chat_id": chat_id, "storyline_id": storyline_id, "outlet": outlet}
    return change(db, _MUTE_OUTLET, **place, now=now) > 0


def unmute_outlet(db: Database, chat_id: int, storyline_id: str, outlet: str) -> bool:
    """Take that back; False if it was not muted."""
    return change(db, _UNMUTE_OUTLET, chat_id=chat_id, storyline_id=storyline_id, outlet=outlet) > 0


def mutes(db: Database, chat_id: int) -> Mutes:
    """What the chat has muted."""
    stories = (
        MutedStory(story_id=row["id"], storyline_id=row["storyline_id"], title=row["title"])
        for row in rows(db, _STORIES, chat_id=chat_id)
    )
    outlets = ((row["storyline_id"], row["outlet"]) for row in rows(db, _OUTLETS, chat_id=chat_id))
    return Mutes(stories=tuple(stories), outlets=tuple(outlets))


def take_mutes(db: Database, story_id: int, from_id: int) -> None:
    """Whoever muted a story that is merged has muted the one that takes it."""
    for statement in _MOVE:
        change(db, statement, story_id=story_id, from_id=from_id)


def drop_muted(db: Database, story_id: int, now: datetime) -> None:
    """Drop what waits of the story where it is muted: it may have come there by a merger."""
    for row in rows(db, _OF_STORY, story_id=story_id):
        drop_unwanted_of(db, row["chat_id"], now)
