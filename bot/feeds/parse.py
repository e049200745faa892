"""A document → items. Pure.

feedparser and selectolax are slow or large to import and feedparser leaks, so that this module is used inside
the worker processes of `bot.feeds.pool` and is not imported by the daemon itself.
"""

from __future__ import annotations

import calendar
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin
from xml.sax import SAXParseException

from bot.errors import ParseError
from bot.feeds import dates, sniff
from bot.feeds.erroritems import without_errors
from bot.feeds.feedxml import Entry, read
from bot.feeds.hints import hints_of
from bot.feeds.identity import keys_of
from bot.feeds.jsonfeed import as_xml
from bot.feeds.plain import plain
from bot.feeds.slices import cut
from bot.model import ParsedFeed, ParsedItem
from bot.text import harmless, one_line

JSON_FEED = "json1"
"""The name of its version, as feedparser names those of the others."""

_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_SPACE = re.compile(r"\s+")
_WHOLE_URL = re.compile(
    r"https?://[A-Za-z0-9.-]++(?::[0-9]++)?(?:/[A-Za-z0-9/._~!$'()*+,:@%-]*+)?"
    r"(?:\?[A-Za-z0-9/._~!$'()*+,:;@%&=?-]++)?\Z"
)
"""Addresses that stay as they are, wherever they stand: most of them."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")


def parse_document(
    body: bytes, headers: Mapping[str, str], url: str, now: datetime, language: str
) -> ParsedFeed:
    """Read a feed's document; raises ParseError with a plain reason if it is not one.

    `headers` have lower-case names, `url` is where the document was found, `language` is the feed's as its
    owner describes it: an item that does not name its own language has that one.
    """
    content_type = headers.get("content-type", "")
    decoded = sniff.decode(body, content_type, language)
    text = as_xml(decoded.text, content_type)
    sniff.refuse_what_is_no_feed(text)
    pieces = cut(text)
    digests = tuple(pieces.digests(url, language)) if pieces else ()
    parsed = parse_text(text, url, now, language, digests=digests, broken=decoded.broken)
    version = parsed.version if text is decoded.text else JSON_FEED
    return replace(parsed, version=version, hints=hints_of(text, headers, url))


def parse_text(
    text: str,
    url: str,
    now: datetime,
    language: str,
    *,
    digests: tuple[bytes, ...] = (),
    broken: int = 0,
) -> ParsedFeed:
    """The same for text that was decoded and looks like a feed.

    `digests` are those of its entries, if it was cut into them. They are only given back for a document that
    is well formed and has as many entries, of which none leaves a trace in the parser: in any other, what an
    entry is may depend on the rest. `broken` is the number of characters that could not be read.
    """
    result = read(sniff.readable_xml(text))
    entries, is_cut = list(result.entries), sniff.is_cut_short(text)
    if not result.version and not entries:
        raise ParseError("an XML document, but not an RSS or Atom feed")
    if is_cut and not entries:
        raise ParseError("cut short before its first entry")
    if is_cut and not _can_be_recognised(entries[-1]) and sniff.ends_in_an_entry(text):
        entries.pop()  # only half of it arrived: when it is whole it would be another item
    feed = result.feed
    default = _language(language) or _language(_text(feed, "language"))
    title = one_line(plain(_text(feed, "title")))
    address = http_url(_text(feed, "link"), url)
    base = address if address and result.version.startswith("rss") else url  # RSS has no rule; Atom has
    found = [_item(entry, feed, base, now, default) for entry in entries]
    items, told = without_errors(found, title)
    if told and not items:
        raise ParseError(told)
    warning = _warning(result.error, broken, is_cut, told)
    return ParsedFeed(
        title=title,
        url=address,
        language=_language(_text(feed, "language")),
        version=result.version,
        items=tuple(items),
        keys=tuple(map(keys_of, items)),
        digests=digests if result.separate and len(digests) == len(items) and not warning else (),
        warning=warning,
    )


def _can_be_recognised(entry: Entry) -> bool:
    return bool(_text(entry, "id") or _text(entry, "link"))


def _warning(error: Exception | None, broken: int, cut: bool, told: str) -> str:
    reasons = [told] if told else []
    if cut:
        reasons.append("cut short: entries may be missing at its end")
    elif isinstance(error, SAXParseException):
        reasons.append(f"malformed XML in line {error.getLineNumber()}: {error.getMessage()}")
    elif error:
        reasons.append(f"malformed: {error}")
    if broken:
        reasons.append(f"{broken} unreadable characters")
    return one_line("; ".join(reasons))


# --- one entry -------------------------------------------------------------------------------------------


def _item(entry: Entry, feed: Entry, url: str, now: datetime, language: str) -> ParsedItem:
    source = _part(entry, "source")
    return ParsedItem(
        guid=one_line(_text(entry, "id")),
        url=_item_url(entry, url),
        title=one_line(plain(_text(entry, "title") or _text(entry, "itunes_title"), literal=True)),
        summary=_summary(entry),
        author=_author(entry),
        language=_item_language(entry, feed) or language,
        published_at=_published_at(entry, now),
        tags=tuple(dict.fromkeys(_tags(entry))),
        source_name=one_line(plain(_text(source, "title"), literal=True)),
        source_url=http_url(_text(source, "href") or _text(source, "link"), url),
    )


def _text(entry: Entry, name: str) -> str:
    """A field that must be text: an element with unknown attributes can put anything under any name.

    `dict.get` passes by feedparser's own, which answers from another field and warns.
    """
    value = dict.get(entry, name) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""


def _part(entry: Entry, name: str) -> Entry:
    value = dict.get(entry, name) if isinstance(entry, dict) else None
    return value if isinstance(value, dict) else {}


def _parts(entry: Entry, name: str) -> Iterator[Entry]:
    values = dict.get(entry, name) if isinstance(entry, dict) else None
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, dict))


def _summary(entry: Entry) -> str:
    if summary := plain(_text(entry, "summary")):
        return summary
    parts = (plain(_text(part, "value")) for part in _parts(entry, "content"))
    return next(filter(None, parts), "") or plain(_text(entry, "subtitle"))  # of a podcast


def _author(entry: Entry) -> str:
    """The byline without the mail address of RSS: `ann@example.org (Ann Lee)`."""
    text = one_line(plain(_text(entry, "author"), literal=True))
    return _MAIL.sub("", text).strip(" ()<>,;:") or text


def _tags(entry: Entry) -> Iterator[str]:
    for tag in _parts(entry, "tags"):
        if name := one_line(plain(_text(tag, "label") or _text(tag, "term"), literal=True)):
            yield name


def _item_url(entry: Entry, base: str) -> str:
    return next(filter(None, (http_url(link, base) for link in _candidates(entry) if link)), "")


def _candidates(entry: Entry) -> Iterator[str]:
    """What may be the address of an entry, the best first."""
    links = list(_parts(entry, "links"))
    alternate = [link for link in links if _text(link, "rel") == "alternate"]
    yield _text(entry, "feedburner_origlink")  # what the proxied link leads to
    yield from (_text(link, "href") for link in alternate if "html" in _text(link, "type"))
    yield _text(entry, "link")
    yield from (_text(link, "href") for link in alternate)
    if _text(entry, "id").startswith(("http://", "https://")):
        yield _text(entry, "id")
    yield from (_text(link, "href") for link in links if _text(link, "rel") in ("via", "related", "self"))
    if video := _text(entry, "yt_videoid"):
        yield f"https://www.youtube.com/watch?v={video}"
    enclosed = (link for link in links if _text(link, "rel") == "enclosure")
    yield from (_text(link, "href") for link in enclosed if _is_heard_or_seen(link))
    yield from (_text(media, "url") for media in _parts(entry, "media_content") if _is_heard_or_seen(media))


def _is_heard_or_seen(media: Entry) -> bool:
    """Whether it can be the publication itself, as an episode is; a picture stands beside many items."""
    return f"{_text(media, 'medium') or _text(media, 'type')}/".startswith(("audio/", "video/"))


def http_url(link: str, base: str) -> str:
    """The absolute http(s) address of a link, or an empty string."""
    if _WHOLE_URL.match(link):
        return link
    link = harmless(link).strip()
    if not link:
        return ""
    try:
        url = urljoin(base, link)
    except ValueError:
        return ""
    return _SPACE.sub("%20", url) if url.lower().startswith(("http://", "https://")) else ""


def _published_at(entry: Entry, now: datetime) -> datetime | None:
    for name in ("published", "updated", "created"):
        text = _text(entry, name)
        if not dates.usual(text):
            moment = dates.certain(text)
            if moment and moment.year >= dates.FIRST_YEAR:
                return min(moment, now)
            if moment or dates.misread(text):
                continue
        value = dict.get(entry, f"{name}_parsed") if isinstance(entry, dict) else None
        if isinstance(value, time.struct_time) and value.tm_year >= dates.FIRST_YEAR:
            if value.tm_year > now.year:  # also years that no datetime can hold
                return now
            return min(datetime.fromtimestamp(calendar.timegm(value), UTC), now)
    return None


def _item_language(entry: Entry, feed: Entry) -> str:
    """The language that the entry itself names. What it inherits from the feed's element is no statement
    about the item: blog software says `en-US` there by default."""
    inherited = _language(_text(feed, "language"))
    own = _language(_text(entry, "language"))
    for part in ("title_detail", "summary_detail"):
        named = _language(_text(_part(entry, part), "language"))
        own = own or (named if named != inherited else "")
    return own


def _language(tag: str) -> str:
    if not tag:
        return ""
    tag = tag.strip().replace("_", "-")
    return tag if _LANGUAGE.match(tag) else ""
