"""Stories as they are read: their members for tracking, their views for messages and pages, their figures."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from sqlite_utils import Database

from bot.model import (
    ClaimedFigure,
    Decision,
    Figure,
    JoinReason,
    Qualifier,
    Story,
    StoryItem,
    StoryMember,
    StoryState,
    StoryView,
)
from bot.store import packed
from bot.store import rows as convert
from bot.store.database import first, listed, moment, moment_or_none, rows

_MEMBERS = """
WITH recent AS (
  SELECT id FROM stories
  WHERE storyline_id IN (SELECT value FROM json_each(:storyline_ids)) AND updated_at >= :since
    AND merged_into = 0
  UNION
  SELECT story_id FROM matches
  WHERE item_id IN (SELECT value FROM json_each(:item_ids))
    AND storyline_id IN (SELECT value FROM json_each(:storyline_ids))
)
SELECT stories.storyline_id, stories.key AS story_key, stories.state, stories.told_at, matches.id AS match_id,
  matches.item_id, matches.traits, matches.at, matches.evidence LIKE '%"how": "context"%' AS inferred,
  items.title, items.url_key, items.language, feeds.publisher
FROM recent
CROSS JOIN stories ON stories.id = recent.id
CROSS JOIN matches ON matches.story_id = stories.id
CROSS JOIN items ON items.id = matches.item_id
CROSS JOIN feeds ON feeds.id = items.feed_id
ORDER BY matches.id
"""

# The same, read along what was matched since instead of along the stories.
_NEW_MEMBERS = """
SELECT stories.storyline_id, stories.key AS story_key, stories.state, stories.told_at, matches.id AS match_id,
  matches.item_id, matches.traits, matches.at, matches.evidence LIKE '%"how": "context"%' AS inferred,
  items.title, items.url_key, items.language, feeds.publisher
FROM matches INDEXED BY matches_new
CROSS JOIN stories ON stories.id = matches.story_id
CROSS JOIN items ON items.id = matches.item_id
CROSS JOIN feeds ON feeds.id = items.feed_id
WHERE matches.storyline_id IN (SELECT value FROM json_each(:storyline_ids)) AND matches.id > :after AND (
  stories.updated_at >= :since OR stories.id IN (
    SELECT story_id FROM matches AS asked
    WHERE asked.item_id IN (SELECT value FROM json_each(:item_ids))
      AND asked.storyline_id IN (SELECT value FROM json_each(:storyline_ids))
  )
)
ORDER BY matches.id
"""

_STORY = """
SELECT * FROM stories WHERE id = (
  SELECT coalesce(nullif(merged_into, 0), id) FROM stories WHERE id = :story_id
)
"""

_COUNTS = """
SELECT count(*) AS items, count(DISTINCT outlet) AS outlets FROM matches WHERE story_id = :story_id
"""

_LANGUAGES = """
SELECT language FROM matches WHERE story_id = :story_id AND language <> '' GROUP BY language ORDER BY min(id)
"""

_ALL_ITEMS = "SELECT id FROM matches WHERE story_id = :story_id"

_SOME_ITEMS = """
SELECT min(id) AS id FROM matches WHERE story_id = :story_id
UNION
SELECT id FROM (SELECT id FROM matches WHERE story_id = :story_id ORDER BY id DESC LIMIT :newest)
UNION
SELECT id FROM (
  SELECT min(id) AS id FROM matches WHERE story_id = :story_id GROUP BY origin ORDER BY 1 LIMIT :origins
)
UNION
SELECT id FROM (
  SELECT min(id) AS id FROM matches WHERE story_id = :story_id GROUP BY language ORDER BY 1 LIMIT :languages
)
"""

_ITEMS = """
SELECT items.*, feeds.name AS feed_name, feeds.publisher, matches.storyline_id, matches.score,
  matches.evidence, matches.joined, matches.similarity, matches.signals, matches.decision,
  matches.traits, matches.matched_at
