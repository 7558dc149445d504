"""What forecasts have to keep: decreed figures and bounds, and which of them contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.numerals import written
from coordination.kernel.text import Text
from coordination.methods.coherence.tree import MOST, SHOWN, Floats, Tree, Truths

NEAR: Final = 1e-9
"""Relative difference below which figures given in decimals count as equal: 0.1 + 0.2 is 0.3."""
Side = Literal["lower", "upper"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A decreed figure (``lower`` and ``upper`` equal, ``decreed``) or bounds of a node in a period."""

    node: str
    period: str
    lower: float | None
    upper: float | None
    where: str = ""
    decreed: bool = False


@dataclass(frozen=True)
class Limits:
    """All limits of one tree as arrays of node × period: NaN where nothing is decreed, infinite where nothing bounds."""

    tree: Tree
    periods: Sequence[str]
    fixed: Floats
    lower: Floats
    upper: Floats
    sources: Mapping[tuple[int, int, Side], Limit] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Tree, periods: Sequence[str], limits: Sequence[Limit], *, non_negative: bool = False) -> Limits:
        """Lay out the limits of a tree; where several speak of one side, the tightest holds."""
        shape = len(tree), len(periods)
        fixed, lower, upper = (np.full(shape, empty) for empty in (np.nan, -np.inf, np.inf))
        if non_negative:
            lower[tree.leaves] = 0.0
        sources: dict[tuple[int, int, Side], Limit] = {}
        column = {period: place for place, period in enumerate(periods)}
        for each in sorted(limits, key=lambda limit: limit.decreed):  # what is decreed names the place where both agree
            place = tree.at[each.node], column[each.period]
            if each.decreed and each.lower is not None:
                fixed[place] = each.lower
            if each.lower is not None and each.lower >= lower[place]:
                lower[place], sources[*place, "lower"] = each.lower, each
            if each.upper is not None and each.upper <= upper[place]:
                upper[place], sources[*place, "upper"] = each.upper, each
        return cls(tree, periods, fixed, lower, upper, sources)

    def check(self) -> None:
        """Raise InvalidInputError where no figures keep all limits, naming a least set of those that contradict.

        On a tree that is decided exactly from the leaves upwards: a node can take every value from the larger of its own
        lower bound and the sum of its children's, to the smaller of the upper ones. The first node without a value names
        the two sides, each of its own bound or, where that is looser, of its children's. Leaving out any limit named
        makes the others compatible, since every part of a sum is needed to bound it.
        """
        low, high, empty = self._reach()
        if not empty.any():
            return
        faults = []
        for column in np.flatnonzero(empty.any(axis=0)):
            node = int(np.flatnonzero(empty[:, column]).max())
            faults.append(self._fault(node, int(column), low, high))
        raise InvalidInputError(*faults[:MOST])

    def _reach(self) -> tuple[Floats, Floats, Truths]:
        low, high = self.lower.copy(), self.upper.copy()
        empty = _beyond(low, high)
        for node in reversed(self.tree.inner):
            below = self.tree.children[node]
            low[node] = np.maximum(low[node], low[below].sum(axis=0))
            high[node] = np.minimum(high[node], high[below].sum(axis=0))
            empty[node] = _beyond(low[node], high[node])
        return low, high, empty

    def _fault(self, node: int, column: int, low: Floats, high: Floats) -> Fault:
        sides: tuple[Side, Side] = "lower", "upper"
        named = {side: list(self._culprits(node, column, side, low, high)) for side in sides}
        whole = {each for pair in named.values() for each, _ in pair} == {node}
        period = self.periods[column]
        vi, en = (
            self._words(node, column, named, (low[node, column], high[node, column]), language, whole=whole)
            for language in ("vi", "en")
        )
        places = [each.where for pair in named.values() for _, each in pair if each is not None and each.where]
        fix = Text(vi="bỏ hoặc sửa một trong các số nêu tên", en="take out or change one of the figures that are named")
        return Fault(Text(vi=f"kỳ {period}: {vi}", en=f"period {period}: {en}"), places[0] if places else "", None, fix)

    def _culprits(
        self, node: int, column: int, side: Side, low: Floats, high: Floats
    ) -> Iterator[tuple[int, Limit | None]]:
        """Give the limits that make one side of a node what it is; None for the rule that nothing is negative."""
        own, reach = (self.lower, low) if side == "lower" else (self.upper, high)
        waiting = [node]
        while waiting:
            each = waiting.pop()
            if own[each, column] == reach[each, column]:
                yield each, self.sources.get((each, column, side))
            else:
                waiting.extend(reversed(self.tree.children[each].tolist()))

    def _words(
        self,
        node: int,
        column: int,
        named: Mapping[Side, list[tuple[int, Limit | None]]],
        reach: tuple[float, float],
        language: str,
        *,
        whole: bool,
    ) -> str:
        low, high = (
            _listed([self._said(*each, column, side, language) for each in named[side]], language) for side in named
        )
        if whole:
            return f"{low} trái với {high}" if language == "vi" else f"{low} contradicts {high}"
        name = self.tree.names[node]
        least, most = (_number(value, language) for value in reach)
        if language == "vi":
            return f"nút '{name}' phải ít nhất {least} vì {low}, nhưng nhiều nhất {most} vì {high}"
        return f"the node '{name}' is at least {least} by {low}, but at most {most} by {high}"

    def _said(self, node: int, limit: Limit | None, column: int, side: Side, language: str) -> str:
        value = _number(float((self.lower if side == "lower" else self.upper)[node, column]), language)
        sign = "=" if limit is not None and limit.decreed else "≥" if side == "lower" else "≤"
        rule = "không âm" if language == "vi" else "non-negativity"
        place = rule if limit is None else limit.where
        return f"{self.tree.names[node]} {sign} {value}" + (f" ({place})" if place else "")


def _beyond(low: Floats, high: Floats) -> Truths:
    with np.errstate(invalid="ignore"):
        return np.asarray(low - high > NEAR * np.maximum(np.abs(low), np.abs(high)))


def _number(value: float, language: str) -> str:
    return written(float(f"{value:.12g}"), None, language)


def _listed(said: Sequence[str], language: str) -> str:
    more = len(said) - SHOWN
    if more <= 0:
        return ", ".join(said)
    return ", ".join(said[:SHOWN]) + (f" và {more} số khác" if language == "vi" else f" and {more} more")
