"""Which entries of a document are known already, so that only the others have to be parsed. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.feeds.jsonfeed import as_xml
from bot.feeds.slices import cut
from bot.feeds.sniff import decode, is_cut_short


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A document of which some entries are known. Digests are in the order of the document."""

    text: str
    """Without the known entries."""
    unknown: tuple[bytes, ...]
    """Digests of those that the text holds."""
    unchanged: tuple[bytes, ...]
    """Digests of those that were left out."""


def look_through(
    body: bytes, content_type: str, url: str, language: str, known: Collection[bytes]
) -> Looked | None:
    """What of a document is known; None where it cannot be cut or read wholly.

    Raises ParseError for JSON that is no feed.
    """
    decoded = decode(body, content_type, language)
    text = as_xml(decoded.text, content_type)
    pieces = None if decoded.broken else cut(text)
    if pieces is None or is_cut_short(pieces.document(())):
        return None
    digests = pieces.digests(url, language)
    new = [(entry, one) for entry, one in zip(pieces.entries, digests, strict=True) if one not in known]
    return Looked(
        text=pieces.document([entry for entry, _ in new]),
        unknown=tuple(one for _, one in new),
        unchanged=tuple(one for one in digests if one in known),
    )
