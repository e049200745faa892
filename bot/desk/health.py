"""How Vigie itself is, for those who run it: what waits, what fails, how large it grew; and each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import __version__
from bot.alerts.notices import trouble_line
from bot.desk.premises import Premises
from bot.desk.sheets import sheet, spoken_in
from bot.fit import shorten
from bot.model import (
    Answer,
    Ask,
    Chat,
    Choice,
    DeliveryState,
    Feed,
    FeedHealth,
    FeedState,
    StoreInfo,
    Trouble,
)
from bot.pipeline.troubles import unreachable
from bot.pipeline.vitals import Vital, Worry, vitals
from bot.ports import Store
from bot.secrets import without_secrets
from bot.words import html, say
from bot.words.times import ago

SHOWN = 5
"""Of each kind of trouble."""

ON_A_PAGE = 10
"""Sources; with all texts at their longest they stay under 3,500 of 4,096 units."""

NAME_ROOM, REASON_ROOM = 60, 160


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the store says of itself."""

    feeds: Sequence[FeedHealth]
    info: StoreInfo
    troubles: Sequence[Trouble]
    unreachable: Sequence[Chat]


class Doctor:
    """Tells how Vigie is."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises
        self._started_at = premises.clock.now()

    async def health(self, chat: Chat) -> Answer:
        """See `bot.ports.SteeringDesk.health`."""
        it, language = self._premises, spoken_in(chat)
        book = it.rulebook()
        storylines = tuple(book.storylines) if book else ()
        state = await it.access(lambda store: _look(store, storylines))
        return sheet(healthy(state, self._started_at, it.clock.now(), language))

    async def feeds(self, chat: Chat, page: int = 0) -> Answer:
        """See `bot.ports.SteeringDesk.feeds`."""
        language, now = spoken_in(chat), self._premises.clock.now()
        sources = self._premises.feeds()
        stored = await self._premises.access(lambda store: store.feed_health())
        known = vitals((one for one in stored if one.id in sources), (), sources, now)
        pages = max(1, -(-len(known) // ON_A_PAGE))
        page = min(max(page, 0), pages - 1)
        failing = sum(bool(one.feed.state.failures) for one in known)
        heading = html(language, "steering-feeds", count=len(known), failing=failing)
        if pages > 1:
            heading += " · " + html(language, "steering-page", page=page + 1, pages=pages)
        shown = known[page * ON_A_PAGE :][:ON_A_PAGE]
        lines = [heading, "", *(source_line(one, sources[one.feed.id], language, now) for one in shown)]
        return sheet(lines, choices=_turning(page, pages))


def _look(store: Store, storylines: Sequence[str]) -> State:
    return State(
        feeds=sorted(store.feed_health(), key=_urgency),
        info=store.info(),
        troubles=store.troubles(),
        unreachable=unreachable(store, storylines),
    )


def _urgency(one: FeedHealth) -> tuple[int, bool, str]:
    return -one.state.failures, one.state.polled_at is not None, one.id


# --- health ----------------------------------------------------------------------------------------------


def healthy(state: State, started_at: datetime, now: datetime, language: str) -> Iterator[str]:
    """The lines that tell how Vigie is; together they fit into a message."""
    info = state.info
    failing = [one for one in state.feeds if one.state.failures]
    yield html(language, "steering-health", version=__version__, ago=ago(started_at, now, language))
    yield ""
    yield html(language, "steering-health-feeds", count=len(state.feeds), failing=len(failing))
    yield from _some((_failure(one, language, now) for one in failing), len(failing), language)
    yield html(
        language,
        "steering-health-messages",
        waiting=info.deliveries.get(DeliveryState.PENDING, 0),
        sending=info.deliveries.get(DeliveryState.SENDING, 0),
    )
    gone = state.unreachable
    if gone:
        yield html(language, "steering-health-unreachable", count=len(gone))
        yield from _some((_unreachable(chat, language) for chat in gone), len(gone), language)
    size = round(info.bytes / 1_000_000, 1)
    yield html(language, "steering-health-items", items=info.items, untracked=info.untracked)
    yield html(language, "steering-health-size", size=size)
    yield ""
    troubles = state.troubles
    yield html(language, "steering-health-troubles", count=len(troubles))
    yield from _some((_trouble(one, language, now) for one in troubles), len(troubles), language)


def _some(lines: Iterable[str], count: int, language: str) -> Iterator[str]:
    """The first few lines, and how many more there are."""
    yield from (line for line, _ in zip(lines, range(SHOWN), strict=False))
    if count > SHOWN:
        yield html(language, "steering-more", count=count - SHOWN)


def _failure(one: FeedHealth, language: str, now: datetime) -> str:
    return html(
        language,
        "steering-failure",
        source=shorten(one.name, NAME_ROOM),
        reason=_reason(one.state.error),
        ago=ago(one.state.succeeded_at, now, language),
    )


def _unreachable(chat: Chat, language: str) -> str:
    title = shorten(chat.title, NAME_ROOM) or chat.address
    return html(language, "steering-unreachable", chat=title, reason=_reason(chat.suspended))


def _trouble(one: Trouble, language: str, now: datetime) -> str:
    line = trouble_line(one, language)
    return html(language, "steering-trouble", line=line, ago=ago(one.since, now, language))


def _reason(text: str) -> str:
    return shorten(without_secrets(text), REASON_ROOM)


# --- sources ---------------------------------------------------------------------------------------------


_LINES = {
    Worry.WELL: "steering-feed-well",
    Worry.NEW: "steering-feed-new",
    Worry.MOVED: "steering-feed-moved",
    Worry.GAP: "steering-feed-gap",
    Worry.STUMBLES: "steering-feed-failing",
    Worry.SILENT: "steering-feed-silent",
    Worry.BROKEN: "steering-feed-failing",
}


def source_line(one: Vital, feed: Feed, language: str, now: datetime) -> str:
    """One source with what polling it is like, at most 350 units."""
    health, state = one.feed, one.feed.state
    values: Mapping[str, object] = {
        "source": shorten(health.name, NAME_ROOM),
        "id": health.id,
        "every": _interval(feed.interval or _distance(state), language),
        "polled": ago(state.polled_at, now, language),
        "news": ago(state.new_item_at, now, language),
        "items": health.items,
        "failures": state.failures,
        "reason": _reason(state.error),
        "good": ago(state.succeeded_at, now, language),
        "address": shorten(without_secrets(state.memory.moved_to), REASON_ROOM),
    }
    return html(language, _LINES[one.worry], **values)


def _distance(state: FeedState) -> timedelta:
    """From the last poll to the next, in whole minutes."""
    distance = state.next_poll_at - (state.polled_at or state.next_poll_at)
    return timedelta(minutes=max(1, round(distance / timedelta(minutes=1))))


def _interval(interval: timedelta, language: str) -> str:
    """`15 min`, `2 h`, `1 d`: in the largest unit that says it all."""
    minutes = interval.total_seconds() / 60
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= length and minutes % length == 0:
            return say(language, "steering-every", unit=unit, number=round(minutes / length))
    return say(language, "steering-every", unit="minutes", number=round(minutes, 1))


def _turning(page: int, pages: int) -> tuple[tuple[Choice, ...], ...]:
    near = (("◀", page - 1), ("▶", page + 1))
    row = tuple(
        Choice(label=f"{arrow} {number + 1}", ask=Ask.FEEDS, key=str(number))
        for arrow, number in near
        if 0 <= number < pages
    )
    return (row,) if row else ()
