"""Fetch a feed's document over HTTP; the only user of aiohttp's client.

A server is never trusted: time, size, redirects and addresses are bounded whatever it sends, and everything
that can go wrong becomes a FetchError with one plain line, without the credentials that a feed may need.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from bot import __version__
from bot.errors import FetchError
from bot.feeds.answers import body_of, refuse_status, result_of, sendable
from bot.feeds.failures import Limits, RefusedAddressError, translated
from bot.feeds.guard import Guard, as_address
from bot.feeds.proxies import Proxies
from bot.feeds.redirects import REDIRECTS, Way, same_document, same_origin
from bot.feeds.resolver import GuardedResolver
from bot.model import Feed, FeedState, FetchResult

USER_AGENT = f"Vigie/{__version__} (+news lookout)"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, */*;q=0.5"
)

MAX_HEADER_BYTES = 64 * 1024
"""aiohttp's 8 KB are too few for the security policies that news sites send with everything."""

KNOWN_PLACES = 4096
"""Addresses that need not be read and judged again for each request; each takes about 1 KB."""


@dataclass(frozen=True, slots=True)
class _Place:
    """An address that may be asked."""

    url: URL
    """Without name and password."""
    login: str = field(default="", repr=False)
    """The header that the name and password in the address make."""


class HttpFetcher:
    """A `Fetcher` for http and https, to be used as an async context manager or with open and close.

    One session serves all feeds: the library keeps one TLS context (a new one costs 35 ms), and known
    addresses need no second look-up. `allow_hosts` are the hosts, addresses and networks that may be fetched
    from though they are not public; `tls` is another context than the library's, such as one with an
    authority of one's own.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        user_agent: str = USER_AGENT,
        allow_hosts: Collection[str] = (),
        resolver: GuardedResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._headers = {"User-Agent": user_agent, "Accept": ACCEPT}
        self._guard = Guard.of(allow_hosts)
        self._proxies = Proxies.of_environment()
        self._resolver = resolver or GuardedResolver(self._guard, self._proxies.places)
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None
        self._place = lru_cache(maxsize=KNOWN_PLACES)(self._judged)
        self._documents: dict[str, URL] = {}
        """Where redirects led at the last fetch, by the ids of feeds."""

    async def __aenter__(self) -> Self:
        self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def open(self) -> None:
        """Make ready; must be called while the event loop runs."""
        limits = self._limits
        # The caller bounds how many feeds are fetched at once; a wait for a slot here would count as a slow
        # server.
        connector = aiohttp.TCPConnector(
            limit=0,
            ttl_dns_cache=300,
            resolver=self._resolver,
            socket_factory=self._socket,
            ssl=_modern(self._tls or ssl.create_default_context()),
        )
        timeout = aiohttp.ClientTimeout(total=None, connect=limits.connect, sock_read=limits.silence)
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
        )

    async def close(self) -> None:
        """Close all connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def fetch(self, feed: Feed, state: FeedState) -> FetchResult:
        """Fetch conditionally; see `bot.ports.Fetcher`."""
        limits, memory = self._limits, state.memory
        with translated(limits):
            own = self._place(feed.url)
            start = self._place(memory.address).url if memory.address else own.url
            way = Way(start, limits.redirects)
            async with asyncio.timeout(limits.total):
                while True:
                    conditions = self._conditions(feed, state, way)
                    headers = conditions
                    if way.url is own.url or same_origin(own.url, way.url):
                        headers = {**conditions, **_login(feed, own), **dict(feed.headers)}
                    async with self._request("GET", way.url, headers=headers) as response:
                        location = response.headers.get("Location", "")
                        if response.status in REDIRECTS and location:
                            way.go(response.status, location)
                            self._judged(str(way.url))
                            continue
                        login = "Authorization" in headers
                        await refuse_status(response, conditional=bool(conditions), logged_in=login)
                        result = result_of(response, await body_of(response, limits.body), way.moved_to)
                    self._note(feed, way)
                    return result

    def _conditions(self, feed: Feed, state: FeedState, way: Way) -> dict[str, str]:
        """The validators, for the address that gave them: to another one they mean something else."""
        if not same_document(way.url, self._documents.get(feed.id, way.start)):
            return {}
        validators = {
            "If-None-Match": sendable(state.etag),
            "If-Modified-Since": sendable(state.last_modified),
        }
        return {name: value for name, value in validators.items() if value}

    def _note(self, feed: Feed, way: Way) -> None:
        """Remember where the document is. After a restart it is taken to be where the way starts."""
        if way.url is not way.start:
            self._documents[feed.id] = way.url
        elif self._documents:
            self._documents.pop(feed.id, None)

    async def post(self, url: str, form: Mapping[str, str]) -> None:
        """Post a form and forget the answer; raises FetchError unless it is a 2xx."""
        with translated(self._limits):
            async with (
                asyncio.timeout(self._limits.total),
                self._request("POST", self._place(url).url, data=dict(form)) as response,
            ):
                await refuse_status(response)

    def _request(self, method: str, url: URL, **more: Any) -> Any:
        if self._session is None:
            raise RuntimeError("the fetcher is not open")
        return self._session.request(method, url, allow_redirects=False, proxy=self._proxies.to(url), **more)

    def _judged(self, address: str) -> _Place:
        """Read an address; raises FetchError if it cannot or may not be asked.

        Hosts that are written as numbers, in any form, are judged here: the library looks up only names, and
        behind a proxy nothing is looked up.
        """
        url = URL(address)
        if url.scheme and url.scheme not in ("http", "https"):
            raise FetchError("only http and https addresses can be fetched; check the feed's url")
        host = url.raw_host
        if not host or ("%" in host and ":" not in host):
            raise FetchError("the address cannot be read; check the feed's url")
        number = as_address(host)
        kind = self._guard.refusal(number) if number else ""
        if kind and not self._guard.knows(host):
            raise RefusedAddressError(host, kind)
        login = aiohttp.encode_basic_auth(url.user, url.password or "", "utf-8") if url.user else ""
        return _Place(url.with_user(None), login)

    def _socket(self, info: Any) -> socket.socket:
        """The last gate: no socket is made for an address that was not judged before."""
        family, kind, protocol, _, address = info
        host, place = str(address[0]), (str(address[0]), int(address[1]))
        refused = self._guard.refusal(host)
        if refused and place not in self._resolver.granted and place not in self._proxies.places:
            raise RefusedAddressError(host, refused)
        return socket.socket(family, kind, protocol)


def _modern(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context with TLS 1.2 or newer only: what Python takes by default, but not Debian's."""
    if context.minimum_version < ssl.TLSVersion.TLSv1_2:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _login(feed: Feed, own: _Place) -> dict[str, str]:
    """The header with the name and password for the feed's own host; an address may hold them too."""
    if feed.login:
        name, _, password = feed.login.partition(":")
        return {"Authorization": aiohttp.encode_basic_auth(name, password, "utf-8")}
    return {"Authorization": own.login} if own.login else {}
