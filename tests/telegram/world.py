"""The people, chats and messages of the fake Bot API server, and how they look in JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.oracles import units

BOT_ID = 123456789
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Vigie", "username": "vigie_test_bot"}
ANONYMOUS_ADMIN = 1087968824
CHANNEL_BOT = 136817688
DATE = 1729252800

_COMMAND = re.compile(r"/\w+(?:@\w+)?")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Person:
    """A user of Telegram."""

    id: int = 1001
    first_name: str = "Ada"
    language_code: str = "en"
    is_bot: bool = False
    username: str = ""

    def json(self) -> dict[str, Any]:
        """As the Bot API's User."""
        told = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        told |= {"language_code": self.language_code} if self.language_code else {}
        return told | ({"username": self.username} if self.username else {})


@dataclass(eq=False)
class Place:
    """A chat of any type."""

    id: int
    type: str
    title: str = ""
    is_forum: bool = False
    topics: set[int] = field(default_factory=set)
    members: dict[int, str] = field(default_factory=dict)
    """Status by user id; whoever is not listed has left."""
    bot_status: str = "member"
    bot_posts: bool = True
    """As an admin of a channel: whether the bot may post and edit there."""
    username: str = ""
    """Of a public chat, without the @."""
    migrated_to: int = 0
    refusal: str = ""
    """The description of the 403 that answers everything sent here, or empty."""

    def json(self) -> dict[str, Any]:
        """As the Bot API's Chat."""
        told: dict[str, Any] = {"id": self.id, "type": self.type}
        told["first_name" if self.type == "private" else "title"] = self.title
        told |= {"username": self.username} if self.username else {}
        return told | ({"is_forum": True} if self.is_forum else {})

    def full_json(self) -> dict[str, Any]:
        """As the Bot API's ChatFullInfo, every required field included."""
        gifts = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
        told = {"accent_color_id": 0, "max_reaction_count": 11}
        return self.json() | told | {"accepted_gift_types": dict.fromkeys(gifts.split(), False)}

    def member_json(self, user: int) -> dict[str, Any]:
        """The Bot API's ChatMember of a user here, the bot among them."""
        if user == BOT_ID:
            return member_json(BOT, self.bot_status, channel=self.type == "channel", posts=self.bot_posts)
        person = Person(user, "Somebody").json()
        return member_json(person, self.members.get(user, "left"), channel=self.type == "channel")


@dataclass(eq=False)
class Sent:
    """A message of the bot, as it stands in the chat now."""

    place: Place
    message_id: int
    topic: int
    text: str
    """Of a picture or document, its caption."""
    entities: list[dict[str, Any]]
    reply_markup: dict[str, Any] | None
    edits: int = 0
    reply_to: int = 0
    """The message that it answers, 0 for none."""
    silent: bool = False
    picture: bytes = b""
    size: tuple[int, int] = (0, 0)
    """Of the picture, in pixels."""
    document: bytes = b""
    filename: str = ""
    """Of the picture or document."""

    @property
    def chat(self) -> int:
        """The chat's id."""
        return self.place.id

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """All buttons, row by row."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button["text"] for button in self.buttons]

    @property
    def links(self) -> list[str]:
        """Addresses of the links in the text."""
        return [entity["url"] for entity in self.entities if entity["type"] == "text_link"]

    def data(self, label: str) -> str:
        """What the button carries whose label contains this text."""
        found = [button["callback_data"] for button in self.buttons if label in button["text"]]
        assert len(found) == 1, f"{len(found)} buttons with {label!r} in {self.labels}"
        return str(found[0])

    def json(self) -> dict[str, Any]:
        """As the Bot API's Message."""
        told = {"message_id": self.message_id, "date": DATE, "chat": self.place.json()}
        told |= {"sender_chat": self.place.json()} if self.place.type == "channel" else {"from": BOT}
        attached = self._attached()
        told |= attached
        text, entities = ("caption", "caption_entities") if attached else ("text", "entities")
        told |= {text: self.text} if self.text else {}
        told |= {entities: self.entities} if self.entities else {}
        told |= {"reply_markup": self.reply_markup} if self.reply_markup else {}
        told |= {"edit_date": DATE} if self.edits else {}
        return told | in_topic(self.topic)

    def _attached(self) -> dict[str, Any]:
        name = {"file_id": f"f{self.message_id}", "file_unique_id": f"u{self.message_id}"}
        if self.picture:
            width, height = self.size
            return {"photo": [name | {"width": width, "height": height, "file_size": len(self.picture)}]}
        if self.document:
            return {"document": name | {"file_name": self.filename, "file_size": len(self.document)}}
        return {}


def in_topic(topic: int) -> dict[str, Any]:
    """The fields of a message that say in which topic it stands."""
    return {"message_thread_id": topic, "is_topic_message": True} if topic else {}


def entities_in(text: str, links: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The entities of what somebody writes: the command that begins it, addresses, and words with a link.

    `links` gives the addresses behind words of the text.
    """
    found = _COMMAND.match(text)
    made = [{"type": "bot_command", "offset": 0, "length": units(found[0])}] if found else []
    made += [
        {"type": "url", "offset": units(text[: address.start()]), "length": units(address[0])}
        for address in _ADDRESS.finditer(text)
    ]
    for words, url in (links or {}).items():
        offset = units(text[: text.index(words)])
        made.append({"type": "text_link", "offset": offset, "length": units(words), "url": url})
    return made


def origin_json(origin: Place | Person | str) -> dict[str, Any]:
    """The Bot API's MessageOrigin: a post of a channel, a user's message, or one of somebody who hides."""
    match origin:
        case Place():
            return {"type": "channel", "date": DATE, "chat": origin.json(), "message_id": 77}
        case Person():
            return {"type": "user", "date": DATE, "sender_user": origin.json()}
        case name:
            return {"type": "hidden_user", "date": DATE, "sender_user_name": name}


def member_json(
    person: dict[str, Any], status: str, *, channel: bool = False, posts: bool = True
) -> dict[str, Any]:
    """The Bot API's ChatMember with that status, every required field included."""
    told: dict[str, Any] = {"user": person, "status": status}
    if status == "creator":
        return told | {"is_anonymous": False}
    if status == "administrator":
        rights = (
            "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
            "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories "
            "can_delete_stories can_send_welcome_messages"
        )
        told |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(rights.split(), True)
        if channel:
            return told | dict.fromkeys(("can_post_messages", "can_edit_messages"), posts)
        return told | dict.fromkeys(("can_pin_messages", "can_manage_topics"), True)
    if status in ("restricted", "restricted-mute"):
        rights = (
            "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos "
            "can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages "
            "can_add_web_page_previews can_change_info can_invite_users can_pin_messages can_manage_topics "
            "can_edit_tag can_react_to_messages"
        )
        allowed = status == "restricted"
        told |= {"status": "restricted", "is_member": True, "until_date": 0}
        return told | dict.fromkeys(rights.split(), allowed)
    return told | ({"until_date": 0} if status == "kicked" else {})
