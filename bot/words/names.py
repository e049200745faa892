"""Names of languages and of the cities of time zones, as a reader knows them."""

from __future__ import annotations

from babel import Locale
from babel.dates import get_timezone_location

from bot.words import language_of


def language_name(code: str, language: str) -> str:
    """`coréen` for `ko` to a French reader; the code itself where nobody knows a name."""
    return str(Locale.parse(language_of(language)).languages.get(code, code))


def own_name(code: str) -> str:
    """`français` for `fr`: how those who speak a language call it."""
    return str(Locale.parse(language_of(code)).get_language_name() or code)


def zone_city(name: str, language: str) -> str:
    """`Londres` for `Europe/London` to a French reader; empty for no zone."""
    if not name:
        return ""
    try:
        return str(get_timezone_location(name, locale=language_of(language), return_city=True))
    except LookupError:
        return name


def is_language(code: str) -> bool:
    """Whether a code such as `ko` names a language."""
    return code in Locale.parse("en").languages
