"""Chats that follow a storyline in their own ways, and the route of news to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.alerts.route import routes
from bot.model import (
    AlertDraft,
    Channel,
    Chat,
    ChatSettings,
    Decision,
    Follower,
    Level,
    QuietHours,
    Route,
    Spread,
    StoryState,
    Subscription,
    SubscriptionLevel,
)

NOW = datetime(2026, 11, 26, 14, 20, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAIT = timedelta(seconds=90)

EVERYTHING, CORROBORATED, LOUD, HOURLY, DAILY = SubscriptionLevel
NIGHT = QuietHours(start=time(22), end=time(7))
URGENT_NIGHT = replace(NIGHT, urgent=True)
NOBODY = Spread()
ALONE = Spread(origins=1, publishers=frozenset({"Yonhap"}))
TWO = Spread(state=StoryState.CORROBORATED, origins=2, publishers=frozenset({"Yonhap", "Le Matin"}))


def make_follower(
    level: SubscriptionLevel = EVERYTHING, *, muted: tuple[str, ...] = (), suspended: str = "", **more: Any
) -> Follower:
    """Settings of the chat and of the subscription, each where it belongs."""
    own = {name: more.pop(name) for name in ("daily_at", "through_quiet") if name in more}
    chat = Chat(
        id=4, channel=Channel.TELEGRAM, address="4", suspended=suspended, settings=ChatSettings(**more)
    )
    return Follower(
        chat=chat,
        storyline_id="strike",
        subscription=Subscription(chat_id=4, storyline_id="strike", created_at=NOW, level=level, **own),
        muted_outlets=frozenset(muted),
    )


def make_draft(reason: Decision = Decision.NEW_STORY, level: Level = Level.LOUD, **more: Any) -> AlertDraft:
    """A draft as it is decided: a new story waits a moment for other outlets."""
    wait = WAIT if reason in (Decision.NEW_STORY, Decision.FOLLOW_UP) else timedelta(0)
    return AlertDraft(key="k", reason=reason, level=level, due_at=NOW + wait, **more)


def route_of(
    follower: Follower,
    draft: AlertDraft | None,
    before: Spread = TWO,
    after: Spread = TWO,
    now: datetime = NOW,
    opens: Level = Level.LOUD,
) -> Route | None:
    """The route of what an item did, where two origins are asked for."""
    found = routes([follower], draft, before, after, corroborated_by=2, now=now, opens=opens)
    assert len(found) <= 1
    return found[0] if found else None
