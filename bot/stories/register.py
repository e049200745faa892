"""By what a story of a shelf is known at once: its items, links and headlines, and the keys it took over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

RUBRIC = timedelta(hours=18)
"""An outlet that uses a headline again after so long has a rubric ("Morning briefing"), not the same news."""

PUBLISHERS = 100
"""Outlets of a headline that are remembered."""


@dataclass(slots=True)
class _Headline:
    """The story that a headline was last seen in, and since when each outlet uses it."""

    story: str
    since: dict[str, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class _Names:
    """All that leads to one story, so that it can be forgotten without a look at the others."""

    items: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def absorb(self, other: _Names) -> None:
        self.items += other.items
        self.links += other.links
        self.titles += other.titles
        self.keys += other.keys


class Register:
    """Which story an item, a link or a headline is in; mergers are followed."""

    def __init__(self) -> None:
        self._items: dict[int, str] = {}
        self._links: dict[str, tuple[str, str]] = {}
        self._titles: dict[str, _Headline] = {}
        self._moved: dict[str, str] = {}
        self._names: dict[str, _Names] = {}

    def note(self, story: str, item_id: int, *, link: str, title: str, publisher: str, at: datetime) -> None:
        """Enter an item of a story; a link stays with the first story that had it, a headline goes along."""
        names = self._names.setdefault(story, _Names())
        self._items[item_id] = story
        names.items.append(item_id)
        if "/" in link and link not in self._links:
            self._links[link] = (story, title)
            names.links.append(link)
        if title:
            self._note_title(story, names, title, publisher, at)

    def _note_title(self, story: str, names: _Names, title: str, publisher: str, at: datetime) -> None:
        used = self._titles.get(title)
        if used is None:
            used = self._titles[title] = _Headline("")
        if self.story_of(used.story) != story:
            names.titles.append(title)
        used.story = story
        if len(used.since) < PUBLISHERS:
            used.since[publisher] = min(at, used.since.get(publisher, at))

    def item(self, item_id: int) -> str | None:
        """The story that an item is in."""
        found = self._items.get(item_id)
        return found and self.story_of(found)

    def link(self, link: str) -> tuple[str, str] | None:
        """The first story that a page was in, and its headline there; None for addresses without a path."""
        found = self._links.get(link) if "/" in link else None
        return found and (self.story_of(found[0]), found[1])

    def title(self, title: str) -> str | None:
        """The story in which a headline was last seen."""
        found = self._titles.get(title)
        return self.story_of(found.story) if found else None

    def is_rubric(self, title: str, publisher: str, at: datetime) -> bool:
        """Whether the outlet had the same headline long before, so that it says nothing of the news."""
        used = self._titles.get(title)
        since = used.since.get(publisher) if used and publisher else None
        return since is not None and abs(at - since) >= RUBRIC

    def story_of(self, story: str) -> str:
        """The story that holds the items of this one now."""
        return self._moved.get(story, story)

    def move(self, story: str, into: str) -> None:
        """Let all that led to one story lead to another."""
        given = self._names.pop(story, _Names())
        given.keys.append(story)
        for key in given.keys:
            self._moved[key] = into
        self._names.setdefault(into, _Names()).absorb(given)

    def forget(self, story: str) -> None:
        """Drop all that leads to a story."""
        names = self._names.pop(story, _Names())
        for item_id in names.items:
            del self._items[item_id]
        for link in names.links:
            del self._links[link]
        for title in names.titles:
            used = self._titles.get(title)
            if used and self.story_of(used.story) == story:
                del self._titles[title]
        for key in names.keys:
            del self._moved[key]
