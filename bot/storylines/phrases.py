"""Where the words of a term stand in a text, once it is known that they are all there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.storylines.patterns import INSIDE, MISSPELT
from bot.storylines.words import KATAKANA, STOP_WORDS, Run, Word, attached, fold, neighbours, spelled

Languages = frozenset[str]

MARKS = 4
"""Marks that may stand among the letters beside a run."""

MOST_APART = 4
"""Words of a text from one word of a phrase to the next: itself, a stop word, an ending attached to each."""


class Hit(NamedTuple):
    """A term of a concept at a place in a text."""

    start: int
    end: int
    how: int
    """Index into HOW."""
    concept: str
    term: str
    weak: bool = False
    """It counts only beside words that fill another slot."""


class Phrase(NamedTuple):
    """A term: the patterns of its words, in order."""

    number: int
    """That of its concept."""
    concept: str
    text: str
    patterns: tuple[int, ...]
    anchor: int
    """Which of its words it hangs on."""
    languages: Languages
    bound: bool
    exact: bool
    weak: bool
    joins: bool = True
    """Whether a hyphen may part it in a text."""


class Inside(NamedTuple):
    """A term in a script without spaces; what is Latin in it stands before or after: `EU制裁`."""

    number: int
    folded: str
    before: str
    after: str
    concept: str
    text: str
    languages: Languages
    bound: bool
    whole: bool
    weak: bool
    exact: bool = False


class ReadText(NamedTuple):
    """A text, its words, and the patterns of each with their likeness."""

    text: str
    words: Sequence[Word]
    readings: Sequence[Mapping[int, int]]


def speaks(languages: Languages, language: str, bound: bool) -> bool:
    """Whether a term of these languages counts in an item of that one; unknown ones do."""
    return not bound or not language or language in languages or "*" in languages


def phrase_at(read: ReadText, place: int, phrase: Phrase) -> Hit | None:
    """The phrase whose anchor stands at that place, if its other words stand around it.

    It is read from its first word on whichever word it hangs, so that other terms cannot change the answer.
    """
    if not phrase.anchor:
        return _from(read, place, phrase)
    farthest = max(place - MOST_APART * phrase.anchor, 0)
    for first in range(place - 1, farthest - 1, -1):
        hit = _from(read, first, phrase) if phrase.patterns[0] in read.readings[first] else None
        if hit and hit.end >= read.words[place].end:
            return hit
    return None


def _from(read: ReadText, first: int, phrase: Phrase) -> Hit | None:
    """The phrase whose first word stands at that place; a stop word may stand between each two."""
    how, place = read.readings[first][phrase.patterns[0]], first
    for pattern in phrase.patterns[1:]:
        at = _next(read, place)
        if at is not None and pattern not in read.readings[at]:
            at = _next(read, at) if fold(read.words[at].text) in STOP_WORDS else None
        if at is None or pattern not in read.readings[at]:
            return None
        how, place = max(how, read.readings[at][pattern]), at
    weak = phrase.weak or how == MISSPELT
    return Hit(read.words[first].start, read.words[place].end, how, phrase.concept, phrase.text, weak)


def _next(read: ReadText, place: int) -> int | None:
    """The next word, over an ending attached by an apostrophe; None where a thought ends."""
    for at in range(place + 1, len(read.words)):
        if not neighbours(read.text, read.words[at - 1], read.words[at]):
            return None
        if not attached(read.text, read.words[at - 1], read.words[at]):
            return at
    return None


def inside_at(text: str, run: Run, at: int, entry: Inside, language: str) -> Hit | None:
    """The term at that place of a run, with the Latin part that belongs to it."""
    if not run.folded.startswith(entry.folded, at) or _cuts_katakana(run, at, entry.folded):
        return None
    if not speaks(entry.languages, language, entry.bound):
        return None
    if entry.whole and len(run.folded) != len(entry.folded):
        return None
    inner, outer = run.starts[at], run.ends[at + len(entry.folded) - 1]
    before, after = _beside(text, inner, entry.before, -1), _beside(text, outer, entry.after, 1)
    if before is None or after is None:
        return None
    start, end = inner - before, outer + after
    if entry.exact and spelled(text[start:end]) != spelled(entry.text.replace(" ", "")):
        return None
    return Hit(start, end, INSIDE, entry.concept, entry.text, entry.weak)


def _beside(text: str, at: int, folded: str, step: int) -> int | None:
    """How many characters before or after a place are these folded ones; marks among them fold to nothing.

    Marks stand behind their letter: those after the last one belong to it, those before the first do not.
    """
    if not folded:
        return 0
    lengths = range(len(folded), len(folded) + MARKS + 1)
    for length in reversed(lengths) if step > 0 else lengths:
        start, end = (at, at + length) if step > 0 else (at - length, at)
        if start >= 0 and end <= len(text) and fold(text[start:end]) == folded:
            return length
    return None


def _cuts_katakana(run: Run, at: int, term: str) -> bool:
    """Whether a term begins in the middle of a katakana word, or is a short part of one: タイ in タイトル."""
    if not KATAKANA.match(term[0]):
        return False
    if at and KATAKANA.match(run.folded[at - 1]):
        return True
    after = run.folded[at + len(term) : at + len(term) + 1]
    return len(term) < 3 and bool(after) and bool(KATAKANA.match(after))
