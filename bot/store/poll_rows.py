"""What polling reads and writes: feeds, items and their revisions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.errors import StoreError
from bot.model import (
    Feed,
    FeedMemory,
    FeedState,
    ItemKeys,
    KnownItem,
    NewItem,
    PollResult,
    PollStatus,
    RevisedItem,
)
from bot.store.database import change, change_each, first, listed, rows
from bot.store.rows import NO_HINTS, feed_state, hints_json, known_item, tags_json
from bot.store.slices import save_slices

SEEN_STEP = timedelta(days=1)
"""How old `seen_at` grows before it is written again: a feed of 30 items polled 100 times a day would
otherwise cost 3,000 writes for nothing. So an item of the last document may look one day older than it is."""

_UNLIST = """
UPDATE feeds SET listed = 0
WHERE listed = 1 AND id NOT IN (SELECT value FROM json_each(:ids))
"""

# On the right-hand sides, bare names are the values before the update. A feed that was polled in the future
# was so by a clock that was wrong, and may be planned for years later.
_LIST = """
INSERT INTO feeds (id, name, publisher, url, language, next_poll_at)
VALUES (:id, :name, :publisher, :url, :language, :now)
ON CONFLICT (id) DO UPDATE SET
  listed = 1,
  name = excluded.name,
  publisher = excluded.publisher,
  language = excluded.language,
  url = excluded.url,
  etag = iif(url = excluded.url, etag, ''),
  last_modified = iif(url = excluded.url, last_modified, ''),
  body_hash = iif(url = excluded.url, body_hash, ''),
  hints = iif(url = excluded.url, hints, ''),
  moved_to = iif(url = excluded.url, moved_to, ''),
  moved_seen = iif(url = excluded.url, moved_seen, 0),
  next_poll_at = iif(
    url = excluded.url AND coalesce(polled_at, 0) <= excluded.next_poll_at,
    next_poll_at,
    min(next_poll_at, excluded.next_poll_at)
  )
"""

_DUE = """
SELECT * FROM feeds WHERE listed = 1 AND next_poll_at <= :now ORDER BY next_poll_at, id LIMIT :limit
"""

_SOON = """
UPDATE feeds SET next_poll_at = :now
WHERE id IN (SELECT value FROM json_each(:ids)) AND listed = 1 AND next_poll_at > :now
"""

_KNOWN = """
SELECT * FROM items WHERE id IN (
  SELECT id FROM items WHERE feed_id = :feed_id AND guid IN (SELECT value FROM json_each(:guids))
  UNION
  SELECT id FROM items WHERE feed_id = :feed_id AND url_key IN (SELECT value FROM json_each(:urls))
  UNION
  SELECT id FROM items WHERE feed_id = :feed_id AND title_key IN (SELECT value FROM json_each(:titles))
)
ORDER BY id
"""

_MEMORY = """
  rhythm = :rhythm, window = :window, hints = :hints,
  moved_to = :moved_to, moved_seen = :moved_seen, gaps = :gaps, gap_at = :gap_at,
"""

# A poll that is saved twice is one failure.
_FAILED = f"""
UPDATE feeds SET{_MEMORY}
  failures = failures + (polled_at IS NOT :polled_at),
  error = :error,
  polled_at = :polled_at,
  next_poll_at = :next_poll_at
WHERE id = :feed_id
"""

# A 304 may come without the validators, which still hold then. Only a document tells about identity.
_SUCCEEDED = f"""
UPDATE feeds SET{_MEMORY}
  failures = 0,
  error = '',
  polled_at = :polled_at,
  succeeded_at = :polled_at,
  next_poll_at = :next_poll_at,
  parsed_at = iif(:parsed, :polled_at, parsed_at),
  new_item_at = iif(:inserted, :polled_at, new_item_at),
  etag = iif(:not_modified AND :etag = '', etag, :etag),
  last_modified = iif(:not_modified AND :last_modified = '', last_modified, :last_modified),
  body_hash = iif(:parsed OR :body_hash <> '', :body_hash, body_hash),
  identity = iif(:parsed, :identity, identity)
