"""The charts of the report: one for each indicator, with a panel for the region and one for each province."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from coordination.documents.charts.described import described
from coordination.documents.charts.models import Fans
from coordination.documents.charts.parts import Band, Caption, Fan
from coordination.documents.charts.pixels import to_pixels
from coordination.documents.charts.render import to_svg
from coordination.documents.report.model import Picture
from coordination.kernel.cells import MISSING, NOT_YET_DUE, Cell
from coordination.kernel.text import Language, Text
from coordination.methods.forecast.coherent import LEVELS
from coordination.methods.forecast.models import IndicatorForecast, Point, RegionalForecast, RegionalPoint
from coordination.methods.indicators import Sum
from coordination.results.forecasting.basis import Basis
from coordination.results.forecasting.origins import Origin

WIDTH = 160.0
REGION = Text(vi="Toàn vùng", en="Region")
UNIFIED = Text(vi="dự báo theo phương pháp chung", en="forecasts by the unified method")
SURVEYS = Text(vi="; điều tra cơ bản của các địa phương", en="; the provinces' basic surveys")
ADDED = Text(
    vi="Ô “Toàn vùng”: số tự dự báo là tổng số của các địa phương.",
    en="In the panel of the region own figures are the sums of the provinces'.",
)
PAST = 15
"""Years of the past that are drawn: older ones say little of the years ahead."""

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Such as ``map``, or the ``map`` of a pool of processes: drawing takes longer than all the rest."""


def pictures(basis: Basis, language: Language, mapper: Mapper = map) -> dict[str, Picture]:
    """Draw the chart of every indicator that has a forecast, by its code."""
    charts = dict(charts_of(basis))
    drawn = mapper(_drawn, [(chart, language) for chart in charts.values()])
    return dict(zip(charts, _named(charts, drawn, language), strict=True))


def _drawn(job: tuple[Fans, Language]) -> tuple[bytes, bytes]:
    """Draw a chart without its title, which stands in the caption of the report."""
    chart, language = job
    bare = replace(chart, caption=replace(chart.caption, title=Text(vi="", en="")))
    drawing = to_svg(bare, language, WIDTH)
    return drawing, to_pixels(drawing, WIDTH)


def _named(charts: Mapping[str, Fans], drawn: Iterable[tuple[bytes, bytes]], language: Language) -> Iterator[Picture]:
    for (key, chart), (svg, png) in zip(charts.items(), drawn, strict=True):
        title, alt = (words.in_language(language) for words in (chart.caption.title, described(chart)))
        yield Picture(key=key, title=title, alt=alt, svg=svg, png=png, width=WIDTH)


def charts_of(basis: Basis) -> Iterator[tuple[str, Fans]]:
    """Give the chart of every indicator that has a forecast, with its code."""
    regional = {each.indicator: each for each in basis.result.regional}
    for made in basis.result.indicators:
        if any(unit.points for unit in made.units):
            yield made.indicator, _chart(basis, made, regional[made.indicator])


def _chart(basis: Basis, made: IndicatorForecast, region: RegionalForecast) -> Fans:
    past = basis.past(made.indicator)
    own = {
        unit: {year: float(row.own) for year, row in rows.items()}
        for unit, rows in basis.own.get(made.indicator, {}).items()
    }
    told = [point.year for unit in made.units for point in unit.points]
    years = _years([year for of in past.values() for year in of], [*told, *(y for of in own.values() for y in of)])
    fans = [
        _fan(basis.units[unit.unit], years, past.get(unit.unit, {}), unit.points, own.get(unit.unit, {}))
        for unit in made.units
    ]
    added = added_up(basis, made)
    if region.points and len(made.units) > 1:
        whole = _fan(REGION, years, basis.past_of_region(made.indicator), region.points, added)
        fans.insert(0, whole)
    return Fans(_caption(basis, made, ADDED if added else None), years, tuple(fans))


def added_up(basis: Basis, made: IndicatorForecast) -> dict[int, float]:
    """Add the provinces' own figures up, in the years in which every province has told one and where sums mean something."""
    own = basis.own.get(made.indicator, {})
    if not isinstance(basis.indicator(made.indicator).aggregation, Sum) or any(u.unit not in own for u in made.units):
        return {}
    shared = set.intersection(*(set(own[unit.unit]) for unit in made.units))
    return {year: float(sum(own[unit.unit][year].own for unit in made.units)) for year in sorted(shared)}


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


def _caption(basis: Basis, made: IndicatorForecast, note: Text | None) -> Caption:
    indicator = basis.indicator(made.indicator)
    origin = basis.origins.get(made.indicator, Origin())
    last = max((unit.last_year for unit in made.units if unit.last_year), default="…")
    known = {each: f" ({said})" if (said := origin.certainty(each)) else "" for each in ("vi", "en")}
    surveys = any(row.used for row in basis.result.surveyed if row.indicator == made.indicator)
    more = SURVEYS if surveys else Text(vi="", en="")
    return Caption(
        title=Text(
            vi=f"{indicator.name.vi}: số liệu và dự báo chung", en=f"{indicator.name.en}: known and unified forecast"
        ),
        unit=indicator.unit,
        source=Text(vi=f"{origin.by('vi')}{more.vi}; {UNIFIED.vi}", en=f"{origin.by('en')}{more.en}; {UNIFIED.en}"),
        vintage=Text(vi=f"số liệu đến năm {last}{known['vi']}", en=f"figures up to {last}{known['en']}"),
        note=note,
        decimals=basis.places(made.indicator),
    )
