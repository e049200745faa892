"""What an item costs to place among many stories, and what a story weighs.

    python benchmarks/story_speed.py [--stories 1000 10000 100000] [--items 400]

One storyline is filled with open stories of one or two items each, made of a vocabulary whose frequencies
fall as those of a language do (Zipf), and then given items: half of them belong to a story that is there,
half open one. All is done in one process on one core; seconds are those of the processor. Beside it in the
same run: RapidFuzz's `token_set_ratio` of an item's title with those of all stories, which is what comparing
with each of them costs.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median
from time import process_time

from rapidfuzz import fuzz, process

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.model import Evidence, Item, Traits  # noqa: E402
from bot.stories.cluster import Shelf  # noqa: E402
from bot.stories.traits import traits_of  # noqa: E402

WORDS, CONCEPTS = 40_000, 400
TITLE, SUMMARY, NAMED = 9, 25, 8
"""Words of a title and a summary, and concepts that they name, as in the labelled storylines."""

RARE = 0.4
"""Share of words that tell an event from others: names and things."""

START = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 5


def spelt(number: int) -> str:
    """A word of its own for each number, short enough that no two are known by the same beginning."""
    letters = []
    for _ in range(5):
        number, letter = divmod(number, 26)
        letters.append(chr(ord("a") + letter))
    return "".join(letters)


class News:
    """Made-up items; those of one event share most of their words."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._weights = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
        self._concept_weights = list(accumulate(1 / rank for rank in range(1, CONCEPTS + 1)))
        self._number = 0

    def event(self) -> tuple[list[str], list[str]]:
        """The words and concepts of something that happens."""
        often = self._chance.choices(range(WORDS), cum_weights=self._weights, k=TITLE + SUMMARY)
        picked = [self._chance.randrange(WORDS) if self._chance.random() < RARE else word for word in often]
        named = self._chance.choices(range(CONCEPTS), cum_weights=self._concept_weights, k=NAMED)
        return [spelt(number) for number in picked], [f"concept-{number}" for number in named]

    def report(self, event: tuple[list[str], list[str]]) -> tuple[Item, Traits]:
        """An item about it."""
        words, concepts = event
        self._number += 1
        told = [word for word in words if self._chance.random() < 0.8]
        title, summary = " ".join(told[:TITLE]), " ".join(told[TITLE:])
        at = START + timedelta(seconds=self._number)
        item = Item(
            id=self._number,
            feed_id="f",
            uid=str(self._number),
            url=f"https://e.org/{self._number}",
            title=title,
            summary=summary,
            language="en",
            first_seen_at=at,
            published_at=at,
        )
        mentions = [
            Evidence(concept=name, term=name, text=name, field="title", start=3 * n, end=3 * n + 2)
            for n, name in enumerate(concepts)
        ]
        return item, traits_of(item, mentions)


def filled(news: News, stories: int) -> tuple[Shelf, list[tuple[list[str], list[str]]]]:
    """A shelf with so many stories, and their events."""
    shelf = Shelf("s", sleep=timedelta(days=30))
    events = []
    while len(shelf) < stories:
        events.append(news.event())
        shelf.put(*news.report(events[-1]))
    return shelf, events


def rounds(
    news: News, events: Sequence[tuple[list[str], list[str]]], items: int
) -> Iterator[list[tuple[Item, Traits]]]:
    """Items of each round, made before the clock runs."""
    chance = random.Random(2)
    for _ in range(ROUNDS):
        yield [news.report(chance.choice(events) if n % 2 else news.event()) for n in range(items)]


def resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@dataclass(frozen=True)
class Measured:
    """What a shelf of some size costs."""

    speed: float
    """Items placed in a second, median of the rounds."""
    joined: float
    """Share of the items of known events that joined a story."""
    size: float
    """Bytes per story."""
    peer: float
    """Items compared with all stories by the peer in a second."""
    filling: float
    """Seconds to fill the shelf."""


def measure(stories: int, items: int) -> Measured:
    """Fill a shelf and give it items."""
    news = News()
    gc.collect()
    before, begun = resident(), process_time()
    shelf, events = filled(news, stories)
    filling, held = process_time() - begun, resident() - before
    speeds, peers, joined = [], [], []
    titles = [news.report(event)[0].title for event in events]
    for given in rounds(news, events, items):
        begun = process_time()
        joins = [not shelf.put(item, traits).opens for item, traits in given]
        speeds.append(items / (process_time() - begun))
        joined += joins[1::2]
        few = given[: max(1, 200_000 // stories)]
        begun = process_time()
        for item, _ in few:
            process.extractOne(item.title, titles, scorer=fuzz.token_set_ratio)
        peers.append(len(few) / (process_time() - begun))
    return Measured(
        speed=median(speeds),
        joined=sum(joined) / len(joined),
        size=held / len(shelf),
        peer=median(peers),
        filling=filling,
    )


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--stories", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options.add_argument("--items", type=int, default=400)
    asked = options.parse_args()
    heads = (
        f"{'open stories':>12}{'items/s':>10}{'ms per item':>13}{'cost':>8}{'joined':>8}{'kB per story':>14}"
    )
    print(f"{heads}{'token_set/s':>13}{'×':>8}")
    first = 0.0
    for stories in asked.stories:
        got = measure(stories, asked.items)
        first = first or got.speed
        cost = f"{got.speed:10,.0f}{1000 / got.speed:13.2f}{first / got.speed:7.2f}×{got.joined:8.0%}"
        peer = f"{got.size / 1000:14.1f}{got.peer:13,.1f}{got.speed / got.peer:7,.1f}×"
        print(f"{stories:12,}{cost}{peer}   (filled in {got.filling:.0f} s)", flush=True)
    print(
        "cost: of an item, against the first line, while the stories grow as in the first column; joined: of"
    )
    print("the items of an event that is there, those that joined a story")


if __name__ == "__main__":
    main()
