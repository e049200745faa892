"""A claimed delivery → what its message says, in the language of its chat. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.alerts.names import amount, name_of, said
from bot.model import (
    Alert,
    AlertContent,
    Chat,
    ClaimedDelivery,
    ClaimedFigure,
    Decision,
    Item,
    Link,
    Match,
    Side,
    Stance,
    StoryItem,
    Storyline,
    StoryView,
    Subscription,
)
from bot.words import language_of, primary, say

# What a message can show at most; the ledger and `vigie story` have the rest.
LINKS = 10
FIGURES = 30
SIDES = 12
NEW_FIGURES = 3

_TAKES_SIDE = {
    Decision.CONFIRMED: frozenset({Stance.CONFIRMS}),
    Decision.DENIED: frozenset({Stance.DENIES}),
    Decision.CORRECTED: frozenset({Stance.CORRECTS}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: in which language, which headlines first, and by which clocks."""

    language: str
    languages: tuple[str, ...]
    zone: str


def reader_of(chat: Chat, subscription: Subscription | None = None) -> Reader:
    """The reader in a chat, for a storyline that comes by that subscription.

    Where no outlet has a headline in a language that was chosen, one in the chat's own is better than none.
    """
    chosen = (subscription.languages if subscription else ()) or chat.settings.languages
    language = chat.settings.language or chat.language
    return Reader(language=language, languages=(*chosen, language), zone=chat.settings.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """The item whose headline the message shows."""

    item: Item
    source: str
    publisher: str
    match: Match
    stance: Stance


def content_of(delivery: ClaimedDelivery, storyline: Storyline | None) -> AlertContent:
    """What the message of this delivery says; a storyline that is no longer in force goes by its id."""
    alert, reader = delivery.alert, reader_of(delivery.chat, delivery.subscription)
    language = reader.language
    subject = storyline.title_in(language) if storyline else alert.storyline_id
    repeat = delivery.unknown_outcomes > 0
    if delivery.digest:
        stories = tuple(
            _content(alert, view, _opener(view), subject, reader) for view in delivery.digest if view.items
        )
        return _content(
            alert, delivery.story, _told(delivery), subject, reader, stories=stories, maybe_repeat=repeat
        )
    reply = bool(delivery.reply_to)
    opens = not reply and bool(delivery.story.items)
    return _content(
        alert,
        delivery.story,
        _opener(delivery.story) if opens else _told(delivery),
        subject,
        reader,
        reply=reply,
        detail=_detail(delivery, language_of(language)),
        updated_at=delivery.story.story.updated_at if delivery.edits else None,
        maybe_repeat=repeat,
    )


def story_content(view: StoryView, reader: Reader, subject: str) -> AlertContent:
    """A story as its message shows it, for somebody who asks; it must have items."""
    story, lead = view.story, _opener(view)
    asked = Alert(
        id=0,
        key="",
        storyline_id=story.storyline_id,
        story_id=story.id,
        item_id=lead.item.id,
        reason=Decision.NEW_STORY,
        created_at=story.opened_at,
    )
    return _content(asked, view, lead, subject, reader, updated_at=story.updated_at)


def _content(  # a record of thirty fields is long to fill in, not hard to read
    alert: Alert, view: StoryView, lead: _Lead, subject: str, reader: Reader, **more: object
) -> AlertContent:
    item, story = lead.item, view.story
    translated = None if more.get("reply") else translated_of(view.items, item, reader.languages)
    values: dict[str, object] = {
        "alert_id": alert.id,
        "story_id": story.id,
        "storyline_id": alert.storyline_id,
        "storyline_title": subject,
        "reason": alert.reason,
        "title": item.title,
        "title_language": item.language,
        "translated_title": translated.item.title if translated else "",
        "summary": _summary(item, translated, reader),
        "url": item.url,
        "source": lead.source,
        "publisher": lead.publisher,
        "language": item.language,
        "published_at": item.published_at,
        "first_seen_at": item.first_seen_at,
        "score": lead.match.score,
        "evidence": lead.match.evidence,
        "state": story.state,
        "stance": lead.stance,
        "figures": newest_figures(view.figures)[:FIGURES],
        "sides": sides_of(view.items)[:SIDES],
        "outlets": story.outlets,
        "origins": story.origins,
        "languages": view.languages,
        "links": _links(lead, translated, view.items),
        "follows": view.follows,
        "chat_language": reader.language,
        "zone": reader.zone,
        "outlet": lead.publisher,
    }
    return AlertContent(**(values | more))  # type: ignore[arg-type]


def _opener(view: StoryView) -> _Lead:
    """The item that opened the story; what the first poll of a feed brought is older than the news."""
    return _lead(next((told for told in view.items if not told.item.baseline), view.items[0]))


def _told(delivery: ClaimedDelivery) -> _Lead:
    """The item that made the alert, also where the story does not show it."""
    known = next((one for one in delivery.story.items if one.item.id == delivery.item.id), None)
    return _Lead(
        item=delivery.item,
        source=delivery.item.source_name or delivery.feed_name,
        publisher=delivery.publisher,
        match=delivery.match,
        stance=known.traits.stance if known else Stance.REPORTS,
    )


def _lead(told: StoryItem) -> _Lead:
    return _Lead(
        item=told.item,
        source=told.source,
        publisher=told.publisher,
        match=told.match,
        stance=told.traits.stance,
    )


def translated_of(items: Sequence[StoryItem], item: Item, languages: Sequence[str]) -> StoryItem | None:
    """The first of a story in the language that the reader likes best, if the headline is in another."""
    for language in map(primary, languages):
        if primary(item.language) in ("", language):
            return None
        for one in items:
            if one.item.title and primary(one.item.language) == language:
                return one
    return None


def _summary(item: Item, translated: StoryItem | None, reader: Reader) -> str:
    """The words below the shown headline: its own, else the original's if the reader knows that language."""
    readable = translated is None or primary(item.language) in map(primary, reader.languages)
    own = item.summary if readable else ""
    return (translated.item.summary if translated else "") or own


def origin_of(told: StoryItem) -> str:
    """The independent source behind an item."""
    return told.traits.origin.name if told.traits.origin else told.publisher


def origins_first(items: Iterable[StoryItem]) -> Iterator[StoryItem]:
    """The first item of each origin in order, then the others."""
    seen: set[str] = set()
    later: list[StoryItem] = []
    for told in items:
        if (origin := origin_of(told)) in seen:
            later.append(told)
        else:
            seen.add(origin)
            yield told
    yield from later


def _links(lead: _Lead, translated: StoryItem | None, items: Sequence[StoryItem]) -> tuple[Link, ...]:
    """The pages that the headlines stand on, then one for each origin, then others."""
    shown = [(lead.item, lead.source)] + ([(translated.item, translated.source)] if translated else [])
    links: dict[str, Link] = {}
    for item, source in [*shown, *((told.item, told.source) for told in origins_first(items))]:
        link = Link(source=source, language=item.language, url=item.url, title=item.title)
        links.setdefault(item.url, link)
        if len(links) == LINKS:
            break
    return tuple(links.values())


def newest_figures(figures: Sequence[ClaimedFigure]) -> tuple[ClaimedFigure, ...]:
    """What each claimant said last, unit by unit as they came, the highest first.

    An item that gives several numbers of a thing (so many sent, so many to come) stands with all of them
    until another gives a new one: who repeats some of them takes nothing away, nor the credit. Whom nobody
    names speaks through the origin. What an outlet says by itself, and a named claimant too, is left to the
    claimant.
    """
    units = list(dict.fromkeys(one.figure.of for one in sorted(figures, key=_time)))
    newest = [one for said in _newest_by_claimant(figures) for one in said]
    claimed = {_value(one) for one in newest if one.figure.claimant}
    kept = [one for one in newest if one.figure.claimant or _value(one) not in claimed]
    return tuple(sorted(kept, key=lambda one: (units.index(one.figure.of), -_height(one))))


def _newest_by_claimant(figures: Sequence[ClaimedFigure]) -> Iterator[Sequence[ClaimedFigure]]:
    """For each claimant and unit the numbers, each once, of the last item that has a new one."""
    newest: dict[tuple[str, str, str], dict[tuple[object, ...], ClaimedFigure]] = {}
    for _, told in groupby(sorted(figures, key=_time), key=lambda one: one.item_id):
        of_item: dict[tuple[str, str, str], dict[tuple[object, ...], ClaimedFigure]] = {}
        for one in told:
            figure = one.figure
            whose = figure.of, figure.claimant, "" if figure.claimant else one.origin or one.publisher
            of_item.setdefault(whose, {}).setdefault(_value(one), one)
        newest |= {
            whose: said for whose, said in of_item.items() if said.keys() - newest.get(whose, {}).keys()
        }
    return (tuple(said.values()) for said in newest.values())


def _time(one: ClaimedFigure) -> tuple[datetime, int]:
    return one.at, one.item_id


def _value(one: ClaimedFigure) -> tuple[object, ...]:
    figure = one.figure
    return figure.of, figure.value, figure.value_max, figure.qualifier


def _height(one: ClaimedFigure) -> float:
    value = one.figure.value if one.figure.value_max is None else one.figure.value_max
    return value if value is not None else -1.0


def sides_of(items: Iterable[StoryItem]) -> tuple[Side, ...]:
    """Who takes which stance, each once, in order of arrival.

    What is reported on somebody's word is a claim of theirs, as it is where a story's state is decided; what
    nobody named claims is no side, nor what somebody claims who denies as well: a denial is often so worded.
    """
    sides: dict[tuple[Stance, str], Side] = {}
    for told in items:
        for claim in told.traits.stances:
            stance = Stance.CLAIMS if claim.stance is Stance.REPORTS else claim.stance
            if stance is Stance.CLAIMS and not claim.actor:
                continue
            side = Side(
                stance=stance,
                actor=claim.actor,
                source=told.source,
                origin=origin_of(told),
                url=told.item.url,
            )
            sides.setdefault((stance, claim.actor or told.publisher), side)
    denying = {side.actor for side in sides.values() if side.stance is Stance.DENIES}
    return tuple(one for one in sides.values() if one.stance is not Stance.CLAIMS or one.actor not in denying)


def _detail(delivery: ClaimedDelivery, language: str) -> str:
    """What is new, in the chat's words where the records tell it, else as it was decided."""
    alert, view = delivery.alert, delivery.story
    if alert.reason in (Decision.NEW_MAXIMUM, Decision.REVISED):
        return _new_figures(alert, view.figures, language) or alert.detail
    if alert.reason is Decision.CORROBORATED and len(view.story.origins) > 1:
        origins = view.story.origins
        counted = say(language, "alert-origins", count=len(origins), n=len(origins))
        return f"{counted} ({', '.join(origins)})"
    if alert.reason is Decision.DISPUTED and sides_of(view.items):
        return ""  # the sides are shown themselves
    if alert.reason is Decision.FOLLOW_UP:
        return view.follows
    stances = _TAKES_SIDE.get(alert.reason)
    told = next((one for one in view.items if one.item.id == alert.item_id), None)
    if stances and told:
        actors = dict.fromkeys(
            name_of(claim.actor, language)
            for claim in told.traits.stances
            if claim.stance in stances and claim.actor
        )
        return ", ".join(actors) or alert.detail
    return alert.detail


def _new_figures(alert: Alert, figures: Sequence[ClaimedFigure], language: str) -> str:
    """`up to 12,000 troops — NIS (before: 10,000)`, for the figures of the item that made the alert."""
    new = [one for one in figures if one.item_id == alert.item_id]
    meant = [one for one in new if one.figure.text == alert.detail] or new
    return say(language, "alert-semicolon").join(
        _new_figure(one, figures, language) for one in meant[:NEW_FIGURES]
    )


def _new_figure(one: ClaimedFigure, figures: Sequence[ClaimedFigure], language: str) -> str:
    claimant = one.figure.claimant
    text = f"{said(one.figure, language)} — {name_of(claimant, language) if claimant else one.source}"
    former = [
        other
        for other in figures
        if claimant
        and (other.figure.of, other.figure.claimant) == (one.figure.of, claimant)
        and other.at < one.at
        and other.item_id != one.item_id
    ]
    if former and _value(former[-1]) != _value(one):
        before = say(language, "alert-before") + say(language, "alert-colon")
        text += f" ({before}{amount(former[-1].figure, language)})"
    return text
