"""Pairs of former provinces told for the provinces they have become: plan and outturn each added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from coordination.kernel.cells import Cell
from coordination.methods.geography import Atlas, Point, convert
from coordination.methods.indicators import Indicator
from coordination.methods.optimism.pairing import Figure, Pair, Pairs, pair


def on_map(pairs: Pairs, day: date, atlas: Atlas, indicators: Mapping[str, Indicator]) -> Pairs:
    """Tell pairs on the map of a day; a year is told only where every former province has a pair in it.

    What was left out keeps the code it had. Raises KeyError for an indicator that is not known.
    """
    plans = _told({each: each.plan for each in pairs.kept}, day, atlas, indicators)
    outturns = _told({each: each.outturn for each in pairs.kept}, day, atlas, indicators)
    made = pair(plans, outturns)
    return replace(made, left_out=(*pairs.left_out, *made.left_out))


def _told(values: Mapping[Pair, float], day: date, atlas: Atlas, indicators: Mapping[str, Indicator]) -> list[Figure]:
    points = [
        Point(each.unit, str(each.year), each.indicator, Cell.of(Decimal(repr(value))), date(each.year, 12, 31))
        for each, value in values.items()
    ]
    return [
        Figure(row.unit, row.indicator, int(row.period), float(row.cell.value))
        for row in convert(points, day, atlas, indicators)
        if row.cell is not None and row.cell.value is not None
    ]
