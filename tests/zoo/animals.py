"""The animals: what a server does, and how a poll of it has to end."""

from __future__ import annotations

import gzip
import itertools
import json
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

import brotli
from aiohttp import web
from backports import zstd

from tests.feedserver import (
    XML,
    Fault,
    FeedServer,
    broken_gzip,
    delay,
    disconnect,
    drip,
    endless,
    half_chunked,
    raw,
    redirect,
    reset,
    stall,
    status,
    stream,
    too_long,
    truncated,
)
from tests.zoo.servers import Talk, saying

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


_NULLS = b"\0" * (64 * 1024 * 1024)
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_LAUGH = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{_LAUGHS}]>'
_QUADRATIC = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>'
_ENTITY = '<!DOCTYPE rss [<!ENTITY x SYSTEM "{}">]>'

NETWORK: dict[str, Animal] = {
    "one byte at a time": Animal(does(drip(GOOD.encode() * 50, 0.05)), error="no complete answer within"),
    "without end": Animal(does(endless()), error="larger than 256 KB"),
    "a gigabyte announced": Animal(
        does(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")), error="larger than 256 KB"
    ),
    "a gigabyte unannounced": Animal(does(gigabyte()), error="larger than 256 KB"),
    "stalls in the middle": Animal(does(stall(b"<rss>")), error="was silent for"),
    "never answers": Animal(does(delay(3600)), error="was silent for"),
    "headers without end": Animal(
        talk=saying(b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 100, pause=0.01, again=True),
        error="not valid HTTP|no complete answer within",
    ),
    "ten thousand headers": Animal(
        talk=saying(b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 10_000 + b"\r\n" + GOOD.encode()),
        error="not valid HTTP|",
        items=2,
    ),
    "a header of a megabyte": Animal(
        talk=saying(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 1024 * 1024 + b"\r\n\r\n"), error="not valid HTTP"
    ),
    "a header drop by drop": Animal(
        talk=saying(b"HTTP/1.1 200 OK\r\n", *[b"X"] * 1000, pause=0.05), error="no complete answer within"
    ),
    "continues for ever": Animal(
        talk=saying(b"HTTP/1.1 100 Continue\r\n\r\n" * 10, pause=0.01, again=True),
        error="no complete answer within|not valid HTTP",
    ),
    "breaks off before": Animal(does(reset()), error="broke the connection"),
    "breaks off within": Animal(
        does(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", GOOD.encode(), reset=True)),
        error="broke in the middle",
    ),
    "hangs up": Animal(does(disconnect()), error="closed the connection without an answer"),
    "half closed before": Animal(talk=saying(half=True), error="closed the connection without an answer"),
    "half closed within": Animal(
        talk=saying(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + GOOD.encode(), half=True),
        error="broke in the middle",
    ),
    "announces too much": Animal(does(truncated(GOOD.encode())), error="broke in the middle"),
    "announces too little": Animal(does(too_long(GOOD.encode(), 60)), error="cut short|not a feed|"),
    "half a chunk": Animal(does(half_chunked(GOOD.encode())), error="broke in the middle"),
    "chunks of no size": Animal(
        talk=saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n<rss/>\r\n"),
        error="not valid HTTP|broke in the middle",
    ),
    "two lengths": Animal(
        talk=saying(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n<rss/>"),
        error="not valid HTTP",
    ),
    "not HTTP": Animal(talk=saying(b"SSH-2.0-OpenSSH_9.6\r\n"), error="not valid HTTP"),
    "HTTP of 1991": Animal(talk=saying(GOOD.encode()), error="not valid HTTP"),
    "noise": Animal(talk=saying(bytes(range(256)) * 40), error="not valid HTTP"),
}

COMPRESSION: dict[str, Animal] = {
    "a bomb of gzip": Animal(packed(gzip.compress(_NULLS), "gzip"), error="larger than 256 KB"),
    "a bomb of deflate": Animal(packed(zlib.compress(_NULLS), "deflate"), error="larger than 256 KB"),
    "a bomb of brotli": Animal(packed(brotli.compress(_NULLS, quality=3), "br"), error="larger than 256 KB"),
    "a bomb of zstd": Animal(packed(zstd.compress(_NULLS), "zstd"), error="larger than 256 KB"),
    "many members of gzip": Animal(
        packed(gzip.compress(b" " * 1024) * 5000, "gzip"), error="larger than 256 KB|compression is broken"
    ),
    "packed twice": Animal(
        packed(gzip.compress(gzip.compress(GOOD.encode())), "gzip, gzip"),
        error=r"compressed in a way that we did not ask for \(gzip, gzip\)",
    ),
    "good gzip": Animal(packed(gzip.compress(GOOD.encode()), "gzip"), items=2),
    "good deflate": Animal(packed(zlib.compress(GOOD.encode()), "deflate"), items=2),
    "good brotli": Animal(packed(brotli.compress(GOOD.encode()), "br"), items=2),
    "good zstd": Animal(packed(zstd.compress(GOOD.encode()), "zstd"), items=2),
    "broken gzip": Animal(does(broken_gzip(GOOD.encode() * 20)), error="the compression is broken"),
    "says gzip and is plain": Animal(packed(GOOD.encode(), "gzip"), error="the compression is broken"),
    "a compression that nobody knows": Animal(
        packed(zlib.compress(GOOD.encode()), "pack200"), error=r"in a way that we did not ask for \(pack200\)"
    ),
    "an encoding of text where a compression belongs": Animal(packed(GOOD.encode(), "UTF-8"), items=2),
}

WAYS: dict[str, Animal] = {
    "in a circle": Animal(does(redirect("/feed")), error="run in a circle"),
    "six redirects": Animal(chain(6), error="more than 5 redirects"),
    "five redirects": Animal(chain(5), items=2),
    "to a private address": Animal(
        does(redirect("http://10.0.0.1/")), error=r"10\.0\.0\.1 is a private address, which feeds may not"
    ),
    "to the keys of a cloud": Animal(
        does(redirect("http://169.254.169.254/latest/meta-data/")), error="a cloud's metadata"
    ),
    "to a number": Animal(does(redirect("http://167772161/")), error="a private address|cannot"),
    "to a file": Animal(does(redirect("file:///etc/passwd")), error="neither http nor https"),
    "to FTP": Animal(does(redirect("ftp://127.0.0.1/feed")), error="neither http nor https"),
    "to a script": Animal(does(redirect("javascript:alert(1)")), error="neither http nor https"),
    "nowhere": Animal(does(status(302)), error="302 Found"),
    "to two places": Animal(
        talk=saying(b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"),
        error="circle|redirects|no",
    ),
    "behind cookies": Animal(does(cookie_wall()), error="run in a circle"),
}

ANSWERS: dict[str, Animal] = {
    "304 without cause": Animal(does(status(304)), error="304 Not Modified, though we have no"),
    **{
        f"a refusal whose page {how}": Animal(
            talk=saying(
                b"HTTP/1.1 503 No\r\nRetry-After: 120\r\nContent-Type: text/html\r\nContent-Length: 500\r\n",
                *rest,
            ),
            error="the server answered 503 Service Unavailable",
        )
        for how, rest in {
            "breaks off": (b"\r\n<html>",),
            "is badly compressed": (b"Content-Encoding: gzip\r\n\r\n" + b"x" * 500,),
        }.items()
    },
    "nothing at all": Animal(puts(b""), error="an empty document"),
    "white space": Animal(puts(b" \n\t " * 100), error="an empty document"),
    "a part": Animal(does(status(206, {"Content-Type": XML}, GOOD.encode())), items=2),
    **{
        str(code): Animal(does(status(code, body=b"<h1>no</h1>")), error=f"the server answered {code}")
        for code in (400, 401, 402, 403, 404, 406, 410, 418, 429, 451, 500, 502, 503, 504, 521, 999)
    },
    "HTML": Animal(puts("<!doctype html><title>News</title><p>Hello", "text/html"), error="an HTML page"),
    "HTML called XML": Animal(puts("<html><body>Hello</body></html>"), error="an HTML page"),
    "a login page": Animal(
        puts(
            "<html><head><title>Sign in</title></head><form action='/login' method=post>"
            "<input name=user><input type=password name=password></form></html>",
            "text/html",
        ),
        error="login|HTML page",
    ),
    "a challenge": Animal(
        puts(
            "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
            "<script>window._cf_chl_opt={}</script>Enable JavaScript and cookies to continue</body></html>",
            "text/html",
        ),
        error="Cloudflare asks for a browser",
    ),
    "a challenge with a refusal": Animal(
        does(
            status(
                403,
                {"Content-Type": "text/html"},
                b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>"
                b"window._cf_chl_opt={}</script>Enable JavaScript and cookies to continue</body></html>",
            )
        ),
        error="the server answered 403 Forbidden: Cloudflare asks for a browser",
    ),
    "an error in JSON": Animal(
        puts(json.dumps({"error": "quota exceeded"}), "application/json"), error="quota exceeded|JSON"
    ),
    "a picture": Animal(
        puts(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png"), error="not XML|not a feed"
    ),
    "a PDF": Animal(puts(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf"), error="not XML"),
    "a feed called a picture": Animal(puts(GOOD, "image/png"), items=2),
}

DOCUMENTS: dict[str, Animal] = {
    "a wrong charset in the header": Animal(
        puts(rss(entry("1", title="여객선 침몰")), "text/xml; charset=iso-8859-1"),
        items=1,
        titles=("여객선 침몰",),
    ),
    "a charset that does not exist": Animal(
        puts(b"<?xml version='1.0' encoding='klingon'?>" + GOOD.encode(), "text/xml; charset=x-none"), items=2
    ),
    "a codec that is no charset": Animal(
        puts(b"<?xml version='1.0' encoding='zlib'?>" + GOOD.encode(), "text/xml; charset=hex"), items=2
    ),
    "UTF-7": Animal(
        puts(b"<?xml version='1.0' encoding='utf-7'?>" + rss(entry("1", title="+ADw-script+AD4-")).encode()),
        items=1,
        titles=("+ADw-script+AD4-",),
    ),
    "UTF-16 without a mark": Animal(puts(GOOD.encode("utf-16-le")), items=2),
    "NUL between all letters": Animal(puts(GOOD.replace("late", "l\0a\0t\0e")), items=2),
    "a billion laughs": Animal(
        puts(_LAUGH + rss(entry("1", title="&l11;"))), error="feedparser|memory|longer|not", items=1
    ),
    "quadratic growth": Animal(puts(_QUADRATIC + rss(entry("1", title="&a;" * 2000))), error="|", items=1),
    "a file of this computer": Animal(
        puts(_ENTITY.format("file:///etc/passwd") + rss(entry("1", title="x&x;x"))), items=1
    ),
    "another document": Animal(
        with_secret(_ENTITY.format("SECRET") + rss(entry("1", title="x&x;x"))), items=1, hits={"/secret": 0}
    ),
    "a document type elsewhere": Animal(
        with_secret('<!DOCTYPE rss SYSTEM "SECRET">' + GOOD), items=2, hits={"/secret": 0}
    ),
    "a style sheet elsewhere": Animal(
        with_secret('<?xml-stylesheet href="SECRET" type="text/xsl"?>' + GOOD), items=2, hits={"/secret": 0}
    ),
    "dates of 2099 and of the year 1": Animal(
        puts(
            rss(
                entry("1", pubDate="Fri, 01 Jan 2099 00:00:00 GMT"),
                entry("2", pubDate="0001-01-01T00:00:00+14:00"),
                entry("3", pubDate="99999999999999999999"),
                entry("4", pubDate="yesterday at noon"),
                entry("5", pubDate="Mon, 99 Foo 20xx 99:99:99 +9999"),
            )
        ),
        items=5,
    ),
    "guids that change": Animal(
        each_time(
            lambda n: rss(
                *(
                    entry(f"{k}-{n}", title=f"Ferry {k}", link=f"https://x.example/a{k}/ferry-is-late-again")
                    for k in range(9)
                )
            )
        ),
        polls=4,
        items=9,
    ),
    "one guid for all": Animal(
        puts(rss(*(entry("same", title=f"Ferry {k}", link=f"https://x.example/{k}") for k in range(9)))),
        polls=3,
        items=9,
    ),
    "one link for all": Animal(
        puts(
            rss(*(f"<item><title>Ferry {k}</title><link>https://x.example/</link></item>" for k in range(9)))
        ),
        polls=3,
        items=9,
    ),
    "a guid of 100 KB": Animal(puts(rss(entry("g" * 100_000), entry("2"))), polls=2, items=2),
    "a title of 100 KB": Animal(puts(rss(entry("1", title="t" * 100_000), entry("2"))), polls=2, items=2),
    "three thousand entries": Animal(puts(rss(*(entry(f"{n}") for n in range(3000)))), polls=2, items=3000),
    "entries that say nothing": Animal(puts(rss(*["<item/>"] * 500, entry("1"))), items=1),
    "an entry in an entry": Animal(puts(rss("<item><guid>1</guid>" + entry("2") + "</item>")), items=2),
    "ten thousand levels": Animal(puts(rss("<a>" * 10_000 + entry("1"))), error="|", items=1),
    "tags without end": Animal(
        puts("<rss version='2.0'><channel>" + "<item><title>" * 5000), error="cut short|"
    ),
    "an attribute of 100 KB": Animal(puts(rss(entry("1"), f"<x a='{'y' * 100_000}'/>")), items=1),
    "the same ETag for everything": Animal(
        same_etag(lambda n: rss(*(entry(f"{k}") for k in range(n + 1)))), polls=4, items=4
    ),
    "a date in the head that always changes": Animal(
        each_time(lambda n: rss(entry("1"), head=f"<lastBuildDate>{n}</lastBuildDate>")), polls=4, items=1
    ),
    "escapes of a terminal": Animal(
        puts(rss(entry("1", title="\x1b[2J\x9b31mred\u202e txet \u2066x"))),
        items=1,
        titles=("[2J›31mred txet x",),
    ),
    "markup in a title": Animal(
        puts(rss(entry("1", title="&lt;script&gt;alert(1)&lt;/script&gt;Ferry &lt;b&gt;late&lt;/b&gt;"))),
        items=1,
        titles=("Ferry late",),
    ),
}

ANIMALS = {**NETWORK, **COMPRESSION, **WAYS, **ANSWERS, **DOCUMENTS}
