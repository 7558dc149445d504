"""What the figures of one indicator give: values, growth, contributions, distances; and what they lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator, NotAdditive, Sum, WeightedMean
from coordination.methods.joint_assessment.analysis.distance import Distance, distances
from coordination.methods.joint_assessment.analysis.growth import (
    Change,
    Contribution,
    chain,
    change,
    contributions,
    index_contributions,
    span,
    steps,
)
from coordination.methods.joint_assessment.analysis.models import Gap, IndicatorAnalysis, Options, UnitGrowth, Value
from coordination.methods.joint_assessment.analysis.panel import Kind, Panel, Series, kind_of, known_years
from coordination.methods.joint_assessment.analysis.shift_share import two_part

if TYPE_CHECKING:
    from coordination.methods.joint_assessment.analysis.shift_share import ShiftShare

Units = tuple[str, ...]
HUNDRED = Decimal(100)


class HasUnits(Protocol):
    """What gaps need to know of the ground."""

    @property
    def panel(self) -> Panel:
        """The figures."""

    @property
    def units(self) -> Mapping[str, Text]:
        """The region's provinces."""

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """All indicators by code."""


def assess(
    panel: Panel, units: Units, nation: Series, indicator: Indicator, period: int, options: Options
) -> IndicatorAnalysis:
    """Analyse one indicator as of the latest year with a value for the region, not after the period."""
    kind, code = kind_of(indicator), indicator.code
    region = {} if isinstance(indicator.aggregation, NotAdditive) else panel.wholes(indicator, units)
    years = known_years(region) or panel.years(code, units)
    year = max((each for each in years if each <= period), default=None)
    if year is None:
        return IndicatorAnalysis(indicator=code, kind=kind, year=None, fresh=False)
    breaks = options.breaks.get(code, ())
    latest = change(region, year - 1, year, kind, breaks)
    longer = span(region, year, options.span_years, kind, breaks)
    first = longer.first if longer else year - options.span_years
    return IndicatorAnalysis(
        indicator=code,
        kind=kind,
        year=year,
        fresh=year >= period - options.fresh_years,
        region=_values(region, period),
        nation=_values(nation, period),
        steps=tuple(step for step in steps(region, kind, breaks) if step.last <= period),
        latest=latest,
        span=longer,
        nation_latest=change(nation, year - 1, year, kind, breaks),
        nation_span=change(nation, first, year, kind, breaks),
        provinces=tuple(_growth(panel.series(code, unit), unit, (first, year), kind, breaks) for unit in units),
        contributions=_contributions(panel, units, indicator, latest),
        distances=_distances(panel, units, indicator, (region, nation), year),
        against_nation=_two_part(region, nation, longer) if kind == "index" else None,
    )


def _values(series: Series, period: int) -> tuple[Value, ...]:
    return tuple(
        Value(year=year, value=point.cell.value, state=point.cell.state, source=point.source, status=point.status)
        for year, point in sorted(series.items())
        if year <= period
    )


def _growth(series: Series, unit: str, years: tuple[int, int], kind: Kind, breaks: tuple[int, ...]) -> UnitGrowth:
    first, year = years
    return UnitGrowth(
        unit=unit,
        latest=change(series, year - 1, year, kind, breaks),
        span=change(series, first, year, kind, breaks),
    )


def _contributions(panel: Panel, units: Units, indicator: Indicator, latest: Change | None) -> tuple[Contribution, ...]:
    """Split the year's growth where it can be split: a total, or an index with weights."""
    if latest is None or latest.percent is None:
        return ()
    now = _numbers(panel, indicator.code, units, latest.last)
    rule = indicator.aggregation
    if isinstance(rule, Sum):
        return contributions(_numbers(panel, indicator.code, units, latest.first), now)
    if isinstance(rule, WeightedMean) and kind_of(indicator) == "index":
        weights = _numbers(panel, rule.weight, units, latest.last - rule.lag)
        return index_contributions({unit: each for unit, each in now.items() if unit in weights}, weights)
    return ()


def _numbers(panel: Panel, code: str, units: Units, year: int) -> dict[str, Decimal]:
    cells = {unit: panel.cell(code, unit, year) for unit in units}
    return {unit: cell.value for unit, cell in cells.items() if cell.value is not None}


def _distances(
    panel: Panel, units: Units, indicator: Indicator, wholes: tuple[Series, Series], year: int
) -> tuple[Distance, ...]:
    values = _numbers(panel, indicator.code, units, year)
    if isinstance(indicator.aggregation, Sum):  # a part is always less than its whole: that is no distance
        return distances(values, (None, None), indicator.direction)
    region, nation = (whole[year].cell.value if year in whole else None for whole in wholes)
    return distances(values, (region, nation), indicator.direction, relative=kind_of(indicator) == "level")


