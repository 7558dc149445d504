"""Maps of the provinces coloured by a figure: the whole country, or one region with its place in the country.

Every map shows Hoàng Sa and Trường Sa, named, with the province each belongs to: the map of the country in their place,
that of a region on the small map beside it, and larger where they are the region's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from matplotlib.patches import PathPatch, Rectangle

from coordination.documents.charts.boundaries import Unit
from coordination.documents.charts.classes import bounds_of, class_of, named
from coordination.documents.charts.letters import fit, font, wrap
from coordination.documents.charts.map_labels import Labelling
from coordination.documents.charts.models import Choropleth
from coordination.documents.charts.outlines import View, view_of
from coordination.documents.charts.page import FOOT, Page, thick
from coordination.documents.charts.palette import CHOSEN, INK, LINE, MAIN, PALE, PAPER, SOFT, STEPS
from coordination.documents.charts.words import STATES
from coordination.errors import InvalidInputError
from coordination.kernel.cells import MISSING, Cell, State
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WEST, EAST, SOUTH, NORTH = 101.9, 117.4, 6.7, 23.7
"""The window on the whole country, its sea and both archipelagos in it."""
LAND = (101.9, 110.3, 8.2, 23.6)
"""The window on the mainland and the islands near it, on a map of the country that names each province."""
LAND_WIDTH, ISLANDS = 0.69, {"truong_sa": 0.34, "hoang_sa": 0.2}
"""In parts of the page: the width of the mainland, and of each archipelago, the southern one first."""
EDGE = 0.3
"""Frames keep so far from the edge of the picture that their lines are whole."""
NARROWEST, SIDE, GAP = 120.0, 42.0, 3.0
"""Millimetres: less than this shows no province with its name; the column beside the map of a region."""
TALLEST, LOWEST = 165.0, 70.0
HATCHES = {
    State.MISSING: "/////",
    State.SUPPRESSED: "xxxxx",
    State.NOT_APPLICABLE: ".....",
    State.NOT_YET_DUE: "-----",
}
ARCHIPELAGOS = {
    "hoang_sa": Text(vi="Quần đảo Hoàng Sa", en="Hoàng Sa archipelago"),
    "truong_sa": Text(vi="Quần đảo Trường Sa", en="Trường Sa archipelago"),
}
WINDOWS = {"hoang_sa": (110.9, 113.0, 15.5, 17.9), "truong_sa": (110.3, 117.3, 6.7, 13.0)}
SEA = Text(vi="BIỂN ĐÔNG", en="EAST SEA")
KEY, ROW = 6.0, 5.0
"""Millimetres: a sample of a class in the legend, and a line of it."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How a unit is painted."""

    colour: str
    hatch: str | None = None


def draw(chart: Choropleth, language: str, width: float) -> Figure:
    """Draw the map; InvalidInputError where the paper is too narrow for one."""
    if width < NARROWEST:
        raise InvalidInputError.of(
            f"bản đồ cần khổ rộng ít nhất {NARROWEST:.0f} mm", f"a map needs paper at least {NARROWEST:.0f} mm wide"
        )
    return _region(chart, language, width) if chart.focus else _country(chart, language, width)


def _country(chart: Choropleth, language: str, width: float) -> Figure:
    view = View(*LAND, width * LAND_WIDTH)
    page = Page(chart.caption, language, width, view.height)
    fills = painted(chart)
    axes = _window(page, view, 0, 0)
    for unit in chart.boundaries.units:
        _paint(axes, view, unit, fills[unit.code])
    size = 6.5 if len(chart.boundaries.units) < 40 else 5.2
    Labelling(page, axes, view, chart.boundaries.units, fills, size).write(chart)
    bottom = view.height - EDGE
    for which, wide in ISLANDS.items():
        window = View(*WINDOWS[which], width * wide)
        inset = _window(page, window, width * (1 - wide) - EDGE, bottom - window.height, frame=True)
        bottom -= window.height + GAP
        for unit in chart.boundaries.units:
            if unit.archipelago == which:
                _islands(page, inset, window, unit, FOOT, fills[unit.code])
    page.write(width * 0.84, view.height * 0.46, page.words(SEA), 9, italic=True, ink=SOFT, side="center")
    _legend(page, chart, width * 0.72, 2, width * 0.28)
    return page.figure


