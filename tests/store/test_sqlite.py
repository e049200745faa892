"""What is SQLite's own: opening, migrations, errors, query plans."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import NewerSchemaError, StoreError
from bot.store import open_store
from bot.store.database import BUGS, translated
from bot.store.schema import STEPS, migrate, version
from bot.store.sqlite import SqliteStore, open_sqlite
from tests.factories import (
    DAY,
    NOW,
    make_feed,
    make_new,
    make_parsed,
    make_poll,
    make_revised,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vigie.db"


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def opened_and_closed(path: Path) -> None:
    open_store(url_of(path)).close()


# --- addresses -------------------------------------------------------------------------------------------


def test_a_relative_address_is_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///state/vigie.db").close()
    assert (tmp_path / "state" / "vigie.db").is_file()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite://:memory:", "sqlite:///:memory:"])
def test_memory_makes_no_file(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store(url).close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["", "vigie.db", "/var/vigie.db", "sqlite:///", "sqlite://vigie.db", "postgresql://u:hush@host/db"]
)
def test_other_addresses_are_refused_with_what_is_supported(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(url)
    message = str(caught.value)
    assert "sqlite:///relative/path.db" in message
    assert "hush" not in message
    assert "\n" not in message


def test_what_was_stored_is_there_after_reopening(path: Path) -> None:
    store = open_store(url_of(path))
    store.sync_feeds([make_feed()], NOW)
    store.save_poll(make_poll(make_new("a")))
    before = store.items(limit=9)
    store.close()
    store.close()
    store = open_store(url_of(path))
    assert store.items(limit=9) == before
    assert store.info().path == str(path)
    store.close()


def test_a_second_program_reads_while_the_first_writes(path: Path) -> None:
    first, second = open_store(url_of(path)), open_store(url_of(path))
    first.sync_feeds([make_feed()], NOW)
    first._db.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
    assert [health.id for health in second.feed_health()] == ["coast"]
    third = open_store(url_of(path))
    for store in (first, second, third):
        store.close()


def test_two_programs_that_write_at_once_take_turns(path: Path) -> None:
    open_with_feeds(path, "a", "b")

    def write(feed_id: str) -> int:
        with closing(open_store(url_of(path))) as store:
            return sum(store.save_poll(make_poll(make_new(str(n)), feed_id=feed_id)) for n in range(50))

    with ThreadPoolExecutor(2) as programs:
        assert list(programs.map(write, "ab")) == [50, 50]


def test_two_programs_that_make_the_database_at_once_take_turns(path: Path) -> None:
    with ThreadPoolExecutor(4) as programs:
        list(programs.map(opened_and_closed, [path] * 8))


def open_with_feeds(path: Path, *names: str) -> None:
    with closing(open_store(url_of(path))) as store:
        store.sync_feeds([make_feed(name) for name in names], NOW)


# --- what cannot be opened -------------------------------------------------------------------------------


def below_a_file(folder: Path) -> Path:
    (folder / "file").write_text("")
    return folder / "file" / "vigie.db"


def two_folders_down(folder: Path) -> Path:
    return folder / "no" / "such" / "vigie.db"


def a_folder(folder: Path) -> Path:
    (folder / "vigie.db").mkdir()
    return folder / "vigie.db"


def a_text(folder: Path) -> Path:
    (folder / "vigie.db").write_text("This is no database, it only has its name.\n" * 99)
    return folder / "vigie.db"


def random_bytes(folder: Path) -> Path:
    (folder / "vigie.db").write_bytes(random.Random(1).randbytes(20_000))
    return folder / "vigie.db"


def another_program(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "vigie.db")) as other:
        other.execute("CREATE TABLE items (id)")
    return folder / "vigie.db"


def another_program_of_sqlite_utils(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "vigie.db")) as other:
        other.execute("CREATE TABLE _sqlite_migrations (id, migration_set, name, applied_at)")
        other.execute("INSERT INTO _sqlite_migrations VALUES (1, 'other', '0001_start', '')")
        other.commit()
    return folder / "vigie.db"


def another_history(folder: Path) -> Path:
    opened_and_closed(folder / "vigie.db")
    with closing(sqlite3.connect(folder / "vigie.db")) as db:
        db.execute("UPDATE _sqlite_migrations SET name = '0001_fork' WHERE name = '0001_start'")
        db.commit()
    return folder / "vigie.db"


@pytest.mark.parametrize(
    "make",
    [
        below_a_file,
        two_folders_down,
        a_folder,
        a_text,
        random_bytes,
        another_program,
        another_program_of_sqlite_utils,
        another_history,
    ],
)
def test_what_cannot_be_opened_is_one_line_that_names_the_path(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError) as caught:
        open_store(url_of(path))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert ";" in str(caught.value), "it says what to do"
    assert (path.read_bytes() if path.is_file() else b"") == before


def read_all(path: Path) -> None:
    with closing(open_store(url_of(path))) as store:
        store.items(limit=300)


def test_a_damaged_file_is_named_when_it_is_read(path: Path) -> None:
    store = open_store(url_of(path))
    store.sync_feeds([make_feed()], NOW)
    store.save_poll(make_poll(*(make_new(str(n)) for n in range(300))))
    store.close()
    intact = path.read_bytes()
    path.write_bytes(intact[:8192] + b"\x5a" * (len(intact) - 8192))
    with pytest.raises(StoreError, match=r"vigie\.db is damaged; restore a copy"):
        read_all(path)


def test_a_locked_database_is_told_from_a_broken_one(path: Path) -> None:
    opened_and_closed(path)
    store = open_sqlite(str(path), busy_seconds=0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="is locked by another program"):
        store.sync_feeds([], NOW)
    other.execute("ROLLBACK")
    store.sync_feeds([], NOW)
    store.close()
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="is locked by another program"):
        open_sqlite(str(path), busy_seconds=0.01)
    other.close()


def test_a_full_disk_undoes_the_whole_poll(path: Path) -> None:
    store = open_sqlite(str(path))
    store.sync_feeds([make_feed()], NOW)
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="free some disk space"):
        store.save_poll(make_poll(*(make_new(str(n), summary="long " * 999) for n in range(99))))
    assert store.items(limit=9) == []
    assert store.feed_health()[0].state.polled_at is None
    store.close()


# --- errors ----------------------------------------------------------------------------------------------


def error_classes(root: type[Exception] = sqlite3.Error) -> Iterator[type[Exception]]:
    yield root
    for child in root.__subclasses__():
        yield from error_classes(child)


@pytest.mark.parametrize("kind", list(error_classes()))
def test_every_error_of_sqlite_is_translated_unless_it_is_a_bug_of_ours(kind: type[Exception]) -> None:
    expected = kind if issubclass(kind, BUGS) else StoreError
    with pytest.raises(expected) as caught, translated("here.db"):
        raise kind("it broke")
    assert expected is kind or "here.db" in str(caught.value)


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_whatever_is_raised_half_way_undoes_the_whole_call(path: Path, error: type[BaseException]) -> None:
    class Tags(tuple[str, ...]):
        def __iter__(self) -> Iterator[str]:
            raise error

    store = open_sqlite(str(path))
    store.sync_feeds([make_feed()], NOW)
    with pytest.raises(error):
        store.save_poll(make_poll(make_new("a"), make_new("b", tags=Tags())))
    assert store.items(limit=9) == []
    assert store.save_poll(make_poll(make_new("a"))) == 1
    store.close()


# --- migrations ------------------------------------------------------------------------------------------


def test_opening_again_changes_nothing_in_the_file(path: Path) -> None:
    opened_and_closed(path)
    before = path.read_bytes()
    opened_and_closed(path)
    assert path.read_bytes() == before


def test_a_newer_database_is_refused_untouched(path: Path) -> None:
    opened_and_closed(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('vigie', '0009_x', '')"
        )
        db.commit()
    before = path.read_bytes()
    with pytest.raises(NewerSchemaError) as caught:
        open_store(url_of(path))
    assert str(caught.value) == (
        f"{path} has schema {len(STEPS) + 1}, but this version of Vigie knows schemas up to {len(STEPS)}; "
        "install the newer version again, or restore an older copy of the file"
    )
    assert path.read_bytes() == before


def _0004_label(db: Database) -> None:
    db["feeds"].add_column("label", str)


def _0005_breaks(db: Database) -> None:
    db["feeds"].add_column("other", str)
    raise sqlite3.OperationalError("it broke")


def test_a_step_that_fails_undoes_all_that_came_with_it(path: Path) -> None:
    store = open_sqlite(str(path))
    with pytest.raises(sqlite3.OperationalError, match="it broke"):
        migrate(store._db, str(path), (*STEPS, _0004_label, _0005_breaks))
    assert version(store._db) == len(STEPS)
    assert "label" not in store._db["feeds"].columns_dict
    migrate(store._db, str(path), (*STEPS, _0004_label))
    assert version(store._db) == len(STEPS) + 1
    assert "label" in store._db["feeds"].columns_dict
    store.close()


def test_the_names_of_the_steps_are_numbered_in_order() -> None:
    numbers = [int(step.__name__.strip("_").split("_")[0]) for step in STEPS]
    assert numbers == list(range(1, len(STEPS) + 1))


def test_the_pragmas_that_the_promises_rest_on_are_set(path: Path) -> None:
    store = open_sqlite(str(path))
    read = {
        name: store._db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    store.close()


# --- the search index ------------------------------------------------------------------------------------


def test_the_index_agrees_with_the_items_after_every_kind_of_change(path: Path) -> None:
    store: SqliteStore = open_sqlite(str(path))
    store.sync_feeds([make_feed()], NOW)
    store.save_poll(make_poll(*(make_new(f"{n}", title=f"t{n} nul\0 x") for n in range(50))))
    for item in store.untracked_items(25):
        revised = make_revised(item.id, make_parsed(item.uid, title=f"new {item.id}"))
        store.save_poll(make_poll(make_new("1"), make_new(f"n{item.id}"), revised=(revised,)))
    store._db.execute("UPDATE items SET tracked = 1 WHERE id % 2")
    store.save_poll(make_poll(at=NOW + 9 * DAY))
    assert store.prune(NOW + DAY) > 10
    store._db.execute("INSERT INTO items_fts (items_fts, rank) VALUES ('integrity-check', 1)")
    store.close()
