"""What a document says about when to ask again: read in every format, nonsense left out, in linear time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.hints import hints_of
from bot.feeds.parse import parse_document
from bot.feeds.pool import ProcessParser
from bot.model import Feed, FetchResult, Hints

URL = "https://news.example/feeds/world.xml"
SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
ATOM = "xmlns:atom='http://www.w3.org/2005/Atom'"
HOUR = timedelta(hours=1)


def rss(head: str, tail: str = "", attributes: str = "", item: str = "<title>a</title>") -> str:
    channel = f"<channel><title>x</title>{head}<item>{item}</item>{tail}</channel>"
    return f"<?xml version='1.0'?><rss version='2.0' {SY} {ATOM} {attributes}>{channel}</rss>"


def hints(text: str, headers: Mapping[str, str] | None = None) -> Hints:
    return hints_of(text, headers or {}, URL)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("60", 60),
        (" 5\n", 5),
        ("<![CDATA[15]]>", 15),
        ("&#51;0", 30),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("an hour", None),
        ("", None),
        ("٦٠", None),
        ("9" * 400, None),
        ("1000000", None),  # two years
    ],
)
def test_time_to_live_is_in_minutes(text: str, minutes: int | None) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert hints(rss(f"<ttl>{text}</ttl>")).ttl == expected
    assert hints(rss("", tail=f"<ttl>{text}</ttl>")).ttl == expected


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
        ("<sy:updatePeriod> Hourly\n</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", HOUR / 4),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 12 * HOUR),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", 168 * HOUR),
        ("<sy:updateFrequency>24</sy:updateFrequency>", HOUR),  # daily where nothing is said
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>often</sy:updateFrequency>", HOUR),
        ("<sy:updatePeriod>sometimes</sy:updatePeriod>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>99999</sy:updateFrequency>", None),
        (
            "<s:updatePeriod xmlns:s='http://purl.org/rss/1.0/modules/syndication/'>hourly</s:updatePeriod>",
            HOUR,
        ),
        (
            "<s:updatePeriod xmlns:s='http://purl.org/rss/1.0/modules/syndication'>hourly</s:updatePeriod>",
            HOUR,
        ),
        ("<s:updatePeriod xmlns:s='http://other.example/'>hourly</s:updatePeriod>", None),
        ("<image><sy:updatePeriod>hourly</sy:updatePeriod></image>", None),
    ],
)
def test_the_period_of_updates_is_divided_by_their_number(elements: str, expected: timedelta | None) -> None:
    assert hints(rss(elements)).update_every == expected


def test_a_prefix_that_nobody_declared_has_its_usual_meaning() -> None:
    text = "<rss><channel><sy:updatePeriod>hourly</sy:updatePeriod><item/></channel></rss>"
    assert hints(text).update_every == HOUR


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("<hour>0</hour><hour>5</hour>", (0, 5)),
        ("<hour>24</hour><hour>0</hour><hour>5</hour><hour>5</hour>", (0, 5)),
        ("<hour>23:00</hour><hour>7</hour>", (7, 23)),
        ("<hour>25</hour><hour>-1</hour><hour>noon</hour><hour/>", ()),
        ("".join(f"<hour>{hour}</hour>" for hour in range(24)), ()),
        ("".join(f"<hour>{hour}</hour>" for hour in range(1, 25)), ()),
        ("".join(f"<hour>{hour}</hour>" for hour in range(23)), tuple(range(23))),
    ],
)
def test_hours_to_skip(hours: str, expected: tuple[int, ...]) -> None:
    assert hints(rss(f"<skipHours>{hours}</skipHours>")).skip_hours == expected
    assert hints(rss("", tail=f"<skiphours>{hours}</skiphours>")).skip_hours == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("<day>Monday</day><day>sunday</day>", (0, 6)),
        ("<day>lundi</day><day>1</day><day></day>", ()),
        ("".join(f"<day>{day}day</day>" for day in "Mon Tues Wednes Thurs Fri Satur Sun".split()), ()),
    ],
)
def test_days_to_skip(days: str, expected: tuple[int, ...]) -> None:
    assert hints(rss(f"<skipDays>{days}</skipDays>")).skip_days == expected


ATOM_FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/">
<link rel="hub" href="https://hub.example/"/><link rel="hub" href="https://second.example/"/>
<link rel="self alternate" href="feed.xml"/><sy:updatePeriod>hourly</sy:updatePeriod>
<entry><link rel="hub" href="https://entry.example/"/></entry></feed>"""
RSS_10 = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {SY}
 xmlns:a="http://www.w3.org/2005/Atom"><channel rdf:about="https://news.example/"><title>Harbour</title>
