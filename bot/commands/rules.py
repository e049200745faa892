"""`vigie rule new`, `vigie rule lint` and `vigie backtest`: writing a rule with confidence."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.commands.ask import stored
from bot.commands.online import online
from bot.commands.samples import is_fed, read_samples, stored_samples
from bot.commands.screen import cell, print_json, screen
from bot.config import RULES_FOLDER, read_text
from bot.errors import ConfigError, FetchError, Problem, StoreError
from bot.model import Feed, FeedState, Match, Storyline
from bot.pipeline.backtest import Backtest, Sample, backtest
from bot.rulebook import load_rules_folder, rule_texts
from bot.sources import unfilled_feeds
from bot.storylines.draft import as_yaml, draft
from bot.storylines.lint import Weakness, lint, lint_against
from bot.storylines.load import Rules, library_ids, load_rules
from bot.storylines.matcher import Matcher
from bot.storylines.reading import readable_summary
from bot.text import one_line

SHOWN = 8
"""Samples shown of each kind."""

ARTICLE = 20_000
"""Characters of a page that are read for a draft."""

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


# --- rule new --------------------------------------------------------------------------------------------


def new_rule(home: Path, title: str, *, source: str, language: str, save: bool) -> int:
    """Draft a storyline and print it, or write it into rules/ if it is to be kept; 1 if there is nothing."""
    home = home.resolve()
    title, article = _material(home, title, source)
    rules = load_rules_folder(home, everything=True)
    library = [concept for concept in rules.concepts if "/" not in concept.id]
    made = draft(title, article, library, language)
    out = screen()
    if not made.slots:
        out.print(cell("no word of it says what to look for; try a title such as “drones in Sudan”"))
        return 1
    text = as_yaml(made, language)
    if not save:
        sys.stdout.write(text)
        return 0
    file = home / RULES_FOLDER / f"{made.id}.yaml"
    if file.exists():
        message = "exists already; remove it or choose another title"
        raise ConfigError([Problem(file=str(file), line=0, field="", message=message)])
    file.write_text(text, encoding="utf-8")
    out.print(cell(f"{file} is written; look at it, then try it with"))
    out.print(cell(f"   vigie backtest {file}"))
    return 0


def _material(home: Path, title: str, source: str) -> tuple[str, str]:
    """The title and the article that a draft is made from."""
    if not source:
        return title, title
    if not re.match(r"https?://", source):
        return title or source.split("\n", 1)[0][:200], source
    try:
        with stored(home) as store:
            if found := store.explain(source):
                return title or found.item.title, f"{found.item.title}\n{found.item.summary}"
    except StoreError:
        pass  # nothing is stored yet: the page itself is as good
    page = asyncio.run(_fetch(home.resolve(), source))
    heading = _TITLE.search(page)
    text = readable_summary(page).text[:ARTICLE]
    named = one_line(readable_summary(heading[1]).text) if heading else ""
    return title or named or source, f"{named}\n{text}"


async def _fetch(home: Path, url: str) -> str:
    feed = Feed(id="page", url=url, name="", publisher="", language="")
    async with online(home) as line:
        result = await line.fetcher.fetch(feed, FeedState(feed_id="page", next_poll_at=line.now()))
    if result.body is None:
        raise FetchError(f"{url} has no content")
    return result.body.decode(errors="replace")


# --- rule lint -------------------------------------------------------------------------------------------


def lint_rules(home: Path, wanted: Sequence[str], *, days: float, as_json: bool) -> int:
    """Tell the weak spots of storylines; 0 without any, else 1."""
    home = home.resolve()
    texts = rule_texts(home)
    rules = load_rules_folder(home)
    known = {storyline.id for storyline in rules.storylines}
    names = [Path(name).stem for name in wanted]
    for name in names:
        if name not in known:
            message = f"no storyline of that name; there are {', '.join(sorted(known))}"
            raise ConfigError([Problem(file=name, line=0, field="", message=message)])
    found = lint(rules, library_ids(texts), storylines=names)
    found += _against_the_past(home, rules, names, days)
    if as_json:
        print_json(map(asdict, found), kind="weakness")
    else:
        _print_weaknesses(screen(), found)
    return 1 if found else 0


def _against_the_past(home: Path, rules: Rules, names: Sequence[str], days: float) -> list[Weakness]:
    """What the stored items show; nothing where none are."""
    try:
        samples = stored_samples(home, days, {})
    except StoreError:
        return []
    if not samples:
        return []
    matcher = Matcher(rules)
    items = (sample.item for sample in samples)
    met = (e for item in items for e in matcher.named(item.title, item.summary, item.language))
    return lint_against(rules, met, storylines=names)


def _print_weaknesses(out: Console, found: Sequence[Weakness]) -> None:
    where = ""
    for weak in found:
        if weak.where != where:
            where = weak.where
            out.print(cell(where, "bold"))
        out.print(cell(f"   {weak.message}"))
    out.print(cell(f"{len(found)} weak spots" if found else "no weak spots"))


# --- backtest --------------------------------------------------------------------------------------------


def run_backtest(home: Path, file: Path, *, days: float, as_json: bool) -> int:
    """Show what a storyline's file would have told; items come from standard input or from the store."""
    home = home.resolve()
    file = file if file.is_file() else home / RULES_FOLDER / f"{file.stem}.yaml"
    storyline_id = file.stem
    texts = dict(rule_texts(home))
    in_force = _only(load_rules(_with_library(texts, texts)), storyline_id)
    mine = _with_library({f"{storyline_id}.yaml": read_text(file)}, texts)
    try:
        tried = _only(load_rules(mine), storyline_id)
    except ConfigError as error:
        raise ConfigError([_named(problem, storyline_id, file) for problem in error.problems]) from error
    assert tried is not None
    changed = in_force is not None and in_force != tried
    samples = _samples(home, storyline_id, days)
    before = Matcher(in_force) if changed and in_force else None
    result = backtest(Matcher(tried), samples, before)
    if as_json:
        _json(result, storyline_id)
    else:
        _print(screen(), result, tried.storylines[0], "changed" if changed else "")
    return 0


