"""How rare words are in the stream of all stored items, by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.stories.features import content_words

LEARNT = 20_000
"""Titles that are learnt from at the start, and the number after which old ones begin to fade."""


class Rarity:
    """In how many titles each word stands. It forgets by halves, so that it stays small and of its time."""

    def __init__(self, titles: Iterable[tuple[str, str]] = ()) -> None:
        self.titles = 0
        self.counts: Counter[str] = Counter()
        for language, title in titles:
            self.learn(title, language)

    def learn(self, title: str, language: str) -> None:
        """Count the words of one more title."""
        self.titles += 1
        self.counts.update(set(content_words(title, language)))
        if self.titles >= 2 * LEARNT:
            self.titles //= 2
            self.counts = Counter({word: n // 2 for word, n in self.counts.items() if n > 1})
