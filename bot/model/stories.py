"""The events inside a storyline, and what was decided to tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.chats import Route
from bot.model.claims import Figure, Origin, Stance, StanceClaim
from bot.model.items import Item
from bot.model.storylines import Level, Match


class StoryState(StrEnum):
    """How far a story has come."""

    REPORTED = "reported"
    """By one outlet."""
    DEVELOPING = "developing"
    """By several outlets, of fewer independent origins than the storyline asks for."""
    CORROBORATED = "corroborated"
    """By enough independent origins."""
    CONFIRMED = "confirmed"
    """By a named authority."""
    DENIED = "denied"
    """All who took a stance deny it."""
    DISPUTED = "disputed"
    """One confirms or claims what another denies; both are kept."""
    DORMANT = "dormant"
    """Nothing was added for a long time; what resembles it now opens a follow-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event inside a storyline: the items that report it."""

    id: int
    key: str
    """Stable name, `storyline/first item id`: opening the same story twice is one story."""
    storyline_id: str
    title: str
    """Headline of the item that opened it."""
    opened_at: datetime
    updated_at: datetime
    """When an item last joined it."""
    state: StoryState = StoryState.REPORTED
    items: int = 1
    outlets: int = 1
    """Distinct publishers."""
    origins: tuple[str, ...] = ()
    """The independent origins, in the order in which they came."""
    told: bool = False
    """Has an alert."""
    follows: int = 0
    """The story that this one continues, 0 for none."""
    merged_into: int = 0
    """The story that took its items, 0 for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is remembered of an item to tell whether another is of the same story; small, and stored."""

    language: str = ""
    words: tuple[str, ...] = ()
    """Folded content words of title and beginning of the summary, title first; pairs of signs in scripts
    without spaces."""
    title_words: int = 0
    """How many of `words` stand in the title."""
    concepts: tuple[str, ...] = ()
    """Ids of the concepts that it names."""
    title_concepts: int = 0
    """How many of `concepts` stand in the title."""
    shares: tuple[float, ...] = ()
    """For each of `concepts` its share in the words that name it, which may name others too: in (0, 1]."""
    common: tuple[str, ...] = ()
    """Concepts by which it matched: all items of the storyline name them."""
    names: tuple[str, ...] = ()
    """Names in Latin letters, folded so that transliterations meet."""
    numbers: tuple[str, ...] = ()
    """Numbers said in it, but for dates and times: `12000`."""
    figures: tuple[Figure, ...] = ()
    stances: tuple[StanceClaim, ...] = ()
    """The item's own stance first."""
    speakers: tuple[str, ...] = ()
    """Ids of those whom it cites."""
    origin: Origin | None = None
    shingles: tuple[int, ...] = ()
    """Hashes of word sequences, to know a near copy."""

    @property
    def stance(self) -> Stance:
        """The item's own stance."""
        return self.stances[0].stance if self.stances else Stance.REPORTS


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """An item of a recent story, with what is needed to compare another item with it."""

    storyline_id: str
    story_key: str
    item_id: int
    title: str
    url_key: str
    language: str
    told: bool
    """Whether its story has an alert."""
    inferred: bool = False
    """Whether other headlines of the storyline filled a slot of its match."""
    match_id: int = 0
    """Grows with every match that is stored."""
    publisher: str = ""
    at: datetime | None = None
    """When it was published, or first seen: `Item.dated_at`."""
    traits: Traits = Traits()
    state: StoryState = StoryState.REPORTED
    """Of its story."""
    told_at: datetime | None = None
    """When the last alert of its story was decided."""


class JoinReason(StrEnum):
    """Why an item is in its story."""

    OPENED = "opened the story"
    SAME_ITEM = "a revision of an item of this story"
    SAME_LINK = "same link"
    SAME_TITLE = "same title"
    NEAR_TITLE = "nearly the same title"
    NEAR_COPY = "nearly the same text"
    SAME_EVENT = "tells of the same event"
    FOLLOWS_UP = "opened a story that follows up an older one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One piece of evidence that two items are, or are not, of one story."""

    kind: str
    """`words`, `concepts`, `names`, `numbers`, `figures`, `speakers`, `time`, `link`, `text`."""
    weight: float
    """Log-odds: above 0 for one story, below 0 against."""
    detail: str = ""
    """What was shared or differs: `kursk, captured`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The story that an item joins or opens, and why."""

    story_key: str
    how: JoinReason
    opens: bool
    similarity: float = 1.0
    """In [0, 1]."""
    like_item_id: int = 0
    """The item of the story that it resembles most, 0 for the opener."""
    told: bool = False
    """Whether the story already has an alert."""
    signals: tuple[Signal, ...] = ()
    """The evidence, strongest first."""
    merges: tuple[str, ...] = ()
    """Keys of stories that turned out to be this one; their items move here."""
    follows: str = ""
    """Key of the sleeping story that the one opened here continues."""


