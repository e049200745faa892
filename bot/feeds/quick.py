"""feedparser's own parser of well-formed documents, with short ways for what is met at each element. Pure.

feedparser reads a document by small methods that expat calls, and most of its time goes into the way there
and into work that comes to nothing: copies of flat records, addresses joined to no base, ASCII searched for
broken encodings. Here those few methods are done directly where the outcome is the same; all others are
feedparser's own. Tests compare whole results over real documents and made-up ones.

The one outcome that differs is the `type` of a text that is called plain but looks like HTML. It decides
about work that is switched off, and nothing of ours reads it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat
from xml.sax.xmlreader import AttributesNSImpl

from feedparser.api import StrictFeedParser
from feedparser.html import _cp1252
from feedparser.urls import make_safe_absolute_uri
from feedparser.util import FeedParserDict

from bot.feeds.traces import has_usual_prefixes, state

Handler = Callable[..., object]

XHTML = "application/xhtml+xml"
_ITEMS = frozenset(("item", "entry"))
_ROOTS = frozenset(("feed", "rss"))
_IN_TEXTINPUT = frozenset(("title", "link", "description", "name"))
_IN_IMAGE = frozenset(("title", "link", "description", "url", "href", "width", "height"))
"""feedparser's own lists: any other element ends a text input or an image that was not closed."""
_ABOUT_ALL_BELOW = frozenset(("xml:base", "base", "xml:lang", "lang"))
_KEPT_BY_ITS_END = frozenset(("category", "tags", "itunes_keywords"))
_SAVED = frozenset(("guidislink", "link", "summary", "published_parsed", "updated_parsed", "created_parsed"))
"""Fields that feedparser's records hold under no other name."""
_NAMES = {key: names if isinstance(names, str) else names[0] for key, names in FeedParserDict.keymap.items()}
"""Under which a record keeps a field."""
_CP1252 = re.compile("[\x80-\x9f]")


