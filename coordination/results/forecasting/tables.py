"""The tables of the report, made of the result's own figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coordination.cycles.discussion.rules import State
from coordination.documents.report.model import Table
from coordination.methods.forecast.models import Comparison, IndicatorForecast, Point, RegionalForecast, RegionalPoint
from coordination.methods.indicators import Indicator
from coordination.results.assessing.tables import ABSENT
from coordination.results.forecasting.desk import Desk
from coordination.results.forecasting.drawings import added_up

REASON: Final = 80
"""Signs of a reason that are printed; the workbook has all."""
MANY, NAMED = 18, 10
"""Provinces from which fewer years are printed, and provinces that are named in a note."""


def regional(desk: Desk) -> Table:
    """Give the region's forecast of every indicator, a line each, in the years planned."""
    last_year = desk.years[-1]
    rows, short = [], []
    for region in desk.basis.result.regional:
        if not region.points:
            continue
        places = desk.basis.places(region.indicator)
        at = {point.year: point for point in region.points}
        year, known = max(desk.basis.past_of_region(region.indicator).items(), default=(None, None))
        values = (desk.number(at[each].value if each in at else None, places) for each in desk.years)
        told = [ABSENT if year is None else str(year), desk.number(known, places)]
        rows.append([desk.named(region.indicator), *told, *values, desk.interval(at.get(last_year), places)])
        if last_year in at and at[last_year].missing:
            units = ", ".join(desk.words(desk.basis.units[unit]) for unit in at[last_year].missing)
            short.append(
                desk.t(f"{desk.name(region.indicator)} thiếu {units}", f"{desk.name(region.indicator)}: {units}")
            )
    head = [
        desk.t("Chỉ tiêu", "Indicator"),
        desk.t("Năm", "Year"),
        desk.t("Số liệu", "Known"),
        *(desk.t(f"Dự báo {year}", f"Forecast {year}") for year in desk.years),
        desk.t(f"Khoảng 80% năm {last_year}", f"80% interval {last_year}"),
    ]
    lacking = desk.t(f" Chưa đủ địa phương: {'; '.join(short)}.", f" Without all provinces: {'; '.join(short)}.")
    note = desk.t(
        "Khoảng 80%: cứ năm lần thì khoảng bốn lần số thực hiện nằm trong đó. Khoảng 50%, 95% và các năm trước kỳ kế hoạch: "
        "tables.xlsx, trang “Toàn vùng”.",
        "80% interval: about four outturns of five fall into it. Intervals of 50 and 95%, and years before the plan: "
        "tables.xlsx, sheet “Region”.",
    )
    title = desk.t("Dự báo toàn vùng", "Forecast of the region")
    return desk.table("table-region", title, head, rows, note=note + (lacking if short else ""))


def provinces(desk: Desk, made: IndicatorForecast, region: RegionalForecast) -> Table | None:
    """Give the forecast of each province beside its own, the region below; None where there is no forecast."""
    if not any(unit.points for unit in made.units):
        return None
    indicator, past, year = desk.basis.indicator(made.indicator), desk.basis.past(made.indicator), desk.years[-1]
    places = desk.basis.places(made.indicator)
    lines: list[tuple[str, int | None, float | None, Sequence[Point] | Sequence[RegionalPoint], float | None]] = []
    own = desk.basis.own.get(made.indicator, {})
    for unit in made.units:
        told = own.get(unit.unit, {}).get(year)
        known = past.get(unit.unit, {}).get(unit.last_year or 0)
        name = desk.words(desk.basis.units[unit.unit])
        lines.append((name, unit.last_year, known, unit.points, float(told.own) if told else None))
    if region.points:
        last, whole = max(desk.basis.past_of_region(made.indicator).items(), default=(None, None))
        added = added_up(desk.basis, made).get(year)
        lines.append((desk.t("Toàn vùng", "Region"), last, whole, region.points, added))
    ends = {line[1] for line in lines}
    together = str(ends.pop()) if len(ends) == 1 else None
    rows = [
        [
            name,
            *([] if together else [ABSENT if last is None else str(last)]),
            desk.number(known, places),
            *_ahead(desk, made, points, places),
            *(_beside(desk, points, said, places) if own else []),
        ]
        for name, last, known, points, said in lines
    ]
    head = [
        desk.t("Địa phương", "Province"),
        *([] if together else [desk.t("Năm", "Year")]),
        desk.t("Số liệu", "Known") + (f" {together}" if together else ""),
        *(desk.t(f"Dự báo {each}", f"Forecast {each}") for each in _printed(desk, made)),
        desk.t(f"Khoảng 80% năm {year}", f"80% interval {year}"),
        *([desk.t(f"Tự dự báo {year}", f"Own {year}"), desk.t("Chênh (%)", "Off (%)")] if own else []),
    ]
    called = indicator.name
    return desk.table(
        f"table-{made.indicator}",
        desk.t(f"{called.vi}: dự báo chung theo địa phương", f"{called.en}: unified forecast by province"),
        head,
        rows,
        strong=(len(rows) - 1,) if region.points else (),
        unit=_unit(desk, indicator),
        note=_beneath(desk, made),
    )


def _printed(desk: Desk, made: IndicatorForecast) -> list[int]:
    """Give the years that are printed: of many provinces the first and the last, so that each stays on a line."""
    years = list(desk.years)
    return years if len(made.units) <= MANY or len(years) < 3 else [years[0], years[-1]]


