"""Animals that answer well-formed HTTP, but no feed, or not honestly."""

from __future__ import annotations

import json

from tests.feedserver import XML, status
from tests.zoo.kinds import GOOD, Animal, does, entry, half_first, never_new, once, puts, rss
from tests.zoo.servers import saying

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
    "a part with the ETag of the whole": Animal(half_first(GOOD), polls=2, items=2),
    "304 for ever": Animal(never_new(lambda n: rss(entry(f"{n}"))), polls=3, items=1),
    **{
        f"an ETag {kind}": Animal(
            talk=saying(once(b"ETag: " + etag + b"\r\n", GOOD.encode())), polls=3, items=2
        )
        for kind, etag in {
            "with control characters": b'"a\x01\x7f"',
            "of bytes": b'"\xff\xfe"',
            "of 60 KB": b'"' + b"e" * 60_000 + b'"',
            "that is weak": b'W/"1"',
            "that is none": b"\xe2\x80\x9ctoday\xe2\x80\x9d, *",
        }.items()
    },
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
