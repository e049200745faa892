"""How often a living feed is called silent, and how soon a dead one is, over the real series of the corpora.

    python benchmarks/silence_quality.py [--weeks 10]

Each real source with an item a day or more is watched for the weeks, from some moment of its series; the
first three are for learning. An alarm is a silence that is told while the source lives. Then the source dies:
the hours until that is told are counted. Gaps in the capture of a series count as alarms, so that the true
rate is lower. Beside the bounds in force stand others, and the simplest rule of all: nothing new for so many
hours.
"""

from __future__ import annotations

import argparse
import bisect
import random
import statistics
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.polling_week import real_times
from bot.feeds import silence
from bot.feeds.rhythm import Rhythm, begun, learnt

LOOK = 1800.0
LEARNING = 3 * 7 * 86_400.0
LONGEST = 40 * 86_400.0

Rule = Callable[[Rhythm, datetime], bool]


def watched(times: Sequence[float], begin: float, end: float, rule: Rule) -> tuple[int, float, float]:
    """Alarms, days of watching after the learning, and the hours after which its death is told."""
    rhythm, now, known = begun([], _at(begin)), begin, bisect.bisect(times, begin)
    alarms, told = 0, False
    while now < end:
        now += LOOK
        held = bisect.bisect(times, now)
        if held > known:
            rhythm, known, told = (
                learnt(rhythm, [_at(one) for one in times[known:held]], _at(now)),
                held,
                False,
            )
        elif now > begin + LEARNING and not told and rule(rhythm, _at(now)):
            alarms, told = alarms + 1, True
    dead = 0.0
    while dead < LONGEST and not rule(rhythm, _at(now + dead)):
        dead += 3600
    return alarms, (end - begin - LEARNING) / 86_400, dead / 3600


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def by_rhythm(missing: float, longer: float) -> Rule:
    """The rule in force with these bounds."""

    def rule(rhythm: Rhythm, now: datetime) -> bool:
        silence.MISSING, silence.LONGER = missing, longer
        return silence.silent_since(rhythm, now) is not None

    return rule


def by_hours(hours: float) -> Rule:
    """Nothing new for so long."""
    return lambda rhythm, now: bool(rhythm.last) and now.timestamp() - rhythm.last > hours * 3600


def main() -> None:
    """Watch, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weeks", type=int, default=10)
    given = parser.parse_args()
    rules = {
        f"in force: {silence.MISSING:g} missing, {silence.LONGER:g} × the longest": by_rhythm(
            silence.MISSING, silence.LONGER
        ),
        "6 missing, 1.2 × the longest": by_rhythm(6, 1.2),
        "12 missing, 2 × the longest": by_rhythm(12, 2),
        "nothing new for 12 h": by_hours(12),
        "nothing new for 24 h": by_hours(24),
        "nothing new for 72 h": by_hours(72),
    }
    span = timedelta(weeks=given.weeks).total_seconds()
    sources = []
    chance = random.Random(3)
    for times in real_times():
        rate = len(times) / (times[-1] - times[0]) * 86_400
        if rate >= 1:
            begin = chance.uniform(times[0], max(times[0], times[-1] - span))
            sources.append((rate, times, begin, min(begin + span, times[-1])))
    print(f"{len(sources)} real sources, {given.weeks} weeks each\n")
    print(f"{'':42}{'alarms per':>12}{'hours until a death is told, median':>38}")
    print(f"{'':42}{'feed-month':>12}{'< 5 a day':>19}{'5 a day or more':>19}")
    for name, rule in rules.items():
        found = [(rate, *watched(times, begin, end, rule)) for rate, times, begin, end in sources]
        alarms, days = sum(one[1] for one in found), sum(max(one[2], 0.0) for one in found)
        slow = statistics.median(one[3] for one in found if one[0] < 5)
        quick = statistics.median(one[3] for one in found if one[0] >= 5)
        print(f"{name:42}{alarms / days * 30:12.2f}{slow:19.0f}{quick:19.0f}")


if __name__ == "__main__":
    main()
