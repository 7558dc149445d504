"""Plan against actual, after Few's bullet graph: a bar for what came, an upright stroke for what was planned."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.documents.charts.letters import fit, width_of
from coordination.documents.charts.models import PlanAndActual
from coordination.documents.charts.page import FOOT, Page
from coordination.documents.charts.palette import INK, LINE, MAIN, PAPER, SOFT
from coordination.documents.charts.parts import Planned
from coordination.documents.charts.rows import Rows
from coordination.documents.charts.scales import scale_of
from coordination.documents.charts.words import figure, joined, said
from coordination.kernel.cells import MISSING, NOT_APPLICABLE, Cell, ratio
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEAD = 6.5
SHARE = Text(vi="% kế hoạch", en="% of plan")
BOTH = Text(vi="thực hiện / kế hoạch", en="actual / plan")
KEYS = Text(vi="Thanh: thực hiện; vạch đứng: kế hoạch.", en="Bar: actual; stroke: plan.")
HUNDRED = Decimal(100)


def draw(chart: PlanAndActual, language: str, width: float) -> Figure:
    """Draw the rows, the best fulfilled first; beside each its two figures and what share of the plan they are."""
    ordered = sorted(chart.rows, key=lambda row: (share(row).value is None, -(share(row).value or 0)))
    rows = Rows(len(ordered), HEAD)
    notes = (KEYS, *((Text(vi="Thang đo: % kế hoạch.", en="Scale: % of plan."),) if chart.shares else ()))
    page = Page(chart.caption, language, width, rows.height, (joined(notes, " "),))
    names = rows.names_width(page, [_named(row) for row in ordered])
    shares = [page.words(_share_words(row)) for row in ordered]
    pairs = [
        f"{page.words(said(row.actual, chart.caption.decimals))} / {page.words(said(row.plan, chart.caption.decimals))}"
        for row in ordered
    ]
    wide = max(width_of(words, rows.size, bold=True) for words in [*shares, page.words(SHARE)]) + 3
    wider = min(max(width_of(words, rows.size) for words in [*pairs, page.words(BOTH)]) + 3, width * 0.36)
    drawn = [pair for row in ordered for pair in _reach(row, shares=chart.shares) if pair is not None]
    rows.axes(page, names, wide + wider, scale_of(drawn, zero=True, steps=4, room=0.03))
    for x, words in ((width, SHARE), (width - wide, BOTH)):
        page.write(x, HEAD - 2, page.words(words), FOOT, ink=SOFT, side="right")
    for number, row in enumerate(ordered):
        rows.name(page, number, _named(row), names)
        _row(rows, number, _reach(row, shares=chart.shares))
        y = rows.middle(number)
        page.write(width, y, shares[number], rows.size, bold=True, side="right", height="center")
        page.write(width - wide, y, fit(pairs[number], wider - 1, rows.size), rows.size, side="right", height="center")
    return page.figure


def share(row: Planned) -> Cell:
    """Give the actual figure in % of the plan; of a plan of zero or less there is none."""
    if row.plan.value is not None and row.plan.value < 0:
        return NOT_APPLICABLE
    return ratio(row.actual, row.plan, HUNDRED)


def _share_words(row: Planned) -> Text:
    done = share(row).value
    if done is None:
        return Text(vi="–", en="–")
    written = figure(done, 1)
    return Text(vi=f"{written.vi}%", en=f"{written.en}%")


def _named(row: Planned) -> Text:
    return (
        row.name if row.unit is None else Text(vi=f"{row.name.vi} ({row.unit.vi})", en=f"{row.name.en} ({row.unit.en})")
    )


def _reach(row: Planned, *, shares: bool) -> tuple[float | None, float | None]:
    """Give how far the bar and the stroke reach on the scale."""
    done, plan = (share(row), Cell.of(HUNDRED)) if shares else (row.actual, row.plan)
    if shares and not row.plan.known:
        plan = MISSING
    return tuple(None if cell.value is None else float(cell.value) for cell in (done, plan))  # type: ignore[return-value]


def _row(rows: Rows, number: int, reach: tuple[float | None, float | None]) -> None:
    done, plan = reach
    if done is not None:
        rows.canvas.barh(number, done, height=0.46, color=MAIN, linewidth=0, zorder=3, clip_on=False)
    if plan is not None:
        ends = [number - 0.38, number + 0.38]
        rows.canvas.plot([plan, plan], ends, color=PAPER, linewidth=3.6, zorder=4, solid_capstyle="butt", clip_on=False)
        rows.canvas.plot([plan, plan], ends, color=INK, linewidth=2, zorder=5, solid_capstyle="butt", clip_on=False)
    if done is None and plan is None:
        rows.canvas.plot([0], [number], marker="x", markersize=4, color=LINE, clip_on=False)
