"""What feeds.yaml may say.

No message of a mistake repeats what stands in `headers`, `login` or `url`: secrets may stand there.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

from bot.document import AS_TEXT, Duration, duration

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)
"""Bounds of any time between two polls."""

AUTO: Literal["auto"] = "auto"

LONGEST_SHOWN = 60
"""Characters of a value that its mistake repeats."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
"""Names of headers, as RFC 9110 has them."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_NOT_OURS_TO_SET = frozenset(
    "host connection keep-alive te trailer transfer-encoding upgrade expect content-length content-type "
    "content-encoding accept-encoding range if-match if-none-match if-modified-since if-unmodified-since "
    "if-range proxy-authorization proxy-connection".split()
)
"""Headers that belong to the connection, or that decide what an answer means."""


# --- values ----------------------------------------------------------------------------------------------


def _bound(value: Any) -> Any:
    time = duration(value)
    if not SHORTEST <= time <= LONGEST:
        raise ValueError(f"expected a time from 1m to 7d, not {value!r}")
    return time


def _interval(value: Any) -> Any:
    if value == AUTO:
        return value
    try:
        return _bound(value)
    except ValueError as error:
        raise ValueError(f"expected a time from 1m to 7d such as 15m, or auto, not {value!r}") from error


def _header_name(value: Any) -> Any:
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise ValueError("expected the name of a header such as X-Api-Key: letters, digits and hyphens")
    if value.lower() in _NOT_OURS_TO_SET:
        raise ValueError("this header is made by Vigie; leave it out")
    return value


def _header_value(value: Any) -> Any:
    if not isinstance(value, str) or not value or is_unfit(value):
        raise ValueError("expected one line of text; a secret stands as ${NAME}, its value in .env")
    return value


def _headers(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("expected names with values, such as X-Api-Key: ${NAME}")  # noqa: TRY004 - pydantic's
    return value


def _address(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("expected a web address such as https://example.org/feed.xml")  # noqa: TRY004
    return value


def _login(value: Any) -> Any:
    if not isinstance(value, str) or not value or is_unfit(value):
        raise ValueError("expected name:password, the password as ${NAME} with its value in .env")
    return value


def _fitting(pattern: str, expected: str) -> tuple[BeforeValidator, WithJsonSchema]:
    """What makes a text of that form of a value; a mistake is told in these words."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        shown = f", not {value!r}" if len(repr(value)) < LONGEST_SHOWN else ""
        quotes = "; put it in quotation marks" if re.fullmatch(pattern, str(value)) else ""
        raise ValueError(f"expected {expected}{shown}{quotes}")

    return BeforeValidator(check), WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


def is_unfit(text: str) -> bool:
    """Whether a text cannot stand in a header of HTTP."""
    return bool(_CONTROL.search(text)) or len(text) > 8_000


_AUTO_OR_TIME = WithJsonSchema({"type": "string", "pattern": r"^(auto|\d+(\.\d+)?\s*[smhd])$"})
Interval = Annotated[timedelta | Literal["auto"], BeforeValidator(_interval), _AUTO_OR_TIME]
Bound = Annotated[timedelta, BeforeValidator(_bound), AS_TEXT]
HeaderName = Annotated[str, BeforeValidator(_header_name)]
HeaderValue = Annotated[str, BeforeValidator(_header_value)]
Headers = Annotated[dict[HeaderName, HeaderValue], BeforeValidator(_headers)]
Address = Annotated[str, BeforeValidator(_address)]
Login = Annotated[str, BeforeValidator(_login)]
Slug = Annotated[
    str,
    *_fitting("[a-z0-9][a-z0-9.-]{0,63}", "at most 64 lower-case letters, digits, hyphens and dots"),
]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Place = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f]+$")]
Language = Annotated[str, *_fitting("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a BCP 47 tag such as ko or pt-BR")]
Country = Annotated[str, *_fitting("[A-Z]{2}", "an ISO 3166-1 code of two capital letters such as KR")]


# --- entries ---------------------------------------------------------------------------------------------


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedEntry(_Entry):
    """One source."""

    id: Slug | None = Field(
        None, description="Short name in logs and commands; made from the URL if missing."
    )
    url: Address = Field(
        max_length=2000, description="Address of the RSS, Atom or JSON document, http or https."
    )
    name: Words = Field(description="Name of the outlet as alerts show it.")
    publisher: Words | None = Field(None, description="Outlets of one family share it; the name if missing.")
    language: Language = Field(description="BCP 47 tag such as ko or pt-BR.")
    country: Country | None = Field(None, description="ISO 3166-1 code of two letters.")
    interval: Interval | None = Field(
        None, description="A fixed time between two polls, 1m to 7d; auto follows the rhythm of the feed."
    )
    shortest: Bound | None = Field(None, description="With auto: least time between two polls, 1m to 7d.")
    longest: Bound | None = Field(None, description="With auto: most time between two polls, 1m to 7d.")
    alert_newer_than: Duration | None = Field(
        None,
        description="On the first poll, alert on items published within this time.",
    )
    headers: Headers = Field(
        {}, description="Sent to the feed's own host; ${NAME} is filled from the environment or .env."
    )
    user_agent: HeaderValue | None = Field(None, description="What Vigie calls itself to this host.")
    login: Login | None = Field(
        None, description="name:password; ${NAME} is filled from the environment or .env."
    )
    tags: tuple[Words, ...] = Field((), description="Free words to tell kinds of sources apart.")

    @field_validator("url")
    @classmethod
    def _http(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018 - reading it raises for a bad one
        except ValueError as error:  # its words can hold a part of a password
            raise ValueError(
                "not a web address; in a password / ? # and @ are written %2F %3F %23 %40"
            ) from error
        if parts.scheme not in ("http", "https"):
            raise ValueError(f"expected an address that begins with https:// or http://, not {parts.scheme}:")
        if not parts.hostname or " " in url:
            raise ValueError("expected a web address such as https://example.org/feed.xml")
        return url


class FeedDefaults(_Entry):
    """What holds for every source of this file that does not say otherwise."""

    interval: Interval = Field(AUTO, description="auto, or a fixed time between two polls, 1m to 7d.")
    shortest: Bound | None = Field(
        None, description="With auto: least time between two polls; 5m if missing."
    )
    longest: Bound | None = Field(None, description="With auto: most time between two polls; 4h if missing.")
    alert_newer_than: Duration = Field(timedelta(0))


class FeedsFile(_Entry):
    """feeds.yaml, or a file that it includes."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["feeds"]}, {"required": ["include"]}]}
    )

    defaults: FeedDefaults = FeedDefaults()
    include: tuple[Place, ...] = Field(
        (), description="Files, and folders with all YAML files below, relative to this file."
    )
    feeds: tuple[FeedEntry, ...] = Field((), description="The sources.")


def feeds_schema() -> dict[str, Any]:
    """JSON Schema of feeds.yaml, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **FeedsFile.model_json_schema()}
