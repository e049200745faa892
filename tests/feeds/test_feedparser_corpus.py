"""feedparser's own test documents: none crashes, none hangs, and the items are as feedparser gives them.

`make corpus` fetches them with feedparser's sources; they are no part of this repository.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest

import bot
from tests.feeds.likefeedparser import EXPLAINED, Difference, differences, kinds

ROOT = Path(bot.__file__).parent.parent
FOLDER = ROOT / ".cache" / "feedparser" / "tests"
LONGEST = 5.0
"""Seconds for one document; the slowest takes a hundredth of that."""

FEWEST = 2000
"""Documents; version 6 has 2,242."""

_HEADER = re.compile(rb"^Header:\s+([^:\r\n]+):(.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| ([a-z ]+?) \| .+ \| ([\d,]+) \| ([\d,]+) \|$", re.MULTILINE)

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir() and "CI" not in os.environ,
    reason="feedparser's documents are not there; `make corpus` fetches them",
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One document, with all that differs."""

    name: str
    seconds: float
    found: list[tuple[str, Difference]]


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    """All documents that are no HTTP compression of another one."""
    return [_compared(path) for path in sorted(FOLDER.rglob("*.xml"))]


def _compared(path: Path) -> Compared:
    body, begun = path.read_bytes(), time.perf_counter()
    found = list(kinds(differences(body, _headers(body))))
    return Compared(str(path.relative_to(FOLDER)), time.perf_counter() - begun, found)


def _headers(body: bytes) -> Mapping[str, str]:
    """What the comment at the top of a document says that its server sent."""
    pairs = _HEADER.findall(body)
    return {name.decode().strip().lower(): value.decode("latin-1").strip() for name, value in pairs}


def test_the_documents_are_those_of_the_feedparser_that_is_used(compared: list[Compared]) -> None:
    assert f"Version: {feedparser.__version__}" in (FOLDER.parent / "PKG-INFO").read_text(encoding="utf-8")
    assert len(compared) >= FEWEST


def test_items_are_as_feedparser_gives_them_or_a_named_kind_of_difference(compared: list[Compared]) -> None:
    unexplained = [
        f"{one.name}: {difference.field}: {difference.theirs!r} became {difference.ours!r}"
        for one in compared
        for kind, difference in one.found
        if not kind
    ]
    assert not unexplained, "\n".join(unexplained)


def test_no_document_takes_long(compared: list[Compared]) -> None:
    assert max(compared, key=lambda one: one.seconds).seconds < LONGEST


def test_the_differences_are_counted_in_the_guide(compared: list[Compared]) -> None:
    """In documents that have a difference of the kind."""
    counts = Counter(kind for one in compared for kind in {kind for kind, _ in one.found})
    rows = _ROW.findall((ROOT / "docs" / "parsing.md").read_text(encoding="utf-8"))
    assert {name: int(count.replace(",", "")) for name, count, _ in rows} == {
        name: counts[name] for name in EXPLAINED
    }


def test_a_difference_without_a_reason_has_no_kind() -> None:
    made_up = [
        Difference(field=field, theirs=theirs, ours=ours, body=b"<rss/>", headers={}, entry={})
        for field, theirs, ours in [
            ("count", 2, 1),
            ("id", "a", "b"),
            ("title", "a", "b"),
            ("link", "", "https://x.example/"),
            ("date", None, None),
        ]
    ]
    assert {kind for kind, _ in kinds(made_up)} == {""}
