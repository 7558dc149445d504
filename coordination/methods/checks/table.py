"""The figures to be checked together with what is known, grouped once so that every check is linear in cells."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from coordination.kernel.cells import MISSING, Cell
from coordination.kernel.text import Text
from coordination.methods.checks.declared import Jump
from coordination.methods.checks.found import Defined, Key, Known
from coordination.methods.checks.robust import Usual

Place = tuple[str, int]
"""Unit and year of a figure of one indicator."""
Changes = dict[str, dict[int, float]]
"""Year-on-year changes by unit and year."""
REACH = 5
"""Years back in which a figure is looked for where last year has none."""


class Table:
    """Figures, plans and what is known, looked up by indicator, unit and year."""

    def __init__(
        self, figures: Mapping[Key, Cell], plans: Mapping[Key, Cell], known: Known, catalogue: Mapping[str, Defined]
    ) -> None:
        self.figures, self.plans, self.known, self.catalogue = figures, plans, known, catalogue
        self._changes: dict[tuple[str, str], Changes] = {}

    @cached_property
    def values(self) -> dict[str, dict[str, dict[int, Decimal]]]:
        """Numbers by indicator, unit and year; a figure that is checked stands before one known of the same cell."""
        grouped: dict[str, dict[str, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
        for cells in (self.known.cells, self.figures):
            for (indicator, unit, period), cell in cells.items():
                if cell.value is not None:
                    grouped[indicator][unit][period] = cell.value
                elif cells is self.figures:
                    grouped[indicator][unit].pop(period, None)
        return grouped

    @cached_property
    def _given(self) -> dict[str, list[Place]]:
        grouped: dict[str, list[Place]] = defaultdict(list)
        for indicator, unit, period in self.figures:
            grouped[indicator].append((unit, period))
        return {indicator: sorted(places) for indicator, places in grouped.items()}

    def given(self, *indicators: str) -> list[Place]:
        """Give the places, in order, at which at least one of the indicators is to be checked."""
        if len(indicators) == 1:
            return self._given.get(indicators[0], [])
        return sorted({place for indicator in indicators for place in self._given.get(indicator, ())})

    def cell(self, indicator: str, unit: str, period: int) -> Cell:
        """Give the figure to be checked, else the known one, else a missing cell."""
        key = (indicator, unit, period)
        return self.figures.get(key) or self.known.cells.get(key) or MISSING

    def value(self, indicator: str, unit: str, period: int) -> Decimal | None:
        """Give the number of a cell, if it has one."""
        return self.series(indicator, unit).get(period)

    def series(self, indicator: str, unit: str) -> Mapping[int, Decimal]:
        """Give the numbers of one unit by year."""
        return self.values.get(indicator, {}).get(unit, {})

    def latest(self, indicator: str, unit: str, period: int) -> int | None:
        """Give the last year before a year, at most ``REACH`` back, that has a number."""
        series = self.series(indicator, unit)
        return next((year for year in range(period - 1, period - REACH - 1, -1) if year in series), None)

    def newest(self, indicator: str, unit: str, period: int) -> int | None:
        """Give the last year before a year that has a number, however long ago."""
        return max((year for year in self.series(indicator, unit) if year < period), default=None)

    def changes(self, indicator: str, check: Jump) -> Changes:
        """Give the changes against last year, in logarithms or as differences, of every unit."""
        key = (indicator, check.change)
        if key not in self._changes:
            self._changes[key] = {
                unit: {
                    period: change
                    for period, value in series.items()
                    if (change := change_between(series.get(period - 1), value, check)) is not None
                }
                for unit, series in self.values.get(indicator, {}).items()
            }
        return self._changes[key]

    def name(self, unit: str) -> Text:
        """Name a unit; one without a name keeps its code."""
        return self.known.units.get(unit) or Text(vi=unit, en=unit)


def change_between(before: Decimal | None, now: Decimal, check: Jump) -> float | None:
    """Measure a change as a check does; None where there is nothing to measure."""
    return (_log if check.change == "log" else _difference)(before, now)


def usual_by_unit(changes: Changes, least: int) -> dict[str, Usual]:
    """Give what is usual for each unit that has changes enough."""
    return {unit: Usual.of(tuple(own.values())) for unit, own in changes.items() if len(own) >= least}


def usual_by_year(changes: Changes, least: int) -> dict[int, Usual]:
    """Give what is usual in each year in which units enough have a change."""
    years: dict[int, list[float]] = defaultdict(list)
    for own in changes.values():
        for period, change in own.items():
            years[period].append(change)
    return {period: Usual.of(all_units) for period, all_units in years.items() if len(all_units) >= least}


def _log(before: Decimal | None, now: Decimal) -> float | None:
    if before is None or before <= 0 or now <= 0:
        return None
    times = float(now / before)
    return math.log(times) if 0 < times < math.inf else None


def _difference(before: Decimal | None, now: Decimal) -> float | None:
    change = float(now - before) if before is not None else math.nan
    return change if math.isfinite(change) else None
