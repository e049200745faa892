"""`vigie cluster` and `vigie replay`: JSON Lines in, stories out; nothing is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from pydantic import ValidationError

from bot.commands.samples import InputItem, reason
from bot.model import Item
from bot.pipeline.backtest import NEVER
from bot.pipeline.reading import read
from bot.pipeline.replay import Replayed, replay
from bot.rulebook import Rulebook, load_rulebook
from bot.sources import unfilled_feeds
from bot.store import open_store
from bot.stories.cluster import Shelf
from bot.stories.rarity import Rarity
from bot.text import host

Answer = dict[str, Any]

_NOTHING: Answer = {
    "storyline": None,
    "story": None,
    "new_story": False,
    "state": None,
    "origins": 0,
    "figures": [],
    "alert": None,
}
"""About an item that no storyline wants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of input: an item, or why it is none."""

    number: int
    entry: InputItem | None
    at: datetime = NEVER
    error: str = ""


def cluster_lines(home: Path, lines: Iterable[bytes] | BinaryIO, out: TextIO) -> int:
    """Give each item its story, all items taken as of one storyline; 1 if a line could not be read."""
    given = list(read_lines(lines))
    book = load_rulebook(home)
    _answer(given, dict(_clustered(given, book)), out, empty={"story": None})
    return int(any(line.error for line in given))


def _clustered(given: Iterable[Line], book: Rulebook) -> Iterator[tuple[int, Answer]]:
    """The answer for each line by its number, after all mergers."""
    known = [(line, line.entry) for line in given if line.entry]
    shelf = Shelf("input", rarity=Rarity((entry.lang, entry.title) for _, entry in known))
    stories: dict[int, str] = {}
    for line, entry in sorted(known, key=lambda pair: (pair[0].at, pair[0].number)):
        item = _item(line, entry)
        traits = read(item, entry.outlet, book.annotator)
        stories[line.number] = shelf.put(item, traits, entry.outlet).story_key
    for number, key in stories.items():
        yield number, {"story": shelf.story_of(key)}


def replay_lines(home: Path, lines: Iterable[bytes] | BinaryIO, out: TextIO) -> int:
    """Track each item at its own time and tell what was decided; 1 if a line could not be read."""
    given = list(read_lines(lines))
    book = load_rulebook(home)
    feeds = {host(feed.url): feed for feed in unfilled_feeds(home)}
    known = [(line, line.entry) for line in given if line.entry]
    ordered = sorted(known, key=lambda pair: (pair[0].at, pair[0].number))
    items = [(line.number, entry.parsed(line.at), entry.feed(feeds), line.at) for line, entry in ordered]
    with closing(open_store("sqlite:///:memory:")) as store:
        answers = {number: _told(found) for number, found in replay(store, items, book)}
    _answer(given, answers, out, empty=_told(()))
    return int(any(line.error for line in given))


def read_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """The lines of input; one without a time gets that of the line before."""
    last = NEVER
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            entry = InputItem.model_validate_json(text)
        except ValidationError as error:
            told = reason(error)
            print(f"standard input:{number}: {told}", file=sys.stderr)  # noqa: T201 - a command's answer
            yield Line(number=number, entry=None, error=told)
            continue
        last = entry.at if entry.at > NEVER else last
        yield Line(number=number, entry=entry, at=last)


def _item(line: Line, entry: InputItem) -> Item:
    return Item(
        id=line.number,
        feed_id=entry.outlet,
        uid=str(line.number),
        url=entry.url or "",
        title=entry.title,
        summary=entry.body,
        language=entry.lang,
        first_seen_at=line.at,
        published_at=line.at,
        source_name=entry.source or "",
    )


def _told(found: Iterable[Replayed]) -> Answer:
    """The answer about an item: its best match first, further ones under `also`."""
    answers = [_match_answer(each) for each in found]
    if not answers:
        return dict(_NOTHING)
    best, *others = answers
    return {**best, "also": others} if others else best


def _match_answer(found: Replayed) -> Answer:
    traits, alert = found.tracked.traits, found.alert
    return {
        "storyline": found.tracked.match.storyline_id,
        "story": found.story,
        "new_story": found.tracked.assignment.opens,
        "joined": found.tracked.assignment.how.value,
        "state": found.tracked.state.value,
        "origins": len(found.tracked.origins),
        "origin": traits.origin.name if traits.origin else None,
        "stance": traits.stance.value,
        "decision": found.tracked.decision.value,
        "figures": [
            {
                "value": figure.value,
                "value_max": figure.value_max,
                "qualifier": figure.qualifier.value,
                "of": figure.of,
                "claimant": figure.claimant or None,
                "text": figure.text,
            }
            for figure in traits.figures
        ],
        "alert": alert and {"reason": alert.reason, "level": alert.level, "edits": alert.edits},
    }


def _answer(given: Iterable[Line], answers: dict[int, Answer], out: TextIO, *, empty: Answer) -> None:
    """One line for each, in the order of the input."""
    for line in given:
        answer: Answer = {"id": line.entry.id if line.entry else None, **answers.get(line.number, empty)}
        if line.error:
            answer["error"] = line.error
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    out.flush()
