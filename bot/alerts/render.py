"""An alert's content → the message that a person reads. Pure; the same fields in HTML and in plain text.

Fields are given their share of the room before any markup is added, so that a message is never too long and
never cut inside a tag.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from bot.model import AlertContent, ClaimedDelivery, Evidence, Message, Storyline
from bot.text import one_line

# UTF-16 units for each text. With an address they stay under the 4096 that Telegram takes after parsing.
TITLE_ROOM = 1000
SUMMARY_ROOM = 600
WHY_ROOM = 400
NAME_ROOM = 120
URL_ROOM = 1500
"""A longer address is left out rather than cut: half a link leads nowhere."""

_WORDS = {
    "en": {"why": "Why", "repeat": "(may be a repeat)", "published": "published", "seen": "seen"},
    "fr": {"why": "Pourquoi", "repeat": "(peut-être déjà reçu)", "published": "publié", "seen": "vu"},
}


def content_of(delivery: ClaimedDelivery, storyline: Storyline | None) -> AlertContent:
    """What the message of this delivery says; a storyline that is no longer in force goes by its id."""
    item, alert, language = delivery.item, delivery.alert, delivery.chat.language
    return AlertContent(
        alert_id=alert.id,
        story_id=alert.story_id,
        storyline_id=alert.storyline_id,
        storyline_title=storyline.title_in(language) if storyline else alert.storyline_id,
        reason=alert.reason,
        title=item.title,
        summary=item.summary,
        url=item.url,
        source=item.source_name or delivery.feed_name,
        publisher=delivery.publisher,
        language=item.language,
        published_at=item.published_at,
        first_seen_at=item.first_seen_at,
        score=delivery.match.score,
        evidence=delivery.match.evidence,
        chat_language=language,
        maybe_repeat=delivery.unknown_outcomes > 0,
    )


def render(content: AlertContent) -> Message:
    """The message in Telegram's HTML and as plain text."""
    words = _WORDS.get(content.chat_language, _WORDS["en"])
    title = shorten(content.title or content.summary or content.url or content.source, TITLE_ROOM)
    summary = shorten(new_words(content.summary, content.title), SUMMARY_ROOM)
    origin = origin_line(content)
    subject = shorten(content.storyline_title, NAME_ROOM)
    repeat = words["repeat"] if content.maybe_repeat else ""
    why = f"{words['why']}: {shorten(why_line(content.evidence), WHY_ROOM)}"
    url = one_line(content.url)
    link = url if linkable(url) else ""
    plain = [" ".join(filter(None, (f"▪ {subject}", repeat))), title, summary, origin, why, link]
    heading = f'<a href="{escape(link)}">{escape(title)}</a>' if link else escape(title)
    marked = [
        " ".join(filter(None, (f"▪ <i>{escape(subject)}</i>", repeat))),
        f"<b>{heading}</b>",
        escape(summary),
        escape(origin),
        f"<i>{escape(why)}</i>",
    ]
    return Message(content=content, html=joined(marked), text=joined(plain))


def joined(lines: Iterable[str]) -> str:
    """The lines that are not empty."""
    return "\n".join(line for line in lines if line)


def why_line(evidence: Iterable[Evidence]) -> str:
    """The words that were found, each once, with the concept that they stand for."""
    found = dict.fromkeys((one_line(e.text), e.concept) for e in evidence)
    return " · ".join(f"“{text}” ({concept})" for text, concept in found)


def origin_line(content: AlertContent) -> str:
    """Outlet, language and time."""
    words = _WORDS.get(content.chat_language, _WORDS["en"])
    label, at = (
        (words["published"], content.published_at)
        if content.published_at
        else (words["seen"], content.first_seen_at)
    )
    parts = (shorten(content.source, NAME_ROOM), content.language, f"{label} {clock_time(at)}")
    return " · ".join(filter(None, parts))


def clock_time(at: datetime) -> str:
    """A time as `2024-10-18 14:02 UTC`."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def new_words(summary: str, title: str) -> str:
    """The summary, unless it only repeats the title."""
    flat = one_line(summary)
    return (
        "" if flat.casefold().startswith(one_line(title).casefold()) and len(flat) < len(title) + 40 else flat
    )


def linkable(url: str) -> bool:
    """Whether the address can be a link in a chat: Telegram drops all others silently."""
    return url.startswith(("http://", "https://")) and len(url) <= URL_ROOM and " " not in url


def shorten(text: str, room: int) -> str:
    """The text on one line within that many UTF-16 units, ended by … where something is left out."""
    flat = one_line(text)
    if units(flat) <= room:
        return flat
    kept = flat[: room - 1]
    while units(kept) > room - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(text) + sum(c > "\uffff" for c in text)