WHERE id = :feed_id
"""

_INSERT = """
INSERT INTO items (
  feed_id, uid, guid, url_key, title_key, url, title, summary, author, language, source_name, source_url,
  tags, published_at, first_seen_at, seen_at, baseline
) VALUES (
  :feed_id, :uid, :guid, :url_key, :title_key, :url, :title, :summary, :author, :language, :source_name,
  :source_url, :tags, :published_at, :polled_at, :polled_at, :baseline
)
ON CONFLICT (feed_id, uid) DO NOTHING
"""

# Ids only ever rise, so what lies above the former highest is new.
_LAST_ID = "SELECT coalesce(max(id), 0) AS id FROM items"

_INDEX = (
    "INSERT INTO items_fts (rowid, title, summary) SELECT id, title, summary FROM items WHERE id > :last_id"
)

_KEEP_REVISION = """
INSERT INTO revisions (item_id, revision, title, summary, replaced_at)
SELECT id, revision, title, summary, :polled_at FROM items
WHERE id = :id AND feed_id = :feed_id AND (title <> :title OR summary <> :summary)
"""

_REVISE = """
UPDATE items SET
  url = :url, title = :title, summary = :summary, author = :author, language = :language,
  source_name = :source_name, source_url = :source_url, tags = :tags,
  published_at = coalesce(:published_at, published_at),
  revision = revision + 1, tracked = 0
WHERE id = :id AND feed_id = :feed_id
"""

_REKEY = """
UPDATE items SET guid = :guid, url_key = :url_key, title_key = :title_key,
  url = coalesce(nullif(:url, ''), url)
WHERE id = :id AND feed_id = :feed_id
"""

_SEEN = """
UPDATE items SET seen_at = :polled_at
WHERE id IN (SELECT value FROM json_each(:ids)) AND feed_id = :feed_id AND seen_at < :stale_at
"""

_SEEN_BY_UID = """
UPDATE items SET seen_at = :polled_at
WHERE feed_id = :feed_id AND uid IN (SELECT value FROM json_each(:uids)) AND seen_at < :stale_at
"""

_PRUNE = """
DELETE FROM items
WHERE tracked = 1
  AND seen_at < :before
  AND seen_at < (SELECT parsed_at FROM feeds WHERE feeds.id = items.feed_id) - :seen_step
  AND NOT EXISTS (SELECT 1 FROM matches WHERE matches.item_id = items.id)
