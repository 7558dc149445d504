"""Ratios a form need not ask: numerator and denominator stand in it too, so the figure is worked out when it comes back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from coordination.documents.workbook.model import Address, Value
from coordination.kernel.cells import Cell
from coordination.methods.indicators import Indicator, Ratio
from coordination.submissions.asking.asks import worked_out

FIGURE: Final = "value"
"""The field of a year that holds the figure itself."""
WORKED_OUT: Final = "tự tính"
"""What stands in the cell of such a figure until there is one."""
SERVED: Final = "điền sẵn theo số đã nộp ở"
"""How a figure that was handed in elsewhere is marked."""
Place = tuple[str, int]
Given = Mapping[Place, Mapping[str, Value]]


@dataclass(frozen=True)
class Follows:
    """A ratio and the cells of its numerator and denominator."""

    indicator: Indicator
    above: Address
    below: Address
    words: str
    """Numerator and denominator as people call them."""


def follows(
    asked: Collection[Place], given: Given, indicators: Mapping[str, Indicator], sheets: Mapping[str, str]
) -> dict[Place, Follows]:
    """Give the ratios of a form that follow from two figures of the same form and year; ``sheets``: where each stands.

    One the body itself gave otherwise, or left out though it gave both parts, stays its own to say.
    """
    return {
        (code, year): found
        for code, year in asked
        if (found := _follows(indicators.get(code), year, asked, indicators, sheets)) is not None
        and _agrees(found, year, given)
    }


def _follows(
    indicator: Indicator | None,
    year: int,
    asked: Collection[Place],
    indicators: Mapping[str, Indicator],
    sheets: Mapping[str, str],
) -> Follows | None:
    rule = indicator.aggregation if indicator else None
    if indicator is None or not isinstance(rule, Ratio):
        return None
    codes = (rule.numerator, rule.denominator)
    parts = [indicators[code] for code in codes if (code, year) in asked and code in indicators]
    if len(parts) < len(codes) or any(isinstance(each.aggregation, Ratio) for each in parts):
        return None
    above, below = (Address(sheets[code], code, f"y{year}.{FIGURE}") for code in codes)
    return Follows(indicator, above, below, " và ".join(f"“{each.name.vi}”" for each in parts))


def _agrees(found: Follows, year: int, given: Given) -> bool:
    said = given.get((found.indicator.code, year), {}).get(FIGURE)
    above, below = _parts(found, year, given)
    if above is None or below is None:
        return said is None
    value = worked_out(found.indicator, above, below)
    return value is not None and isinstance(said, Cell) and said.value == value.value


def _parts(found: Follows, year: int, given: Given) -> Iterator[Cell | None]:
    for each in (found.above, found.below):
        value = given.get((each.row, year), {}).get(FIGURE)
        yield value if isinstance(value, Cell) else None
