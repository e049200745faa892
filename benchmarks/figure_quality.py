"""How well figures are read from news: `python benchmarks/figure_quality.py [CORPUS…] [--errors]`.

A corpus is JSON Lines with title, summary, lang and the truth in `figures`: value, value_max, qualifier,
of, claimant, text. Figures match as sets of (value, qualifier, unit), and of (value, qualifier) alone. The
baseline takes digits with grouping and the word behind them. Free names of units are mapped to ours below.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.model import Figure
from bot.rulebook import load_rules_folder
from bot.stories.figures import figures
from bot.stories.speakers import attributions
from bot.storylines.annotate import Annotator

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = "en fr de es it pt nl pl ru uk ar ko ja zh tr fa he sv".split()

UNITS = {
    "money": r"\b(?:fines?|USD|EUR|KRW|JPY|CNY|EGP|rials?)\b.*",
    "percent": r"percent .*",
    "votes in favour": r"votes in favour",
    "troops": r".*(?:soldiers|troops) .*|force strength",
    "fighters": r".*fighters.*",
    "attacks": r".*attacks.*",
    "ships": r".*(?:vessels|tankers).*",
    "countries": r".*(?:countries|states).*",
    "killed": r"deaths",
    "companies": r".*(?:companies|banks|insurers|entities).*",
    "people": r".*(?:people|individuals|judges|players|tourists).*",
    "resolutions": r"resolutions.*",
    "sanctions": r"sanctions issued",
    "matches": r"matches.*",
    "members": r"members.*|Council members",
    "cases": r"cases .*",
}
"""Our unit for the free names of a corpus, by what they match; names that are ours need no entry."""

SAME = {"tourists": {"people"}, "countries": {"members"}, "members": {"people"}}
"""Units that a corpus calls by one name."""

Found = tuple[float | None, float | None, str, str, str]


def unit_of(name: str) -> str:
    """Our unit for a corpus's name of one."""
    return next((unit for unit, pattern in UNITS.items() if re.fullmatch(pattern, name)), name)


def truth(row: dict[str, Any]) -> list[Found]:
    return [
        (f["value"], f.get("value_max"), f["qualifier"], f["of"], (f.get("claimant") or "").replace("_", "-"))
        for f in row.get("figures") or ()
    ]


def ours(found: Iterable[Figure]) -> list[Found]:
    return [(f.value, f.value_max, f.qualifier.value, f.of, f.claimant) for f in found]


_BASELINE = re.compile(r"(\d{1,3}(?:[.,\s\u00a0\u202f]\d{3})+|\d+)\s+([^\W\d_]+)")


def baseline(row: dict[str, Any]) -> list[Found]:
    """Digits with grouping, and the next word, which is the unit where its name begins like it."""
    text = f"{row['title']}\n{row['summary']}"
    return [
        (
            float(re.sub(r"\D", "", digits)),
            None,
            "exact",
            {"soldiers": "troops"}.get(word.lower(), word.lower()),
            "",
        )
        for digits, word in _BASELINE.findall(text)
    ]


def same_unit(mine: str, theirs: str) -> bool:
    return mine in (theirs, unit_of(theirs)) or mine in SAME.get(unit_of(theirs), ())


