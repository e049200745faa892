"""`vigie match`: JSON Lines in, one line out for each, nothing stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from pydantic import ValidationError

from bot.commands.samples import InputItem, reason
from bot.model import Match
from bot.rulebook import load_rulebook


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
                "matches": [
                    _plain(match)
                    for match in matcher.match(
                        item.title,
                        item.summary,
                        item.lang,
                        tags=item.tags,
                        sources=(item.source,) if item.source else (),
                    )
                ],
            }
        except ValidationError as error:
            failed = 1
            told = reason(error)
            print(f"standard input:{number}: {told}", file=sys.stderr)  # noqa: T201 - a command's answer
            answer = {"id": None, "matches": [], "error": told}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    out.flush()
    return failed


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
