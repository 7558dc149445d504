"""The region's value, its growth, its plan, and each province's part in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from coordination.methods.indicators import Indicator, NotAdditive, Ratio, Sum, WeightedMean
from coordination.methods.joint_assessment.aggregate import (
    HUNDRED,
    aggregate,
    percent,
    product,
    quotient,
    ready,
)
from coordination.methods.joint_assessment.analysis.panel import kind_of
from coordination.methods.joint_assessment.book import Book, planned
from coordination.methods.joint_assessment.models import (
    Growth,
    PlanResult,
    ProvinceValue,
    RegionalValue,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from coordination.methods.joint_assessment.aggregate import Lookup

Status = Literal["complete", "partial", "missing", "not_additive"]


def regional_value(book: Book, code: str, period: int) -> RegionalValue:
    """Make the region's value of one indicator in one period."""
    rule = book.context.indicators[code].aggregation
    value = book.lookup(code, period)
    aside = [u for u in _units(book) if _state(book, code, period, u) == "not_applicable"]
    asked = [unit for unit in _units(book) if unit not in aside]
    counted = tuple(unit for unit in asked if ready(code, rule, unit, value))
    missing = tuple(unit for unit in asked if unit not in counted)
    total = aggregate(code, rule, counted, value)
    status = _status(isinstance(rule, NotAdditive), total, missing)
    return RegionalValue(
        indicator=code,
        period=period,
        value=total,
        status=status,
        complete=status == "complete",
        units=counted,
        missing=missing,
        not_applicable=tuple(aside),
        published=tuple(u for u in counted if book.from_published(code, period, u)),
        unweighted=tuple(u for u in missing if isinstance(rule, WeightedMean) and value(code, u) is not None),
        growth=_growth(book, code, period, asked),
        plan=_plan(book, code, period, counted),
    )


def _units(book: Book) -> list[str]:
    return [party.unit for party in book.context.parties]


def _state(book: Book, code: str, period: int, unit: str) -> str:
    figure = book.figure(code, period, unit)
    return figure.state if figure else "missing"


def _status(alone: bool, total: Decimal | None, missing: Sequence[str]) -> Status:  # noqa: FBT001
    if alone:
        return "not_additive"
    if total is None:
        return "missing"
    return "partial" if missing else "complete"


def _growth(book: Book, code: str, period: int, asked: Sequence[str]) -> Growth | None:
    """Compare with the latest earlier period, if both have all units: that of some of them is not the region's.

    An index on the year before is growth already: what it lies above 100, and nothing is compared.
    """
    indicator, now = book.context.indicators[code], book.lookup(code, period)
    after = _whole(book, code, asked, now)
    if kind_of(indicator) == "index":
        return None if after is None else _beyond_100(after, period, asked)
    base = _base_period(book, code, period)
    before = None if base is None else _whole(book, code, asked, book.lookup(code, base))
    if base is None or after is None or before is None:
        return None
    change = after - before
    return Growth(base_period=base, change=change, percent=percent(change, before), units=tuple(asked))


def _beyond_100(index: Decimal, period: int, units: Sequence[str]) -> Growth:
    change = index - HUNDRED
    return Growth(base_period=period - 1, change=change, percent=change, units=tuple(units))


def _whole(book: Book, code: str, units: Sequence[str], value: Lookup) -> Decimal | None:
    """Give the value of all these units; None where one of them lacks."""
    rule = book.context.indicators[code].aggregation
    return aggregate(code, rule, units, value) if all(ready(code, rule, unit, value) for unit in units) else None


def _base_period(book: Book, code: str, period: int) -> int | None:
    """Give the latest earlier period of which any unit has what the indicator's rule needs."""
    rule, units = book.context.indicators[code].aggregation, _units(book)
    earlier = sorted({each for name, each, _ in book.figures if name == code and each < period}, reverse=True)
    return next((e for e in earlier if any(ready(code, rule, u, book.lookup(code, e)) for u in units)), None)


