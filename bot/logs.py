"""Logging set-up: an event name and key=value pairs, readable on a terminal and JSON lines otherwise.

Logs go to standard error, so that alerts and data on standard output can be piped. Two things hold for every
line, also for those of libraries: no secret, and no control character that came in with a feed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping, Sequence
from typing import Any, Literal

import structlog

from bot.secrets import without_secrets
from bot.text import harmless

_CHATTY = ("httpx", "httpcore", "telegram", "aiohttp", "asyncio", "filelock")
_SCHEDULER = "apscheduler"  # warns whenever a stage takes longer than its tick, which is no fault


def _clean(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = without_secrets(harmless(value))
        elif isinstance(value, BaseException):
            event[key] = without_secrets(harmless(str(value)))
    return event


def _only_news(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out the polls that went well and brought nothing."""
    if event.get("event") == "poll" and not event.get("new") and event.get("level") == "info":
        raise structlog.DropEvent
    return event


def set_up_logging(
    form: Literal["auto", "console", "json"] = "auto", level: str = "info", *, only_news: bool = False
) -> None:
    """Send all logging of this process to standard error in that form, from that level up."""
    readable = form == "console" or (form == "auto" and sys.stderr.isatty())
    shared: Sequence[structlog.typing.Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if readable else "iso", utc=not readable),
    )
    last: list[structlog.typing.Processor] = [structlog.processors.format_exc_info, _clean]
    if only_news:
        last.insert(0, _only_news)
    if readable:
        renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), pad_event_to=18
        )
    else:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, *last, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, renderer],
            foreign_pre_chain=list(shared),
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger(_SCHEDULER).setLevel(logging.ERROR)
