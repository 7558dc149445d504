"""Words on charts: figures the Vietnamese way, states of cells, and somebody's words made harmless."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from coordination.kernel.cells import Cell, State
from coordination.kernel.numerals import written
from coordination.kernel.text import Text

STATES = {
    State.MISSING: Text(vi="chưa có số liệu", en="no figure yet"),
    State.SUPPRESSED: Text(vi="không công bố", en="not published"),
    State.NOT_APPLICABLE: Text(vi="không áp dụng", en="not applicable"),
    State.NOT_YET_DUE: Text(vi="chưa đến hạn", en="not yet due"),
}
"""Why there is no figure, in the order of a legend."""


def figure(value: Decimal | float, decimals: int, *, signed: bool = False) -> Text:
    """Write a figure in both languages, ``1.234,5``; with ``signed`` a gain has its plus."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    plus = "+" if signed and exact > 0 else ""
    return Text(vi=plus + written(exact, decimals, "vi"), en=plus + written(exact, decimals, "en"))


def said(cell: Cell, decimals: int, *, signed: bool = False) -> Text:
    """Write a cell: its figure, or why there is none."""
    return STATES[cell.state] if cell.value is None else figure(cell.value, decimals, signed=signed)


def why_none(cells: Iterable[Cell]) -> Text:
    """Say why a line has no figure: of several reasons the first of a legend."""
    states = {cell.state for cell in cells}
    return next(words for state, words in STATES.items() if state in states or state is State.NOT_YET_DUE)


def real(cell: Cell) -> float:
    """Give the number to draw; ``nan`` where there is none, which the drawing library leaves out."""
    return float("nan") if cell.value is None else float(cell.value)


def joined(parts: Iterable[Text], by: str = ", ") -> Text:
    """Join texts."""
    kept = tuple(parts)
    return Text(vi=by.join(part.vi for part in kept), en=by.join(part.en for part in kept))


def without(cells: Iterable[tuple[Text, Cell]]) -> Text | None:
    """Name those without a figure, each with its reason; None where all have one."""
    lacking = [(name, STATES[cell.state]) for name, cell in cells if not cell.known]
    if not lacking:
        return None
    return joined(Text(vi=f"{name.vi} ({why.vi})", en=f"{name.en} ({why.en})") for name, why in lacking)
