"""Whether provinces draw nearer to one another.

Sources: Barro and Sala-i-Martin (1992), "Convergence", Journal of Political Economy 100 (β: poor ones grow faster; σ:
the spread shrinks); MacKinnon and White (1985), Journal of Econometrics 29, for the HC3 standard error; Efron (1979),
Annals of Statistics 7, for the bootstrap (percentile interval). Units: the coefficient of variation and the standard
deviation of logarithms have none; the slope is a year's growth (in logs) per log point of the initial level; the half
life is in years. Provinces are resampled whole, the same draws for every year, so that years can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random

from coordination.kernel.text import Strict, Text

Interval = tuple[float, float]


class Rules(Strict):
    """What the method may be told: customs of the field, not set by any act."""

    least_for_beta: int = 8
    """Fewer provinces give no slope worth printing."""
    least_for_interval: int = 5
    """Fewer provinces give no bootstrap interval."""
    few: int = 20
    """Fewer provinces give a result that is printed with a warning."""
    draws: int = 1000
    level: float = 0.95


class Spread(Strict):
    """How far apart the provinces are in one year."""

    year: int
    units: int
    cv: float
    """Standard deviation over mean (weighted if weights were given)."""
    cv_interval: Interval | None = None
    sd_log: float
    sd_log_interval: Interval | None = None


class Sigma(Strict):
    """The spread year by year, over the same provinces."""

    spreads: tuple[Spread, ...]
    weighted: bool
    change: float | None = None
    """The last year's coefficient of variation less the first's; negative is drawing nearer."""
    change_interval: Interval | None = None
    caution: Text | None = None

    @property
    def narrowed(self) -> bool | None:
        """Say whether the spread shrank (or grew) beyond chance; None where that cannot be told."""
        if self.change_interval is None or self.change_interval[0] <= 0 <= self.change_interval[1]:
            return None
        return self.change_interval[1] < 0


class Beta(Strict):
    """The regression of yearly growth on the logarithm of the initial level."""

    first: int
    last: int
    units: int
    slope: float | None = None
    error: float | None = None
    """HC3 standard error."""
    interval: Interval | None = None
    speed: float | None = None
    """The share of the gap closed a year, from slope = −(1 − e^(−speed·T))/T; None where that has no solution."""
    half_life: float | None = None
    caution: Text | None = None
    refused: Text | None = None

    @property
    def converging(self) -> bool | None:
        """Say whether poorer ones grew faster (or slower) beyond chance; None where that cannot be told."""
        if self.interval is None or self.interval[0] <= 0 <= self.interval[1]:
            return None
        return self.interval[1] < 0


def sigma(
    levels: Mapping[int, Mapping[str, float]],
    seed: int,
    rules: Rules,
    weights: Mapping[int, Mapping[str, float]] | None,
) -> Sigma | None:
    """Give the spread of every year over the provinces that have all years; None below two of them or below zero."""
    years = sorted(levels)
    units = [u for u in levels[years[0]] if all(u in levels[year] for year in years)] if years else []
    least = 2
    if len(units) < least or any(levels[year][unit] <= 0 for year in years for unit in units):
        return None
    rows = [[levels[year][unit] for unit in units] for year in years]
    heavy = [[weights[y].get(u, 0.0) if weights else 1.0 for u in units] for y in years]
    enough = len(units) >= rules.least_for_interval
    draws = _draws(len(units), rules.draws if enough else 0, seed)
    cvs = [[_cv(row, weight, draw) for draw in draws] for row, weight in zip(rows, heavy, strict=True)]
    logs = [[_sd_log(row, draw) for draw in draws] for row in rows]
    every = range(len(units))
    spreads = tuple(
        Spread(
            year=year,
            units=len(units),
            cv=_cv(rows[n], heavy[n], every),
            cv_interval=_percentiles(cvs[n], rules.level),
            sd_log=_sd_log(rows[n], every),
            sd_log_interval=_percentiles(logs[n], rules.level),
        )
        for n, year in enumerate(years)
    )
    moved = [after - before for before, after in zip(cvs[0], cvs[-1], strict=True)]
    more = len(years) > 1
    return Sigma(
        spreads=spreads,
        weighted=weights is not None,
        change=spreads[-1].cv - spreads[0].cv if more else None,
        change_interval=_percentiles(moved, rules.level) if more else None,
        caution=_caution(len(units), rules),
    )


def beta(before: Mapping[str, float], after: Mapping[str, float], first: int, last: int, rules: Rules) -> Beta:
    """Regress yearly growth on the log of the initial level, over provinces that have both years."""
    units = [u for u in before if before[u] > 0 and after.get(u, 0.0) > 0]
    count, years = len(units), last - first
    starts = [math.log(before[unit]) for unit in units]
    refused = _refusal(count, starts, years, rules)
    if refused is not None:
        return Beta(first=first, last=last, units=count, refused=refused)
    paces = [math.log(after[unit] / before[unit]) / years for unit in units]
    slope, error = _regression(starts, paces)
    reach = _student(count - 2, rules.level) * error
    remaining = 1 + slope * years
    speed = -math.log(remaining) / years if remaining > 0 else None
    return Beta(
        first=first,
        last=last,
        units=count,
        slope=slope,
        error=error,
        interval=(slope - reach, slope + reach),
        speed=speed,
        half_life=math.log(2) / speed if speed is not None and speed > 0 else None,
        caution=_caution(count, rules),
    )


def _refusal(count: int, starts: Sequence[float], years: int, rules: Rules) -> Text | None:
    least = max(rules.least_for_beta, 4)  # HC3 and its interval need two degrees of freedom to spare
    if count < least:
        return Text(
            vi=f"chỉ có {count} tỉnh, thành phố, cần ít nhất {least} để ước lượng hội tụ β",
            en=f"only {count} provinces, at least {least} are needed to estimate β-convergence",
        )
    if years <= 0 or max(starts) == min(starts):
        return Text(
            vi="mức ban đầu không khác nhau nên không ước lượng hội tụ β",
            en="the initial levels do not differ, so β-convergence is not estimated",
        )
    return None


def _caution(count: int, rules: Rules) -> Text | None:
    if count >= rules.few:
        return None
    return Text(
        vi=f"chỉ có {count} tỉnh, thành phố nên khoảng tin cậy rộng, kết quả mang tính tham khảo",
        en=f"only {count} provinces: the interval is wide, take the result as an indication",
    )


def _regression(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """Give the slope of ordinary least squares and its HC3 standard error."""
    count = len(x)
    middle, mean = math.fsum(x) / count, math.fsum(y) / count
    across = [value - middle for value in x]
    spread = math.fsum(d * d for d in across)
    slope = math.fsum(d * (value - mean) for d, value in zip(across, y, strict=True)) / spread
    rests = [value - mean - slope * d for d, value in zip(across, y, strict=True)]
    leverage = [1 / count + d * d / spread for d in across]
    terms = ((d * rest / max(1 - h, 1e-12)) ** 2 for d, rest, h in zip(across, rests, leverage, strict=True))
    return slope, math.sqrt(math.fsum(terms)) / spread


def _student(freedom: int, level: float) -> float:
    """Give the two-sided quantile of Student's distribution, by halving."""
    low, high = 0.0, 1.0
    while _within(high, freedom) < level:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < level else (low, middle)
    return high


