"""What tracking reads and writes: matches, stories, alerts, and the deliveries that alerts become."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.model import ALL_STORYLINES, Item, StoryMember, StoryState, TrackedItem, TrackedMatch
from bot.store import rows as convert
from bot.store.database import change, change_each, first, listed, rows

_UNTRACKED = "SELECT * FROM items WHERE tracked = 0 ORDER BY id LIMIT :limit"

_MEMBERS = """
WITH recent AS (
  SELECT id FROM stories
  WHERE storyline_id IN (SELECT value FROM json_each(:storyline_ids)) AND updated_at >= :since
  UNION
  SELECT story_id FROM matches
  WHERE item_id IN (SELECT value FROM json_each(:item_ids))
    AND storyline_id IN (SELECT value FROM json_each(:storyline_ids))
)
SELECT stories.storyline_id, stories.key AS story_key, items.id AS item_id, items.title, items.url_key,
  items.language, EXISTS (SELECT 1 FROM alerts WHERE alerts.story_id = stories.id) AS told,
  matches.evidence LIKE '%"how": "context"%' AS inferred
FROM recent
CROSS JOIN stories ON stories.id = recent.id
CROSS JOIN matches ON matches.story_id = stories.id
CROSS JOIN items ON items.id = matches.item_id
ORDER BY stories.updated_at DESC, stories.id DESC, items.id
"""

_MARK_TRACKED = "UPDATE items SET tracked = 1 WHERE id = :id AND revision = :revision"

_KNOWN_MATCH = """
SELECT id, story_id, EXISTS (SELECT 1 FROM alerts WHERE alerts.story_id = matches.story_id) AS told
FROM matches WHERE item_id = :item_id AND storyline_id = :storyline_id
"""

_REMATCH = "UPDATE matches SET score = :score, evidence = :evidence WHERE id = :id"

_REDECIDE = "UPDATE matches SET decision = :decision WHERE id = :id"

_STORY = """
INSERT INTO stories (key, storyline_id, title, state, opened_at, updated_at)
VALUES (:key, :storyline_id, :title, :state, :now, :now)
ON CONFLICT (key) DO UPDATE SET updated_at = max(updated_at, excluded.updated_at)
RETURNING id
"""

_MATCH = """
INSERT INTO matches (
  item_id, storyline_id, score, evidence, story_id, joined, similarity, like_item_id, decision, matched_at
) VALUES (
  :item_id, :storyline_id, :score, :evidence, :story_id, :joined, :similarity, :like_item_id, :decision, :now
)
"""

_ALERT = """
INSERT INTO alerts (key, storyline_id, story_id, item_id, reason, created_at)
VALUES (:key, :storyline_id, :story_id, :item_id, :reason, :now)
ON CONFLICT (key) DO NOTHING
RETURNING id
"""

# Suspended chats too: their messages wait until they come back.
_DELIVERIES = """
INSERT INTO deliveries (alert_id, chat_id, state, due_at, created_at)
SELECT DISTINCT :alert_id, chat_id, 'pending', :now, :now FROM subscriptions
WHERE storyline_id IN (:storyline_id, :all_storylines)
ORDER BY chat_id
"""


def untracked_items(db: Database, limit: int) -> list[Item]:
    """Items that wait for tracking, oldest id first."""
    return [convert.item(row) for row in rows(db, _UNTRACKED, limit=limit)]


def story_members(
    db: Database, storyline_ids: Collection[str], since: datetime, item_ids: Collection[int]
) -> list[StoryMember]:
    """Items of the recent stories of these storylines, newest story first."""
    found = rows(db, _MEMBERS, storyline_ids=listed(storyline_ids), since=since, item_ids=listed(item_ids))
    return [
        StoryMember(
            storyline_id=row["storyline_id"],
            story_key=row["story_key"],
            item_id=row["item_id"],
            title=row["title"],
            url_key=row["url_key"],
            language=row["language"],
            told=bool(row["told"]),
            inferred=bool(row["inferred"]),
        )
        for row in found
    ]


def save_tracking(db: Database, tracked: Sequence[TrackedItem], now: datetime) -> int:
    """Write the outcome of tracking and return how many alerts were new.

    What was found in a text that has been revised since is written all the same: it was served, and other
    items of the batch may have joined its story. Only the mark is left out, so that the new text is tracked.
    """
    alerts = sum(_save_match(db, each.item, match, now) for each in tracked for match in each.matches)
    change_each(db, _MARK_TRACKED, ({"id": each.item.id, "revision": each.item.revision} for each in tracked))
    return alerts


def _save_match(db: Database, item: Item, tracked: TrackedMatch, now: datetime) -> bool:
    match = tracked.match
    place = {"item_id": item.id, "storyline_id": match.storyline_id}
    found = {"score": match.score, "evidence": convert.evidence_json(match.evidence)}
    if known := first(db, _KNOWN_MATCH, **place):
        # A revision: the item stays in its story as it first came to it, and tells at most what is untold.
        change(db, _REMATCH, id=known["id"], **found)
        if known["told"] or not _save_alert(db, item, tracked, known["story_id"], now):
            return False
        change(db, _REDECIDE, id=known["id"], decision=tracked.decision.value)
        return True
    story_id = _save_story(db, item, tracked, now)
    assignment = tracked.assignment
    change(
        db,
        _MATCH,
        **place,
        **found,
        story_id=story_id,
        joined=assignment.how.value,
        similarity=assignment.similarity,
        like_item_id=assignment.like_item_id,
        decision=tracked.decision.value,
        now=now,
    )
    return _save_alert(db, item, tracked, story_id, now)


def _save_story(db: Database, item: Item, tracked: TrackedMatch, now: datetime) -> int:
    row = first(
        db,
        _STORY,
        key=tracked.assignment.story_key,
        storyline_id=tracked.match.storyline_id,
        title=item.title,
        state=StoryState.REPORTED.value,
        now=now,
    )
    assert row is not None
    return int(row["id"])


def _save_alert(db: Database, item: Item, tracked: TrackedMatch, story_id: int, now: datetime) -> bool:
    """Make the alert and its deliveries, if it is to be made and does not exist."""
    if not tracked.alert_key:
        return False
    storyline_id = tracked.match.storyline_id
    alert = first(
        db,
        _ALERT,
        key=tracked.alert_key,
        storyline_id=storyline_id,
        story_id=story_id,
        item_id=item.id,
        reason=tracked.decision.value,
        now=now,
    )
    if alert is None:
        return False
    change(
        db,
        _DELIVERIES,
        alert_id=alert["id"],
        storyline_id=storyline_id,
        all_storylines=ALL_STORYLINES,
        now=now,
    )
    return True
