"""Revenue counted on beside the unified forecast of the same cycle: how likely the forecast reaches it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import ValidationError

from coordination.kernel.cells import WITHHELD
from coordination.kernel.text import Strict
from coordination.kernel.units import Quantity, unit_of
from coordination.methods.balances.amounts import cell_of
from coordination.methods.balances.models import Reached
from coordination.methods.targets import Curve
from coordination.methods.targets.curves import level_of
from coordination.methods.wording import exact_sum, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coordination.methods.balances.declared import Balance, Settings
    from coordination.methods.balances.models import SourceLine
    from coordination.methods.contract import Context

FORECAST: Final = "forecast"
"""The method whose results are read."""
REGION: Final = ""


class _Point(Strict, extra="ignore"):
    """A forecast of a year with its quantiles."""

    year: int
    value: float
    low_50: float | None = None
    high_50: float | None = None
    low_80: float | None = None
    high_80: float | None = None
    low_95: float | None = None
    high_95: float | None = None
    units: tuple[str, ...] = ()

    @property
    def curve(self) -> Curve | None:
        """Give its quantile function; None where only a value was forecast, or the quantiles do not rise.

        A point forecast need not lie in the middle of its intervals: where it does not, they alone are the curve.
        """
        told = {0.025: self.low_95, 0.1: self.low_80, 0.25: self.low_50, 0.75: self.high_50, 0.9: self.high_80}
        bounds = {level: value for level, value in (told | {0.975: self.high_95}).items() if value is not None}
        return _rising(bounds | {0.5: self.value}) or _rising(bounds)


def _rising(quantiles: Mapping[float, float]) -> Curve | None:
    try:
        return Curve.of(quantiles)
    except ValueError:
        return None


class _Series(Strict, extra="ignore"):
    unit: str = REGION
    points: tuple[_Point, ...] = ()


class _Unified(Strict, extra="ignore"):
    indicator: str
    units: tuple[_Series, ...] = ()


class _Regional(_Series, extra="ignore"):
    indicator: str


class _Forecast(Strict, extra="ignore"):
    """What is read of a result of the forecast step; all else of it may change."""

    method: Literal["forecast"]
    indicators: tuple[_Unified, ...] = ()
    regional: tuple[_Regional, ...] = ()


Points = dict[tuple[str, str, int], _Point]
"""Indicator, unit (empty: the region) and year → what is forecast."""


def reached(lines: tuple[SourceLine, ...], settings: Settings, context: Context) -> tuple[Reached, ...]:
    """Compare what is counted on, secured and likely, with the forecast, for each province and for the region.

    The region is compared only where every province the forecast adds up stated its figure.
    """
    points = _points(context.earlier)
    if not points:
        return ()
    return tuple(each for balance in settings.balances for each in _of(balance, lines, points, context))


def _points(earlier: Mapping[str, Mapping[str, Any]]) -> Points:
    found: Points = {}
    for result in earlier.values():
        if result.get("method") != FORECAST:
            continue
        try:
            told = _Forecast.model_validate(result)
        except ValidationError:
            continue  # a forecast that is told otherwise is no reason to have no balances
        for indicator in told.indicators:
            series = ((each.unit, point) for each in indicator.units for point in each.points)
            found |= {(indicator.indicator, unit, point.year): point for unit, point in series}
        found |= {(each.indicator, REGION, point.year): point for each in told.regional for point in each.points}
    return found


def _of(balance: Balance, lines: tuple[SourceLine, ...], points: Points, context: Context) -> Iterator[Reached]:
    for indicator, sources in balance.groups(balance.sources).items():
        known = context.indicators.get(indicator)
        unit = unit_of(known.unit.vi) if known else None
        if unit is None or unit.dimension != balance.measure.dimension:
            continue
        for year in sorted({line.year for line in lines}):
            own = _counted([each for each in lines if _is(each, balance, year) and each.source in sources])
            units = {party.body: party.unit for party in context.parties}
            pairs = [(body, points.get((indicator, units[body], year)), amount) for body, amount in own.items()]
            whole = points.get((indicator, REGION, year))
            if whole is not None and set(whole.units) <= {units[body] for body in own}:
                together = exact_sum(amount for body, amount in own.items() if units[body] in whole.units)
                pairs = [(REGION, whole, together), *pairs]
            for body, point, amount in pairs:
                curve = point.curve if point is not None else None
                if point is None or curve is None:
                    continue
                counted = Quantity(amount, balance.measure).to(unit).value
                forecast = Quantity(Decimal(repr(point.value)), unit).to(balance.measure).value
                chance, bound = _chance(curve, float(counted))
                yield Reached(
                    balance=balance.code,
                    indicator=indicator,
                    year=year,
                    body=body,
                    counted=amount,
                    forecast=rounded(forecast, 0 if balance.whole else 3),
                    chance=chance,
                    bound=bound,
                )


def _is(line: SourceLine, balance: Balance, year: int) -> bool:
    return (line.balance, line.year) == (balance.code, year)


def _counted(lines: list[SourceLine]) -> dict[str, Decimal]:
    """Give what each body counts on in all these sources; of whom a part is withheld, nothing can be said."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    withheld: set[str] = set()
    for line in lines:
        for own in line.own:
            cells = [cell for cell in (cell_of(own.secured), cell_of(own.likely)) if cell is not None]
            found[own.body] += [cell.value for cell in cells if cell.value is not None]
            withheld |= {own.body} if any(cell.state in WITHHELD for cell in cells) else set()
    return {body: exact_sum(amounts) for body, amounts in found.items() if amounts and body not in withheld}


def _chance(curve: Curve, value: float) -> tuple[float, Literal["exact", "at_least", "at_most"]]:
    score = curve.score(value)
    if score is not None:
        return round(100 * (1 - level_of(score)), 1), "exact"
    if value < curve.values[0]:
        return round(100 * (1 - level_of(curve.first)), 1), "at_least"
    return round(100 * (1 - level_of(curve.last)), 1), "at_most"
