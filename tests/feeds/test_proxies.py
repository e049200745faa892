"""Proxies that the environment names: what goes through them, and what is judged all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from yarl import URL

from bot.errors import FetchError
from bot.feeds.failures import Limits
from bot.feeds.fetch import HttpFetcher
from bot.feeds.proxies import Proxies
from bot.model import Feed, FeedState, FetchResult
from tests.feedserver import LOOPBACK, FeedServer
from tests.zoo.servers import listening

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


class Proxy:
    """A proxy that answers itself, and remembers the first line and the headers of what it was asked."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[str] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer plain requests with a document, and refuse all tunnels."""
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(request)
        if request.startswith("CONNECT"):
            writer.write(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY))
        await writer.drain()


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    made = Proxy()
    async with listening(made.talk) as port:
        made.port = port
        monkeypatch.setenv("http_proxy", f"http://user:s3cret@127.0.0.1:{port}")
        monkeypatch.setenv("https_proxy", f"http://user:s3cret@127.0.0.1:{port}")
        yield made


async def get(url: str, *allowed: str) -> FetchResult:
    """Fetch with nothing allowed but what is named."""
    feed = Feed(id="f", url=url, name="F", publisher="p", language="en")
    async with HttpFetcher(Limits(total=5), allow_hosts=allowed) as fetcher:
        return await fetcher.fetch(feed, FeedState(feed_id="f", next_poll_at=NOW))


async def refusal(url: str, *allowed: str) -> str:
    with pytest.raises(FetchError) as caught:
        await get(url, *allowed)
    assert "s3cret" not in str(caught.value)
    return str(caught.value)


async def test_the_proxy_may_be_a_private_one_and_looks_up_the_names(proxy: Proxy) -> None:
    assert (await get("http://no.such.host.invalid/rss")).body == BODY
    (request,) = proxy.asked
    assert request.startswith("GET http://no.such.host.invalid/rss HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic dXNlcjpzM2NyZXQ=" in request
    assert "\r\nAuthorization" not in request


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "2130706433", "0177.0.0.1", "0x7f.1", "127.1",
     "127.0.0.1.", "169.254.169.254", "①②⑦.⓪.⓪.①"],
)  # fmt: skip
async def test_numbers_are_judged_before_the_proxy_is_asked(proxy: Proxy, host: str) -> None:
    assert "which feeds may not lead to" in await refusal(f"http://{host}:9200/")
    assert proxy.asked == []


async def test_a_host_whose_letters_are_hidden_is_not_given_to_a_proxy(proxy: Proxy) -> None:
    assert "cannot be read" in await refusal("http://%31%32%37.0.0.1:9200/")
    assert proxy.asked == []


async def test_being_the_proxy_does_not_make_its_host_a_feed(proxy: Proxy) -> None:
    assert "an address of this computer" in await refusal(f"http://127.0.0.1:{proxy.port}/")


async def test_being_the_host_of_a_proxy_opens_no_other_port(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Addresses of https go through the proxy, and those of http are asked themselves."""
    monkeypatch.delenv("http_proxy")
    monkeypatch.setenv("https_proxy", f"http://localhost:{proxy.port}")
    async with FeedServer() as server:
        url = server.put("/rss", BODY).replace("127.0.0.1", "localhost")
        assert "an address of this computer" in await refusal(url)
        assert (await get(url, "localhost")).body == BODY
    assert await refusal("https://news.example/rss") == "the proxy answered 407"


async def test_a_host_that_needs_no_proxy_is_asked_itself(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    async with FeedServer() as server:
        url = server.put("/rss", BODY + b"<!-- itself -->")
        assert (await get(url, *LOOPBACK)).body.endswith(b"<!-- itself -->")
        assert "an address of this computer" in await refusal(url)
        assert "an address of this computer" in await refusal(url.replace("127.0.0.1", "localhost"))
    assert proxy.asked == []


async def test_a_proxy_that_refuses_or_is_not_there_is_named_without_its_password(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await refusal("https://news.example/rss") == "the proxy answered 407"
    monkeypatch.setenv("http_proxy", "http://user:s3cret@127.0.0.1:1")
    assert await refusal("http://news.example/rss") == "the proxy 127.0.0.1:1 does not work"


@pytest.mark.parametrize("named", ["http://ann:s3cret@[::1", "http://ann:s3cret@proxy.example:99999"])
async def test_a_proxy_that_cannot_be_read_is_told_at_each_fetch(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("http_proxy", named)
    assert await refusal("http://news.example/") == "the address of the proxy that is set cannot be read"


def test_nothing_named_is_no_proxy() -> None:
    assert Proxies().to(URL("http://news.example/")) is None
    assert Proxies().places == frozenset()


@pytest.mark.parametrize("named", ["socks5://ann:s3cret@127.0.0.1:1080", "ftp://127.0.0.1"])
def test_with_a_proxy_of_another_kind_nothing_is_asked_without_it(named: str) -> None:
    """Whoever sets one may not want to be seen."""
    proxies = Proxies({"http": named, "ftp": "http://10.0.0.1"})
    with pytest.raises(FetchError, match="only http and https") as caught:
        proxies.to(URL("http://news.example/"))
    assert "s3cret" not in str(caught.value)
    assert {host for host, _ in proxies.places} == {"127.0.0.1"}
