"""How long an HTTP answer stays fresh, as its headers say (RFC 9111). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b(?!\s*=)", re.IGNORECASE)


def fresh_for(headers: Mapping[str, str]) -> timedelta | None:
    """How long nobody need ask again; None if the headers do not say. Their names are in lower case.

    `s-maxage` is meant for caches that many share, which we are not. An `Expires` is measured by the
    server's own clock, and only counts without a `max-age`.
    """
    control = headers.get("cache-control", "")
    if _NEVER.search(control):
        return timedelta(0)
    if found := _MAX_AGE.search(control):
        return max(timedelta(seconds=int(found[1])) - _age(headers), timedelta(0))
    if "expires" not in headers:
        return None
    try:
        expires, date = headers["expires"], headers.get("date", "")
        left = parsedate_to_datetime(expires) - parsedate_to_datetime(date)
    except (TypeError, ValueError, OverflowError):
        return timedelta(0)  # "0" and other nonsense mean: stale already
    return max(left, timedelta(0))


def _age(headers: Mapping[str, str]) -> timedelta:
    """How long the answer lay in caches on the way."""
    given = headers.get("age", "").strip()
    known = given.isascii() and given.isdigit() and len(given) < 10
    return timedelta(seconds=int(given)) if known else timedelta(0)
