"""`vigie match`: JSON Lines in, one line out for each, nothing stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from bot.model import Match
from bot.rulebook import load_rulebook


class InputItem(BaseModel):
    """One line of input. Other keys are ignored, so that any corpus can be piped in."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    title: str = ""
    summary: str = ""
    lang: str = ""
    published: str | None = None
    source: str | None = None
    url: str | None = None

    @field_validator("title", "summary", "lang", mode="before")
    @classmethod
    def _missing(cls, value: Any) -> Any:
        return "" if value is None else value


def match_lines(home: Path, lines: Iterable[bytes] | BinaryIO, out: TextIO) -> int:
    """Judge each line; return 0, or 1 if a line could not be read (it is told, and matches nothing)."""
    matcher = load_rulebook(home).matcher
    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = InputItem.model_validate_json(line)
            answer = {
                "id": item.id,
                "matches": [_plain(m) for m in matcher.match(item.title, item.summary, item.lang)],
            }
        except ValidationError as error:
            failed = 1
            reason = _reason(error)
            print(f"standard input:{number}: {reason}", file=sys.stderr)  # noqa: T201 - a command's answer
            answer = {"id": None, "matches": [], "error": reason}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    out.flush()
    return failed


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else str(first["msg"])


def _plain(match: Match) -> dict[str, Any]:
    evidence = [
        {
            "concept": e.concept,
            "term": e.term,
            "text": e.text,
            "field": e.field,
            "start": e.start,
            "end": e.end,
            "how": e.how,
        }
        for e in match.evidence
    ]
    return {"storyline": match.storyline_id, "score": round(match.score, 4), "evidence": evidence}
