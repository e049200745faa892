"""How alerts come to chats: who follows what, and the deliveries that routes make or move."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from sqlite_utils import Database

from bot.model import ALL_STORYLINES, Follower, Route, StoryState, WaitingDelivery
from bot.store import preferences
from bot.store import rows as convert
from bot.store.database import change, change_each, first, listed, moment, rows

# Of each chat its own subscription comes before the one to all.
_FOLLOWERS = """
SELECT wanted.value AS followed, subscriptions.*
FROM (SELECT DISTINCT value FROM json_each(:storyline_ids)) AS wanted
CROSS JOIN subscriptions ON subscriptions.storyline_id IN (wanted.value, :all_storylines)
ORDER BY followed, chat_id, subscriptions.storyline_id = :all_storylines
"""

_CHATS = "SELECT * FROM chats WHERE id IN (SELECT value FROM json_each(:ids))"

_MUTED_OUTLETS = """
SELECT chat_id, storyline_id, outlet FROM muted_outlets
WHERE chat_id IN (SELECT value FROM json_each(:ids))
  AND storyline_id IN (SELECT value FROM json_each(:storyline_ids))
"""

# Only where the chat follows the storyline still, and has not muted all that the message would tell of.
# A reply takes its place behind the first message of its story, which may have to wait longer.
_DELIVER = """
INSERT INTO deliveries (alert_id, chat_id, state, due_at, created_at, held, digest)
SELECT :alert_id, :chat_id, 'pending', max(:due_at, coalesce((
  SELECT max(opening.due_at) FROM alerts
  CROSS JOIN deliveries AS opening ON opening.alert_id = alerts.id AND opening.chat_id = :chat_id
  WHERE alerts.story_id = :story_id AND alerts.reason IN ('new story', 'follow-up')
    AND opening.finished_at IS NULL
), 0)), :now, :held, :digest
WHERE EXISTS (
  SELECT 1 FROM subscriptions
  WHERE chat_id = :chat_id AND storyline_id IN (:storyline_id, :all_storylines)
) AND EXISTS (
  SELECT 1 FROM alerts AS told
  WHERE (told.id = :alert_id OR told.digest_id = :alert_id) AND told.reason <> 'digest'
    AND NOT EXISTS (
      SELECT 1 FROM muted_stories
      WHERE muted_stories.chat_id = :chat_id AND muted_stories.story_id = told.story_id
    )
)
ON CONFLICT (alert_id, chat_id) DO NOTHING
"""

# The first message of a story, for a chat that could have had it and has none.
_LATE = """
SELECT id FROM alerts
WHERE story_id = :story_id AND reason IN ('new story', 'follow-up') AND held = 0
  AND level IN ('quiet', 'loud')
  AND EXISTS (
    SELECT 1 FROM subscriptions
    WHERE chat_id = :chat_id AND storyline_id IN (:storyline_id, :all_storylines)
      AND subscriptions.created_at <= alerts.created_at
  )
  AND NOT EXISTS (
    SELECT 1 FROM alerts AS openings
    CROSS JOIN deliveries ON deliveries.alert_id = openings.id AND deliveries.chat_id = :chat_id
    WHERE openings.story_id = :story_id AND openings.reason IN ('new story', 'follow-up')
  )
ORDER BY id LIMIT 1
"""

_HURRY = """
UPDATE deliveries SET due_at = min(due_at, :due_at), held = 0, digest = 0
WHERE chat_id = :chat_id AND state = 'pending' AND gathers = 0 AND gathered_by IS NULL
  AND alert_id IN (SELECT id FROM alerts WHERE story_id = :story_id AND reason IN ('new story', 'follow-up'))
"""

_WAITING = """
SELECT deliveries.id AS delivery_id, deliveries.due_at, deliveries.created_at AS made_at, stories.state,
  alerts.*
FROM deliveries
CROSS JOIN alerts ON alerts.id = deliveries.alert_id
CROSS JOIN stories ON stories.id = alerts.story_id
WHERE deliveries.finished_at IS NULL AND deliveries.gathered_by IS NULL AND deliveries.chat_id = :chat_id
  AND deliveries.state = 'pending' AND deliveries.attempts = 0 AND deliveries.gathers = 0
ORDER BY deliveries.due_at, deliveries.id
"""

_REROUTE = """
UPDATE deliveries SET due_at = :due_at, held = :held, digest = :digest
WHERE id = :id AND chat_id = :chat_id AND state = 'pending' AND attempts = 0
  AND gathers = 0 AND gathered_by IS NULL
