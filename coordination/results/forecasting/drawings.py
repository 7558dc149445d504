"""The charts of the report: the region as the sum of its provinces, and a panel for each province."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from coordination.documents.charts.described import described
from coordination.documents.charts.models import Fans
from coordination.documents.charts.parts import Band, Caption, Fan
from coordination.documents.charts.render import to_both
from coordination.documents.report.model import Picture
from coordination.kernel.cells import MISSING, NOT_YET_DUE, Cell
from coordination.kernel.text import Language, Text
from coordination.methods.forecast.coherent import LEVELS
from coordination.methods.forecast.models import IndicatorForecast, Point, RegionalForecast, RegionalPoint
from coordination.results.forecasting.basis import Basis

WIDTH = 160.0
REGION = Text(vi="Toàn vùng", en="Region")
SOURCE = Text(
    vi="số liệu công bố đi kèm chương trình; dự báo theo phương pháp chung",
    en="published series that ship with the program; forecasts by the unified method",
)
PAST = 15
"""Years of the past that are drawn: older ones say little of the years ahead."""

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Such as ``map``, or the ``map`` of a pool of processes: drawing takes longer than all the rest."""


def pictures(basis: Basis, language: Language, mapper: Mapper = map) -> dict[str, Picture]:
    """Draw every chart of the report, by key: ``region-`` and ``provinces-`` followed by the indicator."""
    charts = dict(_charts(basis))
    drawn = mapper(_drawn, [(chart, language) for chart in charts.values()])
    return dict(zip(charts, _named(charts, drawn, language), strict=True))


def _drawn(job: tuple[Fans, Language]) -> tuple[bytes, bytes]:
    """Draw a chart without its title, which stands in the caption of the report."""
    chart, language = job
    bare = replace(chart, caption=replace(chart.caption, title=Text(vi="", en="")))
    return to_both(bare, language, WIDTH, dpi=150)


def _named(charts: Mapping[str, Fans], drawn: Iterable[tuple[bytes, bytes]], language: Language) -> Iterator[Picture]:
    for (key, chart), (svg, png) in zip(charts.items(), drawn, strict=True):
        title, alt = (words.in_language(language) for words in (chart.caption.title, described(chart)))
        yield Picture(key=key, title=title, alt=alt, svg=svg, png=png, width=WIDTH)


def _charts(basis: Basis) -> Iterator[tuple[str, Fans]]:
    made = {each.indicator: each for each in basis.result.indicators}
    for region in basis.result.regional:
        if region.points:
            yield f"region-{region.indicator}", _of_region(basis, made[region.indicator], region)
    for each in basis.result.indicators:
        if any(unit.points for unit in each.units):
            yield f"provinces-{each.indicator}", _of_units(basis, each)


def _of_region(basis: Basis, made: IndicatorForecast, region: RegionalForecast) -> Fans:
    past = basis.past_of_region(made.indicator)
    years = _years([*past], [point.year for point in region.points])
    return Fans(_caption(basis, made, REGION), years, (_fan(REGION, years, past, region.points, {}),))


def _of_units(basis: Basis, made: IndicatorForecast) -> Fans:
    past = basis.past(made.indicator)
    own: dict[str, dict[int, float]] = {}
    for row in basis.result.comparisons:
        if row.indicator == made.indicator:
            own.setdefault(row.unit, {})[row.period] = float(row.own)
    told = [point.year for unit in made.units for point in unit.points]
    years = _years([year for of in past.values() for year in of], [*told, *(y for of in own.values() for y in of)])
    fans = tuple(
        _fan(basis.units[unit.unit], years, past.get(unit.unit, {}), unit.points, own.get(unit.unit, {}))
        for unit in made.units
    )
    return Fans(_caption(basis, made, Text(vi="Theo địa phương", en="By province")), years, fans)


def _years(past: Sequence[int], ahead: Sequence[int]) -> tuple[int, ...]:
    first = max(min(past, default=min(ahead)), min(ahead) - PAST)
    return tuple(range(first, max(ahead) + 1))


def _fan(
    name: Text,
    years: Sequence[int],
    past: Mapping[int, float],
    points: Sequence[Point] | Sequence[RegionalPoint],
    own: Mapping[int, float],
) -> Fan:
    at = {point.year: point for point in points}

    def line(side: str) -> tuple[Cell, ...]:
        return tuple(_cell(getattr(at[year], side)) if year in at else NOT_YET_DUE for year in years)

    last = max(past, default=years[-1])
    return Fan(
        name,
        tuple(_cell(past.get(year)) if year <= last else NOT_YET_DUE for year in years),
        line("value"),
        tuple(Band(level, line(f"low_{level}"), line(f"high_{level}")) for level in reversed(LEVELS)),
        tuple(_cell(own.get(year)) for year in years),
    )


def _cell(value: float | None) -> Cell:
    return MISSING if value is None else Cell.of(Decimal(repr(value)))


def _caption(basis: Basis, made: IndicatorForecast, whose: Text) -> Caption:
    indicator = basis.indicator(made.indicator)
    last = max((unit.last_year for unit in made.units if unit.last_year), default="…")
    return Caption(
        title=Text(
            vi=f"{indicator.name.vi}: số liệu và dự báo {whose.vi.lower()}",
            en=f"{indicator.name.en}: known and forecast, {whose.en.lower()}",
        ),
        unit=indicator.unit,
        source=SOURCE,
        vintage=Text(vi=f"số liệu đến năm {last}", en=f"figures up to {last}"),
        decimals=indicator.decimals,
    )
