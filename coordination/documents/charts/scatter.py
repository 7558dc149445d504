"""Two figures of each province against each other, each point named; convergence is read from the slope."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

from coordination.documents.charts.labels import Box, Label, around
from coordination.documents.charts.letters import fit, font, width_of
from coordination.documents.charts.models import Scatter
from coordination.documents.charts.page import BODY, FOOT, GROUND, UNIT, Page, thick
from coordination.documents.charts.palette import AGAINST, GRID, INK, LINE, MAIN, SOFT
from coordination.documents.charts.parts import Point
from coordination.documents.charts.scales import Scale, decades, scale_of
from coordination.documents.charts.words import real, without
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT, HEAD, FEET = 11.0, 3.0, 5.5, 11.0
NOT_DRAWN = Text(vi="Không vẽ:", en="Not drawn:")


def draw(chart: Scatter, language: str, width: float) -> Figure:
    """Draw the points known in both figures, with the trend and the cross of the region where they are given."""
    drawn = [point for point in chart.points if point.x.known and point.y.known]
    tall = width * (0.62 if width > 100 else 0.9)
    page = Page(chart.caption, language, width, HEAD + tall + FEET, _notes(chart))
    axes = page.axes(LEFT, HEAD, width - LEFT - RIGHT, tall)
    centre = [chart.centre] if chart.centre and chart.centre.x.known and chart.centre.y.known else []
    x_scale = _x_scale(chart, [*drawn, *centre])
    y_scale = scale_of((real(point.y) for point in [*drawn, *centre]), zero=False, room=0.1)
    _frame(page, axes, chart, x_scale, y_scale)
    frame = Box((width - LEFT - RIGHT) / 2, tall / 2, width - LEFT - RIGHT, tall)
    marks = [_mark(axes, point, frame) for point in drawn]
    taken = list(marks)
    for point in centre:
        _cross(page, axes, point, taken, frame)
    if chart.trend and drawn:
        _trend(axes, chart, drawn)
    for point, mark in zip(drawn, marks, strict=True):
        _name(page, axes, point, mark, taken, frame)
    return page.figure


def _notes(chart: Scatter) -> tuple[Text, ...]:
    lacking = without(
        (point.name, point.x if not point.x.known else point.y)
        for point in chart.points
        if not (point.x.known and point.y.known)
    )
    left_out = [Text(vi=f"{NOT_DRAWN.vi} {lacking.vi}.", en=f"{NOT_DRAWN.en} {lacking.en}.")] if lacking else []
    logarithm = [Text(vi="Trục ngang theo thang logarit.", en="Horizontal axis logarithmic.")] * chart.logarithmic
    return (*([chart.trend.said] if chart.trend else []), *logarithm, *left_out)


def _x_scale(chart: Scatter, points: list[Point]) -> Scale:
    values = [real(point.x) for point in points]
    if not chart.logarithmic or not values:
        return scale_of(values, zero=False, room=0.08)
    reach = max(log(max(values)) - log(min(values)), 0.05) * 0.1
    low, high = exp(log(min(values)) - reach), exp(log(max(values)) + reach)
    ticks = decades(low, high)
    places = max((-int(tick.normalize().as_tuple().exponent) for tick in ticks), default=0)
    return Scale(low, high, ticks, max(places, 0))


def _frame(page: Page, axes: Axes, chart: Scatter, x_scale: Scale, y_scale: Scale) -> None:
    if chart.logarithmic:
        axes.set_xscale("log")
        axes.minorticks_off()
    axes.set_xlim(x_scale.low, x_scale.high)
    axes.set_ylim(y_scale.low, y_scale.high)
    axes.set_xticks([])
    axes.set_yticks([])
    width, bottom = page.width - LEFT - RIGHT, page.body - FEET
    for tick, words in zip(x_scale.ticks, x_scale.written(page.language), strict=True):
        axes.axvline(float(tick), color=GRID, linewidth=0.5, zorder=0)
        page.write(LEFT + width * _part(axes, x=float(tick)), bottom + 3.2, words, FOOT, ink=SOFT, side="center")
    for tick, words in zip(y_scale.ticks, y_scale.written(page.language), strict=True):
        axes.axhline(float(tick), color=LINE if tick == 0 else GRID, linewidth=0.5, zorder=0)
        y = bottom - (bottom - HEAD) * _part(axes, y=float(tick))
        page.write(LEFT - 1.2, y, words, FOOT, ink=SOFT, side="right", height="center")
    page.write(0, HEAD - 2.2, fit(f"↑ {page.words(chart.y_axis)}", page.width, UNIT), UNIT)
    words = fit(f"{page.words(chart.x_axis)} →", page.width, UNIT)
    page.write(page.width - RIGHT, bottom + 7.6, words, UNIT, side="right")


def _part(axes: Axes, *, x: float | None = None, y: float | None = None) -> float:
    """Give where a value lies on its axis, from 0 to 1."""
    if x is not None:
        low, high = axes.get_xlim()
        return (log(x) - log(low)) / (log(high) - log(low)) if axes.get_xscale() == "log" else (x - low) / (high - low)
    low, high = axes.get_ylim()
    return ((y or 0.0) - low) / (high - low)


def _mark(axes: Axes, point: Point, frame: Box) -> Box:
    x, y = real(point.x), real(point.y)
    axes.plot([x], [y], marker="o", markersize=5, color=MAIN, linewidth=0, zorder=3)
    return Box(frame.width * _part(axes, x=x), frame.height * _part(axes, y=y), 2.0, 2.0)


def _cross(page: Page, axes: Axes, point: Point, taken: list[Box], frame: Box) -> None:
    x, y = real(point.x), real(point.y)
    axes.axvline(x, color=LINE, linewidth=0.9, linestyle=(0, (4, 1.6)), zorder=1)
    axes.axhline(y, color=LINE, linewidth=0.9, linestyle=(0, (4, 1.6)), zorder=1)
    words = fit(page.words(point.name), frame.width / 2, FOOT + 0.5, bold=True)
    wide = width_of(words, FOOT + 0.5, bold=True)
    middle = frame.height * _part(axes, y=y)
    right = Box(frame.width - wide / 2, middle + 1.8, wide, 3.0)
    left = Box(wide / 2 + 0.5, middle + 1.8, wide, 3.0)
    box = right if not any(right.over(other) for other in taken) else left
    _write(axes, box, frame, words, FOOT + 0.5, SOFT, bold=True)
    taken.append(box)


def _trend(axes: Axes, chart: Scatter, drawn: list[Point]) -> None:
    assert chart.trend is not None  # noqa: S101 - the caller has asked
    values = [real(point.x) for point in drawn]
    ends = [min(values), max(values)]
    fitted = [chart.trend.intercept + chart.trend.slope * (log(x) if chart.logarithmic else x) for x in ends]
    axes.plot(ends, fitted, color=AGAINST, linewidth=1.4, linestyle=(0, (6, 1.5, 1, 1.5)), zorder=2)


def _name(page: Page, axes: Axes, point: Point, mark: Box, taken: list[Box], frame: Box) -> None:
    size = BODY
    words = fit(page.words(point.name), frame.width * 0.4, size)
    label = Label(mark.x, mark.y, width_of(words, size) + 0.8, thick(size), 1.2)
    box = around(label, taken, frame, lambda _: 0.0)
    taken.append(box)
    if abs(box.x - mark.x) > box.width / 2 + 2.2 or abs(box.y - mark.y) > box.height / 2 + 2.2:
        near = min(max(mark.x, box.x - box.width / 2), box.x + box.width / 2)
        axes.plot(
            [mark.x / frame.width, near / frame.width], [mark.y / frame.height, box.y / frame.height], color=LINE,
            linewidth=0.5, transform=axes.transAxes, zorder=1,
        )  # fmt: skip
    _write(axes, box, frame, words, size, INK)


def _write(axes: Axes, box: Box, frame: Box, words: str, size: float, ink: str, *, bold: bool = False) -> None:
    axes.text(
        box.x / frame.width, box.y / frame.height, words, transform=axes.transAxes, ha="center", va="center",
        color=ink, fontproperties=font(size, bold=bold), parse_math=False, zorder=2.5, bbox=GROUND,
    )  # fmt: skip
