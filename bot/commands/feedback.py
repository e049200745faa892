"""`vigie feedback`: what readers thought of alerts, for the author of a storyline.

Who judged is nobody's business: a rule is mended by what made the alert, not by who disliked it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.commands.ask import stored
from bot.commands.screen import cell, print_json, screen, table
from bot.model import Feedback

SHOWN_TERMS, SHOWN_JUDGEMENTS = 20, 30
"""On the terminal; `--json` gives all."""

Term = tuple[str, str, str]
"""Storyline, concept, and the term as the rule writes it."""


@dataclass(slots=True)
class Votes:
    """How many readers liked, and did not like, to be told."""

    good: int = 0
    bad: int = 0

    def add(self, *, good: bool) -> None:
        """Count one more."""
        self.good += good
        self.bad += not good


def show_feedback(home: Path, storyline: str, *, as_json: bool, limit: int) -> None:
    """Counts by storyline and by term, then the judgements, the newest first."""
    with stored(home) as store:
        found = store.feedback(limit, storyline)
    if as_json:
        _json(found)
    elif found:
        _print(found)
    else:
        screen().print(cell("no reader has judged an alert yet" + (f" of {storyline}" if storyline else "")))


def by_storyline(found: Iterable[Feedback]) -> dict[str, Votes]:
    """The votes of each storyline, the one with the most against it first."""
    votes: defaultdict[str, Votes] = defaultdict(Votes)
    for one in found:
        votes[one.storyline_id].add(good=one.good)
    return dict(sorted(votes.items(), key=lambda pair: (-pair[1].bad, pair[0])))


def by_term(found: Iterable[Feedback]) -> dict[Term, Votes]:
    """The votes of each term that made an item match, the one with the most against it first."""
    votes: defaultdict[Term, Votes] = defaultdict(Votes)
    for one in found:
        for term in {(one.storyline_id, e.concept, e.term) for e in one.evidence}:
            votes[term].add(good=one.good)
    return dict(sorted(votes.items(), key=lambda pair: (-pair[1].bad, pair[1].good, pair[0])))


def _json(found: Sequence[Feedback]) -> None:
    print_json(
        ({"storyline": name, **asdict(votes)} for name, votes in by_storyline(found).items()),
        kind="storyline",
    )
    print_json(
        (
            {"storyline": storyline, "concept": concept, "term": term, **asdict(votes)}
            for (storyline, concept, term), votes in by_term(found).items()
        ),
        kind="term",
    )
    print_json(map(_judgement, found), kind="judgement")


def _judgement(one: Feedback) -> dict[str, object]:
    return {
        "storyline": one.storyline_id,
        "story": one.story_id,
        "item": one.item_id,
        "good": one.good,
        "at": one.at,
        "title": one.title,
        "url": one.url,
        "score": round(one.score, 4),
        "evidence": [asdict(evidence) for evidence in one.evidence],
    }


def _print(found: Sequence[Feedback]) -> None:
    out = screen()
    storylines = table("storyline", ">👍", ">👎")
    for name, votes in by_storyline(found).items():
        storylines.add_row(cell(name), str(votes.good), str(votes.bad))
    out.print(storylines, "")
    terms = table("storyline", "concept", "term", ">👍", ">👎")
    counted = by_term(found)
    for (storyline, concept, term), votes in list(counted.items())[:SHOWN_TERMS]:
        style = "red" if votes.bad > votes.good else ""
        terms.add_row(
            cell(storyline), cell(concept), cell(term or "–"), str(votes.good), cell(votes.bad, style)
        )
    out.print(terms)
    _print_rest(len(counted), SHOWN_TERMS)
    for one in found[:SHOWN_JUDGEMENTS]:
        for line in _lines(one):
            out.print(line)
    _print_rest(len(found), SHOWN_JUDGEMENTS)


def _lines(one: Feedback) -> Iterator[object]:
    words = ", ".join(dict.fromkeys(f"“{e.text}”" for e in one.evidence if e.text)) or "a recent headline"
    yield ""
    yield cell(f"{'👍' if one.good else '👎'} {one.at:%Y-%m-%d} {one.storyline_id}: {one.title}")
    yield cell(f"   {one.score:.2f} {words}", "dim")
    yield cell(f"   {one.url}", "dim")


def _print_rest(count: int, shown: int) -> None:
    if count > shown:
        screen().print(cell(f"… and {count - shown:,} more; --json gives all", "dim"))
