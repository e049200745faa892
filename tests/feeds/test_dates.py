"""Dates in every style: read rightly, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.dates import FIRST_YEAR, certain, misread, usual
from bot.feeds.parse import parse_document

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def published(text: str) -> datetime | None:
    document = (
        f"<rss version='2.0'><channel><item><title>a</title><pubDate>{text}</pubDate></item></channel></rss>"
    )
    (item,) = parse_document(document.encode(), {}, "https://news.example/", NOW, "en").items
    return item.published_at


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("Mon, 02 Nov 2026 10:00:00 GMT", 10, 0),
        ("Mon, 02 Nov 26 10:00:00 +0200", 8, 0),  # a year of two digits
        ("02 Nov 2026 10:00 EST", 15, 0),
        ("Mon, 2 November 2026 10:00:00 +02:00", 8, 0),
        ("Mon,02 Nov 2026 10:00:00 GMT", 10, 0),
        ("Mon, 02 Nov, 2026 10:00:00 GMT", 10, 0),
        ("Mon, Nov 02 2026 10:00:00 GMT", 10, 0),
        ("Monday, 02-Nov-26 10:00:00 GMT", 10, 0),  # RFC 850
        ("Mon Nov  2 10:00:00 2026", 10, 0),  # asctime
        ("Mon Nov 02 2026 10:00:00 GMT+0200 (Central European Time)", 8, 0),  # JavaScript
        ("Mon, 02 Nov 2026 10:00 PM", 22, 0),
        ("Mon, 02 Nov 2026 12:05 a.m. EET", -2, 5),
        ("Mon, 02 Nov 2026 10:00:00 KST", 1, 0),
        ("Mon, 02 Nov 2026 10:00:00 JST", 1, 0),
        ("Mon, 02 Nov 2026 10:00:00 MSK", 7, 0),
        ("Mon, 02 Nov 2026 10:00:00 CEST", 8, 0),
        ("Mon, 02 Nov 2026 10:00:00 NPT", 4, 15),
        ("Mon, 02 Nov 2026 10:00:00 UTC+3", 7, 0),
        ("Mon, 02 Nov 2026 10:00:00 GMT+05:30", 4, 30),
        ("Mo, 02 Nov 2026 10:00:00 +0100", 9, 0),  # weekdays of other languages
        ("lun., 02 nov. 2026 10:00:00 +0100", 9, 0),
        ("Пн, 02 Nov 2026 10:00:00 +0300", 7, 0),
        ("Δευ, 02 Νοέ 2026 10:00:00 EET", 10, 0),  # months that feedparser knows; it knows no EET
        ("2026-11-02T10:00:00+09:00", 1, 0),
        ("2026-11-02T10:00:00.1234567+02:00", 8, 0),
        ("2026-11-02T10:00:00-0500", 15, 0),
        ("2026-11-02T10:00:00 +0900", 1, 0),
        ("2026-11-02T10:00:00 GMT", 10, 0),
        ("2026-11-02 10:00", 10, 0),
        ("20261102T100000Z", 10, 0),
        ("20261102100000", 10, 0),
        ("2026-W45-1", 0, 0),
        ("2026W451T1000", 10, 0),
        ("2026-306", 0, 0),  # the day of the year
        ("2026-11-02", 0, 0),
        ("2026/11/02 10:00:00", 10, 0),
        ("2026/11/2 10:00 +0900", 1, 0),
        ("2026.11.02", 0, 0),
        ("2026年11月2日 10:00", 10, 0),
        ("2026년 11월 02일  10:00:00", 1, 0),
        ("2026-11-02 오후 1:05:00", 4, 5),
        ("1793613600", 10, 0),
        ("1793613600000", 10, 0),
        ("٢٠٢٦-١١-٠٢T١٠:٠٠:٠٠Z", 10, 0),
        ("۲۰۲۶/۱۱/۰۲ ۱۰:۰۰", 10, 0),
    ],
)
def test_a_date_is_read(text: str, hour: int, minute: int) -> None:
    moment = published(text)
    assert moment is not None
    since = moment - datetime(2026, 11, 2, tzinfo=UTC)
    assert since.total_seconds() == hour * 3600 + minute * 60


@pytest.mark.parametrize(
    "text",
    [
        "",
        "02/11/2026 10:00",  # February or November
        "02.11.2026",
        "yesterday",
        "3 hours ago",
        "Mon, 32 Nov 2026 10:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "0",
        "12345",
        "99999999999999999999",
        "2026. valamikor",  # feedparser would complete it by the month of today
        "令和8年11月2日",
        "2026/13/01",
        "9" * 5000,
    ],
)
def test_what_has_no_meaning_or_several_is_no_date(text: str) -> None:
    assert published(text) is None


def test_a_date_in_the_future_is_the_time_of_the_poll() -> None:
    assert published("2099/01/01 10:00") == NOW
    assert published("Fri, 01 Jan 2099 10:00:00 KST") == NOW


@given(st.integers(int(datetime(FIRST_YEAR, 1, 2, tzinfo=UTC).timestamp()), 4_000_000_000))
def test_ways_to_write_a_moment_mean_that_moment(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M%S", "%d-%b-%Y %I:%M:%S %p GMT"):
        assert certain(moment.strftime(form)) == moment
    assert certain(str(int(moment.timestamp() * 1000)).zfill(12)) == moment


@given(st.text(max_size=120) | st.from_regex(r"\A[0-9]{4}[-/. T:0-9a-zA-Z+]{0,30}\Z"))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = certain(text)
    assert moment is None or moment.utcoffset() is not None
    misread(text)
    usual(text)