def _region(chart: Choropleth, language: str, width: float) -> Figure:
    own = [unit for unit in chart.boundaries.units if unit.code in chart.focus]
    view = view_of(own, width - SIDE - GAP - 2 * EDGE, TALLEST)
    legend = _legend_height(chart)
    island_views = [(unit, View(*WINDOWS[unit.archipelago], SIDE)) for unit in own if unit.archipelago is not None]
    place = View(WEST, EAST, SOUTH, NORTH, SIDE)
    column = legend + sum(each.height + GAP for _, each in island_views) + GAP + place.height
    body = max(view.height, column, LOWEST)
    page = Page(chart.caption, language, width, body)
    axes = _window(page, view, EDGE, (body - view.height) / 2, frame=True)
    fills = painted(chart)
    seen = [unit for unit in chart.boundaries.units if view.shows(unit)]
    for unit in sorted(seen, key=lambda each: each.code in chart.focus):
        _paint(axes, view, unit, fills[unit.code], pen=0.7 if unit.code in chart.focus else 0.3)
    Labelling(page, axes, view, seen, fills, 8).write(chart)
    x, y = width - SIDE - EDGE, 0.0
    _legend(page, chart, x, y, SIDE)
    y += legend
    for unit, window in island_views:
        inset = _window(page, window, x, y, frame=True)
        _islands(page, inset, window, unit, FOOT, fills[unit.code])
        y += window.height + GAP
    _place(page, chart, place, x, body - place.height)
    return page.figure


def painted(chart: Choropleth) -> dict[str, Fill]:
    """Give each unit its colour or hatching; those outside the region are pale."""
    given = dict(chart.cells)
    bounds = _bounds(chart)
    chosen = CHOSEN[len(bounds) + 1]

    def fill(unit: Unit) -> Fill:
        if chart.focus and unit.code not in chart.focus:
            return Fill(PALE)
        cell = given.get(unit.code, MISSING)
        if cell.value is None:
            return Fill(PAPER, HATCHES[cell.state])
        return Fill(STEPS[chosen[class_of(cell.value, bounds)]])

    return {unit.code: fill(unit) for unit in chart.boundaries.units}


def _shown(chart: Choropleth) -> list[Cell]:
    given = dict(chart.cells)
    return [
        given.get(unit.code, MISSING) for unit in chart.boundaries.units if not chart.focus or unit.code in chart.focus
    ]


def _bounds(chart: Choropleth) -> tuple[Decimal, ...]:
    return chart.bounds or bounds_of([cell.value for cell in _shown(chart) if cell.value is not None])


def _window(page: Page, view: View, left: float, top: float, *, frame: bool = False) -> Axes:
    """Give axes in millimetres of their own; what runs over is cut off."""
    axes = page.axes(left, top, view.width, view.height)
    axes.set_xlim(0, view.width)
    axes.set_ylim(0, view.height)
    if frame:
        page.figure.add_artist(
            Rectangle(
                (left / page.width, 1 - (page.top + top + view.height) / page.height),
                view.width / page.width, view.height / page.height,
                facecolor="none", edgecolor=LINE, linewidth=0.6, transform=page.figure.transFigure,
            )
        )  # fmt: skip
    return axes


def _paint(axes: Axes, view: View, unit: Unit, fill: Fill, pen: float = 0.35) -> None:
    axes.add_artist(
        PathPatch(
            view.path(unit.mainland), facecolor=fill.colour, edgecolor=SOFT, linewidth=pen, hatch=fill.hatch,
            joinstyle="round",
        )
    )  # fmt: skip


