"""Sentences read with the shipped library, for the tests of what an item says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.model import Attribution, StanceClaim
from bot.rulebook import load_rules_folder
from bot.stories.speakers import attributions
from bot.stories.stances import stances
from bot.storylines.annotate import Annotator

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = "en fr de es it pt nl sv pl ru uk ar ko ja zh tr he".split()


@cache
def annotator() -> Annotator:
    """The shipped library and cues, compiled once for all tests (4 s)."""
    return Annotator(load_rules_folder(ROOT, everything=True).concepts, LANGUAGES).compile()


def cited(title: str, language: str, summary: str = "") -> tuple[Attribution, ...]:
    """Whom a text cites."""
    return attributions(title, summary, language, annotator().mentions(title, summary, language))


def stances_in(title: str, language: str, summary: str = "") -> tuple[StanceClaim, ...]:
    """The stances of a text, its own first."""
    mentions = annotator().mentions(title, summary, language)
    return stances(title, summary, language, mentions, attributions(title, summary, language, mentions))
