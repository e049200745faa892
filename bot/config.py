"""The home on disk → settings and feeds; bot/rulebook.py reads its rules.

home/
  feeds.yaml     the sources
  rules/         storylines, and concepts/ below
  state/         the database
  .env           secrets and settings, as NAME=value lines; the environment wins over it
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

from bot.document import AS_TEXT, Document, Duration, duration, read_yaml, validate
from bot.errors import ConfigError, Problem
from bot.model import Feed
from bot.text import canonical_url

FEEDS_FILE = "feeds.yaml"
RULES_FOLDER = "rules"
STATE_FOLDER = "state"
ENV_FILE = ".env"

_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(days=7)


# --- settings --------------------------------------------------------------------------------------------


def _numbers(value: Any) -> Any:
    """`123, -100456` as numbers; blanks separate as well."""
    if not isinstance(value, str):
        return value
    parts = value.replace(",", " ").split()
    if not all(re.fullmatch(r"-?[0-9]{1,16}", part) for part in parts):
        raise ValueError("expected numeric ids such as 123456789, separated by commas")
    return frozenset(map(int, parts))


def _people(value: frozenset[int]) -> frozenset[int]:
    if any(number <= 0 for number in value):
        raise ValueError("expected ids of people, which are above zero; those below are of groups")
    return value


Numbers = Annotated[frozenset[int], BeforeValidator(_numbers)]
People = Annotated[Numbers, AfterValidator(_people)]

WEBHOOK_OFF = "off"


def _webhook_url(value: Any) -> Any:
    """A public https address, or `off`."""
    parts = urlsplit(str(value).strip())
    if str(value).strip().lower() == WEBHOOK_OFF:
        return WEBHOOK_OFF
    if value and not (parts.scheme == "https" and parts.hostname):
        raise ValueError("expected a public address such as https://vigie.example.org/telegram, or off")
    return str(value).strip()


def _host_and_port(value: Any) -> Any:
    """`127.0.0.1:8443`, `[::1]:8443`; raises ValueError for a port that cannot be."""
    if not isinstance(value, str):
        return value
    host, _, port = value.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65_535:
        raise ValueError("expected an address and port such as 127.0.0.1:8443")
    return host, int(port)


def _websub_url(value: Any) -> Any:
    """A public address without a query, http or https."""
    text = str(value).strip().rstrip("/")
    parts = urlsplit(text)
    if text and not (parts.scheme in ("http", "https") and parts.hostname and not parts.query):
        raise ValueError("expected a public address such as https://vigie.example.org/websub")
    return text


def _hosts(value: Any) -> Any:
    """`intranet.example, 10.1.0.0/16` as separate names, addresses and networks."""
    if not isinstance(value, str):
        return value
    found = tuple(value.replace(",", " ").lower().split())
    for one in found:
        if "://" in one or ("/" in one and not _is_network(one)):
            raise ValueError("expected hosts, addresses or networks such as intranet.example, 10.1.0.0/16")
    return found


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


class Settings(BaseModel):
    """What is set in the environment or in `.env`; every value has a default that works."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    telegram_bot_token: SecretStr = SecretStr("")
    telegram_api: str = "https://api.telegram.org"
    """Base URL of the Bot API, for a self-hosted Bot API server."""
    webhook_url: Annotated[str, BeforeValidator(_webhook_url)] = ""
    """Where Telegram brings updates; empty to ask for them, `off` to remove a webhook and ask."""
    webhook_listen: Annotated[tuple[str, int], BeforeValidator(_host_and_port)] = ("127.0.0.1", 8443)
    """Where we listen for what a reverse proxy passes on from there."""
    store: str = ""
    """`sqlite:///path`; by default state/vigie.db in the home."""
    admins: People = frozenset()
    """Telegram's numeric ids of the people who steer the bot."""
    access: Literal["open", "ask", "invite", "listed"] = "ask"
    """Who may use the bot: everybody, whom an admin lets in, who has an invitation, the listed chats."""
    chats: Numbers = frozenset()
    """Numeric ids of chats that are let in whatever `access` says."""
    concurrency: int = Field(64, ge=1, le=1000)
    """Feeds fetched at the same time."""
    requests_per_minute: int = Field(3000, ge=1)
    """Requests for feeds in all; a minute's worth may come at once."""
    requests_per_host: int = Field(30, ge=1)
    """The same for each host."""
    allow_hosts: Annotated[tuple[str, ...], BeforeValidator(_hosts)] = ()
    """Hosts, addresses and networks that feeds may be fetched from though they are not public."""
    websub_url: Annotated[str, BeforeValidator(_websub_url)] = ""
    """The public address under which hubs reach us; empty without WebSub."""
    websub_listen: Annotated[tuple[str, int], BeforeValidator(_host_and_port)] = ("127.0.0.1", 8444)
    """Where we listen for what a reverse proxy passes on from there."""
    retention_days: int = Field(90, ge=1)
    """How long unmatched items are kept; matched ones stay for ever."""
    log: Literal["auto", "console", "json"] = "auto"
    """`auto` is readable on a terminal and JSON otherwise."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    def store_url(self, home: Path) -> str:
        """Where the store of this home is."""
        return self.store or f"sqlite:///{home / STATE_FOLDER / 'vigie.db'}"


def _variable(field: str) -> str:
    """The environment variable of a setting."""
    return field.upper() if field == "telegram_bot_token" else f"VIGIE_{field.upper()}"


def load_settings(home: Path) -> Settings:
    """Read the environment and the home's `.env`; raises ConfigError naming the setting, never its value."""
    env_file = home / ENV_FILE
    try:
        given = {**dotenv_values(env_file, interpolate=False), **os.environ}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([_unreadable(env_file, error)]) from error
    values = {
        field: given[_variable(field)] for field in Settings.model_fields if given.get(_variable(field))
    }
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problems = []
        for detail in error.errors(include_url=False, include_input=False):
            message = str(detail["msg"]).removeprefix("Value error, ").replace("Input should be", "expected")
            variable = _variable(str(detail["loc"][-1]))
            problems.append(
                Problem(file=f"environment or {env_file}", line=0, field=variable, message=message)
            )
        raise ConfigError(problems) from error


