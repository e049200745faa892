"""An alert's content → lines that fit into a message, before any markup. Pure.

Each text gets its share of the room, and lines have a rank: where all together are too long, those of the
highest rank are left out first. So nothing is ever cut inside a tag, and Telegram never refuses a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import groupby

from bot.alerts.names import NAME_ROOM, name_of, number, said
from bot.alerts.names import amount as amount_of
from bot.alerts.words import news_word, stance_word, state_word
from bot.fit import isolated, shorten, units
from bot.model import AlertContent, ClaimedFigure, Decision, Evidence, Link, Side, Stance, StoryState
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
URL_ROOM = 1500
"""A longer address is left out rather than cut: half a link leads nowhere."""
LINKED_BYTES = 11_000
"""For all addresses of a message in HTML: Telegram takes 32,768 bytes before parsing, and 4,096 units of text
can be 20,480 of them (`&amp;`)."""

# How many of each are shown before `+3`.
UNITS = 6
CLAIMS = 4
CLAIMANTS = 3
SIDES = 4
ORIGINS = 6
LANGUAGES = 12
EVIDENCE = 6
LINKS = 10
STORIES = 20

_SIDED = (Stance.CLAIMS, Stance.CONFIRMS, Stance.DENIES, Stance.UNCONFIRMED, Stance.CORRECTS)

_SIDES_CHANGE = (Decision.CONFIRMED, Decision.DENIED, Decision.DISPUTED)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: harmless text on one line, how it looks and where it leads."""

    text: str
    look: str = ""
    """`strong`, `subject`, `dim`, `link` or nothing."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a message."""

    spans: tuple[Span, ...]
    rank: int = 0
    """0 for what a message cannot do without; of the others the highest goes first."""

    @property
    def text(self) -> str:
        """Without looks and addresses."""
        return "".join(span.text for span in self.spans)


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
    if why := why_line(content.evidence):
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
    language = language_of(content.chat_language)
    count = len(content.stories)
    counted = say(language, "alert-digest", count=count)
    yield _heading(content, f"{news_word(Decision.DIGEST, language)}, {counted}")
    linked = 0
    for place, story in enumerate(content.stories[:STORIES]):
        url = _shown_url(story)
        linked += len(escape(url).encode())
        link = url if linkable(url) and linked <= LINKED_BYTES else ""
        title = shorten(_shown_title(story), DIGEST_TITLE_ROOM)
        spans = [Span("• "), Span(isolated(title), "strong", "" if spelled else link)]
        spans.append(Span(" — " + _in_short(story, language)))
        spans += [Span(f" /story_{story.story_id}")] if not spelled and story.story_id else []
        if spelled and link:
            spans.append(Span(f" {link}", "link"))
        yield Line(tuple(spans), place + 1)
    if count > STORIES:
        yield Line((Span(say(language, "alert-more-stories", count=count - STORIES), "dim"),))


def _in_short(story: AlertContent, language: str) -> str:
    """`Yonhap (ko) +3, developing; up to 12,000 troops — NIS`."""
    source = isolated(shorten(story.source, NAME_ROOM)) + (
        f" ({tag})" if (tag := _tag(story.language)) else ""
    )
    others = f" +{story.outlets - 1}" if story.outlets > 1 else ""
    parts = [f"{source}{others}, {state_word(story.state, language)}"]
    parts += [_claim(story.figures[:1], language, with_unit=True)] if story.figures else []
    return "; ".join(parts)


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
        parts.append(_claim(content.figures[:1], language, with_unit=True))
    title = isolated(shorten(_shown_title(content), DIGEST_TITLE_ROOM))
    return Line((Span("↻ "), Span(title), Span(" · " + " · ".join(filter(None, parts)), "dim")))


def _news(content: AlertContent, language: str) -> Iterator[Line]:
    """What is new, in a word and in detail."""
    word = news_word(content.reason, language)
    detail = shorten(content.detail, NEWS_ROOM)
    if word:
        word = word[:1].upper() + word[1:]
        yield Line((Span(word + (say(language, "alert-colon") + detail if detail else ""), "strong"),))


def _headline(content: AlertContent, language: str) -> Iterator[Line]:
    """The headline in the chat's language and the original below it, each leading to its page."""
    shown = _shown_title(content) or say(language, "alert-no-title")
    url = _shown_url(content)
    yield Line((Span(shorten(shown, TITLE_ROOM), "strong", url if linkable(url) else ""),))
    if content.translated_title and content.title:
        tag = _tag(content.title_language)
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


def figure_lines(figures: Sequence[ClaimedFigure], language: str) -> Iterator[Line]:
    """A line for each unit: `up to 12,000 troops — NIS (via Yonhap), White House; 10,000 — Zelensky`."""
    groups = [list(claims) for _, claims in groupby(figures, key=lambda one: one.figure.of)]
    for claims in groups[:UNITS]:
        claimants: dict[str, list[ClaimedFigure]] = {}
        for one in claims:
            claimants.setdefault(amount_of(one.figure, language), []).append(one)
        same = list(claimants.values())
        texts = [_claim(who, language, with_unit=not place) for place, who in enumerate(same[:CLAIMS])]
        yield Line((Span("• " + "; ".join([*texts, *_more(len(same) - CLAIMS, language)])),), 2)
    for text in _more(len(groups) - UNITS, language):
        yield Line((Span(f"• {text}"),), 3)


