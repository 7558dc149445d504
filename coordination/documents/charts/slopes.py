"""Slope chart: two moments, a line for each province; what falls is dashed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coordination.documents.charts.labels import spread
from coordination.documents.charts.letters import MILLIMETRE, fit, width_of
from coordination.documents.charts.models import Slopes
from coordination.documents.charts.page import BODY, FOOT, Page, thick
from coordination.documents.charts.palette import AGAINST, INK, LINE, MAIN, SOFT
from coordination.documents.charts.parts import Change
from coordination.documents.charts.scales import scale_of
from coordination.documents.charts.words import real, said, without
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEAD, LEAD = 6.0, 4.0
LOWEST, TALLEST = 60.0, 205.0
FALLS = Text(vi="Nét đứt: giảm.", en="Dashed: falling.")
NOT_DRAWN = Text(vi="Không vẽ:", en="Not drawn:")


def draw(chart: Slopes, language: str, width: float) -> Figure:
    """Draw the changes known at both ends; the others are named beneath."""
    lines = [*chart.rows, *chart.references]
    drawn = [line for line in lines if line.before.known and line.after.known]
    size = BODY if len(drawn) <= 45 else FOOT - 1
    gap = thick(size)
    body = min(max(LOWEST, gap * len(drawn) * 1.25), TALLEST)
    page = Page(chart.caption, language, width, HEAD + body, _notes(chart, drawn))
    places = chart.caption.decimals
    labels = [
        [f"{page.words(line.name)}  {page.words(said(line.before, places))}" for line in drawn],
        [f"{page.words(said(line.after, places))}  {page.words(line.name)}" for line in drawn],
    ]
    room = min(
        max((width_of(words, size, bold=True) for side in labels for words in side), default=0) + LEAD + 2, width * 0.38
    )
    axes = page.axes(room, HEAD, width - 2 * room, body)
    scale = scale_of((real(cell) for line in drawn for cell in (line.before, line.after)), zero=False, room=0.03)
    axes.set_xlim(0, 1)
    axes.set_ylim(scale.low, scale.high)
    for x, moment, side in ((room, chart.before, "right"), (width - room, chart.after, "left")):
        page.rule(x, HEAD - 1, x, HEAD + body, ink=LINE, pen=0.8)
        page.write(x, HEAD - 2.4, fit(page.words(moment), room, 9, bold=True), 9, bold=True, side=side)  # type: ignore[arg-type]
    _lines(axes, chart, drawn)
    for end, left in enumerate((True, False)):
        wanted = [
            HEAD + body * (1 - (real(cell) - scale.low) / (scale.high - scale.low))
            for line in drawn
            for cell in [(line.before, line.after)[end]]
        ]
        places_of = spread(wanted, gap, HEAD + gap / 2, HEAD + body - gap / 2)
        for line, words, want, y in zip(drawn, labels[end], wanted, places_of, strict=True):
            _label(page, words, (want, y), room, size, left=left, strong=line in chart.references)
    if not drawn:
        nothing = page.words(Text(vi="chưa đủ số liệu của hai thời điểm", en="no figures for both moments"))
        page.write(width / 2, HEAD + body / 2, fit(nothing, width - 2 * room, BODY), BODY, italic=True, side="center")
    return page.figure


def _notes(chart: Slopes, drawn: Sequence[Change]) -> tuple[Text, ...]:
    falls = any(real(line.after) < real(line.before) for line in drawn)
    lacking = without(
        (line.name, line.before if not line.before.known else line.after)
        for line in (*chart.rows, *chart.references)
        if line not in drawn
    )
    left_out = Text(vi=f"{NOT_DRAWN.vi} {lacking.vi}.", en=f"{NOT_DRAWN.en} {lacking.en}.") if lacking else None
    return tuple(note for note in (FALLS if falls else None, left_out) if note)


def _lines(axes: Axes, chart: Slopes, drawn: Sequence[Change]) -> None:
    for line in drawn:
        ends = [real(line.before), real(line.after)]
        behind = line in chart.references
        falls = ends[1] < ends[0]
        ink = SOFT if behind else AGAINST if falls else MAIN
        style = (0, (4, 2)) if falls else "-"
        pen = 2.2 if behind else 1.3
        axes.plot([0, 1], ends, color=ink, linewidth=pen, linestyle=style, clip_on=False, zorder=1 if behind else 2)
        axes.plot([0, 1], ends, color=ink, linewidth=0, marker="o", markersize=4, clip_on=False, zorder=3)


def _label(
    page: Page, words: str, heights: tuple[float, float], room: float, size: float, *, left: bool, strong: bool
) -> None:
    """Write a label beside its end, with a thin line to it where it had to move."""
    wanted, y = heights
    near, far = (room - 1.5, room - LEAD) if left else (page.width - room + 1.5, page.width - room + LEAD)
    if abs(y - wanted) > size / MILLIMETRE / 4:
        page.rule(near, wanted, far, y, ink=LINE, pen=0.5)
    shown = fit(words, room - LEAD - 0.5, size, bold=strong)
    page.write(
        far + (-0.5 if left else 0.5), y, shown, size, bold=strong, ink=SOFT if strong else INK,
        side="right" if left else "left", height="center",
    )  # fmt: skip
