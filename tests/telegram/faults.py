"""What can happen to a request to the fake Bot API server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """What happens to one request instead of, or after, what should."""

    status: int = 0
    """An error answer with this status; nothing is done."""
    description: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    body: bytes = b""
    """Sent as it is, in place of JSON."""
    late: float = 0.0
    """Seconds between doing and answering."""
    drop: bool = False
    """Do it, then close the connection without an answer."""
    reset: bool = False
    """Break the connection before anything is read or done."""


def flood(seconds: float) -> Fault:
    """Too many requests."""
    return Fault(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def forbidden(why: str = "bot was blocked by the user") -> Fault:
    """The chat is closed to the bot."""
    return Fault(403, f"Forbidden: {why}")


def bad_request(why: str) -> Fault:
    """A refusal with that text."""
    return Fault(400, f"Bad Request: {why}")


def migrated(new_id: int) -> Fault:
    """The group has become a supergroup."""
    why = "Bad Request: group chat was upgraded to a supergroup chat"
    return Fault(400, why, {"migrate_to_chat_id": new_id})


def unavailable(status: int = 502, body: bytes = b"<html>Bad Gateway</html>") -> Fault:
    """The server, or a proxy before it, is out of order."""
    return Fault(status, body=body)
