"""Names → addresses on threads that hold up nothing.

The event loop's own pool has few threads, each of which a dead name server can block for ten seconds, and the
interpreter waits for them when it ends. Here each look-up has a thread that is simply left behind.
"""

from __future__ import annotations

import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.threads import in_daemon_thread

Answer = list[tuple[int, int, int, str, tuple[str, int]]]


class DaemonResolver(AbstractResolver):
    """aiohttp's resolver on the system's look-up; as many threads as there are names being looked up.

    Callers bound that number: it is at most the number of feeds that are fetched at once.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All stream addresses of a host; raises OSError if there are none."""
        answer = await in_daemon_thread(lambda: _look_up(host, port, family), f"look up {host}")
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=found,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found, _, protocol, _, address in answer
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def _look_up(host: str, port: int, family: int) -> Answer:
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
    except (ValueError, OverflowError) as error:  # no name at all, such as one label of 100 letters
        raise OSError(socket.EAI_NONAME, f"not a host name: {error}") from error
    return found  # type: ignore[return-value]  # of stream sockets over IP, whose addresses begin so
