"""The one-time code, by which the first person who sends it becomes the admin of the bot."""

from __future__ import annotations

import hmac
import sys
from collections import OrderedDict

import structlog

log = structlog.get_logger()

FREE = 3
"""Wrong codes of one person that cost no time; after each further one the wait doubles."""

LONGEST_WAIT = 3600.0
"""Seconds."""

REMEMBERED = 1000
"""People; it takes ages to find 96 random bits with however many accounts."""


class OneTimeCode:
    """A code that is alive until it was used. Wrong ones are counted, and cost their sender time.

    Nobody can keep the owner from using it: only who sends wrong codes has to wait.
    """

    def __init__(self, code: str) -> None:
        """An empty code is dead."""
        self._code = code
        self._wrong: OrderedDict[int, tuple[int, float]] = OrderedDict()
        """Wrong codes by person, and until when nothing of theirs is looked at."""
        self._count = 0

    def use(self, given: str, user: int, at: float) -> bool:
        """Whether somebody sends the code, at that time in seconds; it is dead from then on."""
        # whatever is as long may be meant as the code
        if not self._code or len(given) != len(self._code):
            return False
        wrong, wait_until = self._wrong.pop(user, (0, at))
        if at >= wait_until:
            if hmac.compare_digest(given.encode(errors="replace"), self._code.encode()):
                self._code = ""
                return True
            wrong += 1
            self._count += 1
            wait = min(2.0 ** min(wrong - FREE, 30), LONGEST_WAIT) if wrong > FREE else 0.0
            wait_until = at + wait
            log.warning("wrong one-time code", user=user, wrong=self._count, wait=wait)
        self._wrong[user] = wrong, wait_until
        if len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)
        return False


def announce_code(code: str, bot: str) -> None:
    """Tell whoever runs Vigie how to become the admin of the bot with that name.

    The log shows the code only where nobody sits at a terminal: there it is the one place where its owner can
    read it. It is new at each start, and dead as soon as there is an admin.
    """
    send, link = f"/start {code}", f"https://t.me/{bot}?start={code}"
    if sys.stderr.isatty():
        sys.stderr.write(f"\nTo become the admin, send  {send}  to your bot, or open {link}\n\n")
        log.warning("the bot has no admin yet", send="the code above")
    else:
        log.warning("the bot has no admin yet; who sends this first becomes it", send=send, link=link)
