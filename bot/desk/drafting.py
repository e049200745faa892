"""A storyline drafted in the chat: shown with what it would have found, then put in force or forgotten."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from markupsafe import escape

from bot.config import RULES_FOLDER, rule_files
from bot.desk.lines import linked
from bot.desk.premises import Premises
from bot.desk.sheets import sheet, spoken_in
from bot.desk.trial import Headline, Trial, Wanted, tried
from bot.errors import ConfigError, Problem
from bot.fit import shorten
from bot.model import Answer, Ask, Chat, Choice, Draft
from bot.pipeline.backtest import samples_of
from bot.rulebook import rule_texts
from bot.storylines.load import load_rules
from bot.text import one_line
from bot.words import html, say
from bot.words.times import day

PAST = timedelta(days=30)

MOST_ITEMS = 20_000
"""Newest stored items that a draft is tried on."""

WORDS_ROOM, HEADLINE_ROOM, URL_ROOM = 200, 140, 600

MUCH = 100
"""Alerts a week from which a draft is said to ask for too much."""

MOST = 0.2
"""Share of all items from which it is; below MANY items it says nothing."""
MANY = 50


class Drafter:
    """Drafts storylines."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises
        self._trying, self._writing = asyncio.Lock(), asyncio.Lock()

    async def draft(self, chat: Chat, words: str, user: int) -> Answer:
        """See `bot.ports.SteeringDesk.draft`."""
        it, language = self._premises, spoken_in(chat)
        now, book = it.clock.now(), it.rulebook()
        if book is None:
            return sheet([html(language, "steering-not-ready")])
        title = shorten(one_line(words), WORDS_ROOM)
        items = await it.access(lambda store: store.items(limit=MOST_ITEMS))
        samples = samples_of(items, it.feeds(), now - PAST)
        taken = await asyncio.to_thread(_storyline_ids, it.home)
        async with self._trying:  # each takes a core for itself
            trial = await tried(title, language, book.texts, taken, samples)
        if trial is None:
            return sheet([html(language, "steering-draft-slow")])
        if trial.problem:
            return sheet([html(language, "steering-draft-wrong", problem=trial.problem)])
        if not trial.wanted:
            return sheet([html(language, "steering-draft-empty")])
        made = Draft(id=0, storyline_id=trial.storyline_id, yaml=trial.yaml, made_by=user, made_at=now)
        number = await it.access(lambda store: store.save_draft(made))
        row = tuple(
            Choice(label=say(language, f"steering-button-{ask}"), ask=ask, key=str(number))
            for ask in (Ask.ENABLE, Ask.DISCARD)
        )
        zone = chat.settings.zone
        return sheet(shown(title, trial, language, zone, cut=len(items) >= MOST_ITEMS), choices=(row,))

    async def enable(self, draft_id: int) -> str | None:
        """See `bot.ports.SteeringDesk.enable`."""
        async with self._writing:  # a double tap finds the draft gone
            draft = await self._premises.access(lambda store: store.draft(draft_id))
            if draft is None:
                return None
            await asyncio.to_thread(write_storyline, self._premises.home, draft)
            await self._premises.access(lambda store: store.drop_draft(draft_id))
            return draft.storyline_id

    async def discard(self, draft_id: int) -> None:
        """See `bot.ports.SteeringDesk.discard`."""
        await self._premises.access(lambda store: store.drop_draft(draft_id))


# --- the file --------------------------------------------------------------------------------------------


def write_storyline(home: Path, draft: Draft) -> None:
    """Write a draft into rules/; raises ConfigError if the rules would have mistakes, or the file exists."""
    name = f"{draft.storyline_id}.yaml"
    texts = rule_texts(home)
    if _storyline(draft.storyline_id, texts):
        raise _refusal(name, "exists already; discard this draft, and ask for another one")
    load_rules({**texts, name: draft.yaml})
    file = home / RULES_FOLDER / name
    try:
        _write_new(file, draft.yaml)
    except FileExistsError as error:
        raise _refusal(name, "exists already") from error
    except OSError as error:
        raise _refusal(name, f"cannot be written: {error.strerror or error}") from error


