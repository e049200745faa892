"""How well the shipped storylines match: precision, recall and F1 by language, and false alerts.

    python benchmarks/match_quality.py [--errors] [--alerts] [--no-news]

Reads the corpora in $VIGIE_CORPORA or ../shared/corpora; without them it says so and measures nothing. Beside
our figures stand those of

- the same storylines written in a few lines from the library, without any care ("plain");
- RapidFuzz's ratios of an item's title and the storyline's titles, each at the threshold that is best on the
  very items that it is measured on;
- a plain keyword list: all words of each slot, found anywhere in the text, in any case.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from rapidfuzz import fuzz, utils

from bot.storylines.load import Rules, load_rules
from bot.storylines.matcher import Matcher

ROOT = Path(__file__).resolve().parent.parent
RATIOS = (fuzz.token_set_ratio, fuzz.partial_ratio, fuzz.WRatio)


@dataclass(frozen=True, slots=True)
class Example:
    """An item with what a person said about it."""

    storyline: str
    language: str
    title: str
    summary: str
    positive: bool
    indirect: bool = False
    """It names its subject in other words than the storyline's."""
    kind: str = ""
    """How a negative was labelled, and why it was a candidate."""


@dataclass
class Count:
    """Right and wrong answers."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def add(self, *, positive: bool, matched: bool) -> None:
        self.hits += positive and matched
        self.false += matched and not positive
        self.missed += positive and not matched

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else 0.0

    def __str__(self) -> str:
        figures = f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"
        return f"{figures}  ({self.hits} right, {self.false} false, {self.missed} missed)"


@dataclass
class Counts:
    """Counts of one set of items, in all, by language, of the indirect ones, and by kind of negative."""

    total: Count = field(default_factory=Count)
    languages: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    indirect: Count = field(default_factory=Count)
    negatives: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))


def corpora() -> Path | None:
    """The folder of the corpora, if there is one."""
    folder = Path(os.environ.get("VIGIE_CORPORA") or ROOT.parent / "shared" / "corpora")
    return folder if folder.is_dir() else None


def shipped_rules() -> Rules:
    """The rules in this repository."""
    folder = ROOT / "rules"
    return load_rules(
        {f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in folder.rglob("*.yaml")}
    )


def rows(file: Path) -> Iterator[dict[str, str]]:
    """The lines of a JSON Lines file, packed or not."""
    content = file.read_bytes()
    text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
    yield from (json.loads(line) for line in text.split("\n") if line)


def captured(folder: Path) -> Iterator[Example]:
    """Headlines that were published, labelled by a person or a rule."""
    items = {row["id"]: row for row in rows(folder / "storylines" / "items.jsonl.gz")}
    for label in rows(folder / "storylines" / "labels.jsonl.gz"):
        if label["label"] != "unsure":
            kind = f"{label['how']}: {label.get('note') or ''}"
            yield _example(items[label["id"]], label["storyline"], label["label"], kind=kind)


def written(folder: Path) -> Iterator[Example]:
    """Headlines written for the purpose, with hard negatives."""
    for file in sorted((folder / "written").glob("*.jsonl")):
        for row in rows(file):
            if row["label"] != "unsure":
                yield _example(row, row["storyline"], row["label"])


def _example(row: dict[str, str], storyline: str, label: str, kind: str = "") -> Example:
    return Example(
        storyline,
        row["lang"],
        row["title"] or "",
        row["summary"] or "",
        label == "positive",
        indirect=bool(row.get("indirect")),
        kind=kind,
    )


def measure(examples: Iterable[Example], matcher: Matcher, *, errors: bool) -> dict[str, Counts]:
    """Our answers, by storyline."""
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    for example in examples:
        found = {m.storyline_id: m for m in matcher.match(example.title, example.summary, example.language)}
        matched = example.storyline in found
        mine = counts[example.storyline]
        for count in (mine.total, mine.languages[example.language]):
            count.add(positive=example.positive, matched=matched)
        if example.indirect:
            mine.indirect.add(positive=example.positive, matched=matched)
        if not example.positive and example.kind:
            mine.negatives[example.kind].false += matched
            mine.negatives[example.kind].hits += not matched
        if errors and matched != example.positive:
            kind = "FALSE " if matched else "MISSED"
            print(
                f"  {kind} {example.storyline} {example.language}: {example.title} | {example.summary[:300]}"
            )
            if matched:
                match = found[example.storyline]
                print(f"         {match.score:.2f}", [(e.field[0], e.text) for e in match.evidence])
    return counts


PLAIN = {
    "nk-troops-russia.yaml": (
        "title: North Korean troops in Russia\n"
        "match:\n  all: [north-korea, troops, [russia, ukraine]]\n  none: [sport]\n"
    ),
    "un-sanctions.yaml": (
        "title: UN sanctions\n"
        "match:\n  all: [united-nations, sanctions]\n  none: [unilateral-sanctions, sport]\n"
    ),
}
"""The storylines as somebody would write them in five minutes."""


def plain_rules() -> Rules:
    """The plain storylines with the library of this repository."""
    folder = ROOT / "rules"
    library = {f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in folder.glob("concepts/*.yaml")}
    return load_rules({**library, **PLAIN})


def keyword_list(examples: Iterable[Example], rules: Rules, storyline_id: str) -> Count:
    """What a list of keywords for each slot finds: any of its words anywhere in the text."""
    (storyline,) = (s for s in rules.storylines if s.id == storyline_id)
    concepts = {concept.id: concept for concept in rules.concepts}
    lists = [{t.text.lower() for name in slot for t in concepts[name].terms} for slot in storyline.slots]
    count = Count()
    for example in examples:
        text = f"{example.title} {example.summary}".lower()
        matched = all(any(word in text for word in words) for words in lists)
        count.add(positive=example.positive, matched=matched)
    return count


def best_ratio(
    examples: Sequence[Example], titles: Sequence[str], ratio: Callable[..., float]
) -> tuple[float, Count]:
    """The threshold of a ratio that gives the best F1 on these examples, and its counts."""
    scored = sorted(
        (
            (max(ratio(e.title, t, processor=utils.default_process) for t in titles), e.positive)
            for e in examples
        ),
        reverse=True,
    )
    positives = sum(positive for _, positive in scored)
    best, threshold, right = Count(missed=positives), 101.0, 0
    for place, (score, positive) in enumerate(scored, 1):
        right += positive
        if place < len(scored) and scored[place][0] == score:
            continue
        count = Count(right, place - right, positives - right)
        if count.f1 > best.f1:
            best, threshold = count, score
    return threshold, best


def false_alerts(folder: Path, matcher: Matcher, *, show: bool) -> None:
    """Alerts on news that nobody labelled as belonging to the storyline."""
    items = {row["id"]: row for row in rows(folder / "storylines" / "items.jsonl.gz")}
    known: defaultdict[str, set[str]] = defaultdict(set)
    for label in rows(folder / "storylines" / "labels.jsonl.gz"):
        if label["label"] != "negative":
            known[label["storyline"]].add(items[label["id"]]["title"])
    alerts: Counter[str] = Counter()
    total, spent = 0, 0.0
    for file in sorted((folder / "news").glob("*.gz")):
        for row in rows(file):
            title, summary = row.get("title") or "", row.get("summary") or ""
            total += 1
            begun = perf_counter()
            matches = matcher.match(title, summary, row.get("lang") or "")
            spent += perf_counter() - begun
            for match in matches:
                if title in known[match.storyline_id]:
                    continue
                alerts[match.storyline_id] += 1
                if show:
                    evidence = [(e.field[0], e.text) for e in match.evidence]
                    about = f"{match.storyline_id} {match.score:.2f} {row.get('lang')}"
                    print(f"  {about}: {title[:140]} {evidence}")
    print(
        f"\nnews: {total:,} items, {total / spent:,.0f} items/s; alerts that no label calls right or unsure"
    )
    for storyline, number in sorted(alerts.items()):
        print(f"  {storyline}: {number} alerts, {number / total * 10_000:.2f} per 10,000 items (upper limit)")


def _details(counts: Counts) -> None:
    for language, count in sorted(counts.languages.items()):
        print(f"  {language:3} {count}")
    if counts.indirect.hits + counts.indirect.missed:
        print(f"  indirect: {counts.indirect}")
    for kind, count in sorted(counts.negatives.items()):
        total = count.hits + count.false
        print(f"  false {count.false}/{total} = {count.false / total:.1%} of “{kind[:70]}”")


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print each wrong answer")
    parser.add_argument("--alerts", action="store_true", help="print each alert on the news")
    parser.add_argument("--no-news", action="store_true", help="leave the news out")
    options = parser.parse_args(arguments)
    folder = corpora()
    if folder is None:
        print("no corpora: set VIGIE_CORPORA to their folder")
        return 0
    rules = shipped_rules()
    matcher, simple = Matcher(rules), plain_rules()
    plain = Matcher(simple)
    titles = {s.id: list(s.title.values()) for s in rules.storylines}
    for name, read in (("captured", captured), ("written", written)):
        examples = list(read(folder))
        without_care = measure(examples, plain, errors=False)
        for storyline, counts in sorted(measure(examples, matcher, errors=options.errors).items()):
            mine = [e for e in examples if e.storyline == storyline]
            print(f"\n{name} {storyline}: {counts.total}")
            _details(counts)
            print(f"  plain rule: {without_care[storyline].total}")
            print(f"  keyword list: {keyword_list(mine, simple, storyline)}")
            for ratio in RATIOS:
                threshold, count = best_ratio(mine, titles[storyline], ratio)
                print(f"  {ratio.__name__} at {threshold:.1f}: {count}")
    if not options.no_news:
        false_alerts(folder, matcher, show=options.alerts)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
