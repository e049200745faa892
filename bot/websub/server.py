"""The address that hubs call: they ask whether a subscription is meant, and tell that a feed has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

import structlog
from aiohttp import web

from bot.errors import ConfigError, Problem
from bot.text import one_line
from bot.websub.book import Book

log = structlog.get_logger()

LARGEST = 5 * 1024 * 1024
"""Bytes of a call; it holds the changed document, of which only the signature is looked at."""

AT_ONCE = 16
"""Calls that are read at the same time, so that they hold 80 MB at most; others are asked to come again."""

READ_WITHIN = 10.0
"""Seconds for a call to arrive."""

QUERY_ROOM = 2_000


class HubServer:
    """Listens for hubs."""

    def __init__(
        self,
        book: Book,
        now: Callable[[], datetime],
        on_change: Callable[[str], None],
        *,
        read_within: float = READ_WITHIN,
    ) -> None:
        self._read_within = read_within
        self._book = book
        self._now = now
        self._on_change = on_change
        self._runner: web.AppRunner | None = None
        self._reading = 0
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Begin to listen; raises ConfigError if the address cannot be had."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_get("/{path:.*}", self._verify)
        app.router.add_post("/{path:.*}", self._changed)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self.stop()
            message = f"cannot listen on {host}:{port}: {error.strerror or error}; choose another port"
            problem = Problem(file="settings", line=0, field="VIGIE_WEBSUB_LISTEN", message=message)
            raise ConfigError([problem]) from error
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no longer."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _verify(self, request: web.Request) -> web.Response:
        """A hub asks whether we meant it."""
        query = {name: value[:QUERY_ROOM] for name, value in request.query.items()}
        feed_id = _feed_id(request)
        answer = self._book.verify(feed_id, query, self._now())
        mode = one_line(query.get("hub.mode", ""))[:20]
        log.info("hub asks", feed=one_line(feed_id)[:80], mode=mode, meant=answer is not None)
        if answer is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="not asked for\n")
        return web.Response(text=answer, headers={"X-Content-Type-Options": "nosniff"})

    async def _changed(self, request: web.Request) -> web.Response:
        """A hub tells of a change. A wrong signature is answered like a right one, as the standard wants."""
        feed_id = _feed_id(request)
        if not self._book.knows(feed_id):
            return web.Response(status=HTTPStatus.GONE, text="nobody listens here\n")
        if self._reading >= AT_ONCE:
            headers = {"Retry-After": "10"}
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="busy\n", headers=headers)
        self._reading += 1
        try:
            async with asyncio.timeout(self._read_within):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text="too large\n")
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT, text="too slow\n")
        finally:
            self._reading -= 1
        signature = request.headers.get("X-Hub-Signature", "")
        if self._book.accepts(feed_id, body, signature, self._now()):
            self._on_change(feed_id)
        else:
            log.warning("call of a hub not believed", feed=feed_id)
        return web.Response(status=HTTPStatus.ACCEPTED)


def _feed_id(request: web.Request) -> str:
    """The last part of the path; what stands before it is the reverse proxy's affair."""
    return request.match_info["path"].rstrip("/").rpartition("/")[2]
