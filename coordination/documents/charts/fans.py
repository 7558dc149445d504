"""Fan charts: what is known, what is forecast, how sure it is, and what a province says itself.

The panels share one drawing area, and each kind of line is drawn once for all of them: a chart of the whole country has
hundreds of lines, and an area for each of its panels would cost more than fitting the forecasts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING

from coordination.documents.charts.fan_panels import HEAD, KEYS, NEAR, ROOMY, YEARS, Panel, as_one, dots, joined, placed
from coordination.documents.charts.letters import fit, width_of
from coordination.documents.charts.models import Fans
from coordination.documents.charts.page import FOOT, Page, Side, thick
from coordination.documents.charts.palette import AGAINST, GRID, INK, LINE, MAIN, PAPER, SOFT, STEPS
from coordination.documents.charts.parts import Fan
from coordination.documents.charts.words import figure, real, why_none
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORECAST = (0, (4, 1.6))
EDGE = 0.4
SAID = FOOT + 0.5
KNOWN = Text(vi="số liệu", en="known")
AHEAD = Text(vi="dự báo chung", en="unified forecast")
INTERVAL = Text(vi="khoảng", en="interval")
OWN = Text(vi="địa phương tự dự báo", en="province's own forecast")
SCALES = Text(vi="Mỗi ô có thang riêng.", en="Each panel has a scale of its own.")


@dataclass(frozen=True)
class Key:
    """What a line or a band means; without a pen it is the mark of an own figure."""

    words: Text
    ink: str
    pen: float = 0.0
    dashes: object = "-"


def draw(chart: Fans, language: str, width: float) -> Figure:
    """Draw a panel for each name, in the order given."""
    keys = _in_lines(_keys(chart), language, width)
    above = KEYS * len(keys) + 1
    panels = placed(chart, language, width, above)
    body = panels[-1].bottom + YEARS
    page = Page(chart.caption, language, width, body, (SCALES,) if len(panels) > 1 else ())
    axes = page.axes(0, 0, width, body)
    axes.set_xlim(0, width)
    axes.set_ylim(body, 0)
    for number, line in enumerate(keys):
        _explain(page, axes, line, KEYS * (number + 0.5) - 0.5)
    _grid(page, axes, panels)
    _bands(axes, panels)
    _lines(axes, panels)
    for panel in panels:
        _words(page, chart, panel)
    return page.figure


def _keys(chart: Fans) -> Iterator[Key]:
    """Give the lines, bands and marks any panel has."""
    yield Key(KNOWN, INK, 1.4)
    yield Key(AHEAD, MAIN, 1.6, FORECAST)
    levels = _levels(chart.panels)
    for level in reversed(levels):
        yield Key(Text(vi=f"{INTERVAL.vi} {level}%", en=f"{level}% {INTERVAL.en}"), _ink(level, levels), 5.0)
    if any(cell.known for fan in chart.panels for cell in fan.own):
        yield Key(OWN, AGAINST)


def _in_lines(keys: Iterable[Key], language: str, width: float) -> list[list[Key]]:
    """Share keys out over as few lines as hold them."""
    lines: list[list[Key]] = [[]]
    x = 0.0
    for key in keys:
        wide = _key_width(key.words.in_language(language))
        if lines[-1] and x + wide > width:
            lines, x = [*lines, []], 0.0
        lines[-1].append(key)
        x += wide
    return lines


def _key_width(words: str) -> float:
    return 8.5 + width_of(words, SAID) + 4


def _explain(page: Page, axes: Axes, keys: Iterable[Key], y: float) -> None:
    x = 0.0
    for key in keys:
        words = page.words(key.words)
        if key.pen:
            page.key(x, y, words, key.dashes, ink=key.ink, pen=key.pen)
        else:
            _marks(axes, [x + 3.5], [y], 5.0)
            page.write(x + 8.5, y, words, SAID, height="center")
        x += _key_width(words)


def _levels(fans: Iterable[Fan]) -> list[int]:
    """Give the levels of all bands, the widest first."""
    return sorted({band.level for fan in fans for band in fan.bands}, reverse=True)


def _ink(level: int, levels: Sequence[int]) -> str:
    """Give a band its shade: the surer to fall into, the paler."""
    return STEPS[max(2 - sorted(levels).index(level), 0)]


def _grid(page: Page, axes: Axes, panels: Iterable[Panel]) -> None:
    """Draw a line at each tick, the one at zero darker, and write its figure; in low panels those at the ends alone."""
    lines: dict[str, tuple[list[float], list[float]]] = {}
    for panel in panels:
        written = list(zip(panel.scale.ticks, panel.scale.written(page.language), strict=True))
        for tick, _ in written:
            x, y = lines.setdefault(GRID if tick else LINE, ([], []))
            x += [panel.left, panel.left + panel.width, nan]
            y += [panel.y(float(tick))] * 2 + [nan]
        for tick, words in written if panel.height >= ROOMY else (written[0], written[-1]):
            page.write(panel.left - 1, panel.y(float(tick)), words, FOOT, ink=SOFT, side="right", height="center")
    for ink, (x, y) in lines.items():
        axes.plot(x, y, color=ink, linewidth=0.5, zorder=0)


def _bands(axes: Axes, panels: Sequence[Panel]) -> None:
    """Draw the bands of all panels from the widest; they begin where the known line ends."""
    levels = _levels(panel.fan for panel in panels)
    for at, level in enumerate(levels):
        low: list[Sequence[float]] = []
        high: list[Sequence[float]] = []
        for panel in panels:
            band = next((each for each in panel.fan.bands if each.level == level), None)
            low.append(joined(panel.fan, band.low) if band else [])
            high.append(joined(panel.fan, band.high) if band else [])
        years, below = as_one(panels, low)
        _, above = as_one(panels, high)
        axes.fill_between(
            years, below, above, facecolor=_ink(level, levels), edgecolor=MAIN, linewidth=EDGE, zorder=1 + at / 10
        )


def _lines(axes: Axes, panels: Sequence[Panel]) -> None:
    """Draw what is forecast, what is known, and what is said by a name itself."""
    roomy = panels[0].height >= ROOMY
    size, pen = (3.0, 1.4) if roomy else (2.2, 1.1)
    middles = [joined(panel.fan, panel.fan.middle) for panel in panels]
    known = [[real(cell) for cell in panel.fan.known] for panel in panels]
    axes.plot(*as_one(panels, middles), color=MAIN, linewidth=pen * 1.1, linestyle=FORECAST, zorder=2)
    alone = [line if sum(map(isfinite, line)) == 1 else [] for line in middles]
    axes.plot(*as_one(panels, alone), color=MAIN, linewidth=0, marker="o", markersize=size, zorder=2)
    axes.plot(*as_one(panels, known), color=INK, linewidth=pen, zorder=3)
    ends = [dots(line) for line in known]
    axes.plot(*as_one(panels, ends), color=INK, linewidth=0, marker="o", markersize=size, zorder=3)
    _marks(axes, *as_one(panels, [[real(cell) for cell in panel.fan.own] for panel in panels]), size * 1.5)


def _marks(axes: Axes, x: Sequence[float], y: Sequence[float], size: float) -> None:
    axes.plot(
        x,
        y,
        color=AGAINST,
        linewidth=0,
        marker="D",
        markersize=size,
        markeredgecolor=PAPER,
        markeredgewidth=0.6,
        zorder=4,
    )


def _words(page: Page, chart: Fans, panel: Panel) -> None:
    """Write a panel's name, its last figure, its years, and where it has nothing, why."""
    line = panel.top - HEAD + 2.9
    page.write(panel.start, line, fit(page.words(panel.fan.name), panel.whole, 8, bold=True), 8, bold=True)
    page.write(panel.start, line + thick(SAID), fit(_said(page, chart, panel.fan), panel.whole, SAID), SAID)
    for year, side in _ends(panel) if panel.lowest else ():
        page.write(panel.x(year), panel.bottom + 3.2, str(year), FOOT, ink=SOFT, side=side)
    if not any(cell.known for line in panel.fan.every for cell in line):
        why = fit(page.words(why_none(panel.fan.known)), panel.width, FOOT)
        middle = panel.left + panel.width / 2
        page.write(middle, panel.top + panel.height / 2, why, FOOT, italic=True, side="center", height="center")


def _ends(panel: Panel) -> list[tuple[int, Side]]:
    """Give the years that are written: the first, the last, and the last known where there is room between them."""
    first, last = panel.years[0], panel.years[-1]
    if first == last:
        return [(first, "center")]
    known = [year for year, cell in zip(panel.years, panel.fan.known, strict=True) if cell.known][-1:]
    room = [year for year in known if min(panel.x(year) - panel.x(first), panel.x(last) - panel.x(year)) > NEAR]
    return [(first, "left"), *((year, "center") for year in room), (last, "right")]


def _said(page: Page, chart: Fans, fan: Fan) -> str:
    """Give the last figure forecast with its year, else the last known."""
    for line in (fan.middle, fan.known):
        for year, cell in zip(reversed(chart.years), reversed(line), strict=True):
            if cell.value is not None:
                return f"{year}: {page.words(figure(cell.value, chart.caption.decimals))}"
    return page.words(why_none(fan.known))
