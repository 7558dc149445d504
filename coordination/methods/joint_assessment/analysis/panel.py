"""Figures by indicator, territory and year, each with where it comes from; and the whole made of the parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from coordination.kernel.cells import MISSING, NOT_APPLICABLE, Cell, greatest, ratio, total, weighted_mean
from coordination.methods.indicators import Indicator, Max, Ratio, Sum, WeightedMean, lag_of, partners
from coordination.methods.wording import rounded

Kind = Literal["level", "rate", "index"]
"""A level grows in percent; a rate or score moves in its own points; an index already is growth on the year before."""

STATUSES = ("plan", "estimate", "preliminary", "derived", "final", "")
"""What publishers say of a figure, the least certain first: a result is as certain as its least certain part."""

CHAINED = "previous year = 100"
POINTS = ("%", "‰", "score", "point", "rank", "index")


@dataclass(frozen=True, slots=True)
class Point:
    """One figure with its source key and its publisher's status."""

    cell: Cell
    source: str = ""
    status: str = ""


ABSENT = Point(MISSING)
Series = Mapping[int, Point]


class Published(Protocol):
    """A published figure as readers of series give it."""

    @property
    def unit(self) -> str:
        """The territory's code."""

    @property
    def indicator(self) -> str:
        """The indicator's code."""

    @property
    def year(self) -> int:
        """The year it is of."""

    @property
    def value(self) -> Decimal:
        """The figure."""

    @property
    def status(self) -> str:
        """What its publisher says of it."""

    @property
    def source(self) -> str:
        """The key of its source."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Figures as indicator → territory → year; what is not there is missing, not nothing."""

    data: Mapping[str, Mapping[str, Series]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Published]) -> Panel:
        """Enter published figures; of two for the same place the later one holds."""
        data: dict[str, dict[str, dict[int, Point]]] = {}
        for row in rows:
            here = data.setdefault(row.indicator, {}).setdefault(row.unit, {})
            here[row.year] = Point(Cell.of(row.value), row.source, row.status)
        return cls(data)

    def series(self, code: str, unit: str) -> Series:
        """Give a territory's figures of an indicator."""
        return self.data.get(code, {}).get(unit, {})

    def point(self, code: str, unit: str, year: int) -> Point:
        """Give one figure, or the absence of it."""
        return self.series(code, unit).get(year, ABSENT)

    def cell(self, code: str, unit: str, year: int) -> Cell:
        """Give one figure's cell."""
        return self.point(code, unit, year).cell

    def years(self, code: str, units: Iterable[str]) -> list[int]:
        """Give the years in which at least one of the territories has the indicator, in order."""
        return sorted({year for unit in units for year in self.series(code, unit)})

    def wholes(self, indicator: Indicator, units: Iterable[str]) -> Series:
        """Give the value of all these territories together, year by year, by the indicator's own rule.

        One territory withheld withholds the whole, and so does a weight: that of another year never stands in for it. A
        numerator nobody published follows from the ratio itself.
        """
        chosen, rule = tuple(units), indicator.aggregation
        lags = {name: lag_of(rule, name) for name in (indicator.code, *partners(rule).values())}
        years = sorted({year for name, lag in lags.items() if not lag for year in self.years(name, chosen)})
        return {year: self._whole(indicator, chosen, year, lags) for year in years}

    def _whole(self, indicator: Indicator, units: tuple[str, ...], year: int, lags: Mapping[str, int]) -> Point:
        cell = self._combined(indicator, units, year)
        points = [self.point(name, unit, year - lag) for name, lag in lags.items() for unit in units]
        source, status = origin((point.source, point.status) for point in points if point.cell.known)
        if cell.value is not None:
            cell = Cell.of(rounded(cell.value))
        return Point(cell, source, status)

    def _combined(self, indicator: Indicator, units: tuple[str, ...], year: int) -> Cell:
        rule, code = indicator.aggregation, indicator.code
        match rule:
            case Sum():
                return total(self.cell(code, unit, year) for unit in units)
            case Max():
                return greatest(self.cell(code, unit, year) for unit in units)
            case Ratio():
                above = total(self._numerator(rule, code, unit, year) for unit in units)
                return ratio(above, total(self.cell(rule.denominator, unit, year) for unit in units), rule.scale)
            case WeightedMean():
                weights = (self.cell(rule.weight, unit, year - rule.lag) for unit in units)
                return weighted_mean(zip((self.cell(code, unit, year) for unit in units), weights, strict=True))
            case _:
                return NOT_APPLICABLE

    def _numerator(self, rule: Ratio, code: str, unit: str, year: int) -> Cell:
        known = self.cell(rule.numerator, unit, year)
        stated, below = self.cell(code, unit, year), self.cell(rule.denominator, unit, year)
        if known.known or stated.value is None or below.value is None:
            return known
        return Cell.of(stated.value * below.value / rule.scale)


def kind_of(indicator: Indicator) -> Kind:
    """Say how an indicator moves: in percent, in points of its own, or as growth already."""
    unit = indicator.unit.en.lower()
    if unit.endswith(CHAINED):
        return "index"
    return "rate" if unit.startswith(POINTS) else "level"


def origin(given: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Give the sources of several figures, each key once, and the status of the least certain."""
    pairs = set(given)
    keys = {key for source, _ in pairs for key in source.split("; ") if key}
    place = {status: number for number, status in enumerate(STATUSES)}
    status = min((status for _, status in pairs), key=lambda each: place.get(each, 0), default="")
    return "; ".join(sorted(keys)), status


def comparable(*points: Point) -> bool:
    """Say whether figures come from the same source: across two, revisions and borders pass for growth."""
    return len({point.source for point in points}) <= 1


def known_years(series: Series) -> list[int]:
    """Give the years that hold a number, in order."""
    return sorted(year for year, point in series.items() if point.cell.known)
