"""A WebSub hub on this computer: it verifies subscriptions and distributes what is published, as a real one."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web


@dataclass(slots=True)
class Hub:
    """Answers subscriptions with 202, asks back, and keeps those that were confirmed."""

    lease: int = 86_400
    status: int = 202
    deny: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    confirmed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Secrets by topic and callback."""
    answers: list[tuple[int, str]] = field(default_factory=list)
    _runner: web.AppRunner | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    port: int = 0

    async def __aenter__(self) -> Hub:
        app = web.Application()
        app.router.add_post("/", self._subscribe)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.settle()
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def settle(self) -> None:
        """Wait until all questions were asked."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _subscribe(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.status == 202:
            task = asyncio.create_task(self._verify(form))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return web.Response(status=self.status)

    async def _verify(self, form: Mapping[str, str]) -> None:
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"]}
        if self.deny:
            query |= {"hub.mode": "denied", "hub.reason": self.deny}
        else:
            query |= {"hub.challenge": "c" + form["hub.callback"][-4:], "hub.lease_seconds": str(self.lease)}
        status, text = await self.ask(form["hub.callback"], query)
        self.answers.append((status, text))
        key = (form["hub.topic"], form["hub.callback"])
        if status == 200 and text == query.get("hub.challenge"):
            if form["hub.mode"] == "subscribe":
                self.confirmed[key] = form.get("hub.secret", "")
            else:
                self.confirmed.pop(key, None)

    async def ask(self, callback: str, query: Mapping[str, str]) -> tuple[int, str]:
        """Ask a subscriber something."""
        async with aiohttp.ClientSession() as session, session.get(callback, params=query) as response:
            return response.status, await response.text()

    async def publish(
        self, topic: str, body: bytes, *, algorithm: str = "sha256", secret: str = ""
    ) -> list[int]:
        """Bring a changed document to all who confirmed; returns how they answered."""
        answers = []
        for (known, callback), own in self.confirmed.items():
            if known == topic:
                digest = hmac.new((secret or own).encode(), body, getattr(hashlib, algorithm)).hexdigest()
                answers.append(await self.call(callback, body, f"{algorithm}={digest}"))
        return answers

    async def call(self, callback: str, body: bytes, signature: str | None) -> int:
        """One call with that signature."""
        headers = {"X-Hub-Signature": signature} if signature is not None else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(callback, data=io.BytesIO(body), headers=headers) as response,
        ):
            return response.status
