"""Forecasts kept within bounds where errors are independent: exact, by curves of supply.

Ask of every node which total it would choose if each unit of it earned a price (half the gain per unit of squared
error): that is a rising broken line. A leaf's is straight between its bounds; children's lines add up; a node's own
forecast tilts the line, its bounds cut it off. At the top the price is nothing; going down, each parent's total says
which price its children see. This is the exact optimum of the quadratic programme on a tree (a resource allocation by
Lagrange multipliers), without a solver and its tolerances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coordination.methods.coherence.tree import Floats, Tree


@dataclass(frozen=True)
class Line:
    """A broken line that never falls: its corners, and its slope before the first and after the last."""

    price: Floats
    total: Floats
    before: float
    after: float

    def at(self, price: Floats) -> Floats:
        """Give the totals at prices."""
        inside = np.interp(price, self.price, self.total)
        low, high = np.minimum(price - self.price[0], 0.0), np.maximum(price - self.price[-1], 0.0)
        return np.asarray(inside + self.before * low + self.after * high)

    def price_of(self, total: float) -> float:
        """Give a price at which a total is chosen; the nearest there is for one that never is."""
        if total < self.total[0]:
            return float(self.price[0] - ((self.total[0] - total) / self.before if self.before > 0 else 0.0))
        if total > self.total[-1]:
            return float(self.price[-1] + ((total - self.total[-1]) / self.after if self.after > 0 else 0.0))
        return float(np.interp(total, self.total, self.price))

    def with_own(self, base: float, variance: float) -> Line:
        """Join a node's own forecast."""
        if np.isinf(variance):
            return self
        before, after = (slope / (1.0 + slope / variance) for slope in (self.before, self.after))
        return Line(self.price + (self.total - base) / variance, self.total, before, after)

    def cut(self, low: float, high: float) -> Line:
        """Keep totals between two bounds."""
        price, total, before, after = self.price, self.total, self.before, self.after
        if low > total[0] or (before > 0 and np.isfinite(low)):
            inside = total > low
            price, total = np.r_[self.price_of(low), price[inside]], np.r_[low, total[inside]]
            before = 0.0
        if high < total[-1] or (after > 0 and np.isfinite(high)):
            inside = total <= high  # a level stretch at the bound begins where it began
            price, total = np.r_[price[inside], self.price_of(high)], np.r_[total[inside], high]
            after = 0.0
        return Line(price, total, before, after)


def within_bounds(tree: Tree, base: Floats, variances: Floats, lower: Floats, upper: Floats) -> Floats:
    """Give the coherent figures of one period nearest to the base forecasts that keep bounds which can be kept.

    What is decreed has equal bounds. A figure that its bound holds back is that bound to the bit.
    """
    lines: list[Line | None] = [None] * len(tree)
    under: dict[int, Line] = {}
    for leaf in tree.leaves.tolist():
        lines[leaf] = _leaf(base[leaf], variances[leaf], lower[leaf], upper[leaf])
    for node in reversed(tree.inner):
        under[node] = _sum([line for child in tree.children[node] if (line := lines[child]) is not None])
        lines[node] = under[node].with_own(base[node], variances[node]).cut(lower[node], upper[node])
    made = np.zeros(len(tree))
    made[0] = _chosen(lines[0], 0.0)
    for node in tree.inner:
        price = under[node].price_of(float(made[node]))
        for child in tree.children[node]:
            made[child] = _chosen(lines[child], price)
    return made


def _leaf(base: float, variance: float, low: float, high: float) -> Line:
    if low == high:
        return Line(np.zeros(1), np.array([low]), 0.0, 0.0)
    return Line(np.zeros(1), np.array([base]), variance, variance).cut(low, high)


def _sum(lines: Sequence[Line]) -> Line:
    price = np.unique(np.concatenate([line.price for line in lines]))
    total = np.zeros_like(price)
    for line in lines:
        total += line.at(price)
    return Line(price, total, sum(line.before for line in lines), sum(line.after for line in lines))


def _chosen(line: Line | None, price: float) -> float:
    return 0.0 if line is None else float(line.at(np.array([price]))[0])
