"""Servers below HTTP: sockets that say what they want, and TLS that is wrong in one way each."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache

import trustme

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(
    talk: Talk, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[int]:
    """A server on this computer that talks so with each client; gives its port."""
    talking: set[asyncio.Task[None]] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talking.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await talk(reader, writer)
        finally:
            talking.discard(task)
            writer.close()

    server = await asyncio.start_server(meet, host, 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(talking):
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)


@contextlib.contextmanager
def refusing(context: ssl.SSLContext) -> Iterator[int]:
    """A server whose handshakes fail, and which says why before it hangs up, as asyncio's do not."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = server.accept()
                    with client:
                        refuse(client)

        def refuse(client: socket.socket) -> None:
            client.settimeout(5)
            # a copy, so that what the client still sends can be read: else its system forgets our last words
            with contextlib.suppress(OSError):
                context.wrap_socket(client.dup(), server_side=True).close()
            client.shutdown(socket.SHUT_WR)
            while client.recv(1000):
                pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)


def saying(*parts: bytes, pause: float = 0.0, again: bool = False, half: bool = False) -> Talk:
    """Read the request, then write these parts with pauses between them, once or for ever.

    `half` closes the way out and goes on listening.
    """

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while True:
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
            if not again:
                break
        if half:
            writer.write_eof()
            await asyncio.sleep(3600)

    return talk


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A good answer to each request."""
    body = b"<rss version='2.0'><channel><item><guid>1</guid><title>One</title></item></channel></rss>"
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
    await writer.drain()


async def complaining(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An HTTP server that is spoken to in TLS."""
    await reader.read(100)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


@cache
def authority() -> trustme.CA:
    """The authority of these tests."""
    return trustme.CA()


def certified(name: str = "127.0.0.1", **more: object) -> ssl.SSLContext:
    """A server's side of TLS with a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert(name, **more).configure_cert(context)  # type: ignore[arg-type]
    return context


def expired() -> ssl.SSLContext:
    """Its certificate ended yesterday."""
    return certified(not_after=datetime.now(UTC) - timedelta(days=1))


def self_signed() -> ssl.SSLContext:
    """Its certificate is its own authority."""
    alone = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with alone.cert_pem.tempfile() as certificate, alone.private_key_pem.tempfile() as key:
        context.load_cert_chain(certificate, key)
    return context


def foreign() -> ssl.SSLContext:
    """Its certificate is by an authority that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


def demanding() -> ssl.SSLContext:
    """It lets in only those who show a certificate."""
    context = certified()
    authority().configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def trusting() -> ssl.SSLContext:
    """A client's side of TLS that trusts the authority, and judges all else as the system does."""
    context = ssl.create_default_context()
    authority().configure_trust(context)
    return context


def old_protocol() -> ssl.SSLContext:
    """It speaks nothing newer than TLS 1.1."""
    context = certified()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context
