"""Tend: what time alone brings about. Held alerts become a digest, silent stories fall asleep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from bot.alerts.decide import due_digest
from bot.alerts.route import digest_routes
from bot.model import Alert, AlertPolicy, Follower, Level, Storyline
from bot.ports import Store

HOUR = timedelta(hours=1)


def tend(store: Store, storylines: Mapping[str, Storyline], now: datetime) -> int:
    """Make the digests that are due, and mark stories dormant; returns how many digests were made."""
    due = {
        name: held for name, held in _held(store).items() if _is_due(store, held, storylines.get(name), now)
    }
    followers = followers_of(store, due)
    made = 0
    for name, held in due.items():
        level = Level.LOUD if any(alert.level is Level.LOUD for alert in held) else Level.QUIET
        ways = digest_routes(followers.get(name, ()), level, now)
        made += store.save_digest(name, [alert.id for alert in held], ways, now)
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


def followers_of(store: Store, storyline_ids: Collection[str]) -> dict[str, list[Follower]]:
    """Who follows each of these storylines."""
    found: defaultdict[str, list[Follower]] = defaultdict(list)
    for one in store.followers(storyline_ids) if storyline_ids else ():
        found[one.storyline_id].append(one)
    return found


def told_lately(alerts: Iterable[Alert]) -> int:
    """How many of these alerts made a message of their own."""
    return sum(not alert.held and alert.level in (Level.QUIET, Level.LOUD) for alert in alerts)
