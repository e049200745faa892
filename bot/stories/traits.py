"""An item with all that was read in it → the traits by which it is compared, small enough to be stored."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.model import Attribution, Evidence, Figure, Item, Origin, StanceClaim, Traits
from bot.stories.features import content_words, names
from bot.stories.numbers import Kind, numbers

WORDS, CONCEPTS, NAMES, NUMBERS = 120, 40, 30, 20
"""The most of each that are kept; the first ones, for the news stands at the beginning."""

SUMMARY_WORDS = 60
"""Content words of a summary that are compared; some feeds carry the whole article."""

_NO_SIGNAL = ("agencies/", "news-agencies", "countries/", "capitals/")
"""Concepts that say who reports, not what; and cues that repeat the territories of the library."""


LEAST = 10
"""The smallest number that tells something by itself: two of anything are in every second item."""

_SAID = frozenset({Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.MEASURE, Kind.NAME})
"""Kinds of numbers that tell one event from another; all news of a day share its date."""


def said_numbers(title: str, summary: str, language: str) -> Iterator[str]:
    """The telling numbers of an item, the same in all languages: `12000` for 12 тыс."""
    for text in (title, summary):
        for number in numbers(text, language):
            for value in (number.value, number.value_max):
                if number.kind in _SAID and value is not None and value >= LEAST:
                    yield f"{value:.12g}"


def without_own(traits: Traits, evidence: Iterable[Evidence]) -> Traits:
    """The traits with what made the item match set apart: all items of the storyline say it."""
    evidence = tuple(evidence)
    own = {word for each in evidence for word in content_words(each.text, traits.language)}
    words = [place for place, word in enumerate(traits.words) if word not in own]
    common = tuple(dict.fromkeys(each.concept for each in evidence))
    concepts = [place for place, concept in enumerate(traits.concepts) if concept not in common]
    return replace(
        traits,
        words=tuple(traits.words[place] for place in words),
        title_words=sum(place < traits.title_words for place in words),
        concepts=tuple(traits.concepts[place] for place in concepts),
        shares=tuple(traits.shares[place] for place in concepts),
        title_concepts=sum(place < traits.title_concepts for place in concepts),
        common=common,
    )


def traits_of(
    item: Item,
    mentions: Sequence[Evidence],
    *,
    said: Iterable[str] = (),
    figures: Sequence[Figure] = (),
    stances: Sequence[StanceClaim] = (),
    attributions: Sequence[Attribution] = (),
    origin: Origin | None = None,
    shingles: Sequence[int] = (),
) -> Traits:
    """The traits of an item. `said` are its telling numbers, see `said_numbers`."""
    language = item.language
    title = list(dict.fromkeys(content_words(item.title, language)))
    body = list(dict.fromkeys(content_words(item.summary, language)))[:SUMMARY_WORDS]
    words = tuple(dict.fromkeys([*title, *body]))[:WORDS]
    telling = [mention for mention in mentions if not mention.concept.startswith(_NO_SIGNAL)]
    headline = dict.fromkeys(mention.concept for mention in telling if mention.field == "title")
    shares = _shares(telling)
    concepts = tuple(dict.fromkeys([*headline, *(mention.concept for mention in telling)]))[:CONCEPTS]
    return Traits(
        language=language,
        words=words,
        title_words=min(len(title), len(words)),
        concepts=concepts,
        title_concepts=min(len(headline), len(concepts)),
        shares=tuple(round(shares[concept], 2) for concept in concepts),
        names=tuple(dict.fromkeys(names(f"{item.title}\n{item.summary}")))[:NAMES],
        numbers=tuple(dict.fromkeys(said))[:NUMBERS],
        figures=tuple(figures),
        stances=tuple(stances),
        speakers=tuple(dict.fromkeys(attribution.speaker for attribution in attributions)),
        origin=origin,
        shingles=tuple(shingles),
    )


def _shares(mentions: Sequence[Evidence]) -> dict[str, float]:
    """The share of each concept in the words that name it, at its best place.

    A word that names several concepts (killed, and casualties in general) says one thing and not several:
    their squares, of which a cosine is made, add up to one.
    """
    best: dict[str, float] = {}
    for group in _overlapping(mentions):
        named = {mention.concept for mention in group}
        for concept in named:
            best[concept] = max(best.get(concept, 0.0), 1 / math.sqrt(len(named)))
    return best


def _overlapping(mentions: Sequence[Evidence]) -> Iterator[list[Evidence]]:
    """Mentions whose words overlap, together."""
    group: list[Evidence] = []
    end = 0
    for mention in sorted(mentions, key=lambda mention: (mention.field, mention.start, mention.end)):
        if group and (mention.field != group[0].field or mention.start >= end):
            yield group
            group, end = [], 0
        group.append(mention)
        end = max(end, mention.end)
    if group:
        yield group
