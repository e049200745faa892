"""How well items are grouped into stories, and what a chat would get of them.

    python benchmarks/story_quality.py [--errors] [--only NAME]

Reads the corpora in $VIGIE_CORPORA or ../shared/corpora; without them it says so and measures nothing. Ours
is what `vigie cluster` and `vigie replay` answer. Beside it, in the same run, stand two peers of other
programs, on titles:

- Jaccard similarity of character trigrams,
- RapidFuzz's `token_set_ratio`,

each with all pairs above a threshold joined (connected components), at the threshold that is best on the very
items that it is measured on. B-cubed and pairwise F1 as in Amigó et al. (2009).
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import Any

from rapidfuzz import fuzz, utils

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.commands.replay import cluster_lines, replay_lines  # noqa: E402

Row = dict[str, Any]
Groups = Mapping[str, str]
"""The group of each item, by id."""

THRESHOLDS = [round(0.04 * step, 2) for step in range(3, 25)]
TARGETS = {"uci": 0.80, "fr": 0.75, "basil": 0.80}


def corpora() -> Path | None:
    """The folder of the corpora, if there is one."""
    folder = Path(os.environ.get("VIGIE_CORPORA") or ROOT.parent / "shared" / "corpora")
    return folder if folder.is_dir() else None


def rows(file: Path) -> list[Row]:
    """The lines of a JSON Lines file, packed or not."""
    content = file.read_bytes()
    text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
    return [json.loads(line) for line in text.split("\n") if line]


# --- measures --------------------------------------------------------------------------------------------


def bcubed(truth: Groups, found: Groups) -> tuple[float, float, float]:
    """Precision, recall and F1 over items."""
    true, ours = _members(truth), _members(found)
    precision = recall = 0.0
    for item, group in truth.items():
        both = len(true[group] & ours[found[item]])
        precision += both / len(ours[found[item]])
        recall += both / len(true[group])
    precision, recall = precision / len(truth), recall / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _members(groups: Groups) -> dict[str, set[str]]:
    members: defaultdict[str, set[str]] = defaultdict(set)
    for item, group in groups.items():
        members[group].add(item)
    return members


def pairwise(truth: Groups, found: Groups, keep: Callable[[str, str], bool] | None = None) -> float:
    """F1 over pairs of items, of those that `keep` wants."""
    right = wrong = missed = 0
    for one, other in combinations(truth, 2):
        if keep is None or keep(one, other):
            same, joined = truth[one] == truth[other], found[one] == found[other]
            right += same and joined
            wrong += joined and not same
            missed += same and not joined
    return 2 * right / max(1, 2 * right + wrong + missed)


# --- ours and the peers ----------------------------------------------------------------------------------


def answers(command: Callable[..., int], given: Sequence[Row]) -> list[Row]:
    """What a command answers to these lines."""
    out = io.StringIO()
    command(ROOT, [json.dumps(row, ensure_ascii=False).encode() for row in given], out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def clustered(given: Sequence[Row]) -> Groups:
    """The stories that `vigie cluster` makes."""
    return {row["id"]: row["story"] for row in answers(cluster_lines, given)}


def trigrams(title: str) -> frozenset[str]:
    """Its character trigrams."""
    text = " ".join(utils.default_process(title).split())
    return frozenset(text[at : at + 3] for at in range(max(1, len(text) - 2)))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared trigrams by all trigrams."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def token_set(one: str, other: str) -> float:
    """RapidFuzz's `token_set_ratio` in [0, 1]."""
    return float(fuzz.token_set_ratio(one, other)) / 100


def likenesses(given: Sequence[Row], peer: str) -> list[tuple[float, str, str]]:
    """Pairs of items with their likeness, where it is above the lowest threshold."""
    if peer == "trigrams":
        forms: list[Any] = [trigrams(row["title"]) for row in given]
        measure: Callable[[Any, Any], float] = jaccard
    else:
        forms, measure = [utils.default_process(row["title"]) for row in given], token_set
    found = []
    for (i, one), (j, other) in combinations(enumerate(forms), 2):
        likeness = measure(one, other)
        if likeness >= THRESHOLDS[0]:
            found.append((likeness, given[i]["id"], given[j]["id"]))
    return found


