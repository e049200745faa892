"""Korean words: a stem with particles after it, and compounds written as one word.

`북한군이` is the stem 북한군 with a particle; `대북제재` and `제재안` are compounds of 제재. A part of one
syllable is too common to be looked for in a compound; one of two ends no compound after a single syllable
(외교전 is not 교전). A country's name of two ends none at all: 이란 is Iran, and also "what is called".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

_FIRST = "- 들 측 군 인 산 발 행 전 내 식 계 당국 정부 군인 국민 전쟁 영토 본토 주민"
_CASES = (
    "- 이 가 은 는 을 를 의 에 로 으로 와 과 도 만 께 서 에서 에게 한테 까지 부터 보다 처럼 만큼 이나 나 "
    "에는 에도 에서는 에서도 에게는 에게서 으로는 로는 으로도 로도 으로서 로서 으로써 로써 "
    "으로부터 로부터 과의 와의 과는 와는 과도 와도 에의 만의 까지의 부터의 에서의 으로의 로의 께서 "
    "이며 며 이다 다 이라며 라며 이라고 라고 이라는 라는 이라 라 인 이었다 였다 이자 자 이고 고 마저 "
    "조차 이란 란 이라도 라도 뿐 대로 간 등 등이 등을 등의 등과"
)
MAX_KOREAN = 24
"""Longer words are cut; no word of 20,000 Korean headlines is longer."""


class Particles:
    """The endings that a Korean noun may have."""

    def __init__(self) -> None:
        cases = [c.strip("-") for c in _CASES.split()]
        self.cases = frozenset(cases) | {f"들{case}" for case in cases} | {f"측{case}" for case in cases}
        firsts = [f.strip("-") for f in _FIRST.split()]
        self.after_name = frozenset(a + b for a, b in product(firsts, cases))

    def compound(self, word: str, start: int, end: int, *, name: bool) -> bool:
        """Whether the part of a word between these places is a part of a compound."""
        length = end - start
        if length < 2:
            return False
        if name and length == 2:
            return start == 0 and word[end:] in self.after_name
        return start == 0 or length > 2 or (start > 1 and word[end:] in self.cases)


def split_korean(word: str, particles: Particles) -> Iterator[tuple[int, int, int]]:
    """Parts of a word that may be a term: start, end, and likeness (0 the word, 1 its stem, 2 a part)."""
    word = word[:MAX_KOREAN]
    for start in range(len(word)):
        for end in range(start + 1, len(word) + 1):
            rest = word[end:]
            if start == 0 and not rest:
                yield start, end, 0
            elif start == 0 and rest in particles.cases:
                yield start, end, 1
            else:
                yield start, end, 2