<sy:updatePeriod>daily</sy:updatePeriod><a:link rel="hub" href="https://hub.example/"/><items><rdf:Seq/></items>
</channel><item rdf:about="https://news.example/1"><title>a</title></item></rdf:RDF>"""


def test_hints_of_atom_and_of_the_oldest_rss() -> None:
    assert hints(ATOM_FEED) == Hints(
        update_every=HOUR, hub="https://hub.example/", topic="https://base.example/x/feed.xml"
    )
    assert hints(RSS_10) == Hints(update_every=24 * HOUR, hub="https://hub.example/")


@pytest.mark.parametrize(
    ("header", "hub", "topic"),
    [
        (
            '<https://hub.example/>; rel="hub", <https://x.example/f>; rel="self"',
            "https://hub.example/",
            "https://x.example/f",
        ),
        ('<https://hub.example/>;rel=hub;title="a, <b>; rel=self"', "https://hub.example/", ""),
        ('<https://a.example/,b>; title="x"; REL="next hub"', "https://a.example/,b", ""),
        ('</hub>; rel="HUB"', "https://news.example/hub", ""),
        ('<javascript:alert(1)>; rel="hub"', "", ""),
        ('<https://hub.example/>; rel="self', "", ""),
        ("<https://hub.example/>", "", ""),
        ("rel=hub", "", ""),
    ],
)
def test_links_of_the_header(header: str, hub: str, topic: str) -> None:
    got = hints(rss(""), {"link": header})
    assert (got.hub, got.topic) == (hub, topic)


def test_the_header_wins_over_the_document() -> None:
    text = rss(
        "<atom:link rel='hub' href='https://two.example/'/><atom:link rel='self' href='https://x.example/2'/>"
    )
    got = hints(text, {"link": "<https://one.example/>; rel=hub"})
    assert (got.hub, got.topic) == ("https://one.example/", "https://x.example/2")


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "data:text/plain,x", "https://[broken", "", "https://x/ y"]
)
def test_an_address_that_nobody_may_ask_is_none(address: str) -> None:
    assert hints(rss(f"<atom:link rel='hub' href='{address}'/>")) == Hints()


def test_what_entries_say_is_not_the_documents() -> None:
    inner = "<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod><atom:link rel='hub' href='https://h.example/'/>"
    assert hints(rss("", item=inner)) == Hints()
    assert hints(rss("<description><![CDATA[<ttl>5</ttl>]]></description><!-- <ttl>7</ttl> -->")) == Hints()
    assert hints(rss("<podcast:ttl xmlns:podcast='x'>5</podcast:ttl>")) == Hints()


def test_what_stands_before_a_mistake_counts() -> None:
    assert hints(rss("<ttl>5</ttl>&nope;<skipDays><day>Monday</day></skipDays>")) == Hints(
        ttl=timedelta(minutes=5)
    )
    assert hints("no feed at all") == Hints()


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel>" + "<a>" * 1_000_000,
        "<rss><channel><ttl>" + "5" * 5_000_000,
        "<" * 3_000_000,
        "<item" * 1_000_000,
        "<!--" * 1_000_000,
        "<rss a='" + "b" * 3_000_000,
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
        + "".join(
            f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]><rss><channel><ttl>&i;</ttl></channel></rss>",
    ],
    ids=["nested", "long", "signs", "entries", "comments", "attribute", "bomb"],
)
def test_hostile_documents_take_no_time(text: str) -> None:
    begun = time.perf_counter()
    assert hints(text).ttl is None
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    "header", ["<" * 100_000, "<a>;" * 50_000, '<a>; rel="' * 20_000, "<a>" + "; a=b" * 50_000 + '"']
)
def test_hostile_headers_take_no_time(header: str) -> None:
    begun = time.perf_counter()
    hints(rss(""), {"link": header})
    assert time.perf_counter() - begun < 2


@given(st.text(), st.text())
def test_any_text_and_header_give_hints(text: str, header: str) -> None:
    for head in (text, rss(text), rss(f"<ttl>{text}</ttl>", attributes=f"xml:base='{text}'")):
        got = hints(head, {"link": header})
        assert got.ttl is None or got.ttl > timedelta(0)


async def test_hints_come_with_every_reading_of_a_document() -> None:
    """Whole, in part, and where all entries are known, so that no worker sees it."""
    now, feed = (
        datetime(2026, 11, 26, 12, tzinfo=UTC),
        Feed(id="x", url=URL, name="X", publisher="X", language="en"),
    )
    one = "<rss version='2.0'><channel><ttl>{}</ttl><item><guid>1</guid><title>a</title></item>{}</channel></rss>"
    parser = ProcessParser(workers=1)
    try:
        body = one.format(5, "").encode()
        whole = await parser.parse(FetchResult(status=200, url=URL, body=body), feed, now)
        known = await parser.parse(
            FetchResult(status=200, url=URL, body=body, headers={"link": "<https://h.example/>; rel=hub"}),
            feed,
            now,
            whole.digests,
        )
        more = one.format(5, "<item><guid>2</guid><title>b</title></item>").encode()
        part = await parser.parse(FetchResult(status=200, url=URL, body=more), feed, now, whole.digests)
    finally:
        parser.close()
    five = timedelta(minutes=5)
    assert (whole.hints, known.hints, part.hints) == (
        Hints(ttl=five),
        Hints(ttl=five, hub="https://h.example/"),
        Hints(ttl=five),
    )
    assert (len(known.unchanged), known.items) == (1, ())
    assert (len(part.unchanged), len(part.items)) == (1, 1)
    assert parse_document(body, {}, URL, now, "en").hints == Hints(ttl=five)
