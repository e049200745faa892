"""The proxies that the environment names: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from urllib.request import getproxies_environment, proxy_bypass

from yarl import URL

from bot.errors import FetchError


@dataclass(frozen=True, slots=True)
class Proxies:
    """Which proxy leads to which host."""

    by_scheme: dict[str, str] = field(default_factory=dict, repr=False)
    """Addresses, which may hold a password; under `no` the hosts that need none."""

    @classmethod
    def of_environment(cls) -> Proxies:
        """As they are set now."""
        return cls(getproxies_environment())

    def to(self, url: URL) -> URL | None:
        """The proxy for an address, if it needs one.

        Raises FetchError for one that we cannot use: whoever names it does not want to be seen asking
        without.
        """
        if not self.by_scheme:
            return None
        named = self.by_scheme.get(url.scheme) or self.by_scheme.get("all")
        if not named or not url.raw_host or proxy_bypass(url.raw_host):
            return None
        proxy = _address(named)
        if proxy.scheme not in ("http", "https"):
            raise FetchError(f"a proxy of the kind {proxy.scheme} is set, and only http and https ones work")
        return proxy

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """The hosts and ports of all proxies, which may be connected to wherever they are."""
        named = filter(None, map(self.by_scheme.get, ("http", "https", "all")))
        found = set()
        for one in named:
            with contextlib.suppress(FetchError):  # each fetch will say so
                address = _address(one)
                found.add((address.raw_host or "", address.port or 0))
        return frozenset(found)


def _address(named: str) -> URL:
    """The address of a proxy, which may be written without its scheme."""
    try:
        proxy = URL(named if "://" in named else f"http://{named}")
        proxy.port  # noqa: B018 - reading it raises for a bad one
    except ValueError as error:
        raise FetchError("the address of the proxy that is set cannot be read") from error
    return proxy
