"""Fetch a feed's document over HTTP; the only user of aiohttp's client.

A server is never trusted: time, size and redirects are bounded whatever it sends, and everything that can go
wrong becomes a FetchError with one plain line, without the credentials that a feed's address may hold.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import http_exceptions

from bot import __version__
from bot.errors import FetchError
from bot.feeds.resolver import DaemonResolver
from bot.model import Feed, FeedState, FetchResult
from bot.text import one_line

USER_AGENT = f"Vigie/{__version__} (+news lookout)"
ACCEPT = "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"

MAX_RETRY_AFTER = timedelta(days=7)
"""What a server may ask for at most; the poller has its own, lower limit."""

MAX_HEADER_BYTES = 64 * 1024
"""aiohttp's 8 KB are too few for the security policies that news sites send with everything."""

_RETRYABLE = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_SECONDS = re.compile(r"\d{1,9}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost. Times are in seconds."""

    total: float = 30.0
    """From the first byte sent to the last received, redirects included: bounds a server that drips."""
    connect: float = 10.0
    """DNS, TCP and TLS together."""
    silence: float = 15.0
    """Between two reads."""
    body: int = 10 * 1024 * 1024
    """Bytes after decompression; the largest news feeds have about 2 MB."""
    redirects: int = 5


class HttpFetcher:
    """A `Fetcher` for http and https, to be used as an async context manager or with open and close.

    One session serves all feeds: the library keeps one TLS context (a new one costs 35 ms), and known
    addresses need no second look-up.
    """

    def __init__(self, limits: Limits | None = None, *, user_agent: str = USER_AGENT) -> None:
        self._limits = limits or Limits()
        self._headers = {"User-Agent": user_agent, "Accept": ACCEPT}
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
        connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=300, resolver=DaemonResolver())
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
        if self._session is None:
            raise RuntimeError("the fetcher is not open")
        validators = _validators(state)
        with translated(self._limits):
            async with asyncio.timeout(self._limits.total):
                # aiohttp counts the answer at which it gives up, so that five redirects need six.
                async with self._session.get(
                    feed.url, headers=validators, max_redirects=self._limits.redirects + 1
                ) as response:
                    _refuse_status(response, conditional=bool(validators))
                    return _result(response, await _read(response, self._limits.body))


def _validators(state: FeedState) -> dict[str, str]:
    validators = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in validators.items() if value}


def _refuse_status(response: aiohttp.ClientResponse, *, conditional: bool) -> None:
    status = response.status
    if status == HTTPStatus.NOT_MODIFIED:
        if not conditional:
            raise FetchError("the server answered 304 Not Modified, though we have no earlier copy")
        return
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        wish = retry_after(response.headers) if status in _RETRYABLE else None
        raise FetchError(f"the server answered {_phrase(status)}", retry_after=wish)


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


def _result(response: aiohttp.ClientResponse, body: bytes) -> FetchResult:
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
    )


# --- errors ----------------------------------------------------------------------------------------------

FAILURES = (
    aiohttp.ClientError,
    http_exceptions.HttpProcessingError,
    TimeoutError,
    OSError,
    EOFError,
    ValueError,  # addresses that cannot be read, with UnicodeError
    OverflowError,  # a port above 65535
)
"""All that a request raises when server, network or address are at fault; anything else is a bug."""


@contextlib.contextmanager
def translated(limits: Limits) -> Iterator[None]:
    """Turn every failure of a request into a FetchError with a plain reason."""
    try:
        yield
    except FAILURES as error:
        raise FetchError(one_line(reason(error, limits))) from error


def reason(error: BaseException, limits: Limits) -> str:
    """One line for a person. It names hosts but never an address, which can hold a password."""
    for answer in (_connection_reason, _address_reason, _answer_reason):
        if text := answer(error, limits):
            return text
    return f"the network failed ({type(error).__name__})"


def _connection_reason(error: BaseException, limits: Limits) -> str:
    place = _place(error)
    match error:
        case aiohttp.ClientConnectorCertificateError():
            cause = getattr(error, "certificate_error", None)
            why = getattr(cause, "verify_message", "") or type(cause).__name__
            return f"the TLS certificate of {place} is not valid: {why}"
        case aiohttp.ClientConnectorDNSError():
            return f"cannot find the host {place}"
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return f"no TLS connection with {place}: {getattr(error, 'strerror', None) or 'handshake failed'}"
        case aiohttp.ClientConnectorError():
            cause = getattr(error, "os_error", None)
            refused = isinstance(cause, ConnectionRefusedError)
            why = "connection refused" if refused else getattr(cause, "strerror", "") or "no connection"
            return f"cannot connect to {place}: {why}"
        case aiohttp.ConnectionTimeoutError():
            return f"no connection within {limits.connect:g} s"
        case aiohttp.SocketTimeoutError():
            return f"the server was silent for {limits.silence:g} s"
        case TimeoutError():
            return f"no complete answer within {limits.total:g} s"
    return ""


def _place(error: BaseException) -> str:
    host, port = getattr(error, "host", ""), getattr(error, "port", "")
    return f"{host}:{port}" if host else "the server"


def _address_reason(error: BaseException, limits: Limits) -> str:
    match error:
        case aiohttp.TooManyRedirects():
            seen = [str(answer.url) for answer in getattr(error, "history", ())]
            loop = len(seen) != len(set(seen))
            return "the redirects run in a circle" if loop else f"more than {limits.redirects} redirects"
        case aiohttp.NonHttpUrlRedirectClientError():
            return "a redirect leads to an address that is neither http nor https"
        case aiohttp.InvalidUrlRedirectClientError():
            return "a redirect leads to an address that cannot be read"
        case aiohttp.RedirectClientError():
            return "a redirect leads nowhere"
        case aiohttp.NonHttpUrlClientError():
            return "only http and https addresses can be fetched; check the feed's url"
        case aiohttp.InvalidURL() | UnicodeError() | OverflowError():
            return "the address cannot be read; check the feed's url"
    return ""


def _answer_reason(error: BaseException, limits: Limits) -> str:
    if isinstance(error.__cause__ or error, http_exceptions.ContentEncodingError):
        return "the compression is broken"
    match error:
        case aiohttp.ClientPayloadError():
            return "the connection broke in the middle of the document"
        case aiohttp.ClientResponseError() | http_exceptions.HttpProcessingError():
            return "the answer is not valid HTTP"
        case aiohttp.ServerDisconnectedError() | EOFError():
            return "the server closed the connection without an answer"
        case ConnectionError() | aiohttp.ClientOSError():
            return "the server broke the connection"
        case ValueError() if not isinstance(error, OSError):
            return "the address cannot be read; check the feed's url"
    return ""