def _ahead(
    desk: Desk, made: IndicatorForecast, points: Sequence[Point] | Sequence[RegionalPoint], places: int
) -> list[str]:
    """Give the years planned, and the interval of the last of them."""
    at = {point.year: point for point in points}
    values = [desk.number(at[year].value if year in at else None, places) for year in _printed(desk, made)]
    return [*values, desk.interval(at.get(desk.years[-1]), places)]


def _beside(
    desk: Desk, points: Sequence[Point] | Sequence[RegionalPoint], own: float | None, places: int
) -> tuple[str, str]:
    """Give an own figure of the last year, and by how much it is off."""
    unified = next((point.value for point in points if point.year == desk.years[-1]), None)
    off = None if own is None or not unified else (own - unified) / abs(unified) * 100
    return desk.number(own, places), desk.change(off)


def _beneath(desk: Desk, made: IndicatorForecast) -> str:
    """Say what is to be known of the figures, and whose own figures are to be discussed."""
    parts = [f"{capital(each)}." for each in desk.notes(made)]
    units = dict.fromkeys(row.unit for row in desk.discussed(made.indicator))
    if units:
        who = ", ".join(desk.words(desk.basis.units[unit]) for unit in units)
        if len(units) > NAMED:
            who = desk.t(
                f"{len(units)} địa phương (tables.xlsx, trang “Rà soát”)", f"{len(units)} provinces (tables.xlsx)"
            )
        parts.append(desk.t(f"Cần trao đổi: {who}.", f"To be discussed: {who}."))
    if _printed(desk, made) != list(desk.years):
        parts.append(desk.t("Các năm khác: tables.xlsx, trang “Địa phương”.", "Other years: tables.xlsx, “Provinces”."))
    return " ".join(parts)


def counts(desk: Desk) -> Table:
    """Give for each indicator how many own figures there are, how many are to be discussed, and which is furthest off."""
    rows = []
    for made in desk.basis.result.indicators:
        told = sum(len(years) for years in desk.basis.own.get(made.indicator, {}).values())
        far = desk.discussed(made.indicator)
        first = far[0] if far else None
        who = [desk.words(desk.basis.units[first.unit]), str(first.period)] if first else ["–", "–"]
        off = desk.change(first.percent) if first else "–"
        rows.append([desk.name(made.indicator), str(told), str(len(far)), *who, off])
    head = [
        desk.t("Chỉ tiêu", "Indicator"),
        desk.t("Số đã gửi", "Handed in"),
        desk.t("Cần trao đổi", "To be discussed"),
        desk.t("Chênh nhiều nhất", "Furthest off"),
        desk.t("Năm", "Year"),
        desk.t("Chênh (%)", "Off (%)"),
    ]
    title = desk.t("Số tự dự báo của địa phương theo chỉ tiêu", "The provinces' own figures by indicator")
    return desk.table("table-review", title, head, rows)


def review(desk: Desk, made: IndicatorForecast, rows: Sequence[Comparison]) -> Table:
    """Give provinces' own figures of an indicator beside the unified ones."""
    indicator, places = desk.basis.indicator(made.indicator), desk.basis.places(made.indicator)
    lines = [
        [
            desk.words(desk.basis.units[row.unit]),
            str(row.period),
            desk.number(row.own, places),
            desk.number(row.unified, places),
            desk.change(row.percent),
            outside(desk, row),
            shortly(_answer(desk, row) or row.reason.strip()) or desk.t("chưa nêu", "none given"),
        ]
        for row in rows
    ]
    head = [
        desk.t("Địa phương", "Province"),
        desk.t("Năm", "Year"),
        desk.t("Tự dự báo", "Own"),
        desk.t("Dự báo chung", "Unified"),
        desk.t("Chênh (%)", "Off (%)"),
        desk.t("So với khoảng", "The interval"),
        desk.t("Lý do, trả lời của địa phương", "The province's reason or answer"),
    ]
    name = indicator.name
    title = desk.t(f"{name.vi}: số cần trao đổi trước", f"{name.en}: to be discussed first")
    return desk.table(f"table-review-{made.indicator}", title, head, lines, unit=_unit(desk, indicator))


def _answer(desk: Desk, row: Comparison) -> str | None:
    """Say what the province answered of a figure put up for discussion; None where it did not."""
    found = desk.basis.answers.get((row.body, row.indicator, row.period))
    return desk.words(found.words) if found and found.state is not State.OPEN else None


def _unit(desk: Desk, indicator: Indicator) -> str:
    return desk.t("Đơn vị tính: ", "Unit: ") + (desk.words(indicator.unit) or ABSENT)


def outside(desk: Desk, row: Comparison) -> str:
    """Say which interval of the unified forecast an own figure lies outside of."""
    if row.within_80 is None:
        return ABSENT
    if row.within_80:
        return desk.t("trong 80%", "within 80%")
    return desk.t("ngoài 95%", "outside 95%") if row.within_95 is False else desk.t("ngoài 80%", "outside 80%")


def shortly(words: str) -> str:
    """Cut long words short."""
    return words if len(words) <= REASON else f"{words[:REASON].rsplit(' ', 1)[0].rstrip(' ,;.')}…"


def capital(words: str) -> str:
    """Begin words with a capital."""
    return words[:1].upper() + words[1:]
