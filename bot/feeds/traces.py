"""What entries leave behind in feedparser's parser, by which later ones may be read otherwise. Pure.

feedparser remembers more than a document of nested elements needs: a base address outlives its element, the
end of an element inside a text counts for an element outside, prefixes are never forgotten. Where all is as
before after each entry, each is read as if it were the only one, and the document may be read in parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Any

_PLACE = attrgetter(
    *"depth infeed inentry incontent intextinput inimage inauthor incontributor inpublisher insource".split(),
    *"svgOK hasContent ingeometry psc_chapters_flag version lang baseuri _summaryKey".split(),
)


def state(parser: Any) -> tuple[object, ...]:
    """All that feedparser remembers from one element to the next, but for the entries themselves.

    Of what is stacked, how much it is: within an element nothing is taken away that lay there before.
    """
    stacks = len(parser.langstack), len(parser.basestack), len(parser.contentparams), len(parser.sourcedata)
    feed = len(parser.feeddata), len(dict.get(parser.feeddata, "image", ()))
    return *_PLACE(parser), *stacks, *feed


def has_usual_prefixes(
    declared: Collection[tuple[str | None, str]],
    before: Mapping[str | None, str],
    in_use: Mapping[str, str],
    known: Mapping[str, str],
) -> bool:
    """Whether the prefixes that entries bring along can mean nothing else to other entries.

    Each may have the name that feedparser gives it, or be the only name of something unknown. `declared` are
    prefixes and addresses, `before` and `in_use` what the parser knew before the first entry (its
    `namespacemap` and `namespaces_in_use`), `known` are the names that feedparser gives to addresses.
    """
    all_names: set[tuple[str | None, str]] = {(prefix, uri) for prefix, uri in in_use.items() if prefix}
    brought = {(prefix, uri) for prefix, uri in declared if uri.lower() not in known}
    all_names |= brought
    by_prefix = Counter(prefix for prefix, _ in all_names)
    by_uri = Counter(uri for _, uri in all_names)
    if any(by_prefix[prefix] > 1 or by_uri[uri] > 1 for prefix, uri in brought):
        return False
    return all(
        prefix is None or prefix == known[uri.lower()] == before.get(prefix, prefix)
        for prefix, uri in declared
        if uri.lower() in known
    )
