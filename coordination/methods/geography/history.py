"""The past of today's units: published figures of all maps, told on one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from coordination.methods.geography.atlas import Atlas
from coordination.methods.geography.convert import convert
from coordination.methods.geography.figures import Point
from coordination.methods.indicators import Indicator

History = Mapping[str, Mapping[str, Mapping[int, float]]]
"""indicator → unit → year → value, as methods and forms take it."""


def history_on_map(
    points: Iterable[Point],
    day: date,
    atlas: Atlas,
    indicators: Mapping[str, Indicator],
    units: Collection[str] | None = None,
) -> History:
    """Give yearly figures as a history of the units of a day's map, merged provinces among them.

    ``units`` keeps to those of a region. Only what is known is given: a figure that is missing, withheld or not
    comparable leaves a gap, which is never filled.
    """
    near = None if units is None else atlas.relatives(units, day)
    yearly = [point for point in points if point.period.isdigit() and (near is None or point.unit in near)]
    found: dict[str, dict[str, dict[int, float]]] = {}
    for row in convert(yearly, day, atlas, indicators):
        if row.cell is not None and row.cell.value is not None and (units is None or row.unit in units):
            found.setdefault(row.indicator, {}).setdefault(row.unit, {})[int(row.period)] = float(row.cell.value)
    return found
