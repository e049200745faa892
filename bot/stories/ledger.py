"""Who said how many in a storyline so far: is a figure above all others, or not what its claimant said
before?"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.model import Figure, Qualifier

Claim = tuple[str, str]
"""A unit and a claimant."""

_BELOW = frozenset({Qualifier.UNDER})
"""Qualifiers of a number that was not reached."""


class Ledger:
    """The claims of one storyline, as far as they decide about the next one: the highest, and what each
    said."""

    def __init__(self, units: Collection[str], figures: Iterable[Figure] = ()) -> None:
        self._units = frozenset(units)
        self._highest: dict[str, float] = {}
        self._said: dict[Claim, set[float]] = {}
        self.add(figures)

    def add(self, figures: Iterable[Figure]) -> None:
        """Enter claims; those of units that are not followed are left out."""
        for figure in figures:
            top = _top(figure)
            if figure.of in self._units and top is not None:
                self._highest[figure.of] = max(top, self._highest.get(figure.of, top))
                self._said.setdefault((figure.of, figure.claimant), set()).add(top)

    def maximum(self, figures: Iterable[Figure]) -> Figure | None:
        """The first figure of a followed unit above all that were claimed before; None for the first ever."""
        return next((figure for figure in figures if self._is_above(figure)), None)

    def revised(self, figures: Iterable[Figure]) -> Figure | None:
        """The first figure whose claimant has named other numbers of that unit before, and never this one."""
        return next((figure for figure in figures if self._is_new(figure)), None)

    def _is_above(self, figure: Figure) -> bool:
        top, highest = _top(figure), self._highest.get(figure.of)
        return top is not None and highest is not None and top > highest and figure.qualifier not in _BELOW

    def _is_new(self, figure: Figure) -> bool:
        said = self._said.get((figure.of, figure.claimant)) if figure.claimant else None
        return bool(said) and _top(figure) not in {None, *(said or ())}


def _top(figure: Figure) -> float | None:
    return figure.value if figure.value_max is None else figure.value_max
