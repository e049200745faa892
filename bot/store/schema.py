"""The tables, as a list of numbered steps. A step that was shipped is never edited; a change is a new step.

What each step does stands in a module of `steps`.
Conventions: times are whole microseconds since 1970 UTC, so that they sort and lose nothing; truth is 0 or 1;
texts are never NULL; lists are JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.errors import NewerSchemaError, StoreError
from bot.store.steps.chats import CHATS
from bot.store.steps.feeds import FEEDS
from bot.store.steps.start import START
from bot.store.steps.stories import STORIES

Step = Callable[[Database], None]


def _0001_start(db: Database) -> None:
    _run(db, START)


def _0002_stories(db: Database) -> None:
    _run(db, STORIES)


def _0003_chats(db: Database) -> None:
    _run(db, CHATS)


def _0004_feeds(db: Database) -> None:
    _run(db, FEEDS)


def _run(db: Database, scripts: Sequence[str]) -> None:
    for script in scripts:
        db.executescript(script)


STEPS: tuple[Step, ...] = (_0001_start, _0002_stories, _0003_chats, _0004_feeds)


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
