"""Everything that Vigie raises on purpose.

    VigieError
    ├── ConfigError          a file or setting that the user can mend; carries every problem found
    ├── StoreError           the database cannot be used
    │   └── NewerSchemaError it was written by a newer Vigie
    ├── AlreadyRunningError  another daemon holds this home
    ├── FetchError           a feed could not be fetched
    ├── ParseError           what was fetched is not a feed
    └── ChannelError         a channel cannot work at all (wrong token, second poller)

Messages are one line, say what, where and what to do, and never hold a secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


class VigieError(Exception):
    """Root of the tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a file: where it is, what is wrong and what was expected."""

    file: str
    line: int
    """1-based; 0 when the whole file is meant."""
    field: str
    """Dotted path such as `feeds[3].url`; empty when the whole file is meant."""
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class ConfigError(VigieError):
    """One or more files or settings are wrong; `problems` holds all of them, in order of file and line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line)))
        super().__init__("\n".join(map(str, self.problems)))


class StoreError(VigieError):
    """The database cannot be opened, read or written."""


class NewerSchemaError(StoreError):
    """The database was written by a newer version of Vigie."""


class AlreadyRunningError(VigieError):
    """Another daemon works on this home."""


class FetchError(VigieError):
    """A feed could not be fetched. `retry_after` is the server's wish, if it had one."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ParseError(VigieError):
    """The document is not a feed."""


class ChannelError(VigieError):
    """A channel cannot work until a person changes something."""