def _claim(same: Sequence[ClaimedFigure], language: str, *, with_unit: bool) -> str:
    """One number with all who say it."""
    figure = same[0].figure
    amount = said(figure, language) if with_unit else amount_of(figure, language)
    who = [_claimant(one, language) for one in same[:CLAIMANTS]]
    return f"{amount} — {', '.join([*who, *_more(len(same) - CLAIMANTS, language)])}"


def _claimant(one: ClaimedFigure, language: str) -> str:
    """`NIS (via Yonhap)`; what nobody named claims is the origin's word."""
    origin = isolated(shorten(one.origin or one.source, NAME_ROOM))
    if not one.figure.claimant:
        return origin
    who = isolated(shorten(name_of(one.figure.claimant, language), NAME_ROOM))
    return who if origin in ("", who) else f"{who} ({say(language, 'alert-via')} {origin})"


def side_lines(sides: Sequence[Side], language: str) -> Iterator[Line]:
    """`Confirmed: NIS (Yonhap)`, `Denied: Kremlin (TASS)`: all sides, none of them judged.

    What is only claimed is shown where somebody contradicts it.
    """
    taken = {side.stance for side in sides}
    for stance in _SIDED:
        if stance is Stance.CLAIMS and Stance.DENIES not in taken:
            continue
        who = list(dict.fromkeys(_side(side, language) for side in sides if side.stance is stance))
        if who:
            text = "; ".join([*who[:SIDES], *_more(len(who) - SIDES, language)])
            yield Line((Span(stance_word(stance, language) + say(language, "alert-colon") + text),), 2)


def _side(side: Side, language: str) -> str:
    source = isolated(shorten(side.source, NAME_ROOM))
    if not side.actor:
        return source
    return f"{isolated(shorten(name_of(side.actor, language), NAME_ROOM))} ({source})"


def _more(count: int, language: str) -> list[str]:
    return [say(language, "alert-more", n=count)] if count > 0 else []


def spread_line(content: AlertContent, language: str) -> str:
    """`9 outlets, 2 origins: Yonhap, AFP · Languages: ko, en`; empty for one outlet's own report."""
    origins = [isolated(shorten(origin, NAME_ROOM)) for origin in content.origins[:ORIGINS]]
    origins += _more(len(content.origins) - ORIGINS, language)
    parts = []
    if content.outlets > 1 or set(content.origins) - {content.publisher, content.source}:
        outlets = _counted("outlet", content.outlets, language)
        parts.append(outlets + (f", {_counted('origin', len(content.origins), language)}" if origins else ""))
        parts[0] += say(language, "alert-colon") + ", ".join(origins) if origins else ""
    if len(content.languages) > 1:
        tags = [tag for language in content.languages[:LANGUAGES] if (tag := _tag(language))]
        tags += _more(len(content.languages) - LANGUAGES, language)
        parts.append(say(language, "alert-languages") + say(language, "alert-colon") + ", ".join(tags))
    return " · ".join(parts)


def _counted(name: str, count: int, language: str) -> str:
    return say(language, f"alert-{name}s", count=count, n=number(count, language))


def first_line(content: AlertContent, language: str) -> str:
    """`First: Yonhap, ko, 2024-10-18 14:02 UTC · updated 14:35`."""
    text = say(language, "alert-first") + say(language, "alert-colon") + told_line(content, language)
    since = told_at(content)
    if content.updated_at and content.updated_at > since:
        at = moment(content.updated_at, language, content.zone, since)
        text += f" · {say(language, 'alert-updated')} {at}"
    return text


def told_line(content: AlertContent, language: str) -> str:
    """Outlet, language, day and time, by the clocks of the chat."""
    source, at = isolated(shorten(content.source, NAME_ROOM)), dated(told_at(content), language, content.zone)
    return ", ".join(filter(None, (source, _tag(content.language), at)))


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
        yield Line((*spans, *(Span(f" · {more}") for more in _more(len(shown) - len(kept), language))), 1)


def _within_bytes(shown: Sequence[tuple[str, Link]]) -> list[tuple[str, Link]]:
    """The links whose addresses fit; the headline's stands there twice."""
    kept, used = [], max(len(escape(url).encode()) for url, _ in shown[:2])
    for url, link in shown:
        used += len(escape(url).encode())
        if used <= LINKED_BYTES:
            kept.append((url, link))
    return kept


def _link_name(link: Link) -> str:
    tag = _tag(link.language)
    return isolated(shorten(link.source, NAME_ROOM) or "?") + (f" ({tag})" if tag else "")


def _tag(language: str) -> str:
    return shorten(language, 12)


def why_line(evidence: Iterable[Evidence]) -> str:
    """The words that were found, each once, with the concept that they stand for."""
    found = list(dict.fromkeys((one_line(e.text), e.concept) for e in evidence))
    texts = [
        f"“{isolated(shorten(text, NAME_ROOM))}” ({shorten(concept, NAME_ROOM)})"
        for text, concept in found[:EVIDENCE]
    ]
    return " · ".join([*texts, *([f"+{len(found) - EVIDENCE}"] if len(found) > EVIDENCE else [])])


def new_words(summary: str, title: str) -> str:
    """The summary, unless it only repeats the title."""
    flat = one_line(summary)
    return (
        "" if flat.casefold().startswith(one_line(title).casefold()) and len(flat) < len(title) + 40 else flat
    )


def linkable(url: str) -> bool:
    """Whether the address can be a link in a chat: Telegram drops all others silently."""
    return url.startswith(("http://", "https://")) and len(url) <= URL_ROOM and " " not in url