def _islands(page: Page, axes: Axes, view: View, unit: Unit, size: float, fill: Fill) -> None:
    """Draw the archipelago of a unit with a pen that keeps its islets visible, and its name with its province."""
    if unit.archipelago is None:
        return
    axes.add_artist(PathPatch(view.path(unit.offshore), facecolor=fill.colour, edgecolor=INK, linewidth=0.8))
    west, east, _, north = WINDOWS[unit.archipelago]
    x, y = view.on_paper((((west + east) / 2, north - 0.1),))[0]
    name = fit(page.words(ARCHIPELAGOS[unit.archipelago]), view.width - 1, size)
    for number, words in enumerate((name, fit(f"({page.words(Text(vi=unit.name, en=unit.name))})", view.width, size))):
        axes.text(
            x, y - thick(size, number), words, color=INK, fontproperties=font(size, italic=True), ha="center",
            va="top", parse_math=False,
        )  # fmt: skip


def _place(page: Page, chart: Choropleth, view: View, x: float, y: float) -> None:
    """Draw the small map of the country with the region dark on it."""
    axes = _window(page, view, x, y, frame=True)
    for unit in chart.boundaries.units:
        own = unit.code in chart.focus
        ink = MAIN if own else "#c8c8c8"
        axes.add_artist(PathPatch(view.path(unit.mainland, coarse=0.3), facecolor=ink, edgecolor=ink, linewidth=0.2))
        if unit.archipelago is not None:
            axes.add_artist(PathPatch(view.path(unit.offshore), facecolor=INK, edgecolor=INK, linewidth=0.6))
            west, east, _, north = WINDOWS[unit.archipelago]
            where = view.on_paper((((west + east) / 2 - 0.2, north - 0.2),))[0]
            axes.text(
                where[0], where[1], page.words(ARCHIPELAGOS[unit.archipelago]), color=INK, fontproperties=font(5, italic=True),
                ha="center", va="bottom", parse_math=False,
            )  # fmt: skip


def _entries(chart: Choropleth) -> list[tuple[Text, Fill]]:
    bounds = _bounds(chart)
    chosen = CHOSEN[len(bounds) + 1]
    cells = _shown(chart)
    made = [(named(number, bounds, 0), Fill(STEPS[chosen[number]])) for number in reversed(range(len(bounds) + 1))]
    states = {cell.state for cell in cells}
    known = made if any(cell.known for cell in cells) else []
    return [*known, *((words, Fill(PAPER, HATCHES[state])) for state, words in STATES.items() if state in states)]


def _legend_height(chart: Choropleth) -> float:
    return ROW * len(_entries(chart)) + 14


def _legend(page: Page, chart: Choropleth, x: float, y: float, width: float) -> None:
    """Draw the samples of the classes, the highest first, and of the states that occur."""
    lines = wrap(page.words(chart.caption.unit), width, FOOT + 0.5, most=2, bold=True)
    for number, line in enumerate(lines):
        page.write(x, y + thick(FOOT + 0.5, number + 1), line, FOOT + 0.5, bold=True)
    top = y + thick(FOOT + 0.5, len(lines)) + 2.5
    for number, (words, fill) in enumerate(_entries(chart)):
        low = top + ROW * number + ROW - 1
        page.figure.add_artist(
            Rectangle(
                (x / page.width, 1 - (page.top + low) / page.height), KEY / page.width, (ROW - 1) / page.height,
                facecolor=fill.colour, edgecolor=SOFT, linewidth=0.5, hatch=fill.hatch,
                transform=page.figure.transFigure,
            )
        )  # fmt: skip
        shown = fit(page.words(words), width - KEY - 2, FOOT + 0.5)
        page.write(x + KEY + 2, low - (ROW - 1) / 2, shown, FOOT + 0.5, height="center")