def _two_part(region: Series, nation: Series, longer: Change | None) -> ShiftShare | None:
    if longer is None:
        return None
    own, all_told = (chain(series, longer.first, longer.last) for series in (region, nation))
    return None if own is None or all_told is None else two_part("", HUNDRED, own, HUNDRED, all_told)


def gaps(ground: HasUnits, indicator: Indicator, found: IndicatorAnalysis, period: int) -> Iterator[Gap]:
    """Say what is lacking: no figures at all, none for the period or of the year before, a weight within a chain."""
    name = indicator.name
    if found.year is None:
        vi = f"{name.vi}: chưa có số liệu đủ để tính cho toàn vùng."
        yield _gap(indicator, vi, f"{name.en}: no figures from which a regional value could be made.")
        return
    if found.year < period:
        who = _lacking(ground, indicator, found.year, period)
        vi = f"{name.vi}: chưa có số liệu toàn vùng năm {period}, mới nhất là năm {found.year}{who.vi}."
        yield _gap(indicator, vi, f"{name.en}: no regional figure for {period}, the latest is of {found.year}{who.en}.")
    if found.latest is None and known_last(found) is not None:
        vi = f"{name.vi}: không tính được mức thay đổi năm {found.year} so với năm {found.year - 1} vì thiếu số liệu so sánh được của năm trước."
        en = f"{name.en}: the change of {found.year} on {found.year - 1} cannot be given for want of a comparable earlier figure."
        yield _gap(indicator, vi, en)
    yield from _unmade(ground, indicator, found, found.year)


def _unmade(ground: HasUnits, indicator: Indicator, found: IndicatorAnalysis, last: int) -> Iterator[Gap]:
    """Say which weight keeps the last year's figures from being made one, and of an index, which needs all years, any."""
    for value in found.region:
        needed = value.year == last or (found.kind == "index" and value.year < last)
        lacking = _unweighted(ground, indicator, value.year) if needed and value.value is None else None
        if lacking is not None:
            vi = f"{indicator.name.vi}: không tính được cho toàn vùng năm {value.year} vì {lacking.vi}."
            yield _gap(indicator, vi, f"{indicator.name.en}: no regional figure for {value.year}, for {lacking.en}.")


def _unweighted(ground: HasUnits, indicator: Indicator, year: int) -> Text | None:
    """Say which weight, of which year and whose, keeps figures that are known from being weighted; None if none does."""
    rule = indicator.aggregation
    if not isinstance(rule, WeightedMean):
        return None
    of, weight = year - rule.lag, ground.indicators.get(rule.weight)
    without = [
        name
        for unit, name in ground.units.items()
        if ground.panel.cell(indicator.code, unit, year).known and not ground.panel.cell(rule.weight, unit, of).known
    ]
    if not without:
        return None
    name = weight.name if weight else Text(vi=rule.weight, en=rule.weight)
    vi, en = ", ".join(each.vi for each in without), ", ".join(each.en for each in without)
    return Text(vi=f"thiếu quyền số “{name.vi}” năm {of} của {vi}", en=f"the weight “{name.en}” of {of} lacks for {en}")


def known_last(found: IndicatorAnalysis) -> Decimal | None:
    """Give the region's latest value, if it has one."""
    value = found.value_in(found.year) if found.year is not None else None
    return value.value if value else None


def _lacking(ground: HasUnits, indicator: Indicator, after: int, period: int) -> Text:
    """Say why a later year, of which some figures are there, gives no regional value."""
    years = [year for year in ground.panel.years(indicator.code, ground.units) if after < year <= period]
    if not years:
        return Text(vi="", en="")
    year = years[-1]
    without = [ground.units[u] for u in ground.units if not ground.panel.cell(indicator.code, u, year).known]
    if not without:
        lacking = _unweighted(ground, indicator, year)
        if lacking is not None:
            return Text(vi=f" (năm {year} {lacking.vi})", en=f" (for {year} {lacking.en})")
        return Text(vi=f" (năm {year} thiếu mẫu số)", en=f" (the denominator lacks for {year})")
    return Text(
        vi=f" (năm {year} còn thiếu: {', '.join(each.vi for each in without)})",
        en=f" ({year} lacks: {', '.join(each.en for each in without)})",
    )


def _gap(indicator: Indicator, vi: str, en: str) -> Gap:
    return Gap(indicator=indicator.code, text=Text(vi=vi, en=en))
