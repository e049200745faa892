"""What became of deliveries, judged by what stands in the chats."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

REPEAT = "(may be a repeat)"
_NUMBER = re.compile(r"no\. (\d+)")


@dataclass(frozen=True)
class Verdict:
    """All of them should be 0 or empty, but for `repeats` where answers were lost or the sender was killed."""

    lost: int
    repeats: int
    """Messages beyond the first of each delivery."""
    needless: int
    """Repeats of messages whose sender had been told."""
    unmarked: int
    """Repeats that do not say that they may be one."""
    disordered: int
    """Chats that were told the stories in another order than that in which they happened."""


def judge(
    sent: Sequence[tuple[int, str]],
    chats: Iterable[int],
    stories: int,
    lost_answers: Sequence[tuple[int, str]] | None = None,
) -> Verdict:
    """Judge pairs of chat and text, in the order of their arrival, each of which says `no. n`.

    Without `lost_answers` no repeat is needless: the sender was killed.
    """
    seen: Counter[tuple[int, int]] = Counter()
    order: defaultdict[int, list[int]] = defaultdict(list)
    unmarked = 0
    for chat, text in sent:
        key = chat, _number(text)
        if not seen[key]:
            order[chat].append(key[1])
        elif REPEAT not in text:
            unmarked += 1
        seen[key] += 1
    wanted = {(chat, number) for chat in chats for number in range(stories)}
    excused = Counter((chat, _number(text)) for chat, text in lost_answers or ())
    more = {key: count - 1 for key, count in seen.items() if count > 1}
    return Verdict(
        lost=len(wanted - seen.keys()),
        repeats=sum(more.values()),
        needless=0 if lost_answers is None else sum(max(0, n - excused[key]) for key, n in more.items()),
        unmarked=unmarked,
        disordered=sum(numbers != sorted(numbers) for numbers in order.values()),
    )


def _number(text: str) -> int:
    found = _NUMBER.search(text)
    assert found, text
    return int(found[1])
