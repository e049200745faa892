"""The `Store` on SQLite. Each method is one transaction; the work is done by the modules of each stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlite_utils import Database

from bot.model import (
    Access,
    Admin,
    Alert,
    Backlog,
    Channel,
    Chat,
    ChatSettings,
    ClaimedDelivery,
    ClaimedFigure,
    DeliveryUpdate,
    Draft,
    ExplainedItem,
    Feed,
    Feedback,
    FeedHealth,
    FeedRecord,
    FeedState,
    Follower,
    Guest,
    Item,
    ItemKeys,
    KnownItem,
    Mutes,
    PollResult,
    Route,
    SentMessage,
    StoreInfo,
    Story,
    StorylineActivity,
    StoryMember,
    StoryView,
    Subscription,
    TrackedItem,
    Trouble,
    WaitingDelivery,
)
from bot.store import (
    alert_rows,
    asking,
    chats,
    claims,
    entry,
    gathering,
    moving,
    muting,
    outbox,
    poll_rows,
    records,
    routing,
    slices,
    steering,
    story_rows,
    track_rows,
)
from bot.store import search as searching
from bot.store.database import BUSY_SECONDS, connect, transaction, translated


def open_sqlite(path: str, *, busy_seconds: float = BUSY_SECONDS) -> SqliteStore:
    """Open or make the database file; `:memory:` is one that ends with the store. Raises StoreError."""
    return SqliteStore(connect(path, busy_seconds), path)


class SqliteStore:
    """The promises are those of `bot.ports.Store`; it is used from the thread that opened it."""

    def __init__(self, db: Database, path: str) -> None:
        self._db = db
        self._path = path

    def _reading(self) -> AbstractContextManager[Database]:
        return transaction(self._db, self._path, writes=False)

    def _writing(self) -> AbstractContextManager[Database]:
        return transaction(self._db, self._path, writes=True)

    # poll
    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        with self._writing() as db:
            poll_rows.sync_feeds(db, feeds, now)

    def due_feeds(self, now: datetime, limit: int) -> list[FeedState]:
        with self._reading() as db:
            return poll_rows.due_feeds(db, now, limit)

    def poll_soon(self, feed_ids: Collection[str], now: datetime) -> None:
        with self._writing() as db:
            poll_rows.poll_soon(db, feed_ids, now)

    def known_items(self, feed_id: str, keys: Sequence[ItemKeys]) -> list[KnownItem]:
        with self._reading() as db:
            return poll_rows.known_items(db, feed_id, keys)

    def matching_feeds(self) -> dict[str, dict[str, int]]:
        with self._reading() as db:
            return poll_rows.matching_feeds(db)

    def known_slices(self, feed_id: str) -> dict[bytes, int]:
        with self._reading() as db:
            return slices.known_slices(db, feed_id)

    def save_poll(self, result: PollResult) -> int:
        with self._writing() as db:
            return poll_rows.save_poll(db, result)

    def save_polls(self, results: Sequence[PollResult]) -> list[int]:
        with self._writing() as db:
            return [poll_rows.save_poll(db, result) for result in results]

    # track
    def untracked_items(self, limit: int) -> list[Item]:
        with self._reading() as db:
            return track_rows.untracked_items(db, limit)

    def story_members(
        self, storyline_ids: Collection[str], since: datetime, item_ids: Collection[int] = (), after: int = 0
    ) -> list[StoryMember]:
        with self._reading() as db:
            return story_rows.story_members(db, storyline_ids, since, item_ids, after)

    def figure_records(self, storyline_ids: Collection[str]) -> list[ClaimedFigure]:
        with self._reading() as db:
            return story_rows.figure_records(db, storyline_ids)

    def recent_alerts(self, storyline_ids: Collection[str], since: datetime) -> list[Alert]:
        with self._reading() as db:
            return alert_rows.recent_alerts(db, storyline_ids, since)

    def recent_titles(self, limit: int) -> list[tuple[str, str]]:
        with self._reading() as db:
            return track_rows.recent_titles(db, limit)

    def save_tracking(self, tracked: Sequence[TrackedItem], now: datetime) -> int:
        with self._writing() as db:
            return track_rows.save_tracking(db, tracked, now)

    def held_alerts(self) -> list[Alert]:
        with self._reading() as db:
            return alert_rows.held_alerts(db)

    def save_digest(
        self, storyline_id: str, alert_ids: Collection[int], routes: Sequence[Route], now: datetime
    ) -> bool:
        with self._writing() as db:
            return alert_rows.save_digest(db, storyline_id, alert_ids, routes, now)

    def sleep_stories(self, storyline_id: str, before: datetime) -> int:
        with self._writing() as db:
            return track_rows.sleep_stories(db, storyline_id, before)

    def followers(self, storyline_ids: Collection[str]) -> list[Follower]:
        with self._reading() as db:
            return routing.followers(db, storyline_ids)

    # deliver
    def backlogs(self, now: datetime, least: int) -> list[Backlog]:
        with self._reading() as db:
            return gathering.backlogs(db, now, least)

    def gather(self, delivery_ids: Collection[int], now: datetime) -> bool:
        with self._writing() as db:
            return gathering.gather(db, delivery_ids)

    def waiting(self, chat_id: int) -> list[WaitingDelivery]:
        with self._reading() as db:
            return routing.waiting(db, chat_id)

    def reroute(self, routes: Mapping[int, Route]) -> int:
        with self._writing() as db:
            return routing.reroute(db, routes)

    def recover_deliveries(self) -> int:
        with self._writing() as db:
            return outbox.recover(db)

    def claim_deliveries(
        self, now: datetime, limit: int, channels: Collection[Channel]
    ) -> list[ClaimedDelivery]:
        with self._writing() as db:
            return claims.claim(db, now, limit, channels)

    def postpone_delivery(self, delivery_id: int, due_at: datetime) -> None:
        with self._writing() as db:
            outbox.postpone(db, delivery_id, due_at)

    def finish_delivery(self, update: DeliveryUpdate, now: datetime) -> None:
        with self._writing() as db:
            outbox.finish(db, update, now)

    # chats
    def chat(self, chat_id: int) -> Chat | None:
        with self._reading() as db:
            return chats.chat(db, chat_id)

    def find_chat(self, channel: Channel, address: str, topic: int) -> Chat | None:
        with self._reading() as db:
            return chats.find_chat(db, channel, address, topic)

    def save_chat(self, chat: Chat) -> Chat:
        with self._writing() as db:
            return chats.save_chat(db, chat)

    def save_settings(self, chat_id: int, settings: ChatSettings) -> None:
        with self._writing() as db:
            chats.save_settings(db, chat_id, settings)

    def subscribe(self, chat_id: int, storyline_id: str, now: datetime) -> bool:
        with self._writing() as db:
            return chats.subscribe(db, chat_id, storyline_id, now)

    def unsubscribe(self, chat_id: int, storyline_id: str) -> bool:
        with self._writing() as db:
            return chats.unsubscribe(db, chat_id, storyline_id)

    def subscriptions(self, chat_id: int) -> list[Subscription]:
        with self._reading() as db:
            return chats.subscriptions(db, chat_id)

    def save_subscription(self, subscription: Subscription) -> bool:
        with self._writing() as db:
            return chats.save_subscription(db, subscription)

    def mute_story(self, chat_id: int, story_id: int, now: datetime) -> bool:
        with self._writing() as db:
            return muting.mute_story(db, chat_id, story_id, now)

    def unmute_story(self, chat_id: int, story_id: int) -> bool:
        with self._writing() as db:
            return muting.unmute_story(db, chat_id, story_id)

    def mute_outlet(self, chat_id: int, storyline_id: str, outlet: str, now: datetime) -> bool:
        with self._writing() as db:
            return muting.mute_outlet(db, chat_id, storyline_id, outlet, now)

    def unmute_outlet(self, chat_id: int, storyline_id: str, outlet: str) -> bool:
        with self._writing() as db:
            return muting.unmute_outlet(db, chat_id, storyline_id, outlet)

    def mutes(self, chat_id: int) -> Mutes:
        with self._reading() as db:
            return muting.mutes(db, chat_id)

    def sent_message(self, channel: Channel, address: str, message_ref: str) -> SentMessage | None:
        with self._reading() as db:
            return outbox.sent_message(db, channel, address, message_ref)

    def suspend_chat(self, channel: Channel, address: str, reason: str) -> None:
        with self._writing() as db:
            chats.suspend(db, channel, address, reason or "suspended")

    def move_chat(self, channel: Channel, old: str, new: str, now: datetime) -> None:
        with self._writing() as db:
            moving.move_chats(db, channel, old, new, now)

    # access
    def admins(self) -> list[Admin]:
        with self._reading() as db:
            return entry.admins(db)

    def add_admin(self, admin: Admin) -> None:
        with self._writing() as db:
            entry.add_admin(db, admin)

    def guest(self, channel: Channel, address: str) -> Guest | None:
        with self._reading() as db:
            return entry.guest(db, channel, address)

    def guest_by_id(self, guest_id: int) -> Guest | None:
        with self._reading() as db:
            return entry.guest_by_id(db, guest_id)

    def save_guest(self, guest: Guest) -> Guest:
        with self._writing() as db:
            return entry.save_guest(db, guest)

    def guests(self, access: Access) -> list[Guest]:
        with self._reading() as db:
            return entry.guests(db, access)

    def save_invitation(self, digest: str, expires_at: datetime) -> None:
        with self._writing() as db:
            entry.save_invitation(db, digest, expires_at)

    def take_invitation(self, digest: str, now: datetime) -> bool:
        with self._writing() as db:
            return entry.take_invitation(db, digest, now)

    # steering
    def save_feedback(self, feedback: Feedback) -> None:
        with self._writing() as db:
            steering.save_feedback(db, feedback)

    def feedback(self, limit: int, storyline_id: str = "") -> list[Feedback]:
        with self._reading() as db:
            return steering.feedback(db, limit, storyline_id)

    def save_draft(self, draft: Draft) -> int:
        with self._writing() as db:
            return steering.save_draft(db, draft)

    def draft(self, draft_id: int) -> Draft | None:
        with self._reading() as db:
            return steering.draft(db, draft_id)

    def drop_draft(self, draft_id: int) -> None:
        with self._writing() as db:
            steering.drop_draft(db, draft_id)

    def troubles(self) -> list[Trouble]:
        with self._reading() as db:
            return steering.troubles(db)

    def save_trouble(self, trouble: Trouble) -> None:
        with self._writing() as db:
            steering.save_trouble(db, trouble)

    def end_trouble(self, key: str) -> None:
        with self._writing() as db:
            steering.end_trouble(db, key)

    # ask
    def feed_health(self) -> list[FeedHealth]:
        with self._reading() as db:
            return asking.feed_health(db)

    def feed_records(self, newest: int) -> list[FeedRecord]:
        with self._reading() as db:
            return records.feed_records(db, newest)

    def items(self, *, limit: int, feed_id: str = "", storyline_id: str = "") -> list[Item]:
        with self._reading() as db:
            return asking.items(db, limit, feed_id, storyline_id)

    def search(self, words: str, limit: int) -> list[Item]:
        with self._reading() as db:
            return searching.search(db, words, limit)

    def stories(self, *, limit: int, storyline_id: str = "", since: datetime | None = None) -> list[Story]:
        with self._reading() as db:
            return asking.stories(db, limit, storyline_id, since)

    def activity(self) -> list[StorylineActivity]:
        with self._reading() as db:
            return asking.activity(db)

    def story(self, story_id: int) -> StoryView | None:
        with self._reading() as db:
            return story_rows.view(db, story_id)

    def ledger(self, storyline_id: str, limit: int) -> list[ClaimedFigure]:
        with self._reading() as db:
            return story_rows.ledger(db, storyline_id, limit)

    def explain(self, url_or_id: str) -> ExplainedItem | None:
        with self._reading() as db:
            return asking.explain(db, url_or_id)

    def info(self) -> StoreInfo:
        with self._reading() as db:
            return asking.info(db, self._path)

    # care
    def prune(self, before: datetime) -> int:
        with self._writing() as db:
            return poll_rows.prune(db, before)

    def close(self) -> None:
        with translated(self._path):
            self._db.close()
