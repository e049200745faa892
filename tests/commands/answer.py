"""What a command printed."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, object]]:
        """The JSON Lines on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]
