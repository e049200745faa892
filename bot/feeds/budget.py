"""How many requests may leave: so many a minute in all, and so many to one host. Pure.

Both are token buckets that hold a minute's worth: after a pause a minute's requests may leave at once, and
then they leave evenly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MINUTE = 60.0

REMEMBERED = 10_000
"""Hosts, beyond which those are forgotten whose bucket is full again."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(slots=True, kw_only=True)
class Budget:
    """What may be spent. Times are seconds of any clock that only goes forward."""

    per_minute: int
    per_host: int
    _all: _Bucket | None = None
    _hosts: dict[str, _Bucket] = field(default_factory=dict)

    def left(self, at: float) -> int:
        """Requests that may leave now, to whatever hosts."""
        return int(self._filled(at).tokens)

    def take(self, host: str, at: float) -> bool:
        """Whether a request to this host may leave now; if so, it is counted."""
        everything = self._filled(at)
        if everything.tokens < 1:
            return False
        bucket = self._hosts.get(host)
        if bucket is None:
            self._forget(at)
            bucket = self._hosts[host] = _Bucket(float(self.per_host), at)
        _fill(bucket, self.per_host, at)
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        everything.tokens -= 1
        return True

    def _filled(self, at: float) -> _Bucket:
        if self._all is None:
            self._all = _Bucket(float(self.per_minute), at)
        _fill(self._all, self.per_minute, at)
        return self._all

    def _forget(self, at: float) -> None:
        if len(self._hosts) < REMEMBERED:
            return
        for name, bucket in list(self._hosts.items()):
            _fill(bucket, self.per_host, at)
            if bucket.tokens >= self.per_host:
                del self._hosts[name]


def _fill(bucket: _Bucket, most: int, at: float) -> None:
    passed = max(0.0, at - bucket.at)
    bucket.tokens = min(float(most), bucket.tokens + passed * most / MINUTE)
    bucket.at = max(bucket.at, at)
