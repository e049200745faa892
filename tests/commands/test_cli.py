"""The commands as a user calls them: what they print, and what they say when something is wrong."""

from __future__ import annotations

import io
import json
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
import typer

from bot.cli import app, main
from bot.lookout import only_one
from bot.store.schema import STEPS
from tests.commands.answer import Answer
from tests.corpora import ROOT
from tests.fakes import rss
from tests.feedserver import FeedServer

HIT = "Dockers strike closes the harbour for a week"
STORYLINE = "title: {en: Strikes in the harbour, fr: Grèves au port}\nmatch:\n  all: [harbour, strike]\n"
CONCEPTS = {
    "harbour": "terms:\n  en: [harbour]\n  fr: [port]\n",
    "strike": "terms:\n  en: [strike]\n  fr: [grève]\n",
}


Vigie = Callable[..., Answer]


@pytest.fixture
def vigie(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Vigie]:
    """Calls the command line in this process."""
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def call(*words: str | Path, typed: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "argv", ["vigie", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    yield call
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one storyline and no feeds."""
    folder = tmp_path / "home"
    (folder / "rules" / "concepts").mkdir(parents=True)
    (folder / "rules" / "harbour-strikes.yaml").write_text(STORYLINE)
    for name, text in CONCEPTS.items():
        (folder / "rules" / "concepts" / f"{name}.yaml").write_text(text)
    (folder / "feeds.yaml").write_text("feeds: []\n")
    return folder


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def watched(home: Path, server: FeedServer, vigie: Vigie) -> Path:
    """A home whose one feed was polled twice: a silent baseline, then an alert."""
    server.put("/coast.xml", rss(("0", "Calm sea"), channel="Coast"))
    (home / "feeds.yaml").write_text(
        f"feeds:\n  - {{id: coast, url: '{server.url('/coast.xml')}', name: Coast Post, language: en}}\n"
    )
    assert vigie("poll", "--once", "--home", home).code == 0
    server.put("/coast.xml", rss(("1", HIT), ("0", "Calm sea"), channel="Coast"))
    make_due(home)
    told = vigie("poll", "--once", "--home", home)
    assert told.code == 0
    assert HIT in told.out
    return home


def make_due(home: Path) -> None:
    """Let an hour pass for the polls."""
    with sqlite3.connect(home / "state" / "vigie.db") as database:
        database.execute("UPDATE feeds SET next_poll_at = 0")
    database.close()


def _names() -> list[str]:
    """All commands, those of a group behind its name."""
    found = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        found += [f"{name} {inner}" for inner in getattr(command, "commands", {})] or [name]
    return sorted(found)


COMMANDS = _names()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, vigie: Vigie) -> None:
    told = vigie(*command.split(), "--help")
    assert told.code == 0
    assert f"Example: vigie {command}" in " ".join(told.out.split())
    assert "--home" in told.out or command == "demo"


def test_help_imports_nothing_that_it_does_not_need() -> None:
    code = "import sys; sys.argv = ['vigie', '--help']\nfrom bot.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "heavy = 'aiohttp feedparser telegram apscheduler sqlite_utils pydantic structlog yaml rapidfuzz babel'\n"
    code += "print('imported:', [name for name in heavy.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "imported: []"


def test_python_m_bot_is_vigie() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.startswith("vigie ")


def test_check_counts_what_is_there(home: Path, vigie: Vigie) -> None:
    told = vigie("check", "--home", home)
    assert (told.code, told.out) == (0, "files are well: 0 feeds, 0 languages, 1 storyline, 2 concepts\n")


def test_check_names_file_line_and_field_of_every_mistake(home: Path, vigie: Vigie) -> None:
    (home / "feeds.yaml").write_text(
        "feeds:\n  - url: ftp://e.org\n    name: A\n    language: en\n    colour: red\n"
    )
    (home / "rules" / "harbour-strikes.yaml").write_text(STORYLINE.replace("strike]", "strik]"))
    (home / ".env").write_text("VIGIE_CONCURRENCY=lots\n")
    told = vigie("check", "--home", home)
    assert told.code == 2
    errors = told.err.splitlines()
    assert len(errors) == 4
    assert any(line.startswith(f"{home}/feeds.yaml:2: feeds[0].url: ") for line in errors)
    assert any(line.startswith(f"{home}/feeds.yaml:5: feeds[0].colour: unknown key") for line in errors)
    assert any(
        line.startswith(f"{home}/rules/harbour-strikes.yaml:3: ") and "strike" in line for line in errors
    )
    assert any("VIGIE_CONCURRENCY" in line for line in errors)


def test_check_online_tries_every_feed(home: Path, server: FeedServer, vigie: Vigie) -> None:
    server.put("/good.xml", rss(("1", "One"), ("2", "Two")))
    server.put("/page.html", b"<!doctype html><html><body>hello</body></html>")
    feeds = [
        (name, server.url(path))
        for name, path in (("good", "/good.xml"), ("page", "/page.html"), ("gone", "/x"))
    ]
    lines = [f"  - {{id: {name}, url: '{url}', name: {name}, language: en}}" for name, url in feeds]
    (home / "feeds.yaml").write_text("feeds:\n" + "\n".join(lines))
    told = vigie("check", "--online", "--json", "--home", home)
    rows = {row["feed"]: row for row in told.lines if row.get("feed")}
    assert told.code == 1
    assert (rows["good"]["ok"], rows["good"]["items"]) == (True, 2)
    assert "HTML" in str(rows["page"]["answer"])
    assert "404" in str(rows["gone"]["answer"])


@pytest.mark.parametrize("command", ["status", "items", "stories"])
def test_asking_an_empty_home_says_how_to_begin_and_creates_nothing(
    command: str, home: Path, vigie: Vigie
) -> None:
    told = vigie(command, "--home", home)
    assert told.code == 1
    assert "vigie run" in told.err
    assert not (home / "state").exists()


def test_a_poll_tells_what_is_new_once(watched: Path, vigie: Vigie) -> None:
    make_due(watched)
    assert HIT not in vigie("poll", "--once", "--home", watched).out


def test_an_alert_shows_all_that_a_reader_needs(home: Path, server: FeedServer, vigie: Vigie) -> None:
    server.put("/coast.xml", rss(("1", HIT, "Unions want more."), channel="Coast"))
    (home / "feeds.yaml").write_text(
        f"defaults: {{alert_newer_than: 1d}}\nfeeds:\n  - {{url: '{server.url('/coast.xml')}', name: Coast Post, language: en}}\n"
    )
    vigie("poll", "--home", home)
    server.put("/coast.xml", rss(("2", HIT + " and a day", "Unions want more."), ("1", "x"), channel="Coast"))
    make_due(home)
    told = vigie("poll", "--home", home)
    for part in (
        "Strikes in the harbour",
        "Unions want more.",
        "Coast Post",
        "en",
        "https://coast.example/2",
        "Why",
    ):
        assert part in told.out
    assert "“strike” (strike)" in told.out
    assert "\x1b" not in told.out, "no colours where there is no terminal"


def test_status_shows_feeds_storylines_outbox_and_database(watched: Path, vigie: Vigie) -> None:
    told = vigie("status", "--home", watched)
    for part in (
        "coast",
        "ok",
        "1 feeds, 1 well, 0 failing",
        "harbour-strikes",
        "1 sent",
        "vigie.db",
        "2 stored",
    ):
        assert part in told.out
    kinds = {line["kind"] for line in vigie("status", "--json", "--home", watched).lines}
    assert kinds == {"feed", "storyline", "store"}


def test_items_stories_and_search_show_what_is_stored(watched: Path, vigie: Vigie) -> None:
    assert [item["title"] for item in vigie("items", "--json", "--home", watched).lines] == [HIT, "Calm sea"]
    (item,) = vigie("items", "--storyline", "harbour-strikes", "--json", "--home", watched).lines
    assert item["title"] == HIT
    (story,) = vigie("stories", "harbour-strikes", "--json", "--home", watched).lines
    assert (story["title"], story["told"]) == (HIT, True)
    (found,) = vigie("search", "HARBOUR", "dockers", "--json", "--home", watched).lines
    assert found["title"] == HIT
    assert "no such items" in vigie("search", 'AND "*', "--home", watched).out
    assert HIT in vigie("stories", "--home", watched).out
    assert "Calm sea" in vigie("items", "--home", watched).out


def test_explain_tells_why_an_item_alerted(watched: Path, vigie: Vigie) -> None:
    told = vigie("explain", "https://coast.example/1", "--home", watched)
    assert told.code == 0
    for part in (
        "harbour-strikes: matches",
        "✓ harbour: “harbour”",
        "✓ strike: “strike”",
        "new story",
        "alert 1",
        "sent",
    ):
        assert part in told.out


def test_explain_tells_why_an_item_did_not_alert(watched: Path, vigie: Vigie) -> None:
    told = vigie("explain", "https://coast.example/0", "--home", watched)
    for part in ("harbour-strikes: does not match", "✗ harbour: nothing found", "seen by the first poll"):
        assert part in told.out
    assert vigie("explain", "https://coast.example/9", "--home", watched).code == 1


def test_a_backtest_reads_the_stored_items(watched: Path, vigie: Vigie) -> None:
    (summary, *_) = vigie("backtest", "harbour-strikes", "--json", "--home", watched).lines
    assert (summary["items"], summary["matches"], summary["alerts"]) == (2, 1, 1)
    (nothing, *_) = vigie("backtest", "harbour-strikes", "--json", "--days", "0.01", "--home", watched).lines
    assert nothing["items"] == 2
    told = vigie("backtest", "harbour-strikes", "--home", watched)
    assert HIT in told.out
    lint = vigie("rule", "lint", "--home", watched)
    assert "never met" not in lint.out


def test_match_judges_lines_in_order_and_stores_nothing(home: Path, vigie: Vigie) -> None:
    lines = [
        {"id": "a", "title": "Quiet day"},
        {"id": 2, "title": HIT, "summary": None, "lang": None, "cluster": 5},
        {"id": "c", "title": "", "summary": "La grève au port continue.", "lang": "fr"},
    ]
    typed = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    told = vigie("match", "--home", home, typed=typed.encode())
    assert [line["id"] for line in told.lines] == ["a", 2, "c"]
    assert [len(line["matches"]) for line in told.lines] == [0, 1, 1]  # type: ignore[arg-type]
    (match,) = told.lines[1]["matches"]  # type: ignore[misc]
    assert match["storyline"] == "harbour-strikes"
    for evidence in match["evidence"]:
        assert HIT[evidence["start"] : evidence["end"]] == evidence["text"]
    assert not (home / "state").exists()


def test_match_tells_a_broken_line_by_its_number_and_goes_on(home: Path, vigie: Vigie) -> None:
    told = vigie(
        "match",
        "--home",
        home,
        typed=b'{"id": 1, "title": "a"}\nnot json\n\xff\n{"id": 4, "title": []}\n{"id": 5}\n',
    )
    assert told.code == 1
    assert [line["id"] for line in told.lines] == [1, None, None, None, 5]
    assert [line.split(":")[1] for line in told.err.splitlines()] == ["2", "3", "4"]


def test_init_writes_a_home_that_works_and_leaves_what_is_there(tmp_path: Path, vigie: Vigie) -> None:
    folder = tmp_path / "new"
    assert vigie("init", "--home", folder).code == 0
    assert vigie("check", "--home", folder).code == 0
    (folder / "feeds.yaml").write_text("feeds: []\n")
    assert "is there already" in vigie("init", "--home", folder).out
    assert (folder / "feeds.yaml").read_text() == "feeds: []\n"


def test_a_missing_home_says_how_to_make_one(tmp_path: Path, vigie: Vigie) -> None:
    told = vigie("check", "--home", tmp_path / "nowhere")
    assert told.code == 2
    assert "vigie init" in told.err


def test_a_second_vigie_on_a_home_names_the_first(home: Path, vigie: Vigie) -> None:
    with only_one(home):
        told = vigie("poll", "--home", home)
    assert told.code == 1
    assert f"process {os.getpid()}" in told.err
    assert vigie("poll", "--home", home).code == 0


def test_a_state_folder_that_cannot_be_written_is_told_in_one_line(home: Path, vigie: Vigie) -> None:
    (home / "state").write_text("a file, not a folder")
    told = vigie("poll", "--home", home)
    assert told.code == 1
    assert str(home / "state") in told.err
    assert len(told.err.splitlines()) == 1


def test_a_database_of_a_newer_version_is_left_alone(watched: Path, vigie: Vigie) -> None:
    file = watched / "state" / "vigie.db"
    with sqlite3.connect(file) as database:
        database.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('vigie', '9999_to_come', '')"
        )
    database.close()
    told = vigie("status", "--home", watched)
    assert told.code == 1
    assert f"schema {len(STEPS) + 1}" in told.err
    assert "newer version" in told.err
    assert len(told.err.splitlines()) == 1


def test_a_file_that_is_no_database_is_told_by_its_path(watched: Path, vigie: Vigie) -> None:
    for file in (watched / "state").glob("vigie.db*"):
        file.write_bytes(b"garbage" * 1000)
    told = vigie("status", "--home", watched)
    assert told.code == 1
    assert "vigie.db" in told.err


def test_a_token_that_is_none_is_refused_and_not_repeated(home: Path, vigie: Vigie) -> None:
    (home / ".env").write_text("TELEGRAM_BOT_TOKEN=not-a-token-7777\n")
    told = vigie("run", "--home", home)
    assert told.code == 1
    assert "TELEGRAM_BOT_TOKEN" in told.err
    assert "7777" not in told.err


def test_the_written_schemas_are_current(tmp_path: Path, vigie: Vigie) -> None:
    vigie("schema", "--home", tmp_path)
    for file in (tmp_path / "rules" / "schemas").iterdir():
        shipped = ROOT / "rules" / "schemas" / file.name
        assert shipped.read_text() == file.read_text(), f"{shipped} is old; run `vigie schema`"
