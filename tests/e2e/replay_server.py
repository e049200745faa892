"""Serves captures of feeds one after the other; each is served until the client has surely kept it."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from aiohttp import web


class ReplayServer:
    """A loopback server in a thread of its own; a context manager.

    Capture n+1 of a feed is served only to a client that sends the ETag of capture n: it keeps that tag in
    its database together with the items, so it can be killed at any moment and no capture is skipped.
    """

    def __init__(self, series: Mapping[str, Sequence[bytes]]) -> None:
        self._series = series
        self._at = dict.fromkeys(series, 0)
        self._done = dict.fromkeys(series, False)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._main(),))
        self.port = 0

    def url(self, name: str, host: str = "127.0.0.1") -> str:
        """The address of a feed; different loopback hosts are polled side by side."""
        return f"http://{host}:{self.port}/{name}"

    @property
    def finished(self) -> bool:
        """Whether the client has kept the last capture of every feed."""
        return all(self._done.values())

    async def _answer(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        captures, at = self._series[name], self._at[name]
        if request.headers.get("If-None-Match") == f'"{at}"':
            if at + 1 == len(captures):
                self._done[name] = True
                return web.Response(status=304)
            self._at[name] = at = at + 1
        headers = {"ETag": f'"{at}"', "Content-Type": "application/rss+xml"}
        return web.Response(body=captures[at], headers=headers)

    async def _main(self) -> None:
        app = web.Application()
        app.router.add_get("/{name}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "0.0.0.0", 0).start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    def __enter__(self) -> ReplayServer:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()


def captures(folder: Path) -> list[bytes]:
    """The documents of a series of captures, oldest first."""
    return [gzip.decompress(file.read_bytes()) for file in sorted(folder.glob("*.xml.gz"))]
