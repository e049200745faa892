"""One file of sources → its feeds, or every mistake in it with file, line and field. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Literal

from bot.document import Document, Path, read_yaml, validate
from bot.errors import ConfigError, Problem
from bot.model import Feed
from bot.sources.entries import FeedDefaults, FeedEntry, FeedsFile, is_unfit
from bot.sources.secrets import MissingSecretError, filled, has_secret, without_login
from bot.text import canonical_url

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=4)
"""Bounds of the time between two polls that follow the rhythm of a feed, where nothing else is said."""

USER_AGENT = "User-Agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesText:
    """What one file says."""

    document: Document
    include: tuple[str, ...]
    """As it is written."""
    feeds: tuple[Feed, ...]
    """Its own ones, in its order."""


def read_sources(text: str, file: str, environment: Mapping[str, str] | None = None) -> SourcesText:
    """Read one file; raises ConfigError with all of its problems.

    Without an environment secrets stay as they are written.
    """
    document = read_yaml(text, file)
    content = validate(document, FeedsFile)
    if not {"feeds", "include"} & set(document.data):
        raise ConfigError([document.problem(("feeds",), "missing, and it is required")])
    reader = _Reader(document, content.defaults, environment)
    reader.check_bounds(("defaults",), content.defaults.shortest, content.defaults.longest)
    feeds = tuple(reader.feed(("feeds", index), entry) for index, entry in enumerate(content.feeds))
    if reader.problems:
        raise ConfigError(reader.problems)
    return SourcesText(document=document, include=content.include, feeds=feeds)


def read_feeds(text: str, file: str) -> tuple[Feed, ...]:
    """The feeds of one file, secrets left open and without what it includes; raises ConfigError."""
    read = read_sources(text, file)
    if problems := repeated([read]):
        raise ConfigError(problems)
    return read.feeds


def repeated(read: Sequence[SourcesText]) -> list[Problem]:
    """The feeds of these files that have an id or an address that another one has."""
    return [*_repeated(read, "id"), *_repeated(read, "url")]


def _repeated(read: Sequence[SourcesText], name: Literal["id", "url"]) -> list[Problem]:
    first: dict[str, tuple[Document, int]] = {}
    problems = []
    for one in read:
        for index, feed in enumerate(one.feeds):
            value = feed.id if name == "id" else canonical_url(feed.url)
            if value in first:
                other, at = first[value]
                line = other.line(("feeds", at))
                place = f"line {line}" if other is one.document else f"{other.file}:{line}"
                message = f"the same {name} is already used by the feed on {place}; each needs its own"
                problems.append(one.document.problem(("feeds", index, name), message))
            first.setdefault(value, (one.document, index))
    return problems


def mistake_in(entry: Mapping[str, object]) -> str:
    """What is wrong with an entry that is not written yet; empty if nothing is."""
    document = Document(file="", data=dict(entry), lines={})
    reader = _Reader(document, FeedDefaults(), None)
    try:
        reader.feed((), validate(document, FeedEntry))
        problems: Sequence[Problem] = reader.problems
    except ConfigError as error:
        problems = error.problems
    return "; ".join(f"{problem.field}: {problem.message}" for problem in problems)


class _Reader:
    """Makes feeds of entries, and collects what is wrong with them."""

    def __init__(
        self, document: Document, defaults: FeedDefaults, environment: Mapping[str, str] | None
    ) -> None:
        self.document = document
        self.defaults = defaults
        self.environment = environment
        self.problems: list[Problem] = []

    def feed(self, path: Path, entry: FeedEntry) -> Feed:
        defaults = self.defaults
        url, login = self._address(path, entry)
        interval = entry.interval or defaults.interval
        shortest, longest = self.check_bounds(
            path, entry.shortest or defaults.shortest, entry.longest or defaults.longest
        )
        newer = entry.alert_newer_than
        return Feed(
            id=entry.id or id_from(url),
            url=url,
            name=entry.name,
            publisher=entry.publisher or entry.name,
            language=entry.language,
            country=entry.country or "",
            interval=None if isinstance(interval, str) else interval,
            shortest=shortest,
            longest=longest,
            headers=self._headers(path, entry, login),
            login=login,
            tags=entry.tags,
            alert_newer_than=defaults.alert_newer_than if newer is None else newer,
        )

    def check_bounds(
        self, path: Path, shortest: timedelta | None, longest: timedelta | None
    ) -> tuple[timedelta, timedelta]:
        """The bounds in force; one that is not said makes room for the other."""
        if shortest and longest and shortest > longest:
            named = [name for name in ("shortest", "longest") if (*path, name) in self.document.lines]
            if named or path == ("defaults",):
                message = "`shortest` is longer than `longest`; `defaults` count where an entry is silent"
                self.problems.append(self.document.problem((*path, *named[:1]), message))
        low = shortest or min(SHORTEST, longest or SHORTEST)
        return low, longest or max(LONGEST, low)

    def _address(self, path: Path, entry: FeedEntry) -> tuple[str, str]:
        """Where to ask, and `name:password`, which no address holds any longer."""
        url, given = without_login(entry.url)
        if has_secret(url):
            message = "${…} may stand in an address only as its password, as in https://ann:${NAME}@host/"
            self._wrong((*path, "url"), f"{message}; a key may stand in `headers`")
        if given and entry.login:
            self._wrong((*path, "login"), "the address holds a login as well; keep one")
        where = (*path, "login") if entry.login else (*path, "url")
        login = self._filled(where, entry.login or given)
        if login and (":" not in login or login.startswith(":")) and self.environment is not None:
            self._wrong(where, "expected name:password, the password as ${NAME} with its value in .env")
        return url, login

    def _headers(self, path: Path, entry: FeedEntry, login: str) -> tuple[tuple[str, str], ...]:
        seen: set[str] = set()
        for name in entry.headers:
            where = (*path, "headers", name)
            if name.lower() in seen:
                self._wrong(where, "written twice; keep one")
            if name.lower() == USER_AGENT.lower() and entry.user_agent:
                self._wrong(where, "`user_agent` says it as well; keep one")
            if name.lower() == "authorization" and login:
                self._wrong(where, "there is a login as well; keep one")
            seen.add(name.lower())
        values = {
            name: self._filled((*path, "headers", name), value) for name, value in entry.headers.items()
        }
        if entry.user_agent:
            values[USER_AGENT] = self._filled((*path, "user_agent"), entry.user_agent)
        return tuple(values.items())

    def _filled(self, path: Path, text: str) -> str:
        try:
            value = filled(text, self.environment)
        except MissingSecretError as error:
            self._wrong(path, str(error))
            return text
        if is_unfit(value):
            self._wrong(path, "a value in ${…} has line breaks or other control characters")
        return value

    def _wrong(self, path: Path, message: str) -> None:
        self.problems.append(self.document.problem(path, message))


def id_from(url: str) -> str:
    """A readable name that survives a move from http to https: `feeds.example.org-world-rss.xml`."""
    page, asks, query = canonical_url(url).lower().partition("?")
    name = re.sub(r"[^a-z0-9.]+", "-", page).strip("-.")[:54]
    # of a query only a trace: it may hold a key, and the name stands in logs and in the database
    return f"{name}-{blake2b(query.encode(), digest_size=4).hexdigest()}" if asks else name
