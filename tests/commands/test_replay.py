"""`vigie cluster` and `vigie replay`: JSON Lines in, stories out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands.replay import cluster_lines, replay_lines
from tests.corpora import ROOT

Row = dict[str, object]
STRIKE = {"title": "Dockers strike closes Rotterdam harbour", "lang": "en", "publisher": "Post"}
GREVE = {"title": "Rotterdam : la grève des dockers ferme le port", "lang": "fr", "publisher": "Matin"}
SNOW = {"title": "Snow closes the Brenner pass", "lang": "en", "publisher": "Post"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "feeds.yaml").write_text(
        "feeds:\n  - {id: p, url: 'https://post.example/rss', name: P, publisher: Post Group, language: en}\n"
    )
    files = {
        "harbour.yaml": "title: Harbours\nmatch:\n  all: [harbour]\nfigures: [killed]\n",
        "concepts/harbour.yaml": "terms:\n  en: [harbour]\n  fr: [port]\n",
        "concepts/dockers.yaml": "terms:\n  en: [dockers]\n  fr: [dockers]\n",
        "concepts/stoppage.yaml": "terms:\n  en: [strike]\n  fr: [grève]\n",
        "concepts/closure.yaml": "terms:\n  en: [closes, closed]\n  fr: [ferme, fermé]\n",
        "concepts/killed.yaml": (ROOT / "rules" / "concepts" / "killed.yaml").read_text("utf-8"),
    }
    for name, text in files.items():
        file = folder / "rules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def run(command: Callable[..., int], home: Path, *rows: Row | str) -> tuple[int, list[Row]]:
    out = io.StringIO()
    lines = [(row if isinstance(row, str) else json.dumps(row)).encode() for row in rows]
    code = command(home, lines, out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def at(row: Row, number: int, minute: int = 0, **more: object) -> Row:
    return {"id": f"i{number}", **row, "published": f"2024-10-18T10:{minute:02d}:00Z", **more}


def test_items_of_one_event_get_one_story_in_input_order(home: Path) -> None:
    code, found = run(cluster_lines, home, at(GREVE, 1, 5), at(SNOW, 2), at(STRIKE, 3))
    assert code == 0
    assert [row["id"] for row in found] == ["i1", "i2", "i3"]
    assert found[0]["story"] == found[2]["story"] != found[1]["story"]


def test_items_without_a_time_come_in_input_order(home: Path) -> None:
    rows = [
        {key: value for key, value in at(row, n).items() if key != "published"}
        for n, row in enumerate((STRIKE, GREVE))
    ]
    _, found = run(cluster_lines, home, *rows)
    assert found[0]["story"] == found[1]["story"]


def test_a_line_that_cannot_be_read_is_told_and_loses_nothing_else(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (cluster_lines, replay_lines):
        code, found = run(command, home, "{broken", at(STRIKE, 2), '{"title": 7}')
        assert code == 1
        assert [row["id"] for row in found] == [None, "i2", None]
        assert "error" in found[0]
        assert found[1]["story"]
        assert capsys.readouterr().err.startswith("standard input:1: ")


def test_a_replay_tells_what_a_chat_would_get(home: Path) -> None:
    second = at(GREVE, 2, 20, url="https://matin.example/1")
    higher = at(
        STRIKE, 3, 58, title="Rotterdam harbour: strike of dockers leaves 40 people killed", publisher="Voice"
    )
    first = at(STRIKE, 1, 0, summary="Two people were killed.", url="https://www.post.example/1")
    _, (one, two, three, none) = run(replay_lines, home, first, second, higher, at(SNOW, 4))
    assert (one["storyline"], one["new_story"], one["state"], one["origins"]) == (
        "harbour",
        True,
        "reported",
        1,
    )
    assert one["alert"] == {"reason": "new story", "level": "loud", "edits": False}
    assert one["figures"] == [
        {
            "value": 2,
            "value_max": None,
            "qualifier": "exact",
            "of": "killed",
            "claimant": None,
            "text": "Two people",
        }
    ]
    assert (two["story"], two["new_story"], two["state"], two["origins"]) == (
        one["story"],
        False,
        "developing",
        2,
    )
    assert two["alert"] == {"reason": "updated", "level": "edit", "edits": True}
    assert three["alert"] == {"reason": "new maximum", "level": "quiet", "edits": False}
    assert none == {
        "id": "i4",
        "storyline": None,
        "story": None,
        "new_story": False,
        "state": None,
        "origins": 0,
        "figures": [],
        "alert": None,
    }


def test_the_same_guid_is_a_revision_and_no_second_item(home: Path) -> None:
    rows = [
        at(STRIKE, 1, guid="g"),
        at(STRIKE, 2, 30, guid="g", title="Dockers strike closes Rotterdam harbour (update)"),
    ]
    _, (one, two) = run(replay_lines, home, *rows)
    assert (two["story"], two["new_story"], two["origins"]) == (one["story"], False, 1)
    assert two["alert"] == {"reason": "updated", "level": "edit", "edits": True}


def test_a_repeated_item_makes_no_message(home: Path) -> None:
    _, found = run(replay_lines, home, *(at(STRIKE, n, n, publisher=f"p{n}") for n in range(5)))
    assert [row["alert"] and not row["alert"]["edits"] for row in found] == [True, *[False] * 4]  # type: ignore[index]
