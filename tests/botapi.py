"""A Bot API server on this computer, strict enough to be believed.

    async with BotApi() as server:              # in the running event loop
        ada = server.private(Person())
        server.say(ada, "/start")
        await server.wait_for(1)
        server.press(server.sent[0], "All")

    with BotApi() as server:                    # in a thread of its own, for tests of whole processes
        server.do(lambda: server.say(ada, "/start"))
        server.wait(server.wait_for(1))

It keeps chats, topics, members, messages and files, holds long polls and calls webhooks as Telegram does, counts
its limits, and answers with the faults that a test sets. Every request must please the oracles of
`tests/telegram/oracles.py`: what they say against one is kept in `violations`, and leaving the server with any
of them fails the test.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from aiohttp import web

from tests.telegram import oracles
from tests.telegram.faults import Fault, flood
from tests.telegram.hooks import Hooks
from tests.telegram.methods import RefusedError, Upload, handler_name
from tests.telegram.traffic import Traffic, counts
from tests.telegram.world import BOT_ID

T = TypeVar("T")

TOKEN = f"{BOT_ID}:AAF-test_token_of_thirty_five_chars0"
LARGEST = 52 << 20
"""Bytes of a request: a document of 50 MB and its fields."""


class BotApi(Hooks):
    """Serves on 127.0.0.1; see the module's text."""

    def __init__(
        self, token: str = TOKEN, port: int = 0, longest_poll: float = 60.0, traffic: Traffic | None = None
    ) -> None:
        """`traffic` counts the limits of Telegram; without it they are not looked at."""
        super().__init__(longest_poll)
        self.token, self.port = token, port
        self.traffic = traffic
        self.keep_requests = True
        """Whether `requests` is filled; long runs need not remember each."""
        self._runner: web.AppRunner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._end: Callable[[], object] = lambda: None

    @property
    def url(self) -> str:
        """The base address, to be used like https://api.telegram.org."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def over_limit(self) -> list[str]:
        """Where more came than Telegram bears."""
        return self.traffic.over_limit if self.traffic else []

    # --- running -----------------------------------------------------------------------------------------

    async def __aenter__(self) -> BotApi:
        oracles.get_ready()
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        # a client that goes away ends its long poll
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, kind: object, *error: object) -> None:
        await self.end_hooks()
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
        arrived = asyncio.get_running_loop().time()
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _error(Fault(401, "Unauthorized"))
        fault = self._next_fault(method)
        if fault.reset:
            return _break(request)
        fields, uploads = await _fields(request)
        data = oracles.decode(method, fields)
        if self.keep_requests:
            self.requests.append((method, data))
        self._tell()
        said = oracles.judge_request(method, data)
        self.violations += said
        if wait := self._too_much(method, data, arrived):
            return _error(flood(wait))
        if fault.status or said:
            return _error(fault if fault.status else Fault(400, f"Bad Request: {said[0]}"))
        try:
            result = await self._do(
                method, data | {name: uploads[key] for name, key in _named(data, uploads)}
            )
        except RefusedError as error:
            return _error(error.fault)
        except Exception as error:
            self.violations.append(f"{method} {data} breaks the fake: {error!r}")
            raise
        finally:
            self._tell()
        if fault.late:
            await asyncio.sleep(fault.late)
        if fault.drop:
            if method.lower().startswith("send"):
                self.lost_answers.append(self.sent[-1])
            return _break(request, reset=False)
        return web.json_response({"ok": True, "result": result})

    def _next_fault(self, method: str) -> Fault:
        """What happens to the next request of that method."""
        queue = self._faults[method.lower()]
        return queue.popleft() if queue else Fault()

    def _too_much(self, method: str, data: dict[str, Any], at: float) -> float:
        """Seconds after which a message would be welcome; 0 if it is."""
        if self.traffic is None or not counts(method) or not str(data.get("chat_id")).lstrip("-").isdigit():
            return 0
        return self.traffic.arrives(int(data["chat_id"]), at)

    async def _do(self, method: str, data: dict[str, Any]) -> Any:
        handler = getattr(self, handler_name(method), None)
        if handler is None:
            self.violations.append(f"{method}: the fake does not know it")
            raise RefusedError(404, "Not Found")
        result = handler(data)
        result = await result if asyncio.iscoroutine(result) else result
        said = oracles.judge_result(method, result)
        self.violations += [f"the fake's own answer to {method}: {complaint}" for complaint in said]
        return result


async def _fields(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The fields of a request in whichever form, and its files. A field that is a file itself is named as
    one that is attached."""
    fields, uploads = dict[str, Any](request.query), dict[str, Upload]()
    if request.content_type == "application/json":
        return fields | await request.json(), uploads
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.file.read(), value.filename)
        else:
            fields[name] = value
    direct = uploads.keys() - {str(value).removeprefix("attach://") for value in fields.values()}
    return fields | {name: f"attach://{name}" for name in direct}, uploads


def _named(data: dict[str, Any], uploads: dict[str, Upload]) -> list[tuple[str, str]]:
    """Fields that name a file of the request, with the file's name."""
    pairs = [(name, str(value).removeprefix("attach://")) for name, value in data.items()]
    return [(name, key) for name, key in pairs if key in uploads and str(data[name]).startswith("attach://")]


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
