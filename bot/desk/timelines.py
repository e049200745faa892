"""Timelines for a chat: of a storyline, as a message or a document, and of one story."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.alerts.content import story_content
from bot.desk.lines import dated_line, fitting, linked, outlet, reader_in
from bot.desk.pages import html_page
from bot.desk.premises import Premises
from bot.desk.sheets import sheet, spoken_in
from bot.desk.timeline import item_time, make_timeline
from bot.fit import shorten
from bot.model import Answer, Chat, StoryItem, StoryView
from bot.ports import Store
from bot.words import html
from bot.words.times import dated

IN_A_MESSAGE = 12
"""Stories of a storyline, or items of a story, that are told as a message; more stories make a document."""

AT_MOST = 500
"""Stories of a document, the last ones."""

NAME_ROOM = 60


class TimelinesDesk:
    """Answers with what happened in order of time."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises

    async def timeline(self, chat: Chat, storyline_id: str, story_id: int = 0) -> Answer:
        """The stories of a storyline, or the items of one story; a document when long."""
        language = spoken_in(chat)
        if story_id:
            view = await self._premises.access(lambda store: store.story(story_id))
            if view is None or not view.items:
                return sheet([html(language, "asking-no-story")])
            return self._items(view, chat)
        views = await self._premises.access(lambda store: _views(store, storyline_id))
        if not views:
            return sheet([html(language, "asking-no-stories")])
        if len(views) > IN_A_MESSAGE:
            return await self._document(views, storyline_id, chat)
        reader = reader_in(chat)
        title = self._premises.title(storyline_id, language)
        views.sort(key=lambda view: view.story.opened_at)
        heading = html(language, "asking-timeline", title=shorten(title, NAME_ROOM))
        return sheet(fitting([heading, *(dated_line(view, reader) for view in views)], language))

    async def _document(self, views: Sequence[StoryView], storyline_id: str, chat: Chat) -> Answer:
        language, reader = spoken_in(chat), reader_in(chat)
        book, now = self._premises.rulebook(), self._premises.clock.now()
        known = book.storylines.get(storyline_id) if book else None
        title = self._premises.title(storyline_id, language)

        def work() -> bytes:
            policy = known.alerts if known else None
            made = make_timeline(storyline_id, title, views, now, policy=policy, reader=reader)
            return html_page(made).encode()

        made = await asyncio.to_thread(work)
        caption = html(
            language, "asking-timeline-document", title=shorten(title, NAME_ROOM), count=len(views)
        )
        answer = sheet([caption])
        return Answer(
            html=answer.html,
            text=answer.text,
            document=made,
            filename=f"{shorten(storyline_id, NAME_ROOM)}-{now:%Y-%m-%d}.html",
        )

    def _items(self, view: StoryView, chat: Chat) -> Answer:
        """The items of a story: the first ones and the last ones where there are many."""
        language = spoken_in(chat)
        items = sorted(view.items, key=lambda told: (item_time(told), told.item.id))
        content = story_content(view, reader_in(chat), "")
        title = shorten(content.translated_title or view.story.title, 160) or "?"
        lines: list[str] = [html(language, "asking-story-timeline", title=title, count=len(items))]
        first, last = items[: IN_A_MESSAGE // 2], items[IN_A_MESSAGE // 2 :][-IN_A_MESSAGE:]
        lines += [self._item(told, chat) for told in first]
        if left := len(items) - len(first) - len(last):
            lines.append(html(language, "asking-left-out", count=left))
        lines += [self._item(told, chat) for told in last]
        return sheet(fitting(lines, language))

    def _item(self, told: StoryItem, chat: Chat) -> str:
        language = spoken_in(chat)
        return html(
            language,
            "asking-timeline-item",
            at=dated(item_time(told), language, chat.settings.zone),
            source=outlet(told.source, told.item.language),
            title=linked(told.item.title or told.item.summary or told.item.url, told.item.url),
        )


def _views(store: Store, storyline_id: str) -> list[StoryView]:
    views = (store.story(one.id) for one in store.stories(limit=AT_MOST, storyline_id=storyline_id))
    return [view for view in views if view and view.items]
