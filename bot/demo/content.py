"""What the demo plays: content.yaml as records, and what of it is public at a given time."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from bot.document import read_yaml, validate

WINDOW = 15
"""Items in a feed's document; older ones fall out, as they do everywhere."""

PLAY_SECONDS = 25.0
"""How long the show lasts unless told otherwise: a newcomer watches for half a minute, hardly for longer."""

Moment = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
Text = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Outage(_Entry):
    """A time during which a feed answers with an error."""

    since: Moment
    until: Moment
    status: int = Field(ge=400, le=599)


class DemoFeed(_Entry):
    """An invented outlet."""

    id: Text
    name: Text
    publisher: Text
    language: Text
    country: Text
    tags: tuple[str, ...]
    format: Literal["rss", "atom"] = "rss"
    outage: Outage | None = None

    def fails_at(self, now: datetime) -> int:
        """The HTTP status of the error that the feed answers with at that time, or 0."""
        return self.outage.status if self.outage and self.outage.since <= now < self.outage.until else 0


class Change(_Entry):
    """What an outlet edits later; an empty field stays as it was."""

    at: Moment
    title: str = ""
    summary: str = ""
    path: str = ""


class DemoItem(_Entry):
    """One publication."""

    feed: Text
    at: Moment
    guid: Text
    path: Text
    """Below the feed's own path, with its query."""
    title: Text
    summary: Text
    about: tuple[str, ...] = ()
    """Ids of the storylines that ought to want it."""
    changes: tuple[Change, ...] = ()

    @property
    def page(self) -> str:
        """The path without its query: what names the article."""
        return self.path.partition("?")[0]

    def as_of(self, now: datetime) -> DemoItem:
        """The item with the changes that were made until then, in order; `changes` keeps only those."""
        made = tuple(change for change in self.changes if change.at <= now)
        edits = {k: v for change in made for k, v in change.model_dump(exclude={"at"}).items() if v}
        return self.model_copy(update={**edits, "changes": made})

    @property
    def edited_at(self) -> datetime:
        """When it was last changed, or published."""
        return max((change.at for change in self.changes), default=self.at)


class DemoContent(_Entry):
    """The whole show."""

    start: Moment
    end: Moment
    feeds: tuple[DemoFeed, ...]
    items: tuple[DemoItem, ...]

    def speed(self, seconds: float = PLAY_SECONDS) -> float:
        """How many times faster than real the clock runs, so that the show lasts so long."""
        return (self.end - self.start).total_seconds() / seconds

    def feed(self, feed_id: str) -> DemoFeed | None:
        """The feed with that id."""
        return next((feed for feed in self.feeds if feed.id == feed_id), None)

    def published(self, feed_id: str, now: datetime) -> tuple[DemoItem, ...]:
        """All that a feed has published until then, as it reads then, newest first."""
        items = (item.as_of(now) for item in self.items if item.feed == feed_id and item.at <= now)
        return tuple(sorted(items, key=lambda item: item.at, reverse=True))

    def served(self, feed_id: str, now: datetime) -> tuple[DemoItem, ...]:
        """What the feed's document holds at that time, newest first."""
        return self.published(feed_id, now)[:WINDOW]


def load_content() -> DemoContent:
    """The show that comes with the program."""
    source = files("bot.demo") / "content.yaml"
    return validate(read_yaml(source.read_text(encoding="utf-8"), "demo/content.yaml"), DemoContent)
