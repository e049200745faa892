"""`vigie rule` and `vigie backtest`, called as a user calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import ROOT
from tests.feedserver import FeedServer

CONCEPTS = {
    "harbour": "terms:\n  en: [harbour, port]\n  fr: [port]\n",
    "strike": "terms:\n  en: [strike]\n  fr: [grève]\n",
}
WIDE = "title: Strikes\nmatch:\n  all: [harbour, strike]\n"
NARROW = "title: Strikes\nmatch:\n  all: [harbour, strike]\n  none: [Football]\n"
LINES = [
    {"id": 1, "title": "Strike closes the harbour", "lang": "en", "date": "2024-10-01", "label": "positive"},
    {"id": 2, "title": "Strike closes the harbour!", "lang": "en", "date": "2024-10-02", "label": "positive"},
    {"id": 3, "title": "Football: harbour strike", "lang": "en", "date": "2024-10-03", "label": "negative"},
    {"id": 4, "title": "The harbour is closed", "lang": "en", "date": "2024-10-05", "label": "positive"},
    {"id": 5, "title": "A storm", "lang": "en", "date": "2024-10-11", "label": "unsure"},
]


def vigie(*words: str | Path, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    """Call the command in a process of its own; without `typed` nothing is piped in."""
    command = [sys.executable, "-m", "bot", *map(str, words)]
    given = {"input": typed} if typed is not None else {"stdin": subprocess.DEVNULL}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, **given)  # type: ignore[call-overload,no-any-return]


def lines(done: subprocess.CompletedProcess[str]) -> dict[str, list[dict[str, object]]]:
    """The JSON Lines that a command printed, by kind."""
    found: dict[str, list[dict[str, object]]] = {}
    for line in map(json.loads, done.stdout.splitlines()):
        found.setdefault(line["kind"], []).append(line)
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "rules" / "concepts").mkdir(parents=True)
    (tmp_path / "rules" / "strikes.yaml").write_text(WIDE)
    for name, text in CONCEPTS.items():
        (tmp_path / "rules" / "concepts" / f"{name}.yaml").write_text(text)
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    return tmp_path


TYPED = "\n".join(map(json.dumps, LINES))


def test_a_backtest_counts_alerts_and_measures_itself_by_labels(home: Path) -> None:
    done = vigie("backtest", home / "rules" / "strikes.yaml", "--home", home, "--json", typed=TYPED)
    assert done.returncode == 0, done.stderr
    found = lines(done)
    (summary,) = found["summary"]
    assert (summary["items"], summary["days"], summary["matches"], summary["alerts"]) == (5, 10.0, 3, 2)
    assert summary["precision"] == pytest.approx(2 / 3)
    assert summary["recall"] == pytest.approx(2 / 3)
    assert [(line["id"], line["alerts"]) for line in found["match"]] == [
        ("1", True),
        ("2", False),
        ("3", True),
    ]
    assert [line["id"] for line in found["missed"]] == ["4"]
    (nearly,) = found["nearly"]
    assert nearly["slot"] == ["strike"]
    assert [line["id"] for line in nearly["examples"]] == ["4"]  # type: ignore[union-attr]


def test_a_backtest_shows_what_a_change_gains_and_loses(home: Path, tmp_path: Path) -> None:
    changed = tmp_path / "elsewhere" / "strikes.yaml"
    changed.parent.mkdir()
    changed.write_text(NARROW)
    found = lines(vigie("backtest", changed, "--home", home, "--json", typed=TYPED))
    assert found["summary"][0]["precision"] == 1.0
    assert [line["id"] for line in found["lost"]] == ["3"]
    assert "gained" not in found
    told = vigie("backtest", changed, "--home", home, typed=TYPED).stdout
    assert "   2 match; 1 alerts, 0.10 a day" in told
    assert "lost against the version in force: 1\n   2024-10-03 en Football: harbour strike" in told
    assert "only strike was missing: 1 items" in told


def test_a_line_that_cannot_be_read_is_told_and_loses_nothing_else(home: Path) -> None:
    done = vigie("backtest", "strikes", "--home", home, "--json", typed="{broken\n" + TYPED)
    assert done.stderr.startswith("standard input:1: ")
    assert lines(done)["summary"][0]["items"] == 5


def test_a_mistake_in_the_file_is_told_with_its_line(home: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("title: T\nmatch:\n  all: [harbor]\n")
    done = vigie("backtest", wrong, "--home", home, typed=TYPED)
    assert done.returncode == 2
    assert done.stderr == f"{wrong}:3: match.all[0]: unknown concept 'harbor'; did you mean harbour?\n"


def test_a_backtest_needs_items(home: Path) -> None:
    done = vigie("backtest", "strikes", "--home", home)
    assert done.returncode == 1
    assert "nothing is stored" in done.stderr


def test_a_draft_is_printed_or_saved_and_never_overwrites(home: Path) -> None:
    printed = vigie("rule", "new", "Strikes in the harbour of Genoa", "--home", home)
    assert printed.returncode == 0
    assert "    - strike " in printed.stdout
    assert '  genoa: {"en": ["Genoa"]}' in printed.stdout
    saved = vigie("rule", "new", "Strikes in the harbour of Genoa", "--save", "--home", home)
    file = home / "rules" / "strikes-harbour-genoa.yaml"
    assert file.read_text() == printed.stdout
    assert f"vigie backtest {file}" in saved.stdout.replace("\n", "")
    again = vigie("rule", "new", "Strikes in the harbour of Genoa", "--save", "--home", home)
    assert again.returncode == 2
    assert again.stderr == f"{file}: exists already; remove it or choose another title\n"
    assert vigie("check", "--home", home).returncode == 0


def test_a_draft_is_made_from_a_page(home: Path) -> None:
    page = (
        "<html><head><title>Strike in the port</title><script>harbour()</script></head>"
        "<body><p>The strike goes on.</p></body></html>"
    )
    with FeedServer() as server:
        server.put("/news", page)
        done = vigie("rule", "new", "--from", server.url("/news"), "--home", home)
    assert done.returncode == 0, done.stderr
    assert 'title: {"en": "Strike in the port"}' in done.stdout
    assert "    - strike " in done.stdout
    assert "    - harbour " in done.stdout


def test_a_draft_from_nothing_says_so(home: Path) -> None:
    assert vigie("rule", "new", "--home", home).returncode == 2
    assert vigie("rule", "new", "The of", "--home", home).returncode == 1


def test_lint_tells_weak_spots_of_the_storylines_asked_for(home: Path) -> None:
    done = vigie("rule", "lint", "strikes", "--home", home)
    assert done.returncode == 1
    assert "storyline strikes\n   slot 1 (harbour): no words in ar, de," in done.stdout
    assert vigie("rule", "lint", "nothing", "--home", home).returncode == 2
    assert (
        lines(vigie("rule", "lint", "--json", "--home", home))["weakness"][0]["where"] == "storyline strikes"
    )
