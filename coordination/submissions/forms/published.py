"""What is published of a unit, on today's map: figures of merged provinces are told as those of the province they became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from coordination.kernel.remember import remembered
from coordination.methods.geography.history import history_on_map
from coordination.regions.boundaries import atlas, series_points
from coordination.regions.model import Region
from coordination.regions.series import points

PLAN = "_plan"
"""Ending of the code under which the plan of an indicator is published."""
KEPT = 5
"""Years shown at most."""
SINCE = 15
"""Years looked back: older figures help nobody who fills in a form."""


@dataclass(frozen=True)
class Published:
    """An indicator's published figures of one unit by year, and its plans."""

    values: Mapping[int, Decimal] = field(default_factory=dict)
    plans: Mapping[int, Decimal] = field(default_factory=dict)

    def newest(self) -> list[tuple[int, Decimal]]:
        """Give the last years' figures, the newest first."""
        return sorted(self.values.items(), reverse=True)[:KEPT]


@remembered
def published(region: Region, unit: str, until: int) -> Mapping[str, Published]:
    """Give what is published of a unit up to a year (included), by indicator."""
    values, plans = _values(region, unit, until), dict[str, dict[int, Decimal]]()
    for point in points(region):
        if point.unit == unit and point.status == "plan" and point.indicator.endswith(PLAN):
            plans.setdefault(point.indicator.removesuffix(PLAN), {})[point.year] = point.value
    return {code: Published(values.get(code, {}), plans.get(code, {})) for code in {*values, *plans}}


def _values(region: Region, unit: str, until: int) -> Mapping[str, Mapping[int, Decimal]]:
    """Give the figures of a unit, from those of the units it was made of where it was not there yet."""
    on, indicators, own = atlas(), {each.code: each for each in region.indicators}, region.unit(unit)
    told = [
        point
        for point in series_points(on)
        if point.unit in {unit, *own.predecessors}
        and point.indicator in indicators
        and until - SINCE <= int(point.period[:4]) <= until
    ]
    day = own.valid_to or own.valid_from or date.max
    found = history_on_map(told, day, on, indicators, {unit})
    return {code: {year: Decimal(repr(value)) for year, value in units[unit].items()} for code, units in found.items()}
