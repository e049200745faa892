"""What the chat is told about what is stored: stories, items, sources, and how all is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from bot.alerts.content import story_content
from bot.alerts.render import render
from bot.desk.figures import FiguresDesk
from bot.desk.lines import fitting, linked, outlet, reader_in, story_line
from bot.desk.premises import Premises
from bot.desk.reasons import ReasonsDesk
from bot.desk.sheets import sheet, spoken_in
from bot.desk.timelines import TimelinesDesk
from bot.fit import shorten
from bot.model import (
    ALL_STORYLINES,
    Answer,
    Ask,
    Chat,
    Choice,
    FeedHealth,
    Item,
    StoreInfo,
    Story,
    StorylineActivity,
    StorylineCard,
    StoryView,
)
from bot.pipeline.coverage import Uncovered, silent_feeds, uncovered
from bot.ports import Store
from bot.secrets import without_secrets
from bot.words import html, say
from bot.words.names import language_name
from bot.words.times import ago

WEEK = timedelta(days=7)
MANY = 10_000
LATEST, FOUND = 10, 10
SOURCES = 12
LOOKED_AT = 30
"""Stories among which the newest that was told is looked for."""

NAME_ROOM, REASON_ROOM = 60, 120

COUNTED_EVERY = 10.0
"""Seconds for which what `status` counts is not counted again."""

GAPS = 8
"""Storylines that `status` says miss a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What `status` tells."""

    feeds: Sequence[FeedHealth]
    activity: Sequence[StorylineActivity]
    info: StoreInfo
    silent: int
    """Sources that answer and bring nothing more."""
    gaps: Sequence[Uncovered]


class Reader(FiguresDesk, TimelinesDesk, ReasonsDesk):
    """The reading half of the desk; see `bot.ports.ReadingDesk`."""

    def __init__(self, premises: Premises) -> None:
        FiguresDesk.__init__(self, premises)
        TimelinesDesk.__init__(self, premises)
        ReasonsDesk.__init__(self, premises)
        self._premises = premises
        self._counting = asyncio.Lock()
        self._counts: Counts | None = None
        self._counted_at = 0.0
        """By the clock of the event loop."""

    async def storylines(self, language: str) -> Sequence[StorylineCard]:
        """The storylines in force, with how much happens in them."""
        book, since = self._premises.rulebook(), self._premises.clock.now() - WEEK
        stories, activity = await self._premises.access(
            lambda store: (store.stories(limit=MANY, since=since), store.activity())
        )
        moved = Counter(story.storyline_id for story in stories)
        told = {one.storyline_id: one.last_alert_at for one in activity}
        return [
            StorylineCard(
                id=one.id, title=one.title_in(language), stories=moved[one.id], last_alert_at=told.get(one.id)
            )
            for one in (book.rules.storylines if book else ())
        ]

    # --- stories -----------------------------------------------------------------------------------------

    async def newest(self, chat: Chat, storyline_id: str) -> Answer | None:
        """The last updated story of a storyline, if it can be one that was told."""
        wanted = "" if storyline_id == ALL_STORYLINES else storyline_id

        def work(store: Store) -> StoryView | None:
            found = store.stories(limit=LOOKED_AT, storyline_id=wanted)
            best = next((one for one in found if one.told), found[0] if found else None)
            return store.story(best.id) if best else None

        view = await self._premises.access(work)
        return self._shown(view, chat) if view and view.items else None

    async def story(self, chat: Chat, story_id: int) -> Answer | None:
        """One story, as an alert shows it."""
        view = await self._premises.access(lambda store: store.story(story_id))
        return self._shown(view, chat) if view and view.items else None

    def _shown(self, view: StoryView, chat: Chat) -> Answer:
        language = spoken_in(chat)
        content = story_content(
            view, reader_in(chat), self._premises.title(view.story.storyline_id, language)
        )
        message = render(content)
        return Answer(
            html=message.html,
            text=message.text,
            story_id=view.story.id,
            storyline_id=view.story.storyline_id,
            outlet=content.outlet,
        )

    async def latest(self, chat: Chat, storyline_ids: Sequence[str]) -> Answer:
        """The last updated stories of these storylines."""
        language, now, reader = spoken_in(chat), self._premises.clock.now(), reader_in(chat)

        def work(store: Store) -> list[StoryView]:
            found: list[Story] = []
            for name in storyline_ids:
                wanted = "" if name == ALL_STORYLINES else name
                found += store.stories(limit=LATEST, storyline_id=wanted)
            newest = sorted(
                {one.id: one for one in found}.values(), key=lambda one: (one.updated_at, one.id)
            )[-LATEST:]
            views = (store.story(one.id) for one in reversed(newest))
            return [view for view in views if view and view.items]

        views = await self._premises.access(work)
        if not views:
            return sheet([html(language, "asking-no-stories")])
        names = dict.fromkeys(view.story.storyline_id for view in views)
        lines = list[str]()
        for name in names:
            title = shorten(self._premises.title(name, language), NAME_ROOM)
            lines.append(html(language, "asking-latest", title=title))
            lines += [story_line(one, reader, now) for one in views if one.story.storyline_id == name]
        return sheet(fitting(lines, language))

    async def search(self, chat: Chat, words: str) -> Answer:
        """Stored items with all these words, the newest first."""
        language, now = spoken_in(chat), self._premises.clock.now()

        def work(store: Store) -> list[tuple[Item, str, int]]:
            found = []
            for item in store.search(words, FOUND):
                known = store.explain(str(item.id))
                story = known.matches[0].story.id if known and known.matches else 0
                found.append((item, known.feed_name if known else item.feed_id, story))
            return found

        found = await self._premises.access(work)
        shown = shorten(words, NAME_ROOM)
        if not found:
            return sheet([html(language, "asking-nothing-found", words=shown)])
        heading = "asking-found" if len(found) < FOUND else "asking-found-last"
        lines = [html(language, heading, words=shown, count=len(found))]
        for item, feed, story in found:
            name = "asking-item-in-story" if story else "asking-item"
            values = {
                "title": linked(item.title or item.summary or item.url, item.url),
                "source": outlet(item.source_name or feed, item.language),
                "ago": ago(item.dated_at, now, language),
            }
            lines.append(html(language, name, **values, **({"story": str(story)} if story else {})))
        return sheet(fitting(lines, language))

    # --- how all is --------------------------------------------------------------------------------------

    async def sources(self, chat: Chat, page: int = 0) -> Answer:
        """The sources with their health, the ones that fail first."""
        language = spoken_in(chat)
        feeds = await self._premises.access(lambda store: store.feed_health())
        feeds.sort(key=lambda one: (-one.state.failures, one.name.casefold(), one.id))
        pages = max(1, -(-len(feeds) // SOURCES))
        page = min(max(page, 0), pages - 1)
        failing = sum(bool(one.state.failures) for one in feeds)
        heading = html(language, "asking-sources", count=len(feeds), failing=failing)
        shown = [self._source(one, language) for one in feeds[page * SOURCES :][:SOURCES]]
        if pages > 1:
            heading += html(language, "asking-page", page=page + 1, pages=pages)
        row = tuple(
            Choice(label=f"{arrow} {number + 1}", ask=Ask.SOURCES, key=str(number))
            for arrow, number in (("◀", page - 1), ("▶", page + 1))
            if 0 <= number < pages
        )
        return sheet([heading, "", *shown], choices=(row,) if row else ())

    def _source(self, one: FeedHealth, language: str) -> str:
        now, name = self._premises.clock.now(), outlet(one.name or one.id, one.language)
        polled = ago(one.state.polled_at, now, language)
        if one.state.failures:
            reason = shorten(without_secrets(one.state.error), REASON_ROOM)
            return html(language, "asking-source-fails", name=name, count=one.state.failures, reason=reason)
        return html(language, "asking-source", name=name, ago=polled, items=one.items)

    async def _counted(self) -> Counts:
        """What `status` tells. Counting all messages takes longer the more there are, so that nobody can make
        the store do little else."""
        async with self._counting:
            now = asyncio.get_running_loop().time()
            if self._counts is None or now - self._counted_at >= COUNTED_EVERY:
                book = self._premises.rulebook()
                names = tuple(book.storylines) if book else ()
                read = await self._premises.access(
                    lambda store: (
                        store.feed_health(),
                        store.activity(),
                        store.info(),
                        store.matching_feeds(),
                    )
                )
                self._counts = await asyncio.to_thread(_counts, *read, names)
                self._counted_at = asyncio.get_running_loop().time()
            return self._counts

    async def status(self, chat: Chat) -> Answer:
        """How feeds, stories and the outbox are, in a few lines."""
        language, now = spoken_in(chat), self._premises.clock.now()
        counts = await self._counted()
        feeds, activity, info = counts.feeds, counts.activity, counts.info
        failing = [one for one in feeds if one.state.failures]
        polled = max((one.state.polled_at for one in feeds if one.state.polled_at), default=None)
        count = info.deliveries.get
        lines = [
            html(
                language,
                "asking-status-feeds",
                well=len(feeds) - len(failing) - counts.silent,
                failing=len(failing),
                silent=counts.silent,
            ),
            html(language, "asking-status-poll", ago=ago(polled, now, language)),
            html(
                language,
                "asking-status-news",
                items=info.items,
                stories=sum(one.stories for one in activity),
                alerts=sum(one.alerts for one in activity),
            ),
            html(
                language,
                "asking-status-outbox",
                waiting=count("pending", 0) + count("sending", 0),
                sent=count("sent", 0),
            ),
        ]
        lines += (self._gap(gap, language) for gap in counts.gaps[:GAPS])
        row = (Choice(label=say(language, "asking-button-sources"), ask=Ask.SOURCES, key="0"),)
        return sheet(lines, choices=(row,))

    def _gap(self, gap: Uncovered, language: str) -> Markup:
        """That "no alert" may not be taken for "no news"."""
        return html(
            language,
            "asking-status-gap",
            storyline=shorten(self._premises.title(gap.storyline_id, language), NAME_ROOM),
            tongue=language_name(gap.language, language),
            ago=ago(gap.since, self._premises.clock.now(), language),
        )


def _counts(
    feeds: Sequence[FeedHealth],
    activity: Sequence[StorylineActivity],
    info: StoreInfo,
    matching: Mapping[str, Mapping[str, int]],
    storylines: Collection[str],
) -> Counts:
    return Counts(
        feeds=feeds,
        activity=activity,
        info=info,
        silent=len(silent_feeds(feeds)),
        gaps=uncovered(feeds, matching, storylines),
    )
