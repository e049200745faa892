"""How found feeds are shown to those who may add them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.errors import ConfigError
from bot.fit import shorten
from bot.model import FoundFeed
from bot.secrets import without_secrets
from bot.telegram.presses import pack
from bot.telegram.view import Button, View
from bot.text import host
from bot.words import html, say

HEADLINES, MATCHES, PROBLEMS = 5, 5, 3
HEADLINE_ROOM, TITLE_ROOM, URL_ROOM, LABEL_ROOM, REASON_ROOM = 120, 120, 200, 40, 300


def choice_view(found: Sequence[FoundFeed], key: str, language: str) -> View:
    """Several feeds with a button for each; `key` is by what they are remembered."""
    lines: list[str] = [html(language, "steering-found-several", count=len(found))]
    lines += [_one_of(one, language) for one in found]
    rows = [
        (Button(label=_name(one, LABEL_ROOM), data=pack("xp", key, place)),)
        for place, one in enumerate(found)
    ]
    return View(html="\n".join(lines), rows=(*rows, (_cancel_button(language),)))


def preview(found: FoundFeed, key: str, place: int, titles: Mapping[str, str], language: str) -> View:
    """One feed, with what it would bring; `titles` are those of the storylines by id."""
    add = Button(label=say(language, "steering-button-add"), data=pack("xa", key, place))
    rows = () if found.known_as else ((add, _cancel_button(language)),)
    return View(html="\n".join(_described(found, titles, language)), rows=rows)


def refused(error: ConfigError, language: str) -> View:
    """Why a file was not written."""
    told = [shorten(without_secrets(str(problem)), REASON_ROOM) for problem in error.problems[:PROBLEMS]]
    lines: list[str] = [html(language, "steering-file-wrong")]
    lines += [html(language, "steering-problem", problem=problem) for problem in told]
    return View(html="\n".join(lines))


def _cancel_button(language: str) -> Button:
    return Button(label=say(language, "steering-button-cancel"), data=pack("xc"))


def _name(found: FoundFeed, room: int) -> str:
    return shorten(found.title, room) or host(found.url)


def _one_of(found: FoundFeed, language: str) -> str:
    title = _name(found, TITLE_ROOM)
    return html(
        language, "steering-found-one-of", title=title, tongue=_spoken(found, language), items=found.items
    )


def _spoken(found: FoundFeed, language: str) -> str:
    return found.language or say(language, "steering-found-unknown-language")


def _described(found: FoundFeed, titles: Mapping[str, str], language: str) -> Iterator[str]:
    yield html(language, "steering-found", title=_name(found, TITLE_ROOM))
    yield html(language, "steering-found-address", url=shorten(without_secrets(found.url), URL_ROOM))
    yield html(language, "steering-found-facts", tongue=_spoken(found, language), items=found.items)
    if found.newest:
        yield "\n" + html(language, "steering-found-newest")
    for title in found.newest[:HEADLINES]:
        yield html(language, "steering-found-headline", title=shorten(title, HEADLINE_ROOM))
    if found.matching:
        yield "\n" + html(language, "steering-found-matching", count=len(found.matching))
    elif found.items:
        yield "\n" + html(language, "steering-found-none-matching")
    for storyline, title in found.matching[:MATCHES]:
        named = shorten(titles.get(storyline, storyline), LABEL_ROOM)
        yield html(language, "steering-found-match", storyline=named, title=shorten(title, HEADLINE_ROOM))
    if len(found.matching) > MATCHES:
        yield html(language, "steering-more", count=len(found.matching) - MATCHES)
    if found.known_as:
        yield "\n" + html(language, "steering-found-known", id=found.known_as)
    elif not found.language:
        yield "\n" + html(language, "steering-found-no-language")
