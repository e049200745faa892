"""Several deliveries that wait in one chat become one message, a digest of that chat.

The first of them stands for all: it alone is claimed and finished, and the others share what becomes of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlite_utils import Database

from bot.model import Backlog
from bot.store.database import change, listed, moment, rows

# Leaps from chat to chat, and reads on only where enough is due or something is wanted as a line of a digest.
_CROWDED = """
WITH RECURSIVE waiting (chat_id) AS (
  SELECT min(chat_id) FROM deliveries WHERE finished_at IS NULL AND gathered_by IS NULL
  UNION ALL
  SELECT (
    SELECT min(chat_id) FROM deliveries
    WHERE finished_at IS NULL AND gathered_by IS NULL AND chat_id > waiting.chat_id
  )
  FROM waiting WHERE waiting.chat_id IS NOT NULL
)
SELECT deliveries.chat_id, alerts.storyline_id
FROM waiting
CROSS JOIN chats ON chats.id = waiting.chat_id AND chats.suspended = ''
CROSS JOIN deliveries INDEXED BY deliveries_unfinished ON deliveries.chat_id = waiting.chat_id
CROSS JOIN alerts ON alerts.id = deliveries.alert_id
WHERE (
    (
      SELECT due_at FROM deliveries AS enough
      WHERE enough.finished_at IS NULL AND enough.gathered_by IS NULL AND enough.chat_id = waiting.chat_id
      ORDER BY due_at, id LIMIT 1 OFFSET max(:least, 1) - 1
    ) <= :now
    OR EXISTS (
      SELECT 1 FROM deliveries AS line INDEXED BY deliveries_digests
      WHERE line.digest = 1 AND line.finished_at IS NULL AND line.gathered_by IS NULL
        AND line.chat_id = waiting.chat_id AND line.due_at <= :now
    )
  )
  AND deliveries.finished_at IS NULL AND deliveries.gathered_by IS NULL AND deliveries.due_at <= :now
  AND deliveries.state = 'pending' AND deliveries.attempts = 0 AND deliveries.gathers = 0
GROUP BY deliveries.chat_id, alerts.storyline_id
HAVING count(*) >= :least OR sum(deliveries.digest) > 0
ORDER BY deliveries.chat_id, alerts.storyline_id
"""

_DUE = """
SELECT deliveries.id, deliveries.due_at, deliveries.held, deliveries.digest
FROM deliveries CROSS JOIN alerts ON alerts.id = deliveries.alert_id
WHERE deliveries.chat_id = :chat_id AND alerts.storyline_id = :storyline_id
  AND deliveries.finished_at IS NULL AND deliveries.gathered_by IS NULL AND deliveries.due_at <= :now
  AND deliveries.state = 'pending' AND deliveries.attempts = 0 AND deliveries.gathers = 0
ORDER BY deliveries.due_at, deliveries.id
"""

_GATHERABLE = """
SELECT deliveries.id, deliveries.chat_id, deliveries.alert_id, alerts.storyline_id
FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
WHERE deliveries.id IN (SELECT value FROM json_each(:ids)) AND state = 'pending' AND attempts = 0
  AND gathers = 0 AND gathered_by IS NULL
ORDER BY due_at, deliveries.id
"""

# What comes after the first message of its story must not overtake it.
_OVERTAKES = """
SELECT 1 FROM deliveries
CROSS JOIN alerts ON alerts.id = deliveries.alert_id
CROSS JOIN alerts AS openings ON openings.story_id = alerts.story_id
CROSS JOIN deliveries AS opening ON opening.alert_id = openings.id AND opening.chat_id = deliveries.chat_id
WHERE deliveries.id IN (SELECT value FROM json_each(:ids))
  AND alerts.reason NOT IN ('new story', 'follow-up', 'digest')
  AND openings.reason IN ('new story', 'follow-up')
  AND opening.finished_at IS NULL AND opening.id NOT IN (SELECT value FROM json_each(:ids))
LIMIT 1
"""

_LEAD = "UPDATE deliveries SET gathers = 1 WHERE id = :id"

_JOIN = "UPDATE deliveries SET gathered_by = :by WHERE id IN (SELECT value FROM json_each(:ids))"

_GATHERED = """
SELECT id, gathered_by FROM deliveries
WHERE gathered_by IN (SELECT value FROM json_each(:ids)) AND finished_at IS NULL
ORDER BY gathered_by, due_at, id
"""

_SUCCEED = "UPDATE deliveries SET gathers = 1, gathered_by = NULL WHERE id = :id"

_PUT_BACK = """
UPDATE deliveries SET state = 'pending', unknown_outcomes = unknown_outcomes + 1
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'sending'
"""


def backlogs(db: Database, now: datetime, least: int) -> list[Backlog]:
    """What is due and untried, by chat and storyline, where it is much or wanted as a digest."""
    crowded = rows(db, _CROWDED, now=now, least=least)
    return [_backlog(db, row["chat_id"], row["storyline_id"], now) for row in crowded]


def _backlog(db: Database, chat_id: int, storyline_id: str, now: datetime) -> Backlog:
    due = rows(db, _DUE, chat_id=chat_id, storyline_id=storyline_id, now=now)
    return Backlog(
        chat_id=chat_id,
        storyline_id=storyline_id,
        delivery_ids=tuple(row["id"] for row in due),
        due_since=moment(due[0]["due_at"]),
        held=sum(row["held"] for row in due),
        digest=sum(row["digest"] for row in due),
    )


def gather(db: Database, delivery_ids: Collection[int]) -> bool:
    """Make one message of these, in the place of the first; False if they do not all wait in one chat."""
    wanted = listed(set(delivery_ids))
    found = rows(db, _GATHERABLE, ids=wanted)
    one_place = len({(row["chat_id"], row["storyline_id"]) for row in found}) == 1
    if not one_place or len(found) < len(set(delivery_ids)) or rows(db, _OVERTAKES, ids=wanted):
        return False
    first, *others = (row["id"] for row in found)
    change(db, _LEAD, id=first)
    if others:
        change(db, _JOIN, by=first, ids=listed(others))
    return True


def with_gathered(db: Database, delivery_ids: Collection[int]) -> list[int]:
    """These deliveries, and those for which they stand."""
    return [*delivery_ids, *(row["id"] for row in rows(db, _GATHERED, ids=listed(delivery_ids)))]


def hand_over(db: Database, delivery_ids: Iterable[int]) -> None:
    """Let the next of those that each of these stood for stand for the rest.

    What was on its way with the message that is gone is put back, as of unknown outcome.
    """
    left: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows(db, _GATHERED, ids=listed(delivery_ids)):
        left[row["gathered_by"]].append(row["id"])
    for waiting in left.values():
        first, *others = waiting
        change(db, _PUT_BACK, ids=listed(waiting))
        change(db, _SUCCEED, id=first)
        change(db, _JOIN, by=first, ids=listed(others))