def components(ids: Sequence[str], pairs: Sequence[tuple[float, str, str]], threshold: float) -> Groups:
    """Connected components over the pairs above a threshold."""
    parent = {item: item for item in ids}

    def root(item: str) -> str:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for likeness, one, other in pairs:
        if likeness >= threshold:
            parent[root(one)] = root(other)
    return {item: root(item) for item in ids}


def best_peer(given: Sequence[Row], truth: Groups, peer: str) -> float:
    """The best B-cubed F1 of a peer over its thresholds."""
    pairs = likenesses(given, peer)
    ids = [row["id"] for row in given]
    return max(bcubed(truth, components(ids, pairs, threshold))[2] for threshold in THRESHOLDS)


# --- the labelled stories --------------------------------------------------------------------------------


def bench_files(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    """Name and items of each set of labelled clusters."""
    bench = folder / "bench"
    for name, file in (
        ("uci", "uci_news_aggregator_sample.jsonl.gz"),
        ("fr", "fr_google_news_clusters.jsonl.gz"),
        ("basil", "basil.jsonl.gz"),
    ):
        yield name, rows(bench / file)


def judge_clusters(folder: Path, only: str) -> None:
    """Print B-cubed and pairwise F1 of the labelled clusters, beside the peers."""
    heads = f"{'ours B3 P/R/F1':>22}{'target':>8}{'trigrams':>10}{'token_set':>10}{'pairs F1':>10}"
    print(f"{'':8}{'items':>6}{heads}")
    for name, given in bench_files(folder):
        if only and only != name:
            continue
        truth = {row["id"]: row["cluster"] for row in given}
        begun = perf_counter()
        found = clustered(given)
        seconds = perf_counter() - begun
        precision, recall, f1 = bcubed(truth, found)
        peers = [best_peer(given, truth, peer) for peer in ("trigrams", "token_set")]
        print(
            f"{name:8}{len(given):6}{precision:8.3f}{recall:7.3f}{f1:7.3f}{TARGETS[name]:8.2f}"
            f"{peers[0]:10.3f}{peers[1]:10.3f}{pairwise(truth, found):10.3f}   {seconds:.0f} s"
        )


def judge_pairs(folder: Path) -> None:
    """Print F1 of the labelled pairs by language: each pair among all others, and each pair alone."""
    given = rows(folder / "bench" / "tgcontest_toloka_pairs.jsonl.gz")
    items = {side: [_side(row, side) for row in given] for side in "ab"}
    together = clustered([*items["a"], *items["b"]])
    for language in ("ru", "en"):
        pairs = [
            (row["label"] == 1, _side(row, "a"), _side(row, "b")) for row in given if row["lang"] == language
        ]
        among = [together[a["id"]] == together[b["id"]] for _, a, b in pairs]
        truth = [same for same, _, _ in pairs]
        peers = [
            max(_f1(truth, [measure(a["title"], b["title"]) >= t for _, a, b in pairs]) for t in THRESHOLDS)
            for measure in (lambda a, b: jaccard(trigrams(a), trigrams(b)), token_set)
        ]
        print(
            f"toloka {language}: {len(pairs)} pairs, F1 {_f1(truth, among):.3f} (target .90), "
            f"trigrams {peers[0]:.3f}, token_set {peers[1]:.3f}"
        )


def _side(row: Row, side: str) -> Row:
    text = {"title": row[f"title_{side}"], "summary": row[f"text_{side}"], "url": row[f"url_{side}"]}
    return {"id": f"{row['id']}/{side}", "lang": row["lang"], **text}


def _f1(truth: Sequence[bool], found: Sequence[bool]) -> float:
    right = sum(a and b for a, b in zip(truth, found, strict=True))
    return 2 * right / max(1, sum(truth) + sum(found))


# --- the written storylines ------------------------------------------------------------------------------


def judge_written(folder: Path, *, errors: bool) -> None:
    """Print how events became stories and messages, over all languages."""
    for name in ("nk", "un"):
        given = rows(folder / "written" / f"{name}.jsonl")
        by_id = {row["id"]: row for row in given}
        positive = [row for row in given if row["event"]]
        truth = {row["id"]: row["event"] for row in positive}
        peers = [best_peer(positive, truth, peer) for peer in ("trigrams", "token_set")]
        events = len(set(truth.values()))
        print(f"\nwritten {name}: {len(positive)} items of {events} events, {len(given)} in all")
        for command, found in (("cluster", clustered(positive)), ("replay", _replayed(given))):
            ours = {item: found.get(item) or f"none {item}" for item in truth}
            precision, recall, f1 = bcubed(truth, ours)
            across = pairwise(truth, ours, _differ(by_id))
            print(
                f"  {command:8} B3 {precision:.3f} {recall:.3f} {f1:.3f} (target .85; trigrams "
                f"{peers[0]:.3f}, token_set {peers[1]:.3f})   pairs of different languages F1 {across:.3f} "
                f"(target .80)   {len(set(ours.values()))} stories"
            )
        _judge_messages(given, by_id, errors=errors)


def _differ(by_id: Mapping[str, Row]) -> Callable[[str, str], bool]:
    return lambda one, other: by_id[one]["lang"] != by_id[other]["lang"]


def _replayed(given: Sequence[Row]) -> Groups:
    return {row["id"]: row["story"] for row in answers(replay_lines, given) if row["story"]}


def _judge_messages(given: Sequence[Row], by_id: Mapping[str, Row], *, errors: bool) -> None:
    told = answers(replay_lines, given)
    events: defaultdict[str, list[Row]] = defaultdict(list)
    for row in told:
        if by_id[row["id"]]["event"]:
            events[by_id[row["id"]]["event"]].append(row)
    messages = {event: [row for row in found if _is_message(row)] for event, found in events.items()}
    total = sum(map(len, messages.values()))
    share = sum(bool(found) for found in messages.values()) / len(events)
    reasons = Counter(row["alert"]["reason"] for found in messages.values() for row in found)
    print(
        f"  messages per event {total / len(events):.2f} (limit 1.5), events with at least one {share:.0%} "
        f"(target 95 %); {dict(reasons)}"
    )
    noise = [row for row in told if _is_message(row) and not by_id[row["id"]]["event"]]
    print(f"  messages about items of no event: {len(noise)}")
    read = [(row["stance"], by_id[row["id"]]) for row in told if row["story"]]
    stances = [ours == true["stance"] for ours, true in read if true["event"]]
    share = sum(stances) / len(stances)
    print(f"  stance right for {share:.3f} of {len(stances)} items in stories (target .80)")
    _judge_origins(told, by_id)
    if errors:
        for event, found in events.items():
            print(f"    {event}: {Counter(row['story'] for row in found).most_common(6)}")
            for row in messages[event]:
                print(f"       {row['alert']} {row['id']} {by_id[row['id']]['title'][:90]}")


def _judge_origins(told: Sequence[Row], by_id: Mapping[str, Row]) -> None:
    """The last count of each story against the true origins of its items, for stories of more than one
    item."""
    stories: defaultdict[str, list[Row]] = defaultdict(list)
    for row in told:
        if row["story"]:
            stories[row["story"]].append(row)
    right = near = 0
    big = [found for found in stories.values() if len(found) > 1]
    for found in big:
        true = {by_id[row["id"]]["origin"] or by_id[row["id"]]["publisher"] for row in found}
        ours = max(row["origins"] for row in found)
        right += ours == len(true)
        near += abs(ours - len(true)) <= 1
    print(
        f"  origins counted right for {right} of {len(big)} stories of several items (target 85 %), "
        f"within one for {near}"
    )


def _is_message(row: Row) -> bool:
    return bool(row["alert"]) and not row["alert"]["edits"]


def main() -> None:
    """Print all figures."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--errors", action="store_true", help="show stories and messages of each event")
    options.add_argument("--only", default="", help="uci, fr, basil, toloka or written")
    asked = options.parse_args()
    folder = corpora()
    if folder is None:
        print("no corpora: set VIGIE_CORPORA to their folder; nothing is measured")
        return
    if asked.only in ("", *TARGETS):
        judge_clusters(folder, asked.only)
    if asked.only in ("", "toloka"):
        judge_pairs(folder)
    if asked.only in ("", "written"):
        judge_written(folder, errors=asked.errors)


if __name__ == "__main__":
    main()
