"""Charts made of rows: names at the left, a common scale beneath, one row a province."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from coordination.documents.charts.letters import fit, width_of
from coordination.documents.charts.page import BODY, FOOT, UNDER, Page
from coordination.documents.charts.palette import GRID, INK, LINE, SOFT
from coordination.documents.charts.scales import Scale
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, AXIS, TALLEST = 5.4, 6.0, 205.0
"""Millimetres: a row, the figures of the scale beneath, and the most a page has for rows."""
NAMES = 0.34
"""The most of the width that names may take."""


class Rows:
    """The frame of such a chart: ``head`` millimetres above the first row belong to the chart itself."""

    canvas: Axes

    def __init__(self, count: int, head: float = 0.0) -> None:
        self.count, self.head = count, head
        self.row = min(ROW, (TALLEST - head) / count)
        self.size = min(BODY, self.row * 72 / 25.4 * 0.8)
        self.height = head + self.row * count + AXIS
        self.left = 0.0
        self.right = 0.0
        self.scale = Scale(0, 1, (), 0)

    def names_width(self, page: Page, names: Iterable[Text]) -> float:
        """Give the width the names need, within what they may take."""
        return min(max(width_of(page.words(name), self.size, bold=True) for name in names) + 2, page.width * NAMES)

    def middle(self, number: int) -> float:
        """Give the height of the middle of a row."""
        return self.head + self.row * (number + 0.5)

    def at(self, value: float) -> float:
        """Give where on the page a value is."""
        return self.left + (value - self.scale.low) / (self.scale.high - self.scale.low) * (self.right - self.left)

    def axes(self, page: Page, left: float, right: float, scale: Scale) -> Axes:
        """Draw the scale between margins; gives axes whose y is the number of the row."""
        self.left, self.right, self.scale = left, page.width - right, scale
        bottom = self.head + self.row * self.count
        made = page.axes(left, self.head, self.right - left, self.row * self.count)
        made.set_xlim(scale.low, scale.high)
        made.set_ylim(self.count - 0.5, -0.5)
        used = -1e9
        for tick, words in zip(scale.ticks, scale.written(page.language), strict=True):
            x = self.at(float(tick))
            page.rule(x, self.head, x, bottom + 1, ink=LINE if tick == 0 else GRID, pen=0.9 if tick == 0 else 0.5)
            half = width_of(words, FOOT) / 2
            if x - half > used + 1:
                page.write(x, bottom + 3.8, words, FOOT, ink=SOFT, side="center")
                used = x + half
        self.canvas = made
        return made

    def name(self, page: Page, number: int, name: Text, width: float, *, bold: bool = False) -> None:
        """Write the name of a row."""
        words = fit(page.words(name), width - 1.5, self.size, bold=bold)
        page.write(width - 1.5, self.middle(number), words, self.size, side="right", height="center", bold=bold)

    def upright(self, page: Page, x: float, top: float, dashes: object, ink: str = INK) -> None:
        """Draw an upright line from a height to the scale."""
        bottom = self.head + self.row * self.count
        page.figure.add_artist(
            Line2D(
                (x / page.width,) * 2,
                (1 - (page.top + top) / page.height, 1 - (page.top + bottom) / page.height),
                color=ink,
                linewidth=1.1,
                linestyle=dashes,  # type: ignore[arg-type]
                zorder=UNDER,
            )
        )
