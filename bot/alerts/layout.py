"""An alert's content → lines that fit into a message, before any markup. Pure.

Each text gets its share of the room, and lines have a rank: where all together are too long, those of the
highest rank are left out first. So nothing is ever cut inside a tag, and Telegram never refuses a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from bot.alerts.facts import (
    Line,
    Span,
    and_more,
    claim,
    figure_lines,
    side_lines,
    spread_line,
    tag_of,
    why_line,
)
from bot.alerts.names import NAME_ROOM
from bot.alerts.words import news_word, state_word
from bot.fit import isolated, shorten, units
from bot.model import AlertContent, Decision, Link, StoryState
from bot.text import one_line
from bot.words import language_of, say
from bot.words.times import dated, moment

MESSAGE_ROOM = 4096
"""UTF-16 units that Telegram takes after parsing."""

# UTF-16 units for each text.
TITLE_ROOM = 600
ORIGINAL_ROOM = 400
SUMMARY_ROOM = 300
NEWS_ROOM = 300
SUBJECT_ROOM = 120
DIGEST_TITLE_ROOM = 160
MORE_ROOM = 60
"""For the line that counts what a digest does not show."""
URL_ROOM = 1500
"""A longer address is left out rather than cut: half a link leads nowhere."""
LINKED_BYTES = 11_000
"""For all addresses of a message in HTML: Telegram takes 32,768 bytes before parsing, and 4,096 units of text
can be 20,480 of them (`&amp;`)."""

LINKS = 10
STORIES = 45
"""Of 100 pieces of markup that a message can have, each story takes two."""

_HOST = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?")

_SIDES_CHANGE = (Decision.CONFIRMED, Decision.DENIED, Decision.DISPUTED)


@dataclass(frozen=True, slots=True)
class _Form:
    """How much a digest says of each story."""

    title_room: int
    in_short: bool = False
    """With what it has come to."""
    spells: bool = True
    """With its address, where addresses are written out."""


_FORMS = (_Form(DIGEST_TITLE_ROOM, in_short=True), _Form(100), _Form(60, spells=False))
"""The fullest first. The last has room for all 45 stories, so that hardly any is only counted."""


def lines(content: AlertContent, *, spelled: bool = False) -> list[Line]:
    """The lines of a message; `spelled` writes addresses out, for places that have no links."""
    if content.stories:
        made = _digest(content, spelled=spelled)
    elif content.reply:
        made = _reply(content, spelled=spelled)
    else:
        made = _story(content, spelled=spelled)
    return _fitted([line for line in made if line.text.strip()])


def _fitted(made: Sequence[Line]) -> list[Line]:
    """The lines without those of the highest rank that do not fit; of equals the last goes first."""
    gone: set[int] = set()
    size = sum(units(line.text) + 1 for line in made)
    for place, line in sorted(enumerate(made), key=lambda each: (-each[1].rank, -each[0])):
        if size <= MESSAGE_ROOM or not line.rank:
            break
        gone.add(place)
        size -= units(line.text) + 1
    return [line for place, line in enumerate(made) if place not in gone]


def _story(content: AlertContent, *, spelled: bool) -> Iterator[Line]:
    language = language_of(content.chat_language)
    yield _heading(content, state_word(content.state, language))
    yield from _news(content, language)
    yield from _headline(content, language)
    yield Line((Span(shorten(new_words(content.summary, _shown_title(content)), SUMMARY_ROOM)),), 5)
    yield from figure_lines(content.figures, language)
    yield from side_lines(content.sides, language)
    yield Line((Span(spread_line(content, language)),), 2)
    yield Line((Span(first_line(content, language)),), 1)
    if content.follows and content.reason is not Decision.FOLLOW_UP:
        text = say(language, "alert-follows") + say(language, "alert-colon")
        yield Line((Span(text + isolated(shorten(content.follows, SUBJECT_ROOM))),), 4)
    yield from _links(content, language, spelled=spelled)
    if why := why_line(content.evidence, language):
        yield Line((Span(say(language, "alert-why") + say(language, "alert-colon") + why, "dim"),), 6)


def _reply(content: AlertContent, *, spelled: bool) -> Iterator[Line]:
    """What changed, the headline that says so, who and where."""
    language = language_of(content.chat_language)
    yield _heading(content, "")
    yield from _news(content, language)
    if content.state is StoryState.DISPUTED and content.reason in _SIDES_CHANGE:
        yield from side_lines(content.sides, language)
    yield from _headline(content, language)
    yield Line((Span(told_line(content, language)),), 1)
    if spelled and linkable(content.url):
        yield Line((Span(one_line(content.url)),))


def _digest(content: AlertContent, *, spelled: bool) -> Iterator[Line]:
    """A line for each story, as fully as there is room for all of them."""
    language, count = language_of(content.chat_language), len(content.stories)
    counted = say(language, "alert-digest", count=count)
    heading = _heading(content, f"{news_word(Decision.DIGEST, language)}, {counted}")
    yield heading
    room = MESSAGE_ROOM - units(heading.text) - 1
    made: list[Line] = []
    for form in _FORMS:
        made = list(_digest_lines(content.stories[:STORIES], language, form, spelled=spelled))
        if sum(units(line.text) + 1 for line in made) <= room:
            break
    while made and (len(made) < count) * MORE_ROOM + sum(units(line.text) + 1 for line in made) > room:
        made.pop()
    yield from made
    if count > len(made):
        more = say(language, "alert-more-stories", count=count - len(made))
        yield Line((Span(more, "dim"), *(() if spelled else (Span(" /latest"),))))


def _digest_lines(
    stories: Sequence[AlertContent], language: str, form: _Form, *, spelled: bool
) -> Iterator[Line]:
    linked = 0
    for story in stories:
        url = _shown_url(story)
        linked += len(escape(url).encode())
        link = url if linkable(url) and linked <= LINKED_BYTES else ""
        title = shorten(_shown_title(story), form.title_room)
        spans = [Span("• "), Span(isolated(title), "strong", "" if spelled else link)]
        spans += [Span(" — " + _in_short(story, language))] if form.in_short else []
        if not spelled and story.story_id:
            spans.append(Span(f" /story_{story.story_id}"))
        if spelled and link and form.spells:
            spans.append(Span(f" {link}", "link"))
        yield Line(tuple(spans))


def _in_short(story: AlertContent, language: str) -> str:
    """`Yonhap (ko) +3, developing; up to 12,000 troops — NIS`."""
    source = isolated(shorten(story.source, NAME_ROOM)) + (
        f" ({tag})" if (tag := tag_of(story.language)) else ""
    )
    others = f" +{story.outlets - 1}" if story.outlets > 1 else ""
    parts = [f"{source}{others}, {state_word(story.state, language)}"]
    parts += [claim(story.figures[:1], language, with_unit=True)] if story.figures else []
    return say(language, "alert-semicolon").join(parts)


def _heading(content: AlertContent, note: str) -> Line:
    spans = [Span("▪ "), Span(isolated(shorten(content.storyline_title, SUBJECT_ROOM)), "subject")]
    spans += [Span(f" · {note}")] if note else []
    if content.maybe_repeat:
        spans.append(Span(" " + say(content.chat_language, "alert-repeat")))
    return Line(tuple(spans))


def update_line(content: AlertContent) -> Line:
    """What a living message has come to, in one line, for places where a sent message cannot be changed."""
    language = language_of(content.chat_language)
    parts = [state_word(content.state, language), spread_line(content, language)]
    if content.figures:
        parts.append(claim(content.figures[:1], language, with_unit=True))
    title = isolated(shorten(_shown_title(content), DIGEST_TITLE_ROOM))
    return Line((Span("↻ "), Span(title), Span(" · " + " · ".join(filter(None, parts)), "dim")))


def _news(content: AlertContent, language: str) -> Iterator[Line]:
    """What is new, in a word and in detail."""
    word = news_word(content.reason, language)
    detail = isolated(shorten(content.detail, NEWS_ROOM))
    if word:
        word = word[:1].upper() + word[1:]
        yield Line((Span(word + (say(language, "alert-colon") + detail if detail else ""), "strong"),))


def _headline(content: AlertContent, language: str) -> Iterator[Line]:
    """The headline in the chat's language and the original below it, each leading to its page."""
    shown = _shown_title(content) or say(language, "alert-no-title")
    url = _shown_url(content)
    yield Line((Span(shorten(shown, TITLE_ROOM), "strong", url if linkable(url) else ""),))
    if content.translated_title and content.title:
        tag = tag_of(content.title_language)
        text = shorten(content.title, ORIGINAL_ROOM)
        yield Line((Span(f"[{tag}] " if tag else ""), Span(isolated(text), "dim")), 3)