"""


# By number, not by time: that costs the same however long the home has been watched.
_MATCHING = """
SELECT matches.storyline_id, items.feed_id, count(*) AS matches
FROM matches JOIN items ON items.id = matches.item_id
WHERE matches.id > (SELECT max(id) FROM matches) - :newest
GROUP BY matches.storyline_id, items.feed_id ORDER BY matches.storyline_id, items.feed_id
"""

MATCHING_AMONG = 5000


def matching_feeds(db: Database) -> dict[str, dict[str, int]]:
    """For each storyline, how many of the newest matches each feed brought."""
    found: dict[str, dict[str, int]] = {}
    for row in rows(db, _MATCHING, newest=MATCHING_AMONG):
        found.setdefault(row["storyline_id"], {})[row["feed_id"]] = row["matches"]
    return found


def sync_feeds(db: Database, feeds: Sequence[Feed], now: datetime) -> None:
    """Make `feeds` the listed ones."""
    change(db, _UNLIST, ids=listed(feed.id for feed in feeds))
    change_each(
        db,
        _LIST,
        (
            {
                "id": feed.id,
                "name": feed.name,
                "publisher": feed.publisher,
                "url": feed.url,
                "language": feed.language,
                "now": now,
            }
            for feed in feeds
        ),
    )


def due_feeds(db: Database, now: datetime, limit: int) -> list[FeedState]:
    """Listed feeds whose time has come, most overdue first."""
    return [feed_state(row) for row in rows(db, _DUE, now=now, limit=limit)]


def poll_soon(db: Database, feed_ids: Collection[str], now: datetime) -> None:
    """Make feeds due."""
    change(db, _SOON, ids=listed(feed_ids), now=now)


def known_items(db: Database, feed_id: str, keys: Sequence[ItemKeys]) -> list[KnownItem]:
    """Items of the feed under any of these keys, by id."""
    found = rows(
        db,
        _KNOWN,
        feed_id=feed_id,
        guids=listed(key.guid for key in keys if key.guid),
        urls=listed(key.url for key in keys if key.url),
        titles=listed(key.title for key in keys if key.title),
    )
    return [known_item(row) for row in found]


def save_poll(db: Database, result: PollResult) -> int:
    """Write a poll and return how many items were new."""
    feed = first(db, "SELECT language, url FROM feeds WHERE id = :id", id=result.feed_id)
    if feed is None:
        raise StoreError(f"feed {result.feed_id} is not in the store; list it in feeds.yaml")
    if result.url and result.url != feed["url"]:
        result = _of_old_address(result)
    inserted = _insert(db, result, feed["language"]) if result.new else 0
    for revised in result.revised:
        _revise(db, result, revised, feed["language"])
    _mark_seen(db, result, all_were_new=inserted == len(result.new))
    if result.slices is not None:
        save_slices(db, result.feed_id, result.slices)
    _save_state(db, result, inserted)
    return inserted


def _of_old_address(result: PollResult) -> PollResult:
    """A poll that was under way while the feed's address changed: with its validators the new address might
    answer 304, though nothing of it was read yet."""
    memory = replace(result.memory, hints=NO_HINTS, moved_to="", moved_seen=0)
    return replace(
        result, etag="", last_modified="", body_hash="", memory=memory, next_poll_at=result.polled_at
    )


def _insert(db: Database, result: PollResult, feed_language: str) -> int:
    # Ids rise with the time of publication, so that tracking meets the items in that order.
    arrived = sorted(result.new, key=lambda new: new.parsed.published_at or result.polled_at)
    (last,) = rows(db, _LAST_ID)
    inserted = change_each(db, _INSERT, _new_rows(result, arrived, feed_language))
    if inserted:
        change(db, _INDEX, last_id=last["id"])
    return inserted


def _new_rows(
    result: PollResult, arrived: Sequence[NewItem], feed_language: str
) -> Iterator[dict[str, object]]:
    for new in arrived:
        yield {
            "feed_id": result.feed_id,
            "uid": new.uid,
            "polled_at": result.polled_at,
            "baseline": new.baseline,
            **_text_values(new, feed_language),
            **_key_values(new.keys),
        }


def _text_values(source: NewItem | RevisedItem, feed_language: str) -> dict[str, object]:
    parsed = source.parsed
    return {
        "url": parsed.url,
        "title": parsed.title,
        "summary": parsed.summary,
        "author": parsed.author,
        "language": parsed.language or feed_language,
        "source_name": parsed.source_name,
        "source_url": parsed.source_url,
        "tags": tags_json(parsed.tags),
        "published_at": parsed.published_at,
    }


def _key_values(keys: ItemKeys) -> dict[str, object]:
    return {"guid": keys.guid, "url_key": keys.url, "title_key": keys.title}


def _revise(db: Database, result: PollResult, revised: RevisedItem, feed_language: str) -> None:
    """Take over the item's new keys and, if its text is another than the stored one, its text."""
    place = {"id": revised.id, "feed_id": result.feed_id}
    change(db, _REKEY, **place, **_key_values(revised.keys), url=revised.parsed.url)
    if not revised.text_changed:
        return
    title, summary = revised.parsed.title, revised.parsed.summary
    if change(db, _KEEP_REVISION, **place, title=title, summary=summary, polled_at=result.polled_at):
        change(db, _REVISE, **place, **_text_values(revised, feed_language))


def _mark_seen(db: Database, result: PollResult, *, all_were_new: bool) -> None:
    when = {"feed_id": result.feed_id, "polled_at": result.polled_at}
    stale_at = result.polled_at - SEEN_STEP
    ids = {*result.seen_ids, *(revised.id for revised in result.revised)}
    if ids:
        change(db, _SEEN, **when, stale_at=stale_at, ids=listed(ids))
    if not all_were_new:
        change(db, _SEEN_BY_UID, **when, stale_at=stale_at, uids=listed(new.uid for new in result.new))


def _save_state(db: Database, result: PollResult, inserted: int) -> None:
    place: dict[str, object] = {"feed_id": result.feed_id, **_memory_values(result.memory)}
    place |= {"polled_at": result.polled_at, "next_poll_at": result.next_poll_at}
    if result.status is PollStatus.FAILED:
        change(db, _FAILED, **place, error=result.error)
        return
    change(
        db,
        _SUCCEEDED,
        **place,
        parsed=result.status is PollStatus.PARSED,
        not_modified=result.status is PollStatus.NOT_MODIFIED,
        inserted=inserted > 0,
        etag=result.etag,
        last_modified=result.last_modified,
        body_hash=result.body_hash,
        identity=result.identity.value,
    )


def _memory_values(memory: FeedMemory) -> dict[str, object]:
    return {
        "rhythm": memory.rhythm,
        "window": memory.window,
        "hints": "" if memory.hints == NO_HINTS else hints_json(memory.hints),
        "moved_to": memory.moved_to,
        "moved_seen": memory.moved_seen,
        "gaps": memory.gaps,
        "gap_at": memory.gap_at,
    }


def prune(db: Database, before: datetime) -> int:
    """Delete old items that nobody needs, and return how many."""
    return change(db, _PRUNE, before=before, seen_step=SEEN_STEP)
