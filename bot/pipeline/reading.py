"""An item that matched → what stories need to know of it, read once and stored."""

from __future__ import annotations

import structlog

from bot.model import Item, Traits
from bot.stories.copies import shingles
from bot.stories.figures import figures
from bot.stories.origins import house, origin
from bot.stories.speakers import attributions
from bot.stories.stances import stances
from bot.stories.traits import said_numbers, traits_of
from bot.storylines.annotate import Annotator

log = structlog.get_logger()


def read(item: Item, publisher: str, annotator: Annotator) -> Traits:
    """The traits of an item; one that breaks a reader is kept with its plain words, so that it is not
    lost."""
    try:
        return _read(item, publisher, annotator)
    except Exception:
        log.exception("item not read", item=item.id, feed=item.feed_id)
        return traits_of(item, ())


def _read(item: Item, publisher: str, annotator: Annotator) -> Traits:
    title, summary, language = item.title, item.summary, item.language
    mentions = annotator.mentions(title, summary, language)
    cited = attributions(title, summary, language, mentions)
    return traits_of(
        item,
        mentions,
        said=said_numbers(title, summary, language),
        figures=figures(title, summary, language, mentions, cited),
        stances=stances(title, summary, language, mentions, cited),
        attributions=cited,
        origin=origin(item, publisher, mentions, cited, lookup=lambda name: house(annotator.named(name))),
        shingles=shingles(title, summary, language),
    )
