"""What a server's answer says: whether it refuses, its document within the limit, and what to keep of it."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp

from bot.errors import FetchError
from bot.feeds.failures import FAILURES
from bot.feeds.refusals import CLOUDFLARE, NO_FEED, page_reason
from bot.model import FetchResult

MAX_RETRY_AFTER = timedelta(days=7)
"""What a server may ask for at most; the poller has its own, lower limit."""

MAX_VALIDATOR = 1024
"""Characters of an ETag that is sent back. Servers refuse requests whose headers exceed 8 KB or so."""

EXPLAINED_IN = 64 * 1024
"""Bytes of a page that comes with a refusal; what it is stands at its beginning."""

EXPLAINED_WITHIN = 2.0
"""Seconds for those bytes; the refusal itself has arrived already."""

_EXPLAINED = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_RETRYABLE = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_WHOLE = (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION, HTTPStatus.NOT_MODIFIED)
"""Answers whose validators stand for the whole document."""

_UNPACKED = frozenset({"gzip", "deflate", "br", "zstd"})
"""Compressions that the library has undone already."""

_NOT_PACKED = frozenset({"", "identity", "none", "binary", "8bit", "utf-8", "utf8", "iso-8859-1"})
"""No compressions, but written where one belongs: some servers mean the encoding of the text."""

_SECONDS = re.compile(r"\d{1,9}\Z")
_TOKENS = re.compile(r"[a-z0-9._, -]{1,40}\Z")


async def refuse_status(
    response: aiohttp.ClientResponse, *, conditional: bool = False, logged_in: bool = False
) -> None:
    """Raise FetchError for anything but a 2xx, or a 304 to a conditional request."""
    status = response.status
    if status == HTTPStatus.NOT_MODIFIED:
        if not conditional:
            raise FetchError("the server answered 304 Not Modified, though we have no earlier copy")
        return
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        wish = retry_after(response.headers) if status in _RETRYABLE else None
        why = await _explanation(response) if status in _EXPLAINED else ""
        if status == HTTPStatus.UNAUTHORIZED:
            why = ": the login is refused" if logged_in else ": it wants a login"
        raise FetchError(f"the server answered {_phrase(status)}{why}", retry_after=wish)


async def _explanation(response: aiohttp.ClientResponse) -> str:
    """What the page that comes with a refusal is, if it has a name: the sites' guards speak so.

    However badly the page arrives, the refusal and its Retry-After stand.
    """
    if response.headers.get("cf-mitigated", "").lower() == "challenge":
        response.close()
        return f": {CLOUDFLARE}"
    if "html" not in response.headers.get("Content-Type", "").lower():
        return ""
    page = bytearray()
    with contextlib.suppress(*FAILURES):
        async with asyncio.timeout(EXPLAINED_WITHIN):
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


async def body_of(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body in chunks, so that one without end costs no more memory than the limit.

    The length that a server announces is of the compressed body; it can only be too large. Raises FetchError
    beyond the limit, and for a compression that is not undone.
    """
    if response.status == HTTPStatus.NOT_MODIFIED:
        return b""
    _refuse_packing(response)
    body = bytearray()
    announced = response.content_length or 0
    while announced <= limit and (chunk := await response.content.readany()):
        body += chunk
        if len(body) > limit:
            break
    if max(announced, len(body)) > limit:
        response.close()
        raise FetchError(f"the document is larger than {_size(limit)}")
    return bytes(body)


def _refuse_packing(response: aiohttp.ClientResponse) -> None:
    if "Content-Encoding" not in response.headers:
        return
    packing = ", ".join(response.headers.getall("Content-Encoding")).strip().lower()
    if packing not in _UNPACKED and packing not in _NOT_PACKED:
        name = f" ({packing})" if _TOKENS.match(packing) else ""
        raise FetchError(f"the document is compressed in a way that we did not ask for{name}")


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MB" if count >= 1024 * 1024 else f"{count / 1024:.0f} KB"


def result_of(response: aiohttp.ClientResponse, body: bytes, moved_to: str) -> FetchResult:
    """What the stages get to see of an answer.

    Validators of a part are not kept: with them the next answer would be 304, and the rest would be lost.
    """
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    whole = response.status in _WHOLE
    return FetchResult(
        status=response.status,
        url=str(response.url),
        body=body,
        headers=headers,
        not_modified=response.status == HTTPStatus.NOT_MODIFIED,
        etag=sendable(headers.get("etag", "")) if whole else "",
        last_modified=sendable(headers.get("last-modified", "")) if whole else "",
        moved_to=moved_to,
    )


def sendable(validator: str) -> str:
    """A validator as it came, weak or strong; empty if it cannot be sent back.

    One with control characters, or with bytes that are no text, would make every later request fail.
    """
    return validator if len(validator) <= MAX_VALIDATOR and validator.isprintable() else ""
