"""The connection: how it is opened, what a transaction is, how values and errors cross the border.

sqlite-utils commits each statement by itself unless a transaction is open, and its own `atomic()` begins with
a plain BEGIN, which takes the write lock too late: two programs may then both read and one of them fails
to write. So the transactions here are begun by hand; inside them `atomic()` makes savepoints.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import StoreError
from bot.store import schema

MEMORY = ":memory:"

BUSY_SECONDS = 5.0
"""How long to wait for another program's transaction. Ours take tens of milliseconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1

# Errors of these classes say that this program misuses the driver: bugs, never translated.
BUGS = (sqlite3.InterfaceError, sqlite3.ProgrammingError)

_ADVICE = {
    sqlite3.SQLITE_BUSY: "is locked by another program; stop that program or try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program; stop that program or try again",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and may be written to",
    sqlite3.SQLITE_READONLY: "cannot be written to; check its permissions and those of its folder",
    sqlite3.SQLITE_PERM: "cannot be opened; check its permissions",
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; choose another path",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a copy, or move it away to begin anew",
    sqlite3.SQLITE_FULL: "cannot grow; free some disk space",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk",
}


def connect(path: str, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Open or make the database and bring it to the newest schema; raises StoreError."""
    with translated(path):
        _make_folder(path)
        connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
        try:
            return _prepared(connection, path)
        except BaseException:
            connection.close()
            raise


def _make_folder(path: str) -> None:
    """Make the last folder of the path, but not the folders above it: those are more likely mistyped."""
    if path == MEMORY:
        return
    try:
        Path(path).parent.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: its folder cannot be made ({error.strerror}); check the path") from error


def _prepared(connection: sqlite3.Connection, path: str) -> Database:
    connection.row_factory = sqlite3.Row
    db = Database(connection, execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    # A commit is on disk when it returns: what was marked as sent stays so after a power cut.
    db.execute("PRAGMA synchronous = FULL")
    schema.migrate(db, path)
    if path != MEMORY:
        db.enable_wal()  # readers such as `status` never wait for the daemon, nor it for them
    return db


@contextmanager
def transaction(db: Database, path: str, *, writes: bool) -> Iterator[Database]:
    """One transaction: everything in the block happens, or nothing if it raises."""
    with translated(path):
        db.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        try:
            yield db
            db.commit()
        except BaseException:
            db.rollback()
            raise


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn what SQLite reports into a StoreError that names the file; bugs go through."""
    try:
        yield
    except BUGS:
        raise
    except sqlite3.Error as error:
        # The low byte is the kind of error, the others say more about it.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        advice = _ADVICE.get(code, f"cannot be used ({error})")
        raise StoreError(f"database {path} {advice}") from error


def rows(db: Database, sql: str, **values: object) -> list[sqlite3.Row]:
    """Run one statement with its named values and return its rows."""
    return db.execute(sql, _bound(values)).fetchall()


def first(db: Database, sql: str, **values: object) -> sqlite3.Row | None:
    """The first row, if there is one."""
    found: sqlite3.Row | None = db.execute(sql, _bound(values)).fetchone()
    return found


def change(db: Database, sql: str, **values: object) -> int:
    """Run one writing statement and return how many rows it changed."""
    return db.execute(sql, _bound(values)).rowcount


def change_each(db: Database, sql: str, many: Iterable[Mapping[str, object]]) -> int:
    """Run one writing statement for each set of values and return how many rows changed in all.

    Straight through the driver: sqlite-utils' own insert_all takes twice the time.
    """
    return max(0, db.conn.executemany(sql, map(_bound, many)).rowcount)


def listed(values: Iterable[object]) -> str:
    """Values as one parameter, for `IN (SELECT value FROM json_each(:name))`."""
    return json.dumps([_storable(value) for value in values], ensure_ascii=False)


def moment(micros: int) -> datetime:
    """The aware UTC time that was stored as this number."""
    return _EPOCH + micros * _MICROSECOND


def moment_or_none(micros: int | None) -> datetime | None:
    """The aware UTC time that was stored as this number, or None as this NULL."""
    return None if micros is None else moment(micros)


def _bound(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: _storable(value) for name, value in values.items()}


def _storable(value: object) -> Any:
    """A value as SQLite holds it.

    Two things that hostile text may contain cannot be held or found again: lone surrogates, which are not
    text in UTF-8, and NUL, at which SQLite's functions stop.
    """
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, datetime):
        # New Year of the year 1 in Tokyo is in no year that UTC knows, and a feed may say such things.
        return min(max((value - _EPOCH) // _MICROSECOND, _FIRST), _LAST)
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    if isinstance(value, int):
        return min(max(value, _SMALLEST), _LARGEST)  # a number that a person typed may be the id of nothing
    return value