FROM matches
CROSS JOIN items ON items.id = matches.item_id
CROSS JOIN feeds ON feeds.id = items.feed_id
WHERE matches.id IN (SELECT value FROM json_each(:ids)) ORDER BY matches.id
"""

_ALL_FIGURES = "SELECT id FROM figures WHERE story_id = :story_id"

# The last word of each claimant first, then what each said before: an item can hold several numbers of a
# thing, and a message names the number that a new one replaces.
_LAST_WORDS = """
SELECT id FROM (
  SELECT id, at, row_number() OVER (PARTITION BY unit, claimant ORDER BY at DESC, id DESC) AS place
  FROM figures WHERE story_id = :story_id
) WHERE place <= 6 ORDER BY place, at DESC, id DESC LIMIT :figures
"""

# Both walks leap along an index from one group to the next, however many figures a group has.
_RECORDS = """
WITH RECURSIVE wanted (storyline_id) AS (SELECT DISTINCT value FROM json_each(:storyline_ids)),
last_words (id) AS (
  SELECT (
    SELECT id FROM figures WHERE storyline_id = wanted.storyline_id
    ORDER BY unit, claimant, at DESC, id DESC LIMIT 1
  ) FROM wanted
  UNION ALL
  SELECT coalesce((
    SELECT later.id FROM figures AS later
    WHERE later.storyline_id = here.storyline_id AND later.unit = here.unit AND later.claimant > here.claimant
    ORDER BY later.claimant, later.at DESC, later.id DESC LIMIT 1
  ), (
    SELECT later.id FROM figures AS later
    WHERE later.storyline_id = here.storyline_id AND later.unit > here.unit
    ORDER BY later.unit, later.claimant, later.at DESC, later.id DESC LIMIT 1
  ))
  FROM last_words CROSS JOIN figures AS here ON here.id = last_words.id
),
heights (id) AS (
  SELECT (
    SELECT id FROM figures WHERE storyline_id = wanted.storyline_id AND high IS NOT NULL
    ORDER BY unit, high DESC, id LIMIT 1
  ) FROM wanted
  UNION ALL
  SELECT (
    SELECT later.id FROM figures AS later
    WHERE later.storyline_id = here.storyline_id AND later.unit > here.unit AND later.high IS NOT NULL
    ORDER BY later.unit, later.high DESC, later.id LIMIT 1
  )
  FROM heights CROSS JOIN figures AS here ON here.id = heights.id
)
SELECT id FROM last_words WHERE id IS NOT NULL UNION SELECT id FROM heights WHERE id IS NOT NULL
"""

_LEDGER = "SELECT id FROM figures WHERE storyline_id = :storyline_id ORDER BY at DESC, id DESC LIMIT :limit"

_FIGURES = """
SELECT figures.*, items.url, feeds.publisher, coalesce(nullif(items.source_name, ''), feeds.name) AS source,
  matches.origin, matches.language
