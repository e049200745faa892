"""The tables, as a list of numbered steps. A step that was shipped is never edited; a change is a new step.

Conventions: times are whole microseconds since 1970 UTC, so that they sort and lose nothing; truth is 0 or 1;
texts are never NULL; lists are JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.errors import NewerSchemaError, StoreError

Step = Callable[[Database], None]

_FEEDS = """
CREATE TABLE feeds (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  publisher TEXT NOT NULL,
  url TEXT NOT NULL,
  language TEXT NOT NULL,
  listed INTEGER NOT NULL DEFAULT 1,
  next_poll_at INTEGER NOT NULL,
  polled_at INTEGER,
  succeeded_at INTEGER,
  parsed_at INTEGER,
  new_item_at INTEGER,
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  body_hash TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  identity TEXT NOT NULL DEFAULT 'guid'
) STRICT;
CREATE INDEX feeds_due ON feeds (next_poll_at, id) WHERE listed = 1;
"""

# AUTOINCREMENT: the number of a pruned item is never given to another, for stories are named after items.
# The keys come before the feed in their indexes, so that `explain` finds a link or guid in any feed.
_ITEMS = """
CREATE TABLE items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  feed_id TEXT NOT NULL REFERENCES feeds (id),
  uid TEXT NOT NULL,
  guid TEXT NOT NULL,
  url_key TEXT NOT NULL,
  title_key TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  author TEXT NOT NULL,
  language TEXT NOT NULL,
  source_name TEXT NOT NULL,
  source_url TEXT NOT NULL,
  tags TEXT NOT NULL,
  published_at INTEGER,
  first_seen_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  baseline INTEGER NOT NULL,
  tracked INTEGER NOT NULL DEFAULT 0,
  UNIQUE (feed_id, uid)
) STRICT;
CREATE INDEX items_guid ON items (guid, feed_id);
CREATE INDEX items_url_key ON items (url_key, feed_id);
CREATE INDEX items_title_key ON items (title_key, feed_id);
CREATE INDEX items_untracked ON items (id) WHERE tracked = 0;

CREATE TABLE revisions (
  item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  replaced_at INTEGER NOT NULL,
  PRIMARY KEY (item_id, revision)
) STRICT;
"""

# `categories`: by default vowel signs (category M) end a word, which cuts Hindi or Tamil words into letters.
# No trigger for inserts: the index writes a segment for each statement, so `save_poll` adds all items of a
# poll in one (30 items: 1.2 ms instead of 3.4). The other triggers are our own, because those of sqlite-utils
# would index an item anew when it is only marked as tracked.
_SEARCH = """
CREATE VIRTUAL TABLE items_fts USING fts5 (
  title, summary, content = 'items', content_rowid = 'id', columnsize = 0,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
);
CREATE TRIGGER items_fts_update AFTER UPDATE OF title, summary ON items BEGIN
  INSERT INTO items_fts (items_fts, rowid, title, summary) VALUES ('delete', old.id, old.title, old.summary);
  INSERT INTO items_fts (rowid, title, summary) VALUES (new.id, new.title, new.summary);
END;
CREATE TRIGGER items_fts_delete AFTER DELETE ON items BEGIN
  INSERT INTO items_fts (items_fts, rowid, title, summary) VALUES ('delete', old.id, old.title, old.summary);
