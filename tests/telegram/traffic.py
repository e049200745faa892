"""The limits of Telegram, counted by the server as messages and edits arrive."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

IN_CHAT, IN_GROUP, OVERALL = (1, 1.0), (20, 60.0), (30, 1.0)
"""So many messages and edits in so many seconds: in any chat, in a group or channel, over all chats."""


def counts(method: str) -> bool:
    """Whether the limits are about this method: it puts something into a chat, or changes it there."""
    return method.lower().startswith(("send", "edit")) and method.lower() != "sendchataction"


@dataclass
class Traffic:
    """What arrives, in Telegram's seconds."""

    speed: float = 1.0
    """Seconds of Telegram's in one of ours: at 10, 300 messages a second are allowed."""
    precision: float = 0.005
    """Our seconds by which two arrivals may seem nearer to each other than they were sent: processes that
    share two cores are late by so much."""
    refuses: bool = False
    """Whether what is over a limit is answered 429, as by Telegram, and not only noted."""
    over_limit: list[str] = field(default_factory=list)
    first: float | None = None
    last: float = 0.0
    longest: dict[str, int] = field(default_factory=lambda: {"chat": 0, "group": 0, "all": 0})
    """The fullest window of each kind."""
    _seen: defaultdict[tuple[str, int], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def arrives(self, chat: int, at: float) -> int:
        """Note a message at that time in our seconds; returns after how many whole seconds of Telegram's it
        would be welcome, 0 if it is now. What is refused does not count."""
        now, slack = at * self.speed, self.precision * self.speed
        limits = [("chat", chat, IN_CHAT), ("all", 0, OVERALL)]
        limits += [("group", chat, IN_GROUP)] if chat < 0 else []
        wait = 0.0
        for kind, of, (most, window) in limits:
            seen = self._seen[kind, of]
            while seen and seen[0] <= now - window + slack:
                seen.popleft()
            self.longest[kind] = max(self.longest[kind], len(seen) + 1)
            if len(seen) >= most:
                wait = max(wait, window - slack - (now - seen[-most]))
                self.over_limit.append(f"{len(seen) + 1} in {window:g} s, {kind} {of or ''}".rstrip())
        if wait and self.refuses:
            return max(1, int(wait + 0.999))
        for kind, of, _ in limits:
            self._seen[kind, of].append(now)
        self.first, self.last = now if self.first is None else self.first, now
        return 0

    @property
    def seconds(self) -> float:
        """From the first message that was taken to the last, in Telegram's seconds."""
        return self.last - self.first if self.first is not None else 0.0
