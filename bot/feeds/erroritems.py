"""Entries that are no news but the error of a program that makes feeds. Pure.

Such programs have no other way to say that something is wrong. An entry is only taken for one by the exact
form that its program gives it, together with where it leads or what it belongs to: a headline such as "Bridge
returned error in voting, panel says" is news.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from bot.feeds.refusals import MAX_TOLD, told
from bot.model import ParsedItem
from bot.text import host

_BRIDGE = re.compile(r"Bridge returned error -?[0-9]{1,6}! \(([0-9]{5,6})\)")
"""RSS-Bridge; in brackets the number of the day since 1970."""

_BRIDGE_TELLS = re.compile(r"\bQuery string:|\bFind similar bugs\b|\bCreate GitHub Issue\b")
"""What RSS-Bridge says below the error itself."""

_WHITELIST = re.compile(r"(?:Your )?RSS reader (?:is )?not (?:yet )?whitelisted!?", re.IGNORECASE)
"""Public Nitter servers."""

_MAKERS = ("rss.app", "fetchrss.com", "politepol.com", "politepaul.com", "feed43.com", "feedity.com")
"""Services that make feeds of sites. What they carry leads to those sites, only their own words to them."""

_NOTICE = re.compile(
    r"\b(?:feeds?|trial|plan|subscription|account|generator)\b.{0,80}?\b(?:expired|inactive|disabled|deactivated"
    r"|deleted|removed|suspended|paused|stopped|ended|limit|exceeded|upgrade|unavailable|no longer|not found"
    r"|not available|error)\b"
    r"|\b(?:upgrade|renew|reactivate|activate)\b.{0,40}?\b(?:plan|account|subscription|feeds?)\b",
    re.IGNORECASE | re.DOTALL,
)
_OWN_NEWS = ("/blog", "/news", "/changelog", "/updates", "/help", "/docs")


def without_errors(items: Sequence[ParsedItem], title: str) -> tuple[list[ParsedItem], str]:
    """The items that are news, and the text of the first error among the others, empty without any.

    `title` is the feed's own.
    """
    kept, told = [], ""
    for item in items:
        if error := error_of(item, title):
            told = told or error
        else:
            kept.append(item)
    return kept, told


def error_of(item: ParsedItem, title: str) -> str:
    """What program's error an item is, in a line; empty for news."""
    if _is_of_bridge(item):
        what = item.title.partition("! (")[0].removeprefix("Bridge returned ")
        return _line(f"RSS-Bridge reports {what}", item.summary.partition("\n")[0])
    if _WHITELIST.fullmatch(item.title) and (title == item.title or "whitelist" in item.summary.lower()):
        return _line("the server does not let feed readers in", item.title)
    if maker := _maker(item):
        return _line(f"{maker} no longer makes this feed", item.title or item.summary)
    return ""


def _is_of_bridge(item: ParsedItem) -> bool:
    found = _BRIDGE.fullmatch(item.title)
    if not found:
        return False
    query = parse_qs(_query(item.url))
    leads_to_itself = "bridge" in query and ("action" in query or "format" in query)
    return leads_to_itself or item.guid.endswith(f"_{found[1]}") or bool(_BRIDGE_TELLS.search(item.summary))


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def _maker(item: ParsedItem) -> str:
    """The service whose notice the item is."""
    if not any(maker in item.url for maker in _MAKERS):
        return ""
    at = host(item.url)
    maker = next((maker for maker in _MAKERS if at == maker or at.endswith(f".{maker}")), "")
    if not maker or not _NOTICE.search(item.title[:MAX_TOLD] or item.summary[:MAX_TOLD]):
        return ""
    return "" if urlsplit(item.url).path.startswith(_OWN_NEWS) or at.startswith("blog.") else maker


def _line(what: str, words: str) -> str:
    words = told(words)
    return f"{what}: {words}" if words else what
