"""Killing the daemon at random moments loses nothing, and repeats no more messages than there were kills."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model import DeliveryState
from bot.store import open_store
from tests.corpora import FOLDER, ROOT, needs_corpora
from tests.e2e.replay_server import ReplayServer, captures

KILLS = 20
PATIENCE = 90.0
FAST_START = 1_788_220_800.0  # 2026-09-01, after the captures: no date is in the future

SERIES = {"reuters": "ts_reuters_direct_2026-08", "ap": "ts_ap_2026-08"}
RULES = {
    # every story is told at once and by itself, so that each alert is one message
    "world.yaml": "title: World\nmatch:\n  all: [[war, money]]\nalerts: {wait: 0s, per_hour: 1000}\n",
    "concepts/war.yaml": "terms:\n  en: [war, strike, missile, troops, Iran, Ukraine, Israel]\n",
    "concepts/money.yaml": "terms:\n  en: [bank, price, stocks, oil, trade, tariff, inflation]\n",
}


@dataclass(frozen=True)
class Outcome:
    """What is left after a run."""

    items: Counter[tuple[str, str, str]]
    matched: frozenset[str]
    """Links of the items that belong to the storyline."""
    untold: int
    """Stories without an alert."""
    alerts: frozenset[int]
    sent: Counter[int]
    """How often each alert was printed."""
    dropped: frozenset[int]
    """Alerts that were not sent because their story turned out to be another one, told already."""
    marked: int
    """Messages that say that they may be a repeat."""


def _home(folder: Path, server: ReplayServer) -> Path:
    folder.mkdir()
    for name, text in RULES.items():
        file = folder / "rules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    feeds = [
        f"  - {{id: {name}, url: '{server.url(name, f'127.0.0.{n}')}', name: {name}, language: en, interval: 1m}}"
        for n, name in enumerate(SERIES, 2)
    ]
    # the first capture alerts as well, so that there is more to lose
    (folder / "feeds.yaml").write_text(
        "defaults: {alert_newer_than: 365d}\nfeeds:\n" + "\n".join(feeds) + "\n"
    )
    return folder


def _start(home: Path, begun: float) -> subprocess.Popen[bytes]:
    out = (home / "alerts.jsonl").open("ab")
    log = (home / "log.jsonl").open("ab")
    command = [sys.executable, "-m", "tests.e2e.fast_daemon", str(home), str(FAST_START), str(begun)]
    with out, log:
        return subprocess.Popen(
            command, stdout=out, stderr=log, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )


def _wait_until_quiet(server: ReplayServer, home: Path) -> None:
    """Until every capture is stored, everything is tracked and the outbox is empty."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if server.finished:
            store = open_store(f"sqlite:///{home / 'state' / 'vigie.db'}")
            info = store.info()
            store.close()
            open_deliveries = info.deliveries.get("pending", 0) + info.deliveries.get("sending", 0)
            if not info.untracked and not open_deliveries:
                return
        time.sleep(0.1)
    raise AssertionError(f"not finished in {PATIENCE} s; log: {(home / 'log.jsonl').read_text()[-2000:]}")


def _outcome(home: Path) -> Outcome:
    store = open_store(f"sqlite:///{home / 'state' / 'vigie.db'}")
    items = store.items(limit=1_000_000)
    matched = store.items(limit=1_000_000, storyline_id="world")
    untold = [story for story in store.stories(limit=1_000_000) if not story.told and not story.merged_into]
    alerts = store.recent_alerts(["world"], datetime.fromtimestamp(0, UTC))
    dropped = {
        match.alert.id
        for item in matched
        if (found := store.explain(str(item.id)))
        for match in found.matches
        if match.alert and any(delivery.state is DeliveryState.FAILED for delivery in match.deliveries)
    }
    store.close()
    lines = [json.loads(line) for line in (home / "alerts.jsonl").read_text().splitlines()]
    return Outcome(
        items=Counter((item.feed_id, item.url, item.title) for item in items),
        matched=frozenset(item.url for item in matched),
        untold=len(untold),
        alerts=frozenset(alert.id for alert in alerts),
        sent=Counter(line["alert_id"] for line in lines),
        dropped=frozenset(dropped),
        marked=sum(line["maybe_repeat"] for line in lines),
    )


def _run(folder: Path, kills: int, seed: int) -> Outcome:
    chance = random.Random(seed)
    series = {name: captures(FOLDER / "feeds" / folder_name) for name, folder_name in SERIES.items()}
    with ReplayServer(series) as server:
        home = _home(folder, server)
        begun = time.time()
        for _ in range(kills):
            daemon = _start(home, begun)
            # a start takes about a second here; the rest of the time falls anywhere into the work
            time.sleep(0.6 + chance.random() * 1.2)
            daemon.send_signal(signal.SIGKILL)
            daemon.wait()
        daemon = _start(home, begun)
        try:
            _wait_until_quiet(server, home)
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(10) == 0
        finally:
            daemon.kill()
            daemon.wait()
    return _outcome(home)


@needs_corpora
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_twenty_kills_lose_nothing_and_repeat_no_more_than_twenty_messages(tmp_path: Path) -> None:
    calm = _run(tmp_path / "calm", 0, 0)
    killed = _run(tmp_path / "killed", KILLS, 1)
    assert len(calm.items) > 300
    assert len(calm.sent) > 15
    assert set(calm.sent.values()) == {1}
    assert killed.items == calm.items
    assert killed.matched == calm.matched
    for outcome in (calm, killed):  # which items share a story depends on the order in which they were seen
        assert outcome.untold == 0
        assert set(outcome.sent) == outcome.alerts - outcome.dropped
    repeats = sum(killed.sent.values()) - len(killed.sent)
    assert repeats <= KILLS
    assert repeats <= killed.marked, "a repeat has to say so"
