"""What may come of one province's figure, as a quantile function that can be added to others and turned round.

Between two percentiles that were given the curve is a straight line on the scale of normal scores: the value against
z = Φ⁻¹(α). A normal distribution is one straight line on that scale, so that a forecast told by mean and deviation and
the same forecast told by its percentiles are one curve. Beyond the outermost percentiles nothing was forecast and
nothing is made up: the curve ends there. One told by mean and deviation ends at the 0.1st and the 99.9th.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Final

_NORMAL: Final = NormalDist()
REACH: Final = 0.001
"""Share at either end at which a curve told by mean and deviation ends."""
_SAME: Final = 1e-9
"""Normal scores closer than this are those of one percentile."""
_POINTS: Final = ((0.05, 0.185, 0.63), (0.10, 0.30, 0.40))
"""Outer level, its weight and the median's weight in the three-point rules of Pearson and Tukey, and of Swanson."""


def score_of(level: float) -> float:
    """Give the normal score of a percentile between 0 and 1."""
    return _NORMAL.inv_cdf(level)


def level_of(score: float) -> float:
    """Give the percentile, between 0 and 1, of a normal score."""
    return _NORMAL.cdf(score)


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantile function by its corners: normal scores in rising order, and values that never fall."""

    scores: tuple[float, ...]
    values: tuple[float, ...]
    moments: tuple[float, float] | None = None
    """Mean and standard deviation; None where the percentiles given do not tell them."""

    @classmethod
    def normal(cls, mean: float, sd: float) -> Curve:
        """Give the curve of a normal distribution; ValueError for a negative deviation."""
        if sd < 0:
            raise ValueError(sd)
        end = score_of(1 - REACH)
        return cls((-end, end), (mean - end * sd, mean + end * sd), (mean, sd))

    @classmethod
    def of(cls, quantiles: Mapping[float, float]) -> Curve:
        """Give the curve through quantiles by level; ValueError unless they rise from below to above the median.

        Mean and deviation are read off by a three-point rule: extended Pearson–Tukey from the 5th, 50th and 95th
        percentile, or else extended Swanson–Megill from the 10th, 50th and 90th (Keefer and Bodily, Three-point
        approximations for continuous random variables, Management Science 29, 1983).
        """
        levels = sorted(quantiles)
        values = tuple(quantiles[level] for level in levels)
        if not levels or not 0 < levels[0] <= 0.5 <= levels[-1] < 1 or levels[0] == levels[-1]:
            raise ValueError(levels)
        if any(after < before for before, after in pairwise(values)):
            raise ValueError(values)
        bare = cls(tuple(map(score_of, levels)), values)
        return cls(bare.scores, values, _three_points(bare))

    @property
    def first(self) -> float:
        """Give the lowest score the curve knows."""
        return self.scores[0]

    @property
    def last(self) -> float:
        """Give the highest score the curve knows."""
        return self.scores[-1]

    @property
    def median(self) -> float:
        """Give the value as likely exceeded as not."""
        return self.at(0.0)

    @property
    def certain(self) -> bool:
        """Say whether one value alone was forecast."""
        return self.values[0] == self.values[-1]

    def at(self, score: float) -> float:
        """Give the value at a score; a score beyond an end is taken for that end."""
        if score <= self.first:
            return self.values[0]
        if score >= self.last:
            return self.values[-1]
        upper = bisect_left(self.scores, score)
        return _between(score, self.scores[upper - 1 : upper + 1], self.values[upper - 1 : upper + 1])

    def score(self, value: float) -> float | None:
        """Give the score of a value, of several the one nearest the median; None beyond the ends."""
        return score_at(self.scores, self.values, value)


def score_at(scores: tuple[float, ...], values: tuple[float, ...], value: float) -> float | None:
    """Turn a rising line through corners round: the score at which it has a value; None if it never has.

    Where the line stands still at that value, the score nearest 0 is given.
    """
    slack = 1e-12 * max(abs(values[0]), abs(values[-1]), abs(value))
    if not values[0] - slack <= value <= values[-1] + slack:
        return None
    value = min(max(value, values[0]), values[-1])
    at = [
        _between(value, values[number : number + 2], scores[number : number + 2])
        for number in range(len(values) - 1)
        if values[number] <= value <= values[number + 1] and values[number] < values[number + 1]
    ]
    at += [score for score, there in zip(scores, values, strict=True) if there == value]
    return min(max(0.0, min(at)), max(at))


def _between(place: float, places: tuple[float, ...], values: tuple[float, ...]) -> float:
    share = (place - places[0]) / (places[1] - places[0])
    return (
        values[0] + share * (values[1] - values[0])
        if share < 0.5
        else values[1] - (1 - share) * (values[1] - values[0])
    )


def _three_points(curve: Curve) -> tuple[float, float] | None:
    for level, outer, inner in _POINTS:
        end = score_of(level)
        if curve.first <= end + _SAME and curve.last >= -end - _SAME:
            low, middle, high = curve.at(end), curve.median, curve.at(-end)
            mean = outer * (low + high) + inner * middle
            spread = outer * ((low - mean) ** 2 + (high - mean) ** 2) + inner * (middle - mean) ** 2
            return mean, spread**0.5
    return None
