"""The show: it plays by itself, and its alerts are what its author meant."""

from __future__ import annotations

import json
import subprocess
import sys

from bot.demo.content import load_content
from bot.rulebook import load_rulebook
from tests.corpora import ROOT


def test_the_shipped_rules_want_what_the_show_means_to_tell() -> None:
    matcher = load_rulebook(ROOT).matcher
    for item in load_content().items:
        found = {match.storyline_id for match in matcher.match(item.title, item.summary)}
        assert found == set(item.about), item.title


def test_the_show_plays_by_itself_and_tells_each_story_once() -> None:
    command = [sys.executable, "-m", "bot", "demo", "--json", "--seconds", "8"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert {alert["storyline_id"] for alert in alerts} == {"nk-troops-russia", "un-sanctions"}
    assert len({alert["language"] for alert in alerts}) >= 6
    first = [alert["story_id"] for alert in alerts if alert["reason"] in ("new story", "follow-up")]
    assert len(first) == len(set(first)) > 10
    replies = [alert["story_id"] for alert in alerts if alert["reason"] not in ("new story", "follow-up")]
    assert set(replies) <= set(first)


def test_the_show_holds_every_kind_of_news_about_a_story() -> None:
    """Outlets that join, a higher figure, a denial of what others say, a confirmation and a follow-up."""
    content = load_content()
    items = [
        {
            "id": f"{item.feed} {item.guid}",
            "title": item.title,
            "summary": item.summary,
            "lang": feed.language,
            "published": item.at.isoformat(),
            "publisher": feed.publisher,
        }
        for item in content.items
        if (feed := content.feed(item.feed))
    ]
    command = [sys.executable, "-m", "bot", "replay"]
    given = "\n".join(map(json.dumps, items))
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    alerts = [line["alert"] for line in map(json.loads, done.stdout.splitlines()) if line["alert"]]
    messages = {alert["reason"] for alert in alerts if not alert["edits"]}
    assert messages >= {"new story", "follow-up", "new maximum", "disputed", "confirmed"}
    assert {alert["reason"] for alert in alerts if alert["edits"]} >= {"updated", "corroborated"}
