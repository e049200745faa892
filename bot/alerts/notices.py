"""What troubles Vigie, and of which troubles its admins are told now. Pure.

A source that fails once is nothing; one that goes on failing, or falls silent, is told once, and once when it
is back. Mistakes in files are told again while nobody has mended them. What comes together is one notice, and
notices keep their distance: a network that is down makes two hundred sources fail at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from markupsafe import Markup

from bot.errors import Problem
from bot.fit import isolated, shorten
from bot.model import BROKEN_AFTER, Chat, FeedHealth, Trouble
from bot.secrets import without_secrets
from bot.words import html, say
from bot.words.names import language_name
from bot.words.times import lasted

FAILS_TWICE, FAILS_LONG = 2, timedelta(minutes=30)
"""A source is a trouble once it is broken; after two failures, where it is so long that it was well. One
failure says little, however long ago: it may not have been tried since."""

AGAIN = timedelta(days=1)
"""After which a trouble that goes on is told again."""

DISTANCE = timedelta(minutes=10)
"""Between two notices, so that there are six in an hour at most. What comes up meanwhile is gathered."""

SHOWN = 5
"""Of each part of a notice, before `and 3 more`."""

NAME_ROOM, REASON_ROOM, TEXT_ROOM = 60, 120, 200
"""UTF-16 units. A notice of three full parts stays under 4,000."""

_FEED, _FILE, _CHAT, _SILENT, _COVERAGE = "feed", "file", "chat", "silent", "coverage"
_NAMED = frozenset({_FEED, _FILE, _CHAT, _SILENT, "sending", "store"})
"""Kinds of which a line says what they are."""

_NOT_AGAIN = frozenset({_CHAT, _FEED, _SILENT, _COVERAGE})
"""Kinds that are told once, and once more when they are over: nobody but the chat itself can mend that it
blocked the bot, and a source that is gone for good is seen in the list of sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What to store of the troubles now, and what to tell.

    `save` and `end` are stored at once. `new`, `still` and `over` make one notice; once it has reached an
    admin, `new` and `still` are saved as they are here, and `over` is ended. If it reached nobody, nothing
    of them is stored, and they come again with the next weighing.
    """

    save: tuple[Trouble, ...] = ()
    """New or changed, and not told now."""
    end: tuple[Trouble, ...] = ()
    """Over, and never told."""
    new: tuple[Trouble, ...] = ()
    """Told now for the first time."""
    still: tuple[Trouble, ...] = ()
    """Told before, and again now."""
    over: tuple[Trouble, ...] = ()
    """Told before, and over."""

    @property
    def tells(self) -> bool:
        """Whether there is a notice."""
        return bool(self.new or self.still or self.over)


def weigh(
    stored: Iterable[Trouble],
    current: Iterable[Trouble],
    now: datetime,
    *,
    noticed_at: datetime | None = None,
) -> Weighed:
    """Compare what is known with what fails now.

    `stored` are all troubles of the store, `current` all that there are now, made by the functions below or
    by the caller (any key, `since` at most `now`, not told). A stored trouble that is not current is over:
    it was mended, or what failed is gone. `noticed_at` is when the last notice went out, if that is known;
    of notices whose troubles go on, the store knows it.
    """
    known = {one.key: one for one in stored}
    present = {one.key: one for one in current}
    noticed = [one.told_at for one in known.values() if one.told_at] + ([noticed_at] if noticed_at else [])
    tells = not noticed or now - max(noticed) >= DISTANCE
    new, still, save = [], [], []
    for key, one in present.items():
        before = known.get(key)
        merged = replace(before, text=one.text) if before else one
        if tells and merged.told_at is None:
            new.append(replace(merged, told_at=now))
        elif tells and _due_again(merged, now):
            still.append(replace(merged, told_at=now))
        elif merged != before:
            save.append(merged)
    gone = [one for key, one in known.items() if key not in present]
    return Weighed(
        save=tuple(save),
        end=tuple(one for one in gone if one.told_at is None),
        new=tuple(new),
        still=tuple(still),
        over=tuple(one for one in gone if one.told_at) if tells else (),
    )


def _due_again(trouble: Trouble, now: datetime) -> bool:
    told = trouble.told_at
    return told is not None and now - told >= AGAIN and _kind(trouble) not in _NOT_AGAIN


def feed_troubles(feeds: Iterable[FeedHealth], now: datetime) -> list[Trouble]:
    """The sources that go on failing, since their last success."""
    return [
        _trouble(_FEED, one.id, one.name, one.state.error, one.state.succeeded_at or now)
        for one in feeds
        if _goes_on(one, now)
    ]


def _goes_on(one: FeedHealth, now: datetime) -> bool:
    state = one.state
    if state.failures >= BROKEN_AFTER:
        return True
    well_at = state.succeeded_at
    return state.failures >= FAILS_TWICE and well_at is not None and now - well_at >= FAILS_LONG


def silence_troubles(silent: Iterable[tuple[FeedHealth, datetime]]) -> list[Trouble]:
    """The sources that answer well and bring nothing more, since their last item."""
    return [_trouble(_SILENT, one.id, one.name, "", since) for one, since in silent]


def coverage_trouble(storyline_id: str, language: str, since: datetime) -> Trouble:
    """That the sources of a storyline in a language bring nothing more."""
    return _trouble(_COVERAGE, f"{storyline_id}/{language}", storyline_id, "", since)


def file_troubles(problems: Iterable[Problem], now: datetime) -> list[Trouble]:
    """The files with mistakes, each with its first one and the number of others."""
    ordered = sorted(problems, key=lambda one: (one.file, one.line))
    found = []
    for file, group in groupby(ordered, key=lambda one: one.file):
        first, *others = group
        place = f"{file}:{first.line}" if first.line else file
        more = f" (+{len(others)})" if others else ""
        reason = f"{first.field}: {first.message}" if first.field else first.message
        found.append(_trouble(_FILE, file, place, shorten(reason, REASON_ROOM - len(more)) + more, now))
    return found


def chat_troubles(chats: Iterable[Chat], now: datetime) -> list[Trouble]:
    """The chats that nothing can be sent to, of those that follow something."""
    return [
        _trouble(_CHAT, str(one.id), one.title or one.address, one.suspended, now)
        for one in chats
        if one.suspended
    ]


def _trouble(kind: str, name: str, title: str, reason: str, since: datetime) -> Trouble:
    words = (shorten(without_secrets(title), NAME_ROOM), shorten(without_secrets(reason), REASON_ROOM))
    return Trouble(key=f"{kind}/{name}", text=" — ".join(map(isolated, filter(None, words))), since=since)


def _kind(trouble: Trouble) -> str:
    return trouble.key.partition("/")[0]


def notice(weighed: Weighed, language: str, now: datetime) -> str:
    """What an admin is told, in Telegram's HTML, at most 4096 UTF-16 units; empty if there is nothing."""
    parts = {"new": weighed.new, "still": weighed.still, "over": weighed.over}
    told = ["\n".join(_part(name, troubles, language, now)) for name, troubles in parts.items() if troubles]
    return "\n\n".join(told)


def _part(name: str, troubles: Sequence[Trouble], language: str, now: datetime) -> Iterator[str]:
    yield html(language, f"notices-{name}", count=len(troubles))
    for one in troubles[:SHOWN]:
        line, span = trouble_line(one, language), lasted(now - one.since, language)
        yield html(language, "notices-lasted", line=line, part=name, span=span) if span else line
    if len(troubles) > SHOWN:
        yield say(language, "notices-more", count=len(troubles) - SHOWN)


def trouble_line(trouble: Trouble, language: str) -> Markup:
    """A trouble in a line: what kind of thing it is about, and what is wrong."""
    if _kind(trouble) == _COVERAGE:
        _, storyline, code = trouble.key.split("/")
        tongue = language_name(code, language)
        return html(language, "notices-coverage", storyline=storyline, tongue=tongue)
    kind = _kind(trouble) if _kind(trouble) in _NAMED else "other"
    return html(language, f"notices-{kind}", text=shorten(without_secrets(trouble.text), TEXT_ROOM))
