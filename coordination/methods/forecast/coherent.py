"""Units and region made to add up, and ratios made equal to the quotient of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coordination.kernel.text import Text
from coordination.methods import coherence
from coordination.methods.coherence import Limit, Link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coordination.methods.forecast.models import IndicatorForecast, Point, UnitForecast
    from coordination.methods.indicators import Ratio

_TOP: Final = "Σ"
LEVELS: Final = (50, 80, 95)
"""Levels of the intervals, in percent."""


def coherent(
    units: Sequence[UnitForecast], total: UnitForecast, history: Mapping[str, Mapping[int, float]]
) -> tuple[tuple[UnitForecast, ...], UnitForecast | None]:
    """Reconcile the forecasts of units and region, year by year, where each has one or its figure is known already.

    Weighted least squares by the variances of the forecasts: the surer a forecast, the less it moves. A known figure does not
    move, nor does the forecast of a unit whose series never did: what is 0 in every year (sea fishery inland) stays 0. Where
    a unit has neither forecast nor figure the region is not told, since a sum would lack it.
    """
    base = {point.year: point for point in total.points}
    own = {unit.unit: {point.year: point for point in unit.points} for unit in units}
    years = [
        year
        for year in base
        if any(year in points for points in own.values())
        and all(year in own[unit.unit] or year in history[unit.unit] for unit in units)
    ]
    if not years:
        return tuple(units), None
    positive = total.never_negative and all(unit.never_negative for unit in units)
    done = _solved(own, base, years, history, positive=positive)
    made = tuple(_moved(unit, {year: done[unit.unit, year] for year in years}) for unit in units)
    whole = _moved(total, {year: done[_TOP, year] for year in years})
    return made, whole.model_copy(update={"points": tuple(point for point in whole.points if point.year in years)})


def _solved(
    own: Mapping[str, Mapping[int, Point]],
    base: Mapping[int, Point],
    years: Sequence[int],
    history: Mapping[str, Mapping[int, float]],
    *,
    positive: bool,
) -> dict[tuple[str, int], tuple[float, float | None]]:
    forecasts: dict[tuple[str, str], coherence.Forecast] = {}
    limits: list[Limit] = []
    for year in years:
        forecasts[_TOP, str(year)] = coherence.Forecast(base[year].value, base[year].deviation)
        for unit, points in own.items():
            point = points.get(year)
            if point is not None and point.unit:
                forecasts[unit, str(year)] = coherence.Forecast(point.value, point.deviation)
                continue
            known = history[unit][year] if point is None else point.value
            forecasts[unit, str(year)] = coherence.Forecast(known, 0.0)
            limits.append(Limit(unit, str(year), known, known, decreed=True))
    trees = coherence.grow(Link(unit, _TOP) for unit in own)
    made = coherence.reconcile(trees, forecasts, "wls", limits, non_negative=positive)
    return {(point.node, int(point.period)): (point.mean, point.sd) for done in made for point in done.points}


def _moved(unit: UnitForecast, to: Mapping[int, tuple[float, float | None]]) -> UnitForecast:
    points = tuple(
        moved(point, *to[point.year], never_negative=unit.never_negative) if point.year in to else point
        for point in unit.points
    )
    return unit.model_copy(update={"points": points})


def moved(point: Point, value: float, deviation: float | None = None, *, never_negative: bool) -> Point:
    """Give a point at another value, with intervals as wide as before; they stop at zero where no figure was negative."""
    bounds: dict[str, float | None] = {}
    for level in LEVELS:
        low, high = getattr(point, f"low_{level}"), getattr(point, f"high_{level}")
        if low is None or high is None:
            continue
        # A bound that stopped at zero no longer says how wide its side was; the other side does.
        below = high - point.value if never_negative and low <= 0 else point.value - low
        bounds[f"low_{level}"] = max(0.0, value - below) if never_negative else value - below
        bounds[f"high_{level}"] = value + high - point.value
    return point.model_copy(update=bounds | {"value": value, "deviation": deviation or point.deviation})


def through_parts(
    made: IndicatorForecast,
    rule: Ratio,
    above: Mapping[str, Mapping[int, float]],
    below: Mapping[str, Mapping[int, float]],
) -> IndicatorForecast:
    """Give the forecast of a ratio as the quotient of its parts (unit → year → value), where both are known or forecast.

    ``base`` keeps what the ratio's own series gave; the intervals are those of that series, around the quotient.
    """

    def at(unit: UnitForecast, point: Point) -> Point:
        numerator, denominator = (part.get(unit.unit, {}).get(point.year) for part in (above, below))
        if numerator is None or not denominator:
            return point
        value = numerator / denominator * float(rule.scale)
        return moved(point, value, never_negative=unit.never_negative)

    units = tuple(
        unit.model_copy(update={"points": tuple(at(unit, point) for point in unit.points)}) for unit in made.units
    )
    return made.model_copy(update={"units": units})


def through_levels(made: IndicatorForecast, levels: Mapping[str, Mapping[int, float]]) -> IndicatorForecast:
    """Give the forecast of an index on the year before as the growth of the reconciled levels (unit → year → value).

    ``base`` keeps what the index's own series gave; the intervals are those of that series. Where a level lacks, of a year or
    the year before, the index stays forecast alone, and the unit's note says so.
    """
    units = tuple(_grown(unit, levels.get(unit.unit, {})) for unit in made.units)
    return made.model_copy(update={"units": units})


def _grown(unit: UnitForecast, level: Mapping[int, float]) -> UnitForecast:
    def at(point: Point) -> Point | None:
        now, before = level.get(point.year), level.get(point.year - 1)
        if now is None or before is None or before <= 0:
            return None
        return moved(point, now / before * 100, never_negative=unit.never_negative)

    made = {point.year: at(point) for point in unit.points}
    points = tuple(made[point.year] or point for point in unit.points)
    alone = [year for year, point in made.items() if point is None]
    if not alone:
        return unit.model_copy(update={"points": points})
    lacking = Text(
        vi=f"không có mức theo giá so sánh của năm {alone[0]}, dự báo riêng chỉ số",
        en=f"no level in constant prices for {alone[0]}: the index is forecast alone",
    )
    note = (
        lacking if unit.note is None else Text(vi=f"{unit.note.vi}; {lacking.vi}", en=f"{unit.note.en}; {lacking.en}")
    )
    return unit.model_copy(update={"points": points, "note": note})
