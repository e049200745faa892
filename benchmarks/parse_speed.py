"""Parsing feeds, beside feedparser alone in the same run: CPU in one process, without network and store.

    python benchmarks/parse_speed.py [--rounds 7] [--corpora DIR]

Two kinds of documents: the one of `benchmarks/poll.py` (30 items), and the news feeds of the corpora, if
they are there. Each is read in five ways by turns, and the median of the rounds counts:

- *feedparser*: as it comes, and with its sanitiser and resolver of links off, as we use it;
- *cold*: all of ours, from bytes to items with their keys and digests;
- *1 new*, *0 new*: the same when all entries but the first, or all, are known from the last document. Where a
  document cannot be read in parts, that is a cold parse too.

Ours also finds encodings, makes plain text of markup, reads hints, and makes keys; feedparser alone does not.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import statistics
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from benchmarks.poll import document
from bot.feeds.hints import hints_of
from bot.feeds.known import look_through
from bot.feeds.parse import parse_document, parse_text

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "feeds"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
URL = "https://news.example/feed.xml"
SYNTHETIC = 20
WAYS = ("feedparser", "  HTML off", "ours, cold", "ours, 1 new", "ours, 0 new")


def by_feedparser(body: bytes, *, html: bool) -> None:
    """feedparser alone."""
    feedparser.parse(io.BytesIO(body), sanitize_html=html, resolve_relative_uris=html)


def cold(body: bytes) -> tuple[bytes, ...]:
    """All of ours; returns the digests of the entries."""
    return parse_document(body, {}, URL, NOW, "en").digests


def known(body: bytes, digests: Collection[bytes]) -> None:
    """What the daemon and its workers do when some entries are known."""
    looked = look_through(body, "", URL, "en", digests) if digests else None
    if looked is None or not looked.unchanged:
        cold(body)
        return
    hints_of(looked.text, {}, URL)
    if looked.unknown and not parse_text(looked.text, URL, NOW, "en", digests=looked.unknown).digests:
        cold(body)


def measured(bodies: list[bytes], rounds: int) -> list[list[float]]:
    """Milliseconds of CPU for each way and document."""
    found: list[list[float]] = [[] for _ in WAYS]
    for body in bodies:
        digests = cold(body)
        ways: list[Callable[[], object]] = [
            lambda body=body: by_feedparser(body, html=True),
            lambda body=body: by_feedparser(body, html=False),
            lambda body=body: cold(body),
            lambda body=body, digests=digests: known(body, frozenset(digests[1:])),
            lambda body=body, digests=digests: known(body, frozenset(digests)),
        ]
        times: list[list[float]] = [[] for _ in ways]
        for _ in range(rounds):
            for way, spent in zip(ways, times, strict=True):
                begun = time.process_time()
                way()
                spent.append((time.process_time() - begun) * 1000)
        for way, spent in enumerate(times):
            found[way].append(statistics.median(spent))
    return found


def report(title: str, bodies: list[bytes], rounds: int) -> None:
    """A table of one kind of documents."""
    whole = sum(1 for body in bodies if not cold(body))
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(f"\n{title}: {len(bodies)} documents of {size:.0f} kB; {whole} of them cannot be read in parts")
    print(f"{'CPU ms':14}{'median':>10}{'mean':>10}{'feedparser':>14}{'HTML off':>12}")
    found = measured(bodies, rounds)
    for way, times in zip(WAYS, found, strict=True):
        ratios = "".join(
            f"{sum(peer) / sum(times):{width}.1f}×" for peer, width in ((found[0], 13), (found[1], 11))
        )
        print(f"{way:14}{statistics.median(times):10.2f}{statistics.mean(times):10.2f}{ratios}")


def news(folder: Path) -> list[bytes]:
    """The news feeds of the corpora, of each series in time the first document only."""
    found, series = [], set()
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        if not told["news"] or not told["items"] or told["group"] in series:
            continue
        if told["group"].startswith("ts_"):
            series.add(told["group"])
        found.append(gzip.decompress((folder / told["file"]).read_bytes()))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    given = parser.parse_args()
    report("Synthetic", [document(number, 30) for number in range(SYNTHETIC)], given.rounds)
    if (given.corpora / "manifest.jsonl").is_file():
        report("News feeds", news(given.corpora), given.rounds)


if __name__ == "__main__":
    main()
