"""The fetcher against a real server that behaves well, badly and maliciously."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import FetchError
from bot.feeds.answers import retry_after
from bot.feeds.failures import Limits
from bot.feeds.fetch import USER_AGENT, HttpFetcher
from bot.feeds.resolver import Answer, GuardedResolver
from bot.model import Feed, FeedState, FetchResult
from tests import feedserver
from tests.feedserver import LOOPBACK, FeedServer
from tests.zoo.servers import listening, saying

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SMALL = Limits(body=64 * 1024)
BODY = b"<rss version='2.0'><channel><title>T</title></channel></rss>"


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[HttpFetcher]:
    async with HttpFetcher(SMALL, allow_hosts=LOOPBACK) as opened:
        yield opened


def feed(url: str) -> Feed:
    return Feed(id="f", url=url, name="F", publisher="p", language="en")


def state(etag: str = "", last_modified: str = "") -> FeedState:
    return FeedState(feed_id="f", next_poll_at=NOW, etag=etag, last_modified=last_modified)


async def get(fetcher: HttpFetcher, url: str, known: FetchResult | None = None) -> FetchResult:
    before = state(known.etag, known.last_modified) if known else state()
    return await fetcher.fetch(feed(url), before)


async def failure(fetcher: HttpFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await get(fetcher, url)
    text = str(caught.value)
    assert text
    assert "\n" not in text
    return caught.value


# --- a good server ---------------------------------------------------------------------------------------


async def test_a_document_comes_with_its_address_and_validators(
    server: FeedServer, fetcher: HttpFetcher
) -> None:
    result = await get(fetcher, server.put("/a.xml", BODY))
    assert (result.status, result.body, result.not_modified) == (200, BODY, False)
    assert result.url == server.url("/a.xml")
    assert result.etag == server.documents["/a.xml"].etag
    assert result.last_modified
    assert result.headers["content-type"].startswith("application/rss+xml")


async def test_an_unchanged_document_is_not_sent_again(server: FeedServer, fetcher: HttpFetcher) -> None:
    url = server.put("/a.xml", BODY)
    first = await get(fetcher, url)
    second = await get(fetcher, url, first)
    assert (second.status, second.not_modified, second.body) == (304, True, b"")
    server.put("/a.xml", BODY + b"<!-- new -->")
    assert (await get(fetcher, url, first)).status == 200
    assert (server.count(200), server.count(304)) == (2, 1)


async def test_we_say_who_we_are_and_what_we_read(server: FeedServer, fetcher: HttpFetcher) -> None:
    await get(fetcher, server.put("/a.xml", BODY))
    headers = server.log[0].headers
    assert headers["User-Agent"] == USER_AGENT
    assert "application/atom+xml" in headers["Accept"]
    assert "gzip" in headers["Accept-Encoding"]
    assert "Cookie" not in headers


async def test_cookies_are_not_kept_between_feeds(server: FeedServer, fetcher: HttpFetcher) -> None:
    await get(fetcher, server.put("/a.xml", BODY, headers={"Set-Cookie": "id=1; Path=/"}))
    await get(fetcher, server.put("/b.xml", BODY))
    assert "Cookie" not in server.log[1].headers


async def test_redirects_are_followed_up_to_the_limit(server: FeedServer, fetcher: HttpFetcher) -> None:
    server.put("/5", BODY)
    for step in range(5):
        server.fault(f"/{step}", feedserver.redirect(f"/{step + 1}", 301))
    assert (await get(fetcher, server.url("/0"))).url == server.url("/5")
    server.fault("/start", feedserver.redirect("/0"))
    assert str(await failure(fetcher, server.url("/start"))) == "more than 5 redirects"


async def test_credentials_in_an_address_are_sent_and_never_shown(
    server: FeedServer, fetcher: HttpFetcher
) -> None:
    url = server.put("/a.xml", BODY).replace("http://", "http://anna:s3cret@")
    result = await get(fetcher, url)
    assert server.log[0].headers["Authorization"].startswith("Basic ")
    assert "s3cret" not in result.url
    for broken in (
        url.replace("/a.xml", "/none"),
        "http://anna:s3cret@[::1/",
        "ftp://anna:s3cret@127.0.0.1/",
        "http://anna:s3cret@127.0.0.1:99999/",
        "http://anna:s3cret@no.such.host.invalid/",
    ):
        error = await failure(fetcher, broken)
        assert "s3cret" not in str(error)
        assert "anna" not in str(error)


# --- bad servers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (404, "the server answered 404 Not Found"),
        (410, "the server answered 410 Gone"),
        (403, "the server answered 403 Forbidden"),
        (500, "the server answered 500 Internal Server Error"),
        (503, "the server answered 503 Service Unavailable"),
        (300, "the server answered 300 Multiple Choices"),
        (302, "the server answered 302 Found"),
        (599, "the server answered 599, which is no known status"),
    ],
)
async def test_a_refusal_is_told_in_standard_words(
    server: FeedServer, fetcher: HttpFetcher, code: int, text: str
) -> None:
    error = await failure(fetcher, server.fault("/a.xml", feedserver.status(code)))
    assert str(error) == text
    assert error.retry_after is None


async def test_a_304_that_nobody_asked_for_is_an_error(server: FeedServer, fetcher: HttpFetcher) -> None:
    error = await failure(fetcher, server.fault("/a.xml", feedserver.status(304)))
    assert "304 Not Modified, though we have no earlier copy" in str(error)


@pytest.mark.parametrize("code", [429, 503])
async def test_the_servers_wish_to_be_left_alone_is_read(
    server: FeedServer, fetcher: HttpFetcher, code: int
) -> None:
    fault = feedserver.status(code, {"Retry-After": "120"})
    assert (await failure(fetcher, server.fault("/a.xml", fault))).retry_after == timedelta(minutes=2)


async def test_a_refusal_stands_even_if_its_page_never_comes() -> None:
    head = b"HTTP/1.1 503 No\r\nRetry-After: 120\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n"
    async with (
        listening(saying(head + b"<html>", pause=60)) as port,
        HttpFetcher(Limits(silence=0.3), allow_hosts=LOOPBACK) as impatient,
    ):
        error = await failure(impatient, f"http://127.0.0.1:{port}/")
    assert str(error) == "the server answered 503 Service Unavailable"
    assert error.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", timedelta(0)),
        ("3600", timedelta(hours=1)),
        ("999999999", timedelta(days=7)),
        ("9" * 5000, None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Sun, 01 Mar 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("Sun, 01 Mar 9999 11:00:00 GMT", timedelta(days=7)),
        ("Sun, 01 Mar 2026 12:10:00", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, wait: timedelta | None) -> None:
    headers = {"Retry-After": value, "Date": "Sun, 01 Mar 2026 12:00:00 GMT"}
    assert retry_after(headers) == wait


def test_a_date_without_the_servers_clock_says_nothing() -> None:
    assert retry_after({"Retry-After": "Sun, 01 Mar 2026 12:10:00 GMT"}) is None


FAULTS = {
    "endless": (feedserver.endless(), "the document is larger than 64 KB"),
    "bomb": (feedserver.bomb(), "the document is larger than 64 KB"),
    "announced too large": (
        feedserver.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
        "the document is larger than 64 KB",
    ),
    "truncated": (feedserver.truncated(BODY), "the connection broke in the middle of the document"),
    "half chunked": (feedserver.half_chunked(BODY), "the connection broke in the middle of the document"),
    "reset in the body": (
        feedserver.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", BODY, reset=True),
        "the connection broke in the middle of the document",
    ),
    "reset": (feedserver.reset(), "the server broke the connection"),
    "disconnect": (feedserver.disconnect(), "the server closed the connection without an answer"),
    "broken gzip": (feedserver.broken_gzip(BODY * 20), "the compression is broken"),
    "not http": (feedserver.raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "the answer is not valid HTTP"),
    "loop": (feedserver.redirect("/fault"), "the redirects run in a circle"),
    "to a file": (
        feedserver.redirect("file:///etc/passwd"),
        "a redirect leads to an address that is neither http nor https",
    ),
    "to ftp": (
        feedserver.redirect("ftp://127.0.0.1/a.xml"),
        "a redirect leads to an address that is neither http nor https",
    ),
    "to nonsense": (
        feedserver.redirect("http://[::1/"),
        "a redirect leads to an address that cannot be read",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_every_fault_ends_soon_with_one_clear_line(
    server: FeedServer, fetcher: HttpFetcher, name: str
) -> None:
    fault, text = FAULTS[name]
    assert str(await failure(fetcher, server.fault("/fault", fault))) == text


@pytest.mark.parametrize(
    ("limits", "fault", "text"),
    [
        (Limits(total=0.5), feedserver.drip(BODY * 100, 0.02), "no complete answer within 0.5 s"),
        (Limits(silence=0.3), feedserver.stall(BODY), "the server was silent for 0.3 s"),
        (Limits(silence=0.3), feedserver.delay(60), "the server was silent for 0.3 s"),
    ],
    ids=["drip", "stall", "late"],
)
async def test_a_server_that_takes_its_time_is_given_up(
    server: FeedServer, limits: Limits, fault: feedserver.Fault, text: str
) -> None:
    async with HttpFetcher(limits, allow_hosts=LOOPBACK) as impatient:
        assert str(await failure(impatient, server.fault("/fault", fault))) == text


async def test_a_compression_that_we_did_not_ask_for_is_refused(
    server: FeedServer, fetcher: HttpFetcher
) -> None:
    fault = feedserver.status(200, {"Content-Encoding": "br"}, b"\x00\x01broken")
    await failure(fetcher, server.fault("/a.xml", fault))


@pytest.mark.parametrize("name", ["endless", "bomb"])
async def test_a_body_without_end_costs_little_memory(
    server: FeedServer, fetcher: HttpFetcher, name: str
) -> None:
    """32 MB and more are sent; server and client together hold a few buffers of them."""
    url = server.fault("/fault", FAULTS[name][0])
    tracemalloc.start()
    try:
        await failure(fetcher, url)
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    finally:
        tracemalloc.stop()


async def test_a_fault_does_not_spoil_the_next_fetch(server: FeedServer, fetcher: HttpFetcher) -> None:
    """A body that is longer than announced is cut or refused; what is left of it is no part of an answer."""
    for fault in (feedserver.too_long(BODY, 20), feedserver.reset(), feedserver.truncated(BODY)):
        with contextlib.suppress(FetchError):
            assert (await get(fetcher, server.fault("/fault", fault))).body == BODY[:20]
    assert (await get(fetcher, server.put("/a.xml", BODY))).body == BODY


async def test_a_body_of_exactly_the_limit_is_taken(server: FeedServer, fetcher: HttpFetcher) -> None:
    body = b"x" * SMALL.body
    assert (await get(fetcher, server.put("/a.xml", body))).body == body
    assert "larger" in str(await failure(fetcher, server.put("/b.xml", body + b"x")))


def _closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://no.such.host.invalid/", "cannot find the host no.such.host.invalid"),
        ("http://127.0.0.1:{closed}/", "cannot connect to 127.0.0.1:{closed}: connection refused"),
        ("https://127.0.0.1:{open}/", "no TLS connection with 127.0.0.1:{open}: "),
        ("ftp://127.0.0.1/", "only http and https addresses can be fetched; check the feed's url"),
        ("file:///etc/passwd", "only http and https addresses can be fetched; check the feed's url"),
        ("/etc/passwd", "the address cannot be read; check the feed's url"),
        ("", "the address cannot be read; check the feed's url"),
        ("http://", "the address cannot be read; check the feed's url"),
        ("http://[::1/", "the address cannot be read; check the feed's url"),
        ("http://127.0.0.1:99999/", "the address cannot be read; check the feed's url"),
        ("http://a..b.invalid/", ""),
        (f"http://{'a' * 70}.invalid/", ""),
        ("http://\u0130\u200b.invalid/\ud800", ""),
        ("http://exa mple.invalid/", ""),
    ],
)
async def test_an_address_that_leads_nowhere_is_told(
    server: FeedServer, fetcher: HttpFetcher, url: str, text: str
) -> None:
    ports = {"closed": _closed_port(), "open": server.port}
    if "{" in url:
        url, text = url.format(**ports), text.format(**ports)
    assert str(await failure(fetcher, url)).startswith(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (socket.EAI_NONAME, "cannot find the host news.example"),
        (socket.EAI_NODATA, "cannot find the host news.example"),
        (socket.EAI_AGAIN, "cannot look up the host news.example: the name server does not answer"),
        (socket.EAI_FAIL, "cannot look up the host news.example: the name server fails"),
    ],
)
async def test_a_look_up_that_fails_is_told_with_its_reason(number: int, text: str) -> None:
    def look_up(host: str, port: int, family: int) -> Answer:
        raise socket.gaierror(number, "as the system says it")

    async with HttpFetcher(resolver=GuardedResolver(look_up=look_up)) as fetcher:
        assert str(await failure(fetcher, "http://news.example/")) == text


async def test_a_name_server_that_is_silent_costs_no_more_than_a_connection() -> None:
    answers = threading.Event()

    def look_up(host: str, port: int, family: int) -> Answer:
        answers.wait(60)
        return []

    limits = Limits(connect=0.3)
    async with HttpFetcher(limits, resolver=GuardedResolver(look_up=look_up)) as fetcher:
        assert str(await failure(fetcher, "http://news.example/")) == "no connection within 0.3 s"
    answers.set()


async def test_cancelling_a_fetch_is_no_failure(server: FeedServer, fetcher: HttpFetcher) -> None:
    task = asyncio.create_task(get(fetcher, server.fault("/late", feedserver.delay(60))))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("code", "headers", "login", "text"),
    [
        (401, {}, "", "the server answered 401 Unauthorized: it wants a login"),
        (401, {}, "ann:wrong", "the server answered 401 Unauthorized: the login is refused"),
        (
            403,
            {"cf-mitigated": "challenge"},
            "",
            (
                "the server answered 403 Forbidden: Cloudflare asks for a browser; the site's owner can let feed "
                "readers through"
            ),
        ),
    ],
)
async def test_a_refusal_says_what_would_help(
    server: FeedServer, fetcher: HttpFetcher, code: int, headers: dict[str, str], login: str, text: str
) -> None:
    url = server.fault("/a.xml", feedserver.status(code, headers))
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(replace(feed(url), login=login), state())
    assert str(caught.value) == text
