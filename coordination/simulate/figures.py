"""Forecasts of simulated provinces as clerks write them: what the registry allows, counts whole, ratios as their parts give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from coordination.kernel.cells import Cell
from coordination.methods.checks.declared import Range
from coordination.methods.indicators import Indicator, Ratio
from coordination.submissions.asking.asks import worked_out

DIGITS = 3


def written(value: Decimal, indicator: Indicator) -> str:
    """Write a figure to so many digits, whole where it is published so, at the bound of its indicator if it is beyond."""
    for each in indicator.checks:
        if isinstance(each, Range):
            value = value if each.least is None else max(value, each.least)
            value = value if each.most is None else min(value, each.most)
    return f"{value:.{DIGITS if indicator.decimals else 0}f}"


def fitting(rows: Iterable[Mapping[str, Any]], catalogue: Mapping[str, Indicator]) -> list[dict[str, Any]]:
    """Give the rows with every ratio as its numerator and denominator among them make it, as a form works it out."""
    given = [dict(row) for row in rows]
    cells = {(row["indicator"], row["period"]): Cell.of(Decimal(row["value"])) for row in given}
    for row in given:
        indicator = catalogue[row["indicator"]]
        made = _follows(indicator, row["period"], cells)
        if made is not None:
            row["value"] = str(made.value)
    return given


def _follows(indicator: Indicator, year: int, cells: Mapping[tuple[str, int], Cell]) -> Cell | None:
    rule = indicator.aggregation
    if not isinstance(rule, Ratio):
        return None
    above, below = cells.get((rule.numerator, year)), cells.get((rule.denominator, year))
    return None if above is None or below is None else worked_out(indicator, above, below)
