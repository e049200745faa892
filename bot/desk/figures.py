"""The ledger for a chat: who says how many, as a table, and the course of it as a picture."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.alerts.content import newest_figures
from bot.alerts.names import MOST, amount, name_of, unit_of
from bot.desk.chart import Series, chart
from bot.desk.lines import fitting
from bot.desk.premises import Premises
from bot.desk.sheets import sheet, spoken_in
from bot.fit import isolated, shorten
from bot.model import Answer, Chat, ClaimedFigure
from bot.words import html, say
from bot.words.times import day, zone_of

LEDGER = 3000
"""Newest claims that are looked at."""

UNITS, CLAIMANTS = 4, 6
"""Of the table; of a unit the highest claims."""

CAPTION_ROOM = 1024
NAME_ROOM = 40


class FiguresDesk:
    """Answers with numbers."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises
        self._drawing = asyncio.Lock()

    async def figures(self, chat: Chat, storyline_id: str) -> Answer:
        """A table of the newest claims, and a chart of the unit of which most is said."""
        language = spoken_in(chat)
        book = self._premises.rulebook()
        known = book.storylines.get(storyline_id) if book else None
        title = self._premises.title(storyline_id, language)
        ledger = await self._premises.access(lambda store: store.ledger(storyline_id, LEDGER))
        heading = html(language, "asking-figures", title=shorten(title, 100))
        ledger = [one for one in ledger if one.figure.value is not None and _height(one) < MOST]
        counts = Counter(one.figure.of for one in ledger)
        if not counts:
            return sheet([heading, html(language, "asking-no-figures")])
        tracked = [unit for unit in (known.figures if known else ()) if unit in counts]
        units = list(dict.fromkeys([*tracked, *(unit for unit, _ in counts.most_common())]))[:UNITS]
        lines: list[str] = [heading]
        for unit in units:
            lines += _unit_lines([one for one in ledger if one.figure.of == unit], language, chat)
        table = sheet(fitting(lines, language, CAPTION_ROOM))
        series = _series([one for one in ledger if one.figure.of == units[0]], language)
        async with self._drawing:  # a third of a second of computing: several at once would hold up all else
            picture = await asyncio.to_thread(
                chart,
                shorten(title, 60) + say(language, "alert-colon") + unit_of(units[0], language),
                series,
                language,
                zone_of(chat.settings.zone),
            )
        return Answer(html=table.html, text=table.text, picture=picture, storyline_id=storyline_id)


def _unit_lines(claims: Sequence[ClaimedFigure], language: str, chat: Chat) -> list[str]:
    """What each says now and since when, the highest first; and what was said at most, if nobody does now."""
    newest, highest = newest_figures(claims), max(claims, key=_height)

    def line(name: str, one: ClaimedFigure) -> Markup:
        since = min(other.at for other in claims if _same(other, one))
        return html(
            language,
            name,
            amount=amount(one.figure, language),
            who=isolated(_who(one, language)),
            day=day(since, language, chat.settings.zone),
        )

    lines: list[str] = [html(language, "asking-unit", unit=unit_of(claims[0].figure.of, language))]
    for place, one in enumerate(newest[:CLAIMANTS]):
        at_most = not place and _height(one) == _height(highest)
        lines.append(line("asking-claim-highest" if at_most else "asking-claim", one))
    if len(newest) > CLAIMANTS:
        lines.append(html(language, "asking-more", count=len(newest) - CLAIMANTS))
    if _height(highest) > _height(newest[0]):
        lines.append(line("asking-claim-former", highest))
    return lines


def _height(one: ClaimedFigure) -> float:
    """The number that is said, of a range the upper end."""
    return one.figure.value_max or one.figure.value or 0.0


def _same(one: ClaimedFigure, other: ClaimedFigure) -> bool:
    """Whether the same one says the same."""
    said, again = one.figure, other.figure
    whose = said.claimant == again.claimant and (said.claimant or one.origin == other.origin)
    return bool(whose) and (said.value, said.value_max, said.qualifier) == (
        again.value,
        again.value_max,
        again.qualifier,
    )


def _who(one: ClaimedFigure, language: str) -> str:
    """Who says it; what nobody named claims is the origin's word."""
    name = name_of(one.figure.claimant, language) if one.figure.claimant else one.origin or one.source
    return shorten(name, NAME_ROOM)


def _series(claims: Sequence[ClaimedFigure], language: str) -> list[Series]:
    """The claims of those who speak most, by claimant in order of time; the others together."""
    often = [who for who, _ in Counter(_who(one, language) for one in claims).most_common(CLAIMANTS)]
    found: dict[str, list[tuple[datetime, float, float]]] = {}
    for one in sorted(claims, key=lambda one: one.at):
        who = _who(one, language)
        who = who if who in often else say(language, "asking-others")
        low = one.figure.value or 0.0
        found.setdefault(who, []).append((one.at, low, one.figure.value_max or low))
    return [Series(name=name, points=tuple(points)) for name, points in found.items()]
