"""A small home with its rules, and a desk that stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.desk.premises import Premises
from bot.ports import Fetcher, Parser, Store
from bot.rulebook import Rulebook, load_rulebook
from bot.sources import load_feeds
from tests.fakes import DirectAccess, FakeFetcher, InlineParser, ManualClock

FEEDS = """\
feeds:
  - {id: coast, url: "https://coast.example/rss", name: The Coast Gazette, publisher: Coast, language: en}
"""
RULES = {
    "harbour.yaml": "title: {en: Strikes in the harbour, fr: Grèves au port}\n"
    "match:\n  all: [harbour, strike]\nalerts: {wait: 0s, per_hour: 4}\n",
    "concepts/harbour.yaml": "terms:\n  en: [harbour]\n  fr: [port]\n",
    "concepts/strike.yaml": "terms:\n  en: [strike]\n  fr: [grève]\n",
    "concepts/ferry.yaml": "terms:\n  en: [ferry]\n  fr: [ferry]\n  ko: [여객선]\n",
    "concepts/missing.yaml": "terms:\n  en: [missing]\n  fr: [disparu]\n",
}


def make_home(folder: Path, *, feeds: str = FEEDS, rules: Mapping[str, str] = RULES) -> Path:
    """A folder with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "feeds.yaml").write_text(feeds, encoding="utf-8")
    for name, text in rules.items():
        file = folder / "rules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def make_premises(
    home: Path,
    store: Store,
    *,
    clock: ManualClock | None = None,
    fetcher: Fetcher | None = None,
    parser: Parser | None = None,
    book: Rulebook | None = None,
) -> Premises:
    """A running Vigie on that home, with the rules that it has now."""
    feeds = {feed.id: feed for feed in load_feeds(home)}
    rules = book or load_rulebook(home, feeds.values())
    return Premises(
        home=home,
        access=DirectAccess(store),
        rulebook=lambda: rules,
        feeds=lambda: feeds,
        clock=clock or ManualClock(),
        fetcher=fetcher or FakeFetcher(),
        parser=parser or InlineParser(),
    )
