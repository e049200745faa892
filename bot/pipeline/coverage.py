"""Coverage: which feeds are silent, and of which storylines the sources of a language bring nothing more.

"No alert" may only be taken for "no news" while those who would tell are heard. The sources of a storyline
are the feeds that brought its newest matches, by their languages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.feeds.rhythm import unpacked
from bot.feeds.silence import silent_since, together_silent_since
from bot.model import FeedHealth

FEW = 3
"""Matches that the sources of a language brought at least; fewer are chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """A storyline of which the sources of a language bring nothing more."""

    storyline_id: str
    language: str
    since: datetime
    feed_ids: tuple[str, ...]


def silent_feeds(feeds: Sequence[FeedHealth]) -> list[tuple[FeedHealth, datetime]]:
    """The feeds that answer well and have fallen silent, with the time of their last item."""
    found = []
    for one in feeds:
        state = one.state
        if state.succeeded_at is None or state.failures:
            continue
        since = silent_since(unpacked(state.memory.rhythm), state.succeeded_at)
        if since is not None:
            found.append((one, since))
    return found


def uncovered(
    feeds: Sequence[FeedHealth], matching: Mapping[str, Mapping[str, int]], storylines: Collection[str]
) -> list[Uncovered]:
    """The gaps in the coverage of these storylines; `matching` are the matches of each feed, by storyline.

    Feeds that fail bring nothing either, so that they count as silent.
    """
    known = {one.id: one for one in feeds}
    found = []
    for storyline_id in sorted(storylines):
        for language, group in _groups(known, matching.get(storyline_id, {})):
            asked = [one.state.polled_at for one in group if one.state.polled_at]
            if not asked:
                continue
            rhythms = [unpacked(one.state.memory.rhythm) for one in group]
            since = together_silent_since(rhythms, max(asked))
            if since is not None:
                ids = tuple(sorted(one.id for one in group))
                gap = Uncovered(storyline_id=storyline_id, language=language, since=since, feed_ids=ids)
                found.append(gap)
    return found


def _groups(
    known: Mapping[str, FeedHealth], matches: Mapping[str, int]
) -> Iterator[tuple[str, list[FeedHealth]]]:
    """The feeds of each language that matter to a storyline."""
    groups: defaultdict[str, list[FeedHealth]] = defaultdict(list)
    brought: defaultdict[str, int] = defaultdict(int)
    for feed_id, number in matches.items():
        if feed_id in known:
            language = known[feed_id].language.partition("-")[0]
            groups[language].append(known[feed_id])
            brought[language] += number
    yield from sorted((name, group) for name, group in groups.items() if brought[name] >= FEW)
