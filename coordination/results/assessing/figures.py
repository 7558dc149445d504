"""Figures of the tables and charts: a column of an indicator for each province, the region and the nation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from coordination.kernel.cells import Cell, State
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator, Ratio, Sum
from coordination.methods.joint_assessment.analysis import Analysis, Point
from coordination.methods.joint_assessment.analysis.growth import Change
from coordination.methods.joint_assessment.analysis.models import IndicatorAnalysis, Options
from coordination.methods.joint_assessment.analysis.panel import Series, origin
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.methods.wording import in_year, rounded
from coordination.results.assessing.basis import Basis
from coordination.results.assessing.outline import Of
from coordination.results.assessing.tracing import known

HUNDRED = Decimal(100)
YEARS = 2
"""Years of which an average can be given."""
PLACES: Mapping[Of, int] = {"share": 1, "points": 2, "pace": 1, "of_nation": 1, "change": 1}


@dataclass(frozen=True)
class Figures:
    """Looks up what columns and charts ask for, as points with their sources."""

    basis: Basis
    analysis: Analysis
    _ratios: dict[tuple[str, str], Series] = field(default_factory=dict)

    def of(self, code: str) -> IndicatorAnalysis | None:
        """Give what was found on an indicator."""
        return next((row for p in self.analysis.pillars for row in p.indicators if row.indicator == code), None)

    def year(self, code: str) -> int | None:
        """Give the year to show: the region's latest if it is fresh, else the latest any province has, if that is."""
        found, last = self.of(code), self.basis.period
        if found is None:
            return None
        if found.fresh:
            return found.year
        oldest = self.oldest
        years = [
            year
            for unit in self.basis.units
            for year, point in self.basis.own.series(code, unit).items()
            if oldest <= year <= last and point.cell.known
        ]
        return max(years, default=None)

    @property
    def oldest(self) -> int:
        """Give the first year that still counts as fresh."""
        return self.basis.period - Options().fresh_years

    def years(self, code: str, *, least: int = 1) -> tuple[int, ...]:
        """Give the run of years that at least so many provinces have, at most ten up to the year shown."""
        last = self.year(code)
        if last is None:
            return ()
        here = self.basis.units
        return tuple(
            year
            for year in range(last - 9, last + 1)
            if sum(self.basis.own.cell(code, unit, year).known for unit in here) >= least
        )

    def value(self, code: str, unit: str, year: int) -> Point:
        """Give a value of a province, of the region (its code) or of the nation."""
        if unit in self.basis.units:
            own = self.basis.own.point(code, unit, year)
            # what was withheld, or does not apply, is not worked out behind its back
            return self._worked(code, unit).get(year, own) if own.cell.state is State.MISSING else own
        found = self.of(code)
        values = (found.nation if unit == NATION else found.region) if found else ()
        here = next((value for value in values if value.year == year), None)
        return Point(Cell(here.state, here.value), here.source, here.status) if here else known(None)

    def stated(self, code: str, unit: str, year: int) -> bool:
        """Say whether a province's value stands in a cell of its own, and was not worked out from others."""
        return self.basis.own.cell(code, unit, year).known and (code, unit, year) not in self.basis.derived

    def apart(self, code: str, *years: int) -> str:
        """Give the sources of the nation's figures if they are published and the provinces' are not: two vintages."""
        basis = self.basis
        if not basis.handed_in(code):
            return ""
        found = (self.value(code, NATION, year) for year in years if not basis.nation.cell(code, NATION, year).known)
        return origin((point.source, point.status) for point in found if point.cell.known)[0]

    def _worked(self, code: str, unit: str) -> Series:
        """Work a province's ratio out from its numerator and denominator, where nobody published it."""
        indicator = self.basis.indicators.get(code)
        if indicator is None or not isinstance(indicator.aggregation, Ratio):
            return {}
        if (code, unit) not in self._ratios:
            self._ratios[code, unit] = self.basis.own.wholes(indicator, (unit,))
        return self._ratios[code, unit]

    def column(self, indicator: Indicator, of: Of, unit: str) -> Point:
        """Give the figure of a column for a province, the region or the nation."""
        code, year = indicator.code, self.year(indicator.code)
        if year is None:
            return known(None)
        if of in ("value", "before"):
            return self.value(code, unit, year if of == "value" else year - 1)
        if of == "of_nation":
            return self._share(self.value(code, unit, year), self.value(code, NATION, year))
        if of == "share":
            whole = self.value(code, self.basis.region.code, year)
            adds = isinstance(indicator.aggregation, Sum) and unit != NATION
            return self._share(self.value(code, unit, year), whole) if adds else known(None)
        return self._moved(indicator, of, unit)

    def _moved(self, indicator: Indicator, of: Of, unit: str) -> Point:
        found = self.of(indicator.code)
        if found is None or not found.fresh or found.year is None:
            return known(None)
        source, status = self._origin(indicator.code, unit, (found.year - 1, found.year))
        if of == "points":
            part = next((each.points for each in found.contributions if each.unit == unit), None)
            if unit == self.basis.region.code and found.contributions:
                part = found.latest.percent if found.latest else None
            return known(part, source, status)
        if of == "pace" and (found.span is None or found.span.last - found.span.first < YEARS):
            return known(None)  # of one year it is the growth that stands beside it
        change = self._change(found, of, unit)
        if change is None:
            return known(None)
        moved = change.yearly if of == "pace" else change.change if found.kind == "rate" else change.percent
        return known(moved, source, status)

    def _change(self, found: IndicatorAnalysis, of: Of, unit: str) -> Change | None:
        if unit == self.basis.region.code:
            return found.span if of == "pace" else found.latest
        if unit == NATION:
            return found.nation_span if of == "pace" else found.nation_latest
        row = next((each for each in found.provinces if each.unit == unit), None)
        return (row.span if of == "pace" else row.latest) if row else None

    def _origin(self, code: str, unit: str, years: tuple[int, ...]) -> tuple[str, str]:
        points = [self.value(code, unit, year) for year in years]
        return origin((point.source, point.status) for point in points if point.cell.known)

    def _share(self, part: Point, whole: Point) -> Point:
        if part.cell.value is None or not whole.cell.value or whole.cell.value < 0:
            return known(None)
        with localcontext(prec=40):
            share = rounded(part.cell.value * HUNDRED / whole.cell.value)
        return known(share, *origin([(part.source, part.status), (whole.source, whole.status)]))

    def heading(self, indicator: Indicator, of: Of) -> Text:
        """Give the heading of a column."""
        found, year = self.of(indicator.code), self.year(indicator.code) or 0
        name, unit = indicator.name, indicator.unit
        rate = found is not None and found.kind == "rate"
        span = found.span if found else None
        words = {
            "value": (f"{in_year(name.vi, year)} ({unit.vi})", f"{name.en}, {year} ({unit.en})"),
            "before": (f"{in_year(name.vi, year - 1)} ({unit.vi})", f"{name.en}, {year - 1} ({unit.en})"),
            "change": (f"So với {year - 1} (điểm)", f"On {year - 1} (points)")
            if rate
            else (f"Tăng so với {year - 1} (%)", f"Growth on {year - 1} (%)"),
            "share": ("Tỷ trọng trong vùng (%)", "Share of the region (%)"),
            "points": ("Đóng góp vào mức tăng (điểm %)", "Part in growth (points)"),
            "pace": (
                f"Bình quân {span.first + 1} - {span.last} (%/năm)",
                f"Average {span.first + 1}-{span.last} (% a year)",
            )
            if span
            else ("", ""),
            "of_nation": ("So với cả nước (%)", "Of the nation (%)"),
        }
        vi, en = words[of]
        return Text(vi=vi, en=en)

    def places(self, indicator: Indicator, of: Of) -> int:
        """Give the decimals a column is printed with."""
        found = self.of(indicator.code)
        if of in ("value", "before") or (of == "change" and found is not None and found.kind == "rate"):
            return indicator.decimals
        return PLACES[of]

    def span_years(self, indicator: Indicator, of: Of) -> str:
        """Give the years a column's figures are of, as citations write them."""
        found, year = self.of(indicator.code), self.year(indicator.code) or 0
        if of == "pace" and found is not None and found.span is not None:
            return f"{found.span.first}-{found.span.last}"
        return {"before": str(year - 1), "change": f"{year - 1}-{year}", "points": f"{year - 1}-{year}"}.get(
            of, str(year)
        )
