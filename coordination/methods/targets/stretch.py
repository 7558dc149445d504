"""The common percentile at which the provinces' quantiles add up to a regional target.

Σᵢ Qᵢ(α) = T is solved for α. Asking everyone for the same percentile asks everyone for an equally ambitious figure by
the forecasts: each reaches its own with the same probability. For normal forecasts α = Φ((T − Σμ) ÷ Σσ) and the figure
of a province is μ + zσ. Σ Q(α) is at once the quantile of the sum if all provinces do well or badly together
(comonotonic sums: Dhaene, Denuit, Goovaerts, Kaas and Vyncke, Insurance: Mathematics and Economics 31, 2002).

These are figures to talk about. Nothing is assigned by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, isclose, sqrt
from typing import Final, Literal

from coordination.methods.targets.curves import Curve, level_of, score_at

Direction = Literal["higher", "lower"]
EXACT: Final = 1e-12
"""Relative difference that two sums of the same figures may show."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is forecast of one unit, and its figure of the year before."""

    unit: str
    curve: Curve
    last: float | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What the regional target asks of one unit.

    ``value`` and ``before`` (with nothing negotiated) are None where the target cannot be reached. ``percentile`` and
    ``reached`` are None for a negotiated figure beyond the percentiles forecast; ``beyond`` then says on which side.
    """

    outlook: Outlook
    value: float | None
    before: float | None
    fixed: bool
    percentile: float | None
    reached: float | None
    """Probability of reaching the figure."""
    beyond: Literal["above", "below"] | None = None

    @property
    def mean(self) -> float | None:
        """Give the mean forecast."""
        return None if self.outlook.curve.moments is None else self.outlook.curve.moments[0]

    @property
    def above_mean(self) -> float | None:
        """Give how much more is asked than the mean forecast."""
        return None if self.value is None or self.mean is None else self.value - self.mean

    @property
    def growth(self) -> float | None:
        """Give by how many per cent it is above the figure of the period before, where that was above nought."""
        last = self.outlook.last
        return None if self.value is None or last is None or last <= 0 else 100 * (self.value / last - 1)

    @property
    def difference(self) -> float | None:
        """Give how much more is asked than with nothing negotiated."""
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class Total:
    """How likely the region as a whole reaches its target; None where the forecasts do not tell.

    ``independent``: provinces' errors have nothing to do with each other, and their sum is taken for normal.
    ``together``: one shock moves all of them, each to the same percentile of its own forecast.
    """

    mean: float | None
    sd_independent: float | None
    sd_together: float | None
    independent: float | None
    together: float | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A target and what it asks at one common percentile."""

    target: float
    direction: Direction
    least: float
    most: float
    """The smallest and the largest regional figure the forecasts reach, negotiated figures included."""
    percentile: float | None
    """The percentile common to those who did not negotiate; None if the target cannot be reached, or all negotiated."""
    percentile_before: float | None
    asks: tuple[Ask, ...]
    total: Total

    @property
    def reachable(self) -> bool:
        """Say whether the figures add up to the target."""
        return all(each.value is not None for each in self.asks)

    @property
    def reached(self) -> float | None:
        """Give the probability that one who did not negotiate reaches its figure."""
        return None if self.percentile is None else _reached(self.percentile, self.direction)


def stretch(
    outlooks: Sequence[Outlook],
    target: float,
    fixed: Mapping[str, float] | None = None,
    direction: Direction = "higher",
) -> Stretch:
    """Find the common percentile for a target; ``fixed`` holds what some units have negotiated.

    Raises ValueError without a unit, for a unit named twice, or for a negotiated figure of a unit that has no forecast.
    """
    fixed = fixed or {}
    units = [each.unit for each in outlooks]
    if not units or len(set(units)) < len(units) or not set(fixed) <= set(units):
        raise ValueError(units)
    free = [each.curve for each in outlooks if each.unit not in fixed]
    opening = _common([each.curve for each in outlooks], target)
    settled = fsum(fixed.values())
    score = _common(free, target - settled) if free else None
    reachable = score is not None or (not free and isclose(settled, target, rel_tol=EXACT))
    least, most = _range(free)
    asks = tuple(_ask(each, score, opening, fixed.get(each.unit), reachable, direction) for each in outlooks)
    return Stretch(
        target=target,
        direction=direction,
        least=least + settled,
        most=most + settled,
        percentile=None if score is None else level_of(score),
        percentile_before=None if opening is None else level_of(opening),
        asks=asks,
        total=_total(outlooks, target, opening, direction),
    )


