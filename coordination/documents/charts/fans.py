"""Fan charts: what is known, what is forecast, how sure it is, and what a province says itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, isfinite
from typing import TYPE_CHECKING

from coordination.documents.charts.letters import fit, font
from coordination.documents.charts.models import Fans
from coordination.documents.charts.page import FOOT, FULL, Page, thick
from coordination.documents.charts.palette import AGAINST, GRID, INK, LINE, MAIN, PAPER, SOFT, STEPS
from coordination.documents.charts.parts import Fan
from coordination.documents.charts.scales import Scale, outward, scale_of
from coordination.documents.charts.words import figure, real, why_none
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, GAP, HEAD, FEET, KEYS = 16.0, 5.0, 10.5, 6.0, 6.0
"""Millimetres: for figures at the left of each panel, between panels, for its name, for years, for the keys above."""
ALONE, TALLEST, LOWEST, PAGE_HEIGHT = 52.0, 30.0, 14.0, 215.0
FORECAST = (0, (4, 1.6))
EDGE = 0.4
KNOWN = Text(vi="số liệu", en="known")
AHEAD = Text(vi="dự báo chung", en="unified forecast")
OWN = Text(vi="địa phương tự dự báo", en="province's own forecast")
SCALES = Text(vi="Mỗi ô có thang riêng.", en="Each panel has a scale of its own.")


def draw(chart: Fans, language: str, width: float) -> Figure:
    """Draw a panel for each name, in the order given."""
    count = len(chart.panels)
    columns = 1 if count == 1 else min(3 if width > FULL * 0.75 else 2, count)
    rows = ceil(count / columns)
    each = ALONE if count == 1 else min(TALLEST, max((PAGE_HEIGHT - KEYS) / rows - HEAD - FEET, LOWEST))
    page = Page(chart.caption, language, width, KEYS + rows * (each + HEAD + FEET), (SCALES,) if count > 1 else ())
    _keys(page, chart)
    wide = (width - GAP * (columns - 1)) / columns
    for number, fan in enumerate(chart.panels):
        left, top = number % columns * (wide + GAP), KEYS + number // columns * (each + HEAD + FEET)
        axes = page.axes(left + LEFT, top + HEAD, wide - LEFT, each)
        scale = outward(scale_of(_values(fan), zero=False, steps=5 if count == 1 else 3))
        _grid(page, axes, chart, scale)
        _fan(axes, chart.years, fan)
        if not any(cell.known for line in fan.every for cell in line):
            _nothing(page, axes, fan)
        page.write(left, top + 3.4, fit(page.words(fan.name), wide, 8, bold=True), 8, bold=True)
        said = fit(_said(page, chart, fan), wide, FOOT + 0.5)
        page.write(left, top + 3.4 + thick(FOOT + 0.5), said, FOOT + 0.5)
    return page.figure


def _values(fan: Fan) -> Iterator[float]:
    return (real(cell) for line in fan.every for cell in line)


def _keys(page: Page, chart: Fans) -> None:
    """Explain lines, bands and marks, as far as any panel has them."""
    y, x = KEYS / 2 - 0.5, 0.0
    x = page.key(x, y, page.words(KNOWN), "-", ink=INK, pen=1.4)
    x = page.key(x, y, page.words(AHEAD), FORECAST, ink=MAIN, pen=1.6)
    levels = sorted({band.level for fan in chart.panels for band in fan.bands})
    for level in levels:
        x = page.key(x, y, f"{level}%", "-", ink=_ink(level, levels), pen=5)
    if any(cell.known for fan in chart.panels for cell in fan.own):
        axes = page.axes(x, y - 2, 4, 4)
        axes.plot([0.5], [0.5], marker="D", markersize=4, color=AGAINST, markeredgecolor=PAPER)
        page.write(x + 5, y, page.words(OWN), FOOT + 0.5, height="center")


def _ink(level: int, levels: Sequence[int]) -> str:
    """Give a band its shade: the surer to fall into, the paler."""
    return STEPS[max(2 - sorted(levels).index(level), 0)]


def _grid(page: Page, axes: Axes, chart: Fans, scale: Scale) -> None:
    axes.set_ylim(scale.low, scale.high)
    years = chart.years
    reach = max(years[-1] - years[0], 1) * 0.03
    axes.set_xlim(years[0] - reach, years[-1] + reach)
    for tick, words in zip(scale.ticks, scale.written(page.language), strict=True):
        axes.axhline(float(tick), color=LINE if tick == 0 else GRID, linewidth=0.5, zorder=0)
        axes.annotate(
            words, (0, float(tick)), xycoords=("axes fraction", "data"), xytext=(-3, 0), textcoords="offset points",
            ha="right", va="center", color=SOFT, fontproperties=font(FOOT), parse_math=False, annotation_clip=False,
        )  # fmt: skip
    for year, side in _ends(chart):
        axes.annotate(
            str(year), (year, 0), xycoords=("data", "axes fraction"), xytext=(0, -3), textcoords="offset points",
            ha=side, va="top", color=SOFT, fontproperties=font(FOOT), parse_math=False, annotation_clip=False,
        )  # fmt: skip


def _ends(chart: Fans) -> list[tuple[int, str]]:
    """Give the years that are written: the first, the last, and where one name has the page, the last known."""
    years = chart.years
    if len(years) == 1:
        return [(years[0], "center")]
    known = [year for year, cell in zip(years, chart.panels[0].known, strict=True) if cell.known]
    turn = [(known[-1], "center")] if len(chart.panels) == 1 and known and years[0] < known[-1] < years[-1] else []
    return [(years[0], "left"), *turn, (years[-1], "right")]


def _fan(axes: Axes, years: Sequence[int], fan: Fan) -> None:
    """Draw the bands from the widest, then the lines; bands begin where the known line ends."""
    levels = [band.level for band in fan.bands]
    for at, band in enumerate(sorted(fan.bands, key=lambda each: -each.level)):
        low, high = _joined(fan, band.low), _joined(fan, band.high)
        ink = _ink(band.level, levels)
        axes.fill_between(years, low, high, facecolor=ink, edgecolor=MAIN, linewidth=EDGE, zorder=1 + at / 10)
    middle = _joined(fan, fan.middle)
    axes.plot(years, middle, color=MAIN, linewidth=1.6, linestyle=FORECAST, zorder=2)
    if sum(map(isfinite, middle)) == 1:
        axes.plot(years, middle, color=MAIN, marker="o", markersize=3, zorder=2)
    known = [real(cell) for cell in fan.known]
    lone = [
        year
        for at, year in enumerate(years)
        if isfinite(known[at])
        and not any(isfinite(value) for value in [*known[max(at - 1, 0) : at], *known[at + 1 : at + 2]])
    ]
    axes.plot(years, known, color=INK, linewidth=1.4, zorder=3)
    last = [year for year, value in zip(years, known, strict=True) if isfinite(value)][-1:]
    for year in {*lone, *last}:
        axes.plot([year], [known[years.index(year)]], marker="o", markersize=3, color=INK, zorder=3, clip_on=False)
    axes.plot(
        years, [real(cell) for cell in fan.own] or [float("nan")] * len(years), color=AGAINST, linewidth=0, marker="D",
        markersize=4.5, markeredgecolor=PAPER, markeredgewidth=0.6, zorder=4, clip_on=False,
    )  # fmt: skip


def _joined(fan: Fan, line: Sequence[Cell]) -> list[float]:
    """Give the values of a line of the forecast, joined to the last known one where it follows that year."""
    values = [real(cell) for cell in line]
    first = next((at for at, value in enumerate(values) if isfinite(value)), 0)
    if first > 0 and fan.known[first - 1].known:
        values[first - 1] = real(fan.known[first - 1])
    return values


def _said(page: Page, chart: Fans, fan: Fan) -> str:
    """Give the last figure forecast with its year, else the last known."""
    for line in (fan.middle, fan.known):
        for year, cell in zip(reversed(chart.years), reversed(line), strict=True):
            if cell.value is not None:
                return f"{year}: {page.words(figure(cell.value, chart.caption.decimals))}"
    return page.words(why_none(fan.known))


def _nothing(page: Page, axes: Axes, fan: Fan) -> None:
    words = fit(page.words(why_none(fan.known)), 40, FOOT)
    axes.text(
        0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=INK,
        fontproperties=font(FOOT, italic=True), parse_math=False,
    )  # fmt: skip