class Decision(StrEnum):
    """What was decided about a matched item, and so why there is a message, an edit or silence."""

    NEW_STORY = "new story"
    FOLLOW_UP = "follow-up"
    """A new story that continues one that slept."""
    CORROBORATED = "corroborated"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    DISPUTED = "disputed"
    NEW_MAXIMUM = "new maximum"
    """A tracked figure is higher than anybody said before in this storyline."""
    REVISED = "revised figure"
    """A claimant says another number than before."""
    CORRECTED = "corrected"
    UPDATED = "updated"
    """The live message shows one more outlet, origin or language."""
    ALREADY_TOLD = "its story was told already"
    """Nothing that the message shows has changed."""
    BASELINE = "seen by the first poll of its feed"
    TOO_FEW_ORIGINS = "waits for more origins"
    COOLING_DOWN = "a message of this story was sent a moment ago"
    """The live message shows it; there is no new one."""
    OVER_THE_CAP = "too many messages in an hour"
    """It is told in the next digest."""
    DIGEST = "digest"

    @property
    def alerts(self) -> bool:
        """Whether this decision makes an alert of its own, with whatever level."""
        return self in _ALERTING


_ALERTING = frozenset(
    {
        Decision.NEW_STORY,
        Decision.FOLLOW_UP,
        Decision.CORROBORATED,
        Decision.CONFIRMED,
        Decision.DENIED,
        Decision.DISPUTED,
        Decision.NEW_MAXIMUM,
        Decision.REVISED,
        Decision.CORRECTED,
        Decision.OVER_THE_CAP,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an item did to its story."""

    story_key: str
    told_at: datetime | None
    """When the last alert of the story was decided; None for a story that was never told."""
    before: StoryState
    after: StoryState
    origins: int
    """Independent origins of the story, with this item."""
    shows_more: bool
    """The live message gets another outlet, origin, language, figure or headline."""
    old_news: bool = False
    """The first poll of a feed brought the item, and the publisher has not rewritten it since."""
    follows: bool = False
    """The story continues one that slept."""
    stance: Stance = Stance.REPORTS
    """What the item itself does, whoever takes which side in passing."""
    maximum: Figure | None = None
    """A tracked figure above all that were said before in the storyline."""
    revised: Figure | None = None
    """A tracked figure that its claimant gave otherwise before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How widely a story is told."""

    state: StoryState = StoryState.REPORTED
    origins: int = 0
    publishers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A decision to tell."""

    id: int
    key: str
    """Unique: the same alert is never made twice."""
    storyline_id: str
    story_id: int
    item_id: int
    """For a digest the newest item that it tells of."""
    reason: Decision
    created_at: datetime
    level: Level = Level.LOUD
    detail: str = ""
    """What is new, in the item's words: a figure, a speaker."""
    held: bool = False
    """It has no message of its own: it is, or was, a line of a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDraft:
    """An alert that is to be stored."""

    key: str
    reason: Decision
    level: Level
    due_at: datetime
    """When its messages may be sent: a new story waits a moment for other outlets."""
    held: bool = False
    """Over the hourly cap: no message of its own, but a line of the next digest."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedMatch:
    """A matched item with its story and the decision about it."""

    match: Match
    assignment: Assignment
    decision: Decision
    traits: Traits = Traits()
    state: StoryState = StoryState.REPORTED
    """Of the story, after this item."""
    origins: tuple[str, ...] = ()
    """Of the story, after this item."""
    alert: AlertDraft | None = None
    edit_at: datetime | None = None
    """When the live messages of the story are to be brought up to date, None for not at all."""
    routes: tuple[Route, ...] = ()
    """The chats to which the alert goes, and those that get the first message of the story only now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedItem:
    """The outcome of tracking one item; no matches means that no storyline wanted it."""

    item: Item
    matches: tuple[TrackedMatch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """An item of a story, for a page, a timeline or a message."""

    item: Item
    feed_name: str
    publisher: str
    match: Match
    joined: JoinReason
    similarity: float
    signals: tuple[Signal, ...]
    decision: Decision
    traits: Traits
    matched_at: datetime

    @property
    def source(self) -> str:
        """The outlet as a reader knows it."""
        return self.item.source_name or self.feed_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFigure:
    """A figure with the item that says it: one line of the ledger."""

    figure: Figure
    storyline_id: str
    story_id: int
    item_id: int
    url: str
    publisher: str
    source: str
    origin: str
    language: str
    at: datetime
    """When the item was published, or first seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story with what a message or a page shows of it."""

    story: Story
    items: tuple[StoryItem, ...]
    """In order of arrival; for a message only the first, the newest, and the first of each origin, of each
    language, and of each stance with its actor."""
    figures: tuple[ClaimedFigure, ...] = ()
    """In order of time."""
    languages: tuple[str, ...] = ()
    """In the order in which they came."""
    follows: str = ""
    """Title of the story that this one continues."""