def _within(reach: float, freedom: int) -> float:
    """Give the probability of |t| ≤ reach (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = math.atan(reach / math.sqrt(freedom))
    sine, cosine, odd = math.sin(angle), math.cos(angle), freedom % 2 == 1
    term = cosine if odd else 1.0
    series = term if freedom > 1 else 0.0
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        series += term
    return 2 / math.pi * (angle + sine * series) if odd else sine * series


def _draws(count: int, times: int, seed: int) -> list[list[int]]:
    chance = Random(seed)  # noqa: S311 - a bootstrap, not a secret
    return [chance.choices(range(count), k=count) for _ in range(times)]


def _cv(values: Sequence[float], weights: Sequence[float], chosen: Sequence[int]) -> float:
    mass = math.fsum(weights[n] for n in chosen)
    if mass <= 0:
        return 0.0
    mean = math.fsum(values[n] * weights[n] for n in chosen) / mass
    return math.sqrt(math.fsum(weights[n] * (values[n] - mean) ** 2 for n in chosen) / mass) / mean


def _sd_log(values: Sequence[float], chosen: Sequence[int]) -> float:
    logs = [math.log(values[n]) for n in chosen]
    mean = math.fsum(logs) / len(logs)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in logs) / len(logs))


def _percentiles(values: Sequence[float], level: float) -> Interval | None:
    if not values:
        return None
    ordered = sorted(values)
    return _at(ordered, (1 - level) / 2), _at(ordered, (1 + level) / 2)


def _at(ordered: Sequence[float], part: float) -> float:
    place = part * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