# --- feeds.yaml ------------------------------------------------------------------------------------------


def _interval(value: Any) -> Any:
    interval = duration(value)
    if not _SHORTEST <= interval <= _LONGEST:
        raise ValueError(f"expected an interval from 1m to 7d, not {value!r}")
    return interval


Interval = Annotated[timedelta, BeforeValidator(_interval), AS_TEXT]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedEntry(_Entry):
    """One source."""

    url: str = Field(description="Address of the RSS or Atom document, http or https.", max_length=2000)
    name: Words = Field(description="Name of the outlet as alerts show it.")
    id: Slug | None = Field(
        None, description="Short name in logs and commands; made from the URL if missing."
    )
    publisher: Words | None = Field(None, description="Outlets of one family share it; the name if missing.")
    language: Language = Field(description="BCP 47 tag such as ko or pt-BR.")
    country: str | None = Field(None, description="ISO 3166-1 code of two letters.", pattern="^[A-Z]{2}$")
    interval: Interval | None = Field(None, description="Time between two polls, 1m to 7d.")
    alert_newer_than: Duration | None = Field(
        None,
        description="On the first poll, alert on items published within this time.",
    )
    tags: tuple[Words, ...] = Field((), description="Free words to tell kinds of sources apart.")

    @field_validator("url")
    @classmethod
    def _http(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018 - reading it raises for a bad one
        except ValueError as error:
            raise ValueError(f"not a web address: {error}") from error
        if parts.scheme not in ("http", "https"):
            raise ValueError(f"expected an address that begins with https:// or http://, not {parts.scheme}:")
        if not parts.hostname or " " in url:
            raise ValueError("expected a web address such as https://example.org/feed.xml")
        return url


class FeedDefaults(_Entry):
    """What holds for every source that does not say otherwise."""

    interval: Interval = Field(timedelta(minutes=15))
    alert_newer_than: Duration = Field(timedelta(0))


class FeedsFile(_Entry):
    """feeds.yaml."""

    defaults: FeedDefaults = FeedDefaults()
    feeds: tuple[FeedEntry, ...] = Field(description="The sources.")


def feeds_schema() -> dict[str, Any]:
    """JSON Schema of feeds.yaml, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **FeedsFile.model_json_schema()}


def read_feeds(text: str, file: str) -> tuple[Feed, ...]:
    """The feeds of a feeds.yaml; raises ConfigError with all of its problems."""
    document = read_yaml(text, file)
    content = validate(document, FeedsFile)
    feeds = tuple(_feed(entry, content.defaults) for entry in content.feeds)
    if problems := [*_repeated(document, feeds, "id"), *_repeated(document, feeds, "url")]:
        raise ConfigError(problems)
    return feeds


def _feed(entry: FeedEntry, defaults: FeedDefaults) -> Feed:
    newer = entry.alert_newer_than
    return Feed(
        id=entry.id or _id_from(entry.url),
        url=entry.url,
        name=entry.name,
        publisher=entry.publisher or entry.name,
        language=entry.language,
        country=entry.country or "",
        interval=entry.interval or defaults.interval,
        tags=entry.tags,
        alert_newer_than=defaults.alert_newer_than if newer is None else newer,
    )


def _id_from(url: str) -> str:
    """A readable name that survives a move from http to https: `feeds.example.org-world-rss.xml`."""
    page, asks, query = canonical_url(url).lower().partition("?")
    name = re.sub(r"[^a-z0-9.]+", "-", page).strip("-.")[:54]
    # of a query only a trace: it may hold a key, and the name stands in logs and in the database
    return f"{name}-{blake2b(query.encode(), digest_size=4).hexdigest()}" if asks else name


def _repeated(document: Document, feeds: Sequence[Feed], name: Literal["id", "url"]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for index, feed in enumerate(feeds):
        value = feed.id if name == "id" else canonical_url(feed.url)
        if value in first:
            line = document.line(("feeds", first[value]))
            message = f"the same {name} is already used by the feed on line {line}; each needs its own"
            problems.append(document.problem(("feeds", index, name), message))
        first.setdefault(value, index)
    return problems


# --- the home --------------------------------------------------------------------------------------------


def load_feeds(home: Path) -> tuple[Feed, ...]:
    """Read feeds.yaml; raises ConfigError with every problem of it."""
    file = home / FEEDS_FILE
    return read_feeds(read_text(file), str(file))


def fingerprint(home: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and change times of the files that a user edits; another one means: read again."""
    files = [home / FEEDS_FILE, *rule_files(home / RULES_FOLDER)]
    marks = []
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        marks.append((str(file), status.st_size, status.st_mtime_ns))
    return tuple(marks)


def rule_files(folder: Path) -> list[Path]:
    """The YAML files below a folder, in order."""
    return sorted(
        f for f in folder.rglob("*") if f.suffix in (".yaml", ".yml") and not f.name.startswith(".")
    )


def read_text(file: Path) -> str:
    """The text of a file; raises ConfigError naming it, and the line where it is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        message = "no such file; `vigie init` writes one with examples"
        raise ConfigError([Problem(file=str(file), line=0, field="", message=message)]) from error
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        message = "not UTF-8 text; save the file as UTF-8"
        raise ConfigError([Problem(file=str(file), line=line, field="", message=message)]) from error
    except OSError as error:
        raise ConfigError([_unreadable(file, error)]) from error


def _unreadable(file: Path, error: Exception) -> Problem:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(file=str(file), line=0, field="", message=f"cannot be read: {reason}")
