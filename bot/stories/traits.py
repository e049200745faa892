"""An item with all that was read in it → the traits by which it is compared, small enough to be stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.model import Attribution, Evidence, Figure, Item, Origin, StanceClaim, Traits
from bot.stories.features import content_words, names

WORDS, CONCEPTS, NAMES, NUMBERS = 120, 40, 30, 20
"""The most of each that are kept; the first ones, for the news stands at the beginning."""

SUMMARY_WORDS = 60
"""Content words of a summary that are compared; some feeds carry the whole article."""

_NO_SIGNAL = ("agencies/", "news-agencies")
"""Concepts that say who reports, not what."""


def traits_of(
    item: Item,
    mentions: Sequence[Evidence],
    *,
    numbers: Iterable[str] = (),
    figures: Sequence[Figure] = (),
    stances: Sequence[StanceClaim] = (),
    attributions: Sequence[Attribution] = (),
    origin: Origin | None = None,
    shingles: Sequence[int] = (),
) -> Traits:
    """The traits of an item. `numbers` are those said in it, as digits."""
    language = item.language
    title = list(dict.fromkeys(content_words(item.title, language)))
    body = list(dict.fromkeys(content_words(item.summary, language)))[:SUMMARY_WORDS]
    words = tuple(dict.fromkeys([*title, *body]))[:WORDS]
    telling = [mention for mention in mentions if not mention.concept.startswith(_NO_SIGNAL)]
    headline = dict.fromkeys(mention.concept for mention in telling if mention.field == "title")
    concepts = tuple(dict.fromkeys([*headline, *(mention.concept for mention in telling)]))[:CONCEPTS]
    return Traits(
        language=language,
        words=words,
        title_words=min(len(title), len(words)),
        concepts=concepts,
        title_concepts=min(len(headline), len(concepts)),
        names=tuple(dict.fromkeys(names(f"{item.title}\n{item.summary}")))[:NAMES],
        numbers=tuple(dict.fromkeys(numbers))[:NUMBERS],
        figures=tuple(figures),
        stances=tuple(stances),
        speakers=tuple(dict.fromkeys(attribution.speaker for attribution in attributions)),
        origin=origin,
        shingles=tuple(shingles),
    )
