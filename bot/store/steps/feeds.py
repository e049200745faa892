"""Step 4: what polls learn of a feed besides its items, and the entries of its last document."""

from __future__ import annotations

# Hints are JSON without what has its default value.
_MEMORY = """
ALTER TABLE feeds ADD COLUMN rhythm BLOB NOT NULL DEFAULT x'';
ALTER TABLE feeds ADD COLUMN window INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN hints TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN moved_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN gaps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN gap_at INTEGER;
"""

# Digests and numbers of items, one after the other, see `bot/store/slices.py`. Apart from the feeds, because
# it is read and written only when a document has changed.
_SLICES = """
CREATE TABLE slices (
  feed_id TEXT PRIMARY KEY REFERENCES feeds (id),
  entries BLOB NOT NULL
) STRICT, WITHOUT ROWID;
"""

FEEDS = (_MEMORY, _SLICES)
"""What each step of the schema does: scripts of SQL that are never edited once they were shipped."""
