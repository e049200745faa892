"""What the desk gives to the people who ask in a chat, and what it keeps of their judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.storylines import Evidence


class Ask(StrEnum):
    """What a button under an answer asks for."""

    STORY = "story"
    WHY = "why"
    TIMELINE = "timeline"
    """Of a story."""
    LATEST = "latest"
    """Of a storyline."""
    FIGURES = "figures"
    SOURCES = "sources"
    """A page of them."""
    FEEDS = "feeds"
    """A page of the sources as admins see them."""
    ENABLE = "enable"
    """A draft."""
    DISCARD = "discard"
    """A draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button under an answer that asks the desk for something else."""

    label: str
    ask: Ask
    key: str = ""
    """Of what: the number of a story or draft, the id of a storyline, a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a chat is shown: a text, and perhaps a picture or a document with it."""

    html: str
    """Telegram's HTML, at most 4096 UTF-16 units after parsing; with a picture or document at most 1024."""
    text: str
    """The same without markup."""
    picture: bytes = b""
    """PNG."""
    document: bytes = b""
    filename: str = ""
    """Of the document."""
    story_id: int = 0
    """The story that the answer shows, which is given its buttons; 0 for none."""
    storyline_id: str = ""
    outlet: str = ""
    """Publisher of the story's first item."""
    choices: tuple[tuple[Choice, ...], ...] = ()
    """Rows of buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineCard:
    """A storyline as a list of storylines shows it."""

    id: str
    title: str
    """In the asked language."""
    stories: int
    """That changed within the last seven days."""
    last_alert_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that an address leads to, fetched and read once."""

    url: str
    title: str
    language: str
    items: int
    newest: tuple[str, ...]
    """Its newest headlines, the newest first."""
    matching: tuple[tuple[str, str], ...]
    """Storyline and headline of the items that match now."""
    known_as: str = ""
    """Id of the source that has this address already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A storyline that somebody asked for and nobody has put in force yet."""

    id: int
    storyline_id: str
    yaml: str
    made_by: int
    """Telegram's numeric id of the admin."""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A reader's judgement of a story, with what had made it an alert, for the author of the rule."""

    storyline_id: str
    story_id: int
    item_id: int
    title: str
    """Headline of the item that made the alert."""
    url: str
    score: float
    evidence: tuple[Evidence, ...]
    good: bool
    chat_id: int
    user: int
    """Telegram's numeric id: each reader judges a story once, and may change their mind."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that the bot's admins have to know: a source, a file or a chat that fails."""

    key: str
    """`feed/yonhap-en`, `file/rules/un.yaml`, `chat/12`: the same trouble is told once."""
    text: str
    """For a person; never holds a secret."""
    since: datetime
    told_at: datetime | None = None
