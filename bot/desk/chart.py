"""The course of figures as a picture: points over time, one colour for each who claims. Pure."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any

from anyascii import anyascii

from bot.alerts.names import MOST, number, short_number
from bot.fit import shorten
from bot.text import one_line
from bot.words.times import day

WIDTH, HEIGHT, DPI = 7.2, 4.4, 150
"""Inches, and dots in each: 1080 × 660, which a phone shows sharp."""

LEAST_SPAN = timedelta(days=4)
"""Of the axis of time: a single figure stands in the middle of some days."""

WIDE = 500
"""Times the lowest figure: a highest one above that would press all others to the ground on an even scale."""

TITLE_LETTERS, TITLE_LINES, NAME_LETTERS = 52, 2, 34
"""Letters in a line of the title, lines of it, and letters of a name below the chart."""

SPELLED = 1e6
"""From here on numbers stand beside the chart in short: 2M."""

_INK, _GRID = "#20303c", "#d9e1e6"
_COLOURS = ("#1f77b4", "#d1495b", "#2e933c", "#e09f3e", "#6f4fb3", "#17808a", "#8a8f94")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What one claimant said: when, and the lower and upper bound of it."""

    name: str
    points: tuple[tuple[datetime, float, float], ...]


def chart(title: str, series: Sequence[Series], language: str, zone: tzinfo) -> bytes:
    """A PNG. It touches no global state of the library, so that it may be made in any thread."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # half a second that nobody else need spend
    from matplotlib.dates import AutoDateLocator, date2num
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    for place, one in enumerate(series):
        _draw(axes, one, place, zone)
    heading = textwrap.wrap(drawable(title), TITLE_LETTERS, max_lines=TITLE_LINES, placeholder="…")
    axes.set_title("\n".join(heading), loc="left", fontsize=12, color=_INK, fontweight="bold")
    points = [point for one in series for point in one.points]
    if points:
        first, last = min(at for at, _, _ in points), max(at for at, _, _ in points)
        beside = max(LEAST_SPAN - (last - first), (last - first) * 0.1) / 2
        axes.set_xlim(date2num(first - beside), date2num(last + beside))
        _scale(axes, points)
    axes.grid(axis="y", color=_GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(colors=_INK, length=0, labelsize=10)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value, language)))
    axes.xaxis.set_major_locator(AutoDateLocator(tz=zone, minticks=2, maxticks=5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _day(value, language, zone)))
    if series:
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.1), ncols=2, frameon=False, fontsize=10)
    drawn = io.BytesIO()
    FigureCanvasAgg(figure).print_png(drawn)
    return drawn.getvalue()


def drawable(text: str) -> str:
    """The text in letters that the font has, and without what the library takes for a formula.

    Other letters are written in Latin ones: a name in Latin letters is better than one of boxes.
    """
    flat = "".join(c if c in _letters() else anyascii(c) for c in one_line(text))
    # a name that begins with an underscore would be left out of the legend
    return flat.replace("$", r"\$").strip().lstrip("_") or "?"


@cache
def _letters() -> frozenset[str]:
    """What the font that comes with the library can draw: Latin, Greek, Cyrillic, Arabic and some more."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    faces = (FontProperties(family="DejaVu Sans", weight=weight) for weight in ("normal", "bold"))
    plain, bold = (frozenset(map(chr, get_font(findfont(face)).get_charmap())) for face in faces)
    return plain & bold


def _scale(axes: Any, points: Sequence[tuple[datetime, float, float]]) -> None:
    """Show zero, or by powers of ten what is too far apart for that."""
    from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

    highest = max(high for _, _, high in points)
    lowest = min(low for _, low, _ in points)
    if lowest > 0 and highest / lowest > WIDE:
        axes.set_yscale("log")
        axes.set_ylim(lowest / 2, highest * 2)
        axes.yaxis.set_major_locator(LogLocator(numticks=6))
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        axes.set_ylim(min(lowest, 0), highest * 1.12 or 1)
        axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))


def _draw(axes: Any, one: Series, place: int, zone: tzinfo) -> None:
    colour = _COLOURS[place % len(_COLOURS)]
    size = max(9.0 - place, 4.0)  # smaller than the one before: where two say the same, both are seen
    times = [at.astimezone(zone) for at, _, _ in one.points]
    tops = [high for _, _, high in one.points]
    name = shorten(drawable(one.name), NAME_LETTERS)
    axes.plot(
        times,
        tops,
        color=colour,
        marker="o",
        markersize=size,
        linewidth=1.4,
        drawstyle="steps-post",
        label=name,
    )
    spans = [(at, low, high) for at, (_, low, high) in zip(times, one.points, strict=True) if low < high]
    if spans:
        axes.vlines(*zip(*spans, strict=True), color=colour, linewidth=4, alpha=0.35)


def _number(value: float, language: str) -> str:
    # marks beyond the edge are named as well, though nobody sees them
    return number(value, language) if value < SPELLED else short_number(min(value, MOST), language)


def _day(value: float, language: str, zone: tzinfo) -> str:
    from matplotlib.dates import num2date

    return day(num2date(value), language, str(zone))
