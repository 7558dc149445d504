"""Jumps: changes against last year unlike a unit's own and unlike the other units', by the robust z-score."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from coordination.methods.checks.declared import Jump
from coordination.methods.checks.found import Defined, Found
from coordination.methods.checks.overtime import long_after
from coordination.methods.checks.robust import Usual
from coordination.methods.checks.subject import Subject
from coordination.methods.checks.table import Changes, Table, change_between, usual_by_unit, usual_by_year
from coordination.methods.wording import number

FLOOR = 10.0
"""Least deviation of a relative change worth naming unless declared, in per cent."""
GAP_HISTORY = 3
"""Changes that are enough after years without figures: the years widen what passes anyhow."""


def jump(table: Table, indicator: Defined, check: Jump) -> Iterator[Found]:
    """Find changes against last year outside what is usual."""
    changes = table.changes(indicator.code, check)
    bands = _Bands(changes, check)
    for unit, period in table.given(indicator.code):
        value, year = table.value(indicator.code, unit, period), table.latest(indicator.code, unit, period)
        if value is None or year is None:
            if check.change == "log":  # a difference of rates says nothing of powers of ten
                yield from long_after(Subject(table, indicator, check, unit, period, None))
            continue
        if year == period - 1:
            change, broken = changes[unit].get(period), bands.broken(unit, period)
        else:
            change = change_between(table.value(indicator.code, unit, year), value, check)
            broken = bands.broken_since(unit, period - year, change)
        if change is None or not broken:
            continue
        nearest = min(broken, key=lambda band: band.beyond(change))
        yield _told(Subject(table, indicator, check, unit, period, value), check, year, nearest, change)


@dataclass(frozen=True, slots=True)
class _Band:
    """The changes that pass, about what is usual."""

    usual: Usual
    reach: float

    def beyond(self, change: float) -> float:
        """Give how far outside a change lies; negative inside."""
        return abs(change - self.usual.middle) - self.reach

    def holds(self, change: float) -> bool:
        return self.beyond(change) <= 0


class _Bands:
    """What the changes of one indicator are compared with under one check."""

    def __init__(self, changes: Changes, check: Jump) -> None:
        self.changes, self.check = changes, check
        floor = FLOOR if check.floor is None else check.floor
        self.floor = math.log1p(floor / 100) if check.change == "log" else floor
        least = check.least_history
        self.own = {} if check.against == "others" else usual_by_unit(changes, least)
        self.others = {} if check.against == "own" else usual_by_year(changes, least)

    def of(self, unit: str, period: int) -> list[_Band]:
        """Give the bands there are enough changes for."""
        usual = (self.own.get(unit), self.others.get(period))
        return [_Band(each, max(self.check.threshold * each.spread, self.floor)) for each in usual if each]

    def broken(self, unit: str, period: int) -> list[_Band]:
        """Give the bands of a change if it is outside all of them, else none; the way back is not told again."""
        own = self.changes[unit]
        bands = self._outside(unit, period) if period in own else []
        if bands and period - 1 in own and self._outside(unit, period - 1):
            both_years = own[period] + own[period - 1]
            return [] if any(band.holds(both_years - band.usual.middle) for band in bands) else bands
        return bands

    def broken_since(self, unit: str, years: int, change: float | None) -> list[_Band]:
        """Give the band of a change over some years without figures, if it is outside.

        What is usual in a year adds up: its middle with the years, its spread, as of a random walk, with their root.
        """
        own = tuple(self.changes.get(unit, {}).values())
        if change is None or self.check.against == "others" or len(own) < GAP_HISTORY:
            return []
        usual = Usual.of(own)
        reach = max(self.check.threshold * usual.spread, self.floor) * math.sqrt(years)
        band = _Band(Usual(usual.middle * years, usual.spread * math.sqrt(years)), reach)
        return [] if band.holds(change) else [band]

    def _outside(self, unit: str, period: int) -> list[_Band]:
        bands = self.of(unit, period)
        return [] if any(band.holds(self.changes[unit][period]) for band in bands) else bands


def _told(subject: Subject, check: Jump, year: int, band: _Band, change: float) -> Found:
    before = subject.table.value(subject.indicator.code, subject.unit or "", year) or Decimal(0)
    middle, reach = band.usual.middle, band.reach
    least, most = (_moved(before, each, check) for each in (middle - reach, middle + reach))
    if before >= 0 and (subject.value or 0) >= 0:
        least = max(least, Decimal(0))
    score = abs(band.usual.z(change))
    z = f" (z-score {number(score, 'en', 1)})" if math.isfinite(score) else ""
    last, low, high = subject.compared(before), subject.compared(least), subject.compared(most)
    vi = f"; năm {year} là {last.vi}, với mức biến động thường gặp thì số năm {subject.period} từ {low.vi} đến {high.vi}."
    en = f"; in {year} it was {last.en}, and usual changes lead to {low.en} to {high.en}{z}."
    key = (subject.indicator.code, subject.unit or "", year)
    return subject.found(f"{vi} Đề nghị kiểm tra lại hoặc giải trình.", en, None, (key,))


def _moved(before: Decimal, change: float, check: Jump) -> Decimal:
    if check.change == "difference":
        return before + Decimal(repr(change))
    return before * Decimal(repr(math.exp(min(change, 700.0))))
