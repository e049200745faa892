"""What is remembered, as a Protocol. It imports words only. `polls` has the part that polling uses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

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
    Feedback,
    FeedHealth,
    FeedRecord,
    Follower,
    Guest,
    Item,
    Mutes,
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
from bot.ports.polls import PollStore

T = TypeVar("T")


class Store(PollStore, Protocol):
    """Everything that is remembered.

    One method is one transaction: it happens wholly or not at all, and is on disk when the method returns.
    All methods are synchronous and are called from one thread at a time. They raise StoreError when the
    database cannot be used. Lists come in a defined order, given by each method.
    """

    # track
    def untracked_items(self, limit: int) -> list[Item]:
        """Items that were stored or revised and not tracked since, oldest id first."""
        ...

    def story_members(
        self, storyline_ids: Collection[str], since: datetime, item_ids: Collection[int] = (), after: int = 0
    ) -> list[StoryMember]:
        """Items of the recent stories of these storylines, in the order in which they were matched.

        Recent are the stories updated at or after `since`, and those that hold one of `item_ids`. Only items
        with a `match_id` above `after`, so that one who remembers the last answer need not read it again. An
        item that was moved by a merger comes with the story that holds it now.
        """
        ...

    def figure_records(self, storyline_ids: Collection[str]) -> list[ClaimedFigure]:
        """For each storyline and unit the highest claim, and for each claimant too the newest one."""
        ...

    def recent_alerts(self, storyline_ids: Collection[str], since: datetime) -> list[Alert]:
        """Alerts of these storylines decided at or after `since`, oldest first."""
        ...

    def recent_titles(self, limit: int) -> list[tuple[str, str]]:
        """Language and title of the newest stored items, newest first, to learn how rare words are."""
        ...

    def save_tracking(self, tracked: Sequence[TrackedItem], now: datetime) -> int:
        """Write matches, stories, figures, alerts and one delivery for each route; mark items tracked.

        Returns how many alerts were new, held ones among them. Stories and alerts are known by their keys:
        one that exists is not made again. A merger moves the items, figures and alerts of a story to the one
        that takes them, and ends those waiting deliveries of both as failed that would tell a chat again what
        it was or will be told; what was muted of it stays muted. The messages of an alert are due when their
        routes say, replies not before the first message of their story (of an urgent one, that is made due
        with it); a held alert and one of level OFF or EDIT has none. A route that is `late` gives the chat
        the first message of the story, if the story has one, the chat followed it when that was decided, and
        has none yet; only otherwise the alert. No route leads to a chat that muted the story. `edit_at` makes
        the sent first messages of the story due for an edit then, if they are not due earlier: in each chat
        that follows the storyline, and has not muted the story, the oldest, if its channel named it. An item
        that was revised after it was loaded stays untracked.
        """
        ...

    def held_alerts(self) -> list[Alert]:
        """Alerts that wait for a digest, by storyline and then oldest first."""
        ...

    def save_digest(
        self, storyline_id: str, alert_ids: Collection[int], routes: Sequence[Route], now: datetime
    ) -> bool:
        """Make one digest of these held alerts, with a delivery for each route.

        False, and nothing changes, if one of them is in a digest already.
        """
        ...

    def sleep_stories(self, storyline_id: str, before: datetime) -> int:
        """Mark the stories of a storyline last updated before that time dormant; return how many."""
        ...

    def followers(self, storyline_ids: Collection[str]) -> list[Follower]:
        """Who follows these storylines, by storyline and chat; suspended chats too: their messages wait."""
        ...

    # deliver
    def backlogs(self, now: datetime, least: int) -> list[Backlog]:
        """Where at least so many deliveries of one storyline are due for one chat, or one is wanted as a line
        of a digest; by chat and storyline.

        What was tried, is being sent or is gathered already does not count; nothing of suspended chats does.
        """
        ...

    def gather(self, delivery_ids: Collection[int], now: datetime) -> bool:
        """Make one message of these pending deliveries of one chat: a digest that ends as all of them end.

        It takes the place of the first, and is not edited; what comes later of its stories answers it. False,
        and nothing changes, if one of them waits no longer, is gathered already, is of another chat or
        storyline than the others, or would overtake the first message of its story.
        """
        ...

    def waiting(self, chat_id: int) -> list[WaitingDelivery]:
        """Deliveries of the chat that were neither tried nor gathered, in the order of their chat."""
        ...

    def reroute(self, routes: Mapping[int, Route]) -> int:
        """Let these waiting deliveries (by id) come as their routes say; return how many still waited."""
        ...

    def recover_deliveries(self) -> int:
        """Put what a crash left `sending` back to pending, as of unknown outcome; return how many.

        Edits that it cut short are due again, and not counted: they are harmless.
        """
        ...

    def claim_deliveries(
        self, now: datetime, limit: int, channels: Collection[Channel]
    ) -> list[ClaimedDelivery]:
        """Mark the first due delivery of each chat `sending`, and return them.

        First come unfinished deliveries, the one that was due first before the others, then edits of sent
        messages. At most one per address, so that order is kept in a chat; none for suspended chats, nor for
        an address before its `not_before` time, nor beside one that is `sending`. Oldest first. A reply is
        not claimed while the first message of its story is unfinished in the chat. What was gathered is
        claimed as one, and what is wanted as a line of a digest only so unless nobody gathers it.
        """
        ...

    def postpone_delivery(self, delivery_id: int, due_at: datetime) -> None:
        """Put a claimed message back until then, kept back (`held`), as if it had not been tried."""
        ...

    def finish_delivery(self, update: DeliveryUpdate, now: datetime) -> None:
        """Write how an attempt ended, with what it says of the chat (gone, moved, not before).

        A message whose edit is refused, or whose chat has moved, is neither edited nor answered any more.
        """
        ...

    # chats
    def save_chat(self, chat: Chat) -> Chat:
        """Insert or update by (channel, address, topic), lift its suspension, return it with its id.

        That of a guest who is refused stays. The settings of a chat that is known are not touched.
        """
        ...

    def chat(self, chat_id: int) -> Chat | None:
        """The stored chat with that id."""
        ...

    def save_settings(self, chat_id: int, settings: ChatSettings) -> None:
        """Replace the settings of a chat. What waits for it is rerouted by the caller."""
        ...

    def find_chat(self, channel: Channel, address: str, topic: int) -> Chat | None:
        """The stored chat with its language and suspension, or None; changes nothing."""
        ...

    def subscribe(self, chat_id: int, storyline_id: str, now: datetime) -> bool:
        """Subscribe; False if it was already."""
        ...

    def unsubscribe(self, chat_id: int, storyline_id: str) -> bool:
        """Unsubscribe, and drop what is pending for it; False if it was not subscribed."""
        ...

    def subscriptions(self, chat_id: int) -> list[Subscription]:
        """A chat's subscriptions, by storyline."""
        ...

    def save_subscription(self, subscription: Subscription) -> bool:
        """Replace how a chat follows a storyline; False if it does not follow it. Keeps `created_at`."""
        ...

    def mute_story(self, chat_id: int, story_id: int, now: datetime) -> bool:
        """Tell the chat no more of a story: what is pending of it is dropped; False if it was muted, or the
        story is unknown.
        """
        ...

    def unmute_story(self, chat_id: int, story_id: int) -> bool:
        """Tell the chat of the story again, from its next change on; False if it was not muted."""
        ...

    def mute_outlet(self, chat_id: int, storyline_id: str, outlet: str, now: datetime) -> bool:
        """Tell the chat nothing that only this publisher reports in the storyline; False if it was so."""
        ...

    def unmute_outlet(self, chat_id: int, storyline_id: str, outlet: str) -> bool:
        """Take that back; False if it was not muted."""
        ...

    def mutes(self, chat_id: int) -> Mutes:
        """What the chat has muted; stories that were merged go by the one that took them."""
        ...

    def sent_message(self, channel: Channel, address: str, message_ref: str) -> SentMessage | None:
        """What was sent as that message, or None if it is none of ours or is an answer."""
        ...

    def suspend_chat(self, channel: Channel, address: str, reason: str) -> None:
        """Send nothing more to any topic of this address until `save_chat`; pending deliveries are kept."""
        ...

    def move_chat(self, channel: Channel, old: str, new: str, now: datetime) -> None:
        """Give all that an address has to a new one, its guest too, as a delivery does that finds it moved.

        Nothing of it is suspended any longer, unless it is refused. It may be told several times.
        """
        ...

    # access
    def admins(self) -> list[Admin]:
        """Those who became admins by the one-time code, the first one first."""
        ...

    def add_admin(self, admin: Admin) -> None:
        """Make somebody an admin, or bring their language up to date."""
        ...

    def guest(self, channel: Channel, address: str) -> Guest | None:
        """Whether somebody at this address was let in."""
        ...

    def guest_by_id(self, guest_id: int) -> Guest | None:
        """The guest that a button names."""
        ...

    def save_guest(self, guest: Guest) -> Guest:
        """Insert or update by (channel, address); return it with its id. Migration moves it with the chat."""
        ...

    def guests(self, access: Access) -> list[Guest]:
        """All guests of this standing, the last one to ask first."""
        ...

    def save_invitation(self, digest: str, expires_at: datetime) -> None:
        """Remember the hash of an invitation, never the invitation."""
        ...

    def take_invitation(self, digest: str, now: datetime) -> bool:
        """Use an invitation up; False if there is none with that hash, or it was used or has expired."""
        ...

    # steering
    def save_feedback(self, feedback: Feedback) -> None:
        """Keep a judgement; the last one of each reader about a story counts."""
        ...

    def feedback(self, limit: int, storyline_id: str = "") -> list[Feedback]:
        """The judgements, newest first."""
        ...

    def save_draft(self, draft: Draft) -> int:
        """Keep a draft, and return its id."""
        ...

    def draft(self, draft_id: int) -> Draft | None:
        """The draft with that id."""
        ...

    def drop_draft(self, draft_id: int) -> None:
        """Forget a draft."""
        ...

    def troubles(self) -> list[Trouble]:
        """What troubles are known, the oldest first."""
        ...

    def save_trouble(self, trouble: Trouble) -> None:
        """Insert or replace by key."""
        ...

    def end_trouble(self, key: str) -> None:
        """Forget a trouble that is over."""
        ...

    # ask
    def feed_health(self) -> list[FeedHealth]:
        """Listed feeds by id."""
        ...

    def feed_records(self, newest: int) -> list[FeedRecord]:
        """What each feed brought among so many of the newest items of all feeds, by id."""
        ...

    def items(self, *, limit: int, feed_id: str = "", storyline_id: str = "") -> list[Item]:
        """Stored items, newest first."""
        ...

    def search(self, words: str, limit: int) -> list[Item]:
        """Items with all these words in title or summary, newest first; any text is a valid query."""
        ...

    def stories(self, *, limit: int, storyline_id: str = "", since: datetime | None = None) -> list[Story]:
        """Stories, last updated first; with `since` only those updated at or after it."""
        ...

    def activity(self) -> list[StorylineActivity]:
        """Storylines that have matches, by id."""
        ...

    def story(self, story_id: int) -> StoryView | None:
        """The story with all its items; one that was merged is answered by the one that took it."""
        ...

    def ledger(self, storyline_id: str, limit: int) -> list[ClaimedFigure]:
        """The newest figures of a storyline, in order of time."""
        ...

    def explain(self, url_or_id: str) -> ExplainedItem | None:
        """The item with that id, URL or guid (the newest, if several) and all that was decided about it."""
        ...

    def info(self) -> StoreInfo:
        """Size and backlog."""
        ...

    # care
    def prune(self, before: datetime) -> int:
        """Delete unmatched, tracked items last served by their feed before that time; return how many.

        An item in the last parsed document of its feed is kept, or it would come back as new.
        """
        ...

    def close(self) -> None:
        """Finish and release the file."""
        ...


class StoreAccess(Protocol):
    """Reaches the store from the event loop without blocking it."""

    async def __call__(self, work: Callable[[Store], T]) -> T:
        """Run `work` on the store's own thread, one at a time and in order, and return its result."""
        ...
