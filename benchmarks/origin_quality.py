"""How well the origins of items, and their number in a story, are known.

    python benchmarks/origin_quality.py [--errors]

Reads the written storylines of the corpora in $VIGIE_CORPORA or ../shared/corpora. Their truth names the
origin of each item, or none for the publisher itself. Printed are

- items whose origin is right. An origin of which the item's text shows nothing (an outlet that prints an
  agency without a credit) is counted apart: nobody can read it there;
- events whose number of origins is right, exactly and within one, beside two baselines: counting publishers,
  and counting hosts; and the same number of what can be read: the truth with the publisher in place of
  origins that the text does not show.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.model import Item, Origin, OriginKind, StoryMember, Traits
from bot.rulebook import load_rules_folder
from bot.stories.agencies import NAMES
from bot.stories.copies import shingles
from bot.stories.origins import house, independent, key, origin
from bot.stories.speakers import attributions
from bot.storylines.annotate import Annotator

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = tuple("en fr de es it pt nl pl ru uk ar ko ja zh tr fa he sv".split())
BODIES = frozenset(
    {"NIS", "SBU", "FBI", "NPA Japan", "CCD NSDC", "General Staff", "Office of the President of Ukraine"}
)
"""Official bodies that the truth names as origins; all other names outside our list are publishers' own."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with what we say of its origin and what is true."""

    row: dict[str, Any]
    found: Origin
    member: StoryMember
    own: str
    """The publisher's name as we show it."""
    shown: bool
    """Whether the item's text, or its publisher's name, names the true origin."""

    @property
    def truth(self) -> str:
        """The true origin; the publisher where it is its own."""
        named = self.row["origin"]
        known = named and (named in NAMES.values() or named in BODIES or "/" in named)
        return str(named) if known else self.own

    @property
    def right(self) -> bool:
        """Whether we name the true origin."""
        return key(self.found.name) == key(self.truth)


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """The items of both storylines that report an event, in order of time."""
    for name in ("nk", "un"):
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        yield from sorted((row for row in rows if row["event"]), key=lambda row: row["published"])


def judge(rows: Sequence[dict[str, Any]], annotator: Annotator) -> list[Judged]:
    """What we say of each item."""
    lookup = lru_cache(maxsize=None)(lambda name: house(annotator.mentions(name, "")))
    return [_judged(row, annotator, lookup) for row in rows]


def _judged(row: dict[str, Any], annotator: Annotator, lookup: Any) -> Judged:
    item = Item(
        id=0,
        feed_id="",
        uid=row["guid"],
        url=row["url"],
        title=row["title"],
        summary=row["summary"],
        language=row["lang"],
        first_seen_at=datetime.fromisoformat(row["published"]).astimezone(UTC),
    )
    mentions = annotator.mentions(item.title, item.summary, item.language)
    said = attributions(item.title, item.summary, item.language, mentions)
    found = origin(item, row["publisher"], mentions, said, lookup=lookup)
    traits = Traits(origin=found, shingles=shingles(item.title, item.summary, item.language))
    member = StoryMember(
        storyline_id=row["storyline"],
        story_key=row["event"],
        item_id=0,
        title=item.title,
        url_key="",
        language=item.language,
        told=False,
        publisher=row["publisher"],
        traits=traits,
    )
    own = lookup(row["publisher"]) or row["publisher"]
    named = {NAMES.get(m.concept.removeprefix("agencies/"), "") for m in mentions} | {own}
    shown = (
        row["origin"] is None or not _is_foreign(row["origin"]) or bool(set(row["origin"].split("/")) & named)
    )
    return Judged(row, found, member, own, shown)


def _is_foreign(name: str) -> bool:
    return name in NAMES.values() or name in BODIES or "/" in name


def report_items(judged: Sequence[Judged], *, errors: bool) -> None:
    """Print how many origins are right."""
    for label, part in (
        ("all items", judged),
        ("shown in the text, or the publisher's own", [one for one in judged if one.shown]),
        ("not shown", [one for one in judged if not one.shown]),
        (
            "agency or medium other than the publisher, shown",
            [j for j in judged if j.shown and j.truth != j.own],
        ),
    ):
        right = sum(one.right for one in part)
        print(f"{label:52} {right:4}/{len(part):<4} {right / len(part):.1%}")
    print(f"{'wrongly ascribed to another than the publisher':52} {sum(_invented(one) for one in judged):4}")
    if errors:
        for one in judged:
            if not one.right:
                mark = "    " if one.shown else "hid "
                row = one.row
                print(
                    mark,
                    row["lang"],
                    row["publisher"],
                    "|",
                    one.found.name,
                    one.found.kind,
                    repr(one.found.text),
                )
                print("      true:", one.truth, "|", row["title"], "|", row["summary"])


def _invented(one: Judged) -> bool:
    return not one.right and one.found.kind is not OriginKind.PUBLISHER


def report_counts(judged: Sequence[Judged], *, errors: bool) -> None:
    """Print for how many events the number of origins is right."""
    events: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        events[one.row["event"]].append(one)
    ours, publishers, hosts, shown = [], [], [], []
    for name, items in events.items():
        true = len({key(one.truth) for one in items})
        readable = len({key(one.truth if one.shown else one.own) for one in items})
        names = independent(one.member for one in items)
        ours.append(len(names) - true)
        shown.append(len(names) - readable)
        publishers.append(len({one.row["publisher"] for one in items}) - true)
        hosts.append(len({one.row["source_host"] for one in items}) - true)
        if errors:
            counts = f"items {len(items):3} true {true:3} readable {readable:3} ours {len(names):3}"
            print(f"{name:28} {counts} {names}")
    print(
        f"{'origins per event (events: ' + str(len(events)) + ')':52} exact      ±1          ±2   mean error"
    )
    for label, off in (
        ("ours", ours),
        ("ours, against what the texts show", shown),
        ("publishers", publishers),
        ("hosts", hosts),
    ):
        _print_counts(label, off)


def _print_counts(label: str, off: Sequence[int]) -> None:
    share = [sum(abs(one) <= limit for one in off) / len(off) for limit in (0, 1, 2)]
    mean = sum(off) / len(off)
    print(f"  {label:50} {share[0]:6.1%} {share[1]:7.1%}   {share[2]:9.1%}   {mean:+.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="print what is wrong")
    options = parser.parse_args()
    folder = Path(os.environ.get("VIGIE_CORPORA", ROOT.parent / "shared" / "corpora")) / "written"
    if not folder.is_dir():
        sys.exit(f"no corpora at {folder}; set VIGIE_CORPORA")
    concepts = load_rules_folder(ROOT, everything=True).concepts
    judged = judge(list(read(folder)), Annotator(concepts, LANGUAGES).compile())
    report_items(judged, errors=options.errors)
    report_counts(judged, errors=options.errors)


if __name__ == "__main__":
    main()
