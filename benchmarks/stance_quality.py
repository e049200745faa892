"""How well stances are read, by label and language, and who is cited, by precision and recall.

    python benchmarks/stance_quality.py [--errors] [--speakers] [--negatives] [--language xx]

Reads `written/*.jsonl` of the corpora in $VIGIE_CORPORA or ../shared/corpora; without them it says so and
measures nothing. Beside our figures stand, in the same run,

- the majority class of the positives of each file, which knows the answers;
- plain cues: the first cue of stance found anywhere, without a speaker, a sentence or an order of strength.

Attributions are counted twice: by the exact id, and by the side (Seoul, its spy agency and its army are one),
since the two files name speakers at different depth.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.model import Evidence, Stance
from bot.rulebook import load_rules_folder
from bot.stories.speakers import attributions, sayings
from bot.stories.stances import stances
from bot.storylines.annotate import Annotator

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = "en fr de es it pt nl sv pl ru uk ar ko ja zh tr fa he".split()
FILES = ("nk", "un")
ALIASES = {"dprk": "north-korea", "seoul-gov": "south-korea", "kim": "north-korea"}
"""Ids of the truth that mean what another one means."""
SIDES = {
    name: side
    for side, names in {
        "south-korea": "nis seoul-jcs seoul-mnd seoul-unification",
        "ukraine": "zelensky ukraine-gov ukraine-army sbu hur",
        "us": "white-house austin pentagon us-official trump state-department",
        "russia": "shoigu putin kremlin russian-mod russian-mfa nebenzia lavrov",
        "north-korea": "kcna",
        "france": "macron",
        "germany": "merz",
    }.items()
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Example:
    """An item with what a person said about it."""

    id: str
    language: str
    title: str
    summary: str
    positive: bool
    stance: str
    speakers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read of it."""

    stance: str
    plain: str
    speakers: frozenset[str]
    detail: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="print every wrong stance")
    parser.add_argument("--negatives", action="store_true", help="print those of the negatives instead")
    parser.add_argument("--speakers", action="store_true", help="print every wrong attribution")
    parser.add_argument("--language", default="", help="only errors of this language")
    options = parser.parse_args()
    corpora = Path(os.environ.get("VIGIE_CORPORA", ROOT.parent / "shared" / "corpora")) / "written"
    if not corpora.is_dir():
        print(f"no corpora in {corpora}; nothing measured")
        return
    rules = load_rules_folder(ROOT, everything=True)
    annotator = Annotator(rules.concepts, LANGUAGES).compile()
    pairs = {
        file: [(one, answer(one, annotator)) for one in examples(corpora / f"{file}.jsonl")] for file in FILES
    }
    for positive, name in ((True, "positives"), (False, "negatives")):
        print(f"\n{name:22} items   ours  plain cues  majority class")
        for file in (*FILES, "all"):
            chosen = [
                pair
                for key in FILES
                if file in (key, "all")
                for pair in pairs[key]
                if pair[0].positive == positive
            ]
            report(file, chosen)
    both = [pair for key in FILES for pair in pairs[key] if pair[0].positive]
    by_group(both)
    print()
    for file in FILES:
        speakers(file, [pair for pair in pairs[file] if pair[0].positive])
    if options.errors or options.speakers:
        chosen = [pair for key in FILES for pair in pairs[key] if pair[0].positive != options.negatives]
        print_errors(chosen, options)


def examples(path: Path) -> Iterator[Example]:
    """The items of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Example(
            id=row["id"],
            language=row["lang"],
            title=row["title"],
            summary=row["summary"] or "",
            positive=row["label"] == "positive",
            stance=row["stance"],
            speakers=frozenset(name.replace("_", "-") for name in row["attribution"]),
        )


def answer(example: Example, annotator: Annotator) -> Answer:
    """Read one item."""
    text = (example.title, example.summary, example.language)
    mentions = annotator.mentions(*text)
    cited = attributions(*text, mentions)
    claims = stances(*text, mentions, cited)
    said = [f"{one.cue.kind}:{one.actor.speaker if one.actor else '-'}" for one in sayings(*text, mentions)]
    return Answer(
        stance=claims[0].stance.value,
        plain=plain(mentions),
        speakers=frozenset(one.speaker for one in cited),
        detail=f"{claims[0].actor}/{claims[0].text} {' '.join(said)}",
    )


def plain(mentions: Sequence[Evidence]) -> str:
    """The stance of the first cue anywhere."""
    stance_of = {
        "confirms": Stance.CONFIRMS,
        "denies": Stance.DENIES,
        "cannot-confirm": Stance.UNCONFIRMED,
        "alleged": Stance.UNCONFIRMED,
        "says": Stance.CLAIMS,
        "according-to": Stance.CLAIMS,
    }
    kinds = (one.concept.removeprefix("stances/") for one in mentions if one.concept.startswith("stances/"))
    return next((stance_of[kind].value for kind in kinds if kind in stance_of), Stance.REPORTS.value)


def report(name: str, pairs: Sequence[tuple[Example, Answer]]) -> None:
    """One line: how many are right."""
    total = len(pairs)
    ours = sum(one.stance == said.stance for one, said in pairs)
    cues = sum(one.stance == said.plain for one, said in pairs)
    most = Counter(one.stance for one, _ in pairs).most_common(1)[0][1]
    print(
        f"  {name:20} {total:5}  {ours / total:5.3f}       {cues / total:5.3f}           {most / total:5.3f}"
    )


def by_group(pairs: Sequence[tuple[Example, Answer]]) -> None:
    """Accuracy by stance and by language."""
    for title, key in (("stance", lambda one: one.stance), ("language", lambda one: one.language)):
        groups: defaultdict[str, list[bool]] = defaultdict(list)
        for one, said in pairs:
            groups[key(one)].append(one.stance == said.stance)
        line = "  ".join(f"{name} {sum(right)}/{len(right)}" for name, right in sorted(groups.items()))
        print(f"\nby {title}: {line}")


def speakers(file: str, pairs: Sequence[tuple[Example, Answer]]) -> None:
    """Precision and recall of attributions, by id and by side."""
    for name, fold in (("exact id", _id), ("side", _side)):
        hits = found = wanted = 0
        for one, said in pairs:
            truth, ours = fold(one.speakers), fold(said.speakers)
            hits, found, wanted = hits + len(truth & ours), found + len(ours), wanted + len(truth)
        precision, recall = hits / max(found, 1), hits / max(wanted, 1)
        print(f"attribution {file}, {name:8}  precision {precision:.3f}  recall {recall:.3f}")


def _id(names: Collection[str]) -> set[str]:
    return {ALIASES.get(name, name) for name in names if name != "other"}


def _side(names: Collection[str]) -> set[str]:
    return {SIDES.get(name, name) for name in _id(names)}


def print_errors(pairs: Sequence[tuple[Example, Answer]], options: argparse.Namespace) -> None:
    """What was read wrongly, with all sayings."""
    for one, said in pairs:
        wrong = one.stance != said.stance if options.errors else _side(one.speakers) != _side(said.speakers)
        if wrong and options.language in ("", one.language):
            print(f"\n{one.id} {one.language} want {one.stance} {sorted(one.speakers)}")
            print(f"   got {said.stance} {sorted(said.speakers)}  {said.detail}")
            print(f"   {one.title} | {one.summary}")


if __name__ == "__main__":
    main()
