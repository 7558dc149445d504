"""Figures before and after they are told on another map, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coordination.kernel.cells import Cell
from coordination.kernel.text import Text

NOT_COMPARABLE = "not_comparable"
"""The state of a figure that the map asked for cannot tell; every other state is one of a cell."""

_METHODS = {
    "published": Text(vi="như đã công bố", en="as published"),
    "sum": Text(vi="tổng của", en="sum of"),
    "max": Text(vi="lớn nhất trong", en="greatest of"),
    "weighted_mean": Text(vi="bình quân gia quyền của", en="weighted mean of"),
    "ratio": Text(vi="tính lại tỷ lệ của", en="ratio recomputed of"),
    NOT_COMPARABLE: Text(vi="không so sánh được", en="not comparable"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One figure as given: of a unit (or units joined by ``+``), on the map of the day ``stated_on``."""

    unit: str
    period: str
    indicator: str
    cell: Cell
    stated_on: date
    where: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A figure that went into another: the unit as it was given, and the day of the map its code belongs to."""

    unit: str
    stated_on: date
    given: bool = True
    """False: this unit takes part and its figure was not given."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a figure came about: method, source units, and what else to know."""

    method: str
    period: str
    sources: tuple[Source, ...] = ()
    note: Text | None = None

    def in_language(self, language: str) -> str:
        """Give it as one line: ``sum of 83, 84, 86 (period 2022, map of 2022-12-31)``."""
        words = _METHODS[self.method].in_language(language)
        if self.sources:
            words += f" {', '.join(each.unit for each in self.sources)}"
        days = sorted({each.stated_on for each in self.sources})
        if days:
            maps = ", ".join(f"{day:%Y-%m-%d}" for day in days)
            words += (
                f" (period {self.period}, map of {maps})" if language == "en" else f" (kỳ {self.period}, bản đồ {maps})"
            )
        lacking = ", ".join(each.unit for each in self.sources if not each.given)
        if lacking:
            words += f"; not given: {lacking}" if language == "en" else f"; chưa có số liệu: {lacking}"
        return f"{words}: {self.note.in_language(language)}" if self.note else words


@dataclass(frozen=True, slots=True)
class Row:
    """One figure on the map asked for; ``cell`` is None exactly if it is not comparable."""

    unit: str
    period: str
    indicator: str
    cell: Cell | None
    provenance: Provenance

    @property
    def state(self) -> str:
        """Give the state of the cell, or ``not_comparable``."""
        return NOT_COMPARABLE if self.cell is None else self.cell.state.value

    def point(self, stated_on: date) -> Point | None:
        """Give it as a figure for another conversion; what is not comparable says nothing."""
        return None if self.cell is None else Point(self.unit, self.period, self.indicator, self.cell, stated_on)
