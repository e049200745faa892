"""A store whose program is killed at any moment is whole, and holds all that was said to be written."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from bot.store.sqlite import SqliteStore, open_sqlite
from tests.store.test_properties import check
from tests.store.writer import ITEMS

KILLS = 4
LONGEST_RUN = 0.25


def killed_run(path: Path, seconds: float) -> list[str]:
    """Let the writer write for so long, kill it, and return what it said."""
    command = [sys.executable, "-m", "tests.store.writer", f"sqlite:///{path}"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline()]
        time.sleep(seconds)
        writer.kill()
        said += writer.stdout.readlines()
    return [line for line in said if line.endswith("\n")]


def numbers(lines: list[str]) -> dict[str, list[int]]:
    """What was said of each kind."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        word, number = line.split()
        found[word].append(int(number))
    return found


def states(store: SqliteStore) -> dict[int, str]:
    return {row["id"]: row["state"] for row in store._db.execute("SELECT id, state FROM deliveries")}


def test_nothing_that_was_written_is_lost_or_half_there(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    chance = random.Random()
    said: list[str] = []
    for _ in range(KILLS):
        said += killed_run(path, chance.uniform(0, LONGEST_RUN))
        store = open_sqlite(str(path))
        check(store)
        done, info, delivered = numbers(said), store.info(), states(store)
        polls = max(done["polled"]) + 1
        assert info.items in (polls * ITEMS, (polls + 1) * ITEMS), "a poll is there wholly or not at all"
        tracked = info.items - info.untracked
        assert tracked % ITEMS == 0
        assert tracked >= (max(done["tracked"], default=-1) + 1) * ITEMS
        assert len(store.stories(limit=100_000)) == tracked
        assert len(delivered) == 2 * tracked, "every alert comes with its deliveries"
        assert {delivered[number] for number in done["sent"]} <= {"sent"}
        store.close()
    assert len(set(numbers(said)["sent"])) == len(numbers(said)["sent"]), "what was sent is not sent again"
