"""The stories of a storyline in order of time, with numbered citations. Pure; `pages` writes it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.alerts.content import Reader, newest_figures, origin_of, origins_first, sides_of, translated_of
from bot.alerts.layout import linkable
from bot.alerts.names import name_of, said
from bot.alerts.words import stance_word
from bot.model import AlertPolicy, Stance, Story, StoryItem, StoryState, StoryView
from bot.stories.states import next_state
from bot.text import one_line
from bot.words import say

SOURCES = 8
"""References of one story; the first of each origin come before the others."""
FIGURES = 12
SIDES = 12
ENGLISH = Reader(language="en", languages=("en",), zone="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A cited page."""

    number: int
    source: str
    origin: str
    language: str
    title: str
    at: datetime
    url: str
    """Empty for what is no web address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A statement with the numbers of the pages that make it."""

    text: str
    references: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story in the timeline."""

    story: Story
    at: datetime
    """When its first item was published, or seen."""
    title: str
    language: str
    translated_title: str
    """A headline of it in the language that the reader likes best, where the first is in another."""
    translated_language: str
    follows: str
    languages: tuple[str, ...]
    reached: StoryState
    """How far it came; `story.state` tells whether it sleeps."""
    figures: tuple[Cited, ...]
    """The newest of each claimant, in words."""
    sides: tuple[Cited, ...]
    references: tuple[int, ...]
    """The first page of each origin, then others."""
    more_items: int
    """Items that are not cited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything that the document says."""

    storyline_id: str
    title: str
    language: str
    """In which the document speaks."""
    zone: str
    """Of its times; UTC if empty."""
    made_at: datetime
    entries: tuple[Entry, ...]
    """In order of time."""
    references: tuple[Reference, ...]


def item_time(told: StoryItem) -> datetime:
    """When an item was published; when it was seen, if it says nothing or a time to come."""
    seen = told.item.first_seen_at
    return min(told.item.published_at, seen) if told.item.published_at else seen


def make_timeline(
    storyline_id: str,
    title: str,
    views: Iterable[StoryView],
    now: datetime,
    *,
    policy: AlertPolicy | None = None,
    reader: Reader = ENGLISH,
) -> Timeline:
    """Order the stories by the time of their first item, and number what they cite as it is read."""
    policy = policy or AlertPolicy()
    shown = sorted((view for view in views if view.items), key=lambda view: (_begins(view), view.story.id))
    citing = _Citing()
    return Timeline(
        storyline_id=storyline_id,
        title=title,
        language=reader.language,
        zone=reader.zone,
        made_at=now,
        entries=tuple(_entry(view, citing, policy, reader) for view in shown),
        references=citing.references(),
    )


def reached(view: StoryView, policy: AlertPolicy) -> StoryState:
    """The state of a story, for one that sleeps that in which it fell asleep."""
    if view.story.state is not StoryState.DORMANT:
        return view.story.state
    return next_state(
        StoryState.REPORTED,
        outlets=view.story.outlets,
        origins=len(view.story.origins),
        corroborated_by=policy.corroborated_by,
        stances=(claim for told in view.items for claim in told.traits.stances),
    )


def _begins(view: StoryView) -> datetime:
    return min(map(item_time, view.items))


class _Citing:
    """Gives pages their numbers, in the order in which they are first cited."""

    def __init__(self) -> None:
        self._known: dict[int, Reference] = {}

    def cite(self, told: StoryItem) -> int:
        """The number of an item."""
        known = self._known.get(told.item.id)
        if known is None:
            known = self._known[told.item.id] = self._reference(told)
        return known.number

    def _reference(self, told: StoryItem) -> Reference:
        item, url = told.item, one_line(told.item.url)
        return Reference(
            number=len(self._known) + 1,
            source=one_line(told.source),
            origin=one_line(origin_of(told)),
            language=item.language,
            title=one_line(item.title or item.summary[:200]),
            at=item_time(told),
            url=url if linkable(url) else "",
        )

    def references(self) -> tuple[Reference, ...]:
        """All that was cited, by number."""
        return tuple(self._known.values())


def _entry(view: StoryView, citing: _Citing, policy: AlertPolicy, reader: Reader) -> Entry:
    items = sorted(view.items, key=item_time)
    first = items[0]
    translated = translated_of(items, first.item, reader.languages)
    sources = list(origins_first(items))[:SOURCES]
    references = [citing.cite(told) for told in sources]
    figures = _figures(view, items, citing, reader.language)
    sides = _sides(items, citing, reader.language)
    cited = {*references, *(number for one in (*figures, *sides) for number in one.references)}
    return Entry(
        story=view.story,
        at=item_time(first),
        title=one_line(first.item.title or first.item.summary[:200]),
        language=first.item.language,
        translated_title=one_line(translated.item.title) if translated else "",
        translated_language=translated.item.language if translated else "",
        follows=one_line(view.follows),
        languages=view.languages,
        reached=reached(view, policy),
        figures=figures,
        sides=sides,
        references=tuple(references),
        more_items=max(0, len(items) - len(cited)),
    )


def _figures(
    view: StoryView, items: Sequence[StoryItem], citing: _Citing, language: str
) -> tuple[Cited, ...]:
    """Each number once, with all who say it."""
    by_id = {told.item.id: told for told in items}
    claimants: dict[str, dict[str, None]] = {}
    references: dict[str, dict[int, None]] = {}
    for one in newest_figures(view.figures)[:FIGURES]:
        text = said(one.figure, language)
        who = name_of(one.figure.claimant, language) or one.origin or one.source
        claimants.setdefault(text, {})[one_line(who)] = None
        cited = references.setdefault(text, {})
        if told := by_id.get(one.item_id):
            cited[citing.cite(told)] = None
    return tuple(
        Cited(text=f"{text} — {', '.join(who)}", references=tuple(references[text]))
        for text, who in claimants.items()
    )


def _sides(items: Sequence[StoryItem], citing: _Citing, language: str) -> tuple[Cited, ...]:
    """Who confirms, denies or corrects; claims where somebody denies."""
    sides = sides_of(items)
    denied = any(side.stance is Stance.DENIES for side in sides)
    by_url = {told.item.url: told for told in reversed(items)}
    made = []
    shown = sorted(sides, key=lambda side: list(Stance).index(side.stance))
    for side in [side for side in shown if denied or side.stance is not Stance.CLAIMS][:SIDES]:
        who = name_of(side.actor, language) if side.actor else one_line(side.source)
        text = f"{stance_word(side.stance, language)}{say(language, 'alert-colon')}{who}"
        made.append(Cited(text=text, references=(citing.cite(by_url[side.url]),)))
    return tuple(made)
