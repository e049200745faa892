"""What the bot shows: lists with buttons, and the state of things. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from bot.fit import shorten
from bot.model import ALL_STORYLINES, FeedHealth, StoreInfo, Storyline, StorylineActivity
from bot.telegram.buttons import Act, Press, key_of, pack
from bot.telegram.words import COMMANDS, phrase

PAGE_SIZE = 10
"""Storylines on one page: with both texts at their longest, ten stay under 3,000 of 4,096 units."""

TITLE_ROOM = 100
ID_ROOM = 100
LABEL_ROOM = 40
FAILING_SHOWN = 5

# First strong isolate … pop: an Arabic title must not turn around the line that it stands in.
_ISOLATED = "\u2068{}\u2069"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button and what it carries."""

    label: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A message in HTML with its rows of buttons."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list."""

    id: str
    title: str
    followed: bool
    watched: bool = True
    """False for a subscription to a storyline that is no longer in the rules."""


def name_of(text: str, room: int = TITLE_ROOM) -> str:
    """Somebody's text as a short name inside a line of ours, not yet escaped."""
    return _ISOLATED.format(shorten(text, room))


def entries(storylines: Sequence[Storyline], followed: Collection[str], language: str) -> list[Entry]:
    """The storylines in force, then those that the chat follows and that are gone."""
    known = [Entry(id=s.id, title=s.title_in(language), followed=s.id in followed) for s in storylines]
    gone = sorted(set(followed) - {s.id for s in storylines} - {ALL_STORYLINES})
    return known + [Entry(id=id_, title=id_, followed=True, watched=False) for id_ in gone]


def list_view(
    storylines: Sequence[Storyline],
    followed: Collection[str],
    language: str,
    *,
    page: int = 0,
    greets: bool = False,
) -> View:
    """One page of the storylines with a button for each; a page beyond the last is the last."""
    listed, follows_all = entries(storylines, followed, language), ALL_STORYLINES in followed
    pages = max(1, -(-len(listed) // PAGE_SIZE))
    page = min(page, pages - 1)
    shown = listed[page * PAGE_SIZE :][:PAGE_SIZE]
    heading = phrase(language, "greeting" if greets else "storylines")
    if pages > 1:
        heading += " · " + phrase(language, "page", page=page + 1, pages=pages)
    lines = [_line(entry, follows_all, language) for entry in shown] or [phrase(language, "none")]
    ending = [phrase(language, "follows_all" if follows_all else "how")] if listed or follows_all else []
    rows = [_all_row(follows_all, language, page, greets)] if listed or follows_all else []
    if not follows_all:
        rows += [(_button(entry, page, greets),) for entry in shown]
    rows += _turning(page, pages, greets)
    return View(html="\n\n".join([heading, "\n".join(lines), *ending]), rows=tuple(rows))


def _line(entry: Entry, follows_all: bool, language: str) -> str:
    mark = "✅" if entry.followed or (follows_all and entry.watched) else "▫️"
    named = f"<code>{escape(shorten(entry.id, ID_ROOM), quote=False)}</code>"
    if not entry.watched:
        return f"{mark} {named} · {phrase(language, 'no_longer_watched')}"
    return f"{mark} <b>{escape(name_of(entry.title), quote=False)}</b> · {named}"


def _button(entry: Entry, page: int, greets: bool) -> Button:
    act, mark = (Act.DROP, "✅") if entry.followed else (Act.FOLLOW, "➕")
    press = Press(act=act, key=key_of(entry.id), page=page, greets=greets)
    return Button(label=f"{mark} {shorten(entry.title, LABEL_ROOM)}", data=pack(press))


def _all_row(follows_all: bool, language: str, page: int, greets: bool) -> tuple[Button, ...]:
    press = Press(
        act=Act.DROP if follows_all else Act.FOLLOW, key=key_of(ALL_STORYLINES), page=page, greets=greets
    )
    label = phrase(language, "button_stop_all" if follows_all else "button_all")
    return (Button(label=label, data=pack(press)),)


def _turning(page: int, pages: int, greets: bool) -> list[tuple[Button, ...]]:
    near = [("◀", page - 1), ("▶", page + 1)]
    row = tuple(
        Button(label=f"{arrow} {number + 1}", data=pack(Press(act=Act.PAGE, page=number, greets=greets)))
        for arrow, number in near
        if 0 <= number < pages
    )
    return [row] if row else []


def help_text(language: str) -> str:
    """What the bot does, and its commands."""
    commands = [f"/{name} – {escape(text, quote=False)}" for name, text in COMMANDS[language].items()]
    return "\n\n".join([phrase(language, "help"), "\n".join(commands), phrase(language, "help_more")])


def status_text(
    feeds: Sequence[FeedHealth],
    activity: Sequence[StorylineActivity],
    info: StoreInfo,
    language: str,
    now: datetime,
) -> str:
    """The state of feeds, stories and outbox in a few lines."""
    failing = [feed for feed in feeds if feed.state.failures]
    polled = [feed.state.polled_at for feed in feeds if feed.state.polled_at]
    count = info.deliveries.get
    lines = [
        phrase(language, "feeds", healthy=len(feeds) - len(failing), failing=len(failing)),
        _failing_line(failing, language),
        phrase(language, "last_poll", ago=ago(max(polled, default=None), now, language)),
        phrase(
            language,
            "news",
            stories=sum(a.stories for a in activity),
            alerts=sum(a.alerts for a in activity),
        ),
        phrase(
            language,
            "outbox",
            waiting=count("pending", 0) + count("sending", 0),
            sent=count("sent", 0),
            failed=count("failed", 0),
        ),
    ]
    return "\n".join(line for line in lines if line)


def _failing_line(failing: Sequence[FeedHealth], language: str) -> str:
    if not failing:
        return ""
    names = [name_of(feed.name or feed.id, 60) for feed in failing[:FAILING_SHOWN]]
    if more := len(failing) - len(names):
        names.append(phrase(language, "and_more", count=more))
    return phrase(language, "failing", names=", ".join(names))


def ago(at: datetime | None, now: datetime, language: str) -> str:
    """How long ago, in the largest whole unit."""
    if at is None:
        return phrase(language, "never")
    past = max(now - at, timedelta(0))
    if past < timedelta(minutes=1):
        return phrase(language, "now")
    if past < timedelta(hours=1):
        return phrase(language, "minutes", count=past // timedelta(minutes=1))
    if past < timedelta(days=1):
        return phrase(language, "hours", count=past // timedelta(hours=1))
    return phrase(language, "days", count=past // timedelta(days=1))
