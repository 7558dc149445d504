"""What is known of an indicator up to the agreed data cut-off: of each unit, and of the region as a whole."""

from __future__ import annotations

from math import fsum, isfinite
from typing import TYPE_CHECKING

from coordination.methods.indicators import Ratio, Sum, WeightedMean, level_of, partners
from coordination.methods.surveys.extending import filled, surveyed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordination.methods.contract import Context
    from coordination.methods.surveys.extending import Surveyed

    Years = Mapping[int, float]
    """year → value"""


def known(code: str, context: Context) -> dict[str, dict[int, float]]:
    """Give the figures used of each unit, by year: finite, and no later than the data cut-off.

    What is published, filled with what basic surveys found of years without a published figure; of a level, followed on by
    the published growth of it where that goes on longer.
    """
    filled_in = additions(code, context)
    own = {
        unit: dict(sorted({**years, **{year: each.value for year, each in filled_in.get(unit, {}).items()}}.items()))
        for unit, years in published(code, context).items()
    }
    index = growth_of(code, context)
    if index is None:
        return own
    growth = known(index, context)
    return {unit: chained(years, growth[unit]) for unit, years in own.items()}


def published(code: str, context: Context) -> dict[str, dict[int, float]]:
    """Give the published figures of each unit, by year: finite, and no later than the data cut-off."""
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


def additions(code: str, context: Context) -> dict[str, dict[int, Surveyed]]:
    """Give what basic surveys add to the history of each unit, with where it comes from; nothing published is replaced."""
    found = surveyed(code, context.earlier)
    if not found:
        return {}
    until = context.settings.get("data_to")
    return {
        unit: new
        for unit, years in published(code, context).items()
        if (new := filled(years, found.get(unit, {}), until))
    }


def growth_of(code: str, context: Context) -> str | None:
    """Give the indicator that says how a level grew; None where there is none."""
    return next((each.code for each in context.indicators.values() if level_of(each.aggregation) == code), None)


def chained(level: Years, index: Years) -> dict[int, float]:
    """Follow a level on by its index (year before = 100), as far as that goes on without a gap."""
    made = dict(level)
    year = max(made, default=None)
    while year is not None and year + 1 in index:
        made[year + 1] = made[year] * index[year + 1] / 100
        year += 1
    return made


def alone(code: str, context: Context) -> Context:
    """Give the context with nothing of the past but what one indicator is forecast from, to be sent to another process."""
    rule = context.indicators[code].aggregation
    needed = {code, *partners(rule).values(), level_of(rule), growth_of(code, context)} - {None}
    return context.model_copy(
        update={"history": {each: told for each, told in context.history.items() if each in needed}}
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
