"""A first draft of a storyline from a title or an article, made of the concepts of the library. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.model import Concept
from bot.storylines.context import fillers
from bot.storylines.lexicon import Lexicon
from bot.storylines.phrases import Hit
from bot.storylines.words import fold, words

MAX_SLOTS = 4
"""A storyline that asks for more finds hardly anything."""

MIN_LETTERS = 4
"""Of a word that may be a slot by itself."""

SLUG_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSlot:
    """One slot of a draft."""

    concepts: tuple[str, ...]
    """Ids of the library, or one word or phrase that no concept knows."""
    words: str
    """What in the text stands for it."""
    known: bool
    also: tuple[str, ...] = ()
    """Other concepts that these words may stand for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A storyline to begin with."""

    id: str
    title: str
    slots: tuple[DraftSlot, ...]
    left_out: tuple[str, ...] = ()
    """Concepts that the text also names."""


def draft(title: str, article: str, library: Sequence[Concept], language: str) -> Draft:
    """A storyline from what its title names, and where that is too little from what the article repeats."""
    lexicon = Lexicon(library)
    slots = _slots(title, lexicon, fillers(language))
    counts = Counter(hit.concept for hit in lexicon.find(article) if not hit.weak)
    named = {name for slot in slots for name in (*slot.concepts, *slot.also)}
    more = [name for name, count in counts.most_common() if name not in named and count > 1]
    while len(slots) < 2 and more:
        name = more.pop(0)
        slots.append(DraftSlot(concepts=(name,), words=name.replace("-", " "), known=True))
    return Draft(
        id=slug(title, fillers(language)),
        title=title.strip(),
        slots=tuple(slots[:MAX_SLOTS]),
        left_out=tuple(more[:8]),
    )


def _slots(title: str, lexicon: Lexicon, minor: Collection[str]) -> list[DraftSlot]:
    """The concepts that a title names, in order, and the words that none of them knows."""
    slots: list[tuple[int, DraftSlot]] = []
    taken: list[tuple[int, int]] = []
    for start, end, names in _spans(lexicon.find(title)):
        taken.append((start, end))
        best, *others = sorted(names, key=lambda name: _fitness(name, title[start:end]))
        slot = DraftSlot(concepts=(best,), words=title[start:end], known=True, also=tuple(others))
        if all(best not in other.concepts for _, other in slots):
            slots.append((start, slot))
    for start, phrase in _unknown(title, taken, minor):
        slots.append((start, DraftSlot(concepts=(phrase,), words=phrase, known=False)))
    return [slot for _, slot in sorted(slots, key=lambda pair: pair[0])]


def _spans(hits: Sequence[Hit]) -> list[tuple[int, int, list[str]]]:
    """Stretches of a text with the concepts that name each; a stretch that others make up is left out."""
    by_span: dict[tuple[int, int], list[str]] = {}
    for hit in sorted(hits, key=lambda hit: hit.weak):
        by_span.setdefault((hit.start, hit.end), []).append(hit.concept)
    kept: list[tuple[int, int, list[str]]] = []
    for (start, end), names in sorted(by_span.items(), key=lambda pair: pair[0][0] - pair[0][1]):
        parts = [span for span in by_span if start <= span[0] and span[1] <= end and span != (start, end)]
        apart = any(a[1] <= b[0] for a in parts for b in parts)
        if not apart and not any(start < k_end and k_start < end for k_start, k_end, _ in kept):
            kept.append((start, end, list(dict.fromkeys(names))))
    return sorted(kept)


def _fitness(name: str, text: str) -> tuple[bool, int]:
    """Concepts whose name is in the words themselves come first, then those of shorter names."""
    said = {fold(word.text)[:5] for word in words(text)}
    return not said & {part[:5] for part in name.split("-")}, len(name)


def _unknown(title: str, taken: Collection[tuple[int, int]], minor: Collection[str]) -> list[tuple[int, str]]:
    """Words that no concept knows; neighbours with a capital are one name."""
    found: list[tuple[int, int]] = []
    for word in words(title):
        if any(start < word.end and word.start < end for start, end in taken):
            continue
        folded = fold(word.text)
        name = word.text[:1].isupper()
        if folded in minor or (len(folded) < MIN_LETTERS and not name) or folded.isdigit():
            continue
        if found and name and title[found[-1][1] : word.start] == " " and title[found[-1][0]].isupper():
            found[-1] = (found[-1][0], word.end)
        else:
            found.append((word.start, word.end))
    return [(start, title[start:end]) for start, end in found]


def slug(title: str, minor: Collection[str] = (), otherwise: str = "storyline") -> str:
    """The id of a storyline with this title, or `otherwise` where it has no Latin letters."""
    parts = [part for word in words(title) if (part := re.sub("[^a-z0-9]", "", fold(word.text)))]
    useful = [part for part in parts if part not in minor] or parts
    return "-".join(useful[:SLUG_WORDS]) or otherwise


def as_yaml(draft: Draft, language: str) -> str:
    """The draft as a file, with what a person should look at."""
    lines = [
        "# yaml-language-server: $schema=schemas/storyline.schema.json",
        f"title: {{{_quoted(language)}: {_quoted(draft.title)}}}",
        "match:",
        "  all:",
    ]
    own: list[str] = []
    for number, slot in enumerate(draft.slots, 1):
        also = f"; also: {', '.join(slot.also)}" if slot.also else ""
        name = slot.concepts[0] if slot.known else slug(slot.words, otherwise=f"words-{number}")
        note = f"“{slot.words}”{also}" if slot.known else "no concept of the library knows it"
        lines.append(f"    - {name}".ljust(34) + f"  # {note}")
        if not slot.known:
            own.append(f"  {name}: {{{_quoted(language)}: [{_quoted(slot.words)}]}}")
    if draft.left_out:
        lines.append(f"  # also named: {', '.join(draft.left_out)}")
    if own:
        lines += ["concepts:  # give their words in all languages", *own]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
