"""The entries of each feed's last document: the digest of each, and the item that it is."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from sqlite_utils import Database

from bot.model import DIGEST_BYTES, Slice
from bot.store.database import change, first, listed, rows

_ENTRY = struct.Struct(f">{DIGEST_BYTES}sq")

_KEEP = """
INSERT INTO slices (feed_id, entries) VALUES (:feed_id, :entries)
ON CONFLICT (feed_id) DO UPDATE SET entries = excluded.entries
"""

_IDS = "SELECT id, uid FROM items WHERE feed_id = :feed_id AND uid IN (SELECT value FROM json_each(:uids))"


def known_slices(db: Database, feed_id: str) -> dict[bytes, int]:
    """The digests of the last document, and the ids of their items."""
    row = first(db, "SELECT entries FROM slices WHERE feed_id = :feed_id", feed_id=feed_id)
    return dict(_ENTRY.iter_unpack(row["entries"])) if row else {}


def save_slices(db: Database, feed_id: str, slices: Iterable[Slice]) -> None:
    """Replace what is known of the last document, once its items are stored."""
    given = [one for one in slices if len(one.digest) == DIGEST_BYTES]
    uids = {one.uid for one in given if one.uid}
    found = rows(db, _IDS, feed_id=feed_id, uids=listed(uids)) if uids else []
    ids = {row["uid"]: row["id"] for row in found}
    pairs = ((one.digest, one.item_id or ids.get(one.uid, 0)) for one in given)
    entries = b"".join(_ENTRY.pack(digest, item_id) for digest, item_id in pairs if item_id)
    change(db, _KEEP, feed_id=feed_id, entries=entries)
