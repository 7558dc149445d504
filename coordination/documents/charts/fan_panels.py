"""Where the panels of a fan chart stand on the paper, and where years and values stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, nan

from coordination.documents.charts.letters import width_of
from coordination.documents.charts.models import Fans
from coordination.documents.charts.page import FOOT, FULL
from coordination.documents.charts.parts import Fan
from coordination.documents.charts.scales import Scale, outward, scale_of
from coordination.documents.charts.words import real
from coordination.kernel.cells import Cell

GAP, HEAD, FEET, KEYS, YEARS = 5.0, 8.2, 2.6, 5.0, 4.0
"""Millimetres: between columns, for a name and its figure, under a panel, for a line of keys, for the years at the bottom."""
ALONE, TALLEST, LOWEST, TALL = 52.0, 34.0, 11.0, 158.0
"""Millimetres: a panel alone, the tallest and the lowest of several, and what all together may take of a page."""
SIDE = 1.2
"""Millimetres at the sides of a panel: half a mark."""
NEAR = 8.0
"""Millimetres between years that are written."""
ROOMY = 18.0
"""Millimetres of a panel high enough for more than two steps."""


@dataclass(frozen=True)
class Panel:
    """Where one fan is drawn: years from left to right, its own scale from the bottom up, in millimetres."""

    fan: Fan
    years: Sequence[int]
    scale: Scale
    left: float
    top: float
    width: float
    height: float
    start: float
    """Where its name begins, left of the figures of its scale."""
    lowest: bool
    """No panel is beneath it, so that the years are written there."""

    @property
    def whole(self) -> float:
        """Give its width with the figures of its scale."""
        return self.left + self.width - self.start

    @property
    def bottom(self) -> float:
        """Give where it ends."""
        return self.top + self.height

    def x(self, year: int) -> float:
        """Give the place of a year."""
        first, last = self.years[0], self.years[-1]
        share = (year - first) / (last - first) if last > first else 0.5
        return self.left + SIDE + (self.width - 2 * SIDE) * share

    def y(self, value: float) -> float:
        """Give the place of a value; what is not known has none."""
        return self.top + self.height * (self.scale.high - value) / (self.scale.high - self.scale.low)


def height_of(panels: int, columns: int) -> float:
    """Give how high each panel is, so that all of them leave room on a page."""
    if panels == 1:
        return ALONE
    return min(TALLEST, max((TALL - YEARS) / ceil(panels / columns) - HEAD - FEET, LOWEST))


def columns_of(panels: int, width: float) -> int:
    """Give how many panels stand side by side."""
    most = (3 if panels <= 9 else 4 if panels <= 16 else 5) if width > FULL * 0.75 else 2
    return min(most, panels)


def placed(chart: Fans, language: str, width: float, above: float) -> list[Panel]:
    """Place the panels; the figures at the left of each take as much room as the longest of all."""
    columns = columns_of(len(chart.panels), width)
    high = height_of(len(chart.panels), columns)
    steps = 5 if len(chart.panels) == 1 else 3 if high >= ROOMY else 2
    scales = [_scale(fan, steps) for fan in chart.panels]
    margin = max(width_of(words, FOOT) for scale in scales for words in scale.written(language)) + 1.5
    wide = (width - GAP * (columns - 1)) / columns
    return [
        Panel(
            fan=fan,
            years=chart.years,
            scale=scale,
            left=number % columns * (wide + GAP) + margin,
            top=above + number // columns * (HEAD + high + FEET) + HEAD,
            width=wide - margin,
            height=high,
            start=number % columns * (wide + GAP),
            lowest=number + columns >= len(chart.panels),
        )
        for number, (fan, scale) in enumerate(zip(chart.panels, scales, strict=True))
    ]


def _scale(fan: Fan, steps: int) -> Scale:
    """Give a scale with whole ticks at its ends; of one tick alone nobody could tell how far the next one is."""
    values = [real(cell) for line in fan.every for cell in line]
    every = (scale_of(values, zero=False, steps=each) for each in range(steps, 7))
    return outward(next(scale for scale in every if len(scale.ticks) > 1))


def as_one(panels: Iterable[Panel], lines: Iterable[Sequence[float]]) -> tuple[list[float], list[float]]:
    """Give a line of each panel as one line of the paper, broken between panels."""
    x: list[float] = []
    y: list[float] = []
    for panel, line in zip(panels, lines, strict=True):
        x += [*map(panel.x, panel.years[: len(line)]), nan]
        y += [*map(panel.y, line), nan]
    return x, y


def joined(fan: Fan, line: Sequence[Cell]) -> list[float]:
    """Give the values of a line of the forecast, joined to the last known one where it follows that year."""
    values = [real(cell) for cell in line]
    first = next((at for at, value in enumerate(values) if isfinite(value)), 0)
    if first > 0 and fan.known[first - 1].known:
        values[first - 1] = real(fan.known[first - 1])
    return values


def dots(line: Sequence[float]) -> list[float]:
    """Give the last value of a line and those that stand alone, which no line would show."""
    there = [isfinite(value) for value in line]
    last = max((at for at, here in enumerate(there) if here), default=-1)
    return [
        value if at == last or (there[at] and not any([*there[max(at - 1, 0) : at], *there[at + 1 : at + 2]])) else nan
        for at, value in enumerate(line)
    ]