END;
"""

_STORIES = """
CREATE TABLE stories (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  storyline_id TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX stories_storyline ON stories (storyline_id, updated_at, id);
CREATE INDEX stories_updated ON stories (updated_at, id);

CREATE TABLE matches (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES items (id),
  storyline_id TEXT NOT NULL,
  score REAL NOT NULL,
  evidence TEXT NOT NULL,
  story_id INTEGER NOT NULL REFERENCES stories (id),
  joined TEXT NOT NULL,
  similarity REAL NOT NULL,
  like_item_id INTEGER NOT NULL,
  decision TEXT NOT NULL,
  matched_at INTEGER NOT NULL,
  UNIQUE (item_id, storyline_id)
) STRICT;
CREATE INDEX matches_story ON matches (story_id, item_id);
CREATE INDEX matches_storyline ON matches (storyline_id, item_id);

CREATE TABLE alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  storyline_id TEXT NOT NULL,
  story_id INTEGER NOT NULL REFERENCES stories (id),
  item_id INTEGER NOT NULL REFERENCES items (id),
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX alerts_story ON alerts (story_id);
CREATE INDEX alerts_item ON alerts (item_id);
CREATE INDEX alerts_storyline ON alerts (storyline_id, created_at);
"""

# A delivery is unfinished while `finished_at` is NULL. The outbox is read along the two small indexes of what
# is unfinished and of what is being sent, so that a claim costs the same however many were sent before.
_OUTBOX = """
CREATE TABLE chats (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  topic INTEGER NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  language TEXT NOT NULL,
  suspended TEXT NOT NULL DEFAULT '',
  not_before_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE (channel, address, topic)
) STRICT;

CREATE TABLE subscriptions (
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  storyline_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (chat_id, storyline_id)
) STRICT;
CREATE INDEX subscriptions_storyline ON subscriptions (storyline_id, chat_id);

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_id INTEGER NOT NULL REFERENCES alerts (id),
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  unknown_outcomes INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  message_ref TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  claimed_at INTEGER,
  finished_at INTEGER,
  UNIQUE (alert_id, chat_id),
  CHECK ((finished_at IS NULL) = (state IN ('pending', 'sending')))
) STRICT;
CREATE INDEX deliveries_chat ON deliveries (chat_id);
CREATE INDEX deliveries_unfinished ON deliveries (chat_id, id) WHERE finished_at IS NULL;
CREATE INDEX deliveries_sending ON deliveries (chat_id) WHERE state = 'sending';
"""


def _0001_start(db: Database) -> None:
    for part in (_FEEDS, _ITEMS, _SEARCH, _STORIES, _OUTBOX):
        db.executescript(part)


# --- step 2: stories -------------------------------------------------------------------------------------

# `traits` is what an item is compared by; `outlet`, `origin` and `language` stand in columns too, so that a
# story of thousands of items is counted along one index. `matches_new` serves those who remember what they
# read and ask for what came since: an index ends with the row's id by itself.
_STORIES_2 = """
ALTER TABLE stories ADD COLUMN follows INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stories ADD COLUMN merged_into INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stories ADD COLUMN origins TEXT NOT NULL DEFAULT '[]';
ALTER TABLE stories ADD COLUMN told_at INTEGER;
UPDATE stories SET told_at = (SELECT max(created_at) FROM alerts WHERE alerts.story_id = stories.id);
DROP INDEX stories_storyline;
DROP INDEX stories_updated;
CREATE INDEX stories_storyline ON stories (storyline_id, updated_at, id) WHERE merged_into = 0;
CREATE INDEX stories_updated ON stories (updated_at, id) WHERE merged_into = 0;
CREATE INDEX stories_awake ON stories (storyline_id, updated_at) WHERE merged_into = 0 AND state <> 'dormant';
CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into <> 0;
CREATE INDEX stories_follows ON stories (follows) WHERE follows <> 0;

