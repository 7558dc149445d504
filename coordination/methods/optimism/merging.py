"""Pairs of former provinces told for the provinces they have become: plan and outturn each added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from coordination.kernel.cells import Cell
from coordination.methods.geography import Atlas, Point, convert
from coordination.methods.indicators import Indicator
from coordination.methods.optimism.pairing import Figure, LeftOut, Pair, Pairs, pair


def on_map(pairs: Pairs, day: date, atlas: Atlas, indicators: Mapping[str, Indicator]) -> Pairs:
    """Tell pairs on the map of a day; a year is told only where every former province has a pair in it.

    What was left out is told of the unit that took the former one up. Raises KeyError for an indicator that is not known.
    """
    plans = _told({each: each.plan for each in pairs.kept}, day, atlas, indicators)
    outturns = _told({each: each.outturn for each in pairs.kept}, day, atlas, indicators)
    made = pair(plans, outturns)
    before = (told for each in pairs.left_out for told in _taken_up(each, day, atlas))
    return replace(made, left_out=(*before, *made.left_out))


def _taken_up(left: LeftOut, day: date, atlas: Atlas) -> list[LeftOut]:
    territory = atlas.on(date(left.year, 12, 31)).territory(left.unit)
    heirs = [] if territory is None else atlas.on(day).touched([territory])
    return [replace(left, unit=unit, member=left.unit) for unit in heirs] or [left]


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