def _shown_title(content: AlertContent) -> str:
    """The headline of a story; an item without one goes by what it has."""
    texts = (content.translated_title, content.title, content.summary, content.url, content.source)
    return next((flat for text in texts if (flat := one_line(text))), "")


def _shown_url(content: AlertContent) -> str:
    """The page of the shown headline."""
    title = content.translated_title
    found = (link.url for link in content.links if title and link.title == title)
    return one_line(next(found, content.url))


def first_line(content: AlertContent, language: str) -> str:
    """`First: Yonhap, ko, 18 Oct 2024, 14:02 UTC · updated 14:35 UTC`."""
    text = say(language, "alert-first") + say(language, "alert-colon") + told_line(content, language)
    since = told_at(content)
    if content.updated_at and content.updated_at > since:
        at = moment(content.updated_at, language, content.zone, since)
        text += f" · {say(language, 'alert-updated')} {at}"
    return text


def told_line(content: AlertContent, language: str) -> str:
    """Outlet, language, day and time, by the clocks of the chat."""
    source, at = isolated(shorten(content.source, NAME_ROOM)), dated(told_at(content), language, content.zone)
    return ", ".join(filter(None, (source, tag_of(content.language), at)))


def told_at(content: AlertContent) -> datetime:
    """When the shown item was published; when it was seen, if it says nothing or a time to come."""
    seen = content.first_seen_at
    return min(content.published_at, seen) if content.published_at else seen


