"""The daemon as a process: it stops on a signal, reads changed files, and survives mistakes in them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.botapi import TOKEN, BotApi
from tests.corpora import ROOT
from tests.fakes import rss
from tests.feedserver import FeedServer, delay
from tests.telegram.world import Place

PATIENCE = 30.0
RULES = {
    "harbour-strikes.yaml": "title: Strikes\nmatch:\n  all: [harbour, strike]\nalerts: {wait: 0s}\n",
    "concepts/harbour.yaml": "terms:\n  en: [harbour]\n",
    "concepts/strike.yaml": "terms:\n  en: [strike]\n",
}


class Daemon:
    """`vigie run` on a home, with what it logs."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self._log = home / "log.jsonl"
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TELEGRAM_BOT_TOKEN": "", **settings}
        with self._log.open("wb") as log, (home / "out.jsonl").open("wb") as out:
            command = [sys.executable, "-m", "bot", "run", "--json", "--home", str(home)]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=log)

    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._log.read_text().splitlines() if line.endswith("}")]

    def wait_for(self, event: str, times: int = 1, **facts: object) -> dict[str, object]:
        """The log line with that event and these facts, once it has come that many times."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            found = [line for line in self.log() if line["event"] == event and facts.items() <= line.items()]
            if len(found) >= times:
                return found[-1]
            assert self.process.poll() is None, self._log.read_text()
            time.sleep(0.05)
        raise AssertionError(f"no {event} {facts} in {self._log.read_text()}")


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def daemon(tmp_path: Path, server: FeedServer) -> Iterator[Daemon]:
    write_rules(tmp_path)
    server.put("/a.xml", rss(("1", "Calm sea")))
    write_feeds(tmp_path, server, "a")
    running = Daemon(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def write_rules(home: Path) -> None:
    for name, text in RULES.items():
        file = home / "rules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def write_feeds(home: Path, server: FeedServer, *names: str) -> None:
    feeds = [
        f"  - {{id: {name}, url: '{server.url(f'/{name}.xml')}', name: {name}, language: en}}"
        for name in names
    ]
    (home / "feeds.yaml").write_text("feeds:\n" + "\n".join(feeds) + "\n")


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(daemon: Daemon, name: signal.Signals) -> None:
    daemon.wait_for("poll", feed="a", new=1)
    daemon.process.send_signal(name)
    assert daemon.process.wait(PATIENCE) == 0
    assert not (daemon.home / "state" / "vigie.pid").exists()
    assert [line for line in daemon.log() if line["level"] in ("error", "critical")] == []
    assert not (daemon.home / "state" / "vigie.db-wal").exists(), "the database was closed"


def test_a_signal_ends_it_also_while_a_server_does_not_answer(daemon: Daemon, server: FeedServer) -> None:
    daemon.wait_for("poll", feed="a")
    server.fault("/slow.xml", delay(60))
    write_feeds(daemon.home, server, "a", "slow")
    daemon.wait_for("files read again")
    time.sleep(1.5)
    daemon.process.send_signal(signal.SIGTERM)
    assert daemon.process.wait(5) == 0


def test_a_new_feed_is_polled_and_a_file_with_a_mistake_changes_nothing(
    daemon: Daemon, server: FeedServer
) -> None:
    daemon.wait_for("poll", feed="a")
    (daemon.home / "feeds.yaml").write_text("feeds:\n  - {url: 'ftp://e.org', name: e, language: en}\n")
    told = daemon.wait_for("mistake in a file")
    assert f"{daemon.home}/feeds.yaml:2: feeds[0].url: " in str(told["problem"])
    daemon.wait_for("the last good feeds and rules stay in force")
    server.put("/b.xml", rss(("9", "Calm too")))
    write_feeds(daemon.home, server, "a", "b")
    daemon.wait_for("files read again", feeds=2)
    daemon.wait_for("poll", feed="b", new=1)


def test_its_workers_end_with_it_when_it_is_killed(daemon: Daemon) -> None:
    daemon.wait_for("poll", feed="a", new=1)
    pid = daemon.process.pid
    group = _descendants(pid)
    assert group, "parsing has worker processes"
    daemon.process.kill()
    daemon.process.wait()
    ends = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{one}").exists() for one in group):
        assert time.monotonic() < ends, "a worker outlived the daemon"
        time.sleep(0.1)


def test_with_a_token_alerts_go_to_the_chats_that_subscribed(tmp_path: Path, server: FeedServer) -> None:
    """`alert_newer_than` makes the first document news, so that nothing has to wait for a second poll."""
    write_rules(tmp_path)
    dated = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    item = f"<item><guid>1</guid><link>https://e.org/1</link><title>Harbour strike &lt;grows&gt;</title><pubDate>{dated}</pubDate></item>"
    server.put("/b.xml", f"<rss version='2.0'><channel><title>B</title>{item}</channel></rss>".encode())
    server.put("/a.xml", rss(("1", "Calm sea")))
    write_feeds(tmp_path, server, "a")
    with BotApi() as telegram:
        ada = telegram.do(lambda: telegram.private())
        daemon = Daemon(
            tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, VIGIE_TELEGRAM_API=telegram.url, VIGIE_ACCESS="open"
        )
        try:
            daemon.wait_for("telegram connected")
            telegram.do(lambda: telegram.say(ada, "/subscribe harbour-strikes"))
            telegram.wait(telegram.wait_for(1, within=PATIENCE))
            write_feeds(tmp_path, server, "a", "b")
            (tmp_path / "feeds.yaml").write_text(
                (tmp_path / "feeds.yaml")
                .read_text()
                .replace("language: en", "language: en, alert_newer_than: 1h")
            )
            telegram.wait(telegram.wait_for(2, within=PATIENCE))
            daemon.process.send_signal(signal.SIGTERM)
            assert daemon.process.wait(PATIENCE) == 0
            alert = telegram.sent[-1]
        finally:
            daemon.process.kill()
            daemon.process.wait()
        assert "Harbour strike <grows>" in alert.text
        assert TOKEN not in (tmp_path / "log.jsonl").read_text()


def answer_to(telegram: BotApi, place: Place, text: str) -> str:
    """Say something; the next message of the bot."""
    before = len(telegram.sent)
    telegram.do(lambda: telegram.say(place, text))
    telegram.wait(telegram.wait_for(before + 1, within=PATIENCE))
    return telegram.sent[before].text


def test_the_code_in_the_log_makes_the_first_admin_once_and_for_all(
    tmp_path: Path, server: FeedServer
) -> None:
    write_rules(tmp_path)
    write_feeds(tmp_path, server, "a")
    with BotApi() as telegram:
        ada = telegram.do(lambda: telegram.private())
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "VIGIE_TELEGRAM_API": telegram.url}
        daemon = Daemon(tmp_path, **settings)
        try:
            hint = daemon.wait_for("the bot has no admin yet; who sends this first becomes it")
            code = str(hint["send"]).removeprefix("/start ")
            assert hint["link"] == f"https://t.me/vigie_test_bot?start={code}"
            assert answer_to(telegram, ada, f"/start {code}").startswith("✅ You are now the admin")
            daemon.process.send_signal(signal.SIGTERM)
            assert daemon.process.wait(PATIENCE) == 0
            daemon = Daemon(tmp_path, **settings)
            daemon.wait_for("telegram connected")
            assert answer_to(telegram, ada, "/guests").startswith("Admins\n• Ada (1001)")
            assert not [line for line in daemon.log() if "no admin" in str(line["event"])]
        finally:
            daemon.process.kill()
            daemon.process.wait()


def test_a_token_that_telegram_refuses_ends_it_with_one_line(tmp_path: Path, server: FeedServer) -> None:
    write_rules(tmp_path)
    write_feeds(tmp_path, server, "a")
    with BotApi() as telegram:
        wrong = TOKEN[:-1] + "X"
        daemon = Daemon(tmp_path, TELEGRAM_BOT_TOKEN=wrong, VIGIE_TELEGRAM_API=telegram.url)
        assert daemon.process.wait(PATIENCE) == 1
    told = (tmp_path / "log.jsonl").read_text()
    assert "vigie: Telegram refuses the token in TELEGRAM_BOT_TOKEN" in told.splitlines()[-1]
    assert wrong not in told


def _descendants(pid: int) -> set[int]:
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found
