"""Ratios of a file worked out from its own parts, so that no published one of another vintage stands in for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coordination.kernel.cells import State
from coordination.methods.indicators import Indicator, Ratio
from coordination.methods.joint_assessment.analysis import Panel, Point
from coordination.results.assessing.basis import Key


def with_ratios(panel: Panel, indicators: Iterable[Indicator]) -> tuple[Panel, frozenset[Key]]:
    """Add the ratios whose numerator and denominator are given and they themselves are not; gives which they are.

    A ratio that is stated stands as it is, and one that was withheld or does not apply stays so.
    """
    data = {code: {unit: dict(points) for unit, points in rows.items()} for code, rows in panel.data.items()}
    found = {key: point for each in indicators for key, point in _ratios(panel, each)}
    for (code, unit, year), point in found.items():
        data.setdefault(code, {}).setdefault(unit, {})[year] = point
    return Panel(data), frozenset(found)


def _ratios(panel: Panel, indicator: Indicator) -> Iterator[tuple[Key, Point]]:
    rule, code = indicator.aggregation, indicator.code
    if not isinstance(rule, Ratio):
        return
    for unit in panel.data.get(rule.numerator, {}).keys() & panel.data.get(rule.denominator, {}).keys():
        for year, point in panel.wholes(indicator, (unit,)).items():
            if point.cell.known and panel.cell(code, unit, year).state is State.MISSING:
                yield (code, unit, year), point
