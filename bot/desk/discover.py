"""An address that somebody sent → the feeds that it is or leads to, each fetched and read once."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from urllib.parse import urljoin, urlsplit

from bot.desk.feedsfile import LOGIN_BY_HAND, known_source
from bot.desk.premises import Premises
from bot.errors import FetchError, ParseError
from bot.fit import shorten
from bot.model import Feed, FeedState, FetchResult, FoundFeed, Item, ParsedItem
from bot.pipeline.track import source_names
from bot.text import canonical_url, host, one_line

WITHIN = 60.0
"""Seconds for the page, what it names and all guesses together."""

USUAL_PLACES = ("/feed", "/rss", "/rss.xml", "/atom.xml")
"""Where feeds stand that their page does not name."""

FOLLOWED = 6
"""Feeds of one page that are fetched."""

HEADLINES = 5
HEADLINE_ROOM = 300
TITLE_ROOM = 200

MATCHED = 100
"""Newest items that are matched; it happens on the store's thread, at about a millisecond each."""

LONGEST = 2_000
"""Characters of an address, as feeds.yaml takes them."""


class Finder:
    """Finds feeds."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises

    async def find(self, address: str) -> Sequence[FoundFeed]:
        """The feeds at an address; see `bot.ports.SteeringDesk.find_feeds`."""
        url = web_address(address)
        try:
            async with asyncio.timeout(WITHIN):
                return await self._find(url)
        except TimeoutError as error:
            raise FetchError(f"no complete answer within {WITHIN:g} s") from error

    async def _find(self, url: str) -> Sequence[FoundFeed]:
        result = await self._fetch(url)
        try:
            return [await self._read(url, result, "")]
        except ParseError as error:
            no_feed = error
        page = await self._premises.parser.links(result)
        found, failure = await self._all(page.feeds[:FOLLOWED], page.language)
        if not found:
            found, _ = await self._all([urljoin(result.url, place) for place in USUAL_PLACES], page.language)
        if not found:
            raise failure or no_feed
        return found

    async def _all(
        self, urls: Collection[str], language: str
    ) -> tuple[list[FoundFeed], FetchError | ParseError | None]:
        """The feeds at these addresses, each once, and what the first one that is none failed of."""
        tried = await asyncio.gather(*(self._try(url, language) for url in urls))
        found: dict[object, FoundFeed] = {}
        for one in tried:
            if isinstance(one, FoundFeed):
                found.setdefault((one.title, one.newest), one)
        return list(found.values()), next((one for one in tried if not isinstance(one, FoundFeed)), None)

    async def _try(self, url: str, language: str) -> FoundFeed | FetchError | ParseError:
        try:
            return await self._read(url, await self._fetch(url), language)
        except (FetchError, ParseError) as error:
            return error

    async def _fetch(self, url: str) -> FetchResult:
        now = self._premises.clock.now()
        return await self._premises.fetcher.fetch(_feed(url, ""), FeedState(feed_id="", next_poll_at=now))

    async def _read(self, url: str, result: FetchResult, language: str) -> FoundFeed:
        """The feed in a document; raises ParseError if that is none."""
        url = _settled(url, result.url)
        parsed = await self._premises.parser.parse(result, _feed(url, language), self._premises.clock.now())
        title = shorten(parsed.title, TITLE_ROOM) or host(url)
        newest = _newest_first(parsed.items)
        spoken = language_tag(parsed.language or language or _most_spoken(newest))
        feed = replace(_feed(url, spoken), name=title, publisher=title)
        matching = await self._premises.access(lambda _: self._matching(feed, newest))
        return FoundFeed(
            url=url,
            title=title,
            language=spoken,
            items=len(newest),
            newest=tuple(shorten(_headline(item), HEADLINE_ROOM) for item in newest[:HEADLINES]),
            matching=matching,
            known_as=known_source(url, self._premises.feeds().values()),
        )

    def _matching(self, feed: Feed, items: Sequence[ParsedItem]) -> tuple[tuple[str, str], ...]:
        """Storyline and headline of what matches now. On the store's thread, where the rules are used."""
        book = self._premises.rulebook()
        if book is None:
            return ()
        found: list[tuple[str, str]] = []
        for item in map(self._as_stored, items[:MATCHED]):
            matches = book.matcher.match(
                item.title, item.summary, item.language, tags=item.tags, sources=source_names(item, feed)
            )
            found += ((match.storyline_id, shorten(item.title, HEADLINE_ROOM)) for match in matches)
        return tuple(found)

    def _as_stored(self, item: ParsedItem) -> Item:
        return Item(
            id=0,
            feed_id="",
            uid="",
            url=item.url,
            title=item.title,
            summary=item.summary,
            language=item.language,
            first_seen_at=self._premises.clock.now(),
            tags=item.tags,
            source_name=item.source_name,
        )


def web_address(text: str) -> str:
    """The web address that somebody meant; raises FetchError for what is none."""
    address = one_line(text)
    for scheme in ("feed:https:", "feed:http:"):
        if address.lower().startswith(scheme):
            address = address[len("feed:") :]
    if address.lower().startswith("feed://"):
        address = "https" + address[len("feed") :]
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it raises for a bad one
    except ValueError as error:
        raise FetchError("that is no web address") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchError("only http and https addresses can be fetched")
    if not parts.hostname or " " in address or len(address) > LONGEST:
        raise FetchError("that is no web address")
    if parts.username is not None:
        raise FetchError(LOGIN_BY_HAND)
    return address


def _settled(asked: str, answered: str) -> str:
    """The address to keep: where a redirect only adds `https` or `www`, the one that it leads to."""
    return answered if canonical_url(asked) == canonical_url(answered) else asked


def _feed(url: str, language: str) -> Feed:
    return Feed(id="", url=url, name="", publisher="", language=language)


def _newest_first(items: Iterable[ParsedItem]) -> list[ParsedItem]:
    """By time of publication; those without one after the others, in the order of their document."""
    return sorted(items, key=lambda item: -item.published_at.timestamp() if item.published_at else 0.0)


def language_tag(language: str) -> str:
    """The part of a language tag that feeds.yaml takes; nothing of what is none."""
    primary, *parts = language.split("-")
    if not (primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3):
        return ""
    fit = takewhile(lambda part: 2 <= len(part) <= 8 and part.isascii() and part.isalnum(), parts)
    return "-".join([primary, *fit])


def _most_spoken(items: Sequence[ParsedItem]) -> str:
    spoken = [item.language for item in items if item.language]
    return max(spoken, key=spoken.count) if spoken else ""


def _headline(item: ParsedItem) -> str:
    return item.title or item.summary
