"""Whether own figures can be meant: bounds and counts by the registry's checks, and slips beside the last published figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coordination.kernel.cells import Cell
from coordination.methods.checks import Found, Key, Known, run
from coordination.methods.checks.declared import Jump, Range, Slip
from coordination.methods.checks.overtime import powers_off
from coordination.methods.checks.subject import Subject
from coordination.methods.checks.table import Table
from coordination.methods.contract import Finding

if TYPE_CHECKING:
    from coordination.methods.contract import Context
    from coordination.methods.forecast.models import OwnForecast, Submission
    from coordination.methods.indicators import Indicator

SLIP: Final = Slip()


def implausible(submission: Submission, context: Context) -> Iterator[Finding]:
    """Give what nobody can have meant, by the code that checks figures of years that are over.

    Of the declared checks only ranges hold of years to come; counts are whole, and a ratio fits its parts handed in with
    it. Each figure is compared with the last published one, never with another forecast, which may have the same fault.
    A jump is no fault: how far a forecast may lie from the others is for the agreed band to say.
    """
    catalogue = _bounded(context, {own.indicator for own in submission.forecasts})
    figures = {_key(own, context): Cell.of(own.value) for own in submission.forecasts if own.indicator in catalogue}
    known = Known(
        _last_of(context, catalogue), units={context.unit: context.units.get(context.unit, context.region_name)}
    )
    for found in (*run(figures, known, catalogue), *_slips(figures, known, context)):
        where = f"forecasts.{found.indicator}.{found.period}"
        yield Finding(severity=found.severity, code=found.code, where=where, message=found.message)


def _key(own: OwnForecast, context: Context) -> Key:
    return own.indicator, context.unit, own.period


def _bounded(context: Context, codes: Collection[str]) -> dict[str, Indicator]:
    """Give the indicators that declare nothing but their ranges."""
    return {
        code: context.indicators[code].model_copy(
            update={"checks": tuple(each for each in context.indicators[code].checks if isinstance(each, Range))}
        )
        for code in sorted(codes & context.indicators.keys())
    }


def _last_of(context: Context, codes: Collection[str]) -> dict[Key, Cell]:
    """Give the last published figure of each indicator."""
    told = {code: context.history.get(code, {}).get(context.unit, {}) for code in codes}
    return {
        (code, context.unit, max(years)): Cell.of(Decimal(repr(years[max(years)])))
        for code, years in told.items()
        if years
    }


def _slips(figures: Mapping[Key, Cell], known: Known, context: Context) -> Iterator[Found]:
    """Find figures powers of ten off the last published; a rate may fall to a tenth by no more than its floor."""
    by_year: dict[int, dict[Key, Cell]] = defaultdict(dict)
    for key, cell in figures.items():
        by_year[key[2]][key] = cell
    last = {code: cell.value for (code, _, _), cell in known.cells.items()}
    for given in by_year.values():
        table = Table(given, {}, known, context.indicators)
        for (code, unit, year), cell in given.items():
            indicator = context.indicators[code]
            if not _little(indicator, cell.value, last.get(code)):
                yield from powers_off(Subject(table, indicator, SLIP, unit, year, cell.value))


def _little(indicator: Indicator, value: Decimal | None, last: Decimal | None) -> bool:
    """Say whether the registry takes a difference of rates for too little to be named."""
    floors = (each.floor for each in indicator.checks if isinstance(each, Jump) and each.change == "difference")
    floor = next(filter(None, floors), None)
    return floor is not None and value is not None and last is not None and abs(value - last) <= Decimal(repr(floor))
