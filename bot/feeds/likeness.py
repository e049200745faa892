"""How much an entry and a stored item say the same, as far as identity needs it. Pure.

Only called for candidates that share a key, and only to tell an edit from other news under the same key. No
threshold separates those by wording alone ("Rocket alert in Haifa" and "Rocket alert in Acre" are closer than
many a corrected headline), so that the strict measure is for keys that say little and the loose one for keys
that nearly suffice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from rapidfuzz import fuzz

from bot.model import ItemKeys
from bot.text import canonical_url, words

SAME_TITLE = 95
"""`ratio` from which titles differ by a typing error: two letters in a headline of 40."""

SAME_SUMMARY = 90
"""The same for summaries, which are edited more."""

LIKE_TITLE = 60
"""`token_sort_ratio` of an edited headline to its former wording. Two headlines of one feed have 24 to 51
(5th to 95th percentile of 6,092 pairs from 198 feeds)."""

LIKE_SUMMARY = 60
"""`ratio` below which two summaries tell different things; those of one feed have 28 to 51 (4,882 pairs)."""

MIN_SUMMARY = 40
"""Folded characters that make a summary telling by itself; shorter ones are labels ("Read more")."""

COMPARED = 2_000
"""Folded characters that are compared; the first paragraphs decide, and long texts cost quadratic time."""

SHORT_TITLE = 12
"""Folded characters below which a title is a rubric that recurs ("Live", "Weather", "속보")."""

_ARTICLE = re.compile(r"[0-9]{8}|/[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}/|[^\W\d_]+(?:[-_][^\W_]+){3}")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Face:
    """An entry of a document or a stored item, as comparisons see it."""

    index: int
    """Its place in the document or in the list of stored items."""
    keys: ItemKeys
    """All keys, as given."""
    used: ItemKeys
    """Those that the feed's identity allows to trust; the others are empty."""
    title: str
    summary: str
    """Both with single spaces."""
    published_at: datetime | None
    seen_at: datetime
    """First seen, or now."""

    @property
    def text(self) -> tuple[str, str]:
        """What makes a revision when it changes."""
        return self.title, self.summary

    @property
    def dated_at(self) -> datetime | None:
        """The publisher's date, unless it lay in the future and was capped: then it moves with each poll."""
        return self.published_at if self.published_at and self.published_at < self.seen_at else None

    @property
    def day(self) -> date:
        """The day of publication, or that on which it was first seen."""
        return (self.dated_at or self.seen_at).date()

    @property
    def instant(self) -> datetime | None:
        """The time of publication, if it is one: at midnight it is only a day."""
        at = self.dated_at
        return None if at is None or (at.hour, at.minute, at.second) == (0, 0, 0) else at

    @cached_property
    def folded_title(self) -> str:
        """The title's words."""
        return " ".join(words(self.title))[:COMPARED]

    @cached_property
    def folded_summary(self) -> str:
        """The summary's words."""
        return " ".join(words(self.summary[: COMPARED * 2]))[:COMPARED]


def same_wording(one: Face, other: Face) -> bool:
    """Whether both say the same but for typing errors; a changed number is a change."""
    if one.title == other.title and one.summary == other.summary:
        return True
    if _NUMBER.findall(one.folded_title) != _NUMBER.findall(other.folded_title):
        return False
    if fuzz.ratio(one.folded_title, other.folded_title) < SAME_TITLE:
        return False
    summaries = one.folded_summary, other.folded_summary
    return not all(summaries) or fuzz.ratio(*summaries) >= SAME_SUMMARY


def like_wording(one: Face, other: Face) -> bool:
    """Whether one may be an edit of the other."""
    titles = one.folded_title, other.folded_title
    if all(titles) and fuzz.token_sort_ratio(*titles) >= LIKE_TITLE:
        return True
    summaries = one.folded_summary, other.folded_summary
    return min(map(len, summaries)) >= MIN_SUMMARY and fuzz.ratio(*summaries) >= SAME_SUMMARY


def differ_in_summary(one: Face, other: Face) -> bool:
    """Whether both have a summary and these tell different things."""
    summaries = one.folded_summary, other.folded_summary
    return all(summaries) and fuzz.ratio(*summaries) < LIKE_SUMMARY


def is_article(url: str) -> bool:
    """Whether an address is that of one article: it has a date, a long number or a slug of several words.

    Pages whose content is replaced have short names (`/warnings/current`).
    """
    return bool(_ARTICLE.search(url))


def guids_are_related(one: str, other: str) -> bool:
    """Whether two guids name one thing: they differ in scheme, tracking, letter case or fragment only.

    The BBC adds `#0`, `#1` … to the guid of an article for each of its headlines.
    """
    if one.casefold() == other.casefold():
        return True
    page = canonical_url(one)
    if page and page == canonical_url(other):
        return True
    stem = one.partition("#")[0]
    return bool(stem) and stem == other.partition("#")[0]


def is_recurring_title(entry: Face, stored: Face) -> bool:
    """Whether a short title came again later, as rubrics do, and so is another item."""
    later = entry.dated_at is not None and entry.dated_at > stored.seen_at
    return later and len(entry.folded_title) < SHORT_TITLE
