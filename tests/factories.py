"""Small builders of model objects: they fill in what a test does not care about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import (
    AlertDraft,
    Assignment,
    Channel,
    Chat,
    ChatKind,
    Decision,
    DeliveryState,
    DeliveryUpdate,
    Evidence,
    Feed,
    Figure,
    Item,
    ItemKeys,
    JoinReason,
    Level,
    Match,
    NewItem,
    ParsedItem,
    PollResult,
    PollStatus,
    RevisedItem,
    Route,
    SendOutcome,
    SendStatus,
    TrackedItem,
    TrackedMatch,
)
from bot.ports import Store
from bot.text import canonical_url, title_key

NOW = datetime(2024, 10, 18, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def make_feed(feed_id: str = "coast", **more: Any) -> Feed:
    """A feed of the Coast Gazette, in English."""
    values: dict[str, Any] = {
        "url": f"https://{feed_id}.example/rss",
        "name": f"The {feed_id.title()} Gazette",
        "publisher": feed_id.title(),
        "language": "en",
    }
    return Feed(id=feed_id, **(values | more))


def make_parsed(name: str = "1", **more: Any) -> ParsedItem:
    """An item as a document gives it, with a guid, a link and texts made of `name`."""
    values: dict[str, Any] = {
        "guid": f"guid-{name}",
        "url": f"https://www.coast.example/news/{name}",
        "title": f"Headline {name}",
        "summary": f"Summary of {name}",
    }
    return ParsedItem(**(values | more))


def keys_of(parsed: ParsedItem) -> ItemKeys:
    """The keys of an item."""
    return ItemKeys(
        guid=parsed.guid, url=canonical_url(parsed.url), title=title_key(parsed.title, parsed.url)
    )


def make_new(name: str = "1", *, uid: str = "", baseline: bool = False, **more: Any) -> NewItem:
    """An item that the store has not seen, known by its guid."""
    parsed = make_parsed(name, **more)
    return NewItem(uid=uid or parsed.guid, keys=keys_of(parsed), parsed=parsed, baseline=baseline)


def make_revised(item_id: int, parsed: ParsedItem, *, text_changed: bool = True) -> RevisedItem:
    """A stored item with the text and keys of `parsed`."""
    return RevisedItem(id=item_id, keys=keys_of(parsed), parsed=parsed, text_changed=text_changed)


def make_poll(*new: NewItem, feed_id: str = "coast", at: datetime = NOW, **more: Any) -> PollResult:
    """A poll that parsed a document with these new items."""
    values: dict[str, Any] = {"status": PollStatus.PARSED, "next_poll_at": at + 15 * MINUTE}
    return PollResult(feed_id=feed_id, polled_at=at, new=new, **(values | more))


def make_match(storyline_id: str = "strike", score: float = 0.8) -> Match:
    """A match with one piece of evidence."""
    evidence = Evidence(concept="work", term="strike", text="Headline", field="title", start=0, end=8)
    return Match(storyline_id=storyline_id, score=score, evidence=(evidence,))


def opens(item: Item, storyline_id: str = "strike", decision: Decision = Decision.NEW_STORY) -> TrackedItem:
    """The item opens a story, and with the usual decision alerts."""
    key = f"{storyline_id}/{item.id}"
    assignment = Assignment(story_key=key, how=JoinReason.OPENED, opens=True)
    return _tracked(item, make_match(storyline_id), assignment, decision)


def joins(item: Item, story_key: str, how: JoinReason = JoinReason.SAME_TITLE, **more: Any) -> TrackedItem:
    """The item joins a story that was told already."""
    values: dict[str, Any] = {"like_item_id": int(story_key.split("/")[1]), "told": True}
    assignment = Assignment(story_key=story_key, how=how, opens=False, **(values | more))
    return _tracked(item, make_match(story_key.split("/")[0]), assignment, Decision.ALREADY_TOLD)


def _tracked(item: Item, match: Match, assignment: Assignment, decision: Decision) -> TrackedItem:
    alert = make_draft(f"{assignment.story_key}/{decision.value}", decision) if decision.alerts else None
    found = TrackedMatch(match=match, assignment=assignment, decision=decision, alert=alert)
    return TrackedItem(item=item, matches=(found,))


def make_draft(key: str, reason: Decision = Decision.NEW_STORY, **more: Any) -> AlertDraft:
    """A loud alert whose messages may be sent at once."""
    values: dict[str, Any] = {"level": Level.LOUD, "due_at": NOW - DAY}
    return AlertDraft(key=key, reason=reason, **(values | more))


def routes_to_all(store: Store, storyline_id: str, due_at: datetime, **more: Any) -> tuple[Route, ...]:
    """A route to each chat that follows the storyline."""
    followers = store.followers([storyline_id])
    return tuple(Route(chat_id=follower.chat.id, due_at=due_at, **more) for follower in followers)


def routed(store: Store, tracked: TrackedItem, **more: Any) -> TrackedItem:
    """The same with routes to all who follow, due when the alert is."""
    matches = (
        replace(match, routes=routes_to_all(store, match.match.storyline_id, match.alert.due_at, **more))
        if match.alert
        else match
        for match in tracked.matches
    )
    return replace(tracked, matches=tuple(matches))


def track(store: Store, tracked: Iterable[TrackedItem], now: datetime) -> int:
    """Save the outcome of tracking, with routes to all who follow; return how many alerts were new."""
    return store.save_tracking([routed(store, each) for each in tracked], now)


def tell_digest(store: Store, storyline_id: str, alert_ids: Collection[int], now: datetime) -> bool:
    """Make a digest of held alerts for all who follow."""
    return store.save_digest(storyline_id, alert_ids, routes_to_all(store, storyline_id, now), now)


def make_figure(value: float | None = 1500.0, **more: Any) -> Figure:
    """A number of troops that the title says."""
    values: dict[str, Any] = {"of": "troops", "text": "1,500", "field": "title", "start": 0, "end": 5}
    return Figure(value=value, **(values | more))


def make_chat(address: str = "100", *, topic: int = 0, **more: Any) -> Chat:
    """A chat that the store has not seen."""
    values: dict[str, Any] = {"channel": Channel.TELEGRAM, "kind": ChatKind.GROUP, "title": "Desk"}
    return Chat(id=0, address=address, topic=topic, **(values | more))


def make_update(
    delivery_id: int, status: SendStatus = SendStatus.SENT, *, due_at: datetime = NOW, **more: Any
) -> DeliveryUpdate:
    """How an attempt ended, with the state that goes with it and no pause for the chat."""
    state = {SendStatus.SENT: DeliveryState.SENT, SendStatus.REFUSED: DeliveryState.FAILED}
    pause_until = more.pop("chat_not_before_at", NOW - DAY)
    return DeliveryUpdate(
        delivery_id=delivery_id,
        state=more.pop("state", state.get(status, DeliveryState.PENDING)),
        outcome=SendOutcome(status=status, **more),
        due_at=due_at,
        chat_not_before_at=pause_until,
    )