def clock_time(at: datetime) -> str:
    """A time as `2024-10-18 14:02 UTC`."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _links(content: AlertContent, language: str, *, spelled: bool) -> Iterator[Line]:
    """The pages by outlet, in one line, or spelled each in its own."""
    own = Link(source=content.source, language=content.language, url=content.url)
    found = {one_line(link.url): link for link in (*content.links, own) if linkable(one_line(link.url))}
    shown = list(found.items())
    if spelled:
        for place, (url, link) in enumerate(shown[:LINKS]):
            name = _link_name(link) + say(language, "alert-colon") if len(shown) > 1 else ""
            yield Line((Span(name), Span(url, "link", url)), 6 + place if place else 0)
    elif len(shown) > 1:
        kept = _within_bytes(shown[:LINKS])
        texts = [Span(_link_name(link), "link", url) for url, link in kept]
        spans = [piece for span in texts for piece in (span, Span(" · "))][:-1]
        yield Line((*spans, *(Span(f" · {more}") for more in and_more(len(shown) - len(kept), language))), 1)


def _within_bytes(shown: Sequence[tuple[str, Link]]) -> list[tuple[str, Link]]:
    """The links whose addresses fit; the headline's stands there twice."""
    kept, used = [], max(len(escape(url).encode()) for url, _ in shown[:2])
    for url, link in shown:
        used += len(escape(url).encode())
        if used <= LINKED_BYTES:
            kept.append((url, link))
    return kept


def _link_name(link: Link) -> str:
    tag = tag_of(link.language)
    return isolated(shorten(link.source, NAME_ROOM) or "?") + (f" ({tag})" if tag else "")


def new_words(summary: str, title: str) -> str:
    """The summary, unless it only repeats the title."""
    flat = one_line(summary)
    return (
        "" if flat.casefold().startswith(one_line(title).casefold()) and len(flat) < len(title) + 40 else flat
    )


def linkable(url: str) -> bool:
    """Whether the address can be a link in a chat: Telegram drops all others silently."""
    if not url.startswith(("http://", "https://")) or len(url) > URL_ROOM or " " in url:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return port != 0 and _HOST.fullmatch(parts.netloc) is not None
