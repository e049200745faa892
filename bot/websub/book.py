"""What we are subscribed to at hubs, and what their calls mean. Pure; https://www.w3.org/TR/websub/.

The secret of a subscription lives in this process only. After a restart each is asked for anew with a new
one, and what a hub still signs with the old one counts for nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(days=10)
"""What we ask for; a hub may grant less."""

SHORTEST_LEASE = timedelta(minutes=5)
RENEW_AT = 2 / 3
"""Share of a lease after which it is renewed."""

ANSWER_WITHIN = timedelta(minutes=5)
"""For the hub's question whether we meant it; it is asked again after that."""

AGAIN, LONGEST_AGAIN = timedelta(minutes=5), timedelta(days=1)
"""After a hub refused or could not be reached; doubled each time."""

_ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


class Mode(StrEnum):
    """What a hub is asked for, or asks about."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    DENIED = "denied"


@dataclass(slots=True, kw_only=True)
class Subscription:
    """One feed at one hub."""

    hub: str
    topic: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    asked_at: datetime | None = None
    """When we asked the hub last; it may ask back for a while after."""
    ask_at: datetime | None = None
    """When to ask next; None for at once."""
    lease_until: datetime | None = None
    failures: int = 0
    delivers: bool = False
    """Whether what was new last was told by the hub before we saw it."""
    pushed_at: datetime | None = None
    """The last signed call about a change."""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to post to a hub."""

    feed_id: str
    hub: str
    mode: Mode
    form: Mapping[str, str] = field(repr=False)


@dataclass(slots=True)
class Book:
    """All subscriptions, by feed."""

    callback: str
    """The public address under which hubs reach us, without a slash at its end."""
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    leaving: dict[str, Subscription] = field(default_factory=dict)
    """Those that we want no longer, until the hub has asked whether we mean it."""

    def want(self, feed_id: str, hub: str, topic: str) -> None:
        """Note what a feed's document names; empty where it names no hub."""
        known = self.subscriptions.get(feed_id)
        if known and (known.hub, known.topic) == (hub, topic):
            return
        if known:
            self.leaving[feed_id] = self.subscriptions.pop(feed_id)
        if hub and topic:
            self.subscriptions[feed_id] = Subscription(hub=hub, topic=topic)

    def keep_only(self, feed_ids: Collection[str]) -> None:
        """Leave the subscriptions of feeds that are no longer watched."""
        for feed_id in self.subscriptions.keys() - set(feed_ids):
            self.leaving[feed_id] = self.subscriptions.pop(feed_id)

    def due(self, now: datetime) -> list[Request]:
        """What to ask of hubs now; each is taken for asked."""
        found = []
        for feed_id, one in self.leaving.items():
            if one.lease_until and one.lease_until > now and not one.failures:
                one.asked_at, one.failures = now, 1  # once: a hub that does not hear gets 410 for its calls
                found.append(self._request(feed_id, one, Mode.UNSUBSCRIBE))
        for feed_id, one in self.subscriptions.items():
            if one.ask_at is None or one.ask_at <= now:
                one.asked_at, one.ask_at = now, now + ANSWER_WITHIN + _pause(one.failures)
                found.append(self._request(feed_id, one, Mode.SUBSCRIBE))
        return found

    def _request(self, feed_id: str, one: Subscription, mode: Mode) -> Request:
        form = {
            "hub.mode": mode.value,
            "hub.topic": one.topic,
            "hub.callback": f"{self.callback}/{feed_id}",
        }
        if mode is Mode.SUBSCRIBE:
            form |= {"hub.lease_seconds": str(int(LEASE.total_seconds())), "hub.secret": one.secret}
        return Request(feed_id=feed_id, hub=one.hub, mode=mode, form=form)

    def refused(self, feed_id: str, reason: str, now: datetime) -> None:
        """The hub could not be asked, or said no."""
        one = self.subscriptions.get(feed_id)
        if one:
            one.failures += 1
            one.problem = reason
            one.ask_at = now + _pause(one.failures)

    def verify(self, feed_id: str, query: Mapping[str, str], now: datetime) -> str | None:
        """Answer a hub that asks whether we meant it: its challenge, or None for no.

        A hub that denies a subscription is answered with an empty text.
        """
        mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
        if mode == Mode.DENIED:
            return self._denied(feed_id, topic, query.get("hub.reason", ""), now)
        challenge = query.get("hub.challenge", "")
        one = (self.subscriptions if mode == Mode.SUBSCRIBE else self.leaving).get(feed_id)
        if one is None or not challenge or topic != one.topic:
            return None
        if mode == Mode.UNSUBSCRIBE:
            del self.leaving[feed_id]
            return challenge
        if mode != Mode.SUBSCRIBE or one.asked_at is None or now - one.asked_at > ANSWER_WITHIN:
            return None
        lease = _lease(query.get("hub.lease_seconds", ""))
        one.lease_until, one.ask_at = now + lease, now + lease * RENEW_AT
        one.failures, one.problem = 0, ""
        return challenge

    def _denied(self, feed_id: str, topic: str, reason: str, now: datetime) -> str | None:
        one = self.subscriptions.get(feed_id)
        if one is None or one.topic != topic:
            return None
        self.refused(feed_id, f"the hub denied the subscription: {reason[:200]}", now)
        one.lease_until, one.ask_at = None, now + LONGEST_AGAIN
        return ""

    def accepts(self, feed_id: str, body: bytes, signature: str, now: datetime) -> bool:
        """Whether a call about a change comes from the hub that knows our secret."""
        one = self.subscriptions.get(feed_id)
        if one is None or one.lease_until is None or one.lease_until < now:
            return False
        name, _, given = signature.partition("=")
        algorithm = _ALGORITHMS.get(name.strip().lower())
        if algorithm is None:
            return False
        own = hmac.new(one.secret.encode(), body, algorithm).hexdigest()
        if not hmac.compare_digest(own.encode(), given.strip().lower().encode("utf-8", "replace")):
            return False
        one.pushed_at = now
        return True

    def knows(self, feed_id: str) -> bool:
        """Whether calls for this feed are expected at all."""
        return feed_id in self.subscriptions or feed_id in self.leaving

    def news_came(self, feed_id: str, last_poll_at: datetime | None) -> None:
        """A poll has brought something new: was it told by the hub since the poll before?"""
        one = self.subscriptions.get(feed_id)
        if one:
            pushed = one.pushed_at
            one.delivers = pushed is not None and (last_poll_at is None or pushed > last_poll_at)

    def may_wait(self, feed_id: str, now: datetime) -> bool:
        """Whether the hub can be relied on: it has a lease, and told what was new last."""
        one = self.subscriptions.get(feed_id)
        return one is not None and one.delivers and one.lease_until is not None and one.lease_until > now


def _pause(failures: int) -> timedelta:
    return min(AGAIN * (1 << min(failures - 1, 20)), LONGEST_AGAIN) if failures else timedelta(0)


def _lease(seconds: str) -> timedelta:
    """What a hub grants, within what makes sense; ours where it does not say."""
    if not (seconds.isascii() and seconds.isdigit()):
        return LEASE
    return min(max(timedelta(seconds=min(int(seconds[:12]), 10**9)), SHORTEST_LEASE), 3 * LEASE)