"""

_STORY = """
SELECT deliveries.chat_id, alerts.story_id FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
WHERE deliveries.id = :id AND alerts.reason <> 'digest'
"""

# Replies that would come before the first message of their story go behind it.
_BEHIND = """
UPDATE deliveries SET due_at = opening.due_at + (deliveries.id < opening.id)
FROM alerts
CROSS JOIN alerts AS openings
CROSS JOIN deliveries AS opening ON opening.alert_id = openings.id
WHERE alerts.story_id = :story_id AND alerts.reason NOT IN ('new story', 'follow-up', 'digest')
  AND openings.story_id = :story_id AND openings.reason IN ('new story', 'follow-up')
  AND deliveries.alert_id = alerts.id AND deliveries.state = 'pending'
  AND deliveries.chat_id = coalesce(:chat_id, deliveries.chat_id)
  AND opening.chat_id = deliveries.chat_id AND opening.finished_at IS NULL
  AND (deliveries.due_at, deliveries.id) < (opening.due_at, opening.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What routes lead to chats."""

    storyline_id: str
    story_id: int
    alert_id: int
    """0 where nothing has a message of its own, and only the first message of the story may go out."""


def followers(db: Database, storyline_ids: Collection[str]) -> list[Follower]:
    """Who follows these storylines, by storyline and chat."""
    chosen: dict[tuple[str, int], Row] = {}
    names = listed(storyline_ids)
    for row in rows(db, _FOLLOWERS, storyline_ids=names, all_storylines=ALL_STORYLINES):
        chosen.setdefault((row["followed"], row["chat_id"]), row)
    ids = listed({chat_id for _, chat_id in chosen})
    chats = {row["id"]: convert.chat(row) for row in rows(db, _CHATS, ids=ids)}
    muted: dict[tuple[str, int], set[str]] = {}
    for row in rows(db, _MUTED_OUTLETS, ids=ids, storyline_ids=names):
        muted.setdefault((row["storyline_id"], row["chat_id"]), set()).add(row["outlet"])
    return [
        Follower(
            chat=chats[chat_id],
            storyline_id=storyline_id,
            subscription=preferences.subscription(row),
            muted_outlets=frozenset(muted.get((storyline_id, chat_id), ())),
        )
        for (storyline_id, chat_id), row in chosen.items()
    ]


def deliver(db: Database, told: Told, routes: Iterable[Route], now: datetime) -> None:
    """Make one delivery for each route that leads to a chat which wants it."""
    place = {"storyline_id": told.storyline_id, "story_id": told.story_id, "all_storylines": ALL_STORYLINES}
    wanted: list[dict[str, object]] = []
    late_chats: list[int] = []
    for route in routes:
        late = first(db, _LATE, **place, chat_id=route.chat_id) if route.late else None
        if late:
            late_chats.append(route.chat_id)
        if alert_id := late["id"] if late else told.alert_id:
            wanted.append(place | {"alert_id": alert_id, "now": now} | _values(route))
        if route.urgent:
            change(db, _HURRY, chat_id=route.chat_id, story_id=told.story_id, due_at=route.due_at)
    change_each(db, _DELIVER, wanted)
    for chat_id in late_chats:  # where other news of the story waits already
        keep_order(db, told.story_id, chat_id)


def _values(route: Route) -> dict[str, object]:
    return {
        "chat_id": route.chat_id,
        "due_at": route.due_at,
        "held": route.held,
        "digest": route.digest,
    }


def waiting(db: Database, chat_id: int) -> list[WaitingDelivery]:
    """What was neither tried nor gathered in this chat, in its order."""
    return [
        WaitingDelivery(
            id=row["delivery_id"],
            alert=convert.alert(row),
            state=StoryState(row["state"]),
            due_at=moment(row["due_at"]),
            created_at=moment(row["made_at"]),
        )
        for row in rows(db, _WAITING, chat_id=chat_id)
    ]


def reroute(db: Database, routes: Mapping[int, Route]) -> int:
    """Let these come as their routes say, replies behind first messages; return how many still waited."""
    moved = [
        (delivery_id, route)
        for delivery_id, route in routes.items()
        if change(db, _REROUTE, id=delivery_id, **_values(route))
    ]
    stories: set[tuple[int, int]] = set()
    for delivery_id, route in moved:
        for row in rows(db, _STORY, id=delivery_id):
            stories.add((row["chat_id"], row["story_id"]))
            if route.urgent:
                change(db, _HURRY, chat_id=row["chat_id"], story_id=row["story_id"], due_at=route.due_at)
    for chat_id, story_id in sorted(stories):
        keep_order(db, story_id, chat_id)
    return len(moved)


def keep_order(db: Database, story_id: int, chat_id: int | None = None) -> None:
    """Let no reply of the story wait in front of its first message, in this chat or in all."""
    change(db, _BEHIND, story_id=story_id, chat_id=chat_id)
