"""Names and figures on a map: within the province where there is room, else beside it with a line to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from matplotlib.patches import Rectangle

from coordination.documents.charts.boundaries import Unit
from coordination.documents.charts.labels import Box, Label, around
from coordination.documents.charts.letters import font, plain, width_of
from coordination.documents.charts.models import Choropleth
from coordination.documents.charts.outlines import Lands, View
from coordination.documents.charts.page import Page, thick
from coordination.documents.charts.palette import INK, PAPER, SOFT, ink_on
from coordination.documents.charts.words import figure
from coordination.kernel.cells import MISSING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OTHERS, NOBODYS, CROSSED, COVERED = 14.0, 3.0, 8.0, 60.0
"""What it costs to stand on another province's land, at sea or abroad, to have a line that crosses words, and
to cover words (the last two for each square millimetre)."""
MOST_FIGURES = 45
"""A window with more provinces has room for their names only; their figures are told by the classes."""
SPOT = 0.6
"""Millimetres: how thick a line to a label is taken to be."""


class Painted(Protocol):
    """How a unit is painted, as far as its label must know."""

    @property
    def colour(self) -> str:
        """Give the ground."""

    @property
    def hatch(self) -> str | None:
        """Give the hatching."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on a unit: its name and its figure, empty where there is none."""

    number: int
    name: str
    value: str
    width: float
    height: float


class Labelling:
    """The labels of one window of a map."""

    def __init__(
        self, page: Page, axes: Axes, view: View, units: Sequence[Unit], fills: Mapping[str, Painted], size: float
    ) -> None:
        self.page, self.axes, self.view, self.units, self.fills, self.size = page, axes, view, units, fills, size
        self.lands = Lands(view, units)
        self.frame = Box(view.width / 2, view.height / 2, view.width - 1, view.height - 1)

    def write(self, chart: Choropleth) -> None:
        """Write the labels, those with least room of their own first; neighbours only where they have room."""
        shown = [self._written(chart, number) for number in range(len(self.units))]
        own = [each for each in shown if not chart.focus or self.units[each.number].code in chart.focus]
        hearts = {each.number: self.lands.heart(each.number, each.width / each.height) for each in shown}
        for label in sorted(
            own, key=lambda each: (self._room(each, hearts) == 0, -self._room(each, hearts), each.number)
        ):
            box = self._placed(label, hearts[label.number])
            for part in self._set(label, box, hearts[label.number]):
                self.lands.take(part)
        for label in shown:
            box = Box(*hearts[label.number], label.width, label.height / 2)
            if label not in own and self._fits(label, box) and not self.lands.written_over(box):
                self._line(box.x, box.y, label.name, SOFT, self.size - 1, italic=True)

    def _written(self, chart: Choropleth, number: int) -> Written:
        unit = self.units[number]
        cell = dict(chart.cells).get(unit.code, MISSING)
        name = plain(unit.name)
        crowded = len(self.units) > MOST_FIGURES
        value = "" if crowded or cell.value is None else self.page.words(figure(cell.value, chart.caption.decimals))
        wide = max(width_of(name, self.size, bold=True), width_of(value, self.size))
        return Written(number, name, value, wide + 0.6, thick(self.size, 2 if value else 1))

    def _room(self, label: Written, hearts: Mapping[int, tuple[float, float]]) -> float:
        others, nobody = self.lands.strange(Box(*hearts[label.number], label.width, label.height), label.number)
        return others + nobody

    def _fits(self, label: Written, box: Box) -> bool:
        inside = (
            abs(box.x - self.frame.x) + box.width / 2 <= self.frame.width / 2
            and abs(box.y - self.frame.y) + box.height / 2 <= self.frame.height / 2
        )
        return inside and sum(self.lands.strange(box, label.number)) < 0.05

    def _placed(self, label: Written, heart: tuple[float, float]) -> Box:
        def cost(box: Box) -> float:
            others, nobody = self.lands.strange(box, label.number)
            covered = self.lands.written_over(box) * COVERED
            crossed = sum(self.lands.written_over(spot) for spot in _leader(box, heart)) * CROSSED
            return others * OTHERS + nobody * NOBODYS + covered + crossed

        where = Label(*heart, label.width, label.height)
        return around(where, (), self.frame, cost, on_point=True)

    def _set(self, label: Written, box: Box, heart: tuple[float, float]) -> list[Box]:
        """Write a label; gives what paper its words and its line take."""
        leader = _leader(box, heart)
        inks = self._inks(box)
        if leader:
            x = min(max(heart[0], box.x - box.width / 2), box.x + box.width / 2)
            y = min(max(heart[1], box.y - box.height / 2), box.y + box.height / 2)
            self.axes.plot([heart[0], x], [heart[1], y], color=INK, linewidth=0.5, zorder=3)
            self.axes.plot([heart[0]], [heart[1]], marker="o", markersize=1.8, color=INK, zorder=3)
        if len(inks) > 1:
            corner = (box.x - box.width / 2, box.y - box.height / 2)
            self.axes.add_artist(
                Rectangle(corner, box.width, box.height, facecolor=PAPER, edgecolor="none", alpha=0.85, zorder=4)
            )
        ink = next(iter(inks)) if len(inks) == 1 else INK
        half = thick(self.size) / 2 if label.value else 0.0
        self._line(box.x, box.y + half, label.name, ink, self.size, bold=True)
        if label.value:
            self._line(box.x, box.y - half, label.value, ink, self.size)
        return [box, *leader]

    def _inks(self, box: Box) -> set[str]:
        """Give the inks that read well on what is beneath a box; hatching takes paper, and counts as two."""
        grounds = [self.fills[self.units[owner].code] for owner in self.lands.owners(box)]
        hatched = any(fill.hatch is not None for fill in grounds)
        abroad = {INK} if sum(self.lands.strange(box, -2)[1:]) > 0 else set()
        return {ink_on(fill.colour) for fill in grounds} | abroad | ({INK, PAPER} if hatched else set())

    def _line(
        self, x: float, y: float, words: str, ink: str, size: float, *, bold: bool = False, italic: bool = False
    ) -> None:
        self.axes.text(
            x, y, words, color=ink, fontproperties=font(size, bold=bold, italic=italic), ha="center",
            va="center_baseline", parse_math=False, zorder=5,
        )  # fmt: skip


def _leader(box: Box, heart: tuple[float, float]) -> list[Box]:
    """Give the line from a box to the heart of its province as spots; none where the box stands on it."""
    wide, high = heart[0] - box.x, heart[1] - box.y
    beyond = max(abs(wide) / box.width, abs(high) / box.height) * 2
    if beyond <= 1:
        return []
    count = int((abs(wide) + abs(high)) / SPOT / 2) + 2
    parts = (1 / beyond + (1 - 1 / beyond) * number / (count - 1) for number in range(count))
    return [Box(box.x + wide * part, box.y + high * part, SPOT, SPOT) for part in parts][1:]
