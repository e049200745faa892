"""The daemon as a program of its own, with a fast clock: `python -m tests.e2e.fast_daemon HOME FAST_START REAL_START`.

Alerts go to standard output as JSON Lines. At the real time REAL_START the clock shows FAST_START (both in
seconds since 1970).
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.watch import console_notifier
from bot.config import load_settings
from bot.daemon import Rhythm, run
from bot.demo.clock import FastClock
from bot.logs import set_up_logging
from bot.lookout import only_one

SPEED = 600
"""A minute in a tenth of a second; the shortest polling interval is a minute."""


def main() -> None:
    """Watch until killed."""
    home = Path(sys.argv[1])
    set_up_logging("json", "warning")
    # Fast time is a multiple of real time, so that it goes on across restarts as the world's does.
    now = datetime.fromtimestamp(float(sys.argv[2]) + (time.time() - float(sys.argv[3])) * SPEED, UTC)
    rhythm = Rhythm(poll=0.02, track=0.02, deliver=0.02, reload=5)
    with only_one(home):
        asyncio.run(
            run(
                home,
                load_settings(home),
                notifiers=(console_notifier(as_json=True),),
                clock=FastClock(now, SPEED),
                rhythm=rhythm,
            )
        )


if __name__ == "__main__":
    main()
