"""How the region is made up: sectors against the nation, and whether its provinces draw nearer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.joint_assessment.analysis.convergence import beta, sigma
from coordination.methods.joint_assessment.analysis.models import Convergence, Gap, Options, SectorAnalysis
from coordination.methods.joint_assessment.analysis.panel import Panel, comparable, origin
from coordination.methods.joint_assessment.analysis.quotients import Quotient, quotients
from coordination.methods.joint_assessment.analysis.shift_share import shift_share
from coordination.methods.wording import exact_sum

if TYPE_CHECKING:
    from coordination.methods.indicators import Indicator
    from coordination.methods.joint_assessment.analysis.panel import Point

Units = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectorGround:
    """Figures by sector of the provinces of the whole country."""

    names: Mapping[str, Text]
    """sector → its name, as it stands after “khu vực”."""
    panel: Panel
    volume: Mapping[str, str]
    """sector → the code of its figures at constant prices, for shift-share."""
    value: Mapping[str, str]
    """sector → the code of its figures at current prices, for location quotients."""
    reference: Units
    """The provinces the nation is made of."""
    measure: Indicator
    """What is measured: cited with the results."""


def sectors(
    ground: SectorGround | None, region: str, units: Units, period: int, options: Options
) -> SectorAnalysis | None:
    """Give shift-share over the last two years that the whole country has, and quotients of the last.

    The reference of a span is made of the provinces that have both years; provinces without are left out and named.
    """
    if ground is None:
        return None
    shifted = _shift(ground, region, units, period)
    year = _full_year(ground, ground.value, period)
    if shifted is None and year is None:
        return None
    quotient = () if year is None else tuple(_quotients(ground, region, units, year, options))
    found = shifted or SectorAnalysis()
    codes = [*ground.volume.values(), *ground.value.values()]
    years = [each for each in (found.first, found.last, year) if each is not None]
    points = [ground.panel.point(code, unit, y) for code in codes for unit in ground.reference for y in years]
    source, status = origin((p.source, p.status) for p in points if p.cell.known)
    return found.model_copy(update={"quotient_year": year, "quotients": quotient, "source": source, "status": status})


def _shift(ground: SectorGround, region: str, units: Units, period: int) -> SectorAnalysis | None:
    last = _full_year(ground, ground.volume, period)
    years = {y for code in ground.volume.values() for y in ground.panel.years(code, units)}
    first = min((y for y in years if last is not None and y < last), default=None)
    if first is None or last is None:
        return None
    both = {
        unit: (before, after)
        for unit in ground.reference
        if (before := _sectors(ground, ground.volume, unit, first))
        and (after := _sectors(ground, ground.volume, unit, last))
    }
    here = [unit for unit in units if unit in both]
    past, present = (_sum([pair[n] for pair in both.values()]) for n in (0, 1))
    rows = [shift_share(unit, both[unit][0], both[unit][1], past, present) for unit in here]
    own_past, own_present = (_sum([both[unit][n] for unit in here]) for n in (0, 1))
    whole = shift_share(region, own_past, own_present, past, present) if here else None
    return SectorAnalysis(
        first=first,
        last=last,
        region=whole,
        provinces=tuple(row for row in rows if row is not None),
        left_out=tuple(unit for unit in units if unit not in both),
        reference_units=len(both),
    )


def _full_year(ground: SectorGround, codes: Mapping[str, str], period: int) -> int | None:
    """Give the latest year that every province of the country has."""
    years = {year for code in codes.values() for year in ground.panel.years(code, ground.reference) if year <= period}
    full = (y for y in sorted(years, reverse=True) if all(_sectors(ground, codes, u, y) for u in ground.reference))
    return next(full, None)


def _sectors(ground: SectorGround, codes: Mapping[str, str], unit: str, year: int) -> dict[str, Decimal]:
    """Give a province's figures by sector; empty if one is lacking."""
    cells = {sector: ground.panel.cell(code, unit, year) for sector, code in codes.items()}
    found = {sector: cell.value for sector, cell in cells.items() if cell.value is not None}
    return found if len(found) == len(codes) else {}


