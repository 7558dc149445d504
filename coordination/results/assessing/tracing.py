"""The trace of a report: every number in it, with what it is and the cells it was taken or worked out from.

A number nobody can trace stops the report: it would be a figure from nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from coordination.kernel.cells import Cell
from coordination.methods.indicators import Indicator, lag_of
from coordination.methods.joint_assessment.analysis import Cited, Sentence
from coordination.methods.joint_assessment.analysis.analyse import PLAN
from coordination.methods.joint_assessment.analysis.drafting import POINTS
from coordination.methods.joint_assessment.analysis.panel import Point, kind_of
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.results.assessing.basis import BY_SECTOR, Basis, Key
from coordination.results.assessing.saying import role_of

Kind = Literal["figure", "count", "year", "name", "reference"]
"""A figure; how many of something; a year; part of a name, such as “15 tuổi trở lên”; a title or rule named."""
_NUMBER = re.compile(r"(?<![\w/])\d[\d.,]*")
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Traced:
    """One number of the report."""

    place: str
    text: str
    printed: str
    kind: Kind
    indicator: str = ""
    unit: str = ""
    period: str = ""
    value: Decimal | None = None
    measure: str = ""
    source: str = ""
    status: str = ""
    computed: bool = False
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """One cell figures were taken from."""

    address: str
    key: Key
    point: Point
    plan: bool = False


def numbers(text: str) -> list[str]:
    """Give the numbers of a text as they are printed, without signs and closing marks."""
    return [found.rstrip(".,") for found in _NUMBER.findall(text)]


@dataclass
class Trace:
    """Collects what the numbers of a report are while it is written."""

    basis: Basis
    language: str
    rows: list[Traced] = field(default_factory=list)
    cells: dict[str, Used] = field(default_factory=dict)
    _traced: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def sentence(self, place: str, text: str, sentence: Sentence) -> None:
        """Trace a sentence by the figures it cites."""
        with_nation, with_plan = any(each.unit == NATION for each in sentence.figures), role_of(sentence) == "plan"
        for each in sentence.figures:
            printed = numbers(each.written(self.language))
            cells = self.cells_of(each, with_nation=with_nation, with_plan=with_plan)
            for number in printed:
                self._add(self._row(place, text, number, each, cells))
        self.rest(place, text)

    def figure(  # noqa: PLR0913 - what a figure is
        self,
        place: str,
        text: str,
        printed: str,
        cited: tuple[Indicator, str, str],
        point: Point,
        measure: str,
        *,
        keys: Iterable[Key] | None = None,
        cells: tuple[str, ...] | None = None,
        by_sector: bool = False,
    ) -> None:
        """Trace a figure of a table or a chart to ``cells``, or those of ``keys``; without either it is the cell itself."""
        indicator, unit, period = cited
        computed = keys is not None or cells is not None or self._derived(indicator.code, unit, period)
        if cells is None:
            wanted = [(indicator.code, unit, int(period))] if keys is None else keys
            cells = self.use(wanted, by_sector=by_sector)
        for number in numbers(printed):
            self._add(
                Traced(
                    place=place,
                    text=text,
                    printed=number,
                    kind="figure",
                    indicator=indicator.code,
                    unit=unit,
                    period=period,
                    value=point.cell.value,
                    measure=measure,
                    source=point.source,
                    status=point.status,
                    computed=computed,
                    cells=cells,
                )
            )

    def words(self, place: str, text: str, known: Mapping[str, tuple[Kind, str]] | None = None) -> str:
        """Trace words with numbers that are no figures: ``known`` says what each is; gives the words."""
        for printed in dict.fromkeys(numbers(text)):
            if known and printed in known:
                kind, said = known[printed]
                self._add(Traced(place, text, printed, kind, measure=said))
        self.rest(place, text)
        return text

    def has(self, place: str, text: str) -> bool:
        """Say whether the numbers of a text have been traced."""
        return (place, text) in self._traced

    def rest(self, place: str, text: str) -> None:
        """Trace years and numbers in names; whatever is left is a figure from nowhere (ValueError)."""
        known = self._traced.get((place, text), set())
        for printed in dict.fromkeys(numbers(text)):
            if printed in known:
                continue
            if printed.isdigit() and len(printed) == 4 and int(printed) in _YEARS:
                kind: Kind = "year"
            elif printed in self._named:
                kind = "name"
            else:
                message = f"the report states {printed} without saying what it is: {text}"
                raise ValueError(message)
            self._add(Traced(place, text, printed, kind))

    def cells_of(self, cited: Cited, *, with_nation: bool = False, with_plan: bool = False) -> tuple[str, ...]:
        """Give the cells a cited figure comes from."""
        by_sector = cited.indicator == BY_SECTOR.code
        units = self._units(cited, with_nation=with_nation, by_sector=by_sector)
        found = self.use(self.keys(cited.indicator, units, cited.period), by_sector=by_sector)
        return (*found, *self.planned(cited.indicator, units, cited.period)) if with_plan else found

    def planned(self, code: str, units: Iterable[str], period: str) -> tuple[str, ...]:
        """Give the cells of plans: those that stand beside results, or those of the indicator named as the plan."""
        chosen = tuple(units)
        beside = self.use(self.keys(code, chosen, period), plan=True)
        return beside or self.use(self.keys(code + PLAN, chosen, period))

    def keys(self, code: str, units: Iterable[str], period: str) -> list[Key]:
        """Give the cells a value or a change needs: both ends of a span, of an index all its years; weights of theirs."""
        first, last = int(period.split("-", maxsplit=1)[0]), int(period.rsplit("-", maxsplit=1)[-1])
        indicator = self.basis.indicators.get(code)
        chained = indicator is not None and kind_of(indicator) == "index"
        years = tuple(range(first + 1, last + 1) or (last,)) if chained else tuple(dict.fromkeys((first, last)))
        lags = {each: lag_of(indicator.aggregation, each) if indicator else 0 for each in self.basis.needed(code)}
        return [(each, unit, year - lag) for each, lag in lags.items() for unit in units for year in years]

    def use(self, keys: Iterable[Key], *, by_sector: bool = False, plan: bool = False) -> tuple[str, ...]:
        """Note down the cells that hold a figure, and give their addresses."""
        chosen = (part for key in keys for part in ((key,) if plan else self.basis.parts(key)))
        return tuple(self._use(dict.fromkeys(chosen), by_sector=by_sector, plan=plan))

    def _derived(self, code: str, unit: str, period: str) -> bool:
        return period.isdigit() and (code, unit, int(period)) in self.basis.derived

    def _use(self, keys: Iterable[Key], *, by_sector: bool, plan: bool) -> Iterator[str]:
        for key in keys:
            if plan:
                point = self.basis.plans.point(*key)
                address = self.basis.plan_places.get(key, "")
            else:
                point, address = (
                    self.basis.point(key, by_sector=by_sector),
                    self.basis.address(key, by_sector=by_sector),
                )
            if point.cell.known and address:
                self.cells[address] = Used(address, key, point, plan)
                yield address

    def _units(self, cited: Cited, *, with_nation: bool, by_sector: bool) -> tuple[str, ...]:
        here, country = tuple(self.basis.units), self.basis.published.country
        if by_sector:
            return country
        if cited.unit == NATION:
            return self.nation_units(cited.indicator, cited.period)
        shared = cited.unit in here and cited.measure == POINTS and "-" in cited.period
        if cited.unit in here and not shared:
            return (cited.unit,)
        return (*here, *(self.nation_units(cited.indicator, cited.period) if with_nation else ()))

    def nation_units(self, code: str, period: str) -> tuple[str, ...]:
        """Say whose figures the nation's is made of: its own where one is published, else all provinces'."""
        last = int(period.rsplit("-", maxsplit=1)[-1])
        return (NATION,) if self.basis.point((code, NATION, last)).cell.known else self.basis.published.country

    @cached_property
    def _named(self) -> frozenset[str]:
        """Give the numbers in names: of indicators, their units, territories, and sources as their givers call them."""
        names = [
            text.in_language(self.language)
            for each in self.basis.indicators.values()
            for text in (each.name, each.unit)
        ]
        names += [name.in_language(self.language) for name in self.basis.units.values()]
        for panel in (self.basis.own, self.basis.plans, self.basis.nation):
            points = (point for units in panel.data.values() for series in units.values() for point in series.values())
            names += {word for point in points for word in (point.source, point.status)}
        return frozenset(number for name in names for number in numbers(name))

    def _add(self, row: Traced) -> None:
        self.rows.append(row)
        self._traced.setdefault((row.place, row.text), set()).add(row.printed)

    def _row(self, place: str, text: str, printed: str, cited: Cited, cells: tuple[str, ...]) -> Traced:
        return Traced(
            place=place,
            text=text,
            printed=printed,
            kind="count" if cited.decimals == 0 and not cited.measure.en.strip("%") else "figure",
            indicator=cited.indicator,
            unit=cited.unit,
            period=cited.period,
            value=cited.value,
            measure=cited.measure.in_language(self.language),
            source=cited.source,
            status=cited.status,
            computed=cited.computed or self._derived(cited.indicator, cited.unit, cited.period),
            cells=cells,
        )


def known(value: Decimal | None, source: str = "", status: str = "") -> Point:
    """Give a computed figure as a point."""
    return Point(Cell.of(value), source, status)
