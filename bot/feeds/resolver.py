"""Names → addresses on threads that hold up nothing.

The event loop's own pool has few threads, each of which a dead name server can block for ten seconds, and the
interpreter waits for them when it ends. Here each look-up has a thread that is simply left behind.
"""

from __future__ import annotations

import asyncio
import socket
import threading

from aiohttp.abc import AbstractResolver, ResolveResult

Answer = list[tuple[int, int, int, str, tuple[str, int]]]


class DaemonResolver(AbstractResolver):
    """aiohttp's resolver on the system's look-up; as many threads as there are names being looked up.

    Callers bound that number: it is at most the number of feeds that are fetched at once.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All stream addresses of a host; raises OSError if there are none."""
        answer = await _in_daemon_thread(host, port, family)
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


async def _in_daemon_thread(host: str, port: int, family: int) -> Answer:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Answer] = loop.create_future()

    def settle(answer: Answer | OSError) -> None:
        if done.cancelled():
            return
        if isinstance(answer, OSError):
            done.set_exception(answer)
        else:
            done.set_result(answer)

    def look_up() -> None:
        answer: Answer | OSError
        try:
            answer = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)  # type: ignore[assignment]
        except OSError as error:
            answer = error
        except (ValueError, OverflowError) as error:  # no name at all, such as one label of 100 letters
            answer = OSError(socket.EAI_NONAME, f"not a host name: {error}")
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, answer)

    threading.Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    return await done
