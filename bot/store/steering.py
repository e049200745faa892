"""What readers judge, what admins draft, and what troubles they have to know of."""

from __future__ import annotations

import json
from sqlite3 import Row

from sqlite_utils import Database

from bot.model import Draft, Evidence, Feedback, Trouble
from bot.store import rows as convert
from bot.store.database import change, first, moment, moment_or_none, rows

_SAVE_FEEDBACK = """
INSERT INTO feedback (
  user, story_id, chat_id, storyline_id, item_id, title, url, score, evidence, good, at
) VALUES (
  :user, coalesce((SELECT nullif(merged_into, 0) FROM stories WHERE id = :story_id), :story_id), :chat_id,
  :storyline_id, :item_id, :title, :url, :score, :evidence, :good, :at
)
ON CONFLICT (user, story_id) DO UPDATE SET
  chat_id = excluded.chat_id, storyline_id = excluded.storyline_id, item_id = excluded.item_id,
  title = excluded.title, url = excluded.url, score = excluded.score, evidence = excluded.evidence,
  good = excluded.good, at = excluded.at
"""

_FEEDBACK = "SELECT * FROM feedback ORDER BY at DESC, id DESC LIMIT :limit"

_STORYLINE_FEEDBACK = """
SELECT * FROM feedback WHERE storyline_id = :storyline_id ORDER BY at DESC, id DESC LIMIT :limit
"""

# Who judged both stories has judged the one that they are as they did last.
_TAKE_FEEDBACK = (
    """
    DELETE FROM feedback
    WHERE story_id IN (:story_id, :from_id) AND EXISTS (
      SELECT 1 FROM feedback AS other
      WHERE other.user = feedback.user AND other.story_id IN (:story_id, :from_id)
        AND (other.at, other.id) > (feedback.at, feedback.id)
    )
    """,
    "UPDATE feedback SET story_id = :story_id WHERE story_id = :from_id",
)

_SAVE_DRAFT = """
INSERT INTO drafts (storyline_id, yaml, made_by, made_at)
VALUES (:storyline_id, :yaml, :made_by, :made_at)
RETURNING id
"""

_TROUBLES = "SELECT * FROM troubles ORDER BY since, key"

_SAVE_TROUBLE = """
INSERT INTO troubles (key, text, since, told_at) VALUES (:key, :text, :since, :told_at)
ON CONFLICT (key) DO UPDATE SET text = excluded.text, since = excluded.since, told_at = excluded.told_at
"""


def save_feedback(db: Database, feedback: Feedback) -> None:
    """Keep a judgement in place of an earlier one of the same reader about the same story."""
    change(
        db,
        _SAVE_FEEDBACK,
        user=feedback.user,
        story_id=feedback.story_id,
        chat_id=feedback.chat_id,
        storyline_id=feedback.storyline_id,
        item_id=feedback.item_id,
        title=feedback.title,
        url=feedback.url,
        score=feedback.score,
        evidence=convert.evidence_json(feedback.evidence),
        good=feedback.good,
        at=feedback.at,
    )


def feedback(db: Database, limit: int, storyline_id: str) -> list[Feedback]:
    """The judgements, newest first."""
    if storyline_id:
        found = rows(db, _STORYLINE_FEEDBACK, storyline_id=storyline_id, limit=limit)
    else:
        found = rows(db, _FEEDBACK, limit=limit)
    return [_feedback(row) for row in found]


def take_feedback(db: Database, story_id: int, from_id: int) -> None:
    """What was judged of a story that is merged is judged of the one that takes it."""
    for statement in _TAKE_FEEDBACK:
        change(db, statement, story_id=story_id, from_id=from_id)


def save_draft(db: Database, draft: Draft) -> int:
    """Keep a draft, and return its id."""
    values = {"storyline_id": draft.storyline_id, "yaml": draft.yaml, "made_by": draft.made_by}
    (row,) = rows(db, _SAVE_DRAFT, **values, made_at=draft.made_at)
    return int(row["id"])


def draft(db: Database, draft_id: int) -> Draft | None:
    """The draft with that id."""
    row = first(db, "SELECT * FROM drafts WHERE id = :id", id=draft_id)
    if row is None:
        return None
    return Draft(
        id=row["id"],
        storyline_id=row["storyline_id"],
        yaml=row["yaml"],
        made_by=row["made_by"],
        made_at=moment(row["made_at"]),
    )


def drop_draft(db: Database, draft_id: int) -> None:
    """Forget a draft."""
    change(db, "DELETE FROM drafts WHERE id = :id", id=draft_id)


def troubles(db: Database) -> list[Trouble]:
    """The known troubles, the oldest first."""
    return [
        Trouble(
            key=row["key"],
            text=row["text"],
            since=moment(row["since"]),
            told_at=moment_or_none(row["told_at"]),
        )
        for row in rows(db, _TROUBLES)
    ]


def save_trouble(db: Database, trouble: Trouble) -> None:
    """Insert or replace by key."""
    values = {"key": trouble.key, "text": trouble.text, "since": trouble.since, "told_at": trouble.told_at}
    change(db, _SAVE_TROUBLE, **values)


def end_trouble(db: Database, key: str) -> None:
    """Forget a trouble that is over."""
    change(db, "DELETE FROM troubles WHERE key = :key", key=key)


def _feedback(row: Row) -> Feedback:
    return Feedback(
        storyline_id=row["storyline_id"],
        story_id=row["story_id"],
        item_id=row["item_id"],
        title=row["title"],
        url=row["url"],
        score=row["score"],
        evidence=tuple(Evidence(**each) for each in json.loads(row["evidence"])),
        good=bool(row["good"]),
        chat_id=row["chat_id"],
        user=row["user"],
        at=moment(row["at"]),
    )
