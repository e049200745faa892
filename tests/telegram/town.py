"""The chats around the fake Bot API server: who is there, what they do, and what they have seen."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.telegram import oracles
from tests.telegram.faults import Fault
from tests.telegram.world import (
    ANONYMOUS_ADMIN,
    BOT_ID,
    CHANNEL_BOT,
    DATE,
    Person,
    Place,
    Sent,
    entities_in,
    in_topic,
    origin_json,
)


@dataclass(frozen=True)
class Answer:
    """An answered button press."""

    query_id: str
    text: str
    alert: bool


class Town:
    """Makes updates from what people do, and keeps what the bot sent them."""

    def __init__(self) -> None:
        self.places: dict[int, Place] = {}
        self.sent: list[Sent] = []
        self._by_number: dict[tuple[int, int], Sent] = {}
        """What stands in the chats, by chat and number."""
        self.lost_answers: list[Sent] = []
        """Messages that stand in their chats, though their sender was not told."""
        self.answers: list[Answer] = []
        self.unanswered: set[str] = set()
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.violations: list[str] = []
        self.pending: deque[dict[str, Any]] = deque()
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._allowed: list[str] | None = None
        self._last_id = 0
        self._changed = asyncio.Event()

    # --- who is there ------------------------------------------------------------------------------------

    def private(self, person: Person | None = None) -> Place:
        """The chat of one person with the bot."""
        person = person or Person()
        return self._add(Place(person.id, "private", person.first_name, members={person.id: "member"}))

    def group(self, id_: int = -500, title: str = "Desk", **members: str) -> Place:
        """A basic group; members as `u1001="administrator"`."""
        return self._add(Place(id_, "group", title, members=_members(members)))

    def supergroup(self, id_: int = -100500, title: str = "Desk", **members: str) -> Place:
        """A supergroup without topics."""
        return self._add(Place(id_, "supergroup", title, members=_members(members)))

    def forum(self, *topics: int, id_: int = -100700, title: str = "Desk", **members: str) -> Place:
        """A supergroup with topics."""
        place = Place(id_, "supergroup", title, is_forum=True, topics=set(topics), members=_members(members))
        return self._add(place)

    def channel(
        self,
        id_: int = -100900,
        title: str = "News",
        *,
        username: str = "",
        posts: bool = True,
        **members: str,
    ) -> Place:
        """A channel in which the bot is an admin; unless `posts`, without the right to post."""
        place = Place(id_, "channel", title, members=_members(members), username=username, bot_posts=posts)
        place.bot_status = "administrator"
        return self._add(place)

    def _add(self, place: Place) -> Place:
        return self.places.setdefault(place.id, place)

    # --- what people do ----------------------------------------------------------------------------------

    def say(
        self,
        place: Place,
        text: str,
        who: Person | None = None,
        *,
        topic: int = 0,
        thread: int = 0,
        as_chat: Place | None = None,
        edited: bool = False,
        forwarded: Place | Person | str | None = None,
        links: Mapping[str, str] | None = None,
        photo: bool = False,
        answering: Sent | None = None,
    ) -> int:
        """Somebody writes; returns the update's id.

        `thread` is the chain of replies of a group without topics. `as_chat` is the group itself for an
        anonymous admin, or a channel in whose name a member writes. `forwarded` is whose message it was: of a
        channel, a user, or somebody who hides behind a name. `links` are the addresses behind words of the
        text; an address in the text is one by itself. With a photo the text is its caption. `answering` is the
        message of the bot that it replies to.
        """
        message: dict[str, Any] = {"message_id": self._next(), "date": DATE, "chat": place.json()}
        message |= in_topic(topic) | ({"message_thread_id": thread} if thread else {})
        if photo:
            size = {"file_id": "p1", "file_unique_id": "p1", "width": 90, "height": 60}
            message |= {"photo": [size]}
        message |= {"caption" if photo else "text": text} if text else {}
        if entities := entities_in(text, links):
            message["caption_entities" if photo else "entities"] = entities
        message |= {"forward_origin": origin_json(forwarded)} if forwarded is not None else {}
        message |= {"reply_to_message": answering.json()} if answering else {}
        if place.type == "channel":
            message["sender_chat"] = place.json()
            return self._push("channel_post", message)
        if as_chat:
            stand_in = ANONYMOUS_ADMIN if as_chat is place else CHANNEL_BOT
            message["sender_chat"] = as_chat.json()
            who = Person(stand_in, "Group" if as_chat is place else "Channel", "", True, "GroupAnonymousBot")
        message["from"] = (who or Person()).json()
        if edited:
            message["edit_date"] = DATE
        return self._push("edited_message" if edited else "message", message)

    def press(
        self,
        message: Sent,
        label: str = "",
        who: Person | None = None,
        *,
        data: str = "",
        inaccessible: bool = False,
    ) -> str:
        """Somebody presses the button with that label, or an old one that carried `data`."""
        query_id = str(self._next())
        seen = message.json()
        if inaccessible:
            seen = {"chat": seen["chat"], "message_id": message.message_id, "date": 0}
        query = {
            "id": query_id,
            "from": (who or Person()).json(),
            "message": seen,
            "chat_instance": "1",
            "data": data or message.data(label),
        }
        self.unanswered.add(query_id)
        self._push("callback_query", query)
        return query_id

    def membership(self, place: Place, status: str, who: Person | None = None) -> None:
        """The bot's own status in a chat changes: blocked and kicked are `kicked`."""
        before, place.bot_status = place.member_json(BOT_ID), status
        shut = status in ("kicked", "left")
        by_user = "bot was blocked by the user"
        removed = f"bot was kicked from the {place.type} chat"
        place.refusal = (by_user if place.type == "private" else removed) if shut else ""
        change = {
            "chat": place.json(),
            "from": (who or Person()).json(),
            "date": DATE,
            "old_chat_member": before,
            "new_chat_member": place.member_json(BOT_ID),
        }
        self._push("my_chat_member", change)

    def migrate(self, group: Place, new_id: int = -100501) -> Place:
        """A group becomes a supergroup under a new id."""
        new = self._add(Place(new_id, "supergroup", group.title, members=dict(group.members)))
        group.migrated_to = new_id
        for place, told in (
            (group, {"migrate_to_chat_id": new_id}),
            (new, {"migrate_from_chat_id": group.id}),
        ):
            message = {"message_id": self._next(), "date": DATE, "chat": place.json(), **told}
            self._push("message", message | {"from": Person().json()})
        return new

    def delete(self, message: Sent) -> None:
        """Somebody deletes a message of the bot; no update tells of that."""
        self.sent.remove(message)
        del self._by_number[message.chat, message.message_id]

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next requests of a method meet these faults, one each."""
        self._faults[method.lower()].extend(faults)

    def _push(self, kind: str, content: Mapping[str, Any]) -> int:
        update = {"update_id": self._next(), kind: content}
        self.violations += [f"the fake's own update: {said}" for said in oracles.judge_update(update)]
        if self._allowed is None or kind in self._allowed:
            self.pending.append(update)
            self._tell()
            self._arrived()
        return int(update["update_id"])

    def _arrived(self) -> None:
        """Something is to be fetched or, with a webhook, to be brought."""

    def _next(self) -> int:
        self._last_id += 1
        return self._last_id

    # --- waiting -----------------------------------------------------------------------------------------

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, wanted: Callable[[], object], within: float = 10.0) -> None:
        """Wait until that holds."""
        try:
            async with asyncio.timeout(within):
                while not wanted():
                    await self._changed.wait()
        except TimeoutError:
            texts = [message.text[:80] for message in self.sent]
            raise AssertionError(f"waited in vain; sent: {texts}; violations: {self.violations}") from None

    async def wait_for(self, messages: int, within: float = 10.0) -> list[Sent]:
        """Wait until so many messages were sent in all, and return them."""
        await self.until(lambda: len(self.sent) >= messages, within)
        return self.sent

    async def handled(self, within: float = 10.0) -> None:
        """Wait until the bot has handled and confirmed all updates."""
        await self.until(lambda: not self.pending, within)

    def count(self, method: str) -> int:
        """How many requests of that method came."""
        return sum(name == method for name, _ in self.requests)


def _members(named: Mapping[str, str]) -> dict[int, str]:
    return {int(name.removeprefix("u")): status for name, status in named.items()}
