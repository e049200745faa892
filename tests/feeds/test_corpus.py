"""Real documents of a decade: none crashes, none loses an entry, none brings an item twice."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from bot.errors import ParseError
from bot.feeds.parse import parse_document
from tests.corpora import FOLDER, needs_corpora
from tests.feeds.likefeedparser import differences, kinds
from tests.feeds.memory import FeedMemory

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FEEDS = FOLDER / "feeds"
ALL = sorted(FEEDS.glob("*/*.xml.gz"))
DOCUMENTS = sorted(FEEDS.glob("[!t]*/*.xml.gz")) + sorted(FEEDS.glob("ts_*/*.xml.gz"))[::9]
SERIES = sorted(FEEDS.glob("ts_*"))
GROUPS = 8
MAX_CAPTURES = 10
"""Longer series are thinned out."""

pytestmark = needs_corpora


@pytest.mark.parametrize("part", range(GROUPS))
def test_every_real_document_gives_what_feedparser_gives(part: int) -> None:
    """All of its entries, or a difference of a kind that docs/parsing.md explains."""
    for path in ALL[part::GROUPS]:
        body = gzip.decompress(path.read_bytes())
        for kind, one in kinds(differences(body, {})):
            assert kind, f"{path.name}: {one.field}: {one.theirs!r} became {one.ours!r}"


@pytest.mark.parametrize("part", range(GROUPS))
def test_every_real_document_gives_its_entries_once(part: int) -> None:
    for path in DOCUMENTS[part::GROUPS]:
        body = gzip.decompress(path.read_bytes())
        try:
            parsed = parse_document(body, {}, "https://news.example/feed.xml", NOW, "en")
        except ParseError as error:
            assert not feedparser.parse(io.BytesIO(body)).entries, f"{path.name}: {error}"
            continue
        assert sum(1 for item in parsed.items if item.title or item.summary or item.url), path.name
        memory = FeedMemory(now=NOW)
        memory.poll(*parsed.items)
        again = memory.later(hours=1).resolve(*parsed.items)
        assert (again.new, again.revised, again.notice) == ((), (), ""), path.name


@pytest.mark.parametrize("series", SERIES, ids=lambda path: path.name)
def test_a_feed_followed_over_days_gives_each_item_exactly_once(series: Path) -> None:
    """Judged by link and title: each pair is either a new item or the revision of one, and never again."""
    memory, told, served = FeedMemory(), Counter[tuple[str, str]](), set()
    captures = sorted(series.glob("*.xml.gz"))
    for path in captures[:: 1 + len(captures) // MAX_CAPTURES]:
        memory.now = datetime.strptime(path.name[:15], "%Y-%m-%dT%H%M").replace(tzinfo=UTC)
        parsed = parse_document(
            gzip.decompress(path.read_bytes()), {}, "https://x.example/", memory.now, "en"
        )
        served |= {(item.url, item.title) for item in parsed.items}
        resolution = memory.poll(*parsed.items)
        for change in (*resolution.new, *resolution.revised):
            told[change.parsed.url, change.parsed.title] += 1
        assert not resolution.notice
    assert set(told) == served
    assert set(told.values()) == {1}
