"""Tend: what time alone brings about. Held alerts become a digest, silent stories fall asleep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.alerts.decide import due_digest
from bot.model import Alert, AlertPolicy, Level, Storyline
from bot.ports import Store

HOUR = timedelta(hours=1)


def tend(store: Store, storylines: Mapping[str, Storyline], now: datetime) -> int:
    """Make the digests that are due, and mark stories dormant; returns how many digests were made."""
    made = sum(
        store.save_digest(name, [alert.id for alert in held], now)
        for name, held in _held(store).items()
        if _is_due(store, held, storylines.get(name), now)
    )
    for name, storyline in storylines.items():
        store.sleep_stories(name, now - storyline.alerts.sleep)
    return made


def _held(store: Store) -> dict[str, list[Alert]]:
    held: defaultdict[str, list[Alert]] = defaultdict(list)
    for alert in store.held_alerts():
        held[alert.storyline_id].append(alert)
    return held


def _is_due(store: Store, held: list[Alert], storyline: Storyline | None, now: datetime) -> bool:
    """Alerts of a storyline that is no longer in force are told under the default policy."""
    policy = storyline.alerts if storyline else AlertPolicy()
    lately = told_lately(store.recent_alerts([held[0].storyline_id], now - HOUR))
    return due_digest(held[0].created_at, policy, told_lately=lately, now=now)


def told_lately(alerts: Iterable[Alert]) -> int:
    """How many of these alerts made a message of their own."""
    return sum(not alert.held and alert.level in (Level.QUIET, Level.LOUD) for alert in alerts)
