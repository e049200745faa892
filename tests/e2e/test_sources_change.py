"""A running Vigie notices sources that come and go in any file, and keeps what is good."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpora import ROOT
from tests.e2e.test_daemon import RULES, Daemon
from tests.fakes import rss
from tests.feedserver import FeedServer


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


def vigie(home: Path, *words: str) -> None:
    command = [sys.executable, "-m", "bot", *words, "--home", str(home)]
    subprocess.run(command, cwd=ROOT, env=dict(os.environ), check=True, capture_output=True, timeout=60)


def test_included_files_commands_and_secrets_take_effect_while_it_runs(
    tmp_path: Path, server: FeedServer
) -> None:
    for name, text in RULES.items():
        file = tmp_path / "rules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "feeds.d").mkdir()
    (tmp_path / "feeds.yaml").write_text("include: [feeds.d/]\nfeeds: []\n")
    for name in ("one", "two"):
        server.put(f"/{name}", rss(("1", "Calm sea"), channel=name.title()))
    place = server.url("/one").replace("http://", "http://ann:${PW}@")
    daemon = Daemon(tmp_path)
    try:
        daemon.wait_for("rules ready")
        (tmp_path / "feeds.d" / "a.yaml").write_text(
            f"feeds:\n- {{id: one, url: '{place}', name: One, language: en}}\n"
        )
        told = daemon.wait_for("mistake in a file")
        assert "PW is not set" in str(told["problem"])
        (tmp_path / ".env").write_text("PW=hunter2\n")
        daemon.wait_for("poll", feed="one", status="parsed")
        assert server.log[-1].headers["Authorization"] == "Basic YW5uOmh1bnRlcjI="
        vigie(tmp_path, "feed", "add", server.url("/two"))
        daemon.wait_for("poll", feed="two", status="parsed")
        vigie(tmp_path, "feed", "remove", "one")
        daemon.wait_for("files read again", times=2, feeds=1)
    finally:
        daemon.process.send_signal(signal.SIGTERM)
        daemon.process.wait(timeout=30)
    kept = b"".join(file.read_bytes() for file in (tmp_path / "state").iterdir())
    assert b"hunter2" not in kept + (tmp_path / "log.jsonl").read_bytes()
