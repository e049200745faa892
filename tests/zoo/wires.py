"""Animals that misbehave on the way: connections, compression, redirects."""

from __future__ import annotations

import gzip
import zlib

import brotli
from backports import zstd

from tests.feedserver import (
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
    too_long,
    truncated,
)
from tests.zoo.kinds import GOOD, Animal, chain, cookie_wall, does, gigabyte, once, packed, puts
from tests.zoo.servers import saying

_NULLS = b"\0" * (64 * 1024 * 1024)

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
    "continues without a pause": Animal(
        talk=saying(b"HTTP/1.1 103 Early Hints\r\nLink: <" + b"a" * 999 + b">\r\n\r\n", again=True),
        error="no complete answer within|not valid HTTP",
    ),
    "early hints": Animal(
        talk=saying(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", once(b"", GOOD.encode())), items=2
    ),
    "a chunk whose size never ends": Animal(
        talk=saying(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=" + b"b" * 9999, pause=0.01, again=True
        ),
        error="not valid HTTP|broke in the middle|no complete answer within",
    ),
    "trailers without end": Animal(
        talk=saying(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X-A: b\r\n" * 9999, again=True
        ),
        error="not valid HTTP|broke in the middle|no complete answer within",
    ),
    "chunks of one byte": Animal(
        talk=saying(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 400_000 + b"0\r\n\r\n"
        ),
        error="larger than 256 KB",
    ),
    "more after the end": Animal(
        talk=saying(once(b"", GOOD.encode()) + b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"),
        error="not valid HTTP|",
        items=2,
    ),
    "a line break in a header": Animal(
        talk=saying(once(b"ETag: x\rX-Injected: 1\r\n", GOOD.encode())), error="not valid HTTP"
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
    "a bomb of brotli with a wide window": Animal(
        packed(brotli.compress(_NULLS, quality=5, lgwin=24), "br"), error="larger than 256 KB"
    ),
    "many frames of zstd": Animal(
        packed(zstd.compress(b" " * 1024) * 5000, "zstd"), error="larger than 256 KB|compression is broken"
    ),
    "gzip in gzip": Animal(packed(gzip.compress(gzip.compress(GOOD.encode())), "gzip"), error="not XML"),
    "says brotli and is gzip": Animal(
        packed(gzip.compress(GOOD.encode()), "br"), error="compression is broken"
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
    "to letters of another alphabet": Animal(
        talk=saying(b"HTTP/1.1 302 Found\r\nLocation: http://\xfc.example/\r\nContent-Length: 0\r\n\r\n"),
        error="an address that cannot be read",
    ),
    "to a path of raw bytes": Animal(
        does(status(302, {"Location": "/neu \u00e4\u00f6?q=\u5317"})), error="404"
    ),
    "to a line break": Animal(
        talk=saying(b"HTTP/1.1 302 Found\r\nLocation: /a\rX: 1\r\nContent-Length: 0\r\n\r\n"),
        error="not valid HTTP",
    ),
    "by a header that browsers follow": Animal(
        puts(GOOD, Refresh="0;url=/secret"), items=2, hits={"/secret": 0}
    ),
    "behind cookies": Animal(does(cookie_wall()), error="run in a circle"),
}
