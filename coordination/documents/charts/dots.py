"""Dot chart after Cleveland: provinces by value on a common scale, the region and the nation as upright lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.documents.charts.labels import spread
from coordination.documents.charts.letters import fit, width_of
from coordination.documents.charts.models import Dots
from coordination.documents.charts.multiples import DASHES
from coordination.documents.charts.page import FOOT, Page, thick
from coordination.documents.charts.palette import GRID, LINE, MAIN, SOFT
from coordination.documents.charts.parts import Figure
from coordination.documents.charts.rows import Rows
from coordination.documents.charts.scales import scale_of
from coordination.documents.charts.words import real, said

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

LEVEL = thick(FOOT + 0.5)


def draw(chart: Dots, language: str, width: float) -> Drawing:
    """Draw a dot for each figure, the greatest first; those without one stand beneath with the reason."""
    ordered = sorted(chart.rows, key=lambda row: (not row.cell.known, -real(row.cell) if row.cell.known else 0.0))
    known = [each for each in chart.references if each.cell.known]
    head = LEVEL * len(known) + 1.5
    rows = Rows(len(ordered), head)
    page = Page(chart.caption, language, width, rows.height)
    scale = scale_of((real(each.cell) for each in (*chart.rows, *known)), zero=False, room=0.04)
    names = rows.names_width(page, [row.name for row in ordered])
    figures = max(width_of(page.words(said(row.cell, chart.caption.decimals)), rows.size) for row in ordered) + 3
    rows.axes(page, names, figures if figures < width / 4 else 14.0, scale)
    for number, row in enumerate(ordered):
        rows.name(page, number, row.name, names)
        _row(page, rows, chart, row, number)
    _references(page, rows, chart, known)
    return page.figure


def _row(page: Page, rows: Rows, chart: Dots, row: Figure, number: int) -> None:
    y, words = rows.middle(number), page.words(said(row.cell, chart.caption.decimals))
    if row.cell.value is None:
        room = page.width - rows.left
        page.write(rows.left + 1, y, fit(words, room, rows.size), rows.size, italic=True, ink=SOFT, height="center")
        return
    x = rows.at(real(row.cell))
    page.rule(rows.left, y, rows.right, y, ink=GRID, pen=0.5)
    rows.canvas.plot([real(row.cell)], [number], marker="o", markersize=5, color=MAIN, clip_on=False, zorder=3)
    page.write(x + 2, y, words, rows.size, height="center", paper=True)


def _references(page: Page, rows: Rows, chart: Dots, known: list[Figure]) -> None:
    """Draw the upright lines, each with its name and figure on a level of its own above."""
    for level, (each, dashes) in enumerate(zip(known, DASHES, strict=False)):
        words = f"{page.words(each.name)} {page.words(said(each.cell, chart.caption.decimals))}"
        x = rows.at(real(each.cell))
        top = LEVEL * level
        rows.upright(page, x, top + LEVEL + 0.2, dashes, LINE)
        wide = min(width_of(words, FOOT + 0.5, bold=True), page.width)
        middle = spread([x], 0, wide / 2, page.width - wide / 2)[0]
        page.write(
            middle,
            top + LEVEL * 0.75,
            fit(words, page.width, FOOT + 0.5, bold=True),
            FOOT + 0.5,
            bold=True,
            side="center",
            paper=True,
        )
