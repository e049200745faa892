"""How fast items are matched, beside the floor and the peers, and how the cost grows with the storylines.

    python benchmarks/match_speed.py [--rounds 3] [--items 24000] [--no-naive]

One core, real headlines with summaries from the corpora in $VIGIE_CORPORA or ../shared/corpora, and 200,
2,000 and 10,000 storylines of two kinds:

- *apart*: three slots with ten terms each, all of them words and pairs of words of other headlines. This is
  the hardest case: at 10,000 nearly every word of an item is a term of some storyline.
- *library*: one such slot, and two slots filled by the concepts of the library, as people write storylines.

Beside ours stand, in the same run:

- the floor: splitting the texts into words, and nothing else;
- RapidFuzz's edit distance of every word of every term to every word of the text, without any of the work
  that comes after it: the least that comparing word by word costs;
- the naive matcher of the tests, which decides the same thing term by term, its answers compared to ours;
- RapidFuzz's `partial_ratio` of every term over every text.

Each number of storylines is measured in a process of its own, in turns; figures are medians of the rounds, in
seconds of the processor, which other work on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rapidfuzz import fuzz, process  # noqa: E402
from rapidfuzz.distance import OSA  # noqa: E402

from benchmarks.match_quality import corpora, rows  # noqa: E402
from bot.cli import YOUNG_OBJECTS  # noqa: E402
from bot.model import Concept, Storyline, Term  # noqa: E402
from bot.storylines.load import Rules, load_rules  # noqa: E402
from bot.storylines.matcher import Matcher  # noqa: E402
from bot.storylines.words import fold, has_runs, runs, word_texts  # noqa: E402

FILES = (
    "en_rss_2023_quarter es_chile_rss_2024-26 pl_rss_2023 pt_poder360_2024 en_reuters_ap_2025-26 "
    "zh_cctv_2024-26 ktitan_2025-26 ru_it_en_newsapi_2021-05"
).split()
SIZES = (200, 2_000, 10_000)
SLOTS, TERMS = 3, 10
SAMPLE = 200
"""Items on which the slow peers are measured and the naive matcher's answers are compared."""
COMMON = 0.002
"""Words in more than this share of the headlines are too common to be a term on their own."""
SUMMARY = 1_000
"""Characters of a summary, as feeds have them."""


class News(NamedTuple):
    """An item of the stream."""

    title: str
    summary: str
    language: str

    @property
    def text(self) -> str:
        return f"{self.title} {self.summary}"


def news(folder: Path) -> tuple[list[News], list[News]]:
    """Headlines to measure on, and others to take terms from."""
    found = [
        News(row["title"], row["summary"][:SUMMARY], row.get("lang") or "")
        for name in FILES
        for row in rows(folder / "news" / f"{name}.jsonl.gz")
        if row.get("title") and row.get("summary")
    ]
    random.Random(7).shuffle(found)
    half = len(found) // 2
    return found[:half], found[half:]


def candidates(items: Sequence[News]) -> list[tuple[str, str]]:
    """Words and pairs of words of headlines with their language, each once, the common words left out."""
    seen: Counter[str] = Counter()
    titles = [(item.language, _pieces(item.title)) for item in items]
    for _, pieces in titles:
        seen.update({fold(piece) for piece in pieces})
    most = len(items) * COMMON
    terms: dict[str, str] = {}
    for language, pieces in titles:
        rare = [piece for piece in pieces if len(piece) > 3 and seen[fold(piece)] <= most and piece.isalpha()]
        pairs = [f"{a} {b}" for a, b in pairwise(pieces) if a.isalpha() and b.isalpha() and len(a + b) > 7]
        for piece in (*rare, *pairs):
            terms.setdefault(piece, language)
    found = list(terms.items())
    random.Random(8).shuffle(found)
    return found


def _pieces(title: str) -> list[str]:
    """Words, and stretches of four signs in scripts without spaces."""
    if has_runs(title):
        folded = [run.folded for run in runs(title)]
        return [text[at : at + 4] for text in folded for at in range(0, len(text) - 3, 4)]
    return word_texts(title)


def rules(terms: Sequence[tuple[str, str]], storylines: int) -> Rules:
    """So many storylines of three slots with ten terms each."""
    concepts: list[Concept] = []
    made: list[Storyline] = []
    at = 0
    for number in range(storylines):
        slots: list[tuple[str, ...]] = []
        for slot in range(SLOTS):
            chosen = [terms[(at + i) % len(terms)] for i in range(TERMS)]
            at += TERMS
            name = f"c{number}-{slot}"
            words = tuple(Term(text=text, language=language or "*") for text, language in chosen)
            concepts.append(Concept(id=name, terms=words))
            slots.append((name,))
        made.append(Storyline(id=f"s{number}", title={"en": str(number)}, slots=tuple(slots)))
    return Rules(storylines=tuple(made), concepts=tuple(concepts))


