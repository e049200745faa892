"""The demo's items → RSS, Atom and HTML. Pure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from email.utils import format_datetime
from html import escape

from bot.demo.content import DemoFeed, DemoItem

CONTENT_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}

_ATOM = "http://www.w3.org/2005/Atom"
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} – {outlet}</title>
<style>body {{ font: 1.1em/1.5 serif; max-width: 36em; margin: 3em auto; padding: 0 1em }}</style>
<p><i>{outlet}</i> · <time>{at}</time></p>
<h1>{title}</h1>
<p>{summary}</p>
<p lang="en"><small>A page of Vigie's demo. The outlet is invented; the text was written for it.</small>
</html>
"""


def feed_url(base: str, feed_id: str) -> str:
    """Address of a feed's document on the server at `base`."""
    return f"{base}/{feed_id}/feed.xml"


def document(feed: DemoFeed, items: Iterable[DemoItem], base: str) -> bytes:
    """The feed's document with these items in the feed's own format."""
    tree = _atom(feed, items, base) if feed.format == "atom" else _rss(feed, items, base)
    ET.indent(tree)
    text: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return text


def article(feed: DemoFeed, item: DemoItem) -> str:
    """The page that an item links to."""
    return _PAGE.format(
        language=escape(feed.language),
        outlet=escape(feed.name, quote=False),
        at=f"{item.at:%Y-%m-%d %H:%M} UTC",
        title=escape(item.title, quote=False),
        summary=escape(item.summary, quote=False),
    )


def _link(base: str, item: DemoItem) -> str:
    return f"{base}/{item.feed}/{item.path}"


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text or None


def _rss(feed: DemoFeed, items: Iterable[DemoItem], base: str) -> ET.Element:
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", feed.name)
    _add(channel, "link", f"{base}/{feed.id}/")
    _add(channel, "description", feed.name)
    _add(channel, "language", feed.language)
    for item in items:
        entry = ET.SubElement(channel, "item")
        _add(entry, "title", item.title)
        _add(entry, "link", _link(base, item))
        _add(entry, "guid", item.guid, isPermaLink="false")
        _add(entry, "pubDate", format_datetime(item.at, usegmt=True))
        _add(entry, "description", f"<p>{escape(item.summary, quote=False)}</p>")
    return rss


def _atom(feed: DemoFeed, items: Iterable[DemoItem], base: str) -> ET.Element:
    entries = tuple(items)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    _add(root, "title", feed.name)
    _add(root, "id", f"tag:{feed.id}.example,2024:feed")
    _add(root, "link", "", rel="self", href=feed_url(base, feed.id))
    if entries:
        _add(root, "updated", max(item.edited_at for item in entries).isoformat())
    for item in entries:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", item.guid)
        _add(entry, "title", item.title)
        _add(entry, "link", "", rel="alternate", href=_link(base, item))
        _add(entry, "published", item.at.isoformat())
        _add(entry, "updated", item.edited_at.isoformat())
        _add(entry, "summary", item.summary)
    return root
