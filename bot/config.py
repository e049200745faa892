"""The home on disk → settings, and the texts of its files; bot/sources reads feeds.yaml, bot/rulebook.py
the rules.

home/
  feeds.yaml     the sources
  rules/         storylines, and concepts/ below
  state/         the database
  .env           secrets and settings, as NAME=value lines; the environment wins over it
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
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
)

from bot.errors import ConfigError, Problem

FEEDS_FILE = "feeds.yaml"
RULES_FOLDER = "rules"
STATE_FOLDER = "state"
ENV_FILE = ".env"


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


def environment(home: Path) -> Mapping[str, str]:
    """The environment, and below it the home's `.env`; raises ConfigError if that cannot be read."""
    file = home / ENV_FILE
    try:
        written = dotenv_values(file, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([_unreadable(file, error)]) from error
    return {name: value for name, value in {**written, **os.environ}.items() if value is not None}


def load_settings(home: Path) -> Settings:
    """Read the environment and the home's `.env`; raises ConfigError naming the setting, never its value."""
    env_file, given = home / ENV_FILE, environment(home)
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


# --- the home --------------------------------------------------------------------------------------------


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
