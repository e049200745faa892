"""What Telegram accepts, as judged by programs that we did not write.

aiogram's models know every method and field of the Bot API; TDLib's parser is the one that Telegram's own
Bot API server runs. Each check returns the complaints that it has, in words.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from tdjson import td_execute

MESSAGE_UNITS, CAPTION_UNITS = 4096, 1024
RAW_BYTES = 32_768
ENTITIES = 100
CALLBACK_BYTES = 64
ANSWER_CHARACTERS = 200
BUTTONS, BUTTONS_IN_ROW = 100, 8

_KINDS = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "TextUrl": "text_link",
}


class BadMarkupError(ValueError):
    """TDLib cannot parse the text; the message is what Telegram answers."""


@dataclass(frozen=True)
class Parsed:
    """A text as a chat shows it."""

    text: str
    entities: list[dict[str, Any]]


def units(text: str) -> int:
    """Length in UTF-16 units, counted by the encoder."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@functools.cache
def _quieten() -> None:
    td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())


def parse_html(html: str) -> Parsed:
    """Parse as Telegram's server does; raises BadMarkupError."""
    _quieten()
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(td_execute(json.dumps(request).encode()) or b"{}")
    if answer["@type"] == "error":
        raise BadMarkupError(answer["message"])
    return Parsed(answer["text"], [_entity(entity) for entity in answer["entities"]])


def _entity(entity: Mapping[str, Any]) -> dict[str, Any]:
    kind = entity["type"]["@type"].removeprefix("textEntityType")
    made = {"type": _KINDS[kind], "offset": entity["offset"], "length": entity["length"]}
    return made | ({"url": entity["type"]["url"]} if "url" in entity["type"] else {})


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs).get("href") or "")


def judge_html(html: str, least: int = 1, most: int = MESSAGE_UNITS) -> list[str]:
    """Complaints about a text in HTML: markup, size, entities, and links that would vanish."""
    if len(html.encode("utf-8", "surrogatepass")) > RAW_BYTES:
        return [f"raw text over {RAW_BYTES} bytes"]
    try:
        parsed = parse_html(html)
    except BadMarkupError as error:
        return [str(error)]
    links = _Links()
    links.feed(html)
    survived = sum(entity["type"] == "text_link" for entity in parsed.entities)
    lost = [f"{len(links.found)} links, {survived} survived: {links.found}"] * (survived != len(links.found))
    many = [f"{len(parsed.entities)} entities"] * (len(parsed.entities) > ENTITIES)
    return judge_size(parsed.text, least, most) + lost + many


def judge_size(text: str, least: int = 1, most: int = MESSAGE_UNITS) -> list[str]:
    """Complaints about the size of a text after parsing, in UTF-16 units."""
    size = units(text.strip())
    return [] if least <= size <= most else [f"text of {size} units"]


def judge_keyboard(markup: Mapping[str, Any] | None) -> list[str]:
    """Complaints about an inline keyboard."""
    rows = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    complaints = [f"{len(buttons)} buttons"] * (len(buttons) > BUTTONS)
    complaints += [f"{len(row)} buttons in a row" for row in rows if not 1 <= len(row) <= BUTTONS_IN_ROW]
    for button in buttons:
        actions = set(button) - {"text", "style", "icon_custom_emoji_id"}
        if len(actions) != 1:
            complaints.append(f"a button with the actions {sorted(actions)}")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_BYTES:
            complaints.append(f"callback data {button['callback_data']!r}")
        if not button.get("text", "").strip():
            complaints.append("a button without text")
    return complaints


def judge_commands(commands: list[Mapping[str, str]]) -> list[str]:
    """Complaints about a command menu."""
    wrong = [c for c in commands if not re.fullmatch(r"[a-z0-9_]{1,32}", c["command"])]
    wrong += [c for c in commands if not 1 <= len(c["description"]) <= 256]
    return [f"command {one}" for one in wrong] + ["too many commands"] * (len(commands) > 100)


@functools.cache
def _methods() -> Mapping[str, type[BaseModel]]:
    import aiogram.methods as known  # takes six seconds; only who runs a server shall wait for it

    named = (getattr(known, name) for name in known.__all__ if name not in ("Request", "Response"))
    return {model.__api_method__.lower(): model for model in named if model is not known.TelegramMethod}


def get_ready() -> None:
    """Load the oracles, so that the first request need not wait for them."""
    _quieten()
    _methods()


def decode(method: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Form fields as data: what a model does not want as text is JSON, as the Bot API reads it."""
    model = _methods().get(method.lower())
    return {key: _decoded(model, key, value) for key, value in raw.items()}


def _decoded(model: type[BaseModel] | None, key: str, value: Any) -> Any:
    field = model.model_fields.get(key) if model else None
    wants = field.annotation if field else str
    if not isinstance(value, str) or str in (wants, *get_args(wants)):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def judge_request(method: str, data: Mapping[str, Any]) -> list[str]:
    """Complaints about a decoded request: unknown method or field, missing or wrong values."""
    model = _methods().get(method.lower())
    if model is None:
        return [f"{method}: no such method"]
    return [f"{method}: {complaint}" for complaint in judge_model(model, data)]


def judge_update(data: Mapping[str, Any]) -> list[str]:
    """Complaints about an update that the fake server makes: it shall not invent fields."""
    from aiogram.types import Update

    return judge_model(Update, data)


@functools.cache
def _result_of(method: str) -> TypeAdapter[Any]:
    return TypeAdapter(_methods()[method.lower()].__returning__)


def judge_result(method: str, result: Any) -> list[str]:
    """Complaints about what the fake server answers."""
    try:
        made = _result_of(method).validate_python(result)
    except ValidationError as error:
        return _said(error)
    return list(_extras(made, ""))


def judge_model(model: type[BaseModel], data: Mapping[str, Any]) -> list[str]:
    """Complaints of a pydantic model, unknown fields included at any depth."""
    try:
        made = model.model_validate(dict(data))
    except ValidationError as error:
        return _said(error)
    return list(_extras(made, ""))


def _said(error: ValidationError) -> list[str]:
    return [f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()]


def _extras(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (f"unknown field {path}{name}" for name in value.model_extra or {})
        for name in value.model_fields_set:
            yield from _extras(getattr(value, name, None), f"{path}{name}.")
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from _extras(one, f"{path}{index}.")
