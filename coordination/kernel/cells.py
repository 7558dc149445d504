"""A cell of a table of figures: a value, a true zero, or one of four different reasons why there is none.

Statistical tables print these differently (in Vietnamese yearbooks “-” is nil and “…” is not collected), and sums must
not take one for another: what is missing is not nothing, and what does not apply takes no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

PRECISION = 60
"""Digits kept while figures are multiplied and divided: more than any sum of figures has."""


class State(StrEnum):
    """What a cell says."""

    VALUE = "value"
    ZERO = "zero"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
    NOT_YET_DUE = "not_yet_due"


WITHHELD = (State.SUPPRESSED, State.MISSING, State.NOT_YET_DUE)
"""States that take the total away, the weightiest first: who may not be told a part may not compute it either."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure or the reason why there is none; ``value`` is a number exactly for a value and for zero."""

    state: State
    value: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse a state that contradicts its value (ValueError)."""
        if self.value is None:
            fits = self.state not in (State.VALUE, State.ZERO)
        else:  # a signalling NaN must not even be compared
            fits = self.value.is_finite() and self.state == (State.VALUE if self.value else State.ZERO)
        if not fits:
            raise ValueError(f"a cell of state {self.state} cannot hold {self.value}")

    @classmethod
    def of(cls, value: Decimal | None) -> Cell:
        """Give the cell of a number; None is missing. What is not finite is no number (ValueError)."""
        if value is None:
            return MISSING
        return cls(State.ZERO, Decimal(0)) if value.is_finite() and value == 0 else cls(State.VALUE, value)

    @property
    def known(self) -> bool:
        """Say whether it holds a number."""
        return self.value is not None


MISSING = Cell(State.MISSING)
NOT_APPLICABLE = Cell(State.NOT_APPLICABLE)
SUPPRESSED = Cell(State.SUPPRESSED)
NOT_YET_DUE = Cell(State.NOT_YET_DUE)


def total(cells: Iterable[Cell]) -> Cell:
    """Add up; what does not apply takes no part, and one part withheld withholds the total."""
    return _over(cells, lambda values: sum(values, Decimal(0)))


def greatest(cells: Iterable[Cell]) -> Cell:
    """Give the greatest; a part withheld might be greater, so it withholds the result."""
    return _over(cells, max)


def ratio(above: Cell, below: Cell, scale: Decimal = Decimal(1)) -> Cell:
    """Divide two totals; of a denominator of zero nothing comes, so the ratio does not apply."""
    if (lacking := _lacking((above, below))) is not None:
        return lacking
    if above.value is None or not below.value:
        return NOT_APPLICABLE
    with localcontext(prec=PRECISION):
        return Cell.of(above.value * scale / below.value)


def weighted_mean(pairs: Iterable[tuple[Cell, Cell]]) -> Cell:
    """Give the mean of values by their weights; a pair of which either does not apply takes no part."""
    taken = [(value, weight) for value, weight in pairs if NOT_APPLICABLE not in (value, weight)]
    with localcontext(prec=PRECISION):
        products = [
            Cell.of(value.value * weight.value)
            if value.value is not None and weight.value is not None
            else _lacking((value, weight)) or MISSING
            for value, weight in taken
        ]
    return ratio(total(products), total(weight for _, weight in taken))


def _over(cells: Iterable[Cell], combine: Callable[[list[Decimal]], Decimal]) -> Cell:
    given = tuple(cells)
    if (lacking := _lacking(given)) is not None:
        return lacking
    values = [each.value for each in given if each.value is not None]
    if not values:
        return NOT_APPLICABLE
    with localcontext(prec=PRECISION):
        return Cell.of(combine(values))


def _lacking(cells: Iterable[Cell]) -> Cell | None:
    """Give the weightiest reason why there can be no result, if there is one."""
    states = {each.state for each in cells}
    return next((Cell(state) for state in WITHHELD if state in states), None)
