"""How answers look: tables and lines on a terminal, or JSON Lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

import humanize
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.console import to_json
from bot.text import one_line


def screen() -> Console:
    """Standard output; wide when it is piped, so that nothing is folded away."""
    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 200)


def table(*columns: str) -> Table:
    """A plain table; columns that begin with `>` are aligned to the right."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        made.add_column(column.lstrip(">"), justify="right" if column.startswith(">") else "left")
    return made


def cell(text: object, style: str = "") -> Text:
    """A cell or line that shows text from outside without obeying it; spaces before it indent it."""
    shown = str(text)
    return Text(" " * (len(shown) - len(shown.lstrip(" "))) + one_line(shown), style)


def ago(at: datetime | None, now: datetime) -> str:
    """`3 minutes ago`, or a dash."""
    return humanize.naturaltime(now - at) if at else "–"


def until(at: datetime, now: datetime) -> str:
    """`in 3 minutes`, or `now`."""
    return "now" if at <= now else "in " + humanize.naturaldelta(at - now)


def how_often(count: int) -> str:
    """`once`, or `3 times`."""
    return "once" if count == 1 else f"{count:,} times"


def print_json(records: Iterable[Any], **extra: Any) -> None:
    """One JSON object a line."""
    for record in records:
        data = asdict(record) if is_dataclass(record) and not isinstance(record, type) else record
        sys.stdout.write(to_json({**extra, **data}) + "\n")
