"""The `alerts:` of a storyline's file: what deserves a message, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.document import Duration
from bot.model import AlertPolicy, Decision, Level

LONGEST_WAIT = timedelta(days=1)
LONGEST_SLEEP = timedelta(days=60)

REASONS = tuple(reason.value for reason in Decision if reason.alerts and reason is not Decision.OVER_THE_CAP)
"""The reasons for which a storyline can choose a level."""


def _wait(value: timedelta) -> timedelta:
    if not timedelta(0) <= value <= LONGEST_WAIT:
        raise ValueError("expected a time from 0s to 1d")
    return value


def _sleep(value: timedelta) -> timedelta:
    if not timedelta(hours=1) <= value <= LONGEST_SLEEP:
        raise ValueError("expected a time from 1h to 60d")
    return value


def _levels(value: Any) -> Any:
    """Reasons with hyphens for spaces, as YAML keys are written."""
    if not isinstance(value, dict):
        raise ValueError(f"expected a level by reason such as {{corroborated: quiet}}, not {value!r}")  # noqa: TRY004
    named = {str(key).replace("-", " "): level for key, level in value.items()}
    if unknown := [key for key in named if key not in REASONS]:
        known = ", ".join(reason.replace(" ", "-") for reason in REASONS)
        raise ValueError(f"unknown reason {unknown[0]!r}; expected one of: {known}")
    # PyYAML's YAML 1.2 reading keeps `off` a text; a boolean is what other tools may have made of it
    return {key: "off" if level is False else level for key, level in named.items()}


def _level(value: Any) -> Any:
    if value not in tuple(Level):
        raise ValueError(f"expected one of: {', '.join(Level)}, not {value!r}")
    return Level(value)


_Wait = Annotated[Duration, AfterValidator(_wait)]
_Sleep = Annotated[Duration, AfterValidator(_sleep)]
_Level = Annotated[Level, BeforeValidator(_level)]
_DEFAULT = AlertPolicy()


class AlertsEntry(BaseModel):
    """What of a storyline deserves a message, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    wait: _Wait = Field(_DEFAULT.wait, description="A new story waits so long for other outlets.")
    interval: _Wait = Field(_DEFAULT.interval, description="Least time between two messages of one story.")
    edit_interval: _Wait = Field(_DEFAULT.edit_interval, description="Least time between two edits of one.")
    sleep: _Sleep = Field(_DEFAULT.sleep, description="Silence after which a story takes no more items.")
    corroborated_by: Annotated[int, Field(ge=1, le=100)] = Field(
        _DEFAULT.corroborated_by, description="Independent origins that make a story corroborated."
    )
    min_origins: Annotated[int, Field(ge=1, le=100)] = Field(
        _DEFAULT.min_origins, description="Independent origins before the first message."
    )
    per_hour: Annotated[int, Field(ge=1, le=1000)] = Field(
        _DEFAULT.per_hour, description="Messages in an hour; what is above comes as a digest."
    )
    levels: Annotated[dict[str, _Level], BeforeValidator(_levels, json_schema_input_type=dict[str, str])] = (
        Field({}, description="off, edit, quiet or loud, by reason.")
    )

    def policy(self) -> AlertPolicy:
        """As the rest of the program knows it."""
        return AlertPolicy(
            wait=self.wait,
            interval=self.interval,
            edit_interval=self.edit_interval,
            sleep=self.sleep,
            corroborated_by=self.corroborated_by,
            min_origins=self.min_origins,
            per_hour=self.per_hour,
            levels=self.levels,
        )