def _samples(home: Path, storyline_id: str, days: float) -> list[Sample]:
    if is_fed():
        return list(read_samples(sys.stdin.buffer, storyline_id))
    feeds = {feed.id: feed for feed in unfilled_feeds(home)}
    return stored_samples(home, days, feeds)


def _with_library(storylines: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """These storylines with the concepts of the home."""
    return {**{path: text for path, text in texts.items() if "/" in path}, **storylines}


def _only(rules: Rules, storyline_id: str) -> Rules | None:
    """The rules without other storylines; None if it is not among them."""
    mine = tuple(storyline for storyline in rules.storylines if storyline.id == storyline_id)
    if not mine:
        return None
    names = {name for s in mine for slot in (*s.slots, s.none, s.figures) for name in slot}
    names |= {name for s in mine for group in s.at_least for slot in group.slots for name in slot}
    return replace(rules, storylines=mine, concepts=tuple(c for c in rules.concepts if c.id in names))


def _named(problem: Problem, storyline_id: str, file: Path) -> Problem:
    return replace(problem, file=str(file)) if problem.file == f"{storyline_id}.yaml" else problem


def _json(result: Backtest, storyline_id: str) -> None:
    summary = {
        "storyline": storyline_id,
        "items": result.items,
        "days": round(result.days, 2),
        "matches": len(result.found),
        "alerts": result.alerts,
        "alerts_per_day": round(result.alerts / result.days, 3),
        "gained": len(result.gained),
        "lost": len(result.lost),
        "precision": result.precision,
        "recall": result.recall,
    }
    print_json([summary], kind="summary")
    print_json(
        ({**_line(f.sample), **_evidence(f.match), "alerts": f.opens} for f in result.found), kind="match"
    )
    print_json(map(_line, result.gained), kind="gained")
    print_json(({**_line(sample), **_evidence(match)} for sample, match in result.lost), kind="lost")
    print_json(map(_line, result.missed), kind="missed")
    for slot, near in result.near.items():
        examples = [_line(sample) for sample, _ in near.examples]
        print_json([{"slot": slot, "items": near.items, "examples": examples}], kind="nearly")


def _line(sample: Sample) -> dict[str, object]:
    item = sample.item
    return {"id": item.uid, "title": item.title, "language": item.language, "at": sample.at, "url": item.url}


def _evidence(match: Match) -> dict[str, object]:
    return {"score": round(match.score, 4), "evidence": [asdict(evidence) for evidence in match.evidence]}


def _print(out: Console, result: Backtest, storyline: Storyline, changed: str) -> None:
    span = timedelta(days=result.days).days
    out.print(cell(f"{storyline.id}: {result.items:,} items of {span:,} days", "bold"))
    rate = result.alerts / result.days
    out.print(cell(f"   {len(result.found):,} match; {result.alerts:,} alerts, {rate:.2f} a day"))
    if result.precision is not None or result.recall is not None:
        right, wrong = result.labelled[True, True], result.labelled[False, True]
        shares = [
            f"precision {result.precision:.3f}" if result.precision is not None else "",
            f"recall {result.recall:.3f}" if result.recall is not None else "",
        ]
        missed = result.labelled[True, False]
        counts = f"({right} right, {wrong} wrong, {missed} missed of those with a label)"
        out.print(cell("   " + ", ".join(filter(None, shares)) + f"  {counts}"))
    _print_found(out, result)
    if changed:
        _print_samples(
            out, f"gained against the version in force: {len(result.gained)}", result.gained, "green"
        )
        lost = [sample for sample, _ in result.lost]
        _print_samples(out, f"lost against the version in force: {len(lost)}", lost, "red")
    _print_samples(out, f"labelled as belonging, and missed: {len(result.missed)}", result.missed, "red")
    wrong_ones = [found.sample for found in result.wrong]
    _print_samples(out, f"labelled as not belonging, and matched: {len(wrong_ones)}", wrong_ones, "red")
    _print_near(out, result)


def _print_found(out: Console, result: Backtest) -> None:
    if not result.found:
        out.print(Text("   nothing matches; is a slot too narrow?", "yellow"))
        return
    out.print(cell("\nlast matches"))
    for found in list(reversed(result.found))[:SHOWN]:
        mark = "●" if found.opens else " "
        words = ", ".join(
            f"“{e.text}”" if e.how != "context" else "a recent headline" for e in found.match.evidence
        )
        out.print(cell(f" {mark} {found.match.score:.2f} {_shown(found.sample)}"))
        out.print(cell(f"        {words}", "dim"))
    out.print(cell("   ● opens a story, and so alerts", "dim"))


def _print_samples(out: Console, heading: str, samples: Sequence[Sample], style: str) -> None:
    if not samples:
        return
    out.print(cell(f"\n{heading}"))
    for sample in list(reversed(samples))[:SHOWN]:
        out.print(cell(f"   {_shown(sample)}", style))


def _print_near(out: Console, result: Backtest) -> None:
    for slot, near in sorted(result.near.items(), key=lambda pair: -pair[1].items):
        out.print(cell(f"\nonly {' or '.join(slot)} was missing: {near.items} items"))
        for sample, misses in near.examples[:3]:
            out.print(cell(f"   {_shown(sample)}"))
            for miss in misses:
                out.print(cell(f"        “{miss.evidence.text}” {miss.reason}", "dim"))


def _shown(sample: Sample) -> str:
    day = f"{sample.at:%Y-%m-%d} " if sample.at.year > 1 else ""
    return f"{day}{sample.item.language} {sample.item.title or '(no title)'}"