def pairs(mine: Sequence[Found], theirs: Sequence[Found], *, unit: bool) -> list[tuple[Found, Found]]:
    """Each of our figures with the true one that it meets."""
    left, met = list(theirs), []
    for figure in mine:
        for other in left:
            if figure[:3] == other[:3] and (not unit or same_unit(figure[3], other[3])):
                met.append((figure, other))
                left.remove(other)
                break
    return met


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", type=Path, help="by default the written storylines")
    parser.add_argument("--errors", action="store_true", help="list what is missed and what is wrong")
    options = parser.parse_args()
    folder = Path(os.environ.get("VIGIE_CORPORA") or ROOT.parent / "shared" / "corpora") / "written"
    corpora = options.corpora or [
        file for name in ("nk", "un") if (file := folder / f"{name}.jsonl").is_file()
    ]
    if not corpora:
        print("no corpora: set VIGIE_CORPORA to their folder; nothing is measured")
        return
    rows = [json.loads(line) for path in corpora for line in path.read_text(encoding="utf-8").splitlines()]
    annotator = Annotator(load_rules_folder(ROOT, everything=True).concepts, LANGUAGES).compile()
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    spent = 0.0
    for row in rows:
        title, summary, language = row["title"], row["summary"], row["lang"]
        mentions = annotator.mentions(title, summary, language)
        cited = attributions(title, summary, language, mentions)
        began = time.perf_counter()
        found = figures(title, summary, language, mentions, cited)
        spent += time.perf_counter() - began
        valued = [f for f in found if f.value is not None]
        mine, theirs = ours(valued), truth(row)
        full, bare = pairs(mine, theirs, unit=True), pairs(mine, theirs, unit=False)
        plain = baseline(row)
        for key in ("all", language, row["storyline"]):
            tally[key]["several"] += len(found) - len(valued)
            tally[key].update(mine=len(mine), theirs=len(theirs), full=len(full), bare=len(bare))
            tally[key].update(plain=len(plain), plain_full=len(pairs(plain, theirs, unit=True)))
            tally[key].update(plain_bare=len(pairs(plain, theirs, unit=False)))
            claimed = [(a, b) for a, b in full if b[4]]
            tally[key].update(claimed=len(claimed), named=sum(a[4] == b[4] for a, b in claimed))
            tally[key].update(unclaimed=len(full) - len(claimed))
            tally[key].update(silent=sum(not a[4] for a, b in full if not b[4]))
        if options.errors and (
            len(full) < max(len(mine), len(theirs)) or any(a[4] != b[4] for a, b in full if b[4])
        ):
            report(row, found, mine, theirs, full)
    print(
        f"{'':14} {'P':>6} {'R':>6} | {'P':>6} {'R':>6} | claimant silent several | baseline P R | P R      n"
    )
    print(f"{'':14} (value, qual., of) | (value, qual.)")
    for key, count in sorted(tally.items(), key=lambda each: (len(each[0]) == 2, each[0])):
        print(line(key, count))
    print(f"{1000 * spent / len(rows):.2f} ms per item for figures alone")


def share(part: int, whole: int) -> str:
    return f"{part / whole:6.3f}" if whole else "     -"


def line(key: str, c: Counter[str]) -> str:
    return (
        f"{key:16} {share(c['full'], c['mine'])} {share(c['full'], c['theirs'])} | "
        f"{share(c['bare'], c['mine'])} {share(c['bare'], c['theirs'])} | {share(c['named'], c['claimed'])} "
        f"{share(c['silent'], c['unclaimed'])} {c['several']:4} | {share(c['plain_full'], c['plain'])} "
        f"{share(c['plain_full'], c['theirs'])} | {share(c['plain_bare'], c['plain'])} "
        f"{share(c['plain_bare'], c['theirs'])} {c['theirs']:4}"
    )


def report(
    row: dict[str, Any],
    found: Sequence[Figure],
    mine: Sequence[Found],
    theirs: Sequence[Found],
    full: Sequence[tuple[Found, Found]],
) -> None:
    print(f"\n{row['id']} {row['lang']} {row['title']} || {row['summary']}")
    met, true = [a for a, _ in full], [b for _, b in full]
    texts = [f.text for f in found if f.value is not None]
    for figure, text in zip(mine, texts, strict=True):
        if figure in met:
            met.remove(figure)
        else:
            print("   WRONG ", figure, repr(text))
    for figure in theirs:
        if figure in true:
            true.remove(figure)
        else:
            print("   MISSED", figure)
    for a, b in full:
        if b[4] and a[4] != b[4]:
            print("   CLAIMANT", a[0], a[3], "ours", repr(a[4]), "true", repr(b[4]))


if __name__ == "__main__":
    main()
