"""Step 1: feeds, items with their search index, stories, alerts, chats and the outbox."""

from __future__ import annotations

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

START = (_FEEDS, _ITEMS, _SEARCH, _STORIES, _OUTBOX)
