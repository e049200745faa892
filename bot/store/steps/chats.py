"""Step 3: how chats want to be told, digests of one chat, mutes, who is let in, and what readers say."""

from __future__ import annotations

# Settings are JSON without what has its default value. Who was served before there were guests is one.
_CHATS = """
ALTER TABLE chats ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE subscriptions ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

CREATE TABLE guests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  access TEXT NOT NULL,
  language TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  UNIQUE (channel, address)
) STRICT;
CREATE INDEX guests_access ON guests (access, asked_at, id);
INSERT INTO guests (channel, address, name, access, language, asked_at)
SELECT channel, address, title, 'allowed', language, min(created_at)
FROM chats JOIN subscriptions ON subscriptions.chat_id = chats.id
WHERE channel = 'telegram' GROUP BY channel, address ORDER BY min(created_at), chats.id;

CREATE TABLE admins (
  user INTEGER PRIMARY KEY,
  language TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

CREATE TABLE invitations (
  digest TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

# A delivery that `gathers` is a digest of its chat: it stands for itself and for those that name it in
# `gathered_by`, which share its state until it is finished and have no place of their own in the outbox.
_OUTBOX = """
ALTER TABLE deliveries ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN gathers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN gathered_by INTEGER;
DROP INDEX deliveries_unfinished;
CREATE INDEX deliveries_unfinished ON deliveries (chat_id, due_at, id)
  WHERE finished_at IS NULL AND gathered_by IS NULL;
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE finished_at IS NULL AND gathered_by IS NULL;
CREATE INDEX deliveries_edits_due ON deliveries (edit_due_at, id) WHERE edit_due_at IS NOT NULL;
CREATE INDEX deliveries_gathered ON deliveries (gathered_by, due_at, id)
  WHERE finished_at IS NULL AND gathered_by IS NOT NULL;
CREATE INDEX deliveries_digests ON deliveries (chat_id)
  WHERE digest = 1 AND finished_at IS NULL AND gathered_by IS NULL;
CREATE INDEX deliveries_messages ON deliveries (chat_id, message_ref) WHERE message_ref <> '';
"""

_MUTES = """
CREATE TABLE muted_stories (
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  story_id INTEGER NOT NULL REFERENCES stories (id),
  muted_at INTEGER NOT NULL,
  PRIMARY KEY (chat_id, story_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX muted_stories_story ON muted_stories (story_id);

CREATE TABLE muted_outlets (
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  storyline_id TEXT NOT NULL,
  outlet TEXT NOT NULL,
  muted_at INTEGER NOT NULL,
  PRIMARY KEY (chat_id, storyline_id, outlet)
) STRICT, WITHOUT ROWID;
"""

_STEERING = """
CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  user INTEGER NOT NULL,
  story_id INTEGER NOT NULL REFERENCES stories (id),
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  storyline_id TEXT NOT NULL,
  item_id INTEGER NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  score REAL NOT NULL,
  evidence TEXT NOT NULL,
  good INTEGER NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (user, story_id)
) STRICT;
CREATE INDEX feedback_story ON feedback (story_id);
CREATE INDEX feedback_chat ON feedback (chat_id);
CREATE INDEX feedback_newest ON feedback (at, id);
CREATE INDEX feedback_storyline ON feedback (storyline_id, at, id);

CREATE TABLE drafts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  storyline_id TEXT NOT NULL,
  yaml TEXT NOT NULL,
  made_by INTEGER NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE troubles (
  key TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  since INTEGER NOT NULL,
  told_at INTEGER
) STRICT, WITHOUT ROWID;
"""

CHATS = (_CHATS, _OUTBOX, _MUTES, _STEERING)
