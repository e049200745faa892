"""What tracking writes: matches, stories, figures, alerts; and the items that wait for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.model import Item, TrackedItem, TrackedMatch
from bot.store import packed
from bot.store import rows as convert
from bot.store.alert_rows import has_messages, make_edits_due, save_alert
from bot.store.database import change, change_each, first, rows
from bot.store.merging import merge
from bot.store.routing import Told, deliver

_UNTRACKED = "SELECT * FROM items WHERE tracked = 0 ORDER BY id LIMIT :limit"

_TITLES = "SELECT language, title FROM items ORDER BY id DESC LIMIT :limit"

_MARK_TRACKED = "UPDATE items SET tracked = 1 WHERE id = :id AND revision = :revision"

_KNOWN_MATCH = "SELECT id, story_id FROM matches WHERE item_id = :item_id AND storyline_id = :storyline_id"

_REMATCH = """
UPDATE matches SET score = :score, evidence = :evidence, traits = :traits, origin = :origin,
  language = :language, at = :at
WHERE id = :id
"""

_REDECIDE = "UPDATE matches SET decision = :decision WHERE id = :id"

_BY_KEY = "SELECT coalesce(nullif(merged_into, 0), id) AS id FROM stories WHERE key = :key"

_OPEN = """
INSERT INTO stories (key, storyline_id, title, state, follows, opened_at, updated_at)
VALUES (:key, :storyline_id, :title, :state, :follows, :now, :now)
RETURNING id
"""

_JOINED = "UPDATE stories SET updated_at = max(updated_at, :now) WHERE id = :id"

_PROGRESS = "UPDATE stories SET state = :state, origins = :origins WHERE id = :id"

_MATCH = """
INSERT INTO matches (
  item_id, storyline_id, score, evidence, story_id, joined, similarity, like_item_id, decision, matched_at,
  signals, traits, at, origin, language, outlet
) VALUES (
  :item_id, :storyline_id, :score, :evidence, :story_id, :joined, :similarity, :like_item_id, :decision, :now,
  :signals, :traits, :at, :origin, :language,
  coalesce(nullif(:source_name, ''), (SELECT publisher FROM feeds WHERE id = :feed_id), '')
)
"""

_NO_FIGURES = "DELETE FROM figures WHERE item_id = :item_id AND storyline_id = :storyline_id"

_FIGURE = """
INSERT INTO figures (
  storyline_id, story_id, item_id, unit, claimant, value, value_max, qualifier, text, field, starts, ends, at
) VALUES (
  :storyline_id, :story_id, :item_id, :unit, :claimant, :value, :value_max, :qualifier, :text, :field,
  :starts, :ends, :at
)
"""

_SLEEP = """
UPDATE stories SET state = 'dormant'
WHERE storyline_id = :storyline_id AND updated_at < :before AND merged_into = 0 AND state <> 'dormant'
"""


def untracked_items(db: Database, limit: int) -> list[Item]:
    """Items that wait for tracking, oldest id first."""
    return [convert.item(row) for row in rows(db, _UNTRACKED, limit=limit)]


def recent_titles(db: Database, limit: int) -> list[tuple[str, str]]:
    """Language and title of the newest items, newest first."""
    return [(row["language"], row["title"]) for row in rows(db, _TITLES, limit=limit)]


def sleep_stories(db: Database, storyline_id: str, before: datetime) -> int:
    """Mark the stories dormant that nothing was added to since, and return how many."""
    return change(db, _SLEEP, storyline_id=storyline_id, before=before)


def save_tracking(db: Database, tracked: Sequence[TrackedItem], now: datetime) -> int:
    """Write the outcome of tracking and return how many alerts were new.

    What was found in a text that has been revised since is written all the same: it was served, and other
    items of the batch may have joined its story. Only the mark is left out, so that the new text is tracked.
    """
    alerts = sum(_save_match(db, each.item, match, now) for each in tracked for match in each.matches)
    change_each(db, _MARK_TRACKED, ({"id": each.item.id, "revision": each.item.revision} for each in tracked))
    return alerts


def _save_match(db: Database, item: Item, tracked: TrackedMatch, now: datetime) -> bool:
    """Write all that came of one item in one storyline; True if it made an alert.

    A revision leaves the item in the story that it first came to, with the decision that was made of it,
    unless the new text is told.
    """
    storyline_id = tracked.match.storyline_id
    known = first(db, _KNOWN_MATCH, item_id=item.id, storyline_id=storyline_id)
    story_id: int = known["story_id"] if known else _save_story(db, item, tracked, now)
    merge(db, storyline_id, story_id, tracked.assignment.merges, now)
    origins = json.dumps(tracked.origins)
    change(db, _PROGRESS, id=story_id, state=tracked.state.value, origins=origins)
    if known:
        change(db, _REMATCH, id=known["id"], **_found(item, tracked))
    else:
        _add_match(db, item, tracked, story_id, now)
    _save_figures(db, item, tracked, story_id)
    alerted = _tell(db, item, tracked, story_id, now)
    if alerted and known:
        change(db, _REDECIDE, id=known["id"], decision=tracked.decision.value)
    if tracked.edit_at:
        make_edits_due(db, storyline_id, story_id, tracked.edit_at)
    return alerted


def _tell(db: Database, item: Item, tracked: TrackedMatch, story_id: int, now: datetime) -> bool:
    """Make the alert, and what goes to the chats of it and of the story; True if the alert is new."""
    storyline_id, draft = tracked.match.storyline_id, tracked.alert
    alert_id = save_alert(db, draft, storyline_id, story_id, item.id, now) if draft else 0
    told = Told(
        storyline_id=storyline_id,
        story_id=story_id,
        alert_id=alert_id if draft and has_messages(draft) else 0,
    )
    deliver(db, told, tracked.routes, now)
    return alert_id > 0


def _found(item: Item, tracked: TrackedMatch) -> dict[str, object]:
    """What a revision replaces."""
    traits = tracked.traits
    return {
        "score": tracked.match.score,
        "evidence": convert.evidence_json(tracked.match.evidence),
        "traits": packed.traits_json(traits),
        "origin": traits.origin.name if traits.origin else "",
        "language": traits.language or item.language,
        "at": item.dated_at,
    }


def _add_match(db: Database, item: Item, tracked: TrackedMatch, story_id: int, now: datetime) -> None:
    assignment = tracked.assignment
    change(
        db,
        _MATCH,
        **_found(item, tracked),
        item_id=item.id,
        storyline_id=tracked.match.storyline_id,
        story_id=story_id,
        joined=assignment.how.value,
        similarity=assignment.similarity,
        like_item_id=assignment.like_item_id,
        signals=packed.signals_json(assignment.signals),
        decision=tracked.decision.value,
        source_name=item.source_name,
        feed_id=item.feed_id,
        now=now,
    )


def _save_story(db: Database, item: Item, tracked: TrackedMatch, now: datetime) -> int:
    """The id of the story that the item joins or opens; a merged one is the one that took it."""
    assignment = tracked.assignment
    if known := first(db, _BY_KEY, key=assignment.story_key):
        change(db, _JOINED, id=known["id"], now=now)
        return int(known["id"])
    followed = first(db, _BY_KEY, key=assignment.follows) if assignment.follows else None
    (opened,) = rows(
        db,
        _OPEN,
        key=assignment.story_key,
        storyline_id=tracked.match.storyline_id,
        title=item.title,
        state=tracked.state.value,
        follows=followed["id"] if followed else 0,
        now=now,
    )
    return int(opened["id"])


def _save_figures(db: Database, item: Item, tracked: TrackedMatch, story_id: int) -> None:
    """Replace what the item said before by what it says."""
    place = {"item_id": item.id, "storyline_id": tracked.match.storyline_id}
    change(db, _NO_FIGURES, **place)
    said = (
        {
            **place,
            "story_id": story_id,
            "unit": figure.of,
            "claimant": figure.claimant,
            "value": figure.value,
            "value_max": figure.value_max,
            "qualifier": figure.qualifier.value,
            "text": figure.text,
            "field": figure.field,
            "starts": figure.start,
            "ends": figure.end,
            "at": item.dated_at,
        }
        for figure in tracked.traits.figures
    )
    change_each(db, _FIGURE, said)
