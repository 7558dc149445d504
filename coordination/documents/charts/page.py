"""The paper of a chart: title, unit and source around a body that each kind of chart draws, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from coordination.documents.charts.letters import LEADING, MILLIMETRE, font, plain, width_of, wrap
from coordination.documents.charts.palette import GRID, INK, LINE, PAPER, SOFT
from coordination.documents.charts.parts import Caption
from coordination.kernel.text import Text

FULL, HALF = 160.0, 78.0
"""Widths of a chart on A4 with the margins of administrative documents, alone and two side by side."""
INCH = 25.4
TITLE, UNIT, FOOT, BODY = 10.5, 8.5, 7.0, 8.0
"""Sizes of letters, in points."""
UNDER = -1
"""Where grids lie: beneath the axes of a chart."""
GROUND: dict[str, Any] = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
"""Paper beneath words."""
Side = Literal["left", "center", "right"]
Height = Literal["top", "center", "baseline", "bottom"]


def thick(size: float, lines: float = 1) -> float:
    """Give the height in millimetres of lines of a size."""
    return size * LEADING * lines / MILLIMETRE


@dataclass
class Page:
    """A figure being drawn; places are in millimetres from the left and from the top of the body."""

    caption: Caption
    language: str
    width: float
    body: float
    """Height of the body."""
    notes: tuple[Text, ...] = ()
    """What the chart itself has to say beneath: who is left out and why, how to read the lines."""
    figure: Figure = field(init=False)
    top: float = field(init=False)
    height: float = field(init=False)

    def __post_init__(self) -> None:
        """Lay out the words around the body and write them."""
        title = self._wrapped((self.caption.title,), TITLE, 3, bold=True)
        unit = self._wrapped((self.caption.unit,), UNIT, 2)
        foot = [
            line
            for parts in (
                *((note,) for note in self.notes),
                *(((self.caption.note,),) if self.caption.note else ()),
                (Text(vi="Nguồn:", en="Source:"), self.caption.source, Text(vi="·", en="·"), self.caption.vintage),
            )
            for line in self._wrapped(parts, FOOT, 4)
        ]
        self.top = thick(TITLE, len(title)) + thick(UNIT, len(unit)) + 1.5
        self.height = self.top + self.body + 1.5 + thick(FOOT, len(foot))
        self.figure = Figure(figsize=(self.width / INCH, self.height / INCH), facecolor=PAPER)
        self._lines(title, -self.top, TITLE, bold=True)
        self._lines(unit, -self.top + thick(TITLE, len(title)), UNIT, ink=SOFT)
        self._lines(foot, self.body + 1.5, FOOT, ink=SOFT)

    def words(self, text: Text) -> str:
        """Give a text in the chart's language, fit to be set."""
        return plain(text.in_language(self.language))

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Give axes at a place, without frame or ticks."""
        made = self.figure.add_axes(
            (
                left / self.width,
                1 - (self.top + top + height) / self.height,
                width / self.width,
                height / self.height,
            )
        )
        made.set_axis_off()
        return made

    def write(  # noqa: PLR0913 - what a line of text is
        self,
        x: float,
        y: float,
        words: str,
        size: float = BODY,
        *,
        bold: bool = False,
        italic: bool = False,
        ink: str = INK,
        side: Side = "left",
        height: Height = "baseline",
        paper: bool = False,
    ) -> None:
        """Write a line that is already fit to be set; mathematics in it is not interpreted.

        ``paper`` lays paper beneath, so that no line runs through the words.
        """
        self.figure.text(
            x / self.width,
            1 - (self.top + y) / self.height,
            words,
            fontproperties=font(size, bold=bold, italic=italic),
            color=ink,
            ha=side,
            va=height,
            parse_math=False,
            bbox=GROUND if paper else None,
        )

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, ink: str = GRID, pen: float = 0.6) -> None:
        """Draw a straight line."""
        self.figure.add_artist(
            Line2D(
                (x1 / self.width, x2 / self.width),
                (1 - (self.top + y1) / self.height, 1 - (self.top + y2) / self.height),
                color=ink,
                linewidth=pen,
                zorder=UNDER,
            )
        )

    def key(self, x: float, y: float, words: str, dashes: object, *, ink: str = LINE, pen: float = 1.2) -> float:
        """Explain a line by a piece of it; gives where the next explanation may begin."""
        line = Line2D(
            (x / self.width, (x + 7) / self.width),
            (1 - (self.top + y) / self.height,) * 2,
            color=ink,
            linewidth=pen,
            linestyle=dashes,  # type: ignore[arg-type]
        )
        self.figure.add_artist(line)
        self.write(x + 8.5, y, words, FOOT + 0.5, height="center")
        return x + 8.5 + width_of(words, FOOT + 0.5) + 6

    def _wrapped(self, parts: tuple[Text, ...], size: float, most: int, *, bold: bool = False) -> list[str]:
        return wrap(" ".join(self.words(part) for part in parts), self.width, size, most=most, bold=bold)

    def _lines(self, lines: list[str], top: float, size: float, *, bold: bool = False, ink: str = INK) -> None:
        for number, line in enumerate(lines):
            self.write(0, top + thick(size, number) + thick(size) * 0.8, line, size, bold=bold, ink=ink)
