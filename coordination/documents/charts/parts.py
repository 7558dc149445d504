"""What charts are made of: captions, and named figures with their states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from coordination.errors import InvalidInputError
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text

LARGEST = Decimal(10) ** 15
"""Figures beyond it are slips of units, and would be drawn inexactly."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a chart: ``title`` says what is shown, the rest how far it can be relied on.

    ``unit`` names the unit with its price base, ``vintage`` of when the figures are and whether they are final.
    """

    title: Text
    unit: Text
    source: Text
    vintage: Text
    note: Text | None = None
    decimals: int = 1
    """Decimal places of the figures written on the chart."""

    def __post_init__(self) -> None:
        """Refuse what cannot be written (InvalidInputError)."""
        if not 0 <= self.decimals <= 6:
            raise InvalidInputError.of(
                f"biểu đồ ghi từ 0 đến 6 chữ số thập phân, không ghi {self.decimals}",
                f"a chart writes 0 to 6 decimal places, not {self.decimals}",
            )


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with the name of whom it is about."""

    name: Text
    cell: Cell

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn (InvalidInputError)."""
        drawable(self.name, (self.cell,))


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one name, one for each year of its chart."""

    name: Text
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn (InvalidInputError)."""
        drawable(self.name, self.cells)


@dataclass(frozen=True, slots=True)
class Band:
    """A prediction interval, year by year: ``level`` percent of outturns should fall into it."""

    level: int
    low: tuple[Cell, ...]
    high: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Fan:
    """What is known of one name and what is forecast, one cell for each year of its chart; ``own`` is what it says itself."""

    name: Text
    known: tuple[Cell, ...]
    middle: tuple[Cell, ...]
    bands: tuple[Band, ...] = ()
    """The widest first."""
    own: tuple[Cell, ...] = ()

    @property
    def every(self) -> tuple[tuple[Cell, ...], ...]:
        """Give all its lines."""
        ends = tuple(line for band in self.bands for line in (band.low, band.high))
        return (self.known, self.middle, *ends, *((self.own,) if self.own else ()))

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn (InvalidInputError)."""
        for line in self.every:
            drawable(self.name, line)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after."""

    name: Text
    before: Cell
    after: Cell

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn (InvalidInputError)."""
        drawable(self.name, (self.before, self.after))


@dataclass(frozen=True, slots=True)
class Planned:
    """A figure as planned and as it came; ``unit`` where the rows of a chart have different ones."""

    name: Text
    plan: Cell
    actual: Cell
    unit: Text | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn (InvalidInputError)."""
        drawable(self.name, (self.plan, self.actual))


@dataclass(frozen=True, slots=True)
class Point:
    """A pair of figures, such as the level in a first year and the growth since."""

    name: Text
    x: Cell
    y: Cell

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn (InvalidInputError)."""
        drawable(self.name, (self.x, self.y))


@dataclass(frozen=True, slots=True)
class Trend:
    """A fitted line ``y = intercept + slope * x``, with x in natural logarithm where the axis is logarithmic."""

    intercept: float
    slope: float
    said: Text
    """The result in words: coefficient, interval, number of provinces."""


def drawable(name: Text, cells: Iterable[Cell]) -> None:
    """Refuse figures that cannot be drawn (InvalidInputError)."""
    for cell in cells:
        if cell.value is not None and abs(cell.value) >= LARGEST:
            raise InvalidInputError.of(
                f"{name.vi}: {cell.value:.3e} quá lớn để vẽ, hãy đổi đơn vị",
                f"{name.en}: {cell.value:.3e} is too large to draw, take another unit",
            )
