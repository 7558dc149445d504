"""Charts in a sentence, for those who cannot see them: made from the figures, so it cannot contradict the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch

from coordination.documents.charts.models import (
    Chart,
    Choropleth,
    Contributions,
    Dots,
    Fans,
    PlanAndActual,
    Scatter,
    Slopes,
    SmallMultiples,
)
from coordination.documents.charts.parts import Caption, Fan
from coordination.documents.charts.words import figure, joined, said, why_none, without
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text

Named = tuple[Text, Cell]


def described(chart: Chart) -> Text:
    """Say what a chart shows: its title, unit, kind, the highest and the lowest, and who has no figure."""
    caption = chart.caption
    head = joined((caption.title, Text(vi=f"({caption.unit.vi})", en=f"({caption.unit.en})")), " ")
    source = Text(vi=f"Nguồn: {caption.source.vi}", en=f"Source: {caption.source.en}")
    return Text(
        **{
            language: ". ".join(part.in_language(language).rstrip(". ") for part in (head, *_told(chart), source)) + "."
            for language in ("vi", "en")
        }
    )


@singledispatch
def _told(chart: Chart) -> Sequence[Text]:
    raise NotImplementedError(type(chart))


@_told.register
def _(chart: SmallMultiples) -> Sequence[Text]:
    first, last = chart.years[0], chart.years[-1]
    kind = Text(
        vi=f"Mỗi ô là một đường từ năm {first} đến năm {last}", en=f"Each panel is a line from {first} to {last}"
    )
    ends = [(series.name, series.cells[-1]) for series in (*chart.panels, *chart.behind)]
    return [kind, _all(chart.caption, ends, Text(vi=f"Năm {last}", en=f"In {last}"))]


@_told.register
def _(chart: Fans) -> Sequence[Text]:
    kind = Text(
        vi="Đường số liệu đã có, đường dự báo và các khoảng dự báo",
        en="A line of what is known, one of the forecast, and its intervals",
    )
    return [kind, joined((_foreseen(chart, fan) for fan in chart.panels), "; ")]


def _foreseen(chart: Fans, fan: Fan) -> Text:
    """Say of one panel the last figure known, the last one forecast with its intervals, and the one of its own."""
    places = chart.caption.decimals
    parts = [fan.name]
    for cells, vi, en in ((fan.known, "", ""), (fan.middle, "dự báo ", "forecast "), (fan.own, "tự dự báo ", "own ")):
        at = max((at for at, cell in enumerate(cells) if cell.known), default=None)
        if at is None:
            continue
        value, year = said(cells[at], places), chart.years[at]
        parts.append(Text(vi=f"{vi}năm {year} {value.vi}", en=f"{en}{year} {value.en}"))
        for band in fan.bands if cells is fan.middle else ():
            if band.low[at].known and band.high[at].known:
                low, high = said(band.low[at], places), said(band.high[at], places)
                parts.append(Text(vi=f"{band.level}%: {low.vi} – {high.vi}", en=f"{band.level}%: {low.en} – {high.en}"))
    return joined(parts) if len(parts) > 1 else joined((*parts, why_none(fan.known)))


@_told.register
def _(chart: Slopes) -> Sequence[Text]:
    kind = Text(
        vi=f"Thay đổi từ {chart.before.vi} đến {chart.after.vi}",
        en=f"Change from {chart.before.en} to {chart.after.en}",
    )
    places = chart.caption.decimals
    pairs = [
        Text(vi=f"{row.name.vi} từ {a.vi} đến {b.vi}", en=f"{row.name.en} from {a.en} to {b.en}")
        for row in (*chart.rows, *chart.references)
        for a, b in [(said(row.before, places), said(row.after, places))]
    ]
    return [kind, joined(pairs, "; ")]


@_told.register
def _(chart: Dots) -> Sequence[Text]:
    kind = Text(vi="Xếp từ cao đến thấp", en="From the highest to the lowest")
    made = [_all(chart.caption, [(row.name, row.cell) for row in chart.rows], kind)]
    if chart.references:
        against = Text(vi="So với", en="Compared with")
        made.append(_all(chart.caption, [(row.name, row.cell) for row in chart.references], against))
    return made


@_told.register
def _(chart: Contributions) -> Sequence[Text]:
    whole = said(chart.total.cell, chart.caption.decimals)
    head = Text(vi=f"{chart.total.name.vi}: {whole.vi}, trong đó", en=f"{chart.total.name.en}: {whole.en}, of which")
    return [_all(chart.caption, [(part.name, part.cell) for part in chart.parts], head)]


@_told.register
def _(chart: PlanAndActual) -> Sequence[Text]:
    places = chart.caption.decimals
    rows = [
        Text(
            vi=f"{row.name.vi} thực hiện {done.vi}, kế hoạch {plan.vi}",
            en=f"{row.name.en} actual {done.en}, plan {plan.en}",
        )
        for row in chart.rows
        for done, plan in [(said(row.actual, places), said(row.plan, places))]
    ]
    return [joined(rows, "; ")]


@_told.register
def _(chart: Scatter) -> Sequence[Text]:
    kind = Text(
        vi=f"Trục ngang: {chart.x_axis.vi}; trục dọc: {chart.y_axis.vi}",
        en=f"Horizontal: {chart.x_axis.en}; vertical: {chart.y_axis.en}",
    )
    places = chart.caption.decimals
    points = [
        Text(vi=f"{point.name.vi} {x.vi} và {y.vi}", en=f"{point.name.en} {x.en} and {y.en}")
        for point in chart.points
        for x, y in [(said(point.x, places), said(point.y, places))]
    ]
    return [kind, joined(points, "; "), *([chart.trend.said] if chart.trend else ())]


@_told.register
def _(chart: Choropleth) -> Sequence[Text]:
    given = dict(chart.cells)
    shown = [unit for unit in chart.boundaries.units if not chart.focus or unit.code in chart.focus]
    kind = Text(vi="Bản đồ tô màu theo giá trị, xếp từ cao đến thấp", en="Map coloured by value, from the highest")
    lacking = Cell.of(None)
    named = [(Text(vi=unit.name, en=unit.name), given.get(unit.code, lacking)) for unit in shown]
    return [_all(chart.caption, named, kind)]


def _all(caption: Caption, rows: Iterable[Named], head: Text) -> Text:
    """List everybody with a figure, the greatest first, then those without."""
    named = tuple(rows)
    known = sorted(
        ((name, cell.value) for name, cell in named if cell.value is not None), key=lambda row: row[1], reverse=True
    )
    figures = [joined((name, figure(value, caption.decimals)), " ") for name, value in known]
    lacking = without(named)
    listed = joined([*figures, *([lacking] if lacking else ())], "; ")
    return joined((head, listed), ": ")
