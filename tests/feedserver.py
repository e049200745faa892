"""A web server on this computer whose documents and faults are set by the test while it runs.

    async with FeedServer() as server:            # in the running event loop
        server.put("/a.xml", body)
        server.fault("/b.xml", status(503, {"Retry-After": "60"}))
        await fetch(server.url("/a.xml"))

    with FeedServer() as server: ...              # in a thread of its own

    python tests/feedserver.py --root DIR         # as a process that serves a folder and prints its address

Documents get an ETag and a Last-Modified and are answered with 304 as a good server does. A file under
`root` is served as it is at that moment, a document of `put` goes before it, and a fault goes before both.
In another process, `PUT /path` does what `put` does and `GET /_log` returns the requests so far.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import hashlib
import json
import socket
import struct
import sys
import threading
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from aiohttp import web

LOOPBACK = ("127.0.0.0/8", "::1")
"""What a fetcher must be allowed to fetch from here."""

XML = "application/rss+xml; charset=utf-8"

Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]
"""Answers one request in a way of its own."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that was answered."""

    path: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """What a path holds."""

    body: bytes
    content_type: str = XML
    headers: Mapping[str, str] = field(default_factory=dict)
    changed_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    validators: bool = True

    @property
    def etag(self) -> str:
        """Strong, from the content."""
        return f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}"'


class FeedServer:
    """Serves on 127.0.0.1; see the module's text."""

    def __init__(self, port: int = 0, root: Path | None = None, *, every_loopback_host: bool = False) -> None:
        self._listen_on = "0.0.0.0" if every_loopback_host else "127.0.0.1"  # 127.0.0.0/8 is this machine
        self.port = port
        self.root = root
        self.documents: dict[str, Document] = {}
        self.faults: dict[str, Fault] = {}
        self.log: list[Hit] = []
        self._runner: web.AppRunner | None = None
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object] = lambda: None

    # --- what it serves

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def put(
        self,
        path: str,
        body: bytes | str,
        content_type: str = XML,
        *,
        headers: Mapping[str, str] | None = None,
        validators: bool = True,
    ) -> str:
        """Set a path's document, forget its fault, and return its address."""
        raw = body.encode() if isinstance(body, str) else body
        self.documents[path] = Document(raw, content_type, dict(headers or {}), validators=validators)
        self.faults.pop(path, None)
        return self.url(path)

    def fault(self, path: str, fault: Fault) -> str:
        """Let a path misbehave until the next `put` or `heal`, and return its address."""
        self.faults[path] = fault
        return self.url(path)

    def heal(self, path: str) -> None:
        """End a path's fault; it serves its document again."""
        self.faults.pop(path, None)

    def count(self, status: int | None = None, path: str | None = None) -> int:
        """How many requests were answered, with that status, for that path."""
        return sum(1 for hit in self.log if status in (None, hit.status) and path in (None, hit.path))

    # --- running

    async def __aenter__(self) -> FeedServer:
        app = web.Application(client_max_size=256 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._listen_on, self.port, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def __enter__(self) -> FeedServer:
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        ready.result(timeout=30)
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()
        if self._thread:
            self._thread.join(timeout=30)

    async def _serve(self, ready: Future[None]) -> None:
        loop, end = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(end.set)
        try:
            async with self:
                ready.set_result(None)
                await end.wait()
        except OSError as error:
            ready.set_exception(error)

    # --- answering

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.method == "PUT":
            self.put(request.path, await request.read(), request.headers.get("Content-Type", XML))
            return web.Response(status=204)
        if request.path == "/_log":
            return web.json_response([asdict(hit) for hit in self.log])
        fault = self.faults.get(request.path)
        response = await fault(request) if fault else self._document(request)
        self.log.append(Hit(request.path, response.status, dict(request.headers)))
        return response

    def _document(self, request: web.Request) -> web.Response:
        document = self.documents.get(request.path) or self._file(request.path)
        if document is None:
            return web.Response(status=404, text="nothing here")
        headers = dict(document.headers)
        if document.validators:
            headers |= {
                "ETag": document.etag,
                "Last-Modified": format_datetime(document.changed_at, usegmt=True),
            }
            if _is_known(request, headers):
                return web.Response(status=304, headers=headers)
        headers["Content-Type"] = document.content_type
        response = web.Response(body=document.body, headers=headers)
        if "Content-Encoding" not in headers:
            response.enable_compression()
        return response

    def _file(self, path: str) -> Document | None:
        file = self.root / path.lstrip("/") if self.root else None
        if file is None or not file.is_file():
            return None
        changed_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        return Document(file.read_bytes(), changed_at=changed_at)


def _is_known(request: web.Request, headers: Mapping[str, str]) -> bool:
    if tags := request.headers.get("If-None-Match"):
        return headers["ETag"] in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    return request.headers.get("If-Modified-Since") == headers["Last-Modified"]


# --- faults ----------------------------------------------------------------------------------------------


def status(code: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Fault:
    """Answer with a status."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=code, headers=headers, body=body)

    return answer


def redirect(target: str, code: int = 302) -> Fault:
    """Lead to another address."""
    return status(code, {"Location": target})


def raw(*chunks: bytes, reset: bool = False) -> Fault:
    """Write these bytes as the whole answer, and close the connection; `reset` breaks it."""

    async def answer(request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        for chunk in chunks:
            transport.write(chunk)
        await asyncio.sleep(0.05)  # lets the bytes arrive before the reset that would overtake them
        if reset:
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            transport.abort()
        else:
            transport.close()
        return web.Response()

    return answer


def reset() -> Fault:
    """Break the connection without an answer."""
    return raw(reset=True)


def disconnect() -> Fault:
    """Close the connection without an answer."""
    return raw()


def truncated(body: bytes, missing: int = 100) -> Fault:
    """Announce more bytes than come."""
    return raw(_head(f"Content-Length: {len(body) + missing}"), body)


def half_chunked(body: bytes) -> Fault:
    """Close in the middle of a chunked body."""
    return raw(_head("Transfer-Encoding: chunked"), f"{len(body) + 50:x}\r\n".encode(), body)


def unannounced(body: bytes) -> Fault:
    """Give no length; the end of the connection is the end of the body, so that a cut goes unseen."""
    return raw(_head("Connection: close"), body)


def too_long(body: bytes, announced: int) -> Fault:
    """Announce fewer bytes than come."""
    return raw(_head(f"Content-Length: {announced}"), body)


def _head(*headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {XML}", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def stream(chunks: Callable[[], AsyncIterator[bytes]], headers: Mapping[str, str] | None = None) -> Fault:
    """Answer with a body that is made while it is read, until the client goes away."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": XML, **(headers or {})})
        with contextlib.suppress(ConnectionError):
            await response.prepare(request)
            async for chunk in chunks():
                await response.write(chunk)
            await response.write_eof()
        return response

    return answer


