"""Tables of the report: each cell printed, kept in full for the workbook, and traced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coordination.documents.report.model import Table
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator, NotAdditive
from coordination.methods.joint_assessment.analysis import Point
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.methods.wording import in_year, number
from coordination.results.assessing.basis import Key
from coordination.results.assessing.figures import Figures
from coordination.results.assessing.outline import Of, Theme
from coordination.results.assessing.sources import publishers, status_words
from coordination.results.assessing.tracing import Trace

ABSENT, NOTHING = "…", "–"
"""As in the yearbooks: there is no figure yet; there can be none."""
UNIT = Text(vi="Địa phương", en="Province")
REGION, NATIONWIDE = Text(vi="Toàn vùng", en="Region"), Text(vi="Cả nước", en="Nation")
Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A table as data: what its cells hold in full."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


@dataclass
class Tables:
    """Makes tables and traces what they hold."""

    figures: Figures
    trace: Trace
    language: str
    kept: list[Kept] = field(default_factory=list)

    def t(self, vi: str, en: str) -> str:
        """Give words in the report's language."""
        return en if self.language == "en" else vi

    def words(self, text: Text) -> str:
        """Give a text in the report's language."""
        return text.in_language(self.language)

    def theme(self, theme: Theme) -> Table | None:
        """Give the table of a theme: provinces down, its columns across; None where there is nothing to tabulate."""
        columns = [column for column in self._columns(theme.columns) if self._filled(*column)]
        if not columns:
            return None
        key, title = f"table-{theme.key}", self.words(theme.title)
        region = self.figures.basis.region.code
        rows: list[tuple[str, ...]] = []
        full: list[tuple[Value, ...]] = []
        points: list[Point] = []
        territories = [*self.figures.basis.units.items(), (region, REGION), (NATION, NATIONWIDE)]
        for unit, name in territories:
            cells = [(indicator, of, self.figures.column(indicator, of, unit)) for indicator, of in columns]
            if unit == NATION and not any(point.cell.known for _, _, point in cells):
                continue
            points += [point for _, _, point in cells if point.cell.known]
            rows.append((self.words(name), *(self._cell(key, (unit, name), *cell) for cell in cells)))
            full.append((self.words(name), *(point.cell.value for _, _, point in cells)))
        head = (self.words(UNIT), *(self.words(self.figures.heading(*column)) for column in columns))
        strong = tuple(range(len(self.figures.basis.units), len(rows)))
        note = self.nation_apart(columns)
        return self.finish(key, title, head, rows, full, strong=strong, points=points, note=note)

    def nation_apart(self, columns: Iterable[tuple[Indicator, Of]]) -> str:
        """Say of which indicators the nation's figure is published while the provinces' are not, and by whom."""
        found: dict[str, list[str]] = {}
        for indicator, of in columns:
            if of in ("share", "points"):
                continue  # the nation has none
            year = int(self.figures.span_years(indicator, of)[-4:])
            if sources := self.figures.apart(indicator.code, year):
                name = self.t(in_year(self.words(indicator.name), year), f"{self.words(indicator.name)}, {year}")
                names = found.setdefault(publishers([sources], self.language), [])
                names += [name] if name not in names else []
        said = "; ".join(f"{', '.join(names)} ({by})" for by, names in found.items())
        if not said:
            return ""
        return self.t(
            f"Số cả nước là số công bố, khác nguồn với số của các địa phương: {said}.",
            f"The nation's figures are published ones, not of the provinces' source: {said}.",
        )

    def finish(
        self,
        key: str,
        title: str,
        head: tuple[str, ...],
        rows: Sequence[tuple[str, ...]],
        full: Sequence[tuple[Value, ...]],
        *,
        strong: tuple[int, ...] = (),
        points: Iterable[Point] = (),
        note: str = "",
    ) -> Table:
        """Give a table with its sources beneath, kept in full for the workbook; titles and heads are traced."""
        beneath = (self._sources(points), self._signs(rows))
        for words in (
            title,
            *head,
            *beneath,
            *(row[0] for row in rows),
            *([] if self.trace.has(key, note) else [note]),
        ):
            self.trace.words(key, words)
        note = " ".join(part for part in (note, *beneath) if part)
        self.kept.append(Kept(key, title, head, tuple(full), note))
        return Table(key=key, title=title, head=head, rows=tuple(rows), strong=strong, note=note)

    def printed(self, value: Decimal | None, places: int) -> str:
        """Write a figure; what is lacking has the yearbooks' sign."""
        return ABSENT if value is None else number(value, self.language, places)

    def called(self, indicator: Indicator, year: int) -> str:
        """Name an indicator with its year and unit."""
        name, unit = self.words(indicator.name), self.words(indicator.unit)
        return self.t(f"{in_year(name, year)} ({unit})", f"{name}, {year} ({unit})")

    def printed_whole(self, count: int) -> str:
        """Write a whole number."""
        return number(count, self.language, 0)

    def _columns(self, columns: Iterable[tuple[str, Of]]) -> list[tuple[Indicator, Of]]:
        known = self.figures.basis.indicators
        return [(known[code], of) for code, of in columns if code in known and self.figures.year(code) is not None]

    def _filled(self, indicator: Indicator, of: Of) -> bool:
        units = self.figures.basis.units
        return any(self.figures.column(indicator, of, unit).cell.known for unit in units)

    def _cell(self, key: str, whom: tuple[str, Text], indicator: Indicator, of: Of, point: Point) -> str:
        unit, name = whom
        if point.cell.value is None:
            return self._sign(indicator, of, unit)
        printed = number(point.cell.value, self.language, self.figures.places(indicator, of))
        where = f"{self.words(name)} · {self.words(self.figures.heading(indicator, of))}"
        period = self.figures.span_years(indicator, of)
        measure = self.words(indicator.unit) if of in ("value", "before") else "%"
        own = of in ("value", "before") and self.figures.stated(indicator.code, unit, int(period))
        keys = None if own else self.keys(indicator.code, unit, of, period)
        self.trace.figure(key, where, printed, (indicator, unit, period), point, measure, keys=keys)
        return printed

    def _sign(self, indicator: Indicator, of: Of, unit: str) -> str:
        """Say whether a figure is lacking or there can be none."""
        whole = unit == self.figures.basis.region.code and isinstance(indicator.aggregation, NotAdditive)
        return NOTHING if whole or (unit == NATION and of in ("points", "share")) else ABSENT

    def keys(self, code: str, unit: str, of: Of, period: str) -> list[Key]:
        """Give the cells a computed figure of a column is made of."""
        here, trace = tuple(self.figures.basis.units), self.trace
        nation = trace.nation_units(code, period)
        units = nation if unit == NATION else (unit,) if unit in here and of != "points" else here
        if of == "share":
            units = here
        if of == "of_nation":
            units = (*dict.fromkeys((*units, *nation)),)
        return trace.keys(code, units, period)

    def _sources(self, points: Iterable[Point]) -> str:
        given = tuple(points)
        if not given:
            return ""
        names = publishers({point.source for point in given}, self.language)
        said = sorted({status_words(point.status, self.language) for point in given if point.status})
        status = self.t(f" Tính chất số liệu: {', '.join(said)}.", f" Status: {', '.join(said)}.") if said else ""
        return self.t(f"Nguồn: {names}.", f"Source: {names}.") + status

    def _signs(self, rows: Iterable[Sequence[str]]) -> str:
        signs = {cell for row in rows for cell in row}
        words = []
        if ABSENT in signs:
            words.append(self.t(f"{ABSENT}: chưa có số liệu", f"{ABSENT}: no figure yet"))
        if NOTHING in signs:
            words.append(self.t(f"{NOTHING}: không tính", f"{NOTHING}: does not apply"))
        return "; ".join(words) + "." if words else ""