FROM figures
CROSS JOIN matches ON matches.item_id = figures.item_id AND matches.storyline_id = figures.storyline_id
CROSS JOIN items ON items.id = figures.item_id
CROSS JOIN feeds ON feeds.id = items.feed_id
WHERE figures.id IN (SELECT value FROM json_each(:ids)) ORDER BY figures.at, figures.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many items and figures of a story are shown, beside the first item."""

    newest: int
    origins: int
    """First items of so many origins."""
    languages: int
    """First items in so many languages, for a headline that the chat can read."""
    figures: int


MESSAGE = Room(newest=10, origins=17, languages=12, figures=40)
"""Far more than 4,096 characters can show; the claim of a story of 5,000 items must not read them all."""

DIGEST = Room(newest=1, origins=3, languages=12, figures=4)
"""For each of the stories that share one message."""


def story_members(
    db: Database, storyline_ids: Collection[str], since: datetime, item_ids: Collection[int], after: int
) -> list[StoryMember]:
    """Items of the recent stories of these storylines that were matched after that match, in that order."""
    found = rows(
        db,
        _NEW_MEMBERS if after else _MEMBERS,
        storyline_ids=listed(storyline_ids),
        since=since,
        item_ids=listed(item_ids),
        **({"after": after} if after else {}),
    )
    return [_member(row) for row in found]


def _member(row: Row) -> StoryMember:
    return StoryMember(
        storyline_id=row["storyline_id"],
        story_key=row["story_key"],
        item_id=row["item_id"],
        title=row["title"],
        url_key=row["url_key"],
        language=row["language"],
        told=row["told_at"] is not None,
        inferred=bool(row["inferred"]),
        match_id=row["match_id"],
        publisher=row["publisher"],
        at=moment(row["at"]),
        traits=packed.traits(row["traits"]),
        state=StoryState(row["state"]),
        told_at=moment_or_none(row["told_at"]),
    )


def story(db: Database, row: Row) -> Story:
    """From a row of stories, with its counts."""
    (counts,) = rows(db, _COUNTS, story_id=row["id"])
    return Story(
        id=row["id"],
        key=row["key"],
        storyline_id=row["storyline_id"],
        title=row["title"],
        opened_at=moment(row["opened_at"]),
        updated_at=moment(row["updated_at"]),
        state=StoryState(row["state"]),
        items=counts["items"],
        outlets=counts["outlets"],
        origins=tuple(json.loads(row["origins"])),
        told=row["told_at"] is not None,
        follows=row["follows"],
        merged_into=row["merged_into"],
    )


def view(db: Database, story_id: int, room: Room | None = None) -> StoryView | None:
    """The story, or the one that took it, with what there is room for: without bounds all of it."""
    row = first(db, _STORY, story_id=story_id)
    if row is None:
        return None
    place = {"story_id": row["id"]}
    if room is None:
        items, figures = rows(db, _ALL_ITEMS, **place), rows(db, _ALL_FIGURES, **place)
    else:
        bounds = {"newest": room.newest, "origins": room.origins, "languages": room.languages}
        items = rows(db, _SOME_ITEMS, **place, **bounds)
        figures = rows(db, _LAST_WORDS, **place, figures=room.figures)
    earlier = first(db, "SELECT title FROM stories WHERE id = :id", id=row["follows"])
    return StoryView(
        story=story(db, row),
        items=tuple(_item(each) for each in rows(db, _ITEMS, ids=_ids(items))),
        figures=_figures(db, figures),
        languages=tuple(each["language"] for each in rows(db, _LANGUAGES, **place)),
        follows=earlier["title"] if earlier else "",
    )


def figure_records(db: Database, storyline_ids: Collection[str]) -> list[ClaimedFigure]:
    """The highest claim of each unit, and the last word of each claimant, in order of time."""
    return list(_figures(db, rows(db, _RECORDS, storyline_ids=listed(storyline_ids))))


def ledger(db: Database, storyline_id: str, limit: int) -> list[ClaimedFigure]:
    """The newest figures of a storyline, in order of time."""
    return list(_figures(db, rows(db, _LEDGER, storyline_id=storyline_id, limit=limit)))


def _ids(found: Collection[Row]) -> str:
    return listed(row["id"] for row in found)


def _item(row: Row) -> StoryItem:
    return StoryItem(
        item=convert.item(row),
        feed_name=row["feed_name"],
        publisher=row["publisher"],
        match=convert.match(row),
        joined=JoinReason(row["joined"]),
        similarity=row["similarity"],
        signals=packed.signals(row["signals"]),
        decision=Decision(row["decision"]),
        traits=packed.traits(row["traits"]),
        matched_at=moment(row["matched_at"]),
    )


def _figures(db: Database, found: Collection[Row]) -> tuple[ClaimedFigure, ...]:
    return tuple(_claimed(row) for row in rows(db, _FIGURES, ids=_ids(found)))


def _claimed(row: Row) -> ClaimedFigure:
    figure = Figure(
        value=row["value"],
        value_max=row["value_max"],
        qualifier=Qualifier(row["qualifier"]),
        of=row["unit"],
        claimant=row["claimant"],
        text=row["text"],
        field=row["field"],
        start=row["starts"],
        end=row["ends"],
    )
    return ClaimedFigure(
        figure=figure,
        storyline_id=row["storyline_id"],
        story_id=row["story_id"],
        item_id=row["item_id"],
        url=row["url"],
        publisher=row["publisher"],
        source=row["source"],
        origin=row["origin"],
        language=row["language"],
        at=moment(row["at"]),
    )
