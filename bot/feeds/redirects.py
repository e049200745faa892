"""The way from a feed's address to its document: which redirects are followed, and where a feed moved."""

from __future__ import annotations

from http import HTTPStatus

from yarl import URL

from bot.errors import FetchError

PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
REDIRECTS = PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}


class Way:
    """One fetch from address to address."""

    def __init__(self, start: URL, most: int) -> None:
        self.start = start
        self.url = start
        """Where to ask now."""
        self.moved_to = ""
        """Where the permanent redirects at the beginning of the way lead."""
        self._most = most
        self._been: set[str] = set()
        self._permanent = True

    def go(self, status: int, location: str) -> None:
        """Follow a redirect; raises FetchError if it leads nowhere, in a circle, or away from TLS."""
        self._been.add(_bare(self.url))
        target = self._target(location)
        if target.scheme not in ("http", "https"):
            raise FetchError("a redirect leads to an address that is neither http nor https")
        if self.url.scheme == "https" and target.scheme == "http":
            raise FetchError(f"a redirect leads from https to plain http, to {target.host}")
        if _bare(target) in self._been:
            raise FetchError("the redirects run in a circle")
        if len(self._been) > self._most:
            raise FetchError(f"more than {self._most} redirects")
        self._permanent = self._permanent and status in PERMANENT
        if self._permanent:
            self.moved_to = str(target)
        self.url = target

    def _target(self, location: str) -> URL:
        try:
            # what servers write is often not encoded as it should be
            target = self.url.join(URL(location.strip()))
            target.port  # noqa: B018 - reading it raises for a bad one
        except (ValueError, TypeError) as error:
            raise FetchError("a redirect leads to an address that cannot be read") from error
        if target.scheme in ("http", "https") and not target.host:
            raise FetchError("a redirect leads to an address that cannot be read")
        # a redirect brings no credentials: they would be a stranger's
        return target.with_user(None) if target.scheme in ("http", "https") else target


def _bare(url: URL) -> str:
    return str(url.with_fragment(None))


def same_origin(one: URL, other: URL) -> bool:
    """Whether what is secret to one may be told the other: the same host and port, or its https."""
    if one.host != other.host:
        return False
    return one.origin() == other.origin() or (one.scheme, other.scheme) == ("http", "https")


def same_document(one: URL, other: URL) -> bool:
    """Whether two addresses differ in no more than a query, such as a token that is new each time."""
    if one is other:
        return True
    return one.with_query(None).with_fragment(None) == other.with_query(None).with_fragment(None)
