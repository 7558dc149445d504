"""Figures powers of ten off the last published ones, whatever they are handed in as: forecasts, surveys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coordination.kernel.cells import Cell
from coordination.methods.checks import Found, Key, Known
from coordination.methods.checks.declared import Jump, Slip
from coordination.methods.checks.overtime import powers_off
from coordination.methods.checks.subject import Subject
from coordination.methods.checks.table import Table

if TYPE_CHECKING:
    from coordination.methods.contract import Context
    from coordination.methods.indicators import Indicator

SLIP: Final = Slip()


def last_published(context: Context, keys: Iterable[Key]) -> Known:
    """Give the last published figure of each indicator and unit that is asked of."""
    cells: dict[Key, Cell] = {}
    for code, unit in dict.fromkeys((code, unit) for code, unit, _ in keys):
        years = context.history.get(code, {}).get(unit or "", {})
        if years:
            cells[code, unit, max(years)] = Cell.of(Decimal(repr(years[max(years)])))
    units = {unit: context.units.get(unit, context.region_name) for _, unit, _ in cells if unit is not None}
    return Known(cells, units=units)


def slips(figures: Mapping[Key, Cell], known: Known, context: Context) -> Iterator[Found]:
    """Find figures powers of ten off the last published; a rate may fall to a tenth by no more than its floor."""
    by_year: dict[int, dict[Key, Cell]] = defaultdict(dict)
    for key, cell in figures.items():
        by_year[key[2]][key] = cell
    last = {(code, unit): cell.value for (code, unit, _), cell in known.cells.items()}
    for given in by_year.values():
        table = Table(given, {}, known, context.indicators)
        for (code, unit, year), cell in given.items():
            indicator = context.indicators[code]
            if not _little(indicator, cell.value, last.get((code, unit))):
                yield from powers_off(Subject(table, indicator, SLIP, unit, year, cell.value))


def _little(indicator: Indicator, value: Decimal | None, last: Decimal | None) -> bool:
    """Say whether the registry takes a difference of rates for too little to be named."""
    floors = (each.floor for each in indicator.checks if isinstance(each, Jump) and each.change == "difference")
    floor = next(filter(None, floors), None)
    return floor is not None and value is not None and last is not None and abs(value - last) <= Decimal(repr(floor))