def endless(chunk: bytes = b"<item><title>more</title></item>" * 1024) -> Fault:
    """Never end."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"<rss version='2.0'><channel>"
        while True:
            yield chunk

    return stream(chunks)


def drip(body: bytes, interval: float = 0.05) -> Fault:
    """Send one byte each `interval` seconds."""

    async def chunks() -> AsyncIterator[bytes]:
        for byte in body:
            yield bytes([byte])
            await asyncio.sleep(interval)

    return stream(chunks)


def delay(seconds: float, then: Fault | None = None) -> Fault:
    """Think before answering."""

    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await then(request) if then else web.Response(text="late")

    return answer


def stall(body: bytes) -> Fault:
    """Send the beginning, then nothing more."""

    async def chunks() -> AsyncIterator[bytes]:
        yield body
        await asyncio.sleep(3600)

    return stream(chunks)


def bomb(size: int = 32 * 1024 * 1024) -> Fault:
    """Send a small gzip body that expands to `size` bytes."""

    async def chunks() -> AsyncIterator[bytes]:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        for _ in range(size // (1024 * 1024)):
            yield packer.compress(b" " * (1024 * 1024))
        yield packer.flush()

    return stream(chunks, {"Content-Encoding": "gzip"})


def broken_gzip(body: bytes) -> Fault:
    """Send what claims to be gzip and is not after its beginning."""
    packed = bytearray(gzip.compress(body))
    packed[12:40] = b"\xff" * 28
    return status(200, {"Content-Encoding": "gzip", "Content-Type": XML}, bytes(packed))


def main() -> None:
    """Serve a folder until standard input ends or a signal comes."""
    parser = argparse.ArgumentParser(description="Serve a folder of feeds.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--root", type=Path, default=None)
    arguments = parser.parse_args()
    with FeedServer(arguments.port, arguments.root) as server:
        sys.stdout.write(json.dumps({"url": server.url(), "port": server.port}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
