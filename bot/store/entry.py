"""Who may use the bot, and who may steer it."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Row

from sqlite_utils import Database

from bot.model import Access, Admin, Channel, Guest
from bot.store.database import change, first, moment, rows

_ADMINS = "SELECT * FROM admins ORDER BY since, user"

_ADD_ADMIN = """
INSERT INTO admins (user, language, since) VALUES (:user, :language, :since)
ON CONFLICT (user) DO UPDATE SET language = excluded.language
"""

_GUEST = "SELECT * FROM guests WHERE channel = :channel AND address = :address"

_GUEST_BY_ID = "SELECT * FROM guests WHERE id = :id"

_SAVE_GUEST = """
INSERT INTO guests (channel, address, name, access, language, asked_at)
VALUES (:channel, :address, :name, :access, :language, :asked_at)
ON CONFLICT (channel, address) DO UPDATE SET name = excluded.name, access = excluded.access,
  language = excluded.language, asked_at = excluded.asked_at
RETURNING *
"""

_GUESTS = "SELECT * FROM guests WHERE access = :access ORDER BY asked_at DESC, id DESC"

# What was decided about the old address holds at the new one, unless something was decided there.
_MOVE_GUEST = (
    """
    DELETE FROM guests WHERE channel = :channel AND address = :new
      AND access NOT IN ('allowed', 'refused')
      AND EXISTS (SELECT 1 FROM guests WHERE channel = :channel AND address = :old)
    """,
    """
    UPDATE OR IGNORE guests SET address = :new WHERE channel = :channel AND address = :old
    """,
    "DELETE FROM guests WHERE channel = :channel AND address = :old",
)

_SAVE_INVITATION = """
INSERT INTO invitations (digest, expires_at) VALUES (:digest, :expires_at)
ON CONFLICT (digest) DO UPDATE SET expires_at = excluded.expires_at
"""

_TAKE_INVITATION = "DELETE FROM invitations WHERE digest = :digest AND expires_at > :now"

_EXPIRED = "DELETE FROM invitations WHERE expires_at <= :now"


def admins(db: Database) -> list[Admin]:
    """The admins, the first one first."""
    return [
        Admin(user=row["user"], language=row["language"], since=moment(row["since"]))
        for row in rows(db, _ADMINS)
    ]


def add_admin(db: Database, admin: Admin) -> None:
    """Make somebody an admin, or bring their language up to date."""
    change(db, _ADD_ADMIN, user=admin.user, language=admin.language, since=admin.since)


def guest(db: Database, channel: Channel, address: str) -> Guest | None:
    """The guest at this address."""
    row = first(db, _GUEST, channel=channel.value, address=address)
    return _guest(row) if row else None


def guest_by_id(db: Database, guest_id: int) -> Guest | None:
    """The guest with this id."""
    row = first(db, _GUEST_BY_ID, id=guest_id)
    return _guest(row) if row else None


def save_guest(db: Database, guest: Guest) -> Guest:
    """Insert or update by address."""
    (row,) = rows(
        db,
        _SAVE_GUEST,
        channel=guest.channel.value,
        address=guest.address,
        name=guest.name,
        access=guest.access.value,
        language=guest.language,
        asked_at=guest.asked_at,
    )
    return _guest(row)


def guests(db: Database, access: Access) -> list[Guest]:
    """The guests of this standing, the last one to ask first."""
    return [_guest(row) for row in rows(db, _GUESTS, access=access.value)]


def move_guest(db: Database, channel: Channel, old: str, new: str) -> None:
    """Let a guest keep their standing at a new address."""
    for statement in _MOVE_GUEST:
        values = {"channel": channel.value, "old": old, "new": new}
        change(db, statement, **values)


def save_invitation(db: Database, digest: str, expires_at: datetime) -> None:
    """Remember the hash of an invitation."""
    change(db, _SAVE_INVITATION, digest=digest, expires_at=expires_at)


def take_invitation(db: Database, digest: str, now: datetime) -> bool:
    """Use an invitation up; False if there is none that still holds."""
    taken = change(db, _TAKE_INVITATION, digest=digest, now=now) > 0
    change(db, _EXPIRED, now=now)
    return taken


def _guest(row: Row) -> Guest:
    return Guest(
        id=row["id"],
        channel=Channel(row["channel"]),
        address=row["address"],
        name=row["name"],
        access=Access(row["access"]),
        language=row["language"],
        asked_at=moment(row["asked_at"]),
    )
