"""What an animal is, and how it is made: what a server does, and how a poll of it has to end."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.feedserver import XML, Fault, FeedServer, redirect, stream
from tests.zoo.servers import Talk

Serve = Callable[[FeedServer], None]
"""Sets what the server answers under /feed."""


def rss(*entries: str, head: str = "") -> str:
    """A document of these entries."""
    return f"<rss version='2.0'><channel><title>T</title>{head}{''.join(entries)}</channel></rss>"


def entry(name: str, **more: str) -> str:
    """An entry with guid and title."""
    parts = {"guid": name, "title": f"Ferry {name} is late", **more}
    return "<item>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items()) + "</item>"


GOOD = rss(entry("1"), entry("2"))


@dataclass(frozen=True, slots=True)
class Animal:
    """A server and the right end."""

    serve: Serve | None = None
    talk: Talk | None = None
    """Below HTTP, in place of `serve`."""
    error: str = ""
    """A pattern of the reason; empty for a poll that ends well."""
    items: int = 0
    """Stored in the end."""
    polls: int = 1
    titles: tuple[str, ...] | None = None
    hits: Mapping[str, int] = field(default_factory=dict)
    """Requests that other paths of the server may have seen."""


def puts(body: bytes | str, content_type: str = XML, **headers: str) -> Serve:
    """A document; `_` in the names of headers stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda server: void(server.put("/feed", body, content_type, headers=named))


def does(fault: Fault) -> Serve:
    """A fault."""
    return lambda server: void(server.fault("/feed", fault))


def void(_: object) -> None:
    """Forget a result."""


def packed(body: bytes, encoding: str) -> Serve:
    """A body that was compressed before."""
    return puts(body, Content_Encoding=encoding)


def each_time(make: Callable[[int], str]) -> Serve:
    """Another document at each request."""
    numbers = itertools.count()

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=make(next(numbers)), content_type="application/rss+xml")

    return does(answer)


def same_etag(make: Callable[[int], str]) -> Serve:
    """Another document at each request, always with the same ETag and never a 304."""
    numbers = itertools.count()

    async def answer(request: web.Request) -> web.StreamResponse:
        text = make(next(numbers))
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": '"always"'})

    return does(answer)


def half_first(document: str) -> Serve:
    """A part at first, with the ETag of the whole; 304 to whoever knows that."""
    numbers = itertools.count()

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"whole"':
            return web.Response(status=304)
        first = next(numbers) == 0
        return web.Response(
            status=206 if first else 200,
            text=rss(entry("1")) if first else document,
            content_type="application/rss+xml",
            headers={"ETag": '"whole"'},
        )

    return does(answer)


def never_new(document: Callable[[int], str]) -> Serve:
    """Another document at each request, and 304 to everybody who was here before."""
    numbers = itertools.count()

    async def answer(request: web.Request) -> web.StreamResponse:
        if "If-None-Match" in request.headers:
            return web.Response(status=304)
        text = document(next(numbers))
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": '"x"'})

    return does(answer)


def once(head: bytes, body: bytes) -> bytes:
    """The bytes of one whole answer; `head` has the lines after the first."""
    return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (head, len(body), body)


def gigabyte() -> Fault:
    """Send a gigabyte that was not announced."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"<rss version='2.0'><channel>"
        for _ in range(1024):
            yield b" " * 1024 * 1024

    return stream(chunks)


def cookie_wall() -> Fault:
    """Lead to itself until a cookie comes along."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if "seen" in request.cookies:
            return web.Response(text=GOOD, content_type="application/rss+xml")
        return web.Response(status=302, headers={"Location": "/feed", "Set-Cookie": "seen=1"})

    return answer


def chain(length: int) -> Serve:
    """So many redirects, then the document."""

    def serve(server: FeedServer) -> None:
        for step in range(length):
            server.fault("/feed" if step == 0 else f"/{step}", redirect(f"/{step + 1}"))
        server.put(f"/{length}", GOOD)

    return serve


def with_secret(document: str) -> Serve:
    """A document that wants another one of the same server read."""

    def serve(server: FeedServer) -> None:
        server.put("/secret", "the secret")
        server.put("/feed", document.replace("SECRET", server.url("/secret")))

    return serve
