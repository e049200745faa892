"""Names → addresses that may be connected to, on threads that hold up nothing.

The event loop's own pool has few threads, each of which a dead name server can block for ten seconds, and the
interpreter waits for them when it ends. Here each look-up has a thread that is simply left behind.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.feeds.failures import RefusedAddressError
from bot.feeds.guard import Guard
from bot.threads import in_daemon_thread

Answer = list[tuple[int, int, int, str, tuple[str, int]]]
LookUp = Callable[[str, int, int], Answer]


def look_up(host: str, port: int, family: int) -> Answer:
    """The system's look-up; raises OSError if there is no such host."""
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
    except (ValueError, OverflowError) as error:  # no name at all, such as one label of 100 letters
        raise OSError(socket.EAI_NONAME, f"not a host name: {error}") from error
    return found  # type: ignore[return-value]  # of stream sockets over IP, whose addresses begin so


class GuardedResolver(AbstractResolver):
    """aiohttp's resolver; as many threads as there are names being looked up.

    Callers bound that number: it is at most the number of feeds that are fetched at once. `trusted` are hosts
    and ports that the owner's environment names (proxies). What is connected to is what was judged here:
    aiohttp keeps the answer and does not look the name up again.
    """

    def __init__(
        self, guard: Guard | None = None, trusted: Collection[tuple[str, int]] = (), look_up: LookUp = look_up
    ) -> None:
        self._guard = guard or Guard()
        self._trusted = frozenset(trusted)
        self._look_up = look_up
        self.granted: set[tuple[str, int]] = set()
        """Addresses, with their ports, of hosts that are allowed by their names."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The stream addresses of a host that may be connected to.

        Raises OSError if it has none, RefusedAddressError if it has only others.
        """
        answer = await in_daemon_thread(lambda: self._look_up(host, port, family), f"look up {host}")
        found = [
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
        if self._guard.knows(host) or (host, port) in self._trusted:
            self.granted.update((one["host"], one["port"]) for one in found)
            return found
        kinds = {one["host"]: self._guard.refusal(one["host"]) for one in found}
        if found and all(kinds.values()):
            raise RefusedAddressError(host, next(iter(kinds.values())))
        return [one for one in found if not kinds[one["host"]]]

    async def close(self) -> None:
        """Nothing is held open."""
