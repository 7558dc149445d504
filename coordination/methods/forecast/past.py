"""What is known of an indicator up to the agreed data cut-off: of each unit, and of the region as a whole."""

from __future__ import annotations

from math import fsum, isfinite
from typing import TYPE_CHECKING

from coordination.methods.indicators import Ratio, Sum, WeightedMean, partners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordination.methods.contract import Context

    Years = Mapping[int, float]
    """year → value"""


def known(code: str, context: Context) -> dict[str, dict[int, float]]:
    """Give the figures used of each unit, by year: finite, and no later than the data cut-off."""
    until = context.settings.get("data_to")
    told = context.history.get(code, {})
    units = dict.fromkeys(party.unit for party in context.parties)
    return {
        unit: {
            year: float(value)
            for year, value in sorted(told.get(unit, {}).items())
            if isfinite(value) and (until is None or year <= until)
        }
        for unit in units
    }


def alone(code: str, context: Context) -> Context:
    """Give the context with nothing of the past but what one indicator is forecast from, to be sent to another process."""
    needed = {code, *partners(context.indicators[code].aggregation).values()}
    return context.model_copy(
        update={"history": {each: context.history[each] for each in sorted(needed) if each in context.history}}
    )


def of_region(code: str, context: Context) -> dict[int, float] | None:
    """Give the region's own past by the indicator's rule, of the years in which every unit has all it takes.

    None where the region has no value, or its value is no sum, quotient or mean, so that its errors cannot be seen.
    """
    match context.indicators[code].aggregation:
        case Sum():
            return _total(known(code, context))
        case Ratio() as rule:
            above, below = _total(known(rule.numerator, context)), _total(known(rule.denominator, context))
            return _quotients(above, below, float(rule.scale))
        case WeightedMean() as rule:
            weights = lagged(known(rule.weight, context), rule.lag)
            products = {unit: times(years, weights[unit]) for unit, years in known(code, context).items()}
            return _quotients(_total(products), _total(weights))
        case _:
            return None


def lagged(weights: Mapping[str, Years], lag: int) -> dict[str, dict[int, float]]:
    """Give each weight in the year whose value it weights."""
    return {unit: {year + lag: value for year, value in years.items()} for unit, years in weights.items()}


def times(values: Years, weights: Years) -> dict[int, float]:
    """Multiply, where there are both."""
    return {year: values[year] * weights[year] for year in values if year in weights}


def _total(units: Mapping[str, Years]) -> dict[int, float]:
    """Add up the years in which every unit has a figure."""
    shared = set.intersection(*(set(years) for years in units.values())) if units else set()
    return {year: fsum(years[year] for years in units.values()) for year in sorted(shared)}


def _quotients(above: Years, below: Years, scale: float = 1.0) -> dict[int, float]:
    return {year: value / below[year] * scale for year, value in above.items() if below.get(year)}
