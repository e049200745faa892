"""Pieces of messages: who says how many, who takes which side, how widely it is told, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.alerts.names import NAME_ROOM, amount, name_of, number, said
from bot.alerts.words import stance_word
from bot.fit import isolated, shorten
from bot.model import AlertContent, ClaimedFigure, Evidence, Side, Stance
from bot.text import one_line
from bot.words import say

# How many of each are shown before `+3`.
UNITS = 6
CLAIMS = 4
CLAIMANTS = 3
SIDES = 4
ORIGINS = 6
LANGUAGES = 12
EVIDENCE = 6

_SIDED = (Stance.CLAIMS, Stance.CONFIRMS, Stance.DENIES, Stance.UNCONFIRMED, Stance.CORRECTS)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: harmless text on one line, how it looks and where it leads."""

    text: str
    look: str = ""
    """`strong`, `subject`, `dim`, `link` or nothing."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a message."""

    spans: tuple[Span, ...]
    rank: int = 0
    """0 for what a message cannot do without; of the others the highest goes first."""

    @property
    def text(self) -> str:
        """Without looks and addresses."""
        return "".join(span.text for span in self.spans)


def figure_lines(figures: Sequence[ClaimedFigure], language: str) -> Iterator[Line]:
    """A line for each unit: `up to 12,000 troops — NIS (via Yonhap), White House; 10,000 — Zelensky`."""
    groups = [list(claims) for _, claims in groupby(figures, key=lambda one: one.figure.of)]
    for claims in groups[:UNITS]:
        claimants: dict[str, list[ClaimedFigure]] = {}
        for one in claims:
            claimants.setdefault(amount(one.figure, language), []).append(one)
        same = list(claimants.values())
        texts = [claim(who, language, with_unit=not place) for place, who in enumerate(same[:CLAIMS])]
        text = say(language, "alert-semicolon").join([*texts, *and_more(len(same) - CLAIMS, language)])
        yield Line((Span(f"• {text}"),), 2)
    for text in and_more(len(groups) - UNITS, language):
        yield Line((Span(f"• {text}"),), 3)


def claim(same: Sequence[ClaimedFigure], language: str, *, with_unit: bool) -> str:
    """One number with all who say it."""
    figure = same[0].figure
    many = said(figure, language) if with_unit else amount(figure, language)
    who = [_claimant(one, language) for one in same[:CLAIMANTS]]
    return f"{many} — {', '.join([*who, *and_more(len(same) - CLAIMANTS, language)])}"


def _claimant(one: ClaimedFigure, language: str) -> str:
    """`NIS (via Yonhap)`; what nobody named claims is the origin's word."""
    origin = isolated(shorten(one.origin or one.source, NAME_ROOM))
    if not one.figure.claimant:
        return origin
    who = isolated(shorten(name_of(one.figure.claimant, language), NAME_ROOM))
    return who if origin in ("", who) else f"{who} ({say(language, 'alert-via')} {origin})"


def side_lines(sides: Sequence[Side], language: str) -> Iterator[Line]:
    """`Confirmed: NIS (Yonhap)`, `Denied: Kremlin (TASS)`: all sides, none of them judged.

    What is only claimed is shown where somebody contradicts it.
    """
    taken = {side.stance for side in sides}
    for stance in _SIDED:
        if stance is Stance.CLAIMS and Stance.DENIES not in taken:
            continue
        who = list(dict.fromkeys(_side(side, language) for side in sides if side.stance is stance))
        if who:
            shown = [*who[:SIDES], *and_more(len(who) - SIDES, language)]
            text = say(language, "alert-colon") + say(language, "alert-semicolon").join(shown)
            yield Line((Span(stance_word(stance, language) + text),), 2)


def _side(side: Side, language: str) -> str:
    source = isolated(shorten(side.source, NAME_ROOM))
    if not side.actor:
        return source
    return f"{isolated(shorten(name_of(side.actor, language), NAME_ROOM))} ({source})"


def and_more(count: int, language: str) -> list[str]:
    """`+3` for what is not shown, if there is any."""
    return [say(language, "alert-more", n=count)] if count > 0 else []


def spread_line(content: AlertContent, language: str) -> str:
    """`9 outlets, 2 origins: Yonhap, AFP · Languages: ko, en`; empty for one outlet's own report."""
    origins = [isolated(shorten(origin, NAME_ROOM)) for origin in content.origins[:ORIGINS]]
    origins += and_more(len(content.origins) - ORIGINS, language)
    parts = []
    if content.outlets > 1 or set(content.origins) - {content.publisher, content.source}:
        outlets = _counted("outlet", content.outlets, language)
        parts.append(outlets + (f", {_counted('origin', len(content.origins), language)}" if origins else ""))
        parts[0] += say(language, "alert-colon") + ", ".join(origins) if origins else ""
    if len(content.languages) > 1:
        tags = [shown for one in content.languages[:LANGUAGES] if (shown := tag_of(one))]
        tags += and_more(len(content.languages) - LANGUAGES, language)
        parts.append(say(language, "alert-languages") + say(language, "alert-colon") + ", ".join(tags))
    return " · ".join(parts)


def _counted(name: str, count: int, language: str) -> str:
    return say(language, f"alert-{name}s", count=count, n=number(count, language))


def tag_of(language: str) -> str:
    """The language of an item, as its outlet names it."""
    return shorten(language, 12)


def why_line(evidence: Iterable[Evidence], language: str) -> str:
    """The words that were found, each once, with the concept that they stand for."""
    found = list(dict.fromkeys((one_line(e.text), e.concept) for e in evidence))
    texts = [
        f"{say(language, 'alert-quoted', text=shorten(text, NAME_ROOM))} ({shorten(concept, NAME_ROOM)})"
        for text, concept in found[:EVIDENCE]
    ]
    return " · ".join([*texts, *([f"+{len(found) - EVIDENCE}"] if len(found) > EVIDENCE else [])])
