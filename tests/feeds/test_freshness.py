"""How long an answer stays fresh."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.freshness import fresh_for

NOON, ONE = "Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 13:00:00 GMT"
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, None),
        ({"cache-control": "max-age=3600"}, HOUR),
        ({"cache-control": "public, MAX-AGE = 3600, must-revalidate"}, HOUR),
        ({"cache-control": 'max-age="3600"'}, HOUR),
        ({"cache-control": "max-age=3600", "age": "600"}, HOUR - timedelta(minutes=10)),
        ({"cache-control": "max-age=60", "age": "600"}, timedelta(0)),
        ({"cache-control": "max-age=60", "age": "soon"}, timedelta(minutes=1)),
        ({"cache-control": "s-maxage=3600"}, None),
        ({"cache-control": "no-cache"}, timedelta(0)),
        ({"cache-control": "private, no-store, max-age=3600"}, timedelta(0)),
        ({"cache-control": 'no-cache="Set-Cookie", max-age=3600'}, HOUR),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=9999999999999999"}, timedelta(seconds=999_999_999)),
        ({"expires": ONE, "date": NOON}, HOUR),
        ({"expires": NOON, "date": ONE}, timedelta(0)),
        ({"expires": ONE, "date": NOON, "cache-control": "max-age=60"}, timedelta(minutes=1)),
        ({"expires": "0", "date": NOON}, timedelta(0)),
        ({"expires": ONE}, timedelta(0)),
        ({"expires": "Thu, 01 Jan 1970 00:00:00", "date": NOON}, timedelta(0)),
    ],
)
def test_what_headers_say(headers: dict[str, str], fresh: timedelta | None) -> None:
    assert fresh_for(headers) == fresh


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "date", "age"]), st.text(max_size=40)))
def test_nonsense_is_no_mistake_of_ours(headers: dict[str, str]) -> None:
    fresh = fresh_for(headers)
    assert fresh is None or fresh >= timedelta(0)
