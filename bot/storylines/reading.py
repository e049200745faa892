"""Placeholder."""
from __future__ import annotations
from collections.abc import Collection, Sequence
from dataclasses import dataclass

@dataclass(frozen=True, slots=True)
class Readable:
    text: str
    places: Sequence[int] | None
    def span(self, start: int, end: int) -> tuple[int, int]:
        return (start, end) if self.places is None else (self.places[start], self.places[end])

def readable_title(title: str, sources: Collection[str] = ()) -> Readable:
    return Readable(title, None)

def readable_summary(summary: str, datelines: bool = True) -> Readable:
    return Readable(summary, None)
