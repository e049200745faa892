"""Text as Vigie compares it: folded words, canonical addresses, harmless lines. All functions are pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from stop_words import LANGUAGE_MAPPING, get_stop_words

# Parameters that say where a reader came from, never which page is meant.
# Prefixes and names as listed by the ClearURLs and Neat URL projects, those met in news feeds.
_TRACKING_PREFIXES = ("utm_", "at_", "mtm_", "pk_", "hsa_", "xtor", "__twitter_", "wt_", "wt.")
_TRACKING_NAMES = frozenset(
    "fbclid gclid dclid msclkid yclid igshid mc_cid mc_eid ocid cmpid cmp ncid smid smtyp ref ref_src "
    "ref_url referer rss ftag guccounter guce_referrer "
    "guce_referrer_sig spm _ga _gl s_cid ito ns_mchannel ns_source ns_campaign ns_linkname ns_fee "
    "campaign_id taid maca oc".split()
)
_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
# C0 and C1 controls except tab and newline, bidi embeddings, overrides and isolates, and invisible marks.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
    "|[\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")


def fold(text: str, keep: str = "") -> str:
    """Fold case, compatibility forms and accents, but for the marks in `keep`: `Pjöngjang` is `PJONGJANG`."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c) or c in keep)
    return unicodedata.normalize("NFC", bare)


def words(text: str) -> list[str]:
    """The folded words of a text, without punctuation."""
    return _WORDS.findall(fold(text))


@cache
def fillers(language: str) -> frozenset[str]:
    """Folded words of a language that say nothing of a subject; English ones for a language unknown here."""
    spoken = language if language in LANGUAGE_MAPPING else "en"
    return frozenset(fold(word) for word in get_stop_words(spoken))


def harmless(text: str) -> str:
    """The text without control characters, bidi overrides and lone surrogates.

    Feeds are hostile input: such characters can rewrite a terminal or reverse a line in a chat.
    """
    return _HARMFUL.sub("", text)


def one_line(text: str) -> str:
    """The harmless text on one line, with single spaces."""
    return _SPACE.sub(" ", harmless(text)).strip()


def host(url: str) -> str:
    """The host of an address in lower case without `www.`, or an empty string."""
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered in _TRACKING_NAMES or lowered.startswith(_TRACKING_PREFIXES)


def canonical_url(url: str) -> str:
    """The part of an address that names the page: no scheme, `www.`, tracking parameters or fragment.

    Returns an empty string for what is not an http(s) address. The result is a key, not a link.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return ""
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k)]
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._", errors="replace").rstrip("/")
    place = parts.hostname.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")
    # "#!" routes name a page; all other fragments name a place on it.
    fragment = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return place + path + (f"?{urlencode(sorted(query), errors='replace')}" if query else "") + fragment


def title_key(title: str, url: str) -> str:
    """The name of an item by its folded title and host; empty without a title."""
    folded = " ".join(words(title))
    return f"{host(url)}|{folded}" if folded else ""
