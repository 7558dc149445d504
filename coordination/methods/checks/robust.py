"""The statistics of the checks, in plain Python: a cell costs no array."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

NORMAL = 1.4826
"""Times the median absolute deviation gives the standard deviation of a normal distribution (1 / Φ⁻¹(3/4))."""


def median(values: Sequence[float]) -> float:
    """Give the middle value, or the mean of the two in the middle; ValueError if there is none."""
    if not values:
        raise ValueError("no values, no median")
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@dataclass(frozen=True, slots=True)
class Usual:
    """What changes usually are: their middle, and how far they spread about it."""

    middle: float
    spread: float
    """1.4826 × the median absolute deviation."""

    @classmethod
    def of(cls, changes: Sequence[float]) -> Usual:
        """Take the median and the median absolute deviation."""
        middle = median(changes)
        return cls(middle, NORMAL * median([abs(change - middle) for change in changes]))

    def z(self, change: float) -> float:
        """Give the robust z-score; infinite for any deviation from changes that never differ."""
        away = change - self.middle
        if self.spread:
            return away / self.spread
        return math.copysign(math.inf, away) if away else 0.0


def chi_square(observed: Sequence[int], shares: Sequence[float]) -> float:
    """Give Pearson's statistic of counts against the shares expected of them."""
    count = sum(observed)
    return sum((seen - count * share) ** 2 / (count * share) for seen, share in zip(observed, shares, strict=True))


def chance(statistic: float, degrees: int) -> float:
    """Give the probability of a chi-square statistic at least so great (closed form, Abramowitz & Stegun 26.4.4-5)."""
    if statistic <= 0:
        return 1.0
    if degrees % 2:
        divisors = tuple(range(1, degrees - 1, 2))
        result = math.erfc(math.sqrt(statistic / 2))
        term = math.sqrt(2 / (math.pi * statistic)) * math.exp(-statistic / 2)
    else:
        divisors = (1, *range(2, degrees, 2))
        result, term = 0.0, math.exp(-statistic / 2) / statistic
    for divisor in divisors:
        term *= statistic / divisor
        result += term
    return result