def nearest(found: Stretch, fixed: Mapping[str, float] | None = None) -> Stretch | None:
    """Give the same for the reachable total nearest to a target that cannot be reached; ``fixed`` as for the target.

    None where the target is reached, or all have negotiated.
    """
    if found.reachable or all(each.fixed for each in found.asks):
        return None
    within = found.most if found.target > found.most else found.least
    return stretch([each.outlook for each in found.asks], within, fixed, found.direction)


def _range(curves: Sequence[Curve]) -> tuple[float, float]:
    """Give the sums at the lowest and the highest percentile that all of some curves know."""
    first, last = max((each.first for each in curves), default=0.0), min((each.last for each in curves), default=0.0)
    return fsum(each.at(first) for each in curves), fsum(each.at(last) for each in curves)


def _common(curves: Sequence[Curve], total: float) -> float | None:
    """Give the score at which curves add up to a total; None if they never do.

    The sum of such curves is a straight line between the corners of them all, so nothing need be searched for.
    """
    first, last = max(each.first for each in curves), min(each.last for each in curves)
    inner = {score for each in curves for score in each.scores if first < score < last}
    scores = (first, *sorted(inner), last)
    sums = tuple(fsum(each.at(score) for each in curves) for score in scores)
    rising = tuple(max(sums[: number + 1]) for number in range(len(sums)))  # a sum may fall by its last digit
    score = score_at(scores, rising, total)
    return None if score is None else _sharpened(curves, total, score, scores)


def _sharpened(curves: Sequence[Curve], total: float, score: float, scores: tuple[float, ...]) -> float:
    """Take out what the last digits of the corners left between the sum and the total."""
    for low, high in pairwise(scores):
        if low <= score <= high:
            slope = fsum(each.at(high) - each.at(low) for each in curves) / (high - low)
            rest = total - fsum(each.at(score) for each in curves)
            return min(max(score + rest / slope, low), high) if slope > 0 else score
    return score


def _ask(
    outlook: Outlook,
    score: float | None,
    opening: float | None,
    fixed: float | None,
    reachable: bool,  # noqa: FBT001 - a state, not a switch
    direction: Direction,
) -> Ask:
    before = None if opening is None else outlook.curve.at(opening)
    own = score if fixed is None else outlook.curve.score(fixed)
    value = fixed if fixed is not None else None if score is None else outlook.curve.at(score)
    level = None if own is None else level_of(own)
    beyond: Literal["above", "below"] | None = None
    if fixed is not None and level is None:
        beyond = "above" if fixed > outlook.curve.values[-1] else "below"
    return Ask(
        outlook=outlook,
        value=value if reachable else None,
        before=before,
        fixed=fixed is not None,
        percentile=level,
        reached=_chance(outlook.curve, value, level, direction) if reachable else None,
        beyond=beyond,
    )


def _chance(curve: Curve, value: float | None, level: float | None, direction: Direction) -> float | None:
    """Give the probability of reaching a figure; what is certain is reached or not, whatever the percentile."""
    if curve.certain and value is not None:
        missed = value > curve.median if direction == "higher" else value < curve.median
        return float(not missed)
    return None if level is None else _reached(level, direction)


def _reached(level: float, direction: Direction) -> float:
    return 1 - level if direction == "higher" else level


def _total(outlooks: Sequence[Outlook], target: float, opening: float | None, direction: Direction) -> Total:
    together = None if opening is None else _reached(level_of(opening), direction)
    moments = [each.curve.moments for each in outlooks if each.curve.moments is not None]
    if all(each.curve.certain for each in outlooks):
        only = fsum(each.curve.median for each in outlooks)
        sure = _chance(Curve.normal(only, 0), only if isclose(only, target, rel_tol=EXACT) else target, None, direction)
        return Total(only, 0, 0, sure, sure)
    if len(moments) < len(outlooks):
        return Total(None, None, None, None, together)
    mean = fsum(each for each, _ in moments)
    apart, sd = sqrt(fsum(each**2 for _, each in moments)), fsum(each for _, each in moments)
    independent = _reached(level_of((target - mean) / apart), direction) if apart > 0 else None
    return Total(mean, apart, sd, independent, together)