def library_rules(terms: Sequence[tuple[str, str]], storylines: int) -> Rules:
    """So many storylines of one slot of their own and two concepts of the library."""
    folder = ROOT / "rules"
    files = {f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in folder.glob("concepts/*.yaml")}
    library = load_rules(files, everything=True).concepts
    names = [concept.id for concept in library]
    random.Random(9).shuffle(names)
    own = rules(terms, (storylines + SLOTS - 1) // SLOTS).concepts[:storylines]
    made = [
        Storyline(
            id=f"s{number}",
            title={"en": str(number)},
            slots=((concept.id,), (names[number % len(names)],), (names[number * 7 % len(names)],)),
        )
        for number, concept in enumerate(own)
    ]
    return Rules(storylines=tuple(made), concepts=(*own, *library))


KINDS = {"apart": rules, "library": library_rules}


def rate(work: Callable[[News], object], items: Sequence[News]) -> float:
    """Items per second."""
    begun = process_time()
    for item in items:
        work(item)
    return len(items) / (process_time() - begun)


def memory() -> float:
    """Megabytes in use by this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def worker(folder: Path, kind: str, storylines: int, items: int) -> dict[str, float]:
    """Measure one number of storylines in this process."""
    stream, others = news(folder)
    stream = stream[:items]
    made = KINDS[kind](candidates(others), storylines)
    gc.set_threshold(*YOUNG_OBJECTS)  # as the command line does
    gc.collect()
    before = memory()
    begun = process_time()
    matcher = Matcher(made).compile()
    compiled = process_time() - begun
    gc.freeze()  # as the daemon does
    size = memory() - before

    def work(item: News) -> object:
        return matcher.match(item.title, item.summary, item.language)

    half = len(stream) // 2
    cold = rate(work, stream[:half])
    steady = rate(work, stream[half:])
    warm = rate(work, stream[half:])
    floor = rate(lambda item: item.text.split(), stream[half:])
    words = rate(lambda item: word_texts(item.text), stream[half:])
    return {
        "compile": compiled,
        "tables": size,
        "all": memory() - before,
        "cold": cold,
        "steady": steady,
        "warm": warm,
        "floor": floor,
        "words": words,
    }


def peers(folder: Path, *, naive: bool) -> Iterator[tuple[str, float]]:
    """What others need for 200 storylines, on a sample."""
    stream, others = news(folder)
    sample = stream[-SAMPLE:]
    made = rules(candidates(others), SIZES[0])
    terms = [term.text for concept in made.concepts for term in concept.terms]
    folded = sorted({fold(word) for term in terms for word in word_texts(term)})

    def distances(item: News) -> object:
        return [
            process.extract(fold(word), folded, scorer=OSA.distance, score_cutoff=2, limit=None)
            for word in word_texts(item.text)
        ]

    yield "edit distance, word by word", rate(distances, sample[:40])

    def partial(item: News) -> object:
        return [fuzz.partial_ratio(term, item.text) for term in terms]

    def partial_above(item: News) -> object:
        return [fuzz.partial_ratio(term, item.text, score_cutoff=90) for term in terms]

    yield "partial_ratio of every term", rate(partial, sample[:40])
    yield "partial_ratio of every term, only from 90 on", rate(partial_above, sample[:40])
    if naive:
        from tests.storylines.naive import NaiveMatcher

        slow, fast = NaiveMatcher(made), Matcher(made)
        pairs = zip(sample, made.storylines, strict=True)
        asked = [_about(item, storyline, made) for item, storyline in pairs]
        theirs: list[object] = []
        yield "naive matcher, same answers", rate(lambda item: theirs.append(slow.match(*item)), asked)
        ours = [fast.match(*item) for item in asked]
        same = sum(a == b for a, b in zip(ours, theirs, strict=True))
        yield f"of {len(asked)} answers equal to ours ({sum(map(bool, ours))} of them match)", float(same)


def _about(item: News, storyline: Storyline, made: Rules) -> News:
    """Every second item, made to be about a storyline by a term of each of its slots."""
    if int(storyline.id[1:]) % 2:
        return item
    concepts = {concept.id: concept for concept in made.concepts}
    terms = [concepts[slot[0]].terms[len(item.title) % TERMS] for slot in storyline.slots]
    title = " – ".join([item.title, *(term.text for term in terms)])
    return News(title, item.summary, terms[0].language)


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--items", type=int, default=24_000)
    parser.add_argument("--no-naive", action="store_true", help="leave the naive matcher out")
    parser.add_argument("--kind", choices=KINDS, help="only storylines of this kind")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    folder = corpora()
    if folder is None:
        print("no corpora: set VIGIE_CORPORA to their folder")
        return 0
    if options.worker:
        print(json.dumps(worker(folder, options.kind, options.worker, options.items)))
        return 0
    for kind in [options.kind] if options.kind else reversed(KINDS):
        measured = _in_turns(options.rounds, options.items, kind)
        _print(measured, kind)
    print("\nfor 200 storylines, on a sample:")
    ours = measured[SIZES[0]]["steady"]
    for name, figure in peers(folder, naive=not options.no_naive):
        if name.startswith("of "):
            print(f"  {figure:8.0f} {name}")
        else:
            print(f"  {figure:8.2f} items/s  {name}; ours is {ours / figure:,.0f} times as fast")
    return 0


def _in_turns(rounds: int, items: int, kind: str) -> dict[int, dict[str, float]]:
    runs_: dict[int, list[dict[str, float]]] = {size: [] for size in SIZES}
    for _ in range(rounds):
        for size in SIZES:
            command = [sys.executable, __file__, "--kind", kind, "--worker", str(size)]
            command += ["--items", str(items)]
            env = {**os.environ, "PYTHONHASHSEED": "0"}
            out = subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout
            runs_[size].append(json.loads(out))
    return {
        size: {key: median(run[key] for run in found) for key in found[0]} for size, found in runs_.items()
    }


def _print(measured: dict[int, dict[str, float]], kind: str) -> None:
    base = measured[SIZES[0]]
    print(f"\nstorylines of the kind “{kind}”")
    print(f"floor: {base['floor']:,.0f} items/s split at spaces, {base['words']:,.0f} split into words\n")
    print("storylines  compile s  tables MB  with memo MB  cold/s  steady/s  warm/s  cost of an item")
    for size, found in measured.items():
        print(
            f"{size:10,}  {found['compile']:9.1f}  {found['tables']:9.0f}  {found['all']:12.0f}  "
            f"{found['cold']:6,.0f}  {found['steady']:8,.0f}  {found['warm']:6,.0f}  "
            f"{base['steady'] / found['steady']:.2f} x"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
