"""Step 2: what stories are made of, figures, digests, and messages that live on."""

from __future__ import annotations

# `traits` is what an item is compared by; `outlet`, `origin` and `language` stand in columns too, so that a
# story of thousands of items is counted along one index. `matches_new` serves those who remember what they
# read and ask for what came since: an index ends with the row's id by itself.
_STORIES = """
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

_ALERTS = """
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
_OUTBOX = """
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

STORIES = (_STORIES, _FIGURES, _ALERTS, _OUTBOX)
