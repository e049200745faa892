"""Small rules made in the test, and what a matcher finds with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from bot.model import Concept, Match, Storyline, Term
from bot.storylines.load import Rules, load_rules
from bot.storylines.matcher import Matcher

RULES = Path(__file__).resolve().parents[2] / "rules"


@cache
def shipped_files() -> Mapping[str, str]:
    """The texts of the shipped rule files, by path below rules/."""
    files = [f for f in RULES.rglob("*") if f.suffix in (".yaml", ".yml")]
    return {f.relative_to(RULES).as_posix(): f.read_text(encoding="utf-8") for f in files}


@cache
def shipped_matcher() -> Matcher:
    """A matcher of the shipped rules, compiled once for all tests."""
    return Matcher(load_rules(shipped_files()))


def concept(name: str, *texts: str, language: str = "en", **flags: bool) -> Concept:
    """A concept of these words."""
    return Concept(id=name, terms=tuple(Term(text=text, language=language, **flags) for text in texts))


def storyline(name: str, *slots: Sequence[str], none: Sequence[str] = ()) -> Storyline:
    """A storyline of these slots."""
    return Storyline(id=name, title={"en": name}, slots=tuple(map(tuple, slots)), none=tuple(none))


FLOOD = Rules(
    storylines=(storyline("flood", ["water"], ["place"], none=["film"]),),
    concepts=(
        concept("water", "flood", "high water"),
        concept("place", "Bordeaux"),
        concept("film", "film festival"),
    ),
)


def one(rules: Rules, title: str, summary: str = "", language: str = "en") -> Match | None:
    """The only match of a title, or none."""
    found = Matcher(rules).match(title, summary, language)
    assert len(found) < 2
    return found[0] if found else None
