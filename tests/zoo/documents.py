"""Animals whose documents are hostile, broken or odd."""

from __future__ import annotations

from tests.zoo.kinds import GOOD, Animal, each_time, entry, puts, rss, same_etag, with_secret

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_LAUGH = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{_LAUGHS}]>'
_QUADRATIC = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>'
_ENTITY = '<!DOCTYPE rss [<!ENTITY x SYSTEM "{}">]>'

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


LARGE: dict[str, Animal] = {
    "a guid of a megabyte": Animal(puts(rss(entry("g" * 1024 * 1024), entry("2"))), polls=2, items=2),
    "a title of 5 MB": Animal(
        puts(rss(entry("1", title="t" * 5 * 1024 * 1024), entry("2"))), polls=2, items=2
    ),
    "a hundred thousand entries": Animal(puts(rss(*(entry(f"{n}") for n in range(100_000)))), items=100_000),
}
"""Larger than the other tests allow, and smaller than what is allowed in earnest."""