class QuickParser(StrictFeedParser):  # type: ignore[misc]
    """Reads one document, and notices whether its entries leave traces."""

    def __init__(self) -> None:
        super().__init__("", None, "utf-8")
        self.resolve_relative_uris = self.sanitize_html = False
        self._named: dict[str, str] = {}
        self._named_at_end: dict[str, str] = {}
        self._starts: dict[str, tuple[Handler | None, str, bool, bool]] = {}
        self._ends: dict[str, tuple[Handler | None, str]] = {}
        self._tag = ""
        self._steady_base = ""
        self._before: tuple[Any, ...] | None = None
        """What is remembered at the beginning of the first entry."""
        self._declared: set[tuple[str | None, str]] = set()
        """Prefixes that entries bring along."""
        self._traces = False

    def read(self, text: str) -> None:
        """Feed all of a document; raises whatever expat and feedparser raise."""
        parser = expat.ParserCreate("utf-8", " ", {})
        parser.buffer_text = True
        parser.namespace_prefixes = True
        parser.StartNamespaceDeclHandler = self.startPrefixMapping
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.handle_data
        try:
            parser.Parse(text.encode("utf-8"), True)
        finally:  # what holds itself would wait for the garbage collector
            parser.StartElementHandler = parser.EndElementHandler = None
            parser.CharacterDataHandler = parser.StartNamespaceDeclHandler = None
            self._forget_names()

    # --- names -------------------------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self._named.get(name)
        if tag is None or self.decls or (attributes and " " in "".join(attributes)):
            self.startElementNS(_pair(name), None, _Attributes(attributes))
            if self._tag.rpartition(":")[2] not in ("math", "svg"):  # which bring an attribute along
                self._named[name] = self._tag
        else:
            found = {key.lower(): value for key, value in attributes.items()} if attributes else {}
            self.unknown_starttag(tag, list(found.items()))

    def _end(self, name: str) -> None:
        tag = self._named_at_end.get(name)
        if tag is not None:
            self.unknown_endtag(tag)
            return
        self.endElementNS(_pair(name), None)
        self._named_at_end[name] = self._tag

    def track_namespace(self, prefix: str | None, uri: str) -> None:
        """Forget which names mean what when a prefix comes into use or gets another meaning."""
        if self._before is not None:
            self._declared.add((prefix, uri))
        before = self._meaning(prefix)
        super().track_namespace(prefix, uri)
        if before != self._meaning(prefix):
            self._forget_names()

    def _meaning(self, prefix: str | None) -> tuple[Any, ...]:
        name, in_use = self.namespacemap.get(prefix), self.namespaces_in_use
        return name, in_use.get(name), in_use.get(prefix or ""), len(in_use)

    def _forget_names(self) -> None:
        for names in (self._named, self._named_at_end, self._starts, self._ends):
            names.clear()

    # --- elements ----------------------------------------------------------------------------------------

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """An element begins."""
        self._tag = tag
        if self._before is None and tag in _ITEMS:
            self._before = state(self)
            self._prefixes = self.namespacemap.copy(), self.namespaces_in_use.copy()
        found = dict(map(self._normalize_attributes, attrs)) if attrs else {}
        if (
            self.incontent
            or not self.depth
            or tag in _ROOTS
            or (found and any(name in _ABOUT_ALL_BELOW or name.startswith("xmlns") for name in found))
            or (self.baseuri and not self._base_stays())
        ):
            super().unknown_starttag(tag, attrs)
            return
        self.depth += 1
        self.basestack.append(self.baseuri)
        self.langstack.append(self.lang)
        known = self._starts.get(tag)
        if known is None:
            known = self._starts[tag] = self._at_start_of(tag)
        method, name, ends_textinput, ends_image = known
        if ends_textinput:
            self.intextinput = 0
        if ends_image:
            self.inimage = 0
        try:
            if method is not None:
                method(found)
                return
        except AttributeError:  # this is how feedparser treats its own mistakes
            pass
        if found:
            self._get_context()[name] = found
        else:
            self.push(name, 1)

    def _base_stays(self) -> bool:
        """Whether an address to which others are relative is the same when it is joined to itself."""
        base = self.baseuri
        if base != self._steady_base and (make_safe_absolute_uri(base, base) or base) == base:
            self._steady_base = base
        return bool(base == self._steady_base)

    def _at_start_of(self, tag: str) -> tuple[Handler | None, str, bool, bool]:
        name = self._own_name(tag)
        bare = name == tag.partition(":")[2] if ":" in tag else True
        method = getattr(self, f"_start_{name}", None)
        return method, name, bare and tag not in _IN_TEXTINPUT, bare and tag not in _IN_IMAGE

    def _own_name(self, tag: str) -> str:
        """The name under which feedparser knows an element: its usual prefix, and that joined by `_`."""
        prefix, colon, suffix = tag.partition(":")
        if not colon:
            prefix, suffix = "", tag
        prefix = self.namespacemap.get(prefix, prefix)
        return f"{prefix}_{suffix}" if prefix else suffix

    def unknown_endtag(self, tag: str) -> None:
        """An element ends."""
        self._tag = tag
        if self.svgOK:
            super().unknown_endtag(tag)
        else:
            self._leave(tag)
        if tag in _ITEMS and state(self) != self._before:
            self._traces = True

    def _leave(self, tag: str) -> None:
        known = self._ends.get(tag)
        if known is None:
            name = self._own_name(tag)
            known = self._ends[tag] = getattr(self, f"_end_{name}", None), name
        method, name = known
        try:
            if method is None:
                self.pop(name)
            else:
                method()
        except AttributeError:
            self.pop(name)
        if self.incontent and self._is_inline(tag):
            return
        if self.basestack:
            self.basestack.pop()
            if self.basestack and self.basestack[-1]:
                self.baseuri = self.basestack[-1]
        if self.langstack:
            self.langstack.pop()
            if self.langstack:
                self.lang = self.langstack[-1]
        self.depth -= 1

    def _is_inline(self, tag: str) -> bool:
        """Take the end of an element inside a text for text; whether feedparser leaves it at that."""
        params = self.contentparams
        if not params.get("type", "xml").endswith("xml"):
            if tag in ("xhtml:div", "div"):
                return True
            params["type"] = XHTML
        if params.get("type") == XHTML:
            self.handle_data(f"</{tag.split(':')[-1]}>", escape=0)
        return False

    # --- texts -------------------------------------------------------------------------------------------

    def handle_data(self, text: str, escape: int = 1) -> None:
        """A piece of text."""
        if dict.get(self.contentparams, "type") == XHTML:
            super().handle_data(text, escape)
        elif self.elementstack:
            self.elementstack[-1][2].append(text)

    def push_content(self, tag: str, attrs_d: dict[str, str], default: str, expecting_text: object) -> None:
        """The text of an element begins."""
        if attrs_d:
            super().push_content(tag, attrs_d, default, expecting_text)
            return
        self.incontent += 1
        if self.lang:
            self.lang = self.lang.replace("_", "-")
        self.contentparams = FeedParserDict(type=default, language=self.lang, base=self.baseuri, base64=0)
        self.push(tag, expecting_text)

    def _save(self, key: str, value: object, overwrite: bool = False) -> None:
        if key not in _SAVED:
            super()._save(key, value, overwrite)
            return
        context = self._get_context()
        if overwrite or not dict.__contains__(context, key):
            dict.__setitem__(context, key, value)

    def pop(self, element: str, strip_whitespace: int = 1) -> Any:
        """The text of an element ends: put it where it belongs, and return it."""
        stack, params = self.elementstack, self.contentparams
        if not stack or stack[-1][0] != element:
            return None
        kind = dict.get(params, "type")
        if (
            not self.inentry
            or self.insource
            or not strip_whitespace
            or kind == XHTML
            or dict.get(params, "base64")
        ):
            return super().pop(element, strip_whitespace)
        _, expecting_text, pieces = stack.pop()
        output = "".join(pieces).strip()
        if not expecting_text:
            return output
        if (
            (self.baseuri or ":///" in output)  # else it stays as it is
            and output
            and element in self.can_be_relative_uri
            and (element != "id" or self.guidislink)
        ):
            output = self.resolve_uri(output)
        if params:
            # Whether it looks like HTML only names its type, which decides about work that is switched off.
            params.pop("mode", None)
            params.pop("base64", None)
        if not output.isascii():
            output = _repaired(output)
        if element not in _KEPT_BY_ITS_END and not (
            element == "title" and -1 < self.title_depth <= self.depth
        ):
            self._keep(element, output)
        return output

    def _keep(self, element: str, output: str) -> None:
        entry, detail = self.entries[-1], None
        if self.incontent or element == "content":
            detail = FeedParserDict(self.contentparams)
            detail["value"] = output
        if element == "content":
            entry.setdefault(element, []).append(detail)
        elif element == "link":
            self._keep_link(entry, output)
        else:
            name = "summary" if element == "description" else element
            depths = self.property_depth_map.setdefault(entry, {})
            if depths.get(name) is None or self.depth <= depths[name]:
                depths[name] = self.depth
                dict.__setitem__(entry, _NAMES.get(name, name), output)
            if detail is not None:
                name = f"{name}_detail"
                dict.__setitem__(entry, _NAMES.get(name, name), detail)

    def _keep_link(self, entry: Any, output: str) -> None:
        if self.inimage:
            return
        if "&" in output:
            output = re.sub("&([A-Za-z0-9_]+);", r"&\g<1>", output.replace("&amp;", "&"))
        entry["link"] = output
        if output:
            entry["links"][-1]["href"] = output

    def is_separate(self) -> bool:
        """Whether no entry left a trace by which another could be read otherwise."""
        if self._before is None or self._traces:
            return False
        prefixes, in_use = self._prefixes
        return has_usual_prefixes(self._declared, prefixes, in_use, self._matchnamespaces)


def _repaired(text: str) -> str:
    """feedparser's repair of UTF-8 that was taken for Latin-1, and of Windows characters."""
    with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_cp1252) if _CP1252.search(text) else text


def _pair(name: str) -> tuple[str | None, ...]:
    """A name as expat gives it, as Python's own reader hands it on."""
    parts = name.split()
    return (None, name) if len(parts) == 1 else tuple(parts[:2] if len(parts) == 3 else parts)


class _Attributes(AttributesNSImpl):
    """The attributes of an element; Python's own search all of them for each name."""

    def __init__(self, attributes: Mapping[str, str]) -> None:
        values, names = {}, {}
        self._by_name: dict[str, str] = {}
        for name, value in attributes.items():
            pair, parts = _pair(name), name.split()
            values[pair] = value
            names[pair] = f"{parts[2]}:{parts[1]}" if len(parts) == 3 else parts[-1]
            self._by_name[names[pair]] = value
        super().__init__(values, names)  # type: ignore[arg-type]

    def getValueByQName(self, name: str) -> str:  # noqa: N802 - so it is called
        return self._by_name[name]
