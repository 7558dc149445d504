"""What figures leave open, said aloud: who lacks one, and where two figures can hardly both be right."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from coordination.documents.report.model import Paragraph
from coordination.methods.indicators import Indicator, NotAdditive
from coordination.methods.joint_assessment.analysis import Point
from coordination.methods.wording import in_year
from coordination.results.assessing.desk import Desk
from coordination.results.assessing.outline import ASIDE, Of
from coordination.results.assessing.tracing import known

FAR: Final = Decimal(10)
"""Percentage points by which prices hardly move in a year: more is a question, not a finding."""
HUNDRED: Final = Decimal(100)
NOMINAL, VOLUME = "grdp_current", "grdp_growth_index"
FEW = 2
"""Of so few provinces the highest and the lowest are not named."""


def doubtful(desk: Desk, place: str, lead: str = "") -> list[Paragraph]:
    """Name provinces whose growth at current prices is far from that at constant prices: a question to the source."""
    found = list(_far_apart(desk))
    if not found:
        return []
    words = []
    for unit, grown, real in found:
        now, then = (desk.tables.printed(point.cell.value, 1) for point in (grown, real))
        words.append(f"{desk.words(desk.basis.units[unit])} ({now}% {desk.t('so với', 'against')} {then}%)")
    text = desk.t(
        f"Mức tăng theo giá hiện hành chênh nhiều so với mức tăng theo giá so sánh ở {', '.join(words)}; có thể do hai năm chưa "
        "cùng một lần công bố, chưa nên dùng để so sánh giữa các địa phương.",
        f"Growth at current prices is far from growth at constant prices in {', '.join(words)}; the two years may not be of one "
        "release, so provinces should not be compared by it yet.",
    )
    of: tuple[tuple[str, Of], ...] = ((NOMINAL, "change"), (VOLUME, "value"))
    for unit, *points in found:
        for (code, what), point in zip(of, points, strict=True):
            indicator = desk.basis.indicators[code]
            printed, period = desk.tables.printed(point.cell.value, 1), desk.figures.span_years(indicator, what)
            keys = desk.trace.keys(code, (unit,), period)
            desk.trace.figure(place, text, printed, (indicator, unit, period), point, "%", keys=keys)
    return [desk.said(place, text, lead=lead)]


def _far_apart(desk: Desk) -> Iterator[tuple[str, Point, Point]]:
    basis, figures = desk.basis, desk.figures
    if not {NOMINAL, VOLUME} <= set(basis.indicators) or figures.year(NOMINAL) != figures.year(VOLUME):
        return
    nominal, volume = basis.indicators[NOMINAL], basis.indicators[VOLUME]
    for unit in basis.units:
        grown, index = figures.column(nominal, "change", unit), figures.column(volume, "value", unit)
        if grown.cell.value is None or index.cell.value is None:
            continue
        real = known(index.cell.value - HUNDRED, index.source, index.status)
        if abs(grown.cell.value - (index.cell.value - HUNDRED)) > FAR:
            yield unit, grown, real


def uneven(desk: Desk, place: str, indicator: Indicator) -> Paragraph | None:
    """Say who lacks the figure that would make a regional value, and what the others have."""
    year = desk.figures.year(indicator.code)
    if year is None or indicator.code in ASIDE or isinstance(indicator.aggregation, NotAdditive):
        return None
    units = desk.basis.units
    without = [unit for unit in units if not desk.figures.value(indicator.code, unit, year).cell.known]
    if not without:
        return None
    who, name = ", ".join(desk.words(units[unit]) for unit in without), desk.words(indicator.name)
    text = desk.t(
        f"{in_year(name[:1].upper() + name[1:], year)} chưa có số của {who} nên không có giá trị chung toàn vùng.",
        f"{name[:1].upper()}{name[1:]}, {year}: {who} has no figure, so there is none for the region.",
    )
    return Paragraph(text=" ".join((desk.trace.words(place, text), *_ends(desk, place, indicator, year))))


def _ends(desk: Desk, place: str, indicator: Indicator, year: int) -> Iterator[str]:
    """Name the highest and the lowest of those that have a figure, and how many moved which way."""
    units, value = desk.basis.units, desk.figures.value
    points = {unit: value(indicator.code, unit, year) for unit in units}
    ranked = sorted(((p.cell.value, unit) for unit, p in points.items() if p.cell.value is not None), reverse=True)
    if len(ranked) <= FEW:
        return
    ends = [(number, unit, desk.words(units[unit])) for number, unit in (ranked[0], ranked[-1])]
    high, low = (desk.tables.printed(number, indicator.decimals) for number, _, _ in ends)
    (_, _, top), (_, _, end) = ends
    text = desk.t(
        f"Trong số địa phương có số liệu, cao nhất là {top} ({high}), thấp nhất là {end} ({low}).",
        f"Of those with figures {top} is highest ({high}) and {end} lowest ({low}).",
    )
    for (_, unit, _), printed in zip(ends, (high, low), strict=True):
        cited = (indicator, unit, str(year))
        desk.trace.figure(place, text, printed, cited, points[unit], desk.words(indicator.unit))
    yield desk.trace.words(place, text)
    before = {unit: value(indicator.code, unit, year - 1).cell.value for unit in units}
    moves = [number - then for number, unit in ranked if (then := before[unit]) is not None]
    if moves:
        up, down = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
        text = desk.t(
            f"So với năm {year - 1}, {up} địa phương tăng, {down} địa phương giảm.",
            f"On {year - 1} {up} rose and {down} fell.",
        )
        yield desk.trace.words(place, text, {str(count): ("count", indicator.code) for count in (up, down)})
