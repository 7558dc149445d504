"""The charts of the report: made of the same figures as its tables, each figure traced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from coordination.documents.charts.boundaries import boundaries
from coordination.documents.charts.described import described
from coordination.documents.charts.models import (
    Chart,
    Choropleth,
    Contributions,
    Dots,
    Slopes,
    SmallMultiples,
)
from coordination.documents.charts.parts import Caption, Change, Figure, Series
from coordination.documents.charts.render import to_png, to_svg
from coordination.documents.report.model import Picture
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator
from coordination.methods.joint_assessment.analysis import Point
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.methods.wording import en, in_year, vi
from coordination.results.assessing.basis import Key
from coordination.results.assessing.figures import Figures
from coordination.results.assessing.outline import Drawn
from coordination.results.assessing.sources import publishers, status_words
from coordination.results.assessing.tables import NATIONWIDE, REGION
from coordination.results.assessing.tracing import Trace

WIDTH, MAP = 160.0, 130.0
"""Millimetres: across the text; maps stand taller."""
LEAST = 2
NAMELESS = Text(vi="", en="")


@dataclass
class Drawings:
    """Draws charts and keeps them for the folder, with their titles inside."""

    figures: Figures
    trace: Trace
    language: str
    kept: dict[str, Chart] = field(default_factory=dict)

    def of(self, drawn: Drawn, indicator: Indicator) -> Picture | None:
        """Give a chart of an indicator; None where too few figures are there for it to show anything."""
        year = self.figures.year(indicator.code)
        if year is None:
            return None
        made = {
            "map": self._map,
            "slopes": self._slopes,
            "dots": self._dots,
            "contributions": self._contributions,
            "multiples": self._multiples,
        }[drawn](indicator, year)
        return None if made is None else self.picture(f"{drawn}-{indicator.code}", *made)

    def picture(self, key: str, chart: Chart, width: float = WIDTH) -> Picture:
        """Give a chart as a picture whose title stands in the caption of the report."""
        self.kept[key] = chart
        bare = replace(chart, caption=replace(chart.caption, title=NAMELESS))
        title = chart.caption.title.in_language(self.language)
        self.trace.words(key, title)
        return Picture(
            key=key,
            title=title,
            alt=described(chart).in_language(self.language),
            svg=to_svg(bare, self.language, width),
            png=to_png(bare, self.language, width, dpi=180),
            width=width,
        )

    def _map(self, indicator: Indicator, year: int) -> tuple[Chart, float] | None:
        on_map = self.figures.basis.published.on_map
        drawn = {unit.code for unit in boundaries(on_map).units}
        here = self._values(f"map-{indicator.code}", indicator, year)
        if len(here) < LEAST or not set(self.figures.basis.units) <= drawn:
            return None
        caption = self.caption(indicator, _of(indicator, year), here.values())
        cells = tuple((unit, point.cell) for unit, point in here.items())
        return Choropleth(caption, boundaries(on_map), cells, focus=tuple(self.figures.basis.units)), WIDTH

    def _dots(self, indicator: Indicator, year: int) -> tuple[Chart, float] | None:
        here = self._values(f"dots-{indicator.code}", indicator, year)
        wholes = self._wholes(f"dots-{indicator.code}", indicator, year)
        if len(here) < LEAST:
            return None
        caption = self.caption(indicator, _of(indicator, year), _ours(here, wholes), (year,))
        rows = tuple(
            Figure(self.name(unit), self.figures.value(indicator.code, unit, year).cell) for unit in self.units
        )
        references = tuple(Figure(self.name(unit), point.cell) for unit, point in wholes.items())
        return Dots(caption, rows, references), WIDTH

    def _slopes(self, indicator: Indicator, year: int) -> tuple[Chart, float] | None:
        years = self.figures.years(indicator.code, least=LEAST)
        if not years or years[0] == year:
            return None
        first, key = max(years[0], year - 5), f"slopes-{indicator.code}"
        first = min(each for each in years if each >= first)
        before, after = self._values(key, indicator, first), self._values(key, indicator, year)
        wholes = self._wholes(key, indicator, first), self._wholes(key, indicator, year)
        title = Text(
            vi=f"{in_year(indicator.name.vi, first)} và năm {year}", en=f"{indicator.name.en}, {first} and {year}"
        )
        caption = self.caption(indicator, title, _ours(before, after, *wholes), (first, year))
        rows = tuple(self._change(indicator, unit, first, year) for unit in self.units)
        shared = tuple(self._change(indicator, unit, first, year) for unit in wholes[1] if unit in wholes[0])
        return Slopes(caption, _year(first), _year(year), rows, shared), WIDTH

    def _change(self, indicator: Indicator, unit: str, first: int, year: int) -> Change:
        cells = (self.figures.value(indicator.code, unit, each).cell for each in (first, year))
        return Change(self.name(unit), *cells)

    def _contributions(self, indicator: Indicator, year: int) -> tuple[Chart, float] | None:
        found = self.figures.of(indicator.code)
        if found is None or not found.contributions or found.latest is None or not found.fresh:
            return None
        key, period = f"contributions-{indicator.code}", f"{year - 1}-{year}"
        keys = self.trace.keys(indicator.code, self.units, period)
        parts = []
        for each in (*self.units, self.figures.basis.region.code):
            point = self.figures.column(indicator, "points", each)
            parts.append(Figure(self.name(each), point.cell))
            self.put(key, indicator, (each, period), point, 2, keys)
        title = Text(
            vi=f"Đóng góp của từng địa phương vào mức tăng năm {year}: {indicator.name.vi}",
            en=f"What each province added to growth in {year}: {indicator.name.en}",
        )
        points = [self.figures.column(indicator, "points", unit) for unit in self.units]
        caption = replace(
            self.caption(indicator, title, points),
            unit=Text(vi="điểm phần trăm; toàn vùng: %", en="percentage points; region: %"),
            decimals=2,
        )
        return Contributions(caption, tuple(parts[:-1]), parts[-1]), WIDTH

    def _multiples(self, indicator: Indicator, year: int) -> tuple[Chart, float] | None:
        years = self.figures.years(indicator.code, least=LEAST)
        if len(years) <= LEAST:
            return None
        key = f"multiples-{indicator.code}"
        points = [point for each in years for point in self._values(key, indicator, each).values()]
        wholes = {NATION} if self._wholes(key, indicator, year).get(NATION) else set()
        for each in years:
            self._wholes(key, indicator, each)
        title = Text(
            vi=f"{indicator.name.vi}, {years[0]} - {years[-1]}", en=f"{indicator.name.en}, {years[0]}-{years[-1]}"
        )
        caption = self.caption(indicator, title, points, years if wholes else ())
        panels = tuple(self._series(indicator, unit, years) for unit in self.units)
        return SmallMultiples(
            caption, years, panels, tuple(self._series(indicator, unit, years) for unit in wholes)
        ), WIDTH

    def _series(self, indicator: Indicator, unit: str, years: tuple[int, ...]) -> Series:
        return Series(self.name(unit), tuple(self.figures.value(indicator.code, unit, year).cell for year in years))

    @property
    def units(self) -> tuple[str, ...]:
        """Give the region's provinces."""
        return tuple(self.figures.basis.units)

    def name(self, unit: str) -> Text:
        """Give the name of a province, of the region or of the nation."""
        known = {self.figures.basis.region.code: REGION, NATION: NATIONWIDE}
        return known.get(unit) or self.figures.basis.units[unit]

    def _values(self, key: str, indicator: Indicator, year: int) -> dict[str, Point]:
        found = {unit: self.figures.value(indicator.code, unit, year) for unit in self.units}
        shown = {unit: point for unit, point in found.items() if point.cell.known}
        for unit, point in shown.items():
            keys = None
            if not self.figures.stated(indicator.code, unit, year):
                keys = self.trace.keys(indicator.code, (unit,), str(year))
            self.put(key, indicator, (unit, str(year)), point, indicator.decimals, keys)
        return shown

    def _wholes(self, key: str, indicator: Indicator, year: int) -> dict[str, Point]:
        whole = self.figures.basis.region.code
        found = {unit: self.figures.value(indicator.code, unit, year) for unit in (whole, NATION)}
        shown = {unit: point for unit, point in found.items() if point.cell.known}
        for unit, point in shown.items():
            units = self.units if unit == whole else self.trace.nation_units(indicator.code, str(year))
            keys = self.trace.keys(indicator.code, units, str(year))
            self.put(key, indicator, (unit, str(year)), point, indicator.decimals, keys)
        return shown

    def put(
        self,
        key: str,
        indicator: Indicator,
        of: tuple[str, str],
        point: Point,
        places: int,
        keys: list[Key] | None,
    ) -> None:
        """Trace a figure of a chart."""
        value = point.cell.value
        if value is None:
            return
        unit, period = of
        printed = (en if self.language == "en" else vi)(value, places)
        where = f"{self.name(unit).in_language(self.language)} · {period}"
        measure = indicator.unit.in_language(self.language)
        self.trace.figure(key, where, printed, (indicator, unit, period), point, measure, keys=keys)

    def caption(self, indicator: Indicator, title: Text, points: Iterable[Point], years: Iterable[int] = ()) -> Caption:
        """Give a caption whose sources and certainties are those of the points drawn.

        ``years`` are those the nation is drawn in: where its figures are published and the provinces' are not it says so.
        """
        nation = (self.figures.value(indicator.code, NATION, year) for year in years)
        given, whole = tuple(points), tuple(point for point in nation if point.cell.known)
        apart = self.figures.apart(indicator.code, *years)
        keys = {point.source for point in (given if apart else (*given, *whole))}
        said = sorted({point.status for point in (*given, *whole) if point.status})
        source = Text(vi=publishers(keys, "vi"), en=publishers(keys, "en"))
        if apart:
            source = Text(
                vi=f"{source.vi} (cả nước: số công bố, {publishers([apart], 'vi')})",
                en=f"{source.en} (the nation: published, {publishers([apart], 'en')})",
            )
        vintage = Text(
            vi=", ".join(status_words(each, "vi") for each in said),
            en=", ".join(status_words(each, "en") for each in said),
        )
        prices = Text(vi="", en="")
        if indicator.price_base == "current":
            prices = Text(vi=", giá hiện hành", en=", current prices")
        unit = Text(vi=indicator.unit.vi + prices.vi, en=indicator.unit.en + prices.en)
        return Caption(title, unit, source, vintage, decimals=indicator.decimals)


def _of(indicator: Indicator, year: int) -> Text:
    return Text(vi=in_year(indicator.name.vi, year), en=f"{indicator.name.en}, {year}")


def _ours(*found: Mapping[str, Point]) -> list[Point]:
    """Give points without the nation's."""
    return [point for points in found for unit, point in points.items() if unit != NATION]


def _year(year: int) -> Text:
    return Text(vi=f"Năm {year}", en=str(year))
