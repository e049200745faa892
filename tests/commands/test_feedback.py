"""What readers thought, as the author of a storyline sees it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import Settings
from bot.model import Channel, Chat, Evidence, Feedback
from bot.store import open_store
from tests.factories import HOUR, NOW, make_chat, make_feed, make_new, make_poll, opens

STRIKE = Evidence(concept="work", term="strike", text="strikes", field="title", start=0, end=7)
HARBOUR = Evidence(concept="harbour", term="port", text="port", field="summary", start=0, end=4)
RECENT = Evidence(concept="harbour", term="", text="", field="story", start=0, end=0, how="context")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which three readers judged two stories."""
    (tmp_path / "state").mkdir()
    store = open_store(Settings().store_url(tmp_path))
    store.sync_feeds([make_feed("coast")], NOW)
    store.save_poll(make_poll(make_new("1"), make_new("2")))
    first, second = store.untracked_items(2)
    store.save_tracking([opens(first), opens(second, "other")], NOW)
    stories = {story.storyline_id: story.id for story in store.stories(limit=2)}
    chat: Chat = store.save_chat(make_chat("4242"))
    assert chat.channel is Channel.TELEGRAM

    def judge(storyline: str, user: int, *evidence: Evidence, good: bool, hours: int) -> None:
        store.save_feedback(
            Feedback(
                storyline_id=storyline,
                story_id=stories[storyline],
                item_id=first.id,
                title=f"\x1b[2JHeadline [bold]{user}",
                url=f"https://coast.example/{user}",
                score=0.75,
                evidence=evidence,
                good=good,
                chat_id=chat.id,
                user=user,
                at=NOW + hours * HOUR,
            )
        )

    judge("strike", 777001, STRIKE, HARBOUR, good=True, hours=1)
    judge("strike", 777002, STRIKE, RECENT, good=False, hours=2)
    judge("other", 777003, HARBOUR, HARBOUR, good=False, hours=3)
    judge("strike", 777003, STRIKE, HARBOUR, good=False, hours=4)
    judge("strike", 777001, STRIKE, HARBOUR, good=False, hours=5)
    store.close()
    return tmp_path


def vigie(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    monkeypatch.setattr(sys, "argv", ["vigie", *map(str, words)])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    return capsys.readouterr().out


def test_counts_and_judgements_for_programs(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = vigie(monkeypatch, capsys, "feedback", "--home", home, "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    counts = {one["storyline"]: (one["good"], one["bad"]) for one in lines if one["kind"] == "storyline"}
    assert counts == {"strike": (0, 3), "other": (0, 1)}
    terms = {
        (one["storyline"], one["term"]): (one["good"], one["bad"]) for one in lines if one["kind"] == "term"
    }
    assert terms == {
        ("strike", "strike"): (0, 3),
        ("strike", "port"): (0, 2),
        ("strike", ""): (0, 1),
        ("other", "port"): (0, 1),
    }
    judged = [one for one in lines if one["kind"] == "judgement"]
    assert [one["url"][-6:] for one in judged] == ["777001", "777003", "777003", "777002"]
    assert not {"user", "chat_id", "chat"} & set(judged[0])
    assert "4242" not in out


def test_only_one_storyline_on_a_terminal(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = vigie(monkeypatch, capsys, "feedback", "--storyline", "strike", "--home", home)
    assert "other" not in out
    assert "👎 2024-10-18 strike: [2JHeadline [bold]777001" in out
    assert "\x1b" not in out
    assert "0.75 “strikes”, “port”" in out
    assert out.index("harbour") < out.index("https://coast.example/777001")


def test_nothing_was_judged(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = vigie(monkeypatch, capsys, "feedback", "--storyline", "nobody", "--home", home)
    assert out.strip() == "no reader has judged an alert yet of nobody"
