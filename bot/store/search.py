"""Full-text search over stored items, for any text that a person may type."""

from __future__ import annotations

import re
import unicodedata

from sqlite_utils import Database

from bot.model import Item
from bot.store import rows as convert
from bot.store.database import listed, rows
from bot.text import harmless

# Scripts that are written without spaces, or (Hangul) with particles joined to the word. The index knows
# whole words only, so a word in these is looked for as a part of the text. A trigram index would find it
# faster but takes three times as long to write as all else in a poll, and no words of two letters, which
# are the commonest in Chinese. Reading 100,000 items takes some tenths of a second.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"  # Han
)

_FIND = """
SELECT items.* FROM items_fts CROSS JOIN items ON items.id = items_fts.rowid
WHERE items_fts MATCH :query AND NOT EXISTS (
  SELECT 1 FROM json_each(:parts)
  WHERE instr(lower(items.title), lower(value)) = 0 AND instr(lower(items.summary), lower(value)) = 0
)
ORDER BY items_fts.rowid DESC LIMIT :limit
"""

_FIND_PARTS = """
SELECT * FROM items
WHERE NOT EXISTS (
  SELECT 1 FROM json_each(:parts)
  WHERE instr(lower(title), lower(value)) = 0 AND instr(lower(summary), lower(value)) = 0
)
ORDER BY id DESC LIMIT :limit
"""


def search(db: Database, words: str, limit: int) -> list[Item]:
    """Items that have all these words, newest first; none for a text without words."""
    query, parts = _terms(words)
    if query:
        found = rows(db, _FIND, query=query, parts=listed(parts), limit=limit)
    elif parts:
        found = rows(db, _FIND_PARTS, parts=listed(parts), limit=limit)
    else:
        found = []
    return [convert.item(row) for row in found]


def _terms(text: str) -> tuple[str, list[str]]:
    """What to ask the index for, and what to look for inside the texts; signs alone are not words."""
    words = [unicodedata.normalize("NFC", harmless(word)) for word in text.split()]
    words = [word for word in words if any(map(str.isalnum, word))]
    # Quoted, a word has no meaning in FTS5's query language: neither AND nor * nor a column's name.
    quoted = ['"' + word.replace('"', '""') + '"' for word in words if not _UNSPACED.search(word)]
    return " ".join(quoted), [word for word in words if _UNSPACED.search(word)]
