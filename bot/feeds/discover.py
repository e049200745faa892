"""A page of HTML → the feeds that it names. Pure; as `parse` it is used inside the workers of `pool`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser

from bot.feeds import sniff
from bot.feeds.parse import http_url
from bot.feeds.plain import plain
from bot.model import LinkingPage
from bot.text import one_line

READ = 2_000_000
"""Characters of a page that are looked at; what names feeds stands at its beginning."""

NAMED = 12
"""Feeds that are taken from a page; some name one for each tag of each article."""

LONGEST = 2_000
"""Characters of an address, as feeds.yaml takes them."""

_TYPES = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|(?:application|text)/xml", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def linking_page(body: bytes, headers: Mapping[str, str], url: str) -> LinkingPage:
    """What a page calls itself, and the feeds that it names in `<link rel="alternate">`.

    `headers` have lower-case names, `url` is where the page was found. What is no HTML names no feeds.
    """
    text = sniff.decode(body, headers.get("content-type", "")).text[:READ]
    tree = LexborHTMLParser(text)
    root, title = tree.css_first("html"), tree.css_first("head title")
    named = (root.attributes.get("lang") if root else "") or ""
    language = named.strip().replace("_", "-")
    return LinkingPage(
        title=one_line(plain(title.text())) if title else "",
        language=language if _LANGUAGE.fullmatch(language) else "",
        feeds=tuple(dict.fromkeys(_feeds(tree, _base(tree, url))))[:NAMED],
    )


def _base(tree: LexborHTMLParser, url: str) -> str:
    """The address that the page's relative links start from."""
    base = tree.css_first("base[href]")
    return http_url((base.attributes.get("href") or "") if base else "", url) or url


def _feeds(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    for link in tree.css("link[rel][href]"):
        given = link.attributes
        kinds = (given.get("rel") or "").lower().split()
        kind = (given.get("type") or "").partition(";")[0].strip()
        if "feed" in kinds or ("alternate" in kinds and _TYPES.fullmatch(kind)):
            address = http_url(given.get("href") or "", base)
            if address and len(address) <= LONGEST:
                yield address
