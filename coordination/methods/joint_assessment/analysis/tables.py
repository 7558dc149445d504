"""The tables of an analysis; figures are rounded for reading, the models hold them in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.contract import Table
from coordination.methods.joint_assessment.analysis import structure_tables
from coordination.methods.joint_assessment.analysis.plan import VERDICTS
from coordination.methods.joint_assessment.analysis.structure_tables import INDICATOR, SPAN, UNIT, YEAR, Cells, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coordination.methods.joint_assessment.analysis.models import Analysis, IndicatorAnalysis, PillarAnalysis


_VALUE = Text(vi="Giá trị", en="Value")
_SOURCE = Text(vi="Nguồn", en="Source")
_STATUS = Text(vi="Tính chất số liệu", en="Status")
_PERCENT = Text(vi="Tăng so với năm trước (%)", en="Growth on the year before (%)")
_YEARLY = Text(vi="Tăng bình quân năm (%)", en="Average annual growth (%)")


def all_tables(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Iterator[Table]:
    """Give every table, in the order a report prints them."""
    yield _regional(of, pillars)
    yield _growth(of, pillars)
    yield _distance(of, pillars)
    yield structure_tables.shift(of, pillars)
    yield structure_tables.quotients(of, pillars)
    yield structure_tables.sigma(of, pillars)
    yield structure_tables.beta(of, pillars)
    yield _plan(of, pillars)
    yield _gaps(of, pillars)


def _rows(pillars: Iterable[PillarAnalysis]) -> Iterator[IndicatorAnalysis]:
    return (row for pillar in pillars for row in pillar.indicators if row.year is not None)


def _regional(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    def cells(row: IndicatorAnalysis) -> Cells:
        year = row.year or 0
        here, nation = row.value_in(year), row.nation_in(year)
        return (
            of.name(row.indicator),
            row.year,
            short(here.value) if here else None,
            short(row.latest.percent if row.latest else None),
            short(row.latest.change) if row.latest and row.kind == "rate" else None,
            f"{row.span.first} - {row.span.last}" if row.span else None,
            short(row.span.yearly if row.span else None),
            short(nation.value) if nation else None,
            here.status if here else None,
            here.source if here else None,
        )

    return Table(
        key="analysis-regional",
        title=Text(vi="Kết quả toàn vùng và tốc độ tăng", en="Regional values and growth"),
        columns=(
            INDICATOR,
            YEAR,
            _VALUE,
            _PERCENT,
            Text(vi="Thay đổi (đơn vị của chỉ tiêu)", en="Change (in its own unit)"),
            SPAN,
            _YEARLY,
            Text(vi="Cả nước", en="Nation"),
            _STATUS,
            _SOURCE,
        ),
        rows=tuple(cells(row) for row in _rows(pillars)),
        note=Text(
            vi="Chỉ tiêu theo giá hiện hành: tốc độ tăng chưa loại trừ yếu tố giá.",
            en="Growth of figures at current prices includes the change of prices.",
        ),
    )


def _growth(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    def lines(row: IndicatorAnalysis) -> Iterator[Cells]:
        points = {part.unit: part for part in row.contributions}
        for unit in row.provinces:
            part = points.get(unit.unit)
            yield (
                of.name(row.indicator),
                row.year,
                of.place(unit.unit),
                short(unit.latest.percent if unit.latest else None),
                f"{unit.span.first} - {unit.span.last}" if unit.span else None,
                short(unit.span.yearly if unit.span else None),
                short(part.share if part else None),
                short(part.points if part else None, 3),
            )

    return Table(
        key="analysis-growth",
        title=Text(vi="Tăng trưởng và đóng góp của từng địa phương", en="Growth and contribution of each province"),
        columns=(
            INDICATOR,
            YEAR,
            UNIT,
            _PERCENT,
            SPAN,
            _YEARLY,
            Text(vi="Tỷ trọng (%)", en="Share (%)"),
            Text(vi="Đóng góp (điểm phần trăm)", en="Contribution (percentage points)"),
        ),
        rows=tuple(line for row in _rows(pillars) if row.kind != "rate" for line in lines(row)),
        note=Text(
            vi="Tổng đóng góp bằng tốc độ tăng của vùng; số in ra có thể lệch ở chữ số cuối do làm tròn.",
            en="Contributions add up to the region's growth; printed figures may differ in the last digit.",
        ),
    )


def _distance(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    return Table(
        key="analysis-distance",
        title=Text(vi="Khoảng cách so với vùng và cả nước", en="Distance from region and nation"),
        columns=(
            INDICATOR,
            YEAR,
            UNIT,
            _VALUE,
            Text(vi="Thứ hạng", en="Rank"),
            Text(vi="So với vùng", en="From the region"),
            Text(vi="So với vùng (%)", en="From the region (%)"),
            Text(vi="So với cả nước", en="From the nation"),
            Text(vi="So với cả nước (%)", en="From the nation (%)"),
        ),
        rows=tuple(
            (
                of.name(row.indicator),
                row.year,
                of.place(each.unit),
                short(each.value),
                f"{each.rank}/{each.of}",
                short(each.from_region),
                short(each.from_region_percent),
                short(each.from_nation),
                short(each.from_nation_percent),
            )
            for row in _rows(pillars)
            for each in row.distances
        ),
        note=Text(
            vi="Hạng 1 là tốt nhất theo chiều của chỉ tiêu; bằng nhau thì cùng hạng.",
            en="Rank 1 is the best by the indicator's direction; equals share a rank.",
        ),
    )


def _plan(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    return Table(
        key="analysis-plan",
        title=Text(vi="Thực hiện kế hoạch", en="Plan fulfilment"),
        columns=(
            INDICATOR,
            YEAR,
            UNIT,
            Text(vi="Kế hoạch", en="Plan"),
            Text(vi="Thực hiện", en="Result"),
            Text(vi="% kế hoạch", en="% of plan"),
            Text(vi="Kết quả", en="Verdict"),
        ),
        rows=tuple(
            (
                of.name(each.indicator),
                each.year,
                of.place(each.unit),
                short(each.plan),
                short(each.actual),
                short(each.percent),
                VERDICTS[each.verdict] if each.verdict else None,
            )
            for pillar in pillars
            for each in pillar.fulfilment
        ),
        note=Text(
            vi="Với chỉ tiêu càng thấp càng tốt, dưới 100% là đạt. Không ghi kết quả khi hai số khó so sánh với nhau.",
            en="Where less is better, under 100% is met. No verdict where the two figures hardly compare.",
        ),
    )


def _gaps(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    return Table(
        key="analysis-gaps",
        title=Text(vi="Số liệu còn thiếu", en="What is lacking"),
        columns=(INDICATOR, Text(vi="Nội dung", en="What")),
        rows=tuple((of.name(gap.indicator), gap.text) for pillar in pillars for gap in pillar.gaps),
    )
