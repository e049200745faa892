"""What each method of the Bot API does in the chats, as far as the fake server knows it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.telegram import oracles
from tests.telegram.faults import Fault
from tests.telegram.town import Answer, Town
from tests.telegram.world import BOT, BOT_ID, Place, Sent

OUT_OF_DATE = "Bad Request: query is too old and response timeout expired or query ID is invalid"
UNMODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
PICTURE_BYTES, DOCUMENT_BYTES = 10 << 20, 50 << 20
PICTURE_SIDES, PICTURE_RATIO = 10_000, 20


class RefusedError(Exception):
    """An error answer of the Bot API."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.fault = Fault(status, description, parameters)


@dataclass(frozen=True)
class Upload:
    """A file of a request."""

    body: bytes
    filename: str


class Methods(Town):
    """`_on_<method>` gets the decoded fields, and returns the result or raises RefusedError."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        """Command menus by scope and language code. A scope is the type of its model, "default" without one;
        that of a chat is followed by the chat: `chat:1001`."""
        self.descriptions: dict[tuple[str, str], str] = {}
        """By "description" or "short_description", and language code."""

    # --- the bot -----------------------------------------------------------------------------------------

    def _on_get_me(self, data: dict[str, Any]) -> dict[str, Any]:
        flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
        return BOT | dict.fromkeys(flags, False)

    def _on_set_my_commands(self, data: dict[str, Any]) -> bool:
        self.violations += oracles.judge_commands(data["commands"])
        scope = data.get("scope") or {"type": "default"}
        if "chat_id" in scope and int(scope["chat_id"]) not in self.places:
            raise RefusedError(400, "Bad Request: chat not found")
        named = ":".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope)
        self.commands[named, data.get("language_code", "")] = data["commands"]
        return True

    def _on_set_my_description(self, data: dict[str, Any]) -> bool:
        return self._describe("description", data, 512)

    def _on_set_my_short_description(self, data: dict[str, Any]) -> bool:
        return self._describe("short_description", data, 120)

    def _describe(self, kind: str, data: dict[str, Any], most: int) -> bool:
        text = data.get(kind, "")
        if len(text) > most:
            self.violations.append(f"{kind} of {len(text)} characters")
        self.descriptions[kind, data.get("language_code", "")] = text
        return True

    # --- sending -----------------------------------------------------------------------------------------

    def _on_send_message(self, data: dict[str, Any]) -> dict[str, Any]:
        return self._send(data, "text").json()

    def _on_send_photo(self, data: dict[str, Any]) -> dict[str, Any]:
        upload = self._upload(data, "photo", PICTURE_BYTES)
        size = _picture_size(upload.body)
        message = self._send(data, "caption")
        message.picture, message.filename, message.size = upload.body, upload.filename, size
        return message.json()

    def _on_send_document(self, data: dict[str, Any]) -> dict[str, Any]:
        upload = self._upload(data, "document", DOCUMENT_BYTES)
        message = self._send(data, "caption")
        message.document, message.filename = upload.body, upload.filename
        return message.json()

    def _on_send_chat_action(self, data: dict[str, Any]) -> bool:
        self._open_place(data["chat_id"])
        return True

    def _send(self, data: dict[str, Any], field: str) -> Sent:
        place, topic = self._open_place(data["chat_id"]), data.get("message_thread_id", 0)
        self._may_post(place)
        # the General topic is 1, and must be left out
        if topic and topic not in place.topics:
            raise RefusedError(400, "Bad Request: message thread not found")
        answered = self._answered(place, data.get("reply_parameters") or {})
        text, entities = self._text(data, field)
        message = Sent(place, self._next(), topic, text, entities, data.get("reply_markup"))
        message.reply_to, message.silent = answered, bool(data.get("disable_notification"))
        self.sent.append(message)
        self._by_number[message.chat, message.message_id] = message
        return message

    def _may_post(self, place: Place) -> None:
        if place.type == "channel" and not (place.bot_status == "administrator" and place.bot_posts):
            raise RefusedError(400, "Bad Request: need administrator rights in the channel chat")
        if place.bot_status == "restricted-mute":
            raise RefusedError(400, "Bad Request: not enough rights to send text messages to the chat")

    def _answered(self, place: Place, reply: dict[str, Any]) -> int:
        """The message that is answered; 0 for none, and for one that is gone if that is allowed."""
        number = reply.get("message_id", 0)
        if (place.id, number) in self._by_number:
            return int(number)
        if number and not reply.get("allow_sending_without_reply"):
            raise RefusedError(400, "Bad Request: message to be replied not found")
        return 0

    def _upload(self, data: dict[str, Any], field: str, most: int) -> Upload:
        """The file of that field, part of the same request."""
        upload = data[field]
        if not isinstance(upload, Upload):
            raise RefusedError(400, "Bad Request: wrong file identifier/HTTP URL specified")
        if not upload.body:
            raise RefusedError(400, "Bad Request: file must be non-empty")
        if len(upload.body) > most:
            raise RefusedError(413, "Request Entity Too Large")
        return upload

    # --- editing -----------------------------------------------------------------------------------------

    def _on_edit_message_text(self, data: dict[str, Any]) -> dict[str, Any]:
        return self._edit(data, "text")

    def _on_edit_message_caption(self, data: dict[str, Any]) -> dict[str, Any]:
        return self._edit(data, "caption")

    def _on_edit_message_reply_markup(self, data: dict[str, Any]) -> dict[str, Any]:
        return self._edit(data, "")

    def _edit(self, data: dict[str, Any], field: str) -> dict[str, Any]:
        place = self._open_place(data["chat_id"])
        message = self._by_number.get((place.id, data["message_id"]))
        if message is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        attached = bool(message.picture or message.document)
        if field and attached is not (field == "caption"):
            raise RefusedError(400, f"Bad Request: there is no {field} in the message to edit")
        text, entities = self._text(data, field) if field else (message.text, message.entities)
        markup = data.get("reply_markup")
        if not field:
            self.violations += oracles.judge_keyboard(markup)
        if (text, entities, markup) == (message.text, message.entities, message.reply_markup):
            raise RefusedError(400, UNMODIFIED)
        message.text, message.entities, message.reply_markup = text, entities, markup
        message.edits += 1
        return message.json()

    def _on_answer_callback_query(self, data: dict[str, Any]) -> bool:
        if data["callback_query_id"] not in self.unanswered:
            raise RefusedError(400, OUT_OF_DATE)
        text = data.get("text", "")
        if len(text) > oracles.ANSWER_CHARACTERS:
            self.violations.append(f"answer of {len(text)} characters")
        self.unanswered.remove(data["callback_query_id"])
        self.answers.append(Answer(data["callback_query_id"], text, bool(data.get("show_alert"))))
        return True

    # --- chats -------------------------------------------------------------------------------------------

    def _on_get_chat(self, data: dict[str, Any]) -> dict[str, Any]:
        """A public channel or group can be looked up by everybody."""
        return self._place(data["chat_id"], public=True).full_json()

    def _on_get_chat_member(self, data: dict[str, Any]) -> dict[str, Any]:
        place, user = self._place(data["chat_id"], public=True), int(data["user_id"])
        if place.type != "private" and place.bot_status in ("left", "kicked"):
            raise RefusedError(403, f"Forbidden: bot is not a member of the {place.type} chat")
        if place.type == "channel" and user != BOT_ID and place.bot_status != "administrator":
            raise RefusedError(400, "Bad Request: member list is inaccessible")
        return place.member_json(user)

    def _on_leave_chat(self, data: dict[str, Any]) -> bool:
        place = self._open_place(data["chat_id"])
        place.bot_status, place.refusal = "left", f"bot is not a member of the {place.type} chat"
        return True

    def _open_place(self, chat_id: Any) -> Place:
        """A chat into which the bot may write."""
        return self._place(chat_id)

    def _place(self, chat_id: Any, *, public: bool = False) -> Place:
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            named = [one for one in self.places.values() if one.username.lower() == chat_id[1:].lower()]
            place = named[0] if named else None
        else:
            place = self.places.get(int(chat_id))
        if place is None:
            raise RefusedError(400, "Bad Request: chat not found")
        if place.migrated_to:
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedError(400, why, migrate_to_chat_id=place.migrated_to)
        if place.refusal and not (public and place.username):
            raise RefusedError(403, f"Forbidden: {place.refusal}")
        return place

    def _text(self, data: dict[str, Any], field: str) -> tuple[str, list[dict[str, Any]]]:
        """The text or caption as the chat shows it; says and refuses what Telegram would refuse, and lost
        links."""
        self.violations += oracles.judge_keyboard(data.get("reply_markup"))
        raw, as_html = data.get(field) or "", data.get("parse_mode") == "HTML"
        least, most = (1, oracles.MESSAGE_UNITS) if field == "text" else (0, oracles.CAPTION_UNITS)
        judge = oracles.judge_html if as_html else oracles.judge_size
        self.violations += judge(raw, least, most)
        try:
            parsed = oracles.parse_html(raw) if as_html else oracles.Parsed(raw, [])
        except oracles.BadMarkupError as error:
            said = str(error)
            raise RefusedError(400, f"Bad Request: {said[:1].lower()}{said[1:]}") from error
        if least and not parsed.text.strip():
            raise RefusedError(400, "Bad Request: message text is empty")
        if oracles.units(parsed.text) > most:
            what = "message is" if field == "text" else "message caption is"
            raise RefusedError(400, f"Bad Request: {what} too long")
        return parsed.text, parsed.entities


def handler_name(method: str) -> str:
    """`sendMessage` → `_on_send_message`."""
    return "_on_" + re.sub(r"(?<!^)([A-Z])", r"_\1", method).lower()


def _picture_size(body: bytes) -> tuple[int, int]:
    """Width and height of a picture that Telegram would take."""
    try:
        with Image.open(io.BytesIO(body)) as picture:
            picture.load()
            width, height = picture.size
    except (UnidentifiedImageError, OSError) as error:
        raise RefusedError(400, "Bad Request: IMAGE_PROCESS_FAILED") from error
    if width + height > PICTURE_SIDES or max(width, height) > PICTURE_RATIO * min(width, height):
        raise RefusedError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return width, height
