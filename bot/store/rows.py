"""Rows → the words of the model, and back for what is stored as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from sqlite3 import Row

from bot.model import (
    Alert,
    Channel,
    Chat,
    ChatKind,
    Decision,
    Evidence,
    FeedMemory,
    FeedState,
    Hints,
    IdentityKey,
    Item,
    ItemKeys,
    KnownItem,
    Level,
    Match,
)
from bot.store import preferences
from bot.store.database import moment, moment_or_none


def feed_state(row: Row) -> FeedState:
    """From a row of feeds."""
    return FeedState(
        feed_id=row["id"],
        next_poll_at=moment(row["next_poll_at"]),
        polled_at=moment_or_none(row["polled_at"]),
        succeeded_at=moment_or_none(row["succeeded_at"]),
        new_item_at=moment_or_none(row["new_item_at"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        failures=row["failures"],
        error=row["error"],
        identity=IdentityKey(row["identity"]),
        memory=FeedMemory(
            rhythm=row["rhythm"],
            window=row["window"],
            hints=hints(row["hints"]) if row["hints"] else NO_HINTS,
            moved_to=row["moved_to"],
            moved_seen=row["moved_seen"],
            gaps=row["gaps"],
            gap_at=moment_or_none(row["gap_at"]),
        ),
    )


NO_HINTS = Hints()


def hints(text: str) -> Hints:
    """From the column of that name."""
    given = json.loads(text)
    return Hints(
        ttl=_seconds_or_none(given.get("ttl")),
        update_every=_seconds_or_none(given.get("update_every")),
        skip_hours=tuple(given.get("skip_hours", ())),
        skip_days=tuple(given.get("skip_days", ())),
        hub=given.get("hub", ""),
        topic=given.get("topic", ""),
    )


def _seconds_or_none(number: float | None) -> timedelta | None:
    return None if number is None else timedelta(seconds=number)


def hints_json(given: Hints) -> str:
    """Hints as they are stored: only what they hold, and nothing at all for none."""
    held = {name: value for name, value in asdict(given).items() if value not in (None, (), "")}
    return json.dumps(held, default=timedelta.total_seconds) if held else ""


def known_item(row: Row) -> KnownItem:
    """From a row of items."""
    return KnownItem(
        id=row["id"],
        uid=row["uid"],
        keys=ItemKeys(guid=row["guid"], url=row["url_key"], title=row["title_key"]),
        title=row["title"],
        summary=row["summary"],
        published_at=moment_or_none(row["published_at"]),
        first_seen_at=moment(row["first_seen_at"]),
        revision=row["revision"],
    )


def item(row: Row) -> Item:
    """From a row of items."""
    return Item(
        id=row["id"],
        feed_id=row["feed_id"],
        uid=row["uid"],
        url=row["url"],
        title=row["title"],
        summary=row["summary"],
        language=row["language"],
        first_seen_at=moment(row["first_seen_at"]),
        published_at=moment_or_none(row["published_at"]),
        author=row["author"],
        tags=tags(row["tags"]),
        source_name=row["source_name"],
        source_url=row["source_url"],
        revision=row["revision"],
        baseline=bool(row["baseline"]),
    )


def match(row: Row) -> Match:
    """From a row of matches."""
    return Match(
        storyline_id=row["storyline_id"],
        score=row["score"],
        evidence=tuple(Evidence(**each) for each in json.loads(row["evidence"])),
    )


def alert(row: Row) -> Alert:
    """From a row of alerts."""
    return Alert(
        id=row["id"],
        key=row["key"],
        storyline_id=row["storyline_id"],
        story_id=row["story_id"],
        item_id=row["item_id"],
        reason=Decision(row["reason"]),
        created_at=moment(row["created_at"]),
        level=Level(row["level"]),
        detail=row["detail"],
        held=bool(row["held"]),
    )


def chat(row: Row) -> Chat:
    """From a row of chats."""
    return Chat(
        id=row["id"],
        channel=Channel(row["channel"]),
        address=row["address"],
        topic=row["topic"],
        kind=ChatKind(row["kind"]),
        title=row["title"],
        language=row["language"],
        suspended=row["suspended"],
        settings=preferences.settings(row["settings"]),
    )


def evidence_json(evidence: Iterable[Evidence]) -> str:
    """Evidence as it is stored; escaped to ASCII, so that every character comes back as it was."""
    return json.dumps([asdict(each) for each in evidence])


def tags_json(tags: Iterable[str]) -> str:
    """Tags as they are stored."""
    return json.dumps(list(tags))


def tags(stored: str) -> tuple[str, ...]:
    """Tags from what is stored."""
    return tuple(json.loads(stored))
