"""Charts that set two things against each other: levels against growth since, plans against results."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import log

from coordination.documents.charts.models import PlanAndActual, Scatter
from coordination.documents.charts.parts import Planned, Trend
from coordination.documents.charts.parts import Point as Mark
from coordination.documents.report.model import Picture
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator
from coordination.methods.joint_assessment.analysis import Point
from coordination.methods.joint_assessment.analysis.models import Convergence
from coordination.methods.joint_assessment.analysis.plan import Fulfilment
from coordination.methods.wording import in_year
from coordination.results.assessing.drawings import LEAST, Drawings


def scatter(drawings: Drawings, indicator: Indicator, found: Convergence) -> Picture | None:
    """Give initial levels against growth since, with the fitted line where one could be fitted."""
    beta, key = found.beta, f"scatter-{indicator.code}"
    marks, points = [], []
    for unit in drawings.units:
        level = drawings.figures.value(indicator.code, unit, beta.first)
        grown = _grown(drawings, indicator, unit, beta.first, beta.last)
        if not level.cell.value or level.cell.value <= 0 or grown is None:
            continue
        marks.append(Mark(drawings.name(unit), level.cell, grown.cell))
        points.append(level)
        drawings.put(key, indicator, (unit, str(beta.first)), level, 1, None)
        keys = drawings.trace.keys(indicator.code, (unit,), f"{beta.first}-{beta.last}")
        drawings.put(key, indicator, (unit, f"{beta.first}-{beta.last}"), grown, 1, keys)
    if len(marks) <= LEAST:
        return None
    name = indicator.name
    title = Text(
        vi=f"{in_year(name.vi, beta.first)} và tốc độ tăng bình quân {beta.first + 1} - {beta.last}",
        en=f"{name.en} in {beta.first} and average growth {beta.first + 1}-{beta.last}",
    )
    caption = replace(drawings.caption(indicator, title, points), decimals=1)
    measure, axis = indicator.unit, Text(vi="Tăng bình quân (%/năm)", en="Average growth (% a year)")
    across = Text(vi=f"{in_year(name.vi, beta.first)} ({measure.vi})", en=f"{name.en}, {beta.first} ({measure.en})")
    return drawings.picture(
        key, Scatter(caption, across, axis, tuple(marks), trend=_trend(marks, found), logarithmic=True)
    )


def plan(drawings: Drawings, indicator: Indicator, rows: list[Fulfilment]) -> Picture | None:
    """Give what each province planned and what came of it."""
    mine = [row for row in rows if row.unit is not None]
    if not mine:
        return None
    key, year = f"plan-{indicator.code}", mine[0].year
    title = Text(
        vi=f"Kế hoạch và thực hiện năm {year}: {indicator.name.vi}",
        en=f"Plan and result in {year}: {indicator.name.en}",
    )
    points = [drawings.figures.value(indicator.code, row.unit or "", year) for row in mine]
    drawn = tuple(Planned(drawings.name(row.unit or ""), Cell.of(row.plan), Cell.of(row.actual)) for row in mine)
    return drawings.picture(key, PlanAndActual(drawings.caption(indicator, title, points), drawn))


def _grown(drawings: Drawings, indicator: Indicator, unit: str, first: int, last: int) -> Point | None:
    then, now = (drawings.figures.value(indicator.code, unit, year) for year in (first, last))
    if not then.cell.value or now.cell.value is None or then.cell.value <= 0 or now.cell.value <= 0:
        return None
    pace = Decimal(str((float(now.cell.value / then.cell.value) ** (1 / (last - first)) - 1) * 100))
    return Point(replace(then.cell, value=round(pace, 6)), then.source, now.status)


def _trend(marks: list[Mark], found: Convergence) -> Trend | None:
    """Fit growth on the logarithm of the level, as β does: drawn only where the slope itself was estimated."""
    if found.beta.slope is None:
        return None
    across = [log(float(mark.x.value or 1)) for mark in marks]
    up = [float(mark.y.value or 0) for mark in marks]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    spread = sum((x - middle) ** 2 for x in across)
    if not spread:
        return None
    slope = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True)) / spread
    said = {
        True: Text(
            vi="Đường xu hướng dốc xuống: địa phương xuất phát thấp tăng nhanh hơn",
            en="Those who started lower grew faster",
        ),
        False: Text(
            vi="Đường xu hướng dốc lên: địa phương xuất phát thấp tăng chậm hơn",
            en="Those who started lower grew more slowly",
        ),
        None: Text(vi="Đường xu hướng: chưa đủ căn cứ kết luận", en="Trend: no conclusion can be drawn"),
    }[found.beta.converging]
    return Trend(height - slope * middle, slope, said)