def _sum(rows: list[dict[str, Decimal]]) -> dict[str, Decimal]:
    return {sector: exact_sum(row[sector] for row in rows) for sector in (rows[0] if rows else ())}


def _quotients(ground: SectorGround, region: str, units: Units, year: int, options: Options) -> Iterator[Quotient]:
    rows = {unit: _sectors(ground, ground.value, unit, year) for unit in ground.reference}
    reference = _sum(list(rows.values()))
    here = {unit: rows[unit] for unit in units if rows.get(unit)}
    if here:
        yield from quotients(region, _sum(list(here.values())), reference, options.limits)
    for unit, row in here.items():
        yield from quotients(unit, row, reference, options.limits)


def sector_gaps(ground: SectorGround, found: SectorAnalysis, units: Mapping[str, Text], since: int) -> Iterator[Gap]:
    """Name the provinces left out of shift-share, and say so where it is old (before ``since``) or cannot be done."""
    if found.last is not None and found.last < since:
        text = Text(
            vi=f"Số liệu theo khu vực kinh tế của các tỉnh mới nhất là năm {found.last}: chỉ nói lên cơ cấu khi đó.",
            en=f"The latest figures by sector of provinces are of {found.last}: they tell the structure of that time.",
        )
        yield Gap(indicator=ground.measure.code, text=text)
    if found.region is None:
        text = Text(
            vi="Chưa đủ số liệu theo khu vực kinh tế để phân tích chuyển dịch - tỷ trọng.",
            en="Figures by sector do not suffice for shift-share.",
        )
        yield Gap(indicator=ground.measure.code, text=text)
    elif found.left_out:
        vi, en = (", ".join(units[u].in_language(language) for u in found.left_out) for language in ("vi", "en"))
        text = Text(
            vi=f"Phân tích chuyển dịch - tỷ trọng {found.first} - {found.last} không gồm: {vi} (thiếu số liệu so sánh được).",
            en=f"Shift-share {found.first}-{found.last} leaves out: {en} (no comparable figures).",
        )
        yield Gap(indicator=ground.measure.code, text=text)


def convergence(panel: Panel, units: Units, indicator: Indicator, period: int, options: Options) -> Convergence | None:
    """Give both measures over the longest run of years, up to the period, that all provinces have."""
    years = [
        year
        for year in panel.years(indicator.code, units)
        if year <= period and all(panel.cell(indicator.code, unit, year).known for unit in units)
    ]
    years = [year for year in years if year >= max(options.breaks.get(indicator.code, ()), default=year)]
    while years and not all(_same_source(panel, indicator.code, unit, years) for unit in units):
        years = years[1:]
    least = 2
    if len(years) < least or len(units) < least:
        return None
    levels = {year: _floats(panel, indicator.code, units, year) for year in years}
    code = options.convergence_weight
    weights = {year: _floats(panel, code, units, year) for year in years} if code else None
    if weights is not None and any(len(row) < len(units) for row in weights.values()):
        weights = None  # a province without weight would vanish from the spread unsaid
    points: list[Point] = [panel.point(indicator.code, unit, year) for unit in units for year in years]
    source, status = origin((point.source, point.status) for point in points)
    return Convergence(
        indicator=indicator.code,
        sigma=sigma(levels, options.seed, options.rules, weights),
        beta=beta(levels[years[0]], levels[years[-1]], years[0], years[-1], options.rules),
        source=source,
        status=status,
    )


def _same_source(panel: Panel, code: str, unit: str, years: list[int]) -> bool:
    return comparable(*(panel.point(code, unit, year) for year in years))


def _floats(panel: Panel, code: str, units: Units, year: int) -> dict[str, float]:
    cells = {unit: panel.cell(code, unit, year) for unit in units}
    return {unit: float(cell.value) for unit, cell in cells.items() if cell.value is not None}


def convergence_gaps(found: Convergence) -> Iterator[Gap]:
    """Say why a measure was refused."""
    if found.beta.refused is not None:
        text = Text(
            vi=f"Không ước lượng hội tụ β: {found.beta.refused.vi}.", en=f"No β-convergence: {found.beta.refused.en}."
        )
        yield Gap(indicator=found.indicator, text=text)
