"""A Bot API server on this computer, strict enough to be believed.

    async with BotApi() as server:              # in the running event loop
        ada = server.private(Person())
        server.say(ada, "/start")
        await server.wait_for(1)
        server.press(server.sent[0], "All")

    with BotApi() as server:                    # in a thread of its own, for tests of whole processes
        server.do(lambda: server.say(ada, "/start"))
        server.wait(server.wait_for(1))

It keeps chats, topics, members and messages, holds long polls as Telegram does, and answers with the faults
that a test sets. Every request must please the oracles of `tests/telegram/oracles.py`: what they say against
one is kept in `violations`, and leaving the server with any of them fails the test.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from aiohttp import web

from tests.telegram import oracles
from tests.telegram.faults import Fault
from tests.telegram.town import Answer, Town
from tests.telegram.world import BOT, BOT_ID, Person, Place, Sent, member_json

T = TypeVar("T")

TOKEN = f"{BOT_ID}:AAF-test_token_of_thirty_five_chars0"
OUT_OF_DATE = "Bad Request: query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
UNMODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class RefusedError(Exception):
    """An error answer of the Bot API."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.fault = Fault(status, description, parameters)


class BotApi(Town):
    """Serves on 127.0.0.1; see the module's text."""

    def __init__(self, token: str = TOKEN, port: int = 0, longest_poll: float = 60.0) -> None:
        super().__init__()
        self.token, self.port, self.longest_poll = token, port, longest_poll
        self.commands: dict[str, list[dict[str, str]]] = {}
        """Command menus by language code."""
        self.webhook = ""
        self._poll: asyncio.Future[None] | None = None
        self._runner: web.AppRunner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._end: Callable[[], object] = lambda: None

    @property
    def url(self) -> str:
        """The base address, to be used like https://api.telegram.org."""
        return f"http://127.0.0.1:{self.port}"

    # --- running -----------------------------------------------------------------------------------------

    async def __aenter__(self) -> BotApi:
        oracles.get_ready()
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        # a client that goes away ends its long poll
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, kind: object, *error: object) -> None:
        if self._runner:
            await self._runner.cleanup()
        if kind is None:
            assert not self.violations, "\n".join(self.violations)

    def __enter__(self) -> BotApi:
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        ready.result(timeout=30)
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        self._end()
        if self._thread:
            self._thread.join(timeout=30)
        if kind is None:
            assert not self.violations, "\n".join(self.violations)

    async def _serve(self, ready: Future[None]) -> None:
        self._loop, end = asyncio.get_running_loop(), asyncio.Event()
        self._end = lambda: self._loop and self._loop.call_soon_threadsafe(end.set)
        try:
            await self.__aenter__()
        except OSError as error:
            ready.set_exception(error)
            return
        ready.set_result(None)
        await end.wait()
        await self.__aexit__(AssertionError)  # violations are told in the other thread

    def do(self, work: Callable[[], T]) -> T:
        """Run `work` in the server's thread and return its result."""

        async def run() -> T:
            return work()

        return self.wait(run())

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Await `work` in the server's thread."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    # --- answering ---------------------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _error(Fault(401, "Unauthorized"))
        queue = self._faults[method.lower()]
        fault = queue.popleft() if queue else Fault()
        if fault.reset:
            return _break(request)
        data = oracles.decode(method, await _fields(request))
        self.requests.append((method, data))
        self._tell()
        said = oracles.judge_request(method, data)
        self.violations += said
        if fault.status or said:
            return _error(fault if fault.status else Fault(400, f"Bad Request: {said[0]}"))
        try:
            result = await self._do(method, data)
        except RefusedError as error:
            return _error(error.fault)
        except Exception as error:
            self.violations.append(f"{method} {data} breaks the fake: {error!r}")
            raise
        finally:
            self._tell()
        await asyncio.sleep(fault.late)
        if fault.drop:
            return _break(request, reset=False)
        return web.json_response({"ok": True, "result": result})

    async def _do(self, method: str, data: dict[str, Any]) -> Any:
        snake = re.sub(r"(?<!^)([A-Z])", r"_\1", method).lower()
        handler = getattr(self, f"_on_{snake}", None)
        if handler is None:
            self.violations.append(f"{method}: the fake does not know it")
            raise RefusedError(404, "Not Found")
        result = handler(data)
        result = await result if asyncio.iscoroutine(result) else result
        said = oracles.judge_result(method, result)
        self.violations += [f"the fake's own answer to {method}: {complaint}" for complaint in said]
        return result

    async def _on_get_updates(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            why = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete"
            raise RefusedError(409, f"{why} the webhook first")
        if self._poll and not self._poll.done():
            self._poll.set_result(None)  # the newer request wins
        self._allowed = data.get("allowed_updates", self._allowed)
        while self.pending and self.pending[0]["update_id"] < data.get("offset", 0):
            self.pending.popleft()
        self._tell()
        poll = self._poll = asyncio.get_running_loop().create_future()
        ends = asyncio.get_running_loop().time() + min(float(data.get("timeout", 0)), self.longest_poll)
        while not self.pending and (left := ends - asyncio.get_running_loop().time()) > 0:
            changed = asyncio.ensure_future(self._changed.wait())
            await asyncio.wait({changed, poll}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            if poll.done():
                raise RefusedError(409, OTHER_POLLER)
        return list(self.pending)[: data.get("limit", 100)]

    def _on_get_me(self, data: dict[str, Any]) -> dict[str, Any]:
        flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
        return BOT | dict.fromkeys(flags, False)

    def _on_set_my_commands(self, data: dict[str, Any]) -> bool:
        self.violations += oracles.judge_commands(data["commands"])
        self.commands[data.get("language_code", "")] = data["commands"]
        return True

    def _on_get_webhook_info(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }

    def _on_delete_webhook(self, data: dict[str, Any]) -> bool:
        self.webhook = ""
        return True

    def _on_send_message(self, data: dict[str, Any]) -> dict[str, Any]:
        place, topic = self._open_place(data["chat_id"]), data.get("message_thread_id", 0)
        # the General topic is 1, and must be left out
        if topic and topic not in place.topics:
            raise RefusedError(400, "Bad Request: message thread not found")
        answered = self._answered(place, data.get("reply_parameters") or {})
        text, entities = self._text(data)
        message = Sent(place, self._next(), topic, text, entities, data.get("reply_markup"))
        message.reply_to, message.silent = answered, bool(data.get("disable_notification"))
        self.sent.append(message)
        return message.json()

    def _answered(self, place: Place, reply: dict[str, Any]) -> int:
        """The message that is answered; 0 for none, and for one that is gone if that is allowed."""
        number = reply.get("message_id", 0)
        if any(m.place is place and m.message_id == number for m in self.sent):
            return int(number)
        if number and not reply.get("allow_sending_without_reply"):
            raise RefusedError(400, "Bad Request: message to be replied not found")
        return 0

    def _on_edit_message_text(self, data: dict[str, Any]) -> dict[str, Any]:
        place = self._open_place(data["chat_id"])
        found = [m for m in self.sent if m.place is place and m.message_id == data["message_id"]]
        if not found:
            raise RefusedError(400, "Bad Request: message to edit not found")
        message, (text, entities), markup = found[0], self._text(data), data.get("reply_markup")
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

    def _on_get_chat_member(self, data: dict[str, Any]) -> dict[str, Any]:
        place, user = self._open_place(data["chat_id"]), data["user_id"]
        person = BOT if user == BOT_ID else Person(user, "Somebody").json()
        return member_json(person, place.members.get(user, "left"))

    def _open_place(self, chat_id: Any) -> Place:
        place = self.places.get(int(chat_id))
        if place is None:
            raise RefusedError(400, "Bad Request: chat not found")
        if place.migrated_to:
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedError(400, why, migrate_to_chat_id=place.migrated_to)
        if place.refusal:
            raise RefusedError(403, f"Forbidden: {place.refusal}")
        return place

    def _text(self, data: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
        """The text as the chat shows it; says and refuses what Telegram would refuse, and lost links."""
        self.violations += oracles.judge_keyboard(data.get("reply_markup"))
        if data.get("parse_mode") == "HTML":
            self.violations += oracles.judge_html(data["text"])
        else:
            self.violations += oracles.judge_size(data["text"])
        try:
            as_html = data.get("parse_mode") == "HTML"
            parsed = oracles.parse_html(data["text"]) if as_html else oracles.Parsed(data["text"], [])
        except oracles.BadMarkupError as error:
            said = str(error)
            raise RefusedError(400, f"Bad Request: {said[:1].lower()}{said[1:]}") from error
        if not parsed.text.strip():
            raise RefusedError(400, "Bad Request: message text is empty")
        if oracles.units(parsed.text) > oracles.MESSAGE_UNITS:
            raise RefusedError(400, "Bad Request: message is too long")
        return parsed.text, parsed.entities


async def _fields(request: web.Request) -> dict[str, Any]:
    fields: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return fields | await request.json()
    return fields | dict(await request.post())


def _error(fault: Fault) -> web.Response:
    if fault.body:
        return web.Response(status=fault.status, body=fault.body, content_type="text/html")
    told: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": fault.description}
    told |= {"parameters": dict(fault.parameters)} if fault.parameters else {}
    return web.Response(status=fault.status, text=json.dumps(told), content_type="application/json")


def _break(request: web.Request, *, reset: bool = True) -> web.Response:
    """Close or reset the connection instead of answering."""
    transport = request.transport
    if transport is not None and reset:
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
    elif transport is not None:
        transport.close()
    return web.Response()
