"""What a unified forecast of the whole country costs: 34 provinces, 50 indicators, made to add up, reviewed and reported."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import date
from decimal import Decimal
from math import fsum
from pathlib import Path
from typing import Final

from coordination.app import known
from coordination.cli.forecast.report import drawers
from coordination.kernel.clock import stopwatch
from coordination.methods.contract import Context, Party
from coordination.methods.forecast import Submission, forecast_indicator, synthesise
from coordination.methods.forecast.models import OwnForecast, Result
from coordination.methods.forecast.past import alone
from coordination.methods.geography.history import History
from coordination.methods.indicators import Indicator, Sum
from coordination.regions import service
from coordination.regions.boundaries import past_of
from coordination.regions.model import Region
from coordination.results.forecasting.leaving import report_of

PROVINCES, INDICATORS, AHEAD, LAST = 34, 50, 5, 2030
MOST_SECONDS: Final = 120.0
FEWEST_YEARS: Final = 8


def main() -> None:
    """Print the seconds for half of the indicators and for all, and what a figure costs of each."""
    country = service.country(known())
    told = past_of(country)
    codes = _codes(told)
    least = None
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for count in (INDICATORS // 2, INDICATORS):
            context = _context(country, told, codes, count)
            begun = stopwatch()
            result = _synthesised(context, pool)
            fitted = stopwatch() - begun
            pages = _reported(context, result)
            took = stopwatch() - begun
            figures = sum(len(unit.points) for each in result.indicators for unit in each.units)
            least = least or took / count
            gap = _gap(result, context)
            print(
                f"unified forecast {PROVINCES} provinces × {count} indicators to {LAST}: {figures} figures, {len(result.comparisons)}"
                f" reviewed: {fitted:.1f} s, reported ({pages} files): {took:.1f} s in all of {MOST_SECONDS:.0f};"
                f" an indicator ×{took / count / least:.2f}; provinces and region differ by {gap:.0e} of it",
                flush=True,
            )


def _codes(told: History) -> list[str]:
    """Give the indicators with figures of most provinces, those with the longest series first."""
    long = {
        code: sum(len(years) for years in units.values())
        for code, units in told.items()
        if sum(len(years) >= FEWEST_YEARS for years in units.values()) >= PROVINCES // 2
    }
    return sorted(long, key=lambda code: (-long[code], code))


def _context(country: Region, told: History, codes: list[str], count: int) -> Context:
    """Give the context of so many indicators: real ones, and those again by another name when there are no more."""
    registry = {each.code: each for each in country.indicators}
    indicators: dict[str, Indicator] = {}
    history: dict[str, Mapping[str, Mapping[int, float]]] = {}
    for number in range(count):
        code = codes[number % len(codes)]
        name = code if number < len(codes) else f"{code}_again{number // len(codes)}"
        indicators[name] = registry[code].model_copy(update={"code": name})
        history[name] = told[code]
    parties = tuple(Party(body=f"{unit.code}.department", unit=unit.code, name=unit.name) for unit in country.units)
    return Context(
        region=country.code, region_name=country.name, period=str(LAST - AHEAD + 1), parties=parties,
        indicators={**registry, **indicators}, history={**told, **history},
        settings={"indicators": list(indicators), "horizon_to": LAST, "years": list(range(LAST - AHEAD + 1, LAST + 1))},
    )  # fmt: skip


def _synthesised(context: Context, pool: Executor) -> Result:
    """Forecast each indicator on its own, as the flow does, and put it together with the provinces' own figures."""
    codes = context.settings["indicators"]
    made = dict(zip(codes, pool.map(forecast_indicator, codes, [alone(code, context) for code in codes]), strict=True))
    own = {
        party.body: Submission(
            forecasts=tuple(
                OwnForecast(indicator=code, period=LAST, value=Decimal(f"{1.2 * point.value:.3f}"))
                for code, forecast in made.items()
                for unit in forecast.units
                if unit.unit == party.unit
                for point in unit.points[-1:]
            )
        )
        for party in context.parties
    }
    return synthesise(own, context, made)


def _reported(context: Context, result: Result) -> int:
    """Write the report as the command does; give the number of its files."""
    panels = sum(len(each.units) for each in result.indicators)
    with tempfile.TemporaryDirectory() as name, drawers(panels) as mapper:
        return len(report_of(result, context, Path(name) / "report", date(LAST - AHEAD, 1, 1), mapper=mapper))


def _gap(result: Result, context: Context) -> float:
    """Give the largest difference, as a share, between a region's sum and its provinces' figures."""
    gaps = [0.0]
    for made in result.indicators:
        for point in made.total.points if made.total else ():
            own = [each.value for unit in made.units for each in unit.points if each.year == point.year]
            if (
                isinstance(context.indicators[made.indicator].aggregation, Sum)
                and len(own) == len(made.units)
                and point.value
            ):
                gaps.append(abs(fsum(own) / point.value - 1))
    return max(gaps)
