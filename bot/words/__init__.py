"""Everything that people are told in a chat, by language: Project Fluent files, and how times are shown.

One file for each language, `en.ftl` and so on: a further language is a further file. English is complete, and
serves where another language lacks a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from markupsafe import Markup, escape

from bot.fit import isolated

FALLBACK = "en"

_FOLDER = Path(__file__).parent


@cache
def languages() -> tuple[str, ...]:
    """The languages that Vigie speaks, English first."""
    found = {file.stem for file in _FOLDER.glob("*.ftl")}
    return FALLBACK, *sorted(found - {FALLBACK})


def primary(tag: str) -> str:
    """A language tag without region or script: `fr` for `fr-CA`."""
    return tag.replace("_", "-").partition("-")[0].lower()


def language_of(tag: str | None) -> str:
    """The language of ours for somebody: French for `fr-CA`, English for what Vigie does not speak."""
    ours = primary(tag or "")
    return ours if ours in languages() else FALLBACK


def say(language: str, name: str, /, **values: object) -> str:
    """A text without markup. Raises KeyError for a name that there is not."""
    return _formatted(language, name, {key: _plain(value) for key, value in values.items()})


def html(language: str, name: str, /, **values: object) -> Markup:
    """A text in Telegram's HTML: each value is escaped unless it is Markup already. Raises KeyError."""
    return Markup(_formatted(language, name, {key: _marked(value) for key, value in values.items()}))  # noqa: S704 - the files are ours, and the values are escaped


def _plain(value: object) -> object:
    return isolated(value) if isinstance(value, str) else value


def _marked(value: object) -> object:
    if isinstance(value, Markup):
        return str(value)
    return str(escape(isolated(value))) if isinstance(value, str) else value


def _formatted(language: str, name: str, values: Mapping[str, object]) -> str:
    speaker = _bundle(language_of(language))
    speaker = speaker if speaker.has_message(name) else _bundle(FALLBACK)
    pattern = speaker.get_message(name).value
    if pattern is None:
        raise KeyError(name)
    # a value that is missing shows as its name: a text with a gap is better than no alert
    text, _ = speaker.format_pattern(pattern, dict(values))
    return str(text)


@cache
def _bundle(language: str) -> Any:
    # Fluent would put marks around each value; ours stand only around what runs from right to left
    bundle = FluentBundle([language], use_isolating=False)
    file = _FOLDER / f"{language}.ftl"
    bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle
