"""Everything that Vigie remembers, behind the `Store` port. The only room that knows SQL."""

from __future__ import annotations

from bot.errors import StoreError
from bot.ports import Store
from bot.store.sqlite import open_sqlite

_SUPPORTED = "`sqlite:///relative/path.db`, `sqlite:////absolute/path.db` and `sqlite:///:memory:`"


def open_store(url: str) -> Store:
    """Open the store at this address, making it if it is not there; raises StoreError."""
    return open_sqlite(_sqlite_path(url))


def _sqlite_path(url: str) -> str:
    scheme, colon, rest = url.partition("://")
    if colon and scheme == "sqlite":
        if rest in ("", ":memory:", "/:memory:"):
            return ":memory:"
        if rest.startswith("/") and len(rest) > 1:
            return rest[1:]
    # Only the scheme is repeated: the rest of another database's address may hold a password.
    told = f"{scheme}://…" if colon else "an address without a scheme"
    raise StoreError(f"store address {told} cannot be used; supported are {_SUPPORTED}")
