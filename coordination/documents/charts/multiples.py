"""Small multiples: the same axes for every province, one line each, the region and the nation grey behind."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from coordination.documents.charts.letters import fit, font
from coordination.documents.charts.models import SmallMultiples
from coordination.documents.charts.page import FOOT, FULL, Page, thick
from coordination.documents.charts.palette import GRID, INK, LINE, MAIN, SOFT
from coordination.documents.charts.parts import Series
from coordination.documents.charts.scales import Scale, outward, scale_of
from coordination.documents.charts.words import STATES, figure, real, why_none

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, GAP, HEAD, FEET, KEYS = 10.0, 4.0, 9.0, 5.0, 6.0
"""Millimetres: for figures at the left, between panels, for the name of a panel, for years, for the keys above."""
TALLEST, LOWEST, PAGE_HEIGHT = 26.0, 9.0, 215.0
DASHES: tuple[object, ...] = ((0, (4, 1.6)), (0, (1, 1.4)), (0, (6, 1.5, 1, 1.5)))
"""How lines of the region, the nation and others are told apart without colour."""


def draw(chart: SmallMultiples, language: str, width: float) -> Figure:
    """Draw a panel for each series, the highest last figure first."""
    panels = sorted(chart.panels, key=_last, reverse=True)
    columns = _columns(len(panels), width)
    rows = ceil(len(panels) / columns)
    keys = KEYS if chart.behind else 1.0
    each = min(TALLEST, max((PAGE_HEIGHT - keys) / rows - HEAD - FEET, LOWEST))
    page = Page(chart.caption, language, width, keys + rows * (each + HEAD + FEET))
    scale = outward(
        scale_of((real(cell) for line in (*panels, *chart.behind) for cell in line.cells), zero=False, steps=3)
    )
    x = 0.0
    for series, dashes in zip(chart.behind, DASHES, strict=False):
        name = fit(page.words(series.name), width / len(chart.behind) - 16, FOOT + 0.5)
        x = page.key(x, keys / 2 - 0.5, name, dashes)
    wide = (width - LEFT - GAP * (columns - 1)) / columns
    for number, series in enumerate(panels):
        column, row = number % columns, number // columns
        left, top = LEFT + column * (wide + GAP), keys + row * (each + HEAD + FEET)
        axes = page.axes(left, top + HEAD, wide, each)
        _grid(page, axes, chart, scale, first=column == 0)
        for line, dashes in zip(chart.behind, DASHES, strict=False):
            axes.plot(chart.years, [real(cell) for cell in line.cells], color=LINE, linewidth=0.9, linestyle=dashes)
        _line(page, axes, chart, series)
        page.write(left, top + 3.4, fit(page.words(series.name), wide, 8, bold=True), 8, bold=True)
        page.write(left, top + 3.4 + thick(FOOT + 0.5), fit(_said(page, chart, series), wide, FOOT + 0.5), FOOT + 0.5)
    return page.figure


def _columns(panels: int, width: float) -> int:
    most = 3 if panels <= 9 else 4 if panels <= 16 else 5 if panels <= 35 else 6
    return min(most if width > FULL * 0.75 else max(most // 2, 2), panels)


def _last(series: Series) -> float:
    return next((real(cell) for cell in reversed(series.cells) if cell.known), float("-inf"))


def _said(page: Page, chart: SmallMultiples, series: Series) -> str:
    """Give the last figure with its year, and what is to be said of a last year without one."""
    for year, cell in zip(reversed(chart.years), reversed(series.cells), strict=True):
        if cell.value is not None:
            return f"{year}: {page.words(figure(cell.value, chart.caption.decimals))}"
    return page.words(why_none(series.cells))


def _grid(page: Page, axes: Axes, chart: SmallMultiples, scale: Scale, *, first: bool) -> None:
    axes.set_ylim(scale.low, scale.high)
    reach = max(chart.years[-1] - chart.years[0], 1) * 0.04
    axes.set_xlim(chart.years[0] - reach, chart.years[-1] + reach)
    for tick, words in zip(scale.ticks, scale.written(page.language), strict=True):
        axes.axhline(float(tick), color=LINE if tick == 0 else GRID, linewidth=0.5, zorder=0)
        if first:
            axes.annotate(
                words, (0, float(tick)), xycoords=("axes fraction", "data"), xytext=(-3, 0),
                textcoords="offset points", ha="right", va="center", color=SOFT, fontproperties=font(FOOT),
                parse_math=False, annotation_clip=False,
            )  # fmt: skip
    ends = sorted(
        {(chart.years[0], "left"), (chart.years[-1], "right")} if len(chart.years) > 1 else {(chart.years[0], "center")}
    )
    for year, side in ends:
        axes.annotate(
            str(year), (year, 0), xycoords=("data", "axes fraction"), xytext=(0, -3), textcoords="offset points",
            ha=side, va="top", color=SOFT, fontproperties=font(FOOT), parse_math=False, annotation_clip=False,
        )  # fmt: skip


def _line(page: Page, axes: Axes, chart: SmallMultiples, series: Series) -> None:
    """Draw the line, broken where a figure lacks; figures that stand alone are dots."""
    values = [real(cell) for cell in series.cells]
    axes.plot(chart.years, values, color=MAIN, linewidth=1.5, solid_capstyle="round")
    known = [cell.known for cell in series.cells]
    alone = [
        at
        for at, here in enumerate(known)
        if here and not (at > 0 and known[at - 1]) and not (at + 1 < len(known) and known[at + 1])
    ]
    last = [max((at for at, here in enumerate(known) if here), default=-1)]
    for at in {*alone, *last} - {-1}:
        axes.plot([chart.years[at]], [values[at]], marker="o", markersize=3, color=MAIN, clip_on=False)
    if not any(known):
        axes.text(
            0.5, 0.5, fit(page.words(STATES[series.cells[-1].state]), 40, FOOT), transform=axes.transAxes, ha="center",
            va="center", color=INK, fontproperties=font(FOOT, italic=True), parse_math=False,
        )  # fmt: skip
