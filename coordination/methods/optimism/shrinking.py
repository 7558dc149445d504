"""The mean error of each unit, drawn towards that of all units as far as its own years are few or uneven.

Errors are taken as e = m(year) + b(unit) + ε: what all units share in a year is told apart from what is a unit's own, so
that a year in which everybody took in more than planned is held against nobody. The means of the units, with what the
years did taken out, are an area-level model without covariates: ȳᵢ = μ + bᵢ + eᵢ, bᵢ ~ N(0, τ²), eᵢ ~ N(0, ψᵢ) (Fay and Herriot,
Journal of the American Statistical Association 74, 1979). τ² is found by the method of moments and the interval from the
mean squared error g₁ + g₂ + 2g₃, which counts that μ and τ² are estimated too (Prasad and Rao, Journal of the American
Statistical Association 85, 1990). ψᵢ = σ²ᵢ ÷ nᵢ with σ²ᵢ the variance of single years pooled over all units, or the unit's own
where that is larger: who is erratic is not believed more for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist, fmean, stdev
from typing import Final

Errors = Mapping[str, Mapping[int, float]]
"""Unit → year → log(outturn ÷ plan)."""
LEVEL: Final = 0.95
"""What intervals are to cover."""
Z: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)
UNEVEN: Final = 4.0
"""Times the pooled variance of single years from which on a unit's years are called uneven."""
FEWEST: Final = 3
"""Units from which on there is something to draw towards, and years from which on a unit has a variance of its own."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The error of one unit, on the scale of logarithms.

    ``own`` is its part beside what all share, drawn towards 0; None where there are too few units to tell. Deviations
    are those of the estimates' errors, None where single years do not tell them.
    """

    unit: str
    years: tuple[int, ...]
    raw: float
    """The plain mean of its years."""
    level: float
    """What all share and its own part together."""
    level_sd: float | None
    own: float | None = None
    own_sd: float | None = None
    weight: float = 1.0
    """How far its own years count: 1 not drawn at all, 0 wholly to what all share."""
    uneven: bool = False
    """Whether its single years differ far more than those of the others: what is counted may have changed."""

    def interval(self, value: float, sd: float | None) -> tuple[float, float] | None:
        """Give the ends of an interval about one of its values."""
        return None if sd is None else (value - Z * sd, value + Z * sd)


@dataclass(frozen=True, slots=True)
class Panel:
    """The errors of all units of one indicator."""

    common: float
    """Mean error of all units, every year counting the same."""
    common_sd: float | None
    between: float | None
    """Variance between units, τ²; None where nothing was drawn."""
    within: float | None
    """Variance of single years, σ²."""
    estimates: tuple[Estimate, ...]


def estimates(errors: Errors) -> Panel:
    """Estimate the mean error of each unit; ValueError without any error."""
    errors = {unit: dict(years) for unit, years in sorted(errors.items()) if years}
    if not errors:
        raise ValueError(errors)
    shared = {year: fmean(found) for year, found in _by_year(errors).items()}
    common, common_sd = fmean(shared.values()), _deviation(shared.values())
    rest = {unit: {year: each - shared[year] for year, each in years.items()} for unit, years in errors.items()}
    freedom = sum(map(len, errors.values())) - len(errors) - len(shared) + 1
    if len(errors) < FEWEST or freedom < 1:
        alone = tuple(_alone(unit, years) for unit, years in errors.items())
        return Panel(common, common_sd, None, None, alone)
    within = fsum((each - fmean(years.values())) ** 2 for years in rest.values() for each in years.values()) / freedom
    means = {unit: fmean(years.values()) for unit, years in rest.items()}
    noise = {unit: _variance(years, within) / len(years) for unit, years in rest.items()}
    between = _between(means, noise)
    drawn = _drawn(means, noise, between)
    return Panel(
        common,
        common_sd,
        between,
        within,
        tuple(
            Estimate(
                unit,
                tuple(sorted(years)),
                fmean(years.values()),
                common + drawn[unit][0],
                None if common_sd is None else sqrt(drawn[unit][1] + common_sd**2),
                drawn[unit][0],
                sqrt(drawn[unit][1]),
                _weight(noise[unit], between),
                _variance(rest[unit], within) > UNEVEN * within,
            )
            for unit, years in errors.items()
        ),
    )


def _by_year(errors: Errors) -> dict[int, list[float]]:
    found: dict[int, list[float]] = defaultdict(list)
    for years in errors.values():
        for year, each in sorted(years.items()):
            found[year].append(each)
    return dict(sorted(found.items()))


def _deviation(values: Iterable[float]) -> float | None:
    """Give the standard error of a mean of years; None of one year."""
    found = list(values)
    return stdev(found) / sqrt(len(found)) if len(found) > 1 else None


def _alone(unit: str, years: Mapping[int, float]) -> Estimate:
    mean = fmean(years.values())
    return Estimate(unit, tuple(sorted(years)), mean, mean, _deviation(years.values()))


def _variance(years: Mapping[int, float], pooled: float) -> float:
    return max(pooled, stdev(years.values()) ** 2) if len(years) >= FEWEST else pooled


def _between(means: Mapping[str, float], noise: Mapping[str, float]) -> float:
    """Give τ² by the method of moments of Prasad and Rao; 0 where the means differ no more than chance has it."""
    count, centre = len(means), fmean(means.values())
    spread = fsum((each - centre) ** 2 for each in means.values())
    return max(0.0, (spread - fsum(noise.values()) * (1 - 1 / count)) / (count - 1))


def _weight(noise: float, between: float) -> float:
    """Give τ² ÷ (τ² + ψ); 1 where there is neither."""
    return between / (between + noise) if between + noise > 0 else 1.0


def _drawn(means: Mapping[str, float], noise: Mapping[str, float], between: float) -> dict[str, tuple[float, float]]:
    """Give each unit's own part and its mean squared error."""
    totals = {unit: between + each for unit, each in noise.items()}
    if min(totals.values()) <= 0:  # nothing varies: the means are what they are
        return {unit: (each, 0.0) for unit, each in means.items()}
    precision = fsum(1 / each for each in totals.values())
    centre = fsum(means[unit] / each for unit, each in totals.items()) / precision
    unsure = 2 * fsum(each**2 for each in totals.values()) / len(means) ** 2
    found = {}
    for unit, each in means.items():
        psi, total = noise[unit], totals[unit]
        weight = between / total
        error = weight * psi + (1 - weight) ** 2 / precision + 2 * psi**2 / total**3 * unsure
        found[unit] = centre + weight * (each - centre), error
    return found
