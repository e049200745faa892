"""Texts with ${NAME} in them, filled from the environment. What is filled in is never told. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit, urlunsplit

_NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_BEGUN = re.compile(r"\$\{")


class MissingSecretError(ValueError):
    """A text names what the environment does not have."""


def filled(text: str, environment: Mapping[str, str] | None) -> str:
    """The text with each ${NAME} filled in; raises MissingSecretError, whose words name it.

    Without an environment it stays as it is written.
    """
    if len(_NAMED.findall(text)) != len(_BEGUN.findall(text)):
        raise MissingSecretError("a name in ${…} has letters, digits and _ only, such as ${AGENCY_PASSWORD}")
    if environment is None:
        return text
    for name in _NAMED.findall(text):
        if not environment.get(name):
            raise MissingSecretError(f"{name} is not set; write {name}=… into .env, or into the environment")
    return _NAMED.sub(lambda found: environment[found[1]], text)


def without_login(url: str) -> tuple[str, str]:
    """An address without name and password, and these as `name:password`; empty where there are none.

    The address can be read, as `FeedEntry` sees to.
    """
    parts = urlsplit(url)
    before, at, place = parts.netloc.rpartition("@")
    if not at:
        return url, ""
    name, _, password = before.partition(":")
    return urlunsplit(parts._replace(netloc=place)), f"{unquote(name)}:{unquote(password)}"


def has_secret(text: str) -> bool:
    """Whether a text names something in ${…}."""
    return bool(_BEGUN.search(text))
