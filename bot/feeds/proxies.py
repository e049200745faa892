"""The proxies that the environment names: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.request import getproxies_environment, proxy_bypass

from yarl import URL


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
        """The proxy for an address, if it needs one."""
        if not self.by_scheme:
            return None
        named = self.by_scheme.get(url.scheme) or self.by_scheme.get("all")
        if not named or not url.raw_host or proxy_bypass(url.raw_host):
            return None
        proxy = URL(named if "://" in named else f"http://{named}")
        return proxy if proxy.scheme in ("http", "https") else None

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of all proxies, which may be connected to wherever they are."""
        urls = (self.to(URL.build(scheme=scheme, host="example.org")) for scheme in ("http", "https"))
        return frozenset(url.raw_host for url in urls if url and url.raw_host)