ALTER TABLE matches ADD COLUMN signals TEXT NOT NULL DEFAULT '[]';
ALTER TABLE matches ADD COLUMN traits TEXT NOT NULL DEFAULT '{}';
ALTER TABLE matches ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE matches ADD COLUMN outlet TEXT NOT NULL DEFAULT '';
ALTER TABLE matches ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE matches ADD COLUMN language TEXT NOT NULL DEFAULT '';
UPDATE matches SET (at, outlet, language) = (
  SELECT CASE WHEN published_at BETWEEN first_seen_at - 172800000000 AND first_seen_at THEN published_at
      ELSE first_seen_at END,
    coalesce(nullif(source_name, ''), feeds.publisher), items.language
  FROM items JOIN feeds ON feeds.id = items.feed_id WHERE items.id = matches.item_id
);
DROP INDEX matches_story;
CREATE INDEX matches_story ON matches (story_id);
CREATE INDEX matches_facts ON matches (story_id, origin, outlet, language);
CREATE INDEX matches_new ON matches (storyline_id);
"""

# `high` is the most that a figure says, NULL where it names no number. The index of claims begins with the
# newest of each claimant, so that the last word of everybody is read by leaps.
_FIGURES = """
CREATE TABLE figures (
  id INTEGER PRIMARY KEY,
  storyline_id TEXT NOT NULL,
  story_id INTEGER NOT NULL REFERENCES stories (id),
  item_id INTEGER NOT NULL REFERENCES items (id),
  unit TEXT NOT NULL,
  claimant TEXT NOT NULL,
  value REAL,
  value_max REAL,
  high REAL AS (max(coalesce(value, value_max), coalesce(value_max, value))),
  qualifier TEXT NOT NULL,
  text TEXT NOT NULL,
  field TEXT NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX figures_item ON figures (item_id, storyline_id);
CREATE INDEX figures_story ON figures (story_id, unit, claimant, at DESC, id DESC);
CREATE INDEX figures_claims ON figures (storyline_id, unit, claimant, at DESC, id DESC);
CREATE INDEX figures_heights ON figures (storyline_id, unit, high DESC) WHERE high IS NOT NULL;
CREATE INDEX figures_ledger ON figures (storyline_id, at);
"""

_ALERTS_2 = """
ALTER TABLE alerts ADD COLUMN level TEXT NOT NULL DEFAULT 'loud';
ALTER TABLE alerts ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN digest_id INTEGER REFERENCES alerts (id);
CREATE INDEX alerts_held ON alerts (storyline_id) WHERE held = 1 AND digest_id IS NULL;
CREATE INDEX alerts_digest ON alerts (digest_id) WHERE digest_id IS NOT NULL;
"""

# `due_at` is the place of a delivery in the order of its chat and no longer changes; `retry_at` holds up the
# chat until a try that failed is made again. A sent message that is to be brought up to date has an
# `edit_due_at`, and `editing` is to it what the state `sending` is to a message. Once `settled` it is neither
# edited nor answered any more.
_OUTBOX_2 = """
ALTER TABLE deliveries ADD COLUMN retry_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN edit_due_at INTEGER;
ALTER TABLE deliveries ADD COLUMN editing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN edit_attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
UPDATE deliveries SET retry_at = due_at, due_at = created_at WHERE finished_at IS NULL;
DROP INDEX deliveries_unfinished;
CREATE INDEX deliveries_unfinished ON deliveries (chat_id, due_at, id) WHERE finished_at IS NULL;
CREATE INDEX deliveries_edits ON deliveries (chat_id, edit_due_at, id) WHERE edit_due_at IS NOT NULL;
CREATE INDEX deliveries_editing ON deliveries (chat_id) WHERE editing = 1;
"""


def _0002_stories(db: Database) -> None:
    for part in (_STORIES_2, _FIGURES, _ALERTS_2, _OUTBOX_2):
        db.executescript(part)


STEPS: tuple[Step, ...] = (_0001_start, _0002_stories)


def version(db: Database) -> int:
    """How many steps were applied to this database."""
    return len(_migrations(()).applied(db))


def migrate(db: Database, path: str, steps: Sequence[Step] = STEPS) -> None:
    """Bring the database to the newest schema, in one transaction; raises StoreError for what is not ours."""
    migrations = _migrations(steps)
    if migrations.applied(db) and not _check(db, path, steps).pending(db):
        return  # without asking for the lock, so that `status` opens while the daemon writes
    db.execute("BEGIN IMMEDIATE")  # two programs that open a new database take turns
    try:
        _check(db, path, steps).apply(db)
        db.commit()
    except BaseException:
        db.rollback()
        raise


def _name(step: Step) -> str:
    return step.__name__.lstrip("_")


def _migrations(steps: Sequence[Step]) -> Migrations:
    migrations = Migrations("vigie")
    for step in steps:
        migrations(name=_name(step))(step)
    return migrations


def _check(db: Database, path: str, steps: Sequence[Step]) -> Migrations:
    """The migrations, once it is sure that the database is empty or one that we can read."""
    migrations = _migrations(steps)
    applied = [migration.name for migration in migrations.applied(db)]
    known = [_name(step) for step in steps]
    if len(applied) > len(known):
        raise NewerSchemaError(
            f"{path} has schema {len(applied)}, but this version of Vigie knows schemas up to {len(known)}; "
            "install the newer version again, or restore an older copy of the file"
        )
    if applied != known[: len(applied)] or (not applied and db.table_names()):
        raise StoreError(f"{path} is a database of another program; choose another path")
    return migrations
