"""Contributions: each part begins where the one before ended, and all together reach the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from coordination.documents.charts.letters import fit, width_of
from coordination.documents.charts.models import Contributions
from coordination.documents.charts.page import Page
from coordination.documents.charts.palette import AGAINST, INK, LINE, MAIN, PAPER, SOFT
from coordination.documents.charts.parts import Figure
from coordination.documents.charts.rows import Rows
from coordination.documents.charts.scales import scale_of
from coordination.documents.charts.words import STATES, figure, said
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

REST = Text(vi="Phần chưa phân bổ", en="Not allocated")
TAKES = Text(vi="Thanh gạch chéo: phần làm giảm.", en="Hatched: takes away.")


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: from where to where it reaches; None where its part is not known."""

    name: Text
    words: Text
    reach: tuple[float, float] | None
    whole: bool = False


def draw(chart: Contributions, language: str, width: float) -> Drawing:
    """Draw the parts, what adds most first, then what they leave open, then the total."""
    bars = laid_out(chart)
    rows = Rows(len(bars))
    falls = any(bar.reach and bar.reach[1] < bar.reach[0] and not bar.whole for bar in bars)
    page = Page(chart.caption, language, width, rows.height, (TAKES,) if falls else ())
    names = rows.names_width(page, [bar.name for bar in bars])
    scale = scale_of((end for bar in bars if bar.reach for end in bar.reach), zero=True, room=0.02)
    figures = (
        max(width_of(page.words(bar.words), rows.size, bold=True) for bar in bars if bar.reach)
        if any(bar.reach for bar in bars)
        else 0.0
    )
    rows.axes(page, names, min(figures, width / 4) + 3, scale)
    for number, bar in enumerate(bars):
        rows.name(page, number, bar.name, names, bold=bar.whole)
        _bar(page, rows, bar, number, bars[number + 1 : number + 2])
    return page.figure


def laid_out(chart: Contributions) -> list[Bar]:
    """Give the rows from top to bottom.

    What total and known parts leave open is a row of its own, unless rounding of the parts explains it.
    """
    places = chart.caption.decimals
    known = sorted((part for part in chart.parts if part.cell.known), key=_size, reverse=True)
    lacking = [part for part in chart.parts if not part.cell.known]
    if chart.total.cell.value is not None:
        rest = chart.total.cell.value - sum((_size(part) for part in known), Decimal(0))
        if abs(rest) > Decimal(len(chart.parts) + 1) / 2 * Decimal(1).scaleb(-places):
            known.append(Figure(REST, Cell.of(rest)))
    ends = [float(end) for end in accumulate((_size(part) for part in known), initial=Decimal(0))]
    made = [
        Bar(part.name, figure(_size(part), places, signed=True), (start, end))
        for part, start, end in zip(known, ends, ends[1:], strict=False)
    ]
    made += [Bar(part.name, STATES[part.cell.state], None) for part in lacking]
    whole = chart.total.cell.value
    reach = None if whole is None else (0.0, float(whole))
    return [*made, Bar(chart.total.name, said(chart.total.cell, places, signed=True), reach, whole=True)]


def _size(part: Figure) -> Decimal:
    return part.cell.value if part.cell.value is not None else Decimal(0)


def _bar(page: Page, rows: Rows, bar: Bar, number: int, following: Sequence[Bar]) -> None:
    y, words = rows.middle(number), page.words(bar.words)
    if bar.reach is None:
        page.write(
            rows.left + 1,
            y,
            fit(words, page.width - rows.left, rows.size),
            rows.size,
            italic=True,
            ink=SOFT,
            height="center",
        )
        return
    start, end = bar.reach
    falls = end < start and not bar.whole
    ink = INK if bar.whole else AGAINST if falls else MAIN
    rows.canvas.barh(
        number, end - start, left=start, height=0.66, facecolor=PAPER if falls else ink, edgecolor=ink,
        linewidth=0.8, hatch="/////" if falls else None, zorder=3, clip_on=False,
    )  # fmt: skip
    if following and following[0].reach:
        rows.canvas.plot([end, end], [number - 0.33, number + 1.33], color=LINE, linewidth=0.6, zorder=2)
    page.write(rows.at(max(start, end)) + 1.2, y, words, rows.size, bold=bar.whole, height="center")
