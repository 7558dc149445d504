"""Figures before and after they are told on another map, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coordination.kernel.cells import Cell
from coordination.kernel.text import Text

NOT_COMPARABLE = "not_comparable"
"""The state of a figure that the map asked for cannot tell; every other state is one of a cell."""

COMPUTED = frozenset({"sum", "max", "weighted_mean", "ratio"})
"""Methods by which a figure is worked out of others."""
_METHODS = {
    "published": Text(vi="như đã công bố", en="as published"),
    "sum": Text(vi="tổng của", en="sum of"),
    "max": Text(vi="lớn nhất trong", en="greatest of"),
    "weighted_mean": Text(vi="bình quân gia quyền của", en="weighted mean of"),
    "ratio": Text(vi="tính lại tỷ lệ của", en="ratio recomputed of"),
    NOT_COMPARABLE: Text(vi="không so sánh được", en="not comparable"),
}
_FED_IN = Text(vi="nạp vào là số đã tính", en="fed in as computed")
LONGEST = 300
"""Characters kept of how a figure was computed before it was fed in."""


def computed_before(told: str) -> Text | None:
    """Give how a figure was computed from the words of an earlier conversion; None if by them it was published.

    Only the words of :meth:`Provenance.in_language` say so, in either language: what others wrote is none of theirs.
    """
    for language in ("vi", "en"):
        again = f"{_FED_IN.in_language(language)}: "
        if told.startswith(again):
            told = told.removeprefix(again)
            return Text(vi=told[:LONGEST], en=told[:LONGEST])
        methods = (words.in_language(language) for method, words in _METHODS.items() if method in COMPUTED)
        if any(told.startswith(f"{words} ") for words in methods):
            return Text(vi=told[:LONGEST], en=told[:LONGEST])
    return None


@dataclass(frozen=True, slots=True)
class Point:
    """One figure as given: of a unit (or units joined by ``+``), on the map of the day ``stated_on``."""

    unit: str
    period: str
    indicator: str
    cell: Cell
    stated_on: date
    where: str = ""
    computed: Text | None = None
    """How it had been computed before it was given; None: it is as published."""


@dataclass(frozen=True, slots=True)
class Source:
    """A figure that went into another: the unit as it was given, and the day of the map its code belongs to."""

    unit: str
    stated_on: date
    given: bool = True
    """False: this unit takes part and its figure was not given."""
    computed: Text | None = None
    """How the figure had been computed before it was given; None: it is as published."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a figure came about: method, source units, and what else to know."""

    method: str
    period: str
    sources: tuple[Source, ...] = ()
    note: Text | None = None

    def in_language(self, language: str) -> str:
        """Give it as one line: ``sum of 83, 84, 86 (period 2022, map of 2022-12-31)``.

        A figure that was computed before it was given is never said to be as published, nor are its parts.
        """
        again = self.fed_in
        if again is not None:
            words = f"{_FED_IN.in_language(language)}: {again.in_language(language)}"
            return f"{words}; {self.note.in_language(language)}" if self.note else words
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
        fed = ", ".join(
            f"{each.unit} ({each.computed.in_language(language)})" for each in self.sources if each.computed
        )
        if fed:
            words += f"; {_FED_IN.in_language(language)}: {fed}"
        return f"{words}: {self.note.in_language(language)}" if self.note else words

    @property
    def fed_in(self) -> Text | None:
        """Give how the figure was computed that is passed on as it was given."""
        return self.sources[0].computed if self.method == "published" else None

    @property
    def computed(self) -> Text | None:
        """Give how the figure was computed, now or before it was given; None if it is as published."""
        if self.method not in COMPUTED:
            return self.fed_in
        return Text(vi=self.in_language("vi")[:LONGEST], en=self.in_language("en")[:LONGEST])


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
        if self.cell is None:
            return None
        computed = self.provenance.computed
        return Point(self.unit, self.period, self.indicator, self.cell, stated_on, computed=computed)