def _write_new(file: Path, text: str) -> None:
    """Write a file that must not exist yet, wholly or not at all."""
    with file.open("x", encoding="utf-8") as out:
        try:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        except OSError:
            with suppress(OSError):
                file.unlink()
            raise


def _storyline(storyline_id: str, texts: Mapping[str, str]) -> bool:
    return any(f"{storyline_id}{ending}" in texts for ending in (".yaml", ".yml"))


def _storyline_ids(home: Path) -> set[str]:
    """The ids that storylines have, those with mistakes too."""
    folder = home / RULES_FOLDER
    return {file.stem for file in rule_files(folder) if file.parent == folder}


def _refusal(file: str, message: str) -> ConfigError:
    return ConfigError([Problem(file=f"{RULES_FOLDER}/{file}", line=0, field="", message=message)])


# --- what is shown ---------------------------------------------------------------------------------------


def shown(title: str, trial: Trial, language: str, zone: str, *, cut: bool) -> Iterator[str]:
    """The lines that show a draft, within a message. `cut` says that older items were left out."""
    yield html(language, "steering-draft-title", title=title)
    yield ""
    yield html(language, "steering-draft-asks", count=len(trial.wanted))
    yield from (_wanted(one, language) for one in trial.wanted)
    yield ""
    if not trial.items:
        yield html(language, "steering-draft-untried")
    else:
        yield from _counted(trial, language, cut=cut)
        yield from _listed("steering-draft-latest", {}, trial.latest, language, zone)
        for missed in trial.missed:
            values = {"words": shorten(missed.words, 60), "count": missed.items}
            yield from _listed("steering-draft-nearly", values, missed.examples, language, zone)
    yield from _warnings(trial, language)
    yield ""
    yield html(language, "steering-draft-end", file=f"{trial.storyline_id}.yaml")


def _wanted(one: Wanted, language: str) -> str:
    name = "steering-draft-known" if one.known else "steering-draft-own"
    return html(language, name, words=shorten(one.words, 60), languages=one.languages)


def _counted(trial: Trial, language: str, *, cut: bool) -> Iterator[str]:
    weekly = trial.stories / trial.days * 7
    yield html(
        language, "steering-draft-counts", items=trial.items, days=round(trial.days), found=trial.found
    )
    if cut:
        yield html(language, "steering-draft-cut")
    if trial.found:
        rounded = round(weekly) if weekly >= 1 else 1
        name = "steering-draft-weekly" if weekly >= 0.5 else "steering-draft-seldom"
        yield html(language, name, stories=trial.stories, weekly=rounded)


def _listed(
    heading: str, values: Mapping[str, object], headlines: Sequence[Headline], language: str, zone: str
) -> Iterator[str]:
    """A heading with headlines below; nothing where there are none."""
    if not headlines:
        return
    yield ""
    yield html(language, heading, **values)
    for one in headlines:
        told = linked(one.title, one.url if len(escape(one.url)) <= URL_ROOM else "", HEADLINE_ROOM)
        when = day(one.at, language, zone)
        yield html(language, "steering-draft-item", day=when, tongue=one.language, title=told)


def _warnings(trial: Trial, language: str) -> Iterator[str]:
    """What a person should think of before it is enabled."""
    told = []
    if trial.items >= MANY and not trial.found:
        told.append("nothing")
    weekly = trial.stories / trial.days * 7
    if weekly > MUCH or (trial.items >= MANY and trial.found > MOST * trial.items):
        told.append("much")
    if len(trial.wanted) == 1:
        told.append("single")
    if told:
        yield ""
    yield from (html(language, f"steering-draft-warn-{name}") for name in told)
