"""Fetch a feed's document over HTTP; the only user of aiohttp's client.

A server is never trusted: time, size, redirects and addresses are bounded whatever it sends, and everything
that can go wrong becomes a FetchError with one plain line, without the credentials that a feed may need.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Collection, Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from bot import __version__
from bot.errors import FetchError
from bot.feeds.failures import Limits, RefusedAddressError, translated
from bot.feeds.guard import Guard
from bot.feeds.proxies import Proxies
from bot.feeds.redirects import REDIRECTS, Way, same_origin
from bot.feeds.refusals import NO_FEED, page_reason
from bot.feeds.resolver import GuardedResolver
from bot.model import Feed, FeedState, FetchResult

USER_AGENT = f"Vigie/{__version__} (+news lookout)"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, */*;q=0.5"
)

MAX_RETRY_AFTER = timedelta(days=7)
"""What a server may ask for at most; the poller has its own, lower limit."""

MAX_HEADER_BYTES = 64 * 1024
"""aiohttp's 8 KB are too few for the security policies that news sites send with everything."""

EXPLAINED_IN = 64 * 1024
"""Bytes of a page that comes with a refusal; what it is stands at its beginning."""

_EXPLAINED = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_RETRYABLE = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_SECONDS = re.compile(r"\d{1,9}\Z")


class HttpFetcher:
    """A `Fetcher` for http and https, to be used as an async context manager or with open and close.

    One session serves all feeds: the library keeps one TLS context (a new one costs 35 ms), and known
    addresses need no second look-up. `allow_hosts` are the hosts, addresses and networks that may be fetched
    from though they are not public.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        user_agent: str = USER_AGENT,
        allow_hosts: Collection[str] = (),
        resolver: GuardedResolver | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._headers = {"User-Agent": user_agent, "Accept": ACCEPT}
        self._guard = Guard.of(allow_hosts)
        self._proxies = Proxies.of_environment()
        self._resolver = resolver or GuardedResolver(self._guard, self._proxies.hosts)
        self._session: aiohttp.ClientSession | None = None

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
            limit=0, ttl_dns_cache=300, resolver=self._resolver, socket_factory=self._socket
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
        limits, validators = self._limits, _validators(state)
        with translated(limits):
            own = URL(feed.url)
            start = URL(state.memory.address) if state.memory.address else own
            way = Way(self._bare(start), limits.redirects)
            async with asyncio.timeout(limits.total):
                while True:
                    headers = validators
                    if same_origin(own, way.url):
                        headers = {**validators, **_login(feed, own), **dict(feed.headers)}
                    async with self._request("GET", way.url, headers=headers) as response:
                        location = response.headers.get("Location", "")
                        if response.status in REDIRECTS and location:
                            way.go(response.status, location)
                            self._bare(way.url)
                            continue
                        await _refuse_status(response, conditional=bool(validators))
                        return _result(response, await _read(response, limits.body), way.moved_to)

    async def post(self, url: str, form: Mapping[str, str]) -> None:
        """Post a form and forget the answer; raises FetchError unless it is a 2xx."""
        with translated(self._limits):
            async with (
                asyncio.timeout(self._limits.total),
                self._request("POST", self._bare(URL(url)), data=dict(form)) as response,
            ):
                await _refuse_status(response, conditional=False)

    def _request(self, method: str, url: URL, **more: Any) -> Any:
        if self._session is None:
            raise RuntimeError("the fetcher is not open")
        return self._session.request(method, url, allow_redirects=False, proxy=self._proxies.to(url), **more)

    def _bare(self, url: URL) -> URL:
        """The address without credentials; raises FetchError if it cannot or may not be asked.

        Hosts that are written as numbers are judged here, the library looks up only names.
        """
        if url.scheme and url.scheme not in ("http", "https"):
            raise FetchError("only http and https addresses can be fetched; check the feed's url")
        if not url.raw_host:
            raise FetchError("the address cannot be read; check the feed's url")
        try:
            kind = self._guard.refusal(url.raw_host)
        except ValueError:
            kind = ""
        if kind and not self._guard.knows(url.raw_host):
            raise RefusedAddressError(url.raw_host, kind)
        return url.with_user(None)

    def _socket(self, info: Any) -> socket.socket:
        """The last gate: no socket is made for an address that was not judged before."""
        family, kind, protocol, _, address = info
        host = str(address[0])
        refused = self._guard.refusal(host)
        if refused and host not in self._resolver.granted and host not in self._proxies.hosts:
            raise RefusedAddressError(host, refused)
        return socket.socket(family, kind, protocol)


def _login(feed: Feed, own: URL) -> dict[str, str]:
    """The header with the name and password for the feed's own host; an address may hold them too."""
    if feed.login:
        name, _, password = feed.login.partition(":")
    elif own.user:
        name, password = own.user, own.password or ""
    else:
        return {}
    return {"Authorization": aiohttp.encode_basic_auth(name, password, "utf-8")}


def _validators(state: FeedState) -> dict[str, str]:
    validators = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in validators.items() if value}


async def _refuse_status(response: aiohttp.ClientResponse, *, conditional: bool) -> None:
    status = response.status
    if status == HTTPStatus.NOT_MODIFIED:
        if not conditional:
            raise FetchError("the server answered 304 Not Modified, though we have no earlier copy")
        return
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        wish = retry_after(response.headers) if status in _RETRYABLE else None
        why = await _explanation(response) if status in _EXPLAINED else ""
        raise FetchError(f"the server answered {_phrase(status)}{why}", retry_after=wish)


async def _explanation(response: aiohttp.ClientResponse) -> str:
    """What the page that comes with a refusal is, if it has a name: the sites' guards speak so."""
    if "html" not in response.headers.get("Content-Type", "").lower():
        return ""
    page = bytearray()
    while len(page) < EXPLAINED_IN and (chunk := await response.content.readany()):
        page += chunk
    response.close()
    name = page_reason(bytes(page[:EXPLAINED_IN]).decode("utf-8", "replace"))
    return "" if name.startswith(NO_FEED) else f": {name}"


def _phrase(status: int) -> str:
    """The status with its standard phrase; the server's own words are not repeated."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status}, which is no known status"


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long a server wants to be left alone. A date is measured by the server's own clock."""
    value = headers.get("Retry-After", "").strip()
    if _SECONDS.match(value):
        return min(timedelta(seconds=int(value)), MAX_RETRY_AFTER)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), MAX_RETRY_AFTER)


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body in chunks, so that one without end costs no more memory than the limit.

    The length that a server announces is of the compressed body; it can only be too large.
    """
    body = bytearray()
    announced = 0 if response.status == HTTPStatus.NOT_MODIFIED else response.content_length or 0
    while announced <= limit and (chunk := await response.content.readany()):
        body += chunk
        if len(body) > limit:
            break
    if max(announced, len(body)) > limit:
        response.close()
        raise FetchError(f"the document is larger than {_size(limit)}")
    return bytes(body)


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MB" if count >= 1024 * 1024 else f"{count / 1024:.0f} KB"


def _result(response: aiohttp.ClientResponse, body: bytes, moved_to: str) -> FetchResult:
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return FetchResult(
        status=response.status,
        url=str(response.url),
        body=body,
        headers=headers,
        not_modified=response.status == HTTPStatus.NOT_MODIFIED,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        moved_to=moved_to,
    )