def _plan(book: Book, code: str, period: int, counted: Sequence[str]) -> PlanResult | None:
    indicator = book.context.indicators[code]
    rule = indicator.aggregation
    wanted = book.lookup(code, period, planned)
    units = tuple(unit for unit in counted if _has_plan(book, code, period, unit) and ready(code, rule, unit, wanted))
    plan = aggregate(code, rule, units, wanted)
    actual = aggregate(code, rule, units, book.lookup(code, period))
    if plan is None or actual is None:
        return None
    return PlanResult(
        plan=plan,
        actual=actual,
        percent=percent(actual, plan),
        met=_met(indicator, plan, actual),
        units=units,
    )


def _has_plan(book: Book, code: str, period: int, unit: str) -> bool:
    """Tell whether a unit planned the indicator, or for a ratio its numerator."""
    rule = book.context.indicators[code].aggregation
    names = (code, rule.numerator) if isinstance(rule, Ratio) else (code,)
    figures = [book.figure(name, period, unit) for name in names]
    return any(figure is not None and planned(figure) is not None for figure in figures)


def _met(indicator: Indicator, plan: Decimal, actual: Decimal) -> bool | None:
    if indicator.direction == "neutral":
        return None
    return actual >= plan if indicator.direction == "higher_is_better" else actual <= plan


def province_value(book: Book, region: RegionalValue, unit: str) -> ProvinceValue:
    """Set one province's figure against the region's."""
    code, period = region.indicator, region.period
    rule = book.context.indicators[code].aggregation
    figure = book.figure(code, period, unit)
    value = _own(book, code, period, unit)
    plan = planned(figure) if figure else None
    growth = _unit_growth(book, region, unit)
    stated = _state(book, code, period, unit)
    whole = region.value if unit in region.units else None
    level, rate = isinstance(rule, Sum), not isinstance(rule, Sum | NotAdditive)
    gap = value - whole if rate and value is not None and whole is not None else None
    return ProvinceValue.model_validate(
        {
            "unit": unit,
            "indicator": code,
            "period": period,
            "value": value,
            # A ratio found from numerator and denominator is known, though nobody wrote it down.
            "state": "value" if value is not None else stated,
            "plan": plan,
            "plan_percent": None if value is None or plan is None else percent(value, plan),
            "share_percent": percent(value, whole) if level and value is not None and whole else None,
            "growth_percent": growth,
            "contribution_points": _contribution(book, region, unit) if level else None,
            "distance": gap,
            "distance_percent": None if gap is None or whole is None else percent(gap, whole),
            "growth_distance_points": _less(growth, region.growth.percent if region.growth else None),
        }
    )


def _own(book: Book, code: str, period: int, unit: str) -> Decimal | None:
    rule = book.context.indicators[code].aggregation
    lookup = book.lookup(code, period)
    stated = lookup(code, unit)
    if stated is None and isinstance(rule, Ratio) and ready(code, rule, unit, lookup):
        return aggregate(code, rule, [unit], lookup)
    return stated


def _unit_growth(book: Book, region: RegionalValue, unit: str) -> Decimal | None:
    """Give how a unit grew; its own growth needs nothing of the others."""
    code, period = region.indicator, region.period
    now = _own(book, code, period, unit)
    if now is None or kind_of(book.context.indicators[code]) == "index":
        return None if now is None else now - HUNDRED
    base = _base_period(book, code, period)
    then = None if base is None else _own(book, code, base, unit)
    return None if then is None else percent(now - then, then)


def _contribution(book: Book, region: RegionalValue, unit: str) -> Decimal | None:
    growth = region.growth
    if growth is None or growth.percent is None or unit not in growth.units:
        return None
    code = region.indicator
    rule = book.context.indicators[code].aggregation
    then = book.lookup(code, growth.base_period)
    whole = aggregate(code, rule, growth.units, then)
    before, after = then(code, unit), book.lookup(code, region.period)(code, unit)
    if whole is None or before is None or after is None:
        return None
    return quotient(product(after - before, HUNDRED), whole)


def _less(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return None if left is None or right is None else left - right
