"""A storyline drafted from a few words, and what it would have found of the stored items.

Reading the whole library and thousands of items takes seconds of computing, which the daemon cannot spare:
it is done in a process of its own, which is killed if it takes too long.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from bot.errors import ConfigError
from bot.pipeline.backtest import Backtest, Sample, backtest
from bot.storylines.draft import DraftSlot, as_yaml, draft
from bot.storylines.load import CONCEPTS, Rules, load_library, load_rules
from bot.storylines.matcher import Matcher

TIMEOUT = 90.0
"""Seconds. The library takes 8 of them, and of 20,000 items each thousand half a second at most."""

LATEST, NEARLY = 5, 2
"""Headlines shown: of those that match, and for each slot that alone was missing."""

LONGEST_ID = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An item that was found, or nearly."""

    at: datetime
    language: str
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One of the things that every item must name."""

    words: str
    """As they were written."""
    known: bool
    """Whether the library has words for it; else it is found only as it was written."""
    languages: int
    """In how many languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Items in which one thing alone was missing."""

    words: str
    items: int
    examples: tuple[Headline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A drafted storyline and what it would have told."""

    storyline_id: str
    yaml: str
    wanted: tuple[Wanted, ...] = ()
    """Empty where no word says what to look for."""
    problem: str = ""
    """Why the draft is no valid storyline; nothing was tried then."""
    items: int = 0
    days: float = 1.0
    """The time that the items span, at least a day."""
    found: int = 0
    stories: int = 0
    """Opened, so that each would have been an alert."""
    latest: tuple[Headline, ...] = ()
    missed: tuple[Missed, ...] = ()
    """Most items first."""


async def tried(
    title: str,
    language: str,
    texts: Mapping[str, str],
    taken: Collection[str],
    samples: Sequence[Sample],
    *,
    timeout: float = TIMEOUT,  # noqa: ASYNC109 - it is for the process, which has to be killed
) -> Trial | None:
    """Draft and try it in a process; None if that took too long or ended it.

    `texts` are the rule files by their path below rules/, `taken` the ids that storylines have.
    """
    pool = ProcessPool(max_workers=1, context=multiprocessing.get_context("forkserver"))
    try:
        future: ProcessFuture[Trial] = pool.schedule(
            try_out, args=(title, language, dict(texts), set(taken), list(samples)), timeout=timeout
        )
        return await asyncio.wrap_future(future)
    except (ProcessExpired, BrokenProcessPool, TimeoutError, MemoryError):
        return None
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(pool.join)


def try_out(
    title: str, language: str, texts: Mapping[str, str], taken: Collection[str], samples: Sequence[Sample]
) -> Trial:
    """Draft a storyline and run it over the items. Pure."""
    made = draft(title, title, load_library(texts), language)
    name, text = _free(made.id, taken), as_yaml(made, language)
    if not made.slots:
        return Trial(storyline_id=name, yaml=text)
    try:
        rules = load_rules({**_concepts(texts), f"{name}.yaml": text})
    except ConfigError as error:
        return Trial(
            storyline_id=name, yaml=text, wanted=_wanted(made.slots, None), problem=error.problems[0].message
        )
    result = backtest(Matcher(rules), samples)
    return Trial(
        storyline_id=name,
        yaml=text,
        wanted=_wanted(made.slots, rules),
        items=result.items,
        days=result.days,
        found=len(result.found),
        stories=result.alerts,
        latest=tuple(_headline(one.sample) for one in result.found[: -LATEST - 1 : -1]),
        missed=tuple(_missed(made.slots, rules, result)),
    )


def _free(wanted: str, taken: Collection[str]) -> str:
    """An id that no storyline has."""
    short = wanted[:LONGEST_ID].strip("-")
    numbered = (f"{short}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (short, *numbered) if one not in taken)


def _concepts(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in texts.items() if path.startswith(f"{CONCEPTS}/")}


def _wanted(slots: Sequence[DraftSlot], rules: Rules | None) -> tuple[Wanted, ...]:
    concepts = rules.concepts if rules else ()
    spoken = {concept.id: {term.language for term in concept.terms} for concept in concepts}
    return tuple(
        Wanted(words=slot.words, known=slot.known, languages=len(spoken.get(slot.concepts[0], ())))
        for slot in slots
    )


def _missed(slots: Sequence[DraftSlot], rules: Rules, result: Backtest) -> list[Missed]:
    (storyline,) = rules.storylines
    words = {slot: made.words for slot, made in zip(storyline.slots, slots, strict=True)}
    return sorted(
        (
            Missed(
                words=words[slot],
                items=near.items,
                examples=tuple(_headline(sample) for sample, _ in near.examples[:NEARLY]),
            )
            for slot, near in result.near.items()
        ),
        key=lambda missed: -missed.items,
    )


def _headline(sample: Sample) -> Headline:
    item = sample.item
    title = item.title or re.sub(r"\s+", " ", item.summary)[:200]
    return Headline(at=sample.at, language=item.language, title=title, url=item.url)
