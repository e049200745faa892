"""The lists of storylines: those that there are, as cards, and those that are followed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.fit import shorten
from bot.model import ALL_STORYLINES, StorylineCard, Subscription, SubscriptionLevel
from bot.telegram.deeplinks import group_link
from bot.telegram.presses import key_of, pack
from bot.telegram.targets import Target
from bot.telegram.view import Button, View
from bot.words import html, say
from bot.words.times import ago

PAGE_SIZE = 10
"""Storylines on one page: with all texts at their longest, ten stay under 3,000 of 4,096 units."""

TITLE_ROOM = 100
LABEL_ROOM = 40

GREETING, LIST = "g", "l"
"""What stands above the cards; buttons carry it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list of cards."""

    id: str
    title: str
    followed: bool
    card: StorylineCard | None = None
    """None for a subscription to a storyline that is no longer in the rules."""


def entries(cards: Sequence[StorylineCard], target: Target) -> list[Entry]:
    """The storylines in force, then those that are followed and gone."""
    followed = target.standing.followed
    known = [Entry(id=one.id, title=one.title, followed=one.id in followed, card=one) for one in cards]
    gone = sorted(followed - {one.id for one in cards} - {ALL_STORYLINES})
    return known + [Entry(id=id_, title=id_, followed=True) for id_ in gone]


def cards_view(
    cards: Sequence[StorylineCard],
    target: Target,
    now: datetime,
    *,
    page: int = 0,
    head: str = LIST,
    username: str = "",
) -> View:
    """One page of the storylines with a button for each; a page beyond the last is the last.

    With the bot's `username` the greeting offers to add it to a group.
    """
    language, listed = target.language, entries(cards, target)
    follows_all = ALL_STORYLINES in target.standing.followed
    page, pages = _within(page, len(listed))
    shown = listed[page * PAGE_SIZE :][:PAGE_SIZE]
    name = "following-greeting" if head == GREETING else "following-storylines"
    heading = html(language, name, kind=target.kind) if head == GREETING else html(language, name)
    lines = [_line(entry, follows_all, language, now) for entry in shown]
    # words are about the chat where they stand
    ending = html(language, "following-how") if listed and not target.channel else ""
    if follows_all:
        ending = html(language, "following-all", kind=target.kind)
    blocks = [target.heading(heading + _counted(page, pages, language)), "\n".join(lines), ending]
    if not listed:
        blocks[1] = html(language, "following-none")
    rows = [_all_row(target, follows_all, page, head)] if listed or follows_all else []
    if not follows_all:
        rows += [(_card_button(entry, target, page, head),) for entry in shown]
    rows += turning("fp", target.place, page, pages, head)
    rows.append(_ending_row(target))
    if username and target.talk.private and head == GREETING:
        rows.append((Button(label=say(language, "following-button-group"), url=group_link(username)),))
    return View(html="\n\n".join(block for block in blocks if block), rows=tuple(rows))


def _line(entry: Entry, follows_all: bool, language: str, now: datetime) -> str:
    mark = "✅" if entry.followed or (follows_all and entry.card) else "▫️"
    title = html(language, "following-title", mark=mark, title=shorten(entry.title, TITLE_ROOM))
    if entry.card is None:
        return f"{title} · {html(language, 'following-gone')}"
    return f"{title}\n      {_news(entry.card, language, now)}"


def _news(card: StorylineCard, language: str, now: datetime) -> str:
    if card.last_alert_at is None:
        return html(language, "following-card-calm", stories=card.stories)
    told = ago(card.last_alert_at, now, language)
    return html(language, "following-card", stories=card.stories, ago=told)


def _card_button(entry: Entry, target: Target, page: int, head: str) -> Button:
    code, mark = ("fd", "✅") if entry.followed else ("ff", "➕")
    label = f"{mark} {shorten(entry.title, LABEL_ROOM)}"
    return Button(label=label, data=pack(code, target.place, key_of(entry.id), page, head))


def _all_row(target: Target, follows_all: bool, page: int, head: str) -> tuple[Button, ...]:
    name = "following-button-stop-all" if follows_all else "following-button-all"
    data = pack("fd" if follows_all else "ff", target.place, key_of(ALL_STORYLINES), page, head)
    return (Button(label=say(target.language, name), data=data),)


def _ending_row(target: Target) -> tuple[Button, ...]:
    mine = Button(label=say(target.language, "following-button-mine"), data=pack("fs", target.place, 0))
    return (mine, settings_button(target)) if target.standing.subscriptions else (settings_button(target),)


def settings_button(target: Target) -> Button:
    """Leads to the settings of the target."""
    return Button(label=say(target.language, "following-button-settings"), data=pack("se", target.place))


def mine_view(target: Target, titles: Mapping[str, str], *, page: int = 0) -> View:
    """What is followed and how it comes, with a button to the panel of each."""
    language, ways = target.language, target.standing.subscriptions
    page, pages = _within(page, len(ways))
    shown = ways[page * PAGE_SIZE :][:PAGE_SIZE]
    heading = html(language, "following-mine", kind=target.kind) + _counted(page, pages, language)
    lines = [_way_line(way, titles, language) for way in shown]
    ending = html(language, "following-mine-how") if ways else ""
    body = "\n".join(lines) or html(language, "following-mine-none")
    blocks = [target.heading(heading), body, ending]
    rows: list[tuple[Button, ...]] = [(_way_button(way, titles, target),) for way in shown]
    rows += turning("fs", target.place, page, pages)
    choose = Button(label=say(language, "following-button-choose"), data=pack("fp", target.place, 0, LIST))
    rows.append((choose, settings_button(target)))
    return View(html="\n\n".join(block for block in blocks if block), rows=tuple(rows))


def _way_line(way: Subscription, titles: Mapping[str, str], language: str) -> str:
    title = shorten(title_of(way.storyline_id, titles, language), TITLE_ROOM)
    told = [html(language, "following-way", title=title, level=level_words(way, language))]
    told += [html(language, "without-sound")] * way.silent
    told += [html(language, "through-quiet")] * way.through_quiet
    if way.storyline_id != ALL_STORYLINES and way.storyline_id not in titles:
        told.append(html(language, "following-gone"))
    return " · ".join(told)


def _way_button(way: Subscription, titles: Mapping[str, str], target: Target) -> Button:
    title = title_of(way.storyline_id, titles, target.language)
    return Button(
        label=f"⚙️ {shorten(title, LABEL_ROOM)}", data=pack("sb", target.place, key_of(way.storyline_id))
    )


def level_words(way: Subscription, language: str) -> str:
    """How much of a storyline comes, in words."""
    if way.level is SubscriptionLevel.DAILY:
        return say(language, "level-daily", time=f"{way.daily_at:%H:%M}")
    return say(language, f"level-{way.level}")


def title_of(storyline_id: str, titles: Mapping[str, str], language: str) -> str:
    """The title of a storyline; its id if it is gone."""
    if storyline_id == ALL_STORYLINES:
        return say(language, "following-every")
    return titles.get(storyline_id, storyline_id)


def turning(code: str, place: str, page: int, pages: int, *more: str) -> list[tuple[Button, ...]]:
    """The row of buttons that turn the pages; none where there is one page."""
    near = [("◀", page - 1), ("▶", page + 1)]
    row = tuple(
        Button(label=f"{arrow} {number + 1}", data=pack(code, place, number, *more))
        for arrow, number in near
        if 0 <= number < pages
    )
    return [row] if row else []


def _within(page: int, count: int) -> tuple[int, int]:
    """The page that there is nearest to the wanted one, and how many there are."""
    pages = max(1, -(-count // PAGE_SIZE))
    return min(page, pages - 1), pages


def _counted(page: int, pages: int, language: str) -> str:
    return " · " + html(language, "following-page", page=page + 1, pages=pages) if pages > 1 else ""
